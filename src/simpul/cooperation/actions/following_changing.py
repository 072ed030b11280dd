"""What people do to actions: open, change, move, report on, finish, drop, take that back. Each act is in the history."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from sqlalchemy import Connection

from simpul.cooperation.actions.following import follow_up_for, seats_today
from simpul.cooperation.actions.meetings import decision_for, today_of
from simpul.cooperation.actions.standing import standing
from simpul.cooperation.model.governance import EntryKind, FollowUp, FollowUpEntry, FollowUpState
from simpul.cooperation.model.governance_refusals import (
    DecisionUnknown,
    FollowUpChanged,
    FollowUpDueWrong,
    FollowUpOwnerMissing,
    FollowUpSideMissing,
)
from simpul.cooperation.model.programmes import ProgrammeUnknown, Side, Standing
from simpul.cooperation.rules import governance as rules
from simpul.cooperation.rules import permits
from simpul.cooperation.store import follow_ups as store
from simpul.cooperation.store import programmes
from simpul.kernel.actor import Actor
from simpul.kernel.database import Unit
from simpul.kernel.platform import Platform

Permit = Callable[[Connection, Standing, FollowUp], None]


@dataclass(frozen=True, slots=True)
class Saw:
    """Which action somebody acts on, and the version of it that they saw; None where any will do."""

    id: UUID
    version: int | None


@dataclass(frozen=True, slots=True)
class FollowUpGiven:
    """An action as a form gives it: `owner` an account's id, or empty and then `owner_name` and `side` count."""

    programme: str
    decision: UUID | None
    what: str
    owner: str
    owner_name: str
    side: str
    due: str


def begin(platform: Platform, actor: Actor, *, given: FollowUpGiven) -> FollowUp:
    """The action is on the list; the refusals of what it says, ProgrammeUnknown, NotYourProgramme."""
    with platform.database.writing(actor) as unit:
        now = unit.clock.now()
        who = standing(unit.connection, actor, now)
        permits.permit_keep(who, given.programme)
        if programmes.get(unit.connection, given.programme) is None:
            raise ProgrammeUnknown()
        _permit_decision(unit.connection, who, given)
        blank = FollowUp(
            unit.ids.new(), given.programme, given.decision, given.what, Side.INDONESIA, None, "", day(given.due)
        )
        fit = _filled(unit.connection, blank, given, today_of(now))
        store.add(unit.connection, fit, now)
        _entered(unit, fit, EntryKind.OPENED)
        after = {"programme": fit.programme, "due": fit.due.isoformat(), "side": fit.side.value}
        unit.audit("cooperation.follow_up.begin", subject=str(fit.id), after=after)
    return fit


def _permit_decision(connection: Connection, who: Standing, given: FollowUpGiven) -> None:
    if given.decision is None:
        return
    decision = decision_for(connection, who, given.decision, to_change=True)
    if decision.programme != given.programme or decision.struck_at is not None:
        raise DecisionUnknown()


def day(given: str) -> date:
    """The day as a form gives it; FollowUpDueWrong."""
    try:
        return date.fromisoformat(given.strip())
    except ValueError:
        raise FollowUpDueWrong() from None


def _filled(connection: Connection, one: FollowUp, given: FollowUpGiven, today: date) -> FollowUp:
    """The action with what and whose as given; FollowUpOwnerMissing, FollowUpSideMissing."""
    if given.owner and given.owner == str(one.owner):
        return rules.checked_follow_up(replace(one, what=given.what), today)
    if given.owner:
        seats = seats_today(connection, one.programme, today)
        seat = next((each for each in seats if str(each.account) == given.owner), None)
        if seat is None:
            raise FollowUpOwnerMissing()
        whose = replace(one, what=given.what, owner=seat.account, owner_name=seat.name, side=seat.side)
        return rules.checked_follow_up(whose, today)
    if not given.owner_name.strip():
        raise FollowUpOwnerMissing()
    if given.side not in {side.value for side in Side}:
        raise FollowUpSideMissing()
    named = replace(one, what=given.what, owner=None, owner_name=given.owner_name, side=Side(given.side))
    return rules.checked_follow_up(named, today)


def permit_change(platform: Platform, actor: Actor, id: UUID) -> None:
    """Who keeps the action's programme; FollowUpUnknown, NotYourProgramme."""
    with platform.database.reading() as unit:
        who = standing(unit.connection, actor, unit.clock.now())
        permits.permit_keep(who, follow_up_for(unit.connection, who, id).programme)


def change(platform: Platform, actor: Actor, saw: Saw, *, given: FollowUpGiven) -> FollowUp:
    """What and whose are as given, the day stays; FollowUpChanged, FollowUpClosed, NotYourProgramme."""
    with platform.database.writing(actor) as unit:
        known = _to_change(unit, saw, _keeps)
        rules.permit_open(known)
        new = _filled(unit.connection, known, given, today_of(unit.clock.now()))
        new = replace(new, version=known.version + 1)
        _kept(unit, new, EntryKind.CHANGED, f"{new.what} ({new.owner_name})")
        unit.audit("cooperation.follow_up.change", subject=str(saw.id), after={"version": new.version})
    return new


def move(platform: Platform, actor: Actor, saw: Saw, *, due: str, reason: str) -> FollowUp:
    """The action is due on another day, for this reason; FollowUpReasonMissing, FollowUpDueSame, FollowUpDueWrong."""
    with platform.database.writing(actor) as unit:
        known = _to_change(unit, saw, _keeps)
        new = rules.moved(known, day(due), reason, today_of(unit.clock.now()))
        store.keep(unit.connection, new, unit.clock.now())
        _entered(unit, new, EntryKind.MOVED, reason.strip(), (known.due, new.due))
        before, after = {"due": known.due.isoformat()}, {"due": new.due.isoformat()}
        unit.audit("cooperation.follow_up.move", subject=str(saw.id), before=before, after=after)
    return new


def report(platform: Platform, actor: Actor, id: UUID, *, words: str) -> None:
    """How far it is stands in the history; ProgressMissing, FollowUpClosed, NotYourSide."""
    with platform.database.writing(actor) as unit:
        known = _to_change(unit, Saw(id, None), lambda _c, who, one: rules.permit_report(who, one))
        rules.permit_open(known)
        _entered(unit, known, EntryKind.PROGRESS, rules.progress(words))
        unit.audit("cooperation.follow_up.report", subject=str(id))


def finish(platform: Platform, actor: Actor, saw: Saw, *, words: str) -> FollowUp:
    """The action is done today; FollowUpClosed, FollowUpChanged, NotYourProgramme for who neither keeps nor owns it."""
    with platform.database.writing(actor) as unit:
        known = _to_change(unit, saw, lambda _c, who, one: rules.permit_finish(who, one))
        new = rules.closed(known, FollowUpState.DONE, words, today_of(unit.clock.now()))
        _kept(unit, new, EntryKind.DONE, new.note)
        unit.audit("cooperation.follow_up.finish", subject=str(saw.id), after={"state": new.state.value})
    return new


def drop(platform: Platform, actor: Actor, saw: Saw, *, words: str) -> FollowUp:
    """The action is dropped today for this reason; FollowUpReasonMissing, FollowUpClosed, FollowUpChanged."""
    with platform.database.writing(actor) as unit:
        known = _to_change(unit, saw, _keeps)
        new = rules.closed(known, FollowUpState.DROPPED, words, today_of(unit.clock.now()))
        _kept(unit, new, EntryKind.DROPPED, new.note)
        unit.audit("cooperation.follow_up.drop", subject=str(saw.id), after={"state": new.state.value})
    return new


def reopen(platform: Platform, actor: Actor, saw: Saw) -> FollowUp:
    """The action is open again, due when it was; FollowUpClosed where it is open, NotYourProgramme."""
    with platform.database.writing(actor) as unit:
        known = _to_change(unit, saw, _reopens)
        new = rules.reopened(known)
        _kept(unit, new, EntryKind.REOPENED)
        before, after = {"state": known.state.value}, {"state": new.state.value}
        unit.audit("cooperation.follow_up.reopen", subject=str(saw.id), before=before, after=after)
    return new


def _keeps(_connection: Connection, who: Standing, one: FollowUp) -> None:
    permits.permit_keep(who, one.programme)


def _reopens(connection: Connection, who: Standing, one: FollowUp) -> None:
    last = store.last_closed(connection, one.id)
    rules.permit_reopen(who, one, last.by if last else None)


def _to_change(unit: Unit, saw: Saw, permit: Permit) -> FollowUp:
    """The action, held until this transaction ends; FollowUpChanged where it is not as it was seen."""
    who = standing(unit.connection, unit.actor, unit.clock.now())
    known = follow_up_for(unit.connection, who, saw.id, to_change=True)
    permit(unit.connection, who, known)
    if saw.version not in (None, known.version):
        raise FollowUpChanged()
    return known


def _kept(unit: Unit, new: FollowUp, kind: EntryKind, words: str = "") -> None:
    store.keep(unit.connection, new, unit.clock.now())
    _entered(unit, new, kind, words)


def _entered(
    unit: Unit, one: FollowUp, kind: EntryKind, words: str = "", days: tuple[date | None, date | None] = (None, None)
) -> None:
    at, by = unit.clock.now(), unit.actor
    store.add_entry(unit.connection, FollowUpEntry(unit.ids.new(), one.id, kind, at, by.id, by.name, words, *days))
