"""The other tables that open data takes away month by month: incidents, areas' changes, gauges, the archive of 2017.

Personal data: officers' accounts and names, and what they write for the situation report, are not read.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Label, Select, func, select

from simpul.disaster.rules.replay import ARCHIVE_2017
from simpul.disaster.store.archive import reports as archived
from simpul.disaster.store.areas import areas, changes
from simpul.disaster.store.gauges import gauges, observations
from simpul.disaster.store.incident_tables import incidents
from simpul.kernel.database import Instant

_AT_ONCE = 5_000
_i, _a, _o, _g = incidents.c, changes.c, observations.c, gauges.c
_OF_INCIDENT = ("number", "name", "hazard", "stage", "first_at", "last_at", "opened_at", "closed_at", "changed_at")


def _named(table: Any, *names: str) -> list[Label[Any]]:
    return [table[name].label(name) for name in names]


_TABLES: dict[str, tuple[Select[Any], Any, Any]] = {
    "kejadian": (
        select(
            *_named(_i, *_OF_INCIDENT, "regions", "approximate", "longitude", "latitude"),
            _i.worst.label("severity"),
            _i.count.label("reports"),
        ).where(_i.training.is_(False), _i.withdrawn.is_(False), _i.merged_into.is_(None)),
        _i.opened_at,
        _i.changed_at,
    ),
    "wilayah": (
        select(
            *_named(_a, "area", "hazard", "version", "at", "step", "before", "state", "since", "agency"),
            *_named(areas.c, "name", "parent", "city", "region", "longitude", "latitude"),
        ).join_from(changes, areas, areas.c.id == _a.area),
        _a.at,
        _a.at,
    ),
    "pos-air": (
        select(
            *_named(_o, "gauge", "at", "depth_cm", "warning"),
            *_named(_g, "name", "region", "source", "synthetic", "longitude", "latitude"),
        ).join_from(observations, gauges, _g.id == _o.gauge),
        _o.at,
        _o.at,
    ),
    "arsip-2017": (
        select(
            *_named(archived.c, "number", "depth_cm", "had_photo", "source", "longitude", "latitude"),
            archived.c.at.label("reported_at"),
        ).where(archived.c.archive == ARCHIVE_2017),
        archived.c.at,
        archived.c.at,
    ),
}
"""Of each data set: what is read, by which time a row belongs to a month, by which time it is seen to have changed."""


def of_month(connection: Connection, dataset: str, start: datetime, end: datetime) -> Iterator[dict[str, Any]]:
    """The rows of a data set whose time lies from `start` until before `end`, read bit by bit."""
    wanted, at, _ = _TABLES[dataset]
    streaming = connection.execution_options(stream_results=True, yield_per=_AT_ONCE)
    rows = streaming.execute(wanted.where(at >= start, at < end).order_by(at, *wanted.selected_columns[:1]))
    for row in rows.mappings():
        yield dict(row)


def months(connection: Connection, dataset: str) -> Sequence[tuple[datetime, int, datetime]]:
    """The months (UTC) of a data set that hold anything: their first instants, how many rows, and the last change."""
    wanted, at, changed = _TABLES[dataset]
    month = func.date_trunc("month", at, type_=Instant)
    counted = wanted.with_only_columns(month, func.count(), func.max(changed)).group_by(month).order_by(month)
    return [(row[0], int(row[1]), row[2]) for row in connection.execute(counted)]
