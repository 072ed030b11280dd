"""Counts every call of this process, on each side it passes, and adds the counts to the node's once a second.

A call costs a look-up and two additions; nothing is awaited. A process that is killed loses at most the counts since its
last visit to the database, a second's; while the database is away they wait, each under its own minute. Should it go away
between a commit and its answer, those counts are added twice.

What may stand in a row is bounded whatever is sent: clients that have proved who they are, services that exist, outcomes
of the table of errors. Everything else counts under the empty name.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from time import perf_counter
from typing import Protocol

import orjson
import structlog

from simpul.exchange.gateway.ledger import Ledger
from simpul.exchange.gateway.message import Reply, last
from simpul.exchange.gateway.state import State
from simpul.exchange.model.usage import CLIENT_ERROR, OK, OTHER, SERVER_ERROR
from simpul.exchange.rules.usage import UNTIMED, bucket_of
from simpul.exchange.store import usage_counts as store
from simpul.exchange.wire import faults
from simpul.exchange.wire.addresses import RESERVED
from simpul.exchange.wire.faults import FAULTS, Fault, fault_of
from simpul.kernel.clock import Clock

PROVIDER, CONSUMER = "provider", "consumer"
NAMES_MOST = 4096
"""So many services of others are remembered as existing; so many pairs of service and client may one minute count apart."""
WAITING_MOST = 100_000
"""So many different counts wait while the database is away; further ones are lost."""
_REMEMBERED = timedelta(days=8)
_KNOWN_OUTCOMES = {(f.snake, f.status): f"{f.status} {f.snake}" for f in FAULTS.values()}
_BEFORE_THE_SERVICE = frozenset({faults.UNKNOWN_PROVIDER.snake, faults.UNKNOWN_SERVICE.snake, faults.CLIENT_GONE.snake})
"""Refusals that say nothing about whether the service exists."""
_log = structlog.get_logger("simpul.exchange")
_Key = tuple[str, str, str, str, int]


class Asked(Protocol):
    """A call, as far as it is counted: whose it is, and for which service."""

    @property
    def client(self) -> str:
        """The caller's path."""
        ...

    @property
    def address(self) -> "Named":
        """Where it goes."""
        ...


class Named(Protocol):
    """An address: the path of the service, and that of whoever offers it."""

    @property
    def name(self) -> str:
        """The service's path."""
        ...

    @property
    def owner(self) -> str:
        """The path of the service's subsystem."""
        ...


class Usage:
    """The counts of one process."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._minute = _minute_of(clock.now())
        self._now: dict[_Key, list[int]] = {}
        self._before: dict[tuple[datetime, _Key], list[int]] = {}
        self._pairs: set[tuple[str, str]] = set()
        self._existing: set[str] = set()
        self._has_read = False

    # hot path: called for each call, once a side

    def made(self, call: Asked, status: int, fault: Fault | None, began: float) -> None:
        """A call of this node's own client has ended: with the service's status, or with a fault."""
        address = call.address
        service = address.name
        if service not in self._existing:
            service = self._proven(address, fault)
        self._count(CONSUMER, service, call.client, (_outcome(status, fault), began))

    def served(self, state: State, request: Asked | None, reply: Reply, began: float) -> None:
        """A call to this node's service has been answered; `request` is None where its signature did not hold."""
        fault = _fault_in(reply)
        if request is None:
            return self._count(PROVIDER, "", "", (_outcome(reply.status, fault), began))
        name, owner = request.address.name, request.address.owner
        code = name[len(owner) + 1 :]
        known = (owner, code) in state.services or (code in RESERVED and owner in state.trust.subsystems)
        return self._count(PROVIDER, name if known else "", request.client, (_outcome(reply.status, fault), began))

    def turned_away(self, fault: Fault) -> None:
        """A request at the consumer listener was refused before it became a call."""
        self._count(CONSUMER, "", "", (_outcome(0, fault), None))

    def _count(self, side: str, service: str, client: str, ended: tuple[str, float | None]) -> None:
        outcome, began = ended
        took = 0 if began is None else int((perf_counter() - began) * 1_000_000)
        key = (side, service, client, outcome, UNTIMED if began is None else bucket_of(took))
        found = self._now.get(key)
        if found is None:
            found = self._first(key)
        found[0] += 1
        found[1] += took

    # the first of its kind in a second

    def _first(self, key: _Key) -> list[int]:
        side, service, client, outcome, bucket = key
        if (service, client) not in self._pairs:
            if len(self._pairs) >= NAMES_MOST:
                key = (side, "", "", outcome, bucket)
            else:
                self._pairs.add((service, client))
        return self._now.setdefault(key, [0, 0])

    def _proven(self, address: Named, fault: Fault | None) -> str:
        """The service's name once somebody there has shown that it exists; before, only its owner's, with a slash."""
        if fault is None or (fault.snake.startswith("server.serverproxy.") and fault.snake not in _BEFORE_THE_SERVICE):
            if len(self._existing) < NAMES_MOST:
                self._existing.add(address.name)
                return address.name
            return ""
        return "" if fault.snake in _BEFORE_THE_SERVICE else f"{address.owner}/"

    # once a second

    async def flush(self, ledger: Ledger) -> None:
        """What was counted is in the database; what could not be brought there waits for the next time."""
        self._set_aside()
        if not self._has_read:
            async with ledger.connection() as connection:
                since = self._clock.now() - _REMEMBERED
                self._existing.update(await store.known_services(connection, since, NAMES_MOST))
            self._has_read = True
        if self._before:
            taken, self._before = self._before, {}
            try:
                async with ledger.connection() as connection:
                    await store.add(connection, [(at, *key, calls, took) for (at, key), (calls, took) in taken.items()])
            except BaseException:
                self._put_back(taken)
                raise

    def _set_aside(self) -> None:
        """What was counted since the last time stands under the minute in which that was."""
        counted, self._now = self._now, {}
        minute = _minute_of(self._clock.now())
        self._put_back({(minute, key): counts for key, counts in counted.items()})
        if minute != self._minute:
            self._minute, self._pairs = minute, set()

    def _put_back(self, counted: Mapping[tuple[datetime, _Key], list[int]]) -> None:
        lost = 0
        for key, (calls, took) in counted.items():
            found = self._before.get(key)
            if found is not None:
                found[0] += calls
                found[1] += took
            elif len(self._before) < WAITING_MOST:
                self._before[key] = [calls, took]
            else:
                lost += calls
        if lost:
            _log.warning("usage.lost", count=lost)


def _minute_of(now: datetime) -> datetime:
    return now.replace(second=0, microsecond=0)


def _outcome(status: int, fault: Fault | None) -> str:
    if fault is not None:
        return _KNOWN_OUTCOMES.get((fault.snake, fault.status), OTHER)
    return OK if status < 400 else CLIENT_ERROR if status < 500 else SERVER_ERROR


def _fault_in(reply: Reply) -> Fault | None:
    """The refusal that the exchange itself put into a reply; None for the back end's own answer."""
    named = last(reply.headers, b"x-road-error").decode("latin-1")
    if not named:
        return None
    try:
        status = orjson.loads(reply.body.whole())["status"]
    except (ValueError, KeyError, TypeError):
        status = 0
    return fault_of(named, status if type(status) is int else 0)
