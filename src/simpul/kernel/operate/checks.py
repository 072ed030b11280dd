"""`simpul check`: one line a part, each well or with what to do."""

import shutil
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from simpul.kernel.audit.chain import check as check_chain
from simpul.kernel.database.migrate import current, head
from simpul.kernel.errors import Refusal
from simpul.kernel.outbox import waiting
from simpul.kernel.platform import Platform

DISK_LEAST = 2 * 1024**3


@dataclass(frozen=True, slots=True)
class Finding:
    """One part's state: `advice` is empty where all is well."""

    part: str
    state: str
    advice: str = ""

    @property
    def well(self) -> bool:
        """Whether there is nothing to do."""
        return not self.advice


def findings(platform: Platform, more: Sequence[Callable[[Platform], Finding]] = ()) -> Iterator[Finding]:
    """Every part's finding, in the order in which they depend on each other; last those of the modules (`more`)."""
    for look in (_configuration, _disk, _keys, _database, _migrations, _clock, _events, _audit, *more):
        yield _safely(look, platform)


def _safely(look: Callable[[Platform], Finding], platform: Platform) -> Finding:
    try:
        return look(platform)
    except Refusal as refusal:
        return Finding(
            look.__name__.strip("_"), refusal.code, "the database cannot be reached: is it running, is the address right?"
        )
    except DBAPIError as error:
        return Finding(look.__name__.strip("_"), type(error).__name__, "its tables do not fit: run `simpul migrate`")
    except OSError as error:
        return Finding(look.__name__.strip("_"), type(error).__name__, "the data directory cannot be read or written")


def _configuration(platform: Platform) -> Finding:
    settings = platform.settings
    state = f"node {settings.node}, modules {', '.join(settings.modules)}"
    if settings.host not in ("127.0.0.1", "localhost", "::1") and not settings.secure:
        return Finding(
            "configuration", state, "set SIMPUL_PUBLIC_URL to the https:// address, so that cookies are marked Secure"
        )
    return Finding("configuration", state)


def _disk(platform: Platform) -> Finding:
    free = shutil.disk_usage(platform.settings.data_dir).free
    state = f"{free / 1024**3:.1f} GiB free at {platform.settings.data_dir}"
    return Finding("disk", state, "" if free >= DISK_LEAST else "free some space: less than 2 GiB is left")


def _keys(platform: Platform) -> Finding:
    folder = platform.settings.data_dir / "keys"
    open_to_others = [p.name for p in folder.iterdir() if stat.S_IMODE(p.stat().st_mode) & 0o077]
    if open_to_others:
        return Finding("keys", "readable by others", f"chmod 600 {folder}/{open_to_others[0]}")
    return Finding("keys", "present, readable by their owner alone")


def _database(platform: Platform) -> Finding:
    with platform.database.reading() as unit:
        version = int(unit.connection.scalar(text("SHOW server_version_num")) or 0)
    state = f"PostgreSQL {version // 10000}.{version % 10000}"
    return Finding("database", state, "" if version >= 150000 else "PostgreSQL 15 or newer is needed")


def _migrations(platform: Platform) -> Finding:
    with platform.database.reading():
        at, newest = current(platform.database.engine), head()
    return Finding("migrations", f"{at or 'none'} of {newest}", "" if at == newest else "run `simpul migrate`")


def _clock(platform: Platform) -> Finding:
    with platform.database.reading() as unit:
        there = unit.connection.scalar(text("SELECT clock_timestamp()"))
    apart = abs(platform.clock.now() - there) if there else timedelta(0)
    state = f"{apart.total_seconds():.1f} s from the database's"
    return Finding("clock", state, "" if apart < timedelta(seconds=5) else "set both clocks by NTP")


def _events(platform: Platform) -> Finding:
    with platform.database.reading() as unit:
        open_, dead = waiting(unit)
    state = f"{open_} waiting, {dead} set aside"
    return Finding(
        "events", state, "" if not dead else "see kernel_outbox where dead_at is set: a handler failed twelve times"
    )


def _audit(platform: Platform) -> Finding:
    with platform.database.reading() as unit:
        verdict = check_chain(unit.connection, keys=platform.keys)
    if verdict.broken_at is not None:
        return Finding("audit", f"broken at row {verdict.broken_at}", f"{verdict.why}: compare with a backup")
    return Finding("audit", f"{verdict.rows} rows in the chain, {verdict.unsealed} not yet")
