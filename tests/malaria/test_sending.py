"""Files for DHIS2 and SATUSEHAT at the desk: who takes what, what they hold, that all count the same, and what is kept."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
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
from simpul.malaria.actions import district, outside_codes, registering, scoping, sending
from simpul.malaria.model.sending import OutsideSystem
from simpul.malaria.model.sending_refusals import (
    AreaWrong,
    CodesUnreadable,
    MonthWrong,
    NotEntitled,
    NothingCounted,
    OrganizationUnknown,
)
from simpul.malaria.model.simulation import SimulatedSize
from tests.conftest import START, settings_for
from tests.malaria import desk_makers as make
from tests.malaria.desk_makers import LEAD, NAME, person
from tests.malaria.test_rules_sending import ROW

PAGE = "/malaria/meja/kirim"
SUPERVISOR = person("92.06.01", "malaria.supervisor")
MINISTRY = person(None, "malaria.officer")
Clients = Callable[..., TestClient]


@pytest.fixture
def platform(database_url: str, keys: Keys, run_directory: Path, clock: FixedClock) -> Iterator[Platform]:
    """A health office's node with two villages."""
    settings = settings_for(run_directory, modules="identity,malaria", region="92.06")
    built = build_platform(settings, keys=keys, url=database_url, clock=clock)
    make.villages(built)
    yield built
    built.database.close()


def _organization(platform: Platform) -> None:
    outside_codes.keep(platform, LEAD, OutsideSystem.SATUSEHAT, "92.06, 1000004")


def _csrf(client: TestClient, path: str) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', client.get(path).text)
    assert found
    return found[1]


def _take(client: TestClient, **fields: str) -> Any:
    asked = {"apa": "dhis2", "wilayah": "92.06", "bulan": "2026-11", "csrf": _csrf(client, PAGE), **fields}
    return client.post(PAGE, data=asked)


def test_a_whole_district_counts_the_same_in_register_sheet_dhis2_adx_and_fhir(platform):
    object.__setattr__(platform.settings, "sandbox", True)
    begin = START - timedelta(days=80)
    district.fill(platform, district.plan(platform, SimulatedSize.KAMPUNG, seed=3, begin=begin, until=START))
    make.examined(platform, result="negative")
    make.examined(platform, result="invalid")
    make.examined(platform, **{"for": "day28"})
    cases = 0
    for month in ("2026-09", "2026-10", "2026-11"):
        lines, _ = sending.reconciled(platform, LEAD, scoping.scope(platform, LEAD, "92.06", month))
        assert [line for line in lines if not line.same] == []
        cases += next(line.counts["fhir"] or 0 for line in lines if line.item == "positive")
    assert cases > 5


def test_the_page_shows_the_figures_and_a_file_is_taken_and_stands_in_history_and_trail(platform, client_for):
    make.examined(platform, species="vivax")
    client = client_for(LEAD)
    page = client.get(f"{PAGE}?bulan=2026-11")
    assert page.status_code == 200
    assert "Semua sama" in page.text
    taken = _take(client)
    assert taken.headers["content-type"] == "application/json"
    assert "SYNTHETIC" in taken.headers["content-disposition"]
    values = {one["dataElement"]: one["value"] for one in taken.json()["dataValues"]}
    assert (values["MAL_CONFI_CASES_MICR_RDT"], values["MAL_PV_MICR_RDT"]) == ("1", "1")
    history = list(csv.DictReader(io.StringIO(client.get(f"{PAGE}/ekspor.csv").content.decode("utf-8-sig"))))
    assert [(one["file"], one["region"], one["month"], one["by"]) for one in history] == [
        ("dhis2", "92.06", "2026-11", "Bu Uji")
    ]
    with platform.database.reading() as unit:
        rows = unit.connection.execute(select(schema.audit.c.action).where(schema.audit.c.action == "malaria.sent")).all()
    assert len(rows) == 1


def test_fhir_needs_an_organization_and_a_purpose_and_holds_no_name(platform, client_for):
    make.examined(platform)
    client = client_for(LEAD)
    assert _take(client, apa="fhir").status_code == 422
    missing = _take(client, apa="fhir", purpose="trial")
    assert missing.status_code == 409
    assert "92.06.01.2001" in missing.text
    _organization(platform)
    taken = _take(client, apa="fhir", purpose="trial")
    (bundle,) = [json.loads(line) for line in taken.text.splitlines()]
    assert bundle["entry"][0]["resource"]["serviceProvider"] == {"reference": "Organization/1000004"}
    assert NAME not in taken.text
    assert NAME.split()[0] not in client.get(f"{PAGE}/lihat/fhir?bulan=2026-11").text
    (line,) = sending.history(platform, LEAD, 1).lines
    assert (line.taken.artefact, line.taken.purpose, line.taken.rows) == ("fhir", "trial", 1)


def test_the_same_file_taken_twice_has_the_same_fingerprint(platform):
    make.examined(platform)
    scope = scoping.scope(platform, LEAD, "92.06", "2026-11")
    for _ in range(2):
        sending.take(platform, LEAD, scope, "dhis2", "")
    digests = {one.taken.digest for one in sending.history(platform, LEAD, 1).lines}
    assert len(digests) == 1


def test_a_supervisor_takes_counts_of_her_villages_and_no_fhir(platform, client_for):
    make.examined(platform)
    scope = scoping.scope(platform, SUPERVISOR, "", "2026-11")
    assert scope.region == "92.06.01"
    sending.take(platform, SUPERVISOR, scope, "adx", "")
    with pytest.raises(NotEntitled):
        sending.take(platform, SUPERVISOR, scope, "fhir", "trial")
    with pytest.raises(NotEntitled):
        sending.preview(platform, SUPERVISOR, scope, "fhir")
    with pytest.raises(AreaWrong):
        scoping.scope(platform, SUPERVISOR, "92.06", "2026-11")
    page = client_for(SUPERVISOR).get(f"{PAGE}?bulan=2026-11").text
    assert 'value="fhir"' not in page
    assert 'value="adx"' in page


def test_history_of_another_region_is_not_shown(platform):
    with platform.database.writing() as unit:
        unit.unaudited("a test's row of another kabupaten")
        registering.keep(unit, [replace(ROW, village=make.OTHER, day=date(2026, 11, 20))])
    registering.refresh(platform)
    sending.take(platform, MINISTRY, scoping.scope(platform, MINISTRY, "91.05", "2026-11"), "dhis2", "")
    assert sending.history(platform, MINISTRY, 1).total == 1
    assert sending.history(platform, LEAD, 1).total == 0


@pytest.mark.parametrize("path", ["", "/kode", "/lihat/dhis2", "/ekspor.csv"])
def test_only_the_desk_sees_the_pages(platform, client_for, path):
    assert client_for(person("92.06", "malaria.reader")).get(f"{PAGE}{path}").status_code == 403
    assert client_for(LEAD).get(f"{PAGE}{path}").status_code == 200


def test_what_cannot_be_asked_for_is_said_and_the_page_stands(platform, client_for):
    client = client_for(LEAD)
    for asked in ("bulan=2027-01", "bulan=oktober", "wilayah=91.05", "bulan=0000-00", "hal=99999999"):
        assert client.get(f"{PAGE}?{asked}").status_code in (200, 422)
    assert client.get(f"{PAGE}/lihat/everything").status_code == 404
    with pytest.raises(MonthWrong):
        scoping.scope(platform, LEAD, "92.06", "2026-12")
    assert not scoping.scope(platform, LEAD, "92.06", "2026-11").complete
    assert scoping.scope(platform, LEAD, "", "").first == date(2026, 10, 1)


def test_numbers_are_kept_by_an_officer_of_the_region_only_and_line_by_line(platform):
    text = "92.06.01.2001, OU_559\n\n92.06;OU_1\n"
    assert outside_codes.keep(platform, LEAD, OutsideSystem.DHIS2, text) == 2
    assert outside_codes.shown(platform, LEAD)[OutsideSystem.DHIS2] == "92.06,OU_1\n92.06.01.2001,OU_559"
    for wrong in ("91.05,OU_9", "92.06", "92.06,<script>", "x,y"):
        with pytest.raises(CodesUnreadable):
            outside_codes.keep(platform, LEAD, OutsideSystem.DHIS2, wrong)
    with pytest.raises(NotEntitled):
        outside_codes.keep(platform, SUPERVISOR, OutsideSystem.DHIS2, "92.06.01,OU_9")
    make.examined(platform)
    made = sending.take(platform, LEAD, scoping.scope(platform, LEAD, "92.06", "2026-11"), "dhis2", "")
    assert {one["orgUnit"] for one in json.loads(made.content)["dataValues"]} == {"OU_559"}


def test_without_an_organization_the_bundle_is_refused_and_a_nearer_number_wins(platform):
    make.examined(platform)
    scope = scoping.scope(platform, LEAD, "92.06", "2026-11")
    with pytest.raises(OrganizationUnknown):
        sending.preview(platform, LEAD, scope, "fhir")
    outside_codes.keep(platform, LEAD, OutsideSystem.SATUSEHAT, "92.06,1\n92.06.01,2")
    assert b"Organization/2" in sending.preview(platform, LEAD, scope, "fhir").content


def test_a_month_of_very_many_tests_is_counted_row_by_row_only_when_asked(platform, client_for, monkeypatch):
    make.examined(platform)
    monkeypatch.setattr(sending, "AT_A_GLANCE", 0)
    scope = scoping.scope(platform, LEAD, "92.06", "2026-11")
    lines, every = sending.reconciled(platform, LEAD, scope)
    assert (every, lines[0].counts["fhir"], lines[0].counts["sheet"]) == (False, None, 1)
    lines, every = sending.reconciled(platform, LEAD, scope, whole=True)
    assert (every, lines[0].counts["fhir"]) == (True, 1)
    assert "semua=ya" in client_for(LEAD).get(f"{PAGE}?bulan=2026-11").text


@pytest.mark.parametrize("kind", sending.KINDS)
def test_a_month_in_which_nothing_was_counted_is_not_sent(platform, kind):
    _organization(platform)
    with pytest.raises(NothingCounted):
        sending.take(platform, LEAD, scoping.scope(platform, LEAD, "92.06", "2026-10"), kind, "trial")
    assert sending.history(platform, LEAD, 1).total == 0
