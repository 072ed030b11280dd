"""Weather warnings of the next hours. Personal data: none."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Identity,
    RowMapping,
    Table,
    Text,
    delete,
    exists,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, insert

from simpul.disaster.model.nowcasts import Nowcast, NowcastKind, NowcastSaid
from simpul.kernel.database import Instant, metadata

KEPT = timedelta(days=30)
nowcasts = Table(
    "disaster_nowcast",
    metadata,
    Column("number", BigInteger, Identity(), primary_key=True),
    Column("identifier", Text, nullable=False, unique=True),
    Column("sender", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("event", Text, nullable=False),
    Column("severity", Text, nullable=False),
    Column("urgency", Text, nullable=False),
    Column("certainty", Text, nullable=False),
    Column("area", Text, nullable=False),
    Column("web", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("headline", JSONB, nullable=False),
    Column("description", JSONB, nullable=False),
    Column("instruction", JSONB, nullable=False),
    Column("replaces", ARRAY(Text), nullable=False),
    Column("regions", ARRAY(Text), nullable=False),
    Column("geometry", JSONB(none_as_null=True)),
    Column("sent", Instant, nullable=False),
    Column("begins", Instant, nullable=False),
    Column("expires", Instant, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("ended_by", Text),
    Column("synthetic", Boolean, nullable=False),
)
_SAID = (
    "identifier",
    "sender",
    "sent",
    "event",
    "severity",
    "urgency",
    "certainty",
    "begins",
    "expires",
    "headline",
    "description",
    "instruction",
    "area",
    "geometry",
    "web",
    "source",
)


def alone(connection: Connection) -> None:
    """Nobody else takes forecasts in until this transaction ends: what replaces what is decided in one place."""
    connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtext('disaster_nowcast'))")


def ended(connection: Connection, said: NowcastSaid) -> str | None:
    """Which known message of the same sender replaced or cancelled this one, whichever came first."""
    of_sender = nowcasts.c.replaces.contains([said.identifier]), nowcasts.c.sender == said.sender
    wanted = select(nowcasts.c.identifier).where(*of_sender).order_by(nowcasts.c.sent.desc())
    return connection.scalars(wanted.limit(1)).one_or_none()


def add(connection: Connection, one: Nowcast) -> bool:
    """Whether the message is new; those that it replaces have ended."""
    said = one.said
    values = {name: getattr(said, name) for name in _SAID}
    more = {
        "kind": said.kind.value,
        "replaces": list(said.replaces),
        "regions": list(one.regions),
        "received_at": one.received_at,
        "ended_by": one.ended_by,
        "synthetic": one.synthetic,
    }
    fresh = insert(nowcasts).values(**values, **more).on_conflict_do_nothing().returning(nowcasts.c.number)
    if connection.execute(fresh).scalar_one_or_none() is None:
        return False
    if said.replaces:
        old = update(nowcasts).where(nowcasts.c.identifier.in_(said.replaces), nowcasts.c.sender == said.sender)
        connection.execute(old.values(ended_by=said.identifier))
    return True


def in_force(connection: Connection, at: datetime) -> list[Nowcast]:
    """What was warned of at a time, the newest first: sent by then, not over, and not ended by what was sent by then."""
    later = nowcasts.alias("later")
    over = exists().where(later.c.identifier == nowcasts.c.ended_by, later.c.sent <= at)
    here = (nowcasts.c.sent <= at, nowcasts.c.expires > at, nowcasts.c.kind != NowcastKind.CANCEL.value)
    wanted = select(nowcasts).where(*here, ~over).order_by(nowcasts.c.sent.desc(), nowcasts.c.number.desc())
    return [_nowcast(row) for row in connection.execute(wanted).mappings()]


def get(connection: Connection, number: int) -> Nowcast | None:
    """The message of this number."""
    row = connection.execute(select(nowcasts).where(nowcasts.c.number == number)).mappings().one_or_none()
    return _nowcast(row) if row else None


def recent(connection: Connection, since: datetime, *, limit: int = 200) -> list[Nowcast]:
    """What was sent since, whatever became of it, the newest first."""
    wanted = select(nowcasts).where(nowcasts.c.sent >= since).order_by(nowcasts.c.sent.desc()).limit(limit)
    return [_nowcast(row) for row in connection.execute(wanted).mappings()]


def known(connection: Connection, identifiers: Sequence[str]) -> set[str]:
    """Those of these identifiers that this node has."""
    wanted = select(nowcasts.c.identifier).where(nowcasts.c.identifier.in_(list(identifiers)))
    return set(connection.scalars(wanted))


def forget(connection: Connection, before: datetime) -> int:
    """How many messages that ended before are gone."""
    return connection.execute(delete(nowcasts).where(nowcasts.c.expires < before)).rowcount


def forget_synthetic(connection: Connection) -> None:
    """What was made up for trying out is gone."""
    connection.execute(delete(nowcasts).where(nowcasts.c.synthetic))


def _nowcast(row: RowMapping) -> Nowcast:
    said = NowcastSaid(
        **{name: row[name] for name in _SAID}, kind=NowcastKind(row["kind"]), replaces=tuple(row["replaces"])
    )
    more = ("number", "received_at", "ended_by", "synthetic")
    return Nowcast(said=said, regions=tuple(row["regions"]), **{name: row[name] for name in more})
