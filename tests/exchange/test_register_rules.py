"""What the register says: the latest word counts, a revoked key stays revoked. Law: Perpres 95/2018 art. 33."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import orjson
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st
from tests.exchange.register_nodes import BPBD, DINKES, PORTAL

from simpul.exchange.model.joining import Introduction, KeptTrust, RequestKind
from simpul.exchange.model.refusals import (
    AddressNotFit,
    AgencyCodeUnknown,
    ExchangeOperatorOnly,
    ForeignSubsystem,
    NameNotFit,
    NodeAdministratorsOnly,
    RequestMalformed,
    RequestOutOfTime,
    StatementMalformed,
    StewardOnly,
    TitleNotFit,
)
from simpul.exchange.model.register import Group, Member, MemberKey, Node, Subsystem
from simpul.exchange.rules import permissions, requests
from simpul.exchange.rules import register as rules
from simpul.exchange.rules import statements as say
from simpul.kernel.actor import Actor
from simpul.kernel.errors import Refusal
from simpul.law import agencies

pytestmark = pytest.mark.rules
AT = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
LATER = AT + timedelta(hours=1)


def point() -> bytes:
    form = serialization.PublicFormat.UncompressedPoint
    key = ec.generate_private_key(ec.SECP256R1()).public_key()
    return key.public_bytes(serialization.Encoding.X962, form)


def key(node: str, since: datetime = AT) -> MemberKey:
    fresh = point()
    return MemberKey(say.thumbprint(fresh), node.rsplit("/", 1)[0], node, fresh, since)


JAKARTA, BINTUNI = Member("ID/GOV/6000", "DKI Jakarta"), Member("ID/GOV/8205", "Teluk Bintuni")
NODE = Node(BPBD, "BPBD", "https://bpbd.example:8091", b"der", "log-vkey", "witness-vkey")
OTHER = Node(DINKES, "Dinkes", "http://dinkes.example", b"", "log-vkey", "witness-vkey")
SUBSYSTEM, HEALTH = Subsystem(BPBD, "BPBD", BPBD), Subsystem(DINKES, "Dinkes", DINKES)
KEY, HEALTH_KEY = key(BPBD), key(DINKES)
BASE = [
    say.said_instance("ID", "ID/GOV/2060", AT),
    say.said_member(JAKARTA, AT),
    say.said_member(BINTUNI, AT),
    say.said_node(NODE, AT),
    say.said_node(OTHER, AT),
    say.said_subsystem(SUBSYSTEM, AT),
    say.said_subsystem(HEALTH, AT),
    say.said_key(KEY),
    say.said_key(HEALTH_KEY),
    say.said_group(Group("pemda", "Pemerintah daerah", frozenset({BPBD, DINKES})), AT),
]


def test_what_was_said_is_read_back_as_it_was():
    trust = rules.fold(BASE)
    assert (trust.instance, trust.operator) == ("ID", "ID/GOV/2060")
    assert trust.members == {"ID/GOV/6000": JAKARTA, "ID/GOV/8205": BINTUNI}
    assert trust.nodes == {BPBD: NODE, DINKES: OTHER}
    assert trust.subsystems == {BPBD: SUBSYSTEM, DINKES: HEALTH}
    assert trust.keys == {KEY.thumbprint: KEY, HEALTH_KEY.thumbprint: HEALTH_KEY}
    assert trust.groups["pemda"].members == {BPBD, DINKES}
    assert rules.groups_of(trust, BPBD) == {"pemda"}
    assert rules.groups_of(trust, PORTAL) == frozenset()


def test_a_thumbprint_is_that_of_the_rfc():
    """RFC 7638 for the P-256 key of RFC 7517 appendix A.1, computed over its required members alone."""
    jwk = {
        "kty": "EC",
        "crv": "P-256",
        "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
        "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
    }
    assert say.thumbprint(say.point_of(jwk)) == "cn-I_WNMClehiVp51i_0VpOENW1upEerA8sEam5hn-s"
    assert say.jwk_of(say.point_of(jwk)) == jwk


def test_the_latest_word_about_a_subject_counts():
    moved = replace(NODE, address="https://pindah.example:8091")
    smaller = Group("pemda", "Pemda", frozenset({DINKES}))
    trust = rules.fold([*BASE, say.said_node(moved, LATER), say.said_group(smaller, LATER)])
    assert trust.nodes[BPBD] == moved
    assert trust.groups["pemda"] == smaller


def test_maintenance_is_said_and_ended_and_outlasts_a_change_of_address():
    begun = [*BASE, say.said_maintenance(BPBD, "Sampai pukul 6", LATER)]
    assert rules.fold(begun).nodes[BPBD].maintenance == "Sampai pukul 6"
    assert rules.fold([*begun, say.said_node(NODE, LATER)]).nodes[BPBD].maintenance == "Sampai pukul 6"
    assert rules.fold([*begun, say.said_maintenance(BPBD, "", LATER)]).nodes[BPBD] == NODE
    assert rules.fold([*BASE, say.said_maintenance(PORTAL, "x", LATER)]).nodes == rules.fold(BASE).nodes


def test_a_member_that_leaves_takes_everything_with_it():
    trust = rules.fold([*BASE, say.said_removed("member", "ID/GOV/6000", LATER)])
    assert set(trust.members) == {"ID/GOV/8205"}
    assert set(trust.nodes) == set(trust.subsystems) == {DINKES}
    assert trust.keys[KEY.thumbprint].revoked_at == LATER
    assert trust.keys[HEALTH_KEY.thumbprint].revoked_at is None


def test_a_node_that_leaves_takes_its_subsystems_and_keys_but_not_the_member():
    trust = rules.fold([*BASE, say.said_removed("node", BPBD, LATER)])
    assert BPBD not in trust.nodes
    assert BPBD not in trust.subsystems
    assert "ID/GOV/6000" in trust.members
    assert rules.key_of(trust, KEY.thumbprint, LATER) is None
    gone = rules.fold([*BASE, say.said_removed("subsystem", BPBD, LATER)])
    assert BPBD in gone.nodes
    assert BPBD not in gone.subsystems


@pytest.mark.parametrize(
    ("added", "at", "signs"),
    [
        ([], AT, True),
        ([], AT - timedelta(seconds=60), True),
        ([], AT - timedelta(seconds=61), False),
        ([say.said_revoked(KEY.thumbprint, "hilang", LATER)], LATER - timedelta(seconds=1), True),
        ([say.said_revoked(KEY.thumbprint, "hilang", LATER)], LATER, False),
        ([say.said_removed("member", "ID/GOV/6000", LATER)], AT, False),
        ([say.said_revoked(HEALTH_KEY.thumbprint, "hilang", AT)], LATER, True),
    ],
)
def test_a_key_signs_from_its_registration_until_its_revocation(added, at, signs):
    found = rules.key_of(rules.fold([*BASE, *added]), KEY.thumbprint, at)
    assert (found is not None) is signs


def test_an_unknown_key_signs_for_nobody():
    assert rules.key_of(rules.fold(BASE), "x" * 43, AT) is None


def test_a_revoked_key_does_not_come_back_and_a_key_keeps_its_owner():
    revoked = [*BASE, say.said_revoked(KEY.thumbprint, "bocor", LATER)]
    again = replace(KEY, since=LATER + timedelta(hours=1))
    assert rules.fold([*revoked, say.said_key(again)]).keys[KEY.thumbprint].revoked_at == LATER
    later = say.said_revoked(KEY.thumbprint, "nanti", LATER + timedelta(days=1))
    assert rules.fold([*revoked, later]).keys[KEY.thumbprint].revoked_at == LATER
    stolen = replace(KEY, member="ID/GOV/8205", node=DINKES)
    assert rules.fold([*BASE, say.said_key(stolen)]).keys[KEY.thumbprint] == KEY


def test_the_newest_good_key_of_a_node_is_its_current_one():
    newer = key(BPBD, LATER)
    trust = rules.fold([*BASE, say.said_key(newer)])
    assert rules.current_key(trust, BPBD, AT) == KEY
    assert rules.current_key(trust, BPBD, LATER) == newer
    gone = rules.fold([*BASE, say.said_key(newer), say.said_revoked(newer.thumbprint, "bocor", LATER)])
    assert rules.current_key(gone, BPBD, LATER) == KEY
    assert rules.current_key(gone, PORTAL, LATER) is None


def test_a_statement_of_an_unknown_type_has_no_effect():
    newer = say.canonical({"type": "federation", "at": say.instant(AT), "with": {"deep": [1, 2]}})
    assert rules.fold([newer, *BASE, newer]) == rules.fold(BASE)


def changed(statement: bytes, **facts: object) -> bytes:
    return say.canonical({name: v for name, v in (orjson.loads(statement) | facts).items() if v is not None})


@pytest.mark.parametrize(
    "bad",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"{}",
        b"\xff",
        b'{"type":"member"}',
        b'{"at":"2026-11-23T05:00:00+00:00","type":7}',
        BASE[1] + b" ",
        BASE[1].replace(b":", b": ", 1),
        changed(BASE[1], at="kemarin"),
        changed(BASE[1], at="2026-11-23T05:00:00"),
        changed(BASE[1], at="2026-11-23T05:00:00+07:00"),
        changed(BASE[1], name=None),
        changed(BASE[1], name=7),
        changed(BASE[1], extra="x"),
        changed(BASE[1], member="ID/GOV"),
        changed(BASE[3], node="ID/GOV/6000"),
        changed(BASE[3], certificate="?"),
        changed(BASE[7], key="x" * 43),
        changed(BASE[7], jwk={"kty": "EC"}),
        changed(BASE[7], jwk=say.jwk_of(KEY.point) | {"x": "A"}),
        changed(BASE[7], jwk=say.jwk_of(KEY.point) | {"x": "A" * 42 + "B"}),
        changed(BASE[7], jwk=say.jwk_of(b"\x04" + b"\x01" * 64)),
        changed(BASE[7], jwk=[1]),
        changed(BASE[9], members="semua"),
        changed(BASE[9], members=[BPBD, 7]),
        changed(BASE[9], members=["ID/GOV/6000"]),
    ],
)
def test_a_malformed_statement_refuses_the_whole_list(bad):
    with pytest.raises(StatementMalformed) as refused:
        rules.fold([*BASE, bad])
    assert refused.value.facts["number"] == len(BASE)


WORDS = st.sampled_from(
    [
        *BASE,
        say.said_removed("member", "ID/GOV/6000", LATER),
        say.said_removed("node", DINKES, LATER),
        say.said_removed("subsystem", BPBD, LATER),
        say.said_revoked(KEY.thumbprint, "hilang", LATER),
        say.said_revoked(HEALTH_KEY.thumbprint, "hilang", AT),
        say.said_maintenance(BPBD, "istirahat", LATER),
        say.said_maintenance(BPBD, "", LATER),
    ]
)


@given(st.lists(WORDS, max_size=30))
def test_saying_the_last_word_twice_changes_nothing(said):
    assert rules.fold(said) == rules.fold(said + said[-1:])


@given(st.lists(WORDS, max_size=30), st.lists(WORDS, max_size=10))
def test_once_revoked_no_further_word_lets_a_key_sign(said, more):
    now = LATER + timedelta(days=365)
    before, after = rules.fold(said), rules.fold(said + more)
    for one in before.keys:
        if before.keys[one].revoked_at is not None:
            assert rules.key_of(after, one, now) is None


KEPT = KeptTrust(10, "note", AT, AT + timedelta(hours=72), AT + timedelta(minutes=1))


@pytest.mark.parametrize(
    ("kept", "size", "after", "due"),
    [
        (None, 0, 0, False),
        (None, 1, 0, True),
        (KEPT, 10, 0, False),
        (KEPT, 11, 0, True),
        (KEPT, 10, 35, False),
        (KEPT, 10, 36, True),
        (KEPT, 10, 100, True),
    ],
)
def test_a_checkpoint_is_due_when_something_was_said_or_half_its_life_is_over(kept, size, after, due):
    assert rules.is_due(kept, size=size, now=AT + timedelta(hours=after)) is due


@pytest.mark.parametrize(("hours", "left"), [(0, 72), (71, 1), (72, 0), (100, 0)])
def test_how_long_a_node_may_go_on(hours, left):
    state = rules.state_of(KEPT, AT + timedelta(hours=hours))
    assert state.remaining == timedelta(hours=left)
    assert state.expired is (left == 0)


def judged(check, *things, **more):
    """What a rule says: True, or the refusal's class."""
    try:
        check(*things, **more)
    except Refusal as refusal:
        return type(refusal)
    return True


def person(agency: str, *roles: str) -> Actor:
    return Actor(UUID(int=1), "x", agency=agency, roles=frozenset(roles))


@pytest.mark.parametrize(
    ("who", "actor", "joining", "offers", "runs"),
    [
        ("the operator's officer", person(PORTAL, "exchange.operator"), True, StewardOnly, NodeAdministratorsOnly),
        ("the steward", person(BPBD, "exchange.steward"), ExchangeOperatorOnly, True, NodeAdministratorsOnly),
        (
            "a guest's steward",
            person(DINKES, "exchange.steward"),
            ExchangeOperatorOnly,
            StewardOnly,
            NodeAdministratorsOnly,
        ),
        ("the administrator", person(BPBD, "node.admin"), ExchangeOperatorOnly, StewardOnly, True),
        (
            "a guest's administrator",
            person(DINKES, "node.admin"),
            ExchangeOperatorOnly,
            StewardOnly,
            NodeAdministratorsOnly,
        ),
        ("an auditor", person(BPBD, "node.auditor"), ExchangeOperatorOnly, StewardOnly, NodeAdministratorsOnly),
        ("nobody", Actor.ANONYMOUS, ExchangeOperatorOnly, StewardOnly, NodeAdministratorsOnly),
        ("the machine", Actor.SYSTEM, True, True, True),
    ],
)
def test_who_may_do_what_at_the_node_of_bpbd(who, actor, joining, offers, runs):
    assert judged(permissions.permit_decide_joining, actor) is joining, who
    assert judged(permissions.permit_offer, actor, BPBD) is offers, who
    assert judged(permissions.permit_run_node, actor, BPBD) is runs, who


def test_at_a_node_without_an_agency_nobody_is_at_home():
    assert judged(permissions.permit_offer, person("", "exchange.steward"), "") is StewardOnly


SAID = Introduction(BPBD, "DKI Jakarta", "BPBD", "https://bpbd.example:8091", ((BPBD, "BPBD"),))


@pytest.mark.parametrize(
    ("changes", "answer"),
    [
        ({}, True),
        ({"address": "http://10.0.0.1:8091"}, True),
        ({"address": "https://bpbd.example:8091/"}, True),
        ({"node": "ID/GOV/9999/BPBD"}, AgencyCodeUnknown),
        ({"node": "ID/COM/6000/BPBD"}, AgencyCodeUnknown),
        ({"node": "EE/GOV/6000/BPBD"}, NameNotFit),
        ({"node": "ID/GOV/6000"}, NameNotFit),
        ({"node": "ID/GOV/6000/BP%42D"}, NameNotFit),
        ({"node": "ID/GOV/6000/.."}, NameNotFit),
        ({"node": "ID/GOV/6000/B;D"}, NameNotFit),
        ({"node": ""}, NameNotFit),
        ({"member_name": ""}, TitleNotFit),
        ({"node_name": "x" * 201}, TitleNotFit),
        ({"node_name": "BPBD\nBNPB"}, TitleNotFit),
        ({"subsystems": ((BPBD, ""),)}, TitleNotFit),
        ({"subsystems": ((DINKES, "Dinkes"),)}, ForeignSubsystem),
        ({"subsystems": (("ID/GOV/6000", "x"),)}, NameNotFit),
        ({"subsystems": ((BPBD, "x"),) * 201}, RequestMalformed),
        *(
            ({"address": address}, AddressNotFit)
            for address in (
                "",
                "bpbd.example",
                "ftp://bpbd.example",
                "https://",
                "https://a:b@bpbd.example",
                "https://bpbd.example/jalan",
                "https://bpbd.example?x",
                "https://bpbd.example#x",
                "https://bpbd.example:99999",
                "https://bpbd.example:0",
                "https://bpbd .example",
                "https://bpbd.example\n",
                "https://bpbd\u2024example",
                "https://[::1",
            )
        ),
    ],
)
def test_how_a_node_may_present_itself(changes, answer):
    assert judged(requests.check_introduction, replace(SAID, **changes), "ID") is answer


@pytest.mark.parametrize(
    ("kind", "age", "answer"),
    [
        (RequestKind.JOIN, timedelta(days=30), True),
        (RequestKind.JOIN, timedelta(days=30, seconds=1), RequestOutOfTime),
        (RequestKind.JOIN, timedelta(minutes=-15), True),
        (RequestKind.JOIN, timedelta(minutes=-16), RequestOutOfTime),
        (RequestKind.ROTATE, timedelta(minutes=15), True),
        (RequestKind.ROTATE, timedelta(minutes=16), RequestOutOfTime),
        (RequestKind.MAINTENANCE, timedelta(minutes=16), RequestOutOfTime),
    ],
)
def test_how_old_a_request_may_be(kind, age, answer):
    assert judged(requests.check_time, kind, AT - age, AT) is answer


def test_the_law_knows_the_agencies_of_the_demo():
    known = agencies()
    assert len(known) == 751
    assert known["2060"].abbreviation == "Kemen PANRB"
    assert known["6000"].name == "Pemerintah Provinsi DKI Jakarta"
    assert known["8205"].name == "Pemerintah Kab. Teluk Bintuni"
    assert all(len(code) == 4 and code.isdigit() and row.name for code, row in known.items())
