"""Who may do what to projects and results: everybody of the truth table, each act on records of its own."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

import pytest

from simpul.cooperation.actions import deliverables, delivering, project_changing, projects
from simpul.cooperation.actions.delivering import FileGiven
from simpul.cooperation.actions.project_changing import StepGiven
from simpul.cooperation.model.programmes import Side
from simpul.cooperation.model.projects import Became, ProjectStage, ProjectStep
from simpul.cooperation.store import deliverables as deliverable_store
from simpul.cooperation.store import projects as store
from simpul.kernel.actor import Actor
from simpul.kernel.errors import Refusal
from simpul.kernel.platform import Platform
from tests.cooperation.governance_makers import PROJECT, RESULT, TODAY, project_there
from tests.cooperation.people import EVERYBODY, KOREAN_READER, NOW, READER, programmes_there
from tests.cooperation.test_deliverable_files import PDF

KOREAS = replace(PROJECT, id=UUID(int=0x401), proposed_by=Side.KOREA)
SELECTED = replace(PROJECT, id=UUID(int=0x402), stage=ProjectStage.SELECTED)
STEPPED = replace(PROJECT, id=UUID(int=0x403))
HIDDEN = replace(RESULT, id=UUID(int=0x501), public=False)
STEP = StepGiven("selected", TODAY.isoformat(), "", 1)

ACTS: dict[str, Callable[[Platform, Actor], object]] = {
    "see a project": lambda p, a: projects.seen(p, a, PROJECT.id),
    "propose": lambda p, a: project_changing.propose(p, a, new=PROJECT),
    "change Indonesia's proposal": lambda p, a: project_changing.change(p, a, new=PROJECT),
    "change Korea's proposal": lambda p, a: project_changing.change(p, a, new=KOREAS),
    "change what is selected": lambda p, a: project_changing.change(p, a, new=replace(SELECTED, lead="x", version=1)),
    "take a step": lambda p, a: project_changing.step(p, a, STEPPED.id, given=STEP),
    "take a step back": lambda p, a: project_changing.undo(p, a, SELECTED.id, version=_version(p, SELECTED.id)),
    "deliver": lambda p, a: delivering.deliver(p, a, PROJECT.id, new=RESULT),
    "change a result": lambda p, a: delivering.change(p, a, new=RESULT),
    "set a link": lambda p, a: delivering.lead(p, a, (HIDDEN.id, 1), to=Became("/kematangan", {"id": "SPBE"})),
    "add a file": lambda p, a: delivering.add_file(p, a, RESULT.id, given=FileGiven("id", "a.pdf", PDF)),
    "see a public result": lambda p, a: deliverables.seen(p, a, RESULT.id),
    "see another result": lambda p, a: deliverables.seen(p, a, HIDDEN.id),
}
KEEPERS = set(ACTS)
READS = {"see a project", "propose", "see a public result", "see another result"}
MAY = {
    "centre": KEEPERS,
    "seated centre": KEEPERS,
    "keeper": KEEPERS,
    "korean": KEEPERS,
    "reader": READS | {"change Indonesia's proposal"},
    "korean reader": READS | {"change Korea's proposal"},
}
"""Who is not named sees what is public, and may nothing else."""


def _version(platform: Platform, id: UUID) -> int:
    with platform.database.reading() as unit:
        found = store.get(unit.connection, id)
        return found.version if found else 0


def records_there(platform: Platform) -> None:
    """The records of every act."""
    project_there(platform)
    with platform.database.writing() as unit:
        unit.unaudited("a test")
        for one in (KOREAS, SELECTED, STEPPED):
            store.add(unit.connection, one, NOW)
        step = (ProjectStage.PROPOSAL, ProjectStage.SELECTED, TODAY, None, "", "", NOW)
        store.add_step(unit.connection, ProjectStep(UUID(int=0x600), SELECTED.id, *step))
        deliverable_store.add(unit.connection, HIDDEN, NOW)


@pytest.mark.parametrize("name", EVERYBODY)
def test_who_may_do_what(platform: Platform, name: str) -> None:
    programmes_there(platform)
    records_there(platform)
    done = set()
    for act, do in ACTS.items():
        try:
            do(platform, EVERYBODY[name])
        except Refusal:
            continue
        done.add(act)
    assert done == MAY.get(name, {"see a public result"})


@pytest.mark.parametrize(("who", "side"), [(READER, Side.INDONESIA), (KOREAN_READER, Side.KOREA)])
def test_who_only_reads_proposes_for_their_own_side(platform: Platform, who: Actor, side: Side) -> None:
    """Whatever the form says: nobody speaks for the other side."""
    programmes_there(platform)
    other = Side.KOREA if side is Side.INDONESIA else Side.INDONESIA
    made = project_changing.propose(platform, who, new=replace(PROJECT, proposed_by=other))
    assert (made.proposed_by, made.stage) == (side, ProjectStage.PROPOSAL)
    changed = project_changing.change(platform, who, new=replace(made, proposed_by=other, lead="Tim"))
    assert (changed.proposed_by, changed.lead) == (side, "Tim")


@pytest.mark.parametrize("name", ["other programme's", "stranger", "nobody"])
def test_others_see_the_public_library_alone(platform: Platform, name: str) -> None:
    programmes_there(platform)
    records_there(platform)
    who = EVERYBODY[name]
    assert projects.listed(platform, who, projects.ProjectsWanted()) == []
    found = deliverables.listed(platform, who, deliverables.ResultsWanted())
    assert [one.deliverable.id for one in found] == [RESULT.id]
