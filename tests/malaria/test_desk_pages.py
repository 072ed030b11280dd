"""The malaria desk as its people use it: what they see, what they do, and what others never see."""

import csv
import io
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from simpul.app import build_platform
from simpul.kernel.clock import FixedClock
from simpul.kernel.database import schema
from simpul.kernel.keys import Keys
from simpul.kernel.platform import Platform
from simpul.malaria.actions import desk_nightly, reading, sync, workers
from simpul.malaria.model.desk import DeskAsked
from simpul.malaria.store.tables import events
from tests.conftest import settings_for
from tests.malaria import desk_makers as make
from tests.malaria.desk_makers import BINTUNI, LEAD, NAME, OTHER

DESK = "/malaria/meja"
PAGES = (
    "",
    "/kampung",
    "/petugas",
    "/petugas/baru",
    "/perangkat",
    "/perangkat/berkas",
    "/kasus",
    "/pengobatan",
    "/periksa",
)
PAGES += ("/periksa/selesai", "/kampung/ekspor.csv", "/petugas/ekspor.csv", "/perangkat/ekspor.csv", "/kasus/ekspor.csv")
PAGES += ("/pengobatan/ekspor.csv", "/periksa/ekspor.csv")
Clients = Callable[..., TestClient]


@pytest.fixture
def platform(database_url: str, keys: Keys, run_directory: Path, clock: FixedClock) -> Iterator[Platform]:
    """A health office's node with two villages."""
    settings = settings_for(run_directory, modules="identity,malaria", region="92.06")
    built = build_platform(settings, keys=keys, url=database_url, clock=clock)
    make.villages(built)
    yield built
    built.database.close()


@pytest.fixture
def desk(client_for: Clients) -> TestClient:
    return client_for(LEAD)


def _post(client: TestClient, path: str, **fields: str) -> Any:
    page = client.get(path if not path.endswith("/undang") else f"{DESK}/petugas")
    token = re.search(r'name="csrf" value="([0-9a-f]+)"', page.text) or re.search(
        r'name="csrf" value="([0-9a-f]+)"', client.get(f"{DESK}/petugas/baru").text
    )
    assert token
    return client.post(path, data={"csrf": token[1], **fields})


def test_the_officer_of_another_kabupaten_sees_nothing(platform: Platform, client_for: Clients) -> None:
    worker = workers.add_worker(platform, LEAD, name="Rahasia Sekali", kind="jmk", village=BINTUNI)
    case = make.patient(platform)
    stranger = client_for(make.person("91.05", *make.BOTH))
    for page in PAGES:
        text = stranger.get(DESK + page).text
        assert "Kampung Uji" not in text, page
        assert "Rahasia" not in text, page
        assert NAME not in text, page
    for path in (f"/petugas/{worker.id}", f"/kasus/{case['test']}", "/periksa/q-1"):
        assert stranger.get(DESK + path).status_code == 404, path


@pytest.mark.parametrize("page", PAGES)
def test_the_desk_is_closed_to_those_without_its_roles(client_for: Clients, page: str) -> None:
    assert client_for(make.person("92.06", "malaria.clinician")).get(DESK + page).status_code == 403
    assert client_for().get(DESK + page).status_code in (303, 401, 403)


@pytest.mark.parametrize("lang", ["", "/en"])
def test_every_page_answers_while_there_is_nothing(desk: TestClient, lang: str) -> None:
    for page in PAGES:
        assert desk.get(lang + DESK + page).status_code == 200, page


def test_the_first_figures_lead_to_what_they_count(platform: Platform, desk: TestClient, clock: FixedClock) -> None:
    make.patient(platform)
    text = desk.get(DESK).text
    assert "/malaria/meja/kasus?hari=14" in text
    tally = reading.tally(platform, LEAD)
    assert (tally.positive, tally.before, tally.unfinished, tally.overdue, tally.synthetic) == (1, 0, 1, 0, True)
    clock.advance(timedelta(days=3))
    assert reading.tally(platform, LEAD).overdue == 1
    found = reading.treatments(platform, LEAD, DeskAsked(state="overdue"))
    assert found.total == 1
    assert [(one.what, one.day) for one in found.rows[0].due if one.overdue][:1] == [("dhp", 1)]


def test_who_missed_a_dose_stands_before_who_is_only_asked_for_a_slide(
    platform: Platform, desk: TestClient, clock: FixedClock
) -> None:
    """Seven in ten of those who wait took all their medicine; the officer looks for the others."""
    taken = make.patient(platform)
    make.takes_all(platform, taken)
    clock.advance(timedelta(days=5))
    missed = make.patient(platform, name="Yohana Buatan")
    clock.advance(timedelta(days=5))
    rows = reading.treatments(platform, LEAD, DeskAsked()).rows
    assert [str(one.case.test) for one in rows] == [missed["test"], taken["test"]]
    assert [str(one.case.test) for one in reading.treatments(platform, LEAD, DeskAsked(state="missed")).rows] == [
        missed["test"]
    ]
    tally = reading.tally(platform, LEAD)
    assert (tally.unfinished, tally.overdue, tally.missed) == (2, 2, 1)
    front = desk.get(f"/en{DESK}").text
    assert "treatment with a missed dose" in front
    assert "1 other: only a slide is overdue" in front
    assert "Medicine taken, a slide is due" in desk.get(f"/en{DESK}/pengobatan").text


def test_a_list_of_cases_names_nobody_and_its_page_keeps_who_looked(platform: Platform, desk: TestClient) -> None:
    case = make.patient(platform)
    assert NAME not in desk.get(f"{DESK}/kasus").text
    assert NAME not in desk.get(f"{DESK}/kasus/ekspor.csv").text
    page = desk.get(f"{DESK}/kasus/{case['test']}").text
    assert NAME in page
    assert "dhp-50" in page
    assert "2023" in page
    assert "Bu Uji" in page
    with platform.database.reading() as unit:
        found = select(schema.audit.c.subject, schema.audit.c.actor).where(schema.audit.c.action == "malaria.patient.read")
        assert unit.connection.execute(found).all() == [(case["person"], LEAD.id)]


def test_who_looked_is_forgotten_after_five_years(platform: Platform, desk: TestClient, clock: FixedClock) -> None:
    case = make.patient(platform)
    desk.get(f"{DESK}/kasus/{case['test']}")
    clock.advance(timedelta(days=1800))
    assert desk_nightly.erase_looks(platform) == 0
    clock.advance(timedelta(days=30))
    assert desk_nightly.erase_looks(platform) == 1
    assert desk_nightly.look_for_duplicates(platform) == 1
    assert desk_nightly.look_for_duplicates(platform) == 0


def test_a_correction_stands_beside_what_it_corrects(platform: Platform, desk: TestClient) -> None:
    case = make.patient(platform)
    with platform.database.reading() as unit:
        wrong = unit.connection.scalar(select(events.c.id).where(events.c.kind == "treatment.started"))
    change = {"event": str(wrong), "changes": {"weight_kg": "48.5"}, "reason": "salah tulis"}
    sync.record(platform, LEAD, village=BINTUNI, events=[{"t": "fact.corrected", "p": case["person"], "d": change}])
    text = desk.get(f"{DESK}/kasus/{case['test']}").text
    assert "50.0" in text
    assert "48.5" in text
    assert "salah tulis" in text


def test_cases_are_filtered_by_village_species_time_and_state(platform: Platform, clock: FixedClock) -> None:
    make.patient(platform)
    clock.advance(timedelta(days=10))

    def count(**asked: Any) -> int:
        return reading.cases(platform, LEAD, DeskAsked(**asked)).total

    assert count() == count(village=BINTUNI) == count(species="vivax") == count(days=30) == count(q="uji") == 1
    assert count(village=OTHER) == count(species="falciparum") == count(days=7) == count(q="%") == 0
    assert count(state="overdue") == 1
    assert count(state="completed") == 0


def test_a_worker_is_added_moved_retired_and_taken_back(platform: Platform, desk: TestClient) -> None:
    refused = _post(desk, f"{DESK}/petugas/baru", name="", kind="jmk", village=BINTUNI)
    assert refused.status_code in (400, 422)
    assert "#name" in refused.text
    assert _post(desk, f"{DESK}/petugas/baru", name="Ona", kind="jmk", village="").status_code in (400, 422)
    added = _post(desk, f"{DESK}/petugas/baru", name="Ona", kind="jmk", village=BINTUNI)
    assert added.status_code == 303
    page = added.headers["location"].split("?")[0]
    assert "Ona" in desk.get(page).text
    assert _post(desk, page, do="move", village="92.06.01.2004").status_code == 303
    assert _post(desk, page, do="move", village=OTHER).status_code == 403
    assert _post(desk, page, do="retire", reason="pindah").status_code in (400, 422)
    assert _post(desk, page, do="retire", reason="pindah", sure="ya").status_code == 303
    assert "Ona" not in desk.get(f"{DESK}/petugas").text
    assert "Ona" in desk.get(f"{DESK}/petugas?keadaan=retired").text
    assert _post(desk, page, do="restore").status_code == 303
    assert "Ona" in desk.get(f"{DESK}/petugas").text


def test_an_invitation_is_a_qr_code_and_words_for_the_supervisor_alone(
    platform: Platform, desk: TestClient, client_for: Clients
) -> None:
    worker = workers.add_worker(platform, LEAD, name="Ona", kind="jmk", village=BINTUNI)
    page = _post(desk, f"{DESK}/perangkat/undang", worker=str(worker.id))
    assert page.status_code == 200
    assert '<svg xmlns="http://www.w3.org/2000/svg"' in page.text
    token = "".join(re.findall(r"<code>([^<]+)</code>", page.text))
    assert len(token) >= 32
    assert page.headers["cache-control"] == "no-store"
    officer = client_for(make.person("92.06", "malaria.officer"))
    assert _post(officer, f"{DESK}/perangkat/undang", worker=str(worker.id)).status_code == 403


def test_the_same_person_twice_is_merged_and_the_merge_taken_back(platform: Platform, desk: TestClient) -> None:
    first, second = make.patient(platform), make.patient(platform, name="Josina Contohsaja")
    listed = desk.get(f"{DESK}/periksa")
    key = re.search(rf"{DESK}/periksa/(p-[^\"]+)", listed.text)
    assert key
    assert NAME not in listed.text
    page = f"{DESK}/periksa/{key[1]}"
    assert "Josina" in desk.get(page).text
    assert _post(desk, page, how="same", reason="").status_code in (400, 422)
    assert _people(platform) == {first["person"], second["person"]}
    assert _post(desk, page, how="same", reason="satu ibu, satu rumah").status_code == 303
    assert len(_people(platform)) == 1
    assert desk.get(page).status_code == 404
    assert _post(desk, f"{DESK}/periksa/selesai", do="undo", key=key[1]).status_code == 303
    assert _people(platform) == {first["person"], second["person"]}
    assert _post(desk, page, how="apart", reason="kakak dan adik").status_code == 303
    assert key[1] not in desk.get(f"{DESK}/periksa").text
    assert len(_people(platform)) == 2


def _people(platform: Platform) -> set[str]:
    return {str(case.person) for case in reading.cases(platform, LEAD, DeskAsked()).rows}


def test_a_cell_of_a_download_is_never_a_formula(platform: Platform, desk: TestClient) -> None:
    workers.add_worker(platform, LEAD, name="=HYPERLINK(1)", kind="jmk", village=BINTUNI)
    rows = list(csv.reader(io.StringIO(desk.get(f"{DESK}/petugas/ekspor.csv").content.decode("utf-8-sig"))))
    assert rows[1][1] == "'=HYPERLINK(1)"


def test_a_file_that_is_none_is_refused_at_its_field(desk: TestClient) -> None:
    page = desk.get(f"{DESK}/perangkat/berkas")
    token = re.search(r'name="csrf" value="([0-9a-f]+)"', page.text)
    assert token
    for files in ({}, {"file": ("x.smp", b"no such thing")}):
        answer = desk.post(f"{DESK}/perangkat/berkas", data={"csrf": token[1]}, files=files or {"other": ("a", b"")})
        assert answer.status_code in (400, 422)
        assert 'href="#file"' in answer.text


def test_the_public_page_tells_no_village_no_name_and_no_small_number(
    platform: Platform, client: TestClient, clock: FixedClock
) -> None:
    for number in range(4):
        make.patient(platform, name=f"Orang {number}")
    clock.advance(timedelta(days=100))
    text = client.get("/malaria").text
    assert "Kampung Uji" not in text
    assert "kurang dari 5" in text
    assert "114,9" in text
    assert "87,5" in text
    assert "2,7" in text
