"""Joint projects as a reader sees them: the pipeline by programme and year, and one project with all that belongs to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection

from simpul.cooperation.actions.meetings import readable
from simpul.cooperation.actions.standing import standing
from simpul.cooperation.model.budgets import BudgetLine, LineKind
from simpul.cooperation.model.programmes import Side, Standing
from simpul.cooperation.model.project_refusals import ProjectUnknown
from simpul.cooperation.model.projects import Deliverable, DeliverableFile, Project, ProjectStage, ProjectStep
from simpul.cooperation.rules import permits
from simpul.cooperation.rules import projects as rules
from simpul.cooperation.store import budgets, deliverables
from simpul.cooperation.store import projects as store
from simpul.kernel.actor import Actor
from simpul.kernel.errors import allows
from simpul.kernel.platform import Platform


@dataclass(frozen=True, slots=True)
class ProjectsWanted:
    """Which projects a list shows; empty for any."""

    programme: str = ""
    year: str = ""
    stage: str = ""
    side: str = ""
    q: str = ""


@dataclass(frozen=True, slots=True)
class ProjectSeen:
    """A project with what belongs to it, and what this reader may do. `onward`: the stages a step may lead to."""

    project: Project
    steps: tuple[ProjectStep, ...]
    deliverables: tuple[Deliverable, ...]
    files: Mapping[UUID, Sequence[DeliverableFile]]
    spent: tuple[BudgetLine, ...]
    onward: tuple[ProjectStage, ...]
    edits: bool
    keeps: bool
    undoes: bool


def listed(platform: Platform, actor: Actor, wanted: ProjectsWanted) -> list[Project]:
    """The projects that this reader may see and wants, by programme and year."""
    with platform.database.reading() as unit:
        codes = readable(unit.connection, standing(unit.connection, actor, unit.clock.now()))
        found = store.listed(unit.connection, codes)
    return [one for one in found if _fits(one, wanted)]


def _fits(one: Project, wanted: ProjectsWanted) -> bool:
    said = [*one.title.values(), *(one.summary or {}).values(), *(one.note or {}).values(), one.lead]
    fits = (
        wanted.programme in ("", one.programme),
        wanted.year in ("", str(one.year)),
        wanted.stage in ("", one.stage.value),
        wanted.side in ("", one.proposed_by.value if one.proposed_by else "unknown"),
        wanted.q.casefold() in " ".join(said).casefold(),
    )
    return all(fits)


def seen(platform: Platform, actor: Actor, id: UUID) -> ProjectSeen:
    """One project; ProjectUnknown for who does not read its programme."""
    with platform.database.reading() as unit:
        connection = unit.connection
        who = standing(connection, actor, unit.clock.now())
        one = project_for(connection, who, id)
        steps = store.steps_of(connection, id)
        given = deliverables.of_project(connection, id)
        lines = [line for line in budgets.of_programme(connection, one.programme) if line.project == id]
        keeps = allows(permits.permit_keep, who, one.programme)
        return ProjectSeen(
            one,
            tuple(steps),
            tuple(given),
            deliverables.files_of(connection, [each.id for each in given]),
            tuple(each for each in lines if each.kind is LineKind.SPENDING and each.struck_at is None),
            onward=_onward(one) if keeps else (),
            edits=_may_edit(who, one),
            keeps=keeps,
            undoes=keeps and _undoable(one, steps),
        )


def _onward(one: Project) -> tuple[ProjectStage, ...]:
    return tuple(stage for stage in ProjectStage if stage in rules.TRANSITIONS[one.stage])


def _may_edit(who: Standing, one: Project) -> bool:
    return allows(rules.permit_edit, who, one)


def _undoable(one: Project, steps: Sequence[ProjectStep]) -> bool:
    return allows(rules.undone, one, steps)


def project_for(connection: Connection, who: Standing, id: UUID, *, to_change: bool = False) -> Project:
    """The project as somebody may see it; ProjectUnknown."""
    one = store.get(connection, id, to_change=to_change)
    if one is None or not allows(permits.permit_read, who, one.programme):
        raise ProjectUnknown()
    return one


def proposes_in(platform: Platform, actor: Actor) -> dict[str, Side | None]:
    """The programmes in which this actor may propose, each with the only side for which they may; None for either."""
    with platform.database.reading() as unit:
        who = standing(unit.connection, actor, unit.clock.now())
        return {code: rules.permit_propose(who, code) for code in readable(unit.connection, who)}
