"""The client's own reading of proofs: the RFCs' test vectors, and the same verdict as the program's on every lie."""

import hashlib
import sys
from base64 import b64encode
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.exchange import test_log_bundle, test_log_lies
from tests.exchange.outside_log import bundles as papers
from tests.exchange.outside_log.authority import Tsa
from tests.exchange.outside_log.bundles import BEFORE, BPBD, DINKES, NOW, PORTAL, REGISTER_VKEY, Call

from simpul.exchange.log import bundle as bundles
from simpul.exchange.log import notes, stamps
from simpul.exchange.log.notes import Note
from simpul.exchange.log.verify import verify as judged
from simpul.exchange.rules import statements as say
from simpul.exchange.wire import signing

CLIENTS = Path(__file__).parents[2] / "clients" / "python"
sys.path.insert(0, str(CLIENTS))
import simpul_notes  # noqa: E402 (it lies outside of the package)
import simpul_proof  # noqa: E402
from simpul_proof import ProofBroken  # noqa: E402

pytestmark = pytest.mark.rules
GOOD = bundles.written(papers.bundle())


def agree(text, key, now=None):
    """The client's proof; None where it refuses. The program says the same of this bundle, of its witnesses and its key."""
    text = text if isinstance(text, bytes) else bundles.written(text)
    now = now or datetime.now(UTC)
    verdict = judged(text, register_key=key, now=now)
    try:
        proof = simpul_proof.verify(text, key, now)
    except ProofBroken:
        proof = None
    if proof is None:
        assert not verdict.ok, text
        return None
    assert verdict.ok, [check for check in verdict.checks if not check.ok]
    assert (verdict.message, verdict.node, verdict.witnesses) == (proof.message, proof.node, proof.witnesses)
    return proof


# curves

ED25519 = [  # RFC 8032 §7.1: TEST 1, 2, 3, SHA(abc): public key, message, signature
    ("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"),
    ("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"),
    ("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"),
    ("ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf", hashlib.sha512(b"abc").hexdigest(),
     "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704"),
]  # fmt: skip
U = (  # RFC 6979 A.2.5
    0x60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6,
    0x7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299,
)
P256 = {
    b"sample": "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716"
    "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8",
    b"test": "F1ABB023518351CD71D881567B1EA663ED3EFCF6C5132B354F28D3B0B7D38367"
    "019F4113742A2B14BD25926B49C649155F267E60D3814B4C0CC84250E46F0083",
}


@pytest.mark.parametrize(("key", "message", "signature"), ED25519, ids=["1", "2", "3", "sha-abc"])
def test_ed25519_as_in_rfc_8032(key, message, signature):
    key, message, signature = (bytes.fromhex(part) for part in (key, message, signature))
    assert simpul_notes.ed25519_holds(key, signature, message)
    assert not simpul_notes.ed25519_holds(key, signature, message + b"x")
    for at in (0, 31, 32, 63):
        flipped = signature[:at] + bytes([signature[at] ^ 1]) + signature[at + 1 :]
        assert not simpul_notes.ed25519_holds(key, flipped, message)
    order = 2**252 + 27742317777372353535851937790883648493
    again = (int.from_bytes(signature[32:], "little") + order).to_bytes(32, "little")
    assert not simpul_notes.ed25519_holds(key, signature[:32] + again, message), "s must be below the order"
    assert not simpul_notes.ed25519_holds(key[:31], signature, message)
    assert not simpul_notes.ed25519_holds(key, signature[:63], message)


@pytest.mark.parametrize(("message", "signature"), P256.items(), ids=["sample", "test"])
def test_ecdsa_as_in_rfc_6979(message, signature):
    signature, order = bytes.fromhex(signature), simpul_notes._N
    assert simpul_notes.p256_holds(U, signature, message)
    assert not simpul_notes.p256_holds(U, signature, message + b"x")
    assert not simpul_notes.p256_holds((U[0], U[1] ^ 1), signature, message), "not on the curve"
    r, s = signature[:32], signature[32:]
    for wrong in (
        bytes(32) + s,
        r + bytes(32),
        order.to_bytes(32, "big") + s,
        r + order.to_bytes(32, "big"),
        s + r,
        signature[:-1],
    ):
        assert not simpul_notes.p256_holds(U, wrong, message)
    turned = (order - int.from_bytes(s, "big")).to_bytes(32, "big")
    assert simpul_notes.p256_holds(U, r + turned, message), (
        "ECDSA has two signatures; a nonce is spent once, whichever it is"
    )


@settings(max_examples=25, deadline=None)
@given(st.integers(1, simpul_notes._N - 1), st.binary(max_size=80), st.binary(min_size=32, max_size=32))
def test_both_curves_agree_with_openssl(number, message, seed):
    key = ec.derive_private_key(number, ec.SECP256R1())
    public = key.public_key().public_numbers()
    raw = signing.raw_signature(key.sign(message, ec.ECDSA(hashes.SHA256())))
    assert simpul_notes.p256_holds((public.x, public.y), raw, message)
    other = Ed25519PrivateKey.from_private_bytes(seed)
    assert simpul_notes.ed25519_holds(other.public_key().public_bytes_raw(), other.sign(message), message)


def test_adding_points_has_no_hole():
    """Doubling, opposite points, infinity."""
    base, none = simpul_notes._P256_BASE, None
    minus = (base[0], simpul_notes._P256 - base[1])
    add = simpul_notes._p256_add
    assert (add(base, none), add(none, base), add(base, minus), add(none, none)) == (base, base, none, none)
    assert add(add(base, base), minus) == base
    assert simpul_notes._sum(add, None, (simpul_notes._N - 1, base), (1, base)) is None


# the same verdict


def test_a_good_bundle_holds_and_says_what_was_checked():
    proof = agree(GOOD, REGISTER_VKEY, NOW)
    assert (proof.message, proof.node, proof.witnesses) == (papers.MESSAGE, BPBD, 2)
    assert proof.answer("aGFzaA==", 200, papers.ANSWERED)["kind"] == "answered"
    for wrong in (("b", 200, papers.ANSWERED), ("aGFzaA==", 201, papers.ANSWERED), ("aGFzaA==", 200, papers.ASKED)):
        with pytest.raises(ProofBroken):
            proof.answer(*wrong)
    alone = agree(GOOD + b"\n", None, NOW)
    assert not alone.compared
    assert any(
        "NOT compared: " + hashlib.sha256(papers.REGISTER.public_key().public_bytes_raw()).hexdigest() in one
        for one in alone.findings
    )
    assert simpul_proof.verify(GOOD.decode(), REGISTER_VKEY, NOW)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(GOOD) - 1), st.integers(1, 255))
def test_any_changed_byte_is_caught(at, mask):
    assert agree(GOOD[:at] + bytes([GOOD[at] ^ mask]) + GOOD[at + 1 :], REGISTER_VKEY, NOW) is None


def test_any_changed_field_is_caught():
    """As one who writes the JSON anew would change it."""
    for number, (path, value) in enumerate(test_log_bundle._leaves(orjson.loads(GOOD))):
        others = test_log_bundle._others(value)
        for other in (others[number % len(others)], others[-1]):
            changed = orjson.loads(GOOD)
            inner = changed
            for key in path[:-1]:
                inner = inner[key]
            inner[path[-1]] = other
            assert agree(orjson.dumps(changed, option=orjson.OPT_SORT_KEYS), REGISTER_VKEY, NOW) is None, path


def test_a_missing_part_is_missed():
    whole = orjson.loads(GOOD)
    for name in whole:
        assert (
            agree(orjson.dumps({k: v for k, v in whole.items() if k != name}, option=orjson.OPT_SORT_KEYS), None, NOW)
            is None
        )
    for at in range(len(whole["register"]["statements"])):
        changed = orjson.loads(GOOD)
        del changed["register"]["statements"][at]
        agree(orjson.dumps(changed, option=orjson.OPT_SORT_KEYS), REGISTER_VKEY, NOW)
    for at in range(2):
        changed = orjson.loads(GOOD)
        del changed["records"][at]
        agree(orjson.dumps(changed, option=orjson.OPT_SORT_KEYS), REGISTER_VKEY, NOW)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=60) | test_log_bundle.JSON.map(orjson.dumps))
def test_what_is_no_bundle_is_refused_without_a_crash(text):
    assert agree(text, None, NOW) is None


@pytest.mark.parametrize(
    "text", [b'{"v":NaN}', b'{"v":1.0}', b"[" * 5000, GOOD.replace(b'"v":1', b'"v":1,"v":1'), b"\xff", b'"\\ud800"']
)
def test_json_that_only_python_reads_is_refused(text):
    assert agree(text, None, NOW) is None


def _moved(now, ok):
    return lambda: (papers.bundle(), REGISTER_VKEY, now, ok)


def _forged(change, which=0, key=REGISTER_VKEY):
    return lambda: (test_log_lies._forged(change, which), key, NOW, False)


def _with(bundle, ok, key=REGISTER_VKEY):
    return lambda: (bundle(), key, NOW, ok)


def _noted(change):
    """A bundle whose checkpoint's signatures are others."""

    def made():
        found = papers.bundle()
        note = notes.parse(found.checkpoint)
        return replace(found, checkpoint=Note(note.text, change(note)).whole)

    return made


def _revoked(statement):
    return lambda: papers.bundle(texts=[*papers.statements(), statement], witnesses=(DINKES,))


def _own(**changes):
    """The consumer's node ends the call itself."""
    asked, answered = Call(role="consumer", more={"provider": BPBD}).records()
    own = answered | {
        "base": "",
        "fault": "server.clientproxy.network_error",
        "signature": answered["signature"] | {"value": ""},
    }
    return papers.bundle([asked, {name: value for name, value in (own | changes).items() if value is not None}])


ASKED, ANSWERED = Call().records()


def _stranger(note):
    return (*note.signatures, notes.cosign(note.text, "simpul.witness/ID/GOV/1/X", papers.ed25519(50), 1))


def _to_come(note):
    return (note.signatures[0], notes.cosign(note.text, f"simpul.witness/{DINKES}", papers.WITNESSES[DINKES], 2**40))


CASES = {
    "another register": _with(papers.bundle, False, notes.verifier("simpul.register/ID", papers.ed25519(99)).text),
    "too early": _moved(NOW - timedelta(days=1), False),
    "long ago": _moved(NOW + timedelta(days=400), True),
    "another node's": _with(lambda: replace(papers.bundle(), node=PORTAL), False),
    "no witness": _with(lambda: papers.bundle(witnesses=()), True),
    "its own witness": _with(lambda: papers.bundle(witnesses=(BPBD, DINKES)), True),
    "a stranger's cosignature": _with(_noted(_stranger), False),
    "a witness twice": _with(_noted(lambda n: (*n.signatures, n.signatures[-1])), False),
    "the witness first": _with(_noted(lambda n: n.signatures[::-1]), False),
    "only witnesses": _with(_noted(lambda n: n.signatures[1:]), False),
    "a cosignature to come": _with(_noted(_to_come), False),
    "another signer asked": _with(lambda: papers.bundle(Call(asked_by=DINKES).records()), False),
    "another signer answered": _with(lambda: papers.bundle(Call(answered_by=PORTAL).records()), False),
    "key revoked before": _with(_revoked(say.said_revoked(papers.KEYIDS[PORTAL], "lost", NOW - timedelta(hours=2))), False),
    "key revoked after": _with(_revoked(say.said_revoked(papers.KEYIDS[PORTAL], "new", NOW - timedelta(minutes=1))), True),
    "member removed": _with(_revoked(say.said_removed("member", "ID/GOV/2060", NOW - timedelta(hours=2))), False),
    "node removed": _with(_revoked(say.said_removed("node", PORTAL, NOW - timedelta(hours=2))), False),
    "key of later": _with(lambda: papers.bundle(Call(at=BEFORE - timedelta(days=1)).records()), False),
    "asked alone": _with(lambda: papers.bundle([ASKED]), True),
    "answered alone": _with(lambda: papers.bundle([ANSWERED]), False),
    "twice": _with(lambda: papers.bundle([ASKED, ASKED]), False),
    "mixed": _with(lambda: papers.bundle([ASKED, Call(at=NOW - timedelta(minutes=9)).records()[1]]), False),
    "refused": _with(lambda: papers.bundle([ANSWERED | {"kind": "refused", "fault": "x"}]), True),
    "refused and served": _with(lambda: papers.bundle([ASKED, ANSWERED | {"kind": "refused", "fault": "x"}]), False),
    "ended by the node": _with(_own, True),
    "ended without a reason": _with(lambda: _own(fault=None), False),
    "a local call": _with(lambda: papers.bundle(Call(role="local").records()), True),
    "with bodies": _with(
        lambda: replace(papers.bundle(), bodies={"received": papers.ASKED, "answered": papers.ANSWERED}), True
    ),
    "with another body": _with(lambda: replace(papers.bundle(), bodies={"answered": papers.ASKED}), False),
    **{f"asked: {name}": _forged(change) for name, change, _ in test_log_lies.LIES},
    **{f"answered: {name}": _forged(change, 1) for name, change, _ in test_log_lies.ANSWERS},
}  # fmt: skip


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_client_and_program_agree(case):
    found, key, now, ok = case()
    assert (agree(found, key, now) is not None) is ok


def test_a_time_stamp_is_checked_by_openssl_and_said_to_be_unchecked_without(tmp_path, monkeypatch):
    tsa, found = Tsa(tmp_path, "ec"), papers.bundle()
    note = notes.parse(found.checkpoint)
    stamp = stamps.fetch(Note(note.text, note.signatures[:1]).whole, url="", post=tsa.post, roots=[tsa.root])
    stamped = replace(found, stamp=stamp, stamp_roots=[tsa.root])
    now = max(NOW, datetime.now(UTC) + timedelta(minutes=1))
    assert "holds, says openssl" in agree(stamped, REGISTER_VKEY, now).findings[-1]
    text = bundles.written(stamped)
    at = text.index(b64encode(stamp)) + len(b64encode(stamp)) - 40
    assert agree(text[:at] + (b"A" if text[at : at + 1] != b"A" else b"B") + text[at + 1 :], REGISTER_VKEY, now) is None
    assert agree(replace(papers.bundle([ASKED]), stamp=stamp, stamp_roots=[tsa.root]), REGISTER_VKEY, now) is None
    monkeypatch.setattr(simpul_proof.shutil, "which", lambda _name: None)
    assert "NOT checked" in agree(stamped, REGISTER_VKEY, now).findings[-1]
