"""A site that speaks CogniCity's interface: ours in this process, or whatever SIMPUL_COMPAT_URL names.

With a URL the suite needs SIMPUL_COMPAT_KEY, an officer's token there: its reports are verified as they are sent.
"""

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from urllib.parse import urlencode
from uuid import UUID

import httpx
import pytest
from starlette.testclient import TestClient

from simpul.kernel.actor import Actor
from simpul.kernel.platform import Platform
from tests.conftest import START, StandInSessions
from tests.disaster.makers import officer

PREFIX = "/compat/petabencana"
URL, KEY = os.environ.get("SIMPUL_COMPAT_URL", ""), os.environ.get("SIMPUL_COMPAT_KEY", "")
T = TypeVar("T")
MONAS = {"lat": -6.1754, "lng": 106.8272}


@dataclass
class Site:
    """A base address and a key; every path is the original's own."""

    client: httpx.Client
    base: str
    key: str
    now: datetime = START
    behind: float = 0.0
    """Seconds that the map may be behind what was sent."""

    def window(self, before: int = 30, after: int = 60) -> str:
        """The parameters `start` and `end`, so many days before and after today."""
        day = self.now.replace(hour=0, minute=0, second=0, microsecond=0)
        ends = {"start": day - timedelta(days=before), "end": day + timedelta(days=after)}
        return urlencode({name: at.strftime("%Y-%m-%dT%H:%M:%S+0000") for name, at in ends.items()})

    def ask(self, method: str, path: str, *, key: str | None = None, **more: Any) -> httpx.Response:
        """The answer to a request; `key` is sent as `x-api-key`."""
        headers = {**({"x-api-key": key} if key else {}), **more.pop("headers", {})}
        return self.client.request(method, self.base + path, headers=headers, **more)

    def get(self, path: str, **more: Any) -> httpx.Response:
        return self.ask("GET", path, **more)

    def told(self, path: str, **more: Any) -> Any:
        """What a read tells, which must succeed."""
        answer = self.get(path, **more)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def card(self) -> str:
        """The id of a fresh card."""
        asked = {"username": "web_guest", "network": "website", "language": "id"}
        answer = self.ask("POST", "/cards", json=asked)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["cardId"])

    def send(self, disaster: str, card_data: dict[str, Any], *, key: str | None = "", **more: Any) -> str:
        """The id of a card with this report on it; verified, unless `key` says None."""
        card = self.card()
        report = {
            "disaster_type": disaster,
            "sub_submission": False,
            "card_data": card_data,
            "text": "Air naik",
            "created_at": "2026-11-23T04:59:00.000Z",
            "location": MONAS,
            **more,
        }
        answer = self.ask("PUT", f"/cards/{card}", json=report, key=self.key if key == "" else key)
        assert answer.status_code == 200, answer.text
        return card

    def flood(self, depth: int = 60, **more: Any) -> str:
        """The card of a verified flood report."""
        return self.send("flood", {"report_type": "flood", "flood_depth": depth}, **more)

    def reports(self, query: str = "") -> list[dict[str, Any]]:
        """The features of `/reports` in GeoJSON, with further parameters."""
        answer = self.told(f"/reports?geoformat=geojson{query}")
        found: list[dict[str, Any]] = answer["result"]["features"]
        return found

    def report(self, card: str, query: str = "") -> dict[str, Any]:
        """The feature of the report on a card, once it is on the map."""
        return self.eventually(lambda: [one for one in self.reports(query) if one["properties"]["url"] == card])[0]

    def eventually(self, look: Callable[[], T]) -> T:
        """What is seen, once there is something to see; the map may be a little behind."""
        until = time.monotonic() + self.behind
        while not (seen := look()) and time.monotonic() < until:
            time.sleep(0.05)
        assert seen, "this is not to be seen"
        return seen


@pytest.fixture
def site(request: pytest.FixtureRequest) -> Iterator[Site]:
    """The site under test."""
    if URL:
        with httpx.Client(timeout=30) as client:
            yield Site(client, URL.rstrip("/"), KEY, datetime.now(UTC), behind=3.0)
        return
    yield request.getfixturevalue("own_site")


@pytest.fixture
def own_site(client_for: Callable[..., TestClient], sessions: StandInSessions) -> Site:
    """Our own application on a fresh database at a fixed time, with keys for whom a test names."""
    resident = Actor(UUID(int=9), "Budi")
    people = {"jakarta": officer("31"), "bandung": officer("32.73", number=8), "resident": resident}
    sessions.people.update(people)
    return Site(client_for(), PREFIX, "jakarta")


@pytest.fixture
def own_platform(platform: Platform) -> Platform:
    """The parts of our own application."""
    if URL:
        pytest.skip("looks into our own application, and SIMPUL_COMPAT_URL names another")
    return platform
