"""WhatsApp's Cloud API: messages come by webhook, go by `/messages`. Source: developers.facebook.com/docs/whatsapp."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from simpul.disaster.model.channels import Channel, Heard, Incoming, NotAMessage, NotTaken, Outgoing
from simpul.disaster.outside import http
from simpul.disaster.outside.channels import meta
from simpul.disaster.rules.map_links import point_in
from simpul.kernel.errors import Unavailable
from simpul.kernel.settings import Settings

TEXT_MOST, BODY_MOST, TEMPLATE_MOST = 4_096, 1_024, 900
BUTTONS_MOST, BUTTON_MOST = 3, 20
ROWS_MOST, ROW_MOST, HINT_MOST = 10, 24, 72
GONE = frozenset({131026})
"""The number has no WhatsApp, or never agreed to its terms."""
LONG_AGO = 131047
"""The person wrote more than 24 hours ago: only an approved template is taken."""
_PICK = "Pilih · Choose"


@dataclass(frozen=True, slots=True)
class WhatsApp:
    """The adapter for WhatsApp."""

    per_second: float = 60.0

    def configured(self, settings: Settings) -> bool:
        """Whether token, secret, verify token and the number's id are set."""
        given = settings.disaster_whatsapp_token, settings.disaster_whatsapp_secret
        return all((*given, settings.disaster_whatsapp_verify, settings.disaster_whatsapp_number_id))

    def read(self, headers: Mapping[str, str], body: bytes, settings: Settings, now: datetime) -> list[Incoming]:  # noqa: ARG002 (the port's form: WhatsApp always says when)
        """The messages of a webhook to our number, oldest first, and who cannot be reached for good."""
        told = meta.signed(headers, body, settings.disaster_whatsapp_secret)
        try:
            found = list(_messages(told, settings.disaster_whatsapp_number_id))
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
            raise NotAMessage() from None
        return sorted(found, key=lambda one: one.at)

    def challenge(self, query: Mapping[str, str], settings: Settings) -> str | None:
        """Meta's own word, when it names our verify token."""
        return meta.challenge(query, settings.disaster_whatsapp_verify)

    def receipt(self, body: bytes) -> bytes:  # noqa: ARG002 (the port's form)
        """Nothing: the status is the receipt."""
        return b"{}"

    def send(self, settings: Settings, address: str, said: Outgoing) -> None:
        """WhatsApp took the message, with buttons or a list where there are choices."""
        try:
            _post(settings, address, _content(said))
        except meta.MetaRefused as refusal:
            if refusal.code != LONG_AGO or not settings.disaster_whatsapp_template:
                raise meta.refused(refusal, "whatsapp", GONE) from None
            self._by_template(settings, address, said)

    def _by_template(self, settings: Settings, address: str, said: Outgoing) -> None:
        try:
            _post(settings, address, _template(settings.disaster_whatsapp_template, said))
        except meta.MetaRefused as refusal:
            raise meta.refused(refusal, "whatsapp", GONE) from None

    def fetch(self, settings: Settings, media: str) -> bytes:
        """The photograph's bytes: where it lies is asked first, and is good for five minutes."""
        api, token = settings.disaster_whatsapp_api_url.rstrip("/"), settings.disaster_whatsapp_token
        reply = http.get(settings, f"{api}/{media}", {"authorization": f"Bearer {token}"})
        told = reply.json()
        if reply.status != 200 or not isinstance(told, dict):
            raise NotTaken(reason=reply.status) if 400 <= reply.status < 500 else Unavailable(part="whatsapp")
        content = meta.fetched(settings, str(told.get("url", "")), api, token)
        digest = told.get("sha256")
        if digest and hashlib.sha256(content).hexdigest() != digest:
            raise NotTaken(reason="digest")
        return content


def _post(settings: Settings, address: str, content: Mapping[str, Any]) -> None:
    api, number = settings.disaster_whatsapp_api_url.rstrip("/"), settings.disaster_whatsapp_number_id
    asked = {"messaging_product": "whatsapp", "recipient_type": "individual", "to": address, **content}
    meta.posted(settings, f"{api}/{number}/messages", settings.disaster_whatsapp_token, asked)


def _content(said: Outgoing) -> dict[str, Any]:
    """The message as WhatsApp wants it: buttons for up to three short choices, a list for up to ten, else numbers."""
    body = said.plain(numbered=False)
    if said.ask_place:
        return _interactive("location_request_message", said.plain(numbered=bool(said.choices)), {"name": "send_location"})
    if not said.choices or len(said.choices) > ROWS_MOST or len(body) > BODY_MOST:
        text = said.plain(numbered=True)[:TEXT_MOST]
        return {"type": "text", "text": {"preview_url": False, "body": text}}
    if len(said.choices) <= BUTTONS_MOST and all(len(one.label) <= BUTTON_MOST for one in said.choices):
        buttons = [{"type": "reply", "reply": {"id": one.code, "title": one.label}} for one in said.choices]
        return _interactive("button", body, {"buttons": buttons})
    rows = [_row(one.code, one.label) for one in said.choices]
    return _interactive("list", body, {"button": _PICK, "sections": [{"title": _PICK, "rows": rows}]})


def _row(code: str, label: str) -> dict[str, str]:
    if len(label) <= ROW_MOST:
        return {"id": code, "title": label}
    return {"id": code, "title": f"{label[: ROW_MOST - 1]}…", "description": label[:HINT_MOST]}


def _interactive(kind: str, body: str, action: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "interactive", "interactive": {"type": kind, "body": {"text": body[:BODY_MOST]}, "action": action}}


def _template(name: str, said: Outgoing) -> dict[str, Any]:
    """The approved template around the message, which may have no line ends in it."""
    words = " ".join(said.plain(numbered=True).split())[:TEMPLATE_MOST]
    parts = [{"type": "body", "parameters": [{"type": "text", "text": words}]}]
    return {"type": "template", "template": {"name": name, "language": {"code": "id"}, "components": parts}}


def _messages(told: Any, number: str) -> Iterator[Incoming]:
    for entry in meta.entries(told, "whatsapp_business_account"):
        for change in entry.get("changes", ()):
            value = change["value"]
            if change.get("field") != "messages" or value["metadata"]["phone_number_id"] != number:
                continue
            yield from (read for one in value.get("messages", ()) if (read := _message(one)))
            yield from (left for one in value.get("statuses", ()) if (left := _left(one)))


def _message(one: Mapping[str, Any]) -> Incoming | None:
    kind, more = _said(one)
    if kind is None:
        return None
    at = meta.instant(int(one["timestamp"]))
    return Incoming(Channel.WHATSAPP, str(one["id"]), str(one["from"]), at, kind, **more)


def _said(one: Mapping[str, Any]) -> tuple[Heard | None, dict[str, Any]]:
    """What the message says; nothing for what asks for no answer."""
    match one["type"]:
        case "text" | "button" as kind:
            return _written(str(one[kind].get("body") or one[kind]["text"])[:TEXT_MOST])
        case "interactive":
            reply = one["interactive"].get("button_reply") or one["interactive"].get("list_reply")
            return (Heard.CHOICE, {"choice": str(reply["id"])[:64]}) if reply else (Heard.OTHER, {})
        case "location":
            place = one["location"]
            return Heard.POINT, {"point": (float(place["longitude"]), float(place["latitude"]))}
        case "image":
            picture = one["image"]
            return Heard.PHOTO, {"media": str(picture["id"]), "text": str(picture.get("caption", ""))[:TEXT_MOST]}
        case "reaction" | "system" | "request_welcome":
            return None, {}
    return Heard.OTHER, {}


def _written(words: str) -> tuple[Heard, dict[str, Any]]:
    point = point_in(words)
    return (Heard.POINT, {"point": point}) if point else (Heard.TEXT, {"text": words})


def _left(one: Mapping[str, Any]) -> Incoming | None:
    """That a person cannot be reached, for good; None for every other word about what was sent."""
    codes = {error.get("code") for error in one.get("errors", ())}
    if one.get("status") != "failed" or not codes & GONE:
        return None
    at = meta.instant(int(one["timestamp"]))
    return Incoming(Channel.WHATSAPP, f"{one['id']}:failed", str(one["recipient_id"]), at, Heard.LEFT)
