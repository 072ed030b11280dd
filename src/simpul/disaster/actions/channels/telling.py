"""What residents are told in other programs: queued with what it is about, sent at once after the commit, tried again."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta
from functools import partial
from uuid import UUID

import orjson
import structlog
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from simpul.disaster.actions import subscribing
from simpul.disaster.model.channels import AddressGone, Choice, NotTaken, Outgoing
from simpul.disaster.outside.channels import adapter
from simpul.disaster.outside.sealing_addresses import opened_address, person_hash
from simpul.disaster.rules.conversing import patience
from simpul.disaster.store import channels as store
from simpul.kernel.database.unit import Unit
from simpul.kernel.errors import Unavailable
from simpul.kernel.keys import Keys
from simpul.kernel.platform import Platform

TOPIC = "disaster.channels"
"""What is rung when something waits to be said."""
LEASE = timedelta(seconds=60)
"""A message is somebody's for so long; if they died with it, it is sent by another then."""
BATCH = 16
_PURPOSE = "disaster.channels.body"
_log = structlog.get_logger("simpul.disaster.channels")


def queue(unit: Unit, keys: Keys, to: tuple[str, str], said: Sequence[Outgoing], *, key: str = "") -> int:
    """How many of these messages will be sent once the unit has committed, in their order.

    `to` is a channel and a person's hash there, whose chat is known. A message whose `key` was used before is not said
    again; the key is for the first of them, and the others go with it.
    """
    now = unit.clock.now()
    rows = []
    for nth, one in enumerate(said):
        fresh = UUID(unit.ids.random())
        named = (f"{key}:{nth}" if nth else key) if key else None
        body = _sealed(keys, fresh, one)
        row = {"id": fresh, "channel": to[0], "person": to[1], "key": named, "body": body, "at": now, "due_at": now}
        rows.append(row)
    queued = store.queue(unit.connection, rows)
    if queued:
        unit.ring(TOPIC)
    return queued


def _sealed(keys: Keys, id: UUID, said: Outgoing) -> bytes:
    """The message, encrypted for its row: a row's id is used for one seal only, and so serves as the nonce."""
    return AESGCM(keys.derive(_PURPOSE)).encrypt(id.bytes[:12], orjson.dumps(asdict(said)), id.bytes)


def _opened(keys: Keys, one: store.Waiting) -> Outgoing | None:
    """The message; None where the seal was not made for this row by this node."""
    try:
        told = orjson.loads(AESGCM(keys.derive(_PURPOSE)).decrypt(one.id.bytes[:12], one.body, one.id.bytes))
    except InvalidTag:
        return None
    return Outgoing(**told | {"choices": tuple(Choice(**choice) for choice in told["choices"])})


def take_due(platform: Platform, channel: str, most: int = BATCH) -> list[store.Waiting]:
    """Messages of this channel that are due, at most one of each person, taken for a minute."""
    now = platform.clock.now()
    with platform.database.writing() as unit:
        unit.unaudited("a message on its way decides nothing")
        return store.take_due(unit.connection, channel, now=now, lease=now + LEASE, most=most)


def send_one(platform: Platform, one: store.Waiting) -> bool:
    """Whether the message was sent; otherwise it waits for its next try, or was given up for good."""
    found = adapter(platform.settings, one.channel)
    address, said = opened_address(platform.keys, one.person, one.address), _opened(platform.keys, one)
    if found is None or said is None or not address:
        return _finished(platform, one, store.GIVEN_UP)
    try:
        found.send(platform.settings, address, said)
    except AddressGone:
        forget(platform, one.channel, address)
        return False
    except NotTaken:
        _log.warning("channel.not_taken", channel=one.channel)
        return _finished(platform, one, store.GIVEN_UP)
    except Unavailable as busy:
        return _later(platform, one, busy)
    return _finished(platform, one, store.SENT)


def _finished(platform: Platform, one: store.Waiting, state: str) -> bool:
    with platform.database.writing() as unit:
        unit.unaudited("a message that was sent decides nothing")
        store.done(unit.connection, one.number, state, unit.clock.now())
        unit.ring(TOPIC)  # the same person's next message is due now
    return state == store.SENT


def _later(platform: Platform, one: store.Waiting, busy: Unavailable) -> bool:
    now = platform.clock.now()
    wait = patience.wait(one.tries, busy.facts.get("seconds"))
    if now + wait > one.at + patience.LONGEST:
        _log.warning("channel.given_up", channel=one.channel, tries=one.tries)
        return _finished(platform, one, store.GIVEN_UP)
    with platform.database.writing() as unit:
        unit.unaudited("a message that waits decides nothing")
        store.later(unit.connection, one.number, now + wait)
    return False


def send_due(platform: Platform, channel: str) -> int:
    """How many messages were sent now, one after the other; for commands and tests, where no worker does."""
    sent = 0
    while taken := take_due(platform, channel):
        sent += sum(map(partial(send_one, platform), taken))
    return sent


def forget(platform: Platform, channel: str, address: str) -> None:
    """Nothing is known of who cannot be reached any more, and they are told nothing more."""
    with platform.database.writing() as unit:
        unit.unaudited("who leaves a channel is forgotten; their subscription's end has its row")
        store.forget_person(unit.connection, channel, person_hash(platform.keys, channel, address))
    subscribing.unsubscribe(platform, channel, address)
