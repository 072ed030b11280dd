"""Pages that a crowd asks for in one second, written once a second: the event's page, and the place in the queue.

Only for who is not signed in: such a page differs from another's by marks alone, which are filled in for each. It is
written for an address of its own (`path`, without a query), so that nobody sees another's address in it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import anyio

from simpul.kernel.web import Request, Response

FRESH = timedelta(seconds=1)
"""For how long a page is given out again."""
MANY = 200
_KEY = "cooperation.acara.pages"


@dataclass(slots=True)
class _Page:
    at: datetime
    body: bytes
    headers: dict[str, str]
    status: int


def mark(name: str) -> str:
    """What stands in the page where each reader's own word goes: letters alone, which no escaping changes."""
    return f"zzACARA{name.upper()}zz"


async def page(request: Request, path: str, made: Callable[[Request], Response], words: Mapping[str, str]) -> Response:
    """The page `made` makes for this path, at most a second old, with `words` (safe markup) in place of their marks.

    While one asks for it anew, everybody else has the last one. A page that is no success is not kept.
    """
    plain = Request({**request.scope, "path": path, "query_string": b"", "headers": []})
    if request.actor.signed_in or request.platform.settings.cookie in request.cookies:
        plain = Request({**request.scope, "path": path, "query_string": b""})
        return _filled(await _made(plain, made), words)
    pages: dict[tuple[str, str], _Page] = request.platform.state.setdefault(_KEY, {})
    key, now = (path, request.lang), request.platform.clock.now()
    kept = pages.get(key)
    if kept is None or now - kept.at > FRESH:
        if kept is not None:
            kept.at = now  # the others go on with it meanwhile
        kept = await _made(plain, made)
        if kept.status == 200:
            if len(pages) >= MANY:
                pages.clear()
            pages[key] = kept
    return _filled(kept, words)


async def _made(request: Request, made: Callable[[Request], Response]) -> _Page:
    response = await anyio.to_thread.run_sync(made, request)
    now = request.platform.clock.now()
    return _Page(now, bytes(response.body), dict(response.headers), response.status_code)


def _filled(kept: _Page, words: Mapping[str, str]) -> Response:
    body = kept.body
    for name, word in words.items():
        body = body.replace(mark(name).encode(), word.encode())
    headers = {name: value for name, value in kept.headers.items() if name != "content-length"}
    return Response(body, kept.status, headers)
