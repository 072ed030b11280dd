"""Programs ask, give and look in people's names: what they opened themselves, and officers what is in their region."""

import hmac
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from simpul.disaster.actions.needs.asking import CODES, step, step_gift
from simpul.disaster.model.needs import (
    Gift,
    GiftNotSo,
    GiftState,
    Need,
    NeedMissing,
    NeedOver,
    NeedSeen,
    NeedStatus,
)
from simpul.disaster.rules import needs as rules
from simpul.disaster.store import needs as store
from simpul.disaster.store.needs import NeedsWanted
from simpul.kernel import limits
from simpul.kernel.actor import Actor
from simpul.kernel.database.unit import Unit
from simpul.kernel.errors import NotAllowed
from simpul.kernel.platform import Platform

MOST = 1_000


def due(platform: Platform, actor: Actor, since: datetime, until: datetime) -> list[tuple[Gift, Need]]:
    """The gifts that are to come between two times, of needs that this actor may look after."""
    with platform.database.reading() as unit:
        found = store.gifts_due(unit.connection, since, until)
        pairs = [(gift, store.by_id(unit.connection, gift.need)) for gift in found[:MOST]]
    return [pair for pair in pairs if _may(actor, pair[1])]


def of_status(platform: Platform, actor: Actor, status: NeedStatus) -> list[NeedSeen]:
    """The needs of this status that this actor may look after."""
    found: list[NeedSeen] = []
    with platform.database.reading() as unit:
        for training in (False, True):
            rows = store.listed(unit.connection, NeedsWanted([status], training=training), most=MOST)
            given = store.gifts_of(unit.connection, [one.id for one in rows])
            found += [NeedSeen(one, given[one.id], rules.left(one, given[one.id])) for one in rows if _may(actor, one)]
    return found


def _may(actor: Actor, need: Need) -> bool:
    try:
        rules.permit_program(actor, need)
    except NotAllowed:
        return False
    return True


def change(platform: Platform, actor: Actor, number: int, status: NeedStatus) -> Need:
    """The need with this status: met, over, or awake for five more days. NeedMissing, NeedsNotYours, NeedOver."""
    with platform.database.writing(actor) as unit:
        need = _claimed(unit, actor, number)
        again = status is NeedStatus.ACTIVE and need.status is NeedStatus.EXPIRED
        if not (rules.is_open(need) or again):
            raise NeedOver()
        return step(unit, need, status)


def _claimed(unit: Unit, actor: Actor, number: int) -> Need:
    found = store.get(unit.connection, number) if 0 < number < 2**63 else None
    if found is None:
        raise NeedMissing(number=number)
    rules.permit_program(actor, found)
    return store.claim(unit.connection, found.id)


def change_gift(platform: Platform, actor: Actor, number: int, state: GiftState) -> Gift:
    """The gift, brought or withdrawn. NeedMissing, NeedsNotYours, GiftNotSo."""
    with platform.database.writing(actor) as unit:
        need, given, gift = _gift(unit, actor, number)
        steps: Sequence[GiftState] = [GiftState.ACCEPTED, state] if state is GiftState.DELIVERED else [state]
        if gift.state is GiftState.ACCEPTED and state is GiftState.DELIVERED:
            steps = [state]
        for one in steps:
            if one not in rules.GIFT_STEPS[gift.state]:
                raise GiftNotSo()
            gift = replace(gift, state=one)
        return step_gift(unit, need, given, gift)


def put_off(platform: Platform, actor: Actor, number: int, days: int) -> Gift:
    """The gift, coming a day or two later. NeedMissing, NeedsNotYours, GiftNotSo, TimeUnfit."""
    with platform.database.writing(actor) as unit:
        need, given, gift = _gift(unit, actor, number)
        return step_gift(unit, need, given, rules.put_off(gift, days))


def _gift(unit: Unit, actor: Actor, number: int) -> tuple[Need, tuple[Gift, ...], Gift]:
    found = store.gift_of_number(unit.connection, number) if 0 < number < 2**63 else None
    if found is None:
        raise NeedMissing(number=number)
    need = store.by_id(unit.connection, found.need)
    rules.permit_program(actor, need)
    current = store.claim(unit.connection, need.id)
    given = store.gifts_of(unit.connection, [need.id])[need.id]
    return current, given, next(one for one in given if one.id == found.id)


def code_is_right(platform: Platform, actor: Actor, number: int, code: str) -> bool:
    """Whether this is the gift's delivery code; NeedMissing, NeedsNotYours; TooMany at the sixth try in ten minutes."""
    with platform.database.writing(actor) as unit:
        unit.unaudited("a question changes nothing")
        _, _, gift = _gift(unit, actor, number)
        limits.spend(unit, f"disaster.gift.code:{gift.id}", most=rules.CODE_TRIES, per=rules.CODE_WINDOW)
    right = rules.delivery_code(platform.keys.derive(CODES), gift.id)
    return hmac.compare_digest(right.encode(), code.encode())
