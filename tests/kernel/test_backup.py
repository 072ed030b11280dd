"""Backup and restore: what went in comes out, on another node too; a damaged archive changes nothing."""

import io
import json
import os
import signal
import stat
import subprocess
import sys
import tarfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import func, select, text
from tests.conftest import START, _at, _create, settings_for

from simpul.app import build_platform, opened
from simpul.kernel.audit.chain import check, seal
from simpul.kernel.clock import FixedClock
from simpul.kernel.database.migrate import migrate
from simpul.kernel.database.schema import audit
from simpul.kernel.errors import Unavailable
from simpul.kernel.keys import Keys
from simpul.kernel.operate.backup import NodeHoldsData, NotABackup, backup, restore
from simpul.kernel.platform import Platform


def node(folder: Path, url: str) -> Platform:
    """A node of its own in `folder`, on the database at `url`."""
    folder.mkdir(exist_ok=True)
    settings = settings_for(folder, database_url=url)
    return build_platform(settings, keys=Keys.kept_in(folder / "keys"), url=url, clock=FixedClock(START))


def write(platform: Platform, *names: str) -> None:
    for name in names:
        with platform.database.writing() as unit:
            unit.audit("kernel.test", subject=name, after={"name": name})
    with platform.database.writing() as unit:
        unit.unaudited("the chain is the trail's own")
        seal(unit.connection, clock=platform.clock, keys=platform.keys)


def held(platform: Platform) -> list[str]:
    with platform.database.reading() as unit:
        verdict = check(unit.connection, keys=platform.keys)
        assert verdict.broken_at is None, verdict
        rows = unit.connection.execute(select(audit).order_by(audit.c.id)).all()
        return [json.loads(unit.scribe.opened(r.id, r.sealed)["after"])["name"] for r in rows]


@pytest.fixture
def source(tmp_path, database_url) -> Iterator[Platform]:
    platform = node(tmp_path / "source", database_url)
    write(platform, "one", "two")
    platform.files.put(b"foto", "jpg")
    yield platform
    platform.database.close()


@pytest.fixture
def empty_url(server_url) -> Iterator[str]:
    name = f"empty_{os.getpid()}"
    _create(server_url, name, None)
    yield _at(server_url, name)
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def test_a_round_trip_to_another_node_brings_database_keys_and_files(source, empty_url, tmp_path):
    archive = tmp_path / "node.tar"
    assert backup(source, archive) == archive.stat().st_size
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    write(source, "written after the backup")
    there = node(tmp_path / "there", empty_url)
    restore(there, archive, replace=False)
    there.database.close()
    there = node(tmp_path / "there", empty_url)  # the program starts again, with the restored keys
    assert held(there) == ["one", "two"]
    assert there.keys.derive("x") == source.keys.derive("x")
    assert there.files.read(source.files.put(b"foto", "jpg")) == b"foto"
    folder = tmp_path / "there" / "keys"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(p.stat().st_mode) for p in folder.iterdir()} == {0o600}
    assert [p.name for p in (tmp_path / "there").iterdir() if p.name.startswith(".")] == []
    there.database.close()


def test_a_node_that_holds_data_is_left_alone_unless_it_was_meant(source, tmp_path):
    archive = tmp_path / "node.tar"
    backup(source, archive)
    write(source, "three")
    second = source.files.put(b"second", "jpg")
    with pytest.raises(NodeHoldsData):
        restore(source, archive, replace=False)
    assert held(source) == ["one", "two", "three"]
    assert source.files.read(second) == b"second"
    restore(source, archive, replace=True)
    assert held(source) == ["one", "two"]
    assert len([p for p in (tmp_path / "source" / "files").rglob("*") if p.is_file()]) == 1


def rewritten(archive: Path, to: Path, change) -> Path:
    """The archive with some members changed: `change(name, content)` gives the new content, or None to drop it."""
    with tarfile.open(archive) as old, tarfile.open(to, "w") as new:
        for member in old.getmembers():
            found = old.extractfile(member)
            content = change(member.name, found.read() if found else b"")
            if content is not None:
                entry = tarfile.TarInfo(member.name)
                entry.size = len(content)
                new.addfile(entry, io.BytesIO(content))
    return to


def with_member(archive: Path, name: str, content: bytes) -> None:
    with tarfile.open(archive, "a") as tar:
        entry = tarfile.TarInfo(name)
        entry.size = len(content)
        tar.addfile(entry, io.BytesIO(content))


def _flip(name: str, content: bytes) -> bytes:
    return content[:-100] + bytes(100) if name == "database.dump" else content


DAMAGES = {
    "a bit of the database": lambda a, t: rewritten(a, t, _flip),
    "the database dropped": lambda a, t: rewritten(a, t, lambda n, c: None if n == "database.dump" else c),
    "a key dropped": lambda a, t: rewritten(a, t, lambda n, c: None if n == "keys/root.key" else c),
    "the manifest dropped": lambda a, t: rewritten(a, t, lambda n, c: None if n == "manifest.json" else c),
    "a manifest of another form": lambda a, t: rewritten(a, t, lambda n, c: b"[1]" if n == "manifest.json" else c),
    "a manifest that is no JSON": lambda a, t: rewritten(a, t, lambda n, c: b"\xff{" if n == "manifest.json" else c),
    "cut in the middle": lambda a, t: t.write_bytes(a.read_bytes()[: a.stat().st_size // 2]),
    "an empty file": lambda a, t: t.write_bytes(b""),
    "no archive at all": lambda a, t: t.write_bytes(b"nonsense" * 1000),
    "not there": lambda a, t: None,
    "a file smuggled in": lambda a, t: (t.write_bytes(a.read_bytes()), with_member(t, "files/aa/x.jpg", b"x")),
    "a way out of the folder": lambda a, t: (t.write_bytes(a.read_bytes()), with_member(t, "../outside", b"x")),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_archive_is_refused_and_nothing_is_changed(source, tmp_path, damage):
    archive, damaged = tmp_path / "node.tar", tmp_path / "damaged.tar"
    backup(source, archive)
    DAMAGES[damage](archive, damaged)
    before = sorted(str(p) for p in (tmp_path / "source").rglob("*"))
    with pytest.raises(NotABackup):
        restore(source, damaged, replace=True)
    assert sorted(str(p) for p in (tmp_path / "source").rglob("*")) == before
    assert held(source) == ["one", "two"]
    assert not (tmp_path / "outside").exists()


def test_a_backup_is_whole_or_not_there(source, tmp_path, monkeypatch):
    monkeypatch.setattr("simpul.kernel.operate.backup.bin_directory", lambda: Path("/bin"))
    monkeypatch.setattr("simpul.kernel.operate.backup.PARTS", ("keys",))
    (tmp_path / "fails").mkdir()
    with pytest.raises((Unavailable, OSError)):
        backup(source, tmp_path / "fails" / "node.tar")
    assert list((tmp_path / "fails").iterdir()) == []


def test_the_password_stands_on_no_command_line(source, tmp_path, monkeypatch):
    commands = []
    run = subprocess.run
    monkeypatch.setattr(subprocess, "run", lambda command, **k: (commands.append(command), run(command, **k))[1])
    backup(source, tmp_path / "node.tar")
    secret = source.database.url.split(":")[2].split("@")[0]
    assert commands
    assert all(secret not in str(word) for command in commands for word in command)


def test_an_embedded_node_opens_again_after_another_nodes_keys_came_in(source, short_folder, tmp_path):
    """The cluster's password is derived from the keys: it must follow them."""
    archive = tmp_path / "node.tar"
    backup(source, archive)
    settings = settings_for(short_folder)
    with opened(settings) as platform:
        restore(platform, archive, replace=False)
    with opened(settings) as platform:
        assert held(platform) == ["one", "two"]


WRITER = """
import sys
from simpul.app import build_platform
from simpul.kernel.keys import Keys
from tests.conftest import settings_for
from pathlib import Path
folder = Path(sys.argv[1])
platform = build_platform(settings_for(folder), keys=Keys.kept_in(folder / "keys"), url=sys.argv[2])
while True:
    with platform.database.writing() as unit:
        unit.audit("kernel.test", subject="x", after={"name": "x"})
    print("acknowledged", flush=True)
"""


def test_a_backup_taken_right_after_a_kill_holds_everything_acknowledged(tmp_path, database_url, empty_url):
    folder = tmp_path / "killed"
    folder.mkdir()
    killed = subprocess.Popen([sys.executable, "-c", WRITER, str(folder), database_url], stdout=subprocess.PIPE)
    assert killed.stdout is not None
    acknowledged = sum(1 for _ in (killed.stdout.readline() for _ in range(50)))
    killed.send_signal(signal.SIGKILL)
    acknowledged += len(killed.stdout.read().splitlines())
    killed.wait(10)
    here = node(folder, database_url)
    backup(here, tmp_path / "node.tar")
    there = node(tmp_path / "there", empty_url)
    restore(there, tmp_path / "node.tar", replace=False)
    there = node(tmp_path / "there", empty_url)
    assert len(held(there)) in (acknowledged, acknowledged + 1)  # one may have committed without being told
    for platform in (here, there):
        platform.database.close()


def test_a_restored_database_still_migrates(source, empty_url, tmp_path):
    backup(source, tmp_path / "node.tar")
    there = node(tmp_path / "there", empty_url)
    restore(there, tmp_path / "node.tar", replace=False)
    migrate(there.database.engine)
    with there.database.reading() as unit:
        assert unit.connection.scalar(select(func.count()).select_from(audit)) == 2
        assert unit.connection.scalar(text("SELECT count(*) FROM alembic_version")) == 1
    there.database.close()


def test_the_time_a_backup_takes_is_small(source, tmp_path):
    began = time.monotonic()
    backup(source, tmp_path / "node.tar")
    assert time.monotonic() - began < 20
