"""Public services of all nodes, in one list: heard by asking each subsystem through the exchange, some at a time."""

import time
from dataclasses import replace
from datetime import timedelta

from simpul.exchange.actions.trust import trust_state
from simpul.exchange.model.listing import ListedService
from simpul.exchange.model.services import ServiceKind
from simpul.exchange.outside.own_listener import OwnListener
from simpul.exchange.rules import listing as rules
from simpul.exchange.store import listing as store
from simpul.kernel.platform import Platform

EVERY = timedelta(seconds=30)
PER_RUN = 50
LONGEST = 20.0
"""Seconds after which a run asks nobody else: the node has other regular work."""


def refresh(platform: Platform) -> None:
    """The services of up to fifty subsystems are listed anew; what the directory no longer has is gone from the list.

    Whoever does not answer keeps what is listed, with the time when it was seen. Nothing where the node is in no exchange.
    """
    if trust_state(platform) is None:
        return
    listener, end = OwnListener(platform), time.monotonic() + LONGEST
    try:
        everybody = rules.subsystems_in(listener.get("/listClients").body)
    except ValueError:
        return
    with platform.database.writing() as unit:
        unit.unaudited("others' services, kept for searching")
        store.forget_others(unit.connection, {path for path, _ in everybody})
    for path, name in rules.turn(everybody, most=PER_RUN, at=platform.clock.now(), every=EVERY):
        if time.monotonic() < end:
            _list(platform, listener, path, name)


def services(platform: Platform) -> tuple[ListedService, ...]:
    """Every public service that is known in the exchange, by whose it is."""
    with platform.database.reading() as unit:
        return tuple(store.listing(unit.connection))


def _list(platform: Platform, listener: OwnListener, subsystem: str, agency: str) -> None:
    heard = listener.get(f"/r1/{subsystem}/listMethods")
    if heard.status != 200:
        return
    try:
        found = rules.services_in(heard.body, subsystem, agency, platform.clock.now())
    except ValueError:
        return
    titled = [replace(one, title=_title(listener, one)) for one in found]
    with platform.database.writing() as unit:
        unit.unaudited("others' services, kept for searching")
        store.keep_listing(unit.connection, subsystem, titled)


def _title(listener: OwnListener, one: ListedService) -> str:
    """The service's title as its description has it; empty where it has none."""
    if one.kind != ServiceKind.OPENAPI:
        return ""
    code = one.service.rsplit("/", 1)[1]
    heard = listener.get(f"/r1/{one.subsystem}/getOpenAPI?serviceCode={code}")
    return rules.title_in(heard.body) if heard.status == 200 else ""
