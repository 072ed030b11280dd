"""Buku Saku Tata Laksana Kasus Malaria (Kemenkes RI 2023), pages 20-22: what goes before a referral."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simpul.malaria.rules.dosing_input import Unfit
from simpul.malaria.rules.severity import SIGNS, artesunate, pre_referral, shown

pytestmark = pytest.mark.rules


def told(**more):
    return {"weight_kg": 50, "can_swallow": True, "injection": False, "severe_signs": ["very_pale"], **more}


def test_the_ten_signs_are_asked_in_this_order():
    first = ["unconscious", "convulsion", "cannot_sit", "cannot_drink", "hard_breathing"]
    assert list(SIGNS) == [*first, "cold_grey", "yellow_eyes", "bleeding", "dark_urine", "very_pale"]


def test_at_20_kg_the_source_does_not_say_how_much():
    with pytest.raises(Unfit, match="weight_20_kg_unspecified"):
        artesunate(Decimal("20.0"))
    assert shown(pre_referral(told(weight_kg=20)))["artesunate"] is None


@pytest.mark.parametrize(
    ("weight", "mg", "ml", "vials"),
    [
        ("8", "24", "2.4", 1),
        ("19.9", "59.7", "5.97", 1),
        ("20.1", "48.24", "4.824", 1),
        ("25", "60", "6", 1),
        ("50", "120", "12", 2),
    ],
)
def test_an_injection_is_exact(weight, mg, ml, vials):
    found = shown(pre_referral(told(weight_kg=Decimal(weight))))["artesunate"]
    assert (found["mg"], found["ml"], found["vials"]) == (mg, ml, vials)


@pytest.mark.parametrize("sign", ["unconscious", "convulsion", "cannot_drink"])
def test_nothing_by_mouth_for_whoever_cannot_swallow(sign):
    found = shown(pre_referral(told(severe_signs=["very_pale", sign])))
    assert (found["oral_dhp_tablets"], found["oral_refusal"]) == (None, "cannot_swallow")


@pytest.mark.parametrize("swallows", [False, None, "yes", 1])
def test_nothing_by_mouth_unless_it_is_certain_that_they_swallow(swallows):
    assert shown(pre_referral(told(can_swallow=swallows)))["oral_dhp_tablets"] is None


def test_by_mouth_only_where_nobody_can_inject():
    assert shown(pre_referral(told()))["oral_dhp_tablets"] == "3"
    for injection in (True, None, "no"):
        assert shown(pre_referral(told(injection=injection)))["oral_refusal"] == "injection_first"


def test_without_a_weight_nothing_is_computed():
    found = shown(pre_referral(told(weight_kg=None, age_months=24)))
    assert (found["artesunate_refusal"], found["oral_refusal"]) == ("weight_missing", "weight_missing")


def test_without_a_sign_nobody_is_sent_on():
    assert shown(pre_referral(told(severe_signs=[])))["refer"] is False


@given(st.lists(st.sampled_from(SIGNS)), st.one_of(st.none(), st.integers(), st.decimals(), st.floats()), st.booleans())
def test_a_sign_always_refers_and_an_amount_is_never_a_float(signs, weight, swallows):
    found = shown(pre_referral(told(severe_signs=signs, weight_kg=weight, can_swallow=swallows)))
    assert found["refer"] is bool(signs)
    assert not any(isinstance(one, float) for one in (*found.values(), *(found["artesunate"] or {}).values()))
    if isinstance(weight, float) or not swallows:
        assert found["oral_dhp_tablets"] is None
