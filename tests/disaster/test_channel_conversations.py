"""One conversation in each channel, over its real wire: to the map within 5 s, a follow-up, thanks with a link."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from simpul.kernel.keys import Keys
from tests.conftest import Copies, _at
from tests.disaster.channels import messenger as messengers
from tests.disaster.channels import smsc as centres
from tests.disaster.channels import whatsapp as whatsapps
from tests.disaster.channels.messenger import Messenger, messenger
from tests.disaster.channels.node import Node, running
from tests.disaster.channels.posting import got, post
from tests.disaster.channels.smsc import Centre, smsc
from tests.disaster.channels.whatsapp import WhatsApp, whatsapp
from tests.disaster.test_photo import picture
from tests.waiting import until


@dataclass(frozen=True)
class Town:
    """A node with its channels, and what stands for each of them."""

    node: Node
    whatsapp: WhatsApp
    messenger: Messenger
    centre: Centre

    def hook(self, channel: str) -> str:
        return f"{self.node.url}/api/v1/disaster/channels/{channel}"


@pytest.fixture(scope="module")
def town(server_url: str, copies: Copies, keys: Keys, run_directory: Path) -> Iterator[Town]:
    with ExitStack() as stack:
        chats, pages = stack.enter_context(whatsapp()), stack.enter_context(messenger())
        centre = stack.enter_context(smsc())
        sms = {
            "disaster_sms_smpp": centre.url,
            "disaster_sms_smpp_password": centres.PASSWORD,
            "disaster_sms_sender": "3883",
        }
        settings = {**whatsapps.settings_of(chats.url), **messengers.settings_of(pages.url), **sms}
        name = copies.take()
        node = stack.enter_context(running(_at(server_url, name), keys, run_directory, **settings))
        yield Town(node, chats, pages, centre)
    copies.give_back(name)


_WAITS = text(
    "SELECT (SELECT count(*) FROM disaster_outgoing WHERE state = 'waiting') + (SELECT count(*) FROM disaster_fetching)"
)


def settled(node: Node) -> bool:
    """Whether everything that was to be said was said, and every picture was fetched."""
    with node.platform.database.reading() as unit:
        return bool(unit.connection.scalar(_WAITS) == 0)


def answered(node: Node, texts: Callable[[], list[str]], do: Callable[[], object]) -> list[str]:
    """What the resident reads after they did something."""
    before = len(texts())
    do()
    until(lambda: len(texts()) > before and settled(node))
    return texts()[before:]


def on_the_map(node: Node, thanks: str, began: float) -> dict[str, Any]:
    """The report that the thanks link to, on the live map within five seconds of its sending."""
    number = int(re.search(r"laporan=(\d+)", thanks)[1])  # type: ignore[index]
    feature = until(lambda: node.on_map(number), 5)
    assert time.monotonic() - began < 5
    return dict(feature["properties"])


def asked_later(node: Node, texts: Callable[[], list[str]]) -> str:
    """What the resident is asked twenty minutes before the report leaves the map."""
    before = len(texts())
    node.clock.advance(timedelta(hours=2, minutes=40))
    until(lambda: len(texts()) > before and settled(node))
    return texts()[-1]


def number_in(thanks: str) -> int:
    return int(re.search(r"laporan=(\d+)", thanks)[1])  # type: ignore[index]


def test_whatsapp_in_english(town: Town) -> None:
    node, chats = town.node, town.whatsapp
    now = node.clock.now

    def say(body: bytes) -> list[str]:
        headers = whatsapps.signed(body)
        return answered(node, chats.texts, lambda: post(town.hook("whatsapp"), body, headers))

    say(chats.text(now(), "english"))
    asked = say(chats.text(now(), "report"))
    assert "What is happening?" in asked[0]
    assert "/en/k/" in "".join(asked), "the page's link, for whoever would rather fill in a form"
    assert "Where is it?" in say(chats.text(now(), "flood"))[0]
    assert chats.taken[-1]["interactive"]["type"] == "location_request_message", "WhatsApp's own button for a place"
    say(chats.place(now(), (106.8272, -6.1754)))
    assert chats.taken[-1]["interactive"]["type"] == "list"
    say(chats.press(now(), "a:flood_depth:50"))
    assert "50 cm (knee)" in say(chats.photo(now(), picture(), "Water in the street"))[-1]
    began = time.monotonic()
    thanks, photo = say(chats.press(now(), "send"))
    shown = on_the_map(node, thanks, began)
    assert (shown["source"], shown["depth_cm"], shown["placed"]) == ("whatsapp", 50, "gps")
    assert f"Your photo is with report {number_in(thanks)}" in photo
    assert "how is it now?" in asked_later(node, chats.texts)
    better = "\n".join(say(chats.press(now(), "f:membaik")))
    assert better.startswith("Thank you")
    assert f"/en/bencana?laporan={number_in(thanks)}" in better


def test_messenger_in_javanese(town: Town) -> None:
    node, pages = town.node, town.messenger
    now = node.clock.now

    def say(body: bytes) -> list[str]:
        headers = messengers.signed(body)
        return answered(node, pages.texts, lambda: post(town.hook("messenger"), body, headers))

    say(pages.text(now(), "basa jawa"))
    say(pages.text(now(), "lapur"))
    say(pages.text(now(), "banjire"))
    link = "https://www.google.com/maps/place/Monas/@-6.17,106.82,17z/data=!3m1!4b1!4m6!3m5!8m2!3d-6.1754!4d106.8272"
    say(pages.text(now(), link))
    assert [title for _, title in pages.choices()][:2] == ["1", "2"], "long answers stand in the text, their numbers below"
    say(pages.press(now(), "a:flood_depth:100"))
    say(pages.text(now(), "Toya mlebet griya"))
    began = time.monotonic()
    [thanks] = say(pages.press(now(), "send"))
    assert thanks.startswith("Matur nuwun.")
    shown = on_the_map(node, thanks, began)
    assert (shown["source"], shown["depth_cm"], shown["regency_code"]) == ("messenger", 100, "31.71")
    asked_later(node, pages.texts)
    over = "\n".join(say(pages.press(now(), "f:selesai")))
    assert over.startswith("Matur nuwun")
    until(lambda: node.on_map(number_in(thanks)) is None, what="the resident says that it is over")


def test_sms_over_smpp_in_indonesian(town: Town) -> None:
    node, centre = town.node, town.centre

    def say(words: str, **more: Any) -> list[str]:
        return answered(node, centre.texts, lambda: centre.write(words, **more))

    assert "Laporkan bencana di sini" in say("halo")[0]
    assert "Tempat mana" in say("lapor banjir di Gambir")[-1]
    assert "3 Lutut (50 cm)" in say("2")[0]
    assert "Banjir: 70 cm" in say("70 cm")[0]
    long = "Air masuk rumah sejak subuh, anak-anak sudah di lantai dua. " * 4
    assert "Kirim laporan ini?" in say(long, way="udh")[-1], "a long message comes in parts"
    began = time.monotonic()
    [thanks] = say("kirim")
    shown = on_the_map(node, thanks, began)
    assert (shown["source"], shown["depth_cm"], shown["placed"]) == ("sms", 70, "name")
    assert "bagaimana sekarang?" in asked_later(node, centre.texts)
    worse = "\n".join(say("2"))
    assert f"bencana?laporan={number_in(thanks)}" in worse
    assert "Setinggi apa airnya?" in worse
    say("1,5 m")
    assert until(lambda: (node.on_map(number_in(thanks)) or {"properties": {}})["properties"].get("depth_cm") == 150)
    assert centre.binds == [centres.BIND_TRANSCEIVER], "one session hears and sends"


def test_forged_doubled_and_disordered_messages_change_nothing(town: Town) -> None:
    node, chats, pages = town.node, town.whatsapp, town.messenger
    at, other = node.clock.now(), "628999000111"
    forged = chats.text(at, "lapor banjir", sender=other)
    for headers in (
        {},
        {"x-hub-signature-256": "sha256=00"},
        whatsapps.signed(forged, "wrong"),
        whatsapps.signed(forged + b" "),
    ):
        assert post(town.hook("whatsapp"), forged, headers) == 403
    assert post(town.hook("messenger"), b"{", messengers.signed(b"{")) == 400
    first, late = chats.text(at, "halo", sender=other), chats.text(at - timedelta(minutes=9), "lapor", sender=other)
    for body in (first, first, late, first):
        assert post(town.hook("whatsapp"), body, whatsapps.signed(body)) == 200
    until(lambda: chats.texts(other) and settled(node))
    assert len(chats.texts(other)) == 1, "once for the first; nothing for what came twice or too late"
    elsewhere = messengers.webhook(at, {"message": {"mid": "m_x", "text": "lapor"}}, page="999")
    echo = pages.message(at, {"text": "lapor", "is_echo": True})
    for body in (elsewhere, echo, b'{"object": "user", "entry": []}'):
        assert post(town.hook("messenger"), body, messengers.signed(body)) == 200
    assert settled(node)


def test_meta_is_told_its_own_word_only_for_our_token(town: Town) -> None:
    question = "?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token="
    for channel, token in (("whatsapp", whatsapps.VERIFY), ("messenger", messengers.VERIFY)):
        assert got(f"{town.hook(channel)}{question}{token}") == (200, "1158201444")
        assert got(f"{town.hook(channel)}{question}guessed")[0] == 404
        script = question.replace("1158201444", "%3Cscript%3E")
        assert got(f"{town.hook(channel)}{script}{token}")[0] == 404, "nothing that a browser would run is said again"


def test_who_cannot_be_reached_for_good_is_forgotten(town: Town) -> None:
    node, chats = town.node, town.whatsapp
    lost = "628555444333"
    body = chats.text(node.clock.now(), "halo", sender=lost)
    answered(node, lambda: chats.texts(lost), lambda: post(town.hook("whatsapp"), body, whatsapps.signed(body)))
    before = chats_known(node)
    status = chats.failed(node.clock.now(), 131026, lost)
    assert post(town.hook("whatsapp"), status, whatsapps.signed(status)) == 200
    until(lambda: chats_known(node) == before - 1)


def chats_known(node: Node) -> int:
    with node.platform.database.reading() as unit:
        return int(unit.connection.scalar(text("SELECT count(*) FROM disaster_chat")) or 0)


def test_a_centre_that_hangs_up_is_bound_again_and_nothing_is_lost(town: Town) -> None:
    node, centre = town.node, town.centre
    centre.hang_up()
    [greeting] = answered(node, centre.texts, lambda: centre.write("menu"))
    assert "Laporkan bencana" in greeting
    assert len(centre.binds) >= 2
