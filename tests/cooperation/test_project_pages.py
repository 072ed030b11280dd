"""The pages of the pipeline: what each shows and does, and what it says when it refuses."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from simpul.cooperation.actions import projects
from simpul.cooperation.model.budgets import BudgetLine, Currency, LineKind, Money
from simpul.cooperation.model.programmes import Side
from simpul.cooperation.store import budgets
from simpul.kernel.platform import Platform
from tests.cooperation.governance_makers import PROJECT, RESULT, project_there
from tests.cooperation.people import EGCC, KEEPER, KOREAN, KOREAN_READER, NOW, OTHER, READER, programmes_there

Clients = Callable[..., Any]
ONE = f"/kerja-sama/proyek/{PROJECT.id}"


@pytest.fixture(autouse=True)
def _records(platform: Platform) -> None:
    programmes_there(platform)
    project_there(platform)


def test_pages_open_in_three_languages(client_for: Clients) -> None:
    one = f"proyek/{PROJECT.id}"
    paths = ("proyek", "proyek/baru", one, f"{one}/ubah", f"{one}/hasil-baru", "hasil", f"hasil/{RESULT.id}")
    for path in (*paths, f"hasil/{RESULT.id}/ubah", "proyek?tahun=2017", "hasil?bahasa=ko"):
        for lang in ("", "/en", "/ko"):
            assert client_for(KEEPER).get(f"{lang}/kerja-sama/{path}").status_code == 200, (lang, path)


def test_a_project_from_proposal_to_dissemination_and_a_step_back(client_for: Clients, post: Clients) -> None:
    client = client_for(KOREAN)
    for version, stage in enumerate(("selected", "running", "delivered", "disseminated"), 1):
        page = post(client, ONE, lakukan="langkah", after=stage, on="2026-11-23", version=str(version))
        assert page.status_code == 200, stage
    assert "Langkah berikutnya" not in page.text  # disseminated is the end
    page = post(client, ONE, lakukan="mundur", version="5")
    assert "Langkah terakhir dibatalkan" in page.text
    assert "<s>" in page.text  # and stays to be seen
    assert 'value="disseminated"' in page.text


@pytest.mark.parametrize(
    ("fields", "status", "field"),
    [
        ({"after": "running"}, 409, ""),
        ({"after": "lain"}, 409, ""),
        ({"after": "selected", "on": "2027-01-01"}, 422, "on"),
        ({"after": "selected", "on": "besok"}, 422, "on"),
        ({"after": "declined"}, 422, "note"),
        ({"after": "selected", "version": "0"}, 409, ""),
        ({"after": "selected", "version": "x"}, 409, ""),
    ],
)
def test_what_no_step_is(client_for: Clients, post: Clients, fields: dict[str, str], status: int, field: str) -> None:
    given = {"lakukan": "langkah", "on": "2026-11-23", "version": "1", **fields}
    page = post(client_for(KEEPER), ONE, **given)
    assert page.status_code == status
    assert not field or f'href="#{field}"' in page.text


def test_a_reader_proposes_and_changes_until_it_is_selected(client_for: Clients, post: Clients, platform: Platform) -> None:
    reader = client_for(KOREAN_READER)
    assert 'name="proposed_by"' not in reader.get("/kerja-sama/proyek/baru").text
    fields = {"programme": EGCC, "year": "2027", "title_id": "Proyek baru", "title_ko": "새 과제"}
    assert "Usulan sudah masuk" in post(reader, "/kerja-sama/proyek/baru", **fields).text
    made = projects.listed(platform, KOREAN, projects.ProjectsWanted(year="2027"))[0]
    path = f"/kerja-sama/proyek/{made.id}"
    assert post(reader, f"{path}/ubah", **{**fields, "lead": "NIA", "version": "1"}).status_code == 200
    assert reader.get(f"{path}/ubah").status_code == 200
    assert client_for(READER).get(f"{path}/ubah").status_code == 403  # the other side's reader
    post(client_for(KEEPER), path, lakukan="langkah", after="selected", on="2026-11-23", version="2")
    assert reader.get(f"{path}/ubah").status_code == 403
    assert post(reader, f"{path}/ubah", **{**fields, "version": "3"}).status_code == 403


def test_a_project_that_somebody_changed_meanwhile(client_for: Clients, post: Clients) -> None:
    fields = {"year": "2017", "title_id": "Judul A", "version": "1"}
    assert post(client_for(KEEPER), f"{ONE}/ubah", **fields).status_code == 200
    page = post(client_for(KOREAN), f"{ONE}/ubah", **{**fields, "title_id": "Judul B"})
    assert page.status_code == 409
    assert 'value="Judul B"' in page.text
    page = post(client_for(KEEPER), f"{ONE}/ubah", **{**fields, "title_id": "", "version": "2"})
    assert 'href="#title_id"' in page.text


def test_the_board_is_filtered_and_a_file(client_for: Clients, platform: Platform) -> None:
    client = client_for(READER)
    assert "Pengembangan indeks" in client.get("/kerja-sama/proyek?tahap=proposal&q=INDEKS").text
    assert "Tidak ada proyek yang cocok" in client.get("/kerja-sama/proyek?tahun=1999").text
    assert "지수 개발" in client.get("/kerja-sama/proyek.csv").text
    assert "Pengembangan indeks" not in client_for(OTHER).get("/kerja-sama/proyek.csv").text


def test_what_was_spent_on_it_stands_on_its_page(client_for: Clients, platform: Platform) -> None:
    money = Money(Decimal(1_250_000), Currency.IDR)
    line = BudgetLine(
        UUID(int=0x700), EGCC, LineKind.SPENDING, Side.INDONESIA, date(2017, 5, 1), money, {"id": "Lokakarya"}
    )
    with platform.database.writing() as unit:
        unit.unaudited("a test")
        budgets.add(unit.connection, BudgetLine(**{**_fields(line), "project": PROJECT.id}), NOW)
    page = client_for(READER).get(ONE).text
    assert "Lokakarya" in page
    assert "1.250.000 IDR" in page


def _fields(line: BudgetLine) -> dict[str, Any]:
    return {name: getattr(line, name) for name in line.__dataclass_fields__}


def test_programs_read_the_same(client_for: Clients) -> None:
    api = "/api/v1/cooperation"
    found = client_for(READER).get(f"{api}/projects?year=2017&stage=proposal").json()
    assert [one["id"] for one in found] == [str(PROJECT.id)]
    whole = client_for(READER).get(f"{api}/projects/{PROJECT.id}").json()
    assert whole["deliverables"] == [str(RESULT.id)]
    assert client_for(OTHER).get(f"{api}/projects").json() == []
    assert client_for(OTHER).get(f"{api}/projects/{PROJECT.id}").status_code == 404
    assert client_for().get(f"{api}/projects").status_code in {401, 403}


def test_who_chooses_no_step_is_asked_to_choose_one(client_for: Clients, post: Clients) -> None:
    page = post(client_for(KEEPER), ONE, lakukan="langkah", on="2026-11-23", version="1")
    assert page.status_code == 422
    assert "Pilih langkah yang ditempuh proyek ini." in page.text
