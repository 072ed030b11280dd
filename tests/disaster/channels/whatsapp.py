"""WhatsApp's Cloud API as Meta describes it, both ways: webhooks that are signed, and messages that it takes or refuses."""

import hashlib
import hmac
import itertools
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.disaster.channels.served import Answer, Asked, served

NUMBER_ID, TOKEN, SECRET, VERIFY = "106540352242922", "EAAG-token", "app-secret", "verify-me"
RESIDENT = "628123456789"


def settings_of(url: str) -> dict[str, str]:
    """The node's settings for this simulator."""
    given = {"token": TOKEN, "secret": SECRET, "verify": VERIFY, "number_id": NUMBER_ID, "api_url": f"{url}/v21.0"}
    return {f"disaster_whatsapp_{name}": value for name, value in given.items()}


@dataclass
class WhatsApp:
    """What the platform has taken for residents; `gone` and `long_ago` are numbers that it refuses, as it does."""

    url: str = ""
    taken: list[dict[str, Any]] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)
    long_ago: set[str] = field(default_factory=set)
    busy: int = 0
    media: dict[str, bytes] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    # What the node asks of the platform

    def answer(self, asked: Asked) -> Answer:
        if asked.headers.get("authorization") != f"Bearer {TOKEN}":
            return 401, _error(190, "Invalid OAuth access token")
        if asked.path == f"/v21.0/{NUMBER_ID}/messages" and asked.method == "POST":
            return self._take(asked.json)
        name = asked.path.rpartition("/")[2]
        if asked.path.startswith("/bytes/") and name in self.media:
            return 200, self.media[name]
        if asked.path == f"/v21.0/{name}" and name in self.media:
            digest = hashlib.sha256(self.media[name]).hexdigest()
            return 200, {"url": f"{self.url}/bytes/{name}", "mime_type": "image/jpeg", "sha256": digest, "id": name}
        return 404, _error(100, "Unsupported get request")

    def _take(self, asked: dict[str, Any]) -> Answer:
        if self.busy:
            self.busy -= 1
            return 400, _error(130429, "Rate limit hit")
        if asked.get("messaging_product") != "whatsapp" or not str(asked.get("to", "")).isdigit() or _wrong(asked):
            return 400, _error(131009, f"Parameter value is not valid: {_wrong(asked)}")
        if asked["to"] in self.gone:
            return 400, _error(131026, "Message undeliverable")
        if asked["to"] in self.long_ago and asked["type"] != "template":
            return 400, _error(131047, "Re-engagement message")
        self.taken.append(asked)
        contact = {"input": asked["to"], "wa_id": asked["to"]}
        return 200, {
            "messaging_product": "whatsapp",
            "contacts": [contact],
            "messages": [{"id": f"wamid.out{len(self.taken)}"}],
        }

    # What residents see

    def texts(self, to: str = RESIDENT) -> list[str]:
        return [_text(one) for one in self.taken if one["to"] == to]

    def choices(self, to: str = RESIDENT) -> list[tuple[str, str]]:
        """Code and label of what can be pressed below the last message."""
        last = [one for one in self.taken if one["to"] == to][-1]
        action = last.get("interactive", {}).get("action", {})
        buttons = [(one["reply"]["id"], one["reply"]["title"]) for one in action.get("buttons", ())]
        rows = [(row["id"], row["title"]) for part in action.get("sections", ()) for row in part["rows"]]
        return buttons + rows

    # What residents do: the body of a webhook for it

    def message(self, at: datetime, kind: str, content: object, *, id: str = "", sender: str = RESIDENT) -> bytes:
        one = {
            "from": sender,
            "id": id or f"wamid.in{next(self.numbers)}",
            "timestamp": str(int(at.timestamp())),
            "type": kind,
        }
        contacts = [{"profile": {"name": "Sari"}, "wa_id": sender}]
        return _webhook({"contacts": contacts, "messages": [{**one, kind: content}]})

    def text(self, at: datetime, words: str, **more: str) -> bytes:
        return self.message(at, "text", {"body": words}, **more)

    def place(self, at: datetime, point: tuple[float, float], **more: str) -> bytes:
        return self.message(at, "location", {"longitude": point[0], "latitude": point[1]}, **more)

    def press(self, at: datetime, code: str, **more: str) -> bytes:
        """The button or the row of this code below the last message."""
        label = dict(self.choices(more.get("sender", RESIDENT)))[code]
        kind = "list_reply" if "sections" in self.taken[-1]["interactive"]["action"] else "button_reply"
        return self.message(at, "interactive", {"type": kind, kind: {"id": code, "title": label}}, **more)

    def photo(self, at: datetime, content: bytes, caption: str = "", **more: str) -> bytes:
        name = str(900_000 + len(self.media))
        self.media[name] = content
        picture = {"id": name, "mime_type": "image/jpeg", "sha256": hashlib.sha256(content).hexdigest()}
        return self.message(at, "image", picture | ({"caption": caption} if caption else {}), **more)

    def failed(self, at: datetime, code: int, to: str = RESIDENT) -> bytes:
        status = {"id": "wamid.out1", "status": "failed", "timestamp": str(int(at.timestamp())), "recipient_id": to}
        return _webhook({"statuses": [status | {"errors": [{"code": code, "title": "Message undeliverable"}]}]})


def signed(body: bytes, secret: str = SECRET) -> dict[str, str]:
    """The headers with which Meta sends this body."""
    proof = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return {"content-type": "application/json", "x-hub-signature-256": f"sha256={proof}"}


@contextmanager
def whatsapp() -> Iterator[WhatsApp]:
    """The platform, which listens at `url`."""
    platform = WhatsApp()
    with served(platform.answer) as url:
        platform.url = url
        yield platform


def _webhook(value: Mapping[str, Any]) -> bytes:
    metadata = {"display_phone_number": "628584", "phone_number_id": NUMBER_ID}
    change = {"field": "messages", "value": {"messaging_product": "whatsapp", "metadata": metadata, **value}}
    return json.dumps({"object": "whatsapp_business_account", "entry": [{"id": "1029", "changes": [change]}]}).encode()


def _error(code: int, message: str) -> dict[str, Any]:
    return {"error": {"message": f"(#{code}) {message}", "type": "OAuthException", "code": code, "fbtrace_id": "A"}}


def _wrong(asked: Mapping[str, Any]) -> str:
    """What Meta would not take of a message, by the limits that its reference names; empty for a sound one."""
    kind = asked.get("type")
    if kind == "text":
        return "" if 1 <= len(asked["text"]["body"]) <= 4_096 else "text.body"
    if kind == "template":
        words = asked["template"]["components"][0]["parameters"][0]["text"]
        return "" if asked["template"]["name"] and "\n" not in words and len(words) <= 1_024 else "template"
    if kind != "interactive":
        return "type"
    said = asked["interactive"]
    if not 1 <= len(said["body"]["text"]) <= 1_024:
        return "interactive.body"
    return {"button": _wrong_buttons, "list": _wrong_list, "location_request_message": _wrong_place}[said["type"]](
        said["action"]
    )


def _wrong_buttons(action: Mapping[str, Any]) -> str:
    titles = [one["reply"]["title"] for one in action["buttons"]]
    fits = 1 <= len(titles) <= 3 and all(1 <= len(one) <= 20 for one in titles) and len(set(titles)) == len(titles)
    return "" if fits else "buttons"


def _wrong_list(action: Mapping[str, Any]) -> str:
    rows = [row for part in action["sections"] for row in part["rows"]]
    fits = all(1 <= len(one["title"]) <= 24 and len(one.get("description", "")) <= 72 for one in rows)
    return "" if fits and 1 <= len(rows) <= 10 and 1 <= len(action["button"]) <= 20 else "list"


def _wrong_place(action: Mapping[str, Any]) -> str:
    return "" if action == {"name": "send_location"} else "location_request_message"


def _text(one: Mapping[str, Any]) -> str:
    if one["type"] == "template":
        return str(one["template"]["components"][0]["parameters"][0]["text"])
    return str(one["text"]["body"] if one["type"] == "text" else one["interactive"]["body"]["text"])
