"""How a node asks the operator: to join, to follow its key by a new one, to be in maintenance; how the request is taken.

A request to join is signed by the member's key and the log's, so that whoever sends it holds both, and waits for a person.
A new key is taken at once when the old one signed for it, and so is a word about the node's own maintenance: who could
sign those could sign the node's messages too.
"""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import orjson
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from simpul.exchange.actions import notes
from simpul.exchange.actions.founding import own_facts, written
from simpul.exchange.actions.trust import feed_of, is_operator, trust
from simpul.exchange.model.joining import (
    Candidate,
    CandidateState,
    Introduction,
    JoinRequest,
    MaintenanceRequest,
    RequestKind,
    RotateRequest,
    Signer,
)
from simpul.exchange.model.refusals import (
    KeyTaken,
    NotTheOperator,
    OperatorOfItself,
    OperatorUnknown,
    RequestBeyondNode,
    RequestMalformed,
    RequestNotSigned,
    RequestTooLarge,
    TooManyRequests,
)
from simpul.exchange.model.register import MemberKey, TrustList
from simpul.exchange.outside.keyring import keyring_of
from simpul.exchange.rules import register as rules
from simpul.exchange.rules import requests
from simpul.exchange.rules import statements as said
from simpul.exchange.rules.permissions import permit_run_node
from simpul.exchange.store import register as store
from simpul.exchange.wire import signing
from simpul.kernel.actor import Actor
from simpul.kernel.database import Unit
from simpul.kernel.limits import spend
from simpul.kernel.platform import Platform

WAITING_OF_NODE = 5
WAITING_MOST = 1000
"""How many requests may wait, of one node and of all."""
AN_HOUR = 300
"""How many requests the operator takes in an hour."""


def request_to_join(platform: Platform, actor: Actor, *, introduction: Introduction) -> dict[str, Any]:
    """A signed request by which this node asks to join, or to change what the register says of it."""
    permit_run_node(actor, platform.settings.agency_code)
    if is_operator(platform):
        raise OperatorOfItself()
    facts = own_facts(platform, introduction)
    keyring = keyring_of(platform.settings)
    request = requests.written_join(facts, b64encode(facts.node.certificate).decode())
    _audited(platform, actor, "exchange.join.ask", facts.key.thumbprint)
    return _signed(request, member=keyring.signer, log=keyring.log)


def request_new_key(platform: Platform, actor: Actor) -> dict[str, Any]:
    """A request, signed by this node's key and a new one, that the new one follow; it signs once the register has it."""
    permit_run_node(actor, platform.settings.agency_code)
    keyring, now = keyring_of(platform.settings), platform.clock.now()
    former, fresh = keyring.member, keyring.next_member()
    node = requests.node_of(platform.settings.agency_code)
    key = MemberKey(fresh.thumbprint, node.member.path, node.path, fresh.point, now)
    request = requests.written_rotation(RotateRequest(now, node.path, key, former.thumbprint))
    _audited(platform, actor, "exchange.key.rotate", fresh.thumbprint)
    return _signed(request, member=fresh, former=former)


def request_maintenance(platform: Platform, actor: Actor, *, message: str) -> dict[str, Any]:
    """A signed word that this node is in maintenance, with what callers shall read; an empty message ends it."""
    permit_run_node(actor, platform.settings.agency_code)
    signer, node = keyring_of(platform.settings).signer, platform.settings.agency_code
    asked = MaintenanceRequest(platform.clock.now(), node, signer.thumbprint, message)
    request = requests.written_maintenance(asked)
    requests.read_maintenance(request)
    _audited(platform, actor, "exchange.maintenance.ask", signer.thumbprint)
    return _signed(request, member=signer)


def keyid(platform: Platform) -> str:
    """The thumbprint of the key by which this node signs, as the operator compares it."""
    return keyring_of(platform.settings).signer.thumbprint


def send(platform: Platform, request: Mapping[str, Any]) -> None:
    """The operator has the request: this node itself, or the one that is set; RequestNotTaken or OperatorUnreachable."""
    if is_operator(platform):
        receive(platform, request)
        return
    if not platform.settings.exchange_operator:
        raise OperatorUnknown()
    feed_of(platform).send(said.canonical(request))


def receive(platform: Platform, request: bytes | Mapping[str, Any]) -> Candidate:
    """The request, kept: it waits for a person, or took effect at once. The same request twice is one.

    Refuses what is malformed, not signed by the keys it names, too old, beyond the node's own affairs, or too much.
    """
    if not is_operator(platform):
        raise NotTheOperator()
    asked = _parsed(request)
    kind = requests.kind_of(asked)
    with platform.database.reading() as unit:
        before = store.same_request(unit.connection, asked)
    if before is not None:
        return before
    match kind:
        case RequestKind.JOIN:
            return _wait(platform, asked, read_join(platform, asked))
        case RequestKind.ROTATE:
            return _take_rotation(platform, asked)
        case RequestKind.MAINTENANCE:
            return _take_maintenance(platform, asked)


def read_join(platform: Platform, asked: Mapping[str, Any]) -> JoinRequest:
    """The request to join, read and proved."""
    found = requests.read_join(asked, trust(platform).instance)
    requests.check_time(RequestKind.JOIN, found.at, platform.clock.now())
    notes.check_vkeys(found.node.log, found.node.witness)
    _check_certificate(found.node.certificate)
    message = requests.signed_part(asked)
    _check_by_member(found.key.point, requests.signature(asked, "member"), message)
    notes.check_by_log(found.node.log, requests.signature(asked, "log"), message)
    return found


def _wait(platform: Platform, asked: Mapping[str, Any], found: JoinRequest) -> Candidate:
    with platform.database.writing() as unit:
        unit.unaudited("who asks has no account here; the decision is audited")
        store.lock(unit.connection)
        spend(unit, "exchange.request", most=AN_HOUR, per=timedelta(hours=1))
        own, all_ = store.waiting(unit.connection, found.node.id), store.waiting(unit.connection)
        if own >= WAITING_OF_NODE or all_ >= WAITING_MOST:
            raise TooManyRequests()
        now = unit.clock.now()
        new = Candidate(unit.ids.new(), found.node.id, asked, now, CandidateState.WAITING)
        return _kept(unit, new)


def _take_rotation(platform: Platform, asked: Mapping[str, Any]) -> Candidate:
    found, now = requests.read_rotation(asked), platform.clock.now()
    requests.check_time(RequestKind.ROTATE, found.at, now)
    known = trust(platform)
    former = _own_key(known, found.replaces, found.node, platform)
    if found.key.thumbprint in known.keys:
        raise KeyTaken(node=known.keys[found.key.thumbprint].node)
    message = requests.signed_part(asked)
    _check_by_member(found.key.point, requests.signature(asked, "member"), message)
    _check_by_member(former.point, requests.signature(asked, "former"), message)
    key = replace(found.key, since=now)
    ends = said.said_revoked(former.thumbprint, f"replaced by {key.thumbprint}", now + rules.OVERLAP)
    return _effected(platform, asked, [said.said_key(key), ends])


def _take_maintenance(platform: Platform, asked: Mapping[str, Any]) -> Candidate:
    found, now = requests.read_maintenance(asked), platform.clock.now()
    requests.check_time(RequestKind.MAINTENANCE, found.at, now)
    key = _own_key(trust(platform), found.key, found.node, platform)
    _check_by_member(key.point, requests.signature(asked, "member"), requests.signed_part(asked))
    return _effected(platform, asked, [said.said_maintenance(found.node, found.message, now)])


def _own_key(known: TrustList, keyid: str, node: str, platform: Platform) -> MemberKey:
    """The key, when it signs for that node now; RequestBeyondNode."""
    key = rules.key_of(known, keyid, platform.clock.now())
    if key is None or key.node != node or node not in known.nodes:
        raise RequestBeyondNode(node=node)
    return key


def _effected(platform: Platform, asked: Mapping[str, Any], added: list[bytes]) -> Candidate:
    """The statements stand in the register, and the request beside them as approved by the program."""
    with platform.database.writing() as unit:
        store.lock(unit.connection)
        before = store.same_request(unit.connection, asked)
        if before is not None:
            unit.unaudited("it was taken a moment ago")
            return before
        spend(unit, f"exchange.request:{asked['node']}", most=AN_HOUR, per=timedelta(hours=1))
        now = unit.clock.now()
        new = Candidate(unit.ids.new(), asked["node"], asked, now, CandidateState.APPROVED, now)
        store.add_candidate(unit.connection, new)
        written(platform, unit, added)
        unit.audit(f"exchange.{asked['type']}.take", subject=asked["node"], after={"request": str(new.id)})
    return new


def _kept(unit: Unit, new: Candidate) -> Candidate:
    """The new candidate, or the one that the same request became in the meantime."""
    before = store.same_request(unit.connection, new.request)
    if before is None:
        store.add_candidate(unit.connection, new)
        unit.ring("exchange")
    return before or new


def _parsed(request: bytes | Mapping[str, Any]) -> Mapping[str, Any]:
    raw = request if isinstance(request, bytes) else said.canonical(request)
    if len(raw) > requests.MOST:
        raise RequestTooLarge(most=requests.MOST)
    try:
        found = orjson.loads(raw)
    except orjson.JSONDecodeError:
        raise RequestMalformed(why="it is no JSON") from None
    if not isinstance(found, dict) or b"\\u0000" in raw:
        raise RequestMalformed(why="it is no object, or holds what no text holds")
    return found


def _check_certificate(der: bytes) -> None:
    try:
        if der:
            x509.load_der_x509_certificate(der)
    except ValueError:
        raise RequestMalformed(why="the certificate cannot be read") from None


def _check_by_member(point: bytes, signature: bytes, message: bytes) -> None:
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    try:
        signing.check(key, signature, message)
    except signing.SignatureWrong:
        raise RequestNotSigned() from None


def _signed(request: dict[str, Any], **by: Signer | Ed25519PrivateKey) -> dict[str, Any]:
    message = requests.signed_part(request)
    return {**request, "signatures": {name: b64encode(key.sign(message)).decode() for name, key in by.items()}}


def _audited(platform: Platform, actor: Actor, action: str, key: str) -> None:
    with platform.database.writing(actor) as unit:
        unit.audit(action, subject=platform.settings.agency_code or "-", after={"key": key})
