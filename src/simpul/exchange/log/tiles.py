"""The tree as tiles of 256 hashes, and the entries in bundles: c2sp.org/tlog-tiles.

A tile is addressed by (level, number); level `ENTRIES` means the bundle of the entries themselves. A stored tile may be
wider than the tree that is asked about: a narrower one is its beginning.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from simpul.exchange.log.merkle import HASH, ReadHash, leaf_hash, prove_consistency, prove_inclusion, range_root, root

ReadTile = Callable[[int, int], bytes]
Changed = tuple[int, int, int, bytes]
"""A tile that is new or longer: level, number, width, content."""
FULL = 256
ENTRIES = -1
MOST_LEVELS = 8
"""Levels of a tree of less than 2**63 leaves."""
_PREFIX = 2
_PATH = re.compile(r"tile/(entries|0|[1-9][0-9]?)/((?:x[0-9]{3}/){0,6}[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")


class BadPath(ValueError):
    """The text is no path of a tile."""


class TileBroken(ValueError):
    """A stored tile is missing or shorter than the tree needs."""


@dataclass(frozen=True, slots=True)
class Place:
    """Which tile, and how many hashes (or entries) of it."""

    level: int
    number: int
    width: int = FULL

    @property
    def path(self) -> str:
        """Its path below the log's prefix: `tile/0/x001/067.p/12`."""
        level = "entries" if self.level == ENTRIES else str(self.level)
        groups = [f"{self.number % 1000:03d}"]
        rest = self.number // 1000
        while rest:
            groups.insert(0, f"x{rest % 1000:03d}")
            rest //= 1000
        part = "" if self.width == FULL else f".p/{self.width}"
        return f"tile/{level}/{'/'.join(groups)}{part}"

    @property
    def bytes(self) -> int:
        """How long its content is, where every entry is 32 bytes."""
        return self.width * (_PREFIX + HASH if self.level == ENTRIES else HASH)


def parse_path(text: str) -> Place:
    """The tile a path names; BadPath unless it is written exactly as `Place.path` writes it."""
    found = _PATH.fullmatch(text)
    if found is None or not text.isascii():
        raise BadPath("not the path of a tile")
    level = ENTRIES if found[1] == "entries" else int(found[1])
    place = Place(level, int(found[2].replace("x", "").replace("/", "")), int(found[3] or FULL))
    if level > 63 or place.width > FULL or place.number >= 2**55 or place.path != text:
        raise BadPath("not the path of a tile")
    return place


def bundled(entries: Sequence[bytes]) -> bytes:
    """Entries one behind the other, each after its length."""
    return b"".join(len(entry).to_bytes(_PREFIX, "big") + entry for entry in entries)


def unbundled(content: bytes) -> list[bytes]:
    """The entries of a bundle; TileBroken when it ends within one."""
    found, at = [], 0
    while at < len(content):
        length = int.from_bytes(content[at : at + _PREFIX], "big")
        entry = content[at + _PREFIX : at + _PREFIX + length]
        if at + _PREFIX > len(content) or len(entry) != length:
            raise TileBroken("the bundle ends within an entry")
        found.append(entry)
        at += _PREFIX + length
    return found


def edge(size: int) -> list[Place]:
    """The tiles at the right edge of a tree that are not full, the bundle of entries first: what appending reads."""
    found = [Place(ENTRIES, size // FULL, size % FULL)] if size % FULL else []
    level = 0
    while size:
        if size % FULL:
            found.append(Place(level, size // FULL, size % FULL))
        size //= FULL
        level += 1
    return found


def grow(read_tile: ReadTile, size: int, entries: Sequence[bytes]) -> tuple[int, bytes, list[Changed]]:
    """The tree with these entries (32 bytes each) added: its size, its root, and the tiles that changed, whole.

    Reads nothing but the right edge; TileBroken when that is not there.
    """
    changed: dict[tuple[int, int], bytes] = {}
    if any(len(entry) != HASH for entry in entries):
        raise ValueError("an entry is not 32 bytes")
    _extend(read_tile, (ENTRIES, size), bundled(entries), changed)
    level, count, fresh = 0, size, [leaf_hash(entry) for entry in entries]
    while fresh:
        whole = _extend(read_tile, (level, count), b"".join(fresh), changed)
        fresh = [_tile_root(tile) for tile in whole]
        level, count = level + 1, count // FULL

    def read(level: int, number: int) -> bytes:
        found = changed.get((level, number))
        return read_tile(level, number) if found is None else found

    grown = size + len(entries)
    rows = [(level, number, _width(level, tile), tile) for (level, number), tile in changed.items()]
    return grown, tree_root(read, grown), rows


def _extend(read: ReadTile, at: tuple[int, int], fresh: bytes, changed: dict[tuple[int, int], bytes]) -> list[bytes]:
    """The tiles that became full when `fresh` was put behind the first `at[1]` hashes of level `at[0]`."""
    level, count = at
    number, width = divmod(count, FULL)
    content = (_beginning(read, Place(level, number, width)) if width else b"") + fresh
    step = Place(level, 0).bytes
    tiles = [content[start : start + step] for start in range(0, len(content), step)]
    changed.update({(level, number + place): tile for place, tile in enumerate(tiles)})
    return [tile for tile in tiles if len(tile) == step]


def _beginning(read: ReadTile, place: Place) -> bytes:
    content = read(place.level, place.number)[: place.bytes]
    if len(content) != place.bytes:
        raise TileBroken(f"{place.path} is missing or too short")
    return content


def _width(level: int, content: bytes) -> int:
    return len(content) // Place(level, 0, 1).bytes


def _hashes(content: bytes) -> list[bytes]:
    return [content[at : at + HASH] for at in range(0, len(content), HASH)]


def _tile_root(content: bytes) -> bytes:
    return root(_hashes(content))


def hashes_in(read_tile: ReadTile) -> ReadHash:
    """Reads the hash of any complete subtree out of tiles; each tile is read once. TileBroken when one is not there."""
    kept: dict[tuple[int, int], bytes] = {}

    def read(level: int, index: int) -> bytes:
        (high, low), first = divmod(level, MOST_LEVELS), index << level % MOST_LEVELS
        number, start = divmod(first, FULL)
        content = kept.get((high, number))
        if content is None:
            content = kept[high, number] = read_tile(high, number)
        part = content[start * HASH : (start + (1 << low)) * HASH]
        if len(part) != HASH << low:
            raise TileBroken(f"{Place(high, number).path} is missing or too short")
        return _tile_root(part)

    return read


def tree_root(read_tile: ReadTile, size: int) -> bytes:
    """The root of the tree of the first `size` entries."""
    return range_root(hashes_in(read_tile), 0, size)


def inclusion(read_tile: ReadTile, index: int, size: int) -> list[bytes]:
    """The proof that entry `index` is in the tree of the first `size` entries."""
    return prove_inclusion(hashes_in(read_tile), index, size)


def consistency(read_tile: ReadTile, old: int, new: int) -> list[bytes]:
    """The proof that the tree of the first `new` entries begins with that of the first `old`."""
    return prove_consistency(hashes_in(read_tile), old, new)


def needed(prove: Callable[[ReadTile], object]) -> set[tuple[int, int]]:
    """The (level, number) of each tile that `prove` reads: it runs once over tiles of zeros."""
    wanted: set[tuple[int, int]] = set()

    def blank(level: int, number: int) -> bytes:
        wanted.add((level, number))
        return bytes(FULL * HASH)

    prove(blank)
    return wanted
