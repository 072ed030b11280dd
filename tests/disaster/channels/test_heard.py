"""What is heard in a chat: once, in order, and only from who proves to be the channel. Attacks on it."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from simpul.disaster import store as reports
from simpul.disaster.actions.channels import following, telling
from simpul.disaster.actions.channels.hearing import hear
from simpul.disaster.model import Source, Status
from simpul.disaster.model.channels import Channel, Heard, Incoming
from simpul.disaster.rules.conversing import patience
from tests.disaster.channels.bot import PATH, Bot
from tests.disaster.channels.telegram import SECRET, SECRET_HEADER, Telegram
from tests.disaster.makers import JAKARTA


def test_a_report_from_a_chat_is_a_report_like_any_other(bot: Bot) -> None:
    number = bot.reports(1)
    with bot.platform.database.reading() as unit:
        report = reports.get(unit.connection, number)
    assert report is not None
    assert (report.source, report.status, report.hazard) == (Source.TELEGRAM, Status.UNVERIFIED, "flood")
    assert report.card["flood_depth"] == 50
    assert report.text == "Air naik cepat"
    assert bot.told(1)[-1].endswith(f"https://simpul.example/bencana?laporan={number}")
    assert bot.rows("disaster_chat")[0]["state"] is None, "what was told is the report's now, and kept nowhere else"


# Forged, replayed, doubled, out of order, nonsense: nothing changes.


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET[:-1], SECRET + "x", SECRET.upper()])
def test_a_forged_update_is_refused_unread_and_changes_nothing(bot: Bot, secret: str | None) -> None:
    assert bot.post(bot.telegram.phone(1).message(text="banjir"), secret) == 403
    assert bot.post(b"\xff not even JSON", secret) == 403
    assert bot.rows("disaster_chat") == bot.rows("disaster_heard") == []
    assert bot.told(1) == []


def test_a_channel_that_is_not_set_up_does_not_exist(client: TestClient, telegrams: Telegram) -> None:
    update = json.dumps(telegrams.phone(1).message(text="banjir"))
    assert client.post(PATH, content=update, headers={SECRET_HEADER: ""}).status_code == 404
    assert client.post(PATH, content=update, headers={SECRET_HEADER: SECRET}).status_code == 404
    for name in ("email", "push", "nothing", "", "telegram/more"):
        assert client.post(f"/api/v1/disaster/channels/{name}", content=update).status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"null",
        b'"x"',
        b"{",
        b'{"update_id": "1"}',
        b'{"update_id": 1, "message": 5}',
        b'{"update_id": 1, "message": {"chat": {"type": "private"}, "text": "x"}}',
        b'{"update_id": 1, "message": {"chat": {"id": 1, "type": "private"}, "date": 1e30, "text": "x"}}',
        b'{"update_id": true, "message": {"chat": {"id": 1, "type": "private"}, "date": 1, "text": "x"}}',
        b'{"update_id": 1, "message": {"chat": {"id": 1, "type": "private"}, "date": 1, "location": {"longitude": "x"}}}',
        b'{"update_id": 1, "callback_query": {"id": "x"}}',
    ],
)
def test_nonsense_in_the_channels_name_is_no_message(bot: Bot, body: bytes) -> None:
    assert bot.post(body) == 400
    assert bot.rows("disaster_chat") == []


@pytest.mark.parametrize("kind", ["group", "supergroup", "channel"])
def test_what_is_said_in_a_group_concerns_nobody(bot: Bot, kind: str) -> None:
    update = bot.telegram.phone(1).message(text="banjir")
    update["message"]["chat"]["type"] = kind
    assert bot.post(update) == 200
    assert bot.post({"update_id": 9, "edited_message": update["message"]}) == 200
    assert bot.rows("disaster_chat") == []


def test_a_body_that_is_too_long_is_not_read(bot: Bot) -> None:
    assert bot.post(b"x" * (1024 * 1024 + 1)) == 413
    assert bot.client.put(PATH, content=b"").status_code == 405
    assert bot.client.get(PATH).status_code == 404


def test_a_doubled_update_is_answered_once(bot: Bot) -> None:
    update = bot.telegram.phone(1).message(text="banjir")
    for _ in range(3):
        assert bot.post(update) == 200
    assert len(bot.told(1)) == 1
    assert bot.one("SELECT count(*) FROM disaster_card") == 1


def test_two_deliveries_at_the_same_moment_are_one(bot: Bot) -> None:
    bot.telegram.known.add(1)
    said = Incoming(Channel.TELEGRAM, "77", "1", bot.clock.now(), Heard.TEXT, "banjir", sequence=77)
    with ThreadPoolExecutor(4) as threads:
        heard = list(threads.map(lambda _: hear(bot.platform, [said]), range(4)))
    assert sorted(heard) == [0, 0, 0, 1]
    assert len(bot.rows("disaster_outgoing")) == 1


def test_the_last_word_sent_twice_is_one_report(bot: Bot) -> None:
    phone = bot.telegram.phone(1)
    bot.reports(1)
    again = phone.message(text="kirim")
    assert bot.post(again) == bot.post(again) == 200
    assert bot.one("SELECT count(*) FROM disaster_report") == 1


def test_a_process_that_dies_after_the_report_was_written_makes_no_second_one(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The report is durable, the conversation is not: Telegram brings the word again, and it is the same report."""
    phone = bot.telegram.phone(1)
    place = {"longitude": JAKARTA[0], "latitude": JAKARTA[1]}
    for said in ({"text": "banjir"}, {"location": place}, {"text": "50 cm"}, {"text": "Air naik"}):
        bot.post(phone.message(**said))
    last = phone.message(text="kirim")
    with monkeypatch.context() as dying:
        dying.setattr(telling, "queue", lambda *_, **__: 1 / 0)
        assert bot.post(last) == 500
    assert bot.one("SELECT count(*) FROM disaster_report") == 1
    assert bot.post(last) == 200
    assert bot.one("SELECT count(*) FROM disaster_report") == 1
    assert "laporan=1" in bot.told(1)[-1]


def test_an_update_from_before_the_last_changes_nothing_and_is_answered_nothing(bot: Bot) -> None:
    phone = bot.telegram.phone(1)
    early, late = phone.message(text="gempa"), phone.message(text="banjir")
    bot.post(late)
    state, said = bot.rows("disaster_chat"), bot.told(1)
    assert bot.post(early) == 200
    assert bot.rows("disaster_chat") == state
    assert bot.told(1) == said


def test_a_whole_conversation_replayed_after_a_week_is_no_report(bot: Bot) -> None:
    phone = bot.telegram.phone(1)
    place = {"longitude": JAKARTA[0], "latitude": JAKARTA[1]}
    first = [phone.message(text="banjir"), phone.message(location=place), phone.message(text="50 cm")]
    for one in first:
        bot.post(one)
    bot.clock.advance(timedelta(days=8))
    following.erase_due_chats(bot.platform)
    following.forget_idle(bot.platform)
    assert bot.rows("disaster_heard") == [], "the marks are gone by now"
    said = bot.told(1)
    for one in (*first, *first):
        assert bot.post(one) == 200
    assert bot.one("SELECT count(*) FROM disaster_report") == 0
    assert bot.rows("disaster_chat")[0]["state"] is None
    assert len(bot.told(1)) <= len(said) + 1


def test_what_reached_us_late_is_not_taken_for_now(bot: Bot) -> None:
    update = bot.telegram.phone(1).message(text="banjir")
    bot.clock.advance(patience.LATE + timedelta(seconds=1))
    assert bot.post(update) == 200
    assert "terlambat" in bot.told(1)[-1]
    assert bot.rows("disaster_chat")[0]["state"] is None


def test_a_gateway_whose_clock_is_behind_leaves_nobody_unheard(bot: Bot) -> None:
    """Told that it came late, a person writes again: that the same clock stamps it hours ago must not matter."""
    phone = bot.telegram.phone(1)
    bot.telegram.now = lambda: bot.clock.now().timestamp() - 7 * 3600
    bot.post(phone.message(text="banjir"))
    assert "terlambat" in bot.told(1)[-1]
    bot.clock.advance(timedelta(seconds=40))
    bot.post(phone.message(text="banjir"))
    assert "Di mana" in bot.told(1)[-1]


def test_messages_that_were_held_up_are_not_taken_for_now(bot: Bot) -> None:
    phone = bot.telegram.phone(1)
    held_up = [phone.message(text="banjir"), phone.message(text="50 cm"), phone.message(text="kirim")]
    bot.clock.advance(timedelta(hours=2))
    for one in held_up:
        bot.post(one)
    assert {"terlambat" in one for one in bot.told(1)} == {True}
    assert bot.rows("disaster_chat")[0]["state"] is None


def test_an_old_word_that_somebody_left_does_not_forget_who_is_back(bot: Bot) -> None:
    phone = bot.telegram.phone(1)
    member = {
        "chat": {"id": 1, "type": "private"},
        "date": int(bot.telegram.now()),
        "new_chat_member": {"status": "kicked"},
    }
    left = {"update_id": next(bot.telegram.updates), "my_chat_member": member}
    assert bot.post(left) == 200
    assert bot.rows("disaster_chat") == []
    bot.post(phone.message(text="banjir"))
    for _ in range(2):
        bot.post(left)
    assert len(bot.rows("disaster_chat")) == 1
    bot.post(left | {"update_id": 5})
    assert len(bot.rows("disaster_chat")) == 1


def test_who_writes_without_end_is_not_answered_without_end(bot: Bot) -> None:
    phone = bot.telegram.phone(1)
    for _ in range(patience.PER_PERSON + 5):
        bot.client.post(PATH, json=phone.message(text="halo"), headers={SECRET_HEADER: SECRET})
    assert len(bot.rows("disaster_outgoing")) == patience.PER_PERSON
    other = bot.telegram.phone(2)
    bot.post(other.message(text="halo"))
    assert len(bot.told(2)) == 1, "others are heard"


def test_a_conversation_is_forgotten_after_half_an_hour(bot: Bot) -> None:
    phone = bot.telegram.phone(1)
    bot.post(phone.message(text="banjir"))
    bot.clock.advance(timedelta(minutes=31))
    bot.post(phone.message(text="50 cm"))
    assert "mengerti" in bot.told(1)[-1]
    bot.post(phone.message(text="banjir"))
    bot.clock.advance(timedelta(minutes=31))
    following.forget_idle(bot.platform)
    assert bot.rows("disaster_chat")[0]["state"] is None


def test_no_address_lies_open_in_the_database(bot: Bot) -> None:
    person = 556677889900
    bot.reports(person)
    for table in (
        "disaster_chat",
        "disaster_outgoing",
        "disaster_heard",
        "disaster_card",
        "disaster_report",
        "kernel_audit",
    ):
        for row in bot.rows(table):
            for value in row.values():
                plain = bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
                assert str(person).encode() not in plain, table
                assert b"Air naik" not in plain or table == "disaster_report", table
