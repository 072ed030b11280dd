"""What the tests of cards share: calls of the raw interface, many at once on one event loop, and bodies it takes."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from simpul.disaster.actions import cards as card_actions
from simpul.disaster.live import compat_cards
from simpul.disaster.model.cards import CardKind, Invitation, ReportCard
from simpul.kernel.actor import Actor
from simpul.kernel.platform import Platform

GUEST = {"username": "web_guest", "network": "website", "language": "id"}
CARDS = compat_cards.CARDS
BOT = Actor(UUID(int=77), "Bot", "ID/GOV/6000/BPBD", None, frozenset())


@dataclass(frozen=True)
class Call:
    """One request of the interface below `/cards` or to a whole path."""

    method: str
    path: str = ""
    body: Any = None
    headers: Mapping[str, str] | None = None
    client: str = "203.0.113.9"


@dataclass
class Told:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def call(platform: Platform, method: str, path: str = "", body: Any = None, **headers: str) -> Told:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return calls(platform, [Call(method, path, body, named)])[0]


def calls(platform: Platform, wanted: Sequence[Call]) -> list[Told]:
    """Each call's answer; all of them at once, as one server's loop would have them."""

    async def all_of_them() -> list[Told]:
        return await asyncio.gather(*(_called(platform, one) for one in wanted))

    return asyncio.run(all_of_them())


async def _called(platform: Platform, one: Call) -> Told:
    path = one.path if one.path.startswith("/compat") else CARDS + one.path
    content = one.body if isinstance(one.body, bytes) else b"" if one.body is None else json.dumps(one.body).encode()
    headers = {
        "content-type": "application/json",
        "content-length": str(len(content)),
        "host": "uji",
        **(one.headers or {}),
    }
    route, _, query = path.partition("?")
    scope = {
        "type": "http",
        "method": one.method,
        "path": route,
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": (one.client, 4711),
        "scheme": "http",
    }
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": content, "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    exact = compat_cards.RAW_CARDS.get(route)
    make = exact or next(
        made for prefix, made in compat_cards.RAW_CARDS.items() if prefix.endswith("/") and route.startswith(prefix)
    )
    await make(platform)(scope, receive, send)  # type: ignore[arg-type]
    named = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return Told(sent[0]["status"], named, b"".join(message.get("body", b"") for message in sent))


def opened(platform: Platform, **more: Any) -> str:
    """The id of a card opened by the interface."""
    return str(call(platform, "POST", "", {**GUEST, **more}).json["cardId"])


def a_card(platform: Platform, actor: Actor = Actor.ANONYMOUS, **more: Any) -> ReportCard:
    return card_actions.open_card(platform, actor, Invitation(**{"network": "telegram", "kind": CardKind.CHANNEL, **more}))


def flood(depth: int = 60, **more: Any) -> dict[str, Any]:
    """A body of `PUT /cards/:id`: a flood at Monas."""
    return {
        "disaster_type": "flood",
        "sub_submission": False,
        "card_data": {"report_type": "flood", "flood_depth": depth},
        "text": "Air naik cepat.",
        "created_at": "2026-11-23T05:00:00.000Z",
        "location": {"lat": -6.1754, "lng": 106.8272},
        **more,
    }


def quake(kind: str = "structure", **more: Any) -> dict[str, Any]:
    answers = {"structure": {"structureFailure": 1}, "road": {"accessabilityFailure": 2, "condition": 1}}[kind]
    return flood(disaster_type="earthquake", card_data={"report_type": kind, **answers}, **more)


def at(instant: datetime) -> str:
    return instant.strftime("%Y-%m-%dT%H:%M:%S.000Z")
