"""The desk's pages through a client: groups, filters, what is new, export, every hazard, five thousand reports."""

import csv
import io
import re
import time
from datetime import timedelta

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from simpul.disaster import actions
from simpul.disaster.actions import deciding, queueing
from simpul.disaster.model import Photo, Report, Status, Wanted
from simpul.disaster.model.desk import QueueAsked
from simpul.disaster.rules.hazards import HAZARDS
from simpul.kernel.clock import FixedClock
from simpul.kernel.platform import Platform
from tests.disaster.forms import Clients, value_of
from tests.disaster.makers import JAKARTA, officer, sent
from tests.disaster.test_actions import report_of

CARDS = {
    "flood": {"flood_depth": 60},
    "earthquake": {"report_type": "structure", "structureFailure": 1},
    "wind": {"impact": 1},
    "haze": {"visibility": 1, "airQuality": 2},
    "volcano": {"volcanicSigns": [0, 4], "evacuationNumber": 1, "evacuationArea": True},
    "fire": {
        "fireDistance": 50,
        "fireRadius": {"lat": -6.1754, "lng": 106.8282},
        "fireLocation": {"lat": -6.1754, "lng": 106.8272},
        "personLocation": {"lat": -6.17, "lng": 106.82},
    },
}


def night(platform: Platform, count: int = 3, **more: object) -> list[Report]:
    return [sent(platform, (JAKARTA[0], JAKARTA[1] + n / 10_000), **more) for n in range(count)]


def form(desk: TestClient, path: str, **more: str) -> dict[str, str]:
    return {"csrf": value_of(desk.get(path).text, "csrf"), **more}


def test_a_group_is_one_line_and_one_step(client_for: Clients, platform: Platform) -> None:
    night(platform)
    desk = client_for(officer())
    page = desk.get("/bencana/meja").text
    assert page.count('class="queue__line"') == 1
    assert "3×" in page
    seen = value_of(page, "reports")
    assert seen == "1:1 2:1 3:1"
    done = desk.post(
        "/bencana/meja/kelompok", data=form(desk, "/bencana/meja", group="1", reports=seen, do="verify", back="sort=newest")
    )
    address = done.headers["location"]
    assert re.fullmatch(r"/bencana/meja\?sort=newest&langkah=[0-9a-f-]{36}", address)
    after = desk.get(address).text
    assert "3 laporan terverifikasi" in after
    undo = re.search(r'action="(/bencana/meja/langkah/[0-9a-f-]{36})"', after)
    assert undo
    token = {"csrf": value_of(after, "csrf")}
    back = desk.post(undo[1], data=token)
    assert back.headers["location"] == "/bencana/meja?batal=ya"
    assert "kembali seperti semula" in desk.get("/bencana/meja?batal=ya").text
    assert report_of(platform, 2).status is Status.UNVERIFIED
    late = desk.post(undo[1], data=token)
    assert (late.status_code, "tidak dapat dibatalkan" in late.text) == (409, True)
    assert desk.post("/bencana/meja/langkah/x", data=token).status_code == 404


def test_the_page_of_a_group(client_for: Clients, platform: Platform) -> None:
    night(platform)
    desk = client_for(officer())
    page = desk.get("/bencana/meja/kelompok/2").text
    assert page.count('name="reports"') == 4, "three boxes, and the numbers for an incident"
    assert 'value="1 2 3"' in page
    assert 'action="/bencana/meja/kejadian/baru"' in page
    given = form(desk, "/bencana/meja/kelompok/2", group="2", do="keep", keep="2", verify_kept="ya")
    done = desk.post("/bencana/meja/kelompok", data={**given, "reports": ["1:1", "2:1"]})
    assert done.status_code == 303
    assert [report_of(platform, n).status.value for n in (1, 2, 3)] == ["hidden", "verified", "unverified"]
    decision = report_of(platform, 1).decision
    assert decision is not None
    assert decision.reason == "Ganda dari laporan 2"


@pytest.mark.parametrize(
    ("given", "status", "words"),
    [
        ({"reports": "", "do": "verify"}, 422, "paling sedikit satu"),
        ({"reports": "1:1 2:1", "do": "hide", "reason": ""}, 422, "Tulis alasan"),
        ({"reports": "1:1 2:1", "do": "keep", "keep": "3"}, 422, "mana yang dipertahankan"),
        ({"reports": "1:1 2:7", "do": "verify"}, 409, "Petugas lain sudah memutuskan laporan berikut dari kelompok ini: 2"),
        ({"reports": "1:1", "do": "explode"}, 404, "Tidak ada apa-apa"),
        ({"reports": "1:1 99:1", "do": "verify"}, 404, "Tidak ada laporan"),
    ],
)
def test_wrong_steps_with_a_group_are_told(
    client_for: Clients, platform: Platform, given: dict[str, str], status: int, words: str
) -> None:
    night(platform)
    desk = client_for(officer())
    answer = desk.post("/bencana/meja/kelompok", data=form(desk, "/bencana/meja", group="1", **given))
    assert answer.status_code == status
    assert words in answer.text or status == 404
    assert {report_of(platform, n).status for n in (1, 2, 3)} == {Status.UNVERIFIED}


def test_what_was_written_is_kept_when_somebody_was_faster(client_for: Clients, platform: Platform) -> None:
    night(platform)
    desk = client_for(officer())
    given = form(desk, "/bencana/meja", group="1", reports="1:1 2:1 3:1", do="hide", reason="Foto tahun lalu")
    actions.verify(platform, officer(number=8), 2, version=1)
    answer = desk.post("/bencana/meja/kelompok", data=given)
    assert answer.status_code == 409
    assert 'value="Foto tahun lalu"' in answer.text
    assert "1:1" in answer.text
    assert [report_of(platform, n).status.value for n in (1, 2, 3)] == ["unverified", "verified", "unverified"]


def test_nobody_is_led_elsewhere_by_a_form(client_for: Clients, platform: Platform) -> None:
    night(platform, 1)
    desk = client_for(officer())
    for back in ("//evil.example", "https://evil.example/", "x\r\nSet-Cookie: a=b", "#x"):
        version = report_of(platform, 1).version
        given = form(desk, "/bencana/meja", group="1", reports=f"1:{version}", do="verify", back=back)
        done = desk.post("/bencana/meja/kelompok", data=given)
        assert done.headers["location"].startswith("/bencana/meja?")
        assert "set-cookie: a" not in str(done.headers).lower()
        actions.undo(platform, officer(), 1, version=version + 1)


def test_exercises_stand_apart(client_for: Clients, platform: Platform) -> None:
    sent(platform, training=True)
    desk = client_for(officer())
    assert "/bencana/meja/1" not in desk.get("/bencana/meja").text
    page = desk.get("/bencana/meja?latihan=ya").text
    assert "/bencana/meja/1" in page
    assert "Latihan" in page
    assert "kejadian/baru" not in desk.get("/bencana/meja/kelompok/1").text
    assert desk.get("/bencana/meja/1").status_code == 200


def test_what_is_new_is_told_without_moving_the_list(client_for: Clients, platform: Platform, clock: FixedClock) -> None:
    night(platform, 2)
    desk = client_for(officer())
    page = desk.get("/bencana/meja").text
    newest = re.search(r'data-newest="(\d+)"', page)
    assert newest
    assert newest[1] == "2"
    assert desk.get("/bencana/meja/baru.json?sejak=2").json() == {"new": 0, "words": "0 laporan baru, tampilkan"}
    clock.advance(timedelta(minutes=5))
    sent(platform, (106.80, -6.20))
    sent(platform, training=True)
    assert desk.get("/bencana/meja/baru.json?sejak=2").json()["new"] == 1
    assert desk.get("/en/bencana/meja/baru.json?sejak=2").json()["words"] == "1 new report, show"
    assert desk.get("/bencana/meja/baru.json?sejak=2&hazard=wind").json()["new"] == 0
    assert desk.get("/bencana/meja/baru.json?sejak=x&q=zzqxwv").json()["new"] == 0


def test_the_list_is_taken_away(client_for: Clients, platform: Platform) -> None:
    night(platform, 2, text="=cmd|' /C calc'!A0")
    rows = list(
        csv.DictReader(io.StringIO(client_for(officer()).get("/bencana/meja/ekspor.csv").content.decode("utf-8-sig")))
    )
    assert [(row["group"], row["number"], row["hazard"], row["severity"]) for row in rows] == [
        ("1", "1", "flood", "minor"),
        ("1", "2", "flood", "minor"),
    ]
    assert rows[0]["text"].startswith("'=")
    assert "gambir" in rows[0]["place"].lower()


@pytest.mark.parametrize(
    "query", ["status=x&hours=x&doubt=x&sort=x&page=x", "page=0", "page=99999", "severity=extreme&hazard=volcano", "q=%00"]
)
def test_an_address_is_never_refused(client_for: Clients, platform: Platform, query: str) -> None:
    night(platform, 1)
    assert client_for(officer()).get(f"/bencana/meja?{query}").status_code == 200


def test_no_desk_without_the_role(client: TestClient, client_for: Clients, platform: Platform) -> None:
    night(platform, 2)
    paths = (
        "/bencana/meja",
        "/bencana/meja/baru.json",
        "/bencana/meja/ekspor.csv",
        "/bencana/meja/kelompok/1",
        "/bencana/meja/tanda",
    )
    other = client_for(officer("32", number=9))
    for path in paths:
        assert client.get(path).status_code in (303, 403)
    assert other.get("/bencana/meja/kelompok/1").status_code == 403
    assert other.get("/bencana/meja/ekspor.csv").text.count("\n") == 1


@pytest.mark.parametrize(
    ("hazard", "change", "severity"),
    [
        ("flood", {"flood_depth": "160"}, "severe"),
        ("earthquake", {"structureFailure": "2"}, "severe"),
        ("wind", {"impact": "0"}, "minor"),
        ("haze", {"visibility": "2", "airQuality": "4"}, "extreme"),
        ("volcano", {"volcanicSigns": ["1"], "evacuationNumber": "2", "evacuationArea": "false"}, None),
        ("fire", {"fireDistance": "500"}, "severe"),
    ],
)
def test_every_hazards_card_is_corrected(
    client_for: Clients, platform: Platform, hazard: str, change: dict[str, str], severity: str | None
) -> None:
    report = sent(platform, hazard=hazard, card=CARDS[hazard])
    desk = client_for(officer())
    page = desk.get(f"/bencana/meja/{report.number}").text
    assert HAZARDS[hazard].label["id"] in page
    given = {
        "csrf": value_of(page, "csrf"),
        "version": "1",
        "do": "correct",
        "longitude": "106.8282",
        "latitude": "-6.1754",
    }
    done = desk.post(f"/bencana/meja/{report.number}", data={**given, **change})
    assert done.status_code == 303, done.text[:2000]
    after = report_of(platform, report.number)
    assert severity is None or after.severity == severity
    assert "personLocation" not in after.card
    if hazard == "fire":
        assert after.card["fireLocation"] == {"lat": -6.1754, "lng": 106.8282}
        assert after.card["fireRadius"] == {"lat": -6.1754, "lng": 106.8292}
    if hazard == "volcano":
        assert (after.card["volcanicSigns"], after.card["evacuationArea"]) == ([1], False)


def test_a_report_tells_why_and_what_its_group_said_over_time(
    client_for: Clients, platform: Platform, clock: FixedClock
) -> None:
    for depth in (30, 90, 150):
        sent(platform, card={"flood_depth": depth}, text="Tes air naik")
        clock.advance(timedelta(minutes=20))
    page = client_for(officer()).get("/bencana/meja/2").text
    assert "Kata-katanya seperti candaan" in page
    assert "Mula-mula 30 cm" in page
    assert page.count('class="plot__bar') == 3
    assert "3 laporan serupa" in page


def test_parts_are_hidden_by_the_page(client_for: Clients, platform: Platform) -> None:
    sent(platform, text="Rumah Bu Sari", photo=Photo(b"large", b"small", 5))
    desk = client_for(officer())
    for part, version in (("text", "1"), ("photo", "2")):
        given = form(desk, "/bencana/meja/1", version=version, do=f"withhold:{part}", reason="Menyebut nama")
        assert desk.post("/bencana/meja/1", data=given).headers["location"].endswith("selesai=withhold")
    page = desk.get("/bencana/meja/1").text
    assert "Teks: disembunyikan dari umum" in page
    assert "Foto: disembunyikan dari umum" in page
    assert "Rumah Bu Sari" in page
    assert deciding.withheld_of(platform, officer(), report_of(platform, 1)).keys() == {"text", "photo"}
    for do in ("withhold:all", "withhold:text"):
        given = form(desk, "/bencana/meja/1", version="3", do=do, reason="Lagi")
        assert desk.post("/bencana/meja/1", data=given).status_code in (404, 409)


FILL = text(
    "INSERT INTO disaster_report (id, hazard, card, severity, text, status, training, reported_at, live_until, changed_at,"
    " version, longitude, latitude, province, regency, district, village, approximate, placed, source, form_id, address)"
    " SELECT gen_random_uuid(), 'flood', jsonb_build_object('report_type', 'flood', 'flood_depth', (n * 37) % 200),"
    " (ARRAY['minor','moderate','severe'])[1 + n % 3], 'Air naik di jalan ' || (n * 7919 % 997) || ' sampai lutut',"
    " 'unverified', false, :at - make_interval(secs => n * 4), :at + interval '3 hours',"
    " :at - make_interval(secs => n * 4), 1,"
    " 106.70 + ((n * 7919) % 25000) / 100000.0, -6.35 + ((n * 104729) % 25000) / 100000.0,"
    " '31', '31.71', '31.71.01', '31.71.01.1001', false, 'gps', 'web', gen_random_uuid(), md5((n % 2000)::text)"
    " FROM generate_series(1, 5000) n"
)


def test_five_thousand_open_reports_do_not_make_the_queue_slow(platform: Platform) -> None:
    """Grouped and judged once; from then on only what came since. Measured as a share of the first look, not in seconds."""
    with platform.database.writing() as unit:
        unit.connection.execute(FILL, {"at": platform.clock.now()})
        unit.unaudited("five thousand reports of a test")
    asked = QueueAsked(Wanted(frozenset({Status.UNVERIFIED}), per_page=25))
    begun = time.perf_counter()
    first = queueing.desk_queue(platform, officer(), asked)
    whole = time.perf_counter() - begun
    assert (first.reports, len(first.groups), first.cut) == (5_000, 25, False)
    sent(platform, card={"flood_depth": 199})
    begun = time.perf_counter()
    again = queueing.desk_queue(platform, officer(), asked)
    assert again.reports == 5_001
    assert time.perf_counter() - begun < max(0.3, whole / 2)
