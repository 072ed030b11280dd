"""The register: what its statements say, which key may sign, how old a list may be. Law: Perpres 95/2018 art. 33.

The latest statement about a subject wins; a key alone keeps its first owner, and never comes back once revoked. A
statement of a type that this program does not know has no effect, so that older nodes live with newer registers; a
malformed one of a known type refuses the whole list.
"""

from base64 import b64decode
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

import orjson

from simpul.exchange.model.joining import KeptTrust, TrustState
from simpul.exchange.model.names import BadName, MemberId, NodeId, SubsystemId
from simpul.exchange.model.refusals import StatementMalformed
from simpul.exchange.model.register import Group, Member, MemberKey, Node, Subsystem, TrustList
from simpul.exchange.rules.statements import canonical, point_of, thumbprint

SKEW = timedelta(seconds=60)
"""By how much two nodes' clocks may differ."""
OVERLAP = timedelta(hours=24)
"""For how long a node's old key still signs after a new one was registered, so that every node hears of the new one."""


@dataclass(slots=True)
class _State:
    instance: str = ""
    operator: str = ""
    members: dict[str, Member] = field(default_factory=dict)
    nodes: dict[str, Node] = field(default_factory=dict)
    subsystems: dict[str, Subsystem] = field(default_factory=dict)
    keys: dict[str, MemberKey] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)

    def frozen(self) -> TrustList:
        return TrustList(
            self.instance,
            self.operator,
            members=MappingProxyType(self.members),
            nodes=MappingProxyType(self.nodes),
            subsystems=MappingProxyType(self.subsystems),
            keys=MappingProxyType(self.keys),
            groups=MappingProxyType(self.groups),
        )


class _Fields:
    """A statement's fields, read strictly; ValueError or TypeError names what is wrong."""

    def __init__(self, raw: bytes) -> None:
        self.all: dict[str, Any] = orjson.loads(raw)
        if not isinstance(self.all, dict):
            raise TypeError("it is no object")
        self.type = self.text("type")
        self.raw = raw

    def only(self, *names: str) -> None:
        if set(self.all) != {"type", "at", *names}:
            raise ValueError(f"its fields are not {', '.join(sorted(names))}")
        if canonical(self.all) != self.raw:
            raise ValueError("it is not in canonical form")

    def text(self, name: str) -> str:
        value = self.all.get(name)
        if not isinstance(value, str):
            raise TypeError(f"{name} is no text")
        return value

    def texts(self, name: str) -> list[str]:
        value = self.all.get(name)
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise TypeError(f"{name} is no list of texts")
        return value

    def at(self) -> datetime:
        found = datetime.fromisoformat(self.text("at"))
        if found.utcoffset() != timedelta(0):
            raise ValueError("at is not in UTC")
        return found

    def member(self) -> str:
        return MemberId.parse(self.text("member")).path

    def node(self) -> str:
        return NodeId.parse(self.text("node")).path

    def subsystem(self) -> str:
        return SubsystemId.parse(self.text("subsystem")).path


def _instance(state: _State, said: _Fields) -> None:
    said.only("instance", "operator")
    state.instance, state.operator = said.text("instance"), MemberId.parse(said.text("operator")).path


def _member(state: _State, said: _Fields) -> None:
    said.only("member", "name")
    state.members[said.member()] = Member(said.member(), said.text("name"))


def _node(state: _State, said: _Fields) -> None:
    said.only("node", "name", "address", "certificate", "log", "witness")
    known = state.nodes.get(said.node())
    certificate = b64decode(said.text("certificate"), validate=True)
    kept = known.maintenance if known else ""
    facts = (said.text("name"), said.text("address"), certificate, said.text("log"), said.text("witness"), kept)
    state.nodes[said.node()] = Node(said.node(), *facts)


def _subsystem(state: _State, said: _Fields) -> None:
    said.only("subsystem", "name", "node")
    state.subsystems[said.subsystem()] = Subsystem(said.subsystem(), said.text("name"), said.node())


def _key(state: _State, said: _Fields) -> None:
    said.only("key", "member", "node", "jwk")
    point = point_of(said.all["jwk"])
    if thumbprint(point) != said.text("key"):
        raise ValueError("key is not the thumbprint of jwk")
    made = MemberKey(said.text("key"), said.member(), said.node(), point, said.at())
    state.keys.setdefault(made.thumbprint, made)  # a key keeps its first owner, and a revoked one does not come back


def _key_revoked(state: _State, said: _Fields) -> None:
    said.only("key", "reason")
    said.text("reason")
    _revoke(state, lambda key: key.thumbprint == said.text("key"), said.at())


def _group(state: _State, said: _Fields) -> None:
    said.only("group", "name", "members")
    members = frozenset(SubsystemId.parse(one).path for one in said.texts("members"))
    state.groups[said.text("group")] = Group(said.text("group"), said.text("name"), members)


def _maintenance(state: _State, said: _Fields) -> None:
    said.only("node", "message")
    known = state.nodes.get(said.node())
    message = said.text("message")
    if known is not None:
        state.nodes[known.id] = replace(known, maintenance=message)


def _member_removed(state: _State, said: _Fields) -> None:
    said.only("member")
    gone = said.member()
    state.members.pop(gone, None)
    for node in [one for one in state.nodes if NodeId.parse(one).member.path == gone]:
        del state.nodes[node]
    for subsystem in [one for one in state.subsystems if SubsystemId.parse(one).member.path == gone]:
        del state.subsystems[subsystem]
    _revoke(state, lambda key: key.member == gone, said.at())


def _node_removed(state: _State, said: _Fields) -> None:
    said.only("node")
    gone = said.node()
    state.nodes.pop(gone, None)
    for subsystem in [one.id for one in state.subsystems.values() if one.node == gone]:
        del state.subsystems[subsystem]
    _revoke(state, lambda key: key.node == gone, said.at())


def _subsystem_removed(state: _State, said: _Fields) -> None:
    said.only("subsystem")
    state.subsystems.pop(said.subsystem(), None)


def _revoke(state: _State, which: Callable[[MemberKey], bool], at: datetime) -> None:
    """The earliest revocation counts: a key that was taken away does not come back by a later word."""
    for key in [one for one in state.keys.values() if which(one)]:
        end = at if key.revoked_at is None else min(at, key.revoked_at)
        state.keys[key.thumbprint] = replace(key, revoked_at=end)


_EFFECTS: Mapping[str, Callable[[_State, _Fields], None]] = {
    "instance": _instance,
    "member": _member,
    "member-removed": _member_removed,
    "node": _node,
    "node-removed": _node_removed,
    "subsystem": _subsystem,
    "subsystem-removed": _subsystem_removed,
    "key": _key,
    "key-revoked": _key_revoked,
    "group": _group,
    "maintenance": _maintenance,
}


def fold(statements: Iterable[bytes]) -> TrustList:
    """What the statements say together; StatementMalformed names the first that is not as its type demands."""
    state = _State()
    for number, raw in enumerate(statements):
        try:
            said = _Fields(raw)
            said.at()
            effect = _EFFECTS.get(said.type)
            if effect is not None:
                effect(state, said)
        except BadName as name:
            raise StatementMalformed(number=number, why=f"{name} is no name") from None
        except (ValueError, TypeError, KeyError) as error:
            raise StatementMalformed(number=number, why=str(error)) from None
    return state.frozen()


def key_of(trust: TrustList, keyid: str, now: datetime) -> MemberKey | None:
    """The key with this thumbprint when it may sign for its member now; None otherwise."""
    found = trust.keys.get(keyid)
    if found is None or found.member not in trust.members:
        return None
    return found if is_good(found, now) else None


def is_good(key: MemberKey, now: datetime) -> bool:
    """Whether the key signs at `now`: it was registered (within the clocks' skew) and is not yet revoked."""
    return key.since <= now + SKEW and (key.revoked_at is None or now < key.revoked_at)


def current_key(trust: TrustList, node: str, now: datetime) -> MemberKey | None:
    """The newest good key of the node; None when it has none."""
    good = [key for key in trust.keys.values() if key.node == node and is_good(key, now)]
    return max(good, key=lambda key: (key.since, key.revoked_at is None, key.thumbprint)) if good else None


def groups_of(trust: TrustList, subsystem: str) -> frozenset[str]:
    """The codes of the global groups that the subsystem is in."""
    return frozenset(group.code for group in trust.groups.values() if subsystem in group.members)


def state_of(kept: KeptTrust, now: datetime) -> TrustState:
    """How old the list is at `now`, and how long the node may go on by it."""
    remaining = max(kept.expires_at - now, timedelta(0))
    return TrustState(kept.size, kept.issued_at, kept.fetched_at, kept.expires_at, remaining)


def is_due(kept: KeptTrust | None, *, size: int, now: datetime) -> bool:
    """Whether the operator signs a new checkpoint: there are new statements, or half of the last one's life has passed."""
    if kept is None:
        return size > 0
    half = kept.issued_at + (kept.expires_at - kept.issued_at) / 2
    return size > kept.size or now >= half
