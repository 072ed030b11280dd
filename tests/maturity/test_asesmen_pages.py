"""Pages of assessors, reviewer and ministry: from a blind judgement to the published result, each refusal at its field."""

import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from simpul.kernel.platform import Platform
from simpul.maturity.actions import objecting, submitting
from simpul.maturity.model.assessing import NewObjection
from tests.maturity import makers as make
from tests.maturity.makers import ENTRY, FIRST, LEADER, MINISTRY, OTHER_ASSESSOR, REVIEWER, SECOND

LIST = "/kematangan/asesmen"
Clients = Callable[..., TestClient]
Post = Callable[..., Any]
WORDS = {
    "facts": "Perbup 12/2024 memuat enam domain.",
    "analysis": "Reviu berkala belum ada.",
    "justification": "Sesuai bukti dukung yang ada.",
}


@pytest.fixture
def assessment(platform: Platform) -> UUID:
    made = make.opened(platform)
    make.to_stage(platform, made, "document")
    return made


def level(value: int, **more: Any) -> dict[str, Any]:
    return {"level": str(value), "met": [str(n) for n in range(1, value + 1)], "version": "0", **WORDS, **more}


def test_an_assessor_sees_the_assigned_agency_and_what_is_left(
    platform: Platform, assessment: UUID, client_for: Clients
) -> None:
    mine = client_for(FIRST).get(LIST)
    assert "Pemerintah Kab. Teluk Bintuni" in mine.text
    assert "Menunggu Anda" in mine.text
    page = client_for(FIRST).get(f"{LIST}/{assessment}")
    assert page.status_code == 200
    assert "0/47" in page.text
    assert f"{LIST}/{assessment}/indikator/1" in page.text


def test_an_indicator_stands_beside_the_agencys_words_and_leads_on_to_the_next(
    platform: Platform, assessment: UUID, client_for: Clients, post: Post
) -> None:
    client, here = client_for(FIRST), f"{LIST}/{assessment}/indikator"
    page = client.get(f"{here}/1")
    assert "Jawaban instansi" in page.text
    assert "Ada kebijakan." in page.text
    assert "Tingkat mana yang tercapai?" in page.text
    after = post(client, f"{here}/1", do="next", **level(2))
    assert after.url.path == f"{here}/2"
    assert "Tersimpan" in after.text
    overview = client.get(f"{LIST}/{assessment}?saring=beda")
    assert "1/47" in overview.text
    assert f"{here}/1" in overview.text
    assert f"{here}/2" not in overview.text.split('id="indikator"')[1]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"justification": ""}, "justification"),
        ({"justification": "", "met": ["2"]}, "met"),
        ({"level": "9"}, "level"),
        ({"level": "tiga"}, "level"),
        ({"facts": "x" * 20_001}, "facts"),
    ],
)
def test_what_is_wrong_with_an_answer_stands_at_its_field_and_keeps_the_words(
    platform: Platform, assessment: UUID, client_for: Clients, changes: dict[str, Any], field: str, post: Post
) -> None:
    page = post(client_for(FIRST), f"{LIST}/{assessment}/indikator/7", do="save", **level(3, **changes))
    assert page.status_code == 422
    assert f'href="#{field}"' in page.text
    assert f'id="{field}"' in page.text
    assert "Reviu berkala belum ada." in page.text


def test_assessors_are_blind_until_both_have_submitted(
    platform: Platform, assessment: UUID, client_for: Clients, post: Post
) -> None:
    make.fill(platform, assessment, "document", 1, 3)
    make.fill(platform, assessment, "document", 2, 3)
    first, second, here = client_for(FIRST), client_for(SECOND), f"{LIST}/{assessment}"
    post(first, f"{here}/indikator/5", do="save", **level(2, version="1", facts="Rahasia asesor satu."))
    assert "Rahasia asesor satu." not in second.get(f"{here}/indikator/5").text
    assert "Kedua asesor menilai sendiri-sendiri dulu" in first.get(f"{here}/harmonisasi").text
    assert "Penilaian Anda sudah terkirim" in post(first, here, do="submit").text
    assert "Ditarik kembali" in post(first, here, do="withdraw").text
    post(first, here, do="submit")
    assert "Rahasia asesor satu." not in second.get(f"{here}/indikator/5").text
    post(second, here, do="submit")
    assert "Rahasia asesor satu." in second.get(f"{here}/indikator/5").text


def differing(platform: Platform, assessment: UUID) -> None:
    """Both have submitted; indicator 5 has 2 from the first and 4 from the second."""
    make.fill(platform, assessment, "document", 1, 3)
    make.fill(platform, assessment, "document", 2, 3)
    make.answer(platform, FIRST, assessment, {"5": 2})
    make.answer(platform, SECOND, assessment, {"5": 4})
    submitting.submit(platform, FIRST, assessment)
    submitting.submit(platform, SECOND, assessment)


def test_what_differs_is_agreed_on_before_the_stage_closes(
    platform: Platform, assessment: UUID, client_for: Clients, post: Post
) -> None:
    differing(platform, assessment)
    first, second, here = client_for(FIRST), client_for(SECOND), f"{LIST}/{assessment}/harmonisasi"
    table = first.get(here)
    assert "Sepakati indikator 5" in table.text
    early = post(first, here, do="close")
    assert early.status_code == 409
    assert "1 indikator" in early.text
    both = first.get(f"{here}/5")
    assert "Asesor pertama" in both.text
    assert "Asesor kedua" in both.text
    bare = post(first, f"{here}/5", do="next", **level(3, justification=""))
    assert bare.status_code == 422
    assert 'href="#justification"' in bare.text
    agreed = post(first, f"{here}/5", do="next", **level(3))
    assert agreed.url.path == here
    assert "Disepakati" in agreed.text
    closed = post(first, here, do="close")
    assert "Tahap ditutup" in closed.text, closed.text[closed.text.index("error-summary__body") :][:400]
    assert second.get(f"{LIST}/{assessment}").text.count(f"{here}") >= 1
    confirmed = post(second, here, do="confirm")
    assert confirmed.status_code == 200
    assert "Interviu" in client_for(FIRST).get(f"{LIST}/{assessment}").text


def test_submitting_with_undecided_indicators_asks_whether_they_stay_empty(
    platform: Platform, assessment: UUID, client_for: Clients, post: Post
) -> None:
    client, here = client_for(FIRST), f"{LIST}/{assessment}"
    early = post(client, here, do="submit")
    assert early.status_code == 409
    assert 'href="#unfilled"' in early.text
    assert 'id="unfilled"' in early.text
    claimed = post(client, here, do="submit", unfilled="yes")
    assert claimed.status_code == 409
    make.fill(platform, assessment, "document", 1, 3)
    assert "Penilaian Anda sudah terkirim" in post(client, here, do="submit").text


def test_two_windows_on_one_indicator_lose_neither_text(
    platform: Platform, assessment: UUID, client_for: Clients, post: Post
) -> None:
    client, here = client_for(FIRST), f"{LIST}/{assessment}/indikator/3"
    post(client, here, do="save", **level(2, facts="Jendela pertama."))
    late = post(client, here, do="save", **level(4, facts="Jendela kedua."))
    assert late.status_code == 409
    assert "Jendela pertama." in late.text
    assert "Jendela kedua." in late.text
    assert 'name="version" value="1"' in late.text
    assert "Draf Anda" in client.get(here).text
    assert post(client, here, do="save", **level(4, facts="Jendela kedua.", version="1")).status_code == 200
    again = client.get(here)
    assert "Jendela kedua." in again.text
    assert "versi 1" in again.text
    assert "Draf Anda" not in again.text


def test_a_draft_keeps_itself_and_can_be_thrown_away(
    platform: Platform, assessment: UUID, client_for: Clients, post: Post
) -> None:
    client, here = client_for(FIRST), f"{LIST}/{assessment}/indikator/4"
    told = post(client, f"{here}/draf", **level(3, facts="Setengah jadi", level="x"))
    assert told.json()["words"].startswith("Draf disimpan")
    assert "Setengah jadi" in client.get(here).text
    assert "Setengah jadi" not in client_for(SECOND).get(here).text
    assert f"{here}" in client.get(f"{LIST}/{assessment}?saring=draf").text
    thrown = post(client, here, do="forget")
    assert "Draf dibuang" in thrown.text
    assert "Setengah jadi" not in thrown.text


def test_an_answer_after_the_stage_closed_is_refused_and_kept_as_a_draft(
    platform: Platform, assessment: UUID, client_for: Clients, post: Post
) -> None:
    make.to_stage(platform, assessment, "review")
    client, here = client_for(FIRST), f"{LIST}/{assessment}/indikator/9"
    late = post(client, here, do="save", **level(5, facts="Terlambat tiba."))
    assert late.status_code == 409
    assert "Terlambat tiba." in late.text
    assert "Terlambat tiba." in client.get(here).text


def test_the_interview_changes_what_was_cleared_up_and_carries_over_the_rest(
    platform: Platform, assessment: UUID, client_for: Clients, post: Post
) -> None:
    make.to_stage(platform, assessment, "interview")
    first, second, here = client_for(FIRST), client_for(SECOND), f"{LIST}/{assessment}"
    post(first, f"{here}/indikator/12", do="next", **level(2))
    page = second.get(f"{here}/wawancara")
    assert "Berubah" in page.text
    assert "46" in page.text
    assert 'value="confirm"' not in page.text
    handed = post(first, f"{here}/wawancara", do="submit")
    assert "Anda sudah menutup tahap ini" in handed.text
    assert "Buka lagi" in second.get(f"{here}/wawancara").text
    assert "Dikonfirmasi" in post(second, f"{here}/wawancara", do="confirm").text
    again = first.get(f"{here}/wawancara")
    assert "Tahap ini sudah selesai" in again.text


def test_a_visit_is_left_out_only_with_a_reason(
    platform: Platform, assessment: UUID, client_for: Clients, post: Post
) -> None:
    make.to_stage(platform, assessment, "visit")
    client, here = client_for(FIRST), f"{LIST}/{assessment}/kunjungan"
    bare = post(client, here, do="skip", reason="x")
    assert bare.status_code == 422
    assert 'href="#reason"' in bare.text
    done = post(client, here, do="skip", reason="Semua sudah jelas pada wawancara.")
    assert "Lanjut tanpa visitasi" in done.text
    assert "Semua sudah jelas pada wawancara." in client.get(f"{LIST}/{assessment}").text


def test_the_reviewer_sends_back_only_what_is_not_valid(
    platform: Platform, assessment: UUID, client_for: Clients, post: Post
) -> None:
    make.to_stage(platform, assessment, "review")
    reviewer, here = client_for(REVIEWER), f"{LIST}/{assessment}/telaah"
    bare = post(reviewer, here, do="judge", indicator="8", verdict="not_valid", note="")
    assert bare.status_code == 422
    assert 'href="#note"' in bare.text
    assert 'id="note"' in bare.text
    early = post(reviewer, here, do="accept")
    assert early.status_code == 409
    assert "47" in early.text
    post(reviewer, here, do="judge", indicator="8", verdict="not_valid", note="Bukti tidak memuat reviu.")
    unsure = post(reviewer, here, do="rest")
    assert 'href="#sure"' in unsure.text
    post(reviewer, here, do="rest", sure="yes")
    wrong = post(reviewer, here, do="accept")
    assert wrong.status_code == 409
    assert "Dikembalikan" in post(reviewer, here, do="send_back").text
    first = client_for(FIRST)
    assert first.get(f"{LIST}/{assessment}/indikator/8").text.count("data-judging") == 1
    assert first.get(f"{LIST}/{assessment}/indikator/9").text.count("data-judging") == 0


def test_objections_are_answered_and_a_granted_one_changes_the_value(
    platform: Platform, assessment: UUID, client_for: Clients, post: Post
) -> None:
    make.to_stage(platform, assessment, "objection")
    reason = "Reviu sudah dilakukan dua kali."
    objecting.object_(platform, LEADER, assessment, NewObjection("8", Fraction(4), reason))
    objecting.done(platform, LEADER, assessment)
    client, here = client_for(FIRST), f"{LIST}/{assessment}/sanggah"
    page = client.get(here)
    assert reason in page.text
    objection = re.search(r'name="objection" value="([0-9a-f-]+)"', page.text)
    assert objection
    early = post(client, here, do="close")
    assert early.status_code == 409
    bare = post(client, here, do="answer", objection=objection[1], verdict="granted", answer="ya")
    assert bare.status_code == 422
    assert 'href="#answer"' in bare.text
    granted = post(client, here, do="answer", objection=objection[1], verdict="granted", answer="Bukti reviu diterima.")
    assert "Bukti reviu diterima." in granted.text
    assert "Tahap ditutup" in post(client, here, do="close").text
    assert "Bukti reviu diterima." in client.get(f"{LIST}/{assessment}/indikator/8").text


def test_the_ministry_decides_and_may_reopen_with_a_reason(
    platform: Platform, assessment: UUID, client_for: Clients, post: Post
) -> None:
    make.to_stage(platform, assessment, "final")
    client, here = client_for(MINISTRY), f"{LIST}/{assessment}/penetapan"
    page = client.get(here)
    assert "3,00" in page.text
    unsure = post(client, here, do="finalise")
    assert unsure.status_code == 422
    assert 'href="#sure"' in unsure.text
    done = post(client, here, do="finalise", sure="yes")
    assert "Ditetapkan dan diumumkan" in done.text
    twice = post(client, here, do="finalise", sure="yes")
    assert twice.status_code == 409
    bare = post(client, here, do="reopen", stage="document", reason="")
    assert bare.status_code == 422
    assert 'href="#reason"' in bare.text
    again = post(client, here, do="reopen", stage="document", reason="Bukti baru dari instansi.")
    assert "Bukti baru dari instansi." in again.text
    assert "Dibuka kembali" in again.text


def test_pages_are_there_only_for_those_who_have_the_assessment(
    platform: Platform, assessment: UUID, client_for: Clients, post: Post
) -> None:
    for path in ("", "/indikator/1", "/harmonisasi", "/wawancara", "/kunjungan", "/telaah", "/sanggah", "/penetapan"):
        assert client_for(OTHER_ASSESSOR).get(f"{LIST}/{assessment}{path}").status_code == 404, path
        assert client_for(make.STRANGER).get(f"{LIST}/{assessment}{path}").status_code == 404, path
    assert post(client_for(REVIEWER), f"{LIST}/{assessment}/penetapan", do="finalise", sure="yes").status_code == 403
    assert client_for(MINISTRY).get(f"{LIST}/{assessment}/indikator/99").status_code == 404
    assert client_for(MINISTRY).get(f"{LIST}/bukan-id").status_code == 404
    assert "Belum ada instansi untuk Anda" in client_for(OTHER_ASSESSOR).get(LIST).text
    assert client_for(ENTRY).get(f"{LIST}/{assessment}").status_code == 404
    assert "Teluk Bintuni" not in client_for(ENTRY).get(LIST).text


def test_every_page_speaks_english_and_leaves_as_csv_and_on_paper(
    platform: Platform, assessment: UUID, client_for: Clients
) -> None:
    client = client_for(FIRST)
    for path in ("", f"/{assessment}", f"/{assessment}/indikator/1", f"/{assessment}/harmonisasi", f"/{assessment}/cetak"):
        page = client.get(f"/en{LIST}{path}")
        assert page.status_code == 200, path
        assert "asesor utama" not in page.text, path
    rows = client.get(f"{LIST}/{assessment}/ekspor.csv").text.splitlines()
    assert len(rows) == 48
    assert rows[0].startswith("indicator,name,claimed")
    assert "8205" in client.get(f"{LIST}/ekspor.csv").text


def test_the_reviewer_goes_from_indicator_to_indicator(
    platform: Platform, assessment: UUID, client_for: Clients, post: Post
) -> None:
    make.to_stage(platform, assessment, "review")
    reviewer, here = client_for(REVIEWER), f"{LIST}/{assessment}/indikator"
    assert "Apakah nilai ini beralasan?" in reviewer.get(f"{here}/1").text
    bare = post(reviewer, f"{here}/1", do="judge", verdict="not_valid", note="")
    assert bare.status_code == 422
    assert 'href="#note"' in bare.text
    assert post(reviewer, f"{here}/1", do="judge", verdict="valid").url.path == f"{here}/2"
    assert "Apakah nilai ini beralasan?" not in client_for(FIRST).get(f"{here}/1").text
    assert post(client_for(FIRST), f"{here}/1", do="judge", verdict="valid").status_code == 403


def test_words_of_others_can_be_taken_over_but_not_the_reason(
    platform: Platform, assessment: UUID, client_for: Clients
) -> None:
    page = client_for(FIRST).get(f"{LIST}/{assessment}/indikator/1?dari=klaim").text
    written = page.split("<textarea")
    assert "Ada kebijakan." in written[1]
    assert make.WHY not in written[3]
    assert 'value="3" checked' in page
    blind = client_for(FIRST).get(f"{LIST}/{assessment}/indikator/1?dari=2").text
    assert "Ada kebijakan." not in blind.split("<textarea")[1]


def test_the_list_is_narrowed_by_stage_words_and_turn(platform: Platform, assessment: UUID, client_for: Clients) -> None:
    client = client_for(FIRST)
    assert "Teluk Bintuni" in client.get(f"{LIST}?q=bintuni&tahap=document&saring=menunggu").text
    assert "Tidak ada instansi yang cocok" in client.get(f"{LIST}?tahap=review").text
    assert "Tidak ada instansi yang cocok" in client.get(f"{LIST}?saring=selesai&hal=7").text
    assert client.get(f"{LIST}?saring=%00&hal=-3&tahap=../x").status_code == 200


def test_on_a_scale_with_decimals_the_level_is_written(platform: Platform, client_for: Clients, post: Post) -> None:
    pemdi = make.opened(platform, key="2026", code="PEMDI-2026")
    make.to_stage(platform, pemdi, "document")
    client, here = client_for(FIRST), f"{LIST}/{pemdi}/indikator/1"
    assert 'type="text"' in client.get(here).text
    wrong = post(client, here, do="save", **level(3, level="tiga setengah"))
    assert wrong.status_code == 422
    assert 'value="tiga setengah"' in wrong.text
    assert post(client, here, do="save", **level(3, level="3,25")).status_code == 200
    assert 'value="3,25"' in client.get(here).text
    assert "3,25" in client.get(f"{LIST}/{pemdi}").text


def test_what_was_sent_back_is_marked_with_the_reviewers_note_and_comes_back(
    platform: Platform, assessment: UUID, client_for: Clients, post: Post
) -> None:
    make.to_stage(platform, assessment, "review")
    reviewer, first, here = client_for(REVIEWER), client_for(FIRST), f"{LIST}/{assessment}"
    post(reviewer, f"{here}/telaah", do="judge", indicator="8", verdict="not_valid", note="Bukti tidak memuat reviu.")
    post(reviewer, f"{here}/telaah", do="rest", sure="yes")
    post(reviewer, f"{here}/telaah", do="send_back")
    assert "Bukti tidak memuat reviu." in first.get(f"{here}/indikator/8").text
    back = first.get(f"{here}?saring=dikembalikan").text.split('id="indikator"')[1]
    assert "/indikator/8" in back
    assert "/indikator/9" not in back
    assert "Tidak dikembalikan" in first.get(here).text
    post(first, f"{here}/indikator/8", do="save", **level(2))
    post(first, f"{here}/kunjungan", do="submit")
    post(client_for(SECOND), f"{here}/kunjungan", do="confirm")
    again = reviewer.get(f"{here}/telaah").text
    assert "dari 47 indikator" in again
    assert "/indikator/8" in again
    assert "/indikator/9" not in again
