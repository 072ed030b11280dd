"""The register (daftar kepercayaan): who takes part, with which nodes, keys and groups. Law: Perpres 95/2018 art. 33."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Member:
    """An agency that takes part; `id` is its path, such as `ID/GOV/6000`."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Node:
    """One installation: where it listens, its TLS certificate (DER; empty without TLS), its log's and witness's keys."""

    id: str
    name: str
    address: str
    certificate: bytes
    log: str
    witness: str
    maintenance: str = ""


@dataclass(frozen=True, slots=True)
class Subsystem:
    """A part of a member, and the node it is reached at."""

    id: str
    name: str
    node: str


@dataclass(frozen=True, slots=True)
class MemberKey:
    """A member's signing key: ECDSA P-256, `point` uncompressed (65 bytes); named by its RFC 7638 thumbprint."""

    thumbprint: str
    member: str
    node: str
    point: bytes
    since: datetime
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """A global group of subsystems, by path."""

    code: str
    name: str
    members: frozenset[str]


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A state of the register: how many statements, their Merkle root, when issued, until when it may be relied on."""

    size: int
    root: bytes
    issued_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class TrustList:
    """What the statements up to a checkpoint say, by path."""

    instance: str = ""
    operator: str = ""
    members: Mapping[str, Member] = field(default_factory=lambda: MappingProxyType({}))
    nodes: Mapping[str, Node] = field(default_factory=lambda: MappingProxyType({}))
    subsystems: Mapping[str, Subsystem] = field(default_factory=lambda: MappingProxyType({}))
    keys: Mapping[str, MemberKey] = field(default_factory=lambda: MappingProxyType({}))
    groups: Mapping[str, Group] = field(default_factory=lambda: MappingProxyType({}))
