"""Pages of the agency: filling in with drafts, two people at once, a late edit, respondents, handing in, objecting."""

import hashlib
import hmac
import re
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from simpul.kernel.actor import Actor
from simpul.kernel.holders import Holder, Holders
from simpul.kernel.platform import Platform
from simpul.maturity.actions import answering, handing_over, opening
from simpul.maturity.model.assessing import Said, Saying
from tests.maturity import makers as make
from tests.maturity.makers import ENTRY, FIRST, LEADER, MINISTRY, RESPONDENT, STRANGER

HOME = "/kematangan/penilaian"
Clients = Callable[..., TestClient]
Post = Callable[..., Any]
SECOND_ENTRY = replace(ENTRY, id=UUID(int=21), name="Entri Kedua")
WORDS = {"facts": "Perbup 12/2024.", "analysis": "Memuat enam domain."}


@pytest.fixture
def assessment(platform: Platform) -> UUID:
    return make.opened(platform)


@pytest.fixture
def post(platform: Platform) -> Post:
    """Sends a form as a page of this client's device would, whether or not the page has that form now."""

    def posted(client: TestClient, path: str, *, follow: bool = True, **fields: Any) -> Any:
        name = f"{platform.settings.cookie}_device"
        if client.cookies.get(name) is None:
            client.cookies.set(name, "a-device-mark-of-a-test")
        mark = client.cookies[name]
        device = hmac.new(platform.keys.derive("kernel.web.device"), mark.encode(), hashlib.sha256).hexdigest()[:32]
        token = hmac.new(platform.keys.derive("kernel.web.csrf"), device.encode(), hashlib.sha256).hexdigest()
        return client.post(path, data={"csrf": token, **fields}, follow_redirects=follow)

    return posted


def level(value: int, **more: Any) -> dict[str, Any]:
    return {"level": str(value), "met": [str(n) for n in range(1, value + 1)], "version": "0", **WORDS, **more}


def field(page: Any, name: str) -> str:
    found = re.search(rf'<input type="hidden" name="{name}" value="([^"]*)"', page.text)
    assert found, name
    return found[1]


def test_the_officer_begins_fills_in_and_sees_what_is_left(platform: Platform, client_for: Clients, post: Post) -> None:
    make.edition(platform, key="2024")
    client = client_for(ENTRY)
    begun = post(client, HOME, edition="2024")
    assert "Penilaian mandiri dimulai." in begun.text
    assert "0 dari 47" in begun.text
    here = begun.url.path
    after = post(client, f"{here}/indikator/1", do="next", **level(2))
    assert after.url.path == f"{here}/indikator/2"
    assert "Indikator 1 tersimpan." in after.text
    overview = client.get(here)
    assert "1 dari 47" in overview.text
    assert "Lanjutkan ke indikator 2" in overview.text
    assert 'href="/kematangan/penilaian' in client.get("/kematangan").text


SHOWN = (
    ("tampil=left", "/indikator/2", "/indikator/1"),
    ("tampil=filled", "/indikator/1", "/indikator/2"),
    ("aspek=A2", "/indikator/11", "/indikator/1"),
    ("q=PETA+rencana", "/indikator/2", "/indikator/3"),
    ("q=zzzz", "Tidak ada indikator", "/indikator/1"),
    ("tampil=warned", "/indikator/1", "/indikator/2"),
)


def test_the_list_shows_what_the_address_asks_for(platform: Platform, assessment: UUID, client_for: Clients) -> None:
    answering.keep(platform, ENTRY, assessment, Saying("1", Said(Fraction(3), (1, 3), "Ada.", ""), 0))
    client = client_for(ENTRY)
    for query, shown, hidden in SHOWN:
        listed = client.get(f"{HOME}/{assessment}?{query}").text.split('id="daftar"')[1]
        assert shown in listed, query
        assert f'{hidden}"' not in listed, query


def test_a_level_without_the_criteria_below_it_or_evidence_is_kept_with_a_warning(
    assessment: UUID, client_for: Clients, post: Post
) -> None:
    client, here = client_for(ENTRY), f"{HOME}/{assessment}/indikator/4"
    kept = post(client, here, do="save", **level(3, met=["1", "3"]))
    assert kept.status_code == 200
    assert "Kriteria belum dicentang: tingkat 2." in kept.text
    assert "Belum ada data dukung untuk: tingkat 1, 2, 3." in kept.text
    assert "Kriteria belum dicentang: 2" in client.get(f"{HOME}/{assessment}").text


def test_what_cannot_be_read_is_told_at_the_field_and_nothing_typed_is_lost(
    assessment: UUID, client_for: Clients, post: Post
) -> None:
    client, here = client_for(ENTRY), f"{HOME}/{assessment}/indikator/4"
    refused = post(client, here, do="save", level="tiga", version="0", **WORDS)
    assert refused.status_code == 422
    assert "Tulis tingkat sebagai angka" in refused.text
    assert "Memuat enam domain." in refused.text
    assert client.get(f"{HOME}/{assessment}/indikator/99").status_code == 404
    assert client.get(f"{HOME}/bukan-id").status_code == 404


def test_a_draft_keeps_itself_says_when_and_is_only_its_writers(
    platform: Platform, assessment: UUID, client_for: Clients, post: Post
) -> None:
    client, here = client_for(ENTRY), f"{HOME}/{assessment}/indikator/7"
    told = post(client, f"{here}/draf", level="2", version="0", facts="Setengah jadi", analysis="")
    assert told.json()["words"] == "Draf disimpan 14.00 WIT"
    page = client.get(here)
    assert "Setengah jadi" in page.text
    assert "belum disimpan" in page.text
    assert "Draf saya" in client.get(f"{HOME}/{assessment}").text
    assert "Setengah jadi" not in client_for(LEADER).get(here).text
    gone = post(client, here, do="forget")
    assert "Draf Anda sudah dibuang" in gone.text
    assert "Setengah jadi" not in client.get(here).text


def test_two_people_at_once_both_see_both_texts_and_choose(
    platform: Platform, assessment: UUID, client_for: Clients, post: Post
) -> None:
    client, here = client_for(ENTRY), f"{HOME}/{assessment}/indikator/9"
    place = field(client.get(here), "place")
    answering.keep(platform, ENTRY, assessment, Saying("9", Said(Fraction(2), (1, 2), "Lebih dulu.", ""), 0))
    both = post(client, here, do="save", place=place, **level(4, facts="Belakangan."))
    assert both.status_code == 409
    assert "Dua jawaban untuk indikator 9" in both.text
    assert "Lebih dulu." in both.text
    assert "Belakangan." in both.text
    assert "Lebih dulu.\n\nBelakangan." in both.text
    assert "berbeda" in both.text
    again = client.get(here)
    assert "Belakangan." in again.text
    assert field(again, "version") == "0"
    assert post(client, here, do="save", place=place, **level(4, facts="Belakangan.")).status_code == 409
    mine = post(client, here, do="save", place=place, **level(4, facts="Belakangan.", version="1"))
    assert mine.status_code == 200
    assert "Versi 1" in mine.text
    restored = client.get(f"{here}?versi=1")
    assert "Lebih dulu." in restored.text
    assert "Isi ini menjadi jawaban setelah Anda simpan." in restored.text
    assert client.get(f"{here}?versi=7").status_code == 404


def test_a_late_edit_is_refused_and_kept_as_a_draft(
    platform: Platform, assessment: UUID, client_for: Clients, post: Post
) -> None:
    client, here = client_for(ENTRY), f"{HOME}/{assessment}/indikator/9"
    make.to_stage(platform, assessment, "document")
    late = post(client, here, do="save", **level(5, facts="Terlambat.", version="1"))
    assert late.status_code == 409
    assert "Terlambat." in late.text
    later = client.get(here)
    assert "Terlambat." in later.text
    assert "Yang Anda tulis, belum disimpan" in later.text
    assert 'value="save"' not in later.text
    kept = answering.sheet(platform, ENTRY, assessment, indicator="9").answer
    assert kept is not None
    assert kept.said.level == 3


class Colleagues:
    """The accounts that hold roles, as the port gives them."""

    def __init__(self, *people: Actor) -> None:
        self.people = people

    def holders(self, _platform: Platform, role: str, _agency: str = "") -> list[Holder]:
        found = [one for one in self.people if one.has(role)]
        return [Holder(one.id or UUID(int=0), one.name, one.agency or "", "Teluk Bintuni", "92.06") for one in found]


@pytest.fixture
def colleagues(platform: Platform) -> None:
    people = Colleagues(ENTRY, SECOND_ENTRY, RESPONDENT, STRANGER)
    object.__setattr__(platform, "ports", {**platform.ports, Holders: people})


@pytest.mark.usefixtures("colleagues")
def test_respondents_fill_in_what_they_were_given_and_no_more(
    platform: Platform, assessment: UUID, client_for: Clients, post: Post
) -> None:
    client, here = client_for(ENTRY), f"{HOME}/{assessment}"
    empty = post(client, f"{here}/responden", do="appoint", account=str(RESPONDENT.id))
    assert "Pilih sedikitnya satu indikator." in empty.text
    assert "Pilih orangnya." in post(client, f"{here}/responden", do="appoint", indicator="1").text
    done = post(client, f"{here}/responden", do="appoint", account=str(RESPONDENT.id), aspect="A3", indicator="1")
    assert "Responden ditunjuk." in done.text
    assert "5 indikator" in done.text
    theirs = client_for(RESPONDENT)
    assert 'value="save"' in theirs.get(f"{here}/indikator/1").text
    refused = post(theirs, f"{here}/indikator/2", do="save", **level(1, facts="Bukan milik saya."))
    assert refused.status_code == 403
    assert "Bukan milik saya." in refused.text
    mine = theirs.get(f"{here}?tampil=mine").text.split('id="daftar"')[1]
    assert mine.count('class="sheetlist__number"') == 5
    gone = post(client, f"{here}/responden", do="remove", account=str(RESPONDENT.id), indicator=["1", "15"])
    assert "3 indikator" in gone.text


@pytest.mark.usefixtures("colleagues")
def test_the_entry_is_handed_over_to_one_other_officer(
    platform: Platform, assessment: UUID, client_for: Clients, post: Post
) -> None:
    client, here = client_for(ENTRY), f"{HOME}/{assessment}"
    assert "Pilih siapa yang menggantikan." in post(client, f"{here}/responden", do="hand", successor="").text
    assert "Entri Kedua" in client.get(f"{here}/responden").text
    done = post(client, f"{here}/responden", do="hand", successor=str(SECOND_ENTRY.id))
    assert "Petugas entri sudah berganti." in done.text
    assert 'value="save"' not in client.get(f"{here}/indikator/1").text
    assert 'value="save"' in client_for(SECOND_ENTRY).get(f"{here}/indikator/1").text
    assert "Tugas entri diserahkan" in client.get(f"{here}/riwayat").text


def test_the_self_assessment_is_handed_in_given_back_and_signed(
    platform: Platform, assessment: UUID, client_for: Clients, post: Post
) -> None:
    client, leader, here = client_for(ENTRY), client_for(LEADER), f"{HOME}/{assessment}"
    assert post(client, here, do="submit").status_code == 409
    assert "Sudah diserahkan." in post(client, here, do="submit", unfilled="yes").text
    assert "Ditarik kembali." in post(client, here, do="withdraw").text
    post(client, here, do="submit", unfilled="yes")
    assert post(leader, here, do="give_back", reason="").status_code == 422
    assert "Dikembalikan." in post(leader, here, do="give_back", reason="Indikator 5 belum benar.").text
    assert "Indikator 5 belum benar." in client.get(f"{here}/riwayat").text
    post(client, here, do="submit", unfilled="yes")
    assert "Centang kotaknya untuk melanjutkan." in post(leader, here, do="sign").text
    signed = post(leader, here, do="sign", sure="yes")
    assert "Sudah ditandatangani." in signed.text
    assert "/kematangan/berita-acara/" in signed.text
    assert opening.one(platform, MINISTRY, assessment).stage == "document"
    assert post(leader, here, do="fly").status_code == 404


def test_the_agency_objects_once_an_indicator_and_withdraws(
    platform: Platform, assessment: UUID, client_for: Clients, post: Post
) -> None:
    make.to_stage(platform, assessment, "objection")
    client, here = client_for(LEADER), f"{HOME}/{assessment}/sanggahan"
    assert 'value="12" selected' in client.get(f"{here}?indikator=12").text
    bad = post(client, here, do="object", indicator="12", wanted="empat", reason="Bukti di lampiran 3 terlewat.")
    assert "Tulis tingkat yang seharusnya" in bad.text
    assert "Bukti di lampiran 3 terlewat." in bad.text
    made = post(client, here, do="object", indicator="12", wanted="4", reason="Bukti di lampiran 3 terlewat.")
    assert "Sanggahan tercatat." in made.text
    assert post(client, here, do="object", indicator="12", wanted="5", reason="Sekali lagi, sama.").status_code == 409
    withdrawn = post(client, here, do="withdraw", objection=field(made, "objection"))
    assert "Sanggahan ditarik kembali." in withdrawn.text
    assert "Dicatat: instansi tidak menyanggah lagi." in post(client, here, do="done").text


def test_the_pages_are_for_the_agencys_own_people(assessment: UUID, client_for: Clients) -> None:
    paths = ("", "/indikator/1", "/responden", "/umum", "/riwayat", "/cetak", "/ekspor.csv")
    for who in (STRANGER, FIRST, MINISTRY, None):
        client = client_for(who)
        codes = {path: client.get(f"{HOME}/{assessment}{path}").status_code for path in paths}
        assert set(codes.values()) == {403 if who is None else 404}, (who, codes)


def test_all_answers_can_be_printed_and_the_list_taken_away(
    platform: Platform, assessment: UUID, client_for: Clients
) -> None:
    make.answer(platform, ENTRY, assessment, {"1": 4})
    client = client_for(ENTRY)
    paper = client.get(f"{HOME}/{assessment}/cetak").text
    assert "4 · Terpadu dan Terukur" in paper
    rows = client.get(f"{HOME}/{assessment}/ekspor.csv?tampil=filled").text.strip().splitlines()
    assert len([row for row in rows if row.startswith("1,I1,A1,")]) == 1
    assert not [row for row in rows if row.startswith("2,")]


def test_the_front_page_answers_everybody_and_shows_people_their_work_first(
    platform: Platform, assessment: UUID, client_for: Clients
) -> None:
    public = client_for().get("/kematangan").text
    assert "621" in public
    assert "Pekerjaan saya" not in public
    make.answer(platform, ENTRY, assessment, {"1": 4})
    mine = client_for(ENTRY).get("/kematangan").text
    assert "Pemerintah Kab. Teluk Bintuni" in mine
    assert "Yang paling menaikkan indeks" in mine
    assert "/kematangan/asesmen" in client_for(FIRST).get("/kematangan").text
    assert "What lifts the index most" in client_for(ENTRY).get("/en/kematangan").text


def test_general_questions_are_answered_beside_the_indicators(platform: Platform, client_for: Clients, post: Post) -> None:
    one = make.opened(platform)
    page = client_for(ENTRY).get(f"{HOME}/{one}/umum")
    assert page.status_code == 200
    assert handing_over.respondents(platform, ENTRY, one) == {}
