"""An imported instrument of another shape, and values with many decimals, all the way from the answer to every file."""

import csv
import io
import json
from fractions import Fraction
from typing import Any
from uuid import UUID

import pytest
from openpyxl import load_workbook

from simpul.kernel.platform import Platform
from simpul.maturity.actions import answering, instruments, objecting, opening, result_reading
from simpul.maturity.model.assessing import NewObjection, Saying
from simpul.maturity.model.instrument_refusals import InstrumentFlawed
from simpul.maturity.rules import charts, recommending
from simpul.maturity.rules.instrument_reading import read
from simpul.maturity.rules.result_rows import tauval_code
from tests.maturity import makers
from tests.maturity import result_makers as make

NODES = (
    ("D1", "", "domain", "60"),
    *(("A1", "D1", "aspect", "40"), ("A1.1", "A1", "aspect", "40"), ("I1", "A1.1", "indicator", "70/3")),
    *(("I2", "A1.1", "indicator", "50/3"), ("I3", "D1", "indicator", "20"), ("SUB", "", "aspect", "40")),
    ("I4", "SUB", "indicator", "40"),
)
"""Four levels deep, parts of several kinds beside each other, weights that have no decimal."""
WORDS = {"id": "Uji", "en": "Trial"}
ALL = {"1": "1.5", "2": "4", "3": "2.5", "4": "3"}
EXACT = (Fraction("1.5") * Fraction(70, 3) + 4 * Fraction(50, 3) + Fraction("2.5") * 20 + 3 * 40) / 100
LONG = "1.166666666666666666666666666667"


def document(**changes: Any) -> dict[str, Any]:
    given: dict[str, Any] = {
        "code": "UJI-2027",
        "title": WORDS,
        "law": "Permen Uji",
        "years": [2027],
        "source": "Uji",
        "scale": {"min": "1", "max": "4", "step": "0.5"},
        "levels": {"p": {str(level): WORDS for level in range(1, 5)}},
        "predicate": [{"id": "Tinggi", "en": "High", "min": "10/3"}, {"id": "Rendah", "en": "Low", "min": "0"}],
        "node": [
            {"code": code, "parent": parent, "kind": kind, "weight": weight, "name": WORDS}
            | ({"capability": "p"} if kind == "indicator" else {})
            for code, parent, kind, weight in NODES
        ],
    }
    return given | changes


def text(**changes: Any) -> str:
    return json.dumps(document(**changes))


def flaws(given: str) -> str:
    with pytest.raises(InstrumentFlawed) as refused:
        read(given, form="json")
    return str(refused.value.facts["flaws"])


@pytest.fixture
def assessed(platform: Platform) -> UUID:
    instruments.take_in(platform, text(), file_name="uji.json", form="json")
    made = makers.opened(platform, key="2027", code="UJI-2027")
    makers.answer(platform, makers.ENTRY, made, ALL)
    return made


def test_an_instrument_of_four_levels_without_equal_parts_is_reckoned_and_shown_everywhere(platform, client_for, assessed):
    page, client = f"/kematangan/hasil/{assessed}", client_for(makers.ENTRY)
    for path in ("", "/andaikan", "/andaikan?1=3,5", "/andaikan?jalan=1", "/banding", "/laporan.pdf"):
        assert client.get(page + path).status_code == 200, path
    told = client.get(f"{page}/ekspor.json").json()
    assert told["exact"] == str(EXACT)
    assert told["values"] == ALL
    rows = list(csv.DictReader(io.StringIO(client.get(f"{page}/ekspor.csv").content.decode("utf-8-sig"))))
    assert {row["code"]: row["exact"] for row in rows}["INDEKS"] == str(EXACT)
    assert client.get(f"{page}/andaikan").text.count('name="1"') == 1
    book = load_workbook(io.BytesIO(client.get(f"{page}/laporan.xlsx").content))
    assert [row[4].value for row in list(book["Indikator"].rows)[1:]] == [1.5, 4, 2.5, 3]
    for path in (f"/penilaian/{assessed}", f"/penilaian/{assessed}/indikator/1", "/instrumen/UJI-2027"):
        assert client_for(makers.ENTRY).get(f"/kematangan{path}").status_code == 200, path


def test_a_final_result_of_it_leaves_in_the_form_of_tauval(platform, client_for, assessed):
    make.moved(platform, stage="final", state="closed", id=assessed)
    (row,) = client_for().get("/kematangan/data/tauval.json").json()["data"]
    assert set(row["nilai"]) == {"D2001", "A2001", "A1.1", "SUB"}
    assert client_for().get(f"/kematangan/hasil/{assessed}").status_code == 200
    assert client_for(makers.MINISTRY).get("/kematangan/nasional?edisi=2027").status_code == 200


def test_strengths_are_of_the_parts_right_above_the_indicators_and_the_axis_ends_with_the_scale():
    instrument = read(text(), form="json")
    assert [node.code for node in charts.aspects(instrument)] == ["D1", "A1.1", "SUB"]
    assert [node.code for node in charts.domains(instrument)] == ["D1"]
    assert charts.top(instrument) == 4
    assert sum(recommending.shares(instrument)[node.code] for node in instrument.indicators) == 1
    assert tauval_code("A10") == "A2010"


def test_a_value_of_thirty_decimals_comes_back_as_it_was_given(platform):
    made = makers.opened(platform, key="2026", code="PEMDI-2026")
    makers.answer(platform, makers.ENTRY, made, {"1": LONG, "2": "1.1667"})
    assert answering.sheet(platform, makers.ENTRY, made, indicator="1").answer.said.level == Fraction(LONG)
    seen = result_reading.view(platform, makers.ENTRY, made)
    assert (seen.values["1"], seen.values["2"]) == (Fraction(LONG), Fraction("1.1667"))
    assert seen.reckoned.nodes["A1"] == (Fraction(LONG) + Fraction("1.1667")) / 2


def test_a_form_and_what_if_hold_the_value_itself_so_that_sending_them_again_changes_nothing(platform, client_for):
    made = makers.opened(platform, key="2026", code="PEMDI-2026")
    makers.answer(platform, makers.ENTRY, made, {"1": "1.1667", "2": LONG})
    client = client_for(makers.ENTRY)
    assert 'value="1,1667"' in client.get(f"/kematangan/penilaian/{made}/indikator/1").text
    page = f"/kematangan/hasil/{made}/andaikan"
    assert f'value="{LONG.replace(".", ",")}"' in client.get(page).text
    before = result_reading.view(platform, makers.ENTRY, made).reckoned.index
    sent = {"1": "1,1667", "2": LONG.replace(".", ",")}
    assert client.get(page, params=sent).status_code == 200
    assert client.get(f"{page}.json", params=sent).json()["exact"] == str(before)


def test_what_is_wanted_by_an_objection_is_kept_as_exactly(platform):
    made = makers.opened(platform, key="2026", code="PEMDI-2026")
    makers.to_stage(platform, made, "objection")
    objecting.object_(platform, makers.LEADER, made, NewObjection("1", Fraction(LONG), "Bukti dukung belum dibaca."))
    assert objecting.of(platform, makers.LEADER, made)[0].wanted == Fraction(LONG)


def test_a_draft_may_hold_what_no_answer_may(platform):
    made = makers.opened(platform, key="2026", code="PEMDI-2026")
    answering.autosave(platform, makers.ENTRY, made, Saying("1", makers.said("5/3"), 0))
    assert answering.sheet(platform, makers.ENTRY, made, indicator="1").draft.said.level == Fraction(5, 3)
    assert opening.one(platform, makers.ENTRY, made).row.stage == "self"


@pytest.mark.parametrize("scale", [("1", "999999999", "1"), ("1", "4", "0.000000001")], ids=["endless", "too fine"])
def test_a_scale_that_nobody_could_choose_from_is_refused_at_once(scale):
    given = dict(zip(("min", "max", "step"), scale, strict=True))
    assert "a scale ends at 10 at most and has 100 steps at most" in flaws(text(scale=given))


def test_a_tree_deeper_than_a_dozen_parts_is_refused():
    deep = [("A1", ""), *((f"A{n}", f"A{n - 1}") for n in range(2, 400))]
    nodes = [{"code": code, "parent": above, "kind": "aspect", "weight": "100", "name": WORDS} for code, above in deep]
    last = {"code": "I1", "parent": "A399", "kind": "indicator", "weight": "100", "name": WORDS, "capability": "p"}
    assert "A13 lies deeper than 12 parts" in flaws(text(node=[*nodes, last]))


def test_an_instrument_without_any_part_to_draw_is_refused():
    node = {"code": "I1", "parent": "", "kind": "indicator", "weight": "100", "name": WORDS, "capability": "p"}
    assert "there is no aspect" in flaws(text(node=[node]))


@pytest.mark.parametrize("said", ["a\0b", "\ud800"], ids=["zero", "half of a pair"])
def test_characters_that_no_database_keeps_are_refused(said):
    assert "cannot be kept" in flaws(text(law=said))
    assert "cannot be kept" in flaws(text(levels={said: {"1": WORDS}}))
    read(text(law=r"as text: \u0000"), form="json")


def test_two_names_for_one_level_are_refused():
    assert "must name levels by their number" in flaws(text(levels={"p": {"1": WORDS, "01": WORDS}}))
