"""Attacks on conversations: what somebody writes to break them keeps nobody else from being heard."""

import json
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import Any

import pytest
from sqlalchemy import text

from simpul.disaster.actions.channels import following, telling
from simpul.disaster.actions.channels.hearing import hear
from simpul.disaster.model.channels import Channel, Heard, Incoming
from tests.disaster.channels.bot import PATH, Bot
from tests.disaster.channels.telegram import SECRET, SECRET_HEADER
from tests.disaster.makers import JAKARTA

_PLACE = {"location": {"longitude": JAKARTA[0], "latitude": JAKARTA[1]}}
_STAGES: dict[str, list[dict[str, Any]]] = {
    "out of the blue": [],
    "question": [{"text": "banjir"}, _PLACE],
    "check": [{"text": "banjir"}, _PLACE, {"text": "50 cm"}, {"text": "Air naik"}],
}
_HOSTILE: list[dict[str, Any]] = [
    *({"text": words} for words in ("\x00", "banjir \x00 di Gambir air naik", "\u202ebanjir\u2066", "\U0001f30a" * 2_000)),
    *(
        {"text": words}
        for words in ("9" * 4_096, "-" + "9" * 400, "1e309", "nan", "inf cm", "٣", "²", "%s {number} {}", " \u200b")
    ),
    *(
        {"text": words}
        for words in ("-6.2, 106.8 \x00", "langganan \x00", "status " + "a" * 4_000, "langganan " + "%" * 300)
    ),
    *(
        {"location": {"longitude": x, "latitude": y}}
        for x, y in ((1e308, -1e308), ("nan", "nan"), ("inf", 0), (2.35, 48.85))
    ),
    {"photo": [{"file_id": "x\x00y", "width": 1, "height": 1}], "caption": "gempa \x00"},
    {"document": {"mime_type": "image/png", "file_id": "z" * 100_000}},
    {"sticker": {}},
]
_CODES = (
    "",
    ":",
    "h:",
    "h:x",
    "t:\x00",
    "p:'; --",
    "p:\x00",
    "a:",
    "a:-1",
    "s:\x00",
    "f:over",
    "l:xx",
    "send",
    "renew",
    "another",
)


@pytest.mark.parametrize("stage", list(_STAGES))
def test_nothing_that_somebody_writes_stays_unanswered_or_breaks(bot: Bot, stage: str) -> None:
    """What fails is delivered again and again, and what is dropped leaves a resident without an answer."""
    pressed = [("press", {"data": code}) for code in _CODES]
    for person, (how, what) in enumerate([*(("message", one) for one in _HOSTILE), *pressed], 1_000):
        phone = bot.telegram.phone(person)
        for said in _STAGES[stage]:
            assert _deliver(bot, phone.message(**said)) == 200
        update = phone.message(**(what if how == "message" else {"text": "x"}))
        if how == "press":
            said = update.pop("message")
            update["callback_query"] = {"id": "1", "from": said["from"], "message": {"chat": said["chat"]}, **what}
        before = bot.one("SELECT count(*) FROM disaster_outgoing")
        assert _deliver(bot, update) == 200, str(what)[:80]
        assert bot.one("SELECT count(*) FROM disaster_outgoing") > before, f"{str(what)[:80]} was not answered"


def _deliver(bot: Bot, update: dict[str, Any]) -> int:
    status: int = bot.client.post(PATH, json=update, headers={SECRET_HEADER: SECRET}).status_code
    return status


def _said(person: int, words: str, *, at: Any, number: int, kind: Heard = Heard.TEXT) -> Incoming:
    return Incoming(Channel.TELEGRAM, str(number), str(person), at, kind, words, sequence=number)


def test_a_message_that_breaks_keeps_no_other_of_its_delivery_from_being_heard(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from simpul.disaster.rules.conversing import machine

    step = machine.step
    monkeypatch.setattr(
        machine, "step", lambda talk, said, *rest: 1 / 0 if said.text == "break" else step(talk, said, *rest)
    )
    now = bot.clock.now()
    some = [_said(n, words, at=now, number=n) for n, words in enumerate(("banjir", "break", "gempa"), 1)]
    with pytest.raises(ZeroDivisionError):
        hear(bot.platform, some)
    assert len(bot.rows("disaster_chat")) == len(bot.rows("disaster_outgoing")) == 2, "nothing is kept of what broke"
    monkeypatch.setattr(machine, "step", step)
    assert hear(bot.platform, some) == 1, "what failed is heard when it comes again, and the others only once"


def test_two_messages_of_one_person_at_once_and_many_people_at_once_are_each_one_step(bot: Bot) -> None:
    """In real threads: a conversation holds a connection and sends its report by another."""
    now, numbers, people = bot.clock.now(), count(1), range(1, 13)
    for said in (
        ("banjir", Heard.TEXT, None),
        ("", Heard.POINT, JAKARTA),
        ("50 cm", Heard.TEXT, None),
        ("naik", Heard.TEXT, None),
    ):
        words, kind, point = said
        for person in people:
            n = next(numbers)
            hear(bot.platform, [Incoming(Channel.TELEGRAM, str(n), str(person), now, kind, words, point, sequence=n)])
    last = [_said(person, "kirim", at=now, number=next(numbers)) for person in people for _ in range(2)]
    with ThreadPoolExecutor(24) as threads:
        list(threads.map(lambda one: hear(bot.platform, [one]), last))
    by_person = bot.one("SELECT count(DISTINCT card) FROM disaster_chat WHERE report IS NOT NULL")
    assert by_person == len(people)
    assert bot.one("SELECT count(*) FROM disaster_report") == len(people)


def test_a_picture_that_breaks_a_decoder_is_given_up_and_its_sender_is_told(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fetched again and again it would keep everybody else's from being fetched."""
    from simpul.disaster.outside import photo

    monkeypatch.setattr(photo, "remade", lambda _: 1 / 0)
    bot.telegram.files["bad"] = b"x"
    phone = bot.telegram.phone(1)
    picture = {"photo": [{"file_id": "bad", "width": 640, "height": 480}]}
    for said in ({"text": "banjir"}, _PLACE, {"text": "50 cm"}, picture, {"text": "kirim"}):
        bot.post(phone.message(**said))
    following.fetch_photos(bot.platform, "telegram")
    telling.send_due(bot.platform, "telegram")
    assert bot.rows("disaster_fetching") == []
    assert "tidak bisa ditambahkan" in bot.told(1)[-1]


def test_the_logs_name_nobody(bot: Bot, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    from simpul.disaster.rules.conversing import machine

    monkeypatch.setattr(machine, "step", lambda *_: int("Sari di Gang Melati 7"))
    assert bot.post(bot.telegram.phone(987_654_321).message(text="Gang Melati 7 nomor 08111222333")) == 500
    written = "".join(capsys.readouterr())
    for what in ("Melati", "08111222333", "987654321", "Sari"):
        assert what not in written
    assert json.dumps({"event": "channel.failed"})[1:-1].split(":")[0] in written or "channel.failed" in written


def test_a_clock_that_was_a_year_ahead_for_a_moment_leaves_nobody_without_an_answer(bot: Bot) -> None:
    hear(bot.platform, [_said(1, "banjir", at=bot.clock.now(), number=1)])
    bot.telegram.known.add(1)
    with bot.platform.database.writing() as unit:
        unit.unaudited("a worker that took it while the clock was wrong, and died")
        unit.connection.execute(text("UPDATE disaster_outgoing SET due_at = now() + interval '400 days'"))
    telling.send_due(bot.platform, "telegram")
    assert "Di mana" in bot.told(1)[-1]
