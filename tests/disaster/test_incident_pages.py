"""Incidents through a client: the desk's day, what everybody sees, who may not, two officers on one incident."""

import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from simpul.disaster.actions import incidents as acts
from simpul.disaster.actions import situations
from simpul.disaster.model import Status
from simpul.disaster.model.incident_refusals import NotYourIncident, SituationReportMissing, TypesettingUnavailable
from simpul.kernel.platform import Platform
from tests.disaster.forms import Clients, value_of
from tests.disaster.incident_makers import NORTH, SARI, opened, report_of, reported, seen, world
from tests.disaster.makers import officer

DESK, OPEN = "/bencana/meja/kejadian", "/bencana/kejadian"


def form(desk: TestClient, do: str, number: int = 1, **more: Any) -> dict[str, Any]:
    """What the incident's page would send for this step."""
    page = desk.get(f"{DESK}/{number}").text
    return {"csrf": value_of(page, "csrf"), "version": value_of(page, "version"), "do": do, **more}


def test_an_incident_s_day(client_for: Clients, client: TestClient, platform: Platform) -> None:
    numbers = reported(platform)
    desk = client_for(SARI)
    page = desk.get(DESK).text
    assert "Laporan yang menunjuk ke satu kejadian" in page
    new = {"csrf": value_of(page, "csrf"), "reports": ",".join(map(str, numbers))}
    answer = desk.post(f"{DESK}/baru", data=new)
    assert answer.headers["location"] == f"{DESK}/1?selesai=open"
    assert "Batalkan" in desk.get(answer.headers["location"]).text
    figures = {"evacuated": "1.240", "source": "Camat Gambir", "at": "2026-11-23T11:00", "zone": "WIB"}
    told = {"name": "Banjir Gambir", "needs": "Perahu karet", "taken": "", "resources": "", "contact": "112"}
    for do, more in (
        ("advance", {"stage": "growing"}),
        ("note", {"note": "Pintu air dibuka", "in_report": "1"}),
        ("count", figures),
        ("describe", told),
        ("advance", {"stage": "easing"}),
    ):
        answer = desk.post(f"{DESK}/1", data=form(desk, do, **more))
        assert answer.headers.get("location") == f"{DESK}/1?selesai={do}"
    page = desk.get(f"{DESK}/1").text
    for words in ("1.240", "Pintu air dibuka", "Perahu karet", "Meluas → Mereda"):
        assert words in page
    public = client.get(f"{OPEN}/1").text
    assert "1.240" in public
    assert "Banjir Gambir" in client.get(OPEN).text
    for words in ("Pintu air dibuka", "Perahu karet", SARI.name):
        assert words not in public


def test_the_situation_report_is_issued_read_and_published(
    client_for: Clients, client: TestClient, platform: Platform
) -> None:
    opened(platform)
    desk = client_for(SARI)
    preview = desk.get(f"{DESK}/1/laporan").text
    assert "Belum diterbitkan" in preview
    issued = desk.post(f"{DESK}/1/laporan", data=form(desk, "", public="1"))
    assert issued.headers["location"] == f"{DESK}/1/laporan/1?selesai=issue"
    for path, language in ((f"{OPEN}/1/laporan/1", "id"), (f"/en{OPEN}/1/laporan/1", "en")):
        page = client.get(path)
        assert ("Laporan situasi no. 1" if language == "id" else "Situation report no. 1") in page.text
        pdf = client.get(f"{path}/pdf")
        assert (pdf.status_code, pdf.headers["content-type"], pdf.content[:5]) == (200, "application/pdf", b"%PDF-")
        assert f"/Lang ({language})".encode() in pdf.content or b"<dc:language>" in pdf.content
    assert f"{OPEN}/1/laporan/1/pdf" in client.get(f"{OPEN}/1").text
    second = desk.post(f"{DESK}/1/laporan", data=form(desk, ""))
    assert second.headers["location"].startswith(f"{DESK}/1/laporan/2")
    assert client.get(f"{OPEN}/1/laporan/2").status_code == 404
    assert client.get(f"{OPEN}/1/laporan/2/pdf").status_code == 404
    assert desk.get(f"{DESK}/1/laporan/2").status_code == 200
    assert client_for(officer("32", number=9)).get(f"{DESK}/1/laporan/2").status_code == 404


def test_an_edition_stays_as_it_was_issued(platform: Platform) -> None:
    incident = opened(platform)
    first = situations.issue(platform, SARI, seen(incident), public=True)
    noted = acts.note(platform, SARI, acts.Seen(1, 2), text="Sesudah terbit")
    second = situations.issue(platform, SARI, seen(noted), public=False)
    assert (first.edition, second.edition) == (1, 2)
    again = situations.edition(platform, SARI, 1, 1)[1]
    assert again.content == first.content
    assert situations.pdf(platform, again, "id") == situations.pdf(platform, first, "id")
    assert second.content["notes"][-1]["text"] == "Sesudah terbit"
    with pytest.raises(SituationReportMissing):
        situations.edition(platform, SARI, 1, 3)
    with pytest.raises(NotYourIncident):
        situations.issue(platform, officer("32"), acts.Seen(1, 4), public=True)


def test_a_report_that_cannot_be_set_leaves_no_trace(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    incident = opened(platform)
    before = world(platform)
    monkeypatch.setattr("simpul.kernel.typesetting.SECONDS", 0.001)
    with pytest.raises(TypesettingUnavailable):
        situations.issue(platform, SARI, seen(incident), public=True)
    assert world(platform) == before
    with pytest.raises(SituationReportMissing):
        situations.edition(platform, SARI, 1, 1)


def test_what_was_written_is_kept_when_somebody_was_faster(client_for: Clients, platform: Platform) -> None:
    incident = opened(platform)
    desk = client_for(SARI)
    slow = form(desk, "note", note="Dua perahu berangkat", in_report="1")
    acts.note(platform, officer(number=8), seen(incident), text="Tim lain")
    answer = desk.post(f"{DESK}/1", data=slow)
    assert answer.status_code == 409
    assert "Orang lain baru saja mengubah" in answer.text
    assert "Dua perahu berangkat" in answer.text
    assert value_of(answer.text, "version") == "2"


@pytest.mark.parametrize(
    ("do", "more", "status", "words"),
    [
        ("advance", {"stage": "closed", "reason": ""}, 422, "Tulis alasannya"),
        ("advance", {"stage": "dance"}, 404, ""),
        ("dance", {}, 404, ""),
        ("note", {"note": " "}, 422, "Tulis apa yang terjadi"),
        ("note", {"note": "a" * 2001}, 422, "2000"),
        ("count", {"evacuated": "banyak", "source": "Camat", "at": "2026-11-23T11:00"}, 422, "bilangan bulat"),
        ("count", {"evacuated": "5", "source": "", "at": "2026-11-23T11:00"}, 422, "sumber"),
        ("count", {"evacuated": "5", "source": "Camat", "at": "kemarin"}, 422, "waktu data"),
        ("describe", {"name": ""}, 422, "Beri nama"),
        ("remove", {}, 422, "Pilih paling sedikit satu"),
        ("remove", {"reports": ["1", "2", "3"]}, 409, "paling sedikit satu laporan terverifikasi"),
        ("add", {"more": "77"}, 422, "Pilih paling sedikit satu"),
        ("merge", {"other": "1"}, 409, "tidak dapat digabung"),
        ("merge", {"other": "x"}, 404, ""),
    ],
)
def test_wrong_steps_are_told(
    client_for: Clients, platform: Platform, do: str, more: dict[str, Any], status: int, words: str
) -> None:
    opened(platform)
    before = world(platform)
    desk = client_for(SARI)
    answer = desk.post(f"{DESK}/1", data=form(desk, do, **more))
    assert answer.status_code == status
    assert words in answer.text
    assert world(platform) == before


def test_reports_are_added_taken_out_and_split_off_by_their_boxes(client_for: Clients, platform: Platform) -> None:
    opened(platform)
    (more,) = reported(platform, (106.8290, -6.1760))
    desk = client_for(SARI)
    assert f'value="{more}"' in desk.get(f"{DESK}/1").text
    assert desk.post(f"{DESK}/1", data=form(desk, "add", reports=[str(more)])).status_code == 303
    assert desk.post(f"{DESK}/1", data=form(desk, "remove", reports=["1"])).status_code == 303
    split = desk.post(f"{DESK}/1", data=form(desk, "split", reports=["2", "3"], split_name="Banjir Monas"))
    assert split.headers["location"] == f"{DESK}/2?selesai=split"
    assert "Banjir Monas" in desk.get(f"{DESK}/2").text
    assert report_of(platform, 1).incident is None
    back = desk.post(f"{DESK}/1", data=form(desk, "undo"))
    assert back.headers["location"] == f"{DESK}/1?selesai=undo"
    assert desk.get(f"{DESK}/2").status_code == 404


def test_taking_an_opening_back_leads_to_the_list(client_for: Clients, platform: Platform) -> None:
    opened(platform)
    desk = client_for(SARI)
    assert desk.post(f"{DESK}/1", data=form(desk, "undo")).headers["location"] == f"{DESK}?selesai=withdrawn"
    assert "laporannya bebas kembali" in desk.get(f"{DESK}?selesai=withdrawn").text


def test_the_desk_s_incidents_are_for_officers_of_the_region(
    client: TestClient, client_for: Clients, platform: Platform
) -> None:
    opened(platform)
    for path in (DESK, f"{DESK}/1", f"{DESK}/1/laporan", f"{DESK}/ekspor.csv"):
        assert client.get(path).status_code in (303, 403)
    stranger = client_for(officer("32", number=9))
    assert stranger.get(f"{DESK}/1").status_code == 403
    assert stranger.get(f"{DESK}/1/laporan").status_code == 403
    assert "Tidak ada kejadian yang berlangsung" in stranger.get(DESK).text
    page = stranger.get(DESK).text
    unknown = {"csrf": value_of(page, "csrf"), "reports": "1"}
    assert stranger.post(f"{DESK}/baru", data=unknown).status_code == 403


@pytest.mark.parametrize(
    ("reports", "status", "words"),
    [("", 422, "Pilih paling sedikit satu"), ("99", 422, "Pilih paling sedikit satu"), ("1", 409, "Verifikasi dulu")],
)
def test_what_opens_no_incident(client_for: Clients, platform: Platform, reports: str, status: int, words: str) -> None:
    reported(platform, NORTH, status=Status.UNVERIFIED)
    desk = client_for(SARI)
    csrf = value_of(desk.get(DESK).text, "csrf")
    answer = desk.post(f"{DESK}/baru", data={"csrf": csrf, "reports": reports, "name": "Banjir X"})
    assert answer.status_code == status
    assert words in answer.text
    assert "Banjir X" in answer.text


def test_lists_are_filtered_by_their_address_and_taken_away(
    client: TestClient, client_for: Clients, platform: Platform
) -> None:
    acts.describe(platform, SARI, seen(opened(platform)), to=acts.Described("=Banjir Monas", acts.Account(), ()))
    for path, shown in (
        (OPEN, True),
        (f"{OPEN}?hazard=flood&stage=open&q=gambir&days=7", True),
        (f"{OPEN}?hazard=wind", False),
        (f"{OPEN}?stage=closed", False),
        (f"{OPEN}?q=koja", False),
        (f"{OPEN}?q=1", True),
        (f"{OPEN}?q=zzqxwv", False),
        (f"{OPEN}?hazard=x&stage=x&days=x&page=x", True),
    ):
        assert ("=Banjir Monas" in client.get(path).text) is shown, path
    table = client.get(f"{OPEN}/ekspor.csv").content.decode("utf-8-sig").splitlines()
    assert table[0].startswith("number,name,hazard,stage")
    assert table[1].startswith("1,'=Banjir Monas,flood,open")
    assert client_for(SARI).get(f"{DESK}/ekspor.csv?stage=closed").text.count("\n") == 1


def test_an_exercise_is_marked_on_the_desk_and_hidden_from_everybody(
    client: TestClient, client_for: Clients, platform: Platform
) -> None:
    incident = opened(platform, training=True)
    page = client_for(SARI).get(f"{DESK}/1").text
    assert re.search(r'class="tag tag--warn".*Latihan', page)
    assert client.get(f"{OPEN}/1").status_code == 404
    situations.issue(platform, SARI, seen(incident), public=True)
    assert client.get(f"{OPEN}/1/laporan/1").status_code == 404
    assert "LATIHAN" in client_for(SARI).get(f"{DESK}/1/laporan/1").text


def test_addresses_of_nothing(client: TestClient, client_for: Clients, platform: Platform) -> None:
    opened(platform)
    for number in ("9", "0", "x", "9" * 30, "-1", "٣"):
        assert client.get(f"{OPEN}/{number}").status_code == 404
        assert client_for(SARI).get(f"{DESK}/{number}").status_code == 404
    assert client.get(f"{OPEN}/1/laporan/1").status_code == 404
    assert client.get(f"{OPEN}/1/laporan/x/pdf").status_code == 404
