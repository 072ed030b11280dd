"""Attendance for who keeps the list: who was there, the room's screen, badges, corrections, what a certificate asks for."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from simpul.cooperation.actions.standing import standing
from simpul.cooperation.model.activities import Activity, Nomination, NominationState
from simpul.cooperation.model.activity_refusals import ActivityUnknown
from simpul.cooperation.model.attendance import (
    CertificateRule,
    CertificateRuleChanged,
    NotThisDay,
    Presence,
    PresenceChanged,
    PresenceUnknown,
    Way,
)
from simpul.cooperation.model.programmes import ProgrammeUnknown, Standing
from simpul.cooperation.rules import attendance as rules
from simpul.cooperation.rules import attendance_codes as codes
from simpul.cooperation.rules import permits
from simpul.cooperation.rules.attendance import Attended
from simpul.cooperation.store import activities, nominations
from simpul.cooperation.store import attendances as store
from simpul.kernel.actor import Actor
from simpul.kernel.database.unit import Unit
from simpul.kernel.errors import allows
from simpul.kernel.keys import Keys
from simpul.kernel.platform import Platform

TOPIC = "cooperation.attendance"


@dataclass(frozen=True, slots=True)
class AttendanceSeen:
    """An activity's attendance as its programme sees it. `day`: the one that is looked at, None where none is known.

    `today`: whether the activity takes place today.
    """

    activity: Activity
    keeps: bool
    people: tuple[Attended, ...]
    days: tuple[date, ...]
    day: date | None
    today: bool
    rule: CertificateRule
    now: datetime

    @property
    def here(self) -> int:
        """How many are there on the day that is looked at."""
        found = [one.by_day.get(self.day) for one in self.people] if self.day else []
        return sum(1 for one in found if one is not None and one.present)

    @property
    def earned(self) -> int:
        """How many have earned a certificate by now."""
        return sum(1 for one in self.people if one.earned)


@dataclass(frozen=True, slots=True)
class RoomShown:
    """What the room's screen shows: the code that counts now, how many seconds it stays, and the word for who is away."""

    activity: Activity
    day: date
    code: str
    seconds: int
    word: str
    here: int
    invited: int


def key_of(keys: Keys) -> bytes:
    """The key of the codes of attendance."""
    return keys.derive("cooperation.attendance")


def opened(
    unit: Unit, actor: Actor, activity: UUID, *, keep: bool = False, to_change: bool = False
) -> tuple[Activity, Standing]:
    """The activity, for who reads or keeps its programme; ActivityUnknown, NotYourProgramme."""
    who = standing(unit.connection, actor, unit.clock.now())
    found = activities.get(unit.connection, activity, to_change=to_change)
    if found is None:
        raise ActivityUnknown()
    try:
        (permits.permit_keep if keep else permits.permit_read)(who, found.programme)
    except ProgrammeUnknown:
        raise ActivityUnknown() from None
    return found, who


def seen(platform: Platform, actor: Actor, activity: UUID, day: str = "") -> AttendanceSeen:
    """The attendance of an activity, looked at on a day: the one that is asked for, today, or the last; ActivityUnknown."""
    with platform.database.reading() as unit:
        found, who = opened(unit, actor, activity)
        rule = store.rule(unit.connection, activity)
        people = everybody(unit, found, rule)
        now = unit.clock.now()
    days, today = rules.days_of(found), rules.day_of(found, now)
    begun = [one for one in days if one <= today]
    asked = next((one for one in days if one.isoformat() == day), None)
    shown = asked or (begun[-1] if begun else days[0] if days else None)
    return AttendanceSeen(found, _keeps(who, found.programme), people, days, shown, today in days, rule, now)


def today_of(seen: AttendanceSeen) -> date:
    """Which day it is now where the activity takes place."""
    return rules.day_of(seen.activity, seen.now)


def _keeps(who: Standing, programme: str) -> bool:
    return allows(permits.permit_keep, who, programme)


def everybody(unit: Unit, found: Activity, rule: CertificateRule) -> tuple[Attended, ...]:
    """Who was accepted to the activity, with their days."""
    people = nominations.of_activity(unit.connection, found.id)
    return tuple(rules.attended(found, people, store.of_activity(unit.connection, found.id), rule))


def room(platform: Platform, actor: Actor, activity: UUID) -> RoomShown:
    """What the room's screen shows now, for keepers; NotThisDay."""
    with platform.database.reading() as unit:
        found, _ = opened(unit, actor, activity, keep=True)
        now = unit.clock.now()
        day = rules.check_today(found, now)
        key, window = key_of(platform.keys), codes.window(now)
        people = nominations.of_activity(unit.connection, activity)
        return RoomShown(
            activity=found,
            day=day,
            code=codes.room_code(key, codes.Room(activity, day, window)),
            seconds=(window + 1) * codes.SECONDS - int(now.timestamp()),
            word=codes.day_word(key, activity, day),
            here=store.count(unit.connection, activity, day),
            invited=sum(one.state is NominationState.ACCEPTED for one in people),
        )


def badges(platform: Platform, actor: Actor, activity: UUID) -> tuple[Activity, list[tuple[Nomination, str, str]]]:
    """Everybody who was accepted, with the key of their link and their number, for keepers to print."""
    with platform.database.reading() as unit:
        found, _ = opened(unit, actor, activity, keep=True)
        people = nominations.of_activity(unit.connection, activity)
    key = key_of(platform.keys)
    return found, [
        (one, codes.person_key(key, one.id), codes.number(key, one.id))
        for one in people
        if one.state is NominationState.ACCEPTED
    ]


def admit(platform: Platform, actor: Actor, person_key: str) -> tuple[Nomination, bool]:
    """Whose badge a keeper scanned, who is there today, and whether that is new; PresenceUnknown, NotThisDay."""
    with platform.database.writing(actor) as unit:
        one = accepted(unit, codes.person_of(key_of(platform.keys), person_key))
        found, _ = opened(unit, actor, one.activity, keep=True)
        now = unit.clock.now()
        day = rules.check_today(found, now)
        fresh = store.first(unit.connection, Presence(one.id, found.id, day, True, Way.BADGE, now, by_name=actor.name))
        if fresh:
            unit.audit("cooperation.attendance.admit", subject=str(one.id), after={"day": day.isoformat()})
            unit.ring(TOPIC)
        else:
            unit.unaudited("already there")
    return one, fresh


def accepted(unit: Unit, nomination: UUID) -> Nomination:
    """The person, if they are accepted; PresenceUnknown."""
    one = nominations.get(unit.connection, nomination)
    if one is None or one.state is not NominationState.ACCEPTED:
        raise PresenceUnknown()
    return one


@dataclass(frozen=True, slots=True)
class Correction:
    """What a keeper says of a person on a day: there or not, why, and the version that they saw (0: nothing was known)."""

    person: UUID
    day: str
    present: bool
    reason: str
    version: int


def correct(platform: Platform, actor: Actor, activity: UUID, given: Correction) -> Presence:
    """The presence is as the keeper says; PresenceReasonMissing, PresenceChanged, NotThisDay."""
    with platform.database.writing(actor) as unit:
        known, day = _to_correct(unit, activity, given)
        now = unit.clock.now()
        fresh = Presence(given.person, activity, day, given.present, Way.MANUAL, now, None, actor.name, given.reason)
        fixed = rules.corrected(known, fresh)
        store.keep(unit.connection, fixed)
        after = {"day": day.isoformat(), "present": given.present, "was": known.present if known else None}
        unit.audit("cooperation.attendance.correct", subject=str(given.person), after=after)
        unit.ring(TOPIC)
    return fixed


def undo(platform: Platform, actor: Actor, activity: UUID, given: Correction) -> None:
    """What stood there before the keeper's last correction stands there again; PresenceChanged."""
    with platform.database.writing(actor) as unit:
        known, day = _to_correct(unit, activity, given)
        if known is None or not known.corrected:
            raise PresenceChanged()
        if known.was is None:
            store.drop(unit.connection, given.person, day)
        else:
            store.keep(unit.connection, replace(known.was, version=known.version + 1))
        unit.audit("cooperation.attendance.undo", subject=str(given.person), after={"day": day.isoformat()})
        unit.ring(TOPIC)


def _to_correct(unit: Unit, activity: UUID, given: Correction) -> tuple[Presence | None, date]:
    found, _ = opened(unit, unit.actor, activity, keep=True, to_change=True)
    if accepted(unit, given.person).activity != activity:
        raise PresenceUnknown()
    try:
        day = date.fromisoformat(given.day)
    except ValueError:
        raise NotThisDay() from None
    rules.check_day(found, day, unit.clock.now())
    known = store.get(unit.connection, given.person, day, to_change=True)
    if (known.version if known else 0) != given.version:
        raise PresenceChanged()
    return known, day


def set_rule(platform: Platform, actor: Actor, given: CertificateRule) -> None:
    """This is asked for a certificate from now on; CertificateRuleWrong, CertificateRuleChanged."""
    with platform.database.writing(actor) as unit:
        opened(unit, actor, given.activity, keep=True, to_change=True)
        known = store.rule(unit.connection, given.activity, to_change=True)
        if known.version != given.version:
            raise CertificateRuleChanged()
        fit = rules.checked_rule(given)
        store.keep_rule(unit.connection, replace(fit, version=known.version + 1))
        after = {"share": fit.share, "languages": list(fit.languages)}
        unit.audit("cooperation.attendance.set_rule", subject=str(given.activity), after=after)
