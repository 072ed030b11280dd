"""From rows to the log, on the real PostgreSQL: places, tiles, checkpoints and proofs agree, and nothing else is signed."""

import asyncio
import hashlib
from datetime import UTC, datetime
from itertools import pairwise
from uuid import UUID

import asyncpg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.exchange.outside_log import bundles as world

from simpul.exchange.log import bundle as bundles
from simpul.exchange.log import merkle, notes, sequencing, tiles
from simpul.exchange.log.gathering import Source, gathered
from simpul.exchange.log.records import entry as entry_of
from simpul.exchange.log.sequencing import LogDamaged
from simpul.exchange.log.verify import verify

ORIGIN = f"simpul.log/{world.BPBD}"
KEY = world.LOGS[world.BPBD]
BY = notes.verifier(ORIGIN, KEY)
NOW = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
INSERT = """
INSERT INTO exchange_record (id, at, message, kind, role, client, service, entry, body, salt)
VALUES ($1, $2, $3, 'received', 'provider', 'c', 's', $4, $5, $6)
"""


def on(url, use):
    """What `use(connection)` returns."""

    async def run():
        connection = await asyncpg.connect(url)
        try:
            return await use(connection)
        finally:
            await connection.close()

    return asyncio.run(run())


def entry(number):
    return hashlib.sha256(b"%d" % number).digest()


async def add(connection, first, count):
    rows = [(UUID(int=n + 1), NOW, f"m{n}", entry(n), None, None) for n in range(first, first + count)]
    await connection.executemany(INSERT, rows)


async def step(connection, **more):
    return await sequencing.sequence(connection, **({"origin": ORIGIN, "key": KEY, "now": NOW} | more))


def test_waiting_records_get_their_places_in_order_under_a_signed_checkpoint(database_url):
    async def use(connection):
        await add(connection, 0, 700)
        made = await step(connection)
        rows = await connection.fetch("SELECT entry, seq FROM exchange_record ORDER BY id")
        kept = await sequencing.newest(connection)
        assert [row["seq"] for row in rows] == list(range(700))
        assert made == notes.parse_checkpoint(notes.opened(kept.note, BY).text)
        assert (made.origin, made.size) == (ORIGIN, 700)
        assert made.root == merkle.root([merkle.leaf_hash(row["entry"]) for row in rows])
        assert (kept.size, kept.at, kept.cosignatures, kept.stamp) == (700, NOW, "", None)

    on(database_url, use)


def test_nothing_is_signed_where_nothing_waits(database_url):
    async def use(connection):
        assert await step(connection) is None
        assert await sequencing.newest(connection) is None
        await add(connection, 0, 3)
        assert (await step(connection)).size == 3
        assert await step(connection) is None
        assert await connection.fetchval("SELECT count(*) FROM exchange_checkpoint") == 1

    on(database_url, use)


def test_the_log_grows_in_steps_and_every_step_begins_with_the_one_before(database_url):
    async def use(connection):
        first, heads = 0, []
        for count in (1, 254, 1, 1, 300, 4):
            await add(connection, first, count)
            first += count
            heads.append(await step(connection))
        assert [head.size for head in heads] == [1, 255, 256, 257, 557, 561]
        for old, new in pairwise(heads):
            proof = await sequencing.consistency_of(connection, old.size, new.size)
            merkle.verify_consistency(old.size, old.root, new.size, new.root, proof)
        for seq in (0, 255, 256, 560):
            for head in heads:
                if seq < head.size:
                    proof = await sequencing.proof_of(connection, seq, head.size)
                    merkle.verify_inclusion(merkle.leaf_hash(entry(seq)), seq, head.size, proof, head.root)
        with pytest.raises(ValueError, match="not in a tree"):
            await sequencing.proof_of(connection, 561, 561)

    on(database_url, use)


def test_at_most_so_many_are_taken_at_once(database_url):
    async def use(connection):
        await add(connection, 0, 25)
        sizes = [(await step(connection, most=10)).size for _ in range(3)]
        assert sizes == [10, 20, 25]
        assert await step(connection, most=10) is None

    on(database_url, use)


def test_of_two_processes_one_sequences_and_nothing_gets_two_places(database_url):
    async def use(connection):
        await add(connection, 0, 900)
        others = [await asyncpg.connect(database_url) for _ in range(3)]

        async with asyncio.TaskGroup() as group:
            for one in others:
                group.create_task(_drain(one))
        for one in others:
            await one.close()
        seqs = [row["seq"] for row in await connection.fetch("SELECT seq FROM exchange_record ORDER BY seq")]
        assert seqs == list(range(900))
        kept = await sequencing.newest(connection)
        rows = await connection.fetch("SELECT entry FROM exchange_record ORDER BY seq")
        root = merkle.root([merkle.leaf_hash(row["entry"]) for row in rows])
        assert notes.parse_checkpoint(notes.parse(kept.note).text).root == root

    on(database_url, use)


async def _drain(one):
    while await one.fetchval("SELECT count(*) FROM exchange_record WHERE seq IS NULL"):
        await step(one, most=50)


def test_another_process_that_holds_the_lock_is_not_waited_for(database_url):
    async def use(connection):
        await add(connection, 0, 2)
        other = await asyncpg.connect(database_url)
        async with other.transaction():
            assert await other.fetchval("SELECT pg_try_advisory_xact_lock($1)", sequencing.LOCK)
            assert await asyncio.wait_for(step(connection), 5) is None
        assert (await step(connection)).size == 2
        await other.close()

    on(database_url, use)


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE exchange_tile SET content = set_byte(content, 3, get_byte(content, 3) # 1) WHERE level = 0 AND number = 1",
        "UPDATE exchange_tile SET content = set_byte(content, 3, get_byte(content, 3) # 1) WHERE level = 1",
        "DELETE FROM exchange_tile WHERE level = 0 AND number = 1",
        "UPDATE exchange_tile SET content = substr(content, 1, 32) WHERE level = 0 AND number = 1",
        "DELETE FROM exchange_tile WHERE level = -1 AND number = 1",
    ],
)
def test_nothing_is_signed_over_damaged_tiles_and_nothing_is_half_done(database_url, damage):
    async def use(connection):
        await add(connection, 0, 300)
        await step(connection)
        await connection.execute(damage)
        await add(connection, 300, 5)
        with pytest.raises(LogDamaged):
            await step(connection)
        assert await connection.fetchval("SELECT count(*) FROM exchange_record WHERE seq IS NULL") == 5
        assert await connection.fetchval("SELECT count(*) FROM exchange_checkpoint") == 1

    on(database_url, use)


def test_every_path_of_the_current_tree_is_served_and_no_other(database_url):
    async def use(connection):
        await add(connection, 0, 300)
        await step(connection)
        leaves = [merkle.leaf_hash(entry(n)) for n in range(300)]
        served = {p: await sequencing.tile_content(connection, p) for p in PATHS}
        assert served["tile/0/000"] == b"".join(leaves[:256])
        assert served["tile/0/000.p/7"] == b"".join(leaves[:7])
        assert served["tile/0/001.p/44"] == b"".join(leaves[256:])
        assert served["tile/1/000.p/1"] == merkle.root(leaves[:256])
        assert tiles.unbundled(served["tile/entries/000"]) == [entry(n) for n in range(256)]
        assert tiles.unbundled(served["tile/entries/001.p/3"]) == [entry(n) for n in range(256, 259)]
        assert [p for p, content in served.items() if content is None] == PATHS[6:]

    on(database_url, use)


PATHS = [
    "tile/0/000", "tile/0/000.p/7", "tile/0/001.p/44", "tile/1/000.p/1", "tile/entries/000", "tile/entries/001.p/3",
    "tile/0/001", "tile/0/001.p/45", "tile/0/002", "tile/1/000", "tile/2/000", "tile/0/x000/001", "tile/8/0/000", "",
    "tile/-1/000", "tile/0/x030/x000/x000/x000/x000/000", "checkpoint", "tile/0/000.p/300", "tile/0/' OR 1=1 --",
]  # fmt: skip


def test_cosignatures_and_stamps_are_kept_beside_the_checkpoint(database_url):
    async def use(connection):
        for first in (0, 2):
            await add(connection, first, 2)
            await step(connection)
        text = notes.parse((await sequencing.newest(connection)).note).text
        lines = [notes.cosign(text, "simpul.witness/a", Ed25519PrivateKey.generate(), n).line for n in range(2)]
        for line in (*lines, lines[0]):
            await sequencing.add_cosignature(connection, 4, line)
        await sequencing.keep_stamp(connection, 4, b"stamp")
        kept = await sequencing.newest(connection)
        assert kept.whole == kept.note + lines[0] + lines[1]
        assert kept.stamp == b"stamp"
        assert len(notes.opened(kept.whole, BY).signatures) == 3
        await add(connection, 4, 1)
        await step(connection)
        assert (await sequencing.newest_cosigned(connection, 1)).size == 4
        assert (await sequencing.newest_cosigned(connection, 5)).size == 5
        assert await sequencing.newest_cosigned(connection, 6) is None

    on(database_url, use)


def test_a_call_in_the_database_becomes_a_bundle_that_holds(database_url):
    async def use(connection):
        await add(connection, 0, 300)
        leaves = [
            bundles.Leaf(world.canonical(said), hashlib.sha256(b"%d" % n).digest()[:16], n, ())
            for n, said in enumerate(world.Call().records())
        ]
        rows = [(UUID(int=400 + n.seq), NOW, world.MESSAGE, entry_of(n), n.record.encode(), n.salt) for n in leaves]
        await connection.executemany(INSERT, rows)
        await step(connection)
        await add(connection, 500, 40)
        head = await step(connection)
        kept = await sequencing.newest_cosigned(connection, 302)
        cosigned = notes.cosign(head.text, f"simpul.witness/{world.DINKES}", world.WITNESSES[world.DINKES], 1_700_000_000)
        found = await sequencing.leaves_of(connection, world.MESSAGE, kept.size)
        source = Source(world.REGISTER_VKEY, world.sealed(world.statements()), world.statements())
        made = gathered(found, kept.whole + cosigned.line, source, message=world.MESSAGE, node=world.BPBD)
        verdict = verify(bundles.written(made), register_key=world.REGISTER_VKEY, now=NOW)
        assert verdict.ok, [check for check in verdict.checks if not check.ok]
        assert (verdict.witnesses, [leaf.seq for leaf in found]) == (1, [300, 301])
        await connection.execute("UPDATE exchange_record SET body = NULL, salt = NULL WHERE seq = 300")
        assert [leaf.seq for leaf in await sequencing.leaves_of(connection, world.MESSAGE, kept.size)] == [301]
        assert await sequencing.leaves_of(connection, world.MESSAGE, 300) == []

    on(database_url, use)
