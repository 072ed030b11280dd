"""`simpul disaster …`: what an operator sees and what it does."""

from contextlib import nullcontext

import pytest
from typer.testing import CliRunner

from simpul.disaster.commands import app
from simpul.disaster.rules import replay as rules
from simpul.disaster.store.archive import replay_of
from simpul.kernel.context import opening_by
from tests.disaster.test_replay import SOURCES, needs_sources


@pytest.fixture
def operator(platform):
    """Runs a command of `simpul disaster` on the test's platform."""

    def run(*words):
        with opening_by(lambda: nullcontext(platform)):
            return CliRunner().invoke(app, list(words))

    return run


def kept(platform):
    with platform.database.reading() as unit:
        return replay_of(unit.connection, rules.ARCHIVE_2017)


def test_replay_starts_and_stops(platform, operator):
    told = operator("replay", "--speed", "60", "--from", "2017-02-21T03:00", "--until", "2017-02-22T00:00+07:00")
    assert told.exit_code == 0, told.output
    assert "arsip 2017 · PetaBencana.id" in told.output
    assert "21 Feb 2017 03:00 WIB" in told.output
    assert kept(platform).speed == 60
    assert "has ended" in operator("replay", "--stop").output
    assert kept(platform).running is False
    assert "No replay" in operator("replay", "--stop").output


def test_replay_refuses_in_one_line(platform, operator):
    told = operator("replay", "--speed", "0")
    assert told.exit_code == 1
    assert "speed 1 to 7,200" in told.output
    assert operator("replay", "--from", "tomorrow").exit_code == 2
    assert kept(platform) is None


def test_import_of_a_wrong_folder(operator, tmp_path):
    told = operator("import", str(tmp_path))
    assert told.exit_code == 1
    assert "reports.geojson" in told.output


@needs_sources
def test_import_tells_what_it_did(operator):
    told = operator("import", str(SOURCES))
    assert told.exit_code == 0, told.output
    assert "1204 texts and 302 outlines imported; 0 rows refused." in told.output


@needs_sources
def test_build_facts(operator, tmp_path):
    told = operator("build-facts", str(SOURCES), str(tmp_path / "facts"))
    assert told.exit_code == 0, told.output
    assert "archive_2017_reports.csv: 1204 rows" in told.output
