"""The node leg, with letters made by hand: what is signed, what is refused, which of two faults is told. PROTOCOL §2."""

import re
import time
from base64 import b64encode
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from tests.exchange.handmade import ALWAYS, answer_holds, content_digest, letter, request_hash
from tests.exchange.protocol import OK, REPORTS, UUID4, asked
from tests.exchange.world import BPBD, PORTAL, grant

from simpul.exchange.model.register import Member, MemberKey, Subsystem
from simpul.exchange.rules import statements as say

P = "server.serverproxy."
NOW = datetime(2026, 1, 1, tzinfo=UTC)
UNKNOWN_KEY = ec.generate_private_key(ec.SECP256R1())


def told(answer, kind, *words):
    """The answer is the node's refusal of this type, in the leg's own spelling."""
    assert (answer.status, answer.one("x-road-error"), answer.json["type"]) == (500, P + kind, P + kind)
    assert re.fullmatch(UUID4, answer.json["detail"])
    for word in words:
        assert word.lower() in answer.json["message"].lower()


def spoiled(name, value):
    """A change after the signature."""
    return lambda one: one.signed().changed(name, value)


def signed_with(**said):
    """A signature that says this of itself."""
    return lambda one: replace(one, said=said).signed()


def swapped(one):
    """The last two headers the signature covers stand the other way round."""
    names = [*ALWAYS[:-2], ALWAYS[-1], ALWAYS[-2]]
    return one.signed(covers='"@method" "@path" "@query" ' + " ".join(f'"{name}"' for name in names))


def in_der(one):
    """As long as a signature in DER, which most libraries make."""
    one.signed()
    one.signature[1] = ("signature", f"simpul=:{b64encode(bytes(71)).decode()}:")
    return one


def labelled(one):
    one.signed()
    one.signature = [(name, value.replace("simpul=", "sig1=", 1)) for name, value in one.signature]
    return one


def as_is(one):
    return one


NO_SIGNATURE, BAD, TWICE = "missing_signature", "invalid_signature_value", "duplicate_header_field"
SPOILED = [
    ("no signature", as_is, NO_SIGNATURE, "signature"),
    ("no signature-input", lambda o: replace(o.signed(), signature=o.signature[1:]), NO_SIGNATURE, "signature"),
    ("no signature, only its input", lambda o: replace(o.signed(), signature=o.signature[:1]), NO_SIGNATURE, "signature"),
    ("another body", lambda o: replace(o.signed(), body=b"other"), BAD, "content-digest"),
    ("another digest", lambda o: o.changed("content-digest", content_digest(b"x")).signed(), BAD, "Content-digest"),
    ("another method", lambda o: replace(o.signed(), method="PUT"), BAD, ""),
    ("another path", lambda o: replace(o.signed(), target=REPORTS + "/x"), BAD, ""),
    ("an escape undone", lambda o: replace(o.signed(), target=REPORTS + "/A?a=1"), BAD, ""),
    ("another query", lambda o: replace(o.signed(), target=REPORTS + "/%41?a=2"), BAD, ""),
    ("no query", lambda o: replace(o.signed(), target=REPORTS + "/%41"), BAD, ""),
    ("a header more", lambda o: replace(o.signed(), sent=[*o.sent, ("A", "1")]), BAD, "x-road-request-hash"),
    ("a header less", spoiled("authorization", None), BAD, "x-road-request-hash"),
    ("a header changed", spoiled("authorization", "Basic eDp5"), BAD, "x-road-request-hash"),
    (
        "headers turned round",
        lambda o: replace(o.signed(), sent=[o.sent[1], o.sent[0], *o.sent[2:]]),
        BAD,
        "x-road-request-hash",
    ),
    (
        "another spelling",
        lambda o: replace(o.signed(), sent=[(n.lower(), v) for n, v in o.sent]),
        BAD,
        "x-road-request-hash",
    ),
    ("another hash", lambda o: o.changed("x-road-request-hash", "x" * 88).signed(), BAD, "x-road-request-hash"),
    ("another id", spoiled("x-road-id", "ID-2"), BAD, ""),
    ("another request id", spoiled("x-road-request-id", "2"), BAD, ""),
    ("for another node", lambda o: o.changed("simpul-node", PORTAL).signed(), BAD, "node"),
    ("for another service", lambda o: o.changed("x-road-service", BPBD + "/other").signed(), BAD, "x-road-service"),
    ("too old", lambda o: replace(o, created=int(time.time()) - 130).signed(), BAD, "expired"),
    ("too early", lambda o: replace(o, created=int(time.time()) + 70).signed(), BAD, "future"),
    ("living longer", signed_with(expires=int(time.time()) + 61, created=int(time.time())), BAD, "60 seconds"),
    ("living shorter", signed_with(expires=int(time.time()) + 59, created=int(time.time())), BAD, "60 seconds"),
    ("another algorithm", signed_with(alg="rsa-pss-sha512"), BAD, "algorithm"),
    ("another tag", signed_with(tag="simpul-exchange-v2"), BAD, "tag"),
    ("a short nonce", signed_with(nonce="AAAAAAAAAAA="), BAD, "nonce"),
    ("no nonce", signed_with(nonce=0), BAD, ""),
    ("one parameter more", signed_with(context="x"), BAD, "parameters"),
    ("covering less", lambda o: o.signed(covers='"@method" "@path" "@query"'), BAD, "cover"),
    ("covering in another order", swapped, BAD, "cover"),
    ("by a key nobody knows", lambda o: replace(o, keyid="A" * 43).signed(key=UNKNOWN_KEY), BAD, "key is unknown"),
    ("by another key than it says", lambda o: o.signed(key=UNKNOWN_KEY), BAD, "does not fit"),
    ("in DER", in_der, BAD, "64 bytes"),
    ("under another label", labelled, BAD, "profile"),
    ("signed twice", lambda o: replace(o.signed(), signature=[*o.signature, *o.signature]), TWICE, "twice"),
    ("a client twice", lambda o: replace(o.signed(), sent=[*o.sent, ("X-Road-Client", PORTAL)]), TWICE, "x-road-client"),
    ("a node twice", lambda o: replace(o.signed(), leg=[*o.leg, ("Simpul-Node", BPBD)]), TWICE, "simpul-node"),
    (
        "an issue twice",
        lambda o: replace(o, sent=[*o.sent, ("x-road-issue", "1"), ("x-road-issue", "1")]).signed(),
        TWICE,
        "x-road-issue",
    ),
    ("an id that is not ASCII", lambda o: o.changed("x-road-id", "\xe9").signed(), TWICE, "x-road-id"),
    (
        "a user that is not ASCII",
        lambda o: replace(o, sent=[*o.sent, ("x-road-userid", "\xff")]).signed(),
        TWICE,
        "x-road-userid",
    ),
    *[(f"no {name}", lambda o, name=name: o.changed(name, None).signed(), BAD, f"{name} is missing") for name in ALWAYS],
]


@pytest.mark.parametrize(("change", "kind", "word"), [pytest.param(*row[1:], id=row[0]) for row in SPOILED])
def test_a_letter_that_does_not_hold_is_refused_and_leaves_nothing(town, change, kind, word):
    """PROTOCOL §2, and §1's rows `missing_signature`, `invalid_signature_value`, `duplicate_header_field`; §3: no leaf."""
    fair = letter(
        town, method="POST", body=b"{}", target=REPORTS + "/%41?a=1", sent=[("Authorization", "Basic YTpi")]
    ).addressed()
    with town.watched() as leaves:
        told(change(fair).posted(town), kind, word)
    assert leaves == []


@pytest.mark.parametrize(
    "parts",
    [
        {},
        {"method": "DELETE"},
        {"target": REPORTS + "/a%2Fb//c;d"},
        {"target": REPORTS + "?"},
        {"target": REPORTS + "/?%41=%2f"},
        {"target": REPORTS.replace("/r1/", "/v1/")},
        {"method": "POST", "body": b"x" * 300_000},
        {"method": "GET", "body": b"{}"},
        {
            "sent": [
                ("Content-Type", "text/plain"),
                ("x-road-userid", "u"),
                ("X-Road-Issue", ""),
                ("X-Road-Represented-Party", "A/B"),
            ]
        },
    ],
)
def test_a_letter_that_holds_is_answered_under_signature(town, parts):
    """PROTOCOL §2: raw path and query; what is covered when present; the answer's own signature."""
    request = letter(town, **parts).addressed().signed()
    with town.watched() as leaves:
        answer = request.posted(town)
    assert answer.status == 200, answer.body
    assert answer_holds(town, answer, request)
    assert leaves == ["provider received", "provider answered 200"]


@pytest.mark.parametrize("seconds", [-110, -55, 55])
def test_clocks_may_differ_by_a_minute(town, seconds):
    """PROTOCOL §2: `expires` = `created` + 60 s; clock skew allowed: 60 s."""
    assert letter(town, created=int(time.time()) + seconds).addressed().signed().posted(town).status == 200


def test_parameters_may_come_in_any_order(town):
    """PROTOCOL §2; RFC 9421 §2.3: a verifier reads them as they were sent."""
    assert replace(letter(town), turned=True).addressed().signed().posted(town).status == 200


def test_a_message_takes_effect_once(town):
    """PROTOCOL §2: (keyid, nonce) is unique for 180 s; §1: "replayed" is an invalid signature."""
    request = letter(town).addressed().signed()
    assert request.posted(town).status == 200
    seen = len(town.world.backend.seen)
    with town.watched() as leaves:
        told(request.posted(town), "invalid_signature_value", "nonce")
    assert leaves == []
    assert len(town.world.backend.seen) == seen


def test_a_refused_message_is_not_refused_twice_over(town):
    """PROTOCOL §2 and §3: a refusal after the signature check is recorded once; its nonce is spent too."""
    request = letter(town, target=f"/r1/{BPBD}/nothing").addressed().signed()
    with town.watched() as leaves:
        told(request.posted(town), "unknown_service")
        told(request.posted(town), "invalid_signature_value", "nonce")
    assert leaves == ["provider refused 500 server.serverproxy.unknown_service"]


def _key(member: str, node: str):
    fresh = ec.generate_private_key(ec.SECP256R1())
    point = fresh.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    return fresh, MemberKey(say.thumbprint(point), member, node, point, NOW)


def test_a_key_signs_for_its_own_member_until_it_is_revoked(town):
    """PROTOCOL §2: `keyid` is a key that the trust list gives to the member of `x-road-client`."""
    key, known = _key("ID/GOV/8205", PORTAL)
    town.run(town.world.publish([say.said_member(Member("ID/GOV/8205", "Teluk Bintuni"), NOW), say.said_key(known)]))
    town.run(town.world.publish([say.said_subsystem(Subsystem("ID/GOV/8205/DINKES", "Dinkes", PORTAL), NOW)]))
    town.run(grant(town.bpbd, subject="ID/GOV/8205/DINKES"))

    def sent(client):
        return replace(letter(town), key=key, keyid=known.thumbprint).addressed(client).signed().posted(town)

    assert sent("ID/GOV/8205/DINKES").status == 200
    told(sent(PORTAL), "invalid_signature_value", "not the client's")
    town.run(town.world.publish([say.said_revoked(known.thumbprint, "hilang", NOW)]))
    told(sent("ID/GOV/8205/DINKES"), "invalid_signature_value", "revoked")


@pytest.mark.parametrize("change", [as_is, lambda o: o.signed(key=UNKNOWN_KEY), lambda o: replace(o, created=5).signed()])
def test_the_clients_status_is_looked_at_before_the_signature(town, change):
    """PROTOCOL §1 "Order on the provider side": client status → signature and certificate."""
    told(
        change(letter(town).addressed("ID/GOV/2060/NOBODY")).posted(town), "unknown_member", "SUBSYSTEM:ID/GOV/2060/NOBODY"
    )


SERVICES = {
    "absent": None,
    "forbidden": {"subject": "", "enabled": False, "url": ""},
    "off": {"enabled": False, "tier": "trial", "url": ""},
}
ORDER = [
    # the earlier fault, the later one, the services's state, how the letter is spoiled, what is told
    ("signature before service", "absent", lambda o: o.signed(key=UNKNOWN_KEY), BAD),
    ("signature before access", "forbidden", lambda o: o.signed(key=UNKNOWN_KEY), BAD),
    ("missing signature before access", "forbidden", as_is, NO_SIGNATURE),
    ("service before access", "absent", lambda o: o.signed(), "unknown_service"),
    ("access before disabled", "forbidden", lambda o: o.signed(), "access_denied"),
    ("disabled before quota and URL", "off", lambda o: o.signed(), "service_disabled"),
]


@pytest.mark.parametrize(("state", "change", "kind"), [pytest.param(*row[1:], id=row[0]) for row in ORDER])
def test_of_two_faults_the_earlier_is_told(town, state, change, kind):
    """PROTOCOL §1 "Order on the provider side": signature → service exists → access right → disabled → quota."""
    offered = SERVICES[state]
    target = (
        f"/r1/{BPBD}/absent"
        if offered is None
        else town.offer(offered.get("url"), **{k: v for k, v in offered.items() if k != "url"})
    )
    told(change(letter(town, target=target).addressed()).posted(town), kind)


def test_refusals_are_signed_too(town):
    """PROTOCOL §2: "Refusals by the provider node are signed too", late ones and early ones."""
    late = letter(town, target=f"/r1/{BPBD}/nothing").addressed().signed()
    assert answer_holds(town, late.posted(town), late)
    early = letter(town).addressed().changed("simpul-node", PORTAL).signed()
    assert answer_holds(town, early.posted(town), early)


def test_an_answer_to_a_letter_without_a_signature_has_nothing_to_sign_for(town):
    """PROTOCOL §2: an answer covers the request's signature; without one there is none."""
    answer = letter(town).addressed().posted(town)
    assert answer.all("signature") == []


@pytest.mark.parametrize(
    "target", ["/r2/ID/GOV/6000/BPBD/reports", "/r1/ID/GOV/6000", REPORTS + "/..", REPORTS + "/%252e%252e"]
)
def test_an_address_that_no_consumer_would_sign_is_refused_here_too(town, target):
    """PROTOCOL §1 "Access rights": such a path "is refused before it is signed"; a provider does not count on that."""
    with town.watched() as leaves:
        answer = letter(town, target=target).addressed(service=f"{BPBD}/reports").signed().posted(town)
    assert answer.status in (404, 500)
    assert leaves == []


def test_what_is_left_of_the_way_is_not_shown_to_the_back_end(town):
    """PROTOCOL §2: the leg's own headers end at the provider's node."""
    town.rough.says = OK
    request = letter(town, target=town.offer(code="ends"), sent=[("A", "1"), ("simpul-kept-Signature", "mine")]).addressed()
    kept = [(name.removeprefix("simpul-kept-"), value) for name, value in request.sent]
    request.changed("x-road-request-hash", request_hash("GET", request.target, kept))
    assert request.signed().posted(town).status == 200
    assert town.rough.headers[1:] == kept


def test_a_node_listener_says_nothing_to_strangers(town):
    """PROTOCOL §2: what is not a signed call, nor public, is not there."""
    for target in ("/", "/listClients", "/proof/1", "/register", "/log/", "/r3", "/v2/a"):
        answer = asked(town.bpbd.node, f"GET {target} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        assert (answer.status, answer.body) == (404, b"")
