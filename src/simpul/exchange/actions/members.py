"""Members, nodes, subsystems, groups and keys: seen by everybody, changed by the operator."""

from dataclasses import dataclass

from simpul.exchange.actions.deciding import check_reason
from simpul.exchange.actions.founding import written
from simpul.exchange.actions.trust import is_operator, trust
from simpul.exchange.model.names import fit_for_new
from simpul.exchange.model.refusals import (
    KeyNotFound,
    KeyRevoked,
    NameNotFit,
    NotInRegister,
    NotTheOperator,
    OperatorStays,
)
from simpul.exchange.model.register import Group, MemberKey, TrustList
from simpul.exchange.rules import register as rules
from simpul.exchange.rules import requests
from simpul.exchange.rules import statements as said
from simpul.exchange.rules.permissions import permit_decide_joining
from simpul.exchange.store import register as store
from simpul.kernel.actor import Actor
from simpul.kernel.database import Unit
from simpul.kernel.platform import Platform

PER_PAGE = 25


@dataclass(frozen=True, slots=True)
class Listed:
    """A subsystem as lists show it, or a member that has none: whose it is, where it is reached, whether that works now."""

    member: str
    member_name: str
    subsystem: str = ""
    name: str = ""
    node: str = ""
    node_name: str = ""
    maintenance: str = ""


def listed(platform: Platform, *, q: str = "") -> list[Listed]:
    """Who takes part, by name: every subsystem whose path or names hold `q`, and members without any; NoTrustList."""
    known, wanted = trust(platform), q.casefold()
    rows = [_row(known, path) for path in known.subsystems]
    owners = {row.member for row in rows}
    rows += [Listed(one.id, one.name) for one in known.members.values() if one.id not in owners]
    found = [row for row in rows if wanted in _words(row)]
    return sorted(found, key=lambda row: (row.member_name.casefold(), row.member, row.subsystem))


def keys_of(platform: Platform, *, node: str) -> list[MemberKey]:
    """The node's keys, the newest first, revoked ones too."""
    found = [key for key in trust(platform).keys.values() if key.node == node]
    return sorted(found, key=lambda key: (key.since, key.thumbprint), reverse=True)


def revoke(platform: Platform, actor: Actor, *, key: str, reason: str) -> None:
    """The key no longer signs, from now on; KeyNotFound, KeyRevoked, WhyMissing."""
    permit_decide_joining(actor)
    why = check_reason(reason)
    with platform.database.writing(actor) as unit:
        known = _opened(platform, unit)
        found = known.keys.get(key)
        if found is None:
            raise KeyNotFound(key=key[:100])
        if found.revoked_at is not None and found.revoked_at <= unit.clock.now():
            raise KeyRevoked()
        written(platform, unit, [said.said_revoked(key, why, unit.clock.now())])
        unit.audit("exchange.key.revoke", subject=found.node, after={"key": key, "reason": why})


def remove(platform: Platform, actor: Actor, *, kind: str, name: str, reason: str) -> None:
    """The `member`, `node` or `subsystem` and all that belongs to it is out; NotInRegister, OperatorStays, WhyMissing."""
    permit_decide_joining(actor)
    why = check_reason(reason)
    with platform.database.writing(actor) as unit:
        known = _opened(platform, unit)
        there = {"member": known.members, "node": known.nodes, "subsystem": known.subsystems}.get(kind, {})
        if name not in there:
            raise NotInRegister(name=name[:200])
        if _is_operators(platform, known, kind, name):
            raise OperatorStays()
        written(platform, unit, [said.said_removed(kind, name, unit.clock.now())])
        unit.audit(f"exchange.{kind}.remove", subject=name, after={"reason": why})


def set_group(platform: Platform, actor: Actor, *, group: Group) -> Group:
    """The global group holds these subsystems and no others; NameNotFit, TitleNotFit, NotInRegister."""
    permit_decide_joining(actor)
    if not fit_for_new(group.code):
        raise NameNotFit(name=group.code[:200], example="pemda")
    requests.check_title(group.name)
    with platform.database.writing(actor) as unit:
        known = _opened(platform, unit)
        strangers = sorted(group.members - known.subsystems.keys())
        if strangers:
            raise NotInRegister(name=strangers[0][:200])
        written(platform, unit, [said.said_group(group, unit.clock.now())])
        unit.audit("exchange.group.set", subject=group.code, after={"members": sorted(group.members)})
    return group


def groups(platform: Platform) -> list[Group]:
    """The global groups, by code; NoTrustList."""
    return sorted(trust(platform).groups.values(), key=lambda group: group.code)


def _opened(platform: Platform, unit: Unit) -> TrustList:
    """The whole register, which nobody else writes until the unit ends; NotTheOperator."""
    if not is_operator(platform):
        raise NotTheOperator()
    store.lock(unit.connection)
    return rules.fold(store.statements(unit.connection))


def _is_operators(platform: Platform, known: TrustList, kind: str, name: str) -> bool:
    own = platform.settings.agency_code
    return (kind == "member" and name == known.operator) or (kind == "node" and name == own)


def _row(known: TrustList, path: str) -> Listed:
    subsystem = known.subsystems[path]
    owner = "/".join(path.split("/")[:3])
    member, node = known.members.get(owner), known.nodes.get(subsystem.node)
    return Listed(
        owner,
        member.name if member else owner,
        path,
        subsystem.name,
        subsystem.node,
        node.name if node else "",
        node.maintenance if node else "",
    )


def _words(row: Listed) -> str:
    words = (row.member, row.member_name, row.subsystem, row.name, row.node, row.node_name)
    return " ".join(words).casefold()
