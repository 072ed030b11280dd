"""A demo's events: what a node's modules announce is offered and another node subscribes, without HTTP. Demos alone."""

from simpul.exchange.actions import announcing, grants, subscribing
from simpul.exchange.model.deliveries import Subscribed
from simpul.exchange.model.offers import NewGrant
from simpul.exchange.model.refusals import DemoOnly
from simpul.exchange.model.services import Endpoint, SubjectKind
from simpul.exchange.store import deliveries as store
from simpul.exchange.store import received
from simpul.kernel.actor import Actor
from simpul.kernel.announcing import AnnouncedType
from simpul.kernel.platform import Platform

PURPOSE = "Menampilkan laporan bencana terverifikasi di portal nasional"
LEGAL_BASIS = "Perpres 95/2018 pasal 33; Perpres 39/2019 pasal 2 (data contoh untuk demo)"
PULL = "pull"


def share_events(owner: Platform, subscriber: Platform, *, type: AnnouncedType) -> None:
    """The owner offers the event type and the subscriber's subsystem gets its events. May run again; DemoOnly elsewhere."""
    for platform in (owner, subscriber):
        if not platform.settings.demo:
            raise DemoOnly()
    announcing.offer(owner, Actor.SYSTEM, type=type)
    of, to = owner.settings.agency_code, subscriber.settings.agency_code
    if to not in {one.subject for one in grants.grants(owner, subsystem=of, service=PULL)}:
        endpoint = Endpoint("*", f"/v1/{type.name}")
        right = NewGrant(of, PULL, SubjectKind.SUBSYSTEM, to, PURPOSE, LEGAL_BASIS, endpoint, tier="high")
        grants.give(owner, Actor.SYSTEM, new=right)
    subscribing.prepare_receiving(subscriber, Actor.SYSTEM, owner=of)
    _subscribe(owner, subscriber, type.name)


def _subscribe(owner: Platform, subscriber: Platform, type: str) -> None:
    of, to, target = owner.settings.agency_code, subscriber.settings.agency_code, subscribing.CODE
    made = Subscribed(of, type, to, owner.ids.new(), "push", "active", f"service:{to}/{target}", owner.clock.now())
    with owner.database.writing(Actor.SYSTEM) as unit:
        if not store.add_for_demo(unit.connection, made):
            unit.unaudited("the subscription is there already")
            return
        unit.audit("exchange.event.subscribe", subject=f"{of}/{type}", after={"subscriber": to})
        unit.ring("exchange")
    with subscriber.database.writing(Actor.SYSTEM) as unit:
        received.keep_subscribed(unit.connection, made)
        unit.audit("exchange.event.subscribe", subject=f"{of}/{type}", after={"delivery": "push"})
