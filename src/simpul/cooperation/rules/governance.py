"""What minutes, decisions and actions must say, who may do what to an action, and how late it is. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from simpul.cooperation.model.governance import Decision, FollowUp, FollowUpState, Meeting
from simpul.cooperation.model.governance_refusals import (
    DecisionTextMissing,
    FollowUpClosed,
    FollowUpDueSame,
    FollowUpDueWrong,
    FollowUpOwnerMissing,
    FollowUpReasonMissing,
    FollowUpWhatMissing,
    MeetingDayMissing,
    MeetingTitleMissing,
    MeetingTooLong,
    ProgressMissing,
)
from simpul.cooperation.model.programmes import CENTRE, Duty, NotYourProgramme, NotYourSide, Standing
from simpul.cooperation.rules.permits import permit_read
from simpul.cooperation.rules.plain_words import plain
from simpul.cooperation.rules.programmes import words

_TITLE, _NAME, _WHAT, _DECISION, _MINUTES, _LINE, _LINES = 200, 120, 500, 2000, 20_000, 300, 100
_AHEAD, _DUE_AHEAD = timedelta(days=731), timedelta(days=5 * 366)
_REASON_LEAST = 5
BEFORE, EVERY = timedelta(days=7), timedelta(days=7)
"""Who answers for an action is reminded so long before its day, on the day, and every so often while it is late."""


def checked_meeting(given: Meeting, today: date) -> Meeting:
    """The meeting in tidy words; MeetingTitleMissing, MeetingDayMissing, MeetingTooLong."""
    title = words(given.title)
    if "id" not in title or any(len(one) > _TITLE for one in title.values()):
        raise MeetingTitleMissing()
    if given.on > today + _AHEAD:
        raise MeetingDayMissing()
    attended, agenda, sources = lines(given.attended), lines(given.agenda), lines(given.sources)
    minutes = given.minutes.strip()
    long = any(len(one) > _LINE for one in (*attended, *agenda, *sources, given.place))
    if long or len(minutes) > _MINUTES or max(len(attended), len(agenda), len(sources)) > _LINES:
        raise MeetingTooLong()
    place = " ".join(given.place.split())
    return replace(given, title=title, place=place, attended=attended, agenda=agenda, sources=sources, minutes=minutes)


def lines(given: Iterable[str]) -> tuple[str, ...]:
    """The lines that hold something, each in single spaces."""
    return tuple(one for one in (" ".join(each.split()) for each in given) if one)


def decided(text: str) -> str:
    """What was decided, in tidy words; DecisionTextMissing."""
    fit = text.strip()
    if not fit or len(fit) > _DECISION:
        raise DecisionTextMissing()
    return fit


def checked_follow_up(given: FollowUp, today: date) -> FollowUp:
    """The action in tidy words; FollowUpWhatMissing, FollowUpOwnerMissing, FollowUpDueWrong."""
    what, name = plain(given.what), plain(given.owner_name)
    if not what or len(what) > _WHAT:
        raise FollowUpWhatMissing()
    if not name or len(name) > _NAME:
        raise FollowUpOwnerMissing()
    permit_due(given.due, today)
    return replace(given, what=what, owner_name=name)


def permit_due(due: date, today: date) -> None:
    """A day that people remember; it may lie in the past, where minutes come late. FollowUpDueWrong."""
    if not date(1973, 1, 1) <= due <= today + _DUE_AHEAD:
        raise FollowUpDueWrong()


def moved(one: FollowUp, due: date, reason: str, today: date) -> FollowUp:
    """The action with another day; FollowUpClosed, FollowUpDueSame, FollowUpDueWrong, FollowUpReasonMissing."""
    permit_open(one)
    permit_due(due, today)
    if due == one.due:
        raise FollowUpDueSame()
    permit_reason(reason)
    return replace(one, due=due, version=one.version + 1)


def permit_open(one: FollowUp) -> None:
    """Only an open action is worked on; FollowUpClosed."""
    if one.state is not FollowUpState.OPEN:
        raise FollowUpClosed()


def permit_reason(reason: str) -> None:
    """A reason that others understand; FollowUpReasonMissing."""
    if not _REASON_LEAST <= len(reason.strip()) <= _WHAT:
        raise FollowUpReasonMissing()


def closed(one: FollowUp, state: FollowUpState, note: str, today: date) -> FollowUp:
    """The action done or dropped today; FollowUpClosed, and FollowUpReasonMissing where it is dropped without a reason."""
    permit_open(one)
    if state is FollowUpState.DROPPED:
        permit_reason(note)
    return replace(one, state=state, note=note.strip()[:_WHAT], done_on=today, version=one.version + 1)


def reopened(one: FollowUp) -> FollowUp:
    """The action open again, as if nobody had closed it; FollowUpClosed where it is open."""
    if one.state is FollowUpState.OPEN:
        raise FollowUpClosed()
    return replace(one, state=FollowUpState.OPEN, note="", done_on=None, version=one.version + 1)


def progress(text: str) -> str:
    """How far it is, in tidy words; ProgressMissing."""
    fit = text.strip()
    if not fit or len(fit) > _WHAT:
        raise ProgressMissing()
    return fit


def permit_report(who: Standing, one: FollowUp) -> None:
    """Reports progress: who keeps the programme, and everybody seated for the action's side; NotYourSide."""
    permit_read(who, one.programme)
    seat = who.seats.get(one.programme)
    if CENTRE in who.roles or (seat is not None and (seat.duty is Duty.KEEPER or seat.side is one.side)):
        return
    raise NotYourSide()


def permit_finish(who: Standing, one: FollowUp) -> None:
    """Says that it is done: who keeps the programme, and its owner; NotYourProgramme."""
    permit_read(who, one.programme)
    seat = who.seats.get(one.programme)
    if CENTRE in who.roles or (seat is not None and seat.duty is Duty.KEEPER):
        return
    if one.owner is None or one.owner != who.account:
        raise NotYourProgramme()


def permit_reopen(who: Standing, one: FollowUp, closer: UUID | None) -> None:
    """Takes back that it is closed: who keeps the programme, and the owner who closed it; NotYourProgramme."""
    permit_finish(who, one)
    seat = who.seats.get(one.programme)
    if CENTRE in who.roles or (seat is not None and seat.duty is Duty.KEEPER):
        return
    if closer != who.account:
        raise NotYourProgramme()


def days_late(one: FollowUp, today: date) -> int:
    """For how many days an open action is late; 0 for one that is not, negative never."""
    return max(0, (today - one.due).days) if one.state is FollowUpState.OPEN else 0


def in_order(all_: Iterable[FollowUp]) -> list[FollowUp]:
    """What is open by its day, so that the latest is at the top; then what is closed, the newest first."""
    found = sorted(all_, key=lambda one: (one.due, one.id))
    shut = [one for one in found if one.state is not FollowUpState.OPEN]
    shut.sort(key=lambda one: one.done_on or one.due, reverse=True)
    return [one for one in found if one.state is FollowUpState.OPEN] + shut


def without_action(decisions: Iterable[Decision], follow_ups: Iterable[FollowUp]) -> list[Decision]:
    """The decisions on which nobody acts: none has an action that is open or done."""
    acted = {one.decision for one in follow_ups if one.state is not FollowUpState.DROPPED}
    return [one for one in decisions if one.id not in acted]


def occasion(due: date, today: date) -> str | None:
    """Of what somebody is to be told today, at the latest; None while the day is far off.

    "before" from seven days before, "due" from the day on, "late-1" from a week after, and so on every week. A node that
    was off on the very day tells it when it is on again.
    """
    if today < due - BEFORE:
        return None
    if today < due:
        return "before"
    weeks = (today - due) // EVERY
    return f"late-{weeks}" if weeks else "due"


def key(one: FollowUp, account: UUID, today: date) -> str | None:
    """The name of what `account` is to be told of an open action today; None for nothing. Another day is another name."""
    if one.state is not FollowUpState.OPEN:
        return None
    when = occasion(one.due, today)
    return f"follow-up:{one.id}:{one.due.isoformat()}:{when}:{account}" if when else None


def told_to(one: FollowUp, reached: Sequence[UUID], keepers: Sequence[UUID], centre: Sequence[UUID]) -> tuple[UUID, ...]:
    """Who is reminded: the owner; where no mail reaches the owner, the keepers of that side; else the centre's staff."""
    if one.owner in reached and one.owner is not None:
        return (one.owner,)
    return tuple(keepers) or tuple(centre)
