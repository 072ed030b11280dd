"""From the officer's hand to people's pockets: the whole way, and the one tap that ends it, on each channel."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from simpul.disaster.actions import noticing, sending_notices, subscribing
from simpul.disaster.actions.channels import hearing
from simpul.disaster.model.channels import Channel, Heard, Incoming
from simpul.disaster.model.subscriptions import NoticeState
from simpul.disaster.outside import channels
from simpul.kernel.outbox import relay
from tests.disaster.notice_makers import act, queue, subscriber
from tests.disaster.warning_makers import changed, ended, given


class Chat:
    """Stands in for every chat program."""

    def __init__(self) -> None:
        self.said: list[tuple[str, object]] = []

    per_second = 50.0

    def send(self, _settings, address, said) -> None:
        self.said.append((address, said))


@pytest.fixture
def chat(monkeypatch) -> Chat:
    made = Chat()
    monkeypatch.setattr(channels, "adapter", lambda _settings, channel: made if channel != "email" else None)
    return made


def told(platform, channel: str = "telegram") -> int:
    """How many messages leave once the events have gone round."""
    while relay(platform):
        pass
    noticing.queue_open(platform)
    act(platform, "UPDATE disaster_notice_pace SET next_at = '2000-01-01'")
    return sending_notices.send_due(platform, channel)


def test_an_officers_warning_its_change_and_its_end_reach_a_subscriber_once_each(platform, chat, clock):
    subscriber(platform, "siti", regions=("31",), quiet=None)
    subscriber(platform, "elsewhere", regions=("73.71",), quiet=None)
    said = given(platform)
    assert told(platform) == 1
    assert told(platform) == 0
    act(platform, "UPDATE kernel_outbox SET published_at = NULL, next_at = at")  # every event comes once more
    assert told(platform) == 0
    said = changed(platform, said, severity="extreme")
    assert told(platform) == 1
    ended(platform, said)
    assert told(platform) == 1
    assert [words.text.split(":")[0] for _, words in chat.said] == [
        "Peringatan",
        "Perubahan peringatan",
        "Tidak berlaku lagi",
    ]
    assert {address for address, _ in chat.said} == {"siti"}


def test_an_exercise_is_told_to_nobody(platform, chat):
    subscriber(platform, "siti", regions=("31",), quiet=None)
    given(platform, exercise="1")
    assert (told(platform), queue(platform)) == (0, [])


@pytest.mark.parametrize("channel", ["telegram", "whatsapp", "messenger", "sms"])
def test_one_tap_on_a_message_or_one_word_ends_the_messages_on_every_chat(platform, chat, channel, clock):
    subscribing.subscribe_from_channel(platform, channel, "628123456789", "31", "id")
    given(platform)
    assert told(platform, channel) == 1
    [(_, said)] = chat.said
    tap = (
        {"kind": Heard.CHOICE, "choice": said.choices[0].code} if said.choices else {"kind": Heard.TEXT, "text": "BERHENTI"}
    )
    clock.advance(timedelta(minutes=1))
    hearing.hear(platform, [Incoming(channel=Channel(channel), id="m1", person="628123456789", at=clock.now(), **tap)])
    with platform.database.reading() as unit:
        assert unit.connection.scalar(text("SELECT count(*) FROM disaster_subscriber WHERE left_at IS NULL")) == 0
    assert [state for _, _, state in queue(platform)] == [int(NoticeState.SENT)]


def test_a_chat_in_which_we_are_blocked_is_told_nothing_more(platform, chat, clock):
    subscribing.subscribe_from_channel(platform, "telegram", "1", "31", "id")
    hearing.hear(platform, [Incoming(channel=Channel.TELEGRAM, id="m1", person="1", at=clock.now(), kind=Heard.LEFT)])
    given(platform)
    assert told(platform) == 0
