"""The pages of attendance, certificates and calendars: what each reader finds there."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from simpul.cooperation.actions import demo_attendance
from simpul.kernel.clock import FixedClock
from simpul.kernel.platform import Platform
from tests.cooperation.activity_makers import VISIT
from tests.cooperation.attendance_makers import (
    UNTIL,
    all_,
    finished,
    issued,
    key_of,
    known,
    number_of,
    room_code,
    two_days,
    was_there,
    word_of,
)
from tests.cooperation.people import CENTRE, KEEPER, LIAISON_OFFICER, READER, programmes_there

ONE = f"/kerja-sama/kegiatan/{VISIT}"
ClientFor = Callable[..., TestClient]
Post = Callable[..., Any]


@pytest.mark.parametrize("prefix", ["", "/en", "/ko"])
def test_every_page_is_there_in_three_languages(client_for: ClientFor, platform: Platform, prefix: str) -> None:
    _, one, _ = two_days(platform)
    (made,) = issued(platform, one)
    keeper, anybody = client_for(KEEPER), client_for()
    own = f"/kerja-sama/hadir/saya/{key_of(platform, one)}"
    rooms = ("/kehadiran", "/kehadiran.csv", "/kehadiran/layar", "/kehadiran/lencana.pdf", "/sertifikat", "/sertifikat.zip")
    pages = {room: keeper.get(prefix + ONE + room) for room in rooms}
    pages["kalender"] = keeper.get(f"{prefix}/kerja-sama/kalender")
    open_ = (
        own,
        f"{own}/{made.id}.pdf",
        f"/kerja-sama/hadir/{room_code(platform)}",
        "/sertifikat",
        f"/sertifikat/{made.code}",
    )
    pages |= {path: anybody.get(prefix + path) for path in (*open_, "/kerja-sama/kalender.ics")}
    assert {path: page.status_code for path, page in pages.items()} == dict.fromkeys(pages, 200)
    title = {"": "Kunjungan uji", "/en": "Test visit", "/ko": "시험 방문"}[prefix]
    assert title in pages[own].text
    assert title in pages[f"/sertifikat/{made.code}"].text
    assert pages[own].headers["Referrer-Policy"] == "no-referrer"
    assert 2 <= int(pages["/kehadiran/layar"].headers["Refresh"]) <= 10


def test_from_scanning_to_the_list(client_for: ClientFor, platform: Platform, post: Post) -> None:
    _, one, _ = two_days(platform)
    phone, path = client_for(), f"/kerja-sama/hadir/{room_code(platform)}"
    grant = re.search(r'name="izin" value="([a-z0-9]+)"', phone.get(path).text)
    assert grant is not None
    wrong = post(phone, path, izin=grant[1], nomor="AAAA-AAAA")
    assert wrong.status_code == 404
    assert 'value="AAAA-AAAA"' in wrong.text
    right = post(phone, path, izin=grant[1], nomor=number_of(platform, one))
    assert right.url.path == f"/kerja-sama/hadir/saya/{key_of(platform, one)}"
    assert known(platform, one) is not None
    listed = client_for(KEEPER).get(f"{ONE}/kehadiran").text
    assert "dengan kode ruangan" in listed


def test_an_old_code_is_told_and_leads_on(client_for: ClientFor, platform: Platform) -> None:
    two_days(platform)
    page = client_for().get("/kerja-sama/hadir/aaaaaaaa")
    assert page.status_code == 422
    assert "Pindai layar sekali lagi" in page.text


def test_from_afar_by_the_word(client_for: ClientFor, platform: Platform, post: Post) -> None:
    _, one, _ = two_days(platform)
    path = f"/kerja-sama/hadir/saya/{key_of(platform, one)}"
    assert 'id="kata-error"' in post(client_for(), path, lakukan="hadir", kata="salah").text
    assert "Anda tercatat hadir" in post(client_for(), path, lakukan="hadir", kata=word_of(platform)).text
    assert "Terima kasih" in post(client_for(), path, lakukan="pergi").text


def test_a_badge_admits_by_a_keeper_alone(client_for: ClientFor, platform: Platform, post: Post) -> None:
    _, one, _ = two_days(platform)
    path = f"/kerja-sama/hadir/saya/{key_of(platform, one)}"
    assert 'value="terima"' not in client_for(READER).get(path).text
    assert post(client_for(), path, lakukan="terima").status_code in (403, 404)
    assert known(platform, one) is None
    assert 'value="terima"' in client_for(KEEPER).get(path).text
    assert "tercatat hadir hari ini" in post(client_for(KEEPER), path, lakukan="terima").text


def test_a_correction_without_a_reason_keeps_what_was_chosen(client_for: ClientFor, platform: Platform, post: Post) -> None:
    _, one, _ = two_days(platform)
    keeper, day = client_for(KEEPER), UNTIL.isoformat()
    given = {"calon": str(one.id), "hari": day, "version": "0", "lakukan": "hadir"}
    wrong = post(keeper, f"{ONE}/kehadiran", alasan="a", **given)
    assert wrong.status_code == 422
    assert 'id="alasan" name="alasan" maxlength="300" autocomplete="off" value="a"' in wrong.text
    assert "Koreksi dapat dibatalkan" in post(keeper, f"{ONE}/kehadiran", alasan="lupa memindai", **given).text
    assert "Koreksi dibatalkan" in post(keeper, f"{ONE}/kehadiran", **given | {"lakukan": "urung", "version": "1"}).text


def test_the_file_says_who_was_there_when(client_for: ClientFor, platform: Platform) -> None:
    _, one, _ = two_days(platform)
    was_there(platform, one)
    rows = client_for(KEEPER).get(f"{ONE}/kehadiran.csv").text.lstrip("\ufeff").splitlines()
    assert rows[0] == "name,agency,2026-11-22,2026-11-23,days,of,percent,certificate"
    assert f"{one.name},{one.agency_name},room,room,2,2,100,yes" in rows


def test_others_do_not_learn_of_the_list(client_for: ClientFor, platform: Platform) -> None:
    two_days(platform)
    for room in ("/kehadiran", "/kehadiran.csv", "/sertifikat", "/sertifikat.zip", "/kehadiran/lencana.pdf"):
        assert client_for(LIAISON_OFFICER).get(ONE + room).status_code == 404
    assert client_for(READER).get(f"{ONE}/kehadiran/lencana.pdf").status_code == 403


def test_from_issuing_to_a_stranger_s_check(client_for: ClientFor, platform: Platform, post: Post) -> None:
    _, one, _ = two_days(platform)
    was_there(platform, one)
    keeper = client_for(KEEPER)
    assert "Sertifikat sedang dibuat" in post(keeper, f"{ONE}/sertifikat", lakukan="terbit").text
    finished(platform)
    (made,) = all_(platform)
    content = keeper.get(f"{ONE}/sertifikat/{made.id}.pdf").content
    stranger, path = client_for(), f"/sertifikat/{made.code}"
    stranger.get(path)
    good = stranger.post(path, files={"berkas": ("s.pdf", content, "application/pdf")})
    assert "Berkas ini benar yang diterbitkan" in good.text
    bad = stranger.post(path, files={"berkas": ("s.pdf", content + b" ", "application/pdf")})
    assert "Ini bukan berkas yang diterbitkan" in bad.text
    none = stranger.post(path, files={"berkas": ("s.pdf", b"", "application/pdf")})
    assert none.status_code == 422
    what = {"sertifikat": str(made.id), "version": "1", "lakukan": "cabut"}
    assert post(keeper, f"{ONE}/sertifikat", alasan="x", **what).status_code == 422
    assert "dicabut" in post(keeper, f"{ONE}/sertifikat", alasan="nama salah tulis", **what).text
    assert "nama salah tulis" in stranger.get(path).text


def test_an_unknown_code_is_told_as_unknown(client_for: ClientFor, platform: Platform) -> None:
    programmes_there(platform)
    for path in ("/sertifikat/" + "a" * 20, "/sertifikat?kode=salah", "/sertifikat/..%2f"):
        page = client_for().get(path)
        assert page.status_code == 404
    assert client_for().get("/api/v1/cooperation/certificates/" + "a" * 20).status_code == 404


def test_programs_learn_numbers_and_no_names(client_for: ClientFor, platform: Platform) -> None:
    _, one, _ = two_days(platform)
    was_there(platform, one)
    found = client_for(KEEPER).get(f"/api/v1/cooperation/attendance/{VISIT}")
    assert found.json()["days"] == [{"day": "2026-11-22", "present": 1}, {"day": "2026-11-23", "present": 1}]
    assert one.name not in found.text


def test_the_demo_s_examples_are_there_once(client_for: ClientFor, platform: Platform) -> None:
    programmes_there(platform)
    demo_attendance.seed(platform)
    demo_attendance.seed(platform)
    path = f"/kerja-sama/kegiatan/{demo_attendance._WORKSHOP}"

    page = client_for(CENTRE).get(f"{path}/sertifikat").text
    assert page.count("김예시") >= 1
    assert "0002/DGCC/2026" in page
    assert "0003/DGCC/2026" not in page


def test_the_rooms_screen_waits_for_the_day_and_begins_by_itself(
    client_for: ClientFor, platform: Platform, clock: FixedClock
) -> None:
    """Who sets the screen up the evening before leaves it there: it says when, and comes again each minute."""
    two_days(platform, since=UNTIL + timedelta(1), until=UNTIL + timedelta(2))
    early = client_for(KEEPER).get(f"{ONE}/kehadiran/layar")
    assert (early.status_code, early.headers["Refresh"]) == (200, "60")
    assert "Kode ditampilkan mulai" in early.text
    assert "room__qr" not in early.text
    clock.advance(timedelta(days=1))
    assert "room__qr" in client_for(KEEPER).get(f"{ONE}/kehadiran/layar").text
    clock.advance(timedelta(days=4))
    assert "Hari terakhir adalah" in client_for(KEEPER).get(f"{ONE}/kehadiran/layar").text
    assert client_for(READER).get(f"{ONE}/kehadiran/layar").status_code == 403
