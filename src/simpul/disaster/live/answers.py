"""Short answers of the hot paths: refusals as problem details, preflight; and what every one of them carries."""

from collections.abc import Mapping
from urllib.parse import parse_qsl

import orjson
from starlette.types import Send

from simpul.disaster.live.snapshot import NOTHING, Headers
from simpul.kernel.errors import Invalid
from simpul.kernel.settings import Settings
from simpul.kernel.web import security

METHODS = "GET, HEAD, OPTIONS"


class NotInFeed(Invalid):
    """The address holds a parameter that this feed does not know, or a value it cannot read."""

    code = "not-in-feed"
    sentence = "This feed does not know the parameter or its value."


def common_headers(settings: Settings) -> Headers:
    """Security headers, and leave for any site to read: the feed is public data."""
    return [*security.headers(settings), *OPEN]


OPEN: Headers = [
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"ETag, Last-Modified"),
    (b"cross-origin-resource-policy", b"cross-origin"),
]


def parameters(query: bytes, known: frozenset[str]) -> Mapping[str, str]:
    """The query's parameters; NotInFeed for one that is unknown, given twice, or not readable."""
    try:
        pairs = parse_qsl(query.decode("ascii"), keep_blank_values=True, strict_parsing=bool(query), errors="strict")
    except ValueError as error:
        raise NotInFeed(parameter="") from error
    given = dict(pairs)
    strange = sorted(set(given) - known)
    if strange or len(given) != len(pairs):
        raise NotInFeed(parameter=strange[0] if strange else pairs[-1][0])
    return given


async def refuse(send: Send, common: Headers, status: int, code: str, detail: str) -> None:
    """A problem details answer (RFC 9457)."""
    problem = {"type": f"urn:simpul:problem:{code}", "title": detail, "status": status}
    body = orjson.dumps(problem)
    headers: Headers = [
        *common,
        (b"content-type", b"application/problem+json"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
    ]
    if status == 405:
        headers.append((b"allow", METHODS.encode()))
    if status == 503:
        headers.append((b"retry-after", b"5"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})


async def preflight(send: Send, common: Headers) -> None:
    """What another site may ask of this path."""
    headers: Headers = [
        *common,
        (b"allow", METHODS.encode()),
        (b"access-control-allow-methods", METHODS.encode()),
        (b"access-control-allow-headers", b"If-None-Match, If-Modified-Since, Last-Event-ID, Cache-Control"),
        (b"access-control-max-age", b"86400"),
    ]
    await send({"type": "http.response.start", "status": 204, "headers": headers})
    await send(NOTHING)
