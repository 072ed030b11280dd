"""Counts of reports by time, kind, place, channel and severity, and how soon they were verified.

Personal data: none is read. Counted is what everybody may know of: no exercises, nothing hidden.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    DateTime,
    Subquery,
    and_,
    case,
    column,
    func,
    literal,
    literal_column,
    null,
    select,
)

from simpul.disaster.model.statistics import Count, CountsAsked, TimeCount, Waiting
from simpul.disaster.rules.replay import ARCHIVE_2017
from simpul.disaster.store.archive import reports as archived
from simpul.disaster.store.tables import reports
from simpul.kernel.database import Instant
from simpul.kernel.i18n import ZONES

WAITS = (15, 30, 60, 180, 1_440)
"""Minutes: the longest wait of each class; what waited longer is a class of its own."""
_LEVELS = ("province", "regency", "district", "village")
_c = reports.c
_verified = func.count().filter(column("verified"))


def rows(asked: CountsAsked) -> Subquery:
    """The reports asked for, each with what is counted about it."""
    if asked.archive:
        return _archive(asked)
    minutes = func.extract("epoch", _c.decided_at - _c.reported_at) / 60
    verified = _c.status == "verified"
    found = select(
        _c.reported_at.label("at"),
        _c.hazard,
        _c.source,
        _c.severity,
        below(asked.within).label("region"),
        verified.label("verified"),
        case((verified, minutes)).label("minutes"),
    )
    return found.where(*_conditions(asked)).subquery()


def _conditions(asked: CountsAsked) -> list[ColumnElement[bool]]:
    public = and_(_c.status != "hidden", _c.training.is_(False))
    found = [public, _c.reported_at >= asked.start, _c.reported_at < asked.end]
    if asked.hazard:
        found.append(_c.hazard == asked.hazard)
    if asked.within:
        found.append(_c[_LEVELS[min(asked.within.count("."), 3)]] == asked.within)
    return found


def below(within: str) -> ColumnElement[Any]:
    """The region one level below the one asked for, in which a report lies; provinces below the country."""
    return _c[_LEVELS[min(within.count(".") + 1 if within else 0, 3)]]


def _archive(asked: CountsAsked) -> Subquery:
    a = archived.c
    found = select(
        a.at.label("at"),
        literal("flood").label("hazard"),
        a.source,
        literal("").label("severity"),
        null().label("region"),
        literal_column("false").label("verified"),
        literal_column("NULL::double precision").label("minutes"),
    )
    return found.where(a.archive == ARCHIVE_2017, a.at >= asked.start, a.at < asked.end).subquery()


def totals(connection: Connection, asked: CountsAsked) -> tuple[int, int]:
    """How many reports there are, and how many of them are verified."""
    found = connection.execute(select(func.count(), _verified).select_from(rows(asked))).one()
    return int(found[0]), int(found[1])


def times(connection: Connection, asked: CountsAsked) -> list[TimeCount]:
    """How many in each step of time in which there were any, the first one first; steps begin in the asker's zone."""
    found = rows(asked)
    zone = ZONES[asked.zone].key
    local = func.timezone(zone, found.c.at, type_=DateTime())
    start = func.timezone(zone, func.date_trunc(asked.step.value, local), type_=Instant)
    counted = select(start, func.count(), _verified).select_from(found).group_by(start).order_by(start)
    return [TimeCount(row[0], int(row[1]), int(row[2])) for row in connection.execute(counted)]


def by(connection: Connection, asked: CountsAsked, name: str) -> list[Count]:
    """How many of each hazard, region, source or severity; the most first. Those without one are left out."""
    found = rows(asked)
    key = found.c[name]
    counted = select(key, func.count(), _verified).select_from(found).where(key.is_not(None)).group_by(key)
    done = connection.execute(counted.order_by(func.count().desc(), key))
    return [Count(str(row[0]), int(row[1]), int(row[2])) for row in done]


def waiting(connection: Connection, asked: CountsAsked) -> Waiting:
    """How soon reports were verified."""
    found = rows(asked)
    minutes = found.c.minutes
    last: Sequence[int] = (0, *WAITS)
    classes = [func.count().filter(minutes <= most, minutes > least) for least, most in zip(last, WAITS, strict=False)]
    classes[0] = func.count().filter(minutes <= WAITS[0])
    over = func.count().filter(minutes > WAITS[-1])
    middle, ninth = (func.percentile_cont(part).within_group(minutes.asc()) for part in (0.5, 0.9))
    row = connection.execute(select(*classes, over, middle, ninth).select_from(found)).one()
    within = dict(zip((*WAITS, None), (int(one) for one in row[:-2]), strict=True))
    return Waiting(within, row[-2], row[-1])


def first_at(connection: Connection) -> datetime | None:
    """When the first report came in that is counted."""
    public = and_(_c.status != "hidden", _c.training.is_(False))
    return connection.scalar(select(_c.reported_at).where(public).order_by(_c.reported_at).limit(1))
