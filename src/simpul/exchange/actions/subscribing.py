"""Subscriptions of this node's subsystem to event types of any node, asked for by signed calls. Perpres 95/2018 art. 33."""

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import orjson

from simpul.exchange.actions import grants, services
from simpul.exchange.model.deliveries import Subscribed
from simpul.exchange.model.delivery_refusals import OwnerDoesNotAnswer, OwnerRefused
from simpul.exchange.model.events import Delivery, Standing
from simpul.exchange.model.offer_refusals import ServiceNotFound
from simpul.exchange.model.offers import NewGrant, NewService
from simpul.exchange.model.services import Endpoint, SubjectKind
from simpul.exchange.outside.own_listener import Heard, OwnListener, Sent
from simpul.exchange.rules.events import fit_name
from simpul.exchange.rules.permissions import permit_offer, permit_see_events
from simpul.exchange.store import received as store
from simpul.kernel.actor import Actor
from simpul.kernel.platform import Platform

CODE, URL, TITLE = "events", "module:exchange/events", "Penerimaan peristiwa"
"""The service by which this node takes events; its owners' pushes are calls to it."""
PURPOSE = "Menerima peristiwa yang dilanggan"
LEGAL_BASIS = "Perpres 95/2018 pasal 33"
UNREADABLE = (ValueError, KeyError, TypeError, AttributeError)
"""What comes of reading an answer that is not of the described form."""
LISTED_MOST, TARGET_MOST = 1000, 2000
"""Subscriptions at one owner, and signs of a target, that are taken over from its answer."""
JSON = (("Content-Type", "application/json"), ("Accept", "application/json"))


@dataclass(frozen=True, slots=True)
class Wish:
    """How events shall come: pulled, or pushed to a service's path or a web hook; to this node where nothing is said.

    `ttl`: seconds after which an event is wanted no more; 0: as long as its type keeps it.
    """

    pull: bool = False
    service: str = ""
    webhook: str = ""
    ttl: int = 0

    @property
    def body(self) -> dict[str, Any]:
        """The wish in GovStack's words."""
        options: dict[str, Any] = {"TTL": self.ttl} if self.ttl else {}
        options |= {"service": self.service} if self.service else {}
        options |= {"webhook": self.webhook} if self.webhook else {}
        return {"delivery": "PULL" if self.pull else "PUSH", "options": options}


def subscribe(platform: Platform, actor: Actor, *, owner: str, type: str, wish: Wish) -> Subscribed:
    """This node's subsystem gets the owner's events of the type from now on; OwnerRefused, OwnerDoesNotAnswer, StewardOnly.

    A subscription that is there already is left as it is. Where events come to this node itself, its service `events` is
    there, and the owner may call it.
    """
    permit_offer(actor, platform.settings.agency_code)
    if not (wish.pull or wish.service or wish.webhook):
        prepare_receiving(platform, actor, owner=owner)
    path, body = f"/r1/{owner}/api/v1/subs/{type}", orjson.dumps({"eventType": type, **wish.body})
    listener = OwnListener(platform)
    heard = listener.call(Sent("POST", path, JSON, body))
    if heard.status == 409:
        heard = listener.get(path)
    try:
        made = _subscribed(platform, owner, _told(heard, owner))
    except UNREADABLE:
        raise OwnerRefused(owner=owner, words=f"HTTP {heard.status}") from None
    return _keep(platform, actor, made)


def unsubscribe(platform: Platform, actor: Actor, *, owner: str, type: str) -> None:
    """The subscription is gone, at the owner and here; StewardOnly, OwnerRefused, OwnerDoesNotAnswer."""
    permit_offer(actor, platform.settings.agency_code)
    heard = OwnListener(platform).call(Sent("DELETE", f"/r1/{owner}/api/v1/subs/{type}", JSON))
    if heard.status not in (204, 404):
        _told(heard, owner)
    with platform.database.writing(actor) as unit:
        store.forget_subscribed(unit.connection, owner, type, platform.settings.agency_code)
        unit.audit("exchange.event.unsubscribe", subject=f"{owner}/{type}")


def subscribed(platform: Platform, actor: Actor) -> list[Subscribed]:
    """The subscriptions of this node's subsystem at any node, as their owners last told; EventReadersOnly."""
    permit_see_events(actor, platform.settings.agency_code)
    with platform.database.reading() as unit:
        return store.all_subscribed(unit.connection)


def refresh(platform: Platform) -> None:
    """Each owner at whom this node subscribed was asked how its subscriptions stand; what ended is forgotten."""
    with platform.database.reading() as unit:
        known = store.all_subscribed(unit.connection)
    for owner in sorted({one.owner for one in known}):
        heard = OwnListener(platform).get(f"/r1/{owner}/api/v1/subs")
        _refreshed(platform, owner, heard, [one for one in known if one.owner == owner])


def prepare_receiving(platform: Platform, actor: Actor, *, owner: str) -> None:
    """This node has the service `events`, and the owner may push to it; nothing changes where that is so already."""
    own = platform.settings.agency_code
    try:
        services.find(platform, service=(own, CODE))
    except ServiceNotFound:
        new = NewService(own, CODE, TITLE, URL, endpoints=(Endpoint("POST", "/"),), public=False)
        services.publish(platform, actor, new=new)
    rights, now = grants.grants(platform, subsystem=own, service=CODE), platform.clock.now()
    if owner not in {grant.subject for grant in rights if grant.expires_at is None or grant.expires_at > now}:
        right = NewGrant(own, CODE, SubjectKind.SUBSYSTEM, owner, PURPOSE, LEGAL_BASIS, tier="unlimited")
        grants.give(platform, actor, new=right)


def _refreshed(platform: Platform, owner: str, heard: Heard, known: list[Subscribed]) -> None:
    told = _listed(platform, owner, heard)
    with platform.database.writing(Actor.SYSTEM) as unit:
        unit.unaudited("what another node told of this node's subscriptions, kept for showing")
        for one in known:
            if told is None:
                store.keep_subscribed(unit.connection, replace(one, error=str(heard.status)))
            elif one.type not in told:
                store.forget_subscribed(unit.connection, owner, one.type, one.subscriber)
        for fresh in list((told or {}).values())[:LISTED_MOST]:
            store.keep_subscribed(unit.connection, fresh)


def _listed(platform: Platform, owner: str, heard: Heard) -> dict[str, Subscribed] | None:
    """The subscriptions that the owner tells, by type; None where it does not tell, or not readably."""
    if heard.status == 404:
        return {}
    try:
        items: Any = orjson.loads(heard.body) if heard.status == 200 else None
        found = [_subscribed(platform, owner, item) for item in items]
        return {one.type: one for one in found}
    except UNREADABLE:
        return None


def _keep(platform: Platform, actor: Actor, one: Subscribed) -> Subscribed:
    with platform.database.writing(actor) as unit:
        store.keep_subscribed(unit.connection, one)
        unit.audit("exchange.event.subscribe", subject=f"{one.owner}/{one.type}", after={"delivery": one.delivery})
    return one


def _subscribed(platform: Platform, owner: str, item: dict[str, Any]) -> Subscribed:
    """What the owner tells of a subscription; one of UNREADABLE where it is none."""
    options = item.get("options") or {}
    kind = next((name for name in ("service", "webhook") if options.get(name)), "")
    target, name = (f"{kind}:{options[kind]}" if kind else ""), item["eventType"]
    if not (fit_name(name) and len(target) <= TARGET_MOST and target.isprintable()):
        raise ValueError("no subscription")
    return Subscribed(
        owner=owner,
        type=name,
        subscriber=platform.settings.agency_code,
        id=UUID(item["id"]),
        delivery=Delivery(item["delivery"].lower()).value,
        state=Standing(item.get("state", "active")).value,
        target=target,
        heard_at=platform.clock.now(),
    )


def _told(heard: Heard, owner: str) -> dict[str, Any]:
    """What the owner says; OwnerRefused with its words, OwnerDoesNotAnswer."""
    if not heard.status:
        raise OwnerDoesNotAnswer()
    said: Any = {}
    with suppress(orjson.JSONDecodeError):
        said = orjson.loads(heard.body or b"{}")
    found: dict[str, Any] = said if isinstance(said, dict) else {}
    if heard.status not in (200, 201):
        raise OwnerRefused(owner=owner, words=str(found.get("message") or f"HTTP {heard.status}")[:300])
    return found
