"""Report cards in the database.

Personal data in `disaster_card`: `person` is what a channel calls somebody (an account's name, a chat's number), sealed
under the node's key, so that the channel that opened the card can ask again; `bound_to` is a keyed hash of the same. Both,
and the secret `follow_up`, are erased 30 days after the card was opened, and so are whole cards that nobody used. `photo`
and `thumbnail` name files that belong to the card's report, or are erased with these when they never reached it.
`opened_by` is the account of a program.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    LargeBinary,
    Row,
    RowMapping,
    SmallInteger,
    Table,
    Text,
    and_,
    delete,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects import postgresql

from simpul.disaster.model import Status
from simpul.disaster.model.cards import FollowUp, ReportCard
from simpul.disaster.store.tables import reports
from simpul.kernel.database import Instant, metadata

cards = Table(
    "disaster_card",
    metadata,
    Column("id", postgresql.UUID(), primary_key=True),
    Column("network", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("expires_at", Instant),
    Column("guest", Boolean, nullable=False),
    Column("person", LargeBinary),
    Column("bound_to", Text),
    Column("opened_by", postgresql.UUID()),
    Column("training", Boolean, nullable=False),
    Column("parent", postgresql.UUID()),
    Column("parts", SmallInteger, nullable=False, server_default="0"),
    Column("received_at", Instant),
    Column("report", BigInteger),
    Column("image", Text),
    Column("photo", Text),
    Column("thumbnail", Text),
    Column("photo_hash", BigInteger),
    Column("follow_up", postgresql.UUID()),
    Column("asked_at", Instant),
    Column("answered_at", Instant),
    Column("answer", Text),
)
_NAMES = tuple(column.name for column in cards.columns)

_OPEN = (
    "INSERT INTO disaster_card"
    " (id, network, language, opened_at, expires_at, guest, person, bound_to, opened_by, training, parent)"
    " SELECT id, network, language, opened_at, expires_at, guest, person, bound_to, opened_by, training, parent"
    " FROM json_to_recordset(%(rows)s::json) AS given (id uuid, network text, language text, opened_at timestamptz,"
    " expires_at timestamptz, guest boolean, person bytea, bound_to text, opened_by uuid, training boolean, parent uuid)"
)


def keep(connection: Connection, opened: Sequence[ReportCard]) -> None:
    """The cards are there, all of them by one statement."""
    connection.exec_driver_sql(_OPEN, {"rows": orjson.dumps([_row_of(card) for card in opened]).decode()})


def _row_of(card: ReportCard) -> dict[str, Any]:
    return {
        "id": card.id,
        "network": card.network,
        "language": card.language,
        "opened_at": card.opened_at,
        "expires_at": card.expires_at,
        "guest": card.guest,
        "person": None if card.person is None else f"\\x{card.person.hex()}",
        "bound_to": card.bound_to,
        "opened_by": card.opened_by,
        "training": card.training,
        "parent": card.parent,
    }


_CLAIM = (
    "SELECT id, network, language, opened_at, expires_at, received_at, report, parts, bound_to, training"
    " FROM disaster_card WHERE id = ANY(%(ids)s::uuid[]) ORDER BY id FOR UPDATE"
)
"""In the order of ids, so that two batches never wait for each other."""


def claim_many(connection: Connection, ids: Sequence[UUID]) -> dict[UUID, ReportCard]:
    """The cards of these ids, which nobody else may use until this transaction ends.

    Only what decides whether they may be used: not whose they are, and not what came afterwards.
    """
    return {row[0]: _claimed(row) for row in connection.exec_driver_sql(_CLAIM, {"ids": list(ids)})}


def _claimed(row: Row[Any]) -> ReportCard:
    card, network, language, opened_at, expires_at, received_at, report, parts, bound_to, training = tuple(row)
    return ReportCard(
        card,
        network,
        language,
        opened_at,
        expires_at,
        bound_to=bound_to,
        training=training,
        parts=parts,
        received_at=received_at,
        report=report,
    )


def claim(connection: Connection, id: UUID) -> ReportCard | None:
    """The card of this id, which nobody else may change until this transaction ends."""
    row = connection.execute(select(cards).where(cards.c.id == id).with_for_update()).mappings().one_or_none()
    return card_of(row) if row else None


def get(connection: Connection, id: UUID) -> ReportCard | None:
    """The card of this id."""
    row = connection.execute(select(cards).where(cards.c.id == id)).mappings().one_or_none()
    return card_of(row) if row else None


def of_follow_up(connection: Connection, secret: UUID, *, claimed: bool) -> ReportCard | None:
    """The card whose sender was asked by the link with this secret; `claimed`: nobody else changes it meanwhile."""
    wanted = select(cards).where(cards.c.follow_up == secret)
    row = connection.execute(wanted.with_for_update() if claimed else wanted).mappings().one_or_none()
    return card_of(row) if row else None


def card_of(row: RowMapping) -> ReportCard:
    """The card in a row of the whole table."""
    values = {name: row[name] for name in _NAMES if name not in ("person", "answer")}
    person, answer = row["person"], row["answer"]
    return ReportCard(
        **values, person=None if person is None else bytes(person), answer=FollowUp(answer) if answer else None
    )


def change(connection: Connection, id: UUID, **values: Any) -> None:
    """The card's columns are as given."""
    connection.execute(update(cards).where(cards.c.id == id).values(values))


_LEAVING = (
    cards.c.id,
    cards.c.network,
    cards.c.language,
    cards.c.guest,
    cards.c.person,
    cards.c.asked_at,
    cards.c.follow_up,
)
_OF_REPORT = (reports.c.number, reports.c.hazard, reports.c.live_until)


def leaving(connection: Connection, *, after: datetime, until: datetime, opened_by: UUID | None = None) -> list[RowMapping]:
    """Cards whose reports leave the live map after `after` and not after `until`, the first to leave first.

    `id, network, language, guest, person, asked_at, follow_up` of the card; `number, hazard, live_until` of its report. No
    exercises, no hidden reports; only those that `opened_by` opened, where it is given.
    """
    due = and_(
        reports.c.live_until > after,
        reports.c.live_until <= until,
        reports.c.status != Status.HIDDEN.value,
        reports.c.training.is_(False),
        *((cards.c.opened_by == opened_by,) if opened_by else ()),
    )
    joined = reports.join(cards, cards.c.id == reports.c.card_id)
    wanted = select(*_LEAVING, *_OF_REPORT).select_from(joined).where(due).order_by(reports.c.live_until, reports.c.number)
    return list(connection.execute(wanted).mappings())


def ask(connection: Connection, asked: Sequence[tuple[UUID, UUID]], at: datetime) -> None:
    """The senders of these cards are asked by links with these secrets."""
    statement = text(
        "UPDATE disaster_card SET follow_up = given.secret, asked_at = :at"
        " FROM unnest(CAST(:cards AS uuid[]), CAST(:secrets AS uuid[])) AS given (card, secret)"
        " WHERE id = given.card AND asked_at IS NULL"
    )
    named, secrets = [card for card, _ in asked], [secret for _, secret in asked]
    connection.execute(statement, {"cards": named, "secrets": secrets, "at": at})


def forget(connection: Connection, before: datetime) -> tuple[int, list[str]]:
    """How many cards opened before `before` lost what they knew of a person or are gone; files that no report shows."""
    old = cards.c.opened_at < before
    knows = or_(cards.c.person.is_not(None), cards.c.bound_to.is_not(None), cards.c.follow_up.is_not(None))
    change = update(cards).where(old, knows).values(person=None, bound_to=None, follow_up=None)
    emptied = connection.execute(change).rowcount
    unused = delete(cards).where(old, cards.c.received_at.is_(None)).returning(cards.c.photo, cards.c.thumbnail)
    gone = connection.execute(unused).all()
    files = {name for row in gone for name in row if name}
    shown = select(reports.c.photo, reports.c.thumbnail).where(
        or_(reports.c.photo.in_(files), reports.c.thumbnail.in_(files))
    )
    kept = {name for row in connection.execute(shown) for name in row} if files else set()
    return emptied + len(gone), sorted(files - kept)
