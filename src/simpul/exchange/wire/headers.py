"""Headers of a call: which go on, which are taken out, which are ours. Bytes as they were sent. PROTOCOL §1 and §2."""

import hashlib
from base64 import b64encode
from collections.abc import Iterable, Sequence

Headers = Sequence[tuple[bytes, bytes]]

REMOVED = frozenset(
    b"transfer-encoding keep-alive proxy-authenticate proxy-authorization te trailer upgrade connection user-agent host"
    b" content-length server expect".split()
)
"""Removed both ways."""
FROM_LEG = REMOVED | {b"x-road-request-hash"}
"""What no back end gets of a request, however it was wrapped."""
FROM_REQUEST = REMOVED | {b"x-road-request-id", b"x-road-request-hash"}
FROM_ANSWER = REMOVED | {b"x-road-id", b"x-road-client", b"x-road-request-id", b"x-road-request-hash"}
LEG = frozenset(
    b"x-road-service x-road-request-hash simpul-node content-digest signature signature-input x-road-error".split()
)
"""Names the node leg uses for itself: somebody else's header of that name travels behind `KEPT`."""
KEPT = b"simpul-kept-"


def wrapped(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """The headers for the node leg: what bears a name of the leg's own, or begins with `KEPT`, gets `KEPT` before it."""
    return [(KEPT + name, value) if _takes(name.lower()) else (name, value) for name, value in headers]


def unwrapped(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """The headers as they were before `wrapped`; the leg's own are left out.

    So is what `wrapped` never makes: behind `KEPT` nobody brings in a second `x-road-client`, or a `transfer-encoding`.
    """
    found = []
    for name, value in headers:
        low = name.lower()
        if low.startswith(KEPT):
            if _takes(low[len(KEPT) :]):
                found.append((name[len(KEPT) :], value))
        elif low not in LEG and not _poses(low):
            found.append((name, value))
    return found


def _takes(low: bytes) -> bool:
    return low in LEG or low.startswith(KEPT)


def _poses(low: bytes) -> bool:
    """Whether a back end that reads `_` as `-` (CGI, WSGI) would take the name for one of X-Road's."""
    return b"_" in low and low.replace(b"_", b"-").startswith(b"x-road-")


def of_request(headers: Headers) -> list[tuple[bytes, bytes]]:
    """The kept request headers in order and spelling; of a repeated X-Road-Client only the last, and no `X_Road_Client`."""
    kept = [(name, value) for name, value in headers if (low := name.lower()) not in FROM_REQUEST and not _poses(low)]
    clients = [place for place, (name, _) in enumerate(kept) if name.lower() == b"x-road-client"]
    for place in reversed(clients[:-1]):
        del kept[place]
    return kept


def of_answer(headers: Headers) -> list[tuple[bytes, bytes]]:
    """The back end's headers without those that are removed or set anew."""
    return [(name, value) for name, value in headers if name.lower() not in FROM_ANSWER]


def request_hash(start: tuple[str, str], headers: Headers, body: bytes | None) -> bytes:
    """X-Road-Request-Hash, base64, over (method, raw target), the kept headers, and the body's SHA-512 (None: no body)."""
    lines = [f"{start[0]}\r\n{start[1]}\r\n".encode()]
    lines += [b"%b:%b\r\n" % header for header in headers]
    digest = hashlib.sha512(b"".join(lines)).digest()
    return b64encode(digest if body is None else hashlib.sha512(digest + body).digest())


def content_digest(sha256: bytes) -> bytes:
    """The `content-digest` header of RFC 9530 for a body's SHA-256."""
    return b"sha-256=:%b:" % b64encode(sha256)
