"""The real history in the demo: every fact of the published chronology is there, nothing contradicts it, all is sourced.

The chronology: `egcc_dgcc_kegiatan.json` of the shared folder. Beside it stand the facts of the ministry's page of 29 July
2019: ties since 1973, two Korean ministries, the meeting of that day.
"""

import json
import re
from collections import Counter
from datetime import date
from importlib.resources import files
from typing import Any

import pytest

from simpul.cooperation.model.activities import Precision
from simpul.cooperation.rules.history import history, read
from simpul.cooperation.rules.history_checks import HistoryWrong
from simpul.cooperation.rules.programmes import TONGUES
from tests.conftest import SHARED

CHRONOLOGY = SHARED / "data" / "cooperation" / "egcc_dgcc_kegiatan.json"
there = pytest.mark.skipif(not CHRONOLOGY.exists(), reason="the shared folder with the chronology is not here")
TABLE = files("simpul.cooperation").joinpath("data/history.toml").read_text("utf-8")


def chronology() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(CHRONOLOGY.read_text("utf-8"))
    return found


def marks() -> set[str]:
    return {mark for mark, _name in history().background.names}


@there
def test_each_programme_has_the_chronology_s_days_place_and_sources() -> None:
    told = {one.code: one for one in history().programmes}
    assert set(told) == {row["kode"] for row in chronology()["program"]}
    for row in chronology()["program"]:
        one = told[row["kode"]]
        assert (one.since.isoformat(), one.until and one.until.isoformat()) == (row["mulai"], row["selesai"])
        assert one.place == row.get("lokasi", "")
        assert set(row["sumber"]) <= set(one.sources)
        assert len(one.fields) == len(row.get("bidang", row.get("fokus", ())))
    assert told["EGCC-2"].inferred == ("until",), "the chronology calls that day inferred"


@there
def test_each_signed_paper_is_an_agreement() -> None:
    """The instruments of the programmes and the committee's two bases, by the days that the chronology gives them."""
    text = json.dumps([chronology()["program"], chronology()["komite_bersama"]["dasar"]], ensure_ascii=False)
    days = set(re.findall(r"20\d\d-\d\d-\d\d", text))
    terms = {str(row[key]) for row in chronology()["program"] for key in ("mulai", "selesai")} - {"2021-05-25"}
    signed = {str(one.signed_on) for one in history().agreements}
    assert signed == days - terms - {"2024-12-17"}
    people = " ".join(party.represented_by for one in history().agreements for party in one.parties)
    assert all(name in people for name in ("Syafruddin", "Kim Boo-kyum", "Tjahjo Kumolo", "Park Tae-sung"))


@there
def test_a_million_dollars_a_side_is_pledged_and_nothing_more_is_claimed() -> None:
    assert chronology()["program"][0]["kontribusi"] == "USD 1.000.000 per pihak selama 3 tahun"
    assert Counter((one.kind, one.side, str(one.money.amount), one.money.currency) for one in history().lines) == {
        ("pledge", "indonesia", "1000000", "USD"): 1,
        ("pledge", "korea", "1000000", "USD"): 1,
    }


@there
def test_the_committee_has_its_six_tasks() -> None:
    committee = chronology()["komite_bersama"]
    tasks = history().background.tasks
    assert len(tasks) == len(committee["tugas"]) == 6
    assert all(one.sources == (committee["sumber"],) for one in tasks)


@there
def test_each_project_is_there_and_a_line_of_several_is_several() -> None:
    told = Counter((one.programme, one.year, one.title["id"].lower()) for one in history().projects)
    wanted: list[tuple[str, int, str]] = []
    for row in chronology()["proyek_bersama"]:
        titles = row["judul"].removeprefix("Usulan: ").removeprefix("Rencana: ").split("; ")
        wanted += [(row["program"], row["tahun"], title.lower()) for title in titles]
    assert told == Counter(wanted)
    bundled = [one for one in history().projects if one.year == 2024]
    assert len(bundled) == 4
    assert all(one.stage == "proposal" and one.note and "satu baris" in one.note["id"] for one in bundled)


def test_no_stage_is_claimed_that_the_sources_do_not_state() -> None:
    """Stated are proposals of 2024, and that one study was disseminated; every other stage is called inferred."""
    for one in history().projects:
        stated = one.year == 2024 or one.stage == "disseminated"
        assert ("stage" in one.inferred) is not stated, one.title["id"]


@there
def test_each_activity_has_the_chronology_s_days_places_and_numbers() -> None:
    for row in chronology()["kegiatan"]:
        found = [one for one in history().activities if _is(one, row)]
        assert len(found) == 1, row
        one = found[0]
        assert one.participants == row.get("peserta")
        assert one.agencies == row.get("instansi")
        assert one.leader == row.get("ketua", "")
        assert one.place == row.get("tempat", "")
        if "selesai" in row:
            assert one.until.isoformat() == row["selesai"]
        if row.get("sumber", "").startswith("https://"):
            assert row["sumber"] in one.sources


def _is(one: Any, row: dict[str, Any]) -> bool:
    begins = row.get("mulai", str(row.get("tahun")))
    told = {
        Precision.DAY: one.since.isoformat(),
        Precision.MONTH: one.since.isoformat()[:7],
        Precision.YEAR: str(one.since.year),
    }
    return (
        bool(told[one.precision] == begins)
        and row.get("peserta") == one.participants
        and row.get("tempat", "") == one.place
    )


def test_the_only_other_activity_is_the_meeting_of_29_july_2019() -> None:
    others = [one for one in history().activities if "29 Juli 2019" in " ".join(one.sources) and one.kind != "lecture"]
    (one,) = others
    assert (one.since, one.place) == (date(2019, 7, 29), "Jakarta")
    assert one.note is not None
    assert all(name in one.note["id"] for name in ("Syafruddin", "Rini Widyantini", "Diah Natalisa", "Lee In-jae", "Busan"))
    assert len(history().activities) == 11


def test_where_sources_disagree_the_record_says_so() -> None:
    (one,) = [each for each in history().activities if each.leader == "Imam Machdi"]
    assert one.note is not None
    assert all("16–23" in one.note[tongue] for tongue in ("id", "en"))
    assert "until" in one.inferred


@there
def test_the_ranks_are_those_of_the_chronology_and_no_year_is_filled_in() -> None:
    ranks = chronology()["peringkat_egdi_indonesia"]
    assert (
        {str(one.year): one.value for one in history().background.ranks} == ranks == {"2018": 107, "2020": 88, "2024": 64}
    )


@there
def test_every_source_of_the_chronology_is_kept() -> None:
    addresses = set(re.findall(r"https://[^\s\"]+", CHRONOLOGY.read_text("utf-8")))
    assert addresses <= marks()


def test_every_record_says_where_it_is_from_and_nothing_is_made_up() -> None:
    told = history()
    kinds = (told.programmes, told.agreements, told.meetings, told.projects, told.deliverables, told.activities)
    records: list[Any] = [one for kind in kinds for one in kind]
    assert not [one for one in records if not one.sources or not set(one.sources) <= marks() or one.synthetic]


def test_the_background_is_the_ministry_s() -> None:
    said = " ".join(one.text["en"] for one in history().background.facts)
    assert all(
        words in said for words in ("1973", "Ministry of the Interior and Safety", "Ministry of Personnel Management")
    )


def test_every_word_is_there_in_three_languages() -> None:
    told = history()
    words = [one.title for kind in (told.agreements, told.meetings, told.projects, told.activities) for one in kind]
    words += [one.name for one in told.programmes] + list(told.background.terms)
    assert not [one for one in words if set(one) != set(TONGUES)]
    single = {party.name for one in told.agreements for party in one.parties}
    single |= {party.represented_by for one in told.agreements for party in one.parties if party.represented_by}
    single |= {one.place for one in told.activities if one.place} | {one.place for one in told.meetings}
    assert single - {"NIA"} <= {one["id"] for one in told.background.terms}


WRONG = {
    "no such source": ('sources = ["panrb-committee"]', 'sources = ["nowhere"]'),
    "no such programme": ('programme = "EGCC-2"\ninstrument', 'programme = "EGCC-9"\ninstrument'),
    "ends before it begins": ("until = 2019-11-27", "until = 2019-11-20"),
    "annexed to what is not": ('parent = "msp-2015"', 'parent = "mou-2018"'),
    "no words in ko": ('title.ko = "MSP 부속서"', 'title.ko = " "'),
    "no such project": ('project = "index"', 'project = "none"'),
    "a key stands twice": ('key = "forum-2023"', 'key = "forum-2022"'),
    "no day": ("signed_on = 2021-05-25", "signed_on = 2021-05-25T00:00:00"),
}


@pytest.mark.parametrize("says", WRONG)
def test_a_table_that_contradicts_itself_is_refused(says: str) -> None:
    before, after = WRONG[says]
    assert before in TABLE
    with pytest.raises(HistoryWrong, match=says):
        read(TABLE.replace(before, after))
