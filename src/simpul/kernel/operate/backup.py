"""Backup and restore: database, keys and files of a node in one archive, each part with its digest.

The archive holds the node's secrets: it is written readable by its owner alone, and belongs in a safe place.
"""

import hashlib
import io
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict
from psycopg.pq import Conninfo
from sqlalchemy import text

from simpul import __version__
from simpul.kernel.database.migrate import current
from simpul.kernel.embedded import bin_directory, take_password
from simpul.kernel.errors import Conflict, Invalid, Unavailable
from simpul.kernel.keys import Keys
from simpul.kernel.platform import Platform

PARTS = ("keys", "files")
DUMP = "database.dump"
MANIFEST = "manifest.json"


class NotABackup(Invalid):
    """The archive was not written by `simpul backup`, or was damaged since."""

    code = "not-a-backup"
    sentence = "This file is not a whole backup of Simpul. Nothing was changed."


class NodeHoldsData(Conflict):
    """The node already holds data that a restore would replace."""

    code = "node-holds-data"
    sentence = "This node holds data. Add --yes to replace it with the backup's."


def backup(platform: Platform, to: Path) -> int:
    """Size in bytes of the archive written to `to`; complete or not there at all."""
    with tempfile.TemporaryDirectory(dir=to.parent) as scratch:
        dump = Path(scratch) / DUMP
        _run(platform, "pg_dump", "--format=custom", "--no-owner", f"--file={dump}")
        fresh = Path(scratch) / "backup.tar"
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            with tarfile.open(fileobj=out, mode="w", dereference=True) as archive:
                _write(platform, archive, dump)
            out.flush()
            os.fsync(out.fileno())
        fresh.rename(to)
    return to.stat().st_size


def _write(platform: Platform, archive: tarfile.TarFile, dump: Path) -> None:
    folder = platform.settings.data_dir
    members = [(DUMP, dump)]
    for part in PARTS:
        members += [(str(p.relative_to(folder)), p) for p in sorted((folder / part).rglob("*")) if p.is_file()]
    digests = {}
    for name, path in members:
        digests[name] = _digest(path)
        archive.add(path, name)
    manifest = {
        "simpul": __version__,
        "node": platform.settings.node,
        "at": platform.clock.now().isoformat(),
        "migration": current(platform.database.engine),
        "sha256": digests,
    }
    packed = json.dumps(manifest, indent=1).encode()
    entry = tarfile.TarInfo(MANIFEST)
    entry.size = len(packed)
    archive.addfile(entry, io.BytesIO(packed))


def restore(platform: Platform, source: Path, *, replace: bool) -> None:
    """The node holds what the backup held; NotABackup or NodeHoldsData before anything is touched."""
    with tempfile.TemporaryDirectory(dir=platform.settings.data_dir) as scratch:
        folder = Path(scratch)
        _unpack(source, folder)
        if not replace and _holds_data(platform):
            raise NodeHoldsData()
        platform.database.close()
        _run(
            platform, "pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error",
            "--dbname=", str(folder / DUMP),
        )  # fmt: skip
        if not platform.settings.database_url:
            take_password(platform.database.url, Keys.kept_in(folder / "keys"))
        for part in PARTS:
            _replace(folder / part, platform.settings.data_dir / part)


def _unpack(source: Path, folder: Path) -> None:
    try:
        with tarfile.open(source) as archive:
            for member in archive:
                _extract(archive, member, folder)
        manifest = json.loads((folder / MANIFEST).read_text())
        digests: dict[str, str] = manifest["sha256"]
        held = {str(p.relative_to(folder)): p for p in folder.rglob("*") if p.is_file()}
        sound = DUMP in digests and {n: _digest(p) for n, p in held.items() if n != MANIFEST} == digests
    except (OSError, tarfile.TarError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise NotABackup() from error
    if not sound:
        raise NotABackup()
    for part in PARTS:
        (folder / part).mkdir(mode=0o700, exist_ok=True)
        (folder / part).chmod(0o700)


def _extract(archive: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> None:
    """One file of the archive lies in `folder`, for its owner alone; NotABackup for a link, a device, or a way out."""
    target = (folder / member.name).resolve()
    source = archive.extractfile(member) if member.isfile() else None
    if source is None or not target.is_relative_to(folder.resolve()):
        raise NotABackup()
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        shutil.copyfileobj(source, out)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _holds_data(platform: Platform) -> bool:
    if current(platform.database.engine) is None:
        return False
    with platform.database.reading() as unit:
        return bool(unit.connection.scalar(text("SELECT EXISTS (SELECT 1 FROM kernel_audit)")))


def _replace(fresh: Path, target: Path) -> None:
    """The folder's old content is gone only once the new one is in place."""
    old = target.with_name(f".{target.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        target.rename(old)
    shutil.move(fresh, target)
    shutil.rmtree(old, ignore_errors=True)


def _run(platform: Platform, program: str, *arguments: str) -> None:
    """Runs the wheel's own PostgreSQL program on the node's database; Unavailable with its last line when it fails."""
    command = [str(bin_directory() / program), *arguments]
    done = subprocess.run(command, env=_environment(platform), capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode != 0:
        lines = done.stderr.strip().splitlines() or [""]
        raise Unavailable(part=program, said=lines[-1][:300])


def _environment(platform: Platform) -> dict[str, str]:
    """The database's address as libpq's variables: a command line, and the password in it, is for every user to read."""
    given = conninfo_to_dict(platform.database.url)
    names = {option.keyword.decode(): option.envvar for option in Conninfo.get_defaults()}
    variables = {names[word]: str(value) for word, value in given.items() if names.get(word)}
    return {**os.environ, **{name.decode(): value for name, value in variables.items() if name is not None}}
