"""Test vectors of the node leg: vectors/*.json, to which docs/protocol points. PROTOCOL §2: they "say what is meant".

They are made from the program (`SIMPUL_WRITE_VECTORS=1`, with deterministic signatures, RFC 6979) and lie in the tree, so
that a change of what goes over the wire is seen; two libraries that others wrote verify them.
"""

import base64
import hashlib
import json
import os
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from http_message_signatures import InvalidSignature
from tests.exchange.meddling import Message
from tests.exchange.outsiders import by_pypi, npm, to_verify
from tests.exchange.test_signing_profile import RFC_KEY

from simpul.exchange.rules import statements as say
from simpul.exchange.wire import addresses, headers, signing
from simpul.exchange.wire.faults import Refused

pytestmark = pytest.mark.rules
__all__ = ["npm"]
HERE = Path(__file__).parent / "vectors"
CREATED = 1618884473
SERVICE, NODE, CLIENT = "ID/GOV/6000/BPBD/reports", "ID/GOV/6000/BPBD", "ID/GOV/2060/PORTAL"
REPORTS = f"/r1/{SERVICE}"
CASES = [
    ("no path, no query, no body", "an absent query is `?`; an empty body has a digest", "GET", REPORTS, (), b""),
    (
        "an empty query",
        "signs the same `@query` as an absent one; the request hash tells them apart",
        "GET",
        REPORTS + "?",
        (),
        b"",
    ),
    (
        "a raw path",
        "nothing is decoded, merged or normalised",
        "GET",
        REPORTS + "/a%2Fb//c;d=1/%41?x=%2e&y=a+b&&=",
        (),
        b"",
    ),
    (
        "a body and all that may be covered",
        "content-type, user, issue and party are covered when they are there",
        "POST",
        REPORTS + "/laporan",
        (
            ("Content-Type", "application/json"),
            ("X-Road-UserId", "ID1"),
            ("X-Road-Issue", "1"),
            ("X-Road-Represented-Party", "GOV/1"),
        ),
        b'{"hello": "world"}',
    ),
    (
        "headers under names of the leg's own",
        "a consumer's own Signature travels behind `simpul-kept-`; the request hash is over its own name",
        "PUT",
        REPORTS,
        (("Signature", "mine"), ("Authorization", "Basic YTpi"), ("accept", "a"), ("ACCEPT", "b")),
        b"air naik",
    ),
]


def url64(raw):
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def jwk():
    numbers = RFC_KEY.private_numbers()
    own = {"kty": "EC", "crv": "P-256", "d": url64(numbers.private_value.to_bytes(32, "big"))}
    public = numbers.public_numbers
    return own | {"x": url64(public.x.to_bytes(32, "big")), "y": url64(public.y.to_bytes(32, "big"))}


def thumbprint():
    public = RFC_KEY.private_numbers().public_numbers
    return say.thumbprint(b"\x04" + public.x.to_bytes(32, "big") + public.y.to_bytes(32, "big"))


def signed(base):
    return signing.raw_signature(RFC_KEY.sign(base, ec.ECDSA(SHA256(), deterministic_signing=True)))


def texts(sent):
    return [[name.decode(), value.decode()] for name, value in sent]


def request_of(number, case):
    """One request's vector: what the consumer sent, what goes over the leg, and what was computed on the way."""
    title, says, method, target, own, body = case
    kept = [(b"X-Road-Client", CLIENT.encode()), *((name.encode(), value.encode()) for name, value in own)]
    ids = [(b"x-road-request-id", b"00000000-0000-4000-8000-%012d" % number), (b"x-road-id", b"ID-%d" % number)]
    kept = [*headers.of_request(kept), *ids]
    of_body = hashlib.sha512(body).digest() if body else None
    sent = [*headers.wrapped(kept), (b"x-road-service", SERVICE.encode())]
    sent.append((b"x-road-request-hash", headers.request_hash((method, target), kept, of_body)))
    sent.append((b"simpul-node", NODE.encode()))
    sent.append((b"content-digest", headers.content_digest(hashlib.sha256(body).digest())))
    values = signing.covered(sent)
    components = signing.request_components(values)
    given = signing.parameters(components, created=CREATED, nonce=bytes([number] * 16), keyid=thumbprint())
    path, mark, query = target.partition("?")
    base = signing.request_base((method, path, query if mark else None), values, given)
    sent.append((b"signature-input", f"simpul={given.text}".encode()))
    sent.append((b"signature", b"simpul=" + signing.signature_item(signed(base))))
    return {
        "title": title,
        "says": says,
        "method": method,
        "target": target,
        "body": base64.b64encode(body).decode(),
        "kept": texts(kept),
        "sent": texts(sent),
        "base": base.decode(),
    }


def answer_of(request, status, extra, body):
    """The vector of an answer to such a request."""
    asked = {name.lower(): value.encode() for name, value in request["sent"]}
    sent = [(name.encode(), value.encode()) for name, value in extra]
    sent += [(name.encode(), asked[name]) for name in ("x-road-id", "x-road-request-id", "x-road-service")]
    sent.append((b"content-digest", headers.content_digest(hashlib.sha256(body).digest())))
    values = signing.covered(sent, answer=True)
    given = signing.parameters(signing.answer_components(values), created=CREATED + 1, nonce=bytes(16), keyid=thumbprint())
    of_request = (asked["signature"].removeprefix(b"simpul="), asked["content-digest"])
    base = signing.answer_base(status, values, of_request, given)
    sent.append((b"signature-input", f"simpul={given.text}".encode()))
    sent.append((b"signature", b"simpul=" + signing.signature_item(signed(base))))
    found = {"to": request["title"], "status": status, "body": base64.b64encode(body).decode()}
    return found | {"sent": texts(sent), "base": base.decode()}


def messages():
    requests = [request_of(number, case) for number, case in enumerate(CASES, 1)]
    fault = "server.serverproxy.access_denied"
    answers = [
        answer_of(requests[0], 200, [("content-type", "application/json")], b'{"hello": "dunia"}'),
        answer_of(requests[2], 204, [], b""),
        answer_of(requests[3], 500, [("content-type", "application/json"), ("x-road-error", fault)], b"{}"),
    ]
    key = {"jwk": jwk(), "thumbprint": thumbprint(), "source": "test-key-ecc-p256, RFC 9421 appendix B.1.3"}
    return {"created": CREATED, "key": key, "requests": requests, "answers": answers}


SAFE = ["", "/", "/a//b", "//a", "/a;v=1/b", "/a%2Fb", "/a%20b", "/100%25", "/%C3%A9", "/..a", "/a..", "/..."]
UNSAFE = [
    *(
        "/..",
        "/a/./b",
        "/%2e%2e/x",
        "/.%2E/x",
        "/..;/x",
        "/..;a=b/x",
        "/%252e%252e/x",
        "/a%252fb",
        "/a%255cb",
        "/a\\b",
        "/a%5cb",
    ),
    *(
        "/a%00b",
        "/a%0d%0ab",
        "/a%7f",
        "/%c0%ae%c0%ae/x",
        "/%ff",
        "/%",
        "/%zz",
        "/%u002e",
        "/%ef%bc%8e%ef%bc%8e/x",
        "/a%ef%bc%8fb",
    ),
    *("/..%20/x", "/..%3fx", "/..%23/x", "/%25252e./x"),
]


def paths():
    readings = {path: list(addresses.readings(path)) for path in SAFE}
    told = (
        "each: the readings of a path that may be signed, every one of which a right's glob must match; then those refused"
    )
    return {"says": told, "signed": readings, "refused": UNSAFE}


MADE = {"messages.json": messages, "paths.json": paths}


@pytest.mark.parametrize("name", MADE)
def test_the_vectors_in_the_tree_are_what_the_program_says(name):
    made = json.dumps(MADE[name](), indent=1, ensure_ascii=False) + "\n"
    if os.environ.get("SIMPUL_WRITE_VECTORS"):
        (HERE / name).write_text(made)
    assert (HERE / name).read_text() == made


def kept():
    return json.loads((HERE / "messages.json").read_text())


def as_message(vector):
    start = f"HTTP/1.1 {vector['status']} X" if "status" in vector else f"{vector['method']} {vector['target']} HTTP/1.1"
    pairs = tuple((name.encode(), value.encode()) for name, value in vector["sent"])
    return Message(start.encode(), pairs, base64.b64decode(vector["body"]))


def pairs():
    """(answer, its request) of the vectors."""
    by_title = {one["title"]: as_message(one) for one in kept()["requests"]}
    return [(as_message(one), by_title[one["to"]]) for one in kept()["answers"]]


def test_pypis_library_verifies_the_vectors():
    for vector in kept()["requests"]:
        assert by_pypi(as_message(vector), key=RFC_KEY.public_key())
    for answer, request in pairs():
        assert by_pypi(answer, request, key=RFC_KEY.public_key())
    other = as_message(kept()["requests"][1])
    with pytest.raises(InvalidSignature):
        by_pypi(pairs()[0][0], other, key=RFC_KEY.public_key())


def test_npms_package_verifies_the_vectors(npm):
    key = RFC_KEY.public_key()
    jobs = [to_verify(as_message(vector), key=key) for vector in kept()["requests"]]
    jobs += [to_verify(answer, request, key=key) for answer, request in pairs()]
    other = as_message(kept()["requests"][1])
    *sound, last = npm(*jobs, to_verify(pairs()[0][0], other, key=key))
    assert sound == [True] * len(jobs)
    assert last is not True


@pytest.mark.parametrize("path", UNSAFE)
def test_the_paths_that_the_vectors_call_refused_are(path):
    with pytest.raises(Refused):
        addresses.parse(REPORTS + path)
