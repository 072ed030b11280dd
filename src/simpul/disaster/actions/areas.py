"""An officer sets, confirms, clears or takes back an area's state; everybody asks how areas stand and stood."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from simpul.disaster.actions.area_outlines import with_outlines
from simpul.disaster.actions.area_register import unit_area
from simpul.disaster.actions.area_suggesting import suggestion
from simpul.disaster.model.areas import (
    FLOOD,
    Area,
    AreaChange,
    AreaMissing,
    AreaOver,
    AreaRow,
    AreaStep,
    Reason,
    Standing,
    SuggestionGone,
)
from simpul.disaster.rules import areas as rules
from simpul.disaster.store import areas as store
from simpul.kernel.actor import Actor
from simpul.kernel.database.unit import Unit
from simpul.kernel.platform import Platform

_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class _Word:
    """An officer's word on an area: for which hazard, on which version, and what it makes of how the area stands."""

    seen: int | None
    judged: Callable[[Unit, Area, Standing], tuple[Standing, AreaStep]]
    hazard: str = FLOOD
    reasons: tuple[Reason, ...] = ()


def set_state(platform: Platform, actor: Actor, area_id: int, *, state: int | None, seen: int | None) -> AreaRow:
    """The area in this state of flood (None: cleared), told to everybody. The same state again confirms it.

    `seen` is the version the officer looked at; None overrules whatever there is. A unit of the regions register becomes a
    local area by it. AreaMissing, AreaOfficerOnly, NotYourArea, AreaStateUnreadable, AreaChangedMeanwhile,
    AreaNothingToClear.
    """
    wanted = rules.checked_state(state)

    def judged(unit: Unit, _: Area, before: Standing) -> tuple[Standing, AreaStep]:
        after = rules.decided(before, unit.actor, unit.clock.now(), state=wanted)
        return after, rules.step_of(before, after)

    return _decide(platform, actor, area_id, _Word(seen, judged))


def accept(platform: Platform, actor: Actor, area_id: int, *, state: int | None, seen: int) -> AreaRow:
    """The area in the state that is suggested, its reasons in the history; SuggestionGone when it is another by now."""
    offered = suggestion(platform, area_id)
    if offered is None or offered.state != state:
        raise SuggestionGone()

    def judged(unit: Unit, _: Area, before: Standing) -> tuple[Standing, AreaStep]:
        after = rules.decided(before, unit.actor, unit.clock.now(), state=offered.state)
        return after, rules.step_of(before, after, accepted=True)

    return _decide(platform, actor, area_id, _Word(seen, judged, reasons=offered.reasons))


def undo(platform: Platform, actor: Actor, area_id: int, *, seen: int) -> AreaRow:
    """The area as it stood before its last change; UndoTooLate 30 minutes after it, or when that was an undo."""

    def judged(unit: Unit, area: Area, before: Standing) -> tuple[Standing, AreaStep]:
        past = store.history(unit.connection, area.id, before.hazard, most=2)
        return rules.undone(before, past, unit.actor, unit.clock.now()), AreaStep.UNDO

    return _decide(platform, actor, area_id, _Word(seen, judged))


def _decide(platform: Platform, actor: Actor, area_id: int, word: _Word) -> AreaRow:
    """The area as the officer's word leaves it: kept, audited and told."""
    rules.permit_areas(actor)
    fresh = _unit(platform, area_id)
    with platform.database.writing(actor) as unit:
        row = _claimed(unit, area_id, fresh, word.hazard)
        known, before = row.area, row.stands
        rules.permit_set(actor, known)
        rules.same_version(before, word.seen)
        after, step = word.judged(unit, known, before)
        store.keep(unit.connection, after, rules.change_of(known, before, after, step, word.reasons))
        unit.audit(f"disaster.area.{step.value}", subject=str(area_id), before=_audited(before), after=_audited(after))
        if event := rules.told(known, before, after):
            unit.emit(event)
        unit.ring("disaster")
    return AreaRow(known, after)


def _unit(platform: Platform, area_id: int) -> Area | None:
    """The unit of the register with this id, which may be no local area yet; None for a polygon or an old code."""
    try:
        return unit_area(platform, rules.code_of(area_id))
    except AreaMissing:
        return None


def _claimed(unit: Unit, area_id: int, fresh: Area | None, hazard: str) -> AreaRow:
    """The area, held until the transaction ends; a unit that nobody has touched yet is a local area now. AreaMissing."""
    row = store.claim(unit.connection, area_id, hazard)
    if row is None and fresh is not None:
        rules.permit_set(unit.actor, fresh)
        store.add(unit.connection, [fresh], unit.clock.now(), unit.actor.id)
        row = store.claim(unit.connection, area_id, hazard)
    if row is None:
        raise AreaMissing(area=area_id)
    return row


def _audited(stands: Standing) -> Mapping[str, Any]:
    since = stands.since.isoformat() if stands.since else None
    return {"hazard": stands.hazard, "state": stands.state, "since": since, "version": stands.version}


def area(platform: Platform, area_id: int, *, hazard: str = FLOOD, outlined: bool = True) -> AreaRow:
    """The area with how it stands and, with `outlined`, its outline; AreaMissing for a number that no area can have.

    A unit of the regions register is an area even before anybody has decided about it.
    """
    with platform.database.reading() as unit:
        known = store.get(unit.connection, area_id, hazard)
    row = known or AreaRow(unit_area(platform, rules.code_of(area_id)), Standing(hazard))
    return with_outlines(platform, [row])[0] if outlined else row


def area_of_geom(platform: Platform, geom_id: str) -> int:
    """The id of the area that CogniCity's interface knows by this `geom_id`; AreaMissing."""
    with platform.database.reading() as unit:
        found = store.by_geom(unit.connection, [geom_id]).get(geom_id)
    if found is None:
        raise AreaMissing()
    return found


def all_areas(
    platform: Platform, *, within: str = "", hazard: str = FLOOD, stated: bool = False, outlined: bool = True
) -> list[AreaRow]:
    """Every local area inside a region (empty: all), by id, with its state; `stated`: only those that have one.

    With `outlined` units have their outlines too, which the register draws once for each regency and edition (a second).
    """
    with platform.database.reading() as unit:
        rows = store.all_areas(unit.connection, hazard, within=within, stated=stated)
    return with_outlines(platform, rows) if outlined else rows


def history(platform: Platform, area_id: int, hazard: str = FLOOD) -> list[AreaChange]:
    """The area's changes, oldest first; the newest 500 of a long history."""
    with platform.database.reading() as unit:
        return store.history(unit.connection, area_id, hazard)


def archive(platform: Platform, start: datetime, end: datetime, *, within: str = "") -> list[AreaOver]:
    """The worst state of each area affected at some time from `start` to `end`, by id: `store.areas.archive`."""
    with platform.database.reading() as unit:
        return store.archive(unit.connection, start, end, within=within)


def timeseries(platform: Platform, start: datetime, end: datetime, *, within: str = "") -> list[tuple[datetime, int]]:
    """How many areas had a state at each whole hour from the hour of `start` to `end`; also where nothing changed.

    What changed exactly at the hour counts in it.
    """
    first = start.replace(minute=0, second=0, microsecond=0)
    with platform.database.reading() as unit:
        count, steps = store.flow(unit.connection, first, end, within=within)
    found, pending = [], steps[::-1]
    hours = max(0, (end - first) // _HOUR + 1)
    for hour in (first + n * _HOUR for n in range(hours)):
        while pending and pending[-1][0] <= hour:
            count += pending.pop()[1]
        found.append((hour, count))
    return found


def fingerprint(platform: Platform, hazard: str = FLOOD) -> tuple[int, int, datetime | None]:
    """What changes with every change of an area or a state; cheap."""
    with platform.database.reading() as unit:
        return store.fingerprint(unit.connection, hazard)
