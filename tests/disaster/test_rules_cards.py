"""What a card may answer, hazard by hazard. CONTRACT a.1 (CogniCity's six); BNPB's list for those beyond."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simpul.disaster import model
from simpul.disaster.rules import cards, hazards, severity, summary
from simpul.disaster.rules.hazards import HAZARDS, LISTED

pytestmark = pytest.mark.rules
NAN = float("nan")
FLOOD = HAZARDS["flood"]
FIRE = {"fireDistance": 120.5, "fireLocation": {"lat": -0.5, "lng": 101.4}, "fireRadius": {"lat": -0.501, "lng": 101.4}}
SIGNS = {"volcanicSigns": [2, 3], "evacuationNumber": 2, "evacuationArea": False}

SEVERITIES: dict[str, list[tuple[dict[str, Any], str]]] = {
    "earthquake": [
        ({"report_type": "structure", "structureFailure": 0}, "minor"),
        ({"report_type": "structure", "structureFailure": 1}, "moderate"),
        ({"report_type": "structure", "structureFailure": 2}, "severe"),
        ({"report_type": "structure", "structureFailure": 7}, "severe"),
        ({"report_type": "road", "accessabilityFailure": 0, "condition": 0}, "extreme"),
        ({"report_type": "road", "accessabilityFailure": 1, "condition": 0}, "severe"),
        ({"report_type": "road", "accessabilityFailure": 2, "condition": 1}, "moderate"),
        ({"report_type": "road", "accessabilityFailure": 3, "condition": 2}, "moderate"),
        ({"report_type": "road", "accessabilityFailure": 4, "condition": 2}, "minor"),
    ],
    "wind": [({"impact": 0}, "minor"), ({"impact": 1}, "moderate"), ({"impact": 2}, "severe"), ({"impact": 5}, "severe")],
    "haze": [
        ({"visibility": 2, "airQuality": 0}, "moderate"),
        ({"visibility": 0, "airQuality": 1}, "moderate"),
        ({"visibility": 0, "airQuality": 2}, "severe"),
        ({"visibility": 0, "airQuality": 3}, "extreme"),
        ({"visibility": 0, "airQuality": 4}, "extreme"),
    ],
    "fire": [
        ({"fireDistance": 50}, "minor"),
        ({"fireDistance": 51}, "moderate"),
        ({"fireDistance": 180}, "moderate"),
        ({"fireDistance": 560}, "severe"),
        ({"fireDistance": 1000}, "extreme"),
    ],
    "volcano": [
        ({**SIGNS, "volcanicSigns": [0, 1]}, "minor"),
        ({**SIGNS, "volcanicSigns": [0, 2]}, "moderate"),
        ({**SIGNS, "volcanicSigns": [4]}, "severe"),
    ],
    "landslide": [({"extent": 0}, "minor"), ({"extent": 2, "moving": True}, "severe"), ({"extent": 3}, "extreme")],
    "tsunami": [({"sign": 0}, "severe"), ({"sign": 2, "reach": 1}, "extreme")],
    "drought": [({"water": 0}, "minor"), ({"water": 2, "days": 40}, "severe")],
    "tornado": [({"impact": 0}, "minor"), ({"impact": 3, "ongoing": False}, "extreme")],
    "abrasion": [({"threatened": 0}, "minor"), ({"threatened": 2, "lost": 12}, "severe")],
    "prep": [({"report_type": "drain"}, "minor")],
    "assessment": [({"damages": [{"component": "roof", "severity": 3}]}, "minor")],
}
CASES = [(slug, answers, grade) for slug, rows in SEVERITIES.items() for answers, grade in rows]


@pytest.mark.parametrize(("slug", "answers", "grade"), CASES)
def test_how_bad_a_card_is(slug: str, answers: dict[str, Any], grade: str) -> None:
    hazard = HAZARDS[slug]
    assert severity.severity(hazard, cards.read(hazard, answers)) == grade


def test_every_hazard_is_judged_by_this_table() -> None:
    assert set(SEVERITIES) | {"flood"} == set(HAZARDS)


@pytest.mark.parametrize(
    ("slug", "answers", "refusal", "name"),
    [
        ("earthquake", {"structureFailure": 1}, model.CardUnreadable, "report_type"),
        ("earthquake", {"report_type": "structure"}, model.AnswerMissing, "structureFailure"),
        ("earthquake", {"report_type": "structure", "structureFailure": 8}, model.AnswerOutOfRange, "structureFailure"),
        ("earthquake", {"report_type": "road", "accessabilityFailure": 0}, model.AnswerMissing, "condition"),
        ("wind", {"impact": 6}, model.AnswerOutOfRange, "impact"),
        ("haze", {"visibility": 1}, model.AnswerMissing, "airQuality"),
        ("fire", {"fireDistance": 1001}, model.AnswerOutOfRange, "fireDistance"),
        ("fire", {"fireDistance": 5, "fireLocation": {"lat": 1}}, model.AnswerUnreadable, "fireLocation"),
        ("fire", {"fireDistance": 5, "fireLocation": {"lat": 91, "lng": 1}}, model.AnswerOutOfRange, "fireLocation"),
        (
            "fire",
            {"fireDistance": 5, "fireLocation": {"lat": float("nan"), "lng": 1}},
            model.AnswerUnreadable,
            "fireLocation",
        ),
        ("volcano", {**SIGNS, "volcanicSigns": []}, model.AnswerMissing, "volcanicSigns"),
        ("volcano", {**SIGNS, "volcanicSigns": [2, 2]}, model.AnswerUnreadable, "volcanicSigns"),
        ("volcano", {**SIGNS, "volcanicSigns": [8]}, model.AnswerOutOfRange, "volcanicSigns"),
        ("volcano", {**SIGNS, "volcanicSigns": list(range(9))}, model.AnswerUnreadable, "volcanicSigns"),
        ("volcano", {**SIGNS, "evacuationArea": "mungkin"}, model.AnswerUnreadable, "evacuationArea"),
        ("assessment", {"damages": [{"component": "cellar", "severity": 1}]}, model.AnswerUnreadable, "damages"),
        ("assessment", {"damages": [{"component": "roof", "severity": 6}]}, model.AnswerOutOfRange, "damages"),
        ("assessment", {"damages": []}, model.AnswerMissing, "damages"),
        ("prep", {"report_type": "flood"}, model.CardUnreadable, "report_type"),
    ],
)
def test_what_does_not_answer_the_question(slug: str, answers: dict[str, Any], refusal: type[Exception], name: str) -> None:
    with pytest.raises(refusal) as told:
        cards.read(HAZARDS[slug], answers)
    assert told.value.facts["name"] == name  # type: ignore[attr-defined]


def test_a_fire_reporters_own_place_is_judged_and_not_kept() -> None:
    here = {"lat": -0.51, "lng": 101.41}
    assert cards.read(HAZARDS["fire"], {**FIRE, "personLocation": here}) == {"report_type": "fire", **FIRE}
    with pytest.raises(model.AnswerUnreadable):
        cards.read(HAZARDS["fire"], {**FIRE, "personLocation": "here"})


def test_a_question_that_may_stay_open_is_left_out() -> None:
    assert cards.read(HAZARDS["drought"], {"water": 1, "days": ""}) == {"report_type": "drought", "water": 1}


def test_another_platforms_report_may_leave_every_question_open() -> None:
    kept = cards.read(FLOOD, {"report_type": "flood"}, partial=True)
    assert kept == {"report_type": "flood"}
    assert severity.severity(FLOOD, kept) == "minor"
    with pytest.raises(model.AnswerOutOfRange):
        cards.read(FLOOD, {"flood_depth": 900}, partial=True)


@pytest.mark.parametrize("hazard", LISTED, ids=lambda one: one.slug)
@pytest.mark.parametrize("lang", ["id", "en"])
def test_every_answer_has_words(hazard: model.Hazard, lang: str) -> None:
    for deck in hazard.decks:
        for field in deck.fields:
            for option in field.options:
                answer = [option.value] if field.kind is model.FieldKind.CHOICES else option.value
                assert option.label[lang].lower() in summary.told(field, answer, lang).lower()


@pytest.mark.parametrize(
    ("slug", "answers", "words"),
    [
        ("flood", {"flood_depth": 60}, "60 cm (lutut)"),
        ("flood", {"flood_depth": 5}, "5 cm"),
        ("earthquake", {"report_type": "structure", "structureFailure": 5}, "Roboh seluruhnya"),
        ("fire", {"fireDistance": 120.5}, "120,5 m (selebar lapangan bola)"),
        ("prep", {"report_type": "drain"}, "Saluran tersumbat"),
    ],
)
def test_the_one_line_that_says_what_is_the_matter(slug: str, answers: dict[str, Any], words: str) -> None:
    hazard = HAZARDS[slug]
    assert summary.headline(hazard, cards.read(hazard, answers), "id") == words


def test_the_answers_in_words() -> None:
    told = summary.lines(HAZARDS["volcano"], cards.read(HAZARDS["volcano"], SIGNS), "en")
    assert [answer for _, answer in told] == ["Animals behave strangely; Frequent tremors", "5 to 50", "no"]


def test_live_windows_as_petabencana_readers_know_them() -> None:
    hours = {slug: HAZARDS[slug].live_for.total_seconds() / 3600 for slug in hazards.HAZARDS}
    known = {"flood": 3, "earthquake": 12, "wind": 2, "haze": 6, "volcano": 12, "fire": 6}
    assert {slug: hours[slug] for slug in known} == known


@pytest.mark.parametrize("given_", [60, "60", " 60 ", "60 cm", "60cm"])
def test_a_depth_is_a_whole_number(given_: object) -> None:
    assert cards.read(FLOOD, {"flood_depth": given_}) == {"report_type": "flood", "flood_depth": 60}


@pytest.mark.parametrize(
    ("given_", "refusal"),
    [
        (None, model.AnswerMissing),
        ("", model.AnswerMissing),
        (-3, model.AnswerOutOfRange),
        ("-3", model.AnswerOutOfRange),
        (201, model.AnswerOutOfRange),
        ("999999999", model.AnswerOutOfRange),
        ("9999999999", model.AnswerUnreadable),
        ("banjir", model.AnswerUnreadable),
        ("1.5", model.AnswerUnreadable),
        ("٦٠", model.AnswerUnreadable),
        ("-", model.AnswerUnreadable),
        ("2 m", model.AnswerUnreadable),
        (1.5, model.AnswerUnreadable),
        (True, model.AnswerUnreadable),
        ([60], model.AnswerUnreadable),
    ],
)
def test_what_is_no_depth_is_refused(given_: object, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        cards.read(FLOOD, {"flood_depth": given_})


@given(st.one_of(st.text(), st.integers(), st.floats(), st.none(), st.booleans(), st.binary()))
def test_whatever_is_given_is_a_depth_in_range_or_refused(given_: object) -> None:
    try:
        kept = cards.read(FLOOD, {"flood_depth": given_})["flood_depth"]
    except model.refusals.Invalid:
        return
    assert 0 <= kept <= 200


@pytest.mark.parametrize("answers", [{"flood_depth": 5, "impact": 1}, {"flood_depth": 5, "report_type": "wind"}])
def test_a_card_of_another_hazard_is_refused(answers: dict[str, object]) -> None:
    with pytest.raises(model.CardUnreadable):
        cards.read(FLOOD, answers)
