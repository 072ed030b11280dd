"""Who read my data: what became of a call, which days are asked for, how long things stay. UU 27/2022 art. 5 and 32."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from simpul.exchange.model.persons import Look, LookOver, ReasonMissing

LOOK_LASTS = timedelta(minutes=30)
"""For so long an auditor sees a person's list after saying why."""
ENDED_KEPT = timedelta(days=365)
"""For so long it can be seen that a check was ended, and why."""
REASON_MOST = 200


class Outcome(StrEnum):
    """What became of a call, for the person it was about."""

    ANSWERED = "answered"
    NOTHING = "nothing"
    FAILED = "failed"
    UNKNOWN = "unknown"


def outcome(status: int | None, fault: str) -> Outcome:
    """Answered with something; with "there is no such person"; not at all; or no answer is on record."""
    if fault:
        return Outcome.FAILED
    if status is None:
        return Outcome.UNKNOWN
    if status in (404, 410):
        return Outcome.NOTHING
    return Outcome.ANSWERED if status < 400 else Outcome.FAILED


def since(text: str, zone: ZoneInfo) -> datetime | None:
    """The beginning of the day `2026-11-25` where the reader is; None for what is no day."""
    found = _day(text)
    return None if found is None else datetime(found.year, found.month, found.day, tzinfo=zone)


def until(text: str, zone: ZoneInfo) -> datetime | None:
    """The end of that day, which is the beginning of the next; None for what is no day."""
    found = _day(text)
    if found is None or found == date.max:
        return None
    following = found + timedelta(days=1)
    return datetime(following.year, following.month, following.day, tzinfo=zone)


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found.year >= 1970 else None


def reason(text: str) -> str:
    """The reason in one line; ReasonMissing when there is none, or more than the person can be asked to read."""
    line = " ".join(text.split())
    if not 3 <= len(line) <= REASON_MOST or any(ord(sign) < 32 for sign in line):
        raise ReasonMissing()
    return line


def check_look(look: Look | None, by: object, account: object, now: datetime) -> Look:
    """The look, when this auditor began it on this account less than half an hour ago; LookOver."""
    if look is None or look.by != by or look.account != account or now >= look.at + LOOK_LASTS:
        raise LookOver()
    return look


def member_of(client: str) -> str:
    """The path of the agency that a calling subsystem belongs to."""
    return "/".join(client.split("/")[:3])
