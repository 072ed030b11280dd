"""An activity that takes place now, with people, their codes, and certificates."""

from datetime import UTC, date, datetime
from typing import Any

from simpul.cooperation.actions import attendance, certificates, certificates_making
from simpul.cooperation.model.activities import Activity, Nomination
from simpul.cooperation.model.attendance import Presence, Way
from simpul.cooperation.model.certificates import Certificate
from simpul.cooperation.rules import attendance_codes as codes
from simpul.cooperation.store import attendances
from simpul.cooperation.store import certificates as store
from simpul.kernel.platform import Platform
from tests.cooperation.activity_makers import VISIT, accepted, accepted_korean, there
from tests.cooperation.people import KEEPER

SINCE, UNTIL = date(2026, 11, 22), date(2026, 11, 23)
"""The last of two days is the day of the tests' clock."""


def two_days(platform: Platform, **changes: Any) -> tuple[Activity, Nomination, Nomination]:
    """The visit takes place yesterday and today; one person of each side is accepted."""
    found = there(platform, **({"since": SINCE, "until": UNTIL} | changes))
    return found, accepted(platform, email="siti@contoh.go.id"), accepted_korean(platform)


def was_there(platform: Platform, one: Nomination, *days: date) -> None:
    """The person was there on these days."""
    with platform.database.writing() as unit:
        unit.unaudited("a test")
        for day in days or (SINCE, UNTIL):
            at = datetime(day.year, day.month, day.day, 2, tzinfo=UTC)
            attendances.first(unit.connection, Presence(one.id, VISIT, day, True, Way.ROOM, at))


def key_of(platform: Platform, one: Nomination) -> str:
    """The key of the person's own page."""
    return codes.person_key(attendance.key_of(platform.keys), one.id)


def number_of(platform: Platform, one: Nomination) -> str:
    """The number that the person types."""
    return codes.number(attendance.key_of(platform.keys), one.id)


def room_code(platform: Platform) -> str:
    """What the room's screen shows now."""
    return attendance.room(platform, KEEPER, VISIT).code


def word_of(platform: Platform) -> str:
    """The word that the session shows today."""
    return attendance.room(platform, KEEPER, VISIT).word


def known(platform: Platform, one: Nomination, day: date = UNTIL) -> Presence | None:
    """What is kept of the person on that day."""
    with platform.database.reading() as unit:
        return attendances.get(unit.connection, one.id, day)


def issued(platform: Platform, *people: Nomination) -> list[Certificate]:
    """Certificates of these people, who were there on both days; all are made."""
    for one in people:
        was_there(platform, one)
    certificates.issue(platform, KEEPER, VISIT)
    finished(platform)
    return all_(platform)


def finished(platform: Platform) -> None:
    """Nothing is still to be made."""
    thread = platform.state.get("cooperation.certificates")
    if thread is not None:
        thread.join(60)
    certificates_making.work(platform)


def all_(platform: Platform) -> list[Certificate]:
    """Every certificate of the visit."""
    with platform.database.reading() as unit:
        return store.of_activity(unit.connection, VISIT)
