"""Signed notes, cosignatures and checkpoints: Go's own examples, an independent computation, and nothing malformed."""

import base64
import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given, settings
from hypothesis import strategies as st

from simpul.exchange.log import notes
from simpul.exchange.log.notes import BadNote, Checkpoint

pytestmark = pytest.mark.rules

GO_TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
GO_VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_SEED = base64.b64decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1:]
GO_LINE = (
    "\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
GO_NOTE = f"{GO_TEXT}\n{GO_LINE}"
"""The example in the documentation of golang.org/x/mod/sumdb/note."""
SUMDB = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
ORIGIN = "simpul.log/ID/GOV/6000/BPBD"
HEAD = Checkpoint(ORIGIN, 20852163, bytes.fromhex("0ac518") + bytes(29))


def test_gos_own_example_opens_and_is_written_the_same():
    by = notes.parse_vkey(GO_VKEY)
    assert notes.opened(GO_NOTE, by).text == GO_TEXT
    assert notes.signed(GO_TEXT, "PeterNeumann", Ed25519PrivateKey.from_private_bytes(GO_SEED)) == GO_NOTE
    assert notes.parse(GO_NOTE).whole == GO_NOTE


@pytest.mark.parametrize("vkey", [GO_VKEY, SUMDB])
def test_a_vkey_is_written_as_it_was_read(vkey):
    assert notes.parse_vkey(vkey).text == vkey


@pytest.mark.parametrize(
    "vkey",
    [
        "", "a+b", GO_VKEY[:-1], GO_VKEY + "=", GO_VKEY.replace("c74f", "c74e"), GO_VKEY.replace("c74f20a3", "C74F20A3"),
        GO_VKEY.replace("PeterNeumann", "Peter Neumann"), GO_VKEY.replace("PeterNeumann", "PeterNeuman"), GO_VKEY + "\n",
        "a+" + GO_VKEY, GO_VKEY.replace("+AR", "+CR"), "+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    ],
)  # fmt: skip
def test_a_malformed_vkey_is_refused(vkey):
    with pytest.raises(BadNote):
        notes.parse_vkey(vkey)


def test_a_cosignature_is_what_the_specification_says_computed_by_hand():
    """c2sp.org/tlog-cosignature: key id with 0x04; big-endian time; Ed25519 over the two lines and the note's text."""
    name, at = "simpul.witness/ID/GOV/8205/DINKES", 1679315147
    public = KEY.public_key().public_bytes_raw()
    _, said, encoded = notes.cosign(HEAD.text, name, KEY, at).line.split(" ")
    raw = base64.b64decode(encoded)
    assert said == name
    assert raw[:4] == hashlib.sha256(name.encode() + b"\n\x04" + public).digest()[:4]
    assert raw[4:12] == at.to_bytes(8, "big")
    message = f"cosignature/v1\ntime {at}\n{HEAD.text}".encode()
    Ed25519PublicKey.from_public_bytes(public).verify(raw[12:], message)
    by = notes.verifier(name, KEY, notes.COSIGNATURE)
    assert notes.check(HEAD.text, notes.cosign(HEAD.text, name, KEY, at), by) == at


def test_one_key_signs_and_cosigns_without_being_mistaken():
    """The id tells the kind, so that a signature is no cosignature."""
    plain, witness = notes.verifier("a", KEY), notes.verifier("a", KEY, notes.COSIGNATURE)
    assert plain.id != witness.id
    with pytest.raises(BadNote, match="another key"):
        notes.check(HEAD.text, notes.sign(HEAD.text, "a", KEY), witness)


def test_every_flipped_byte_of_a_signed_checkpoint_is_caught():
    note = notes.signed(HEAD.text, ORIGIN, KEY)
    by = notes.verifier(ORIGIN, KEY)
    notes.opened(note, by)
    raw = note.encode()
    for at in range(len(raw)):
        for mask in (0x01, 0x20, 0xFF):
            with pytest.raises(BadNote):
                notes.opened((raw[:at] + bytes([raw[at] ^ mask]) + raw[at + 1 :]).decode("utf-8", "replace"), by)


def test_every_flipped_byte_of_a_cosignature_is_caught():
    by = notes.verifier("w", KEY, notes.COSIGNATURE)
    line = notes.cosign(HEAD.text, "w", KEY, 1_700_000_000).line
    raw = line.encode()
    for at in range(len(raw) - 1):
        changed = (raw[:at] + bytes([raw[at] ^ 0x01]) + raw[at + 1 :]).decode("utf-8", "replace")
        with pytest.raises(BadNote):
            notes.check(HEAD.text, notes.parse_line(changed[:-1]), by)


def test_signatures_of_strangers_are_passed_over_and_of_the_known_none_may_be_wrong():
    note, by = notes.signed(HEAD.text, ORIGIN, KEY), notes.verifier(ORIGIN, KEY)
    stranger = notes.sign(HEAD.text, "stranger", OTHER).line
    assert len(notes.opened(note + stranger, by).signatures) == 2
    wrong = notes.Signature(ORIGIN, by.id, OTHER.sign(HEAD.text.encode())).line
    for bad in (note + wrong, note.replace("\n\n", f"\n\n{wrong}")):
        with pytest.raises(BadNote, match="does not hold"):
            notes.opened(bad, by)
    with pytest.raises(BadNote, match="not signed by"):
        notes.opened(HEAD.text + "\n" + stranger, by)


LINE = notes.sign(HEAD.text, ORIGIN, KEY).line


@pytest.mark.parametrize(
    ("note", "words"),
    [
        ("", "no signatures"),
        (HEAD.text, "no signatures"),
        (HEAD.text + "\n", "no signatures"),
        (HEAD.text + "\n" + LINE[:-1], "no signatures"),
        (HEAD.text + "\n" + LINE + "x\n", "malformed"),
        (HEAD.text + "\n" + LINE.replace("\u2014", "-"), "malformed"),
        (HEAD.text + "\n" + LINE.replace("\u2014 ", "\u2014  "), "malformed"),
        (HEAD.text + "\n\u2014 a+b AAAAAAAA\n", "plus"),
        (HEAD.text + "\n\u2014 a\u00a0b AAAAAAAA\n", "space"),
        (HEAD.text + "\n\u2014 a AAAA\n", "too short"),
        (HEAD.text + "\n\u2014 a AAAAAAA\n", "base64"),
        (HEAD.text + "\n\u2014 a AAAAAAB=\n", "as it should"),
        (HEAD.text.replace("simpul", "sim\tpul") + "\n" + LINE, "control"),
        (HEAD.text.replace("simpul", "sim\rpul") + "\n" + LINE, "control"),
        (HEAD.text.replace("simpul", "sim\ud800pul") + "\n" + LINE, "UTF-8"),
        (HEAD.text + "\n" + LINE * 101, "too many"),
        ("x" * 300_000 + "\n\n" + LINE, "too long"),
    ],
)
def test_a_malformed_note_is_refused(note, words):
    with pytest.raises(BadNote, match=words):
        notes.parse(note)


def test_sixteen_signatures_are_taken():
    assert len(notes.parse(HEAD.text + "\n" + LINE * 16).signatures) == 16


def test_a_text_may_hold_empty_lines_and_must_end_in_one_newline():
    text = "one\n\ntwo\n"
    assert notes.opened(notes.signed(text, "a", KEY), notes.verifier("a", KEY)).text == text
    for bad in ("one", "one\r\n", ""):
        with pytest.raises(BadNote):
            notes.signed(bad, "a", KEY)
    with pytest.raises(BadNote, match="empty"):
        notes.verifier("a b", KEY)


@settings(deadline=None)
@given(
    st.text(
        st.characters(exclude_characters="\n", exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp"]), min_size=1, max_size=30
    ),
    st.integers(0, 2**63 - 1),
    st.binary(min_size=32, max_size=32),
    st.lists(st.text("abc 123", min_size=1, max_size=9), max_size=3),
)
def test_a_checkpoint_is_read_as_it_was_written(origin, size, root, extensions):
    made = Checkpoint(origin, size, root, tuple(extensions))
    assert notes.parse_checkpoint(made.text) == made


@pytest.mark.parametrize(
    "change",
    [
        ("20852163", "020852163"), ("20852163", "+20852163"), ("20852163", " 20852163"), ("20852163", "-1"),
        ("20852163", "9223372036854775808"), ("20852163", "2085216٣"), ("20852163", "0x10"), ("20852163", ""),
        ("CsUY", "CsU"), ("CsUY", "CsUYAAAA"), ("CsUY", "C-UY"), (ORIGIN, ""), ("=\n", "=\n\n"), ("=\n", "="),
        ("=\n", "=\n\nx\n"),
    ],
)  # fmt: skip
def test_a_malformed_checkpoint_is_refused(change):
    changed = HEAD.text.replace(*change)
    assert changed != HEAD.text
    with pytest.raises(BadNote):
        notes.parse_checkpoint(changed)
