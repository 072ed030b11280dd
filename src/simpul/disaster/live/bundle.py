"""The live features in chunks, so that one changed report costs one chunk's compression and not that of five thousand.

A gzip stream may be put together from pieces that were compressed each by itself (RFC 1951 § 3.2.3: blocks that end at a
whole byte, none looking back over its own beginning). The pieces are cut by report number, alike in every worker.
"""

import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field

PER_CHUNK = 64
_LEVEL = 6
_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
_LAST = b"\x03\x00"


@dataclass(frozen=True, slots=True)
class Piece:
    """Bytes of a feed and the same, deflated."""

    plain: bytes
    packed: bytes


def piece(plain: bytes) -> Piece:
    """The piece of these bytes."""
    deflate = zlib.compressobj(_LEVEL, zlib.DEFLATED, -15)
    return Piece(plain, deflate.compress(plain) + deflate.flush(zlib.Z_SYNC_FLUSH))


def gzipped(pieces: Iterable[Piece], whole: bytes) -> bytes:
    """The gzip file of `whole`, which the pieces make up in this order."""
    end = struct.pack("<LL", zlib.crc32(whole), len(whole) & 0xFFFFFFFF)
    return b"".join((_HEAD, *(one.packed for one in pieces), _LAST, end))


@dataclass(slots=True)
class _Chunk:
    features: dict[int, bytes] = field(default_factory=dict)
    made: Piece | None = None
    leads: bool = False


class Bundle:
    """Features by report number, and their pieces as they were last made."""

    def __init__(self) -> None:
        self._chunks: dict[int, _Chunk] = {}

    def put(self, number: int, feature: bytes) -> None:
        """The feature stands under this number."""
        chunk = self._chunks.setdefault(number // PER_CHUNK, _Chunk())
        chunk.features[number] = feature
        chunk.made = None

    def drop(self, number: int) -> None:
        """No feature stands under this number."""
        key = number // PER_CHUNK
        chunk = self._chunks.get(key)
        if chunk is not None and chunk.features.pop(number, None) is not None:
            chunk.made = None
            if not chunk.features:
                del self._chunks[key]

    def pieces(self) -> list[Piece]:
        """The features as the inside of a JSON array, the highest number first."""
        keys = sorted(self._chunks, reverse=True)
        return [_piece_of(self._chunks[key], leads=place == 0) for place, key in enumerate(keys)]


def _piece_of(chunk: _Chunk, *, leads: bool) -> Piece:
    """The chunk's piece; it begins with a comma unless it leads."""
    if chunk.made is None or chunk.leads is not leads:
        inside = b",".join(chunk.features[number] for number in sorted(chunk.features, reverse=True))
        chunk.made, chunk.leads = piece(inside if leads else b"," + inside), leads
    return chunk.made
