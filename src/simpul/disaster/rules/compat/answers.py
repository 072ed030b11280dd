"""Answers' bodies: the envelope, its exceptions, and what a request that is not as it must be is told."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

import orjson

from simpul.disaster.rules.compat.joi import Check, Fault

JSON = b"application/json; charset=utf-8"
XML = b"text/xml"


@dataclass(frozen=True, slots=True)
class Problem:
    """An answer that refuses: its status, and its body as JSON."""

    status: int
    body: bytes


def refused(status: int, **members: object) -> Problem:
    """A refusal with these members after its status."""
    return Problem(status, orjson.dumps({"statusCode": status, **members}))


def enveloped(result: object) -> bytes:
    """The success envelope around a result."""
    return orjson.dumps({"statusCode": 200, "result": result})


def invalid(fault: Fault, source: str) -> Problem:
    """What the `source` (params, query, body, headers) of a request is told that failed its check."""
    paths = [escape(path or "value") for path in fault.paths]
    return refused(400, error="Bad Request", message=str(fault), validation={"source": source, "keys": paths})


def checked(check: Check, value: Any, source: str) -> Mapping[str, Any] | Problem:
    """The value as it counts, or the refusal."""
    try:
        made: Mapping[str, Any] = check(value, "", {})
    except Fault as fault:
        return invalid(fault, source)
    return made


NOT_FOUND = Problem(404, b'{"statusCode":404,"found":false,"result":null}')


def nowhere(path: str) -> Problem:
    """The answer for an address that does not exist; `path` begins with a slash and holds the query."""
    return Problem(404, orjson.dumps({"message": "URL not found", "url": path}))


def unreadable(message: str = "The body is not JSON.") -> Problem:
    """The answer to a body that is no JSON object or list."""
    return refused(400, error="Bad Request", message=message)


TOO_LARGE = refused(413, error="Payload Too Large", message="request entity too large")
KEY_NEEDED = Problem(403, b'{"message":"Forbidden"}')
"""What the interface's gateway answers without a key, or with a wrong one."""
NULLS = "The body holds a null character (U+0000), which no text may."
_NULL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
_MARK = b"\xef\xbb\xbf"
BODY_MOST = 102_400
"""Bytes of a JSON body: 100 kB."""


def json_body(kind: str, content: bytes) -> Any:
    """What a body of this content type says: nothing at all where it is none of JSON; Problem where it cannot be read."""
    if kind.partition(";")[0].strip().lower() != "application/json" or not content.strip():
        return {}
    if len(content) > BODY_MOST:
        return TOO_LARGE
    try:
        value = orjson.loads(content.removeprefix(_MARK))
    except ValueError:
        return unreadable()
    if not isinstance(value, dict | list):
        return unreadable()
    return unreadable(NULLS) if _NULL.search(content) else value


Headers = list[tuple[bytes, bytes]]
CORS: Headers = [(b"access-control-allow-origin", b"*")]
"""What every answer carries: any page may read this interface."""
PREFLIGHT: Headers = [
    *CORS,
    (b"access-control-allow-methods", b"GET,HEAD,PUT,PATCH,POST,DELETE"),
    (b"access-control-allow-headers", b"Content-Type, Authorization, X-Api-Key, If-None-Match"),
    (b"access-control-max-age", b"86400"),
    (b"content-length", b"0"),
]
"""The headers of 204 to OPTIONS."""
