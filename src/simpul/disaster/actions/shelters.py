"""Shelters: kept by officers, counted, opened and closed, and found by who looks for a place to sleep."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from simpul import regions
from simpul.disaster.model.shelter_refusals import ShelterMissing, ShelterPlaceUnreadable
from simpul.disaster.model.shelters import Shelter, ShelterChange, ShelterCount, ShelterDraft, ShelterNear, ShelterStep
from simpul.disaster.rules import shelters as rules
from simpul.disaster.store import shelters as store
from simpul.kernel.actor import Actor
from simpul.kernel.database import Unit
from simpul.kernel.errors import Refusal
from simpul.kernel.platform import Platform

AROUND_KM = 30.0


@dataclass(frozen=True, slots=True)
class Whole:
    """A shelter with its counts and steps, the first first."""

    shelter: Shelter
    counts: tuple[ShelterCount, ...]
    steps: tuple[ShelterChange, ...]


def everywhere(platform: Platform, codes: Sequence[str] = ()) -> list[Shelter]:
    """The shelters in any of these regions (none: everywhere), by name."""
    with platform.database.reading() as unit:
        return store.within(unit.connection, codes)


def near(platform: Platform, longitude: float, latitude: float, km: float = AROUND_KM) -> list[ShelterNear]:
    """The shelters within so many kilometres of a point, the nearest first, closed and full ones among them."""
    return rules.nearest(everywhere(platform), longitude, latitude, km=km)


def get(platform: Platform, number: int) -> Whole:
    """The shelter of this number with its history; ShelterMissing."""
    with platform.database.reading() as unit:
        one = _found(unit, number)
        counts, steps = store.counts_of(unit.connection, number), store.steps_of(unit.connection, number)
    return Whole(one, tuple(counts), tuple(steps))


def _found(unit: Unit, number: int, *, lock: bool = False) -> Shelter:
    one = store.get(unit.connection, number, lock=lock) if 0 < number < 2**63 else None
    if one is None:
        raise ShelterMissing(number=number)
    return one


def region_of(platform: Platform, draft: ShelterDraft) -> str:
    """The deepest region at the shelter; ShelterPlaceUnreadable at sea and abroad."""
    try:
        return regions.locate(platform, draft.longitude, draft.latitude).code
    except Refusal:
        raise ShelterPlaceUnreadable() from None


def add(platform: Platform, actor: Actor, draft: ShelterDraft) -> Shelter:
    """The shelter, open and not counted yet; refusals for what cannot be kept."""
    rules.permit_shelters(actor)
    draft = rules.checked(draft)
    region = region_of(platform, draft)
    rules.permit_keep(actor, region)
    with platform.database.writing(actor) as unit:
        one = new(unit, actor, draft, region, platform.clock.now())
        unit.audit("disaster.shelter.add", subject=str(one.number), after={"capacity": draft.capacity, "region": region})
        unit.ring("disaster")
    return one


def new(unit: Unit, actor: Actor, draft: ShelterDraft, region: str, at: datetime) -> Shelter:
    """The shelter with its number and its first step, in this transaction."""
    fresh = Shelter(0, draft, region, True, None, None, at, actor.agency, 1)
    one = replace(fresh, number=store.add(unit.connection, fresh))
    store.add_step(unit.connection, one.number, _step(one, ShelterStep.ADD, actor, {}))
    return one


def _step(after: Shelter, step: ShelterStep, actor: Actor, before: dict[str, object]) -> ShelterChange:
    return ShelterChange(after.version, step, after.changed_at, actor.id, after.agency, before)


def count(platform: Platform, actor: Actor, number: int, *, count: ShelterCount, seen: int | None = None) -> Shelter:
    """The shelter with a new count; whoever is over the capacity is told so at once."""
    given = rules.checked_count(replace(count, at=platform.clock.now()))

    def counted(unit: Unit, one: Shelter) -> Shelter:
        after = rules.counted(one, given, actor)
        store.add_count(unit.connection, one.number, after.version, given)
        return after

    return _changed(platform, actor, number, (ShelterStep.COUNT, counted), seen)


def set_open(platform: Platform, actor: Actor, number: int, *, now_open: bool, seen: int | None = None) -> Shelter:
    """The shelter opened or closed; an opened one is not counted yet."""
    step = ShelterStep.OPEN if now_open else ShelterStep.CLOSE
    at = platform.clock.now()
    return _changed(
        platform, actor, number, (step, lambda _unit, one: rules.opened(one, actor, at, now_open=now_open)), seen
    )


def edit(platform: Platform, actor: Actor, number: int, *, draft: ShelterDraft, seen: int | None = None) -> Shelter:
    """The shelter with other words, place or capacity."""
    draft = rules.checked(draft)
    region = region_of(platform, draft)
    rules.permit_keep(actor, region)
    at = platform.clock.now()
    changing = (ShelterStep.EDIT, lambda _unit, one: rules.edited(one, draft, region, actor, at))
    return _changed(platform, actor, number, changing, seen)


Changing = tuple[ShelterStep, Callable[[Unit, Shelter], Shelter]]


def _changed(platform: Platform, actor: Actor, number: int, changing: Changing, seen: int | None) -> Shelter:
    """The shelter after the step, which can be taken back for a while."""
    step, change = changing
    with platform.database.writing(actor) as unit:
        one = _found(unit, number, lock=True)
        rules.permit_keep(actor, one.region)
        rules.same_version(one, seen)
        after = change(unit, one)
        kept(unit, one, after, step, actor)
        unit.audit(f"disaster.shelter.{step.value}", subject=str(number), before=_facts(one), after=_facts(after))
        unit.ring("disaster")
    return after


def kept(unit: Unit, one: Shelter, after: Shelter, step: ShelterStep, actor: Actor) -> None:
    """The shelter stands as after the step, and its history says how it was before."""
    store.change(unit.connection, after)
    store.add_step(unit.connection, one.number, _step(after, step, actor, rules.before(one)))


def _facts(one: Shelter) -> dict[str, object]:
    return {"open": one.open, "people": one.people, "capacity": one.draft.capacity, "version": one.version}


def undo(platform: Platform, actor: Actor, number: int, *, seen: int | None = None) -> Shelter | None:
    """The shelter as it was before the last step; None where that step added it. ShelterNothingToUndo."""
    now = platform.clock.now()
    with platform.database.writing(actor) as unit:
        one = _found(unit, number, lock=True)
        rules.permit_keep(actor, one.region)
        rules.same_version(one, seen)
        last = rules.to_undo(store.steps_of(unit.connection, number), now)
        unit.audit("disaster.shelter.undo", subject=str(number), before=_facts(one), after={"step": last.step.value})
        unit.ring("disaster")
        if last.step is ShelterStep.ADD:
            store.remove(unit.connection, number)
            return None
        if last.step is ShelterStep.COUNT:
            store.drop_count(unit.connection, number, last.version)
        after = rules.restored(one, last.before, actor, now)
        kept(unit, one, after, ShelterStep.UNDO, actor)
    return after
