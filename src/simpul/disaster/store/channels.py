"""Conversations in the database: who speaks with us, what was heard, what is to be said, which pictures are to be fetched.

Personal data in `disaster_chat`: `address` is where a person is answered (a chat's number, a telephone number), sealed
under the node's key; `person` is a keyed hash of it. `state` is the report that they are telling just now, with its place
and words: it is emptied when the report is sent, or half an hour after their last word. `report` is the number of their
last report, `follow` the secret of the question asked about it, `card` the last card that was opened for them. The whole
row is erased after 30 days of silence.

Personal data in `disaster_heard`: none; `mark` is a keyed hash of a message's name, kept for 7 days so that a message
that is delivered again changes nothing.

Personal data in `disaster_outgoing`: `body` is what a person is told, sealed; erased 2 days after it was sent or given up.
Personal data in `disaster_fetching`: `media` is a channel's name for a photograph of a person's report, sealed; the row is
gone when the photograph was fetched, or after a quarter of an hour.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Identity,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    and_,
    delete,
    exists,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import insert

from simpul.disaster.model.conversing import Stage
from simpul.kernel.database import Instant, metadata

_AHEAD = timedelta(hours=2)
"""Nothing here waits for longer."""
chats = Table(
    "disaster_chat",
    metadata,
    Column("channel", Text, primary_key=True),
    Column("person", Text, primary_key=True),
    Column("address", LargeBinary, nullable=False),
    Column("language", Text),
    Column("chosen", Boolean, nullable=False, server_default="false"),
    Column("state", postgresql.JSONB(none_as_null=True)),
    Column("sequence", BigInteger, nullable=False, server_default="0"),
    Column("said_at", Instant),
    Column("seen_at", Instant, nullable=False),
    Column("report", BigInteger),
    Column("follow", postgresql.UUID()),
    Column("card", postgresql.UUID()),
)
heard = Table(
    "disaster_heard",
    metadata,
    Column("mark", Text, primary_key=True),
    Column("at", Instant, nullable=False),
)
outgoing = Table(
    "disaster_outgoing",
    metadata,
    Column("number", BigInteger, Identity(), primary_key=True),
    Column("id", postgresql.UUID(), nullable=False),
    Column("channel", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("key", Text),
    Column("body", LargeBinary, nullable=False),
    Column("at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("tries", SmallInteger, nullable=False, server_default="0"),
    Column("state", Text, nullable=False, server_default="waiting"),
    Column("done_at", Instant),
)
fetching = Table(
    "disaster_fetching",
    metadata,
    Column("card", postgresql.UUID(), primary_key=True),
    Column("channel", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("media", LargeBinary, nullable=False),
    Column("at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("tries", SmallInteger, nullable=False, server_default="0"),
)
WAITING, SENT, GONE, GIVEN_UP = "waiting", "sent", "gone", "given-up"


@dataclass(frozen=True, slots=True)
class Chat:
    """A person on a channel, as the row has it. `sequence` and `said_at` are of the last message that was heard.

    `language` is the one they are answered in, `chosen` whether they asked for it, or began to write in it.
    """

    channel: str
    person: str
    address: bytes
    language: str | None
    chosen: bool
    state: Mapping[str, Any] | None
    sequence: int
    said_at: datetime | None
    seen_at: datetime
    report: int | None
    follow: UUID | None
    card: UUID | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message on its way: sealed, for the sealed address of a person; `tries` counts this one too."""

    number: int
    id: UUID
    channel: str
    person: str
    address: bytes
    body: bytes
    at: datetime
    tries: int


@dataclass(frozen=True, slots=True)
class Fetching:
    """A photograph that a channel keeps, for the report on a card."""

    card: UUID
    channel: str
    person: str
    media: bytes
    at: datetime
    tries: int


def hear_first(connection: Connection, mark: str, at: datetime) -> bool:
    """Whether nobody heard the message with this mark before; whoever asks next is told that somebody did."""
    row = insert(heard).values(mark=mark, at=at).on_conflict_do_nothing()
    return connection.scalar(row.returning(heard.c.mark)) is not None


def claim(connection: Connection, channel: str, person: str, address: bytes, now: datetime) -> Chat:
    """The person's chat, begun now if there was none, which nobody else may change until this transaction ends."""
    row = insert(chats).values(channel=channel, person=person, address=address, seen_at=now).on_conflict_do_nothing()
    connection.execute(row)
    return _chat(connection.execute(_of(channel, person).with_for_update()).one())


def find(connection: Connection, channel: str, person: str) -> Chat | None:
    """The person's chat; None where they never wrote, or 30 days ago."""
    row = connection.execute(_of(channel, person)).one_or_none()
    return None if row is None else _chat(row)


def _of(channel: str, person: str) -> Any:
    return select(chats).where(chats.c.channel == channel, chats.c.person == person)


def _chat(row: Any) -> Chat:
    return Chat(*row)


def change(connection: Connection, channel: str, person: str, **values: Any) -> None:
    """The chat's columns are as given."""
    connection.execute(update(chats).where(chats.c.channel == channel, chats.c.person == person).values(values))


def forget_person(connection: Connection, channel: str, person: str) -> None:
    """Nothing is known of the person any more, and nothing more is said to them."""
    connection.execute(delete(chats).where(chats.c.channel == channel, chats.c.person == person))
    waiting = and_(outgoing.c.channel == channel, outgoing.c.person == person, outgoing.c.state == WAITING)
    connection.execute(delete(outgoing).where(waiting))
    connection.execute(delete(fetching).where(fetching.c.channel == channel, fetching.c.person == person))


def queue(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> int:
    """How many of these messages wait to be sent from now on; one whose `key` is there already was or will be said."""
    if not rows:
        return 0
    fresh = insert(outgoing).values(list(rows)).on_conflict_do_nothing(index_elements=["key"])
    return len(connection.scalars(fresh.returning(outgoing.c.number)).all())


def _due(at: Column[datetime], now: datetime) -> ColumnElement[bool]:
    """Whether it is time; what should wait for longer than anything waits was written by a clock that was wrong."""
    return or_(at <= now, at > now + _AHEAD)


def take_due(connection: Connection, channel: str, *, now: datetime, lease: datetime, most: int) -> list[Waiting]:
    """Messages that are due, at most one of each person and never before an earlier one of theirs, taken until `lease`."""
    earlier = outgoing.alias()
    before = exists().where(
        earlier.c.channel == outgoing.c.channel,
        earlier.c.person == outgoing.c.person,
        earlier.c.state == WAITING,
        earlier.c.number < outgoing.c.number,
    )
    due = and_(outgoing.c.channel == channel, outgoing.c.state == WAITING, _due(outgoing.c.due_at, now), ~before)
    wanted = select(outgoing.c.number).where(due).order_by(outgoing.c.due_at, outgoing.c.number).limit(most)
    numbers = list(connection.scalars(wanted.with_for_update(skip_locked=True, of=outgoing)))
    if not numbers:
        return []
    taken = update(outgoing).where(outgoing.c.number.in_(numbers)).values(due_at=lease, tries=outgoing.c.tries + 1)
    connection.execute(taken)
    joined = outgoing.join(chats, and_(chats.c.channel == outgoing.c.channel, chats.c.person == outgoing.c.person))
    columns = (outgoing.c.number, outgoing.c.id, outgoing.c.channel, outgoing.c.person, chats.c.address)
    rest = (outgoing.c.body, outgoing.c.at, outgoing.c.tries)
    rows = select(*columns, *rest).select_from(joined).where(outgoing.c.number.in_(numbers)).order_by(outgoing.c.number)
    return [Waiting(*row) for row in connection.execute(rows)]


def done(connection: Connection, number: int, state: str, at: datetime) -> None:
    """The message was sent, or given up for good."""
    connection.execute(update(outgoing).where(outgoing.c.number == number).values(state=state, done_at=at))


def later(connection: Connection, number: int, due_at: datetime) -> None:
    """The message waits until then."""
    connection.execute(update(outgoing).where(outgoing.c.number == number).values(due_at=due_at))


def await_photo(connection: Connection, row: Mapping[str, Any]) -> None:
    """The photograph is to be fetched; once for a card."""
    connection.execute(insert(fetching).values(row).on_conflict_do_nothing())


def take_photos(connection: Connection, channel: str, *, now: datetime, lease: datetime, most: int) -> list[Fetching]:
    """Photographs that are to be fetched now, taken until `lease`."""
    due = select(fetching.c.card).where(fetching.c.channel == channel, _due(fetching.c.due_at, now))
    cards = list(connection.scalars(due.limit(most).with_for_update(skip_locked=True)))
    if not cards:
        return []
    taken = update(fetching).where(fetching.c.card.in_(cards)).values(due_at=lease, tries=fetching.c.tries + 1)
    columns = (fetching.c.card, fetching.c.channel, fetching.c.person, fetching.c.media, fetching.c.at, fetching.c.tries)
    return [Fetching(*row) for row in connection.execute(taken.returning(*columns))]


def photo_later(connection: Connection, card: UUID, due_at: datetime) -> None:
    """The photograph is fetched then."""
    connection.execute(update(fetching).where(fetching.c.card == card).values(due_at=due_at))


def photo_done(connection: Connection, card: UUID) -> None:
    """Nothing is to be fetched for this card any more."""
    connection.execute(delete(fetching).where(fetching.c.card == card))


def count_outgoing(connection: Connection) -> dict[tuple[str, str], int]:
    """How many messages there are, by channel and state."""
    counted = select(outgoing.c.channel, outgoing.c.state, func.count()).group_by(outgoing.c.channel, outgoing.c.state)
    return {(str(channel), str(state)): int(number) for channel, state, number in connection.execute(counted)}


def empty_states(connection: Connection, before: datetime) -> int:
    """How many people who said nothing since `before` had begun to tell something that is forgotten now."""
    telling = chats.c.state["stage"].astext != Stage.IDLE.value
    idle = and_(chats.c.state.is_not(None), telling, chats.c.seen_at < before)
    return connection.execute(update(chats).where(idle).values(state=None)).rowcount


def forget(connection: Connection, *, silent: datetime, heard_before: datetime, sent_before: datetime) -> dict[str, int]:
    """How many rows of each table are gone: people silent since, marks and messages from before."""
    done_long = and_(outgoing.c.state != WAITING, outgoing.c.done_at < sent_before)
    stuck = and_(outgoing.c.state == WAITING, outgoing.c.at < sent_before)
    due: tuple[tuple[Table, Any], ...] = (
        (chats, chats.c.seen_at < silent),
        (heard, heard.c.at < heard_before),
        (outgoing, or_(done_long, stuck)),
        (fetching, fetching.c.at < sent_before),
    )
    return {table.name: connection.execute(delete(table).where(which)).rowcount for table, which in due}
