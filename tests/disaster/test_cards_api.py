"""`/compat/petabencana/cards` as CogniCity's clients call it, by its raw handlers. CONTRACT b.2."""

import asyncio
import io
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from PIL import Image

from simpul.disaster import actions
from simpul.disaster.actions import cards as card_actions
from simpul.disaster.live import compat_cards
from simpul.disaster.live.intake import MOST, WAITING, Gathering
from simpul.disaster.model import Order, Report, Source, Status, Wanted
from simpul.disaster.rules import invitations
from simpul.kernel.actor import Actor
from simpul.kernel.clock import FixedClock
from simpul.kernel.errors import Conflict, Refusal, TooMany, Unavailable
from simpul.kernel.platform import Platform
from simpul.kernel.web.request import Session, Sessions
from tests.disaster.cards import GUEST, Call, at, call, calls, flood, opened, quake
from tests.disaster.makers import officer

KEYS = {"kunci-petugas": officer("31"), "kunci-bot": Actor(UUID(int=77), "Bot", "ID/GOV/6000/BPBD")}


class Keyring:
    """Who a key stands for, until it is revoked."""

    def __init__(self) -> None:
        self.people = dict(KEYS)
        self.asked = 0

    def find(self, _platform: Platform, _token: str) -> Session | None:
        return None

    def bearer(self, _platform: Platform, token: str) -> Actor | None:
        self.asked += 1
        return self.people.get(token)


@pytest.fixture(autouse=True)
def keyring(platform: Platform) -> Iterator[Keyring]:
    ring = Keyring()
    object.__setattr__(platform, "ports", {**platform.ports, Sessions: ring})
    yield ring
    compat_cards.stop(platform)


def all_reports(platform: Platform) -> list[Report]:
    wanted = Wanted(statuses=frozenset(Status), order=Order.NEWEST)
    return list(actions.queue(platform, officer(None), wanted)[0].reports)


def test_a_card_and_its_report(platform: Platform, clock: FixedClock) -> None:
    told = call(platform, "POST", "", GUEST)
    assert (told.status, told.headers["access-control-allow-origin"]) == (200, "*")
    assert told.headers["content-type"] == "application/json; charset=utf-8"
    card = told.json["cardId"]
    assert told.json == {"cardId": str(UUID(card, version=4)), "created": True}
    head = call(platform, "HEAD", f"/{card}")
    assert (head.status, head.body) == (200, b"")
    before = {"card_id": card, "username": "web_guest", "network": "website", "language": "id"}
    assert call(platform, "GET", f"/{card}").json == {
        "statusCode": 200,
        "result": {**before, "received": False, "report": None},
    }
    put = call(platform, "PUT", f"/{card}", flood(60))
    assert (put.status, put.json) == (200, {"statusCode": 200, "cardId": card, "created": True})
    [report] = all_reports(platform)
    assert (report.card_id, report.source, report.status) == (UUID(card), Source.CARD, Status.UNVERIFIED)
    result = call(platform, "GET", f"/{card}").json["result"]
    assert (result["received"], result["report"]["status"]) == (True, "Confirmed")
    assert result["report"]["card_data"] == {"report_type": "flood", "flood_depth": 60}
    assert result["report"]["image_url"] is None


def test_a_second_report_is_a_conflict_that_names_the_card(platform: Platform) -> None:
    card = opened(platform)
    answers = calls(platform, [Call("PUT", f"/{card}", flood(depth)) for depth in (10, 20, 30)])
    assert sorted(one.status for one in answers) == [200, 409, 409]
    late = call(platform, "PUT", f"/{card}", flood(40))
    assert (late.status, late.json["statusCode"], late.json["cardId"]) == (409, 409, card)
    assert len(all_reports(platform)) == 1


def test_after_an_earthquake_a_second_report_may_follow(platform: Platform) -> None:
    card = opened(platform)
    assert call(platform, "PUT", f"/{card}", quake()).status == 200
    assert call(platform, "PUT", f"/{card}", quake("road")).status == 409
    second = call(platform, "PUT", f"/{card}", quake("road", sub_submission=True))
    assert (second.status, second.json["cardId"]) == (200, card)
    road, house = all_reports(platform)
    assert (road.card["report_type"], house.card["report_type"]) == ("road", "structure")
    assert road.card_id != house.card_id == UUID(card)


@pytest.mark.parametrize(
    ("wanted", "status"),
    [
        (Call("GET", f"/{uuid4()}"), 404),
        (Call("HEAD", f"/{uuid4()}"), 404),
        (Call("GET", "/short"), 400),
        (Call("GET", "/" + "x" * 36), 404),
        (Call("PUT", f"/{uuid4()}", flood()), 404),
        (Call("PUT", "/" + "x" * 36, flood()), 404),
        (Call("PATCH", f"/{uuid4()}", {"image_url": "x"}), 404),
        (Call("PATCH", "/short", {"image_url": "x"}), 400),
        (Call("POST", "", {**GUEST, "extra": 1}), 400),
        (Call("POST", "", b"{"), 400),
        (Call("POST", "", b"x" * 102_401), 413),
        (Call("DELETE", f"/{uuid4()}"), 404),
        (Call("GET", ""), 404),
        (Call("GET", f"/{uuid4()}/moon"), 404),
        (Call("GET", f"/{uuid4()}/images", headers={"content-type": "image/png"}), 404),
        (Call("GET", f"/{uuid4()}/images", headers={"content-type": "text/plain"}), 400),
        (Call("GET", "/expiredcards"), 403),
        (Call("OPTIONS", "", headers={"access-control-request-headers": "x-api-key"}), 204),
        (Call("GET", "/compat/petabencana/images/nothing.jpg"), 404),
        (Call("PUT", "/compat/petabencana/images/nothing", b"x"), 403),
        (Call("POST", "/compat/petabencana/images/nothing", b"x"), 404),
    ],
)
def test_what_is_not_there_or_not_as_it_must_be(platform: Platform, wanted: Call, status: int) -> None:
    told = calls(platform, [wanted])[0]
    assert told.status == status, told.body
    assert told.headers["access-control-allow-origin"] == "*"
    if status >= 400 and wanted.method != "HEAD":
        assert told.headers["content-type"].startswith("application/json")


def test_an_unknown_path_is_told_as_the_original_names_it(platform: Platform) -> None:
    assert call(platform, "GET", "/expired/soon?x=1").json == {"message": "URL not found", "url": "/cards/expired/soon?x=1"}


def test_what_our_own_rules_refuse_is_told_in_words(platform: Platform) -> None:
    card = opened(platform)
    told = call(platform, "PUT", f"/{card}", flood(location={"lat": -5.0, "lng": 108.0}))
    assert (told.status, told.json["cardId"]) == (400, card)
    assert told.json["message"]
    assert call(platform, "PUT", f"/{card}", flood()).status == 200


def test_a_card_whose_time_is_over_is_no_card(platform: Platform, clock: FixedClock) -> None:
    card, used = opened(platform), opened(platform)
    call(platform, "PUT", f"/{used}", flood())
    clock.advance(invitations.LASTS[invitations.CardKind.PROGRAM])
    statuses = [
        call(platform, *one).status for one in (("HEAD", f"/{card}"), ("GET", f"/{card}"), ("PUT", f"/{card}", flood()))
    ]
    assert statuses == [404, 404, 404]
    assert call(platform, "HEAD", f"/{used}").status == 200


@pytest.mark.parametrize("off", [timedelta(days=1), timedelta(days=-1)])
def test_a_client_s_clock_a_day_off_neither_keeps_a_report_live_nor_hides_it(
    platform: Platform, clock: FixedClock, off: timedelta
) -> None:
    card = opened(platform)
    call(platform, "PUT", f"/{card}", flood(created_at=at(clock.now() + off)))
    [report] = all_reports(platform)
    assert (report.reported_at, report.client_at) == (clock.now(), clock.now() + off)
    assert actions.public_report(platform, report.number).live
    told = call(platform, "GET", f"/{card}").json["result"]["report"]["created_at"]
    assert datetime.fromisoformat(told) == clock.now() + off, "the card gives back what was sent; nothing is judged by it"
    clock.advance(timedelta(hours=3))
    assert not actions.public_report(platform, report.number).live


@pytest.mark.parametrize("how", [{"x_api_key": "kunci-petugas"}, {"authorization": "Bearer kunci-petugas"}])
def test_an_officer_s_key_verifies_at_once(platform: Platform, how: dict[str, str]) -> None:
    card = opened(platform)
    assert call(platform, "PUT", f"/{card}", flood(), **how).status == 200
    assert all_reports(platform)[0].status is Status.VERIFIED


def test_an_unknown_key_is_nobody_s_and_a_revoked_one_soon(platform: Platform, keyring: Keyring) -> None:
    first, second = opened(platform), opened(platform)
    call(platform, "PUT", f"/{first}", flood(), x_api_key="someone-else-s")
    assert all_reports(platform)[0].status is Status.UNVERIFIED
    call(platform, "PUT", f"/{first}", flood(), x_api_key="kunci-petugas")
    del keyring.people["kunci-petugas"]
    compat_cards.cards_of(platform).callers.forget()
    call(platform, "PUT", f"/{second}", flood(), x_api_key="kunci-petugas")
    assert all_reports(platform)[0].status is Status.UNVERIFIED


def test_how_many_cards_and_reports_one_address_may_send(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(invitations, "CARDS_PER_ADDRESS", 4)
    monkeypatch.setattr(invitations, "REPORTS_PER_ADDRESS", 2)
    answers = calls(platform, [Call("POST", "", GUEST) for _ in range(6)])
    assert sorted(one.status for one in answers) == [200] * 4 + [429] * 2
    late = next(one for one in answers if one.status == 429)
    assert int(late.headers["retry-after"]) <= 600
    cards = [one.json["cardId"] for one in answers if one.status == 200]
    reports = calls(platform, [Call("PUT", f"/{card}", flood()) for card in cards])
    assert sorted(one.status for one in reports) == [200, 200, 429, 429]
    assert calls(platform, [Call("POST", "", GUEST, client="198.51.100.7")])[0].status == 200
    key = {"x-api-key": "kunci-bot"}
    assert {one.status for one in calls(platform, [Call("POST", "", GUEST, key) for _ in range(9)])} == {200}
    here = [Call("POST", "", GUEST, client="127.0.0.1") for _ in range(9)]
    assert {one.status for one in calls(platform, here)} == {200}
    spoken_for = [Call("POST", "", GUEST, {"x-forwarded-for": "192.0.2.1"}, "127.0.0.1") for _ in range(6)]
    assert sorted(one.status for one in calls(platform, spoken_for)) == [200] * 4 + [429] * 2


def jpeg() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(out, "JPEG")
    return out.getvalue()


def test_a_photo_is_put_where_the_interface_says_and_seen_once_verified(platform: Platform, clock: FixedClock) -> None:
    card = opened(platform)
    png = {"content_type": "image/jpeg"}
    place = call(platform, "GET", f"/{card}/images", **png).json
    assert place["url"] == f"http://uji/compat/petabencana/images/{card}.jpg"
    signed = place["signedRequest"].removeprefix("http://uji")
    assert call(platform, "PATCH", f"/{card}", {"image_url": card}).status == 403
    call(platform, "PUT", f"/{card}", flood())
    assert call(platform, "PUT", signed, b"no photo at all").status == 400
    assert call(platform, "PUT", signed.replace(card, str(uuid4())), jpeg()).status == 403
    assert call(platform, "PUT", signed, jpeg()).status == 200
    patched = call(platform, "PATCH", f"/{card}", {"image_url": card})
    assert (patched.status, patched.json) == (200, {"statusCode": 200, "cardId": card, "updated": True})
    again = call(platform, "PATCH", f"/{card}", {"image_url": card})
    assert again.json == {"statusCode": 403, "error": "Card report not received or image exists already"}
    assert call(platform, "GET", f"/{card}").json["result"]["report"]["image_url"] == place["url"]
    seen = place["url"].removeprefix("http://uji")
    assert call(platform, "GET", seen).status == 404
    [report] = all_reports(platform)
    actions.verify(platform, officer(), report.number, version=report.version)
    shown = call(platform, "GET", seen)
    assert (shown.status, shown.headers["content-type"]) == (200, "image/jpeg")
    assert shown.body.startswith(b"\xff\xd8\xff")
    clock.advance(invitations.PHOTO_WITHIN)
    assert call(platform, "PUT", signed, jpeg()).status == 403


def test_a_photo_that_is_elsewhere_keeps_its_name(platform: Platform) -> None:
    card = opened(platform)
    call(platform, "PUT", f"/{card}", flood(image_url="abc"))
    image = call(platform, "GET", f"/{card}").json["result"]["report"]["image_url"]
    assert image == "https://images.petabencana.id/abc.jpg"
    assert call(platform, "PATCH", f"/{card}", {"image_url": "def"}).status == 403


def test_the_words_of_a_hidden_report_are_not_told(platform: Platform) -> None:
    card = opened(platform)
    call(platform, "PUT", f"/{card}", flood(text="Kasar"))
    actions.hide(platform, officer(), all_reports(platform)[0].number, version=1, reason="Palsu")
    assert call(platform, "GET", f"/{card}").json["result"]["report"]["text"] == ""


def test_a_bot_asks_which_of_its_cards_are_about_to_leave_the_map(platform: Platform, clock: FixedClock) -> None:
    bot = {"x-api-key": "kunci-bot"}
    body = {"username": "62811", "network": "whatsapp", "language": "id", "network_data": {"chatID": "9"}}
    card = calls(platform, [Call("POST", "", body, bot)])[0].json["cardId"]
    calls(platform, [Call("PUT", f"/{card}", flood(), bot)])
    clock.advance(timedelta(hours=2, minutes=40))
    [row] = calls(platform, [Call("GET", "/expiredcards", headers=bot)])[0].json["result"]
    assert (row["card_id"], row["username"], row["network"]) == (card, "62811", "whatsapp")
    assert calls(platform, [Call("GET", "/stalecards", headers=bot)])[0].json["result"] == []
    other = {"x-api-key": "kunci-petugas"}
    assert calls(platform, [Call("GET", "/expiredcards", headers=other)])[0].json["result"] == []


class Slow:
    """A write that can be held up, so that callers gather behind it."""

    def __init__(self, refuse: type[BaseException] | None = None) -> None:
        self.batches: list[int] = []
        self.refuse = refuse

    def take(self, offered: Sequence[int]) -> Sequence[int | Refusal]:
        self.batches.append(len(offered))
        if self.refuse:
            raise self.refuse()
        return [TooMany(seconds=1) if one < 0 else one * 2 for one in offered]


def gathered(slow: Slow, offered: Sequence[int], *, close: bool = False) -> list[Any]:
    async def run() -> list[Any]:
        with ThreadPoolExecutor(1) as thread:
            gathering: Gathering[int, int] = Gathering(slow.take, thread)
            futures = []
            for one in offered:
                try:
                    futures.append(gathering.offer(one))
                except Unavailable as refusal:
                    futures.append(asyncio.get_running_loop().create_future())
                    futures[-1].set_exception(refusal)
            if close:
                gathering.close()
            return await asyncio.gather(*futures, return_exceptions=True)

    return asyncio.run(run())


def test_what_is_offered_together_is_written_together_and_answered_apart() -> None:
    slow = Slow()
    answers = gathered(slow, [*range(MOST + 10), -1])
    assert answers[:-1] == [one * 2 for one in range(MOST + 10)]
    assert isinstance(answers[-1], TooMany)
    assert slow.batches == [MOST, 11]


def test_when_too_many_wait_the_rest_is_told_to_come_again() -> None:
    answers = gathered(Slow(), range(WAITING + 3))
    turned_away = [one for one in answers if isinstance(one, Unavailable)]
    assert len(turned_away) == 3
    assert turned_away[0].facts["seconds"] == 2


@pytest.mark.parametrize("failure", [ZeroDivisionError, Conflict])
def test_a_failure_of_the_writing_is_told_to_everybody_who_waited(failure: type[BaseException]) -> None:
    answers = gathered(Slow(failure), range(3))
    assert {type(one) for one in answers} == {Conflict if failure is Conflict else Unavailable}


def test_after_the_end_nobody_is_taken_and_nobody_is_left_waiting() -> None:
    assert {type(one) for one in gathered(Slow(), range(3), close=True)} == {Unavailable}


def test_an_overfull_intake_answers_503(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    card = opened(platform)

    def full(*_a: object) -> None:
        raise Unavailable(part="intake", seconds=2)

    monkeypatch.setattr(compat_cards.cards_of(platform).taken, "offer", full)
    told = call(platform, "PUT", f"/{card}", flood())
    assert (told.status, told.headers["retry-after"]) == (503, "2")
    assert card_actions.get(platform, UUID(card)).used is False
