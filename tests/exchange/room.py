"""Speaks publish and subscribe with a town: BPBD owns the room, PORTAL comes from another node."""

import json
from typing import Any

from tests.exchange.protocol import Answer, Town, asked, written
from tests.exchange.world import BPBD, PORTAL, grant

ROOM = f"/r1/{BPBD}"
SCHEMA = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "type": "object",
    "properties": {"depth": {"type": "integer", "minimum": 0}, "place": {"type": "string"}},
    "required": ["depth"],
}
BATCH, ONE = "application/cloudevents-batch+json", "application/cloudevents+json"


def say(
    town: Town, who: str, method: str, path: str, value: Any = None, *headers: tuple[str, str], kind: str = ""
) -> Answer:
    """What the room answers to `who` at its own node; `path` follows the subsystem's."""
    site = town.world.sites[who]
    body = b"" if value is None else value if isinstance(value, bytes) else json.dumps(value).encode()
    named = any(name.lower().endswith("client") for name, _ in headers)
    sent = [*([] if named else [("X-Road-Client", who)]), *headers]
    if body or kind:
        sent.append(("Content-Type", kind or "application/json"))
    return asked(site.consumer, written(method, ROOM + path, sent, body))


def owner(town: Town, method: str, path: str, value: Any = None, *headers: tuple[str, str], kind: str = "") -> Answer:
    """As BPBD, in its own room."""
    return say(town, BPBD, method, path, value, *headers, kind=kind)


def portal(town: Town, method: str, path: str, value: Any = None, *headers: tuple[str, str], kind: str = "") -> Answer:
    """As PORTAL, a guest."""
    return say(town, PORTAL, method, path, value, *headers, kind=kind)


def new_type(town: Town, schema: Any = None, *, guest: str = "both", **more: Any) -> str:
    """The name of a fresh event type of BPBD; PORTAL may pull it, publish it, both, or neither."""
    town.number += 1
    name = f"flood.{town.number}"
    made = owner(town, "POST", "/api/v1/eventType", {"eventType": name, "schema": schema or SCHEMA, **more})
    assert made.status == 200, made.body
    for code in ("pull", "pub"):
        if guest in (code, "both"):
            town.run(grant(town.bpbd, code=code, path=f"/v1/{name}", method="*"))
    return name


def publish(town: Town, name: str, depth: int = 1, who: str = BPBD, **more: Any) -> str:
    """The id of a fresh event."""
    made = say(town, who, "POST", f"/pub/v1/{name}", {"eventType": name, "event": {"depth": depth, **more}})
    assert made.status == 201, made.body
    return made.json["id"]


def cloud(name: str, id: str, depth: int = 1, **more: Any) -> dict[str, Any]:
    """A CloudEvent of the owner's."""
    fixed = {"specversion": "1.0", "id": id, "source": f"/{BPBD}", "type": name, "data": {"depth": depth}}
    return {k: v for k, v in {**fixed, **more}.items() if v is not ...}


def subscribe(town: Town, name: str, who: str = PORTAL, **options: Any) -> None:
    """`who` pulls the type from now on."""
    wish = {"eventType": name, "delivery": "PULL", "options": options}
    assert say(town, who, "POST", f"/api/v1/subs/{name}", wish).status == 200


def depths(town: Town, name: str, who: str = PORTAL, query: str = "") -> list[int]:
    """The depths of all that waits for `who`, in order."""
    found = say(town, who, "GET", f"/pull/v1/{name}{query}", None, ("Accept", BATCH))
    return [] if found.status == 404 else [one["data"]["depth"] for one in found.json]
