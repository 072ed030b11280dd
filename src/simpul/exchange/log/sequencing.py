"""From rows to the log: one process at a time gives waiting records their places, extends the tiles and signs a checkpoint.

SQL for asyncpg, beside the ledger's. Everything a step does is one transaction: records, tiles and checkpoint agree.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import asyncpg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from simpul.exchange.log import notes, tiles
from simpul.exchange.log.bundle import Leaf
from simpul.exchange.log.notes import Checkpoint
from simpul.exchange.log.tiles import BadPath, Changed, ReadTile, TileBroken

LOCK = 0x53494D50_4C4F4700
"""The advisory lock that a sequencing process holds."""
TAKE = "SELECT id, entry FROM exchange_record WHERE seq IS NULL ORDER BY id LIMIT $1"
PLACE = """
UPDATE exchange_record SET seq = $2::bigint + given.place - 1
FROM unnest($1::uuid[]) WITH ORDINALITY AS given(id, place) WHERE exchange_record.id = given.id
"""
READ = """
SELECT tile.level, tile.number, tile.content FROM unnest($1::int[], $2::bigint[]) AS wanted(level, number)
JOIN exchange_tile AS tile ON tile.level = wanted.level AND tile.number = wanted.number
"""
WRITE = """
INSERT INTO exchange_tile (level, number, width, content)
SELECT * FROM unnest($1::int[], $2::bigint[], $3::int[], $4::bytea[])
ON CONFLICT (level, number) DO UPDATE SET width = excluded.width, content = excluded.content
"""
SEAL = "INSERT INTO exchange_checkpoint (size, at, note, cosignatures) VALUES ($1, $2, $3, '')"
NEWEST = "SELECT size, at, note, cosignatures, stamp FROM exchange_checkpoint ORDER BY size DESC LIMIT 1"
BEST = """
SELECT * FROM (
  SELECT size, at, note, cosignatures, stamp FROM exchange_checkpoint WHERE size >= $1 ORDER BY size DESC LIMIT 1000
) AS recent ORDER BY cosignatures <> '' DESC, stamp IS NOT NULL DESC, size DESC LIMIT 1
"""
OF_MESSAGE = """
SELECT seq, body, salt FROM exchange_record
WHERE message = $1 AND seq < $2 AND body IS NOT NULL AND salt IS NOT NULL ORDER BY seq
"""

PLACES = "SELECT max(seq) AS last, count(*) > count(seq) AS waiting FROM exchange_record WHERE message = $1"


class LogDamaged(Exception):
    """The stored tiles do not lead to the last checkpoint's root: nothing more may be signed over them."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A stored checkpoint: its note as the log signed it, the witnesses' lines, the time stamp."""

    size: int
    at: datetime
    note: str
    cosignatures: str
    stamp: bytes | None

    @property
    def whole(self) -> str:
        """The note with every signature."""
        return self.note + self.cosignatures


async def sequence(
    connection: asyncpg.Connection, *, origin: str, key: Ed25519PrivateKey, now: datetime, most: int = 5000
) -> Checkpoint | None:
    """The new checkpoint, stored with its tiles, over at most `most` records more than the last; None when none waited.

    None too when another process is at it. LogDamaged when the stored tiles are not those that were signed last.
    """
    async with connection.transaction(isolation="read_committed"):
        if not await connection.fetchval("SELECT pg_try_advisory_xact_lock($1)", LOCK):
            return None
        waiting = await connection.fetch(TAKE, most)
        if not waiting:
            return None
        before = await newest(connection)
        size = before.size if before else 0
        grown, root, changed = await _grown(connection, before, [row["entry"] for row in waiting])
        await connection.execute(PLACE, [row["id"] for row in waiting], size)
        await _write(connection, changed)
        made = Checkpoint(origin, grown, root)
        await connection.execute(SEAL, grown, now, notes.signed(made.text, origin, key))
        return made


async def _grown(
    connection: asyncpg.Connection, before: Kept | None, entries: Sequence[bytes]
) -> tuple[int, bytes, list[Changed]]:
    """The grown tree, once the tree before it was found to be the one that was signed."""
    size = before.size if before else 0
    read = await _reader(connection, ((place.level, place.number) for place in tiles.edge(size)))
    try:
        if before is not None and tiles.tree_root(read, size) != _root(before):
            raise LogDamaged(f"the tiles are not those of the checkpoint of size {size}")
        return tiles.grow(read, size, entries)
    except TileBroken as broken:
        raise LogDamaged(str(broken)) from None


def _root(kept: Kept) -> bytes:
    return notes.parse_checkpoint(notes.parse(kept.note).text).root


async def _write(connection: asyncpg.Connection, changed: Sequence[Changed]) -> None:
    levels, numbers, widths, contents = zip(*changed, strict=True)
    await connection.execute(WRITE, levels, numbers, widths, contents)


async def _reader(connection: asyncpg.Connection, wanted: Iterable[tuple[int, int]]) -> ReadTile:
    """Reads the wanted tiles, fetched in one query; one that is not stored is empty."""
    places = sorted(set(wanted))
    rows = await connection.fetch(READ, [level for level, _ in places], [number for _, number in places])
    found = {(row["level"], row["number"]): bytes(row["content"]) for row in rows}
    return lambda level, number: found.get((level, number), b"")


async def newest(connection: asyncpg.Connection) -> Kept | None:
    """The newest checkpoint; None for an empty log."""
    return _kept(await connection.fetchrow(NEWEST))


async def newest_cosigned(connection: asyncpg.Connection, size: int) -> Kept | None:
    """Of the newest thousand checkpoints of at least that size the best for a bundle: cosigned, then stamped, then new."""
    return _kept(await connection.fetchrow(BEST, size))


def _kept(row: asyncpg.Record | None) -> Kept | None:
    return None if row is None else Kept(*row.values())


async def add_cosignature(connection: asyncpg.Connection, size: int, line: str) -> None:
    """The checkpoint of that size bears this line too (once)."""
    await connection.execute(
        "UPDATE exchange_checkpoint SET cosignatures = cosignatures || $2"
        " WHERE size = $1 AND position($2 IN cosignatures) = 0",
        size,
        line,
    )


async def keep_stamp(connection: asyncpg.Connection, size: int, stamp: bytes) -> None:
    """The checkpoint of that size has its time stamp."""
    await connection.execute("UPDATE exchange_checkpoint SET stamp = $2 WHERE size = $1", size, stamp)


async def tile_content(connection: asyncpg.Connection, path: str) -> bytes | None:
    """What stands at a path such as `tile/0/000.p/7` of the current tree; None when there is nothing."""
    try:
        place = tiles.parse_path(path)
    except BadPath:
        return None
    content = (await _reader(connection, [(place.level, place.number)]))(place.level, place.number)
    return content[: place.bytes] if len(content) >= place.bytes else None


async def proof_of(connection: asyncpg.Connection, seq: int, size: int) -> list[bytes]:
    """The proof that record `seq` is in the log's first `size`; ValueError (TileBroken among them) when it cannot be."""
    return await _proved(connection, lambda read: tiles.inclusion(read, seq, size))


async def consistency_of(connection: asyncpg.Connection, old: int, new: int) -> list[bytes]:
    """The proof that the log's first `new` records begin with its first `old`: what a witness asks for."""
    return await _proved(connection, lambda read: tiles.consistency(read, old, new))


async def _proved(connection: asyncpg.Connection, prove: Callable[[ReadTile], list[bytes]]) -> list[bytes]:
    return prove(await _reader(connection, tiles.needed(prove)))


async def places_of(connection: asyncpg.Connection, message: str) -> tuple[int | None, bool]:
    """The last place of the message's records in the log (None: none has one), and whether some still wait for theirs."""
    row = await connection.fetchrow(PLACES, message)
    return row["last"], row["waiting"]


async def leaves_of(connection: asyncpg.Connection, message: str, size: int) -> list[Leaf]:
    """The message's records among the log's first `size`, with their proofs; those that were erased are left out."""
    rows = await connection.fetch(OF_MESSAGE, message, size)
    proofs = [await proof_of(connection, row["seq"], size) for row in rows]
    return [
        Leaf(bytes(row["body"]).decode(), bytes(row["salt"]), row["seq"], proof)
        for row, proof in zip(rows, proofs, strict=True)
    ]
