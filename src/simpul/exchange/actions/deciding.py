"""The operator decides who joins: looks at what waits, approves, or refuses with a reason. Law: Perpres 95/2018 art. 33."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from simpul.exchange.actions.founding import statements_of, written
from simpul.exchange.actions.trust import is_operator
from simpul.exchange.model.joining import Candidate, CandidateState, JoinRequest, RequestKind
from simpul.exchange.model.refusals import (
    KeyRevoked,
    KeyTaken,
    NotTheOperator,
    RequestDecided,
    RequestNotFound,
    WhyMissing,
)
from simpul.exchange.model.register import TrustList
from simpul.exchange.rules import register as rules
from simpul.exchange.rules import requests
from simpul.exchange.rules import statements as said
from simpul.exchange.rules.permissions import permit_decide_joining
from simpul.exchange.store import register as store
from simpul.kernel.actor import Actor
from simpul.kernel.database import Unit
from simpul.kernel.platform import Platform

PER_PAGE = 25
WHY_MOST = 500


@dataclass(frozen=True, slots=True)
class Looked:
    """A request as the operator sees it: what it says (None for one that needs no person), and what approval would change.

    `known`: the node stands in the register. `other_keys`: its keys that approval would revoke. `moved`: subsystems that
    are reached at another node now.
    """

    candidate: Candidate
    facts: JoinRequest | None
    known: bool
    other_keys: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()


def search_requests(
    platform: Platform, actor: Actor, *, q: str = "", state: CandidateState | None = None, page: int = 1
) -> tuple[list[Candidate], int]:
    """A page of the requests whose node or names hold `q`, the newest first; and how many there are in all."""
    permit_decide_joining(actor)
    with platform.database.reading() as unit:
        found = store.candidates(unit.connection, q=q, state=state, first=(page - 1) * PER_PAGE, most=PER_PAGE)
        return found, store.count_candidates(unit.connection, q=q, state=state)


def all_requests(platform: Platform, actor: Actor, *, q: str = "", state: CandidateState | None = None) -> list[Candidate]:
    """Every request of that kind, at most 100,000, for a download."""
    permit_decide_joining(actor)
    with platform.database.reading() as unit:
        return store.candidates(unit.connection, q=q, state=state, most=100_000)


def look(platform: Platform, actor: Actor, *, id: UUID) -> Looked:
    """The request with all that the operator must know to decide; RequestNotFound."""
    permit_decide_joining(actor)
    with platform.database.reading() as unit:
        candidate = store.candidate_by_id(unit.connection, id)
        if candidate is None:
            raise RequestNotFound()
        return _looked(candidate, rules.fold(store.statements(unit.connection)), unit)


def approve(platform: Platform, actor: Actor, *, id: UUID) -> Candidate:
    """The node takes part, as its request said; its other keys, if it had some, no longer sign.

    RequestNotFound, RequestDecided; KeyTaken or KeyRevoked when its key is another node's or was revoked.
    """
    permit_decide_joining(actor)
    _at_operator(platform)
    with platform.database.writing(actor) as unit:
        store.lock(unit.connection)
        candidate = _waiting(unit, id)
        trust = rules.fold(store.statements(unit.connection))
        facts = _facts(candidate, trust)
        written(platform, unit, _stating(facts, trust, unit))
        decided = _decided(unit, candidate, CandidateState.APPROVED, "")
        after = {"node": facts.node.id, "address": facts.node.address, "key": facts.key.thumbprint}
        unit.audit("exchange.join.approve", subject=candidate.node, after=after)
    return decided


def refuse(platform: Platform, actor: Actor, *, id: UUID, reason: str) -> Candidate:
    """The request is refused, with the reason; RequestNotFound, RequestDecided, WhyMissing."""
    permit_decide_joining(actor)
    _at_operator(platform)
    why = check_reason(reason)
    with platform.database.writing(actor) as unit:
        decided = _decided(unit, _waiting(unit, id), CandidateState.REFUSED, why)
        unit.audit("exchange.join.refuse", subject=decided.node, after={"reason": why})
        unit.ring("exchange")
    return decided


def check_reason(reason: str) -> str:
    """The reason on one line; WhyMissing when there is none, or too much of it."""
    why = " ".join(reason.split())
    if not (0 < len(why) <= WHY_MOST and requests.is_line(why)):
        raise WhyMissing()
    return why


def fingerprint(thumbprint: str) -> str:
    """The thumbprint in groups of four, as two people compare it by telephone."""
    return " ".join(thumbprint[n : n + 4] for n in range(0, len(thumbprint), 4))


def _looked(candidate: Candidate, trust: TrustList, unit: Unit) -> Looked:
    known = candidate.node in trust.nodes
    if candidate.request.get("type") != RequestKind.JOIN.value:
        return Looked(candidate, None, known)
    facts = requests.read_join(candidate.request, trust.instance)
    others = tuple(
        key.thumbprint
        for key in trust.keys.values()
        if key.node == candidate.node and key.thumbprint != facts.key.thumbprint and rules.is_good(key, unit.clock.now())
    )
    places = {one.id: trust.subsystems.get(one.id) for one in facts.subsystems}
    moved = tuple(path for path, there in places.items() if there is not None and there.node != candidate.node)
    return Looked(candidate, facts, known, others, moved)


def _facts(candidate: Candidate, trust: TrustList) -> JoinRequest:
    """What the request says, when its key may be registered for its node."""
    facts = requests.read_join(candidate.request, trust.instance)
    known = trust.keys.get(facts.key.thumbprint)
    if known is not None and known.node != facts.node.id:
        raise KeyTaken(node=known.node)
    if known is not None and known.revoked_at is not None:
        raise KeyRevoked()
    return facts


def _stating(facts: JoinRequest, trust: TrustList, unit: Unit) -> list[bytes]:
    """The statements of an approval: of now, whenever the request was made; without those that would say nothing new."""
    now = unit.clock.now()
    added = statements_of(replace(facts, at=now, key=replace(facts.key, since=now)))
    others = [
        said.said_revoked(key.thumbprint, f"replaced by {facts.key.thumbprint}", now)
        for key in trust.keys.values()
        if key.node == facts.node.id and key.thumbprint != facts.key.thumbprint and rules.is_good(key, now)
    ]
    is_new = facts.key.thumbprint not in trust.keys
    return [*(added if is_new else added[:-1]), *others]


def _waiting(unit: Unit, id: UUID) -> Candidate:
    candidate = store.candidate_by_id(unit.connection, id, to_change=True)
    if candidate is None:
        raise RequestNotFound()
    if candidate.state is not CandidateState.WAITING:
        raise RequestDecided()
    return candidate


def _decided(unit: Unit, candidate: Candidate, state: CandidateState, reason: str) -> Candidate:
    decided = replace(candidate, state=state, decided_at=unit.clock.now(), decided_by=unit.actor.id, reason=reason)
    store.decide(unit.connection, decided)
    return decided


def _at_operator(platform: Platform) -> None:
    if not is_operator(platform):
        raise NotTheOperator()


def words_of(request: Mapping[str, object]) -> tuple[str, str]:
    """The names of member and node that a request gives; empty for one that gives none."""
    return str(request.get("member_name", "")), str(request.get("node_name", ""))
