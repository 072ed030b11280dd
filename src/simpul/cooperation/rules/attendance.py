"""Which days an activity has, who was there how much, and who has earned a certificate. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from simpul.cooperation.model.activities import Activity, ActivityState, Nomination, NominationState, Precision
from simpul.cooperation.model.attendance import (
    CertificateRule,
    CertificateRuleWrong,
    NotThisDay,
    Presence,
    PresenceReasonMissing,
    Way,
)
from simpul.kernel.i18n import PARTNERS_LANGUAGES, ZONES

_MOST_DAYS = 120


@dataclass(frozen=True, slots=True)
class Attended:
    """A person and the days on which they were there, of how many; `earned`: enough for a certificate."""

    person: Nomination
    by_day: Mapping[date, Presence]
    days: int
    of_days: int
    earned: bool

    @property
    def percent(self) -> int:
        """The share of days in whole per cent, rounded down: nobody is rounded up to a certificate."""
        return 100 * self.days // self.of_days if self.of_days else 0


def days_of(activity: Activity) -> tuple[date, ...]:
    """The activity's days; none where they are not known to the day, it was cancelled, or it is longer than 120 days."""
    if activity.precision is not Precision.DAY or activity.state is ActivityState.CANCELLED:
        return ()
    number = (activity.until - activity.since).days + 1
    return tuple(activity.since + timedelta(n) for n in range(number)) if number <= _MOST_DAYS else ()


def day_of(activity: Activity, now: datetime) -> date:
    """Which day it is where the activity takes place."""
    return now.astimezone(ZONES[activity.zone]).date()


def check_day(activity: Activity, day: date, now: datetime) -> None:
    """The day is one of the activity's that has begun there; NotThisDay."""
    if day not in days_of(activity) or day > day_of(activity, now):
        raise NotThisDay()


def check_today(activity: Activity, now: datetime) -> date:
    """Today's day of the activity; NotThisDay."""
    today = day_of(activity, now)
    check_day(activity, today, now)
    return today


def seen(known: Presence | None, fresh: Presence) -> Presence | None:
    """What is to be kept once somebody was seen; None where nothing changes: twice seen is once there.

    What a keeper struck stays struck: only a keeper takes it back.
    """
    return fresh if known is None else None


def left(known: Presence | None, now: datetime) -> Presence | None:
    """The presence from afar that ends now, or ends later than was said before; None for who is not there from afar."""
    if known is None or not known.present or known.way is not Way.REMOTE or now < known.at:
        return None
    return replace(known, left_at=now, version=known.version + 1)


def corrected(known: Presence | None, fresh: Presence) -> Presence:
    """A keeper's correction, which remembers what stood there; PresenceReasonMissing."""
    reason = " ".join(fresh.reason.split())
    if not 5 <= len(reason) <= 300:
        raise PresenceReasonMissing()
    was = replace(known, was=None) if known else None
    return replace(fresh, reason=reason, corrected=True, was=was, version=(known.version if known else 0) + 1)


def attended(
    activity: Activity, people: Sequence[Nomination], found: Sequence[Presence], rule: CertificateRule
) -> list[Attended]:
    """Everybody who was accepted, with their days, in the order of `people`."""
    days, by_person = days_of(activity), dict[object, dict[date, Presence]]()
    for one in found:
        if one.day in days:
            by_person.setdefault(one.nomination, {})[one.day] = one
    return [
        _attended(person, by_person.get(person.id, {}), len(days), rule.share)
        for person in people
        if person.state is NominationState.ACCEPTED
    ]


def _attended(person: Nomination, by_day: Mapping[date, Presence], of_days: int, share: int) -> Attended:
    days = sum(one.present for one in by_day.values())
    return Attended(person, by_day, days, of_days, bool(of_days) and days > 0 and 100 * days >= share * of_days)


def checked_rule(given: CertificateRule) -> CertificateRule:
    """The rule with its languages once each, in the usual order; CertificateRuleWrong."""
    languages = tuple(one for one in PARTNERS_LANGUAGES if one in given.languages)
    if not 1 <= given.share <= 100 or not languages:
        raise CertificateRuleWrong()
    return replace(given, languages=languages)
