"""What tests of access say often: a node's own parts beside its data path, a wish, who acts, a call and its answer."""

import asyncio
import json
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from tests.exchange.world import BPBD, PORTAL, Site

from simpul.app import build_platform
from simpul.exchange.model.access import AccessWish
from simpul.exchange.model.services import Endpoint
from simpul.kernel.actor import Actor
from simpul.kernel.keys import Keys
from simpul.kernel.platform import Platform

NOW = datetime(2026, 11, 23, 5, 0, 12, tzinfo=UTC)
SERVICE = f"{BPBD}/reports"
WISH = AccessWish(
    service=SERVICE,
    purpose="Menampilkan laporan banjir di portal nasional",
    legal_basis="Perpres 95/2018 pasal 33",
    until=NOW + timedelta(days=90),
    contact="Asdep Layanan Digital, 021-7398381",
    endpoints=(Endpoint("GET", "/live"), Endpoint("GET", "/figures")),
    agreement="PKS-12/2026",
    tier="standard",
)
INTEGRATOR = Actor(UUID(int=31), "Ira", agency=PORTAL, roles=frozenset({"exchange.integrator"}))
STEWARD = Actor(UUID(int=32), "Siti", agency=BPBD, roles=frozenset({"exchange.steward"}))


_THREADS = ThreadPoolExecutor(32)
"""Their own: the data path needs the loop's few threads itself, to look up addresses."""


async def _beside(work: Callable[[], Any]) -> Any:
    return await asyncio.get_running_loop().run_in_executor(_THREADS, work)


@asynccontextmanager
async def beside(site: Site, **changes: object) -> AsyncIterator[Platform]:
    """The node's own parts, as its server has them; its consumer listener is the site's."""
    settings = site.settings.model_copy(update={"exchange_port": site.consumer, **changes})
    platform = build_platform(settings, keys=Keys.kept_in(settings.data_dir / "keys"), url=site.url, clock=site.clock)
    yield platform
    await asyncio.to_thread(platform.database.close)


async def act(action: Callable[..., Any], *given: Any, **named: Any) -> Any:
    """What an action returns, done beside the loop on which the data paths run."""
    return await _beside(lambda: action(*given, **named))


@dataclass(frozen=True, slots=True)
class Said:
    """An answer: status, headers in lower case, body."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


async def call(site: Site, path: str, *, method: str = "GET", client: str = PORTAL, body: object = None) -> Said:
    """What the site's consumer listener answers to a call in the client's name."""
    sent = None if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {"X-Road-Client": client, "Content-Type": "application/json"}
    asked = urllib.request.Request(f"http://127.0.0.1:{site.consumer}{path}", data=sent, headers=headers, method=method)

    def read() -> Said:
        try:
            with urllib.request.urlopen(asked, timeout=20) as answer:
                return Said(answer.status, {k.lower(): v for k, v in answer.headers.items()}, answer.read())
        except urllib.error.HTTPError as error:
            with error:
                return Said(error.code, {k.lower(): v for k, v in error.headers.items()}, error.read())

    return await _beside(read)


def asked(**changes: Any) -> dict[str, Any]:
    """The body of a request for access, as a program of any make would write it."""
    wish = replace(WISH, **{k: v for k, v in changes.items() if hasattr(WISH, k) and k not in ("until", "endpoints")})
    told: dict[str, Any] = {
        "service": wish.service,
        "endpoints": [{"method": one.method, "path": one.path} for one in wish.endpoints],
        "purpose": wish.purpose,
        "legal_basis": wish.legal_basis,
        "agreement": wish.agreement,
        "tier": wish.tier,
        "until": wish.until.isoformat(),
        "contact": wish.contact,
        "note": wish.note,
    }
    return told | {k: v for k, v in changes.items() if k in ("until", "endpoints", "reference") or not hasattr(WISH, k)}
