"""The hot reads of `/compat/petabencana/`: snapshots behind plain ASGI, before every middleware. The rest: `api.compat`."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TypeVar

from starlette.types import ASGIApp, Receive, Scope, Send

from simpul.disaster.live import compat_areas
from simpul.disaster.live.answering import failed, preflight, sent, told
from simpul.disaster.live.compat_areas import AreaEdition, AreaFeed
from simpul.disaster.live.compat_reports import Reports, is_live
from simpul.disaster.live.documents import Documents
from simpul.disaster.live.snapshot import Headers, Snapshot, send_snapshot
from simpul.disaster.live.views import Edition
from simpul.disaster.rules.compat import floods, reports
from simpul.disaster.rules.compat.answers import Problem, nowhere, refused
from simpul.kernel.errors import Unavailable
from simpul.kernel.platform import Platform

BASE = "/compat/petabencana"
REPORTS, FLOODS, STATES = f"{BASE}/reports", f"{BASE}/floods", f"{BASE}/floods/states"
LONGEST = 500
"""Bytes of a query whose reading is remembered."""
AWAY = refused(503, error="Service Unavailable", message=Unavailable.sentence)
Asked = TypeVar("Asked")
Find = Callable[[bytes], Awaitable[Snapshot | Problem]]


class Hot:
    """One address: its documents to GET and HEAD, the original's own answer to everything else."""

    def __init__(self, path: str, find: Find) -> None:
        self._path = path
        self._find = find

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 (ASGI's signature)
        """Answers one request."""
        method = scope["method"]
        if method == "OPTIONS":
            await sent(preflight(scope), scope, send)
        elif method not in ("GET", "HEAD"):
            await sent(told(nowhere(self._address(scope))), scope, send)
        else:
            await self._read(scope, send)

    async def _read(self, scope: Scope, send: Send) -> None:
        try:
            found = await self._find(scope["query_string"])
        except Unavailable as refusal:
            await sent(told(AWAY, refusal), scope, send)
        except Exception:  # noqa: BLE001 (the last resort: logged with its place, answered without it)
            await sent(failed(self._path), scope, send)
        else:
            await (sent(told(found), scope, send) if isinstance(found, Problem) else send_snapshot(found, scope, send))

    def _address(self, scope: Scope) -> str:
        query = scope["query_string"].decode("latin-1")
        return self._path.removeprefix(BASE) + (f"?{query}" if query else "")


class _Always:
    """A feed for documents that come from the database by themselves."""

    def __init__(self, at: datetime) -> None:
        self.edition: Edition | None = Edition((), 0, at)

    def refresh(self) -> Edition:
        """The one edition there is."""
        assert self.edition is not None
        return self.edition


@dataclass(frozen=True, slots=True)
class Compat:
    """What one worker keeps for CogniCity's clients: of what is live, of what is past, and of areas."""

    reports: Reports
    live: Documents[Edition]
    past: Documents[Edition]
    areas: Documents[AreaEdition]
    common: Headers

    async def find_reports(self, query: bytes) -> Snapshot | Problem:
        """What `/reports` answers to a query."""
        asked = _reports_asked(query) if len(query) <= LONGEST else reports.asked(query)
        if isinstance(asked, Problem):
            return asked
        if is_live(asked):
            return await self.live.current(self.live.view(asked, lambda: self.reports.view(asked)))
        return await self.past.current(self.past.view(asked, lambda: self.reports.past(asked)))

    async def find_floods(self, query: bytes) -> Snapshot | Problem:
        """What `/floods` answers to a query."""
        asked = _floods_asked(query) if len(query) <= LONGEST else floods.asked(query)
        if isinstance(asked, Problem):
            return asked
        view = self.areas.view(asked, lambda: compat_areas.outlines(asked, self.common))
        return await self.areas.current(view)

    async def find_states(self, query: bytes) -> Snapshot | Problem:
        """What `/floods/states` answers to a query."""
        asked = _states_asked(query) if len(query) <= LONGEST else floods.states_asked(query)
        if isinstance(asked, Problem):
            return asked
        view = self.areas.view(("states", asked), lambda: compat_areas.states(asked, self.common))
        return await self.areas.current(view)

    def follow(self, *, following: bool) -> None:
        """Whether a thread keeps the documents current."""
        self.past.following = self.areas.following = following


def compat_of(platform: Platform, live: Documents[Edition], names: Callable[[str], str | None], common: Headers) -> Compat:
    """The documents for CogniCity's clients, beside the feed's own."""
    clock = platform.clock
    past: Documents[Edition] = Documents(_Always(clock.now()), clock)
    areas: Documents[AreaEdition] = Documents(AreaFeed(platform), clock, idle=True)
    return Compat(Reports(platform, common, names), live, past, areas, common)


def apps(compat: Compat) -> dict[str, ASGIApp]:
    """The applications by their exact paths."""
    found = {REPORTS: compat.find_reports, FLOODS: compat.find_floods, STATES: compat.find_states}
    return {path: Hot(path, find) for path, find in found.items()}


_reports_asked = lru_cache(1024)(reports.asked)
_floods_asked = lru_cache(1024)(floods.asked)
_states_asked = lru_cache(1024)(floods.states_asked)
