"""Answers of raw paths that programs call: JSON as they know it, open to every site, kept by nobody."""

from dataclasses import dataclass, replace

import structlog
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from simpul.disaster.rules.compat.answers import JSON, Problem, refused
from simpul.kernel.errors import Refusal
from simpul.kernel.web.problems import headers_of, status_of

BASE = "/compat/petabencana"
METHODS = b"GET,HEAD,PUT,PATCH,POST,DELETE"
FAILED = refused(500, error="Internal Server Error", message="An internal server error occurred")
_OPEN = (
    (b"access-control-allow-origin", b"*"),
    (b"cross-origin-resource-policy", b"cross-origin"),
    (b"x-content-type-options", b"nosniff"),
)
_log = structlog.get_logger("simpul.disaster.compat")


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent: a status, a body, its kind, and headers beyond those that every answer here has."""

    status: int
    body: bytes = b""
    kind: bytes = JSON
    more: tuple[tuple[bytes, bytes], ...] = ((b"cache-control", b"no-store"),)


def told(problem: Problem, refusal: Refusal | None = None) -> Answer:
    """The problem as an answer; with the time to come again, where the refusal behind it names one."""
    more = headers_of(refusal, status_of(refusal)) if refusal is not None else {"Cache-Control": "no-store"}
    pairs = tuple((name.lower().encode(), value.encode()) for name, value in more.items())
    return Answer(problem.status, problem.body, more=pairs)


def preflight(scope: Scope) -> Answer:
    """What another site may ask of this path: everything, with whatever headers it names."""
    asked = header(scope, b"access-control-request-headers")
    more = ((b"access-control-allow-methods", METHODS), (b"vary", b"Access-Control-Request-Headers"))
    return Answer(204, more=(*more, (b"access-control-allow-headers", asked)) if asked else more)


def header(scope: Scope, name: bytes) -> bytes:
    """The first header of this name (in small letters); empty where there is none."""
    for known, value in scope["headers"]:
        if known == name:
            found: bytes = value
            return found
    return b""


async def sent(answer: Answer, scope: Scope, send: Send) -> None:
    """The answer is on its way; its body stays here if only its head was asked for."""
    headers = [*_OPEN, *answer.more, (b"content-length", str(len(answer.body)).encode())]
    if answer.body:
        headers.append((b"content-type", answer.kind))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else answer.body})


async def body_of(scope: Scope, receive: Receive, most: int) -> bytes | None:
    """The request's whole body; None when it is, or says that it is, longer than `most` bytes."""
    said = header(scope, b"content-length")
    if said.isdigit() and int(said) > most:
        return None
    message = await receive()
    if message["type"] == "http.request" and not message.get("more_body"):
        whole: bytes = message.get("body", b"")
        return whole if len(whole) <= most else None
    parts, length = [], 0
    while True:
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        parts.append(message.get("body", b""))
        length += len(parts[-1])
        if length > most:
            return None
        if not message.get("more_body"):
            return b"".join(parts)
        message = await receive()


def failed(path: str) -> Answer:
    """The answer to a defect of ours, which is logged with its place."""
    _log.exception("compat.failed", path=path)
    return told(FAILED)


def without_body(answer: Answer) -> Answer:
    """The status alone, as the original answers `HEAD`."""
    return replace(answer, body=b"")


def below(scope: Scope) -> str:
    """The address as it was sent, and as a client of the original would name it: without our prefix, with its query."""
    raw: bytes = scope.get("raw_path") or scope["path"].encode("utf-8", "replace")
    path = raw.decode("latin-1").partition("?")[0].removeprefix(BASE) or "/"
    query = scope["query_string"].decode("latin-1")
    return f"{path}?{query}" if query else path


def refusing(refusal: Refusal) -> Answer:
    """A refusal of our own rules in the interface's form: what does not fit is 400 there, as everywhere in it."""
    status = status_of(refusal)
    if status == 422:
        return told(refused(400, error="Bad Request", message=words_of(refusal)), refusal)
    return told(refused(status, message=words_of(refusal)), refusal)


def words_of(refusal: Refusal) -> str:
    """The refusal's sentence in English, with its facts."""
    try:
        return refusal.sentence.format_map(refusal.facts)
    except (KeyError, ValueError):
        return refusal.sentence
