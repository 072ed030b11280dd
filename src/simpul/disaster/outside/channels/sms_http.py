"""SMS over an HTTP gateway that the operator describes: what it calls things, and how it signs.

Both sides sign with HMAC-SHA256 under one secret, over the seconds since 1970, a full stop and the body; over the body
alone where the gateway sends no time.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

import orjson

from simpul.disaster.model.channels import (
    AddressGone,
    Channel,
    ChannelBusy,
    Heard,
    Incoming,
    NotAMessage,
    NotFromChannel,
    NotTaken,
    Outgoing,
)
from simpul.disaster.outside import http
from simpul.disaster.rules.map_links import point_in
from simpul.disaster.rules.sms_text import fitted
from simpul.kernel.clock import SystemClock
from simpul.kernel.errors import Unavailable
from simpul.kernel.settings import Settings

FRESH = timedelta(minutes=5)
TEXT_MOST, NUMBER_MOST = 4_096, 15
_CLOCK = SystemClock()
_OURS = ("id", "from", "to", "text", "at")


def configured(settings: Settings) -> bool:
    """Whether address and secret are set."""
    return bool(settings.disaster_sms_url and settings.disaster_sms_secret)


def read(headers: Mapping[str, str], body: bytes, settings: Settings, now: datetime) -> list[Incoming]:
    """The message, or the messages of a list, that the gateway sends; NotFromChannel, NotAMessage."""
    _check(headers, body, settings, now)
    try:
        given = _given(headers, body)
        found = [_message(one, fields(settings), now) for one in given]
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        raise NotAMessage() from None
    return sorted(found, key=lambda one: one.at)


def _check(headers: Mapping[str, str], body: bytes, settings: Settings, now: datetime) -> None:
    """Nothing, when the signature fits and is not old."""
    secret, stamp = settings.disaster_sms_secret, ""
    if settings.disaster_sms_timestamp:
        stamp = headers.get(settings.disaster_sms_timestamp.lower(), "")
        if not (stamp.isascii() and stamp.isdigit() and abs(int(stamp[:12]) - now.timestamp()) <= FRESH.total_seconds()):
            raise NotFromChannel()
    given = headers.get(settings.disaster_sms_signature.lower(), "")
    if not secret or not hmac.compare_digest(_digest(given), signature(secret, stamp, body)):
        raise NotFromChannel()


def signature(secret: str, stamp: str, body: bytes) -> bytes:
    """The digest over the time, where there is one, and the body."""
    said = f"{stamp}.".encode() + body if stamp else body
    return hmac.new(secret.encode(), said, hashlib.sha256).digest()


def _digest(given: str) -> bytes:
    """The digest that a header carries, as hexadecimal digits or base64, with or without `sha256=`; empty for neither."""
    words = given.removeprefix("sha256=").strip()
    try:
        return bytes.fromhex(words) if len(words) == 64 else base64.b64decode(words, validate=True)
    except (ValueError, binascii.Error):
        return b""


def fields(settings: Settings) -> dict[str, str]:
    """What the gateway calls what we call id, from, to, text and at."""
    pairs = [pair.split("=", 1) for pair in settings.disaster_sms_fields.split(",") if "=" in pair]
    named = {ours.strip(): theirs.strip() for ours, theirs in pairs}
    return {ours: named.get(ours, ours) for ours in _OURS}


def _given(headers: Mapping[str, str], body: bytes) -> list[Mapping[str, Any]]:
    if headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        return [dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=50))]
    told = orjson.loads(body)
    return told if isinstance(told, list) else [told]


def _message(one: Mapping[str, Any], names: Mapping[str, str], now: datetime) -> Incoming:
    name, person, words = str(one[names["id"]]), digits(str(one[names["from"]])), str(one[names["text"]])[:TEXT_MOST]
    if not name or not person:
        raise ValueError
    return heard(name, person, words, _instant(one.get(names["at"]), now))


def heard(name: str, person: str, words: str, at: datetime) -> Incoming:
    """The message of this name from this number, as a conversation hears it: a place, where it names nothing else."""
    point = point_in(words)
    if point:
        return Incoming(Channel.SMS, name, person, at, Heard.POINT, point=point)
    return Incoming(Channel.SMS, name, person, at, Heard.TEXT, text=words)


def digits(number: str) -> str:
    """The number in digits as the world knows it, without +: 0812… is Indonesia's 62812…; empty for what is no number."""
    bare = "".join(letter for letter in number if letter.isascii() and letter.isdigit())
    bare = f"62{bare[1:]}" if bare.startswith("0") and not number.startswith("+") else bare
    return bare if 8 <= len(bare) <= NUMBER_MOST else ""


def _instant(given: object, now: datetime) -> datetime:
    """The gateway's time, in seconds or ISO 8601; now where it gives none."""
    if given in (None, ""):
        return now
    words = str(given)
    if words.replace(".", "", 1).isdigit():
        return datetime.fromtimestamp(float(words), UTC)
    at = datetime.fromisoformat(words)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def send(settings: Settings, address: str, said: Outgoing) -> None:
    """The gateway took the message; Unavailable, AddressGone, NotTaken."""
    names = fields(settings)
    told = {names["to"]: address, names["from"]: settings.disaster_sms_sender, names["text"]: fitted(said)}
    body = orjson.dumps({name: value for name, value in told.items() if value})
    headers = {"content-type": "application/json", **_signed(settings, body)}
    if settings.disaster_sms_token:
        headers["authorization"] = f"Bearer {settings.disaster_sms_token}"
    status = http.call(settings, http.Call("POST", settings.disaster_sms_url, body, headers)).status
    if status == 429:
        raise ChannelBusy(seconds=10)
    if status in (404, 410):
        raise AddressGone()
    if status in (400, 413, 422):
        raise NotTaken(reason=status)
    if not 200 <= status < 300:
        raise Unavailable(part="sms", reason=status)


def _signed(settings: Settings, body: bytes) -> dict[str, str]:
    stamp = str(int(_CLOCK.now().timestamp())) if settings.disaster_sms_timestamp else ""
    proof = {settings.disaster_sms_signature: f"sha256={signature(settings.disaster_sms_secret, stamp, body).hex()}"}
    return {**proof, settings.disaster_sms_timestamp: stamp} if stamp else proof
