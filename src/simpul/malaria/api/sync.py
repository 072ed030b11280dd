"""Phones enrol, send and fetch: raw ASGI, beside cookies and forms, since a phone proves itself by its token alone.

`POST /malaria/perangkat/daftar` · `POST /malaria/sinkron/kirim` · `GET /malaria/sinkron/ambil?after=<cursor>`. Answers are
JSON; refusals problem details (RFC 9457) with `code`. Nothing of a body, a token or a cursor is logged.
"""

import gzip
import time
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs

import anyio.to_thread
import orjson
import structlog
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Receive, Scope, Send

from simpul.kernel.errors import NotFound, Refusal, TooMany
from simpul.kernel.i18n import translator
from simpul.kernel.limits import spend
from simpul.kernel.platform import Platform
from simpul.kernel.web.problems import Unexpected, headers_of, status_of
from simpul.kernel.web.request import Request
from simpul.malaria.actions import changing, enrolling, reaching, sync
from simpul.malaria.model.devices import (
    Device,
    DeviceRevoked,
    Enrolled,
    InvitationUnknown,
    NewDevice,
    SyncTooLarge,
    SyncUnreadable,
    TokenUnknown,
    TooManyWrongTokens,
)
from simpul.malaria.model.events import SCHEMA, Taken
from simpul.malaria.rules import exporting

ENROL, SEND, FETCH = "/malaria/perangkat/daftar", "/malaria/sinkron/kirim", "/malaria/sinkron/ambil"
PACKED_MOST, UNPACKED_MOST, ENROL_MOST = 64 * 1024, 1024 * 1024, 8 * 1024
WRONG_MOST, WRONG_PER = 20, timedelta(minutes=10)
"""Unknown tokens from one address before it must wait."""
_log = structlog.get_logger("simpul.malaria.sync")
_GZIP = 16 + zlib.MAX_WBITS


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back: a status, a document, headers of its own."""

    status: int
    document: Mapping[str, Any] | None
    headers: Mapping[str, str]


Way = Callable[[Platform, Request, bytes], Answer]


def _application(method: str, way: Way, most: int) -> Callable[[Platform], ASGIApp]:
    def make(platform: Platform) -> ASGIApp:
        async def application(scope: Scope, receive: Receive, send: Send) -> None:
            request = Request({**scope, "simpul.platform": platform}, receive)
            started = time.perf_counter()
            try:
                answer = await _answered(platform, request, (method, way, most))
            except ClientDisconnect:
                return
            await _send(request, answer, send)
            ms = round((time.perf_counter() - started) * 1000, 1)
            _log.info("request", route=scope["path"], method=request.method[:7], status=answer.status, ms=ms)

        return application

    return make


async def _answered(platform: Platform, request: Request, how: tuple[str, Way, int]) -> Answer:
    method, way, most = how
    try:
        if request.method != method:
            raise NotFound()
        body = await _body(request, most) if method == "POST" else b""
        return await anyio.to_thread.run_sync(way, platform, request, body)
    except Refusal as refusal:
        return _refused(request, refusal)
    except ClientDisconnect:
        raise
    except Exception:  # noqa: BLE001 (whatever it is, the phone gets an honest answer and sends again)
        _log.exception("sync.failed")
        return _refused(request, Unexpected())


async def _body(request: Request, most: int) -> bytes:
    """The body, unpacked; SyncTooLarge beyond the limits, SyncUnreadable for what does not unpack."""
    packed = bytearray()
    async for chunk in request.stream():
        packed += chunk
        if len(packed) > most:
            raise SyncTooLarge()
    if request.headers.get("content-encoding", "").strip().lower() != "gzip":
        return bytes(packed)
    unpack = zlib.decompressobj(_GZIP)
    try:
        body = unpack.decompress(bytes(packed), UNPACKED_MOST)
    except zlib.error as error:
        raise SyncUnreadable() from error
    if unpack.unconsumed_tail:
        raise SyncTooLarge()
    if not unpack.eof:
        raise SyncUnreadable()
    return body


def _refused(request: Request, refusal: Refusal) -> Answer:
    lang = "en" if request.headers.get("accept-language", "").lower().startswith("en") else "id"
    status = {"body-too-large-sync": 413, "device-token-unknown": 401}.get(refusal.code) or status_of(refusal)
    title = translator(lang).gettext(refusal.sentence, **refusal.facts)
    document = {"type": f"urn:simpul:problem:{refusal.code}", "code": refusal.code, "title": title, "status": status}
    more = {"WWW-Authenticate": "Bearer"} if status == 401 else {}
    return Answer(status, document, {**headers_of(refusal, status), **more, "Content-Type": "application/problem+json"})


async def _send(request: Request, answer: Answer, send: Send) -> None:
    body = b"" if answer.document is None else orjson.dumps(answer.document)
    headers = {"Content-Type": "application/json", "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    headers |= answer.headers
    if len(body) > 400 and "gzip" in request.headers.get("accept-encoding", ""):
        body = gzip.compress(body, 6)
        headers["Content-Encoding"] = "gzip"
    headers |= {"Content-Length": str(len(body)), "Vary": "Accept-Encoding"}
    listed = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": answer.status, "headers": listed})
    await send({"type": "http.response.body", "body": body})


def _bearer(request: Request) -> str:
    said = request.headers.get("authorization", "")
    return said[7:].strip()[:200] if said.lower().startswith("bearer ") else ""


def _known(platform: Platform, request: Request, *, reads: bool) -> Device:
    """The device whose token came; TokenUnknown, and TooManyWrongTokens for an address that guesses."""
    device = reaching.device_of(platform, _bearer(request), reads=reads)
    if device is None:
        _wrong(platform, request)
        raise TokenUnknown()
    return device


def _wrong(platform: Platform, request: Request) -> None:
    """One more wrong token came from this address; TooManyWrongTokens."""
    try:
        with platform.database.writing() as unit:
            unit.unaudited("a counter of wrong tokens, for ten minutes")
            spend(unit, f"malaria.token:{request.address_hash}", most=WRONG_MOST, per=WRONG_PER)
    except TooMany as refusal:
        raise TooManyWrongTokens(**refusal.facts) from refusal


def enrol(platform: Platform, request: Request, body: bytes) -> Answer:
    """The device is enrolled: what it gets, once."""
    try:
        said = orjson.loads(body)
        token, key = str(said["token"]), dict(said["public_key"])
        new = NewDevice(key, str(said.get("name") or ""), str(said.get("app_version") or ""))
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise SyncUnreadable() from error
    try:
        return Answer(201, _told(enrolling.enrol(platform, token, new)), {})
    except InvitationUnknown:
        _wrong(platform, request)
        raise


def _told(enrolled: Enrolled) -> dict[str, Any]:
    return {
        "device": str(enrolled.device),
        "short": enrolled.short,
        "worker": enrolled.worker,
        "village": enrolled.village,
        "node_public_key": enrolled.node_public_key,
        "upload_token": enrolled.upload_token,
        "read_token": enrolled.read_token,
        "now": enrolled.now.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "schema": SCHEMA,
    }


def take(platform: Platform, request: Request, body: bytes) -> Answer:
    """The events are held; which the node has of this device."""
    device = _known(platform, request, reads=False)
    taken = sync.take(platform, device, exporting.sealed_in(body, device.id))
    return Answer(200, _of_taken(taken), {})


def _of_taken(taken: Taken) -> dict[str, Any]:
    return {
        "have": [list(both) for both in taken.have],
        "refused": [{"n": one.seq, "code": one.code} for one in taken.refused],
        "quarantined": taken.quarantined,
        "now": taken.now.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "revoked": taken.revoked,
    }


def fetch(platform: Platform, request: Request, _body: bytes) -> Answer:
    """A page of what changed in the device's own village; 304 where nothing did. DeviceRevoked."""
    device = _known(platform, request, reads=True)
    if device.revoked_at is not None:
        raise DeviceRevoked()
    asked = parse_qs(request.scope.get("query_string", b"").decode("latin-1"))
    tag = request.headers.get("if-none-match", "").strip().removeprefix("W/").strip('"')
    after = (asked.get("after") or [tag])[0][:80]
    if after and after == tag and changing.unchanged(platform, device, after):
        return Answer(304, None, {"ETag": f'"{after}"'})
    page = changing.changes(platform, device, after)
    if not page.more:
        changing.heard(platform, device)
    document = {"cursor": page.cursor, "more": page.more, "people": page.people, "cases": page.cases, "marks": page.marks}
    return Answer(200, document, {"ETag": f'"{page.cursor}"'})


RAW: dict[str, Callable[[Platform], ASGIApp]] = {
    ENROL: _application("POST", enrol, ENROL_MOST),
    SEND: _application("POST", take, PACKED_MOST),
    FETCH: _application("GET", fetch, 0),
}
