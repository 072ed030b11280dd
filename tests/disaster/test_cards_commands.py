"""`simpul disaster cards`: links from the command line."""

import re
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from typer.testing import CliRunner

from simpul.disaster.actions import cards as card_actions
from simpul.disaster.commands import cards as commands
from simpul.kernel.actor import Actor
from simpul.kernel.clock import FixedClock
from simpul.kernel.platform import Platform
from tests.disaster.makers import a_draft


@pytest.fixture(autouse=True)
def here(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def opened() -> Any:
        yield platform

    monkeypatch.setattr(commands, "opened_platform", opened)


def said(*words: str) -> str:
    told = CliRunner().invoke(commands.app, list(words))
    assert told.exit_code == 0, told.output
    return told.output


def test_links_are_opened_and_each_takes_a_report(platform: Platform) -> None:
    links = said("open", "--count", "3", "--network", "radio", "--training").split()
    assert len(set(links)) == 3
    card = UUID(re.fullmatch(r"/k/([0-9a-f-]{36})", links[0])[1])  # type: ignore[index]
    assert card_actions.submit(platform, Actor.ANONYMOUS, card, a_draft()).report.training


def test_who_is_to_be_asked(platform: Platform, clock: FixedClock) -> None:
    card = UUID(said("open").split()[0].split("/")[-1])
    number = card_actions.submit(platform, Actor.ANONYMOUS, card, a_draft()).report.number
    assert said("due").startswith("Nobody")
    clock.advance(timedelta(hours=2, minutes=40))
    line = said("due")
    assert line.startswith(f"{number}\tflood\tposko\t2026-11-23T08:00Z\t/k/")
    assert "/masih" in line
