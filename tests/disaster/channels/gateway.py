"""An HTTP gateway for SMS with names of its own: what phones receive, and what it sends on from them, signed."""

import hashlib
import hmac
import itertools
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from simpul.disaster.rules import sms_text
from tests.disaster.channels.served import Answer, Asked, served

TOKEN, SECRET = "gateway-token", "gateway-secret"
RESIDENT = "628111222333"


def settings_of(url: str) -> dict[str, str]:
    """The node's settings for this gateway, whose names are not the usual ones."""
    given = {
        "url": f"{url}/send",
        "token": TOKEN,
        "secret": SECRET,
        "sender": "3883",
        "signature": "X-Gateway-Signature",
        "timestamp": "X-Gateway-Time",
        "fields": "id=messageId,from=msisdn,to=destination,text=content,at=receivedAt",
    }
    return {f"disaster_sms_{name}": value for name, value in given.items()}


@dataclass
class Gateway:
    """The SMS that phones received: number and text."""

    taken: list[tuple[str, str]] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def answer(self, asked: Asked) -> Answer:
        stamp = asked.headers.get("x-gateway-time", "")
        if asked.headers.get("authorization") != f"Bearer {TOKEN}":
            return 401, {"error": "token"}
        if asked.headers.get("x-gateway-signature") != f"sha256={_proof(SECRET, stamp, asked.body)}":
            return 403, {"error": "signature"}
        said = asked.json
        if said["destination"] in self.gone:
            return 410, {"error": "number does not exist"}
        if not said.get("content") or len(sms_text.parts(said["content"])[0]) > 4:
            return 422, {"error": "content"}
        self.taken.append((said["destination"], said["content"]))
        return 202, {"messageId": f"out{len(self.taken)}"}

    def texts(self, to: str = RESIDENT) -> list[str]:
        return [text for number, text in self.taken if number == to]

    def text(self, at: datetime, words: str, *, id: str = "", sender: str = f"+{RESIDENT}") -> bytes:
        name = id or f"in{next(self.numbers)}"
        told = {"messageId": name, "msisdn": sender, "destination": "3883", "content": words, "receivedAt": at.isoformat()}
        return json.dumps(told).encode()


def signed(body: bytes, at: datetime, secret: str = SECRET) -> dict[str, str]:
    """The headers with which the gateway sends this body."""
    stamp = str(int(at.astimezone(UTC).timestamp()))
    proof = {"x-gateway-signature": f"sha256={_proof(secret, stamp, body)}", "x-gateway-time": stamp}
    return {"content-type": "application/json", **proof}


def _proof(secret: str, stamp: str, body: bytes) -> str:
    return hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()


@contextmanager
def gateway() -> Iterator[tuple[Gateway, str]]:
    """The gateway, and where it listens."""
    here = Gateway()
    with served(here.answer) as url:
        yield here, url
