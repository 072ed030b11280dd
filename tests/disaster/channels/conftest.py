"""Telegram, simulated; and a node that has it set up."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from simpul.app import build_platform, create_app
from simpul.kernel.clock import FixedClock
from simpul.kernel.keys import Keys
from tests.conftest import settings_for
from tests.disaster.channels.bot import Bot
from tests.disaster.channels.telegram import SECRET, TOKEN, Telegram, simulated


@pytest.fixture
def telegram(telegrams: Telegram) -> Telegram:
    """Telegram as it is on its first day."""
    for kept in (telegrams.said, telegrams.known, telegrams.blocked, telegrams.files, telegrams.answered):
        kept.clear()
    telegrams.busy = 0
    return telegrams


@pytest.fixture(scope="module")
def telegrams() -> Iterator[Telegram]:
    with simulated() as started:
        yield started


@pytest.fixture
def bot(telegram: Telegram, database_url: str, keys: Keys, run_directory: Path, clock: FixedClock) -> Iterator[Bot]:
    telegram.now = lambda: clock.now().timestamp()
    settings = settings_for(
        run_directory,
        disaster_telegram_token=TOKEN,
        disaster_telegram_secret=SECRET,
        disaster_telegram_api_url=telegram.url,
        disaster_private_networks="127.0.0.0/8",
        public_url="https://simpul.example",
    )
    platform = build_platform(settings, keys=keys, url=database_url, clock=clock)
    with TestClient(create_app(platform, background=False), raise_server_exceptions=False) as client:
        yield Bot(telegram, platform, client, clock)
    platform.database.close()
