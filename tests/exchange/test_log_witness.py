"""Witnessing, c2sp.org/tlog-witness `add-checkpoint`: one row of the specification a case."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from simpul.exchange.log import merkle, notes, witness
from simpul.exchange.log.merkle import leaf_hash
from simpul.exchange.log.notes import BadNote, Checkpoint

pytestmark = pytest.mark.rules

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
ORIGIN, NAME = "simpul.log/ID/GOV/6000/BPBD", "simpul.witness/ID/GOV/8205/DINKES"
LOG, WITNESS = notes.verifier(ORIGIN, KEY), notes.verifier(NAME, OTHER, notes.COSIGNATURE)
LEAVES = [leaf_hash(bytes([n])) for n in range(40)]


def root(size):
    return merkle.root(LEAVES[:size])


def note(size, digest=None, key=KEY):
    return notes.signed(Checkpoint(ORIGIN, size, digest or root(size)).text, ORIGIN, key)


def asked(old, new, *, proof=None, text=None):
    proof = merkle.prove_consistency(merkle.reading(LEAVES), old, new) if proof is None else proof
    return witness.parse(witness.request(old, proof, text or note(new)))


def decide(asking, remembered, log=LOG):
    found = witness.decide(asking, log=log, remembered=remembered)
    return found.status, found.body


def test_the_first_checkpoint_of_a_known_log_is_cosigned():
    found = witness.decide(asked(0, 7), log=LOG, remembered=None)
    assert (found.status, found.checkpoint) == (200, Checkpoint(ORIGIN, 7, root(7)))


def test_a_grown_log_is_cosigned_and_the_log_finds_the_cosignature():
    asking = asked(7, 33)
    assert decide(asking, (7, root(7))) == (200, "")
    line = witness.cosignature(asking, NAME, OTHER, 1_700_000_000)
    strangers = notes.cosign(asking.note.text, "stranger", KEY, 1).line
    found = witness.answered((strangers + line).encode(), asking.note.text, WITNESS)
    assert found.line == line
    assert notes.check(asking.note.text, found, WITNESS) == 1_700_000_000


def test_the_same_checkpoint_may_be_cosigned_again():
    assert decide(asked(7, 7), (7, root(7)))[0] == 200
    assert decide(asked(0, 0), None)[0] == 200


CASES = [
    ("an unknown log", lambda: asked(0, 7), None, None, 404, None),
    ("another log's key", lambda: asked(0, 7), None, notes.verifier("simpul.log/x", KEY), 404, None),
    ("no signature of the log", lambda: asked(0, 7, text=note(7, key=OTHER)), None, LOG, 403, None),
    ("an old size above the new", lambda: asked(9, 7, proof=[]), (9, root(9)), LOG, 400, None),
    ("an old size that is not remembered", lambda: asked(5, 9), (7, root(7)), LOG, 409, "7\n"),
    ("an old size where nothing is remembered", lambda: asked(5, 9), None, LOG, 409, "0\n"),
    ("size nought where something is remembered", lambda: asked(0, 9), (7, root(7)), LOG, 409, "7\n"),
    ("another root at the same size", lambda: asked(7, 7, proof=[], text=note(7, root(8))), (7, root(7)), LOG, 409, "7\n"),
    ("a rewritten log", lambda: asked(7, 9, text=note(9, root(8))), (7, root(7)), LOG, 422, None),
    ("another past", lambda: asked(7, 9), (7, root(8)), LOG, 422, None),
    ("a proof too short", lambda: asked(7, 9, proof=[]), (7, root(7)), LOG, 422, None),
    ("a proof where there is nothing to prove", lambda: asked(0, 9, proof=[root(3)]), None, LOG, 422, None),
]


@pytest.mark.parametrize(
    ("asking", "remembered", "log", "status", "body"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_nothing_else_is_cosigned(asking, remembered, log, status, body):
    found = witness.decide(asking(), log=log, remembered=remembered)
    assert (found.status, found.checkpoint) == (status, None)
    assert found.content_type == ("text/x.tlog.size" if status == 409 else "text/plain; charset=utf-8")
    if status == 409:
        assert found.body == body
        assert witness.known_size(found.body.encode()) == int(body)


def test_a_smaller_tree_never_replaces_a_larger_one():
    for new in range(1, 20):
        for old in range(21):
            assert decide(asked(old, new, proof=[]), (20, root(20)))[0] in (400, 409)


GOOD = witness.request(7, [root(3), root(4)], note(9))


@pytest.mark.parametrize(
    "body",
    [
        b"", b"\n", GOOD.replace(b"old 7", b"old 07"), GOOD.replace(b"old 7", b"old -7"), GOOD.replace(b"old 7", b"old"),
        GOOD.replace(b"old 7", b"old  7"), GOOD.replace(b"old 7", b"new 7"), GOOD.replace(b"old 7\n", b""),
        GOOD.replace(b"\n\n", b"\n", 1), GOOD.replace(b"=\n", b"\n", 1), GOOD + b"x", GOOD + b"\xff", GOOD[:-1],
        GOOD.replace(b"old 7\n", b"old 7\nAAAA\n"), GOOD.replace(b"\n9\n", b"\n09\n"), b"old 7\n" + b"A" * 70_000,
        witness.request(7, [root(3)] * 64, note(9)),
    ],
)  # fmt: skip
def test_a_malformed_request_is_answered_400(body):
    with pytest.raises(BadNote) as wrong:
        witness.parse(body)
    assert witness.malformed(wrong.value).status == 400


def test_a_request_is_read_as_it_was_written():
    found = witness.parse(GOOD)
    assert (found.old, found.proof, found.note.whole) == (7, (root(3), root(4)), note(9))
    assert len(witness.parse(witness.request(7, [root(3)] * 63, note(9))).proof) == 63


@settings(deadline=None)
@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_no_bytes_make_it_fail_otherwise(body):
    for read in (witness.parse, witness.known_size, lambda b: witness.answered(b, note(9), WITNESS)):
        try:
            read(body)
        except BadNote:
            continue


@pytest.mark.parametrize(
    "change", [lambda b: b.replace(b"DINKES", b"DINKEX"), lambda b: b[:60] + b"AA" + b[62:], lambda b: b""]
)
def test_a_changed_cosignature_is_no_cosignature(change):
    asking = asked(0, 7)
    line = witness.cosignature(asking, NAME, OTHER, 1_700_000_000).encode()
    with pytest.raises(BadNote):
        witness.answered(change(line), asking.note.text, WITNESS)
    with pytest.raises(BadNote):
        witness.answered(line, asked(0, 8).note.text, WITNESS)
