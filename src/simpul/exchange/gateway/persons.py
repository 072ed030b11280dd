"""Whom a call is about: its identifiers, hashed under the node's key before anything else sees them. UU 27/2022 art. 31."""

import asyncio
from functools import lru_cache

from simpul.exchange.gateway.body import IN_MEMORY, Body
from simpul.exchange.gateway.verifying import Verified
from simpul.exchange.model.persons import Locator, LocatorNotFit, PersonPlace
from simpul.exchange.model.services import Service
from simpul.exchange.rules import persons as rules
from simpul.exchange.wire.addresses import WITH_BODY, readings

NOBODY = b""
"""Stands for a call in which this node could read no identifier: there may have been one, or the call was about many."""
LARGE = 16 * 1024
"""From this many bytes on a body is read in a thread."""


@lru_cache(maxsize=1024)
def _locators(text: str) -> tuple[Locator, ...]:
    try:
        return rules.locators(text)
    except LocatorNotFit:
        return ()


class Persons:
    """Finds whom a call is about."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    async def named(self, service: Service | None, request: Verified) -> tuple[bytes, ...]:
        """The hashes of the identifiers in the call; `NOBODY` alone where there is none to read; () for other services."""
        if service is None or not service.person_in:
            return ()
        if request.body.size > LARGE:
            return await asyncio.to_thread(self._named, service, request)
        return self._named(service, request)

    def _named(self, service: Service, request: Verified) -> tuple[bytes, ...]:
        found = frozenset[str]().union(*(_found(locator, request) for locator in _locators(service.person_in)))
        return tuple(rules.hashed(self._key, one) for one in sorted(found)) or (NOBODY,)


def _found(locator: Locator, request: Verified) -> frozenset[str]:
    match locator.place:
        case PersonPlace.PATH:
            return rules.in_path(locator, readings(request.address.path))
        case PersonPlace.QUERY:
            return rules.in_query(locator, request.address.query)
        case PersonPlace.HEADER:
            return rules.in_headers(locator, request.kept)
        case PersonPlace.JSON:
            return rules.in_json(locator, request.body.memory) if _is_readable(request) else frozenset()


def _is_readable(request: Verified) -> bool:
    body: Body = request.body
    return request.arrived.method in WITH_BODY and not body.is_spooled and 0 < body.size <= IN_MEMORY
