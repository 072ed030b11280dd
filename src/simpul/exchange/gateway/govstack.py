"""GovStack's names for the directory: thin aliases, nothing more. PROTOCOL §1; GovStack Information Mediator §8."""

import re
from typing import Any
from urllib.parse import urlsplit

import orjson

from simpul.exchange.gateway import directory
from simpul.exchange.gateway.state import State

INSTANCE = ("GovStackInstance", "instanceId")
_CLIENT = (b"x-govstack-client", b"information-mediator-client")
_ALIAS = re.compile(r"/(?!r[0-9]/|v1/)[^/?]+/[^/?]+/[^/?]+/[^/?]+/(listMethods|allowedMethods|getOpenAPI)(?:\?.*)?")
_NAMES = {
    "service_type": "serviceType",
    "xroad_instance": "GovStackInstance",
    "member_class": "memberClass",
    "member_code": "memberCode",
    "subsystem_code": "applicationCode",
    "service_code": "serviceCode",
}


def is_alias(target: str) -> bool:
    """Whether the target is one of GovStack's directory addresses."""
    return _ALIAS.fullmatch(target) is not None


def in_xroads_words(target: str, sent: list[tuple[bytes, bytes]]) -> tuple[str, list[tuple[bytes, bytes]]]:
    """The same question as X-Road asks it."""
    named = [(b"X-Road-Client", v) if n.lower() in _CLIENT else (n, v) for n, v in sent]
    return "/r1" + target, named


def client_in_xroads_words(sent: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """The headers with GovStack's name of the client as X-Road's, unless that one stands there too."""
    if any(name.lower() == b"x-road-client" for name, _ in sent):
        return sent
    return [(b"X-Road-Client", value) if name.lower() in _CLIENT else (name, value) for name, value in sent]


def answer(target: str, body: bytes) -> bytes:
    """X-Road's answer in GovStack's words: a description as a JSON string, a list under `member`."""
    if urlsplit(target).path.endswith("/getOpenAPI"):
        return orjson.dumps(body.decode())
    return orjson.dumps({"member": [_service(entry) for entry in orjson.loads(body)["service"]]})


def clients(state: State, instance: str) -> bytes:
    """The answer to listClients in GovStack's words; an instance nobody knows has no members."""
    return orjson.dumps({"member": [_named(entry["id"]) for entry in directory.members(state, instance)]})


def _service(entry: dict[str, Any]) -> dict[str, Any]:
    return {**_named(entry), "endpointList": {"member": entry["endpoint_list"]}}


def _named(entry: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {"objectType": {"object_type": entry["object_type"]}}
    return found | {ours: entry[theirs] for theirs, ours in _NAMES.items() if theirs in entry}
