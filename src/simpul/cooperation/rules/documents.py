"""What a passport must say, when one is asked for, how it is shown, and when it is erased. Pure. Law 27/2022 art. 16."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from simpul.cooperation.model.activities import Activity, ActivityState, Nomination, NominationState
from simpul.cooperation.model.documents import (
    BirthDayWrong,
    DocumentsNotAsked,
    NationalityWrong,
    Passport,
    PassportExpired,
    PassportNameWrong,
    PassportNumberWrong,
)
from simpul.cooperation.rules.plain_words import plain

_NUMBER, _NATION = re.compile(r"[A-Z0-9]{6,12}"), re.compile(r"[A-Z]{3}")
_SHOWN, _NAME = 3, 120
_GOING = frozenset({ActivityState.OPEN, ActivityState.CLOSED})
LINK_DAYS = 14
"""How long a person's link opens, and never beyond the activity."""
SOON = 183
"""Days after an activity within which a passport's end is worth a warning: six months, as many countries ask for."""


def read(given: Mapping[str, str]) -> Passport:
    """The passport as a form gives it; what is no day is one that `checked` refuses."""
    born, expires = _day(given["born"]) or date.max, _day(given["expires"]) or date.min
    return Passport(given["number"], given["name"], given["nationality"], born, expires)


def _day(given: str) -> date | None:
    try:
        return date.fromisoformat(given.strip())
    except ValueError:
        return None


def check_asked(activity: Activity, nomination: Nomination, today: date) -> None:
    """DocumentsNotAsked unless the passport of this person is asked for now: accepted, and the activity not over."""
    going = activity.state in _GOING and nomination.state is NominationState.ACCEPTED
    if not (activity.documents and going and today <= activity.until):
        raise DocumentsNotAsked()


def checked(given: Passport, activity: Activity, today: date) -> Passport:
    """The passport as it is kept; the refusal that names what is wrong, never its value."""
    number = "".join(given.number.split()).upper()
    name, nationality = plain(given.name), given.nationality.strip().upper()
    if not _NUMBER.fullmatch(number):
        raise PassportNumberWrong()
    if not 1 < len(name) <= _NAME:
        raise PassportNameWrong()
    if not _NATION.fullmatch(nationality):
        raise NationalityWrong()
    if not date(1900, 1, 1) <= given.born < today:
        raise BirthDayWrong()
    if not activity.until <= given.expires <= today + timedelta(days=366 * 20):
        raise PassportExpired()
    return replace(given, number=number, name=name, nationality=nationality)


def masked(number: str) -> str:
    """The number's last three signs behind as many dots as there are others."""
    return "•" * max(0, len(number) - _SHOWN) + number[-_SHOWN:]


def soon(expires: date, activity: Activity) -> bool:
    """Whether the passport ends less than six months after the activity."""
    return expires < activity.until + timedelta(days=SOON)


def erased_on(activity: Activity, days: int) -> date:
    """The first day on which the activity's documents are gone; `days`: how long after its last day they are kept."""
    return activity.until + timedelta(days=days + 1)


def link_until(activity: Activity, now: datetime) -> datetime:
    """Until when a link that is made now opens."""
    end = datetime(activity.until.year, activity.until.month, activity.until.day, tzinfo=now.tzinfo) + timedelta(days=1)
    return min(now + timedelta(days=LINK_DAYS), end)
