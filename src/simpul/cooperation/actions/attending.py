"""Attendance for who takes part: by the code on the room's screen and their number, or from afar by their own link."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from simpul.cooperation.actions.attendance import TOPIC, accepted, key_of
from simpul.cooperation.actions.standing import standing
from simpul.cooperation.model.activities import Activity, Nomination, NominationState
from simpul.cooperation.model.attendance import CodeWordWrong, NotThisDay, Presence, PresenceUnknown, RoomCodeOld, Way
from simpul.cooperation.model.certificates import Certificate
from simpul.cooperation.rules import attendance as rules
from simpul.cooperation.rules import attendance_codes as codes
from simpul.cooperation.rules import permits
from simpul.cooperation.rules.attendance import Attended
from simpul.cooperation.store import activities, attendances, certificates, nominations
from simpul.kernel import limits
from simpul.kernel.actor import Actor
from simpul.kernel.database.unit import Unit
from simpul.kernel.errors import allows
from simpul.kernel.platform import Platform

_HOUR = timedelta(hours=1)
_PER_DEVICE, _PER_ADDRESS = 20, 600
"""Tries an hour: a hall of people may share one network."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Whose device sends this, by keyed hashes of its mark and of its network."""

    device: str
    address: str


@dataclass(frozen=True, slots=True)
class RoomSeen:
    """What a phone shows that scanned the room's screen in time: what for, and what it sends with the number."""

    activity: Activity
    day: date
    grant: str


@dataclass(frozen=True, slots=True)
class OwnAttendance:
    """A person's own page. `today`: the activity's day today, if it takes place; `admits`: the reader keeps the list."""

    person: Nomination
    activity: Activity
    attended: Attended
    number: str
    key: str
    today: date | None
    admits: bool
    certificates: tuple[Certificate, ...]

    @property
    def now(self) -> Presence | None:
        """What is known of the person today."""
        return self.attended.by_day.get(self.today) if self.today else None


def scanned(platform: Platform, code: str, device: str) -> RoomSeen:
    """What the code on the room's screen opens, if it is not older than a minute; RoomCodeOld."""
    now, key = platform.clock.now(), key_of(platform.keys)
    return _room(platform, codes.room_of(key, code, now), device)


def granted(platform: Platform, grant: str, device: str) -> RoomSeen:
    """The same, for a device that scanned in time not five minutes ago; RoomCodeOld."""
    room = codes.granted(key_of(platform.keys), grant, device, platform.clock.now())
    seen = _room(platform, room, device)
    return RoomSeen(seen.activity, seen.day, grant)


def _room(platform: Platform, room: codes.Room, device: str) -> RoomSeen:
    with platform.database.reading() as unit:
        found = activities.get(unit.connection, room.activity)
        now = unit.clock.now()
    if found is None or rules.check_today(found, now) != room.day:
        raise RoomCodeOld()
    return RoomSeen(found, room.day, codes.grant(key_of(platform.keys), room, device, now))


def check_in(platform: Platform, grant: str, number: str, asker: Asker) -> tuple[str, bool]:
    """The key of the own page of who is there now, and whether that is new; RoomCodeOld, PresenceUnknown, TooMany."""
    room = granted(platform, grant, asker.device)
    _spend(platform, asker)
    key = key_of(platform.keys)
    with platform.database.writing(Actor.ANONYMOUS) as unit:
        one = _by_number(unit, room.activity.id, number, key)
        fresh = _there(unit, one, room.day, Way.ROOM)
    return codes.person_key(key, one.id), fresh


def _by_number(unit: Unit, activity: UUID, number: str, key: bytes) -> Nomination:
    for one in nominations.of_activity(unit.connection, activity):
        if one.state is NominationState.ACCEPTED and codes.same_number(number, codes.number(key, one.id)):
            return one
    raise PresenceUnknown()


def _there(unit: Unit, one: Nomination, day: date, way: Way) -> bool:
    fresh = attendances.first(unit.connection, Presence(one.id, one.activity, day, True, way, unit.clock.now()))
    if fresh:
        unit.audit("cooperation.attendance.check_in", subject=str(one.id), after={"day": day.isoformat(), "way": way.value})
        unit.ring(TOPIC)
    else:
        unit.unaudited("already there")
    return fresh


def _spend(platform: Platform, asker: Asker) -> None:
    """One more try is counted, in a transaction of its own: a try that fails counts too; TooMany."""
    with platform.database.writing(Actor.ANONYMOUS) as unit:
        unit.unaudited("a counter of tries")
        limits.spend(unit, f"cooperation.attend.device:{asker.device}", most=_PER_DEVICE, per=_HOUR)
        limits.spend(unit, f"cooperation.attend.address:{asker.address}", most=_PER_ADDRESS, per=_HOUR)


def own(platform: Platform, actor: Actor, key: str) -> OwnAttendance:
    """What a person finds by their own link; PresenceUnknown."""
    secret = key_of(platform.keys)
    with platform.database.reading() as unit:
        one = accepted(unit, codes.person_of(secret, key))
        found = activities.get(unit.connection, one.activity)
        assert found is not None  # a nomination is to an activity that is there
        rule = attendances.rule(unit.connection, found.id)
        known = [each for each in attendances.of_activity(unit.connection, found.id) if each.nomination == one.id]
        theirs = tuple(each for each in certificates.of_person(unit.connection, one.id) if each.file)
        (attended,) = rules.attended(found, [one], known, rule)
        today = _today(unit, found)
        admits = today is not None and _keeps(unit, actor, found.programme)
    return OwnAttendance(one, found, attended, codes.number(secret, one.id), key, today, admits, theirs)


def _today(unit: Unit, found: Activity) -> date | None:
    try:
        return rules.check_today(found, unit.clock.now())
    except NotThisDay:
        return None


def _keeps(unit: Unit, actor: Actor, programme: str) -> bool:
    return allows(permits.permit_keep, standing(unit.connection, actor, unit.clock.now()), programme)


def arrive(platform: Platform, key: str, word: str, asker: Asker) -> bool:
    """The person is there from afar, by the word that the session shows; whether that is new. CodeWordWrong, NotThisDay."""
    secret = key_of(platform.keys)
    person = codes.person_of(secret, key)
    _spend(platform, asker)
    with platform.database.writing(Actor.ANONYMOUS) as unit:
        one = accepted(unit, person)
        day = _open_day(unit, one)
        if not codes.same_word(word, codes.day_word(secret, one.activity, day)):
            raise CodeWordWrong()
        return _there(unit, one, day, Way.REMOTE)


def leave(platform: Platform, key: str) -> int:
    """For how many minutes the person was there from afar, who leaves now; NotThisDay for who was not."""
    person = codes.person_of(key_of(platform.keys), key)
    with platform.database.writing(Actor.ANONYMOUS) as unit:
        one = accepted(unit, person)
        day = _open_day(unit, one)
        gone = rules.left(attendances.get(unit.connection, one.id, day, to_change=True), unit.clock.now())
        if gone is None:
            raise NotThisDay()
        attendances.keep(unit.connection, gone)
        unit.audit("cooperation.attendance.leave", subject=str(one.id), after={"minutes": gone.minutes})
        unit.ring(TOPIC)
    return gone.minutes or 0


def _open_day(unit: Unit, one: Nomination) -> date:
    found = activities.get(unit.connection, one.activity)
    if found is None:
        raise PresenceUnknown()
    return rules.check_today(found, unit.clock.now())
