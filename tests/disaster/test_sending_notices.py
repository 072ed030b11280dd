"""From the queue to people: once each, in the channel's pace, only what still holds; and what fails is tried again."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from simpul.disaster.actions import noticing, sending_notices, subscribing, warnings
from simpul.disaster.model.channels import AddressGone, ChannelBusy, NotTaken
from simpul.disaster.model.subscriptions import NoticeState, Quiet, Severity, Telling, Wish
from simpul.disaster.model.warnings import WarningState
from simpul.disaster.outside import channels
from simpul.kernel.errors import Unavailable
from tests.disaster.notice_makers import act, alarm, queue, subscriber, tell, warning
from tests.disaster.push_service import PushService, push_service

WAITING, TAKEN, SENT, DROPPED, FAILED = (int(one) for one in NoticeState)


class Chat:
    """Stands in for a chat program; `refusal` is what it answers."""

    def __init__(self) -> None:
        self.said: list[tuple[str, object]] = []
        self.refusal: Exception | None = None

    per_second = 50.0

    def send(self, _settings, address, said) -> None:
        if self.refusal is not None:
            raise self.refusal
        self.said.append((address, said))


@pytest.fixture
def chat(monkeypatch) -> Chat:
    made = Chat()
    monkeypatch.setattr(channels, "adapter", lambda _settings, channel: made if channel in ("telegram", "sms") else None)
    return made


@pytest.fixture
def known(monkeypatch) -> dict[int, object]:
    """The warnings there are, by number."""
    there = {1: warning()}
    monkeypatch.setattr(warnings, "get", lambda _platform, number: there[number])
    return there


@pytest.fixture
def service() -> Iterator[PushService]:
    with push_service() as made:
        yield made


def state(platform, column: str = "state"):
    with platform.database.reading() as unit:
        rows = unit.connection.execute(text("SELECT * FROM disaster_notice ORDER BY subscriber, version")).mappings()
        return [row[column] for row in rows]


def test_everybody_is_told_once_in_their_language_with_a_way_to_stop(platform, chat, known, clock):
    subscriber(platform, "siti")
    subscriber(platform, "john", language="en")
    tell(platform, alarm())
    assert sending_notices.send_due(platform, "telegram") == 2
    clock.advance(timedelta(seconds=5))
    assert sending_notices.send_due(platform, "telegram") == 0
    said = dict(chat.said)
    assert (
        said["siti"].text
        == "Peringatan: Banjir di Jakarta Utara\nPindah ke tempat tinggi.\nBerlaku sampai 24 Nov 2026, 12.00 WIB."
    )
    assert said["john"].text.startswith("Warning: Flood in Jakarta Utara")
    assert said["john"].link.endswith("/en/bencana/peringatan/1")
    assert [one.code for one in said["siti"].choices] == ["stop"]
    assert state(platform) == [SENT, SENT]


def test_a_telephone_gets_one_short_message_that_says_how_to_stop(platform, chat, known):
    known[1] = warning(headline={"id": "Banjir " * 40, "en": "Flood"})
    subscriber(platform, "628123456789", "sms")
    tell(platform, alarm())
    assert sending_notices.send_due(platform, "sms") == 1
    [(_, said)] = chat.said
    assert len(said.plain(numbered=True)) <= 160
    assert "BERHENTI" in said.text


def test_quiet_hours_that_began_meanwhile_are_kept_and_the_notice_comes_after_them(platform, chat, known, clock):
    subscriber(platform, "a", quiet=Quiet(721, 780))
    tell(platform, alarm())
    clock.advance(timedelta(minutes=2))
    assert sending_notices.send_due(platform, "telegram") == 0
    assert state(platform, "tries") == [0]
    clock.advance(timedelta(minutes=58))
    assert sending_notices.send_due(platform, "telegram") == 1


def test_what_comes_within_a_pause_is_told_in_one_message_after_it(platform, chat, known, clock):
    known |= {n: warning(n, headline={"id": f"Peringatan nomor {n}", "en": ""}) for n in (2, 3)}
    subscriber(platform, "a", every_minutes=60)
    tell(platform, alarm())
    assert sending_notices.send_due(platform, "telegram") == 1
    for number, severity in ((2, Severity.MODERATE), (3, Severity.EXTREME)):
        tell(platform, replace(alarm(severity=severity), subject=f"w{number}"))
    for _ in range(2):
        clock.advance(timedelta(minutes=29))
        assert sending_notices.send_due(platform, "telegram") == 0
    clock.advance(timedelta(minutes=2))
    assert sending_notices.send_due(platform, "telegram") == 1
    assert chat.said[1][1].text.splitlines()[0] == "Peringatan nomor 3"
    assert "Peringatan nomor 2" in chat.said[1][1].text
    assert state(platform) == [SENT, SENT, SENT]


@pytest.mark.parametrize("now_is", [WarningState.CANCELLED, WarningState.EXPIRED])
def test_a_warning_that_is_over_before_somebody_wakes_is_not_told_any_more(platform, chat, known, now_is):
    subscriber(platform, "a")
    tell(platform, alarm())
    known[1] = warning(state=now_is)
    assert sending_notices.send_due(platform, "telegram") == 0
    assert (chat.said, state(platform)) == ([], [DROPPED])


def test_the_end_is_told_as_an_end_with_the_reason(platform, chat, known):
    subscriber(platform, "a")
    tell(platform, alarm())
    sending_notices.send_due(platform, "telegram")
    known[1] = warning(state=WarningState.CANCELLED, description={"id": "Peringatan ini keliru.", "en": "A mistake."})
    tell(platform, alarm(2, Telling.CANCEL))
    act(platform, "UPDATE disaster_notice_pace SET next_at = '2000-01-01'")
    assert sending_notices.send_due(platform, "telegram") == 1
    assert chat.said[1][1].text == "Tidak berlaku lagi: Banjir di Jakarta Utara\nPeringatan ini keliru."


def test_somebody_who_declined_nothing_is_woken_by_danger_to_life():
    """Quiet hours that nobody chose must not keep the warning from whom the water reaches at night."""
    assert Wish().quiet is not None
    assert Wish().wakes


@pytest.mark.parametrize(
    ("refusal", "then"),
    [(Unavailable(), WAITING), (NotTaken(), FAILED), (ChannelBusy(seconds=40), WAITING), (ValueError("a defect"), FAILED)],
)
def test_what_cannot_be_sent_now_is_tried_again_and_what_never_can_is_given_up(platform, chat, known, clock, refusal, then):
    subscriber(platform, "a")
    tell(platform, alarm())
    chat.refusal = refusal
    assert sending_notices.send_due(platform, "telegram") == 0
    assert state(platform) == [then]
    chat.refusal = None
    clock.advance(timedelta(seconds=30))
    assert sending_notices.send_due(platform, "telegram") == 0
    clock.advance(timedelta(seconds=31))
    assert sending_notices.send_due(platform, "telegram") == (then == WAITING)


def test_a_channel_that_stays_silent_is_given_up_after_six_tries(platform, chat, known, clock):
    subscriber(platform, "a")
    tell(platform, alarm())
    chat.refusal = Unavailable()
    for _ in range(8):
        sending_notices.send_due(platform, "telegram")
        clock.advance(timedelta(minutes=20))
    assert (state(platform), state(platform, "tries")) == ([FAILED], [6])


def test_who_cannot_be_reached_any_more_is_forgotten(platform, chat, known):
    subscriber(platform, "a")
    tell(platform, alarm())
    chat.refusal = AddressGone()
    sending_notices.send_due(platform, "telegram")
    with platform.database.reading() as unit:
        assert unit.connection.scalar(text("SELECT count(*) FROM disaster_subscriber")) == 0
    assert queue(platform) == []


def test_a_worker_that_died_over_a_notice_holds_it_up_for_five_minutes_and_no_other_takes_it(platform, chat, known, clock):
    subscriber(platform, "a")
    tell(platform, alarm())
    assert len(sending_notices._taken(platform, "telegram")) == 1
    for minutes in (1, 3):
        clock.advance(timedelta(minutes=minutes))
        sending_notices.revive(platform)
        assert sending_notices.send_due(platform, "telegram") == 0
    clock.advance(timedelta(minutes=2))
    sending_notices.revive(platform)
    assert sending_notices.send_due(platform, "telegram") == 1


def test_a_clock_that_was_a_year_ahead_for_a_moment_silences_no_channel_and_loses_no_notice(platform, chat, known, clock):
    """A node that boots without the time: what it wrote then lies ahead, and must not be waited for."""
    subscriber(platform, "a", every_minutes=60)
    subscriber(platform, "b")
    tell(platform, alarm())
    clock.advance(timedelta(days=365))
    chat.refusal = ChannelBusy(seconds=86_400)
    assert sending_notices.send_due(platform, "telegram") == 0
    act(platform, "UPDATE disaster_notice SET state = :taken, changed_at = :at", taken=TAKEN, at=clock.now())
    act(platform, "UPDATE disaster_subscriber SET told_at = :at", at=clock.now())
    clock.advance(timedelta(days=-365, minutes=1))
    chat.refusal = None
    act(platform, "UPDATE disaster_notice SET due_at = :at", at=clock.now())
    sending_notices.revive(platform)
    clock.advance(timedelta(minutes=60))
    for _ in range(3):
        sending_notices.send_due(platform, "telegram")
        clock.advance(timedelta(minutes=61))
    assert len(chat.said) == 2
    assert state(platform) == [SENT, SENT]


def test_the_worst_leaves_first_and_a_channel_keeps_its_pace(platform, chat, known, clock, monkeypatch):
    monkeypatch.setitem(sending_notices.rules.RATES, "telegram", 2.0)
    known[2] = warning(2, headline={"id": "Tsunami", "en": "Tsunami"})
    for name in "abc":
        subscriber(platform, name)
    tell(platform, alarm(severity=Severity.MINOR))
    tell(platform, replace(alarm(severity=Severity.EXTREME), subject="w2"))
    sent = []
    for _ in range(3):
        sent.append(sending_notices.send_due(platform, "telegram"))
        assert sending_notices.send_due(platform, "telegram") == 0
        clock.advance(timedelta(seconds=1))
    assert sent[0] == 2
    assert all("Tsunami" in said.text.splitlines()[0] for _, said in chat.said[:3])


def test_residents_reports_are_told_once_a_day_and_said_to_be_unverified(platform, chat, clock):
    for name, wants in (("a", True), ("b", False)):
        subscriber(platform, name, reports=wants)
    told = replace(
        alarm(kind=Telling.REPORTS, severity=Severity.MINOR, regions=("31.72",), count=3), subject="r31.72:2026-11-23"
    )
    assert tell(platform, told) == 1
    assert tell(platform, replace(told, hazard="fire", count=5)) == 0  # the same place, the same day
    assert sending_notices.send_due(platform, "telegram") == 1
    [(_, said)] = chat.said
    assert said.text.startswith("Warga melaporkan: Banjir, Jakarta Utara")
    assert "belum diverifikasi" in said.text


def test_a_browser_is_shown_what_was_encrypted_for_it_and_a_410_ends_its_subscription(platform, service, known, clock):
    object.__setattr__(
        platform, "settings", platform.settings.model_copy(update={"disaster_private_networks": ("127.0.0.0/8",)})
    )
    wish = Wish(regions=("31.72",))
    made = subscribing.subscribe_browser(platform, wish, service.browser("phone"), by="x")
    [(name, hello, _)] = service.shown
    assert (name, made.places) == ("phone", ("Jakarta Utara",))
    assert hello["title"] == "Peringatan akan muncul di sini"
    tell(platform, alarm())
    assert sending_notices.send_due(platform, "push") == 1
    _, told, headers = service.shown[1]
    assert told["title"] == "Peringatan: Banjir di Jakarta Utara"
    assert told["leave"].endswith(f"/bencana/langganan/{made.token}/berhenti")
    assert (headers["urgency"], int(headers["ttl"]) > 0, headers["topic"] != "") == ("high", True, True)
    service.status = 410
    tell(platform, alarm(2, Telling.UPDATE, severity=Severity.EXTREME))
    act(platform, "UPDATE disaster_notice_pace SET next_at = '2000-01-01'")
    assert sending_notices.send_due(platform, "push") == 0
    with pytest.raises(subscribing.SubscriptionMissing):
        subscribing.seen(platform, made.token)


def test_who_left_between_queue_and_sending_is_told_nothing(platform, chat, known):
    subscribing.subscribe_from_channel(platform, "telegram", "a", "31.72", "id")
    tell(platform, alarm())
    assert subscribing.unsubscribe(platform, "telegram", "a")
    assert not subscribing.unsubscribe(platform, "telegram", "a")
    assert sending_notices.send_due(platform, "telegram") == 0
    assert (chat.said, state(platform)) == ([], [DROPPED])


def test_three_reports_of_a_regency_make_one_notice_for_the_day(platform, monkeypatch):
    monkeypatch.setattr(noticing.live_counts, "by_regency", lambda *_a, **_k: [("31.72", "flood", 3), ("31.72", "fire", 4)])
    subscriber(platform, "a", reports=True)
    for _ in range(2):
        noticing.tell_reports(platform)
        noticing.queue_open(platform)
    assert len(queue(platform)) == 1
