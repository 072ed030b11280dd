"""The pool of connections and the two ways into it."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import Any

import psycopg
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DataError, DBAPIError, DisconnectionError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from simpul.kernel.actor import Actor
from simpul.kernel.audit.entry import Scribe
from simpul.kernel.clock import Clock
from simpul.kernel.database.unit import Unit
from simpul.kernel.errors import Invalid, Unavailable
from simpul.kernel.ids import Ids

_SESSION = "-c statement_timeout=15000 -c idle_in_transaction_session_timeout=30000 -c timezone=UTC"


_FRESH = 1.0
"""Seconds for which a connection that came back is taken to be alive; asking each time costs a sixth of a report's way."""


_HELD: ContextVar[int] = ContextVar("simpul.database.held", default=0)
"""How many connections whoever runs now holds."""


def url_for_driver(url: str) -> str:
    """The same address, naming the psycopg 3 driver."""
    for prefix in ("postgresql://", "postgres://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def plain_url(url: str) -> str:
    """The same address as psycopg itself takes it."""
    return url.replace("postgresql+psycopg://", "postgresql://", 1)


class Database:
    """One node's PostgreSQL. `reading()` and `writing()` are the only ways in."""

    def __init__(self, url: str, *, clock: Clock, ids: Ids, scribe: Scribe, pool: int = 16) -> None:
        self.url = plain_url(url)
        self._clock = clock
        self._ids = ids
        self._scribe = scribe
        self._ring: Callable[[str], None] = lambda _topic: None
        self.engine: Engine = _engine(url, pool_size=pool, max_overflow=0)
        self._further: Engine = _engine(url, pool_size=1, max_overflow=-1)

    def rings(self, ring: Callable[[str], None]) -> None:
        """From now on `ring(topic)` is called for each topic of a committed unit."""
        self._ring = ring

    @contextmanager
    def reading(self) -> Iterator[Unit]:
        """A read-only transaction; Unavailable when the database cannot be reached."""
        with _honest(), self._connected() as connection:
            connection.execute(text("SET TRANSACTION READ ONLY"))
            yield self._unit(connection, Actor.ANONYMOUS)
            connection.rollback()

    @contextmanager
    def writing(self, actor: Actor = Actor.SYSTEM) -> Iterator[Unit]:
        """A transaction on behalf of `actor`: committed when the block ends well, undone when it raises."""
        with _honest(), self._connected() as connection:
            unit = self._unit(connection, actor)
            yield unit
            unit.flush()
            connection.commit()
        unit.told(self._ring)

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        """A connection of the pool; a further one, at once, for whoever holds one already.

        Were it to wait for the pool while it holds one, threads that all do so would wait for each other.
        """
        depth = _HELD.get()
        with (self._further if depth else self.engine).connect() as connection:
            _HELD.set(depth + 1)
            try:
                yield connection
            finally:
                _HELD.set(depth)

    def _unit(self, connection: Connection, actor: Actor) -> Unit:
        return Unit(connection, actor, self._clock, self._ids, self._scribe)

    def close(self) -> None:
        """Every pooled connection is closed."""
        self.engine.dispose()
        self._further.dispose()


def _engine(url: str, *, pool_size: int, max_overflow: int) -> Engine:
    made = create_engine(
        url_for_driver(url),
        pool_size=pool_size,
        max_overflow=max_overflow,
        pool_timeout=5,
        pool_recycle=1800,
        connect_args={"options": _SESSION, "connect_timeout": 3, "application_name": "simpul"},
    )
    event.listen(made, "checkin", _left)
    event.listen(made, "checkout", _taken)
    return made


@contextmanager
def _honest() -> Iterator[None]:
    """A database that cannot be reached, or went away, becomes Unavailable."""
    try:
        yield
    except PoolTimeout as error:
        raise Unavailable(part="database") from error
    except (OperationalError, InterfaceError) as error:
        raise Unavailable(part="database") from error
    except (DataError, UnicodeEncodeError) as error:
        raise Invalid(part="value") from error
    except DBAPIError as error:
        if error.connection_invalidated:
            raise Unavailable(part="database") from error
        raise


def _left(_connection: Any, record: Any) -> None:
    record.info["left"] = time.monotonic()


def _taken(connection: psycopg.Connection, record: Any, _proxy: Any) -> None:
    """A connection that lay idle is asked whether it is alive; a dead one is replaced before anybody notices."""
    if time.monotonic() - record.info.get("left", time.monotonic()) < _FRESH:
        return
    try:
        connection.execute("SELECT 1")
        connection.rollback()
    except psycopg.Error:
        with suppress(psycopg.Error):
            connection.close()
        raise DisconnectionError from None
