"""The feed in pieces: put together they are the whole, compressed and not, whatever changed in between."""

import gzip
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simpul.disaster.live.bundle import PER_CHUNK, Bundle, gzipped, piece

pytestmark = pytest.mark.rules
CHANGES = st.lists(st.tuples(st.booleans(), st.integers(1, 4 * PER_CHUNK), st.text(max_size=20)), max_size=60)


@given(st.lists(st.binary(max_size=2000), max_size=8))
def test_pieces_make_one_gzip_file(parts):
    whole = b"".join(parts)
    assert gzip.decompress(gzipped([piece(part) for part in parts], whole)) == whole


@settings(deadline=None)
@given(CHANGES)
def test_a_bundle_is_its_features_the_newest_first(changes):
    bundle, known = Bundle(), {}
    for is_there, number, word in changes:
        if is_there:
            known[number] = word
            bundle.put(number, json.dumps([number, word]).encode())
        else:
            known.pop(number, None)
            bundle.drop(number)
        inside = b"".join(one.plain for one in bundle.pieces())
        assert json.loads(b"[" + inside + b"]") == [[at, known[at]] for at in sorted(known, reverse=True)]


def test_only_what_changed_is_compressed_again():
    bundle = Bundle()
    for number in range(1, 3 * PER_CHUNK):
        bundle.put(number, b"%d" % number)
    before = bundle.pieces()
    bundle.put(2, b"22")
    after = bundle.pieces()
    assert [one is other for one, other in zip(before, after, strict=True)] == [True, True, False]
