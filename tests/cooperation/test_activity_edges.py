"""What is unknown, stale, over or not one's own, at the edges of activities, nominations and passports."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from simpul.cooperation.actions import (
    activities,
    activity_keeping,
    document_links,
    documents,
    experts,
    nominating,
    nominating_mail,
)
from simpul.cooperation.actions.activity_forms import FIELDS, fields_of
from simpul.cooperation.model.activities import ActivityState, NominationState
from simpul.cooperation.model.activity_refusals import (
    ActivityChanged,
    ActivityProgrammeWrong,
    ActivityUnknown,
    ExpertUnknown,
    NominationMoveWrong,
    NominationUnknown,
    NomineeAgencyWrong,
)
from simpul.cooperation.model.documents import DocumentLinkUnknown, DocumentUnknown
from simpul.kernel.clock import FixedClock
from simpul.kernel.platform import Platform
from tests.cooperation.activity_makers import PASSPORT, SINCE, VISIT, accepted, act, activity, link, nominate, now, there
from tests.cooperation.people import CENTRE, KEEPER, LIAISON_OFFICER, STRANGER
from tests.cooperation.test_nominations import Post, mailing

NONE = UUID(int=77)
ONE = f"/kerja-sama/kegiatan/{VISIT}"


def test_what_is_not_there_is_unknown_to_everybody(platform: Platform) -> None:
    there(platform)
    given = dict.fromkeys(("name", "office", "email", "language", "agency", "agency_name"), "")
    with pytest.raises(ActivityUnknown):
        activity_keeping.move(platform, KEEPER, NONE, move="close", version=1)
    with pytest.raises(ActivityUnknown):
        nominating.nominate(platform, LIAISON_OFFICER, NONE, given)
    with pytest.raises(NominationUnknown):
        nominating.act(platform, KEEPER, NONE, {"act": "accept", "version": "1", "reason": ""})
    with pytest.raises(DocumentUnknown):
        documents.read(platform, KEEPER, NONE)
    with pytest.raises(ExpertUnknown):
        experts.seen(platform, KEEPER, NONE)


def test_no_activity_is_added_to_a_programme_that_is_none(platform: Platform) -> None:
    there(platform)
    given = dict.fromkeys(FIELDS, "") | {"kind": "forum", "since": "2027-02-01", "title_id": "Forum", "programme": "XYZ-9"}
    with pytest.raises(ActivityProgrammeWrong):
        activity_keeping.add(platform, CENTRE, given)
    assert activity_keeping.add(platform, CENTRE, given | {"programme": ""}).programme == ""


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(platform: Platform) -> None:
    one = there(platform)
    activity_keeping.move(platform, KEEPER, VISIT, move="close", version=1)
    with pytest.raises(ActivityChanged):
        activity_keeping.change(platform, KEEPER, VISIT, fields_of(one))
    with pytest.raises(ActivityChanged):
        activity_keeping.move(platform, KEEPER, VISIT, move="cancel", version=1)


def test_an_activity_that_asks_for_passports_no_more_keeps_none(platform: Platform) -> None:
    there(platform)
    one = accepted(platform)
    documents.enter(platform, KEEPER, one.id, PASSPORT)
    activity_keeping.change(platform, KEEPER, VISIT, fields_of(activity(version=1)) | {"documents": ""})
    activity_keeping.change(platform, KEEPER, VISIT, fields_of(activity(version=2)))
    assert documents.opened(platform, KEEPER, one.id).seen.at is None


def test_who_is_accepted_is_told_to_the_other_rooms(platform: Platform) -> None:
    there(platform)
    one = accepted(platform)
    nominate(platform, "Dua")
    with platform.database.reading() as unit:
        assert [each.id for each in nominating.accepted(unit.connection, VISIT)] == [one.id]


def test_of_a_public_activity_others_see_no_people(platform: Platform) -> None:
    there(platform, public=True)
    accepted(platform)
    assert activities.seen(platform, STRANGER, VISIT).people == ()
    with pytest.raises(NominationUnknown):
        nominating.people(platform, STRANGER, VISIT)
    assert nominating.desk(platform, STRANGER) == []


def test_an_agency_without_a_quota_is_named_in_full(platform: Platform) -> None:
    there(platform)
    with pytest.raises(NomineeAgencyWrong):
        nominate(platform, "Satu", KEEPER, agency="ID/GOV/1111/LAIN")
    with pytest.raises(NomineeAgencyWrong):
        nominate(platform, "Satu", KEEPER, agency="dinas", agency_name="Dinas")


def test_after_the_activity_nothing_is_decided(platform: Platform, clock: FixedClock) -> None:
    there(platform)
    one = accepted(platform)
    secret = link(platform, one)
    clock.advance(timedelta(days=(SINCE - clock.now().date()).days))
    secret = link(platform, one)
    activity_keeping.move(platform, KEEPER, VISIT, move="hold", version=1)
    assert [each.acts for each in nominating.people(platform, KEEPER, VISIT).people] == [()]
    with pytest.raises(NominationMoveWrong):
        act(platform, KEEPER, one, "decline")
    with pytest.raises(DocumentLinkUnknown):
        document_links.seen(platform, secret)


def test_a_reader_of_the_passport_finds_none_where_none_is_entered(platform: Platform) -> None:
    there(platform)
    with pytest.raises(DocumentUnknown):
        documents.read(platform, KEEPER, accepted(platform).id)


def test_a_decision_told_late_carries_no_link_where_no_passport_is_asked_for_any_more(
    platform: Platform, clock: FixedClock
) -> None:
    there(platform)
    mailing(platform, post := Post())
    accepted(platform, email="siti@contoh.go.id")
    clock.advance(timedelta(days=100))
    nominating_mail.tell(platform)
    [(_, _, text)] = post.sent
    assert "dokumen/" not in text


def test_a_node_without_mail_tells_nobody(platform: Platform) -> None:
    there(platform)
    nominating_mail.tell(platform)
    assert now(platform, accepted(platform)).state is NominationState.ACCEPTED


def test_one_run_sends_fifty_mails_at_most(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    there(platform, places=3)
    mailing(platform, post := Post())
    monkeypatch.setattr(nominating_mail, "_MOST", 2)
    for name in ("Satu", "Dua", "Tiga"):
        accepted(platform, name, email="siapa@contoh.go.id")
    nominating_mail.tell(platform)
    assert len(post.sent) == 2
    nominating_mail.tell(platform)
    assert len(post.sent) == 3


def test_a_move_or_a_quota_that_does_not_fit_is_told_on_the_activitys_page(
    client_for: Any, post: Any, platform: Platform
) -> None:
    there(platform)
    client = client_for(KEEPER)
    assert post(client, f"{ONE}/keadaan", lakukan="restore", version="1").status_code == 409
    assert 'id="agency-error"' in post(client, f"{ONE}/kuota", agency="x", name="y", places="1").text
    assert "Dinas Uji" in post(client, f"{ONE}/kuota", agency="ID/GOV/1111/D", name="Dinas Uji", places="1").text
    assert "Dinas Uji" not in post(client, f"{ONE}/kuota", agency="ID/GOV/1111/D", lakukan="lepas").text
    assert client_for(STRANGER).get("/kerja-sama/kegiatan/baru").status_code == 403
    with platform.database.writing() as unit:
        unit.unaudited("a test")
        unit.connection.exec_driver_sql("UPDATE cooperation_activity SET public = true")
    assert client_for(STRANGER).get(f"{ONE}/ubah").status_code == 403


def test_a_keeper_enters_and_erases_a_passport_and_an_expert_is_changed_by_form(
    client_for: Any, post: Any, platform: Platform
) -> None:
    there(platform)
    one = accepted(platform)
    client, here = client_for(KEEPER), f"{ONE}/dokumen/{one.id}"
    assert 'id="number-error"' in post(client, here, lakukan="simpan", **PASSPORT | {"number": "1"}).text
    assert "disimpan tersegel" in post(client, here, lakukan="simpan", **PASSPORT).text
    assert "Paspor dihapus" in post(client, here, lakukan="hapus").text
    visitor, secret = client_for(), link(platform, one)
    visitor.post(f"/kerja-sama/dokumen/{secret}", data=PASSPORT)
    taken = visitor.post(f"/kerja-sama/dokumen/{secret}", data={"lakukan": "hapus"}, follow_redirects=True)
    assert "Paspor dihapus" in taken.text
    fields = dict.fromkeys(experts.FIELDS, "") | {"programme": "EGCC-1", "side": "korea", "name": "Kim", "field_id": "EA"}
    expert = experts.add(platform, KEEPER, fields)
    path = f"/kerja-sama/ahli/{expert.id}/ubah"
    assert 'value="Kim"' in client.get(path).text
    assert post(client, path, **fields | {"version": "9"}).status_code == 409
    assert "Kim Baru" in post(client, path, **fields | {"version": "1", "name": "Kim Baru"}).text
    assert client_for(LIAISON_OFFICER).get("/kerja-sama/ahli/baru").status_code == 404


def test_a_draft_is_no_liaisons(platform: Platform) -> None:
    there(platform, state=ActivityState.DRAFT)
    assert nominating.desk(platform, LIAISON_OFFICER) == []
