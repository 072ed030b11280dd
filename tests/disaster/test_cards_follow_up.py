"""Is it still so? Who is asked before a report leaves the live map, and what each answer does. CONTRACT a.3."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from simpul.disaster import actions, store
from simpul.disaster.actions import cards as card_actions
from simpul.disaster.actions.following_up import ask_due, asked_about, follow_up_by_device, followed_up, may_follow_up
from simpul.disaster.model import Report, ReportCorrected, Status
from simpul.disaster.model.cards import FollowUp, FollowUpUnreadable, NothingToFollow
from simpul.disaster.rules import invitations
from simpul.kernel.actor import Actor
from simpul.kernel.clock import FixedClock
from simpul.kernel.database.schema import outbox
from simpul.kernel.errors import Invalid
from simpul.kernel.platform import Platform
from tests.disaster.cards import BOT, a_card
from tests.disaster.makers import a_draft, officer, sent

WINDOW, SOON = timedelta(hours=3), timedelta(minutes=30)


def on_card(platform: Platform, **more: object) -> tuple[UUID, Report]:
    card = a_card(platform, BOT, username="sari")
    return card.id, card_actions.submit(platform, Actor.ANONYMOUS, card.id, a_draft(**more)).report


def asked(platform: Platform, clock: FixedClock) -> tuple[UUID, Report]:
    """The secret of the link and the report it asks about, half an hour before that leaves the live map."""
    _, report = on_card(platform)
    clock.advance(WINDOW - SOON)
    [one] = ask_due(platform)
    return UUID(one.path.split("/")[2]), report


def now_is(platform: Platform, report: Report) -> Report:
    with platform.database.reading() as unit:
        found = store.get(unit.connection, report.number)
    assert found is not None
    return found


def history(platform: Platform, report: Report) -> list[str]:
    with platform.database.reading() as unit:
        return [str(step.values.get("follow_up", step.kind.value)) for step in store.history(unit.connection, report.id)]


def test_who_is_asked_and_when(platform: Platform, clock: FixedClock) -> None:
    card, report = on_card(platform)
    sent(platform)
    on_card(platform, training=True)
    _, hidden = on_card(platform)
    actions.hide(platform, officer(), hidden.number, version=1, reason="Palsu")
    clock.advance(WINDOW - SOON - timedelta(seconds=1))
    assert ask_due(platform) == []
    clock.advance(timedelta(seconds=1))
    [one] = ask_due(platform)
    assert (one.card, one.report, one.network, one.hazard) == (card, report.number, "telegram", "flood")
    assert str(card) not in one.path, "a card's id is published with its report; the link is the sender's alone"
    assert ask_due(platform) == []


def test_still_so_renews_the_window_and_changes_nothing_else(platform: Platform, clock: FixedClock) -> None:
    secret, report = asked(platform, clock)
    assert asked_about(platform, secret).number == report.number
    after = followed_up(platform, secret, FollowUp.STILL)
    assert after == now_is(platform, report)
    assert (after.live_until, after.version, after.changed_at) == (clock.now() + WINDOW, 2, clock.now())
    assert (after.card, after.severity, after.reported_at) == (report.card, report.severity, report.reported_at)
    assert history(platform, report) == ["report", "masih"]
    clock.advance(WINDOW - SOON)
    [again] = ask_due(platform)
    assert again.path.split("/")[2] != str(secret)
    with pytest.raises(NothingToFollow):
        followed_up(platform, secret, FollowUp.OVER)


def test_worse_takes_new_answers_and_renews(platform: Platform, clock: FixedClock) -> None:
    secret, report = asked(platform, clock)
    after = followed_up(platform, secret, FollowUp.WORSE, card={"flood_depth": 170})
    assert (after.severity, after.card["flood_depth"], after.live_until) == ("severe", 170, clock.now() + WINDOW)
    assert followed_up(platform, secret, FollowUp.BETTER, card={"flood_depth": 20}).severity == "minor"
    with pytest.raises(Invalid):
        followed_up(platform, secret, FollowUp.BETTER, card={"flood_depth": 900})
    assert now_is(platform, report).card["flood_depth"] == 20


def test_over_leaves_the_live_map_and_stays_history(platform: Platform, clock: FixedClock) -> None:
    secret, report = asked(platform, clock)
    after = followed_up(platform, secret, FollowUp.OVER)
    assert (after.live_until, after.status, after.card) == (clock.now(), Status.UNVERIFIED, report.card)
    assert not actions.public_report(platform, report.number).live
    assert followed_up(platform, secret, FollowUp.STILL).live_until == clock.now() + WINDOW, "a slip of the thumb"


def test_an_officer_s_values_stand_and_the_rest_of_the_system_hears_of_the_window(
    platform: Platform, clock: FixedClock
) -> None:
    secret, report = asked(platform, clock)
    actions.verify(platform, officer(), report.number, version=1)
    after = followed_up(platform, secret, FollowUp.WORSE, card={"flood_depth": 170})
    assert (after.card, after.status, after.live_until) == (report.card, Status.VERIFIED, clock.now() + WINDOW)
    with platform.database.reading() as unit:
        [_, told] = unit.connection.execute(select(outbox.c.name, outbox.c.payload).order_by(outbox.c.id)).all()
    assert told.name == ReportCorrected.type_name
    assert ReportCorrected.of(told.payload).live_until == after.live_until


def test_what_cannot_be_followed(platform: Platform, clock: FixedClock) -> None:
    secret, report = asked(platform, clock)
    for nobody in (uuid4(), report.id):
        with pytest.raises(NothingToFollow):
            followed_up(platform, nobody, FollowUp.STILL)
    clock.advance(SOON + invitations.FOLLOWED_WITHIN)
    for late in (lambda: followed_up(platform, secret, FollowUp.STILL), lambda: asked_about(platform, secret)):
        with pytest.raises(NothingToFollow):
            late()
    secret, report = asked(platform, clock)
    actions.hide(platform, officer(), report.number, version=1, reason="Palsu")
    with pytest.raises(NothingToFollow):
        followed_up(platform, secret, FollowUp.STILL)


def test_the_device_that_sent_it_may_say_how_it_is(platform: Platform, clock: FixedClock) -> None:
    report = sent(platform, device="sari")
    assert may_follow_up(platform, report.number, device="sari")
    assert not may_follow_up(platform, report.number, device="budi")
    with pytest.raises(NothingToFollow):
        follow_up_by_device(platform, report.number, FollowUp.OVER, device="budi")
    clock.advance(timedelta(hours=1))
    after = follow_up_by_device(platform, report.number, FollowUp.STILL, device="sari")
    assert after.live_until == clock.now() + WINDOW
    assert not may_follow_up(platform, 999, device="sari")


def test_what_only_programs_report_never_goes_live_by_an_answer(platform: Platform) -> None:
    report = sent(platform, device="sari", hazard="prep", card={"report_type": "drain"})
    with pytest.raises(NothingToFollow):
        follow_up_by_device(platform, report.number, FollowUp.STILL, device="sari")


def test_programs_list_the_cards_they_opened(platform: Platform, clock: FixedClock) -> None:
    card, report = on_card(platform)
    stranger = Actor(UUID(int=78), "Bot lain")
    soon, ago = invitations.ASKED_BEFORE, -invitations.STALE_WITHIN
    assert card_actions.expiring(platform, BOT, soon) == []
    clock.advance(WINDOW - SOON)
    [row] = card_actions.expiring(platform, BOT, soon)
    assert (row["card_id"], row["username"], row["network"]) == (str(card), "sari", "telegram")
    assert (row["report_id"], row["follow_up"]) == (str(report.number), None)
    [one] = ask_due(platform)
    assert card_actions.expiring(platform, BOT, soon)[0]["follow_up"] == one.path
    assert card_actions.expiring(platform, stranger, soon) == []
    assert card_actions.expiring(platform, BOT, ago) == []
    clock.advance(SOON)
    assert card_actions.expiring(platform, BOT, soon) == []
    assert len(card_actions.expiring(platform, BOT, ago)) == 1


def test_answers_are_four_words() -> None:
    assert {invitations.follow_up_of(word) for word in ("masih", "memburuk", "membaik", "selesai")} == set(FollowUp)
    with pytest.raises(FollowUpUnreadable):
        invitations.follow_up_of("entah")
