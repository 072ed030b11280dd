"""An SMS centre over SMPP: however it delivers, hangs up, refuses or repeats itself, each message is heard once."""

import struct
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from simpul.disaster.live import sms_listener
from simpul.disaster.model.channels import AddressGone, ChannelBusy, Choice, Incoming, Outgoing
from simpul.disaster.outside.channels import sms_smpp
from simpul.disaster.outside.channels.sms import Sms
from simpul.disaster.outside.channels.sms_pdu import Part
from simpul.disaster.outside.channels.sms_smpp import Session, centre_of
from simpul.kernel.errors import Unavailable
from simpul.kernel.platform import Platform
from simpul.kernel.settings import Settings
from tests.conftest import settings_for
from tests.disaster.channels import smsc as centres
from tests.disaster.channels.smsc import Centre, smsc
from tests.waiting import until


def settings(**more: object) -> Settings:
    return settings_for(Path("/nonexistent"), **more)


class Ear:
    """Who hears what a centre delivers in a test; `fail` says how often the node cannot keep it."""

    def __init__(self, platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
        self.ids: list[str] = []
        self.texts: list[str] = []
        self.fail = 0
        self.failure: Exception = Unavailable(part="database")
        self.ear = sms_listener.Ear(platform, "gsm")
        monkeypatch.setattr(sms_listener, "hear", self._hear)

    def _hear(self, _platform: Platform, said: list[Incoming]) -> int:
        if self.fail:
            self.fail -= 1
            raise self.failure
        self.ids.append(said[0].id)
        self.texts.append(said[0].text)
        return 1


@pytest.fixture
def centre() -> Iterator[tuple[Centre, Settings]]:
    with smsc() as here:
        more = {
            "disaster_sms_smpp": here.url,
            "disaster_sms_smpp_password": centres.PASSWORD,
            "disaster_sms_sender": "BPBD",
        }
        yield here, settings(**more)


def bound(given: Settings, ear: Ear) -> Session:
    found = centre_of(given)
    assert found is not None
    session = Session(found, ear.ear)
    session.open()
    threading.Thread(target=session.run, args=(lambda _quiet: True,), daemon=True).start()
    return session


@pytest.mark.parametrize(
    ("way", "coding"), [("short", 0), ("short", 8), ("udh", 0), ("udh16", 8), ("sar", 0), ("payload", 8)]
)
def test_a_message_is_heard_however_the_centre_delivers_it(
    centre: tuple[Centre, Settings], platform: Platform, monkeypatch: pytest.MonkeyPatch, way: str, coding: int
) -> None:
    here, given = centre
    ear = Ear(platform, monkeypatch)
    session = bound(given, ear)
    words = "Air naik ke lutut di Kampung Melayu" * (1 if way == "short" else 5) + (" – cepat" if coding == 8 else "")
    numbers = here.write(words, way=way, coding=coding)
    assert [here.heard(number) for number in numbers] == [0] * len(numbers)
    assert ear.texts == [words]
    session.close()


def test_what_could_not_be_kept_is_given_again_and_what_was_kept_is_not_doubled(
    centre: tuple[Centre, Settings], platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, given = centre
    ear = Ear(platform, monkeypatch)
    session = bound(given, ear)
    ear.fail = 1
    assert here.heard(here.write("banjir")[0]) == 0x64, "a temporary error: the centre keeps it"
    assert here.heard(here.write("banjir")[0]) == 0
    assert here.heard(here.write("banjir")[0]) == 0
    assert len(set(ear.ids)) == 2, "the same words, written again after they were heard, are another message"
    until(lambda: not ear.ear._names)
    ear.ear.part(Part(centres.RESIDENT, centres.gsm("2"), 0))  # kept, and the line broke before the answer
    assert here.heard(here.write("2")[0]) == 0
    assert ear.ids[-1] == ear.ids[-2], "the centre gives again what it does not know to be heard: the same message"
    session.close()


def test_a_message_that_breaks_is_given_again_and_the_next_one_is_heard(
    centre: tuple[Centre, Settings], platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One resident's words must not silence the number for everybody."""
    here, given = centre
    ear = Ear(platform, monkeypatch)
    session = bound(given, ear)
    ear.fail, ear.failure = 1, ZeroDivisionError()
    assert here.heard(here.write("9" * 100)[0]) == 0x64
    assert here.heard(here.write("banjir")[0]) == 0
    assert (session.alive, ear.texts) == (True, ["banjir"])
    session.close()


@pytest.mark.parametrize("length", [0, 3, 4, 15, 128 * 1024 + 1, 0xFFFFFFFF])
def test_a_length_that_is_none_ends_the_session_at_once_and_nothing_is_waited_for(
    centre: tuple[Centre, Settings], platform: Platform, monkeypatch: pytest.MonkeyPatch, length: int
) -> None:
    here, given = centre
    session = bound(given, Ear(platform, monkeypatch))
    with here.changed:
        here.changed.wait_for(lambda: here.ears, 10)
        here.ears[-1].sendall(struct.pack(">IIII", length, centres.DELIVER, 0, 1) + bytes(64))
    until(lambda: not session.alive)


def test_what_hangs_on_a_message_and_is_not_known_ends_nothing_else(
    centre: tuple[Centre, Settings], platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A parameter that the standard names for other messages, and lengths that lie: the session is opened again."""
    here, given = centre
    for more in (struct.pack(">HHB", 0x0008, 1, 4), struct.pack(">HH", 0x0424, 60_000), struct.pack(">HHH", 0x1403, 2, 7)):
        ear = Ear(platform, monkeypatch)
        session = bound(given, ear)
        here.deliver(centres.RESIDENT, centres.gsm("banjir"), 0, more=more)
        until(lambda ear=ear, session=session: ear.texts == ["banjir"] or not session.alive)
        session.close()


def test_an_sms_goes_out_by_a_session_that_only_sends_where_none_is_bound(centre: tuple[Centre, Settings]) -> None:
    here, given = centre
    Sms().send(
        given, centres.RESIDENT, Outgoing("Peringatan: “air” naik", (Choice("a", "Masih"),) * 12, "https://x.example")
    )
    Sms().send(given, centres.RESIDENT, Outgoing("ꦲꦏ " * 20))
    first, second = here.received(2)
    assert first[1].startswith('Peringatan: "air" naik\n1 Masih')
    assert first[1].endswith("https://x.example")
    assert second[1].startswith("ꦲꦏ")
    assert here.binds == [centres.BIND_TRANSMITTER], "one session for both"
    sms_smpp._SESSIONS[centre_of(given)].close()  # type: ignore[index]


def test_what_the_centre_refuses_is_told_apart(centre: tuple[Centre, Settings]) -> None:
    here, given = centre
    here.gone.add("62800")
    with pytest.raises(AddressGone):
        Sms().send(given, "62800", Outgoing("x"))
    here.throttled = 1
    with pytest.raises(ChannelBusy):
        Sms().send(given, centres.RESIDENT, Outgoing("x"))
    wrong = given.model_copy(update={"disaster_sms_smpp_password": "x"})
    with pytest.raises(Unavailable):
        Sms().send(wrong, centres.RESIDENT, Outgoing("x"))
    nobody = given.model_copy(update={"disaster_sms_smpp": "smpp://bpbd@127.0.0.1:1"})
    with pytest.raises(Unavailable):
        Sms().send(nobody, centres.RESIDENT, Outgoing("x"))
    sms_smpp._SESSIONS[centre_of(given)].close()  # type: ignore[index]


def test_only_one_process_is_bound_and_another_takes_over(
    centre: tuple[Centre, Settings], platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, given = centre
    Ear(platform, monkeypatch)
    monkeypatch.setattr(sms_listener, "AGAIN", 0.05)
    found = centre_of(given)
    assert found is not None
    first, second = sms_listener.Listener(platform, found), sms_listener.Listener(platform, found)
    first.start()
    until(lambda: here.binds)
    second.start()
    time.sleep(0.2)
    assert len(here.binds) == 1
    first.stop()
    until(lambda: len(here.binds) == 2)
    second.stop()
