"""The programs' side of gates: raw ASGI, beside cookies and forms, since a gate's device proves itself by its key alone.

Below `/api/v1/cooperation/gates/{event}/`: `POST checkins` (a batch, merged idempotently), `GET tickets` (what a device
needs to decide alone, with ETag), `GET used?after=<ms>` (what other gates took), `POST off` (the device signs itself off).
Refusals are problem details (RFC 9457) with `code`. No ticket, key or body is logged.
"""

import gzip
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

import anyio.to_thread
import orjson
import structlog
from fastapi import APIRouter
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Receive, Scope, Send

from simpul.cooperation.actions import gates
from simpul.cooperation.live import gates_intake
from simpul.cooperation.model.gates import BatchTooLarge, Verdict
from simpul.kernel.errors import NotFound, Refusal
from simpul.kernel.i18n import translator
from simpul.kernel.platform import Platform
from simpul.kernel.web.problems import Unexpected, headers_of, status_of
from simpul.kernel.web.request import Request

router = APIRouter(prefix="/cooperation")
PREFIX = "/api/v1/cooperation/gates/"
BODY_MOST = 64 * 1024
_PATH = re.compile(re.escape(PREFIX) + r"([0-9a-f-]{36})/(checkins|tickets|used|off)\Z")
_log = structlog.get_logger("simpul.cooperation.gates")


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back: a status, a body, headers of its own."""

    status: int
    body: bytes
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a device asks: about which event, with which key."""

    platform: Platform
    request: Request
    event: UUID
    key: str


Way = Callable[[Asked], Awaitable[Answer]]


def _application(platform: Platform) -> ASGIApp:
    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        request = Request({**scope, "simpul.platform": platform}, receive)
        try:
            answer = await _answered(platform, request)
        except ClientDisconnect:
            return
        await _send(request, answer, send)

    return application


async def _answered(platform: Platform, request: Request) -> Answer:
    try:
        found = _PATH.match(request.scope["path"])
        way = WAYS.get((request.method, found[2])) if found else None
        if found is None:
            raise NotFound()
        if way is None:
            allowed = ", ".join(method for method, name in WAYS if name == found[2])
            return Answer(405, b"", {"Allow": allowed, "Content-Type": "application/json"})
        return await way(Asked(platform, request, UUID(found[1]), _key(request)))
    except Refusal as refusal:
        return _refused(request, refusal)
    except ClientDisconnect:
        raise
    except ValueError:
        return _refused(request, NotFound())
    except Exception:  # noqa: BLE001 (whatever it is, the device gets an honest answer and sends again)
        _log.exception("gate.failed")
        return _refused(request, Unexpected())


def _key(request: Request) -> str:
    said = request.headers.get("authorization", "")
    return said[7:].strip()[:100] if said.lower().startswith("bearer ") else ""


async def checkins(asked: Asked) -> Answer:
    """The batch is kept; what becomes of each showing, and the node's clock."""
    received = asked.platform.clock.now()
    body = await _body(asked.request)
    answer = await gates_intake.offered(asked.platform, body, event=asked.event, key=asked.key, received=received)
    document = {"now": _ms(answer.now), "verdicts": [_told(one) for one in answer.verdicts]}
    return Answer(200, orjson.dumps(document), {"Content-Type": "application/json"})


async def tickets(asked: Asked) -> Answer:
    """The packed list of the event's tickets; 304 where the device has it."""
    known = asked.request.headers.get("if-none-match", "").strip().removeprefix("W/").strip('"')
    found = await anyio.to_thread.run_sync(_tickets, asked)
    headers = {"ETag": f'"{found.mark}"', "Content-Type": "application/octet-stream"}
    return Answer(304, b"", headers) if known == found.mark else Answer(200, found.packed, headers)


def _tickets(asked: Asked) -> gates.TicketList:
    gates.device_of(asked.platform, asked.key, asked.event)
    return gates.tickets(asked.platform, asked.event)


async def used(asked: Asked) -> Answer:
    """What other gates took since the cursor, and the gates' names."""
    query = parse_qs(asked.request.scope.get("query_string", b"").decode("latin-1"))
    after = (query.get("after") or [""])[0]
    heard = await anyio.to_thread.run_sync(_heard, asked, after)
    document = {
        "now": _ms(heard.now),
        "cursor": _ms(heard.cursor),
        "more": heard.more,
        "gates": {str(gate): name for gate, name in heard.gates.items()},
        "used": [[one.ticket[:10].hex(), str(one.gate or ""), _ms(one.at) if one.at else None] for one in heard.used],
    }
    return Answer(200, orjson.dumps(document), {"Content-Type": "application/json"})


def _heard(asked: Asked, after: str) -> gates.Heard:
    gates.device_of(asked.platform, asked.key, asked.event)
    known = after.isascii() and after.isdigit() and len(after) <= 13
    return gates.heard(asked.platform, asked.event, datetime.fromtimestamp(int(after) / 1000, UTC) if known else None)


async def off(asked: Asked) -> Answer:
    """The device's key is worth nothing any more."""
    await anyio.to_thread.run_sync(gates.sign_off, asked.platform, asked.key)
    return Answer(204, b"", {})


WAYS: dict[tuple[str, str], Way] = {
    ("POST", "checkins"): checkins,
    ("GET", "tickets"): tickets,
    ("GET", "used"): used,
    ("POST", "off"): off,
}


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_MOST:
            raise BatchTooLarge(most=gates_intake.MOST)
    return bytes(body)


def _told(one: Verdict) -> dict[str, Any]:
    told: dict[str, Any] = {"device": str(one.device), "seq": one.seq, "outcome": one.outcome.value}
    if one.first_at is not None:
        told |= {"gate": str(one.first_gate), "at": _ms(one.first_at)}
    return told


def _ms(at: datetime) -> int:
    return int(at.timestamp() * 1000)


def _refused(request: Request, refusal: Refusal) -> Answer:
    said = request.headers.get("accept-language", "").lower()[:2]
    lang = "en" if said == "en" else "ko" if said == "ko" else "id"
    status = {"gate-device-unknown": 401, "gate-batch-too-large": 413}.get(refusal.code) or status_of(refusal)
    title = translator(lang).gettext(refusal.sentence, **refusal.facts)
    document = {"type": f"urn:simpul:problem:{refusal.code}", "code": refusal.code, "title": title, "status": status}
    more = {"WWW-Authenticate": "Bearer"} if status == 401 else {}
    headers = {**headers_of(refusal, status), **more, "Content-Type": "application/problem+json"}
    return Answer(status, orjson.dumps(document), headers)


async def _send(request: Request, answer: Answer, send: Send) -> None:
    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", **answer.headers}
    if "ETag" in headers:
        headers["Cache-Control"] = "private, no-cache"
    body = answer.body
    if len(body) > 2048 and "json" in headers["Content-Type"] and "gzip" in request.headers.get("accept-encoding", ""):
        body = gzip.compress(body, 5)
        headers |= {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    headers["Content-Length"] = str(len(body))
    listed = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": answer.status, "headers": listed})
    await send({"type": "http.response.body", "body": body})


RAW: dict[str, Callable[[Platform], ASGIApp]] = {PREFIX: _application}
