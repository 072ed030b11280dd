"""What a hostile or unlucky phone sends: clocks out of time, unseen characters, damaged photographs, forgotten marks."""

import io
import random
import struct
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4
from xml.etree import ElementTree as ET

import pytest
from PIL import Image
from starlette.testclient import TestClient

from simpul.disaster import actions
from simpul.disaster.actions import deciding, flagging, taking_photos
from simpul.disaster.actions import partners as badges
from simpul.disaster.handlers import JOBS
from simpul.disaster.outside import held
from simpul.disaster.outside.photo import remade
from simpul.disaster.rules.partners import signing_input
from simpul.kernel.clock import FixedClock
from simpul.kernel.errors import Refusal, TooMany
from simpul.kernel.platform import Platform
from tests.disaster.forms import value_of
from tests.disaster.makers import JAKARTA, a_draft, officer, sent
from tests.disaster.report_forms import FLOOD, PHOTO, filled, form_of, step_of
from tests.disaster.signing import Phone
from tests.disaster.test_actions import report_of
from tests.disaster.test_photo import picture

ASKED = {"Accept": "application/json"}
API = "/api/v1/disaster/reports"


@pytest.mark.parametrize(
    "shown", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "9999-12-31T23:59:59Z", "1969-12-31T00:00:00Z"]
)
def test_a_clock_out_of_all_time_is_not_kept_and_stops_no_page(
    client: TestClient, client_for: Callable[..., TestClient], platform: Platform, shown: str
) -> None:
    assert client.post(FLOOD, data=filled(client_at=shown)).status_code == 303
    client.cookies.clear()
    new = {"form_id": str(uuid4()), "longitude": 106.8, "latitude": -6.2, "card": {"flood_depth": 60}, "text": "Air."}
    assert client.post(API, json=new | {"client_at": shown}).status_code == 201
    assert {report_of(platform, number).client_at for number in (1, 2)} == {None}
    desk = client_for(officer("31"))
    for path in ("/bencana/daftar", "/bencana/daftar.csv", "/bencana/laporan/1", "/bencana/meja", "/bencana/meja/2"):
        assert desk.get(path).status_code == 200, path


def test_a_clock_a_day_ahead_is_kept_beside_the_servers(client: TestClient, platform: Platform, clock: FixedClock) -> None:
    now = platform.clock.now()
    for number, shown in enumerate(("2026-11-25T05:00:00Z", "2026-11-23T05:00:00Z"), 1):
        client.cookies.clear()
        assert client.post(FLOOD, data=filled(client_at=shown)).status_code == 303
        report = report_of(platform, number)
        assert (report.reported_at, report.client_at and report.client_at.day) == (now, int(shown[8:10]))
        assert report.live_until > now


def test_characters_that_nobody_writes_are_not_kept_and_every_feed_is_whole(client: TestClient, platform: Platform) -> None:
    words = "\u202eriA\u202c \x01naik\x0b\ufffe\nterus <b>&\u2066"
    report = sent(platform, text=words, title="\x02Banjir")
    deciding.verify(platform, officer("31"), report.number, version=1)
    kept = actions.public_report(platform, report.number)
    assert (kept.text, kept.title) == ("riA naik\nterus <b>&", "Banjir")
    cap = client.get("/compat/petabencana/reports", params={"geoformat": "cap"})
    assert cap.status_code == 200
    ET.fromstring(cap.content)
    assert client.get("/bencana/daftar").text.count("<b>") == 0


@pytest.mark.parametrize("unseen", ["\u200b", " \u2060\ufeff\n", "\u3164", "\u202e"])
def test_words_that_cannot_be_seen_are_none(client: TestClient, unseen: str) -> None:
    page = client.post(FLOOD, data=filled(text=unseen))
    assert (page.status_code, step_of(page.text)) == (422, "text")


def _noted(change: Callable[[bytearray], None]) -> bytes:
    """A photograph whose camera's notes are damaged."""
    noise, out, notes = Image.effect_noise((120, 90), 60).convert("RGB"), io.BytesIO(), Image.Exif()
    notes[0x0112], notes[0x010E] = 6, "x" * 50
    noise.save(out, "JPEG", exif=notes)
    content = bytearray(out.getvalue())
    change(content)
    return bytes(content)


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_damaged_notes_of_a_camera_lose_no_photograph() -> None:
    def as_words(content: bytearray) -> None:
        at = content.index(b"\x01\x12\x00\x03") if b"\x01\x12\x00\x03" in content else content.index(b"\x12\x01\x03\x00")
        content[at + 2 : at + 4] = struct.pack(">H", 2) if content[at] == 1 else struct.pack("<H", 2)

    assert remade(_noted(as_words)).large.startswith(b"\xff\xd8")
    chance = random.Random(5)
    for _ in range(300):

        def anyhow(content: bytearray) -> None:
            for _ in range(4):
                content[chance.randrange(20, 140)] = chance.choice((0, 255, 2, 7, chance.randrange(256)))

        with suppress(Refusal):
            remade(_noted(anyhow))


def test_who_forgets_their_mark_each_time_flags_no_more_than_an_address_may(client: TestClient, platform: Platform) -> None:
    report = sent(platform)
    path = f"/bencana/laporan/{report.number}/tandai"
    answers = []
    for _ in range(14):
        client.cookies.clear()
        answers.append(client.post(path, data={"reason": "not-true", "do": "flag"}).status_code)
    assert answers == [303] * 10 + [429] * 4
    assert len(flagging.flags_of(platform, report.id)) == 10


def test_photographs_of_one_address_are_decoded_so_often_and_no_more(
    client: TestClient, platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking_photos, "PER_ADDRESS", 2)
    for _ in range(2):
        assert client.post(FLOOD, data=filled(step="photo", do="next"), files=PHOTO).status_code == 200
    page = client.post(FLOOD, data=filled(step="photo", do="next"), files=PHOTO)
    assert page.status_code == 429
    assert "70" in page.text, "nothing that was answered is lost"
    with pytest.raises(TooMany):
        taking_photos.permit_photo(platform, _only_address(platform))


def _only_address(platform: Platform) -> str:
    from sqlalchemy import select

    from simpul.kernel.database.schema import limit

    with platform.database.reading() as unit:
        keys = unit.connection.scalars(select(limit.c.key)).all()
    return next(key for key in keys if key.startswith("disaster.photo:")).partition(":")[2]


def test_a_form_that_comes_back_changed_is_asked_about_and_not_lost(client: TestClient, platform: Platform) -> None:
    first = filled(flood_depth="50")
    assert client.post(FLOOD, data=first).status_code == 303
    assert client.post(FLOOD, data=first).status_code == 303, "the same again is the same report"
    page = client.post(FLOOD, data={**first, "flood_depth": "150"})
    assert (page.status_code, step_of(page.text)) == (409, "check")
    assert value_of(page.text, "form_id") != first["form_id"]
    assert client.post(FLOOD, data={**form_of(page.text), "do": "update"}).status_code == 303
    report = report_of(platform, 1)
    assert (report.card["flood_depth"], report.version) == (150, 2)


def test_the_page_asks_only_who_may_still_answer(client: TestClient, platform: Platform, clock: FixedClock) -> None:
    assert client.post(FLOOD, data=filled()).status_code == 303
    assert "/bencana/laporan/1/kabar" in client.get("/bencana/laporan/1").text
    clock.advance(timedelta(hours=10))
    assert "/bencana/laporan/1/kabar" not in client.get("/bencana/laporan/1").text
    assert client.get("/bencana/laporan/1/kabar").status_code in (404, 409, 410)


def test_photographs_that_wait_are_erased_by_the_hour(platform: Platform, clock: FixedClock) -> None:
    job = next(one for one in JOBS if one.name == "disaster.erase_held")
    held.hold(platform, remade(picture()))
    folder = platform.settings.data_dir / "held"
    clock.advance(timedelta(minutes=61))
    job.run(platform)
    assert list(folder.iterdir()) == []


@pytest.fixture
def phone(platform: Platform) -> tuple[Phone, UUID]:
    """A phone of PMI with a key of its own."""
    chief, mine = officer("31"), Phone()
    badges.create(platform, chief, code="pmi", name="PMI Jakarta", icon="shield-check")
    _, key = badges.register(platform, badges.invite(platform, chief, "pmi", label="Posko"), mine.jwk)
    return mine, key


def _signed(phone: tuple[Phone, UUID], form: dict[str, str]) -> dict[str, str]:
    from simpul.disaster.pages.answers import instant

    draft = a_draft((float(form["longitude"]), float(form["latitude"])), form_id=UUID(form["form_id"]))
    card = {"report_type": "flood", "flood_depth": form["flood_depth"]}
    draft = replace(draft, card=card, client_at=instant(form["client_at"]))
    return form | {"partner": "pmi", "partner_key": str(phone[1]), "signature": phone[0].sign(signing_input(draft))}


def test_a_signed_form_bears_the_badge_and_a_changed_one_is_refused(
    client: TestClient, platform: Platform, phone: tuple[Phone, UUID]
) -> None:
    form = _signed(phone, filled())
    refused = client.post(FLOOD, data=form | {"flood_depth": "10"}, headers=ASKED)
    assert (refused.status_code, refused.json()["code"]) == (422, "signature-wrong")
    assert "lencana" in refused.json()["sentence"].lower()
    for wrong in ({"partner_key": "x"}, {"signature": ""}, {"signature": "é" * 90}, {"partner": "bpbd"}):
        assert client.post(FLOOD, data=form | wrong, headers=ASKED).json()["code"] == "signature-wrong", wrong
    done = client.post(FLOOD, data=form, headers=ASKED).json()
    assert actions.public_report(platform, done["number"]).partner == "pmi"
    assert "PMI Jakarta" in client.get(done["path"]).text


@pytest.mark.parametrize("who", ["anybody", "an officer"])
def test_a_partner_that_nothing_signs_is_nobody(
    client_for: Callable[..., TestClient], platform: Platform, phone: tuple[Phone, UUID], who: str
) -> None:
    client = client_for(officer("31")) if who == "an officer" else client_for(None)
    page = client.get(FLOOD).text
    form = filled(partner="pmi") | ({"csrf": value_of(page, "csrf")} if who == "an officer" else {})
    assert client.post(FLOOD, data=form).status_code == 303
    assert report_of(platform, 1).partner is None


def test_what_was_not_signed_takes_the_badge_from_a_report(
    client: TestClient, platform: Platform, phone: tuple[Phone, UUID]
) -> None:
    assert client.post(FLOOD, data=_signed(phone, filled())).status_code == 303
    fresh = filled(flood_depth="150", do="update", update_of="1")
    assert client.post(FLOOD, data=fresh).status_code == 303
    report = report_of(platform, 1)
    assert (report.card["flood_depth"], report.partner, report.signed_by) == (150, None, None)


def test_a_program_sends_a_signed_report(client: TestClient, platform: Platform, phone: tuple[Phone, UUID]) -> None:
    draft = replace(a_draft(JAKARTA, {"flood_depth": 60}), client_at=None)
    new = {
        "form_id": str(draft.form_id),
        "longitude": JAKARTA[0],
        "latitude": JAKARTA[1],
        "text": draft.text,
        "card": {"flood_depth": 60},
        "partner": "pmi",
        "partner_key": str(phone[1]),
        "signature": phone[0].sign(signing_input(draft)),
    }
    assert client.post(API, json=new | {"card": {"flood_depth": 61}}).status_code == 422
    assert report_of(platform, client.post(API, json=new).json()["number"]).partner == "pmi"


def test_a_suspended_partner_or_a_revoked_key_signs_nothing(
    client: TestClient, platform: Platform, phone: tuple[Phone, UUID]
) -> None:
    badges.revoke(platform, officer("31"), "pmi", phone[1])
    assert client.post(FLOOD, data=_signed(phone, filled()), headers=ASKED).json()["code"] == "signature-wrong"
