"""Telegram, spoken over the real wire: a simulator of the Bot API on one side, a whole node on the other."""

import re
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from simpul.kernel.keys import Keys
from tests.disaster.channels.node import Node, running
from tests.disaster.channels.telegram import SECRET, TOKEN, Phone, Telegram
from tests.disaster.makers import JAKARTA
from tests.disaster.test_photo import picture
from tests.waiting import until


@pytest.fixture
def node(telegram: Telegram, database_url: str, keys: Keys, run_directory: Path) -> Iterator[Node]:
    settings = {
        "disaster_telegram_token": TOKEN,
        "disaster_telegram_secret": SECRET,
        "disaster_telegram_api_url": telegram.url,
    }
    with running(database_url, keys, run_directory, **settings) as started:
        telegram.webhook = f"{started.url}/api/v1/disaster/channels/telegram"
        telegram.now = lambda: started.clock.now().timestamp()
        yield started


def on_the_map(node: Node, phone: Phone, send: str) -> int:
    """The number of the report that is on the map at most five seconds after it was sent."""
    began = time.monotonic()
    thanks = phone.press(send)
    number = int(re.findall(r"laporan=(\d+)", thanks)[0])
    feature = until(lambda: node.on_map(number), 5)
    assert time.monotonic() - began < 5
    assert feature["properties"]["source"] == "telegram"
    return number


def test_a_conversation_ends_on_the_map_and_goes_on_until_it_is_over(telegram: Telegram, node: Node) -> None:
    """Three people, one in each language: by buttons, by a photograph, by words alone; then news, and thanks."""
    sari, tom, ngatini = telegram.phone(1001), telegram.phone(1002, "en"), telegram.phone(1003)
    assert "112" in sari.write("/start")
    assert f"{node.url}/k/" in sari.press("Lapor")
    assert sari.press("Banjir").startswith("Banjir. Di mana?")
    assert sari.share(*JAKARTA).startswith("Setinggi apa airnya?")
    assert sari.press("Lutut (50 cm)").startswith("Kirim foto")
    assert "50 cm (lutut)" in sari.picture(picture(), "Air dari kali")
    first = on_the_map(node, sari, "Kirim")
    assert f"{node.url}/bencana?laporan={first}" in sari.all()[-1]["text"] or "Foto Anda sudah" in sari.last()
    until(lambda: "Foto Anda sudah" in sari.last())
    assert len(telegram.answered) == 4, "a pressed button is told that it was heard"

    assert tom.write("flood").startswith("Flood. Where is it?")
    tom.write("Pluit, Jakarta Utara")
    assert "60 cm" in tom.write("60 cm") or "Send a photo" in tom.last()
    tom.write("Water in the market")
    second = on_the_map(node, tom, "Send")
    assert f"{node.url}/en/bencana?laporan={second}" in tom.last()

    assert ngatini.write("basa jawa").startswith("Laporaken bencana")
    ngatini.write("banjir")
    ngatini.write("-6.2146, 106.8451")
    ngatini.write("1 m")
    ngatini.write("Toya mlebet griya")
    third = on_the_map(node, ngatini, "Kintun")
    assert ngatini.last().startswith(f"Matur nuwun. Laporan {third}")

    node.clock.advance(timedelta(hours=2, minutes=40))
    until(lambda: "bagaimana sekarang" in sari.last())
    until(lambda: "how is it now" in tom.last())
    until(lambda: "kados pundi sapunika" in ngatini.last())
    assert sari.press("Sudah selesai").startswith(f"Terima kasih. Laporan {first}")
    until(lambda: node.on_map(first) is None)
    tom.write("worse")
    until(lambda: tom.last().startswith("How high"))
    assert tom.write("120 cm").startswith(f"Thank you. Report {second}")
    until(lambda: (node.on_map(second) or {"properties": {"depth_cm": 0}})["properties"]["depth_cm"] == 120)
    assert ngatini.write("taksih").startswith(f"Matur nuwun. Laporan {third}")
