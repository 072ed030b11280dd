"""Merkle trees as RFC 6962 §2 has them: known answers, every index of every size, and nothing else accepted."""

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simpul.exchange.log import merkle
from simpul.exchange.log.merkle import Frontier, ProofBroken, leaf_hash, node_hash

pytestmark = pytest.mark.rules

ENTRIES = [bytes.fromhex(h) for h in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657",
                                      "606162636465666768696a6b6c6d6e6f")]  # fmt: skip
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
"""The vectors of the Certificate Transparency project, sizes 1 to 8."""
LEAVES = [leaf_hash(n.to_bytes(4, "big")) for n in range(300)]


def by_the_book(hashes: list[bytes]) -> bytes:
    """MTH of RFC 6962 §2.1, word for word."""
    if len(hashes) <= 1:
        return hashes[0] if hashes else hashlib.sha256(b"").digest()
    k = max(1 << n for n in range(12) if 1 << n < len(hashes))
    return hashlib.sha256(b"\x01" + by_the_book(hashes[:k]) + by_the_book(hashes[k:])).digest()


@pytest.mark.parametrize("size", range(1, 9))
def test_the_roots_are_those_of_certificate_transparency(size):
    leaves = [leaf_hash(entry) for entry in ENTRIES[:size]]
    assert merkle.root(leaves).hex() == ROOTS[size - 1]
    assert Frontier(leaves).root().hex() == ROOTS[size - 1]


def test_hashes_of_leaves_and_nodes_never_meet():
    assert leaf_hash(b"ab" * 32) != node_hash(b"ab" * 16, b"ab" * 16)
    assert merkle.root([]) == merkle.EMPTY == Frontier().root()


def test_all_ways_to_the_root_agree_for_every_size():
    growing = Frontier()
    read = merkle.reading(LEAVES)
    for size in range(300):
        expected = by_the_book(LEAVES[:size])
        assert merkle.root(LEAVES[:size]) == growing.root() == merkle.range_root(read, 0, size) == expected
        assert growing.size == size
        growing.append(LEAVES[size])


@pytest.mark.parametrize("size", [*range(1, 34), 63, 64, 65, 100, 255, 256, 257, 300])
def test_every_leaf_of_a_tree_is_proven_and_no_other_place_is(size):
    read, root = merkle.reading(LEAVES), merkle.root(LEAVES[:size])
    for index in range(size):
        proof = merkle.prove_inclusion(read, index, size)
        merkle.verify_inclusion(LEAVES[index], index, size, proof, root)
        other = (index + 1) % size if size > 1 else 1
        with pytest.raises(ProofBroken):
            merkle.verify_inclusion(LEAVES[index], other, size, proof, root)


@pytest.mark.parametrize("new", [*range(34), 64, 65, 100, 129])
def test_every_tree_is_proven_to_begin_with_every_smaller_one(new):
    read = merkle.reading(LEAVES)
    for old in range(new + 1):
        roots = merkle.root(LEAVES[:old]), merkle.root(LEAVES[:new])
        proof = merkle.prove_consistency(read, old, new)
        merkle.verify_consistency(old, roots[0], new, roots[1], proof)
        with pytest.raises(ProofBroken):
            merkle.verify_consistency(old, node_hash(*roots), new, roots[1], proof)
        with pytest.raises(ProofBroken):
            merkle.verify_consistency(old, roots[0], new, roots[1], [*proof, roots[0]])


@st.composite
def trees(draw):
    size = draw(st.integers(2, 300))
    return size, draw(st.integers(0, size - 1))


@settings(max_examples=150, deadline=None)
@given(trees(), st.data())
def test_a_changed_proof_proves_nothing(tree, data):
    """A flipped bit, a missing, added or exchanged step; for inclusion and consistency alike."""
    size, index = tree
    read, root = merkle.reading(LEAVES), merkle.root(LEAVES[:size])
    inclusion = merkle.prove_inclusion(read, index, size)
    broken = _changed(inclusion, data)
    with pytest.raises(ProofBroken):
        merkle.verify_inclusion(LEAVES[index], index, size, broken, root)
    if index:
        old_root = merkle.root(LEAVES[:index])
        consistency = merkle.prove_consistency(read, index, size)
        with pytest.raises(ProofBroken):
            merkle.verify_consistency(index, old_root, size, root, _changed(consistency, data))
        with pytest.raises(ProofBroken):
            merkle.verify_consistency(index, old_root, size, node_hash(root, root), consistency)


def _changed(proof, data):
    at, bit = data.draw(st.integers(0, len(proof) - 1)), data.draw(st.integers(0, 255))
    step = bytearray(proof[at])
    step[bit // 8] ^= 1 << bit % 8
    ways = [
        [*proof[:at], bytes(step), *proof[at + 1 :]],
        [*proof[:at], *proof[at + 1 :]],
        [*proof[:at], proof[at], *proof[at:]],
        [*proof[:at], proof[at][:31], *proof[at + 1 :]],
    ]
    return data.draw(st.sampled_from(ways))


@pytest.mark.parametrize(("index", "size"), [(0, 0), (1, 1), (-1, 3), (3, 3), (5, 2)])
def test_a_leaf_outside_the_tree_is_neither_proven_nor_believed(index, size):
    with pytest.raises(ValueError, match="not in a tree"):
        merkle.prove_inclusion(merkle.reading(LEAVES), index, size)
    with pytest.raises(ProofBroken, match="not in a tree"):
        merkle.verify_inclusion(LEAVES[0], index, size, [], merkle.root(LEAVES[:1]))


@pytest.mark.parametrize(("old", "new"), [(-1, 3), (4, 3)])
def test_a_tree_does_not_begin_with_a_larger_one(old, new):
    with pytest.raises(ValueError, match="does not begin"):
        merkle.prove_consistency(merkle.reading(LEAVES), old, new)
    with pytest.raises(ProofBroken, match="does not begin"):
        merkle.verify_consistency(old, LEAVES[0], new, LEAVES[1], [])


def test_the_error_says_what_is_wrong():
    proof, root = merkle.prove_inclusion(merkle.reading(LEAVES), 3, 7), merkle.root(LEAVES[:7])
    for broken, words in ((proof[:-1], "too short"), ([*proof, root], "too long"), ([root, *proof[1:]], "another root")):
        with pytest.raises(ProofBroken, match=words):
            merkle.verify_inclusion(LEAVES[3], 3, 7, broken, root)
    with pytest.raises(ProofBroken, match="too short"):
        merkle.verify_consistency(3, LEAVES[0], 7, root, [])
    with pytest.raises(ProofBroken, match="differ"):
        merkle.verify_consistency(7, LEAVES[0], 7, root, [])
