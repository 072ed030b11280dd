"""Hazards as data; where a depth is judged. CONTRACT a.1: flood to 70 cm minor, to 150 cm moderate, above severe."""

import ast
import copy
import tomllib
from collections.abc import Callable
from datetime import timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simpul.disaster.model import HazardUnknown
from simpul.disaster.rules import cards, hazards
from simpul.disaster.rules.severity import depth_of, severity
from simpul.disaster.rules.severity import reached as reached_

FLOOD = hazards.HAZARDS["flood"]
TABLE = tomllib.loads(files("simpul.disaster").joinpath("data/hazards/flood.toml").read_text("utf-8"))


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
    assert [(s.slug, s.value) for s in FLOOD.decks[0].fields[0].options] == [
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
    reached = reached_(FLOOD.decks[0].fields[0], depth)
    assert (reached.slug if reached else "") == step
    assert reached_(FLOOD.decks[0].fields[0], None) is None


def test_a_card_without_water_has_no_depth() -> None:
    assert depth_of({"report_type": "wind", "impact": 1}) is None
    assert depth_of({"flood_depth": 60}) == 60


def _first(table: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = table["deck"][0]["field"][0]
    return found


FLAWS: dict[str, Callable[[dict[str, Any]], object]] = {
    "id and en": lambda t: t["label"].pop("en"),
    "of an option": lambda t: _first(t)["option"][0]["label"].update(id=""),
    "live window": lambda t: t.update(live_seconds=0),
    "asks nothing": lambda t: t.update(deck=[]),
    "same deck": lambda t: t["deck"].append(copy.deepcopy(t["deck"][0])),
    "same field": lambda t: t["deck"][0]["field"].append(copy.deepcopy(_first(t))),
    "does not have": lambda t: t["deck"][0].update(severity_of="wind"),
    "do not rise": lambda t: t["deck"][0]["severity"].reverse(),
    "no end": lambda t: t["deck"][0]["severity"].pop(),
    "same bound": lambda t: t["deck"][0]["severity"][1].update(most=70),
    "no severities": lambda t: t["deck"][0].update(severity=[]),
    "readers know": lambda t: t["deck"][0]["severity"][0].update(name="tiny"),
    "outside": lambda t: _first(t).update(most=100),
    "empty range": lambda t: _first(t).update(least=200),
    "no options": lambda t: _first(t).update(kind="choice", option=[]),
    "required and private": lambda t: _first(t).update(private=True),
    "CAP": lambda t: t["cap"].update(category="Weather"),
}


@pytest.mark.parametrize("flaw", FLAWS)
def test_a_flawed_file_stops_the_program(flaw: str) -> None:
    table = copy.deepcopy(TABLE)
    FLAWS[flaw](table)
    with pytest.raises(hazards.HazardFlawed):
        hazards.read([table])


@pytest.mark.parametrize("same", ["slug", "order"])
def test_two_hazards_are_told_apart(same: str) -> None:
    other = {**TABLE, "slug": "lahar", "order": 99} | {same: TABLE[same]}
    with pytest.raises(hazards.HazardFlawed):
        hazards.read([TABLE, other])


def test_one_more_hazard_is_one_more_file() -> None:
    lahar = {**TABLE, "slug": "lahar", "order": 0, "label": {"id": "Lahar", "en": "Lahar"}}
    assert list(hazards.read([TABLE, lahar])) == ["lahar", "flood"]


def test_the_guides_hazard_is_one() -> None:
    """docs/guides/en/add-a-hazard.md, to the letter: its file, and the row of its truth table."""
    guide = (Path(__file__).parents[2] / "docs" / "guides" / "en" / "add-a-hazard.md").read_text("utf-8")
    table = tomllib.loads(guide.split("```toml\n")[1].split("```")[0])
    row = ast.literal_eval("{" + guide.split("```python\n")[1].split("```")[0] + "}")
    lahar = hazards.read([TABLE, table])["lahar"]
    assert [(answers, severity(lahar, cards.read(lahar, answers))) for answers, _ in row["lahar"]] == row["lahar"]
