"""What the data path knows: one immutable picture of register, clients, services and grants, exchanged as a whole."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric import ec

from simpul.exchange.model.events import EventType
from simpul.exchange.model.register import Node, TrustList
from simpul.exchange.model.services import Client, Grant, Service
from simpul.exchange.rules.access import Caller
from simpul.exchange.store.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class State:
    """One picture; `node` is this node's own path."""

    node: str
    trust: TrustList = field(default_factory=TrustList)
    note: str = ""
    size: int = 0
    expires_at: datetime | None = None
    clients: Mapping[str, Client] = field(default_factory=dict)
    services: Mapping[tuple[str, str], Service] = field(default_factory=dict)
    grants: Mapping[tuple[str, str], Sequence[Grant]] = field(default_factory=dict)
    callers: Mapping[str, Caller] = field(default_factory=dict)
    event_types: Mapping[tuple[str, str], EventType] = field(default_factory=dict)
    statements: Sequence[bytes] = ()

    def caller(self, subsystem: str) -> Caller:
        """The caller with its groups."""
        return self.callers.get(subsystem) or Caller(subsystem)

    def is_stale(self, now: datetime) -> bool:
        """Whether there is no trust list that may be relied on."""
        return self.expires_at is None or now >= self.expires_at

    def home(self, subsystem: str) -> Node | None:
        """The node at which a subsystem is reached."""
        found = self.trust.subsystems.get(subsystem)
        return self.trust.nodes.get(found.node) if found else None

    def knows_client(self, client: str) -> bool:
        """Whether a calling subsystem or member is in the trust list."""
        return client in self.trust.subsystems or client in self.trust.members


@lru_cache(maxsize=4096)
def public_key(point: bytes) -> ec.EllipticCurvePublicKey:
    """The P-256 key of an uncompressed point."""
    return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)


def state_of(node: str, trust: TrustList, statements: Sequence[bytes], found: Snapshot) -> State:
    """The picture that the register (`trust`, as its `statements` say it) and a snapshot of this node's tables give."""
    grants: dict[tuple[str, str], list[Grant]] = defaultdict(list)
    for grant in found.grants:
        grants[grant.subsystem, grant.service].append(grant)
    return State(
        node=node,
        trust=trust,
        note=found.note,
        size=len(statements),
        expires_at=found.expires_at,
        clients={client.subsystem: client for client in found.clients if client.active},
        services={(service.subsystem, service.code): service for service in found.services},
        grants=dict(grants),
        callers=_callers(trust, found),
        event_types={(one.owner, one.name): one for one in found.event_types},
        statements=statements,
    )


def _callers(trust: TrustList, found: Snapshot) -> dict[str, Caller]:
    wide: dict[str, set[str]] = defaultdict(set)
    own: dict[str, set[str]] = defaultdict(set)
    for group in trust.groups.values():
        for member in group.members:
            wide[member].add(group.code)
    for local in found.local_groups:
        for member in local.members:
            own[member].add(local.code)
    return {name: Caller(name, frozenset(wide[name]), frozenset(own[name])) for name in wide.keys() | own.keys()}


class Holder:
    """Where the current picture is; exchanged as a whole when something changed."""

    def __init__(self, now: State) -> None:
        self.now = now
