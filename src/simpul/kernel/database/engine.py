"""The pool of connections and the two ways into it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.exc import DataError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from simpul.kernel.actor import Actor
from simpul.kernel.audit.entry import Scribe
from simpul.kernel.clock import Clock
from simpul.kernel.database.unit import Unit
from simpul.kernel.errors import Invalid, Unavailable
from simpul.kernel.ids import Ids

_SESSION = "-c statement_timeout=15000 -c idle_in_transaction_session_timeout=30000 -c timezone=UTC"


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
        self.engine: Engine = create_engine(
            url_for_driver(url),
            pool_size=pool,
            max_overflow=0,
            pool_timeout=5,
            pool_pre_ping=True,
            pool_recycle=1800,
            connect_args={"options": _SESSION, "connect_timeout": 3, "application_name": "simpul"},
        )

    def rings(self, ring: Callable[[str], None]) -> None:
        """From now on `ring(topic)` is called for each topic of a committed unit."""
        self._ring = ring

    @contextmanager
    def reading(self) -> Iterator[Unit]:
        """A read-only transaction; Unavailable when the database cannot be reached."""
        with _honest(), self.engine.connect() as connection:
            connection.execute(text("SET TRANSACTION READ ONLY"))
            yield self._unit(connection, Actor.ANONYMOUS)
            connection.rollback()

    @contextmanager
    def writing(self, actor: Actor = Actor.SYSTEM) -> Iterator[Unit]:
        """A transaction on behalf of `actor`: committed when the block ends well, undone when it raises."""
        with _honest(), self.engine.connect() as connection:
            unit = self._unit(connection, actor)
            yield unit
            unit.flush()
            connection.commit()
        unit.told(self._ring)

    def _unit(self, connection: Connection, actor: Actor) -> Unit:
        return Unit(connection, actor, self._clock, self._ids, self._scribe)

    def close(self) -> None:
        """Every pooled connection is closed."""
        self.engine.dispose()


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
