"""At each stage the overview offers what that stage asks for, and nothing that says otherwise."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from simpul.kernel.platform import Platform
from simpul.maturity.actions import submitting
from tests.maturity import makers as make
from tests.maturity.makers import FIRST, MINISTRY, REVIEWER, SECOND

LIST = "/kematangan/asesmen"
Clients = Callable[..., TestClient]


@pytest.fixture
def assessment(platform: Platform) -> UUID:
    return make.opened(platform)


@pytest.mark.parametrize(("stage", "at"), [("interview", "wawancara"), ("visit", "kunjungan")])
def test_interview_and_visit_are_closed_on_their_own_page_not_as_an_assessment_of_undecided_indicators(
    platform: Platform, assessment: UUID, client_for: Clients, stage: str, at: str
) -> None:
    make.to_stage(platform, assessment, stage)
    page = client_for(FIRST).get(f"{LIST}/{assessment}").text
    assert 'name="do" value="submit"' not in page
    assert "belum dinilai.</p>" not in page
    assert "0/47" not in page
    assert "berubah pada tahap ini" in page
    assert f'href="{LIST}/{assessment}/{at}"' in page
    submitting.submit(platform, FIRST, assessment)
    for who in (FIRST, SECOND):
        again = client_for(who).get(f"{LIST}/{assessment}").text
        assert 'name="do" value="withdraw"' not in again
        assert again.count(f'href="{LIST}/{assessment}/{at}"') == 2, "among the pages, and as what to do next"


@pytest.mark.parametrize("stage", ["review", "objection", "final"])
def test_nobody_reads_that_nothing_was_decided_after_the_documents_were_judged(
    platform: Platform, assessment: UUID, client_for: Clients, stage: str
) -> None:
    make.to_stage(platform, assessment, stage)
    for who in (FIRST, REVIEWER, MINISTRY):
        assert "0/47" not in client_for(who).get(f"{LIST}/{assessment}").text


def test_while_the_agency_may_object_nobody_reads_that_it_did_not(
    platform: Platform, assessment: UUID, client_for: Clients
) -> None:
    make.to_stage(platform, assessment, "review")
    early = client_for(FIRST).get(f"{LIST}/{assessment}/sanggah").text
    assert "Instansi dapat menyanggah setelah tahap ini dimulai." in early
    make.to_stage(platform, assessment, "objection")
    page = client_for(FIRST).get(f"{LIST}/{assessment}/sanggah").text
    assert "Belum ada sanggahan" in page
    assert "tidak menyanggah nilai mana pun" not in page
    make.to_stage(platform, assessment, "final")
    assert "tidak menyanggah nilai mana pun" in client_for(FIRST).get(f"{LIST}/{assessment}/sanggah").text


def test_after_the_decision_the_ministry_goes_on_to_the_result_and_the_record(
    platform: Platform, assessment: UUID, client_for: Clients, post: Any
) -> None:
    make.to_stage(platform, assessment, "final")
    client, here = client_for(MINISTRY), f"{LIST}/{assessment}/penetapan"
    assert "Lihat hasil yang diumumkan" not in client.get(here).text
    done = post(client, here, do="finalise", sure="yes").text
    assert "Lihat hasil yang diumumkan" in done
    assert f"/kematangan/bukti/{assessment}/berita-acara" in done


def test_a_joint_value_without_a_level_is_not_called_agreed(
    platform: Platform, assessment: UUID, client_for: Clients, post: Any
) -> None:
    make.to_stage(platform, assessment, "document")
    for seat, who, level in ((1, FIRST, 2), (2, SECOND, 4)):
        make.fill(platform, assessment, "document", seat, 3)
        make.answer(platform, who, assessment, {"5": level})
        submitting.submit(platform, who, assessment)
    here = f"{LIST}/{assessment}/harmonisasi"
    kept = post(client_for(FIRST), f"{here}/5", do="save", level="", version="0", justification="Belum sepakat.")
    assert "Tersimpan tanpa tingkat: indikator itu belum disepakati." in kept.text
    assert "Disepakati." not in kept.text
    assert "Sepakati indikator 5" in kept.text
