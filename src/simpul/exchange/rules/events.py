"""Event types and GovStack's shapes of events and subscriptions. Pure. PROTOCOL §1 end; GovStack PubSub API 2.0.0."""

import hashlib
import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import orjson

from simpul.exchange.model.event_refusals import EventDaysNotFit, EventSchemaNotFit, EventTextNotFit, EventTypeNameNotFit
from simpul.exchange.model.events import Delivery, EventType, KeptEvent, NewEventType, Subscription
from simpul.exchange.model.names import BadName, ServiceId, decoded
from simpul.exchange.model.services import Grant
from simpul.exchange.rules import schemas
from simpul.exchange.rules.access import Caller, permitting
from simpul.exchange.rules.paths import Readings

DAYS_MOST = 3650
TTL_MOST = DAYS_MOST * 86_400
TITLE_MOST, DESCRIPTION_MOST, URL_MOST = 200, 2000, 1000
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,99}")
_ITEMS = UUID("5ba30bb0-39ef-5af1-9f83-0f3a4f9c1c7e")
"""The name space of items' ids (RFC 9562 §5.5)."""
_PARTS = ("instanceId", "memberClass", "memberCode", "applicationCode")


def fit_name(name: str) -> bool:
    """Whether an event type may be called so: 2 to 100 of letters, digits, `.`, `-`, `_`, a letter or digit first."""
    return _NAME.fullmatch(name) is not None


def event_type(asked: NewEventType, at: datetime) -> EventType:
    """The event type as it is kept; EventTypeNameNotFit, EventSchemaNotFit, EventDaysNotFit, EventTextNotFit."""
    if not fit_name(asked.name):
        raise EventTypeNameNotFit()
    if not 1 <= asked.days <= DAYS_MOST:
        raise EventDaysNotFit()
    title, description = asked.title.strip(), asked.description.strip()
    if len(title) > TITLE_MOST or len(description) > DESCRIPTION_MOST or not title.isprintable() or "\0" in description:
        raise EventTextNotFit()
    return EventType(
        owner=asked.owner,
        name=asked.name,
        schema=schemas.kept(asked.schema),
        added_at=at,
        title=title,
        description=description,
        classification=asked.classification,
        public=asked.public,
        days=asked.days,
    )


def source_of(subsystem: str) -> str:
    """The CloudEvents source of what a subsystem publishes, where the event names none."""
    return f"/{subsystem}"


def item_of(owner: str, source: str, id: str) -> UUID:
    """The UUID by which an event is fetched, stopped and acknowledged; the same whenever the same event is sent again.

    It is the CloudEvent's own id where that is a UUID and the source is the owner's own; else made of source and id, so
    that nobody can choose the number of another's event.
    """
    if source == source_of(owner):
        try:
            own = UUID(id)
        except ValueError:
            own = None
        if own is not None and str(own) == id:
            return own
    digest = hashlib.sha1(_ITEMS.bytes + f"{source}\n{id}".encode(), usedforsecurity=False).digest()
    return UUID(bytes=digest[:16], version=5)


def may_take(grants: Iterable[Grant], caller: Caller, type: str, now: datetime) -> Grant | None:
    """The grant on the code `pull` by which the caller may have events of the type: one for `GET /v1/<type>`."""
    return permitting(grants, caller, method="GET", readings=Readings(frozenset({f"/v1/{type}"})), now=now)


def may_publish(grants: Iterable[Grant], caller: Caller, type: str, now: datetime) -> Grant | None:
    """The grant on the code `pub` by which the caller may publish events of the type: one for `POST /v1/<type>`."""
    return permitting(grants, caller, method="POST", readings=Readings(frozenset({f"/v1/{type}"})), now=now)


def wanted_since(subscription: Subscription, days: int, now: datetime) -> datetime:
    """Events taken up before this instant are delivered no more: their type has let go of them, or the subscriber has."""
    kept = timedelta(days=days)
    return now - (kept if subscription.ttl is None else min(kept, timedelta(seconds=subscription.ttl)))


def delivered(event: KeptEvent) -> bytes:
    """The CloudEvent as a subscriber gets it: with `simpulsequence` (its place) and `simpulitem` (to acknowledge it by)."""
    return b'%b,"simpulsequence":"%d","simpulitem":"%b"}' % (event.content[:-1], event.seq, str(event.item).encode())


def event_item(event: KeptEvent) -> dict[str, Any]:
    """GovStack's EventItem."""
    told = orjson.loads(event.content)
    return {
        "id": str(event.item),
        "sequence": event.seq,
        "publisherId": party(event.publisher),
        "eventType": event.type,
        "event": told.get("data"),
    }


def subscription_item(subscription: Subscription, days: int) -> dict[str, Any]:
    """GovStack's SubscriptionItem, with the state and, where it is pushed, the target."""
    kind, _, target = subscription.target.partition(":")
    ttl = days * 86_400 if subscription.ttl is None else subscription.ttl
    options: dict[str, Any] = {"TTL": ttl, "FIFO": subscription.fifo}
    if subscription.delivery is Delivery.PUSH:
        options[kind] = target
    return {
        "id": str(subscription.id),
        "subscriberId": party(subscription.subscriber),
        "eventType": subscription.type,
        "delivery": subscription.delivery.name,
        "options": options,
        "state": subscription.state.value,
    }


def party(path: str) -> dict[str, str]:
    """A subsystem or member in GovStack's words."""
    return dict(zip(_PARTS, (decoded(part) for part in path.split("/")), strict=False))


def type_item(type: EventType) -> dict[str, Any]:
    """GovStack's EventType, with what we know beyond it."""
    return {
        "eventType": type.name,
        "schema": orjson.loads(type.schema),
        "title": type.title,
        "description": type.description,
        "classification": type.classification.value,
        "days": type.days,
    }


def is_webhook(url: str) -> bool:
    """Whether events may be posted there, as far as its text says: https, a host, no user, no fragment."""
    if not (url.isascii() and url.isprintable() and len(url) <= URL_MOST) or any(sign in url for sign in "# \\"):
        return False
    try:
        parts = urlsplit(url)
        fits = parts.port != 0
    except ValueError:
        return False
    return fits and parts.scheme == "https" and bool(parts.hostname) and "@" not in parts.netloc


def is_of_member(service: str, client: str) -> bool:
    """Whether the service's path is one of the client's own agency: nobody has events pushed to somebody else."""
    try:
        name = ServiceId.parse(service)
    except BadName:
        return False
    own = name.subsystem.member.path == "/".join(client.split("/")[:3])
    return own and name.path == service and len(service) <= URL_MOST


def parsed(schema: str) -> Any:
    """The schema that a text holds; EventSchemaNotFit when it is no JSON."""
    try:
        return orjson.loads(schema)
    except orjson.JSONDecodeError:
        raise EventSchemaNotFit(reason="it is no JSON") from None
