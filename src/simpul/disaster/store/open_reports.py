"""Reports as open data reads them: page by page in the order of numbers, or a month at a time. The tables: `tables`.

Personal data: texts and photographs are read, and leave only where the report is verified (`rules.opendata.records`);
devices, addresses and officers are not read.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from simpul.disaster.model.opendata import Box, FeaturesAsked
from simpul.disaster.store.tables import reports
from simpul.kernel.database import Instant

Row = dict[str, Any]
_AT_ONCE = 2_000
_NAMES = (
    "number",
    "hazard",
    "card",
    "severity",
    "text",
    "photo",
    "status",
    "reported_at",
    "live_until",
    "changed_at",
    "longitude",
    "latitude",
    "province",
    "regency",
    "district",
    "village",
    "approximate",
    "placed",
    "source",
    "decided_at",
)
_c = reports.c
_shown = [_c[name] for name in _NAMES]
_public = and_(_c.status != "hidden", _c.training.is_(False))
_columns: dict[str, ColumnElement[Any]] = {
    **{name: _c[name] for name in ("number", "hazard", "status", "severity", "source", "placed")},
    **{f"{level}_code": _c[level] for level in ("province", "regency", "district", "village")},
    "report_type": func.coalesce(_c.card["report_type"].astext, _c.hazard),
}


def page(connection: Connection, asked: FeaturesAsked, live_at: datetime | None) -> list[Row]:
    """The newest reports that are asked for, one more than the limit where there are more; only live ones at `live_at`."""
    wanted = select(*_shown).where(*_conditions(asked, live_at))
    if asked.after:
        wanted = wanted.where(_c.number < int(asked.after))
    found = connection.execute(wanted.order_by(_c.number.desc()).limit(asked.limit + 1))
    return [dict(row) for row in found.mappings()]


def matching(connection: Connection, asked: FeaturesAsked, live_at: datetime | None) -> int:
    """How many reports are asked for in all, page or not."""
    counted = select(func.count()).select_from(reports).where(*_conditions(asked, live_at))
    return int(connection.scalar(counted) or 0)


def one(connection: Connection, number: int, live_at: datetime | None) -> Row | None:
    """The report of this number, if everybody may see it; with `live_at` only while it is live."""
    wanted = select(*_shown).where(_c.number == number, _public)
    if live_at is not None:
        wanted = wanted.where(_c.live_until > live_at)
    row = connection.execute(wanted).mappings().one_or_none()
    return dict(row) if row else None


def span(connection: Connection) -> tuple[datetime, datetime] | None:
    """When the first and the last report came in that everybody may see; None where there is none."""
    first = select(_c.reported_at).where(_public).order_by(_c.reported_at).limit(1)
    last = select(_c.reported_at).where(_public).order_by(_c.reported_at.desc()).limit(1)
    start, end = connection.scalar(first), connection.scalar(last)
    return (start, end) if start and end else None


def _conditions(asked: FeaturesAsked, live_at: datetime | None) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [_public, *(_columns[name] == value for name, value in asked.values)]
    if live_at is not None:
        found.append(_c.live_until > live_at)
    if asked.span and asked.span.start:
        found.append(_c.reported_at >= asked.span.start)
    if asked.span and asked.span.end:
        found.append(_c.reported_at <= asked.span.end)
    return [*found, in_box(asked.box)] if asked.box else found


def in_box(box: Box) -> ColumnElement[bool]:
    """Whether a report lies in the box, edges included, by the index of points."""
    west, south, east, north = box
    if west <= east:
        return _inside(west, south, east, north)
    return or_(_inside(west, south, 180.0, north), _inside(-180.0, south, east, north))


def _inside(west: float, south: float, east: float, north: float) -> ColumnElement[bool]:
    corners = func.box(func.point(west, south), func.point(east, north))
    return func.point(_c.longitude, _c.latitude).op("<@", is_comparison=True)(corners)


def of_month(connection: Connection, start: datetime, end: datetime) -> Iterator[Row]:
    """Every report that everybody may see and that came in from `start` until before `end`, read bit by bit."""
    wanted = select(*_shown).where(_public, _c.reported_at >= start, _c.reported_at < end).order_by(_c.number)
    streaming = connection.execution_options(stream_results=True, yield_per=_AT_ONCE)
    for row in streaming.execute(wanted).mappings():
        yield dict(row)


def months(connection: Connection, since: datetime | None) -> list[datetime]:
    """The first instants of the months (UTC) of reports that changed at or after `since`; of all reports for None."""
    month = func.date_trunc("month", _c.reported_at, type_=Instant)
    wanted = select(month).distinct().order_by(month)
    found = connection.scalars(wanted if since is None else wanted.where(_c.changed_at >= since))
    return list(found)
