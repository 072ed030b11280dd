"""Merkle trees over lists of entries: hashes, roots and proofs as RFC 6962 §2 has them (SHA-256).

Proofs are made from a callable that gives the hash of any complete subtree: `read(level, index)` is the root over the
leaves `index * 2**level` up to `(index + 1) * 2**level`.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence

ReadHash = Callable[[int, int], bytes]
HASH = 32
"""Bytes of a hash."""
EMPTY = hashlib.sha256(b"").digest()
"""The root of no leaves."""
_sha256 = hashlib.sha256


class ProofBroken(ValueError):
    """The proof does not prove what it is for; the message says why."""


def leaf_hash(data: bytes) -> bytes:
    """The hash of one entry."""
    return _sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash over two neighbours."""
    return _sha256(b"\x01" + left + right).digest()


def root(hashes: Sequence[bytes]) -> bytes:
    """The root over leaf hashes, or over the roots of equal complete subtrees, of which the last may be smaller."""
    row = list(hashes)
    while len(row) > 1:
        odd = row[-1:] if len(row) % 2 else []
        row = [_sha256(b"\x01" + left + right).digest() for left, right in zip(row[::2], row[1::2], strict=False)] + odd
    return row[0] if row else EMPTY


def reading(leaves: Sequence[bytes]) -> ReadHash:
    """Reads the hashes of complete subtrees over leaf hashes that are at hand."""
    rows = [list(leaves)]
    while len(rows[-1]) > 1:
        row = rows[-1]
        rows.append([node_hash(left, right) for left, right in zip(row[::2], row[1::2], strict=False)])
    return lambda level, index: rows[level][index]


class Frontier:
    """The right edge of a growing tree: enough to append and to know the root, in a hash per bit of the size."""

    def __init__(self, leaves: Iterable[bytes] = ()) -> None:
        self.size = 0
        self._peaks: list[bytes] = []
        for leaf in leaves:
            self.append(leaf)

    def append(self, leaf: bytes) -> None:
        """The tree has one more leaf, of this hash."""
        size, self.size = self.size, self.size + 1
        while size & 1:
            leaf = node_hash(self._peaks.pop(), leaf)
            size >>= 1
        self._peaks.append(leaf)

    def root(self) -> bytes:
        """The root over all leaves so far."""
        return _joined(self._peaks)


def _joined(peaks: Sequence[bytes]) -> bytes:
    """The root over complete subtrees, each smaller than the one before it."""
    if not peaks:
        return EMPTY
    found = peaks[-1]
    for peak in reversed(peaks[:-1]):
        found = node_hash(peak, found)
    return found


def _half(count: int) -> int:
    """The largest power of two below `count`: where a tree of so many leaves is parted."""
    return 1 << ((count - 1).bit_length() - 1)


def range_root(read: ReadHash, low: int, high: int) -> bytes:
    """The root over the leaves `low` up to `high`, where a tree of `high` leaves is parted at `low` (or 0)."""
    peaks = []
    while low < high:
        level = (high - low).bit_length() - 1
        peaks.append(read(level, low >> level))
        low += 1 << level
    return _joined(peaks)


def prove_inclusion(read: ReadHash, index: int, size: int) -> list[bytes]:
    """The proof that leaf `index` is in the tree of `size` leaves, from the leaf upwards; ValueError when it is not."""
    if not 0 <= index < size:
        raise ValueError(f"leaf {index} is not in a tree of {size}")
    low, high, found = 0, size, []
    while high - low > 1:
        middle = low + _half(high - low)
        if index < middle:
            found.append(range_root(read, middle, high))
            high = middle
        else:
            found.append(range_root(read, low, middle))
            low = middle
    return found[::-1]


def prove_consistency(read: ReadHash, old: int, new: int) -> list[bytes]:
    """The proof that the tree of `new` leaves begins with the tree of `old` leaves; empty for equal sizes and for none."""
    if not 0 <= old <= new:
        raise ValueError(f"a tree of {new} leaves does not begin with {old}")
    low, high, found = 0, new, []
    while old not in (0, high):
        middle = low + _half(high - low)
        if old <= middle:
            found.append(range_root(read, middle, high))
            high = middle
        else:
            found.append(range_root(read, low, middle))
            low = middle
    if low:
        found.append(range_root(read, low, high))
    return found[::-1]


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Nothing when `proof` shows the leaf hash at `index` of the tree of that size and root; ProofBroken otherwise."""
    if not 0 <= index < size:
        raise ProofBroken(f"leaf {index} is not in a tree of {size}")
    _check_lengths(leaf, root, *proof)
    place, last = index, size - 1
    for step in proof:
        if last == 0:
            raise ProofBroken("the proof is too long")
        leaf = node_hash(step, leaf) if _stands_right(place, last) else node_hash(leaf, step)
        place, last = _up(place, last)
    if last != 0:
        raise ProofBroken("the proof is too short")
    if leaf != root:
        raise ProofBroken("the proof leads to another root")


def verify_consistency(old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]) -> None:
    """Nothing when `proof` shows that the new tree begins with the old one; ProofBroken otherwise. RFC 9162 §2.1.4.2."""
    if not 0 <= old <= new:
        raise ProofBroken(f"a tree of {new} leaves does not begin with {old}")
    _check_lengths(old_root, new_root, *proof)
    if old in (0, new):
        if proof:
            raise ProofBroken("the proof is too long")
        if old_root != (new_root if old else EMPTY):
            raise ProofBroken("the roots differ at the same size")
        return
    place, last = old - 1, new - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    steps = list(proof) if place else [old_root, *proof]
    _climb(steps, (place, last), (old_root, new_root))


def _climb(steps: list[bytes], at: tuple[int, int], roots: tuple[bytes, bytes]) -> None:
    if not steps:
        raise ProofBroken("the proof is too short")
    place, last = at
    old = new = steps[0]
    for step in steps[1:]:
        if last == 0:
            raise ProofBroken("the proof is too long")
        if _stands_right(place, last):
            old, new = node_hash(step, old), node_hash(step, new)
        else:
            new = node_hash(new, step)
        place, last = _up(place, last)
    if last != 0:
        raise ProofBroken("the proof is too short")
    if old != roots[0]:
        raise ProofBroken("the proof leads to another old root")
    if new != roots[1]:
        raise ProofBroken("the proof leads to another new root")


def _stands_right(place: int, last: int) -> bool:
    return place & 1 == 1 or place == last


def _up(place: int, last: int) -> tuple[int, int]:
    """The places one step up; a right edge without a neighbour climbs until it has one."""
    if place == last:
        while place and not place & 1:
            place, last = place >> 1, last >> 1
    return place >> 1, last >> 1


def _check_lengths(*hashes: bytes) -> None:
    if any(len(found) != HASH for found in hashes):
        raise ProofBroken("a hash is not 32 bytes")
