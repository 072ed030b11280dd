"""The pages of the committee and of actions: what each shows and does, and what it says when it refuses."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from simpul.cooperation.actions import demo_governance, following, meeting_changing, meetings
from simpul.cooperation.model.governance import FollowUpState
from simpul.kernel.platform import Platform
from tests.cooperation.governance_makers import ACT, DECISION, MEETING, act_there, committee_there
from tests.cooperation.people import CENTRE, EGCC, KEEPER, KOREAN, KOREAN_READER, OTHER, READER, STRANGER, programmes_there

Clients = Callable[..., Any]
ONE = f"/kerja-sama/tindak-lanjut/{ACT.id}"
HELD = f"/kerja-sama/komite/{MEETING.id}"


@pytest.fixture(autouse=True)
def _records(platform: Platform) -> None:
    programmes_there(platform)
    committee_there(platform)


def test_pages_open_in_three_languages(client_for: Clients) -> None:
    for path in ("komite", f"komite/{MEETING.id}", f"komite/{MEETING.id}/ubah", "komite/baru", "surel"):
        for lang in ("", "/en", "/ko"):
            assert client_for(KEEPER).get(f"{lang}/kerja-sama/{path}").status_code == 200, (lang, path)
    for path in ("", "?keadaan=all", f"/{ACT.id}", f"/{ACT.id}/ubah", "/baru", f"/baru?keputusan={DECISION.id}"):
        for lang in ("", "/en", "/ko"):
            assert client_for(KEEPER).get(f"{lang}/kerja-sama/tindak-lanjut{path}").status_code == 200, (lang, path)


@pytest.mark.parametrize("path", [ONE, HELD])
def test_another_programmes_record_is_nothing_at_all(client_for: Clients, path: str) -> None:
    """The page of what is another's and of what never was are the same, but for the address."""
    for who in (OTHER, STRANGER):
        assert client_for(who).get(path).status_code == 404
    nothing = client_for(OTHER).get(path[:-1] + "f")
    assert nothing.status_code == 404
    assert client_for().get(path, follow_redirects=False).status_code in {303, 401, 403}


def test_a_meeting_is_written_down_decides_and_strikes(client_for: Clients, post: Clients, platform: Platform) -> None:
    client = client_for(KOREAN)
    fields = {"programme": EGCC, "title_id": "Rapat", "on": "2026-11-01", "attended": "Bu A\n\nPak B"}
    page = post(client, "/kerja-sama/komite/baru", **fields)
    assert "Rapat sudah dicatat" in page.text
    one = meetings.listed(platform, KOREAN)[0].meeting
    assert one.attended == ("Bu A", "Pak B")
    page = post(client, f"/kerja-sama/komite/{one.id}", lakukan="putuskan", text="<b>Begini</b>")
    assert "&lt;b&gt;Begini&lt;/b&gt;" in page.text
    decision = meetings.seen(platform, KOREAN, one.id).decisions[0].decision
    assert decision.number == 1
    form = {"decision": str(decision.id), "version": "1"}
    page = post(client, f"/kerja-sama/komite/{one.id}", lakukan="coret", **form)
    assert "Dicoret" in page.text
    page = post(client, f"/kerja-sama/komite/{one.id}", lakukan="ubah", words="Begitu", **form)
    assert page.status_code == 409  # the form was of the version before
    assert "Begitu" in page.text
    post(client, f"/kerja-sama/komite/{one.id}", lakukan="putuskan", text="Kedua")
    assert [one.decision.number for one in meetings.seen(platform, KOREAN, one.id).decisions] == [1, 2]


def test_decisions_written_down_at_once_have_numbers_of_their_own(platform: Platform) -> None:
    def decide(number: int) -> int:
        return meeting_changing.decide(platform, KEEPER, MEETING.id, text=f"Keputusan {number}").number

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(decide, range(8))) == list(range(2, 10))


def test_a_decision_that_people_act_on_is_not_struck(client_for: Clients, post: Clients) -> None:
    page = post(client_for(KEEPER), HELD, lakukan="coret", decision=str(DECISION.id), version="1")
    assert page.status_code == 409
    assert "sedang ditindaklanjuti" in page.text


def test_a_meeting_that_somebody_changed_meanwhile(client_for: Clients, post: Clients) -> None:
    fields = {"title_id": "Rapat A", "on": "2015-08-24", "version": "1"}
    assert "Rapat disimpan" in post(client_for(KEEPER), f"{HELD}/ubah", **fields).text
    page = post(client_for(KOREAN), f"{HELD}/ubah", **{**fields, "title_id": "Rapat B"})
    assert page.status_code == 409
    assert 'value="Rapat B"' in page.text
    assert 'name="version" value="2"' in page.text  # having compared, they save again
    assert post(client_for(KOREAN), f"{HELD}/ubah", **{**fields, "title_id": "Rapat B", "version": "2"}).status_code == 200


def test_a_decision_is_reworded_at_its_own_box(client_for: Clients, post: Clients) -> None:
    page = post(client_for(KEEPER), HELD, lakukan="ubah", decision=str(DECISION.id), words="", version="1")
    assert page.status_code == 422
    assert 'href="#words"' in page.text
    assert 'id="words-error"' in page.text


def test_errors_stand_at_the_top_and_at_the_field_and_nothing_is_lost(client_for: Clients, post: Clients) -> None:
    page = post(client_for(KEEPER), "/kerja-sama/komite/baru", programme=EGCC, title_id="", place="Busan", on="2026-11-01")
    assert page.status_code == 422
    assert 'href="#title_id"' in page.text
    assert 'id="title_id-error"' in page.text
    assert 'value="Busan"' in page.text
    page = post(client_for(KEEPER), ONE, lakukan="geser", due="2026-12-24", words="", version="1")
    assert 'href="#words"' in page.text
    assert 'id="error-geser"' in page.text
    assert 'value="2026-12-24"' in page.text


def test_a_decision_without_an_action_is_on_both_lists(client_for: Clients, post: Clients) -> None:
    post(client_for(KEEPER), HELD, lakukan="putuskan", text="Membuat peta jalan bersama.")
    for path in ("komite", "tindak-lanjut"):
        page = client_for(READER).get(f"/kerja-sama/{path}").text
        assert "Membuat peta jalan bersama." in page
        assert "Tentukan penanggung jawab" not in page  # a reader has no way to put one on the list


def test_an_action_from_beginning_to_end(client_for: Clients, post: Clients, platform: Platform) -> None:
    """Put on the list for somebody with a seat, reported on and finished by them, opened again by the keeper, moved."""
    keeper, reader = client_for(KEEPER), client_for(KOREAN_READER)
    fields = {"programme": EGCC, "decision": str(DECISION.id), "what": "Mengirim naskah", "due": "2026-11-21"}
    post(keeper, "/kerja-sama/tindak-lanjut/baru", owner=str(KOREAN_READER.id), **fields)
    act = following.mine(platform, KOREAN_READER)[0].follow_up
    assert (act.side.value, act.owner_name) == ("korea", KOREAN_READER.name)
    path = f"/kerja-sama/tindak-lanjut/{act.id}"
    assert "masuk riwayat" in post(reader, path, lakukan="lapor", words="Separuh jalan").text
    assert post(reader, path, lakukan="geser", due="2026-12-01", words="karena libur", version="1").status_code == 403
    assert "Ini dapat dibatalkan" in post(reader, path, lakukan="selesai", version="1").text
    assert following.mine(platform, KOREAN_READER) == []
    post(keeper, path, lakukan="buka", version="2")
    page = post(keeper, path, lakukan="geser", due="2026-12-01", words="menunggu terjemahan", version="3")
    assert "21 November 2026 → 1 Desember 2026" in page.text
    assert "menunggu terjemahan" in page.text
    kinds = [one.kind.value for one in following.whole(platform, KEEPER, act.id).entries]
    assert kinds == ["moved", "reopened", "done", "progress", "opened"]


def test_who_comes_second_is_told(client_for: Clients, post: Clients, platform: Platform) -> None:
    assert post(client_for(READER), ONE, lakukan="selesai", version="1").status_code == 200
    page = post(client_for(KEEPER), ONE, lakukan="batal", words="tidak perlu lagi", version="1")
    assert page.status_code == 409
    assert following.whole(platform, KEEPER, ACT.id).seen.follow_up.state is FollowUpState.DONE
    assert post(client_for(KEEPER), ONE, lakukan="selesai", version="").status_code == 409


def test_an_owner_without_an_account_has_a_name_and_a_side(client_for: Clients, post: Clients, platform: Platform) -> None:
    fields = {"programme": EGCC, "what": "Menyiapkan ruang", "due": "2026-12-21"}
    path = "/kerja-sama/tindak-lanjut/baru"
    assert 'href="#owner"' in post(client_for(CENTRE), path, **fields).text
    assert 'href="#side"' in post(client_for(CENTRE), path, owner_name="Bagian Umum", **fields).text
    assert post(client_for(CENTRE), path, owner_name="Bagian Umum", side="indonesia", **fields).status_code == 200
    stranger = post(client_for(CENTRE), path, owner=str(STRANGER.id), **fields)
    assert 'href="#owner"' in stranger.text  # nobody answers for what they cannot see
    assert [one.follow_up.owner_name for one in following.listed(platform, CENTRE, following.Wanted(q="ruang"))] == [
        "Bagian Umum"
    ]


def test_the_list_is_filtered_paged_and_a_file(client_for: Clients, platform: Platform) -> None:
    for number in range(1, 26):
        act_there(platform, number, what=f"=SUM({number})", due=replace(ACT).due.replace(day=25))
    client = client_for(READER)
    path = "/kerja-sama/tindak-lanjut"
    first = client.get(path).text
    assert first.index("Menyusun rencana kerja") < first.index("=SUM(")  # the late one is at the top
    assert "hal=2" in first
    assert client.get(f"{path}?hal=2").text.count("=SUM(") >= 6
    assert "=SUM(" not in client.get(f"{path}?keadaan=late").text
    assert "Tidak ada tindak lanjut yang cocok" in client.get(f"{path}?pihak=korea").text
    sheet = client.get(f"{path}.csv?keadaan=all").text
    assert "'=SUM(1)" in sheet  # no spreadsheet takes it for a formula
    assert ",3," in sheet


def test_mine_and_late_for_the_front_page(platform: Platform) -> None:
    assert [one.late for one in following.late(platform, READER)] == [3]
    assert [one.follow_up.id for one in following.mine(platform, READER)] == [ACT.id]
    assert following.mine(platform, KEEPER) == []
    assert following.late(platform, OTHER) == []


def test_ones_own_address(client_for: Clients, post: Clients) -> None:
    client = client_for(READER)
    assert "belum menyiapkan server surel" in client.get("/kerja-sama/surel").text
    page = post(client, "/kerja-sama/surel", lakukan="simpan", address="bukan alamat", language="ko")
    assert page.status_code == 422
    assert 'value="bukan alamat"' in page.text
    page = post(client, "/kerja-sama/surel", lakukan="simpan", address="saya@instansi.go.id", language="ko")
    assert 'value="saya@instansi.go.id"' in page.text
    assert "saya@" not in client_for(KEEPER).get("/kerja-sama/surel").text
    assert "saya@" not in post(client, "/kerja-sama/surel", lakukan="hapus").text
    assert client_for(STRANGER).get("/kerja-sama/surel").status_code == 403


def test_programs_read_the_same(client_for: Clients) -> None:
    api = "/api/v1/cooperation"
    held = client_for(READER).get(f"{api}/meetings/{MEETING.id}").json()
    assert held["decisions"][0]["follow_ups"] == [str(ACT.id)]
    assert client_for(READER).get(f"{api}/meetings?q=tidak+ada").json() == []
    late = client_for(READER).get(f"{api}/follow-ups?state=late").json()
    assert [(one["id"], one["days_late"]) for one in late] == [(str(ACT.id), 3)]
    assert client_for(READER).get(f"{api}/follow-ups/{ACT.id}").json()["history"] == []
    assert client_for(OTHER).get(f"{api}/follow-ups").json() == []
    for path in (f"meetings/{MEETING.id}", f"follow-ups/{ACT.id}"):
        assert client_for(OTHER).get(f"{api}/{path}").status_code == 404
    assert client_for(READER).get(f"{api}/follow-ups?state=lain").status_code == 422


def test_the_demos_example_is_marked_and_made_once(platform: Platform) -> None:
    demo_governance.seed(platform)
    demo_governance.seed(platform)
    found = meetings.listed(platform, CENTRE, programme="DGCC")
    assert [(one.meeting.synthetic, one.standing, one.late) for one in found] == [(True, 3, 1)]
    acts = following.listed(platform, CENTRE, following.Wanted(programme="DGCC", state="all"))
    assert sorted(one.follow_up.state.value for one in acts) == ["done", "open", "open", "open"]
    assert all(one.follow_up.synthetic for one in acts)


@pytest.mark.parametrize(("prefix", "said"), [("", "Kedua pihak membacanya"), ("/ko", "양측이 함께 읽습니다")])
def test_who_writes_is_told_that_both_sides_read_it(client_for: Clients, prefix: str, said: str) -> None:
    for path in ("komite/baru", f"komite/{MEETING.id}", f"tindak-lanjut/baru?keputusan={DECISION.id}"):
        assert said in client_for(KEEPER).get(f"{prefix}/kerja-sama/{path}").text, path
