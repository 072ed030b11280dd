"""Seats that ended, roles that were taken, programmes of others: nothing of them is told, by whatever door one asks."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from simpul.cooperation.actions import calendars, gates
from simpul.cooperation.model.calendars import FeedUnknown
from simpul.cooperation.model.gates import GateDeviceRevoked
from simpul.cooperation.model.programmes import CENTRE as CENTRE_ROLE
from simpul.cooperation.model.programmes import GATE, PARTNER
from simpul.kernel.actor import Actor
from simpul.kernel.clock import FixedClock
from simpul.kernel.platform import Platform
from tests.cooperation.activity_makers import VISIT, accepted, accepted_korean, there
from tests.cooperation.event_makers import EVENT, lecture
from tests.cooperation.governance_makers import ACT, MEETING, PROJECT, committee_there, project_there
from tests.cooperation.people import CENTRE, EGCC, EVERYBODY, GATE_OFFICER, KEEPER, OTHER, SEATED_CENTRE, holding

Client = Callable[..., TestClient]
NONE = UUID(int=77777)
OUTSIDE: dict[str, Actor] = {name: EVERYBODY[name] for name in ("other programme's", "stranger", "roleless", "gate")}
OUTSIDE["another's liaison"] = replace(EVERYBODY["liaison"], agency="ID/GOV/1111/LAIN")
OF_AN_ACTIVITY = {
    "": (),
    "/ubah": ({"title_id": "x"},),
    "/keadaan": ({"lakukan": "close", "version": "1"},),
    "/kuota": ({"agency": "ID/GOV/1/A", "name": "A", "places": "1"}, {"lakukan": "lepas", "agency": "ID/GOV/8205/SPBE"}),
    "/calon": ({"name": "Uji Coba", "agency": "KR/GOV/MOIS", "agency_name": "x"},),
    "/calon.csv": (),
    "/dokumen": (),
    "/dokumen.csv": ({},),
    "/kehadiran": ({"lakukan": "x"},),
    "/kehadiran/aturan": ({"bagian": "80", "version": "0"},),
    "/kehadiran.csv": (),
    "/kehadiran/layar": (),
    "/kehadiran/lencana.pdf": (),
    "/sertifikat": ({"lakukan": "terbit"}, {"lakukan": "cabut", "sertifikat": str(NONE), "version": "1"}),
    "/sertifikat.zip": (),
    f"/sertifikat/{NONE}": (),
}
RECORDS = {"komite": MEETING.id, "tindak-lanjut": ACT.id, "proyek": PROJECT.id}
BY_CODE = (
    *("/kerja-sama/anggaran?program={}", "/kerja-sama/anggaran/{}/anggaran.csv", "/kerja-sama/laporan/{}"),
    *("/kerja-sama/laporan/{}/lihat", "/kerja-sama/laporan/{}/laporan.pdf", "/kerja-sama/laporan?program={}"),
    *("/kerja-sama/program/{}", "/kerja-sama/komite?program={}", "/kerja-sama/komite/baru?program={}"),
    *("/kerja-sama/proyek?program={}", "/kerja-sama/ahli?program={}", "/kerja-sama/perjanjian?program={}"),
    *("/kerja-sama/tindak-lanjut?program={}", "/api/v1/cooperation/budgets/{}", "/api/v1/cooperation/reports/{}"),
    *("/api/v1/cooperation/activities?programme={}", "/api/v1/cooperation/meetings?programme={}"),
)
LISTS = (
    *("", "/komite", "/tindak-lanjut", "/tindak-lanjut.csv", "/proyek", "/proyek.csv", "/kegiatan", "/kegiatan.csv"),
    *("/ahli", "/ahli.csv", "/perjanjian", "/perjanjian.csv", "/anggaran", "/laporan", "/kalender", "/kalender.ics"),
)
OURS = ("Rapat Komite Bersama ke-2", "Menyusun rencana", "Pengembangan indeks", "Kunjungan uji", "Siti Contohwati", EGCC)


def said(answer: Any, *asked: object) -> tuple[int, str]:
    """What an answer tells, without what was asked and what differs between any two pages."""
    text = answer.text
    for one in asked:
        text = text.replace(str(one), "")
    return answer.status_code, re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{24,}", "", text)


def test_a_calendar_ends_with_the_role_and_the_account(platform: Platform) -> None:
    """A role that was taken opens no page: the address given out before must open nothing either."""
    there(platform)
    holding(platform, {PARTNER: [KEEPER], CENTRE_ROLE: [SEATED_CENTRE]})
    secrets = [calendars.make(platform, who, EGCC) for who in (KEEPER, SEATED_CENTRE)]
    for one in secrets:
        assert b"BEGIN:VEVENT" in calendars.of_seat(platform, one, "https://contoh.id", "id")
    holding(platform, {GATE: [KEEPER, SEATED_CENTRE]})
    for one in secrets:
        with pytest.raises(FeedUnknown):
            calendars.of_seat(platform, one, "https://contoh.id", "id")


def test_a_device_at_a_gate_reads_no_longer_than_its_officer_may(platform: Platform, clock: FixedClock) -> None:
    lecture(platform)
    holding(platform, {GATE: [GATE_OFFICER]})
    gate = gates.open_gate(platform, CENTRE, EVENT, name="Pintu Uji")
    key = gates.sign_on(platform, GATE_OFFICER, gate.id, event=EVENT, label="").key
    assert gates.device_of(platform, key, EVENT).account == GATE_OFFICER.id
    holding(platform, {})
    clock.advance(timedelta(seconds=30))
    with pytest.raises(GateDeviceRevoked):
        gates.device_of(platform, key, EVENT)


def of_an_activity() -> Iterator[tuple[str, dict[str, str] | None]]:
    """Every page of an activity, and every form it takes."""
    for path, forms in OF_AN_ACTIVITY.items():
        yield path, None
        yield from ((path, fields) for fields in forms)


@pytest.mark.parametrize("who", OUTSIDE)
def test_an_activity_of_others_answers_like_one_that_is_none(
    platform: Platform, client_for: Client, post: Any, who: str
) -> None:
    there(platform)
    client = client_for(OUTSIDE[who])
    for path, fields in of_an_activity():
        answers = []
        for one in (VISIT, NONE):
            where = f"/kerja-sama/kegiatan/{one}{path}"
            answers.append(said(client.get(where) if fields is None else post(client, where, **fields), one))
        assert answers[0] == answers[1], (path, fields)
    found, none = (client.get(f"/api/v1/cooperation/activities/{one}") for one in (VISIT, NONE))
    assert said(found) == said(none)


@pytest.mark.parametrize("who", OUTSIDE)
def test_a_record_of_others_answers_like_one_that_is_none(
    platform: Platform, client_for: Client, post: Any, who: str
) -> None:
    there(platform)
    committee_there(platform)
    project_there(platform)
    client = client_for(OUTSIDE[who])
    for name, record in RECORDS.items():
        for path in ("", "/ubah", "/hasil-baru"):
            answers = [said(client.get(f"/kerja-sama/{name}/{one}{path}"), one) for one in (record, NONE)]
            assert answers[0] == answers[1], (name, path)
            for what in ("tambah", "selesai", "coret", "langkah", "lapor"):
                fields = {"lakukan": what, "version": "1", "title_id": "Judul", "what": "x", "on": "2020-01-01"}
                answers = [said(post(client, f"/kerja-sama/{name}/{one}{path}", **fields), one) for one in (record, NONE)]
                assert answers[0] == answers[1], (name, path, what)
    for path in BY_CODE:
        answers = [said(client.get(path.format(one)), one) for one in (EGCC, "NADA-9")]
        assert answers[0] == answers[1], path


def test_no_list_of_another_programme_holds_a_word_of_ours(platform: Platform, client_for: Client) -> None:
    there(platform)
    accepted(platform)
    accepted_korean(platform)
    committee_there(platform)
    project_there(platform)
    client = client_for(OTHER)
    asked = [f"/kerja-sama{path}" for path in LISTS]
    asked += [f"/api/v1/cooperation/{name}" for name in ("meetings", "follow-ups", "projects", "activities", "agreements")]
    for path in asked:
        for query in ("", f"?program={EGCC}&q=uji", f"?programme={EGCC}"):
            text = re.sub(f'(program(me)?=|value="){EGCC}', "", client.get(path + query).text)  # what was asked for
            at = next((text.index(word) for word in OURS if word in text), None)
            assert at is None, (path + query, text[at - 80 : at + 40] if at else "")
