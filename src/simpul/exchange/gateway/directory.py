"""Who and what there is: clients of the whole exchange, services of a subsystem. PROTOCOL §1 "Directory"."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs

import orjson

from simpul.exchange.gateway.body import Body
from simpul.exchange.gateway.state import State
from simpul.exchange.gateway.upstream import Answer
from simpul.exchange.model.names import MemberId, ServiceId, SubsystemId, decoded
from simpul.exchange.model.services import Endpoint, Service
from simpul.exchange.rules.access import allowed, holds, speaks_to
from simpul.exchange.rules.offers import path_of
from simpul.exchange.wire import answers, faults
from simpul.exchange.wire.addresses import Address
from simpul.exchange.wire.faults import Refused

ANY = (Endpoint("*", "**"),)
"""What is listed for a service that names no endpoints."""


def answer(state: State, address: Address, client: str, now: datetime) -> Answer:
    """What `listMethods`, `allowedMethods` or `getOpenAPI` says of a subsystem of this node."""
    owner = address.service.subsystem
    own = sorted((s for key, s in state.services.items() if key[0] == owner.path), key=lambda s: s.code)
    shown = [one for one in own if one.public or client == owner.path or _is_granted(state, one, client, now)]
    if address.service.service == "getOpenAPI":
        return _described(shown, address)
    entries = [_method(owner, service, service.endpoints or ANY) for service in shown]
    if address.service.service == "allowedMethods":
        entries = _allowed(state, own, client, now)
    body = orjson.dumps({"service": entries})
    return Answer(200, [(b"content-type", answers.JSON)], Body(body))


def _allowed(state: State, own: Iterable[Service], client: str, now: datetime) -> list[dict[str, Any]]:
    found = []
    for service in own:
        grants = state.grants.get((service.subsystem, service.code), ())
        reached = allowed(grants, state.caller(client), service.endpoints or ANY, now)
        if reached:
            found.append(_method(SubsystemId.parse(service.subsystem), service, reached))
    return found


def _is_granted(state: State, service: Service, client: str, now: datetime) -> bool:
    """Whether the client holds any right to the service: then it may know of one that is not public."""
    grants, caller = state.grants.get((service.subsystem, service.code), ()), state.caller(client)
    return any(speaks_to(grant, caller) and holds(grant, now) for grant in grants)


def _method(owner: SubsystemId, service: Service, endpoints: Iterable[Endpoint]) -> dict[str, Any]:
    return {
        "object_type": "SERVICE",
        "service_type": service.kind.value,
        **_of(owner),
        "service_code": service.code,
        "endpoint_list": [{"method": e.method, "path": e.path} for e in endpoints],
    }


def _of(owner: SubsystemId) -> dict[str, str]:
    return {
        "xroad_instance": owner.instance,
        "member_class": owner.kind,
        "member_code": owner.code,
        "subsystem_code": owner.subsystem,
    }


def _described(own: Iterable[Service], address: Address) -> Answer:
    asked = parse_qs(address.query or "", keep_blank_values=True).get("serviceCode", [""])[-1]
    if not asked:
        raise Refused(faults.INVALID_REQUEST, "Missing 'serviceCode' in message body")
    service = next((s for s in own if s.code == asked), None)
    if service is None:
        raise Refused(faults.UNKNOWN_SERVICE, f"Unknown service: {ServiceId(address.service.subsystem, asked)}")
    if not service.description:
        raise Refused(faults.INVALID_REQUEST, f"Service {asked} has no OpenAPI description")
    described = _served(orjson.loads(service.description), f"/r1/{path_of(service.subsystem, service.code)}")
    return Answer(200, [(b"content-type", answers.JSON)], Body(orjson.dumps(described)))


def _served(described: dict[str, Any], url: str) -> dict[str, Any]:
    """The OpenAPI document with `url` as every server's, of the whole, of paths, of operations: none of ours is told."""
    described.setdefault("servers", [{}])
    paths = [path for path in described.get("paths", {}).values() if isinstance(path, dict)]
    operations = [operation for path in paths for operation in path.values() if isinstance(operation, dict)]
    for place in (described, *paths, *operations):
        if "servers" in place:
            told = place["servers"] if isinstance(place["servers"], list) else []
            place["servers"] = [{**one, "url": url} for one in told if isinstance(one, dict)]
    return described


def members(state: State, instance: str) -> list[Mapping[str, Any]]:
    """The entries of listClients: every member and subsystem of the instance, by name."""
    found: list[Mapping[str, Any]] = []
    own = [member for member in state.trust.members.values() if decoded(member.id.split("/")[0]) == instance]
    found += [{"id": _id(MemberId.parse(member.id), None), "name": member.name} for member in own]
    for subsystem in state.trust.subsystems.values():
        id_ = SubsystemId.parse(subsystem.id)
        named = state.trust.members.get(id_.member.path)
        if id_.instance == instance and named is not None:
            entry = {"id": _id(id_.member, id_.subsystem), "name": named.name, "subsystem_name": subsystem.name}
            found.append(entry)
    return found


def _id(member: MemberId, subsystem: str | None) -> dict[str, str]:
    kind = "MEMBER" if subsystem is None else "SUBSYSTEM"
    parts = {
        "object_type": kind,
        "xroad_instance": member.instance,
        "member_class": member.kind,
        "member_code": member.code,
    }
    return parts if subsystem is None else {**parts, "subsystem_code": subsystem}
