"""A man between two nodes, a node that lies, a back end that cheats: what they hand on is not believed, and is on record.

Issue 3 "Bad input"; PROTOCOL §2. Everything between the portal's node and BPBD's goes through his hands (meddling.py).
"""

import json
import os
import time
from base64 import b64decode, b64encode
from dataclasses import replace
from datetime import UTC, datetime
from threading import Thread

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from tests.exchange.handmade import content_digest, letter
from tests.exchange.meddling import Message, between
from tests.exchange.protocol import OK, REPORTS, written
from tests.exchange.siege import hurled, sheet, still_stands, tells_nothing
from tests.exchange.world import BPBD, PORTAL

from simpul.exchange.gateway import leg
from simpul.exchange.model.register import Member, MemberKey
from simpul.exchange.outside.keyring import keyring_of
from simpul.exchange.rules import statements as say

__all__ = ["sheet"]
C, S = "Server.ClientProxy.", "Server.ServerProxy."
FORGED, MIXED_UP, UNSIGNED, AWAY = (
    C + "InvalidSignatureValue",
    C + "InconsistentResponse",
    C + "MissingSignature",
    C + "NetworkError",
)
NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def man(town):
    return between(town)


@pytest.fixture(scope="module", autouse=True)
def other_member(town):
    """The key of a member that is neither of the two."""
    key = ec.generate_private_key(ec.SECP256R1())
    point = key.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    known = MemberKey(say.thumbprint(point), "ID/GOV/8205", PORTAL, point, NOW)
    town.run(town.world.publish([say.said_member(Member("ID/GOV/8205", "Teluk Bintuni"), NOW), say.said_key(known)]))
    return key, known.thumbprint


def resigned(message, asked, *, key, keyid, created=None, names=()):
    """The answer, signed anew by hand: PROTOCOL §2's words, no line of the program's."""
    own = ["content-digest", "x-road-id", "x-road-request-id", "x-road-service"]
    own += [name for name in ("content-type", "x-road-error") if message.value(name)]
    own = list(names) or own
    inner = '"@status" ' + " ".join(f'"{name}"' for name in own) + ' "signature";req;key="simpul" "content-digest";req'
    now = created or int(time.time())
    nonce = b64encode(os.urandom(16)).decode()
    params = f'({inner});created={now};expires={now + 60};nonce="{nonce}";alg="ecdsa-p256-sha256";keyid="{keyid}"'
    params += ';tag="simpul-exchange-v1"'
    lines = [f'"@status": {message.status}', *(f'"{name}": {message.value(name).decode("latin-1")}' for name in own)]
    signature, digest = asked.value("signature").removeprefix(b"simpul="), asked.value("content-digest")
    lines += [f'"signature";req;key="simpul": {signature.decode()}', f'"content-digest";req: {digest.decode()}']
    base = "\n".join([*lines, f'"@signature-params": {params}']).encode("latin-1")
    r, s = decode_dss_signature(key.sign(base, ec.ECDSA(hashes.SHA256())))
    value = b64encode(r.to_bytes(32, "big") + s.to_bytes(32, "big"))
    return message.saying("signature-input", f"simpul={params}".encode()).saying("signature", b"simpul=:%b:" % value)


def by(site):
    signer = keyring_of(site.settings).member
    return {"key": signer.private, "keyid": signer.thumbprint}


def with_status(message, status):
    return replace(message, start=b"HTTP/1.1 %d X" % status)


def with_digest(message, body):
    return message.with_body(body).saying("content-digest", content_digest(body).encode())


def twice(name):
    return lambda a, q: replace(a, headers=(*a.headers, (name.encode(), a.value(name))))


def unsigned(message):
    return Message(b"HTTP/1.1 500 X", ()).with_body(json.dumps({"type": "x", "message": message}).encode())


MEDDLED = {
    "another body": (lambda a, q: a.with_body(b'{"hello": "maling"}'), FORGED),
    "a body less": (lambda a, q: a.with_body(b""), FORGED),
    "another body and its digest": (lambda a, q: with_digest(a, b"maling"), FORGED),
    "another status": (lambda a, q: with_status(a, 201), FORGED),
    "another content type": (lambda a, q: a.saying("content-type", b"text/html"), FORGED),
    "no content type": (lambda a, q: a.saying("content-type", None), FORGED),
    "another id": (lambda a, q: a.saying("x-road-id", b"ID-other"), MIXED_UP),
    "another request id": (lambda a, q: a.saying("x-road-request-id", b"other"), MIXED_UP),
    "another service": (lambda a, q: a.saying("x-road-service", f"{BPBD}/other".encode()), MIXED_UP),
    "an error that is none": (lambda a, q: a.saying("x-road-error", b"server.serverproxy.access_denied"), FORGED),
    "no signature": (lambda a, q: a.saying("signature", None), UNSIGNED),
    "no parameters": (lambda a, q: a.saying("signature-input", None), UNSIGNED),
    "no digest": (lambda a, q: a.saying("content-digest", None), FORGED),
    "no id": (lambda a, q: a.saying("x-road-id", None), FORGED),
    "a digest twice": (twice("content-digest"), FORGED),
    "a service twice": (twice("x-road-service"), FORGED),
    "a type that is not ASCII": (lambda a, q: a.saying("content-type", b"text/\xff"), FORGED),
    "rubbish for a signature": (lambda a, q: a.saying("signature", b"simpul=:rubbish:"), FORGED),
    "rubbish for parameters": (lambda a, q: a.saying("signature-input", b"simpul=()"), FORGED),
    "another label": (lambda a, q: a.saying("signature", a.value("signature").replace(b"simpul", b"sig1")), FORGED),
    "nothing": (lambda a, q: None, AWAY),
    "half an answer": (lambda a, q: a.wire[:-5], AWAY),
    "no HTTP": (lambda a, q: b"SSH-2.0-OpenSSH\r\n\r\n", AWAY),
    "two lengths": (lambda a, q: a.wire.replace(b"\r\n\r\n", b"\r\nContent-Length: 3\r\n\r\n", 1), AWAY),
    "a head without end": (lambda a, q: a.saying("x-a", b"a" * 200_000), AWAY),
    "an upgrade": (lambda a, q: b"HTTP/1.1 101 X\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n", AWAY),
    "an unsigned refusal": (lambda a, q: unsigned("maaf"), UNSIGNED),
    "a long unsigned refusal": (lambda a, q: unsigned("m" * 10**6), UNSIGNED),
}  # fmt: skip


@pytest.mark.parametrize(("change", "kind"), MEDDLED.values(), ids=list(MEDDLED))
def test_an_answer_that_was_changed_on_the_way_reaches_nobody(town, man, sheet, change, kind):
    """PROTOCOL §2; §3: the consumer's node has its leaf, with the fault; the provider's has what it truly said."""
    with man.meddling(tells=change), town.watched() as leaves:
        answer = town.ask(REPORTS)
    assert (answer.status, answer.one("X-Road-Error")) == (500, kind), answer
    assert b"maling" not in answer.body
    assert len(answer.json["message"]) <= 250
    tells_nothing(answer.body)
    fault = {FORGED: "invalid_signature_value", MIXED_UP: "inconsistent_response", UNSIGNED: "missing_signature"}
    wrong = f"server.clientproxy.{fault.get(kind, 'network_error')}"
    assert leaves[:2] == ["consumer received", f"consumer answered 500 {wrong}"]
    assert "provider answered 200" in leaves
    assert answer.json["detail"] in [line.get("subject") for line in sheet.told]
    still_stands(town)


SIGNED = {
    "by the consumer's own key": (lambda t, o, a, q: resigned(a, q, **by(t.portal)), FORGED),
    "by another member's key": (lambda t, o, a, q: resigned(a, q, key=o[0], keyid=o[1]), FORGED),
    "by a key nobody has": (lambda t, o, a, q: resigned(a, q, key=o[0], keyid="A" * 43), FORGED),
    "by another key than it says": (lambda t, o, a, q: resigned(a, q, key=o[0], keyid=by(t.bpbd)["keyid"]), FORGED),
    "for another request": (lambda t, o, a, q: resigned(a, q.saying("signature", b"simpul=:AAAA:"), **by(t.bpbd)), FORGED),
    "for another body": (lambda t, o, a, q: resigned(a, q.saying("content-digest", b"sha-256=:x:"), **by(t.bpbd)), FORGED),
    "over less": (lambda t, o, a, q: resigned(a, q, **by(t.bpbd), names=["content-digest", "x-road-id"]), FORGED),
    "two minutes ago": (lambda t, o, a, q: resigned(a, q, **by(t.bpbd), created=int(time.time()) - 125), FORGED),
    "in two minutes": (lambda t, o, a, q: resigned(a, q, **by(t.bpbd), created=int(time.time()) + 65), FORGED),
}  # fmt: skip


@pytest.mark.parametrize(("change", "kind"), SIGNED.values(), ids=list(SIGNED))
def test_an_answer_signed_by_whom_it_should_not_be_reaches_nobody(town, man, other_member, change, kind):
    with man.meddling(tells=lambda a, q: change(town, other_member, a, q)):
        answer = town.ask(REPORTS)
    assert (answer.status, answer.one("X-Road-Error")) == (500, kind), answer


def test_an_answer_that_the_provider_signed_again_is_taken(town, man):
    """The check of the checks above: signed by hand with the right key, over the right things, it is believed."""
    with man.meddling(tells=lambda a, q: resigned(with_digest(a, b"benar"), q, **by(town.bpbd))):
        assert town.ask(REPORTS).body == b"benar"


def test_a_revoked_key_of_the_provider_signs_nothing_any_more(town, man):
    key = ec.generate_private_key(ec.SECP256R1())
    point = key.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    known = MemberKey(say.thumbprint(point), "ID/GOV/6000", BPBD, point, NOW)
    town.run(town.world.publish([say.said_key(known)]))
    with man.meddling(tells=lambda a, q: resigned(a, q, key=key, keyid=known.thumbprint)):
        assert town.ask(REPORTS).status == 200
        town.run(town.world.publish([say.said_revoked(known.thumbprint, "hilang", NOW)]))
        assert town.ask(REPORTS).one("X-Road-Error") == FORGED


def test_an_older_answer_is_no_answer_to_another_request(town, man):
    """Replayed whole, and with the ids of the new request written in."""
    assert town.ask(REPORTS).status == 200
    _, old = man.passed[-1]

    def dressed(_answer, asked):
        found = old
        for name in ("x-road-id", "x-road-request-id"):
            found = found.saying(name, asked.value(name))
        return found

    for change, kind in ((lambda a, q: old, MIXED_UP), (dressed, FORGED)):
        with man.meddling(tells=change):
            assert town.ask(REPORTS).one("X-Road-Error") == kind


def test_answers_swapped_between_two_calls_reach_neither(town, man):
    """Two calls at the same time, by two callers; each gets the other's answer."""
    held = []

    def swap(answer, _asked):
        held.append(answer)
        return held[-2] if len(held) > 1 else answer

    told = []
    with man.meddling(tells=swap):
        callers = [Thread(target=lambda: told.append(town.ask(REPORTS, ("X-Road-Id", "same")))) for _ in range(4)]
        for caller in callers:
            caller.start()
        for caller in callers:
            caller.join()
    told_each = sorted(answer.one("X-Road-Error") if answer.status == 500 else "" for answer in told)
    assert told_each == ["", *[MIXED_UP] * 3]


def test_a_refusal_of_one_request_is_no_refusal_of_another(town, man):
    """He provokes a signed refusal of his own letter, and hands it to somebody who was not refused."""
    with man.meddling(asks=lambda q, _: q.saying("simpul-node", PORTAL.encode())):
        refused = town.ask(REPORTS)
    assert refused.one("X-Road-Error") == S + "InvalidSignatureValue"
    _, refusal = man.passed[-1]
    with man.meddling(tells=lambda a, q: refusal):
        assert town.ask(REPORTS).one("X-Road-Error") == MIXED_UP


def test_a_node_that_never_answers_is_given_up(town, man, monkeypatch, sheet):
    monkeypatch.setattr(leg, "SECONDS", 0.3)
    with man.meddling(pause=0.8):
        assert town.ask(REPORTS).one("X-Road-Error") == AWAY
    still_stands(town)


# What is not signed of an answer, and must not matter.


def test_what_the_exchange_says_of_a_call_is_the_consumers_own_nodes_word(town, man):
    """The signature covers neither `x-road-client` nor `x-road-request-hash` of an answer: they come from the request."""
    spoil = lambda a, q: a.saying("x-road-client", b"ID/GOV/9999/EVIL").saying("x-road-request-hash", b"AAAA")  # noqa: E731
    gone = lambda a, q: a.saying("x-road-client", None).saying("x-road-request-hash", None)  # noqa: E731
    for change in (spoil, gone):
        with man.meddling(tells=change):
            answer = town.ask(REPORTS)
        asked, _ = man.passed[-1]
        assert answer.one("x-road-client") == PORTAL
        assert answer.one("x-road-request-hash") == asked.value("x-road-request-hash").decode()
        assert [name for name, _ in answer.headers if name.startswith("x-road-")] == [
            "x-road-id", "x-road-client", "x-road-service", "x-road-request-id", "x-road-request-hash",
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("transfer-encoding", b"chunked"), ("content-length", b"3"), ("connection", b"close"), ("x-road-id", b"EVIL")),
        *(("x-road-client", b"EVIL"), ("x-road-request-hash", b"EVIL"), ("server", b"EVIL"), ("X_Road_Client", b"EVIL")),
    ],
)
def test_a_node_brings_nothing_to_the_caller_behind_the_legs_mark(town, man, name, value):
    """A frame of its own would cut the caller's connection where the node likes; so would a second id."""
    for mark in ("simpul-kept-", "Simpul-Kept-", "simpul-kept-simpul-kept-"):
        with man.meddling(tells=lambda a, q, m=mark: replace(a, headers=((m.encode() + name.encode(), value), *a.headers))):
            answer = town.ask(REPORTS)
        assert answer.status == 200
        assert answer.body == b'{"hello": "dunia"}'
        assert [h for h in answer.headers if h[0].lower() == name.lower() and h[1].encode() == value] == []


def test_a_refusals_facts_become_no_headers_of_the_providers_choice(town, man):
    """On the modern surface a quota's figures stand in headers: a provider that writes text there would write headers."""
    evil = {"type": "server.serverproxy.quota_exceeded", "message": "m", "detail": "d", "status": 200, "title": "fine"}
    evil |= {"limit": "1\r\nSet-Cookie: a=b", "remaining": 0, "reset": "1\r\n\r\n<html>", "instance": "x", "fault": "y"}

    def refuse(answer, asked):
        found = with_digest(with_status(answer, 500), json.dumps(evil).encode())
        found = found.saying("x-road-error", b"server.serverproxy.quota_exceeded")
        return resigned(found, asked, **by(town.bpbd))

    with man.meddling(tells=refuse):
        data = written("GET", REPORTS.replace("/r1/", "/v1/"), [("X-Road-Client", PORTAL)])
        heard = hurled(town.portal.consumer, data)
    ((status, head, body),) = heard.answers
    assert status == 429
    assert b"Set-Cookie" not in head
    assert (json.loads(body)["status"], json.loads(body)["title"]) == (429, "Too many calls")


# What he does with requests.


@pytest.mark.parametrize(
    "change",
    [
        lambda q, _: q.with_body(q.body + b"!"),
        lambda q, _: replace(q, start=q.start.replace(b"/isi", b"/lain")),
        lambda q, _: replace(q, start=q.start.replace(b"POST", b"PUT")),
        lambda q, _: q.saying("x-road-client", b"ID/GOV/2060/LAIN"),
        lambda q, _: q.saying("x-road-userid", b"admin"),
        lambda q, _: q.saying("accept", b"text/html"),
        lambda q, _: replace(q, headers=(*q.headers, (b"X-Forwarded-For", b"1.2.3.4"))),
        lambda q, _: replace(q, headers=(*q.headers, (b"simpul-kept-signature", b"EVIL"))),
    ],
    ids=["body", "path", "method", "client", "user", "header", "one header more", "one more behind the mark"],
)
def test_a_request_that_was_changed_on_the_way_reaches_no_back_end(town, man, change):
    seen = len(town.world.backend.seen)
    with man.meddling(asks=change), town.watched() as leaves:
        sent = (("Content-Type", "text/plain"), ("X-Road-UserId", "u"), ("Accept", "*/*"))
        answer = town.ask(REPORTS + "/isi", *sent, method="POST", body=b"isi")
    assert answer.status == 500
    assert len(town.world.backend.seen) == seen
    assert [leaf for leaf in leaves if leaf.startswith("provider")] == []


def test_a_header_brought_in_where_the_node_drops_it_changes_nothing(town, man):
    """Behind the mark under a name that is not the leg's own: dropped before the hash is taken, so it is just not there."""
    change = lambda q, _: replace(q, headers=(*q.headers, (b"simpul-kept-x-road-client", b"EVIL")))  # noqa: E731
    town.rough.says = OK
    with man.meddling(asks=change):
        assert town.ask(town.offer()).status == 200
    assert "EVIL" not in str(town.rough.headers)


def test_a_request_sent_to_another_node_than_it_is_for_is_refused_there(town, man):
    assert town.ask(REPORTS).status == 200
    asked, _ = man.passed[-1]
    heard = hurled(town.portal.node, asked.wire)
    assert "another node" in heard.error()["message"]


def test_the_other_half_of_a_signature_is_the_same_message(town):
    """ECDSA has two signatures for each: (r, s) and (r, n-s). Both are valid; the nonce it is that must not come twice."""
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    one = letter(town).addressed().signed()
    assert one.posted(town).status == 200
    raw = b64decode(one.signature[1][1].removeprefix("simpul=:").removesuffix(":"))
    other = raw[:32] + (order - int.from_bytes(raw[32:], "big")).to_bytes(32, "big")
    one.signature[1] = ("signature", f"simpul=:{b64encode(other).decode()}:")
    answer = one.posted(town)
    assert (answer.status, "nonce" in answer.json["message"]) == (500, True)


# Back ends that cheat.

READ = "HttpError"
CHEATS = {
    "a carriage return in a value": (b"HTTP/1.1 200 OK\r\nX-A: a\rX-B: b\r\nContent-Length: 2\r\n\r\nok", READ),
    "a bare line feed": (b"HTTP/1.1 200 OK\r\nX-A: a\nX-B: b\r\nContent-Length: 2\r\n\r\nok", READ),
    "NUL in a value": (b"HTTP/1.1 200 OK\r\nX-A: a\x00b\r\nContent-Length: 2\r\n\r\nok", READ),
    "a folded value": (b"HTTP/1.1 200 OK\r\nX-A: a\r\n b\r\nContent-Length: 2\r\n\r\nok", READ),
    "a blank before the colon": (b"HTTP/1.1 200 OK\r\nX-A : a\r\nContent-Length: 2\r\n\r\nok", READ),
    "length and chunks": (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", READ),
    "two lengths": (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok!", READ),
    "another coding": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\nContent-Length: 2\r\n\r\nok", READ),
    "an upgrade": (b"HTTP/1.1 101 X\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\nhello", READ),
    "no HTTP": (b"SSH-2.0-OpenSSH_9\r\n\r\n", READ),
    "a head without end": (b"HTTP/1.1 200 OK\r\n" + b"X-A: a\r\n" * 40_000 + b"\r\n", READ),
    "two types": (
        b"HTTP/1.1 200 OK\r\nContent-Type: a\r\nContent-Type: b\r\nContent-Length: 2\r\n\r\nok",
        "DuplicateHeaderField",
    ),
    "a body over the limit": (b"HTTP/1.1 200 OK\r\nContent-Length: 30000000\r\n\r\n" + bytes(11 * 2**20), "LoggingFailed"),
}


@pytest.mark.parametrize(("says", "kind"), CHEATS.values(), ids=list(CHEATS))
def test_an_answer_of_a_back_end_that_cannot_be_read_is_a_clear_error_on_record(town, says, kind):
    town.rough.says = says
    with town.watched() as leaves:
        answer = town.ask(town.offer())
    assert (answer.status, answer.one("X-Road-Error")) == (500, S + kind)
    tells_nothing(answer.body)
    moments = ["consumer received", "consumer answered", "provider received", "provider answered"]
    assert [" ".join(leaf.split(" ")[:2]) for leaf in leaves] == moments
    still_stands(town)


@pytest.mark.parametrize(
    "more",
    [
        b"HTTP/1.1 200 OK\r\nX-Smuggled: 1\r\nX-A: ",
        b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nsmug",
        b"EXTRA",
        b"HTTP/1.1 2",
    ],
)
def test_what_a_back_end_says_too_much_is_not_the_next_callers_answer(town, more):
    """An answer behind the answer, on a connection that is kept: the next call on it must not begin in the middle."""
    target = town.offer()
    town.rough.says = OK + more
    assert town.ask(target).body == b"baik"
    town.rough.says = OK
    for _ in range(2):
        answer = town.ask(target)
        assert (answer.status, answer.body, answer.all("X-Smuggled")) == (200, b"baik", [])
