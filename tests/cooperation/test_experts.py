"""Experts: who is seconded where and when, along the years; taken off the list and put back."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from simpul.cooperation.actions import documents_forgetting, experts
from simpul.cooperation.model.activities import Expert
from simpul.cooperation.model.activity_refusals import (
    ActivityProgrammeWrong,
    ExpertChanged,
    ExpertSideWrong,
    ExpertUnknown,
    ExpertWrong,
    SecondmentWrong,
)
from simpul.cooperation.model.programmes import NotYourProgramme, Side
from simpul.cooperation.rules import activity_experts as rules
from simpul.kernel.clock import FixedClock
from simpul.kernel.platform import Platform
from tests.cooperation.people import KEEPER, KOREAN, OTHER, READER, STRANGER, programmes_there

TODAY = date(2026, 11, 26)


def given(**changes: str) -> dict[str, str]:
    blank = dict.fromkeys(experts.FIELDS, "")
    return blank | {"programme": "EGCC-1", "side": "korea", "name": "Kim Yesi", "field_id": "Arsitektur"} | changes


def seconded(since: date | None, until: date | None = None) -> Expert:
    return Expert(UUID(int=1), "EGCC-1", Side.KOREA, "Kim Yesi", {"id": "Arsitektur"}, "", "Jakarta", since, until)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"name": ""}, ExpertWrong),
        ({"field_id": ""}, ExpertWrong),
        ({"side": "swiss"}, ExpertSideWrong),
        ({"host": "Jakarta"}, SecondmentWrong),
        ({"since": "2026-01-01"}, SecondmentWrong),
        ({"host": "Jakarta", "since": "2026-02-01", "until": "2026-01-01"}, SecondmentWrong),
        ({"host": "Jakarta", "since": "kemarin"}, SecondmentWrong),
        ({"programme": "DGCC"}, ActivityProgrammeWrong),
        ({"programme": "TIDAK-ADA"}, ActivityProgrammeWrong),
    ],
)
def test_what_is_wrong_with_an_expert_is_named(platform: Platform, changes: dict[str, str], refusal: type) -> None:
    programmes_there(platform)
    with pytest.raises(refusal):
        experts.add(platform, KEEPER, given(**changes))


def test_both_sides_see_both_sides_experts_and_other_programmes_none(platform: Platform) -> None:
    programmes_there(platform)
    experts.add(platform, KOREAN, given())
    experts.add(platform, KEEPER, given(side="indonesia", name="Rudi"))
    names = {one.expert.name for one in experts.listed(platform, READER).found}
    assert names == {"Kim Yesi", "Rudi"}
    assert experts.listed(platform, OTHER).found == ()
    assert experts.listed(platform, STRANGER).programmes == ()
    assert [one.expert.name for one in experts.listed(platform, READER, "EGCC-1", "rudi").found] == ["Rudi"]


def test_a_reader_changes_nothing_and_a_stale_form_is_refused(platform: Platform) -> None:
    programmes_there(platform)
    one = experts.add(platform, KEEPER, given(host="Jakarta", since="2026-01-01"))
    with pytest.raises(NotYourProgramme):
        experts.change(platform, READER, one.id, given(version="1"))
    with pytest.raises(ExpertUnknown):
        experts.change(platform, OTHER, one.id, given(version="1"))
    changed = experts.change(platform, KEEPER, one.id, experts.fields_of(one) | {"name": "Kim Baru"})
    assert (changed.name, changed.since, changed.version) == ("Kim Baru", date(2026, 1, 1), 2)
    with pytest.raises(ExpertChanged):
        experts.change(platform, KEEPER, one.id, given(version="1"))


def test_who_is_taken_off_the_list_comes_back_within_thirty_days_and_is_erased_then(
    platform: Platform, clock: FixedClock
) -> None:
    programmes_there(platform)
    one = experts.add(platform, KEEPER, given())
    experts.remove(platform, KEEPER, one.id)
    assert experts.listed(platform, KEEPER).found == ()
    with pytest.raises(ExpertUnknown):
        experts.remove(platform, KEEPER, one.id)
    clock.advance(timedelta(days=29))
    documents_forgetting.forget(platform)
    experts.remove(platform, KEEPER, one.id, back=True)
    assert len(experts.listed(platform, KEEPER).found) == 1
    experts.remove(platform, KEEPER, one.id)
    clock.advance(timedelta(days=31))
    documents_forgetting.forget(platform)
    with pytest.raises(ExpertUnknown):
        experts.remove(platform, KEEPER, one.id, back=True)


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        (date(2025, 10, 2), date(2026, 3, 1), {2024: None, 2025: (10, 12), 2026: (1, 3), 2027: None}),
        (date(2026, 5, 1), None, {2025: None, 2026: (5, 11), 2027: None}),
        (date(2027, 2, 1), None, {2026: None, 2027: (2, 2)}),
        (None, None, {2026: None}),
    ],
)
def test_the_timeline_shows_the_months_of_each_year(
    since: date | None, until: date | None, expected: dict[int, Any]
) -> None:
    assert {year: rules.months(seconded(since, until), year, TODAY) for year in expected} == expected


def test_the_timeline_has_at_most_eight_years_the_newest(platform: Platform) -> None:
    assert rules.years([seconded(date(2010, 1, 1)), seconded(None)], TODAY) == tuple(range(2019, 2027))
    assert rules.years([seconded(None)], TODAY) == ()
    assert rules.away(seconded(date(2026, 1, 1)), TODAY)
    assert not rules.away(seconded(date(2026, 1, 1), date(2026, 11, 25)), TODAY)
    assert not rules.away(seconded(None), TODAY)


def test_the_page_adds_changes_and_undoes(client_for: Any, post: Any, platform: Platform) -> None:
    programmes_there(platform)
    client: TestClient = client_for(KEEPER)
    assert "Belum ada ahli" in client.get("/kerja-sama/ahli").text
    wrong = post(client, "/kerja-sama/ahli/baru", **given(name=""))
    assert wrong.status_code == 422
    assert 'value="Arsitektur"' in wrong.text
    made = post(client, "/kerja-sama/ahli/baru", **given(host="KemenPANRB", since="2026-01-05"))
    assert "Sekarang di sana" in made.text
    assert "Jan–Nov" in made.text
    [seen] = experts.listed(platform, KEEPER).found
    gone = post(client, f"/kerja-sama/ahli/{seen.expert.id}/daftar", lakukan="lepas")
    assert "Batalkan" in gone.text
    assert "Kim Yesi" in post(client, f"/kerja-sama/ahli/{seen.expert.id}/daftar", lakukan="kembali").text
    assert "Kim Yesi" in client.get("/kerja-sama/ahli.csv").text
    assert client_for(STRANGER).get("/kerja-sama/ahli").status_code == 404
    assert client.get("/kerja-sama/ahli/bukan-id/ubah").status_code == 404
