"""Passports of one side's people, for the keepers of that very side: entered, shown in full, given out as a file, erased.

Whoever reads one in full is on record: in the audit trail, without the value, and for the person, who sees it there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from simpul.cooperation.actions import activities
from simpul.cooperation.actions.standing import JAKARTA, standing
from simpul.cooperation.model.activities import Activity, Nomination, NominationState
from simpul.cooperation.model.documents import (
    DocumentReading,
    DocumentSeen,
    DocumentsNotAsked,
    DocumentUnknown,
    Passport,
    SealedDocument,
)
from simpul.cooperation.model.programmes import NotYourSide, Side
from simpul.cooperation.outside import sealing_people as sealing
from simpul.cooperation.rules import documents as rules
from simpul.cooperation.rules import permits
from simpul.cooperation.store import activities as held
from simpul.cooperation.store import documents as store
from simpul.cooperation.store import nominations
from simpul.kernel.actor import Actor
from simpul.kernel.database.unit import Unit
from simpul.kernel.errors import Refusal
from simpul.kernel.platform import Platform


@dataclass(frozen=True, slots=True)
class DocumentList:
    """The documents of one side's people at an activity, masked; `erased_on`: the day by which all are gone."""

    activity: Activity
    side: Side
    people: tuple[DocumentSeen, ...]
    erased_on: date
    open: bool
    days: int


@dataclass(frozen=True, slots=True)
class DocumentOpened:
    """One person's document: who, masked until it is asked for in full, and who has read it so far."""

    activity: Activity
    nomination: Nomination
    seen: DocumentSeen
    readings: tuple[DocumentReading, ...]
    passport: Passport | None = None


def listed(platform: Platform, actor: Actor, activity: UUID) -> DocumentList:
    """The reader's own side's people; NotYourSide, NotYourProgramme, DocumentsNotAsked, ActivityUnknown."""
    with platform.database.reading() as unit:
        target, side = _permitted(unit, actor, activity)
        people = [one for one in nominations.of_activity(unit.connection, activity) if _goes(one, side)]
        kept, links = store.of_activity(unit.connection, activity), store.links_of(unit.connection, activity)
        seen = tuple(_seen(platform, target, one, kept.get(one.id), links.get(one.id)) for one in people)
        today = unit.clock.now().astimezone(JAKARTA).date()
    days = platform.settings.cooperation_passport_days
    return DocumentList(target, side, seen, rules.erased_on(target, days), today <= target.until, days)


def _permitted(unit: Unit, actor: Actor, activity: UUID) -> tuple[Activity, Side]:
    target = activities.within(unit, actor, activity).activity
    who = standing(unit.connection, actor, unit.clock.now())
    side = permits.side_of(who, target.programme)
    if side is None:
        raise NotYourSide()
    permits.permit_documents(who, target.programme, side)
    if not target.documents:
        raise DocumentsNotAsked()
    return target, side


def _goes(one: Nomination, side: Side) -> bool:
    return one.side is side and one.state is NominationState.ACCEPTED


def _seen(
    platform: Platform, activity: Activity, one: Nomination, kept: SealedDocument | None, link: datetime | None
) -> DocumentSeen:
    days = platform.settings.cooperation_passport_days
    passport = sealing.opened_passport(platform.keys, one.id, kept.sealed) if kept else None
    return DocumentSeen(
        nomination=one,
        masked=rules.masked(passport.number) if passport else "",
        soon=rules.soon(passport.expires, activity) if passport else False,
        at=kept.at if kept and passport else None,
        erased_on=rules.erased_on(activity, days),
        link_until=link,
    )


def person(unit: Unit, actor: Actor, nomination: UUID) -> tuple[Activity, Nomination]:
    """A person of the actor's own side, with the activity; DocumentUnknown for everybody else, whoever asks."""
    one = nominations.get(unit.connection, nomination)
    target = held.get(unit.connection, one.activity) if one else None
    if one is None or target is None or not target.documents:
        raise DocumentUnknown()
    try:
        permits.permit_documents(standing(unit.connection, actor, unit.clock.now()), one.programme, one.side)
    except Refusal:
        raise DocumentUnknown() from None
    return target, one


def opened(platform: Platform, actor: Actor, nomination: UUID) -> DocumentOpened:
    """One person's document, masked, with who has read it; DocumentUnknown for all but the keepers of that side."""
    with platform.database.reading() as unit:
        target, one = person(unit, actor, nomination)
        kept = store.get(unit.connection, nomination)
        link = store.links_of(unit.connection, target.id).get(nomination)
        readings = tuple(store.readings_of(unit.connection, nomination))
    return DocumentOpened(target, one, _seen(platform, target, one, kept, link), readings)


def read(platform: Platform, actor: Actor, nomination: UUID) -> DocumentOpened:
    """The same in full; that it was read stands in the audit trail, and for the person on their page."""
    with platform.database.writing(actor) as unit:
        target, one = person(unit, actor, nomination)
        kept = store.get(unit.connection, nomination)
        passport = sealing.opened_passport(platform.keys, nomination, kept.sealed) if kept else None
        if kept is None or passport is None:
            raise DocumentUnknown()
        _record(unit, actor, one, "page")
        unit.audit("cooperation.document.read", subject=str(nomination), after={"activity": str(target.id)})
        link = store.links_of(unit.connection, target.id).get(nomination)
        readings = tuple(store.readings_of(unit.connection, nomination))
    return DocumentOpened(target, one, _seen(platform, target, one, kept, link), readings, passport)


def _record(unit: Unit, actor: Actor, one: Nomination, way: str) -> None:
    assert actor.id is not None  # who has a seat has an account
    reading = DocumentReading(one.id, actor.id, actor.name, way, unit.clock.now())
    store.add_reading(unit.connection, unit.ids.new(), reading)


def exported(platform: Platform, actor: Actor, activity: UUID) -> list[tuple[Nomination, Passport]]:
    """All passports of the actor's own side in full, for one file; each of them is on record as read."""
    with platform.database.writing(actor) as unit:
        target, side = _permitted(unit, actor, activity)
        kept = store.of_activity(unit.connection, activity)
        found = []
        for one in nominations.of_activity(unit.connection, activity):
            sealed = kept.get(one.id) if _goes(one, side) else None
            passport = sealing.opened_passport(platform.keys, one.id, sealed.sealed) if sealed else None
            if passport is not None:
                _record(unit, actor, one, "file")
                found.append((one, passport))
        whose = {"whose": [str(one.id) for one, _ in found], "side": side.value}
        unit.audit("cooperation.document.export", subject=str(target.id), after=whose)
    return found


def enter(platform: Platform, actor: Actor, nomination: UUID, given: Mapping[str, str]) -> None:
    """The person's passport is kept as their side's keeper entered it; DocumentsNotAsked, or what is wrong with it."""
    with platform.database.writing(actor) as unit:
        target, one = person(unit, actor, nomination)
        keep(platform, unit, target, one, given)


def keep(platform: Platform, unit: Unit, target: Activity, one: Nomination, given: Mapping[str, str]) -> None:
    """The passport is kept, sealed, by whoever the unit's actor is; within the caller's transaction."""
    today = unit.clock.now().astimezone(JAKARTA).date()
    rules.check_asked(target, one, today)
    passport = rules.checked(rules.read(given), target, today)
    seal = sealing.sealed_passport(platform.keys, one.id, passport)
    store.keep(unit.connection, SealedDocument(one.id, seal, unit.actor.id, unit.clock.now()))
    unit.audit("cooperation.document.enter", subject=str(one.id), after={"activity": str(target.id)})


def erase(platform: Platform, actor: Actor, nomination: UUID) -> bool:
    """Whether there was a document, which is gone for good."""
    with platform.database.writing(actor) as unit:
        _, one = person(unit, actor, nomination)
        gone = store.erase(unit.connection, one.id)
        unit.audit("cooperation.document.erase", subject=str(one.id))
    return gone
