"""Links of cards, the question "is it still so?", and exercises, which stay apart."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from simpul.disaster import actions
from simpul.disaster.actions.cards import open_card
from simpul.disaster.actions.following_up import ask_due
from simpul.disaster.model.cards import Invitation
from simpul.kernel.actor import Actor
from simpul.kernel.clock import FixedClock
from simpul.kernel.platform import Platform
from tests.disaster.forms import WRITTEN, kept
from tests.disaster.makers import BANDUNG
from tests.disaster.report_forms import FLOOD, filled, form_of


def a_card(platform: Platform, **more: Any) -> str:
    return str(open_card(platform, Actor.ANONYMOUS, Invitation(network="telegram", username="u", **more)).id)


def test_a_cards_link_is_used_once_and_says_so(client: TestClient, platform: Platform) -> None:
    card = a_card(platform)
    page = client.get(f"/k/{card}").text
    assert f'href="/k/{card}/flood"' in page
    form = filled()
    done = client.post(f"/k/{card}/flood", data=form)
    assert done.headers["location"] == "/bencana/laporan/1?terkirim=ya"
    assert client.post(f"/k/{card}/flood", data=form).headers["location"] == done.headers["location"]
    other = client.post(f"/k/{card}/flood", data=filled(BANDUNG))
    assert other.status_code == 409
    assert "Tautan ini sudah dipakai" in other.text
    for path in (f"/k/{card}", f"/k/{card}/flood"):
        used = client.get(path)
        assert used.status_code == 409
        assert "/bencana/laporan/1" in used.text
        assert 'href="/bencana/lapor"' in used.text
    assert kept(platform) == 1


def test_cards_that_are_expired_unknown_or_somebody_elses_say_what_to_do(
    client: TestClient, platform: Platform, clock: FixedClock
) -> None:
    bound = a_card(platform, bound_to="0" * 32)
    assert "dibuat untuk orang lain" in client.get(f"/k/{bound}").text
    old = a_card(platform)
    clock.advance(timedelta(days=8))
    expired = client.get(f"/en/k/{old}")
    assert (expired.status_code, "This link is too old" in expired.text) == (409, True)
    for unknown in (uuid4(), "kartu"):
        answer = client.get(f"/k/{unknown}")
        assert answer.status_code == 404
        assert "tidak menuju kartu laporan" in answer.text
        assert 'href="/bencana/lapor"' in answer.text


def test_a_training_card_is_an_exercise_and_looks_like_one(client: TestClient, platform: Platform) -> None:
    card = a_card(platform, training=True)
    assert "Ini latihan" in client.get(f"/k/{card}").text
    assert "Ini latihan" in client.get(f"/k/{card}/flood").text
    assert client.post(f"/k/{card}/flood", data=filled()).headers["location"] == "/bencana/latihan?terkirim=1"
    assert actions.public_report(platform, 1).training


def test_an_earthquake_card_takes_the_road_after_the_house(client: TestClient, platform: Platform) -> None:
    path = f"/k/{a_card(platform)}/earthquake"
    done = client.post(path, data={**filled(), "report_type": "structure", "structureFailure": "1"})
    assert done.headers["location"] == f"{path}/lanjut?nomor=1"
    address = re.search(rf'href="({path}\?[^"]+)"', client.get(done.headers["location"]).text)
    assert address
    form = form_of(client.get(address[1].replace("&amp;", "&")).text)
    answers = {"accessabilityFailure": "1", "condition": "2", "text": WRITTEN, "step": "check", "do": "send"}
    assert client.post(path, data={**form, **answers}).headers["location"] == "/bencana/laporan/2?terkirim=ya"


ANSWERS = {"masih": (70, True), "memburuk": (150, True), "membaik": (30, True), "selesai": (70, False)}


@pytest.mark.parametrize("said", ANSWERS)
def test_the_sending_device_says_whether_it_is_still_so(client: TestClient, platform: Platform, said: str) -> None:
    depth, live = ANSWERS[said]
    client.post(FLOOD, data=filled())
    path = "/bencana/laporan/1/kabar"
    assert client.get(path).text.count('name="do" value=') == 4
    answer = client.post(path, data={"do": said})
    if said in ("memburuk", "membaik"):
        assert "Setinggi apa airnya?" in answer.text
        wrong = client.post(path, data={"do": said, "rinci": "ya", "flood_depth": "900"})
        assert (wrong.status_code, "Setinggi apa airnya?" in wrong.text) == (422, True)
        answer = client.post(path, data={"do": said, "rinci": "ya", "flood_depth": str(depth)})
    assert answer.headers["location"] == f"{path}?dijawab={said}"
    report = actions.public_report(platform, 1)
    assert (report.card["flood_depth"], report.live) == (depth, live)
    assert "Terima kasih" in client.get(answer.headers["location"]).text


def test_nobody_else_answers_for_the_sender(client_for: Callable[..., TestClient], platform: Platform) -> None:
    client_for().post(FLOOD, data=filled())
    stranger = client_for()
    stranger.get(FLOOD)
    for answer in (
        stranger.get("/bencana/laporan/1/kabar"),
        stranger.post("/bencana/laporan/1/kabar", data={"do": "selesai"}),
    ):
        assert answer.status_code == 404
    assert actions.public_report(platform, 1).live


def test_the_link_that_a_channel_sends_asks_the_same(client: TestClient, platform: Platform, clock: FixedClock) -> None:
    client.post(f"/k/{a_card(platform)}/flood", data=filled())
    clock.advance(timedelta(hours=2, minutes=45))
    [asked] = ask_due(platform)
    page = client.get(asked.path).text
    assert "70 cm" in page
    assert client.post(asked.path, data={"do": "selesai"}).headers["location"] == f"{asked.path}?dijawab=selesai"
    assert not actions.public_report(platform, 1).live
    assert client.get(f"/k/{uuid4()}/masih").status_code == 404
