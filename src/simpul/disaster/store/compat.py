"""What CogniCity's interface reads of reports: rows as mappings, verified ones only.

Personal data: none beyond what the interface publishes. Texts and photographs' names are read of verified reports alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Integer, and_, case, cast, func, select

from simpul.disaster.store.desk_tables import votes
from simpul.disaster.store.tables import reports

_SHOWN = (
    *("id", "number", "version", "hazard", "card", "text", "title", "photo", "status", "training", "reported_at"),
    *("live_until", "longitude", "latitude", "province", "regency", "district", "village", "source", "card_id"),
    *("points", "flags", "partner", "image"),
)
_ROWS = select(*(reports.c[name] for name in _SHOWN if name in reports.c))
_VERIFIED = reports.c.status == "verified"
_HOUR = func.date_trunc("hour", reports.c.reported_at, "UTC")
MOST = 100_000
"""Rows of one answer; the newest."""


@dataclass(frozen=True, slots=True)
class Span:
    """Which reports: of these hazards, real or training, from `since` to `until`, live at `live_at`, in these provinces."""

    hazards: Sequence[str]
    since: datetime | None = None
    until: datetime | None = None
    live_at: datetime | None = None
    provinces: Sequence[str] | None = None
    training: bool = False


def _within(span: Span) -> ColumnElement[bool]:
    at = reports.c.reported_at
    wanted = [_VERIFIED, reports.c.training == span.training, reports.c.hazard.in_(span.hazards)]
    if span.since is not None:
        wanted.append(at >= span.since)
    if span.until is not None:
        wanted.append(at <= span.until)
    if span.live_at is not None:
        wanted.append(reports.c.live_until > span.live_at)
    if span.provinces is not None:
        wanted.append(reports.c.province.in_(span.provinces))
    return and_(*wanted)


def rows(connection: Connection, span: Span) -> list[dict[str, Any]]:
    """The reports of a span, the newest first; of one instant, the lowest number first."""
    wanted = _ROWS.where(_within(span)).order_by(reports.c.reported_at.desc(), reports.c.number).limit(MOST)
    return [dict(row) for row in connection.execute(wanted).mappings()]


def one(connection: Connection, number: int, hazards: Sequence[str]) -> dict[str, Any] | None:
    """The verified report of this number, if it is none of an exercise."""
    if not 0 < number < 2**63:
        return None
    wanted = _ROWS.where(reports.c.number == number, _within(Span(hazards)))
    row = connection.execute(wanted).mappings().one_or_none()
    return dict(row) if row else None


def hours(connection: Connection, span: Span) -> dict[datetime, int]:
    """How many reports of a span came in each hour that has any."""
    counted = select(_HOUR.label("at"), func.count().label("found")).where(_within(span)).group_by(_HOUR)
    return {row.at: row.found for row in connection.execute(counted)}


def sources(connection: Connection, span: Span) -> tuple[int, int, int]:
    """How many reports of a span there are, how many of them came from Qlue, and how many from Detik."""
    of = [cast(func.sum(case((reports.c.source == name, 1), else_=0)), Integer) for name in ("qlue", "detik")]
    found = connection.execute(select(func.count(), *of).where(_within(span))).one()
    return found[0], found[1] or 0, found[2] or 0


def vote_of(connection: Connection, report: UUID, voter: str) -> int:
    """How this voter has voted about a report: 1, -1, or 0 for not at all."""
    return connection.scalar(select(votes.c.points).where(votes.c.report == report, votes.c.voter == voter)) or 0


def of_external(connection: Connection, external: str) -> int | None:
    """The number of the report that came from elsewhere under this name."""
    return connection.scalar(select(reports.c.number).where(reports.c.external == external))
