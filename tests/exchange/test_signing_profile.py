"""The profile's texts: headers, parameters, bases, digests, thumbprints. PROTOCOL §1 and §2; RFC 9421, 9530, 7638."""

import hashlib
import json
import random
import re
from base64 import b64decode, b64encode, urlsafe_b64decode, urlsafe_b64encode

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given, settings
from hypothesis import strategies as st

from simpul.exchange.rules import statements as say
from simpul.exchange.wire import headers, signing
from simpul.exchange.wire.faults import Refused
from simpul.exchange.wire.signing import SignatureWrong

pytestmark = pytest.mark.rules
COMMON = {"max_examples": 300, "deadline": None}

# Headers.

OURS = [
    *headers.LEG,
    *headers.REMOVED,
    b"x-road-client",
    b"x-road-id",
    b"x-road-userid",
    b"x-road-request-id",
    b"x_road_client",
]
TOKENS = st.text("abcXYZ019-_.!#$%&'*+^`|~", min_size=1, max_size=8).map(str.encode)


MARKS = st.sampled_from([b"", b"", b"", headers.KEPT, b"Simpul-Kept-", headers.KEPT * 2])
SPELLINGS = st.sampled_from([bytes.lower, bytes.upper, bytes.title])
NAMES = st.builds(lambda mark, name, spelled: mark + spelled(name), MARKS, TOKENS | st.sampled_from(OURS), SPELLINGS)
"""A header's name: any, or one of the exchange's own in any spelling; or one behind the leg's mark, even twice."""
VALUES = st.binary(max_size=12).map(lambda raw: bytes(sign for sign in raw if sign >= 32 and sign != 127).strip())
SENT = st.lists(st.tuples(NAMES, VALUES), max_size=6)


@settings(**COMMON)
@given(SENT)
def test_what_goes_over_the_leg_is_what_came_unwrapped(sent):
    kept = headers.of_request(sent)
    assert headers.unwrapped(headers.wrapped(kept)) == kept


@settings(**COMMON)
@given(SENT)
def test_nothing_of_a_consumers_stands_on_the_leg_under_a_name_of_the_legs_own(sent):
    wrapped = headers.wrapped(headers.of_request(sent))
    assert not [name for name, _ in wrapped if name.lower() in headers.LEG]


@settings(**COMMON)
@given(SENT)
def test_nobody_brings_in_behind_the_legs_mark_what_the_exchange_itself_says(sent):
    """A node that wraps as it likes: what comes out is no second client, id or frame."""
    bare = [h for h in sent if not h[0].lower().startswith(headers.KEPT)]
    new = [name.lower() for name, _ in headers.unwrapped(sent)[:] if (name, _) not in bare]
    assert all(name in headers.LEG or name.startswith(headers.KEPT) for name in new)
    poses = [name for name in new if name.replace(b"_", b"-") in (b"x-road-client", b"x-road-id", b"x-road-request-id")]
    assert poses == []


@settings(**COMMON)
@given(SENT, st.binary(max_size=20))
def test_the_request_hash_is_over_what_a_provider_sees(sent, body):
    """PROTOCOL §1: verb, target, `Name:Value` lines; computed on both sides of the leg, and here a third way."""
    kept = headers.of_request(sent)
    message = b"PUT\r\n/r1/a?b\r\n" + b"".join(name + b":" + value + b"\r\n" for name, value in kept)
    expected = hashlib.sha512(message).digest()
    if body:
        expected = hashlib.sha512(expected + hashlib.sha512(body).digest()).digest()
    of_body = hashlib.sha512(body).digest() if body else None
    assert headers.request_hash(("PUT", "/r1/a?b"), kept, of_body) == b64encode(expected)
    arrived = headers.unwrapped(headers.wrapped(kept))
    assert headers.request_hash(("PUT", "/r1/a?b"), arrived, of_body) == b64encode(expected)


@settings(**COMMON)
@given(SENT, st.booleans())
def test_a_covered_header_stands_once_and_in_ascii_or_is_refused(sent, answer):
    names = {*signing.ALWAYS, *signing.IF_PRESENT}
    if answer:
        names = {*signing.ANSWER_ALWAYS, *signing.ANSWER_IF_PRESENT}
    low = [name.lower() for name, _ in sent]
    sound = all(low.count(name) <= 1 for name in names) and all(v.isascii() for n, v in sent if n.lower() in names)
    if not sound:
        with pytest.raises(Refused):
            signing.covered(sent, answer=answer)
    else:
        assert signing.covered(sent, answer=answer) == {n.lower(): v for n, v in sent if n.lower() in names}


# Parameters.

NONCES = st.binary(min_size=16, max_size=16)
KEYIDS = st.text("ABCabc019-_", min_size=43, max_size=43)
CREATED = st.integers(1, 10**11)
COMPONENTS = st.sampled_from(['"@method" "@path"', '"@status"', "", signing.request_components({})])
GIVEN = st.builds(
    lambda c, t, n, k: signing.parameters(c, created=t, nonce=n, keyid=k), COMPONENTS, CREATED, NONCES, KEYIDS
)


def written(given, pairs):
    return f"simpul=({given.components})" + "".join(f";{name}={said}" for name, said in pairs)


def pairs_of(given):
    nonce = b64encode(given.nonce).decode()
    return [
        *(("created", f"{given.created}"), ("expires", f"{given.expires}"), ("nonce", f'"{nonce}"')),
        *(("alg", f'"{signing.ALGORITHM}"'), ("keyid", f'"{given.keyid}"'), ("tag", f'"{signing.TAG}"')),
    ]


@settings(**COMMON)
@given(GIVEN)
def test_parameters_are_read_as_they_were_written(given_):
    assert signing.parsed(f"simpul={given_.text}".encode()) == given_


@settings(**COMMON)
@given(GIVEN, st.permutations(range(6)))
def test_parameters_are_read_in_any_order_and_kept_as_they_were_sent(given_, order):
    pairs = pairs_of(given_)
    text = written(given_, [pairs[place] for place in order])
    found = signing.parsed(text.encode())
    assert found.text == text.removeprefix("simpul=")
    assert (found.created, found.expires, found.nonce, found.keyid) == (
        given_.created, given_.expires, given_.nonce, given_.keyid
    )  # fmt: skip


WRONG = {
    "one is missing": lambda p, at: p[:at] + p[at + 1 :],
    "one stands twice": lambda p, at: [*p, p[at]],
    "another one": lambda p, at: [*p, ("context", '"x"')],
    "a flag": lambda p, at: [*p[:-1], (p[-1][0], p[-1][1] + ";x")],
    "a number in quotes": lambda p, at: [(n, v if v.startswith('"') else f'"{v}"') for n, v in p],
    "text without quotes": lambda p, at: [(n, v if n != "keyid" else "1" * 43) for n, v in p],
    "a negative number": lambda p, at: [(n, v if n != "created" else "-1") for n, v in p],
    "a zero before a number": lambda p, at: [(n, v if n != "created" else "0" + v) for n, v in p],
    "a decimal": lambda p, at: [(n, v if n != "created" else v + ".0") for n, v in p],
    "figures of another script": lambda p, at: [(n, v if n != "created" else "\u0661\u0662") for n, v in p],
    "too many figures": lambda p, at: [(n, v if n != "created" else "9" * 13) for n, v in p],
    "another algorithm": lambda p, at: [(n, v if n != "alg" else '"ed25519"') for n, v in p],
    "another tag": lambda p, at: [(n, v if n != "tag" else '"simpul-exchange-v2"') for n, v in p],
    "a short nonce": lambda p, at: [(n, v if n != "nonce" else '"AAAA"') for n, v in p],
    "a nonce that is not base64": lambda p, at: [(n, v if n != "nonce" else '"' + "-" * 22 + '=="') for n, v in p],
    "an escape": lambda p, at: [(n, v if n != "tag" else '"simpul\\"-exchange-v1"') for n, v in p],
    "a blank": lambda p, at: [(" " + n, v) for n, v in p],
    "a capital": lambda p, at: [(n.capitalize(), v) for n, v in p],
    "a line more": lambda p, at: [(n, v + "\n") for n, v in p],
}


@pytest.mark.parametrize("change", WRONG.values(), ids=list(WRONG))
@settings(max_examples=25, deadline=None)
@given(given_=GIVEN, at=st.integers(0, 5))
def test_parameters_that_are_not_the_profiles_are_refused(change, given_, at):
    with pytest.raises(SignatureWrong):
        signing.parsed(written(given_, change(pairs_of(given_), at)).encode())


@settings(**COMMON)
@given(GIVEN, st.integers(0, 400), st.integers(0, 255))
def test_another_byte_anywhere_says_something_else_or_nothing(given_, at, byte):
    text = f"simpul={given_.text}".encode()
    changed = bytearray(text)
    changed[at % len(text)] = byte
    try:
        found = signing.parsed(bytes(changed))
    except SignatureWrong:
        return
    assert (found == given_) is (bytes(changed) == text)
    assert found.text.encode() == bytes(changed).removeprefix(b"simpul=")


@settings(**COMMON)
@given(st.binary(max_size=80))
def test_no_rubbish_is_taken_for_parameters(raw):
    with pytest.raises(SignatureWrong):
        signing.parsed(raw)
    with pytest.raises(SignatureWrong):
        signing.signature_of(raw)


@settings(**COMMON)
@given(st.binary(min_size=64, max_size=64))
def test_a_signature_is_read_as_it_was_written_and_no_other_way(raw):
    text = b"simpul=" + signing.signature_item(raw)
    assert signing.signature_of(text) == raw
    inner = text.removeprefix(b"simpul=:").removesuffix(b":")
    for other in (
        text + b" ",
        b"sig1=:" + inner + b":",
        text.replace(b"=:", b"=: ", 1),
        text[:-1],
        b"simpul=" + inner,
        text + b",a=1",
    ):
        with pytest.raises(SignatureWrong):
            signing.signature_of(other)


def test_base64_with_spare_bits_set_is_no_signature():
    """One signature, one text: 64 bytes leave four spare bits in the last sign, and they must be nought."""
    raw = bytes(64)
    inner = b64encode(raw)
    loose = inner[:-3] + b"P" + inner[-2:]
    assert b64decode(loose) == raw
    with pytest.raises(SignatureWrong):
        signing.signature_of(b"simpul=:" + loose + b":")


@pytest.mark.parametrize("length", [0, 1, 63, 65, 70, 71, 72, 128])
def test_a_signature_has_64_bytes(length):
    with pytest.raises(SignatureWrong):
        signing.signature_of(b"simpul=:" + b64encode(bytes(length)) + b":")


@pytest.mark.parametrize(
    "raw", [bytes(64), b"\xff" * 64, bytes(32) + b"\x01" * 32, b"\x01" * 32 + bytes(32)], ids=["0,0", "max", "0,s", "r,0"]
)
def test_numbers_that_no_signature_has_are_refused(raw):
    with pytest.raises(SignatureWrong):
        signing.check(RFC_KEY.public_key(), raw, b"base")


# Bases.

LINE = re.compile(rb'("[a-z@-]+"(?:;[a-z]+(?:="[a-z]+")?)*): (.*)')
PRINTED = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=10).map(str.strip)


@settings(**COMMON)
@given(
    GIVEN,
    st.sampled_from(["GET", "POST"]),
    PRINTED,
    st.none() | PRINTED,
    st.lists(PRINTED, min_size=11, max_size=11),
    st.integers(0, 15),
)
def test_a_requests_base_has_one_line_a_component_in_the_profiles_order(given_, method, path, query, values, present):
    """RFC 9421 section 2.5: one line a component, `"id": value`, the parameters last, no line break at the end."""
    own = dict(zip((*signing.ALWAYS, *signing.IF_PRESENT), (value.encode() for value in values), strict=True))
    for place, name in enumerate(signing.IF_PRESENT):
        if not present >> place & 1:
            del own[name]
    base = signing.request_base((method, "/" + path, query), own, given_)
    lines = [LINE.fullmatch(line) for line in base.split(b"\n")]
    assert all(lines)
    told = b" ".join(line[1] for line in lines[:-1]).decode()
    assert told == signing.request_components(own)
    assert [line[2].decode() for line in lines[:3]] == [method, "/" + path, "?" + (query or "")]
    assert [line[2] for line in lines[3:-1]] == list(own.values())
    assert (lines[-1][1], lines[-1][2].decode()) == (b'"@signature-params"', given_.text)


@settings(**COMMON)
@given(GIVEN, st.integers(200, 599), st.lists(PRINTED, min_size=6, max_size=6), st.integers(0, 3))
def test_an_answers_base_has_one_line_a_component_in_the_profiles_order(given_, status, values, present):
    own = dict(zip((*signing.ANSWER_ALWAYS, *signing.ANSWER_IF_PRESENT), (v.encode() for v in values), strict=True))
    for place, name in enumerate(signing.ANSWER_IF_PRESENT):
        if not present >> place & 1:
            del own[name]
    base = signing.answer_base(status, own, (b":c2ln:", b"sha-256=:x:"), given_)
    lines = [LINE.fullmatch(line) for line in base.split(b"\n")]
    assert b" ".join(line[1] for line in lines[:-1]).decode() == signing.answer_components(own)
    assert [line[2] for line in lines[:-1]] == [b"%d" % status, *own.values(), b":c2ln:", b"sha-256=:x:"]


def test_a_base_is_built_as_rfc_9421_shows_it():
    """RFC 9421 section 2.5's example, in the profile's words: a component's line is what it is there."""
    own = {
        b"content-type": b"application/json",
        b"content-digest": b"sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:",
    }
    own |= {name: b"x" for name in signing.ALWAYS if name != b"content-digest"}
    given_ = signing.parameters(signing.request_components(own), created=1618884473, nonce=bytes(16), keyid="k" * 43)
    lines = signing.request_base(("POST", "/foo", "param=Value&Pet=dog"), own, given_).decode().split("\n")
    assert lines[:4] == [
        '"@method": POST',
        '"@path": /foo',
        '"@query": ?param=Value&Pet=dog',
        '"content-digest": sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:',
    ]
    assert lines[-2] == '"content-type": application/json'
    assert lines[-1].startswith('"@signature-params": ("@method" "@path" "@query" "content-digest"')
    params = 'expires=1618884533;nonce="AAAAAAAAAAAAAAAAAAAAAA==";alg="ecdsa-p256-sha256";'
    assert lines[-1].endswith(f');created=1618884473;{params}keyid="{"k" * 43}";tag="simpul-exchange-v1"')


# The standards' own examples.

RFC_KEY = serialization.load_der_private_key(
    b64decode(
        "MHcCAQEEIFKbhfNZfpDsW43+0+JjUr9K+bTeuxopu653+hBaXGA7oAoGCCqGSM49AwEHoUQDQgAEqIVYZVLCrPZHGHjP17CTW0/+D9Lfw0EkjqF7xB4F"
        "ivAxzic30tMM4GF+hR6Dxh71Z50VGGdldkkDXZCnTNnoXQ=="
    ),
    None,
)
"""`test-key-ecc-p256` of RFC 9421 appendix B.1.3, which everybody has."""
RFC_BASE = b"""\
"@status": 200
"content-type": application/json
"content-digest": sha-512=:mEWXIS7MaLRuGgxOBdODa3xqM1XdEvxoYhvlCFJ41QJgJc4GTsPp29l5oGX69wWdXymyU0rjJuahq4l5aGgfLQ==:
"content-length": 23
"@signature-params": ("@status" "content-type" "content-digest" "content-length");created=1618884473;\
keyid="test-key-ecc-p256\""""
RFC_SIGNATURE = b64decode("wNmSUAhwb5LxtOtOpNa6W5xj067m5hFrj0XQ4fvpaCLx0NKocgPquLgyahnzDnDAUy5eCdlYUEkLIj+32oiasw==")


def test_the_signature_of_rfc_9421_verifies():
    """RFC 9421 appendix B.2.4: ecdsa-p256-sha256 over an answer, r and s of 32 bytes each."""
    signing.check(RFC_KEY.public_key(), RFC_SIGNATURE, RFC_BASE)


def test_a_flipped_bit_of_that_signature_or_its_base_is_seen():
    chance = random.Random(1)
    for _ in range(60):
        spoiled = bytearray(RFC_SIGNATURE)
        spoiled[chance.randrange(64)] ^= 1 << chance.randrange(8)
        with pytest.raises(SignatureWrong):
            signing.check(RFC_KEY.public_key(), bytes(spoiled), RFC_BASE)
        base = bytearray(RFC_BASE)
        base[chance.randrange(len(base))] ^= 1 << chance.randrange(8)
        with pytest.raises(SignatureWrong):
            signing.check(RFC_KEY.public_key(), RFC_SIGNATURE, bytes(base))


@pytest.mark.parametrize(
    ("body", "digest"),
    [
        (b'{"hello": "world"}\n', "RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg="),
        (b'{"hello": "world"}', "X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE="),
        (b"", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="),
    ],
    ids=["RFC 9530 appendix B.1", "RFC 9421 appendix B.2", "RFC 9530 appendix B.2, no content"],
)
def test_a_content_digest_is_what_the_standards_show(body, digest):
    assert headers.content_digest(hashlib.sha256(body).digest()).decode() == f"sha-256=:{digest}:"


def of_jwk(jwk):
    """RFC 7638 section 3: SHA-256 over the required members, sorted, without blanks."""
    text = json.dumps(jwk, sort_keys=True, separators=(",", ":"))
    return urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=")


RFC_7638 = (
    "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-"
    "5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qN"
    "Lyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"
)


def test_thumbprints_are_those_of_rfc_7638():
    """RFC 7638 section 3.1 shows an RSA key, for the way; RFC 9449 section 6.1 a P-256 key, for ours."""
    assert of_jwk({"kty": "RSA", "n": RFC_7638, "e": "AQAB"}) == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"
    x, y = "l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs", "9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA"
    point = b"\x04" + urlsafe_b64decode(x + "=") + urlsafe_b64decode(y + "=")
    assert say.thumbprint(point) == "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"
    assert say.thumbprint(point) == of_jwk({"kty": "EC", "crv": "P-256", "x": x, "y": y})


def test_thumbprints_of_keys_whose_numbers_begin_with_noughts_keep_them():
    """RFC 7518 section 6.2.1.2: x and y have 32 bytes, whatever they begin with."""
    for number in range(1, 400):
        key = ec.derive_private_key(number, ec.SECP256R1()).public_key()
        point = key.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
        x, y = (urlsafe_b64encode(part).decode().rstrip("=") for part in (point[1:33], point[33:]))
        assert say.thumbprint(point) == of_jwk({"kty": "EC", "crv": "P-256", "x": x, "y": y})
