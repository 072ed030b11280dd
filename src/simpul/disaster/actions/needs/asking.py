"""People ask for things, come back to their need by its secret link, and see who brings them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from simpul import regions
from simpul.disaster.actions.needs import telling
from simpul.disaster.model.needs import (
    Contact,
    Gift,
    GiftNotSo,
    GiftState,
    Need,
    NeedAsked,
    NeedLinkUnknown,
    NeedMissing,
    NeedOver,
    NeedSeen,
    NeedStatus,
)
from simpul.disaster.outside import sealing_contacts as sealing
from simpul.disaster.rules import needs as rules
from simpul.disaster.store import needs as store
from simpul.disaster.store.needs import NeedsWanted
from simpul.kernel import limits
from simpul.kernel.actor import Actor
from simpul.kernel.database.unit import Unit
from simpul.kernel.platform import Platform

CODES = "disaster.needs.code"
NEED_PATH, GIFT_PATH = "/bencana/kebutuhan/saya/{secret}", "/bencana/bantuan/{secret}"


@dataclass(frozen=True, slots=True)
class OwnNeed:
    """A need as who asked sees it: with their own contact, and who gives, and each gift's code."""

    seen: NeedSeen
    contact: Contact
    givers: tuple[tuple[Gift, Contact, str], ...]


def ask(platform: Platform, actor: Actor, asked: NeedAsked) -> tuple[Need, str]:
    """The need, durable, and the secret of the link by which who asked comes back. TooMany; refusals of its place."""
    return ask_many(platform, actor, [asked])[0]


def ask_many(platform: Platform, actor: Actor, asked: Sequence[NeedAsked]) -> list[tuple[Need, str]]:
    """As `ask`, all of them or none."""
    located = [(one, regions.locate(platform, one.longitude, one.latitude).code) for one in asked]
    with platform.database.writing(actor) as unit:
        kept = [_kept(platform, unit, one, region) for one, region in located]
        unit.ring("disaster.needs")
    return kept


def _kept(platform: Platform, unit: Unit, asked: NeedAsked, region: str) -> tuple[Need, str]:
    secret, known = platform.ids.token(), UUID(platform.ids.random())
    person = sealing.sealed(platform.keys, platform.ids, known, replace(asked.contact, link=secret))
    opened_by = unit.actor.id if unit.actor.signed_in else None
    fresh = rules.opened(asked, known, region=region, at=unit.clock.now())
    need = replace(fresh, person=person, opened_by=opened_by)
    _spend(unit, asked)
    number = store.keep(unit.connection, need, rules.link_hash(secret))
    unit.audit("disaster.need.ask", subject=str(known), after=told(need))
    return replace(need, number=number), secret


def _spend(unit: Unit, asked: NeedAsked) -> None:
    if asked.device:
        limits.spend(unit, f"disaster.need.device:{asked.device}", most=rules.PER_DEVICE, per=rules.WINDOW)
    if asked.address:
        limits.spend(unit, f"disaster.need.address:{asked.address}", most=rules.PER_ADDRESS, per=rules.WINDOW)


def told(need: Need) -> dict[str, object]:
    """What the trail holds of a need: nothing about a person."""
    return {"status": need.status.value, "items": dict(need.items), "region": need.region, "training": need.training}


def told_gift(gift: Gift) -> dict[str, object]:
    """What the trail holds of a gift: nothing about a person."""
    return {"state": gift.state.value, "items": dict(gift.items), "need": str(gift.need), "due_at": gift.due_at.isoformat()}


def public(platform: Platform, number: int) -> NeedSeen:
    """The need as everybody may see it; NeedMissing for a hidden or withdrawn one."""
    with platform.database.reading() as unit:
        need = store.get(unit.connection, number) if 0 < number < 2**63 else None
        if need is None or need.status in (NeedStatus.HIDDEN, NeedStatus.WITHDRAWN):
            raise NeedMissing(number=number)
        given = store.gifts_of(unit.connection, [need.id])[need.id]
    return seen_by_all(need, given)


def seen_by_all(need: Need, given: tuple[Gift, ...]) -> NeedSeen:
    """The need without what is not for all: seals, an officer's reason, words that no officer has read."""
    shown = replace(need, person=None, reason="", note=need.note if need.checked else "")
    return NeedSeen(shown, tuple(replace(gift, person=None) for gift in given), rules.left(need, given))


def listed(platform: Platform, wanted: NeedsWanted, *, most: int, offset: int = 0) -> tuple[list[NeedSeen], int]:
    """Needs as everybody may see them, the newest first, and how many there are in all."""
    with platform.database.reading() as unit:
        found = store.listed(unit.connection, wanted, most=most, offset=offset)
        given = store.gifts_of(unit.connection, [one.id for one in found])
        total = store.count(unit.connection, wanted)
    return [seen_by_all(one, given[one.id]) for one in found], total


def own(platform: Platform, secret: str) -> OwnNeed:
    """The need of this secret link; NeedLinkUnknown."""
    with platform.database.reading() as unit:
        need = _of_secret(unit, secret)
        given = store.gifts_of(unit.connection, [need.id])[need.id]
    keys = platform.keys
    code = keys.derive(CODES)
    givers = tuple(
        (gift, sealing.opened(keys, gift.id, gift.person), rules.delivery_code(code, gift.id))
        for gift in given
        if rules.sees_giver(gift)
    )
    seen = NeedSeen(need, given, rules.left(need, given))
    return OwnNeed(seen, sealing.opened(keys, need.id, need.person), givers)


def _of_secret(unit: Unit, secret: str) -> Need:
    need = store.of_link(unit.connection, rules.link_hash(secret)) if len(secret) <= 100 else None
    if need is None:
        raise NeedLinkUnknown()
    return need


def answer_gift(platform: Platform, secret: str, gift: int, *, accept: bool) -> Gift:
    """The gift of this number after who asked accepted it (its giver learns the address now) or declined it; GiftNotSo."""
    after = GiftState.ACCEPTED if accept else GiftState.DECLINED
    with platform.database.writing(Actor.ANONYMOUS) as unit:
        need = store.claim(unit.connection, _of_secret(unit, secret).id)
        given = store.gifts_of(unit.connection, [need.id])[need.id]
        before = next((one for one in given if one.number == gift), None)
        if before is None:
            raise NeedLinkUnknown()
        if after not in rules.GIFT_STEPS[before.state]:
            raise GiftNotSo()
        giver = sealing.opened_whole(platform.keys, before.id, before.person)
        said = telling.ACCEPTED if accept else telling.DECLINED
        path, key = GIFT_PATH.format(secret=giver.link), f"{before.id}:{after}"
        telling.tell(platform, unit, giver, telling.Word(said, need, path, key))
        return step_gift(unit, need, given, replace(before, state=after))


def step_gift(unit: Unit, need: Need, given: tuple[Gift, ...], gift: Gift) -> Gift:
    """The gift stands as given from now on, and its need follows from it."""
    now = unit.clock.now()
    before = next(one for one in given if one.id == gift.id)
    changed = replace(gift, changed_at=now)
    store.change_gift(unit.connection, changed)
    unit.audit("disaster.need.gift", subject=str(gift.id), before=told_gift(before), after=told_gift(changed))
    rest = tuple(changed if one.id == gift.id else one for one in given)
    follow(unit, need, rest)
    return changed


def follow(unit: Unit, need: Need, given: tuple[Gift, ...]) -> Need:
    """The need after its gifts changed."""
    now = unit.clock.now()
    after = rules.after_gifts(need, given, now)
    renewed = replace(after, changed_at=now, version=need.version + 1)
    store.change(unit.connection, renewed)
    if after.status is not need.status:
        unit.audit("disaster.need.step", subject=str(need.id), before=told(need), after=told(renewed))
    unit.ring("disaster.needs")
    return renewed


def withdraw(platform: Platform, secret: str) -> Need:
    """The need, over since who asked no longer needs it; NeedOver."""
    return _stepped(platform, secret, NeedStatus.WITHDRAWN)


def met(platform: Platform, secret: str) -> Need:
    """The need, met: who asked says so; NeedOver."""
    return _stepped(platform, secret, NeedStatus.SATISFIED)


def still_needed(platform: Platform, secret: str) -> Need:
    """The need, awake for five more days since who asked says that it is still so, or closed it by a slip; NeedOver."""
    return _stepped(platform, secret, NeedStatus.ACTIVE)


def _stepped(platform: Platform, secret: str, status: NeedStatus) -> Need:
    with platform.database.writing(Actor.ANONYMOUS) as unit:
        need = store.claim(unit.connection, _of_secret(unit, secret).id)
        given = store.gifts_of(unit.connection, [need.id])[need.id]
        again = status is NeedStatus.ACTIVE and rules.reopens(need, given, unit.clock.now())
        if not (rules.is_open(need) or again):
            raise NeedOver()
        return step(unit, need, status)


def step(unit: Unit, need: Need, status: NeedStatus, *, reason: str = "") -> Need:
    """The need has this status from now on."""
    now = unit.clock.now()
    quiet = now if status is NeedStatus.ACTIVE else need.quiet_since
    after = replace(
        need, status=status, changed_at=now, quiet_since=quiet, version=need.version + 1, reason=reason or need.reason
    )
    store.change(unit.connection, after)
    unit.audit("disaster.need.step", subject=str(need.id), before=told(need), after=told(after))
    unit.ring("disaster.needs")
    return after
