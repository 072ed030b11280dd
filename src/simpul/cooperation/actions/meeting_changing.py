"""Meetings and decisions written down, changed, struck and restored, by who keeps the programme."""

from dataclasses import replace
from uuid import UUID

from simpul.cooperation.actions.meetings import decision_for, meeting_for, today_of
from simpul.cooperation.actions.standing import standing
from simpul.cooperation.model.governance import Decision, FollowUpState, Meeting
from simpul.cooperation.model.governance_refusals import DecisionHasActions, MeetingChanged
from simpul.cooperation.model.programmes import ProgrammeUnknown
from simpul.cooperation.rules import governance as rules
from simpul.cooperation.rules import permits
from simpul.cooperation.store import follow_ups, programmes
from simpul.cooperation.store import meetings as store
from simpul.kernel.actor import Actor
from simpul.kernel.platform import Platform


def permit_hold(platform: Platform, actor: Actor, programme: str) -> None:
    """Only who keeps a programme writes its minutes; ProgrammeUnknown, NotYourProgramme."""
    with platform.database.reading() as unit:
        permits.permit_keep(standing(unit.connection, actor, unit.clock.now()), programme)


def hold(platform: Platform, actor: Actor, *, new: Meeting) -> Meeting:
    """The meeting is on record; MeetingTitleMissing and the other refusals of what it says."""
    with platform.database.writing(actor) as unit:
        now = unit.clock.now()
        permits.permit_keep(standing(unit.connection, actor, now), new.programme)
        if programmes.get(unit.connection, new.programme) is None:
            raise ProgrammeUnknown()
        fit = replace(rules.checked_meeting(new, today_of(now)), id=unit.ids.new(), version=1, synthetic=False)
        store.add(unit.connection, fit, now)
        after = {"programme": fit.programme, "on": fit.on.isoformat()}
        unit.audit("cooperation.meeting.hold", subject=str(fit.id), after=after)
    return fit


def change(platform: Platform, actor: Actor, *, new: Meeting) -> Meeting:
    """The meeting is as `new` says; MeetingChanged where `new.version` is not the one that is kept."""
    with platform.database.writing(actor) as unit:
        now = unit.clock.now()
        who = standing(unit.connection, actor, now)
        known = meeting_for(unit.connection, who, new.id, to_change=True)
        permits.permit_keep(who, known.programme)
        if known.version != new.version:
            raise MeetingChanged()
        fit = rules.checked_meeting(replace(new, programme=known.programme), today_of(now))
        fit = replace(fit, version=known.version + 1, synthetic=known.synthetic)
        store.keep(unit.connection, fit, now)
        unit.audit("cooperation.meeting.change", subject=str(fit.id), after={"version": fit.version})
    return fit


def decide(platform: Platform, actor: Actor, meeting: UUID, *, text: str) -> Decision:
    """The meeting's next decision is on record, under the next number; DecisionTextMissing."""
    with platform.database.writing(actor) as unit:
        now = unit.clock.now()
        who = standing(unit.connection, actor, now)
        held = meeting_for(unit.connection, who, meeting, to_change=True)
        permits.permit_keep(who, held.programme)
        number = store.next_number(unit.connection, meeting)
        new = Decision(unit.ids.new(), meeting, held.programme, number, rules.decided(text), held.on, held.synthetic)
        store.add_decision(unit.connection, new, now)
        unit.audit("cooperation.decision.take", subject=str(new.id), after={"meeting": str(meeting), "number": number})
    return new


def reword(platform: Platform, actor: Actor, decision: UUID, *, text: str, version: int) -> Decision:
    """The decision has these words; MeetingChanged where somebody changed it meanwhile, DecisionTextMissing."""
    return _changed(platform, actor, (decision, version), "reword", text)


def strike(platform: Platform, actor: Actor, decision: UUID, *, version: int) -> Decision:
    """The decision counts no more, and keeps its number; DecisionHasActions while an action of it is open or done."""
    return _changed(platform, actor, (decision, version), "strike", None)


def restore(platform: Platform, actor: Actor, decision: UUID, *, version: int) -> Decision:
    """The struck decision counts again."""
    return _changed(platform, actor, (decision, version), "restore", None)


def _changed(platform: Platform, actor: Actor, saw: tuple[UUID, int], verb: str, text: str | None) -> Decision:
    decision, version = saw
    with platform.database.writing(actor) as unit:
        now = unit.clock.now()
        who = standing(unit.connection, actor, now)
        known = decision_for(unit.connection, who, decision, to_change=True)
        permits.permit_keep(who, known.programme)
        if known.version != version:
            raise MeetingChanged()
        acts = [one for one in follow_ups.of_programme(unit.connection, known.programme) if one.decision == decision]
        if verb == "strike" and any(one.state is not FollowUpState.DROPPED for one in acts):
            raise DecisionHasActions()
        new = replace(known, version=version + 1, struck_at=now if verb == "strike" else None)
        if text is not None:
            new = replace(new, text=rules.decided(text), struck_at=known.struck_at)
        store.keep_decision(unit.connection, new, now)
        unit.audit(f"cooperation.decision.{verb}", subject=str(decision), after={"version": new.version})
    return new
