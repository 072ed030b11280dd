"""Hazards as data; where a depth is judged. CONTRACT a.1: flood to 70 cm minor, to 150 cm moderate, above severe."""

import copy
import tomllib
from collections.abc import Callable
from datetime import timedelta
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simpul.disaster.model import Field, HazardUnknown
from simpul.disaster.rules import hazards
from simpul.disaster.rules.severity import body_step, depth_of, severity

FLOOD = hazards.HAZARDS["flood"]
TABLE = tomllib.loads(files("simpul.disaster").joinpath("data/hazards.toml").read_text("utf-8"))


@pytest.mark.parametrize(
    ("depth", "expected"),
    [(0, "minor"), (10, "minor"), (70, "minor"), (71, "moderate"), (150, "moderate"), (151, "severe"), (200, "severe")],
)
def test_severity_of_a_flood(depth: int, expected: str) -> None:
    assert severity(FLOOD, {"report_type": "flood", "flood_depth": depth}) == expected


@given(st.integers(0, 200), st.integers(0, 200))
def test_deeper_water_is_never_less_severe(one: int, other: int) -> None:
    grades = [hazards.SEVERITIES.index(severity(FLOOD, {"flood_depth": d})) for d in sorted((one, other))]
    assert grades == sorted(grades)


def test_a_flood_as_the_public_knows_it() -> None:
    assert FLOOD.live_for == timedelta(hours=3)
    assert [(s.slug, s.value) for s in FLOOD.fields[0].steps] == [
        ("ankle", 10),
        ("calf", 30),
        ("knee", 50),
        ("thigh", 70),
        ("waist", 100),
        ("chest", 130),
        ("neck", 150),
        ("over-head", 180),
    ]
    assert hazards.hazard_of("flood") is FLOOD
    with pytest.raises(HazardUnknown):
        hazards.hazard_of("meteor")


@pytest.mark.parametrize(
    ("depth", "step"), [(0, ""), (9, ""), (10, "ankle"), (69, "knee"), (70, "thigh"), (200, "over-head")]
)
def test_depth_on_a_body(depth: int, step: str) -> None:
    reached = body_step(FLOOD.fields[0], depth)
    assert (reached.slug if reached else "") == step
    assert body_step(FLOOD.fields[0], None) is None


def test_a_card_without_water_has_no_depth() -> None:
    assert depth_of({"report_type": "wind", "impact": 1}) is None
    assert depth_of({"flood_depth": 60}) == 60


def _second(table: dict[str, Any]) -> None:
    table["hazard"].append(copy.deepcopy(table["hazard"][0]))


FLAWS: dict[str, Callable[[dict[str, Any]], object]] = {
    "same slug": _second,
    "id and en": lambda t: t["hazard"][0]["label"].pop("en"),
    "of a step": lambda t: t["hazard"][0]["field"][0]["step"][0]["label"].update(id=""),
    "live window": lambda t: t["hazard"][0].update(live_seconds=0),
    "does not have": lambda t: t["hazard"][0].update(severity_of="wind"),
    "do not rise": lambda t: t["hazard"][0]["severity"].reverse(),
    "no end": lambda t: t["hazard"][0]["severity"].pop(),
    "same bound": lambda t: t["hazard"][0]["severity"][1].update(most=70),
    "no severities": lambda t: t["hazard"][0].update(severity=[]),
    "readers know": lambda t: t["hazard"][0]["severity"][0].update(name="tiny"),
    "outside": lambda t: t["hazard"][0]["field"][0].update(most=100),
    "empty range": lambda t: t["hazard"][0]["field"][0].update(least=200),
    "CAP": lambda t: t["hazard"][0]["cap"].update(category="Weather"),
}


@pytest.mark.parametrize("flaw", FLAWS)
def test_a_flawed_table_stops_the_program(flaw: str) -> None:
    table = copy.deepcopy(TABLE)
    FLAWS[flaw](table)
    with pytest.raises(hazards.HazardFlawed):
        hazards.read(table)


def test_one_more_hazard_is_one_more_table() -> None:
    table = copy.deepcopy(TABLE)
    _second(table)
    table["hazard"][1].update(slug="tsunami", label={"id": "Tsunami", "en": "Tsunami"})
    assert set(hazards.read(table)) == {"flood", "tsunami"}
    assert Field("impact", 0, 2, "grade").steps == ()
