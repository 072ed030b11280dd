"""Files of instruments: read, written and read again the same; refused with line and reason where they are flawed."""

import json
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simpul.maturity.model.instrument_refusals import InstrumentFlawed
from simpul.maturity.model.instruments import Instrument
from simpul.maturity.rules import instrument_writing, law_instruments
from simpul.maturity.rules.instrument_reading import read

pytestmark = pytest.mark.rules
EVERY = list(law_instruments.instruments().values())
SMALL = """\
code = "UJI-2027"
title = { id = "Uji", en = "Trial" }
law = "Permen Uji 1/2027"
years = [2027]
source = "Uji"

[scale]
min = "1"
max = "3"
step = "1"

[levels.proses]
1 = { id = "Satu", en = "One" }
2 = { id = "Dua", en = "Two" }
3 = { id = "Tiga", en = "Three" }

[[predicate]]
id = "Tinggi"
en = "High"
min = "2"

[[predicate]]
id = "Rendah"
en = "Low"
min = "0"

[[node]]
code = "A1"
parent = ""
kind = "aspect"
weight = "60"
name = { id = "Aspek", en = "Aspect" }

[[node]]
code = "I1"
parent = "A1"
kind = "indicator"
weight = "20"
capability = "proses"
name = { id = "Pertama", en = "First" }

[[node]]
code = "I2"
parent = "A1"
kind = "indicator"
weight = 40.0
capability = "proses"
name = { id = "Kedua", en = "Second" }

[[node]]
code = "I3"
parent = ""
kind = "indicator"
weight = "40"
capability = "proses"
name = { id = "Ketiga", en = "Third" }
"""


def flaws(text: str, form: str = "toml") -> list[tuple[int, str]]:
    with pytest.raises(InstrumentFlawed) as refused:
        read(text, form=form)
    return [(one.line, one.reason) for one in refused.value.flaws]


def line_of(text: str, part: str, nth: int = 1) -> int:
    at = -1
    for _ in range(nth):
        at = text.index(part, at + 1)
    return text.count("\n", 0, at) + 1


def test_a_tree_may_have_any_depth() -> None:
    """An indicator may even stand at the top, beside an aspect."""
    small = read(SMALL)
    assert [node.code for node in small.children()] == ["A1", "I3"]
    assert [node.code for node in small.under("A1")] == ["I1", "I2"]


@pytest.mark.parametrize("instrument", EVERY, ids=lambda one: one.code)
@pytest.mark.parametrize("form", ["toml", "json"])
def test_an_instrument_of_the_law_is_the_same_after_writing_and_reading(instrument: Instrument, form: str) -> None:
    document = instrument_writing.document(instrument)
    text = instrument_writing.toml(instrument) if form == "toml" else json.dumps(document, indent=1)
    again = read(text, form=form)
    assert (again.digest, again.nodes, again.levels) == (instrument.digest, instrument.nodes, instrument.levels)


def test_the_digest_is_of_what_it_says_and_not_of_how_it_is_laid_out() -> None:
    assert read(SMALL.replace('"60"', '"60.00"') + "\n# more\n").digest == read(SMALL).digest
    assert read(SMALL.replace('en = "Third"', 'en = "3rd"')).digest != read(SMALL).digest


def test_weights_that_do_not_sum_are_refused_at_the_part_that_holds_them() -> None:
    text = SMALL.replace("40.0", "40.5")
    assert flaws(text) == [(line_of(text, 'weight = "60"'), "the weights under A1 add up to 60.5, but A1 weighs 60")]
    text = SMALL.replace('weight = "40"', 'weight = "39.99"')
    assert flaws(text) == [(line_of(text, 'weight = "60"'), "the weights at the top add up to 99.99, but the whole is 100")]


CRITERIA = SMALL + "".join(
    f"""
[indicator.{number}]
article = "Permen Uji 1/2027"
question = {{ id = "Apakah?", en = "Is it?" }}
about = {{ id = "Tentang", en = "About" }}
judged = {{ id = "Dinilai", en = "Judged" }}

[[indicator.{number}.evidence]]
key = "regulation"
id = "Peraturan"
en = "Regulation"
"""
    + "".join(
        f"""
[indicator.{number}.level.{level}]
criteria = {{ id = "Tingkat {level}", en = "Level {level}" }}
evidence = {{ id = "Bukti", en = "Evidence" }}
"""
        for level in (1, 2, 3)
    )
    for number in (1, 2, 3)
)


def test_a_file_may_bring_the_criteria_of_all_its_indicators() -> None:
    """They are part of the instrument then, and of its digest; written and read again they are the same."""
    made = read(CRITERIA)
    assert made.criteria[3].levels[2].criteria.en == "Level 2"
    assert made.digest != read(SMALL).digest
    assert instrument_writing.without_criteria(made).digest == read(SMALL).digest
    for text, form in ((instrument_writing.toml(made), "toml"), (json.dumps(instrument_writing.document(made)), "json")):
        again = read(text, form=form)
        assert (again.criteria, again.digest) == (made.criteria, made.digest)


@pytest.mark.parametrize(
    ("before", "after", "place", "reason"),
    [
        ("[indicator.2]", "[indicator.9]", "[indicator.9]", "there is no indicator 9"),
        ("[indicator.2]", "[indicator.9]", "[indicator.1]", "there are no criteria for indicator 2"),
        ("[indicator.1.level.2]", "[indicator.1.level.4]", "[indicator.1]", "criteria for each level of the scale"),
        ('en = "Level 3"', 'en = ""', "[indicator.1.level.3]\n", "words are needed in both languages"),
        ('article = "Permen Uji 1/2027"\n', "", "[indicator.1]", "article is missing"),
    ],
)
def test_flaws_of_criteria_are_told_by_line(before: str, after: str, place: str, reason: str) -> None:
    every = before.startswith("[indicator.2")
    text = CRITERIA.replace("indicator.2", "indicator.9") if every else CRITERIA.replace(before, after, 1)
    found = [line for line, said in flaws(text) if reason in said]
    assert found
    assert abs(found[0] - line_of(text, place)) <= 1


Change = tuple[str, str, str, int, str]
CHANGES: list[Change] = [
    ("an unknown parent", 'parent = "A1"', 'parent = "A9"', 1, "the parent A9 of I1 is not there"),
    ("a code twice", 'code = "I2"', 'code = "I1"', 2, "I1 is there already"),
    ("a gap in numbers", 'code = "I3"', 'code = "I4"', 0, "there is no indicator I3"),
    ("a level outside the scale", "3 = { id", "4 = { id", 0, "levels.proses has no name for level 3"),
    ("a weight that is none", 'weight = "20"', 'weight = "dua puluh"', 1, "weight must be a number"),
    ("a weight of nothing", 'weight = "20"', 'weight = "0"', 1, "weight must be more than 0"),
    ("a negative weight", 'weight = "20"', "weight = -20", 1, "weight must be a number"),
    ("no weight", 'weight = "20"\n', "", 0, "weight is missing"),
    ("an unknown kind", 'kind = "aspect"', 'kind = "pilar"', 1, "'pilar' is none of domain, aspect, indicator"),
    ("an unknown capability", 'capability = "proses"', 'capability = "x"', 1, "the capability 'x' of I1 is none of proses"),
    ("predicates that rise", 'min = "0"', 'min = "2.5"', 1, "predicates descend"),
    ("a scale upside down", 'max = "3"', 'max = "0"', 0, "the least value of the scale must be less"),
    ("words in one language", 'en = "First"', 'en = ""', 1, "words are needed in both languages"),
    ("no years", "years = [2027]", "years = []", 1, "years must be a list of years"),
    ("a code that is none", "UJI-2027", "uji 2027", 1, "a code is capitals"),
    ("half a file", SMALL[-60:], "", 0, ""),
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change[0])
def test_a_flaw_is_told_with_its_line(change: Change) -> None:
    _, before, after, nth, reason = change
    text = SMALL.replace(before, after, 1)
    found = flaws(text)
    assert any(reason in said for _, said in found), found
    if nth:
        assert line_of(text, after, nth) in [line for line, said in found if reason in said]


def test_every_flaw_is_told_at_once() -> None:
    text = SMALL.replace('weight = "20"', 'weight = "x"').replace('kind = "aspect"', 'kind = "y"')
    assert [line for line, _ in flaws(text)] == [line_of(text, 'kind = "y"'), line_of(text, 'weight = "x"')]


def test_a_line_is_told_in_json_too() -> None:
    document = instrument_writing.document(read(SMALL))
    document["node"][2]["weight"] = "41"
    text = json.dumps(document, indent=1)
    assert flaws(text, "json") == [
        (line_of(text, '"weight": "60"'), "the weights under A1 add up to 61, but A1 weighs 60"),
    ]


DIRTY = ["", "[]", "null", "5", '"x"', "{", '{"code": NaN}', "[" * 100_000, '{"a": 1, "a": 2}', '{"node": [[]]}', "\x00"]
DIRTY += ['{"levels": {"proses": []}}', '{"scale": {"min": 1e999999999}}', '{"node": [{"name": 3}]}', '{"conversion": {}}']


@pytest.mark.parametrize("text", DIRTY)
@pytest.mark.parametrize("form", ["toml", "json"])
def test_what_is_no_instrument_at_all_is_refused_in_words(text: str, form: str) -> None:
    assert all(reason for _, reason in flaws(text, form))


@given(st.integers(0, len(SMALL.splitlines()) - 1), st.integers(0, 40), st.text(max_size=6))
def test_a_file_with_anything_typed_anywhere_is_read_or_refused(number: int, column: int, typed: str) -> None:
    lines = SMALL.splitlines()
    lines[number] = lines[number][:column] + typed + lines[number][column + 1 :]
    _read_or_refused(lambda: read("\n".join(lines)))


@given(
    st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=5), lambda kids: st.lists(kids, max_size=3))
)
def test_an_object_with_any_part_exchanged_is_read_or_refused(anything: object) -> None:
    document = instrument_writing.document(read(SMALL))
    for part in document:
        _read_or_refused(lambda part=part: read(json.dumps({**document, part: anything}), form="json"))


def _read_or_refused(reading: Callable[[], Instrument]) -> None:
    with suppress(InstrumentFlawed):
        reading()
