"""A simulator of Telegram: an HTTP server that speaks the Bot API, and phones whose updates it delivers to the webhook.

Written from core.telegram.org/bots/api. It refuses what Telegram refuses: an unknown token, a chat that never wrote to the
bot, one that blocked it, a callback's data of more than 64 bytes, a text of more than 4,096 characters.
"""

import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any

from tests.waiting import until

TOKEN, SECRET = "123456:simulated-token", "a-secret-of-the-webhook"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"


@dataclass
class Telegram:
    """What Telegram keeps: what was said to whom, who blocked the bot, its files. `now` is its clock, in seconds."""

    webhook: str = ""
    now: Callable[[], float] = time.time
    said: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    known: set[int] = field(default_factory=set)
    blocked: set[int] = field(default_factory=set)
    files: dict[str, bytes] = field(default_factory=dict)
    answered: list[str] = field(default_factory=list)
    set: list[dict[str, Any]] = field(default_factory=list)
    busy: int = 0
    url: str = ""
    updates: Iterator[int] = field(default_factory=lambda: count(70_000_001))
    messages: Iterator[int] = field(default_factory=lambda: count(1))

    def deliver(self, update: dict[str, Any], secret: str | None = SECRET) -> int:
        """The status with which the webhook answered; a method in its answer is carried out, as Telegram does."""
        headers = {"Content-Type": "application/json"} | ({SECRET_HEADER: secret} if secret is not None else {})
        request = urllib.request.Request(self.webhook, json.dumps(update).encode(), headers)
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                told = json.loads(answer.read() or b"{}")
                if told.get("method") == "answerCallbackQuery":
                    self.answered.append(told["callback_query_id"])
                return int(answer.status)
        except urllib.error.HTTPError as refused:
            return refused.code

    def phone(self, id: int, language: str = "id") -> "Phone":
        """A person's phone."""
        return Phone(self, id, language)

    def answer(self, method: str, asked: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """The Bot API's status and answer to a method."""
        if self.busy:
            self.busy -= 1
            return 429, _refused(429, "Too Many Requests: retry after 1", parameters={"retry_after": 1})
        if method == "sendMessage":
            return self._send(asked)
        if method in ("setWebhook", "setMyCommands"):
            return self._set(method, asked)
        if method == "getFile" and asked.get("file_id") in self.files:
            return 200, {"ok": True, "result": {"file_id": asked["file_id"], "file_path": f"photos/{asked['file_id']}.jpg"}}
        return 400, _refused(400, "Bad Request: wrong file_id or the file is temporarily unavailable")

    def _set(self, method: str, asked: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if method == "setWebhook" and not asked["url"].startswith("https://"):
            return 400, _refused(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
        self.set.append(asked)
        return 200, {"ok": True, "result": True}

    def _send(self, asked: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        chat, text, markup = asked.get("chat_id"), asked.get("text", ""), asked.get("reply_markup", {})
        if chat not in self.known:
            return 400, _refused(400, "Bad Request: chat not found")
        if chat in self.blocked:
            return 403, _refused(403, "Forbidden: bot was blocked by the user")
        buttons = [one for row in markup.get("inline_keyboard", ()) for one in row]
        if not text or len(text) > 4096 or any(not 0 < len(one["callback_data"].encode()) <= 64 for one in buttons):
            return 400, _refused(400, "Bad Request: BUTTON_DATA_INVALID")
        kept = {"message_id": next(self.messages), "date": int(self.now()), **asked}
        self.said.setdefault(chat, []).append(kept)
        return 200, {"ok": True, "result": kept}


def _refused(code: int, why: str, **more: Any) -> dict[str, Any]:
    return {"ok": False, "error_code": code, "description": why, **more}


@dataclass
class Phone:
    """A person who writes to the bot, and reads what it says. `read` counts the messages they have looked at."""

    telegram: Telegram
    id: int
    language: str = "id"
    read: int = 0

    def _from(self) -> dict[str, Any]:
        return {"id": self.id, "is_bot": False, "first_name": "Sari", "language_code": self.language}

    def message(self, **content: Any) -> dict[str, Any]:
        """An update with a message of this person, not delivered yet."""
        self.telegram.known.add(self.id)
        chat = {"id": self.id, "type": "private", "first_name": "Sari"}
        number, at = next(self.telegram.messages), int(self.telegram.now())
        message = {"message_id": number, "from": self._from(), "chat": chat, "date": at, **content}
        return {"update_id": next(self.telegram.updates), "message": message}

    def pressed(self, data: str) -> dict[str, Any]:
        """An update with a button that this person pressed, not delivered yet."""
        chat = {"id": self.id, "type": "private"}
        query = {"id": f"cb{next(self.telegram.messages)}", "from": self._from(), "data": data}
        query["message"] = {"message_id": 1, "chat": chat, "date": 0}
        return {"update_id": next(self.telegram.updates), "callback_query": query}

    def write(self, text: str) -> str:
        """The text of the last message with which the bot answers these words."""
        return self._answer_to(self.message(text=text))

    def press(self, label: str) -> str:
        """As `write`, for the button with this label below the last message that has it."""
        data = next(
            one["callback_data"]
            for said in reversed(self.all())
            for row in said.get("reply_markup", {}).get("inline_keyboard", ())
            for one in row
            if one["text"] == label
        )
        return self._answer_to(self.pressed(data))

    def share(self, longitude: float, latitude: float) -> str:
        """As `write`, for a shared place."""
        return self._answer_to(self.message(location={"longitude": longitude, "latitude": latitude}))

    def picture(self, content: bytes, caption: str = "") -> str:
        """As `write`, for a photograph."""
        name = f"file{next(self.telegram.messages)}"
        self.telegram.files[name] = content
        sizes = [{"file_id": "small", "width": 90, "height": 60, "file_size": 900}]
        sizes.append({"file_id": name, "width": 1280, "height": 960, "file_size": len(content)})
        return self._answer_to(self.message(photo=sizes, caption=caption))

    def _answer_to(self, update: dict[str, Any]) -> str:
        before = len(self.all())
        assert self.telegram.deliver(update) == 200
        until(lambda: len(self.all()) > before)
        return self.last()

    def all(self) -> list[dict[str, Any]]:
        """All that the bot said to this person."""
        return self.telegram.said.get(self.id, [])

    def last(self) -> str:
        """The text of the last message."""
        return str(self.all()[-1]["text"])


class _Handler(BaseHTTPRequestHandler):
    telegram: Telegram

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        _, bot, method = self.path.split("/")
        if bot != f"bot{TOKEN}":
            self._answer(401, json.dumps(_refused(401, "Unauthorized")).encode())
            return
        status, told = self.telegram.answer(method, body)
        self._answer(status, json.dumps(told).encode())

    def do_GET(self) -> None:
        name = self.path.rpartition("/")[2].removesuffix(".jpg")
        found = self.telegram.files.get(name) if self.path.startswith(f"/file/bot{TOKEN}/") else None
        self._answer(404 if found is None else 200, found or b"")

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None: ...


@contextmanager
def simulated() -> Iterator[Telegram]:
    """Telegram, on a port of its own."""
    telegram = Telegram()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"telegram": telegram}))
    telegram.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield telegram
    server.shutdown()
    server.server_close()
