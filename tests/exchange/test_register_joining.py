"""Joining: a request proves that its sender holds the keys, and a person decides."""

from base64 import b64encode
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text
from tests.exchange.register_nodes import BPBD, DINKES, PORTAL, acting, change, found, introduction, nodes, take

from simpul.exchange.actions import deciding, joining, members, notes, trust
from simpul.exchange.model.joining import CandidateState
from simpul.exchange.model.refusals import (
    AgencyCodeUnknown,
    ExchangeOperatorOnly,
    NameNotFit,
    NodeAdministratorsOnly,
    NodeUnnamed,
    NotTheOperator,
    OperatorOfItself,
    OperatorUnknown,
    RequestDecided,
    RequestMalformed,
    RequestNotFound,
    RequestNotSigned,
    RequestOutOfTime,
    RequestTooLarge,
    TitleNotFit,
    TooManyRequests,
    WhyMissing,
)
from simpul.exchange.outside.keyring import keyring_of
from simpul.exchange.rules import register as rules
from simpul.exchange.rules import requests
from simpul.kernel.actor import Actor

WATI = acting("exchange.operator")
WRONG = b64encode(b"0" * 64).decode()
ELSEWHERE = {"exchange_operator": "http://127.0.0.1:1"}


@pytest.fixture
def made(database_urls, run_directory, clock):
    with nodes(database_urls, run_directory, clock) as made:
        yield made


@pytest.fixture
def operator(made):
    platform = made(PORTAL)
    found(platform)
    return platform


@pytest.fixture
def bpbd(made):
    return made(BPBD, **ELSEWHERE)


def ask(platform, **changes):
    return joining.request_to_join(platform, Actor.SYSTEM, introduction=introduction(platform), **changes)


def audited(platform, action):
    with platform.database.reading() as unit:
        return unit.connection.scalar(text("SELECT count(*) FROM kernel_audit WHERE action = :a"), {"a": action})


def signed(platform, request):
    """The request signed anew by the node's keys, whatever was changed in it."""
    keyring, message = keyring_of(platform.settings), requests.signed_part(request)
    made = {"member": keyring.member.sign(message), "log": keyring.log.sign(message)}
    return {**request, "signatures": {name: b64encode(value).decode() for name, value in made.items()}}


def test_a_node_asks_is_approved_and_stands_in_every_list(operator, bpbd):
    candidate = joining.receive(operator, ask(bpbd))
    assert candidate.state is CandidateState.WAITING
    assert BPBD not in trust.trust(operator).nodes
    seen = deciding.look(operator, WATI, id=candidate.id)
    assert (seen.known, seen.other_keys, seen.moved) == (False, (), ())
    assert seen.facts.key.thumbprint == keyring_of(bpbd.settings).member.thumbprint
    decided = deciding.approve(operator, WATI, id=candidate.id)
    assert (decided.state, decided.decided_by) == (CandidateState.APPROVED, WATI.id)
    take(operator, bpbd)
    known = trust.trust(bpbd)
    assert known.members["ID/GOV/6000"].name == "Pemerintah Provinsi DKI Jakarta"
    assert known.nodes[BPBD].address == "http://127.0.0.1:8091"
    assert known.nodes[BPBD].log.startswith(f"simpul.log/{BPBD}+")
    assert known.subsystems[BPBD].node == BPBD
    assert rules.current_key(known, BPBD, bpbd.clock.now()).thumbprint == keyring_of(bpbd.settings).member.thumbprint
    assert audited(operator, "exchange.join.approve") == 1
    assert audited(bpbd, "exchange.join.ask") == 1


def test_the_same_request_twice_is_one(operator, bpbd):
    request = ask(bpbd)
    first, second = joining.receive(operator, request), joining.receive(operator, request)
    assert first.id == second.id
    deciding.refuse(operator, WATI, id=first.id, reason="Belum ada surat")
    assert joining.receive(operator, request).state is CandidateState.REFUSED
    assert deciding.search_requests(operator, WATI)[1] == 1


def test_a_request_travels_as_bytes(operator, bpbd):
    raw = requests.canonical(ask(bpbd))
    assert joining.receive(operator, raw).node == BPBD
    with pytest.raises(RequestTooLarge):
        joining.receive(operator, b" " * (requests.MOST + 1))
    for bad in (b"", b"{", b"[]", b"7", b"\xff", b"[" * 60_000, b'{"v":1}', b'{"v":1,"type":"x"}'):
        with pytest.raises(RequestMalformed):
            joining.receive(operator, bad)


def test_refusing_needs_a_reason_and_is_final(operator, bpbd):
    candidate = joining.receive(operator, ask(bpbd))
    for reason in ("", "  \n ", "x" * 501):
        with pytest.raises(WhyMissing):
            deciding.refuse(operator, WATI, id=candidate.id, reason=reason)
    decided = deciding.refuse(operator, WATI, id=candidate.id, reason=" Sidik kunci\n tidak cocok ")
    assert decided.reason == "Sidik kunci tidak cocok"
    for act in (deciding.approve, lambda *a, **k: deciding.refuse(*a, **k, reason="x")):
        with pytest.raises(RequestDecided):
            act(operator, WATI, id=candidate.id)
        with pytest.raises(RequestNotFound):
            act(operator, WATI, id=uuid4())
    with pytest.raises(RequestNotFound):
        deciding.look(operator, WATI, id=uuid4())
    assert BPBD not in trust.trust(operator).nodes


def test_only_the_operators_officers_decide_and_only_at_the_operator(operator, bpbd):
    candidate = joining.receive(operator, ask(bpbd))
    for who in (acting("exchange.steward"), acting("node.admin"), Actor.ANONYMOUS):
        for act in (deciding.approve, deciding.look):
            with pytest.raises(ExchangeOperatorOnly):
                act(operator, who, id=candidate.id)
        with pytest.raises(ExchangeOperatorOnly):
            deciding.search_requests(operator, who)
        with pytest.raises(ExchangeOperatorOnly):
            members.revoke(operator, who, key="x", reason="y")
    with pytest.raises(NotTheOperator):
        deciding.approve(bpbd, WATI, id=candidate.id)
    with pytest.raises(NotTheOperator):
        joining.receive(bpbd, ask(bpbd))
    with pytest.raises(NotTheOperator):
        members.revoke(bpbd, WATI, key="x", reason="y")


def test_who_asks_runs_the_node(operator, bpbd):
    with pytest.raises(NodeAdministratorsOnly):
        joining.request_to_join(bpbd, WATI, introduction=introduction(bpbd))
    with pytest.raises(OperatorOfItself):
        ask(operator)
    said = introduction(bpbd)
    change(bpbd, exchange_operator="")
    with pytest.raises(OperatorUnknown):
        joining.send(bpbd, ask(bpbd))
    for code in ("", "ID/GOV/6000/LAIN"):
        change(bpbd, agency_code=code)
        with pytest.raises(NodeUnnamed):
            joining.request_to_join(bpbd, Actor.SYSTEM, introduction=said)


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"member_name": "Palsu"}, RequestNotSigned),
        ({"address": "http://10.0.0.9:1"}, RequestNotSigned),
        ({"signatures": {"member": "AA==", "log": "AA=="}}, RequestMalformed),
        ({"signatures": {"member": "?", "log": "?"}}, RequestMalformed),
        ({"signatures": {"member": b64encode(b"0" * 64).decode()}}, RequestMalformed),
        ({"signatures": {n: b64encode(b"0" * 64).decode() for n in ("member", "log")}}, RequestNotSigned),
        ({"signatures": []}, RequestMalformed),
        ({"extra": 1}, RequestMalformed),
        ({"v": 2}, RequestMalformed),
        ({"v": True}, RequestMalformed),
        ({"type": "rotate"}, RequestMalformed),
        ({"type": ["join"]}, RequestMalformed),
    ],
)
def test_what_was_changed_on_the_way_is_refused(operator, bpbd, facts, refusal):
    with pytest.raises(refusal):
        joining.receive(operator, {**ask(bpbd), **facts})
    assert deciding.search_requests(operator, WATI)[1] == 0


@pytest.mark.parametrize("of", ["member", "log"])
def test_each_signature_must_hold_by_itself(operator, bpbd, of):
    request = ask(bpbd)
    with pytest.raises(RequestNotSigned):
        joining.receive(operator, {**request, "signatures": {**request["signatures"], of: WRONG}})


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"node": "ID/GOV/9999/BPBD"}, AgencyCodeUnknown),
        ({"node": "ID/GOV/6000"}, NameNotFit),
        ({"node": "EE/GOV/6000/BPBD"}, NameNotFit),
        ({"node": 7}, RequestMalformed),
        ({"member_name": "\u0000"}, RequestMalformed),
        ({"node_name": ""}, TitleNotFit),
        ({"at": "kemarin"}, RequestMalformed),
        ({"at": "2026-11-23T05:00:00"}, RequestMalformed),
        ({"at": "2025-11-23T05:00:00+00:00"}, RequestOutOfTime),
        ({"at": "2027-11-23T05:00:00+00:00"}, RequestOutOfTime),
        ({"jwk": {"kty": "RSA"}}, RequestMalformed),
        ({"jwk": None}, RequestMalformed),
        ({"log": "x"}, RequestMalformed),
        ({"log": f"simpul.log/{BPBD}+00000000+{'A' * 44}"}, RequestMalformed),
        ({"subsystems": "x"}, RequestMalformed),
        ({"subsystems": ["x"]}, RequestMalformed),
        ({"subsystems": [{"subsystem": BPBD}]}, RequestMalformed),
        ({"subsystems": [{"subsystem": BPBD, "name": "x"}] * 201}, RequestMalformed),
        ({"certificate": "AA=="}, RequestMalformed),
        ({"certificate": "?"}, RequestMalformed),
        ({"certificate": "A" * 20_000}, RequestMalformed),
        ({"address": "https://bpbd.example"}, RequestMalformed),
    ],
)
def test_what_is_not_fit_is_refused_although_it_is_signed(operator, bpbd, facts, refusal):
    with pytest.raises(refusal):
        joining.receive(operator, signed(bpbd, {**ask(bpbd), **facts}))


def test_the_keys_of_log_and_witness_are_not_swapped_or_borrowed(operator, bpbd, made):
    request = ask(bpbd)
    for facts in ({"log": request["witness"]}, {"witness": request["log"]}, {"log": ask(made(DINKES, **ELSEWHERE))["log"]}):
        with pytest.raises(RequestMalformed):
            joining.receive(operator, signed(bpbd, {**request, **facts}))


def test_a_log_key_is_no_witness_key(operator, bpbd):
    as_witness = notes.witness_vkey(f"simpul.log/{BPBD}", keyring_of(bpbd.settings).log)
    with pytest.raises(RequestMalformed):
        joining.receive(operator, signed(bpbd, {**ask(bpbd), "log": as_witness}))


def test_two_workers_that_take_the_same_request_keep_one(operator, bpbd, monkeypatch):
    request, real = ask(bpbd), joining.store.same_request
    first = joining.receive(operator, request)
    blind = iter([True])
    monkeypatch.setattr(joining.store, "same_request", lambda *a: None if next(blind, False) else real(*a))
    assert joining.receive(operator, request).id == first.id
    mine = joining.request_maintenance(operator, Actor.SYSTEM, message="x")
    monkeypatch.undo()
    done = joining.receive(operator, mine)
    blind = iter([True])
    monkeypatch.setattr(joining.store, "same_request", lambda *a: None if next(blind, False) else real(*a))
    assert joining.receive(operator, mine).id == done.id


def test_only_so_many_requests_of_a_node_wait(operator, bpbd, clock):
    for _ in range(joining.WAITING_OF_NODE):
        joining.receive(operator, ask(bpbd))
        clock.advance(timedelta(seconds=1))
    with pytest.raises(TooManyRequests):
        joining.receive(operator, ask(bpbd))
    waiting, _ = deciding.search_requests(operator, WATI, state=CandidateState.WAITING)
    deciding.refuse(operator, WATI, id=waiting[0].id, reason="Dobel")
    assert joining.receive(operator, ask(bpbd)).state is CandidateState.WAITING


def test_requests_are_found_by_node_name_and_state(operator, bpbd, made):
    first = joining.receive(operator, ask(bpbd))
    joining.receive(operator, ask(made(DINKES, **ELSEWHERE)))
    deciding.approve(operator, WATI, id=first.id)
    assert deciding.search_requests(operator, WATI)[1] == 2
    assert [c.node for c in deciding.search_requests(operator, WATI, q="dki")[0]] == [BPBD]
    assert [c.node for c in deciding.search_requests(operator, WATI, q="8205")[0]] == [DINKES]
    assert [c.node for c in deciding.search_requests(operator, WATI, state=CandidateState.WAITING)[0]] == [DINKES]
    assert deciding.search_requests(operator, WATI, q="50%_")[1] == 0
    assert len(deciding.all_requests(operator, WATI, q="DINKES")) == 1
