"""Buku Saku Tata Laksana Kasus Malaria (Kemenkes RI 2023), pages 11-17: nobody gets what the table does not give.

`LADDER` is written down here a second time, apart from the law data: what the rule gives is compared with it.
"""

import json
import subprocess
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from simpul.malaria.model.dosing import Dose, NotDosed, WhyNotDosed
from simpul.malaria.rules import packs, severity
from simpul.malaria.rules.dosing import cited, dose, shown
from simpul.malaria.rules.dosing_table import TABLE
from tests.conftest import ROOT, SHARED
from tests.npm_tools import _with_node

pytestmark = pytest.mark.rules
HERE = Path(__file__).parent
GIVEN = SHARED / "data" / "malaria" / "dosing.json"
EXAMPLES = json.loads((HERE / "dose_examples.json").read_text(), parse_float=Decimal)
LADDER = (
    ("5", "1/3", None),
    ("6", "1/2", None),
    ("10", "1/2", "1/4"),
    ("17", "1", "1/4"),
    ("30", "3/2", "1/2"),
    ("40", "2", "3/4"),
    ("60", "3", "1"),
    ("80", "4", "1"),
    ("250", "5", "1"),
)
AGES = ((1, 0), (5, 1), (12, 2), (59, 3), (119, 4), (179, 5))
DAYS = {"falciparum": 1, "vivax": 14, "ovale": 14, "mixed_pf_pv_po": 14, "malariae": 0, "knowlesi": 0}
FLAGS = ("pregnant", "breastfeeding_infant_lt_6m", "g6pd_deficient")


def patient(weight: Any = 50, months: Any = 300, species: Any = "vivax", **more: Any) -> dict[str, Any]:
    exact = Decimal(weight) if isinstance(weight, str) else weight
    return {"weight_kg": exact, "age_months": months, "species": species, **dict.fromkeys(FLAGS, False), **more}


def refusal(told: object) -> str:
    result = dose(told)
    assert isinstance(result, NotDosed), result
    return result.why.value


def row(told: dict[str, Any]) -> tuple[str, str, str | None]:
    """The ladder's row by weight, or by age where nobody weighed."""
    if told.get("weight_kg") is not None:
        return next(one for one in LADDER if told["weight_kg"] <= Decimal(one[0]))
    return LADDER[next(step for last, step in AGES if told["age_months"] <= last)]


def test_given_vectors_hold():
    if not GIVEN.exists():
        pytest.skip("the project's material with the given vectors is not beside this folder; our own examples hold them")
    vectors = json.loads(GIVEN.read_text(), parse_float=Decimal)["test_vectors"]
    assert [shown(dose(one["input"])) for one in vectors] == [one["expect"] for one in vectors]


def test_given_injections_hold():
    if not GIVEN.exists():
        pytest.skip("the project's material with the given doses of artesunate is not beside this folder")
    for one in json.loads(GIVEN.read_text(), parse_float=Decimal)["artesunate_vectors"]:
        found = severity.artesunate(Decimal(one["weight_kg"]))
        assert (found.mg_per_kg, found.mg, found.vials) == (one["mg_per_kg"], one["dose_mg"], one["vials_60mg_ceil"])


def test_a_colour_is_shown_where_the_packs_of_2018_agree_and_nowhere_else():
    if not GIVEN.exists():
        pytest.skip("the project's material with the comparison of packs is not beside this folder")
    for one in json.loads(GIVEN.read_text(), parse_float=Decimal)["edat_vs_national"]:
        months = next(age for most, age in ((5, 1), (10, 10), (17, 40), (30, 100), (999, 300)) if one["weight_kg"] <= most)
        result = dose(patient(one["weight_kg"], months))
        assert packs.colour(result, one["weight_kg"]) == (one["edat_colour"] if one["agree"] else None)


def test_the_examples_hold_here():
    assert len(EXAMPLES["examples"]) > 400
    assert EXAMPLES["sha256"] == TABLE.sha256, "the table changed: write the examples anew and read what changed"
    for one in EXAMPLES["examples"]:
        if one["kind"] == "referral":
            assert severity.shown(severity.pre_referral(one["input"])) == one["expect"]
        else:
            result = dose(one["input"])
            assert (cited(result), packs.colour(result, one["input"].get("weight_kg"))) == (one["expect"], one["pack"])


def test_the_examples_hold_in_the_browsers_code():
    told = [HERE / "dose_examples.mjs", HERE / "dose_examples.json"]
    ran = subprocess.run(
        ["node", *told], input=TABLE.carried, stdout=subprocess.PIPE, check=True, cwd=ROOT, env=_with_node(), timeout=60
    )
    found = json.loads(ran.stdout)
    assert found["wrong"] == []
    assert found["compared"] > 400


@pytest.mark.parametrize("step", range(len(LADDER)))
def test_a_band_holds_its_upper_edge_and_not_its_lower(step):
    most, tablets, _ = LADDER[step]
    age = (1, 7, 9, 24, 70, 130, 300, 300, 300)[step]
    assert shown(dose(patient(most, age)))["dhp_tablets_per_day"] == tablets
    if step:
        over = str(Decimal(LADDER[step - 1][0]) + Decimal("0.001"))
        assert shown(dose(patient(over, age)))["dhp_tablets_per_day"] == tablets


@pytest.mark.parametrize(
    ("told", "reasons", "refer"),
    [
        (patient(breastfeeding_infant_lt_6m=True), ["breastfeeding_infant_lt_6m"], False),
        (patient(pregnant=True, breastfeeding_infant_lt_6m=True), ["pregnant", "breastfeeding_infant_lt_6m"], False),
        (patient(pregnant=True, g6pd_deficient=True), ["pregnant", "g6pd_deficient_refer"], True),
        (patient(species="malariae", g6pd_deficient=True), ["g6pd_deficient_refer", "species:no_primaquine"], True),
        (patient(species="knowlesi", pregnant=True), ["pregnant", "species:no_primaquine"], False),
        (patient(7, 4, g6pd_deficient=True), ["infant_lt_6_months", "g6pd_deficient_refer"], True),
        (patient(7, 4, "malariae"), ["infant_lt_6_months", "species:no_primaquine"], False),
        (patient(5, 8), ["band:no_primaquine"], False),
        (patient("5.5", 7, "falciparum"), ["band:no_primaquine"], False),
        (patient(None, 5), ["infant_lt_6_months"], False),
    ],
)
def test_each_reason_against_primaquine_is_listed(told, reasons, refer):
    found = shown(dose(told))
    assert (found["no_primaquine_reasons"], found["refer"]) == (reasons, refer)
    assert found["primaquine_tablets_per_day"] is None
    assert (found["primaquine_days"], found["primaquine_tablets_total"]) == (0, "0")
    assert found["dhp_tablets_per_day"]


@pytest.mark.parametrize("months", range(180))
def test_without_a_weight_the_ages_of_the_table_count_under_15_years(months):
    found, expected = shown(dose(patient(None, months))), row(patient(None, months))
    assert (found["dhp_tablets_per_day"], found["primaquine_tablets_per_day"]) == expected[1:]


@pytest.mark.parametrize(
    ("told", "code"),
    [
        (patient(None, 180), "age_only_15_years_and_over"),
        (patient(None, 1440), "age_only_15_years_and_over"),
        (patient(None, None), "weight_and_age_missing"),
        (patient(10, None), "age_needed"),
        (patient(0), "weight_outside_table"),
        (patient(-3), "weight_outside_table"),
        (patient("1.99", 0), "weight_outside_table"),
        (patient(10**400), "weight_outside_table"),
        (patient("1E+999999"), "weight_outside_table"),
        (patient("NaN"), "weight_unreadable"),
        (patient("sNaN"), "weight_unreadable"),
        (patient("Infinity"), "weight_unreadable"),
        (patient(50.0), "weight_unreadable"),
        (patient(True), "weight_unreadable"),
        (patient(50, 300.0), "age_unreadable"),
        (patient(50, Decimal("5.5")), "age_unreadable"),
        (patient(50, -1), "age_outside_table"),
        (patient(50, 1441), "age_outside_table"),
        (patient(70, 24), "weight_age_contradictory"),
        (patient(7, 300), "weight_age_contradictory"),
        (patient(20, 4), "weight_age_contradictory"),
        (patient(12, 24, pregnant=True), "childbearing_contradictory"),
        (patient(16, None, breastfeeding_infant_lt_6m=True), "childbearing_contradictory"),
        (patient(species="unknown"), "species_unknown"),
        (patient(species="Vivax"), "species_unknown"),
        (patient(species=None), "species_unknown"),
        (patient(pregnant=None), "pregnant_unknown"),
        (patient(pregnant="false"), "pregnant_unknown"),
        (patient(pregnant=0), "pregnant_unknown"),
        (patient(breastfeeding_infant_lt_6m=None), "breastfeeding_unknown"),
        (patient(g6pd_deficient="unknown"), "g6pd_unreadable"),
        (patient(relapse=True), "relapse"),
        (patient(malaria_before="earlier"), "relapse"),
        (patient(malaria_before="within_28d", species="falciparum"), "treatment_failure"),
        (patient(relapse=None), "relapse_unreadable"),
        (patient(recurrence=True), "field_unknown"),
        (patient(can_swallow=False), "cannot_swallow"),
        (patient(severe_signs=["convulsion"]), "severe_signs"),
        (patient(severe_signs=["tired"]), "severe_signs_unreadable"),
        ({}, "species_unknown"),
        ([], "input_unreadable"),
        (None, "input_unreadable"),
    ],
)
def test_outside_the_table_the_patient_is_referred(told, code):
    assert refusal(told) == code
    assert shown(dose(told)) == {"dhp_tablets_per_day": None, "refer": True, "refusal": code}


@pytest.mark.parametrize(
    ("weight", "months", "tablets"), [(18, 48, "3/2"), (35, 110, "2"), (45, 100, "3"), (50, None, "3"), ("10.1", None, "1")]
)
def test_weight_counts_before_age(weight, months, tablets):
    assert shown(dose(patient(weight, months)))["dhp_tablets_per_day"] == tablets


def test_malaria_long_ago_is_no_relapse_of_falciparum():
    assert isinstance(dose(patient(species="falciparum", malaria_before="earlier")), Dose)


WEIGHTS = st.one_of(
    st.none(),
    st.decimals(Decimal(1), Decimal(260), places=2),
    st.integers(0, 260),
    st.sampled_from(
        [Decimal(most) + step for most, *_ in LADDER for step in (Decimal(0), Decimal("0.1"), Decimal("-0.1"))]
    ),
)
MONTHS = st.one_of(st.none(), st.integers(-1, 240), st.integers(0, 1500))
ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=8),
    st.decimals(),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
    st.binary(max_size=3),
    st.fractions(),
)
NEAR = st.fixed_dictionaries(
    {"weight_kg": WEIGHTS, "age_months": MONTHS, "species": st.sampled_from([*DAYS, "unknown"])}
    | {flag: st.booleans() for flag in FLAGS},
    optional={
        "relapse": st.booleans(),
        "malaria_before": st.sampled_from(["none", "within_28d", "earlier"]),
        "can_swallow": st.booleans(),
        "severe_signs": st.lists(st.sampled_from(severity.SIGNS), max_size=2),
    },
)
SOUND = st.builds(patient, st.decimals(18, 200, places=1), st.integers(200, 900), st.sampled_from([*DAYS]))
SPOILT = st.builds(
    lambda told, name, value: {**told, name: value},
    st.one_of(NEAR, SOUND),
    st.sampled_from(["weight_kg", "age_months", "species", *FLAGS, "relapse", "can_swallow", "severe_signs", "x"]),
    ODD,
)
SHORT = st.builds(lambda told, name: {k: v for k, v in told.items() if k != name}, NEAR, st.sampled_from(FLAGS))
FLOATED = st.builds(
    lambda told, name, value: {**told, name: value}, SOUND, st.sampled_from(["weight_kg", "age_months"]), st.floats(18, 200)
)
INFANT = st.builds(patient, st.decimals(5, 12, places=1), st.integers(0, 12), st.sampled_from(["falciparum", "vivax"]))
AGAIN = st.builds(
    lambda told, name, value: {**told, name: value}, SOUND, st.sampled_from(["relapse", "can_swallow"]), st.booleans()
)
ANYTHING = st.one_of(NEAR, NEAR, NEAR, SPOILT, SHORT, FLOATED, INFANT, AGAIN, ODD)


def leaves(value: object) -> Iterator[object]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for one in value:
            yield from leaves(one)
    else:
        yield value


@settings(max_examples=1500, deadline=None)
@given(ANYTHING)
@example(patient(7, 4))
def test_no_input_gives_a_dose_outside_the_table_or_primaquine_to_whom_it_is_forbidden(told):
    result = dose(told)
    found = cited(result)
    assert not any(isinstance(leaf, float | Fraction | Decimal) for leaf in leaves(found))
    assert isinstance(result, NotDosed) or not any(isinstance(leaf, float) for leaf in leaves(told))
    if isinstance(result, NotDosed):
        assert found["dhp_tablets_per_day"] is None
        assert found["refer"] is True
        return
    _, dhp, primaquine = row(told)
    assert (found["dhp_tablets_per_day"], found["dhp_days"]) == (dhp, 3)
    assert Fraction(found["dhp_tablets_total"]) == 3 * Fraction(dhp)
    forbidden = any(told[flag] is not False for flag in FLAGS) or DAYS[told["species"]] == 0
    infant = told["age_months"] is not None and told["age_months"] < 6
    if forbidden or infant or primaquine is None:
        assert (found["primaquine_tablets_per_day"], found["primaquine_days"]) == (None, 0)
        assert found["primaquine_tablets_total"] == "0"
        assert found["no_primaquine_reasons"]
    else:
        assert found["primaquine_tablets_per_day"] == primaquine
        assert found["primaquine_days"] == DAYS[told["species"]]
    assert found["refer"] is told["g6pd_deficient"]


@settings(max_examples=400, deadline=None)
@given(ANYTHING)
def test_whoever_the_source_does_not_cover_is_referred(told):
    if not isinstance(told, dict):
        assert isinstance(dose(told), NotDosed)
        return
    uncovered = (
        told.get("relapse", False) is not False
        or told.get("can_swallow", True) is not True
        or told.get("severe_signs", []) not in ([], ())
        or (told.get("weight_kg") is None and not 0 <= _number(told.get("age_months")) < 180)
        or isinstance(told.get("weight_kg"), float)
    )
    if uncovered:
        assert isinstance(dose(told), NotDosed)


def _number(value: object) -> Decimal:
    exact = Decimal(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else Decimal(-1)
    return exact if exact.is_finite() else Decimal(-1)


@given(NEAR.filter(lambda told: told["weight_kg"] is not None))
def test_a_colour_never_stands_for_another_dose(told):
    result = dose(told)
    colour = packs.colour(result, told["weight_kg"])
    if colour is not None:
        said = {one.colour: one.dhp for one in TABLE.colours}
        assert isinstance(result, Dose)
        assert said[colour] == result.dhp


def test_a_dose_cannot_be_made_with_primaquine_beside_a_reason_against_it():
    fine = {"dhp": Fraction(3), "dhp_days": 3, "primaquine": None, "primaquine_days": 0, "reasons": ("pregnant",)}
    cited_by = {"refer": False, "by": "weight", "rule": "x", "version": "x", "page": "x"}
    Dose(**fine, **cited_by)
    for wrong in ({"primaquine": Fraction(1)}, {"reasons": ()}, {"primaquine_days": 14}):
        with pytest.raises(ValueError):
            Dose(**{**fine, **wrong}, **cited_by)
    with pytest.raises(TypeError):
        Dose(**{**fine, "dhp": 3.0}, **cited_by)


def test_every_refusal_of_a_dose_is_reached_by_the_examples():
    expects = [one["expect"] for one in EXAMPLES["examples"]]
    reached = {one[key] for one in expects for key in ("refusal", "artesunate_refusal", "oral_refusal") if one.get(key)}
    assert reached | {"input_unreadable", "input_contradictory"} == {why.value for why in WhyNotDosed}
