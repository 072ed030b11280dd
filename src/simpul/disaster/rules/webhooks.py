"""How a webhook's call is signed, who may register one, when it is tried again. Standard Webhooks 1.0.0."""

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import orjson

from simpul.disaster.model.webhooks import WebhookNameMissing, WebhooksForbidden, WebhookTypesMissing
from simpul.kernel.actor import Actor
from simpul.kernel.announcing import Announcement

ADMIN, OFFICER = "node.admin", "disaster.officer"
PREFIX = "whsec_"
SECRET_BYTES = 32
NAME_MOST = 80
WEBHOOKS_MOST = 100
TEST = "disaster.test"
TOLERANCE = timedelta(minutes=5)
"""How old a call may be for who checks it: an older one is a replay."""
PAUSES: tuple[timedelta, ...] = (
    timedelta(seconds=5),
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
)
"""How long until the next try, after each one that failed: two days and some hours in all."""
GONE = 410
"""The answer of an address that wants no more calls."""
PAUSED_AFTER = timedelta(days=5)
"""An address that took nothing in for so long is not called any more."""


def permit_webhooks(actor: Actor, owner: str | None = None) -> None:
    """WebhooksForbidden: administrators, and duty officers for webhooks that their own agency has."""
    if actor.has(ADMIN):
        return
    mine = actor.region or ""
    if not actor.has(OFFICER) or (owner is not None and mine and not _inside(owner, mine)):
        raise WebhooksForbidden()


def _inside(code: str, region: str) -> bool:
    return code == region or code.startswith(f"{region}.")


def named(name: str, types: Sequence[str], known: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """The name and the types as they are kept; WebhookNameMissing, WebhookTypesMissing."""
    told = " ".join(name.split())
    if not told or len(told) > NAME_MOST:
        raise WebhookNameMissing(most=NAME_MOST)
    chosen = tuple(one for one in known if one in set(types))
    if not chosen:
        raise WebhookTypesMissing()
    return told, chosen


def wants(types: Sequence[str], region: str, told: Announcement) -> bool:
    """Whether a webhook of these types and this region is called for what is told."""
    if told.type not in types:
        return False
    codes = told.data.get("regions") or [told.data.get("region") or ""]
    return not region or any(not code or _inside(code, region) or _inside(region, code) for code in codes)


def body(told: Announcement) -> str:
    """The call's body: type, time and data, as the standard names them."""
    return orjson.dumps({"type": told.type, "timestamp": told.at.isoformat(), "data": dict(told.data)}).decode()


def shown(secret: bytes) -> str:
    """The secret as people keep it."""
    return PREFIX + base64.b64encode(secret).decode()


def signed(secret: bytes, message: str, at: datetime, content: str) -> Mapping[str, str]:
    """The headers of a call that is made at `at`: who checks them knows that it is ours, whole and fresh."""
    seconds = int(at.timestamp())
    return {
        "webhook-id": message,
        "webhook-timestamp": str(seconds),
        "webhook-signature": f"v1,{_signature(secret, message, seconds, content)}",
        "content-type": "application/json",
        "user-agent": "Simpul-Webhooks/1",
    }


def _signature(secret: bytes, message: str, seconds: int, content: str) -> str:
    told = f"{message}.{seconds}.{content}".encode()
    return base64.b64encode(hmac.digest(secret, told, hashlib.sha256)).decode()


def genuine(secret: bytes, headers: Mapping[str, str], content: str, now: datetime) -> bool:
    """Whether a call is signed with the secret, and not older (or newer) than five minutes. For who is called."""
    try:
        message, given = headers["webhook-id"], headers["webhook-timestamp"]
        signatures, seconds = headers["webhook-signature"].split(), int(given)
    except (KeyError, ValueError):
        return False
    if abs(now.timestamp() - seconds) > TOLERANCE.total_seconds():
        return False
    right = f"v1,{_signature(secret, message, seconds, content)}".encode()
    return any(hmac.compare_digest(one.encode(), right) for one in signatures)


def next_try(tries: int, now: datetime) -> datetime | None:
    """When a call that failed `tries` times is made again; None when it is given up."""
    return now + PAUSES[tries - 1] if tries <= len(PAUSES) else None


def test_data(now: datetime) -> Mapping[str, Any]:
    """What a test says."""
    return {"message": "A test. Nothing has happened.", "at": now.isoformat()}
