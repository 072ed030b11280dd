"""What each adapter does with what its channel refuses; what is no message; attacks on the SMS gateway."""

import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from starlette.testclient import TestClient

from simpul.app import build_platform, create_app
from simpul.disaster.actions.channels import telling
from simpul.disaster.model.channels import (
    AddressGone,
    ChannelBusy,
    Choice,
    Heard,
    Incoming,
    NotAMessage,
    NotFromChannel,
    NotTaken,
    Outgoing,
)
from simpul.disaster.outside.channels.messenger import Messenger
from simpul.disaster.outside.channels.sms import Sms
from simpul.disaster.outside.channels.whatsapp import WhatsApp
from simpul.kernel.clock import SystemClock
from simpul.kernel.errors import Unavailable
from simpul.kernel.keys import Keys
from simpul.kernel.platform import Platform
from simpul.kernel.settings import Settings
from tests.conftest import settings_for
from tests.disaster.channels import gateway as gateways
from tests.disaster.channels import messenger as messengers
from tests.disaster.channels import whatsapp as whatsapps
from tests.disaster.channels.gateway import gateway

NOW = datetime(2026, 11, 26, 3, 0, tzinfo=UTC)
LONG = (Choice("a", "Pilihan pertama yang panjang sekali untuk tombol"), Choice("b", "Pendek"))


def settings(**more: object) -> Settings:
    return settings_for(Path("/nonexistent"), disaster_private_networks="127.0.0.0/8", **more)


# WhatsApp


@pytest.fixture
def chats() -> Iterator[tuple[whatsapps.WhatsApp, Settings]]:
    with whatsapps.whatsapp() as platform:
        yield platform, settings(**whatsapps.settings_of(platform.url))


def test_whatsapp_shows_choices_as_buttons_lists_or_numbers(chats: tuple[whatsapps.WhatsApp, Settings]) -> None:
    platform, given = chats
    choices = tuple(Choice(f"c{n}", f"Pilihan {n}") for n in range(11))
    for said in (
        Outgoing("Apa?", choices[:3]),
        Outgoing("Apa?", LONG),
        Outgoing("Apa?", choices),
        Outgoing("x" * 1_100, choices[:2]),
        Outgoing("Di mana?", choices[:1], ask_place=True),
    ):
        WhatsApp().send(given, whatsapps.RESIDENT, said)
    kinds = [one.get("interactive", {}).get("type", "text") for one in platform.taken]
    assert kinds == ["button", "list", "text", "text", "location_request_message"]
    assert platform.taken[1]["interactive"]["action"]["sections"][0]["rows"][0]["description"] == LONG[0].label
    assert "11 Pilihan 10" in platform.texts()[2]
    assert "1 Pilihan 0" in platform.texts()[4]


def test_what_whatsapp_refuses_is_told_apart(chats: tuple[whatsapps.WhatsApp, Settings]) -> None:
    platform, given = chats
    said = Outgoing("Peringatan banjir.\nMenjauh dari sungai.", link="https://x.example/1")
    platform.gone.add("62800")
    with pytest.raises(AddressGone):
        WhatsApp().send(given, "62800", said)
    platform.busy = 1
    with pytest.raises(ChannelBusy):
        WhatsApp().send(given, whatsapps.RESIDENT, said)
    platform.long_ago.add("62811")
    with pytest.raises(NotTaken):
        WhatsApp().send(given, "62811", said)
    WhatsApp().send(given.model_copy(update={"disaster_whatsapp_template": "peringatan"}), "62811", said)
    assert platform.texts("62811") == ["Peringatan banjir. Menjauh dari sungai. https://x.example/1"]
    with pytest.raises(Unavailable):
        WhatsApp().send(given.model_copy(update={"disaster_whatsapp_token": "expired"}), whatsapps.RESIDENT, said)


def test_a_picture_is_fetched_from_meta_and_its_token_goes_nowhere_else(chats: tuple[whatsapps.WhatsApp, Settings]) -> None:
    platform, given = chats
    platform.media["77"] = b"picture"
    assert WhatsApp().fetch(given, "77") == b"picture"
    with pytest.raises(NotTaken):
        WhatsApp().fetch(given, "78")
    for elsewhere in ("https://evil.example/a.jpg", "http://scontent.fbcdn.net/a.jpg", "https://fbcdn.net.evil.example/a"):
        with pytest.raises(NotTaken):
            Messenger().fetch(settings(**messengers.settings_of(platform.url)), elsewhere)


@pytest.mark.parametrize(
    ("kind", "content", "heard"),
    [
        ("text", {"body": "banjir"}, (Heard.TEXT, "banjir")),
        ("text", {"body": "-6.1754, 106.8272"}, (Heard.POINT, (106.8272, -6.1754))),
        ("button", {"payload": "x", "text": "Masih"}, (Heard.TEXT, "Masih")),
        ("location", {"latitude": -6.1, "longitude": 106.8}, (Heard.POINT, (106.8, -6.1))),
        ("audio", {"id": "1"}, (Heard.OTHER, "")),
        ("reaction", {"emoji": "x"}, None),
    ],
)
def test_every_kind_of_message_is_understood(
    kind: str, content: dict[str, object], heard: tuple[Heard, object] | None
) -> None:
    platform, given = whatsapps.WhatsApp(), settings(**whatsapps.settings_of("http://x"))
    body = platform.message(NOW, kind, content)
    found = WhatsApp().read(whatsapps.signed(body), body, given, NOW)
    told = [(one.kind, one.point or one.text) for one in found]
    assert told == ([heard] if heard else [])


@pytest.mark.parametrize(
    "body",
    [
        b"[]",
        b'{"object": "whatsapp_business_account"}',
        b'{"object": "whatsapp_business_account", "entry": [{"changes": [{"field": "messages"}]}]}',
        whatsapps.WhatsApp().message(NOW, "text", []),
        whatsapps.WhatsApp().message(NOW, "location", {"latitude": "north"}),
        whatsapps.WhatsApp().text(NOW, "x").replace(b'"timestamp": "', b'"timestamp": "9999999999999'),
        b"\xff\xfe",
    ],
)
def test_nonsense_with_a_right_signature_is_no_message(body: bytes) -> None:
    given = settings(**whatsapps.settings_of("http://x"))
    with pytest.raises(NotAMessage):
        WhatsApp().read(whatsapps.signed(body), body, given, NOW)


# Messenger


def test_messenger_reads_postbacks_pictures_places_and_links(chats: tuple[whatsapps.WhatsApp, Settings]) -> None:
    given, pages = settings(**messengers.settings_of(chats[0].url)), messengers.Messenger(url="https://scontent.fbcdn.net")
    place = {"type": "location", "payload": {"coordinates": {"lat": -6.1, "long": 106.8}}}
    link = {"type": "fallback", "title": "Monas", "url": "https://maps.google.com/?q=-6.1,106.8"}
    sticker = {"type": "image", "payload": {"url": "https://x", "sticker_id": 369239263222822}}
    bodies = [
        messengers.webhook(NOW, {"postback": {"mid": "m1", "title": "Lapor", "payload": "report"}}),
        pages.photo(NOW, b"x", "air"),
        pages.message(NOW, {"attachments": [place]}),
        pages.message(NOW, {"attachments": [link], "text": "Monas"}),
        pages.message(NOW, {"attachments": [sticker]}),
    ]
    found = [Messenger().read(messengers.signed(body), body, given, NOW)[0] for body in bodies]
    assert [one.kind for one in found] == [Heard.CHOICE, Heard.PHOTO, Heard.POINT, Heard.POINT, Heard.OTHER]
    assert (found[0].choice, found[1].text, found[3].point) == ("report", "air", (106.8, -6.1))


def test_what_messenger_refuses_is_told_apart() -> None:
    with messengers.messenger() as platform:
        given = settings(**messengers.settings_of(platform.url))
        Messenger().send(given, messengers.RESIDENT, Outgoing("Apa?", LONG))
        assert platform.choices() == [("a", "1"), ("b", "2")]
        assert "1 Pilihan pertama" in platform.texts()[0]
        platform.gone.add("9")
        with pytest.raises(AddressGone):
            Messenger().send(given, "9", Outgoing("x"))
        with pytest.raises(Unavailable):
            Messenger().send(given.model_copy(update={"disaster_messenger_token": "x"}), "1", Outgoing("x"))


# The gateway


@pytest.fixture
def sms_node(database_url: str, keys: Keys, run_directory: Path) -> Iterator[tuple[gateways.Gateway, Platform]]:
    with gateway() as (here, url):
        more = {**gateways.settings_of(url), "disaster_private_networks": "127.0.0.0/8", "public_url": "https://b.example"}
        built = build_platform(settings_for(run_directory, **more), keys=keys, url=database_url, clock=SystemClock())
        yield here, built
        built.database.close()


HOOK = "/api/v1/disaster/channels/sms"


def test_a_conversation_over_the_gateway_in_javanese_reaches_the_map(sms_node: tuple[gateways.Gateway, Platform]) -> None:
    here, platform = sms_node
    client = TestClient(create_app(platform, background=False), base_url="http://localhost")

    def say(words: str) -> str:
        body = here.text(platform.clock.now(), words)
        answer = client.post(HOOK, content=body, headers=gateways.signed(body, platform.clock.now()))
        assert answer.status_code == 200, answer.text
        telling.send_due(platform, "sms")
        return here.texts()[-1]

    say("basa jawa")
    say("lapur banjire wonten Gambir")
    say("2")
    say("lutut")
    say("Toya mlebet griya")
    thanks = say("kintun")
    assert thanks.startswith("Matur nuwun. Laporan 1")
    assert "https://b.example/jv/bencana?laporan=1" in thanks
    [feature] = client.get("/bencana/laporan.geojson").json()["features"]
    assert (feature["properties"]["source"], feature["properties"]["depth_cm"]) == ("sms", 50)


def heard(body: bytes, headers: dict[str, str], **more: str) -> list[Incoming]:
    given = settings(**{**gateways.settings_of("http://x"), **more})
    return Sms().read(headers, body, given, NOW)


def test_the_gateways_forgeries_and_replays_are_refused() -> None:
    body = gateways.Gateway().text(NOW, "banjir")
    right = gateways.signed(body, NOW)
    assert [one.person for one in heard(body, right)] == [gateways.RESIDENT]
    attacks: list[Callable[[], object]] = [
        lambda: heard(body, {}),
        lambda: heard(body + b" ", right),
        lambda: heard(body, gateways.signed(body, NOW, "guessed")),
        lambda: heard(body, gateways.signed(body, NOW - timedelta(minutes=6))),
        lambda: heard(body, right | {"x-gateway-time": str(int(NOW.timestamp()) + 1)}),
        lambda: heard(body, right | {"x-gateway-time": "9" * 400}),
        lambda: heard(body, right, disaster_sms_secret=""),
    ]
    for attack in attacks:
        with pytest.raises(NotFromChannel):
            attack()


def test_a_gateway_that_signs_the_body_alone_and_posts_a_form_is_understood() -> None:
    names = {"disaster_sms_timestamp": "", "disaster_sms_fields": "from=sender"}
    body = urlencode({"id": "7", "sender": "0812-3456-789", "text": "banjir", "at": "1764126000"}).encode()
    proof = gateways._proof(gateways.SECRET, "", body)
    plain = hmac.new(gateways.SECRET.encode(), body, hashlib.sha256).hexdigest()
    assert proof != plain, "an empty time is not the same as none"
    form = {"content-type": "application/x-www-form-urlencoded; charset=utf-8", "x-gateway-signature": plain}
    [one] = heard(body, form, **names)
    assert (one.person, one.text, one.at) == ("628123456789", "banjir", datetime(2025, 11, 26, 3, 0, tzinfo=UTC))


@pytest.mark.parametrize("told", [{}, {"messageId": "1", "msisdn": "BPBD", "content": "x"}, [1], "x", None])
def test_what_the_gateway_cannot_mean_is_no_message(told: object) -> None:
    body = json.dumps(told).encode()
    with pytest.raises(NotAMessage):
        heard(body, gateways.signed(body, NOW))


def test_what_the_gateway_refuses_is_told_apart() -> None:
    with gateway() as (here, url):
        given = settings(**gateways.settings_of(url))
        here.gone.add("62800")
        with pytest.raises(AddressGone):
            Sms().send(given, "62800", Outgoing("x"))
        with pytest.raises(NotTaken):
            Sms().send(given, "62811", Outgoing(""))
        with pytest.raises(Unavailable):
            Sms().send(given.model_copy(update={"disaster_sms_token": "x"}), "62811", Outgoing("x"))
