"""Projects proposed, changed, taken from stage to stage, and a step back."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from simpul.cooperation.actions.meetings import today_of
from simpul.cooperation.actions.projects import project_for
from simpul.cooperation.actions.standing import standing
from simpul.cooperation.model.programmes import ProgrammeUnknown
from simpul.cooperation.model.project_refusals import (
    ProjectChanged,
    ProjectSideWrong,
    StepDayWrong,
    StepMissing,
    StepNotPossible,
)
from simpul.cooperation.model.projects import Project, ProjectStage, ProjectStep
from simpul.cooperation.rules import projects as rules
from simpul.cooperation.store import programmes
from simpul.cooperation.store import projects as store
from simpul.kernel.actor import Actor
from simpul.kernel.platform import Platform


@dataclass(frozen=True, slots=True)
class StepGiven:
    """A step as a form gives it: to which stage, on which day (ISO 8601), with which note, seen in which version."""

    after: str
    on: str
    note: str
    version: int


def propose(platform: Platform, actor: Actor, *, new: Project) -> Project:
    """The proposal is in the pipeline; who only reads proposes for their own side. ProjectSideWrong, and what is wrong."""
    with platform.database.writing(actor) as unit:
        now = unit.clock.now()
        side = rules.permit_propose(standing(unit.connection, actor, now), new.programme)
        if programmes.get(unit.connection, new.programme) is None:
            raise ProgrammeUnknown()
        proposed_by = side or new.proposed_by
        if proposed_by is None:
            raise ProjectSideWrong()
        today = today_of(now)
        fit = rules.checked(replace(new, id=unit.ids.new(), proposed_by=proposed_by, version=1), today.year)
        fit = replace(fit, stage=ProjectStage.PROPOSAL, synthetic=False, inferred=())
        store.add(unit.connection, fit, now)
        first = ProjectStep(unit.ids.new(), fit.id, None, fit.stage, today, actor.id, actor.name, "", now)
        store.add_step(unit.connection, first)
        after = {"programme": fit.programme, "year": fit.year, "proposed_by": proposed_by.value}
        unit.audit("cooperation.project.propose", subject=str(fit.id), after=after)
    return fit


def permit_change(platform: Platform, actor: Actor, id: UUID) -> None:
    """Who may change the project; ProjectUnknown, NotYourProposal."""
    with platform.database.reading() as unit:
        who = standing(unit.connection, actor, unit.clock.now())
        rules.permit_edit(who, project_for(unit.connection, who, id))


def change(platform: Platform, actor: Actor, *, new: Project) -> Project:
    """Title, summary and the like are as `new` says; the stage stays. ProjectChanged, NotYourProposal and what is wrong."""
    with platform.database.writing(actor) as unit:
        now = unit.clock.now()
        who = standing(unit.connection, actor, now)
        known = project_for(unit.connection, who, new.id, to_change=True)
        rules.permit_edit(who, known)
        if known.version != new.version:
            raise ProjectChanged()
        side = rules.permit_propose(who, known.programme)
        fit = rules.checked(new, today_of(now).year)
        kept = {"programme": known.programme, "stage": known.stage, "synthetic": known.synthetic}
        left = tuple(
            one for one in known.inferred if getattr(known, one, None) == getattr(fit, one, None) or one == "stage"
        )
        # A reader's proposal stays their side's.
        proposed_by = known.proposed_by if side else new.proposed_by or known.proposed_by
        fit = replace(fit, **kept, inferred=left, proposed_by=proposed_by, version=known.version + 1)  # type: ignore[arg-type]
        store.keep(unit.connection, fit, now)
        unit.audit("cooperation.project.change", subject=str(fit.id), after={"version": fit.version})
    return fit


def step(platform: Platform, actor: Actor, id: UUID, *, given: StepGiven) -> Project:
    """The project is where the step leads; StepMissing, StepNotPossible, StepDayWrong, StepNoteMissing, ProjectChanged."""
    with platform.database.writing(actor) as unit:
        now = unit.clock.now()
        who = standing(unit.connection, actor, now)
        known = project_for(unit.connection, who, id, to_change=True)
        rules.permit_step(who, known)
        if known.version != given.version:
            raise ProjectChanged()
        if not given.after:
            raise StepMissing()
        after, on, note = _stage(given.after), _day(given.on), given.note.strip()
        new = rules.stepped(known, after, store.steps_of(unit.connection, id), (on, note), today_of(now))
        taken = ProjectStep(unit.ids.new(), id, known.stage, after, on, actor.id, actor.name, note, now)
        store.keep(unit.connection, new, now)
        store.add_step(unit.connection, taken)
        before = {"stage": known.stage.value}
        unit.audit("cooperation.project.step", subject=str(id), before=before, after={"stage": after.value})
    return new


def _stage(given: str) -> ProjectStage:
    if given not in {stage.value for stage in ProjectStage}:
        raise StepNotPossible()
    return ProjectStage(given)


def _day(given: str) -> date:
    try:
        return date.fromisoformat(given.strip())
    except ValueError:
        raise StepDayWrong() from None


def undo(platform: Platform, actor: Actor, id: UUID, *, version: int) -> Project:
    """The project is where it was before its last step, which stays in the history as taken back; NothingToUndo."""
    with platform.database.writing(actor) as unit:
        now = unit.clock.now()
        who = standing(unit.connection, actor, now)
        known = project_for(unit.connection, who, id, to_change=True)
        rules.permit_step(who, known)
        if known.version != version:
            raise ProjectChanged()
        new, last = rules.undone(known, store.steps_of(unit.connection, id))
        store.keep(unit.connection, new, now)
        store.undo_step(unit.connection, last.id, now)
        before, after = {"stage": known.stage.value}, {"stage": new.stage.value}
        unit.audit("cooperation.project.undo", subject=str(id), before=before, after=after)
    return new
