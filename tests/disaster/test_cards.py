"""Report cards: who may use one, for how long, and what is kept of whom. CONTRACT a.3."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from simpul.disaster import actions, store
from simpul.disaster.actions import cards as card_actions
from simpul.disaster.actions.card_photos import keep_upload, name_image
from simpul.disaster.actions.cards import Opening
from simpul.disaster.actions.intake import Offered, take
from simpul.disaster.model import Draft, Photo, Sent, Source, Status
from simpul.disaster.model.cards import (
    CardExpired,
    CardKind,
    CardMissing,
    CardOfAnother,
    CardUsed,
    Invitation,
    NotReceived,
    PhotoThereAlready,
)
from simpul.disaster.rules import invitations
from simpul.disaster.store import cards as card_store
from simpul.disaster.store.tables import reports
from simpul.kernel.actor import Actor
from simpul.kernel.clock import FixedClock
from simpul.kernel.database.schema import limit
from simpul.kernel.errors import Refusal, TooMany
from simpul.kernel.platform import Platform
from tests.disaster.cards import BOT, a_card
from tests.disaster.makers import a_draft, officer

PHOTO, OTHER = Photo(b"large", b"small", hash=7), Photo(b"another", b"one")
DAY = timedelta(days=1)


def quake(kind: str = "structure", **more: Any) -> Draft:
    answers = {"structure": {"structureFailure": 1}, "road": {"accessabilityFailure": 2, "condition": 1}}[kind]
    return a_draft(card={"report_type": kind, **answers}, hazard="earthquake", **more)


def submitted(platform: Platform, card: UUID, draft: Draft | None = None, **more: Any) -> Sent:
    return card_actions.submit(platform, Actor.ANONYMOUS, card, draft or a_draft(), **more)


def test_a_card_brings_one_report(platform: Platform, clock: FixedClock) -> None:
    card = a_card(platform)
    assert card_actions.get(platform, card.id) == card
    assert not card.used
    report = submitted(platform, card.id).report
    assert (report.card_id, report.source) == (card.id, Source.TELEGRAM)
    after = card_actions.get(platform, card.id)
    assert (after.report, after.received_at) == (report.number, clock.now())
    with pytest.raises(CardUsed) as used:
        submitted(platform, card.id)
    assert used.value.facts == {"number": report.number}


def test_the_same_form_on_a_card_again_is_the_same_report(platform: Platform) -> None:
    card, draft = a_card(platform), a_draft(device="sari")
    first, again = submitted(platform, card.id, draft), submitted(platform, card.id, draft)
    assert (first.fresh, again.fresh) == (True, False)
    assert first.report == again.report


def test_two_reports_on_one_card_in_one_batch(platform: Platform) -> None:
    card = a_card(platform)
    answers = take(platform, [Offered(a_draft(), Actor.ANONYMOUS, card=card.id) for _ in range(3)])
    assert isinstance(answers[0], Sent)
    assert [type(one) for one in answers[1:]] == [CardUsed, CardUsed]


def test_no_card_no_report(platform: Platform) -> None:
    with pytest.raises(CardMissing):
        submitted(platform, uuid4())
    with pytest.raises(CardMissing):
        card_actions.get(platform, uuid4())


def test_a_refused_report_leaves_the_card_as_it_was(platform: Platform) -> None:
    card = a_card(platform)
    with pytest.raises(Refusal):
        submitted(platform, card.id, a_draft(card={"flood_depth": 999}))
    assert submitted(platform, card.id).fresh


@pytest.mark.parametrize(
    ("kind", "lasts"),
    [(CardKind.WEB, timedelta(hours=2)), (CardKind.CHANNEL, timedelta(hours=24)), (CardKind.PROGRAM, timedelta(days=7))],
)
def test_how_long_a_card_may_be_used(platform: Platform, clock: FixedClock, kind: CardKind, lasts: timedelta) -> None:
    card, used = (a_card(platform, kind=kind) for _ in range(2))
    submitted(platform, used.id)
    clock.advance(lasts - timedelta(seconds=1))
    assert card_actions.get(platform, card.id) == card
    clock.advance(timedelta(seconds=1))
    for late in (lambda: submitted(platform, card.id), lambda: card_actions.get(platform, card.id)):
        with pytest.raises(CardExpired):
            late()
    assert card_actions.get(platform, used.id).used, "a used card leads to its report for good"


def test_a_bound_card_is_for_one_person(platform: Platform) -> None:
    sari, budi = (card_actions.person_hash(platform, "telegram", name) for name in ("sari", "budi"))
    assert card_actions.person_hash(platform, "whatsapp", "sari") != sari
    card = a_card(platform, bound_to=sari, username="sari")
    with pytest.raises(CardOfAnother):
        submitted(platform, card.id)
    with pytest.raises(CardOfAnother):
        card_actions.submit_bound(platform, Actor.ANONYMOUS, card.id, a_draft(), person=budi)
    assert card_actions.submit_bound(platform, Actor.ANONYMOUS, card.id, a_draft(), person=sari).fresh


def test_a_training_card_brings_training_reports(platform: Platform) -> None:
    card = a_card(platform, training=True)
    assert submitted(platform, card.id).report.training


SECOND = {
    "a road after a house": (quake(), quake("road"), True, None),
    "another house": (quake(), quake(), True, None),
    "a flood after an earthquake": (quake(), a_draft(), True, CardUsed),
    "without saying so": (quake(), quake("road"), False, CardUsed),
}


@pytest.mark.parametrize("which", SECOND)
def test_what_may_follow_on_the_same_card(platform: Platform, which: str) -> None:
    first, second, sub, refusal = SECOND[which]
    card = a_card(platform)
    one = submitted(platform, card.id, replace(first, form_id=uuid4())).report
    if refusal is not None:
        with pytest.raises(refusal):
            submitted(platform, card.id, replace(second, form_id=uuid4()), sub=sub)
        return
    other = submitted(platform, card.id, replace(second, form_id=uuid4()), sub=sub).report
    assert other.number != one.number
    assert other.card_id not in (None, card.id)
    hidden = card_actions.get(platform, other.card_id or card.id)
    assert (hidden.parent, hidden.report) == (card.id, other.number)
    assert card_actions.get(platform, card.id).report == one.number


def test_second_reports_have_an_end(platform: Platform) -> None:
    card = a_card(platform)
    submitted(platform, card.id, quake())
    for _ in range(invitations.PARTS_MOST):
        submitted(platform, card.id, quake("road"), sub=True)
    with pytest.raises(CardUsed):
        submitted(platform, card.id, quake("road"), sub=True)


def test_second_reports_come_within_a_day(platform: Platform, clock: FixedClock) -> None:
    card = a_card(platform)
    submitted(platform, card.id, quake())
    clock.advance(invitations.PARTS_WITHIN)
    with pytest.raises(CardUsed):
        submitted(platform, card.id, quake("road"), sub=True)


def test_a_first_report_may_say_that_it_is_a_second_one(platform: Platform) -> None:
    card = a_card(platform)
    assert submitted(platform, card.id, quake(), sub=True).report.card_id == card.id


def test_so_many_cards_and_no_more(platform: Platform, clock: FixedClock) -> None:
    asked = [Opening(Invitation("website"), Actor.ANONYMOUS, {"disaster.address.card:x": 3}) for _ in range(5)]
    answers = card_actions.open_cards(platform, asked)
    assert [isinstance(one, TooMany) for one in answers] == [False, False, False, True, True]
    with platform.database.reading() as unit:
        assert unit.connection.scalar(select(limit.c.spent)) == 3
    clock.advance(timedelta(minutes=10))
    assert not isinstance(card_actions.open_cards(platform, asked[:1])[0], Refusal)


def test_who_the_channel_s_person_is_is_sealed_and_forgotten(platform: Platform, clock: FixedClock) -> None:
    card = a_card(platform, BOT, username="+62811234567", chat={"chatID": "99"})
    assert b"62811234567" not in (card.person or b"")
    person = card_actions.person_of(platform, card)
    assert (person.username, person.chat) == ("+62811234567", {"chatID": "99"})
    assert card_actions.person_of(platform, replace(card, id=uuid4())).username == "", "a seal is of one card"
    unused, bound = a_card(platform), a_card(platform, bound_to="x" * 32)
    submitted(platform, card.id)
    card_actions.submit_bound(platform, Actor.ANONYMOUS, bound.id, a_draft(), person="x" * 32)
    clock.advance(invitations.KEPT)
    assert card_actions.forget(platform) == 0
    clock.advance(timedelta(seconds=1))
    assert card_actions.forget(platform) == 3
    with platform.database.reading() as unit:
        found = [card_store.get(unit.connection, one.id) for one in (card, bound, unused)]
    assert found[2] is None
    assert [(one.person, one.bound_to) for one in found if one] == [(None, None)] * 2
    assert found[0] is not None
    assert card_actions.person_of(platform, found[0]).username == ""


WHO_SEES = {
    "whoever opened it, before": (BOT, False, "sari"),
    "whoever opened it, after an officer verified": (BOT, True, "sari"),
    "somebody with the link, before": (Actor.ANONYMOUS, False, "sari"),
    "somebody who found the link on the map": (Actor.ANONYMOUS, True, ""),
    "another agency's officer": (officer("32"), True, ""),
}


@pytest.mark.parametrize("who", WHO_SEES)
def test_who_is_told_what_the_channel_calls_a_person(platform: Platform, who: str) -> None:
    actor, verified, told = WHO_SEES[who]
    card = a_card(platform, BOT, username="sari")
    number = submitted(platform, card.id).report.number
    if verified:
        actions.verify(platform, officer(), number, version=1)
    assert card_actions.seen(platform, actor, card.id).username == told


def test_a_photo_follows_its_report_once(platform: Platform) -> None:
    card = a_card(platform)
    with pytest.raises(NotReceived):
        card_actions.add_photo(platform, Actor.ANONYMOUS, card.id, PHOTO)
    submitted(platform, card.id)
    report = card_actions.add_photo(platform, Actor.ANONYMOUS, card.id, PHOTO)
    assert (report.version, report.photo_hash) == (2, 7)
    assert platform.files.read(report.photo or "") == b"large"
    with pytest.raises(PhotoThereAlready):
        card_actions.add_photo(platform, Actor.ANONYMOUS, card.id, OTHER)


@pytest.mark.parametrize("order", ["bytes, report, name", "report, bytes, name", "report, name, bytes"])
def test_bytes_and_name_may_come_in_any_order(platform: Platform, order: str) -> None:
    card = a_card(platform)
    for step in order.split(", "):
        match step:
            case "bytes":
                keep_upload(platform, card.id, PHOTO)
                keep_upload(platform, card.id, PHOTO)
                with pytest.raises(PhotoThereAlready):
                    keep_upload(platform, card.id, OTHER)
            case "report":
                number = submitted(platform, card.id).report.number
            case _:
                name_image(platform, Actor.ANONYMOUS, card.id, "51bb6edb")
                with pytest.raises(PhotoThereAlready):
                    name_image(platform, Actor.ANONYMOUS, card.id, "another")
    with platform.database.reading() as unit:
        found = store.get(unit.connection, number)
    assert found is not None
    assert platform.files.read(found.thumbnail or "") == b"small"


LATE = {
    "not verified yet": (None, Actor.ANONYMOUS, True),
    "verified, and the card's id is public": (Status.VERIFIED, Actor.ANONYMOUS, False),
    "verified, by the officer of the place": (Status.VERIFIED, officer(), True),
    "verified, by another region's officer": (Status.VERIFIED, officer("32"), False),
    "hidden": (Status.HIDDEN, officer(), False),
}


@pytest.mark.parametrize("which", LATE)
def test_whose_photo_reaches_a_report(platform: Platform, which: str) -> None:
    decided, actor, reaches = LATE[which]
    card = a_card(platform)
    number = submitted(platform, card.id).report.number
    if decided is Status.VERIFIED:
        actions.verify(platform, officer(), number, version=1)
    if decided is Status.HIDDEN:
        actions.hide(platform, officer(), number, version=1, reason="Palsu")
    keep_upload(platform, card.id, PHOTO)
    assert bool(name_image(platform, actor, card.id, "x").photo) is reaches


def test_a_photo_comes_within_a_quarter_of_an_hour(platform: Platform, clock: FixedClock) -> None:
    card = a_card(platform)
    submitted(platform, card.id)
    clock.advance(invitations.PHOTO_WITHIN + timedelta(seconds=1))
    with pytest.raises(PhotoThereAlready):
        card_actions.add_photo(platform, Actor.ANONYMOUS, card.id, PHOTO)


def test_a_picture_that_never_reached_a_report_goes_with_its_card(platform: Platform, clock: FixedClock) -> None:
    lost, shown = a_card(platform), a_card(platform)
    keep_upload(platform, lost.id, OTHER)
    submitted(platform, shown.id)
    report = card_actions.add_photo(platform, Actor.ANONYMOUS, shown.id, PHOTO)
    clock.advance(invitations.KEPT + DAY)
    card_actions.forget(platform)
    assert platform.files.read(report.photo or "") == b"large"
    with platform.database.reading() as unit:
        names = list(unit.connection.scalars(select(reports.c.photo)))
    assert names == [report.photo]
    assert (
        len(
            [
                one
                for one in platform.files.path(report.photo or "").parents[1].rglob("*.jpg")
                if one.read_bytes() == b"another"
            ]
        )
        == 0
    )
