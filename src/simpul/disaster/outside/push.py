"""Web push (RFC 8030, RFC 8291, RFC 8292): a message, encrypted for one browser, by the push service its maker runs.

The node's VAPID key is derived from its root secret: the same after a restart and a restored backup, and stored nowhere.
An address is `endpoint`, `p256dh` and `auth` as JSON, as the browser gave them.
"""

import base64
import hashlib
from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import orjson
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from py_vapid import Vapid02
from pywebpush import WebPusher

from simpul.disaster.model.channels import AddressGone, ChannelBusy, NotTaken
from simpul.disaster.model.notices import Message
from simpul.disaster.model.subscription_refusals import AddressUnreadable
from simpul.disaster.outside.http import AddressRefused, Call, call, permit_address
from simpul.kernel.clock import Clock
from simpul.kernel.errors import Unavailable
from simpul.kernel.keys import Keys
from simpul.kernel.settings import Settings

_PURPOSE = "disaster.push.vapid"
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""Of NIST P-256 (SEC 2)."""
_ENDPOINT_MOST, _TEXT_MOST = 1500, 1200
_VALID = 12 * 3600


def public_key(keys: Keys) -> str:
    """The node's public VAPID key as browsers take it (`applicationServerKey`)."""
    point = _key(keys).public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    return _plain(point)


def address(settings: Settings, endpoint: str, p256dh: str, auth: str) -> str:
    """A browser's subscription as an address; AddressUnreadable where it is none, or leads into inner networks."""
    try:
        permit_address(endpoint, settings.disaster_private_networks)
        point, secret = _bytes(p256dh), _bytes(auth)
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except (AddressRefused, ValueError):
        raise AddressUnreadable() from None
    inner = bool(settings.disaster_private_networks) and endpoint.startswith("http://")
    fits = len(endpoint) <= _ENDPOINT_MOST and (endpoint.startswith("https://") or inner)
    if not fits or len(point) != 65 or len(secret) != 16:
        raise AddressUnreadable()
    return orjson.dumps([endpoint, _plain(point), _plain(secret)]).decode()


def send(settings: Settings, keys: Keys, clock: Clock, to: str, message: Message) -> None:
    """The push service took the message. Unavailable (ChannelBusy) to try again, AddressGone, NotTaken."""
    endpoint, p256dh, auth = orjson.loads(to)
    pusher = WebPusher({"endpoint": endpoint, "keys": {"p256dh": p256dh, "auth": auth}})
    body = bytes(pusher.encode(orjson.dumps(_content(message)), content_encoding="aes128gcm")["body"])
    headers = {
        "content-encoding": "aes128gcm",
        "content-type": "application/octet-stream",
        "ttl": str(message.lasts),
        "urgency": "high" if message.urgent else "normal",
        "topic": hashlib.sha256(message.about.encode()).hexdigest()[:32],
        **_signed(settings, keys, clock, endpoint),
    }
    try:
        reply = call(settings, Call("POST", endpoint, body, headers, most=64 * 1024))
    except AddressRefused:
        raise AddressGone() from None
    _judge(reply.status, reply.headers)


def _judge(status: int, headers: Mapping[str, str]) -> None:
    if status in (404, 410):
        raise AddressGone()
    if status == 429:
        said = headers.get("retry-after", "")
        raise ChannelBusy(seconds=min(int(said), 3600) if said.isascii() and said.isdigit() else 60)
    if status >= 500:
        raise Unavailable(part="push")
    if status >= 300:
        raise NotTaken()


def _content(message: Message) -> dict[str, Any]:
    """What the service worker shows; together it must fit into the 4096 bytes that every push service takes."""
    return {
        "title": message.title[:300],
        "body": message.text.encode()[:_TEXT_MOST].decode("utf-8", "ignore"),
        "link": message.link,
        "leave": message.leave,
        "stop": message.stop,
        "tag": message.about,
        "urgent": message.urgent,
        "lang": message.language,
    }


def _signed(settings: Settings, keys: Keys, clock: Clock, endpoint: str) -> dict[str, str]:
    parts = urlsplit(endpoint)
    who = settings.public_url if settings.secure else "mailto:simpul@localhost"
    claims = {"aud": f"{parts.scheme}://{parts.netloc}", "exp": int(clock.now().timestamp()) + _VALID, "sub": who}
    signed: dict[str, str] = Vapid02(private_key=_key(keys)).sign(claims)
    return {name.lower(): value for name, value in signed.items()}


@lru_cache(maxsize=8)
def _derived(secret: bytes) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(secret) % (_ORDER - 1) + 1, ec.SECP256R1())


def _key(keys: Keys) -> ec.EllipticCurvePrivateKey:
    return _derived(keys.derive(_PURPOSE))


def _bytes(given: str) -> bytes:
    return base64.urlsafe_b64decode(given + "=" * (-len(given) % 4))


def _plain(given: bytes) -> str:
    return base64.urlsafe_b64encode(given).rstrip(b"=").decode()
