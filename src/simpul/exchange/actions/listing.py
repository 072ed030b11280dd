"""Public services of all nodes, in one list: heard by asking each subsystem through the exchange, some at a time."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from urllib.parse import quote

import orjson

from simpul.exchange.actions.trust import trust, trust_state
from simpul.exchange.model.listing import EVENT_ROOM, ListedService
from simpul.exchange.model.names import BadName, decoded, encoded
from simpul.exchange.model.refusals import NoTrustList
from simpul.exchange.model.register import TrustList
from simpul.exchange.model.services import Service, ServiceKind
from simpul.exchange.outside.own_listener import OwnListener
from simpul.exchange.rules import catalogue, openapi
from simpul.exchange.rules import listing as rules
from simpul.exchange.store import listing as store
from simpul.exchange.store import services as own_store
from simpul.kernel.platform import Platform

EVERY = timedelta(seconds=30)
PER_RUN = 50
LONGEST = 20.0
"""Seconds after which a run asks nobody else: the node has other regular work."""
SHARE = 5.0
"""Seconds after which one subsystem's descriptions wait for the next run."""
PATIENCE = 4.0
DESCRIPTIONS_PER_RUN = 100


@dataclass(slots=True)
class _Run:
    """One run: by which way, until when, which nodes gave no answer, how many descriptions may still be fetched.

    `until`: for how long the subsystem that is being asked is asked for descriptions.
    """

    listener: OwnListener
    known: TrustList
    end: float
    silent: set[str] = field(default_factory=set)
    left: int = DESCRIPTIONS_PER_RUN
    until: float = 0.0

    def node_of(self, subsystem: str) -> str:
        """The node at which the subsystem is reached."""
        found = self.known.subsystems.get(subsystem)
        return found.node if found else ""


def refresh(platform: Platform) -> None:
    """The services of up to fifty subsystems are listed anew; what the directory no longer has is gone from the list.

    Whoever does not answer keeps what is listed, with the time when it was seen. Nothing where the node is in no exchange.
    """
    if trust_state(platform) is None:
        return
    run = _Run(OwnListener(platform, patience=PATIENCE), trust(platform), time.monotonic() + LONGEST)
    try:
        everybody = rules.subsystems_in(run.listener.get("/listClients").body)
    except ValueError:
        list_own(platform)
        return
    with platform.database.writing() as unit:
        unit.unaudited("others' services, kept for searching")
        store.forget_others(unit.connection, {path for path, _, _ in everybody})
    list_own(platform)
    others = [one for one in everybody if run.node_of(one[0]) != platform.settings.agency_code]
    for path, name, member in rules.turn(others, most=PER_RUN, at=platform.clock.now(), every=EVERY):
        if time.monotonic() < run.end and run.node_of(path) not in run.silent:
            _list(platform, run, ListedService(path, name, "", "", (), platform.clock.now(), member=member))


def list_own(platform: Platform) -> None:
    """The public services and event types of this node are listed as they are now, with their descriptions."""
    known, home = trust(platform), platform.settings.agency_code
    for path, one in known.subsystems.items():
        if one.node != home:
            continue
        member = known.members.get("/".join(path.split("/")[:3]))
        with platform.database.writing() as unit:
            unit.unaudited("this node's own services, kept for searching")
            every = own_store.services(unit.connection)
            offered = [each for each in every if each.subsystem == path and each.public]
            types = store.event_types(unit.connection, path)
            told = catalogue.told(path, offered, types)
            found = catalogue.read(told, path, one.name, platform.clock.now())
            kept = [replace(each, member=member.name if member else "", node=home) for each in found]
            store.keep_listing(unit.connection, path, kept)
            schemas = {each.name: each.schema.encode() for each in types}
            documents = {each.code: _served(each) for each in offered if each.description}
            for each in kept:
                content = schemas.get(each.code) if each.is_event else documents.get(decoded(each.code))
                if content:
                    store.keep_description(unit.connection, each.service, each.digest, content, platform.clock.now())


def is_offered_here(platform: Platform, path: str) -> bool:
    """Whether the path names a public service or event type of a subsystem of this node."""
    owner, code = "/".join(path.split("/")[:4]), path.rpartition("/")[2]
    try:
        one = trust(platform).subsystems.get(owner)
        named = decoded(code)
    except (NoTrustList, BadName):
        return False
    if one is None or one.node != platform.settings.agency_code:
        return False
    with platform.database.reading() as unit:
        if path == f"{owner}/{EVENT_ROOM}/{code}":
            return any(each.name == named for each in store.event_types(unit.connection, owner))
        found = own_store.service(unit.connection, owner, named)
        return found is not None and found.public


def _served(service: Service) -> bytes:
    """The description as everybody may read it: without the back end's own addresses."""
    document = openapi.parsed(service.description.encode())
    url = f"/r1/{service.subsystem}/{encoded(service.code)}"
    return orjson.dumps(openapi.served(document, url)) if document else b""


def services(platform: Platform) -> tuple[ListedService, ...]:
    """Every public service that is known in the exchange, by whose it is."""
    with platform.database.reading() as unit:
        return tuple(one for one in store.listing(unit.connection) if not one.is_event)


def _list(platform: Platform, run: _Run, whose: ListedService) -> None:
    """What the subsystem tells of its services is listed; `whose` has its path and names."""
    subsystem = whose.service
    run.until = min(run.end, time.monotonic() + SHARE)
    heard = run.listener.get(f"/r1/{subsystem}/api/v1/catalogue")
    if heard.status == 0 or rules.is_away(heard.body if heard.status != 200 else b""):
        run.silent.add(run.node_of(subsystem))
        return
    documents: dict[str, bytes] = {}
    try:
        if heard.status == 200:
            found = catalogue.read(heard.body, subsystem, whose.agency, whose.seen_at)
        else:
            found, documents = _of_another_kind(run, whose)
    except ValueError:
        return
    found = [replace(one, member=whose.member, node=run.node_of(subsystem)) for one in found]
    with platform.database.writing() as unit:
        unit.unaudited("others' services, kept for searching")
        store.keep_listing(unit.connection, subsystem, found)
        for path, document in documents.items():
            store.keep_description(unit.connection, path, catalogue.digest(document), document, whose.seen_at)
        missing = store.undescribed(unit.connection, subsystem)
    _describe(platform, run, [one for one in found if one.service in set(missing) - documents.keys()])


def _of_another_kind(run: _Run, whose: ListedService) -> tuple[list[ListedService], dict[str, bytes]]:
    """The services and descriptions of a node that knows no catalogue, such as X-Road's; ValueError if it tells none."""
    heard = run.listener.get(f"/r1/{whose.service}/listMethods")
    if heard.status != 200:
        raise ValueError("neither a catalogue nor a list of methods")
    found, documents = [], {}
    for one in rules.services_in(heard.body, whose.service, whose.agency, whose.seen_at):
        document = _document(run, one) if one.kind == ServiceKind.OPENAPI and time.monotonic() < run.until else b""
        if document:
            documents[one.service] = document
        summary, title = catalogue.summary_in(document), rules.title_in(document)
        found.append(replace(one, title=title, summary=summary, digest=catalogue.digest(document)))
    return found, documents


def _describe(platform: Platform, run: _Run, services: Sequence[ListedService]) -> None:
    """The descriptions of these services are fetched and kept, as far as the run's time and number go."""
    for one in services:
        if run.left <= 0 or time.monotonic() >= run.until:
            return
        run.left -= 1
        document = _document(run, one)
        if document:
            with platform.database.writing() as unit:
                unit.unaudited("others' descriptions, kept for showing")
                store.keep_description(unit.connection, one.service, one.digest, document, platform.clock.now())


def _document(run: _Run, one: ListedService) -> bytes:
    """The service's OpenAPI description, or the event type's schema; empty where it does not come or is no JSON."""
    if one.is_event:
        heard = run.listener.get(f"/r1/{one.subsystem}/api/v1/eventType/{one.code}")
        return rules.schema_in(heard.body) if heard.status == 200 else b""
    code = quote(decoded(one.code), safe="")
    heard = run.listener.get(f"/r1/{one.subsystem}/getOpenAPI?serviceCode={code}")
    return heard.body if heard.status == 200 and openapi.parsed(heard.body) is not None else b""
