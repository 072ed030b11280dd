"""The criteria of the instruments: whole, in both languages, in our own words, and where the law has them."""

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from simpul.maturity.model.instruments import NodeKind
from simpul.maturity.rules import law_instruments
from tests.conftest import ROOT, SHARED

pytestmark = pytest.mark.rules
LAW = ROOT / "src" / "simpul" / "law" / "maturity"
FILES = sorted(LAW.glob("criteria/*/*.toml"))
OF_2020 = [path for path in FILES if path.parent.name == "spbe-2020"]
SOURCES = sorted((SHARED / "data" / "spbe").glob("indikator_*.json"))
LONGEST = 600
TAKEN_OVER = 12
"""So many words in a row, the same as in a source, are a sentence taken over."""


def read(path: Path) -> dict[str, dict[str, Any]]:
    """What one file says, by the indicator's number."""
    return tomllib.loads(path.read_text("utf-8"))["indicator"]


def texts(value: Any) -> Iterator[str]:
    """Every text in a value, however deep."""
    if isinstance(value, str):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from texts(inner)


def runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"[a-z0-9]+", text.lower())
    return {tuple(words[n : n + TAKEN_OVER]) for n in range(len(words) - TAKEN_OVER + 1)}


def said(number: str, indicator: dict[str, Any]) -> list[tuple[str, dict[str, str]]]:
    """Every pair of Indonesian and English of an indicator, with where it stands."""
    pairs = [(name, indicator[name]) for name in ("question", "about", "judged")]
    pairs += [(f"evidence {kind['key']}", kind) for kind in indicator["evidence"]]
    levels = indicator["level"].items()
    pairs += [(f"level {level} {name}", row[name]) for level, row in levels for name in ("criteria", "evidence")]
    return [(f"indicator {number}, {place}", pair) for place, pair in pairs]


def named(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


every_file = pytest.mark.parametrize("path", FILES, ids=named)


def test_the_instrument_of_2020_has_criteria_for_each_of_its_47_indicators():
    assert list(law_instruments.criteria("SPBE-2020")) == list(range(1, 48))


def test_an_indicator_is_described_once_and_in_the_file_of_its_aspect():
    instrument = law_instruments.instrument("SPBE-2020")
    found = [(int(number), path.stem.split("-")[0].upper()) for path in OF_2020 for number in read(path)]
    assert len({number for number, _ in found}) == len(found)
    assert [place for place in found if instrument.indicator(place[0]).parent != place[1]] == []


@every_file
def test_every_text_is_there_in_both_languages_and_short(path: Path):
    for number, indicator in read(path).items():
        for place, pair in said(number, indicator):
            assert pair["id"].strip(), place
            assert pair["en"].strip() not in {"", pair["id"]}, place
            assert max(len(pair["id"]), len(pair["en"])) <= LONGEST, place


@every_file
def test_every_indicator_has_five_levels_and_two_kinds_of_evidence_at_least(path: Path):
    for number, indicator in read(path).items():
        keys = [kind["key"] for kind in indicator["evidence"]]
        assert list(indicator["level"]) == ["1", "2", "3", "4", "5"], number
        assert len(keys) >= 2, number
        assert len(keys) == len(set(keys)), number
        assert all(re.fullmatch("[a-z_]+", key) for key in keys), number


@every_file
@pytest.mark.parametrize("language", ["id", "en"])
def test_no_two_levels_ask_the_same_of_an_agency(path: Path, language: str):
    for number, indicator in read(path).items():
        asked = [row["criteria"][language].casefold() for row in indicator["level"].values()]
        assert len(set(asked)) == len(asked), number


@every_file
def test_a_level_says_what_it_adds_and_does_not_repeat_that_the_one_below_is_met(path: Path):
    again = re.compile(r"kriteria tingkat \d (telah )?terpenuhi|criteria of level \d (are|have been) met", re.IGNORECASE)
    assert [text for text in texts(read(path)) if again.search(text)] == []


@pytest.mark.parametrize("path", OF_2020, ids=named)
def test_an_indicator_of_2020_names_the_regulation_and_its_place_in_it(path: Path):
    for number, indicator in read(path).items():
        assert f"Permen PANRB 59/2020, Lampiran, indikator {number};" in indicator["article"]


@pytest.mark.skipif(not SOURCES, reason="the shared folder with the regulations' own texts is not here")
@every_file
def test_no_sentence_is_the_regulations_own(path: Path, sentences_of_the_law: set[tuple[str, ...]]):
    taken = {text: runs(text) & sentences_of_the_law for text in texts(read(path))}
    assert {text: words for text, words in taken.items() if words} == {}


@pytest.fixture(scope="module")
def sentences_of_the_law() -> set[tuple[str, ...]]:
    """Every run of twelve words that the sources print."""
    return {run for source in SOURCES for text in texts(json.loads(source.read_text("utf-8"))) for run in runs(text)}


def test_the_instrument_of_2018_has_35_indicators_one_of_them_judged_for_three_services():
    instrument = law_instruments.instrument("SPBE-2018")
    names = [node.name.id for node in instrument.indicators]
    assert names[34:] == [f"Layanan Publik Instansi Pemerintah {n}" for n in (1, 2, 3)]
    assert len(names) == 37
    assert {str(node.weight) for node in instrument.under("A7")} == {"10/3"}
    assert [str(node.weight) for node in instrument.groups if node.kind is NodeKind.DOMAIN] == ["17", "28", "55"]


@pytest.mark.parametrize("code", sorted(path.stem.upper() for path in LAW.glob("instruments/*.toml")))
def test_every_part_of_an_instrument_is_named_in_both_languages(code: str):
    instrument = law_instruments.instrument(code)
    assert [node.code for node in instrument.nodes if not (node.name.id and node.name.en)] == []


def test_what_of_the_instrument_of_2018_is_reconstructed_is_told():
    assert "reconstructed from published results" in law_instruments.instrument("SPBE-2018").heading.doubt.en
