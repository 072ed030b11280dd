"""A second subsystem on a demo's node: another office of the same government, which tells the first one what happened.

Nothing goes round the exchange: what it tells is kept as its events and pushed by signed calls. Demos alone.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any

from simpul.exchange.actions import events, founding, grants, subscribing, trust
from simpul.exchange.model.deliveries import Subscribed
from simpul.exchange.model.event_refusals import EventTypeTaken
from simpul.exchange.model.events import ModuleEvent, NewEventType
from simpul.exchange.model.offers import NewGrant
from simpul.exchange.model.refusals import DemoOnly
from simpul.exchange.model.register import Subsystem
from simpul.exchange.model.services import Endpoint, SubjectKind
from simpul.exchange.rules import statements as said
from simpul.exchange.store import deliveries, received
from simpul.exchange.store import register as store
from simpul.kernel.actor import Actor
from simpul.kernel.announcing import AnnouncedType
from simpul.kernel.platform import Platform

FLOODS = ("ID/GOV/8205/BPBD", "BPBD Kabupaten Teluk Bintuni (contoh)")
PURPOSE = "Mengawasi malaria di kampung yang dilanda banjir (data contoh untuk demo)"
LEGAL_BASIS = "Perpres 95/2018 pasal 33; Permenkes 22/2022 (data contoh untuk demo)"


def register(operator: Platform, host: Platform, *, subsystem: tuple[str, str]) -> None:
    """The register has the subsystem (path, name) on the host's node. May run again; DemoOnly elsewhere."""
    _check(operator)
    path, name = subsystem
    if path in trust.trust(operator).subsystems:
        return
    with operator.database.writing(Actor.SYSTEM) as unit:
        store.lock(unit.connection)
        stated = said.said_subsystem(Subsystem(path, name, host.settings.agency_code), unit.clock.now())
        founding.written(operator, unit, [stated])
        unit.audit("exchange.register.example", subject=path, after={"node": host.settings.agency_code})


def connect(host: Platform, *, owner: str, type: AnnouncedType) -> None:
    """The host's own subsystem gets the owner's events of this type, marked as made up. May run again; DemoOnly."""
    _check(host)
    marked = of_synthetic(type)
    with suppress(EventTypeTaken):
        new = NewEventType(owner, marked.name, marked.schema, marked.title, marked.description)
        events.add_type(host, Actor.SYSTEM, new=new)
    own = host.settings.agency_code
    if own not in {one.subject for one in grants.grants(host, subsystem=owner, service="pull")}:
        endpoint = Endpoint("*", f"/v1/{type.name}")
        right = NewGrant(owner, "pull", SubjectKind.SUBSYSTEM, own, PURPOSE, LEGAL_BASIS, endpoint, tier="high")
        grants.give(host, Actor.SYSTEM, new=right)
    subscribing.prepare_receiving(host, Actor.SYSTEM, owner=owner)
    _subscribe(host, owner, type.name)


def tell(host: Platform, *, owner: str, type: str, told: tuple[str, datetime, Mapping[str, Any]]) -> None:
    """The owner has told this (id, time, data), once however often this is called."""
    _check(host)
    name, at, data = told
    one = ModuleEvent(owner, type, name, at, data, str(data.get("number", "")))
    events.publish_from_module(host, event=one)


def of_synthetic(type: AnnouncedType) -> AnnouncedType:
    """The same type, whose data also say that they are made up."""
    properties = {**type.schema["properties"], "synthetic": {"const": True}}
    return replace(type, schema={**type.schema, "properties": properties})


def _subscribe(host: Platform, owner: str, type: str) -> None:
    own, target = host.settings.agency_code, f"service:{host.settings.agency_code}/{subscribing.CODE}"
    made = Subscribed(owner, type, own, host.ids.new(), "push", "active", target, host.clock.now())
    with host.database.writing(Actor.SYSTEM) as unit:
        if not deliveries.add_for_demo(unit.connection, made):
            unit.unaudited("the subscription is there already")
            return
        received.keep_subscribed(unit.connection, made)
        unit.audit("exchange.event.subscribe", subject=f"{owner}/{type}", after={"subscriber": own})
        unit.ring("exchange")


def _check(platform: Platform) -> None:
    if not platform.settings.demo:
        raise DemoOnly()
