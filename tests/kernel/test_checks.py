"""`simpul check`: each part is well, or the line says what to do."""

import shutil
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import psycopg
import pytest
from sqlalchemy import insert, text, update
from tests.conftest import _at, _create, settings_for
from tests.kernel.test_audit import sealed, write
from tests.kernel.test_database import throw_out

from simpul.app import build_platform
from simpul.kernel.clock import SystemClock
from simpul.kernel.database.schema import audit, outbox
from simpul.kernel.keys import Keys
from simpul.kernel.operate.checks import Finding, findings
from simpul.kernel.platform import Platform


@pytest.fixture
def well(database_url, tmp_path) -> Platform:
    """A node where all is well: keys of its own, the machine's clock."""
    settings = settings_for(tmp_path, database_url=database_url)
    platform = build_platform(settings, keys=Keys.kept_in(tmp_path / "keys"), url=database_url, clock=SystemClock())
    yield platform
    platform.database.close()


def found(platform: Platform) -> dict[str, Finding]:
    return {finding.part: finding for finding in findings(platform)}


def unwell(platform: Platform) -> dict[str, str]:
    return {part: finding.advice for part, finding in found(platform).items() if not finding.well}


def test_all_is_well(well, monkeypatch):
    monkeypatch.setattr("simpul.kernel.operate.checks.DISK_LEAST", 1)
    assert unwell(well) == {}
    parts = ["configuration", "disk", "keys", "database", "migrations", "clock", "events", "audit"]
    assert list(found(well)) == parts
    assert all(finding.state for finding in found(well).values())


def test_open_to_the_world_without_https(well, tmp_path, database_url):
    exposed = replace(well, settings=settings_for(tmp_path, database_url=database_url, host="0.0.0.0"))
    assert "SIMPUL_PUBLIC_URL" in unwell(exposed)["configuration"]
    by_https = settings_for(tmp_path, database_url=database_url, host="0.0.0.0", public_url="https://a.go.id")
    assert "configuration" not in unwell(replace(well, settings=by_https))


def test_a_full_disk(well, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=10**6))
    assert "free some space" in unwell(well)["disk"]


def test_keys_that_others_may_read(well, tmp_path):
    (tmp_path / "keys" / "root.key").chmod(0o644)
    assert unwell(well)["keys"] == f"chmod 600 {tmp_path}/keys/root.key"


def test_keys_that_are_gone(well, tmp_path):
    shutil.rmtree(tmp_path / "keys")
    assert "data directory" in unwell(well)["keys"]


def test_a_database_that_is_away(well, server_url, database_url):
    name = database_url.split("?", maxsplit=1)[0].rsplit("/", 1)[1]
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        throw_out(server_url, name)
        advice = unwell(well)
        connection.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
    assert {"database", "migrations", "clock", "events", "audit"} <= set(advice)
    assert "is it running" in advice["database"]


def test_a_database_that_was_never_migrated(server_url, tmp_path):
    _create(server_url, "never_migrated", None)
    url = _at(server_url, "never_migrated")
    settings = settings_for(tmp_path, database_url=url)
    platform = build_platform(settings, keys=Keys.kept_in(tmp_path / "keys"), url=url)
    advice = unwell(platform)
    platform.database.close()
    assert advice["migrations"] == "run `simpul migrate`"
    assert "simpul migrate" in advice["events"]
    assert "simpul migrate" in advice["audit"]


def test_a_clock_that_is_wrong(well, clock):
    clock.advance(timedelta(days=400))
    assert "NTP" in unwell(replace(well, clock=clock))["clock"]


def test_an_event_that_was_set_aside(well):
    with well.database.writing() as unit:
        unit.unaudited("as after twelve failures")
        now = unit.clock.now()
        row = {"id": unit.ids.new(), "name": "x.Y", "payload": {}, "at": now, "next_at": now, "dead_at": now}
        unit.connection.execute(insert(outbox).values(row))
    assert "kernel_outbox" in unwell(well)["events"]


def test_an_audit_trail_that_was_tampered_with(well):
    write(well, 3)
    sealed(well)
    with well.database.writing() as unit:
        unit.unaudited("tampering")
        unit.connection.execute(update(audit).where(audit.c.seq == 2).values(subject="forged"))
    assert "compare with a backup" in unwell(well)["audit"]
    assert found(well)["audit"].state == "broken at row 2"


def test_a_database_that_is_too_old(well, monkeypatch):
    monkeypatch.setattr(
        "simpul.kernel.operate.checks.text", lambda words: text("SELECT 140005" if "SHOW" in words else words)
    )
    assert "15 or newer" in unwell(well)["database"]
