"""The Messenger Platform as Meta describes it, both ways: the page's webhook, and the Send API."""

import itertools
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.disaster.channels.served import Answer, Asked, served
from tests.disaster.channels.whatsapp import signed

__all__ = ["Messenger", "messenger", "settings_of", "signed", "webhook"]
PAGE, TOKEN, SECRET, VERIFY = "102938475610", "EAAM-token", "app-secret", "verify-me"
RESIDENT = "6789012345678901"


def settings_of(url: str) -> dict[str, str]:
    """The node's settings for this simulator."""
    given = {"token": TOKEN, "secret": SECRET, "verify": VERIFY, "page_id": PAGE, "api_url": f"{url}/v21.0"}
    return {f"disaster_messenger_{name}": value for name, value in given.items()}


@dataclass
class Messenger:
    """What the platform has taken for residents; `gone` are people whom it cannot find any more."""

    url: str = ""
    taken: list[dict[str, Any]] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)
    pictures: dict[str, bytes] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def answer(self, asked: Asked) -> Answer:
        if asked.method == "GET" and asked.path in self.pictures:
            return 200, self.pictures[asked.path]
        if asked.headers.get("authorization") != f"Bearer {TOKEN}":
            return 400, {"error": {"message": "Invalid OAuth access token", "code": 190}}
        if asked.path != f"/v21.0/{PAGE}/messages":
            return 404, {"error": {"message": "Unsupported request", "code": 100}}
        said = asked.json
        if _wrong(said["message"]) or said["messaging_type"] != "RESPONSE":
            return 400, {"error": {"message": f"(#100) {_wrong(said['message'])}", "code": 100}}
        if said["recipient"]["id"] in self.gone:
            return 400, {"error": {"message": "No matching user found", "code": 100, "error_subcode": 2018001}}
        self.taken.append(said)
        return 200, {"recipient_id": said["recipient"]["id"], "message_id": f"m_out{len(self.taken)}"}

    def texts(self, to: str = RESIDENT) -> list[str]:
        return [one["message"]["text"] for one in self.taken if one["recipient"]["id"] == to]

    def choices(self, to: str = RESIDENT) -> list[tuple[str, str]]:
        last = [one for one in self.taken if one["recipient"]["id"] == to][-1]
        return [(one["payload"], one["title"]) for one in last["message"].get("quick_replies", ())]

    def message(self, at: datetime, content: Mapping[str, Any], *, id: str = "", sender: str = RESIDENT) -> bytes:
        return webhook(at, {"message": {"mid": id or f"m_in{next(self.numbers)}", **content}}, sender)

    def text(self, at: datetime, words: str, **more: str) -> bytes:
        return self.message(at, {"text": words}, **more)

    def press(self, at: datetime, code: str, **more: str) -> bytes:
        """The quick reply of this code below the last message."""
        title = dict(self.choices(more.get("sender", RESIDENT)))[code]
        return self.message(at, {"text": title, "quick_reply": {"payload": code}}, **more)

    def photo(self, at: datetime, content: bytes, caption: str = "", **more: str) -> bytes:
        path = f"/v/t1/{len(self.pictures)}.jpg"
        self.pictures[path] = content
        picture = {"type": "image", "payload": {"url": f"{self.url}{path}"}}
        return self.message(at, {"attachments": [picture]} | ({"text": caption} if caption else {}), **more)


def webhook(at: datetime, event: Mapping[str, Any], sender: str = RESIDENT, page: str = PAGE) -> bytes:
    """The body of a webhook for one event."""
    when = int(at.timestamp() * 1000)
    messaging = [{"sender": {"id": sender}, "recipient": {"id": page}, "timestamp": when, **event}]
    return json.dumps({"object": "page", "entry": [{"id": page, "time": when, "messaging": messaging}]}).encode()


@contextmanager
def messenger() -> Iterator[Messenger]:
    """The platform, which listens at `url`."""
    platform = Messenger()
    with served(platform.answer) as url:
        platform.url = url
        yield platform


def _wrong(message: Mapping[str, Any]) -> str:
    """What Messenger would not take of a message; empty for a sound one."""
    replies = message.get("quick_replies", ())
    if not 1 <= len(message.get("text", "")) <= 2_000:
        return "text"
    if len(replies) > 13 or any(not 1 <= len(one["title"]) <= 20 or len(one["payload"]) > 1_000 for one in replies):
        return "quick_replies"
    return ""
