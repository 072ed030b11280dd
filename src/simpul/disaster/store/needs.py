"""What people need, and what others give.

Personal data in `disaster_need`: `person`, name, telephone, address and exact point of who asks, sealed under the node's
key and told to nobody they did not agree to; `note`, what they wrote, public once an officer has read it, and `reason`, an
officer's. In `disaster_need_gift`: `person`, name and telephone of who gives, sealed. Both seals are erased 30 days after
the need is over, and so are the words. `link` is a hash of the secret link by which somebody comes back. The point is that
of a grid of 500 m.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Double,
    Identity,
    Integer,
    LargeBinary,
    RowMapping,
    Table,
    Text,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import JSONB

from simpul.disaster.model.needs import Gift, GiftState, Need, NeedStatus
from simpul.kernel.database import Instant, metadata

needs = Table(
    "disaster_need",
    metadata,
    Column("id", postgresql.UUID(), primary_key=True),
    Column("number", BigInteger, Identity(), nullable=False, unique=True),
    Column("link", Text, nullable=False, unique=True),
    Column("status", Text, nullable=False),
    Column("items", JSONB, nullable=False),
    Column("note", Text, nullable=False),
    Column("longitude", Double, nullable=False),
    Column("latitude", Double, nullable=False),
    Column("region", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("quiet_since", Instant, nullable=False),
    Column("version", Integer, nullable=False),
    Column("language", Text, nullable=False),
    Column("training", Boolean, nullable=False),
    Column("tells_all", Boolean, nullable=False),
    Column("checked", Boolean, nullable=False),
    Column("person", LargeBinary),
    Column("reason", Text, nullable=False),
    Column("opened_by", postgresql.UUID()),
)
gifts = Table(
    "disaster_need_gift",
    metadata,
    Column("id", postgresql.UUID(), primary_key=True),
    Column("number", BigInteger, Identity(), nullable=False, unique=True),
    Column("need", postgresql.UUID(), nullable=False),
    Column("link", Text, nullable=False, unique=True),
    Column("state", Text, nullable=False),
    Column("items", JSONB, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("moved_days", Integer, nullable=False),
    Column("training", Boolean, nullable=False),
    Column("person", LargeBinary),
)
_NEED = [column.name for column in needs.c if column.name != "link"]
_GIFT = [column.name for column in gifts.c if column.name != "link"]
_OVER = [one.value for one in NeedStatus if one not in (NeedStatus.ACTIVE, NeedStatus.EXPIRING)]
OPEN = (NeedStatus.ACTIVE, NeedStatus.EXPIRING)


@dataclass(frozen=True, slots=True)
class NeedsWanted:
    """Which needs: of these statuses, inside one of these regions and with one of these things, where any are named."""

    statuses: Sequence[NeedStatus] = OPEN
    regions: Sequence[str] = ()
    items: Sequence[str] = ()
    training: bool = False
    since: datetime | None = None
    until: datetime | None = None


def keep(connection: Connection, need: Need, link: str) -> int:
    """The number of the need, which is there from now on; `link` is the hash of its secret link."""
    row = {name: getattr(need, name) for name in _NEED if name != "number"}
    row |= {"items": dict(need.items), "status": need.status.value, "link": link}
    return int(connection.scalar(insert(needs).values(row).returning(needs.c.number)) or 0)


def change(connection: Connection, need: Need) -> None:
    """The need is as given; its number, place and link stay."""
    fixed = {"id", "number", "longitude", "latitude", "region", "created_at", "training", "opened_by"}
    row = {name: getattr(need, name) for name in _NEED if name not in fixed}
    row |= {"items": dict(need.items), "status": need.status.value}
    connection.execute(update(needs).where(needs.c.id == need.id).values(row))


def get(connection: Connection, number: int) -> Need | None:
    """The need of this number."""
    return _one(connection.execute(select(needs).where(needs.c.number == number)).mappings().first())


def of_link(connection: Connection, link: str) -> Need | None:
    """The need of this hash of a secret link."""
    return _one(connection.execute(select(needs).where(needs.c.link == link)).mappings().first())


def by_id(connection: Connection, id: UUID) -> Need:
    """The need of this id."""
    found = _one(connection.execute(select(needs).where(needs.c.id == id)).mappings().one())
    assert found is not None
    return found


def claim(connection: Connection, id: UUID) -> Need:
    """The need, held until the transaction ends."""
    found = _one(connection.execute(select(needs).where(needs.c.id == id).with_for_update()).mappings().one())
    assert found is not None
    return found


def listed(connection: Connection, wanted: NeedsWanted, *, most: int, offset: int = 0) -> list[Need]:
    """Those that are wanted, the newest first."""
    rows = select(needs).where(*_where(wanted)).order_by(needs.c.created_at.desc(), needs.c.number.desc())
    found = connection.execute(rows.limit(most).offset(offset)).mappings()
    return [one for row in found if (one := _one(row)) is not None]


def count(connection: Connection, wanted: NeedsWanted) -> int:
    """How many are wanted."""
    return int(connection.scalar(select(func.count()).select_from(needs).where(*_where(wanted))) or 0)


def _where(wanted: NeedsWanted) -> list[Any]:
    here = needs.c.region
    found = [needs.c.status.in_([one.value for one in wanted.statuses]), needs.c.training == wanted.training]
    if wanted.regions:
        inside = [or_(here == code, here.startswith(f"{code}.", autoescape=True)) for code in wanted.regions]
        found.append(or_(*inside))
    if wanted.items:
        found.append(or_(*(needs.c["items"].has_key(slug) for slug in wanted.items)))
    if wanted.since:
        found.append(needs.c.created_at >= wanted.since)
    if wanted.until:
        found.append(needs.c.created_at <= wanted.until)
    return found


def _one(row: RowMapping | None) -> Need | None:
    if row is None:
        return None
    found: dict[str, Any] = {name: row[name] for name in _NEED}
    return Need(**{**found, "status": NeedStatus(row["status"]), "person": _bytes(row["person"])})


def _bytes(value: Any) -> bytes | None:
    return None if value is None else bytes(value)


def keep_gift(connection: Connection, gift: Gift, link: str) -> int:
    """The number of the gift, which is there from now on."""
    row = {name: getattr(gift, name) for name in _GIFT if name != "number"}
    row |= {"items": dict(gift.items), "state": gift.state.value, "link": link}
    return int(connection.scalar(insert(gifts).values(row).returning(gifts.c.number)) or 0)


def change_gift(connection: Connection, gift: Gift) -> None:
    """The gift stands as given."""
    row: dict[str, Any] = {name: getattr(gift, name) for name in ("due_at", "changed_at", "moved_days", "person")}
    row |= {"items": dict(gift.items), "state": gift.state.value}
    connection.execute(update(gifts).where(gifts.c.id == gift.id).values(row))


def gifts_of(connection: Connection, ids: Sequence[UUID]) -> Mapping[UUID, tuple[Gift, ...]]:
    """The gifts to each of these needs, the oldest first."""
    found: dict[UUID, list[Gift]] = {one: [] for one in ids}
    rows = select(gifts).where(gifts.c.need.in_(list(ids))).order_by(gifts.c.number)
    for row in connection.execute(rows).mappings():
        found[row["need"]].append(_gift(row))
    return {one: tuple(those) for one, those in found.items()}


def gift_of_link(connection: Connection, link: str) -> Gift | None:
    """The gift of this hash of a secret link."""
    row = connection.execute(select(gifts).where(gifts.c.link == link)).mappings().first()
    return _gift(row) if row else None


def gift_of_number(connection: Connection, number: int) -> Gift | None:
    """The gift of this number."""
    row = connection.execute(select(gifts).where(gifts.c.number == number)).mappings().first()
    return _gift(row) if row else None


def gifts_due(connection: Connection, since: datetime, until: datetime) -> list[Gift]:
    """Gifts that are still to come, or were to, between two times, the first first."""
    waiting = [GiftState.PROMISED.value, GiftState.ACCEPTED.value]
    rows = select(gifts).where(gifts.c.state.in_(waiting), gifts.c.due_at.between(since, until)).order_by(gifts.c.due_at)
    return [_gift(row) for row in connection.execute(rows).mappings()]


def _gift(row: RowMapping) -> Gift:
    found: dict[str, Any] = {name: row[name] for name in _GIFT}
    return Gift(**{**found, "state": GiftState(row["state"]), "person": _bytes(row["person"])})


def erase(connection: Connection, before: datetime) -> int:
    """How many needs that were over before this time lost what they knew of people, and their gifts with them."""
    over = select(needs.c.id).where(needs.c.status.in_(_OVER), needs.c.changed_at < before)
    connection.execute(update(gifts).where(gifts.c.need.in_(over), gifts.c.person.is_not(None)).values(person=None))
    rows = update(needs).where(needs.c.id.in_(over), needs.c.person.is_not(None)).values(person=None, note="", reason="")
    return connection.execute(rows).rowcount
