"""What a node may ask of the operator, read strictly: bounded, complete, within its own agency, by a code the law knows.

A request is a JSON object; what is signed is `MARK` and its canonical JSON without `signatures`.
"""

import re
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from simpul.exchange.model.joining import Introduction, JoinRequest, MaintenanceRequest, RequestKind, RotateRequest
from simpul.exchange.model.names import BadName, MemberId, NodeId, SubsystemId, fit_for_new
from simpul.exchange.model.refusals import (
    AddressNotFit,
    AgencyCodeUnknown,
    ForeignSubsystem,
    NameNotFit,
    RequestMalformed,
    RequestOutOfTime,
    TitleNotFit,
)
from simpul.exchange.model.register import Member, MemberKey, Node, Subsystem
from simpul.exchange.rules.statements import canonical, instant, jwk_of, point_of, thumbprint
from simpul.law import agencies

MARK = b"simpul-register-request-v1\n"
MOST = 64 * 1024
"""Bytes of a request at most."""
NAME_MOST = 200
MESSAGE_MOST = 500
SUBSYSTEMS_MOST = 200
CERTIFICATE_MOST = 8 * 1024
AHEAD = timedelta(minutes=15)
AGE_MOST: Mapping[RequestKind, timedelta] = {
    RequestKind.JOIN: timedelta(days=30),
    RequestKind.ROTATE: timedelta(minutes=15),
    RequestKind.MAINTENANCE: timedelta(minutes=15),
}
"""How old a request may be; one that waits for a person may travel on paper."""
FIELDS: Mapping[RequestKind, frozenset[str]] = {
    RequestKind.JOIN: frozenset(
        {"node", "member_name", "node_name", "address", "certificate", "jwk", "log", "witness", "subsystems"}
    ),
    RequestKind.ROTATE: frozenset({"node", "jwk", "replaces"}),
    RequestKind.MAINTENANCE: frozenset({"node", "key", "message"}),
}
SIGNATURES: Mapping[RequestKind, tuple[str, ...]] = {
    RequestKind.JOIN: ("member", "log"),
    RequestKind.ROTATE: ("member", "former"),
    RequestKind.MAINTENANCE: ("member",),
}
"""Whose signatures a request carries: the key it names, the log's, the key that is to be replaced."""
_THUMBPRINT = re.compile(r"[A-Za-z0-9_-]{43}")
_VKEY = re.compile(r"[!-*,-~]{1,300}\+[0-9a-f]{8}\+[A-Za-z0-9+/]{44}")


def signed_part(request: Mapping[str, Any]) -> bytes:
    """The bytes that are signed."""
    return MARK + canonical({name: value for name, value in request.items() if name != "signatures"})


def log_name(node: str) -> str:
    """The origin of the node's evidence log, and its key's name in notes."""
    return f"simpul.log/{node}"


def witness_name(node: str) -> str:
    """The name of the node's witness key in notes."""
    return f"simpul.witness/{node}"


def register_name(instance: str) -> str:
    """The register's origin, and its key's name in notes."""
    return f"simpul.register/{instance}"


def written_join(request: JoinRequest, certificate: str) -> dict[str, Any]:
    """A request to join, not signed yet; `certificate` is the node's in base64."""
    return {
        "v": 1,
        "type": RequestKind.JOIN.value,
        "at": instant(request.at),
        "node": request.node.id,
        "member_name": request.member.name,
        "node_name": request.node.name,
        "address": request.node.address,
        "certificate": certificate,
        "jwk": jwk_of(request.key.point),
        "log": request.node.log,
        "witness": request.node.witness,
        "subsystems": [{"subsystem": one.id, "name": one.name} for one in request.subsystems],
    }


def written_rotation(request: RotateRequest) -> dict[str, Any]:
    """A request to follow one key by another, not signed yet."""
    facts = {"node": request.node, "jwk": jwk_of(request.key.point), "replaces": request.replaces}
    return {"v": 1, "type": RequestKind.ROTATE.value, "at": instant(request.at), **facts}


def written_maintenance(request: MaintenanceRequest) -> dict[str, Any]:
    """A node's word about its maintenance, not signed yet."""
    facts = {"node": request.node, "key": request.key, "message": request.message}
    return {"v": 1, "type": RequestKind.MAINTENANCE.value, "at": instant(request.at), **facts}


def kind_of(request: object) -> RequestKind:
    """What is asked, when the request has exactly the fields of its kind; RequestMalformed otherwise."""
    if not isinstance(request, Mapping) or type(request.get("v")) is not int or request["v"] != 1:
        raise RequestMalformed(why="it is no request of version 1")
    try:
        kind = RequestKind(str(request.get("type")))
    except ValueError:
        raise RequestMalformed(why="its type is unknown") from None
    if set(request) != FIELDS[kind] | {"v", "type", "at", "signatures"}:
        raise RequestMalformed(why=f"its fields are not those of {kind.value}")
    if not isinstance(request["signatures"], Mapping) or set(request["signatures"]) != set(SIGNATURES[kind]):
        raise RequestMalformed(why=f"its signatures are not those of {kind.value}")
    return kind


def signature(request: Mapping[str, Any], of: str) -> bytes:
    """The signature by that key: 64 bytes; RequestMalformed."""
    found = _bytes(request["signatures"][of], "a signature", 64)
    if len(found) != 64:
        raise RequestMalformed(why="a signature is not 64 bytes")
    return found


def check_time(kind: RequestKind, at: datetime, now: datetime) -> None:
    """Nothing when the request is of now; RequestOutOfTime when it is too old or of the future."""
    if at > now + AHEAD or at < now - AGE_MOST[kind]:
        raise RequestOutOfTime()


def read_join(request: Mapping[str, Any], instance: str) -> JoinRequest:
    """The request to join the exchange `instance`, every fact checked; refuses by the first rule that is broken."""
    at = _instant(request)
    subsystems = tuple(_pair(one) for one in _list(request, "subsystems"))
    node_text, member_name, node_name, address = (
        _text(request, name) for name in ("node", "member_name", "node_name", "address")
    )
    said = Introduction(node_text, member_name, node_name, address, subsystems)
    check_introduction(said, instance)
    certificate = _bytes(request["certificate"], "certificate", CERTIFICATE_MOST)
    if said.address.startswith("https:") and not certificate:
        raise RequestMalformed(why="an https address needs a certificate")
    node = NodeId.parse(said.node)
    log, witness = (_vkey(request, name, of(said.node)) for name, of in (("log", log_name), ("witness", witness_name)))
    key = _key(request, node, at)
    return JoinRequest(
        at,
        Member(node.member.path, said.member_name),
        Node(said.node, said.node_name, said.address, certificate, log, witness),
        key,
        tuple(Subsystem(path, name, said.node) for path, name in said.subsystems),
    )


def read_rotation(request: Mapping[str, Any]) -> RotateRequest:
    """The request to follow one key by another."""
    at, node = _instant(request), node_of(_text(request, "node"))
    return RotateRequest(at, node.path, _key(request, node, at), _thumbprint(request, "replaces"))


def read_maintenance(request: Mapping[str, Any]) -> MaintenanceRequest:
    """The node's word about its maintenance."""
    message = _text(request, "message")
    if len(message) > MESSAGE_MOST or not is_line(message):
        raise RequestMalformed(why=f"the message is no line of at most {MESSAGE_MOST} characters")
    node = node_of(_text(request, "node"))
    return MaintenanceRequest(_instant(request), node.path, _thumbprint(request, "key"), message)


def check_introduction(said: Introduction, instance: str) -> None:
    """Nothing when a node may present itself so in the exchange `instance`; else the refusal of the rule that is broken."""
    node = node_of(said.node)
    if node.instance != instance:
        raise NameNotFit(name=said.node[:200], example=f"{instance}/GOV/6000/BPBD")
    check_agency(node.member)
    for title in (said.member_name, said.node_name, *(name for _, name in said.subsystems)):
        check_title(title)
    check_address(said.address)
    if len(said.subsystems) > SUBSYSTEMS_MOST:
        raise RequestMalformed(why=f"it has more than {SUBSYSTEMS_MOST} subsystems")
    for path, _name in said.subsystems:
        if subsystem_of(path).member != node.member:
            raise ForeignSubsystem(subsystem=path, member=node.member.path)


def check_agency(member: MemberId) -> None:
    """Nothing when the member is an agency of the ministry's list; AgencyCodeUnknown otherwise."""
    if member.kind != "GOV" or member.code not in agencies():
        raise AgencyCodeUnknown(member=member.path, instance=member.instance)


def check_title(text: str) -> None:
    """Nothing for a name that people can read on one line; TitleNotFit."""
    if not (0 < len(text.strip()) <= NAME_MOST and is_line(text)):
        raise TitleNotFit()


def is_line(text: str) -> bool:
    """Whether the text has no control characters and nothing that cannot be stored."""
    return text.isprintable()


def check_address(address: str) -> None:
    """Nothing for `http(s)://name[:port]`; AddressNotFit otherwise."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise AddressNotFit() from None
    plain = f"{parts.scheme}://{parts.netloc}"
    if (
        parts.scheme not in ("http", "https")
        or not parts.hostname
        or "@" in parts.netloc
        or address.rstrip("/") != plain
        or len(address) > 300
        or not address.isascii()
        or not is_line(address)
        or " " in address
        or port == 0
    ):
        raise AddressNotFit()


def node_of(text: str) -> NodeId:
    """The node of this name, fit for a new one; NameNotFit."""
    try:
        found = NodeId.parse(text)
    except BadName:
        raise NameNotFit(name=text[:200], example="ID/GOV/6000/BPBD") from None
    if found.path != text or not all(map(fit_for_new, (found.instance, found.kind, found.code, found.node))):
        raise NameNotFit(name=text[:200], example="ID/GOV/6000/BPBD")
    return found


def subsystem_of(text: str) -> SubsystemId:
    """The subsystem of this name, fit for a new one; NameNotFit."""
    node = node_of(text)
    return SubsystemId(node.instance, node.kind, node.code, node.node)


def _instant(request: Mapping[str, Any]) -> datetime:
    try:
        at = datetime.fromisoformat(_text(request, "at"))
    except ValueError:
        at = None
    if at is None or at.utcoffset() is None or instant(at) != request["at"]:
        raise RequestMalformed(why="at is no instant in UTC")
    return at.astimezone(UTC)


def _text(request: object, name: str) -> str:
    value = request.get(name) if isinstance(request, Mapping) else None
    if not isinstance(value, str) or "\x00" in value or len(value) > 1000:
        raise RequestMalformed(why=f"{name} is no text, or too long")
    return value


def _pair(one: object) -> tuple[str, str]:
    if not isinstance(one, Mapping) or set(one) != {"subsystem", "name"}:
        raise RequestMalformed(why="a subsystem is not a name and a path")
    return _text(one, "subsystem"), _text(one, "name")


def _list(request: Mapping[str, Any], name: str) -> list[Any]:
    value = request[name]
    if not isinstance(value, list) or len(value) > SUBSYSTEMS_MOST:
        raise RequestMalformed(why=f"{name} is no list, or too long")
    return value


def _bytes(value: object, what: str, most: int) -> bytes:
    if not isinstance(value, str) or len(value) > most * 2:
        raise RequestMalformed(why=f"{what} is no text, or too long")
    try:
        return b64decode(value, validate=True)
    except (NotBase64, ValueError):
        raise RequestMalformed(why=f"{what} is not base64") from None


def _key(request: Mapping[str, Any], node: NodeId, at: datetime) -> MemberKey:
    try:
        point = point_of(request["jwk"])
    except (ValueError, TypeError):
        raise RequestMalformed(why="jwk is no P-256 key") from None
    return MemberKey(thumbprint(point), node.member.path, node.path, point, at)


def _thumbprint(request: Mapping[str, Any], name: str) -> str:
    value = _text(request, name)
    if not _THUMBPRINT.fullmatch(value):
        raise RequestMalformed(why=f"{name} is no thumbprint")
    return value


def _vkey(request: Mapping[str, Any], field: str, name: str) -> str:
    value = _text(request, field)
    if not _VKEY.fullmatch(value) or value.split("+", 1)[0] != name:
        raise RequestMalformed(why=f"{field} is no verifier key named {name}")
    return value
