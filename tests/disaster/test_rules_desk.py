"""Who decides about a report, what follows what, what is public. UU 24/2007 art. 21: BPBD answers for its region."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simpul.disaster import model
from simpul.disaster.model import Report, ReportCorrected, ReportHidden, ReportVerified, Status, Step, StepKind, Where
from simpul.disaster.rules import desk
from simpul.disaster.rules.history import brought_back, step_of
from simpul.disaster.rules.publicity import photo_is_public, public_view
from simpul.kernel.actor import Actor
from tests.disaster.makers import JAKARTA, officer
from tests.disaster.test_rules_drafts import NOW, a_report

IN_3171 = Where(*JAKARTA, province="31", regency="31.71", district="31.71.01", village="31.71.01.1001")
REPORT = a_report(where=IN_3171)
NOBODY, CITIZEN = Actor.ANONYMOUS, Actor(UUID(int=3), "Budi", None, None)
WITHOUT_ROLE = Actor(UUID(int=4), "Dewi", "ID/GOV/6000/BPBD", "31", frozenset({"node.admin"}))


@pytest.mark.parametrize(
    ("who", "actor", "refusal"),
    [
        ("officer of the province", officer("31"), None),
        ("officer of the city", officer("31.71"), None),
        ("officer of the district", officer("31.71.01"), None),
        ("officer of BNPB, whole country", officer(None), None),
        ("officer of the neighbouring city", officer("31.72"), model.NotYourRegion),
        ("officer of another province", officer("32"), model.NotYourRegion),
        ("officer of a code that only begins alike", officer("31.7"), model.NotYourRegion),
        ("officer of 3", officer("3"), model.NotYourRegion),
        ("officer without an agency", officer("31", agency=None), model.OfficerOnly),
        ("administrator of the node", WITHOUT_ROLE, model.OfficerOnly),
        ("citizen with an account", CITIZEN, model.OfficerOnly),
        ("nobody", NOBODY, model.OfficerOnly),
    ],
)
def test_who_decides(who: str, actor: Actor, refusal: type[Exception] | None) -> None:
    permits = (desk.permit_decide, desk.permit_verify, desk.permit_correct, desk.permit_hide)
    for permit in permits:
        if refusal is None:
            permit(actor, REPORT)
        else:
            with pytest.raises(refusal):
                permit(actor, REPORT)


@pytest.mark.parametrize(
    ("step", "unverified", "verified", "hidden"),
    [
        (StepKind.UPDATE, True, False, False),
        (StepKind.VERIFY, True, False, False),
        (StepKind.CORRECT, True, True, False),
        (StepKind.HIDE, True, True, False),
        (StepKind.UNDO, True, True, True),
    ],
)
def test_transitions(step: StepKind, unverified: bool, verified: bool, hidden: bool) -> None:
    for status, may in ((Status.UNVERIFIED, unverified), (Status.VERIFIED, verified), (Status.HIDDEN, hidden)):
        report = replace(REPORT, status=status)
        if may:
            desk.allowed(report, step)
        else:
            with pytest.raises(model.StepNotAllowed):
                desk.allowed(report, step)


def test_a_report_that_changed_meanwhile() -> None:
    desk.same_version(REPORT, 1)
    with pytest.raises(model.ChangedMeanwhile):
        desk.same_version(REPORT, 2)


def test_reason() -> None:
    assert desk.reason(" Bukan banjir ") == "Bukan banjir"
    for given_, refusal in (("  ", model.ReasonMissing), ("a" * 501, model.ReasonTooLong)):
        with pytest.raises(refusal):
            desk.reason(given_)


def steps(*kinds: StepKind) -> list[Step]:
    return [step_of(replace(REPORT, version=n), kind, None) for n, kind in enumerate(kinds, 1)]


@pytest.mark.parametrize(
    ("history", "minutes", "possible"),
    [
        (steps(StepKind.REPORT), 0, False),
        (steps(StepKind.REPORT, StepKind.VERIFY), 0, True),
        (steps(StepKind.REPORT, StepKind.VERIFY), 30, True),
        (steps(StepKind.REPORT, StepKind.VERIFY), 31, False),
        (steps(StepKind.REPORT, StepKind.VERIFY, StepKind.HIDE), 1, True),
        (steps(StepKind.REPORT, StepKind.VERIFY, StepKind.UNDO), 1, False),
        (steps(StepKind.REPORT, StepKind.UPDATE), 1, False),
    ],
)
def test_what_can_be_undone(history: list[Step], minutes: int, possible: bool) -> None:
    now = NOW + timedelta(minutes=minutes)
    assert (desk.undoable(history, now) is not None) is possible
    if possible:
        assert desk.to_undo(history, now) is history[-2]
    else:
        with pytest.raises(model.UndoTooLate):
            desk.to_undo(history, now)


def at(status: Status, **more: object) -> Report:
    return replace(REPORT, status=status, version=2, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("before", "after", "event"),
    [
        (Status.UNVERIFIED, Status.VERIFIED, ReportVerified),
        (Status.VERIFIED, Status.VERIFIED, ReportCorrected),
        (Status.VERIFIED, Status.HIDDEN, ReportHidden),
        (Status.VERIFIED, Status.UNVERIFIED, ReportHidden),
        (Status.HIDDEN, Status.VERIFIED, ReportVerified),
        (Status.UNVERIFIED, Status.UNVERIFIED, None),
        (Status.UNVERIFIED, Status.HIDDEN, None),
        (Status.HIDDEN, Status.UNVERIFIED, None),
    ],
)
def test_what_the_rest_of_the_system_hears(before: Status, after: Status, event: type | None) -> None:
    told = desk.told(replace(REPORT, status=before), at(after))
    assert type(told) is (event or type(None))
    assert desk.told(replace(REPORT, status=before), at(after, training=True)) is None


def test_an_event_says_nothing_about_a_person() -> None:
    told = desk.told(REPORT, at(Status.VERIFIED, text="Rumah Sari", where=replace(IN_3171, longitude=106.82723456789)))
    assert isinstance(told, ReportVerified)
    assert told.longitude == 106.82723
    assert not {"text", "photo", "device", "sender"} & set(told.payload())
    assert told.region == "31.71.01.1001"


@given(st.sampled_from(Status), st.text(max_size=50), st.booleans())
def test_text_and_photo_are_public_only_when_verified(status: Status, text: str, live: bool) -> None:
    report = replace(REPORT, status=status, text=text, photo="p", thumbnail="t")
    now = NOW if live else report.live_until
    view = public_view(report, now)
    if status is Status.HIDDEN:
        assert view is None
        return
    assert view is not None
    assert view.live is live
    released = status is Status.VERIFIED
    assert (view.text, view.photo, view.thumbnail) == ((text, "p", "t") if released else (None, None, None))
    assert photo_is_public([report, replace(report, status=Status.HIDDEN)]) is released
    assert not photo_is_public([])


def test_a_step_brings_back_what_it_remembers() -> None:
    step = step_of(REPORT, StepKind.REPORT, None, form="f")
    changed = at(Status.HIDDEN, card={"flood_depth": 5}, severity="severe", where=Where(*JAKARTA))
    back = brought_back(changed, step, NOW)
    assert (back.status, back.card, back.severity, back.where) == (
        REPORT.status,
        REPORT.card,
        REPORT.severity,
        REPORT.where,
    )
    assert back.version == 3
    assert step.values["form"] == "f"
    assert "text" not in step.values
