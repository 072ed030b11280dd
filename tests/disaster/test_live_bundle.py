"""Documents in pieces: put together they are the whole, compressed and not, whatever changed in between."""

import gzip
import zlib
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simpul.disaster.live.bundle import checksum, digest_of, gzipped, listed, piece
from simpul.disaster.live.leaves import PER_LEAF, Entry, Leaves
from simpul.disaster.live.rows import Row

pytestmark = pytest.mark.rules
CHANGES = st.lists(st.tuples(st.booleans(), st.integers(1, 4 * PER_LEAF), st.integers(0, 3)), max_size=80)
AT = datetime(2026, 11, 23, 5, tzinfo=UTC)


def entry(number, at=0):
    empty = dict.fromkeys(Row._fields) | {"id": str(number), "number": number, "training": False}
    return Entry(at, Row(**empty), b"%d" % number)


def order(leaves):
    return [(one.at, one.row.number) for leaf in leaves.cut() for one in leaf.entries]


@given(st.lists(st.binary(max_size=2000), max_size=8))
def test_pieces_make_one_gzip_file(parts):
    whole = b"".join(parts)
    pieces = [piece(part) for part in parts]
    assert gzip.decompress(gzipped(pieces)) == whole
    assert checksum(pieces) == zlib.crc32(whole)


@given(st.lists(st.lists(st.binary(min_size=1, max_size=20), min_size=1, max_size=4), max_size=5))
def test_a_list_in_pieces_has_its_commas(groups):
    pieces = listed([piece(*group) for group in groups])
    flat = [part for group in groups for part in group]
    assert b"".join(one.plain for one in pieces) == b",".join(flat)


@settings(deadline=None)
@given(CHANGES)
def test_leaves_hold_what_was_put_the_newest_first(changes):
    leaves, known = Leaves(), {}
    for is_there, number, at in changes:
        if number in known:
            leaves.drop(known.pop(number).place)
        if is_there:
            known[number] = entry(number, at)
            leaves.put(known[number])
        assert leaves.count == len(known)
        assert order(leaves) == sorted(((one.at, n) for n, one in known.items()), key=lambda pair: (-pair[0], pair[1]))


@settings(deadline=None, max_examples=20)
@given(st.sets(st.integers(1, 4 * PER_LEAF)), st.randoms(use_true_random=False))
def test_where_leaves_are_cut_does_not_depend_on_the_way_there(missing, chance):
    """Two workers that saw the same reports in another order give the same document the same name."""
    one, other = Leaves(), Leaves()
    entries = [entry(number, number // 5) for number in range(1, 4 * PER_LEAF) if number not in missing]
    for leaves in (one, other):
        chance.shuffle(entries)
        for each in entries:
            leaves.put(each)
        for each in entries[: len(entries) // 2]:  # gone and back again
            leaves.drop(each.place)
            leaves.put(each)
    assert [leaf.entries for leaf in one.cut()] == [leaf.entries for leaf in other.cut()]


def test_only_what_changed_is_another_leaf():
    leaves = Leaves()
    for number in range(1, 3 * PER_LEAF):
        leaves.put(entry(number, number))
    before = leaves.cut()
    leaves.drop((2, -2))
    leaves.put(entry(2, 2))
    assert [one is other for one, other in zip(before, leaves.cut(), strict=True)] == [True, True, False]


def test_a_document_is_named_by_its_content():
    assert digest_of([piece(b"a"), piece(b"b")]) == digest_of([piece(b"a"), piece(b"b")])
    assert digest_of([piece(b"a"), piece(b"b")]) != digest_of([piece(b"a"), piece(b"c")])
