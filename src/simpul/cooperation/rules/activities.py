"""What an activity must say, what follows on what, and who sees and keeps it. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import assert_never

from simpul.cooperation.model.activities import Activity, ActivityState, Precision, Quota
from simpul.cooperation.model.activity_refusals import (
    ActivityCountWrong,
    ActivityDaysWrong,
    ActivityDocumentsWrong,
    ActivityHoursWrong,
    ActivityLinkWrong,
    ActivityMoveWrong,
    ActivityNotOver,
    ActivityTitleMissing,
    ActivityUnknown,
    QuotaWrong,
)
from simpul.cooperation.model.programmes import LIAISON, ProgrammeUnknown, Standing
from simpul.cooperation.rules import permits
from simpul.cooperation.rules.nominations import AGENCY
from simpul.cooperation.rules.plain_words import plain
from simpul.cooperation.rules.programmes import words
from simpul.kernel.i18n import ZONES

_TITLE, _LINE, _PLACES, _PEOPLE = 200, 300, 5_000, 10_000_000
_MOVES: Mapping[str, tuple[frozenset[ActivityState], ActivityState]] = {
    "open": (frozenset({ActivityState.DRAFT, ActivityState.CLOSED}), ActivityState.OPEN),
    "close": (frozenset({ActivityState.OPEN}), ActivityState.CLOSED),
    "hold": (frozenset({ActivityState.DRAFT, ActivityState.OPEN, ActivityState.CLOSED}), ActivityState.HELD),
    "cancel": (frozenset({ActivityState.DRAFT, ActivityState.OPEN, ActivityState.CLOSED}), ActivityState.CANCELLED),
    "reopen": (frozenset({ActivityState.HELD}), ActivityState.CLOSED),
    "restore": (frozenset({ActivityState.CANCELLED}), ActivityState.CLOSED),
}
"""What is done: from which states, and to which. A restored activity is what it was."""


def permit_see(who: Standing, activity: Activity, agencies: Iterable[str]) -> None:
    """Reads an activity; ActivityUnknown. `agencies`: those with a quota, whose liaisons read it once it is no draft."""
    if activity.state is not ActivityState.DRAFT and (
        activity.public or (LIAISON in who.roles and who.agency and who.agency in agencies)
    ):
        return
    try:
        permits.permit_read(who, activity.programme)
    except ProgrammeUnknown:
        raise ActivityUnknown() from None


def moves(activity: Activity, today: date) -> tuple[str, ...]:
    """What may follow now."""
    return tuple(one for one in _MOVES if _fits(activity, one) and (one != "hold" or activity.since <= today))


def _fits(activity: Activity, move: str) -> bool:
    return activity.state in _MOVES[move][0]


def moved(activity: Activity, move: str, today: date) -> Activity:
    """The activity after `move`; ActivityMoveWrong, ActivityNotOver."""
    if move not in _MOVES or not _fits(activity, move):
        raise ActivityMoveWrong()
    if move == "hold" and activity.since > today:
        raise ActivityNotOver()
    state = _MOVES[move][1]
    if move == "restore":
        state = activity.state_before or state
    before = activity.state if move == "cancel" else None
    return replace(activity, state=state, state_before=before, version=activity.version + 1)


def checked(given: Activity) -> Activity:
    """The activity with its words in one line each; the refusal that names what is wrong."""
    title = words(given.title)
    if "id" not in title or any(len(one) > _TITLE for one in title.values()):
        raise ActivityTitleMissing()
    _check_when(given)
    if given.documents and not given.programme:
        raise ActivityDocumentsWrong()
    if given.participants is not None and not 0 <= given.participants <= _PEOPLE:
        raise ActivityCountWrong()
    if given.remote and not given.remote.startswith("https://"):
        raise ActivityLinkWrong()
    since, until = imprecise(given)
    return replace(
        given,
        title=title,
        since=since,
        until=until,
        note=words(given.note or {}) or None,
        place=_line(given.place),
        remote="".join(given.remote.split())[:_LINE],
        leader=_line(given.leader),
        sources=tuple(one.strip()[:2_000] for one in given.sources if one.strip())[:20],
    )


def _check_when(given: Activity) -> None:
    if given.since == date.max or given.until < given.since or not 1973 <= given.since.year <= given.until.year <= 2100:
        raise ActivityDaysWrong()
    if given.zone not in ZONES:
        raise ActivityHoursWrong()
    if given.ends_at is not None and (given.begins_at is None or given.ends_at <= given.begins_at):
        raise ActivityHoursWrong()


def imprecise(given: Activity) -> tuple[date, date]:
    """The first and the last day that the activity may have: the whole month or year where no more is known."""
    since, until = given.since, given.until
    match given.precision:
        case Precision.DAY:
            return since, until
        case Precision.MONTH:
            return since.replace(day=1), _last_of_month(until)
        case Precision.YEAR:
            return since.replace(month=1, day=1), until.replace(month=12, day=31)
        case _ as unknown:
            assert_never(unknown)


def _last_of_month(day: date) -> date:
    for last in (31, 30, 29):
        try:
            return day.replace(day=last)
        except ValueError:
            continue
    return day.replace(day=28)


def _line(given: str) -> str:
    return plain(given)[:_LINE]


def checked_quota(given: Quota) -> Quota:
    """The quota with its words in one line; QuotaWrong."""
    agency, name = given.agency.strip().upper(), _line(given.agency_name)
    if not AGENCY.fullmatch(agency) or not name or not 0 <= given.places <= _PLACES:
        raise QuotaWrong()
    return replace(given, agency=agency, agency_name=name)


def matches(activity: Activity, asked: str) -> bool:
    """Whether every word that is searched for stands in the title, place or leader."""
    text = " ".join((*activity.title.values(), activity.place, activity.leader)).casefold()
    return all(word in text for word in asked.casefold().split())


def passed(activity: Activity, today: date) -> bool:
    """Whether the activity lies behind: its last day has gone by, or it was held."""
    return activity.state is ActivityState.HELD or activity.until < today
