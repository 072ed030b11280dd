"""What the live map's tests share: an ASGI caller, and rows written as other workers would have written them."""

import asyncio
import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import text

from simpul.disaster import live
from simpul.kernel.platform import Platform

FEED, HISTORY, STREAM = live.FEED, live.HISTORY, live.STREAM


@dataclass
class Answered:
    """What an ASGI application sent."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        packed = self.headers.get("content-encoding") == "gzip"
        return json.loads(gzip.decompress(self.body) if packed else self.body)


@dataclass
class Connection:
    """An open stream: what came, and the way to hang up."""

    sent: list[dict[str, Any]] = field(default_factory=list)
    gone: asyncio.Event = field(default_factory=asyncio.Event)

    async def receive(self) -> dict[str, Any]:
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: dict[str, Any]) -> None:
        self.sent.append(message)

    @property
    def wire(self) -> bytes:
        return b"".join(m.get("body", b"") for m in self.sent)


def scope(path: str, query: str = "", method: str = "GET", **headers: str) -> dict[str, Any]:
    pairs = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return {"type": "http", "method": method, "path": path, "query_string": query.encode(), "headers": pairs}


def ask(platform: Platform, path: str = FEED, query: str = "", method: str = "GET", **headers: str) -> Answered:
    """One request to a hot path, answered."""
    connection = Connection()
    application = live.RAW[_raw(path)](platform)
    asyncio.run(application(scope(path, query, method, **headers), connection.receive, connection.send))
    start = connection.sent[0]
    named = {name.decode(): value.decode() for name, value in start["headers"]}
    return Answered(start["status"], named, connection.wire)


def _raw(path: str) -> str:
    """The hot path that answers: the path itself, else the prefix it begins with."""
    return path if path in live.RAW else next(one for one in live.RAW if one.endswith("/") and path.startswith(one))


def put(platform: Platform, **values: Any) -> UUID:
    """A row as another worker would have written it: a verified flood of 60 cm, live for three hours."""
    now = platform.clock.now()
    row: dict[str, Any] = {
        "id": uuid4(),
        "form_id": uuid4(),
        "hazard": "flood",
        "card": '{"flood_depth": 60}',
        "severity": "minor",
        "text": "Air naik",
        "photo": "ab.jpg",
        "status": "verified",
        "training": False,
        "reported_at": now,
        "live_until": now + timedelta(hours=3),
        "changed_at": now,
        "version": 1,
        "longitude": 106.8,
        "latitude": -6.2,
        "regency": "31.74",
        "approximate": True,
        "source": "web",
        **values,
    }
    names = ", ".join(row)
    places = ", ".join(f":{name}" for name in row)
    with platform.database.writing() as unit:
        unit.unaudited("a test's row")
        unit.connection.execute(text(f"INSERT INTO disaster_report ({names}) VALUES ({places})"), row)
    return row["id"]


def change(platform: Platform, report: UUID, **values: Any) -> None:
    """The row is as `values` say, one version later unless they name it."""
    settings: Mapping[str, Any] = {"changed_at": platform.clock.now(), **values}
    step = "" if "version" in settings else "version = version + 1, "
    changes = ", ".join(f"{name} = :{name}" for name in settings)
    with platform.database.writing() as unit:
        unit.unaudited("a test's row")
        statement = text(f"UPDATE disaster_report SET {step}{changes} WHERE id = :id")
        unit.connection.execute(statement, {**settings, "id": report})


def numbers(answered: Answered) -> list[UUID]:
    """The ids of the feed's features."""
    return [UUID(one["id"]) for one in answered.json["features"]]
