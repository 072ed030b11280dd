"""What WhatsApp and Messenger have in common: Meta's signature, its question whose an address is, its errors.

Source: developers.facebook.com/docs/graph-api/webhooks.
"""

import hashlib
import hmac
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import orjson

from simpul.disaster.model.channels import AddressGone, ChannelBusy, NotAMessage, NotFromChannel, NotTaken
from simpul.disaster.outside import http
from simpul.kernel.errors import Unavailable
from simpul.kernel.settings import Settings

SIGNATURE = "x-hub-signature-256"
PHOTO_MOST = 10 * 1024 * 1024
_CHALLENGE = re.compile(r"[\w.-]{1,200}", re.ASCII)
_HOSTS = (".fbcdn.net", ".fbsbx.com", ".facebook.com", ".whatsapp.net")
"""Where Meta keeps what people send; nothing is fetched from elsewhere, whatever a message says."""
BUSY = frozenset({4, 32, 80006, 80007, 613, 130429, 131048, 131056})
WAIT = 10
"""Seconds to wait where Meta says that it is too much and not for how long."""


def signed(headers: Mapping[str, str], body: bytes, secret: str) -> Any:
    """What the body says, once its signature fits; NotFromChannel before anything is read, NotAMessage."""
    proof = headers.get(SIGNATURE, "").removeprefix("sha256=")
    right = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    if not secret or not hmac.compare_digest(proof.encode(), right.encode()):
        raise NotFromChannel()
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        raise NotAMessage() from None


def challenge(query: Mapping[str, str], verify: str) -> str | None:
    """What Meta wants to hear again, when it names our own token and asks to subscribe."""
    given, asked = query.get("hub.verify_token", ""), query.get("hub.challenge", "")
    ours = bool(verify) and hmac.compare_digest(given.encode(), verify.encode())
    return asked if ours and query.get("hub.mode") == "subscribe" and _CHALLENGE.fullmatch(asked) else None


def entries(told: Any, kind: str) -> Iterator[Mapping[str, Any]]:
    """The entries of a webhook for this kind of object; none for another kind. NotAMessage for what has no entries."""
    if not isinstance(told, dict) or not isinstance(told.get("entry"), list):
        raise NotAMessage()
    if told.get("object") == kind:
        yield from (one for one in told["entry"] if isinstance(one, dict))


def instant(seconds: float) -> datetime:
    """The time that Meta gives in seconds; NotAMessage for what is none."""
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        raise NotAMessage() from None


def posted(settings: Settings, url: str, token: str, body: Mapping[str, Any]) -> None:
    """Meta took it; Unavailable where nobody answers, or MetaRefused with the code."""
    reply = http.post_json(settings, url, body, {"authorization": f"Bearer {token}"})
    if reply.status == 200:
        return
    told = reply.json()
    error = told.get("error") if isinstance(told, dict) else None
    error = error if isinstance(error, dict) else {}
    raise MetaRefused(reply.status, _whole(error.get("code")), _whole(error.get("error_subcode")))


class MetaRefused(Exception):
    """Meta's answer to a message that it did not take: the status, and the codes that say why."""

    def __init__(self, status: int, code: int, subcode: int) -> None:
        super().__init__(f"{status} {code} {subcode}")
        self.status, self.code, self.subcode = status, code, subcode


def refused(refusal: MetaRefused, part: str, gone: frozenset[int]) -> Exception:
    """What to do about it, as the channel's port says it. `gone` are codes and subcodes of people who are not there."""
    if refusal.code in gone or refusal.subcode in gone:
        return AddressGone()
    if refusal.code in BUSY or refusal.status == 429:
        return ChannelBusy(seconds=WAIT)
    if refusal.status == 400 and refusal.code not in (1, 2, 190):
        return NotTaken(reason=refusal.code)
    return Unavailable(part=part, reason=refusal.code)


def fetched(settings: Settings, url: str, api: str, token: str = "") -> bytes:
    """The bytes at an address of Meta's; the token goes there alone. NotTaken for another address, or where none are."""
    host, own = urlsplit(url).hostname or "", urlsplit(api)
    known = url.startswith("https://") and host.endswith(_HOSTS)
    if not known and (host != own.hostname or urlsplit(url).port != own.port):
        raise NotTaken(reason="address")
    headers = {"authorization": f"Bearer {token}"} if token else {}
    reply = http.get(settings, url, headers, most=PHOTO_MOST)
    if reply.status != 200:
        raise NotTaken(reason=reply.status) if 400 <= reply.status < 500 else Unavailable(part=host)
    return reply.body


def _whole(given: object) -> int:
    return given if isinstance(given, int) and not isinstance(given, bool) else 0
