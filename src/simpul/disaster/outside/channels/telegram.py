"""Telegram's Bot API: updates come by webhook, messages go by `sendMessage`. Source: core.telegram.org/bots/api.

Only chats with one person are heard: in a group the bot would answer everybody for the words of one.
"""

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

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
from simpul.kernel.errors import Unavailable
from simpul.kernel.settings import Settings

SECRET = "x-telegram-bot-api-secret-token"  # noqa: S105 (a header's name)
TEXT_MOST, LABEL_MOST = 4_096, 60
PHOTO_MOST = 10 * 1024 * 1024
WANTED = ("message", "callback_query", "my_chat_member")
"""The kinds of update that the bot asks for."""
_GONE = ("blocked", "deactivated", "chat not found", "user not found", "bot was kicked", "initiate conversation")
_PLACE = "Kirim lokasi saya"


@dataclass(frozen=True, slots=True)
class Telegram:
    """The adapter for Telegram."""

    per_second: float = 25.0

    def configured(self, settings: Settings) -> bool:
        """Whether the bot's token and the webhook's secret are set."""
        return bool(settings.disaster_telegram_token and settings.disaster_telegram_secret)

    def read(self, headers: Mapping[str, str], body: bytes, settings: Settings, now: datetime) -> list[Incoming]:
        """The message in an update; none for an update that is no message of one person to us."""
        proof, secret = headers.get(SECRET, ""), settings.disaster_telegram_secret
        if not secret or not hmac.compare_digest(proof.encode(), secret.encode()):
            raise NotFromChannel()
        try:
            found = _read(orjson.loads(body), now)
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError, OSError):
            raise NotAMessage() from None
        return [] if found is None else [found]

    def challenge(self, query: Mapping[str, str], settings: Settings) -> str | None:  # noqa: ARG002 (the port's form)
        """Nothing: Telegram does not ask."""
        return None

    def receipt(self, body: bytes) -> bytes:
        """For a pressed button the word that it was heard, or it would seem stuck; Telegram takes a call as an answer."""
        try:
            pressed = orjson.loads(body)["callback_query"]["id"]
        except (KeyError, TypeError, ValueError):
            return b"{}"
        return orjson.dumps({"method": "answerCallbackQuery", "callback_query_id": pressed})

    def send(self, settings: Settings, address: str, said: Outgoing) -> None:
        """Telegram took the message."""
        asked: dict[str, Any] = {
            "chat_id": int(address) if address.lstrip("-").isdigit() else address,
            "text": said.plain(numbered=False)[:TEXT_MOST],
            "link_preview_options": {"is_disabled": True},
            "reply_markup": _keyboard(said),
        }
        asked_of(settings, "sendMessage", asked)

    def fetch(self, settings: Settings, media: str) -> bytes:
        """The photograph's bytes: where it lies is asked first, and is good for an hour."""
        found = asked_of(settings, "getFile", {"file_id": media})
        path, size = found.get("file_path", ""), found.get("file_size", 0)
        if not path or size > PHOTO_MOST:
            raise NotTaken()
        base, token = settings.disaster_telegram_api_url.rstrip("/"), settings.disaster_telegram_token
        reply = http.get(settings, f"{base}/file/bot{token}/{path}", most=PHOTO_MOST)
        if reply.status != 200:
            raise NotTaken() if 400 <= reply.status < 500 else Unavailable(part="telegram")
        return reply.body


def register(settings: Settings, address: str) -> None:
    """Telegram brings updates to this address from now on, with our secret; Unavailable, NotTaken."""
    asked = {"url": address, "secret_token": settings.disaster_telegram_secret, "allowed_updates": WANTED}
    asked_of(settings, "setWebhook", asked | {"max_connections": 40})


def show_commands(settings: Settings, named: Sequence[Mapping[str, str]], language: str) -> None:
    """The bot's menu shows these commands to who uses Telegram in this language; "" for everybody else."""
    asked_of(settings, "setMyCommands", {"commands": named, **({"language_code": language} if language else {})})


def asked_of(settings: Settings, method: str, asked: Mapping[str, Any]) -> dict[str, Any]:
    """The result of a method of the Bot API; Unavailable, ChannelBusy, AddressGone or NotTaken."""
    base, token = settings.disaster_telegram_api_url.rstrip("/"), settings.disaster_telegram_token
    reply = http.post_json(settings, f"{base}/bot{token}/{method}", asked)
    told = reply.json()
    told = told if isinstance(told, dict) else {}
    if reply.status == 200 and told.get("ok") is True:
        result = told.get("result")
        return result if isinstance(result, dict) else {}
    why, wait = str(told.get("description", "")).lower(), told.get("parameters")
    if reply.status == 429:
        seconds = wait.get("retry_after") if isinstance(wait, dict) else None
        raise ChannelBusy(seconds=seconds if isinstance(seconds, int) else 5)
    if reply.status in (400, 403) and any(word in why for word in _GONE):
        raise AddressGone()
    if reply.status in (400, 403, 413):
        raise NotTaken()
    raise Unavailable(part="telegram")


def _keyboard(said: Outgoing) -> dict[str, Any]:
    """Buttons below the message; below the writing line where one of them sends the place of the phone."""
    if said.ask_place:
        place = [{"text": said.place_label or _PLACE, "request_location": True}]
        rows = [place, *([{"text": one.label[:LABEL_MOST]}] for one in said.choices)]
        return {"keyboard": rows, "resize_keyboard": True, "one_time_keyboard": True}
    if said.choices:
        buttons = [{"text": one.label[:LABEL_MOST], "callback_data": one.code} for one in said.choices]
        wide = 1 if any(len(one["text"]) > 18 for one in buttons) else 2
        return {"inline_keyboard": [buttons[n : n + wide] for n in range(0, len(buttons), wide)]}
    return {"remove_keyboard": True}


def _read(update: dict[str, Any], now: datetime) -> Incoming | None:
    number = update["update_id"]
    if not isinstance(number, int) or isinstance(number, bool):
        raise TypeError
    if (pressed := update.get("callback_query")) is not None:
        return _pressed(number, pressed, now)
    if (member := update.get("my_chat_member")) is not None:
        return _left(number, member)
    message = update.get("message")
    return None if message is None or message["chat"]["type"] != "private" else _message(number, message)


def _pressed(number: int, pressed: dict[str, Any], now: datetime) -> Incoming | None:
    chat = (pressed.get("message") or {}).get("chat") or {"id": pressed["from"]["id"], "type": "private"}
    if chat["type"] != "private":
        return None
    said: dict[str, Any] = {"choice": str(pressed.get("data", ""))[:64], "language": _language(pressed)}
    return Incoming(Channel.TELEGRAM, str(number), str(chat["id"]), now, Heard.CHOICE, sequence=number, **said)


def _left(number: int, member: dict[str, Any]) -> Incoming | None:
    if member["chat"]["type"] != "private" or member["new_chat_member"]["status"] != "kicked":
        return None
    at = datetime.fromtimestamp(member["date"], UTC)
    return Incoming(Channel.TELEGRAM, str(number), str(member["chat"]["id"]), at, Heard.LEFT, sequence=number)


def _message(number: int, message: dict[str, Any]) -> Incoming:
    kind, more = _content(message)
    at = datetime.fromtimestamp(message["date"], UTC)
    more |= {"sequence": number, "language": _language(message)}
    return Incoming(Channel.TELEGRAM, str(number), str(message["chat"]["id"]), at, kind, **more)


def _content(message: dict[str, Any]) -> tuple[Heard, dict[str, Any]]:
    if "text" in message:
        return Heard.TEXT, {"text": str(message["text"])[:TEXT_MOST]}
    if (place := message.get("location")) is not None:
        return Heard.POINT, {"point": (float(place["longitude"]), float(place["latitude"]))}
    words = {"text": str(message.get("caption", ""))[:TEXT_MOST]}
    if sizes := message.get("photo"):
        return Heard.PHOTO, {"media": _largest(sizes), **words}
    paper = message.get("document")
    if paper is not None and str(paper.get("mime_type", "")).startswith("image/"):
        return Heard.PHOTO, {"media": str(paper["file_id"]), **words}
    return Heard.OTHER, {}


def _largest(sizes: list[dict[str, Any]]) -> str:
    """The file of the largest size of a photograph that we take."""
    fit = [one for one in sizes if one.get("file_size", 0) <= PHOTO_MOST] or sizes
    return str(max(fit, key=lambda one: one["width"] * one["height"])["file_id"])


def _language(told: dict[str, Any]) -> str:
    code = str((told.get("from") or {}).get("language_code", ""))[:2].lower()
    return code if code in ("id", "en", "jv") else ""
