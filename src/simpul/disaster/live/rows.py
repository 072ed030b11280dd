"""What the hot path reads of `disaster_report`: only the columns the feeds need, as plain rows.

Changes are looked for by their keys alone (50,000 in 60 ms), and whole rows are read only of what is news.
Personal data: none beyond what the feeds publish; texts and photographs are read but leave only when verified.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, Text, and_, bindparam, cast, func, not_, select, text
from sqlalchemy.dialects.postgresql import ARRAY, UUID

from simpul.disaster.store.tables import reports


class Row(NamedTuple):
    """A report as the feeds need it. UUIDs and `card` (JSON) are texts, as the database writes them."""

    id: str
    number: int
    version: int
    points: int
    flags: int
    hazard: str
    card: str
    severity: str
    status: str
    training: bool
    source: str
    reported_at: datetime
    live_until: datetime
    changed_at: datetime
    longitude: float
    latitude: float
    province: str | None
    regency: str | None
    district: str | None
    village: str | None
    placed: str
    approximate: bool
    text: str | None
    photo: str | None
    image: str | None
    title: str | None
    partner: str | None
    signed_by: str | None
    card_id: str | None
    incident: str | None


class Key(NamedTuple):
    """By what a report's state is recognised, and when it last changed."""

    id: str
    version: int
    points: int
    flags: int
    changed_at: datetime


_TEXTS = frozenset({"id", "card", "signed_by", "card_id", "incident"})
_shown = [cast(reports.c[name], Text).label(name) if name in _TEXTS else reports.c[name] for name in Row._fields]
_marked = [cast(reports.c[name], Text).label(name) if name in _TEXTS else reports.c[name] for name in Key._fields]
_not_hidden = reports.c.status != "hidden"
_public = and_(_not_hidden, not_(reports.c.training))
_OF_IDS = select(*_shown).where(reports.c.id == func.any(bindparam("ids", type_=ARRAY(UUID(as_uuid=False)))))
_BY_INDEX = text("SET LOCAL enable_seqscan = off")
"""Whatever the statistics say (after a mass of rows they may say nothing): what is live is found by its index."""


def live(connection: Connection, *, now: datetime) -> list[Row]:
    """Every report that is live at `now`, exercises among them."""
    return _read(connection, *_live(now))


def live_keys(connection: Connection, *, now: datetime) -> list[Key]:
    """The keys of every report that is live at `now`."""
    connection.execute(_BY_INDEX)
    return [Key._make(one) for one in connection.execute(select(*_marked).where(*_live(now)))]


def changed_keys(connection: Connection, *, since: datetime) -> list[Key]:
    """The keys of every report that changed at or after `since`, live or not."""
    connection.execute(_BY_INDEX)
    return [Key._make(one) for one in connection.execute(select(*_marked).where(reports.c.changed_at >= since))]


def of_ids(connection: Connection, ids: Sequence[str]) -> list[Row]:
    """The reports of these ids, as far as they are there."""
    return [Row._make(one) for one in connection.execute(_OF_IDS, {"ids": list(ids)})] if ids else []


def history(connection: Connection, *, since: datetime, most: int) -> list[Row]:
    """The newest `most` reports since `since` that may be shown."""
    return _newest(connection, (reports.c.reported_at >= since, _public), most)


def past(
    connection: Connection, *, since: datetime, training: bool, where: Iterable[ColumnElement[bool]], most: int
) -> list[Row]:
    """The newest `most` verified reports since `since`, live or not: real ones or exercises, as far as `where` lets in."""
    verified = (reports.c.reported_at >= since, reports.c.status == "verified", reports.c.training.is_(training))
    return _newest(connection, (*verified, *where), most)


def _live(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (reports.c.live_until > now, _not_hidden)


def _newest(connection: Connection, conditions: Iterable[ColumnElement[bool]], most: int) -> list[Row]:
    connection.execute(_BY_INDEX)
    found = select(*_shown).where(*conditions).order_by(reports.c.reported_at.desc(), reports.c.number.desc()).limit(most)
    return [Row._make(one) for one in connection.execute(found)]


def _read(connection: Connection, *conditions: ColumnElement[bool]) -> list[Row]:
    connection.execute(_BY_INDEX)
    return [Row._make(one) for one in connection.execute(select(*_shown).where(*conditions))]
