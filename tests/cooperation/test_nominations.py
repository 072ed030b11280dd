"""Nominations: within the quota exactly, ranked waiting, moving up, deciding and undoing; who is told."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from simpul.cooperation.actions import activity_keeping, nominating, nominating_mail
from simpul.cooperation.model.activities import ActivityState, NominationState
from simpul.cooperation.model.activity_refusals import (
    DeclineReasonMissing,
    NominationChanged,
    NominationMoveWrong,
    NominationsClosed,
    NominationTwice,
    NomineeEmailWrong,
    NomineeNameWrong,
    QuotaInUse,
)
from simpul.cooperation.store import nominations as store
from simpul.kernel.errors import Unavailable
from simpul.kernel.mailer import MailRefused
from simpul.kernel.platform import Platform
from tests.cooperation.activity_makers import VISIT, act, nominate, now, there
from tests.cooperation.people import KEEPER, KOREAN, LIAISON_OFFICER, REGENCY


def states(platform: Platform) -> list[tuple[str, str]]:
    with platform.database.reading() as unit:
        return [(one.name, one.state.value) for one in store.of_activity(unit.connection, VISIT)]


def test_twenty_at_once_for_seven_places_get_seven_places_and_ranks_without_a_gap(platform: Platform) -> None:
    there(platform, places=7)
    with ThreadPoolExecutor(20) as pool:
        made = list(pool.map(lambda number: nominate(platform, f"Calon {number}"), range(20)))
    assert sorted(one.rank for one in made) == list(range(1, 21))
    held = [one for one in made if one.state is NominationState.NOMINATED]
    assert len(held) == 7
    assert {one.rank for one in held} == set(range(1, 8))


def test_places_that_are_freed_at_once_are_given_out_exactly(platform: Platform) -> None:
    there(platform, places=5)
    made = [nominate(platform, f"Calon {number}") for number in range(12)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda one: act(platform, LIAISON_OFFICER, one, "withdraw"), made[:4]))
    after = [now(platform, one).state.value for one in made]
    assert after == ["withdrawn"] * 4 + ["nominated"] * 5 + ["waiting"] * 3


def test_who_withdraws_makes_room_for_the_first_of_the_waiting_and_undoing_does_not_throw_them_out(
    platform: Platform,
) -> None:
    there(platform, places=1)
    first, second = nominate(platform, "Satu"), nominate(platform, "Dua")
    assert second.state is NominationState.WAITING
    act(platform, LIAISON_OFFICER, first, "withdraw")
    assert states(platform) == [("Satu", "withdrawn"), ("Dua", "nominated")]
    act(platform, LIAISON_OFFICER, first, "return")
    assert states(platform) == [("Satu", "waiting"), ("Dua", "nominated")]
    act(platform, KEEPER, second, "decline")
    assert states(platform) == [("Satu", "nominated"), ("Dua", "declined")]
    act(platform, KEEPER, second, "consider")
    assert now(platform, second).state is NominationState.WAITING


def test_an_undone_withdrawal_has_its_place_again_where_nobody_took_it(platform: Platform) -> None:
    there(platform, places=1)
    one = nominate(platform, "Satu")
    act(platform, LIAISON_OFFICER, one, "withdraw")
    act(platform, LIAISON_OFFICER, one, "return")
    assert states(platform) == [("Satu", "nominated")]


def test_the_agency_orders_its_own_waiting_list(platform: Platform) -> None:
    there(platform, places=1)
    first, _, third = (nominate(platform, name) for name in ("Satu", "Dua", "Tiga"))
    act(platform, LIAISON_OFFICER, third, "prefer")
    act(platform, LIAISON_OFFICER, first, "withdraw")
    assert sorted(states(platform)) == [("Dua", "waiting"), ("Satu", "withdrawn"), ("Tiga", "nominated")]


def test_the_first_of_the_waiting_cannot_move_up(platform: Platform) -> None:
    there(platform, places=0)
    with pytest.raises(NominationMoveWrong):
        act(platform, LIAISON_OFFICER, nominate(platform, "Satu"), "prefer")


def test_a_larger_quota_lets_the_waiting_in_and_a_smaller_one_throws_nobody_out(platform: Platform) -> None:
    there(platform, places=1)
    for name in ("Satu", "Dua", "Tiga"):
        nominate(platform, name)
    activity_keeping.set_quota(platform, KEEPER, VISIT, {"agency": REGENCY, "name": "Kabupaten Uji", "places": "2"})
    assert [state for _, state in states(platform)] == ["nominated", "nominated", "waiting"]
    activity_keeping.set_quota(platform, KEEPER, VISIT, {"agency": REGENCY, "name": "Kabupaten Uji", "places": "0"})
    assert [state for _, state in states(platform)] == ["nominated", "nominated", "waiting"]
    with pytest.raises(QuotaInUse):
        activity_keeping.drop_quota(platform, KEEPER, VISIT, agency=REGENCY)


def test_a_keeper_nominates_within_an_agencys_quota_too_and_without_one_freely(platform: Platform) -> None:
    there(platform, places=0)
    assert nominate(platform, "Satu", KEEPER, agency=REGENCY).state is NominationState.WAITING
    korean = nominate(platform, "Kim Yesi", KOREAN, agency="kr/gov/mois", agency_name="MOIS")
    assert (korean.state, korean.agency, korean.side.value) == (NominationState.NOMINATED, "KR/GOV/MOIS", "korea")


def test_who_waits_is_not_accepted_and_who_is_out_is_not_withdrawn(platform: Platform) -> None:
    there(platform, places=0)
    one = nominate(platform, "Satu")
    with pytest.raises(NominationMoveWrong):
        act(platform, KEEPER, one, "accept")
    act(platform, LIAISON_OFFICER, one, "withdraw")
    with pytest.raises(NominationMoveWrong):
        act(platform, LIAISON_OFFICER, one, "withdraw")


def test_a_decision_on_what_somebody_else_changed_meanwhile_is_refused(platform: Platform) -> None:
    there(platform)
    one = nominate(platform, "Satu")
    act(platform, KEEPER, one, "accept")
    with pytest.raises(NominationChanged):
        nominating.act(platform, KOREAN, one.id, {"act": "decline", "version": "1", "reason": "alasan uji"})
    assert now(platform, one).state is NominationState.ACCEPTED


def test_who_declines_says_why(platform: Platform) -> None:
    there(platform)
    one = nominate(platform, "Satu")
    with pytest.raises(DeclineReasonMissing):
        act(platform, KEEPER, one, "decline", " - ")
    assert act(platform, KEEPER, one, "decline", "Kuota penuh").reason == "Kuota penuh"


@pytest.mark.parametrize("state", [one for one in ActivityState if one is not ActivityState.OPEN])
def test_only_an_open_activity_takes_nominations(platform: Platform, state: ActivityState) -> None:
    there(platform, state=state)
    with pytest.raises(NominationsClosed):
        nominate(platform, "Satu")


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"name": " "}, NomineeNameWrong),
        ({"name": "x" * 121}, NomineeNameWrong),
        ({"email": "bukan alamat"}, NomineeEmailWrong),
        ({"email": "a@b\nBcc: c@d.id"}, NomineeEmailWrong),
        ({"name": "sATU"}, NominationTwice),
    ],
)
def test_what_is_wrong_with_a_nomination_is_named(platform: Platform, given: dict[str, str], refusal: type) -> None:
    there(platform)
    nominate(platform, "Satu")
    with pytest.raises(refusal):
        nominate(platform, given.pop("name", "Dua"), **given)


def test_who_withdrew_may_be_nominated_anew(platform: Platform) -> None:
    there(platform)
    act(platform, LIAISON_OFFICER, nominate(platform, "Satu"), "withdraw")
    assert nominate(platform, "Satu").rank == 2


class Post:
    """Takes mail, or refuses it."""

    there = True

    def __init__(self, failure: Exception | None = None) -> None:
        self.failure, self.sent = failure, list[tuple[str, str, str]]()

    def send(self, *, to: str, subject: str, text: str, headers: Mapping[str, str] | None = None) -> None:
        assert headers is None
        if self.failure:
            raise self.failure
        self.sent.append((to, subject, text))


def mailing(platform: Platform, post: Any) -> None:
    object.__setattr__(platform, "mailer", post)


def test_who_is_accepted_has_mail_in_their_language_with_a_link_once(platform: Platform) -> None:
    there(platform)
    mailing(platform, post := Post())
    one = nominate(platform, "Kim Yesi", KOREAN, agency="KR/GOV/MOIS", agency_name="M", email="k@example.kr", language="ko")
    act(platform, KOREAN, one, "accept", "")
    nominating_mail.tell(platform)
    nominating_mail.tell(platform)
    [(to, subject, text)] = post.sent
    assert to == "k@example.kr"
    assert subject == "참가가 승인되었습니다: 시험 방문"
    assert "/ko/kerja-sama/dokumen/" in text
    assert now(platform, one).told == "sent"


def test_who_is_declined_reads_why_and_gets_no_link(platform: Platform) -> None:
    there(platform)
    mailing(platform, post := Post())
    act(platform, KEEPER, nominate(platform, "Satu", email="satu@contoh.id"), "decline", "Kuota penuh")
    nominating_mail.tell(platform)
    [(_, _, text)] = post.sent
    assert "Alasan: Kuota penuh" in text
    assert "dokumen/" not in text


def test_a_decision_that_is_undone_before_the_mail_goes_out_is_not_told(platform: Platform) -> None:
    there(platform)
    mailing(platform, post := Post())
    one = nominate(platform, "Satu", email="satu@contoh.id")
    act(platform, KEEPER, one, "decline")
    act(platform, KEEPER, one, "consider")
    nominating_mail.tell(platform)
    assert post.sent == []


@pytest.mark.parametrize(("failure", "told"), [(Unavailable(part="mail"), "due"), (MailRefused(), "refused")])
def test_mail_that_does_not_go_out_now_is_tried_again_and_one_refused_for_good_is_not(
    platform: Platform, failure: Exception, told: str
) -> None:
    there(platform)
    mailing(platform, Post(failure))
    one = nominate(platform, "Satu", email="satu@contoh.id")
    act(platform, KEEPER, one, "accept")
    nominating_mail.tell(platform)
    assert now(platform, one).told == told


def test_a_node_without_mail_says_that_people_must_be_told_by_hand(platform: Platform) -> None:
    there(platform)
    one = nominate(platform, "Satu", email="satu@contoh.id")
    act(platform, KEEPER, one, "accept")
    assert now(platform, one).told == "by-hand"
    assert not nominating.people(platform, KEEPER, VISIT).mails
