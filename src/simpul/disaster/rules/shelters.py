"""Who keeps shelters, what may be written of one, and what a step makes of it. Law: UU 24/2007 art. 21 (BPBD), 53."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from simpul.disaster.model.shelter_refusals import (
    NotYourShelter,
    ShelterCapacityUnreadable,
    ShelterChangedMeanwhile,
    ShelterContactPersonal,
    ShelterCountUnreadable,
    ShelterGroupTooLarge,
    ShelterIsClosed,
    ShelterNameMissing,
    ShelterNothingToUndo,
    ShelterOfficerOnly,
    ShelterWordsTooLong,
)
from simpul.disaster.model.shelters import (
    Facility,
    Shelter,
    ShelterChange,
    ShelterCount,
    ShelterDraft,
    ShelterNear,
    ShelterState,
    ShelterStep,
)
from simpul.disaster.rules.desk import OFFICER, answers_for
from simpul.disaster.rules.distances import kilometres
from simpul.kernel.actor import Actor

UNDONE_WITHIN = timedelta(minutes=30)
STALE_AFTER = timedelta(hours=12)
NAME_MOST, WORDS_MOST, CONTACT_MOST, CAPACITY_MOST = 120, 300, 80, 1_000_000
_PERSONAL = re.compile(r"@|\b(?:bapak|ibu|bpk|pak|bu|sdr|sdri|mr|mrs|ms)\b\.?\s+\w+", re.IGNORECASE)
_ROOM = (ShelterState.ROOM, ShelterState.NEARLY)
UNDOABLE = frozenset({ShelterStep.COUNT, ShelterStep.OPEN, ShelterStep.CLOSE, ShelterStep.EDIT, ShelterStep.ADD})


def permit_shelters(actor: Actor) -> None:
    """Nothing, for an officer on duty; ShelterOfficerOnly otherwise."""
    if not (actor.has(OFFICER) and actor.agency):
        raise ShelterOfficerOnly()


def permit_keep(actor: Actor, region: str) -> None:
    """Nothing, for an officer whose agency answers for the place; ShelterOfficerOnly or NotYourShelter otherwise."""
    permit_shelters(actor)
    if not answers_for(actor, region):
        raise NotYourShelter(region=region)


def same_version(one: Shelter, seen: int | None) -> None:
    """Nothing, when the shelter is still as the officer saw it, or they did not say; ShelterChangedMeanwhile otherwise."""
    if seen is not None and one.version != seen:
        raise ShelterChangedMeanwhile(seen=seen, now=one.version)


def checked(draft: ShelterDraft) -> ShelterDraft:
    """The shelter as it is kept; refusals for what cannot be shown to everybody."""
    name = " ".join(draft.name.split())
    if not 0 < len(name) <= NAME_MOST:
        raise ShelterNameMissing(most=NAME_MOST)
    if not 1 <= draft.capacity <= CAPACITY_MOST:
        raise ShelterCapacityUnreadable()
    contact = " ".join(draft.contact.split())
    if len(contact) > CONTACT_MOST or _PERSONAL.search(contact):
        raise ShelterContactPersonal(most=CONTACT_MOST)
    for field in ("address", "note"):
        if len(getattr(draft, field)) > WORDS_MOST:
            raise ShelterWordsTooLong(field=field, most=WORDS_MOST)
    return replace(draft, name=name, contact=contact, facilities=tuple(dict.fromkeys(draft.facilities)))


def checked_count(count: ShelterCount) -> ShelterCount:
    """The count; ShelterCountUnreadable or ShelterGroupTooLarge for what cannot be."""
    if not 0 <= count.people <= CAPACITY_MOST:
        raise ShelterCountUnreadable()
    for field in ("children", "elderly", "disabled"):
        group = getattr(count, field)
        if group is not None and not 0 <= group <= count.people:
            raise ShelterGroupTooLarge(field=field)
    return count


def counted(one: Shelter, count: ShelterCount, actor: Actor) -> Shelter:
    """The shelter after a count; ShelterIsClosed."""
    if not one.open:
        raise ShelterIsClosed()
    after = replace(one, people=count.people, counted_at=count.at)
    return stepped(after, actor, count.at)


def opened(one: Shelter, actor: Actor, at: datetime, *, now_open: bool) -> Shelter:
    """The shelter opened or closed. Who closes it sends nobody away: the last count stays until the next."""
    after = replace(one, open=now_open)
    if now_open and not one.open:
        after = replace(after, people=None, counted_at=None)
    return stepped(after, actor, at)


def edited(one: Shelter, draft: ShelterDraft, region: str, actor: Actor, at: datetime) -> Shelter:
    """The shelter with other words, place or capacity; what files call it stays."""
    kept = replace(draft, external=draft.external or one.draft.external, source=draft.source or one.draft.source)
    return stepped(replace(one, draft=kept, region=region), actor, at)


def stepped(one: Shelter, actor: Actor, at: datetime) -> Shelter:
    """The shelter, one version on, by this officer's agency."""
    return replace(one, version=one.version + 1, changed_at=at, agency=actor.agency)


def before(one: Shelter) -> dict[str, Any]:
    """What a step may change, as it was: enough to take the step back."""
    draft = one.draft
    words = {
        name: getattr(draft, name) for name in ("name", "longitude", "latitude", "capacity", "address", "contact", "note")
    }
    return {
        **words,
        "kind": draft.kind.value,
        "facilities": [facility.value for facility in draft.facilities],
        "region": one.region,
        "open": one.open,
        "people": one.people,
        "counted_at": one.counted_at.isoformat() if one.counted_at else None,
    }


def restored(one: Shelter, kept: Mapping[str, Any], actor: Actor, at: datetime) -> Shelter:
    """The shelter as `before` kept it, one version on."""
    draft = one.draft
    words = {
        name: kept[name]
        for name in ("name", "longitude", "latitude", "capacity", "address", "contact", "note")
        if name in kept
    }
    kind, facilities = type(draft.kind)(kept["kind"]), tuple(Facility(name) for name in kept["facilities"])
    back = replace(draft, **words, kind=kind, facilities=facilities)
    counted_at = datetime.fromisoformat(kept["counted_at"]) if kept["counted_at"] else None
    after = replace(one, draft=back, region=kept["region"], open=kept["open"], people=kept["people"], counted_at=counted_at)
    return stepped(after, actor, at)


def undoable(steps: Sequence[ShelterChange], now: datetime) -> ShelterChange | None:
    """The last step, if it may still be taken back; None otherwise."""
    last = steps[-1] if steps else None
    return last if last and last.step in UNDOABLE and now - last.at <= UNDONE_WITHIN else None


def to_undo(steps: Sequence[ShelterChange], now: datetime) -> ShelterChange:
    """The step that is taken back; ShelterNothingToUndo."""
    found = undoable(steps, now)
    if found is None:
        raise ShelterNothingToUndo(minutes=int(UNDONE_WITHIN.total_seconds() // 60))
    return found


def is_stale(one: Shelter, now: datetime) -> bool:
    """Whether the last count is so old that people may have come or gone since."""
    return one.open and one.counted_at is not None and now - one.counted_at > STALE_AFTER


def nearest(
    shelters: Sequence[Shelter], longitude: float, latitude: float, *, km: float | None = None
) -> list[ShelterNear]:
    """The shelters around a point, the nearest first; within so many kilometres, if that is given."""
    here = (longitude, latitude)
    found = [ShelterNear(one, kilometres(here, (one.draft.longitude, one.draft.latitude))) for one in shelters]
    close = [one for one in found if km is None or one.km <= km]
    return sorted(close, key=lambda one: (one.km, one.shelter.number))


def with_room(found: Sequence[ShelterNear], now: datetime, most: int = 3) -> list[ShelterNear]:
    """The nearest that are open with room; those counted lately first, then those whose count is old or missing."""
    sure = [one for one in found if one.shelter.state in _ROOM and not is_stale(one.shelter, now)]
    if len(sure) >= most:
        return sure[:most]
    states = (*_ROOM, ShelterState.UNKNOWN)
    maybe = [one for one in found if one.shelter.state in states and one not in sure]
    return [*sure, *maybe][:most]
