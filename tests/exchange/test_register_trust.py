"""A node believes the trust list by the pinned key alone: forged, shrunk, stale, early and replayed lists are refused."""

from base64 import b64encode
from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.exchange.register_nodes import BPBD, PORTAL, change, found, join, nodes, take

from simpul.exchange.actions import founding, notes, trust
from simpul.exchange.model.refusals import (
    AlreadyFounded,
    NodeAdministratorsOnly,
    NoTrustList,
    NotTheOperator,
    OperatorUnknown,
    StatementMalformed,
    TrustListEarly,
    TrustListForged,
    TrustListShrunk,
    TrustListStale,
)
from simpul.exchange.outside.keyring import keyring_of
from simpul.exchange.rules import statements as say
from simpul.kernel.actor import Actor

ORIGIN = "simpul.register/ID"


@pytest.fixture
def made(database_urls, run_directory, clock):
    with nodes(database_urls, run_directory, clock) as made:
        yield made


@pytest.fixture
def operator(made):
    platform = made(PORTAL, exchange_trust_hours=72)
    found(platform)
    return platform


@pytest.fixture
def node(made, operator):
    platform = made(BPBD, exchange_operator="http://127.0.0.1:1", exchange_register_key=founding.register_key(operator))
    join(operator, platform)
    return platform


def offered(operator):
    """What the operator serves: its note, all its statements, its verifier key."""
    return trust.checkpoint_note(operator), trust.statements_from(operator, first=0), founding.register_key(operator)


def sealed(operator, statements, **changes):
    """A note that the real register key signed over these statements."""
    key = keyring_of(operator.settings).register
    now = operator.clock.now()
    honest = notes.Checkpoint(len(statements), notes.root(statements), now, now + timedelta(hours=72))
    return notes.sealed(ORIGIN, key, replace(honest, **changes))


def test_founding_states_who_operates_and_is_signed_at_once(operator):
    known, state = trust.trust(operator), trust.trust_state(operator)
    assert (known.instance, known.operator) == ("ID", "ID/GOV/2060")
    assert known.members["ID/GOV/2060"].name.startswith("Kementerian Pendayagunaan")
    assert set(known.nodes) == set(known.subsystems) == {PORTAL}
    assert state.size == len(trust.statements_from(operator, first=0)) == 5
    assert state.remaining == timedelta(hours=72)
    assert founding.register_key(operator).startswith("simpul.register/ID+")


def test_a_register_is_founded_once_and_by_those_who_run_the_node(operator, made):
    with pytest.raises(AlreadyFounded):
        found(operator)
    other = made(BPBD)
    with pytest.raises(NodeAdministratorsOnly):
        founding.found(other, Actor.ANONYMOUS, introduction=founding.introduction_of(other.settings))
    change(other, exchange_operator="http://127.0.0.1:1")
    with pytest.raises(NotTheOperator):
        found(other)
    with pytest.raises(NotTheOperator):
        founding.register_key(other)
    assert founding.issue(other) is False


def test_only_the_operator_writes_the_register(made):
    platform = made(BPBD)
    with pytest.raises(NotTheOperator), platform.database.writing() as unit:
        founding.written(platform, unit, [say.said_instance("ID", "ID/GOV/6000", platform.clock.now())])


def test_an_https_operator_is_shown_the_nodes_certificate(made):
    platform = made(BPBD, exchange_operator="https://127.0.0.1:1")
    trust.feed_of(platform)
    assert (keyring_of(platform.settings).folder / "tls.crt").exists()


def test_a_node_holds_the_same_list_as_the_operator(operator, node):
    assert trust.trust(node) == trust.trust(operator)
    assert trust.statements_from(node, first=3) == trust.statements_from(operator, first=3)
    assert trust.checkpoint_note(node) == trust.checkpoint_note(operator)
    assert BPBD in trust.trust(node).nodes


def test_a_node_without_a_list_says_so(made):
    platform = made(BPBD)
    assert trust.trust_state(platform) is None
    assert trust.use_new_key(platform) is False
    for read in (trust.trust, trust.checkpoint_note):
        with pytest.raises(NoTrustList):
            read(platform)
    with pytest.raises(OperatorUnknown):
        trust.pinned_key(platform)


def test_another_register_key_is_not_believed(operator, made):
    note, statements, _ = offered(operator)
    other = notes.vkey(ORIGIN, Ed25519PrivateKey.generate())
    with pytest.raises(TrustListForged):
        trust.take(made(BPBD), note=note, fresh=statements, key=other)
    with pytest.raises(OperatorUnknown):
        trust.take(made(BPBD), note=note, fresh=statements, key="simpul.register/ID+00000000+AAAA")


@pytest.mark.parametrize("what", ["text", "signature", "statement", "order", "missing", "more", "none", "note"])
def test_a_changed_byte_or_statement_is_a_forgery(operator, made, what):
    note, statements, key = offered(operator)
    match what:
        case "text":
            note = note.replace("\n5\n", "\n6\n")
        case "signature":
            head, tail = note[:-10], note[-10:]
            note = head + tail.translate(str.maketrans("AaBb0/", "BbAa1+"))
            note = note if note != offered(operator)[0] else note[:-3] + "A=\n"
        case "statement":
            statements[2] = statements[2].replace(b"PORTAL", b"PALSU")
        case "order":
            statements[1], statements[2] = statements[2], statements[1]
        case "missing":
            statements = statements[:-1]
        case "more":
            statements = [say.said_instance("ID", "ID/GOV/6000", operator.clock.now()), *statements]
        case "none":
            statements = []
        case "note":
            note = "bukan catatan"
    platform = made(BPBD)
    with pytest.raises(TrustListForged):
        trust.take(platform, note=note, fresh=statements, key=key)
    assert trust.trust_state(platform) is None
    assert trust.statements_from(platform, first=0) == []


def test_a_checkpoint_of_another_origin_or_without_its_times_is_a_forgery(operator, made):
    _, statements, key = offered(operator)
    signing = keyring_of(operator.settings).register
    root = b64encode(notes.root(statements)).decode()
    now = int(operator.clock.now().timestamp())
    for text in (
        f"simpul.log/ID/GOV/6000/BPBD\n5\n{root}\nissued {now}\nexpires {now + 9999}\n",
        f"{ORIGIN}\n5\n{root}\n",
        f"{ORIGIN}\n5\n{root}\nissued {now}\nexpires soon\n",
        f"{ORIGIN}\n5\n{root}\nexpires {now + 9999}\nissued {now}\n",
        f"{ORIGIN}\n5\n{root}\nissued {now}\nexpires 999999999999999999\n",
    ):
        note = notes.notes.signed(text, ORIGIN, signing)
        with pytest.raises(TrustListForged):
            trust.take(made(BPBD), note=note, fresh=statements, key=key)


def test_a_shorter_list_is_refused_even_when_it_is_signed(operator, node):
    statements = trust.statements_from(operator, first=0)[:-1]
    with pytest.raises(TrustListShrunk) as refused:
        trust.take(node, note=sealed(operator, statements), fresh=[], key=founding.register_key(operator))
    assert refused.value.facts["kept"] == refused.value.facts["size"] + 1


def test_a_rewritten_history_is_refused_even_when_it_is_signed(operator, node):
    statements = trust.statements_from(operator, first=0)
    rewritten = [say.said_instance("ID", "ID/GOV/6000", operator.clock.now()), *statements[1:], statements[1]]
    with pytest.raises(TrustListForged):
        trust.take(node, note=sealed(operator, rewritten), fresh=rewritten[-1:], key=founding.register_key(operator))
    assert trust.trust(node).operator == "ID/GOV/2060"


def test_an_older_checkpoint_is_refused_when_it_is_replayed(operator, node, clock):
    old = trust.checkpoint_note(operator)
    clock.advance(timedelta(hours=40))
    assert founding.issue(operator) is True
    take(operator, node)
    with pytest.raises(TrustListStale):
        trust.take(node, note=old, fresh=[], key=founding.register_key(operator))
    assert trust.trust_state(node).remaining == timedelta(hours=72)


def test_an_expired_list_is_not_taken(operator, made, clock):
    note, statements, key = offered(operator)
    clock.advance(timedelta(hours=72))
    with pytest.raises(TrustListStale):
        trust.take(made(BPBD), note=note, fresh=statements, key=key)


def test_a_list_of_the_future_is_not_taken(operator, made):
    _, statements, key = offered(operator)
    now = operator.clock.now()
    times = {"issued_at": now + timedelta(minutes=6), "expires_at": now + timedelta(days=3)}
    with pytest.raises(TrustListEarly):
        trust.take(made(BPBD), note=sealed(operator, statements, **times), fresh=statements, key=key)


def test_a_malformed_statement_is_not_taken_even_when_it_is_signed(operator, node):
    bad = say.canonical({"type": "member", "at": say.instant(operator.clock.now()), "member": "?"})
    statements = [*trust.statements_from(operator, first=0), bad]
    with pytest.raises(StatementMalformed):
        trust.take(node, note=sealed(operator, statements), fresh=[bad], key=founding.register_key(operator))
    assert trust.trust(node).operator == "ID/GOV/2060"


def test_a_node_that_hears_nothing_goes_on_until_its_list_expires_and_says_how_long(operator, node, clock):
    clock.advance(timedelta(hours=71))
    state = trust.trust_state(node)
    assert (state.remaining, state.expired) == (timedelta(hours=1), False)
    assert trust.trust(node).nodes
    clock.advance(timedelta(hours=2))
    assert trust.trust_state(node).expired


def test_the_same_checkpoint_again_only_says_when_it_was_fetched(operator, node, clock):
    before = trust.trust_state(node)
    clock.advance(timedelta(minutes=5))
    take(operator, node)
    after = trust.trust_state(node)
    assert after.fetched_at == before.fetched_at + timedelta(minutes=5)
    assert (after.issued_at, after.size) == (before.issued_at, before.size)


def test_the_operator_signs_anew_when_half_the_life_is_over(operator, clock):
    assert founding.issue(operator) is False
    clock.advance(timedelta(hours=35))
    assert founding.issue(operator) is False
    clock.advance(timedelta(hours=1))
    assert founding.issue(operator) is True
    assert trust.trust_state(operator).remaining == timedelta(hours=72)


def test_a_clock_put_back_does_not_make_the_list_older(operator, node, clock):
    clock.advance(timedelta(hours=-2))
    before = trust.trust_state(operator).issued_at
    clock.advance(timedelta(hours=40))
    founding.issue(operator)
    clock.advance(timedelta(hours=-40))
    with operator.database.writing() as unit:
        unit.unaudited("test")
        founding.written(operator, unit, [say.said_maintenance(BPBD, "x", operator.clock.now())])
    assert trust.trust_state(operator).issued_at > before


def test_the_list_is_read_again_only_when_it_grew(operator, node):
    first = trust.trust(node)
    assert trust.trust(node) is first
    with operator.database.writing() as unit:
        unit.unaudited("test")
        founding.written(operator, unit, [say.said_maintenance(BPBD, "Istirahat", operator.clock.now())])
    take(operator, node)
    assert trust.trust(node).nodes[BPBD].maintenance == "Istirahat"


def test_statements_come_in_pages(operator):
    assert len(trust.statements_from(operator, first=2)) == 3
    assert trust.statements_from(operator, first=99) == []
    assert len(trust.statements_from(operator, first=-5)) == 5
