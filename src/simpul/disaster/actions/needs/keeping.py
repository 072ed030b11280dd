"""Officers look after the needs of their region; needs grow old, and what they knew of people is erased."""

from dataclasses import dataclass, replace

from simpul.disaster.actions.needs import telling
from simpul.disaster.actions.needs.asking import NEED_PATH, step, told, told_gift
from simpul.disaster.model.needs import Contact, GiftState, Need, NeedMissing, NeedOver, NeedSeen, NeedStatus
from simpul.disaster.outside import sealing_contacts as sealing
from simpul.disaster.rules import needs as rules
from simpul.disaster.rules.desk import permit_desk
from simpul.disaster.store import needs as store
from simpul.disaster.store.needs import NeedsWanted
from simpul.kernel.actor import Actor
from simpul.kernel.platform import Platform

BATCH = 500


@dataclass(frozen=True, slots=True)
class DeskWanted:
    """Which needs of their region officers look at."""

    statuses: tuple[NeedStatus, ...] = store.OPEN
    training: bool = False


def listed(platform: Platform, actor: Actor, wanted: DeskWanted, *, most: int, offset: int = 0) -> list[NeedSeen]:
    """The needs that this officer answers for, the newest first, with the words people wrote and without their contacts."""
    permit_desk(actor)
    where = NeedsWanted(wanted.statuses, (actor.region,) if actor.region else (), training=wanted.training)
    with platform.database.reading() as unit:
        found = store.listed(unit.connection, where, most=most, offset=offset)
        given = store.gifts_of(unit.connection, [one.id for one in found])
    return [NeedSeen(replace(one, person=None), given[one.id], rules.left(one, given[one.id])) for one in found]


def contact(platform: Platform, actor: Actor, number: int) -> Contact:
    """How who asked is reached, for an officer of the place, who leaves a trace. NeedMissing, NeedsNotYours."""
    with platform.database.writing(actor) as unit:
        need = _of_officer(store.get(unit.connection, number), actor, number)
        unit.audit("disaster.need.read", subject=str(need.id), after={"contact": True})
    return sealing.opened(platform.keys, need.id, need.person)


def check(platform: Platform, actor: Actor, number: int) -> Need:
    """The need, read by an officer: its words are public, and it says so."""
    with platform.database.writing(actor) as unit:
        found = _of_officer(store.get(unit.connection, number), actor, number)
        need = store.claim(unit.connection, found.id)
        after = replace(need, checked=True, version=need.version + 1, changed_at=unit.clock.now())
        store.change(unit.connection, after)
        unit.audit("disaster.need.check", subject=str(need.id), before=told(need), after=told(after))
        unit.ring("disaster.needs")
    return after


def hide(platform: Platform, actor: Actor, number: int, reason: str) -> Need:
    """The need, hidden from all: it was false, or harmed somebody. `reason` is for officers; NeedWordsTooLong, NeedOver.

    A need that was withdrawn is seen by nobody, and stays what it is: or it could be shown again.
    """
    words = rules.note(reason)
    with platform.database.writing(actor) as unit:
        found = _of_officer(store.get(unit.connection, number), actor, number)
        need = store.claim(unit.connection, found.id)
        if need.status is NeedStatus.WITHDRAWN:
            raise NeedOver()
        return step(unit, need, NeedStatus.HIDDEN, reason=words)


def show_again(platform: Platform, actor: Actor, number: int) -> Need:
    """The need as it would stand had it not been hidden: met, over by its age, or in the list. NeedOver once erased."""
    with platform.database.writing(actor) as unit:
        found = _of_officer(store.get(unit.connection, number), actor, number)
        need = store.claim(unit.connection, found.id)
        if need.status is not NeedStatus.HIDDEN:
            unit.unaudited("it is shown already")
            return need
        if need.person is None:
            raise NeedOver()
        given = store.gifts_of(unit.connection, [need.id])[need.id]
        return step(unit, need, rules.shown(need, given, unit.clock.now()))


def _of_officer(need: Need | None, actor: Actor, number: int) -> Need:
    permit_desk(actor)
    if need is None:
        raise NeedMissing(number=number)
    rules.permit_needs(actor, need.region)
    return need


def grow_old(platform: Platform) -> int:
    """How many needs changed since their time has come, or a promise to them was not kept; each in a step of its own."""
    changed = 0
    for training in (False, True):
        with platform.database.reading() as unit:
            found = store.listed(unit.connection, NeedsWanted(training=training), most=100_000)
            given = store.gifts_of(unit.connection, [one.id for one in found])
        now = platform.clock.now()
        due = [
            one
            for one in found
            if rules.aged(one, now) is not one.status or any(rules.is_missed(gift, now) for gift in given[one.id])
        ]
        for one in due[:BATCH]:
            changed += _aged(platform, one)
    return changed


def _aged(platform: Platform, need: Need) -> int:
    with platform.database.writing(Actor.SYSTEM) as unit:
        unit.unaudited("a need that somebody changed meanwhile stays as it is")
        now, current = unit.clock.now(), store.claim(unit.connection, need.id)
        given = store.gifts_of(unit.connection, [need.id])[need.id]
        for gift in given:
            if rules.is_missed(gift, now):
                missed = replace(gift, state=GiftState.MISSED, changed_at=now)
                store.change_gift(unit.connection, missed)
                unit.audit("disaster.need.gift", subject=str(gift.id), before=told_gift(gift), after=told_gift(missed))
        status = rules.aged(current, now)
        if status is not current.status:
            after = replace(current, status=status, changed_at=now, version=current.version + 1)
            store.change(unit.connection, after)
            unit.audit("disaster.need.step", subject=str(need.id), before=told(current), after=told(after))
            unit.ring("disaster.needs")
            if status is NeedStatus.EXPIRING:
                asker = sealing.opened_whole(platform.keys, need.id, current.person)
                path, key = NEED_PATH.format(secret=asker.link), f"{need.id}:{after.version}"
                telling.tell(platform, unit, asker, telling.Word(telling.QUIET, need, path, key))
        return 1


def erase_due_needs(platform: Platform) -> int:
    """How many needs that were over 30 days ago lost what they knew of people."""
    with platform.database.writing() as unit:
        erased = store.erase(unit.connection, platform.clock.now() - rules.KEPT)
        unit.audit("disaster.erase", subject="disaster_need", after={"needs": erased})
    return erased
