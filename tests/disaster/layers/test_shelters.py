"""Shelters: counted, over capacity, closed, found by a family; kept by the officers whose region they lie in."""

import csv
import io
import re
from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from simpul.disaster.actions import shelter_import, shelters
from simpul.disaster.model.shelter_refusals import (
    NotYourShelter,
    ShelterChangedMeanwhile,
    ShelterFileUnreadable,
    ShelterIsClosed,
    ShelterNothingToUndo,
    ShelterOfficerOnly,
)
from simpul.disaster.model.shelters import Facility, Shelter, ShelterCount, ShelterDraft, ShelterKind, ShelterState
from simpul.disaster.rules import shelters as rules
from simpul.kernel.actor import Actor
from simpul.kernel.clock import FixedClock
from simpul.kernel.errors import Invalid
from simpul.kernel.platform import Platform
from tests.disaster.forms import Clients, value_of
from tests.disaster.layers.payloads import NOW
from tests.disaster.makers import officer

DESK, PUBLIC = "/bencana/meja/pengungsian", "/bencana/pengungsian"
SARI = officer("31")
"""On duty at BPBD DKI Jakarta."""


def a_draft(name: str = "SD Contoh 01", **more: Any) -> ShelterDraft:
    values: dict[str, Any] = {"longitude": 106.8272, "latitude": -6.1754, "capacity": 100, "kind": ShelterKind.SCHOOL}
    return ShelterDraft(name=name, **(values | more))


def people(number: int, **groups: int) -> ShelterCount:
    return ShelterCount(NOW, number, **groups)


def posted(desk: TestClient, path: str, **form: Any) -> Any:
    page = desk.get(path).text
    given = {"csrf": value_of(page, "csrf"), **({"version": value_of(page, "version")} if 'name="version"' in page else {})}
    return desk.post(path, data={**given, **form})


@pytest.mark.parametrize(
    ("name", "actor", "may"),
    [
        ("Sari, on duty in Jakarta", officer("31"), True),
        ("Budi, on duty in Jakarta Pusat", officer("31.71"), True),
        ("Rini of the whole country", officer(None), True),
        ("Agus, on duty in West Java", officer("32"), False),
        ("Dewi, of no agency", officer("31", agency=None), False),
        ("a visitor", Actor.ANONYMOUS, False),
    ],
)
def test_who_may_keep_a_shelter_in_gambir(name: str, actor: Actor, may: bool) -> None:
    if may:
        rules.permit_keep(actor, "31.71.01.1001")
    else:
        with pytest.raises((ShelterOfficerOnly, NotYourShelter)):
            rules.permit_keep(actor, "31.71.01.1001")


@pytest.mark.parametrize(
    ("open_", "count", "state", "free"),
    [
        (True, None, ShelterState.UNKNOWN, None),
        (True, 0, ShelterState.ROOM, 100),
        (True, 89, ShelterState.ROOM, 11),
        (True, 90, ShelterState.NEARLY, 10),
        (True, 100, ShelterState.FULL, 0),
        (True, 101, ShelterState.OVER, 0),
        (False, 50, ShelterState.CLOSED, None),
    ],
)
def test_the_count_against_the_capacity_says_whether_there_is_room(
    open_: bool, count: int | None, state: ShelterState, free: int | None
) -> None:
    one = Shelter(1, a_draft(), "31", open_, count, NOW if count is not None else None, NOW, None, 1)
    assert (one.state, one.free) == (state, free)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"capacity": 0}, "capacity"),
        ({"capacity": 1_000_001}, "capacity"),
        ({"contact": "Bu Siti 0812"}, "contact"),
        ({"contact": "siti@contoh.id"}, "contact"),
        ({"address": "x" * 301}, "address"),
    ],
)
def test_what_everybody_would_see_is_checked_first(more: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        rules.checked(a_draft(**{"name": "SD", **more}))
    assert refused.value.field == field


def test_a_shelter_over_capacity_is_told_on_the_map_on_its_page_and_on_the_desk(
    platform: Platform, client: TestClient, client_for: Clients
) -> None:
    full = shelters.add(platform, SARI, a_draft())
    near = shelters.add(platform, SARI, a_draft("Masjid Contoh", longitude=106.84, capacity=50))
    shelters.count(platform, SARI, near.number, count=people(10))
    told = posted(client_for(SARI), f"{DESK}/{full.number}", do="count", people="130")
    assert told.headers["location"] == f"{DESK}/{full.number}?selesai=count"
    said = client_for(SARI).get(told.headers["location"]).text
    assert "Melebihi daya tampung 30 orang" in said
    features = {one["properties"]["name"]: one["properties"] for one in client.get(f"{PUBLIC}.geojson").json()["features"]}
    one = features["SD Contoh 01"]
    assert (one["state"], one["over"], one["free"]) == ("over", 30, 0)
    assert one["label_id"] == "SD Contoh 01: melebihi daya tampung 30 orang"
    page = client.get(f"{PUBLIC}/{full.number}").text
    assert "Lebih 30 orang dari daya tampung" in page
    assert page.index("Sebaiknya ke sini") < page.index("Masjid Contoh")
    listed = client.get(f"{PUBLIC}?q=gambir").text
    best = listed[listed.index('id="terdekat"') : listed.index("</section>", listed.index('id="terdekat"'))]
    assert "Masjid Contoh" in best
    assert "SD Contoh 01" not in best
    assert re.search(r"berjarak \d,\d km", best)


def test_a_family_is_never_sent_to_a_closed_one_and_an_old_count_says_so(
    platform: Platform, client: TestClient, clock: FixedClock
) -> None:
    shut = shelters.add(platform, SARI, a_draft("Tutup"))
    shelters.set_open(platform, SARI, shut.number, now_open=False)
    stale = shelters.add(platform, SARI, a_draft("Lama", longitude=106.829))
    shelters.count(platform, SARI, stale.number, count=people(5))
    clock.advance(timedelta(hours=13))
    sure = shelters.add(platform, SARI, a_draft("Baru", longitude=106.86))
    shelters.count(platform, SARI, sure.number, count=people(5))
    found = rules.with_room(shelters.near(platform, 106.8272, -6.1754, 30), clock.now())
    assert [one.shelter.draft.name for one in found] == ["Baru", "Lama"]
    page = client.get(f"{PUBLIC}?lat=-6.175&lon=106.827").text
    assert "Tutup</a>" not in page
    assert "Hitungan lama" in page
    assert "Tutup</a>" in client.get(f"{PUBLIC}?tampil=semua").text
    assert "Jangan ke sana" in client.get(f"{PUBLIC}/{shut.number}").text


def test_shelter_after_shelter_is_counted_from_the_list(platform: Platform, client_for: Clients) -> None:
    one = shelters.add(platform, SARI, a_draft())
    desk = client_for(SARI)
    form = {
        "csrf": value_of(desk.get(DESK).text, "csrf"),
        "version": "1",
        "do": "count",
        "people": "1.200",
        "dari": "daftar",
    }
    told = desk.post(f"{DESK}/{one.number}", data={**form, "q": "contoh", "tampil": "uncounted"})
    assert told.headers["location"] == f"{DESK}?q=contoh&tampil=uncounted&terhitung={one.number}"
    page = desk.get(told.headers["location"]).text
    assert "SD Contoh 01: 1.200 orang untuk 100 tempat." in page
    assert "Melebihi daya tampung 1.100 orang" in page
    assert 'value="undo"' in page
    wrong = desk.post(f"{DESK}/{one.number}", data={**form, "version": "1"})
    assert wrong.status_code == 409


def test_groups_are_for_officers_alone(platform: Platform, client: TestClient, client_for: Clients) -> None:
    one = shelters.add(platform, SARI, a_draft())
    answer = posted(
        client_for(SARI), f"{DESK}/{one.number}", do="count", people="60", children="7", elderly="3", disabled="1"
    )
    assert answer.status_code == 303
    assert "Balita" in client_for(SARI).get(f"{DESK}/{one.number}").text
    whole = (
        client.get(f"{PUBLIC}/{one.number}").text + client.get(f"{PUBLIC}.csv").text + client.get(f"{PUBLIC}.geojson").text
    )
    assert "Balita" not in whole
    assert 'children"' not in whole.replace('"children"]', "")
    assert "Sari" not in whole


def test_each_step_can_be_taken_back_for_half_an_hour(platform: Platform, clock: FixedClock) -> None:
    one = shelters.add(platform, SARI, a_draft())
    shelters.count(platform, SARI, one.number, count=people(40))
    shelters.count(platform, SARI, one.number, count=people(400))
    back = shelters.undo(platform, SARI, one.number)
    assert back is not None
    assert back.people == 40
    assert [count.people for count in shelters.get(platform, one.number).counts] == [40]
    with pytest.raises(ShelterNothingToUndo):
        shelters.undo(platform, SARI, one.number)
    shelters.set_open(platform, SARI, one.number, now_open=False)
    again = shelters.undo(platform, SARI, one.number)
    assert again is not None
    assert (again.open, again.people) == (True, 40)
    shelters.edit(platform, SARI, one.number, draft=a_draft("Salah", capacity=7))
    clock.advance(timedelta(minutes=31))
    with pytest.raises(ShelterNothingToUndo):
        shelters.undo(platform, SARI, one.number)


def test_two_officers_who_count_at_once_do_not_overwrite_each_other(platform: Platform) -> None:
    one = shelters.add(platform, SARI, a_draft())
    shelters.count(platform, officer("31", number=8), one.number, count=people(10), seen=one.version)
    with pytest.raises(ShelterChangedMeanwhile):
        shelters.count(platform, SARI, one.number, count=people(90), seen=one.version)
    assert shelters.get(platform, one.number).shelter.people == 10


def test_a_closed_shelter_is_not_counted_and_an_opened_one_begins_anew(platform: Platform) -> None:
    one = shelters.add(platform, SARI, a_draft())
    shelters.count(platform, SARI, one.number, count=people(10))
    shelters.set_open(platform, SARI, one.number, now_open=False)
    with pytest.raises(ShelterIsClosed):
        shelters.count(platform, SARI, one.number, count=people(1))
    assert shelters.set_open(platform, SARI, one.number, now_open=True).state is ShelterState.UNKNOWN


def test_an_officer_of_another_province_neither_sees_the_desk_page_nor_changes_it(
    platform: Platform, client: TestClient, client_for: Clients
) -> None:
    one = shelters.add(platform, SARI, a_draft())
    agus = client_for(officer("32", number=9))
    assert agus.get(f"{DESK}/{one.number}").status_code == 403
    form = {"csrf": value_of(agus.get(f"{DESK}/baru").text, "csrf"), "do": "close", "version": "1"}
    assert agus.post(f"{DESK}/{one.number}", data=form).status_code == 403
    assert shelters.get(platform, one.number).shelter.open
    for path in (DESK, f"{DESK}/baru", f"{DESK}/impor", f"{DESK}/{one.number}", f"{DESK}/ekspor.csv"):
        assert client.get(path).status_code in (303, 403), path


@pytest.mark.parametrize(
    ("form", "status", "told"),
    [
        ({"do": "count", "people": "banyak"}, 422, "Tulis jumlah orang sekarang"),
        ({"do": "count", "people": "-3"}, 422, "Tulis jumlah orang sekarang"),
        ({"do": "count", "people": "5", "children": "9"}, 422, "lebih besar dari jumlah orang"),
        ({"do": "edit", "name": "SD", "kind": "school", "place": "di sana", "capacity": "10"}, 422, "lintang dan bujur"),
        (
            {"do": "edit", "name": "SD", "kind": "school", "place": "1.35, 103.82", "capacity": "10"},
            422,
            "lintang dan bujur",
        ),
        ({"do": "edit", "name": "SD", "kind": "istana", "place": "-6.17, 106.82", "capacity": "10"}, 422, "Pilih jenis"),
        (
            {"do": "edit", "name": "SD", "kind": "school", "place": "-6.17, 106.82", "capacity": "banyak"},
            422,
            "daya tampungnya",
        ),
        ({"do": "dance"}, 404, ""),
    ],
)
def test_wrong_entries_are_told_at_their_field(
    platform: Platform, client_for: Clients, form: dict[str, str], status: int, told: str
) -> None:
    one = shelters.add(platform, SARI, a_draft())
    answer = posted(client_for(SARI), f"{DESK}/{one.number}", **form)
    assert answer.status_code == status
    assert told in answer.text
    assert shelters.get(platform, one.number).shelter == one


FILE = """id;nama;jenis;lintang;bujur;kapasitas;pengungsi;fasilitas;kontak;status
P1;SD Satu;sekolah;-6,1754;106,8272;1.200;30;"air, dapur umum";112;buka
P2;=CMD|'x'!A1;masjid;-6.18;106.83;80;;toilet;;tutup
P3;SD Jauh;sekolah;-6.9147;107.6098;100;;;;
P4;;sekolah;-6.18;106.83;100;;;;
P5;SD Lima;sekolah;enam;106.83;100;;;;
P6;SD Enam;sekolah;-6.18;106.83;banyak;;;;
P7;SD Tujuh;sekolah;-5.0;108.0;100;;;;
P8;SD Delapan;sekolah;-6.18;106.83;100;;;Ibu Ani 0812;
"""


def test_a_file_is_taken_in_line_by_line_and_may_come_again(platform: Platform) -> None:
    done = shelter_import.take_in(platform, SARI, FILE.encode(), source="Dinas Contoh")
    assert (done.added, done.changed, done.same) == (2, 0, 0)
    assert [row.line for row in done.refused] == [4, 5, 6, 7, 8, 9]
    by_name = {one.draft.external: one for one in shelters.everywhere(platform)}
    first = by_name["P1"]
    assert (first.draft.capacity, first.people, first.draft.facilities) == (1200, 30, (Facility.WATER, Facility.KITCHEN))
    assert first.draft.source == "Dinas Contoh"
    assert by_name["P2"].state is ShelterState.CLOSED
    again = shelter_import.take_in(platform, SARI, FILE.encode(), source="Dinas Contoh")
    assert (again.added, again.changed, again.same) == (0, 0, 2)
    changed = shelter_import.take_in(platform, SARI, FILE.replace("1.200;30", "1.200;45").encode(), source="Dinas Contoh")
    assert (changed.added, changed.changed) == (0, 1)
    assert len(shelters.everywhere(platform)) == 2


def test_a_whole_file_can_be_taken_back_but_not_what_changed_since(
    platform: Platform, client_for: Clients, clock: FixedClock
) -> None:
    shelter_import.take_in(platform, SARI, FILE.encode(), source="Dinas Contoh")
    clock.advance(timedelta(minutes=5))
    more = FILE.replace("1.200;30", "900;45") + "P9;SD Sembilan;sekolah;-6.18;106.83;100;7;;;\n"
    done = shelter_import.take_in(platform, SARI, more.encode(), source="Dinas Contoh")
    assert (done.added, done.changed) == (1, 1)
    with pytest.raises(ShelterNothingToUndo):
        shelter_import.undo(platform, officer("31", number=8), done.at)
    desk = client_for(SARI)
    csrf = value_of(desk.get(f"{DESK}/impor").text, "csrf")
    told = desk.post(f"{DESK}/impor/batal", data={"csrf": csrf, "at": done.at.isoformat()})
    assert "2 pengungsian kembali seperti semula" in desk.get(told.headers["location"]).text
    by_name = {one.draft.external: one for one in shelters.everywhere(platform)}
    assert set(by_name) == {"P1", "P2"}
    assert (by_name["P1"].draft.capacity, by_name["P1"].people) == (1200, 30)
    assert [one.people for one in shelters.get(platform, by_name["P1"].number).counts] == [30]
    again = shelter_import.take_in(platform, SARI, more.encode(), source="Dinas Contoh")
    clock.advance(timedelta(minutes=1))
    shelters.count(platform, SARI, by_name["P1"].number, count=people(50))
    assert shelter_import.undo(platform, SARI, again.at) == (1, 1)
    assert shelters.get(platform, by_name["P1"].number).shelter.people == 50


@pytest.mark.parametrize("content", [b"", b"\n\n", b"a,b\n1,2", b"\x00\xff\xfe"])
def test_what_is_no_list_of_shelters_is_refused_whole(platform: Platform, content: bytes) -> None:
    with pytest.raises(ShelterFileUnreadable):
        shelter_import.take_in(platform, SARI, content, source="x")


def test_refused_lines_come_back_as_a_file_that_runs_nothing(platform: Platform, client_for: Clients) -> None:
    desk = client_for(SARI)
    csrf = value_of(desk.get(f"{DESK}/impor").text, "csrf")
    bad = FILE.replace("P5;SD Lima", "P5;=HYPERLINK(1)")
    page = desk.post(
        f"{DESK}/impor", data={"csrf": csrf, "source": ""}, files={"file": ("a.csv", bad.encode(), "text/csv")}
    )
    assert page.status_code == 200
    assert "2 ditambahkan" in page.text
    assert "di luar wilayah instansi Anda" in page.text
    lines = re.search(r'name="lines" value="([^"]*)"', page.text)
    assert lines
    import html

    given = {"csrf": csrf, "lines": html.unescape(lines[1])}
    told = desk.post(f"{DESK}/impor/ditolak.csv", data=given)
    rows = list(csv.reader(io.StringIO(told.content.decode("utf-8-sig"))))
    assert rows[0][0] == "line"
    assert [row[0] for row in rows[1:]] == ["4", "5", "6", "7", "8", "9"]
    assert "'=HYPERLINK(1)" in {cell for row in rows for cell in row}
    assert desk.get(f"{DESK}/impor/contoh.csv").status_code == 200


def test_the_public_list_filters_exports_and_reads_in_three_languages(platform: Platform, client: TestClient) -> None:
    shelters.add(platform, SARI, a_draft("Ada air", facilities=(Facility.WATER,)))
    shelters.add(platform, SARI, a_draft("Tanpa air", longitude=106.83))
    listed = client.get(f"{PUBLIC}?fasilitas=water").text
    assert "Ada air" in listed
    assert "Tanpa air" not in listed
    rows = list(csv.DictReader(io.StringIO(client.get(f"{PUBLIC}.csv?fasilitas=water").content.decode("utf-8-sig"))))
    assert [row["name"] for row in rows] == ["Ada air"]
    for prefix, words in (
        ("", "Di mana kami bisa mengungsi?"),
        ("/en", "Where can we stay?"),
        ("/jv", "Wonten pundi kula saged ngungsi?"),
    ):
        assert words in client.get(prefix + PUBLIC).text
    assert "Tidak ada tempat bernama" in client.get(f"{PUBLIC}?q=zzqqxx").text
    assert client.get(f"{PUBLIC}/99").status_code == 404
    assert client.get(f"{PUBLIC}/x").status_code == 404
