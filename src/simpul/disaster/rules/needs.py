"""What may be asked for and given, who may see what of it, and when it is over. Source: CONTRACT a.9; UU 27/2022."""

import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from simpul.disaster.model.needs import (
    AddressMissing,
    Contact,
    ContactMissing,
    Gift,
    GiftNotSo,
    GiftState,
    MoreThanLeft,
    Need,
    NeedAsked,
    NeedsNotYours,
    NeedStatus,
    NeedWordsTooLong,
    NothingAsked,
    TimeUnfit,
    TooMuchAsked,
)
from simpul.disaster.rules.desk import OFFICER, answers_for
from simpul.disaster.rules.drafts import words
from simpul.disaster.rules.need_items import ITEMS
from simpul.disaster.rules.subscriptions import number as telephone
from simpul.kernel.actor import Actor
from simpul.kernel.i18n import ZONES

ZONE = ZONES["WIB"]
QUIET_FOR, EXPIRES_AFTER = timedelta(days=5), timedelta(days=3)
"""A need that nobody gives to is asked about after five days, and is over three days later (CONTRACT a.9)."""
TRAINING_FOR = timedelta(hours=3)
KEPT = timedelta(days=30)
"""Names, telephone numbers and addresses are erased so long after a need is over."""
AHEAD_DAYS = 14
MOVES = (1, 2)
"""A delivery can be put off by one day or two, and by as many days in all as MOVED_MOST."""
MOVED_MOST = 4
MISSED_AFTER = timedelta(days=1)
"""A promise that nobody kept frees what it held so long after its time."""
REOPENED_WITHIN = timedelta(minutes=30)
"""How long who asked may take back that they withdrew the need, or that it was met."""
QUANTITY_MOST, NOTE_MOST, ADDRESS_MOST, NAME_MOST = 9_999, 300, 300, 80
GRID = 0.005
"""Degrees, about 500 m: the public point of a need is the middle of such a square, never a house."""
PER_DEVICE, PER_ADDRESS, WINDOW = 3, 60, timedelta(days=1)
PER_NEED = 3
"""Promises to one need in a day from one network address."""
CODE_TRIES, CODE_WINDOW = 5, timedelta(minutes=10)
_OPEN = frozenset({NeedStatus.ACTIVE, NeedStatus.EXPIRING})
_HELD = frozenset({GiftState.PROMISED, GiftState.ACCEPTED, GiftState.DELIVERED})
GIFT_STEPS: Mapping[GiftState, frozenset[GiftState]] = {
    GiftState.PROMISED: frozenset({GiftState.ACCEPTED, GiftState.DECLINED, GiftState.WITHDRAWN, GiftState.MISSED}),
    GiftState.ACCEPTED: frozenset({GiftState.DELIVERED, GiftState.WITHDRAWN, GiftState.MISSED}),
    GiftState.DELIVERED: frozenset(),
    GiftState.DECLINED: frozenset(),
    GiftState.WITHDRAWN: frozenset(),
    GiftState.MISSED: frozenset(),
}
"""What may become of a gift."""


def quantities(given: Mapping[str, object]) -> dict[str, int]:
    """Things by slug with how many, those with none left out; NothingAsked, TooMuchAsked."""
    found: dict[str, int] = {}
    for slug, value in given.items():
        text = str(value).strip()
        if slug not in ITEMS or not text:
            continue
        if not (text.isascii() and text.isdigit() and len(text) <= 4):
            raise TooMuchAsked(most=QUANTITY_MOST)
        if int(text):
            found[slug] = int(text)
    if not found:
        raise NothingAsked()
    return {slug: found[slug] for slug in ITEMS if slug in found}


def contact(name: str, phone: str, address: str, *, at: tuple[float, float] | None, brings: bool = False) -> Contact:
    """How somebody is reached; `brings`: who gives needs no address. ContactMissing, AddressMissing, NeedWordsTooLong."""
    digits = telephone(phone)
    if digits is None:
        raise ContactMissing()
    name, address = words(name), words(address)
    if not address and not brings:
        raise AddressMissing()
    for value, most, where in ((name, NAME_MOST, "name"), (address, ADDRESS_MOST, "address_text")):
        if len(value) > most:
            raise _too_long(where, most)
    longitude, latitude = at or (None, None)
    return Contact(name, digits, address, longitude, latitude)


def _too_long(field: str, most: int) -> NeedWordsTooLong:
    refusal = NeedWordsTooLong(most=most)
    refusal.field = field
    return refusal


def note(given: str) -> str:
    """What somebody adds in words; NeedWordsTooLong."""
    if len(given) > NOTE_MOST:
        raise NeedWordsTooLong(most=NOTE_MOST)
    return words(given.replace("\x00", ""))


def coarse(longitude: float, latitude: float) -> tuple[float, float]:
    """The middle of the grid's square that holds the point."""
    return tuple(round((value // GRID + 0.5) * GRID, 4) for value in (longitude, latitude))  # type: ignore[return-value]


def opened(asked: NeedAsked, id: UUID, *, region: str, at: datetime) -> Need:
    """The need as it is kept; its point is coarse, what is exact goes into the seal."""
    longitude, latitude = coarse(asked.longitude, asked.latitude)
    return Need(
        id=id,
        status=NeedStatus.ACTIVE,
        items=asked.items,
        longitude=longitude,
        latitude=latitude,
        region=region,
        created_at=at,
        changed_at=at,
        quiet_since=at,
        language=asked.language,
        note=asked.note,
        training=asked.training,
        tells_all=asked.tells_all,
    )


def is_open(need: Need) -> bool:
    """Whether it takes gifts."""
    return need.status in _OPEN


def left(need: Need, gifts: Iterable[Gift]) -> dict[str, int]:
    """How much of each thing nobody has promised or brought, in the order of the list; 0 where it is met."""
    held = [gift.items for gift in gifts if gift.state in _HELD]
    return {slug: max(0, count - sum(one.get(slug, 0) for one in held)) for slug, count in need.items.items()}


def brought(need: Need, gifts: Iterable[Gift]) -> dict[str, int]:
    """How much of each thing arrived."""
    done = [gift.items for gift in gifts if gift.state is GiftState.DELIVERED]
    return {slug: min(count, sum(one.get(slug, 0) for one in done)) for slug, count in need.items.items()}


def fits(need: Need, gifts: Sequence[Gift], given: Mapping[str, int]) -> None:
    """Nothing, when so much is still missing; MoreThanLeft otherwise."""
    missing = left(need, gifts)
    if any(count > missing.get(slug, 0) for slug, count in given.items()):
        raise MoreThanLeft()


def due(at: datetime, now: datetime) -> datetime:
    """The time of a delivery; TimeUnfit."""
    if not now - timedelta(hours=1) <= at <= now + timedelta(days=AHEAD_DAYS):
        raise TimeUnfit(days=AHEAD_DAYS)
    return at


def after_gifts(need: Need, gifts: Sequence[Gift], now: datetime) -> Need:
    """The need after its gifts changed: met when all of it arrived, awake again while somebody gives."""
    if not is_open(need):
        return need
    met = all(count == need.items[slug] for slug, count in brought(need, gifts).items())
    status = NeedStatus.SATISFIED if met else NeedStatus.ACTIVE
    held = any(gift.state in _HELD for gift in gifts)
    return replace(need, status=status, quiet_since=now if held else need.quiet_since)


def aged(need: Need, now: datetime) -> NeedStatus:
    """Where the need stands by its age: over after three hours if for training, after 5 + 3 days if nobody gives."""
    if not is_open(need):
        return need.status
    if need.training:
        return NeedStatus.EXPIRED if now - need.created_at >= TRAINING_FOR else need.status
    quiet = now - need.quiet_since
    if quiet >= QUIET_FOR + EXPIRES_AFTER:
        return NeedStatus.EXPIRED
    return NeedStatus.EXPIRING if quiet >= QUIET_FOR else NeedStatus.ACTIVE


def shown(need: Need, gifts: Sequence[Gift], now: datetime) -> NeedStatus:
    """Where a need that was hidden stands when it is shown again."""
    met = all(count == need.items[slug] for slug, count in brought(need, gifts).items())
    return NeedStatus.SATISFIED if met else aged(replace(need, status=NeedStatus.ACTIVE), now)


def reopens(need: Need, gifts: Sequence[Gift], now: datetime) -> bool:
    """Whether who asked may open the need again: when its time has passed, or just after they closed it by a slip."""
    if need.status is NeedStatus.EXPIRED:
        return not need.training
    arrived = all(count == need.items[slug] for slug, count in brought(need, gifts).items())
    closed = need.status is NeedStatus.WITHDRAWN or (need.status is NeedStatus.SATISFIED and not arrived)
    return closed and now - need.changed_at <= REOPENED_WITHIN


def put_off(gift: Gift, days: int) -> Gift:
    """The gift, coming one day or two later than it was promised; GiftNotSo, TimeUnfit."""
    if gift.state not in (GiftState.PROMISED, GiftState.ACCEPTED):
        raise GiftNotSo()
    if days not in MOVES or gift.moved_days + days > MOVED_MOST:
        raise TimeUnfit(days=MOVED_MOST)
    return replace(gift, due_at=gift.due_at + timedelta(days=days), moved_days=gift.moved_days + days)


def is_missed(gift: Gift, now: datetime) -> bool:
    """Whether nobody brought what was promised, a day after its time."""
    return gift.state in (GiftState.PROMISED, GiftState.ACCEPTED) and now - gift.due_at >= MISSED_AFTER


def sees_address(need: Need, gift: Gift) -> bool:
    """Whether who gives may know where to bring it: who asked agreed, to this gift or to all."""
    return gift.state is GiftState.ACCEPTED or (need.tells_all and gift.state is GiftState.PROMISED)


def sees_giver(gift: Gift) -> bool:
    """Whether who asked may know who gives: as soon as they promise, and until it came to nothing."""
    return gift.state in _HELD


def delivery_code(key: bytes, gift: UUID) -> str:
    """The six digits that who asked reads to who brings it."""
    made = hmac.new(key, gift.bytes, hashlib.sha256).digest()
    return f"{int.from_bytes(made[:8]) % 1_000_000:06d}"


def link_hash(secret: str) -> str:
    """What is kept of a secret link."""
    return hashlib.sha256(secret.encode()).hexdigest()


def permit_needs(actor: Actor, region: str) -> None:
    """Nothing, for an officer whose agency answers for the place; NeedsNotYours otherwise."""
    if not (actor.has(OFFICER) and actor.agency and answers_for(actor, region)):
        raise NeedsNotYours()


def permit_program(actor: Actor, need: Need) -> None:
    """Nothing, for the program that opened the need, and for an officer of its place; NeedsNotYours otherwise."""
    if need.opened_by is None or need.opened_by != actor.id:
        permit_needs(actor, need.region)
