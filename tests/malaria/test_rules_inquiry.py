"""Index cases and foci. Clocks 1-2-5; definitions WHO (Malaria Journal 2020;19:55, table 2); states DHIS2 MAL_CS."""

from datetime import date, timedelta

import pytest

from simpul.kernel.errors import Refusal
from simpul.malaria.model.foci import FocusState
from simpul.malaria.model.inquiry_refusals import (
    AnswerWrong,
    DayWrong,
    FigureWrong,
    LimitsWrong,
    OutlineWrong,
    StateTooEarly,
)
from simpul.malaria.model.investigations import CaseFacts, Earlier, Limits, Stay
from simpul.malaria.rules import foci, focus_sketch, pe_form
from simpul.malaria.rules.classifying import suggested, window
from simpul.malaria.rules.clocks import clocks, is_overdue, limits_of, stage
from simpul.malaria.rules.programme import action_kinds, limits, presets
from tests.malaria.desk_makers import person

pytestmark = pytest.mark.rules
DAY = date(2026, 11, 20)


def ago(days: int) -> date:
    return DAY - timedelta(days=days)


# --- Clocks -----------------------------------------------------------------------------------------------------------


def test_the_table_says_1_2_5_and_has_1_3_7_beside_it():
    assert limits() == Limits(1, 2, 5)
    assert {code: one.code for code, one, _ in presets()} == {"1-2-5": "1-2-5", "1-3-7": "1-3-7"}


@pytest.mark.parametrize(
    ("done", "today", "states"),
    [
        # notified, investigated, responded: days after the test; today: days after the test
        ((None, None, None), 0, ["running", "running", "running"]),
        ((None, None, None), 1, ["running", "running", "running"]),
        ((None, None, None), 2, ["overdue", "running", "running"]),
        ((0, None, None), 3, ["met", "overdue", "running"]),
        ((1, 2, None), 5, ["met", "met", "running"]),
        ((1, 2, None), 6, ["met", "met", "overdue"]),
        ((2, 3, 6), 9, ["late", "late", "late"]),
        ((1, 2, 5), 9, ["met", "met", "met"]),
    ],
)
def test_a_step_is_in_time_until_the_end_of_its_last_day(done, today, states):
    days = tuple(None if one is None else DAY + timedelta(days=one) for one in done)
    many = clocks(DAY, limits(), days, DAY + timedelta(days=today))
    assert [one.state.value for one in many] == states
    assert is_overdue(many) == ("overdue" in states[1:])


@pytest.mark.parametrize(
    ("begun", "origin", "responded", "is_now"),
    [
        (False, None, None, "waiting"),
        (True, None, None, "begun"),
        (True, "imported", None, "respond"),
        (True, "imported", DAY, "done"),
    ],
)
def test_what_a_case_waits_for(begun, origin, responded, is_now):
    assert stage(begun=begun, origin=origin, many=clocks(DAY, limits(), (DAY, DAY, responded), DAY)) == is_now


@pytest.mark.parametrize("wrong", [("2", "1", "5"), ("0", "1", "2"), ("1", "2", "61"), ("1", "", "5"), ("1", "2.5", "5")])
def test_limits_are_whole_days_that_do_not_fall(wrong):
    with pytest.raises(LimitsWrong):
        limits_of(*wrong)


# --- Where a case was caught ------------------------------------------------------------------------------------------

HOME = {"away": False, "earlier_asked": True, "fever_on": ago(2)}
IN_TIME, BEFORE = Stay("Sorong", ago(20), ago(10)), Stay("Sorong", ago(200), ago(190))


@pytest.mark.parametrize(
    ("who", "species", "known", "origin", "why"),
    [
        ("asked and at home", "falciparum", HOME, "indigenous", ["home"]),
        ("neighbours ill too", "falciparum", HOME | {"nearby": 3}, "indigenous", ["home", "nearby"]),
        ("nobody asked", "falciparum", {}, None, ["travel_not_asked"]),
        ("away when bitten", "falciparum", HOME | {"away": True, "stays": [IN_TIME]}, "imported", ["stay"]),
        ("away, days unknown", "vivax", HOME | {"away": True, "stays": [Stay("Fakfak", None, None)]}, "imported", ["stay"]),
        ("away, nothing written", "vivax", HOME | {"away": True}, "imported", ["away"]),
        ("away long before", "falciparum", HOME | {"away": True, "stays": [BEFORE]}, "indigenous", ["home"]),
        ("transfusion", "falciparum", HOME | {"blood": True, "away": True, "stays": [IN_TIME]}, "induced", ["blood"]),
        ("beside an imported case", "vivax", HOME | {"linked": True}, "introduced", ["linked"]),
        (
            "treated 20 days ago",
            "falciparum",
            HOME | {"earlier": [Earlier(ago(20), "falciparum")]},
            "recrudescent",
            ["within"],
        ),
        ("on the 28th day", "falciparum", HOME | {"earlier": [Earlier(ago(28), "falciparum")]}, "recrudescent", ["within"]),
        ("on the 29th day", "falciparum", HOME | {"earlier": [Earlier(ago(29), "falciparum")]}, "indigenous", ["home"]),
        ("another parasite", "falciparum", HOME | {"earlier": [Earlier(ago(20), "vivax")]}, "indigenous", ["home"]),
        (
            *("vivax, primaquine broken off", "vivax", HOME | {"earlier": [Earlier(ago(60), "vivax", False, 14)]}),
            *("relapse", ["sleeping_unfinished"]),
        ),
        (
            "vivax after 14 days",
            "vivax",
            HOME | {"earlier": [Earlier(ago(60), "vivax", True, 14)]},
            "relapse",
            ["sleeping"],
        ),
        ("vivax, four years ago", "vivax", HOME | {"earlier": [Earlier(ago(1460), "vivax")]}, "indigenous", ["home"]),
        ("falciparum never sleeps", "falciparum", HOME | {"earlier": [Earlier(ago(60), "vivax")]}, "indigenous", ["home"]),
        ("relapse, nobody asked", "vivax", {"earlier": [Earlier(ago(60), "vivax")]}, "relapse", ["sleeping_unfinished"]),
    ],
)
def test_the_suggestion_says_what_it_rests_on(who, species, known, origin, why):
    found = suggested(CaseFacts(species, DAY, **known))
    assert (found.origin, [one.code for one in found.grounds]) == (origin, why), who


def test_what_else_may_be_is_told_as_a_doubt():
    known = {"away": True, "stays": [IN_TIME], "earlier": [Earlier(ago(60), "vivax")]}
    found = suggested(CaseFacts("vivax", DAY, **known))
    assert found.origin == "imported"
    assert [(one.code, dict(one.facts)) for one in found.doubts[:1]] == [("also", {"origin": "relapse"})]
    assert "fever_not_known" in {one.code for one in found.doubts}


def test_vivax_may_have_waited_for_months():
    known = HOME | {"away": True, "stays": [BEFORE]}
    assert "long_incubation" in {one.code for one in suggested(CaseFacts("vivax", DAY, **known)).doubts}
    assert "long_incubation" not in {one.code for one in suggested(CaseFacts("falciparum", DAY, **known)).doubts}


def test_the_bite_is_looked_for_before_the_fever():
    assert window(CaseFacts("vivax", DAY, fever_on=ago(2))) == (ago(20), ago(14))
    assert window(CaseFacts("unknown", DAY)) == (ago(40), ago(7))


# --- The form ---------------------------------------------------------------------------------------------------------


def test_the_form_keeps_what_was_answered_and_nothing_else():
    given = {"officer": ["  Bu   Uji "], "symptoms": ["fever", "magic"], "net": ["no"], "household": ["7"], "away": [""]}
    kept = {"officer": "Bu Uji", "symptoms": ["fever"], "net": "no", "household": "7"}
    assert pe_form.answers(given | {"password": ["x"]}, DAY) == kept


@pytest.mark.parametrize(
    ("field", "value", "refusal"),
    [
        ("fever_on", "2026-11-21", DayWrong),
        ("fever_on", "20 November", DayWrong),
        ("household", "many", AnswerWrong),
        ("care", "spa", AnswerWrong),
        ("away", "perhaps", AnswerWrong),
        ("puskesmas", "x" * 121, AnswerWrong),
    ],
)
def test_an_answer_that_does_not_fit_is_told_at_its_field(field, value, refusal):
    with pytest.raises(refusal) as told:
        pe_form.answers({field: [value]}, DAY)
    assert told.value.field == field


# --- Foci -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("last", "state"),
    [
        (0, FocusState.ACTIVE),
        (364, FocusState.ACTIVE),
        (365, FocusState.RESIDUAL_NON_ACTIVE),
        (1094, FocusState.RESIDUAL_NON_ACTIVE),
        (1095, FocusState.CLEARED),
    ],
)
def test_the_state_follows_from_the_days_without_local_transmission(last, state):
    assert foci.proposed(ago(3000), ago(last), DAY) is state


def test_without_any_local_case_the_days_count_from_the_opening():
    assert foci.proposed(ago(400), None, DAY) is FocusState.RESIDUAL_NON_ACTIVE


@pytest.mark.parametrize(
    ("state", "gone", "may"),
    [
        ("ACTIVE", 0, True),
        ("RESIDUAL_NON-ACTIVE", 364, False),
        ("RESIDUAL_NON-ACTIVE", 365, True),
        ("CLEARED", 400, False),
        ("CLEARED", 1095, True),
    ],
)
def test_no_state_comes_before_its_time(state, gone, may):
    if may:
        foci.permit_state(FocusState(state), gone)
    else:
        with pytest.raises(StateTooEarly):
            foci.permit_state(FocusState(state), gone)


@pytest.mark.parametrize(
    ("how", "gone", "may"), [("other", 3, True), ("not_local", 3, True), ("cleared", 3, False), ("", 3, False)]
)
def test_a_focus_may_close_for_a_reason_but_not_as_cleared_too_soon(how, gone, may):
    try:
        foci.permit_closing(how, gone)
    except Refusal:
        assert not may
    else:
        assert may


SQUARE = "-2.10, 133.50\n-2.10, 133.51\n-2.11, 133.51\n-2.11, 133.50"


def test_an_outline_closes_and_has_a_surface():
    ring = foci.outline(SQUARE)
    assert ring[0] == ring[-1] == [133.5, -2.1]
    assert foci.hectares(ring) == pytest.approx(123.5, abs=0.5)
    assert foci.outline(foci.lines_of(ring)) == ring
    assert foci.outline(SQUARE + "\n-2.10, 133.50") == ring


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "-2.1, 133.5",
        "-2.1, 133.5\n-2.2, 133.6",
        "a, b\nc, d\ne, f",
        "-2.1, 133\n-2.1, 134\n-2.2, 133",
        "91, 0\n91, 1\n92, 0",
        "-2.1, 133.5\n-2.1, 133.5\n-2.1, 133.5",
        "nan, 1\n2, 3\n4, 5",
    ],
)
def test_an_outline_that_is_none_is_refused(wrong):
    with pytest.raises(OutlineWrong):
        foci.outline(wrong)


def test_the_sketch_fits_its_box_and_tells_its_scale():
    made = focus_sketch.drawn(foci.outline(SQUARE), (133.505, -2.105))
    numbers = [float(one) for one in made.path.replace("M", "").replace("Z", "").replace("L", " ").split()]
    assert all(29 <= one <= 371 for one in numbers)
    assert made.point == (200.0, 200.0)
    assert made.metres == 200
    assert focus_sketch.drawn(foci.outline(SQUARE), (140.0, -2.1)).point is None


def test_figures_of_the_response_are_whole_and_no_part_exceeds_its_whole():
    assert foci.figures("contacts", {"tested": "12", "positive": "2", "nets": "9"}) == {"tested": 12, "positive": 2}
    for wrong in ({"tested": "1", "positive": "2"}, {"tested": "-1"}, {"tested": "many"}):
        with pytest.raises(FigureWrong):
            foci.figures("contacts", wrong)
    assert foci.due_on(action_kinds()["contacts"], DAY, Limits(1, 3, 7)) == DAY + timedelta(days=7)


OFFICER, SUPERVISOR = "malaria.officer", "malaria.supervisor"
PEOPLE = {
    "officer of the kabupaten": person("92.06", OFFICER),
    "supervisor of the distrik": person("92.06.01", SUPERVISOR),
    "supervisor of another distrik": person("92.06.02", SUPERVISOR),
    "officer of another kabupaten": person("91.05", OFFICER),
    "the ministry's officer": person(None, OFFICER),
    "clinician": person("92.06", "malaria.clinician"),
    "cross-checker": person("92.06", "malaria.reader"),
    "officer without an agency": person("92.06", OFFICER, agency=None),
    "duty officer of disasters": person("92.06", "disaster.officer"),
}


@pytest.mark.parametrize(
    ("permit", "who_may"),
    [
        (foci.permit_inquire, {"officer of the kabupaten", "supervisor of the distrik", "the ministry's officer"}),
        (foci.permit_govern, {"officer of the kabupaten", "the ministry's officer"}),
    ],
)
@pytest.mark.parametrize("who", PEOPLE)
def test_who_may_investigate_and_who_may_close(permit, who_may, who):
    try:
        permit(PEOPLE[who], "92.06.01.2001")
    except Refusal:
        assert who not in who_may
    else:
        assert who in who_may
