"""The monthly report: what it says, to whom, as page, PDF and CSV; and what everybody may see."""

import csv
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from simpul.app import build_platform
from simpul.kernel.clock import FixedClock
from simpul.kernel.i18n import translator
from simpul.kernel.keys import Keys
from simpul.kernel.platform import Platform
from simpul.malaria.actions import registering, reporting, scoping, sending
from simpul.malaria.model.alerts import Alert, AlertState
from simpul.malaria.model.foci import Focus, FocusLine, FocusState
from simpul.malaria.model.report import ReportReader
from simpul.malaria.model.sending_refusals import NotEntitled
from simpul.malaria.model.slides import Reading, SlidePair
from simpul.malaria.model.workers import Village
from simpul.malaria.rules import agreement, report, report_plot
from simpul.malaria.store import workers as worker_store
from tests.conftest import settings_for
from tests.malaria import desk_makers as make
from tests.malaria.desk_makers import LEAD, NAME, person
from tests.malaria.test_rules_sending import ROW

PAGE = "/malaria/meja/laporan"
Clients = Callable[..., TestClient]


@pytest.fixture
def platform(database_url: str, keys: Keys, run_directory: Path, clock: FixedClock) -> Iterator[Platform]:
    """A health office's node with two villages, and a month's tests in one of them."""
    settings = settings_for(run_directory, modules="identity,malaria", region="92.06")
    built = build_platform(settings, keys=keys, url=database_url, clock=clock)
    make.villages(built)
    _month(built)
    yield built
    built.database.close()


def _month(platform: Platform) -> None:
    """October: 40 tested, 8 positive (5 vivax, 3 falciparum; 2 indigenous, 1 imported); September: 3 positive."""
    october = [replace(ROW, day=date(2026, 10, 5), result="negative", species=None)] * 32
    october += [replace(ROW, day=date(2026, 10, 6), species="vivax", origin="indigenous")] * 2
    october += [replace(ROW, day=date(2026, 10, 20), species="vivax", origin="imported")]
    october += [replace(ROW, day=date(2026, 10, 20), species="vivax")] * 2
    october += [replace(ROW, day=date(2026, 10, 21), species="falciparum")] * 3
    rows = october + [replace(ROW, day=date(2026, 9, 8), species="vivax")] * 3
    with platform.database.writing() as unit:
        unit.unaudited("a test's month")
        registering.keep(unit, [replace(row, id=UUID(int=n), person=None) for n, row in enumerate(rows, 1)])


def _said(platform: Platform, lang: str = "en", month: str = "2026-10"):
    return reporting.document(platform, LEAD, scoping.scope(platform, LEAD, "92.06", month), lang)


def test_the_report_says_what_a_hand_count_of_the_month_says(platform):
    said = _said(platform)
    assert said.lead == "8 positive tests of 40 tested; 3 in the month before."
    facts = {name: value for name, value, _ in said.facts}
    assert facts["Positivity"] == "20.0 %"
    assert facts["P. falciparum, P. vivax, mixed"] == "3 · 5 · 0"
    village, whole = next(part for part in said.parts if part.key == "villages").table.rows
    assert village[1:] == whole[1:] == ["40", "8", "3", "5", "0", "0", "2", "1", "0", "5"]
    weeks = [(day, count) for day, count, inside in said.weeks if inside]
    assert sum(count for _, count in weeks) == 8
    assert sum(count for _, count, _ in said.weeks) == 11


def test_species_and_origins_of_a_line_add_up_to_its_positive_tests(platform):
    """With malariae, a relapse and a species that nobody told: each has a place in its line."""
    more = [replace(ROW, day=date(2026, 10, 22), species="malariae", origin="relapse")]
    more += [replace(ROW, day=date(2026, 10, 22), species="unknown")]
    with platform.database.writing() as unit:
        unit.unaudited("a test's month")
        registering.keep(unit, [replace(row, id=UUID(int=900 + n), person=None) for n, row in enumerate(more)])
    said = _said(platform)
    table = next(part for part in said.parts if part.key == "villages").table
    for row in table.rows:
        _, positive, *rest = [int(one) for one in row[1:]]
        assert sum(rest[:4]) == sum(rest[4:]) == positive == 10
    assert list(table.head[3:]) == [
        *("Pf", "Pv", "Mix", "Other species", "Indigenous", "Imported", "Other origin", "Origin not known")
    ]
    assert ("P. falciparum, P. vivax, mixed", "3 · 5 · 0", "2 of another species") in said.facts


def test_the_villages_that_sent_nothing_are_named(platform):
    """The officer has to ask them; a number alone does not say whom."""
    with platform.database.writing() as unit:
        unit.unaudited("a test's village")
        silent = [Village("92.06.01.2009", "Kampung Diam", synthetic=True)]
        worker_store.keep_villages(unit.connection, silent, unit.clock.now())
    said = _said(platform)
    villages = next(part for part in said.parts if part.key == "villages")
    assert list(villages.text) == ["1 village served sent no test: Kampung Diam."]
    assert next(value for name, value, _ in said.facts if name == "Villages that tested") == "1 / 2"


def test_a_share_of_few_is_marked_and_one_of_none_is_a_dash():
    t = translator("en")
    assert report.percent(1, 20, t) == "5.0 %"
    assert report.percent(1, 3, t) == "33.3 % *"
    assert report.percent(0, 0, t) == "–"


@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_page_stands_in_both_languages_with_every_part_and_no_name(platform, client_for, lang):
    make.examined(platform)
    page = client_for(LEAD).get(f"{'/en' if lang == 'en' else ''}{PAGE}?bulan=2026-11")
    assert page.status_code == 200
    for key in ("figures", "villages", "alerts", "foci", "timeliness", "stock", "quality", "reading"):
        assert f'id="part-{key}"' in page.text
    assert NAME not in page.text
    assert ("Month not over" if lang == "en" else "Bulan belum selesai") in page.text


def test_what_the_pdf_is_made_of_names_no_patient(platform):
    make.examined(platform)
    said = _said(platform, month="2026-11")
    assert said.lead.startswith("1 positive test of 1 tested")
    assert NAME.split()[0] not in json.dumps(asdict(said))


def test_a_month_without_tests_is_a_report_too(platform, client_for):
    page = client_for(LEAD).get(f"{PAGE}?bulan=2026-08")
    assert page.status_code == 200
    assert "0" in page.text


def test_the_pdf_is_a_pdf_and_stands_in_the_history(platform, client_for):
    made = client_for(LEAD).get(f"{PAGE}/laporan.pdf?bulan=2026-10")
    assert made.headers["content-type"] == "application/pdf"
    assert made.content.startswith(b"%PDF-")
    (line,) = sending.history(platform, LEAD, 1).lines
    assert (line.taken.artefact, line.taken.rows) == ("report", 1)


def test_the_csv_holds_every_count_of_every_village(platform, client_for):
    text = client_for(LEAD).get(f"{PAGE}/ekspor.csv?bulan=2026-10").content.decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    assert (row["code"], row["tested"], row["positive"], row["pv"]) == ("92.06.01.2001", "40", "8", "5")


def test_nobody_else_reads_the_report_and_a_supervisor_only_of_her_region(platform, client_for):
    for who in (person("92.06", "malaria.reader"), person("92.06", "disaster.officer")):
        assert client_for(who).get(PAGE).status_code == 403
    assert client_for(person("92.06.01", "malaria.supervisor")).get(f"{PAGE}?bulan=2026-10").status_code == 200
    other = person("91.05", "malaria.supervisor")
    with pytest.raises(NotEntitled):
        reporting.facts(platform, other, scoping.scope(platform, LEAD, "92.06", "2026-10"))


def test_the_ministry_chooses_among_kabupaten_with_figures(platform, client_for):
    ministry = client_for(person(None, "malaria.officer"))
    assert "Belum ada angka" in ministry.get(PAGE).text
    registering.refresh(platform)
    assert "40" in ministry.get(f"{PAGE}?wilayah=92.06&bulan=2026-10").text
    assert ministry.get(f"{PAGE}?wilayah=11.01&bulan=2026-10").status_code == 422


@pytest.mark.parametrize("path", ["/malaria/laporan", "/en/malaria/laporan", "/malaria/laporan/ekspor.csv"])
def test_everybody_sees_the_open_version(platform, client, path):
    assert client.get(path).status_code == 200


def test_the_picture_of_the_weeks_holds_words_as_text_only():
    drawn = report_plot.svg([('<script>"&', 3, True), ("12 Okt", 0, False)])
    assert "<script" not in drawn
    assert drawn.count("<rect") == 1
    assert report_plot.svg([]).startswith("<svg")


def test_what_other_rooms_know_stands_in_the_report(platform):
    village = "92.06.01.2001"
    at = datetime(2026, 10, 20, tzinfo=UTC)
    told = {"expected": 1.0, "upper": 2.5, "facts": {}, "raised_at": at, "changed_at": at, "by_name": "", "reason": ""}
    alert = Alert(
        UUID(int=1), "cluster7", village, date(2026, 10, 19), 5, state=AlertState.NEW, version=1, synthetic=True, **told
    )
    focus = Focus(
        UUID(int=2), village, "RT 2", "part", None, FocusState.ACTIVE, None, date(2026, 10, 21), date(2026, 10, 21)
    )
    seen, missed = Reading("positive", "vivax", None), Reading("negative", None, None)
    pairs = [SlidePair(UUID(int=n), str(n), str(n), at.date(), missed if n < 20 else seen, seen, None) for n in range(40)]
    known = replace(
        reporting.facts(platform, LEAD, scoping.scope(platform, LEAD, "92.06", "2026-10")),
        alerts=[alert],
        foci=[FocusLine(focus, "Kampung Uji", 3, None, 1, 4, None, 1)],
        readers=[ReportReader("Bu Pembaca", "Puskesmas Uji", agreement.judged(pairs))],
    )
    parts = {part.key: part.table for part in report.document(known, translator("en")).parts}
    assert parts["alerts"].rows == [
        ["19 Oct 2026", "Kampung Uji", "A cluster of cases within 7 days", "5", "2.5", "Not looked at"]
    ]
    assert parts["foci"].rows == [["RT 2, Kampung Uji", "Active", "21 Oct 2026", "3", "1 / 4"]]
    assert parts["quality"].rows == [["Bu Pembaca, Puskesmas Uji", "40", "50.0 % (20/40)", "–", "Found wanting"]]
    assert parts["timeliness"].rows[1] == ["Investigated", "2 days", "0", "8"]
