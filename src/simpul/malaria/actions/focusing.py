"""Foci at the desk: opened from a case that was caught here, responded to, kept in their state, closed and reopened.

Law: Permenkes 22/2022; states: DHIS2 MAL_CS. Officers and supervisors respond; only the officer sets states and closes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from simpul.kernel.actor import Actor
from simpul.kernel.database.unit import Unit
from simpul.kernel.platform import Platform
from simpul.malaria.actions import investigating, stepping
from simpul.malaria.actions.reading import today
from simpul.malaria.actions.stepping import About
from simpul.malaria.model.desk import DeskAsked, DeskLines
from simpul.malaria.model.desk_refusals import DeskNothing
from simpul.malaria.model.foci import Focus, FocusAction, FocusCase, FocusLine, FocusState, FocusTally
from simpul.malaria.model.inquiry_refusals import ActionMissing, ActionSettled, FocusOpen, FocusThere, NotIndigenous
from simpul.malaria.model.investigations import InquiryStep, Investigation
from simpul.malaria.rules import desk as desk_rules
from simpul.malaria.rules import foci as rules
from simpul.malaria.rules import pe_form
from simpul.malaria.rules.programme import action_kinds
from simpul.malaria.store import foci as store
from simpul.malaria.store import inquiry_steps, investigations, register


@dataclass(frozen=True, slots=True)
class FocusSeen:
    """A focus with all that its page shows; `quiet` are the days without local transmission."""

    line: FocusLine
    actions: Sequence[FocusAction]
    cases: Sequence[FocusCase]
    steps: Sequence[InquiryStep]
    proposed: FocusState
    quiet: int
    point: tuple[float, float] | None
    today: date


@dataclass(frozen=True, slots=True)
class FocusAt:
    """A focus in the version that the page showed; ChangedMeanwhile wherever it is another by now."""

    id: UUID
    version: int


@dataclass(frozen=True, slots=True)
class NewFocus:
    """What an officer wrote for a new focus: its name, `village` or `part`, the outline of a part."""

    name: str
    kind: str
    outline: str


def lines(platform: Platform, actor: Actor, asked: DeskAsked) -> DeskLines[FocusLine]:
    """Foci of the actor's region, what is overdue first; open ones unless others are asked for. DeskOnly."""
    desk_rules.permit_desk(actor)
    with platform.database.reading() as unit:
        return store.lines(unit.connection, actor.region, asked, today(unit.clock.now(), actor.region))


def tally(platform: Platform, actor: Actor) -> FocusTally:
    """How many foci of the actor's region stand in which state. DeskOnly."""
    desk_rules.permit_desk(actor)
    with platform.database.reading() as unit:
        return store.tally(unit.connection, actor.region, today(unit.clock.now(), actor.region))


def front(connection: Connection, region: str | None, now: datetime) -> FocusTally:
    """The same for the desk's first page."""
    return store.tally(connection, region, today(now, region))


def seen(platform: Platform, actor: Actor, id: UUID) -> FocusSeen:
    """The focus with all that its page shows. DeskOnly, DeskNothing."""
    desk_rules.permit_desk(actor)
    with platform.database.reading() as unit:
        now = today(unit.clock.now(), actor.region)
        line = _line(unit, actor, id, now)
        return FocusSeen(
            line=line,
            actions=store.actions_of(unit.connection, id),
            cases=store.cases_of(unit.connection, id),
            steps=inquiry_steps.of(unit.connection, id),
            proposed=rules.proposed(line.focus.opened_on, line.last_indigenous, now),
            quiet=rules.quiet_days(line.focus.opened_on, line.last_indigenous, now),
            point=store.point(unit.connection, line.focus.village),
            today=now,
        )


def _line(unit: Unit, actor: Actor, id: UUID, now: date) -> FocusLine:
    line = store.line(unit.connection, id, now)
    if line is None or not desk_rules.answers_for(actor, line.focus.village):
        raise DeskNothing()
    return line


def index_case(platform: Platform, actor: Actor, id: UUID) -> tuple[Investigation, str]:
    """The case from which a focus may open, and its village's name; DeskNothing, NotIndigenous, FocusThere."""
    desk_rules.permit_desk(actor)
    with platform.database.reading() as unit:
        one = _index_case(unit, actor, id, held=False)
        frame = investigating.frame_of(unit.connection, actor, unit.clock.now())
        case = investigations.line(unit.connection, actor.region, id, frame)
        return one, case.village_name if case else one.village


def _index_case(unit: Unit, actor: Actor, id: UUID, *, held: bool) -> Investigation:
    row = register.find(unit.connection, id)
    if row is None or not desk_rules.answers_for(actor, row.village):
        raise DeskNothing()
    one = (investigations.held if held else investigations.get)(unit.connection, row.village, id)
    if one is None or one.origin not in rules.LOCAL:
        raise NotIndigenous()
    if one.focus is not None:
        raise FocusThere()
    return one


def open_from(platform: Platform, actor: Actor, id: UUID, new: NewFocus) -> UUID:
    """The id of the focus that opens from this case, active, with the first actions put down. NotIndigenous, and others."""
    with platform.database.writing(actor) as unit:
        desk_rules.permit_desk(actor)
        one = _index_case(unit, actor, id, held=True)
        rules.permit_inquire(actor, one.village)
        now = today(unit.clock.now(), actor.region)
        focus = Focus(
            id=unit.ids.new(),
            village=one.village,
            name=rules.named(new.name),
            kind="part" if new.kind == "part" else "village",
            outline=rules.outline(new.outline) if new.kind == "part" else None,
            state=FocusState.ACTIVE,
            opened_from=id,
            opened_on=now,
            state_on=now,
            by_name=actor.name,
            version=1,
            synthetic=one.synthetic,
        )
        number = store.add(unit.connection, focus)
        _put_first(unit, one, focus.id)
        investigations.keep(unit.connection, replace(one, focus=focus.id, version=one.version + 1, by_name=actor.name))
        facts = {"number": number, "name": focus.name, "kind": focus.kind}
        stepping.keep(unit, _about(focus), what=inquiry_steps.OPENED, before=None, facts=facts)
        about = About("case", id, one.village, one.version + 1, one.person)
        stepping.keep(unit, about, what="focus", before=stepping.plain(one), facts={"number": number})
        return focus.id


def _put_first(unit: Unit, one: Investigation, focus: UUID) -> None:
    row = register.row(unit.connection, one.village, one.id)
    limits = investigating.limits_now(unit.connection).limits
    tested_on = row.day if row else today(unit.clock.now(), None)
    kinds = [(kind.code, rules.due_on(kind, tested_on, limits)) for kind in rules.first_actions()]
    many = [FocusAction(unit.ids.new(), focus, code, due) for code, due in kinds]
    store.put_actions(unit.connection, focus, many)


def _about(focus: Focus) -> About:
    return About("focus", focus.id, focus.village, focus.version)


class _Change:
    """A focus held for a change: itself, its actions, its snapshot before, today."""

    def __init__(self, unit: Unit, actor: Actor, id: UUID, version: int | None) -> None:
        desk_rules.permit_desk(actor)
        focus = store.held(unit.connection, id)
        if focus is None or not desk_rules.answers_for(actor, focus.village):
            raise DeskNothing()
        if version is not None:
            stepping.same_version(focus.version, version)
        self.unit, self.focus, self.today = unit, focus, today(unit.clock.now(), actor.region)
        self.actions = store.actions_of(unit.connection, id)
        self.before = {"focus": stepping.plain(focus), "actions": [stepping.plain(one) for one in self.actions]}

    def quiet(self) -> int:
        line = store.line(self.unit.connection, self.focus.id, self.today)
        return rules.quiet_days(self.focus.opened_on, line.last_indigenous if line else None, self.today)

    def keep(self, focus: Focus, what: str, facts: Mapping[str, Any]) -> None:
        fresh = replace(focus, version=self.focus.version + 1, by_name=self.unit.actor.name)
        store.keep(self.unit.connection, fresh)
        stepping.keep(self.unit, _about(fresh), what=what, before=self.before, facts=facts)

    def keep_actions(self, many: Sequence[FocusAction], what: str, facts: Mapping[str, Any]) -> None:
        store.put_actions(self.unit.connection, self.focus.id, many)
        self.keep(self.focus, what, facts)


def plan(platform: Platform, actor: Actor, at: FocusAt, *, kind: str, due_on: str) -> None:
    """A further action is put down, due on that day. ActionMissing, DayWrong, FocusClosed, ChangedMeanwhile."""
    with platform.database.writing(actor) as unit:
        change = _Change(unit, actor, at.id, at.version)
        rules.permit_inquire(actor, rules.still_open(change.focus).village)
        if kind not in action_kinds():
            raise ActionMissing()
        due = pe_form.day(due_on, "due_on", first=change.focus.opened_on, last=date.max)
        fresh = FocusAction(unit.ids.new(), at.id, kind, due)
        change.keep_actions([*change.actions, fresh], "planned", {"action": kind, "due_on": due.isoformat()})


@dataclass(frozen=True, slots=True)
class Settled:
    """What an officer wrote of an action: which, the day it was done, its figures, a note (or why it is dropped)."""

    action: UUID
    done_on: str
    figures: Mapping[str, str]
    note: str


def done(platform: Platform, actor: Actor, at: FocusAt, *, settled: Settled) -> None:
    """The action was done on that day, with these figures. ActionSettled, DayWrong, FigureWrong, FocusClosed."""
    with platform.database.writing(actor) as unit:
        change = _Change(unit, actor, at.id, at.version)
        rules.permit_inquire(actor, rules.still_open(change.focus).village)
        one = _waiting(change.actions, settled.action)
        on = pe_form.day(settled.done_on, "done_on", first=_first_day(unit, change.focus), last=change.today)
        counted = rules.figures(one.kind, settled.figures)
        fresh = replace(one, done_on=on, figures=counted, note=" ".join(settled.note.split())[:200])
        facts = {"action": one.kind, "done_on": on.isoformat(), **counted}
        change.keep_actions(_with(change.actions, fresh), "done", facts)


def drop(platform: Platform, actor: Actor, at: FocusAt, *, settled: Settled) -> None:
    """The action will not be done; the note says why. ActionSettled, DeskReasonMissing, FocusClosed."""
    with platform.database.writing(actor) as unit:
        change = _Change(unit, actor, at.id, at.version)
        rules.permit_inquire(actor, rules.still_open(change.focus).village)
        one = _waiting(change.actions, settled.action)
        why = desk_rules.reason(settled.note)
        fresh = replace(one, dropped_on=change.today, note=why)
        change.keep_actions(_with(change.actions, fresh), "dropped", {"action": one.kind, "reason": why})


def _first_day(unit: Unit, focus: Focus) -> date:
    """A response may have begun before the focus was opened, not before its index case."""
    row = register.find(unit.connection, focus.opened_from) if focus.opened_from else None
    return min(row.day, focus.opened_on) if row else focus.opened_on


def _waiting(many: Sequence[FocusAction], id: UUID) -> FocusAction:
    one = next((each for each in many if each.id == id), None)
    if one is None:
        raise DeskNothing()
    if one.done_on or one.dropped_on:
        raise ActionSettled()
    return one


def _with(many: Sequence[FocusAction], fresh: FocusAction) -> list[FocusAction]:
    return [fresh if one.id == fresh.id else one for one in many]


def set_state(platform: Platform, actor: Actor, at: FocusAt, *, state: str, reason: str) -> None:
    """The focus stands in that state. OfficerOnly, StateTooEarly, DeskReasonMissing, FocusClosed, ChangedMeanwhile."""
    with platform.database.writing(actor) as unit:
        change = _Change(unit, actor, at.id, at.version)
        rules.permit_govern(actor, rules.still_open(change.focus).village)
        wanted, why = rules.state_of(state), desk_rules.reason(reason)
        rules.permit_state(wanted, change.quiet())
        fresh = replace(change.focus, state=wanted, state_on=change.today, reason=why)
        change.keep(fresh, "state", {"state": wanted.value, "reason": why})


def close(platform: Platform, actor: Actor, at: FocusAt, *, how: str, reason: str) -> None:
    """The focus is closed, with how and why. OfficerOnly, ClosingMissing, StateTooEarly, DeskReasonMissing, FocusClosed."""
    with platform.database.writing(actor) as unit:
        change = _Change(unit, actor, at.id, at.version)
        rules.permit_govern(actor, rules.still_open(change.focus).village)
        closing = rules.permit_closing(how, change.quiet())
        why = desk_rules.reason(reason)
        fresh = replace(change.focus, closed_on=change.today, closed_how=closing.value, reason=why)
        change.keep(fresh, "closed", {"how": closing.value, "reason": why})


def reopen(platform: Platform, actor: Actor, at: FocusAt, *, reason: str) -> None:
    """The focus is open again and active. OfficerOnly, FocusOpen, DeskReasonMissing, ChangedMeanwhile."""
    with platform.database.writing(actor) as unit:
        change = _Change(unit, actor, at.id, at.version)
        rules.permit_govern(actor, change.focus.village)
        if change.focus.closed_on is None:
            raise FocusOpen()
        why = desk_rules.reason(reason)
        fresh = replace(change.focus, closed_on=None, closed_how=None, state=FocusState.ACTIVE, state_on=change.today)
        change.keep(replace(fresh, reason=why), "reopened", {"reason": why})


def undo(platform: Platform, actor: Actor, id: UUID, *, step: UUID) -> None:
    """The latest step of the focus is taken back. NothingToUndo; OfficerOnly for what only the officer may do."""
    with platform.database.writing(actor) as unit:
        change = _Change(unit, actor, id, None)
        rules.permit_inquire(actor, change.focus.village)
        what, values = stepping.taken_back(unit, id, step)
        if what in ("state", "closed", "reopened"):
            rules.permit_govern(actor, change.focus.village)
        focus = stepping.restored(values["focus"])
        many = [FocusAction(**stepping.restored(one)) for one in values["actions"]]
        store.put_actions(unit.connection, id, many)
        change.keep(Focus(**{**focus, "state": FocusState(focus["state"])}), inquiry_steps.UNDONE, {"step": what})
