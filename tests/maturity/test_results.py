"""Results: reckoned with each change, carried over from stage to stage, seen by those whom they concern."""

import csv
import io
import json
import threading
import time
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select, text

from simpul.app import build_platform
from simpul.kernel.database import schema
from simpul.kernel.keys import Keys
from simpul.kernel.platform import Platform
from simpul.maturity.actions import publishing, result_reading, resulting
from simpul.maturity.model.results import ResultUnknown
from simpul.maturity.rules.index import shown
from simpul.maturity.store import results as store
from simpul.maturity.store.assessment_tables import answers
from tests.conftest import settings_for
from tests.maturity import makers
from tests.maturity import result_makers as make
from tests.maturity.result_makers import (
    ASSESSMENT,
    ASSESSOR,
    EKON,
    HEALTH_OFFICER,
    MINISTRY,
    OF_AGENCY,
    OTHER_AGENCY,
    STRANGER,
)

PAGE = f"/kematangan/hasil/{ASSESSMENT}"
API = f"/api/v1/maturity/results/{ASSESSMENT}"


WAITING = text("SELECT EXISTS (SELECT 1 FROM pg_locks WHERE NOT granted)")


@pytest.fixture
def platform(database_url: str, keys: Keys, run_directory: Any, clock: Any) -> Iterator[Platform]:
    """The ministry's node with an edition of 2024 and an agency in it whose self-assessment is filled in."""
    settings = settings_for(run_directory, modules="identity,maturity", agency="Kementerian PANRB")
    built = build_platform(settings, keys=keys, url=database_url, clock=clock)
    make.edition(built)
    make.assessment(built)
    make.answer(built, "self", EKON)
    yield built
    built.database.close()


def kept(platform: Platform) -> Any:
    with platform.database.reading() as unit:
        return store.of(unit.connection, ASSESSMENT)


def test_the_self_assessment_makes_the_published_index_exactly(platform):
    found = kept(platform)
    assert (found.index, found.predicate, found.stage) == (Fraction(1179, 400), "Baik", "self")
    assert (shown(found.nodes["D4"]), shown(found.nodes["A8"])) == ("3.61", "3.17")
    assert (found.unfilled, found.final) == (0, False)


def test_what_a_stage_does_not_clear_up_carries_over_from_the_one_before(platform):
    make.moved(platform, stage="document")
    make.answer(platform, "document", {"1": 2, "2": None})
    found = kept(platform)
    assert (found.stage, found.values["1"], found.values["2"], found.values["3"]) == ("document", 2, 3, 3)
    assert found.self_index == Fraction("2.95")
    assert found.index == Fraction(1179, 400) - Fraction(13, 1000)


def test_a_whole_evaluation_by_what_people_do_ends_in_a_public_result(platform, client_for):
    done = makers.finished(platform, key="2025")
    told = client_for().get(f"/api/v1/maturity/results/{done}").json()
    assert (told["index"], told["predicate"], told["final"], told["unfilled"]) == ("3.00", "Baik", True, [])
    assert client_for().get(f"/kematangan/hasil/{done}").status_code == 200
    assert client_for().get(f"/kematangan/hasil/{done}/laporan.pdf").content[:5] == b"%PDF-"


def test_an_assessors_own_answers_move_nothing_until_both_agreed(platform):
    make.moved(platform, stage="document")
    make.answer(platform, "document", {"1": 5}, seat=1)
    make.answer(platform, "document", {"1": 1}, seat=2)
    assert kept(platform).index == Fraction(1179, 400)


def test_the_agency_sees_its_own_values_while_assessors_read_documents(platform):
    make.moved(platform, stage="document")
    make.answer(platform, "document", {"1": 1})
    assert result_reading.view(platform, OF_AGENCY, ASSESSMENT).values["1"] == 3
    assert result_reading.view(platform, ASSESSOR, ASSESSMENT).values["1"] == 1
    make.moved(platform, stage="interview")
    make.answer(platform, "interview", {"2": 5})
    seen = {who.name: result_reading.view(platform, who, ASSESSMENT).values for who in (OF_AGENCY, ASSESSOR)}
    assert (seen["Petugas entri"]["1"], seen["Petugas entri"]["2"]) == (1, 3)
    assert seen["Asesor"]["2"] == 5


@pytest.mark.parametrize(
    ("who", "draft", "final"),
    [
        (OF_AGENCY, True, True),
        (ASSESSOR, True, True),
        (MINISTRY, True, True),
        (OTHER_AGENCY, False, True),
        (STRANGER, False, True),
        (HEALTH_OFFICER, False, True),
        (None, False, True),
    ],
    ids=["agency", "assessor", "ministry", "other agency", "other assessor", "other role", "nobody"],
)
def test_a_draft_is_for_agency_assessors_and_ministry_and_a_final_result_for_all(platform, client_for, who, draft, final):
    make.moved(platform, stage="document")
    client = client_for(who)
    for page in (PAGE, f"{PAGE}/andaikan", f"{PAGE}/banding", f"{PAGE}/ekspor.csv", f"{PAGE}/ekspor.json", API):
        assert (client.get(page).status_code == 200) is draft, page
    make.moved(platform, stage="final", state="closed")
    assert (client.get(PAGE).status_code == 200) is final
    assert (client.get(API).json()["final"]) is True


def test_assessors_see_the_self_assessment_once_it_is_handed_in(platform):
    with pytest.raises(ResultUnknown):
        result_reading.view(platform, ASSESSOR, ASSESSMENT)
    make.moved(platform, stage="document")
    assert result_reading.view(platform, ASSESSOR, ASSESSMENT).reckoned.index == Fraction(1179, 400)


def test_nobody_learns_by_the_answer_whether_there_is_a_draft(platform, client_for):
    for other in (PAGE, f"/kematangan/hasil/{STRANGER.id}", "/kematangan/hasil/x"):
        assert client_for().get(other).status_code == 404
    with pytest.raises(ResultUnknown):
        result_reading.view(platform, OTHER_AGENCY, ASSESSMENT)


@pytest.mark.parametrize("lang", ["", "/en"])
def test_the_page_tells_index_parts_and_what_lifts_most(platform, client_for, lang):
    page = client_for(OF_AGENCY).get(lang + PAGE).text
    assert ("2.95" if lang else "2,95") in page
    assert "1179/400" in page
    assert "<polygon" in page
    assert "JDIH" in page
    assert ("Not final" if lang else "Belum final") in page


def test_what_if_recomputes_and_keeps_nothing(platform, client_for):
    client, bearer = client_for(OF_AGENCY), {"Authorization": f"Bearer {OF_AGENCY.id}"}
    page = client.get(f"/en{PAGE}/andaikan?1=5&21=3").text
    assert "2.95" in page
    assert "3.00" in page
    told = client.get(f"{PAGE}/andaikan.json?1=5&21=3").json()
    assert told["exact"] == str(Fraction(1179, 400) + 2 * Fraction(13, 1000) + 2 * Fraction("0.015"))
    assert kept(platform).index == Fraction(1179, 400)
    asked = client_for().post(f"{API}/what-if", json={"values": {"1": 5, "21": 3}}, headers=bearer)
    assert asked.json()["exact"] == told["exact"]


def test_what_if_says_which_value_is_off_the_scale_and_keeps_the_page(platform, client_for):
    page = client_for(OF_AGENCY).get(f"/en{PAGE}/andaikan?1=9")
    assert page.status_code == 422
    assert "Indicator 1" in page.text


def test_the_shortest_way_reaches_the_next_predicate(platform, client_for):
    page = client_for(OF_AGENCY).get(f"/en{PAGE}/andaikan?jalan=1").text
    assert "Sangat Baik" in page.split('id="supposed"')[1][:900]


def test_files_leave_with_their_marks_and_a_draft_that_left_stands_in_the_trail(platform, client_for):
    client = client_for(OF_AGENCY)
    paper = client.get(f"{PAGE}/laporan.pdf")
    assert paper.content[:5] == b"%PDF-"
    assert "sementara" in paper.headers["content-disposition"]
    book = load_workbook(io.BytesIO(client.get(f"{PAGE}/laporan.xlsx").content))
    assert [sheet.title for sheet in book] == ["Ringkasan", "Bagian", "Indikator", "Rekomendasi"]
    assert len(list(book["Indikator"].rows)) == 48
    assert zipfile.is_zipfile(io.BytesIO(client.get(f"{PAGE}/laporan.xlsx").content))
    rows = list(csv.reader(io.StringIO(client.get(f"{PAGE}/ekspor.csv").content.decode("utf-8-sig"))))
    assert [row[4] for row in rows[:3]] == ["value", "2.95", "3.00"]
    with platform.database.reading() as unit:
        actions = unit.connection.execute(select(schema.audit.c.action)).scalars().all()
    assert actions.count("maturity.result.taken") == 3


def test_final_results_leave_in_the_form_of_tauval_and_drafts_do_not(platform, client_for):
    client = client_for()
    assert client.get("/kematangan/data/tauval.json").json()["data"] == []
    make.moved(platform, stage="final", state="closed")
    (row,) = client.get("/kematangan/data/tauval.json").json()["data"]
    assert (row["kode"], row["tahun"], row["kategori"], row["daerah"]) == ("8205", 2024, "Kabupaten", "Papua Barat")
    aspects = {"A2001": 3.0, "A2002": 3.25, "A2003": 3.0, "A2004": 2.5, "A2005": 1.0, "A2006": 1.0, "A2007": 3.9}
    assert row["nilai"] == {**aspects, "A2008": 3.1667, "D2001": 3.0, "D2002": 3.0, "D2003": 1.0, "D2004": 3.6099}
    assert (row["indeks"], row["predikat"], row["sintetis"]) == (2.9475, "Baik", False)
    assert client.get("/api/v1/maturity/results").json()["data"] == [row]
    assert (publishing.final_counts(platform), len(publishing.final_lines(platform, agency="8205"))) == ((1, 0), 1)
    assert "Teluk Bintuni" in client.get("/kematangan/terbitan/simpul").text


def test_two_officers_at_once_lose_no_answer_in_the_sum(platform):
    """The second waits at the sum until the first has committed, and then counts both."""
    make.moved(platform, stage="document")
    first_is_kept = threading.Event()

    def write(indicator: str, first: bool) -> None:
        assert first or first_is_kept.wait(10)
        with platform.database.writing(OF_AGENCY) as unit:
            unit.unaudited("a test")
            row = {"assessment": ASSESSMENT, "stage": "document", "seat": 0, "version": 1, "at": unit.clock.now()}
            unit.connection.execute(answers.insert().values(**row, indicator=indicator, level=5))
            resulting.refresh(unit, ASSESSMENT)
            first_is_kept.set()
            until = time.monotonic() + 10
            while first and time.monotonic() < until and not unit.connection.scalar(WAITING):
                pass

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(write, "1", True), pool.submit(write, "2", False)]:
            done.result(20)
    found = kept(platform)
    assert (found.values["1"], found.values["2"]) == (5, 5)
    assert found.index == Fraction(1179, 400) + 4 * Fraction(13, 1000)


def test_an_answer_taken_back_leaves_no_result(platform):
    with platform.database.writing(OF_AGENCY) as unit:
        unit.unaudited("a test")
        unit.connection.execute(answers.delete())
        resulting.refresh(unit, ASSESSMENT)
    assert kept(platform) is None


def test_the_json_of_a_result_is_exact_text(platform, client_for):
    told = json.loads(client_for(MINISTRY).get(API).content)
    assert (told["index"], told["exact"], told["nodes"]["A8"]) == ("2.95", "1179/400", "3.17")
    assert told["recommendations"][0]["exact"] == "3/100"
