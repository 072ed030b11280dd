"""Webhooks: registered at the desk, called after something has happened, tried again until they are taken in."""

import hashlib
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from simpul import regions
from simpul.disaster.model.webhooks import (
    Delivery,
    DeliveryState,
    Webhook,
    WebhookAddressUnfit,
    WebhookMissing,
    WebhookRegionUnknown,
    WebhooksMany,
)
from simpul.disaster.outside import http
from simpul.disaster.outside.sealing_secrets import opened, sealed
from simpul.disaster.rules import announcing, announcing_events, webhooks
from simpul.disaster.store import webhooks as store
from simpul.kernel.actor import Actor
from simpul.kernel.announcing import Announcement
from simpul.kernel.database.unit import Unit
from simpul.kernel.errors import Unavailable, allows
from simpul.kernel.platform import Platform

TYPES: tuple[str, ...] = (announcing.VERIFIED.name, *(one.name for one in announcing_events.TYPES))
SHOWN = 100
KEPT = timedelta(days=30)
_AT_ONCE, _THREADS, _TIMEOUT = 40, 8, 10.0
_LEASE = timedelta(minutes=2)
_ANSWER_MOST = 64 * 1024


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody registers: a name, an address, the events and the region that it is called for."""

    name: str
    url: str
    types: Sequence[str]
    region: str = ""


@dataclass(frozen=True, slots=True)
class Registered:
    """A webhook with its secret, which is shown this once."""

    webhook: Webhook
    secret: str


def register(platform: Platform, actor: Actor, wanted: Wanted) -> Registered:
    """The webhook, and the secret by which its calls are known. WebhooksForbidden, and what is wrong with it first."""
    webhooks.permit_webhooks(actor)
    name, types = webhooks.named(wanted.name, wanted.types, TYPES)
    url = _address(platform, wanted.url)
    region = _region(platform, actor, wanted.region)
    made = Webhook(platform.ids.new(), name, url, types, region, actor.region or "", platform.clock.now(), actor.id)
    secret = _fresh(platform)
    with platform.database.writing(actor) as unit:
        if len(store.all_of(unit.connection)) >= webhooks.WEBHOOKS_MOST:
            raise WebhooksMany(most=webhooks.WEBHOOKS_MOST)
        store.keep(unit.connection, made, sealed(platform.keys, made.id, secret, _fresh(platform)))
        unit.audit("disaster.webhook.register", subject=str(made.id), after=_audited(made))
    return Registered(made, webhooks.shown(secret))


def renew_secret(platform: Platform, actor: Actor, id: UUID) -> Registered:
    """The webhook with another secret; the old one counts no more."""
    webhook = the_webhook(platform, actor, id)
    secret = _fresh(platform)
    with platform.database.writing(actor) as unit:
        store.change(unit.connection, id, {"secret": sealed(platform.keys, id, secret, _fresh(platform))})
        unit.audit("disaster.webhook.renew", subject=str(id))
    return Registered(webhook, webhooks.shown(secret))


def set_paused(platform: Platform, actor: Actor, id: UUID, *, paused: bool) -> None:
    """The webhook is called no more for the moment, or again; what waited meanwhile is delivered then."""
    the_webhook(platform, actor, id)
    values = {"paused_at": platform.clock.now() if paused else None, "paused_why": "", "failing_since": None}
    _changed(platform, actor, id, "pause" if paused else "resume", values)


def end(platform: Platform, actor: Actor, id: UUID) -> None:
    """The webhook is called no more."""
    the_webhook(platform, actor, id)
    _changed(platform, actor, id, "end", {"ended_at": platform.clock.now()})


def _changed(platform: Platform, actor: Actor, id: UUID, what: str, values: Mapping[str, Any]) -> None:
    with platform.database.writing(actor) as unit:
        store.change(unit.connection, id, values)
        unit.audit(f"disaster.webhook.{what}", subject=str(id))


def listed(platform: Platform, actor: Actor) -> list[tuple[Webhook, dict[DeliveryState, int]]]:
    """The webhooks that this actor may change, each with how many calls stand how."""
    webhooks.permit_webhooks(actor)
    with platform.database.reading() as unit:
        found, counted = store.all_of(unit.connection), store.counts(unit.connection)
    mine = [one for one in found if _may(actor, one)]
    return [(one, {state: counted.get((one.id, state), 0) for state in DeliveryState}) for one in mine]


def the_webhook(platform: Platform, actor: Actor, id: UUID) -> Webhook:
    """The webhook of this id; WebhookMissing for whom it is not."""
    webhooks.permit_webhooks(actor)
    with platform.database.reading() as unit:
        found = store.get(unit.connection, id)
    if found is None or not _may(actor, found):
        raise WebhookMissing()
    return found


def calls(platform: Platform, actor: Actor, id: UUID) -> list[Delivery]:
    """The newest calls of a webhook."""
    the_webhook(platform, actor, id)
    with platform.database.reading() as unit:
        return store.calls_of(unit.connection, id, SHOWN)


def _may(actor: Actor, one: Webhook) -> bool:
    return allows(webhooks.permit_webhooks, actor, one.owner)


def send_test(platform: Platform, actor: Actor, id: UUID) -> Delivery:
    """A call that says it is a test, made at once, with what was answered."""
    webhook, now = the_webhook(platform, actor, id), platform.clock.now()
    told = Announcement(webhooks.TEST, f"test.{platform.ids.new()}", "", now, webhooks.test_data(now))
    made = _call(platform, webhook, told)
    with platform.database.writing(actor) as unit:
        store.queue(unit.connection, [replace(made, due_at=now + _LEASE)])
        unit.audit("disaster.webhook.test", subject=str(id))
    return replace(_made(platform, made, webhook), due_at=None)


def again(platform: Platform, actor: Actor, call: UUID) -> None:
    """The call is made once more, as soon as may be; its receiver knows it by its id."""
    with platform.database.reading() as unit:
        found = store.call(unit.connection, call)
    if found is None:
        raise WebhookMissing()
    the_webhook(platform, actor, found.webhook)
    with platform.database.writing(actor) as unit:
        due = replace(found, state=DeliveryState.WAITING, due_at=platform.clock.now(), tries=0, reason="")
        store.account(unit.connection, due)
        unit.audit("disaster.webhook.again", subject=str(found.webhook), after={"message": found.message})


def queue(platform: Platform, unit: Unit, told: Announcement) -> int:
    """How many webhooks will be called for what is told; each once, however often this is heard."""
    found = [one for one in store.all_of(unit.connection) if webhooks.wants(one.types, one.region, told)]
    return store.queue(unit.connection, [_call(platform, one, told) for one in found])


def _call(platform: Platform, webhook: Webhook, told: Announcement) -> Delivery:
    now = platform.clock.now()
    return Delivery(platform.ids.new(), webhook.id, _name(told), told.type, webhooks.body(told), now, now)


def _name(told: Announcement) -> str:
    """What the call is known by, at every try the same; without a full stop, which parts the words that are signed."""
    return f"msg_{told.id}".replace(".", "_")


def deliver_due(platform: Platform) -> int:
    """How many calls were made in this turn; each is accounted for by itself, so that one slow address holds none up."""
    now = platform.clock.now()
    with platform.database.writing(Actor.SYSTEM) as unit:
        unit.unaudited("a delivery's row is its own account")
        due = store.claim(unit.connection, now, now + _LEASE, _AT_ONCE)
        found = {one.id: one for one in store.all_of(unit.connection)} if due else {}
    ready = [(call, found[call.webhook]) for call in due if call.webhook in found]
    if ready:
        with ThreadPoolExecutor(min(_THREADS, len(ready)), thread_name_prefix="webhooks") as threads:
            list(threads.map(lambda pair: _made(platform, *pair), ready))
    return len(ready)


def _made(platform: Platform, call: Delivery, webhook: Webhook) -> Delivery:
    """The call as it stands after one try."""
    status, reason = _answer(platform, call, webhook)
    now = platform.clock.now()
    well = status is not None and 200 <= status < 300
    tries = call.tries + 1
    due = None if well or status == webhooks.GONE or call.type == webhooks.TEST else webhooks.next_try(tries, now)
    state = DeliveryState.DELIVERED if well else DeliveryState.WAITING if due else DeliveryState.FAILED
    after = replace(call, tries=tries, state=state, status=status, reason=reason, due_at=due)
    after = replace(after, delivered_at=now) if well else after
    with platform.database.writing(Actor.SYSTEM) as unit:
        unit.unaudited("a delivery's row is its own account")
        store.account(unit.connection, after)
        if call.type != webhooks.TEST or well:
            store.change(unit.connection, webhook.id, _health(webhook, status, now, well=well))
    return after


def _health(webhook: Webhook, status: int | None, now: datetime, *, well: bool) -> dict[str, Any]:
    """What a try says of the address: well again, failing, or not to be called any more."""
    if well:
        return {"failing_since": None}
    since = webhook.failing_since or now
    if status == webhooks.GONE:
        return {"failing_since": since, "paused_at": now, "paused_why": "gone"}
    if now - since > webhooks.PAUSED_AFTER:
        return {"failing_since": since, "paused_at": now, "paused_why": "failing"}
    return {"failing_since": since}


def _answer(platform: Platform, call: Delivery, webhook: Webhook) -> tuple[int | None, str]:
    """The status that was answered, or why there was none."""
    with platform.database.reading() as unit:
        seal = store.secrets_of(unit.connection, [webhook.id]).get(webhook.id, b"")
    try:
        secret = opened(platform.keys, webhook.id, seal)
        headers = webhooks.signed(secret, call.message, platform.clock.now(), call.body)
        asked = http.Call("POST", webhook.url, call.body.encode(), headers, _TIMEOUT, _ANSWER_MOST)
        return http.call(platform.settings, asked).status, ""
    except http.AddressRefused:
        return None, "address-refused"
    except Unavailable:
        return None, "no-answer"
    except WebhookMissing:
        return None, "secret-lost"


def erase_due_webhooks(platform: Platform) -> int:
    """How many calls older than thirty days were erased."""
    with platform.database.writing() as unit:
        erased = store.forget(unit.connection, platform.clock.now() - KEPT)
        unit.audit("disaster.erase", subject="disaster_webhook_delivery", after={"deliveries": erased})
    return erased


def _address(platform: Platform, given: str) -> str:
    url, networks = given.strip(), platform.settings.disaster_private_networks
    try:
        http.permit_address(url, networks)
    except http.AddressRefused:
        raise WebhookAddressUnfit() from None
    if len(url) > 500 or not url.isascii() or not (url.startswith("https://") or networks):
        raise WebhookAddressUnfit()
    return url


def _region(platform: Platform, actor: Actor, given: str) -> str:
    """The region that a webhook is called for: the officer's own, or one in it; any for an administrator."""
    mine = "" if actor.has(webhooks.ADMIN) else actor.region or ""
    code = given.strip() or mine
    if not code:
        return ""
    if mine and code != mine and not code.startswith(f"{mine}."):
        raise WebhookRegionUnknown()
    try:
        return regions.get(platform, code).code
    except regions.RegionUnknown:
        raise WebhookRegionUnknown() from None


def _fresh(platform: Platform) -> bytes:
    """32 bytes of chance."""
    return hashlib.sha256(platform.ids.token().encode()).digest()


def _audited(one: Webhook) -> dict[str, Any]:
    return {"name": one.name, "types": list(one.types), "region": one.region, "owner": one.owner}
