"""Pages of investigations and foci: a month at the desk, in both languages, as CSV and on paper."""

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select
from starlette.testclient import TestClient

from simpul.app import build_platform
from simpul.kernel.clock import FixedClock
from simpul.kernel.keys import Keys
from simpul.kernel.platform import Platform
from simpul.malaria.actions import focusing, investigating, reading
from simpul.malaria.actions.focusing import NewFocus
from simpul.malaria.actions.investigating import Verdict, Written
from simpul.malaria.store.desk_tables import looks
from tests.conftest import settings_for
from tests.malaria import desk_makers as make
from tests.malaria.desk_makers import LEAD, NAME

CASES, FOCI = "/malaria/meja/penyelidikan", "/malaria/meja/fokus"
Clients = Callable[..., TestClient]
OTHER_OFFICER = replace(LEAD, id=UUID(int=7), name="Pak Kedua")
HERE = {"away": ["no"], "earlier_had": ["no"], "address_now": ["Jalan Rahasia 5"]}


@pytest.fixture
def platform(database_url: str, keys: Keys, run_directory: Path, clock: FixedClock) -> Iterator[Platform]:
    """A health office's node with two villages."""
    settings = settings_for(run_directory, modules="identity,malaria", region="92.06")
    built = build_platform(settings, keys=keys, url=database_url, clock=clock)
    make.villages(built)
    yield built
    built.database.close()


@pytest.fixture
def case(platform: Platform) -> UUID:
    return UUID(make.examined(platform, species="falciparum")["test"])


def today(platform: Platform) -> str:
    return reading.today(platform.clock.now(), "92.06").isoformat()


def written(platform: Platform, version: int = 0, **form: list[str]) -> Written:
    return Written(version, {"investigated_on": today(platform)}, {**HERE, **form})


def decided(platform: Platform, case: UUID, origin: str = "indigenous", reason: str = "") -> None:
    version = investigating.seen(platform, LEAD, case).held.version
    investigating.decide(platform, LEAD, case, written(platform, version), Verdict(origin, reason))


def focus_of(platform: Platform, case: UUID) -> UUID:
    decided(platform, case)
    return focusing.open_from(platform, LEAD, case, NewFocus("Kampung Uji", "village", ""))


def post(client: TestClient, path: str, **fields: str) -> Any:
    token = re.search(r'name="csrf" value="([0-9a-f]+)"', client.get(path).text)
    assert token
    return client.post(path.split("?", maxsplit=1)[0], data={"csrf": token[1], **fields}, follow_redirects=True)


def test_a_month_at_the_desk_in_both_languages(platform: Platform, case: UUID, client_for: Clients) -> None:
    desk = client_for(LEAD)
    assert "Lewat batas" in desk.get(CASES).text
    page = desk.get(f"{CASES}/{case}")
    assert NAME in page.text
    assert "Belum ada usulan" in page.text
    saved = post(desk, f"{CASES}/{case}/isi", version="0", away="no", earlier_had="no", investigated_on=today(platform))
    assert "Usulan: Indigenous" in saved.text
    wrong = post(desk, f"{CASES}/{case}", do="decide", version="1", origin="imported", investigated_on=today(platform))
    assert wrong.status_code == 422
    assert 'href="#reason"' in wrong.text
    decided_page = post(
        *(desk, f"{CASES}/{case}"), do="decide", version="1", origin="indigenous", investigated_on=today(platform)
    )
    assert f"fokus/baru?kasus={case}" in decided_page.text
    opened = post(desk, f"{FOCI}/baru?kasus={case}", kasus=str(case), name="Kampung Uji", kind="village", outline="")
    address = opened.url.path
    assert "Fokus 1: Kampung Uji" in opened.text
    late = post(desk, address, do="state", version="1", state="CLEARED", reason="bersih")
    assert late.status_code == 409
    closed = post(desk, address, do="close", version="1", how="not_local", reason="semua kasus dari luar")
    assert "Fokus ditutup" in closed.text
    for path in (
        CASES,
        f"{CASES}/{case}",
        f"{CASES}/{case}/isi",
        f"{CASES}/{case}/cetak",
        f"{CASES}/aturan",
        FOCI,
        address,
    ):
        english = desk.get(f"/en{path}")
        assert english.status_code == 200, path
        assert "Penyelidikan" not in english.text, path
    assert "Fokus" in desk.get(f"{FOCI}?keadaan=closed").text


def test_who_writes_second_keeps_the_words_and_sees_what_stands(
    platform: Platform, case: UUID, client_for: Clients
) -> None:
    investigating.save(platform, OTHER_OFFICER, case, written(platform, puskesmas=["Puskesmas Satu"]))
    page = post(client_for(LEAD), f"{CASES}/{case}/isi", version="0", puskesmas="Puskesmas Dua", away="yes")
    assert page.status_code == 409
    assert 'value="Puskesmas Dua"' in page.text
    assert "Puskesmas Satu" in page.text
    assert "Pak Kedua" in page.text
    assert 'name="version" value="1"' in page.text


def test_lists_as_csv_name_nobody_and_are_in_the_trail(platform: Platform, case: UUID, client_for: Clients) -> None:
    focus = focus_of(platform, case)
    desk = client_for(LEAD)
    rows = list(csv.DictReader(io.StringIO(desk.get(f"{CASES}/ekspor.csv").text.lstrip("\ufeff"))))
    assert [(one["test"], one["origin"], one["focus"], one["overdue"]) for one in rows] == [
        (str(case), "indigenous", "1", "False")
    ]
    assert NAME not in repr(rows)
    (line,) = csv.DictReader(io.StringIO(desk.get(f"{FOCI}/ekspor.csv").text.lstrip("\ufeff")))
    assert (line["id"], line["state"], line["cases"], line["actions_planned"]) == (str(focus), "ACTIVE", "1", "3")


def test_the_printed_form_has_every_section_and_the_look_is_kept(
    platform: Platform, case: UUID, client_for: Clients
) -> None:
    page = client_for(LEAD).get(f"{CASES}/{case}/cetak").text
    for words in ("Formulir penyelidikan kasus malaria", "Perjalanan", "Kontak", "Rumah dan sekitarnya", NAME):
        assert words in page, words
    with platform.database.reading() as unit:
        assert unit.connection.scalar(select(func.count()).select_from(looks)) == 1
