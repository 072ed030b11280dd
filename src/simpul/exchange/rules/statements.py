"""Statements of the register as bytes: canonical JSON (RFC 8785 for what stands in them), one writer for each type.

Reading them back is `rules.register.fold`. A key's name is its RFC 7638 thumbprint.
"""

import hashlib
from base64 import b64encode, urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from datetime import UTC, datetime

import orjson
from cryptography.hazmat.primitives.asymmetric import ec

from simpul.exchange.model.register import Group, Member, MemberKey, Node, Subsystem


def canonical(value: Mapping[str, object]) -> bytes:
    """`value` as JSON with sorted keys and no spaces: the bytes that are hashed and signed."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def instant(at: datetime) -> str:
    """The instant as statements write it: ISO 8601 in UTC, to the second or finer."""
    return at.astimezone(UTC).isoformat()


def jwk_of(point: bytes) -> dict[str, str]:
    """The public key as a JWK (RFC 7517); `point` is uncompressed, 65 bytes."""
    return {"crv": "P-256", "kty": "EC", "x": _b64url(point[1:33]), "y": _b64url(point[33:])}


def point_of(jwk: object) -> bytes:
    """The uncompressed point (65 bytes) of a P-256 JWK; ValueError when it is none, or not on the curve."""
    if not isinstance(jwk, Mapping) or set(jwk) != {"kty", "crv", "x", "y"} or (jwk["kty"], jwk["crv"]) != ("EC", "P-256"):
        raise ValueError("the key is no P-256 JWK")
    point = b"\x04" + b"".join(_coordinate(jwk[name]) for name in ("x", "y"))
    ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    return point


def thumbprint(point: bytes) -> str:
    """The RFC 7638 thumbprint of the key: SHA-256 over its JWK's required members, base64url without padding."""
    return _b64url(hashlib.sha256(canonical(jwk_of(point))).digest())


def _b64url(value: bytes) -> str:
    return urlsafe_b64encode(value).rstrip(b"=").decode()


def _coordinate(value: object) -> bytes:
    if not isinstance(value, str) or len(value) != 43:
        raise ValueError("a coordinate is not 32 bytes")
    found = urlsafe_b64decode(value + "=")
    if _b64url(found) != value:
        raise ValueError("a coordinate is not base64url")
    return found


def said_instance(instance: str, operator: str, at: datetime) -> bytes:
    """The exchange is called so, and that member operates it."""
    return _said("instance", at, instance=instance, operator=operator)


def said_member(member: Member, at: datetime) -> bytes:
    """The agency takes part."""
    return _said("member", at, member=member.id, name=member.name)


def said_node(node: Node, at: datetime) -> bytes:
    """The node is reached there, by these keys."""
    facts = {"name": node.name, "address": node.address, "log": node.log, "witness": node.witness}
    return _said("node", at, node=node.id, certificate=b64encode(node.certificate).decode(), **facts)


def said_subsystem(subsystem: Subsystem, at: datetime) -> bytes:
    """The subsystem is reached at that node."""
    return _said("subsystem", at, subsystem=subsystem.id, name=subsystem.name, node=subsystem.node)


def said_key(key: MemberKey) -> bytes:
    """The key signs for the member from then on."""
    return _said("key", key.since, key=key.thumbprint, member=key.member, node=key.node, jwk=jwk_of(key.point))


def said_revoked(thumbprint: str, reason: str, at: datetime) -> bytes:
    """The key no longer signs from `at` on, which may lie ahead."""
    return _said("key-revoked", at, key=thumbprint, reason=reason)


def said_group(group: Group, at: datetime) -> bytes:
    """The group holds these subsystems and no others."""
    return _said("group", at, group=group.code, name=group.name, members=sorted(group.members))


def said_maintenance(node: str, message: str, at: datetime) -> bytes:
    """The node is in maintenance; an empty message ends it."""
    return _said("maintenance", at, node=node, message=message)


def said_removed(kind: str, id: str, at: datetime) -> bytes:
    """The `member`, `node` or `subsystem` no longer takes part."""
    return _said(f"{kind}-removed", at, **{kind: id})


def _said(kind: str, at: datetime, **facts: object) -> bytes:
    return canonical({"type": kind, "at": instant(at), **facts})
