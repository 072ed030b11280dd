"""A call that somebody tries from the console: what may be sent, how a program would send it, how the answer is shown."""

import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

import orjson

from simpul.exchange.model.services import Authentication
from simpul.exchange.model.trying_refusals import (
    TryingBodyNotFit,
    TryingHeaderNotFit,
    TryingPathNotFit,
    TryingPlaceLeft,
    TryingQueryNotFit,
)

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
WITH_BODY = frozenset({"POST", "PUT", "PATCH"})
PATH_MOST, QUERY_MOST, HEADERS_MOST, HEADER_MOST, BODY_MOST = 2000, 4000, 30, 4000, 64 * 1024
SHOWN_MOST = 128 * 1024
"""Bytes of an answer that are shown; whoever wants all of it calls by the sample."""
_OF_CONNECTION = {"host", "content-length", "transfer-encoding", "connection", "keep-alive", "te", "trailer", "upgrade"}
_OF_PROXIES = {"expect", "proxy-authorization", "proxy-authenticate"}
_OF_EXCHANGE = {"x-road-client", "x-road-id", "x-road-request-id", "x-road-request-hash", "simpul-authorization"}
OWN = frozenset(_OF_CONNECTION | _OF_PROXIES | _OF_EXCHANGE | {"x-govstack-client", "information-mediator-client"})
"""Headers that the connection, the exchange or this console sets."""
_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")
_PLACE = re.compile(r"\{[^{}/]*\}")
_IN_PATH, _IN_QUERY = "/%:@!$&'()*+,;=-._~", "/%:@!$&'()*+,;=-._~?"
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Attempt:
    """What somebody wrote into the form, as they wrote it; `token` proves the client, and is kept nowhere."""

    service: str
    client: str = ""
    method: str = "GET"
    path: str = ""
    query: str = ""
    headers: str = ""
    body: str = ""
    token: str = ""


@dataclass(frozen=True, slots=True)
class Ready:
    """The same, ready to be sent: the target behind `/r1/<service>`, headers, body."""

    method: str
    rest: str
    headers: tuple[tuple[str, str], ...]
    body: bytes | None


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer's body as people can read it: JSON with its lines indented, text, or nothing (`kind` is "binary")."""

    kind: str
    text: str
    size: int
    cut: bool


def ready(attempt: Attempt) -> Ready:
    """The attempt, ready to be sent; or which part of the form does not fit."""
    method = attempt.method if attempt.method in METHODS else "GET"
    body = attempt.body.encode() if attempt.body else None
    if body is not None and (method not in WITH_BODY or len(body) > BODY_MOST):
        raise TryingBodyNotFit()
    headers = list(headers_in(attempt.headers))
    names = {name.lower() for name, _ in headers}
    if "accept" not in names:
        headers.append(("Accept", "application/json, */*;q=0.5"))
    if body is not None and "content-type" not in names:
        headers.append(("Content-Type", "application/json" if _is_json(attempt.body) else "text/plain; charset=utf-8"))
    return Ready(method, path_in(attempt.path) + query_in(attempt.query), tuple(headers), body or _bodiless(method))


def _bodiless(method: str) -> bytes | None:
    return b"" if method in WITH_BODY else None


def path_in(said: str) -> str:
    """The path within the service, percent-encoded where it must be; TryingPathNotFit, TryingPlaceLeft."""
    path = said.strip()
    if not path:
        return ""
    place = _PLACE.search(path)
    if place is not None:
        raise TryingPlaceLeft(place=place[0][:60])
    if not path.startswith("/") or len(path) > PATH_MOST or any(sign in path for sign in "?#\\ ") or not path.isprintable():
        raise TryingPathNotFit()
    return quote(path, safe=_IN_PATH)


def query_in(said: str) -> str:
    """`?` and the query, percent-encoded where it must be; empty for none. TryingQueryNotFit."""
    query = said.strip().removeprefix("?")
    if len(query) > QUERY_MOST or "#" in query or not query.isprintable():
        raise TryingQueryNotFit()
    return f"?{quote(query, safe=_IN_QUERY)}" if query else ""


def headers_in(said: str) -> tuple[tuple[str, str], ...]:
    """The headers, one a line; TryingHeaderNotFit for what is none, or is not the caller's to set."""
    found: list[tuple[str, str]] = []
    for line in said.split("\n"):
        if not line.strip():
            continue
        name, mark, value = line.partition(":")
        name, value = name.strip(), value.strip()
        own = name.lower() in OWN or "_" in name
        fits = mark and _NAME.fullmatch(name) and len(value) <= HEADER_MOST and value.isascii() and value.isprintable()
        if not fits or own or len(found) == HEADERS_MOST:
            raise TryingHeaderNotFit(header=line.strip()[:80])
        found.append((name, value))
    return tuple(found)


def _is_json(text: str) -> bool:
    try:
        orjson.loads(text)
    except ValueError:
        return False
    return True


def shown(body: bytes, content_type: str, *, cut: bool = False) -> Shown:
    """The answer's body as it can be shown, at most SHOWN_MOST bytes of it."""
    whole = not cut and len(body) <= SHOWN_MOST
    kind = content_type.partition(";")[0].strip().lower()
    if whole and body and ("json" in kind or not kind):
        pretty = _pretty(body)
        if pretty and len(pretty) <= 2 * SHOWN_MOST:
            return Shown("json", _UNSEEN.sub("\ufffd", pretty), len(body), cut=False)
    text = _decoded(body[:SHOWN_MOST])
    if text is None:
        return Shown("binary", "", len(body), cut)
    return Shown("text" if body else "none", _UNSEEN.sub("\ufffd", text), len(body), not whole)


def _pretty(body: bytes) -> str:
    try:
        return orjson.dumps(orjson.loads(body), option=orjson.OPT_INDENT_2).decode()
    except (ValueError, TypeError, RecursionError):
        return ""


def _decoded(body: bytes) -> str | None:
    """The bytes as UTF-8, a sign that was cut through at the end left out; None for what is no text."""
    if b"\x00" in body:
        return None
    for end in range(4):
        try:
            return body[: len(body) - end].decode()
        except UnicodeDecodeError:
            continue
    return None


def fault_in(headers: Sequence[tuple[str, str]]) -> str:
    """The error that the exchange itself made, in small letters without `_`; empty where the service answered."""
    told = next((value for name, value in headers if name.lower() == "x-road-error"), "")
    return told.lower().replace("_", "")[:100]


def curl(base: str, attempt: Attempt, authentication: Authentication | None) -> str:
    """The same call as a command for a shell, whatever signs are in it; {places} stay for the reader to fill in."""
    path = "".join(quote(part, safe=_IN_PATH + "{}") for part in attempt.path if part.isprintable())
    query = attempt.query.removeprefix("?")
    target = f"{base}/r1/{attempt.service}{path}" + (f"?{quote(query, safe=_IN_QUERY)}" if query else "")
    parts = ["curl --globoff"]
    if attempt.method != "GET":
        parts.append(f"--request {shlex.quote(attempt.method)}")
    parts += _proof(authentication)
    parts.append("--header " + shlex.quote(f"X-Road-Client: {attempt.client}"))
    parts += ["--header " + shlex.quote(line.strip()) for line in attempt.headers.splitlines() if line.strip()]
    if attempt.body:
        if "content-type:" not in attempt.headers.lower():
            parts.append("--header 'Content-Type: application/json'")
        parts.append("--data-raw " + shlex.quote(attempt.body))
    return " \\\n  ".join([*parts, shlex.quote(target)])


def _proof(authentication: Authentication | None) -> list[str]:
    match authentication:
        case Authentication.MTLS:
            return ["--cert client.pem --key client.key --cacert node.pem"]
        case Authentication.TOKEN:
            return ['--header "Simpul-Authorization: Bearer $TOKEN"']
        case _:
            return []
