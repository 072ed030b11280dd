"""`GET api/v1/asyncapi`: the owner's event types as an AsyncAPI 3.0 document, as far as the client may know of them."""

from collections.abc import Sequence
from typing import Any

import orjson

from simpul.exchange.gateway.body import Body
from simpul.exchange.gateway.desk import Asked, Desk, told
from simpul.exchange.gateway.event_types import may_know
from simpul.exchange.gateway.upstream import Answer
from simpul.exchange.model.events import EventType
from simpul.exchange.rules.cloud_events import BATCH, ONE
from simpul.exchange.store import events as store

KIND = b"application/vnd.aai.asyncapi+json;version=3.0.0"
_DIALECT = "application/schema+json;version=draft-07"
_SECRECY = "Classification: {0}. Kept for {1} days."


async def document(desk: Desk, asked: Asked, _body: Body) -> Answer:
    """The document; without channels where there is nothing that the client may know of."""
    async with desk.ledger.connection() as connection:
        types = await store.types(connection, asked.owner)
    found = asked.state.trust.subsystems.get(asked.owner)
    shown = [one for one in types if may_know(asked, one)]
    return told(200, described(asked.owner, found.name if found else asked.owner, shown), KIND)


def described(owner: str, name: str, types: Sequence[EventType]) -> dict[str, Any]:
    """The AsyncAPI document of these event types of `owner`; channels and messages bear the types' names."""
    keys = {one.name: key_of(one.name) for one in types}
    return {
        "asyncapi": "3.0.0",
        "id": f"urn:simpul:{owner.replace('/', ':')}",
        "info": {
            "title": f"Events of {name}"[:200],
            "version": max((one.added_at.strftime("%Y%m%d%H%M%S") for one in types), default="0"),
            "description": "Published through the exchange as CloudEvents 1.0; the owner's node pushes them or is asked.",
        },
        "defaultContentType": ONE,
        "channels": {keys[one.name]: _channel(owner, one, keys[one.name]) for one in types},
        "operations": {way + keys[one.name]: _operation(owner, one, way, keys[one.name]) for one in types for way in _WAYS},
        "components": {
            "messages": {keys[one.name]: _message(one) for one in types},
        },
    }


def key_of(name: str) -> str:
    """The name as a key of AsyncAPI may be written; different for different names."""
    return "".join(sign if sign.isalnum() or sign in "-_." else f"_{ord(sign):x}_" for sign in name)


def _channel(owner: str, one: EventType, key: str) -> dict[str, Any]:
    told: dict[str, Any] = {
        "address": f"/r1/{owner}/pub/v1/{one.name}",
        "title": one.title or one.name,
        "messages": {key: {"$ref": f"#/components/messages/{key}"}},
        "bindings": {"http": {}},
    }
    words = " ".join(filter(None, [one.description, _SECRECY.format(one.classification.value, one.days)]))
    return {**told, "description": words}


_WAYS = {
    "publish.": ("receive", "POST", "Who may publish sends events here; the owner's node takes them."),
    "pull.": ("send", "GET", "Subscribers that pull get the next events here; those that have them pushed are sent them."),
}
"""What the owner's node does with a channel: it receives what is published, and sends it to subscribers."""


def _operation(owner: str, one: EventType, way: str, key: str) -> dict[str, Any]:
    action, method, words = _WAYS[way]
    reference, code = f"#/channels/{key}", "pub" if method == "POST" else "pull"
    return {
        "action": action,
        "channel": {"$ref": reference},
        "title": f"{way.removesuffix('.')} {one.name}",
        "description": f"{words} {method} /r1/{owner}/{code}/v1/{one.name}; batch: {BATCH}.",
        "messages": [{"$ref": f"{reference}/messages/{key}"}],
        "bindings": {"http": {"method": method, "bindingVersion": "0.3.0"}},
    }


def _message(one: EventType) -> dict[str, Any]:
    return {
        "name": one.name,
        "title": one.title or one.name,
        "contentType": ONE,
        "payload": {"schemaFormat": _DIALECT, "schema": _envelope(one)},
    }


_LITERAL = frozenset({"const", "default", "enum", "examples"})
"""Where a schema holds values, in which nothing refers."""


def _moved(schema: Any, to: str) -> Any:
    """The schema as it stands at the pointer `to` of a document: its local references begin there."""
    if isinstance(schema, list):
        return [_moved(one, to) for one in schema]
    if not isinstance(schema, dict):
        return schema
    found = {name: value if name in _LITERAL else _moved(value, to) for name, value in schema.items()}
    target = schema.get("$ref")
    if isinstance(target, str) and (target == "#" or target.startswith("#/")):
        found["$ref"] = to + target[1:]
    return found


def _envelope(one: EventType) -> dict[str, Any]:
    """The CloudEvent around the type's data, whose schema keeps its dialect and refers to itself."""
    place = f"#/components/messages/{key_of(one.name)}/payload/schema/properties/data"
    text = {"type": "string", "minLength": 1}
    return {
        "type": "object",
        "required": ["specversion", "id", "source", "type", "data"],
        "properties": {
            "specversion": {"const": "1.0"},
            "id": text,
            "source": {**text, "format": "uri-reference"},
            "type": {"const": one.name},
            "time": {"type": "string", "format": "date-time"},
            "partitionkey": text,
            "simpulsequence": {**text, "description": "The event's place in the owner's log."},
            "simpulitem": {**text, "format": "uuid", "description": "By this the event is acknowledged."},
            "data": _moved(orjson.loads(one.schema), place),
        },
    }
