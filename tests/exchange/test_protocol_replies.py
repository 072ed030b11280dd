"""The consumer's node does not believe a provider's: each answer's signature, and what it answers. PROTOCOL §2."""

import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from tests.exchange.handmade import Reply, content_digest, request_holds
from tests.exchange.protocol import OK
from tests.exchange.test_protocol_errors import check
from tests.exchange.world import DINKES, PORTAL

from simpul.exchange.gateway import leg
from simpul.exchange.model.register import Member, MemberKey, Node, Subsystem
from simpul.exchange.outside.keyring import keyring_of
from simpul.exchange.rules import statements as say

NOW = datetime(2026, 1, 1, tzinfo=UTC)
KEY, OTHER = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
TARGET = f"/r1/{DINKES}/patients"
C = "server.clientproxy."


def _point(key):
    return key.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


KEYID = say.thumbprint(_point(KEY))


@pytest.fixture(scope="module")
def rough(town):
    """A provider's node that is no program of ours, at DINKES, by the key KEY."""
    node = Node(DINKES, "Dinkes", f"http://127.0.0.1:{town.rough.port}/", b"", "", "")
    said = [say.said_member(Member("ID/GOV/8205", "Teluk Bintuni"), NOW), say.said_node(node, NOW)]
    said += [say.said_subsystem(Subsystem(DINKES, "Dinkes", DINKES), NOW)]
    said += [say.said_key(MemberKey(KEYID, "ID/GOV/8205", DINKES, _point(KEY), NOW))]
    town.run(town.world.publish(said))
    return town.rough


def asked(town, rough, change, **more):
    """The portal's answer, its leaves and the reply, when the other node answers so."""
    rough.says = lambda request: change(Reply(request, KEY, KEYID, **more).addressed()).bytes()
    with town.watched() as leaves:
        answer = town.ask(TARGET, ("X-Road-Id", "17"))
    rough.says = OK
    return answer, leaves


def fair(reply):
    return reply.signed()


def spoiled(name, value):
    return lambda reply: reply.signed().changed(name, value)


def set_before(name, value):
    return lambda reply: reply.changed(name, value).signed()


NOT_SIGNED, FORGED, MIXED = "missing_signature", "invalid_signature_value", "inconsistent_response"
SPOILED = [
    # how, the change, type
    ("without a signature", lambda r: r, NOT_SIGNED),
    ("without its input", lambda r: replace(r.signed(), signature=r.signature[1:]), NOT_SIGNED),
    ("another body", lambda r: replace(r.signed(), body=b"lain"), FORGED),
    ("another digest", set_before("content-digest", content_digest(b"lain")), FORGED),
    ("another status", lambda r: replace(r.signed(), status=201), FORGED),
    ("another type", spoiled("content-type", "text/html"), FORGED),
    ("no type any more", spoiled("content-type", None), FORGED),
    (
        "an error added",
        lambda r: replace(r.signed(), sent=[*r.sent, ("x-road-error", "server.serverproxy.access_denied")]),
        FORGED,
    ),
    ("by a key nobody knows", lambda r: replace(r, key=OTHER, keyid="A" * 43).signed(), FORGED),
    ("by another key than it says", lambda r: replace(r, key=OTHER).signed(), FORGED),
    ("too old", lambda r: replace(r, created=int(time.time()) - 130).signed(), FORGED),
    ("too early", lambda r: replace(r, created=int(time.time()) + 70).signed(), FORGED),
    ("covering less", lambda r: r.signed(covers='"@status" "content-digest"'), FORGED),
    ("a header twice", lambda r: replace(r.signed(), sent=[*r.sent, ("x-road-id", "17")]), FORGED),
    ("a header that is not ASCII", set_before("content-type", "text/\xe9"), FORGED),
    ("to another request's signature", lambda r: r.signed(of={"signature": "simpul=:AAAA:"}), FORGED),
    ("to another request's body", lambda r: r.signed(of={"content-digest": content_digest(b"x")}), FORGED),
    ("without a digest", lambda r: r.signed().changed("content-digest", None), FORGED),
    ("to another message", set_before("x-road-id", "18"), MIXED),
    ("to another request", set_before("x-road-request-id", "1"), MIXED),
    ("of another service", set_before("x-road-service", DINKES + "/other"), MIXED),
]


@pytest.mark.parametrize(("change", "kind"), [pytest.param(*row[1:], id=row[0]) for row in SPOILED])
def test_an_answer_that_does_not_hold_is_not_handed_over(town, rough, change, kind):
    """PROTOCOL §2 "A response covers"; §1 "Errors", in X-Road's words; §3: the call is on record with its end."""
    answer, leaves = asked(town, rough, change)
    words = {NOT_SIGNED: "MissingSignature", FORGED: "InvalidSignatureValue", MIXED: "InconsistentResponse"}
    check(answer, "Server.ClientProxy." + words[kind], ".+")
    assert leaves == ["consumer received", f"consumer answered 500 {C}{kind}"]


@pytest.mark.parametrize(("status", "body"), [(200, b"baik"), (404, b"{}"), (500, b""), (201, b"x" * 300_000)])
def test_an_answer_that_holds_is_handed_over(town, rough, status, body):
    """PROTOCOL §2: checked by what the contract lists, with an answer made by hand."""
    answer, leaves = asked(town, rough, fair, status=status, body=body)
    assert (answer.status, answer.body, answer.one("x-road-service")) == (status, body, f"{DINKES}/patients")
    assert leaves == ["consumer received", f"consumer answered {status}"]
    record = town.records(PORTAL)[-1]
    assert (record["digest"], record["size"], record["signature"]["keyid"]) == (content_digest(body), len(body), KEYID)


def test_a_refusal_of_the_other_node_is_told_in_this_nodes_spelling(town, rough):
    """PROTOCOL §1 "Spelling by setting"; §2: refusals travel in snake spelling; the detail is the other log's."""
    body = b'{"type":"server.serverproxy.access_denied","message":"Tidak","detail":"4894e35d-bf0f-44a6-867a-8e51f1daa7e0"}'
    sent = [("content-type", "application/json"), ("x-road-error", "server.serverproxy.access_denied")]
    answer, leaves = asked(town, rough, fair, status=500, body=body, sent=sent)
    check(answer, "Server.ServerProxy.AccessDenied", "Tidak")
    assert answer.json["detail"] == "4894e35d-bf0f-44a6-867a-8e51f1daa7e0"
    assert leaves == ["consumer received", "consumer answered 500 server.serverproxy.access_denied"]


@pytest.mark.parametrize("body", [b"", b"{}", b"[1]", b"odd", b'{"message":7,"detail":null}'])
def test_a_refusal_that_says_nothing_is_one_all_the_same(town, rough, body):
    """PROTOCOL §1 "Errors": header and body are X-Road's, whatever the other node wrote."""
    sent = [("content-type", "application/json"), ("x-road-error", "server.serverproxy.brand_new")]
    answer, _ = asked(town, rough, fair, status=500, body=body, sent=sent)
    assert (answer.status, answer.one("x-road-error")) == (500, "Server.ServerProxy.BrandNew")
    assert answer.json.keys() == {"type", "message", "detail"}


HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n"


@pytest.mark.parametrize(
    "says", [b"", b"HTTP/1.1 20", HEAD, HEAD + b"half.", b"SSH-2.0-x\r\n\r\n", b"\x15\x03\x01\x00\x02\x02F"]
)
def test_a_node_that_fails_half_way_cannot_be_reached(town, rough, says):
    """PROTOCOL §1, error table: "provider node unreachable": `network_error`; §3: it may have acted: two records."""
    rough.cut = True
    rough.says = says
    with town.watched() as leaves:
        answer = town.ask(TARGET)
    rough.cut, rough.says = False, OK
    check(answer, "Server.ClientProxy.NetworkError", f".*SERVER:{DINKES}.*")
    assert leaves == ["consumer received", f"consumer answered 500 {C}network_error"]


@pytest.mark.parametrize(("surface", "status"), [("/r1/", 500), ("/v1/", 504)])
def test_a_node_that_does_not_answer_in_time(town, rough, monkeypatch, surface, status):
    """PROTOCOL §1, error table: "provider node unreachable"; "Modern surface": 504."""
    monkeypatch.setattr(leg, "SECONDS", 0.1)
    rough.pause = 0.3
    with town.watched() as leaves:
        answer = town.ask(TARGET.replace("/r1/", surface))
    rough.pause = 0
    assert answer.status == status
    assert leaves == ["consumer received", f"consumer answered 500 {C}network_error"]


@pytest.mark.parametrize("rest", ["", "/a%2Fb//c", "?", "?x=%41&&y"])
@pytest.mark.parametrize(
    "more", [[], [("Content-Type", "a/b"), ("X-ROAD-USERID", "u"), ("x-road-issue", ""), ("X-Road-Represented-Party", "P")]]
)
def test_what_goes_over_the_leg_is_signed_as_the_contract_says(town, rough, rest, more):
    """PROTOCOL §2: raw path and query; digest always; the addressed node; order, tag, algorithm, life; by hand."""
    rough.says = lambda request: Reply(request, KEY, KEYID).addressed().signed().bytes()
    answer = town.ask(TARGET + rest, *more, method="POST", body=b"{}")
    rough.says = OK
    assert answer.status == 200
    first, request = rough.got[-1].split(b"\r\n")[0], Reply(rough.got[-1], KEY, KEYID).request
    assert first == f"POST {TARGET}{rest} HTTP/1.1".encode()
    assert request["content-digest"] == content_digest(b"{}")
    assert (request["simpul-node"], request["x-road-service"]) == (DINKES, f"{DINKES}/patients")
    signer = keyring_of(town.portal.settings).member
    assert request_holds(rough.got[-1], signer.private.public_key(), signer.thumbprint)
