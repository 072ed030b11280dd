"""Tiles of c2sp.org/tlog-tiles: paths, growth at the right edge, proofs for any size out of whatever is stored."""

import os
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simpul.exchange.log import merkle, tiles
from simpul.exchange.log.merkle import Frontier, leaf_hash
from simpul.exchange.log.tiles import ENTRIES, BadPath, Place, TileBroken

pytestmark = pytest.mark.rules


class Store:
    """Tiles as the table keeps them; counts what is read."""

    def __init__(self) -> None:
        self.tiles: dict[tuple[int, int], bytes] = {}
        self.size, self.root, self.read_places = 0, merkle.EMPTY, []

    def read(self, level, number):
        self.read_places.append((level, number))
        return self.tiles.get((level, number), b"")

    def add(self, entries):
        self.read_places.clear()
        self.size, self.root, changed = tiles.grow(self.read, self.size, entries)
        for level, number, width, content in changed:
            assert len(content) == Place(level, number, width).bytes
            self.tiles[level, number] = content
        return changed


def entry(number):
    return number.to_bytes(32, "big")


PATHS = [
    (Place(0, 0), "tile/0/000"),
    (Place(0, 273, 112), "tile/0/273.p/112"),
    (Place(1, 1, 17), "tile/1/001.p/17"),
    (Place(2, 0, 1), "tile/2/000.p/1"),
    (Place(0, 1234067), "tile/0/x001/x234/067"),
    (Place(ENTRIES, 1000, 255), "tile/entries/x001/000.p/255"),
    (Place(63, 999), "tile/63/999"),
]


@pytest.mark.parametrize(("place", "path"), PATHS)
def test_a_tiles_path_is_that_of_the_specification(place, path):
    assert place.path == path
    assert tiles.parse_path(path) == place


@pytest.mark.parametrize(
    "path",
    [
        "", "tile", "tile/0", "tile/0/", "/tile/0/000", "tile/0/000/", "tile/00/000", "tile/64/000", "tile/-1/000",
        "tile/data/000",
        "tile/0/0", "tile/0/0000", "tile/0/001/000", "tile/0/x000/001", "tile/0/x001", "tile/0/x001/x002", "tile/0/1000",
        "tile/0/000.p/0", "tile/0/000.p/256", "tile/0/000.p/01", "tile/0/000.p/", "tile/0/000.p/300", "tile/0/000.p/1/2",
        "tile/0/000\n", "tile/0/٠٠٠", "tile/entries/000.p", "tile/8/0/000", "tile/0/../000", "tile/0/%30%30%30",
        "tile/0/x999/x999/x999/x999/x999/x999/999",
    ],
)  # fmt: skip
def test_a_path_written_otherwise_is_none(path):
    with pytest.raises(BadPath):
        tiles.parse_path(path)


@given(st.integers(ENTRIES, 63), st.integers(0, 2**55 - 1), st.integers(1, 256))
def test_every_place_is_found_again_by_its_path(level, number, width):
    assert tiles.parse_path(Place(level, number, width).path) == Place(level, number, width)


def test_seventy_thousand_entries_make_the_tiles_of_the_specifications_example():
    store = Store()
    store.add([entry(n) for n in range(70_000)])
    assert sorted((level, number) for level, number in store.tiles if level == 0) == [(0, n) for n in range(274)]
    found = {(level, number): len(tile) // 32 for (level, number), tile in store.tiles.items() if level >= 0}
    assert (found[0, 272], found[0, 273], found[1, 0], found[1, 1], found[2, 0]) == (256, 112, 256, 17, 1)
    assert len(store.tiles[ENTRIES, 0]) == 256 * 34


def test_at_256_entries_there_is_a_full_tile_and_one_hash_above():
    store = Store()
    store.add([entry(n) for n in range(256)])
    assert {place: len(tile) for place, tile in store.tiles.items()} == {(-1, 0): 8704, (0, 0): 8192, (1, 0): 32}
    assert tiles.unbundled(store.tiles[ENTRIES, 0]) == [entry(n) for n in range(256)]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 400), min_size=1, max_size=8))
def test_growing_in_steps_gives_what_growing_at_once_gives(steps):
    store, growing = Store(), Frontier()
    for step in steps:
        fresh = [entry(growing.size + n) for n in range(step)]
        for one in fresh:
            growing.append(leaf_hash(one))
        before = store.size
        store.add(fresh)
        assert (store.size, store.root) == (growing.size, growing.root())
        edge = {(place.level, place.number) for place in tiles.edge(before)}
        assert set(store.read_places) <= edge, "only the right edge is read"
    at_once = Store()
    at_once.add([entry(n) for n in range(store.size)])
    assert at_once.tiles == store.tiles


@pytest.fixture(scope="module")
def stored():
    store = Store()
    store.add([entry(n) for n in range(66_000)])
    return store


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_proofs_for_any_size_come_out_of_the_stored_tiles(stored, data):
    """The stored tiles are wider than the size that is asked about."""
    size = data.draw(st.integers(1, 66_000) | st.sampled_from([1, 255, 256, 257, 511, 512, 65_535, 65_536, 65_537]))
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, size))
    root, old_root = tiles.tree_root(stored.read, size), tiles.tree_root(stored.read, old)
    leaf = leaf_hash(entry(index))
    merkle.verify_inclusion(leaf, index, size, tiles.inclusion(stored.read, index, size), root)
    merkle.verify_consistency(old, old_root, size, root, tiles.consistency(stored.read, old, size))


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_what_a_proof_needs_is_known_beforehand(stored, data):
    size = data.draw(st.integers(1, 66_000))
    index = data.draw(st.integers(0, size - 1))
    wanted = tiles.needed(lambda read: tiles.inclusion(read, index, size))
    stored.read_places.clear()
    tiles.inclusion(stored.read, index, size)
    assert set(stored.read_places) == wanted
    assert len(wanted) <= 6


def test_a_flipped_byte_in_a_tile_changes_the_root():
    store = Store()
    store.add([entry(n) for n in range(300)])
    for place, uses in (((0, 0), True), ((0, 1), True), ((1, 0), False)):
        good = store.tiles[place]
        store.tiles[place] = bytes([good[0] ^ 1]) + good[1:]
        proof = tiles.inclusion(store.read, 5, 300)
        if uses:
            with pytest.raises(merkle.ProofBroken):
                merkle.verify_inclusion(leaf_hash(entry(5)), 5, 300, proof, store.root)
        assert (tiles.tree_root(store.read, 300) == store.root) is (place == (0, 0)), "the root stands on the right edge"
        store.tiles[place] = good
    merkle.verify_inclusion(leaf_hash(entry(5)), 5, 300, tiles.inclusion(store.read, 5, 300), store.root)


def test_a_missing_or_short_tile_is_said_to_be_missing():
    store = Store()
    store.add([entry(n) for n in range(300)])
    store.tiles[0, 1] = store.tiles[0, 1][:-32]
    with pytest.raises(TileBroken, match=r"tile/0/001 is missing or too short"):
        tiles.tree_root(store.read, 300)
    with pytest.raises(TileBroken, match="missing or too short"):
        store.add([entry(300)])


def test_an_entry_of_another_length_is_refused():
    with pytest.raises(ValueError, match="32 bytes"):
        tiles.grow(Store().read, 0, [b"short"])
    with pytest.raises(TileBroken):
        tiles.unbundled(tiles.bundled([entry(1)])[:-1])
    with pytest.raises(TileBroken):
        tiles.unbundled(b"\x00")


def test_fifty_thousand_leaves_a_second_are_no_trouble():
    """The target holds on a free core; a tenth of it is asserted, so that a busy machine does not fail the run."""
    store = Store()
    batches = [[os.urandom(32) for _ in range(5000)] for _ in range(4)]
    began = time.process_time()
    for batch in batches:
        store.add(batch)
    rate = 20_000 / (time.process_time() - began)
    print(f"{rate:,.0f} leaves/s")
    assert rate > 5_000
