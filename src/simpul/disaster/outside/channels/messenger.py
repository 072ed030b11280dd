"""Facebook Messenger: messages come by the page's webhook, go by the Send API.

Source: developers.facebook.com/docs/messenger-platform. Messenger has no button that shares a place any more; people send
coordinates, or the link of a map.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from simpul.disaster.model.channels import Channel, Heard, Incoming, NotAMessage, Outgoing
from simpul.disaster.outside.channels import meta
from simpul.disaster.rules.map_links import point_in
from simpul.kernel.settings import Settings

TEXT_MOST, REPLIES_MOST, TITLE_MOST = 2_000, 13, 20
GONE = frozenset({551, 2018001, 1545041})
"""The person blocked the page, is gone, or never wrote to it."""


@dataclass(frozen=True, slots=True)
class Messenger:
    """The adapter for Messenger."""

    per_second: float = 30.0

    def configured(self, settings: Settings) -> bool:
        """Whether token, secret, verify token and the page's id are set."""
        given = settings.disaster_messenger_token, settings.disaster_messenger_secret
        return all((*given, settings.disaster_messenger_verify, settings.disaster_messenger_page_id))

    def read(self, headers: Mapping[str, str], body: bytes, settings: Settings, now: datetime) -> list[Incoming]:  # noqa: ARG002 (the port's form: Messenger always says when)
        """The messages of a webhook to our page, oldest first; none for echoes and receipts."""
        told = meta.signed(headers, body, settings.disaster_messenger_secret)
        try:
            found = list(_messages(told, settings.disaster_messenger_page_id))
        except (KeyError, TypeError, ValueError, AttributeError, IndexError, OverflowError):
            raise NotAMessage() from None
        return sorted(found, key=lambda one: one.at)

    def challenge(self, query: Mapping[str, str], settings: Settings) -> str | None:
        """Meta's own word, when it names our verify token."""
        return meta.challenge(query, settings.disaster_messenger_verify)

    def receipt(self, body: bytes) -> bytes:  # noqa: ARG002 (the port's form)
        """What Messenger wants to read."""
        return b"EVENT_RECEIVED"

    def send(self, settings: Settings, address: str, said: Outgoing) -> None:
        """Messenger took the message, with quick replies where there are choices."""
        api, page = settings.disaster_messenger_api_url.rstrip("/"), settings.disaster_messenger_page_id
        asked = {"recipient": {"id": address}, "messaging_type": "RESPONSE", "message": _content(said)}
        try:
            meta.posted(settings, f"{api}/{page}/messages", settings.disaster_messenger_token, asked)
        except meta.MetaRefused as refusal:
            raise meta.refused(refusal, "messenger", GONE) from None

    def fetch(self, settings: Settings, media: str) -> bytes:
        """The photograph's bytes, from Meta's own servers only."""
        return meta.fetched(settings, media, settings.disaster_messenger_api_url)


def _content(said: Outgoing) -> dict[str, Any]:
    """Short choices stand on their buttons; longer ones in the text with their numbers, and the numbers on buttons."""
    if not said.choices or len(said.choices) > REPLIES_MOST:
        return {"text": said.plain(numbered=True)[:TEXT_MOST]}
    short = all(len(one.label) <= TITLE_MOST for one in said.choices)
    replies = [
        {"content_type": "text", "title": one.label if short else str(n), "payload": one.code}
        for n, one in enumerate(said.choices, 1)
    ]
    return {"text": said.plain(numbered=not short)[:TEXT_MOST], "quick_replies": replies}


def _messages(told: Any, page: str) -> Iterator[Incoming]:
    for entry in meta.entries(told, "page"):
        for one in entry.get("messaging", ()):
            if str(one["recipient"]["id"]) == page and (read := _message(one)):
                yield read


def _message(one: Mapping[str, Any]) -> Incoming | None:
    person, at = str(one["sender"]["id"]), meta.instant(int(one["timestamp"]) / 1000)
    if (pressed := one.get("postback")) is not None:
        name = str(pressed.get("mid") or f"{person}:{one['timestamp']}")
        return Incoming(Channel.MESSENGER, name, person, at, Heard.CHOICE, choice=str(pressed["payload"])[:64])
    message = one.get("message")
    if message is None or message.get("is_echo") or message.get("is_deleted"):
        return None
    kind, more = _said(message)
    return Incoming(Channel.MESSENGER, str(message["mid"]), person, at, kind, **more)


def _said(message: Mapping[str, Any]) -> tuple[Heard, dict[str, Any]]:
    if reply := message.get("quick_reply"):
        return Heard.CHOICE, {"choice": str(reply["payload"])[:64]}
    words = str(message.get("text", ""))[:TEXT_MOST]
    for one in message.get("attachments") or ():
        if found := _attached(one, words):
            return found
    if words:
        point = point_in(words)
        return (Heard.POINT, {"point": point}) if point else (Heard.TEXT, {"text": words})
    return Heard.OTHER, {}


def _attached(one: Mapping[str, Any], words: str) -> tuple[Heard, dict[str, Any]] | None:
    """The picture or the place that hangs on a message; None for what is neither."""
    payload = one.get("payload") or {}
    if one["type"] == "location":
        where = payload["coordinates"]
        return Heard.POINT, {"point": (float(where["long"]), float(where["lat"]))}
    if one["type"] == "image" and not payload.get("sticker_id"):
        return Heard.PHOTO, {"media": str(payload["url"])[:2_000], "text": words}
    point = point_in(str(one.get("url") or payload.get("url") or ""))
    return (Heard.POINT, {"point": point}) if one["type"] == "fallback" and point else None
