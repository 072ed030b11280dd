"""People give to a need: they promise, learn where to bring it once who asked agrees, and show that it arrived."""

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from simpul.disaster.actions.needs import telling
from simpul.disaster.actions.needs.asking import CODES, NEED_PATH, follow, step_gift, told_gift
from simpul.disaster.model.needs import (
    CodeWrong,
    Contact,
    Gift,
    GiftNotSo,
    GiftState,
    Need,
    NeedLinkUnknown,
    NeedMissing,
    NeedOver,
    NeedStatus,
)
from simpul.disaster.outside import sealing_contacts as sealing
from simpul.disaster.rules import needs as rules
from simpul.disaster.store import needs as store
from simpul.kernel import limits
from simpul.kernel.actor import Actor
from simpul.kernel.database.unit import Unit
from simpul.kernel.platform import Platform


@dataclass(frozen=True, slots=True)
class Promise:
    """What somebody promises: things by slug with how many, when they come, how they are reached, and from where."""

    items: Mapping[str, int]
    due_at: datetime
    contact: Contact
    device: str | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True)
class OwnGift:
    """A gift as who gives sees it: the need, and how who asked is reached once they agreed; empty before."""

    gift: Gift
    need: Need
    contact: Contact
    may_see: bool


def promise(platform: Platform, actor: Actor, number: int, given: Promise) -> tuple[Gift, str]:
    """The gift, durable, and the secret of the link by which who gives comes back.

    NeedMissing, NeedOver; MoreThanLeft when others were faster; TimeUnfit; TooMany.
    """
    return promise_many(platform, actor, [(number, given)])[0]


def promise_many(platform: Platform, actor: Actor, given: Sequence[tuple[int, Promise]]) -> list[tuple[Gift, str]]:
    """As `promise`, each to the need of its number, all of them or none."""
    with platform.database.writing(actor) as unit:
        return [_promised(platform, unit, number, one) for number, one in sorted(given, key=lambda pair: pair[0])]


def _promised(platform: Platform, unit: Unit, number: int, given: Promise) -> tuple[Gift, str]:
    now, secret, known = unit.clock.now(), platform.ids.token(), UUID(platform.ids.random())
    need = _open(unit, number)
    before = store.gifts_of(unit.connection, [need.id])[need.id]
    rules.fits(need, before, given.items)
    gift = Gift(
        id=known,
        need=need.id,
        state=GiftState.PROMISED,
        items=given.items,
        due_at=rules.due(given.due_at, now),
        created_at=now,
        changed_at=now,
        person=sealing.sealed(platform.keys, platform.ids, known, replace(given.contact, link=secret)),
        training=need.training,
    )
    _spend(unit, given, need)
    kept = replace(gift, number=store.keep_gift(unit.connection, gift, rules.link_hash(secret)))
    unit.audit("disaster.need.promise", subject=str(known), after=told_gift(kept))
    follow(unit, need, (*before, kept))
    asker = sealing.opened_whole(platform.keys, need.id, need.person)
    path = NEED_PATH.format(secret=asker.link)
    telling.tell(platform, unit, asker, telling.Word(telling.PROMISED, need, path, f"{known}:promised"))
    return kept, secret


def _open(unit: Unit, number: int) -> Need:
    found = store.get(unit.connection, number) if 0 < number < 2**63 else None
    if found is None or found.status in (NeedStatus.HIDDEN, NeedStatus.WITHDRAWN):
        raise NeedMissing(number=number)
    need = store.claim(unit.connection, found.id)
    if not rules.is_open(need):
        raise NeedOver()
    return need


def _spend(unit: Unit, given: Promise, need: Need) -> None:
    """Who was declined does not take everything again and again: three promises a day to one need from one network."""
    if given.device:
        limits.spend(unit, f"disaster.gift.device:{given.device}", most=10, per=rules.WINDOW)
    if given.address:
        limits.spend(unit, f"disaster.gift.address:{given.address}", most=rules.PER_ADDRESS, per=rules.WINDOW)
        limits.spend(unit, f"disaster.gift.need:{need.id}:{given.address}", most=rules.PER_NEED, per=rules.WINDOW)


def own(platform: Platform, secret: str) -> OwnGift:
    """The gift of this secret link, with the address once it may be told; NeedLinkUnknown."""
    with platform.database.reading() as unit:
        gift = _of_secret(unit, secret)
        need = store.by_id(unit.connection, gift.need)
    may = rules.is_open(need) and rules.sees_address(need, gift)
    contact = sealing.opened(platform.keys, need.id, need.person) if may else Contact()
    shown = replace(need, person=None, reason="", note=need.note if need.checked or may else "")
    return OwnGift(gift, shown, contact, may)


def _of_secret(unit: Unit, secret: str) -> Gift:
    gift = store.gift_of_link(unit.connection, rules.link_hash(secret)) if len(secret) <= 100 else None
    if gift is None:
        raise NeedLinkUnknown()
    return gift


def withdraw(platform: Platform, secret: str) -> Gift:
    """The gift, withdrawn: what it held is free for others; GiftNotSo."""
    return _changed(platform, secret, GiftState.WITHDRAWN)


def put_off(platform: Platform, secret: str, days: int) -> Gift:
    """The gift, coming one day or two later than it was promised; TimeUnfit, GiftNotSo."""
    with platform.database.writing(Actor.ANONYMOUS) as unit:
        gift, need, given = _claimed(unit, secret)
        return step_gift(unit, need, given, rules.put_off(gift, days))


def deliver(platform: Platform, secret: str, code: str) -> Gift:
    """The gift, brought: its code, which who received it reads out, is right. CodeWrong, GiftNotSo; TooMany."""
    with platform.database.writing(Actor.ANONYMOUS) as unit:
        unit.unaudited("a try decides nothing; the delivery has its row")
        gift = _of_secret(unit, secret)
        limits.spend(unit, f"disaster.gift.code:{gift.id}", most=rules.CODE_TRIES, per=rules.CODE_WINDOW)
    right = rules.delivery_code(platform.keys.derive(CODES), gift.id)
    if not hmac.compare_digest(right.encode(), code.replace(" ", "").encode()):
        raise CodeWrong()
    return _changed(platform, secret, GiftState.DELIVERED)


def _changed(platform: Platform, secret: str, state: GiftState) -> Gift:
    with platform.database.writing(Actor.ANONYMOUS) as unit:
        gift, need, given = _claimed(unit, secret)
        if state not in rules.GIFT_STEPS[gift.state]:
            raise GiftNotSo()
        return step_gift(unit, need, given, replace(gift, state=state))


def _claimed(unit: Unit, secret: str) -> tuple[Gift, Need, tuple[Gift, ...]]:
    """The gift with its need, held until the transaction ends, as they stand after whoever held it before."""
    need = store.claim(unit.connection, _of_secret(unit, secret).need)
    given = store.gifts_of(unit.connection, [need.id])[need.id]
    gift = next(one for one in given if one.id == _of_secret(unit, secret).id)
    return gift, need, given
