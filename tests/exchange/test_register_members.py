"""After joining: keys are rotated and revoked, nodes rebuilt, moved, in maintenance, taken out; groups; lists."""

from base64 import b64encode
from datetime import timedelta

import pytest
from sqlalchemy import text
from tests.exchange.register_nodes import BPBD, DINKES, PORTAL, acting, change, found, introduction, join, nodes, take

from simpul.exchange.actions import deciding, founding, joining, members, trust
from simpul.exchange.model.joining import CandidateState
from simpul.exchange.model.refusals import (
    KeyNotFound,
    KeyRevoked,
    KeyTaken,
    NameNotFit,
    NotInRegister,
    OperatorStays,
    RequestBeyondNode,
    RequestMalformed,
    RequestNotSigned,
    RequestOutOfTime,
    TitleNotFit,
    WhyMissing,
)
from simpul.exchange.model.register import Group
from simpul.exchange.outside.keyring import keyring_of
from simpul.exchange.rules import register as rules
from simpul.kernel.actor import Actor

WATI = acting("exchange.operator")
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


def test_a_new_key_follows_the_old_one_without_anybody_and_signs_once_it_is_known(operator, bpbd, clock):
    join(operator, bpbd)
    keyring = keyring_of(bpbd.settings)
    old = keyring.member.thumbprint
    request = joining.request_new_key(bpbd, acting("node.admin", agency=BPBD))
    taken = joining.receive(operator, request)
    assert (taken.state, taken.decided_by) == (CandidateState.APPROVED, None)
    assert joining.receive(operator, request).id == taken.id
    take(operator, bpbd)
    assert trust.use_new_key(bpbd) is False  # the others may not know it yet
    assert keyring.member.thumbprint == old
    clock.advance(trust.SPREAD)
    assert trust.use_new_key(bpbd) is True
    new = keyring.member.thumbprint
    assert new != old
    assert trust.use_new_key(bpbd) is False
    assert not keyring.has(old)
    assert (keyring.folder / f"member-{old}.pub").exists()
    known = trust.trust(bpbd)
    assert rules.key_of(known, old, clock.now()) is not None
    assert rules.key_of(known, old, clock.now() + rules.OVERLAP) is None
    assert rules.key_of(known, new, clock.now() + rules.OVERLAP).node == BPBD
    assert audited(bpbd, "exchange.key.use") == 1


def test_a_rotation_is_refused_without_both_keys_or_for_another_node(operator, bpbd, made, clock):
    join(operator, bpbd)
    dinkes = made(DINKES, **ELSEWHERE)
    join(operator, dinkes)
    request = joining.request_new_key(bpbd, Actor.SYSTEM)
    swapped = {"member": request["signatures"]["former"], "former": request["signatures"]["member"]}
    with pytest.raises(RequestNotSigned):
        joining.receive(operator, {**request, "signatures": swapped})
    for of in ("member", "former"):
        wrong = {**request["signatures"], of: b64encode(b"0" * 64).decode()}
        with pytest.raises(RequestNotSigned):
            joining.receive(operator, {**request, "signatures": wrong})
    with pytest.raises(RequestBeyondNode):
        joining.receive(operator, {**request, "node": DINKES})
    with pytest.raises(RequestBeyondNode):
        joining.receive(operator, {**request, "replaces": "x" * 43})
    with pytest.raises(RequestMalformed):
        joining.receive(operator, {**request, "replaces": "x"})
    clock.advance(timedelta(minutes=16))
    with pytest.raises(RequestOutOfTime):
        joining.receive(operator, request)


def test_a_key_that_is_registered_already_does_not_follow(operator, bpbd):
    join(operator, bpbd)
    joining.receive(operator, joining.request_new_key(bpbd, Actor.SYSTEM))
    bpbd.clock.advance(timedelta(seconds=1))
    with pytest.raises(KeyTaken):
        joining.receive(operator, joining.request_new_key(bpbd, Actor.SYSTEM))


def test_a_revoked_key_can_neither_sign_nor_be_followed(operator, bpbd):
    join(operator, bpbd)
    key = keyring_of(bpbd.settings).member.thumbprint
    members.revoke(operator, WATI, key=key, reason="Laptop hilang")
    assert rules.key_of(trust.trust(operator), key, operator.clock.now()) is None
    with pytest.raises(RequestBeyondNode):
        joining.receive(operator, joining.request_new_key(bpbd, Actor.SYSTEM))
    with pytest.raises(KeyRevoked):
        members.revoke(operator, WATI, key=key, reason="lagi")
    with pytest.raises(KeyNotFound):
        members.revoke(operator, WATI, key="x" * 43, reason="y")
    again = joining.receive(operator, ask(bpbd))
    with pytest.raises(KeyRevoked):
        deciding.approve(operator, WATI, id=again.id)
    assert [one.revoked_at is None for one in members.keys_of(operator, node=BPBD)] == [False]


def test_a_known_node_with_another_key_is_shown_as_such_and_its_old_key_revoked(operator, bpbd, made):
    join(operator, bpbd)
    old = keyring_of(bpbd.settings).member.thumbprint
    rebuilt = made(BPBD, **ELSEWHERE)
    candidate = joining.receive(operator, ask(rebuilt))
    seen = deciding.look(operator, WATI, id=candidate.id)
    assert (seen.known, seen.other_keys) == (True, (old,))
    deciding.approve(operator, WATI, id=candidate.id)
    known, now = trust.trust(operator), operator.clock.now()
    assert rules.key_of(known, old, now) is None
    assert rules.current_key(known, BPBD, now).thumbprint == keyring_of(rebuilt.settings).member.thumbprint


def test_a_key_belongs_to_one_node(operator, bpbd, made):
    join(operator, bpbd)
    other = made("ID/GOV/6000/DINAS", **ELSEWHERE)
    for name in ("member.pem", "log.pem"):
        target = keyring_of(other.settings).folder / name
        target.write_bytes((keyring_of(bpbd.settings).folder / name).read_bytes())
    candidate = joining.receive(operator, ask(other))
    with pytest.raises(KeyTaken):
        deciding.approve(operator, WATI, id=candidate.id)


def test_a_subsystem_that_would_move_is_shown(operator, bpbd, made):
    join(operator, bpbd)
    other = made("ID/GOV/6000/DINAS", **ELSEWHERE)
    said = founding.introduction_of(other.settings)
    request = joining.request_to_join(
        other, Actor.SYSTEM, introduction=type(said)(said.node, "x", "y", said.address, ((BPBD, "BPBD"),))
    )
    candidate = joining.receive(operator, request)
    assert deciding.look(operator, WATI, id=candidate.id).moved == (BPBD,)


def test_a_change_of_address_is_a_request_that_adds_no_key(operator, bpbd):
    join(operator, bpbd)
    before = trust.trust_state(operator).size
    change(bpbd, exchange_node_port=9999)
    candidate = joining.receive(operator, ask(bpbd))
    deciding.approve(operator, WATI, id=candidate.id)
    assert trust.trust(operator).nodes[BPBD].address.endswith(":9999")
    assert trust.trust_state(operator).size == before + 3
    assert len(trust.trust(operator).keys) == 2


def test_a_node_says_itself_that_it_is_in_maintenance(operator, bpbd, clock):
    join(operator, bpbd)
    begin = joining.request_maintenance(bpbd, Actor.SYSTEM, message="Sampai pukul 6")
    joining.receive(operator, begin)
    assert trust.trust(operator).nodes[BPBD].maintenance == "Sampai pukul 6"
    clock.advance(timedelta(minutes=1))
    joining.receive(operator, joining.request_maintenance(bpbd, Actor.SYSTEM, message=""))
    assert trust.trust(operator).nodes[BPBD].maintenance == ""
    joining.receive(operator, begin)  # replayed: nothing happens
    assert trust.trust(operator).nodes[BPBD].maintenance == ""
    for message in ("x" * 501, "dua\nbaris"):
        with pytest.raises(RequestMalformed):
            joining.request_maintenance(bpbd, Actor.SYSTEM, message=message)
    with pytest.raises(RequestBeyondNode):
        joining.receive(operator, {**begin, "node": PORTAL})
    with pytest.raises(RequestNotSigned):
        joining.receive(operator, {**begin, "message": "Ditutup"})


def test_the_operator_says_of_its_own_node_what_others_ask_for(operator, clock):
    joining.send(operator, joining.request_maintenance(operator, Actor.SYSTEM, message="Pindah gedung"))
    assert trust.trust(operator).nodes[PORTAL].maintenance == "Pindah gedung"
    joining.send(operator, joining.request_new_key(operator, Actor.SYSTEM))
    clock.advance(trust.SPREAD)
    assert trust.use_new_key(operator) is True


def test_members_nodes_and_subsystems_are_removed_with_a_reason(operator, bpbd):
    join(operator, bpbd)
    with pytest.raises(WhyMissing):
        members.remove(operator, WATI, kind="node", name=BPBD, reason="")
    for kind, name in (("node", "ID/GOV/6000/TIADA"), ("member", BPBD), ("service", BPBD), ("", "")):
        with pytest.raises(NotInRegister):
            members.remove(operator, WATI, kind=kind, name=name, reason="x")
    for kind, name in (("node", PORTAL), ("member", "ID/GOV/2060")):
        with pytest.raises(OperatorStays):
            members.remove(operator, WATI, kind=kind, name=name, reason="x")
    members.remove(operator, WATI, kind="member", name="ID/GOV/6000", reason="Bergabung dengan instansi lain")
    known = trust.trust(operator)
    assert set(known.nodes) == set(known.subsystems) == {PORTAL}
    assert audited(operator, "exchange.member.remove") == 1


def test_global_groups_hold_subsystems_of_the_register(operator, bpbd):
    join(operator, bpbd)
    group = Group("instansi", "Semua instansi", frozenset({PORTAL, BPBD}))
    members.set_group(operator, WATI, group=group)
    assert members.groups(operator) == [group]
    with pytest.raises(NotInRegister):
        members.set_group(operator, WATI, group=Group("x", "X", frozenset({DINKES})))
    with pytest.raises(NameNotFit):
        members.set_group(operator, WATI, group=Group("a/b", "X", frozenset()))
    with pytest.raises(TitleNotFit):
        members.set_group(operator, WATI, group=Group("x", "", frozenset()))


def test_who_takes_part_is_listed_and_searched(operator, bpbd):
    join(operator, bpbd)
    assert [row.subsystem for row in members.listed(operator)] == [PORTAL, BPBD]
    assert [row.member_name for row in members.listed(operator, q="dki jak")] == ["Pemerintah Provinsi DKI Jakarta"]
    assert members.listed(operator, q="tidak ada") == []
    members.remove(operator, WATI, kind="subsystem", name=BPBD, reason="Pindah")
    assert [(row.member, row.subsystem) for row in members.listed(operator, q="6000")] == [("ID/GOV/6000", "")]
