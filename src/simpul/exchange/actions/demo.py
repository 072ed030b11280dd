"""A federation for trying out: an operator and other nodes joined by real requests, without any HTTP. Demos alone."""

import json
from collections.abc import Sequence

from simpul.exchange.actions import clients, deciding, founding, grants, joining, members, services, trust
from simpul.exchange.actions.demo_description import of_reports
from simpul.exchange.model.joining import CandidateState
from simpul.exchange.model.offers import NewGrant, NewService
from simpul.exchange.model.refusals import DemoOnly, NoTrustList
from simpul.exchange.model.register import Group, TrustList
from simpul.exchange.model.services import Authentication, Endpoint, ServiceKind, SubjectKind
from simpul.exchange.store import register as store
from simpul.kernel.actor import Actor
from simpul.kernel.platform import Platform

ALL = Group("instansi", "Semua instansi demo", frozenset())
REPORTS = (
    "reports",
    "Laporan bencana warga",
    (Endpoint("GET", "/live.geojson"), Endpoint("GET", "/figures"), Endpoint("GET", "/reports/*")),
)
"""What BPBD offers: code, title, endpoints."""
CONTACT = "Pusdatin BPBD DKI Jakarta, 112 (contoh)"
PURPOSE = "Menampilkan jumlah laporan banjir warga di portal nasional"
LEGAL_BASIS = "Perpres 95/2018 pasal 33; Perpres 39/2019 pasal 2 (data contoh untuk demo)"


def federate(operator: Platform, others: Sequence[Platform]) -> str:
    """All nodes stand in one register, each with one subsystem and a plain client of its own; the register's verifier key.

    Names and addresses come from each platform's settings. May run again: what is there stays. DemoOnly elsewhere.
    """
    for platform in (operator, *others):
        if not platform.settings.demo:
            raise DemoOnly()
    if _known(operator) is None:
        introduction = founding.introduction_of(operator.settings)
        founding.found(operator, Actor.SYSTEM, introduction=introduction)
    _restate(operator)
    for platform in others:
        _join(operator, platform)
    _group(operator, others)
    share(operator, others)
    for platform in (operator, *others):
        own = platform.settings.agency_code
        if own not in {client.subsystem for client in clients.clients(platform)}:
            clients.add_client(platform, Actor.SYSTEM, subsystem=own, authentication=Authentication.PLAIN)
    return founding.register_key(operator)


def share(operator: Platform, others: Sequence[Platform]) -> None:
    """The register as it stands is signed, and every node has it."""
    founding.issue(operator)
    key = founding.register_key(operator)
    for platform in others:
        fresh = trust.statements_from(operator, first=_size(platform))
        trust.take(platform, note=trust.checkpoint_note(operator), fresh=fresh, key=key)


def offer_reports(provider: Platform, *, to: str) -> None:
    """The provider offers its disaster module's reports, public, and the subsystem `to` may call them. May run again."""
    own = provider.settings.agency_code
    code, title, endpoints = REPORTS
    if code not in {one.code for one in services.services(provider) if one.subsystem == own}:
        new = NewService(
            own, code, title, "module:disaster", ServiceKind.OPENAPI, endpoints, json.dumps(of_reports(title, CONTACT))
        )
        services.publish(provider, Actor.SYSTEM, new=new)
    if to not in {grant.subject for grant in grants.grants(provider, subsystem=own, service=code)}:
        right = NewGrant(own, code, SubjectKind.SUBSYSTEM, to, PURPOSE, LEGAL_BASIS, tier="high")
        grants.give(provider, Actor.SYSTEM, new=right)


def _known(platform: Platform) -> TrustList | None:
    try:
        return trust.trust(platform)
    except NoTrustList:
        return None


def _size(platform: Platform) -> int:
    state = trust.trust_state(platform)
    return state.size if state else 0


def _restate(operator: Platform) -> None:
    """The register has the operator's own node as its settings have it now; nothing is written where it does already."""
    facts = founding.own_facts(operator, founding.introduction_of(operator.settings))
    if trust.trust(operator).nodes.get(facts.node.id) == facts.node:
        return
    with operator.database.writing(Actor.SYSTEM) as unit:
        store.lock(unit.connection)
        founding.written(operator, unit, founding.statements_of(facts))
        unit.audit("exchange.register.restate", subject=facts.node.id, after={"address": facts.node.address})


def _join(operator: Platform, other: Platform) -> None:
    """The node stands in the register as its settings have it; nothing is asked where it does already."""
    introduction = founding.introduction_of(other.settings)
    facts, known = founding.own_facts(other, introduction), trust.trust(operator)
    if known.nodes.get(facts.node.id) == facts.node and facts.key.thumbprint in known.keys:
        return
    request = joining.request_to_join(other, Actor.SYSTEM, introduction=introduction)
    candidate = joining.receive(operator, request)
    if candidate.state is CandidateState.WAITING:
        deciding.approve(operator, Actor.SYSTEM, id=candidate.id)


def _group(operator: Platform, others: Sequence[Platform]) -> None:
    """The global group holds every node's subsystem."""
    everybody = frozenset(platform.settings.agency_code for platform in (operator, *others))
    if trust.trust(operator).groups.get(ALL.code, ALL).members != everybody:
        members.set_group(operator, Actor.SYSTEM, group=Group(ALL.code, ALL.name, everybody))
