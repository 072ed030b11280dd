"""The catalogue: every node's public services and event types, found, shown, with their descriptions. Perpres 95/2018."""

import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field

from simpul.exchange.actions import listing
from simpul.exchange.actions.trust import trust
from simpul.exchange.model.health import NodeHealth
from simpul.exchange.model.listing import Entry, ListedService, Wanted
from simpul.exchange.model.refusals import NoTrustList
from simpul.exchange.model.register import Node
from simpul.exchange.model.trying_refusals import NotInCatalogue
from simpul.exchange.rules.finding import Found
from simpul.exchange.store import health
from simpul.exchange.store import listing as store
from simpul.kernel.database import Unit
from simpul.kernel.platform import Platform

PER_PAGE = 25
KEY = "exchange.catalogue"
QUICK = 0.2
"""Seconds: an index that took longer to make is made anew beside the questions, which the former one answers meanwhile."""


@dataclass(slots=True)
class _Kept:
    """The index as this process has it, and of which version of the listing it is."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    version: tuple[int, str] | None = None
    index: Found = field(default_factory=lambda: Found(()))
    took: float = 0.0
    making: bool = False


@dataclass(frozen=True, slots=True)
class Hits:
    """One page of what was found, how much there is in all, and the agencies that have anything in the catalogue."""

    found: list[ListedService]
    count: int
    agencies: list[tuple[str, str]]
    health: dict[str, NodeHealth]
    total: int


@dataclass(frozen=True, slots=True)
class Looked:
    """One entry with its description, and the node that offers it, as far as they are known."""

    one: ListedService
    document: bytes
    node: Node | None
    health: NodeHealth | None
    successor: ListedService | None


def search(platform: Platform, *, wanted: Wanted, page: int = 1) -> Hits:
    """The page of what was asked for, best first; nothing where the catalogue is empty."""
    with platform.database.reading() as unit:
        index = _index(platform, unit)
        found = index.find(wanted, platform.clock.now())
        some = [entry.service for entry in found[(page - 1) * PER_PAGE : page * PER_PAGE]]
        rows = store.listed(unit.connection, some)
        states = dict(health.states(unit.connection))
    return Hits(rows, len(found), index.members, states, len(index.entries))


def everything(platform: Platform, *, wanted: Wanted) -> list[ListedService]:
    """All that was asked for, best first."""
    with platform.database.reading() as unit:
        found = _index(platform, unit).find(wanted, platform.clock.now())
        return store.listed(unit.connection, [entry.service for entry in found])


def best(platform: Platform, *, q: str, most: int) -> tuple[list[ListedService], int]:
    """The best answers to a question, and how many there are."""
    with platform.database.reading() as unit:
        found = _index(platform, unit).find(Wanted(q), platform.clock.now())
        return store.listed(unit.connection, [entry.service for entry in found[:most]]), len(found)


def look(platform: Platform, *, service: str) -> Looked:
    """The entry; NotInCatalogue. What this node itself offers is there before it was listed."""
    if not _is_listed(platform, service) and listing.is_offered_here(platform, service):
        listing.list_own(platform)
    with platform.database.reading() as unit:
        found = store.listed(unit.connection, [service])
        if not found:
            raise NotInCatalogue()
        (one,) = found
        document = store.description(unit.connection, service)
        state = health.states(unit.connection).get(one.node)
        after = store.listed(unit.connection, [one.terms.successor]) if one.terms.successor else []
    return Looked(one, document, _node(platform, one.node), state, after[0] if after else None)


def _is_listed(platform: Platform, service: str) -> bool:
    with platform.database.reading() as unit:
        return bool(store.listed(unit.connection, [service]))


def _node(platform: Platform, path: str) -> Node | None:
    with suppress(NoTrustList):
        return trust(platform).nodes.get(path)
    return None


def _index(platform: Platform, unit: Unit) -> Found:
    """The index of the listing as it is; of as it was a moment ago, where making it anew would take long."""
    kept: _Kept = platform.state.setdefault(KEY, _Kept())
    version = store.version(unit.connection)
    if version == kept.version:
        return kept.index
    if kept.took > QUICK:
        _make_beside(platform, kept)
        return kept.index
    with kept.lock:
        if version != kept.version:
            _make(kept, version, store.entries(unit.connection))
    return kept.index


def _make(kept: _Kept, version: tuple[int, str], entries: list[Entry]) -> None:
    begun = time.monotonic()
    kept.index = Found(entries)
    kept.took, kept.version = time.monotonic() - begun, version


def _make_beside(platform: Platform, kept: _Kept) -> None:
    with kept.lock:
        if kept.making:
            return
        kept.making = True

    def work() -> None:
        try:
            with platform.database.reading() as unit:
                version = store.version(unit.connection)
                _make(kept, version, store.entries(unit.connection))
        finally:
            kept.making = False

    threading.Thread(target=work, name="exchange-catalogue", daemon=True).start()
