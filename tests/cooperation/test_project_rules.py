"""The pipeline as a truth table: from each stage, which step leads where. And where a result may lead a reader."""

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import product
from uuid import UUID

import pytest

from simpul.cooperation.model import project_refusals as refusals
from simpul.cooperation.model.projects import Became, ProjectStage, ProjectStep
from simpul.cooperation.rules import projects as rules
from simpul.kernel.errors import Refusal
from tests.cooperation.governance_makers import PROJECT, RESULT

S = ProjectStage
TODAY = date(2026, 11, 23)
MAY = {
    (S.PROPOSAL, S.SELECTED),
    (S.PROPOSAL, S.DECLINED),
    (S.SELECTED, S.RUNNING),
    (S.SELECTED, S.STOPPED),
    (S.RUNNING, S.DELIVERED),
    (S.RUNNING, S.STOPPED),
    (S.DELIVERED, S.DISSEMINATED),
    (S.DECLINED, S.PROPOSAL),
    (S.STOPPED, S.SELECTED),
}


@pytest.mark.parametrize(("before", "after"), list(product(S, S)))
def test_which_step_leads_where(before: S, after: S) -> None:
    project = replace(PROJECT, stage=before)
    if (before, after) in MAY:
        new = rules.stepped(project, after, [], (TODAY, "sebabnya begini"), TODAY)
        assert (new.stage, new.version) == (after, project.version + 1)
    else:
        with pytest.raises(refusals.StepNotPossible):
            rules.stepped(project, after, [], (TODAY, "sebabnya begini"), TODAY)


def step(before: S | None, after: S, on: date, *, undone: bool = False) -> ProjectStep:
    at = datetime(2026, 11, 1, tzinfo=UTC)
    return ProjectStep(UUID(int=on.toordinal()), PROJECT.id, before, after, on, None, "", "", at, at if undone else None)


@pytest.mark.parametrize(
    ("on", "note", "refusal"),
    [
        (date(2026, 11, 24), "", refusals.StepDayWrong),
        (date(2026, 11, 9), "", refusals.StepDayWrong),
        (date(1900, 1, 1), "", refusals.StepDayWrong),
        (TODAY, "x" * 501, refusals.StepNoteMissing),
    ],
)
def test_what_a_step_must_say(on: date, note: str, refusal: type[Refusal]) -> None:
    steps = [step(S.PROPOSAL, S.SELECTED, date(2026, 11, 10))]
    with pytest.raises(refusal):
        rules.stepped(replace(PROJECT, stage=S.SELECTED), S.RUNNING, steps, (on, note), TODAY)


@pytest.mark.parametrize(("before", "after"), [(S.PROPOSAL, S.DECLINED), (S.RUNNING, S.STOPPED)])
def test_who_declines_or_stops_says_why(before: S, after: S) -> None:
    with pytest.raises(refusals.StepNoteMissing):
        rules.stepped(replace(PROJECT, stage=before), after, [], (TODAY, "   "), TODAY)


def test_a_step_that_was_taken_back_does_not_bound_the_next() -> None:
    steps = [step(S.PROPOSAL, S.SELECTED, TODAY, undone=True)]
    assert rules.stepped(PROJECT, S.SELECTED, steps, (date(2026, 1, 5), ""), TODAY).stage is S.SELECTED


def test_what_somebody_states_is_inferred_no_longer() -> None:
    known = replace(PROJECT, stage=S.SELECTED, inferred=("stage", "year"))
    assert rules.stepped(known, S.RUNNING, [], (TODAY, ""), TODAY).inferred == ("year",)


def test_only_the_last_step_is_taken_back_and_never_the_beginning() -> None:
    first, second = step(None, S.PROPOSAL, date(2026, 1, 1)), step(S.PROPOSAL, S.SELECTED, date(2026, 2, 1))
    new, undone = rules.undone(replace(PROJECT, stage=S.SELECTED), [second, first])
    assert (new.stage, undone) == (S.PROPOSAL, second)
    for stage, steps in ((S.PROPOSAL, [first]), (S.PROPOSAL, []), (S.RUNNING, [second, first])):
        with pytest.raises(refusals.NothingToUndo):
            rules.undone(replace(PROJECT, stage=stage), steps)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"title": {"ko": "지수"}}, refusals.ProjectTitleMissing),
        ({"title": {"id": "x" * 301}}, refusals.ProjectTitleMissing),
        ({"year": 1972}, refusals.ProjectYearWrong),
        ({"year": 2037}, refusals.ProjectYearWrong),
    ],
)
def test_what_a_project_must_say(changes: dict[str, object], refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        rules.checked(replace(PROJECT, **changes), 2026)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "where",
    ["/kematangan", "/penghubung/katalog?q=a", "/kematangan/instrumen/SPBE-2020#i11", "https://menpan.go.id/site?a=b"],
)
def test_where_a_result_may_lead(where: str) -> None:
    assert rules.became(Became(f" {where} ", {"id": "Nama"})).where == where


@pytest.mark.parametrize(
    "where",
    [
        *("", "kematangan", "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "http://menpan.go.id"),
        *("//evil.example/x", "/\\evil.example", "\\\\evil.example", "/\tkematangan", "java\nscript:alert(1)"),
        *("https://", "https://localhost", "https://menpan.go.id@evil.example/", "https:/menpan.go.id", "/a b"),
        *('/x"onmouseover="y', "/<script>", "ftp://menpan.go.id/x", "/" + "x" * 500, "https:\\\\menpan.go.id"),
    ],
)
def test_where_no_result_leads(where: str) -> None:
    with pytest.raises(refusals.BecameWrong):
        rules.became(Became(where, {"id": "Nama"}))


def test_a_place_has_a_name_and_a_result_a_title_and_a_past_day() -> None:
    with pytest.raises(refusals.BecameWrong):
        rules.became(Became("/kematangan", {"en": "Only English"}))
    with pytest.raises(refusals.DeliverableTitleMissing):
        rules.checked_deliverable(replace(RESULT, title={"id": " "}), TODAY)
    with pytest.raises(refusals.DeliverableDayWrong):
        rules.checked_deliverable(replace(RESULT, on=date(2026, 11, 24)), TODAY)
