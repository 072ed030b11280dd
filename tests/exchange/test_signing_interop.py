"""What our nodes sign verifies with tools that others wrote, and our nodes take what those sign. PROTOCOL §2.

The tools, and how they are fed the raw path and query that the profile means: outsiders.py.
"""

import random
from base64 import b64decode, b64encode
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from http_message_signatures import HTTPMessageVerifier, InvalidSignature
from http_message_signatures.algorithms import ECDSA_P256_SHA256
from http_message_signatures.resolvers import MappingKeyResolver
from tests.exchange.handmade import ALWAYS, IF_PRESENT, letter
from tests.exchange.meddling import Message, between
from tests.exchange.outsiders import Asked, by_pypi, npm, signed_by_npm, signed_by_pypi, to_verify
from tests.exchange.protocol import REPORTS

from simpul.exchange.gateway.body import Body
from simpul.exchange.gateway.evidence import Signed
from simpul.exchange.gateway.message import Arrived, Reply
from simpul.exchange.gateway.receiving import received
from simpul.exchange.gateway.verifying import verified
from simpul.exchange.outside.keyring import keyring_of
from simpul.exchange.wire.faults import Refused

__all__ = ["npm"]
OF_REQUEST = ('"signature";req;key="simpul"', '"content-digest";req')
OFTEN = [
    ("GET", "", (), b""),
    ("GET", "?", (), b""),
    ("GET", "/a%2Fb//c;d=1/%41?x=%2e&y=a+b&&=", (), b""),
    ("DELETE", "/~x/$&'()*+,;=:@!", (("Accept", "text/plain"),), b""),
    (
        "POST",
        "",
        (("Content-Type", "application/json"), ("X-Road-UserId", "ID1"), ("X-Road-Issue", "1")),
        b'{"hello": "world"}',
    ),
    (
        "PUT",
        "/x?y",
        (("Content-Type", 'text/plain; charset="utf-8"'), ("X-Road-Represented-Party", "GOV/1")),
        "é".encode() * 99,
    ),
    ("GET", "/none", (("X-Road-Issue", "a b  c"),), b""),
    ("HEAD", "", (), b""),
]
REFUSED = REPORTS.replace("reports", "nothing")


# What our own nodes would say.


def taken(town, message):
    """Whether BPBD's node takes the request for signed."""
    headers = [h for h in message.headers if h[0].lower() not in (b"host", b"content-length")]
    try:
        verified(
            town.bpbd.gateway.holder.now,
            Arrived(message.method, message.target, headers, Body(message.body)),
            datetime.now(UTC),
        )
    except Refused:
        return False
    return True


def believed(town, message, request):
    """Whether the portal's node takes the answer for signed, and for this request."""
    signature = b64decode(request.value("signature").removeprefix(b"simpul=:").removesuffix(b":"))
    asked = Signed("", signature, b"")
    headers = [h for h in message.headers if h[0].lower() != b"content-length"]
    reply = Reply(message.status, headers, Body(message.body))
    try:
        received(town.portal.gateway.holder.now, reply, list(request.headers), asked, datetime.now(UTC))
    except Refused:
        return False
    return True


@pytest.fixture(scope="module")
def man(town):
    return between(town)


@pytest.fixture(scope="module")
def signers(town):
    """(the portal's, BPBD's) member signers."""
    return tuple(keyring_of(site.settings).member.private for site in (town.portal, town.bpbd))


@pytest.fixture(scope="module")
def passed(town, man):
    """(request, answer) of real calls, as they went over the leg; the last was refused by the provider."""
    man.passed.clear()
    for method, rest, headers, body in OFTEN:
        assert town.ask(REPORTS + rest, *headers, method=method, body=body).status == 200
    assert town.ask(REFUSED).status == 500
    return list(man.passed)


# Ours with theirs.


def test_pypis_library_verifies_what_our_nodes_sign(passed, signers):
    """PROTOCOL §2: both directions, refusals too; and finds covered what the contract lists, in its order."""
    for request, answer in passed:
        present = [name for name in IF_PRESENT if request.value(name)]
        wanted = ["@method", "@path", "@query", *ALWAYS, *present]
        assert by_pypi(request, key=signers[0].public_key()) == [f'"{name}"' for name in wanted]
        told = ["@status", "content-digest", "x-road-id", "x-road-request-id", "x-road-service"]
        told += [name for name in ("content-type", "x-road-error") if answer.value(name)]
        assert by_pypi(answer, request, key=signers[1].public_key()) == [*(f'"{name}"' for name in told), *OF_REQUEST]


def test_pypis_library_as_it_is_verifies_an_ordinary_request_and_in_time(passed, signers):
    """No resolver of ours, no patience: a target that needs no normalising, and the library's own clock."""

    class Plain(Asked):
        def __init__(self, message):
            super().__init__(message)
            self.url = "http://node.example" + self.target

    request = passed[4][0]
    keyid = request.value("signature-input").decode().partition('keyid="')[2].partition('"')[0]
    known = MappingKeyResolver(public_keys={keyid: signers[0].public_key()}, private_keys={})
    verifier = HTTPMessageVerifier(signature_algorithm=ECDSA_P256_SHA256, key_resolver=known)
    (result,) = verifier.verify(Plain(request), expect_tag="simpul-exchange-v1", body=request.body)
    assert result.body == request.body == b'{"hello": "world"}'


def test_npms_package_verifies_what_our_nodes_sign(npm, passed, signers):
    jobs = [to_verify(request, key=signers[0].public_key()) for request, _ in passed]
    jobs += [to_verify(answer, request, key=signers[1].public_key()) for request, answer in passed]
    assert npm(*jobs) == [True] * (2 * len(passed))


def test_our_own_nodes_take_what_passed(town, passed):
    """The same check that the spoiled ones below go through lets the sound ones pass."""
    for request, answer in passed:
        assert taken(town, request)
        assert believed(town, answer, request)


# A flipped bit.

COVERED = ("content-digest", "x-road-service", "x-road-id", "x-road-request-id", "signature", "signature-input")
ASKING = (*COVERED, "x-road-client", "x-road-request-hash", "simpul-node")


def flipped(raw, chance):
    """One bit of it is another; it stays printable, so that it still is HTTP."""
    while True:
        place, bit = chance.randrange(len(raw)), 1 << chance.randrange(7)
        found = raw[:place] + bytes([raw[place] ^ bit]) + raw[place + 1 :]
        if 33 <= found[place] < 127 and found.strip() == found:
            return found


def flipped_in(name, value, chance):
    """One bit of a header's value is another; of a signature, one of the 64 bytes' bits.

    Base64 leaves four spare bits behind 64 bytes. The general libraries do not look at them; ours does.
    """
    if name != "signature":
        return flipped(value, chance)
    raw, bit = b64decode(value.removeprefix(b"simpul=:").removesuffix(b":")), chance.randrange(512)
    number = int.from_bytes(raw, "big") ^ 1 << bit
    return b"simpul=:%b:" % b64encode(number.to_bytes(64, "big"))


def spoiled(message, names, chance):
    """The message with one bit flipped in each of the headers, and in its start line."""
    made = [(name, message.saying(name, flipped_in(name, message.value(name), chance))) for name in names for _ in range(4)]
    before, line, after = (
        message.start.split(b" ", 2) if message.start.startswith(b"HTTP") else (b"", *message.start.split(b" ", 1))
    )
    if before:
        other = b"%d" % (int(line) + chance.choice([1, 2, 4]))
        made.append(("@status", replace(message, start=b" ".join([before, other, after]))))
    else:
        path = flipped(after.split(b" ")[0].partition(b"?")[0], chance)
        made.append(("@path", replace(message, start=b"%b %b HTTP/1.1" % (line, path))))
        made.append(("@query", replace(message, start=b"%b %b?a HTTP/1.1" % (line, after.split(b" ")[0]))))
        made.append(("@method", replace(message, start=message.start.replace(line, b"PATCH", 1))))
    return made


def refused_by_pypi(message, request=None, *, key):
    try:
        by_pypi(message, request, key=key)
    except (InvalidSignature, ValueError):
        return True
    return False


def test_a_bit_flipped_anywhere_is_seen_by_all_three(town, npm, passed, signers):
    """In each covered header, the signature, its parameters, the request line and the status."""
    chance = random.Random(9421)
    asking = [pair for request, _ in passed[:6] for pair in spoiled(request, ASKING, chance)]
    telling = [
        (name, request, changed) for request, answer in passed[:6] for name, changed in spoiled(answer, COVERED, chance)
    ]
    assert [name for name, changed in asking if taken(town, changed)] == []
    assert [name for name, request, changed in telling if believed(town, changed, request)] == []
    assert [name for name, changed in asking if not refused_by_pypi(changed, key=signers[0].public_key())] == []
    assert [
        n for n, request, changed in telling if not refused_by_pypi(changed, request, key=signers[1].public_key())
    ] == []
    jobs = [to_verify(changed, key=signers[0].public_key()) for _, changed in asking]
    jobs += [to_verify(changed, request, key=signers[1].public_key()) for _, request, changed in telling]
    names = [name for name, *_ in (*asking, *telling)]
    assert [name for name, found in zip(names, npm(*jobs), strict=True) if found is True] == []


def test_a_changed_body_or_an_uncovered_header_is_seen_by_ours(town, passed):
    """The general libraries leave bodies and the other headers to their user: digest and request hash are ours to check."""
    for request, answer in passed[:6]:
        assert not taken(town, request.with_body(request.body + b" "))
        assert not taken(town, request.saying("accept-language", b"id"))
        assert not believed(town, answer.with_body(answer.body[:-1]), request)


# Theirs with ours.


def fields_of(request):
    return ["@method", "@path", "@query", *ALWAYS, *(name for name in IF_PRESENT if request.value(name))]


@pytest.fixture(params=["PyPI", "npm"])
def their_signer(request):
    return signed_by_pypi if request.param == "PyPI" else signed_by_npm(request.getfixturevalue("npm"))


def test_our_node_takes_a_request_that_they_signed(town, man, their_signer):
    """A consumer's node in another language: same profile, another order of parameters."""
    for target, headers in ((REPORTS, []), (REPORTS + "/%41//;b?c=%2F", [("Content-Type", "a/b"), ("X-Road-Issue", "1")])):
        one = letter(town, method="POST", target=target, body=b"{}", sent=headers).addressed()
        pairs = tuple((n.encode(), v.encode()) for n, v in (("Host", "x"), *one.sent, *one.leg, ("Content-Length", "2")))
        bare = Message(f"POST {target} HTTP/1.1".encode(), pairs, b"{}")
        message = their_signer(bare, key=one.key, keyid=one.keyid, fields=fields_of(bare))
        answer = town.run(man.ask(message))
        assert answer.status == 200, answer
        assert by_pypi(answer, message, key=keyring_of(town.bpbd.settings).member.private.public_key())


def test_our_node_takes_an_answer_that_they_signed(town, man, signers, their_signer):
    """A provider's node in another language: its answer is signed anew on the way, with its key and their tool."""

    def anew(answer, asked):
        fields = [
            "@status",
            "content-digest",
            "x-road-id",
            "x-road-request-id",
            "x-road-service",
            "content-type",
            *OF_REQUEST,
        ]
        keyid = keyring_of(town.bpbd.settings).member.thumbprint
        return their_signer(answer, asked, key=signers[1], keyid=keyid, fields=fields)

    with man.meddling(tells=anew):
        answer = town.ask()
    assert (answer.status, answer.body) == (200, b'{"hello": "dunia"}')
