"""The operator's register: founded once, written statement by statement, each time with a new signed checkpoint."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from simpul.exchange.actions import notes
from simpul.exchange.actions.trust import is_operator, pinned_key
from simpul.exchange.model.joining import Introduction, JoinRequest, KeptTrust
from simpul.exchange.model.names import BadName, NodeId
from simpul.exchange.model.refusals import AlreadyFounded, NodeUnnamed, NotTheOperator
from simpul.exchange.model.register import Checkpoint, Member, MemberKey, Node, Subsystem
from simpul.exchange.outside.keyring import keyring_of
from simpul.exchange.rules import register as rules
from simpul.exchange.rules import statements as said
from simpul.exchange.rules.permissions import permit_run_node
from simpul.exchange.rules.requests import check_introduction, log_name, node_of, register_name, witness_name
from simpul.exchange.store import register as store
from simpul.kernel.actor import Actor
from simpul.kernel.database import Unit
from simpul.kernel.platform import Platform
from simpul.kernel.settings import Settings
from simpul.law import agencies


def found(platform: Platform, actor: Actor, *, introduction: Introduction) -> str:
    """The register exists here with this node as its operator; its verifier key, which every node sets.

    AlreadyFounded when this node holds a register; NotTheOperator when another operator is set; or a refusal of what the
    node says of itself.
    """
    permit_run_node(actor, platform.settings.agency_code)
    if platform.settings.exchange_operator:
        raise NotTheOperator()
    facts = own_facts(platform, introduction)
    node = node_of(introduction.node)
    with platform.database.writing(actor) as unit:
        store.lock(unit.connection)
        if store.size(unit.connection):
            raise AlreadyFounded()
        key = keyring_of(platform.settings).make_register()
        at = unit.clock.now()
        first = said.said_instance(node.instance, node.member.path, at)
        written(platform, unit, [first, *statements_of(facts)])
        unit.audit("exchange.register.found", subject=node.path, after={"key": facts.key.thumbprint})
    return notes.vkey(register_name(node.instance), key)


def issue(platform: Platform) -> bool:
    """Whether a new checkpoint was signed: statements were added, or half of the last one's life has passed."""
    if not is_operator(platform):
        return False
    with platform.database.writing() as unit:
        unit.unaudited("a checkpoint says nothing new; what it covers was audited")
        store.lock(unit.connection)
        kept, size = store.kept(unit.connection), store.size(unit.connection)
        due = rules.is_due(kept, size=size, now=unit.clock.now())
        if due:
            _checkpoint(platform, unit)
    return due


def written(platform: Platform, unit: Unit, added: Sequence[bytes]) -> None:
    """The statements stand at the end of the register, which is signed anew; the caller holds the register's lock."""
    store.append(unit.connection, added, unit.clock.now())
    _checkpoint(platform, unit)


def own_facts(platform: Platform, introduction: Introduction) -> JoinRequest:
    """What the register shall say of this node, with its keys, which are made if there were none.

    NodeUnnamed when it is not this node that is presented, or a refusal of what does not fit.
    """
    settings, now = platform.settings, platform.clock.now()
    if not settings.agency_code or introduction.node != settings.agency_code:
        raise NodeUnnamed()
    keyring, own = keyring_of(settings), node_of(introduction.node)
    check_introduction(introduction, own.instance)
    parts = urlsplit(introduction.address)
    certificate = keyring.certificate(own.path, parts.hostname or "", now) if parts.scheme == "https" else b""
    log = notes.vkey(log_name(own.path), keyring.log)
    witness = notes.witness_vkey(witness_name(own.path), keyring.witness)
    node = Node(own.path, introduction.node_name, introduction.address.rstrip("/"), certificate, log, witness)
    signer = keyring.signer
    key = MemberKey(signer.thumbprint, own.member.path, own.path, signer.point, now)
    subsystems = tuple(Subsystem(path, name, own.path) for path, name in introduction.subsystems)
    return JoinRequest(now, Member(own.member.path, introduction.member_name), node, key, subsystems)


def statements_of(facts: JoinRequest) -> list[bytes]:
    """Everything a node says of itself, as statements."""
    own = [said.said_subsystem(one, facts.at) for one in facts.subsystems]
    return [said.said_member(facts.member, facts.at), said.said_node(facts.node, facts.at), *own, said.said_key(facts.key)]


def introduction_of(settings: Settings, *, address: str = "") -> Introduction:
    """How a node presents itself by its settings: the law's name for its agency, one subsystem named as the node."""
    member = settings.agency
    with suppress(BadName):
        code = agencies().get(NodeId.parse(settings.agency_code).code)
        member = code.name if code else member
    scheme = "https" if settings.exchange_tls else "http"
    listening = address or f"{scheme}://{settings.exchange_host}:{settings.exchange_node_port}"
    first = ((settings.agency_code, settings.agency),)
    return Introduction(settings.agency_code, member, settings.agency, listening, first)


def register_key(platform: Platform) -> str:
    """The register's verifier key; NotTheOperator anywhere but at the operator."""
    if not is_operator(platform):
        raise NotTheOperator()
    return pinned_key(platform)


def _checkpoint(platform: Platform, unit: Unit) -> None:
    """The register as it stands is signed and may be relied on for as long as the operator has set."""
    key = _signing(platform)
    every = store.statements(unit.connection)
    instance = rules.fold(every).instance
    kept, now = store.kept(unit.connection), unit.clock.now().replace(microsecond=0)
    now = max(now, kept.issued_at) if kept else now  # a clock put back must not make nodes refuse the list
    expires = now + timedelta(hours=platform.settings.exchange_trust_hours)
    checkpoint = Checkpoint(len(every), notes.root(every), now, expires)
    note = notes.sealed(register_name(instance), key, checkpoint)
    store.keep(unit.connection, KeptTrust(len(every), note, now, expires, unit.clock.now()))
    unit.ring("exchange")


def _signing(platform: Platform) -> Ed25519PrivateKey:
    key = keyring_of(platform.settings).register
    if key is None or platform.settings.exchange_operator:
        raise NotTheOperator()
    return key
