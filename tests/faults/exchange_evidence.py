"""What must hold of two nodes' evidence logs after any fault, computed anew from what their tables hold."""

import asyncio
import hashlib
import json
import random
from base64 import b64decode, b64encode
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import asyncpg
from tests.faults.exchange_callers import Line, Seen
from tests.faults.exchange_nodes import ExchangeNode, Town

from simpul.exchange.log import merkle, notes
from simpul.exchange.log.sequencing import consistency_of
from simpul.exchange.log.verify import lines, verify
from simpul.exchange.outside.keyring import keyring_of

PREFIX = b"simpul-record-v1\n"
SAFE = {"GET", "HEAD", "OPTIONS", "TRACE"}
PATIENCE = 60.0
SEQUENCED = "SELECT count(*) = 0 FROM exchange_record WHERE seq IS NULL"
COSIGNED = "SELECT cosignatures <> '' FROM exchange_checkpoint ORDER BY size DESC LIMIT 1"
RECORDS = "SELECT id, seq, message, kind, role, entry, body, salt FROM exchange_record ORDER BY seq"
CHECKPOINTS = "SELECT size, at, note, cosignatures FROM exchange_checkpoint ORDER BY size"
BODIES = "SELECT record, part, sealed FROM exchange_body ORDER BY record, part"


@dataclass
class Log:
    """A node's log as its tables hold it: records, what they say, checkpoints as (size, root, note, cosignatures)."""

    node: ExchangeNode
    records: list[asyncpg.Record]
    said: list[dict[str, Any]]
    checkpoints: list[tuple[int, bytes, str, str]]

    def of(self, kind: str) -> dict[str, dict[str, Any]]:
        """What the records of a kind say, by message."""
        return {one["message"]: one for one in self.said if one["kind"] == kind}


async def settle(town: Town) -> None:
    """Every record has its place in both logs, and each newest checkpoint is cosigned."""
    for node in town.nodes.values():
        await settled(node)


async def settled(node: ExchangeNode) -> Log:
    """The node's log, once it is complete and cosigned."""
    connection = await asyncpg.connect(node.url)
    try:
        async with asyncio.timeout(PATIENCE):
            while not (await connection.fetchval(SEQUENCED) and await connection.fetchval(COSIGNED)):  # noqa: ASYNC110
                await asyncio.sleep(0.1)
    finally:
        await connection.close()
    return await read(node)


async def read(node: ExchangeNode) -> Log:
    """The node's log at a moment when every record has its place: whole nodes go on asking one another meanwhile."""
    connection = await asyncpg.connect(node.url)
    try:
        async with asyncio.timeout(PATIENCE):
            while (found_at_once := await _at_once(connection)) is None:  # noqa: ASYNC110
                await asyncio.sleep(0.1)
    finally:
        await connection.close()
    records, checkpoints = found_at_once
    log = keyring_of(node.settings).log.public_key()
    key = notes.verifier(f"simpul.log/{node.path}", log)
    found = []
    for row in checkpoints:
        checkpoint = notes.parse_checkpoint(notes.opened(row["note"], key).text)
        assert checkpoint.size == row["size"]
        found.append((checkpoint.size, checkpoint.root, row["note"], row["cosignatures"]))
    return Log(node, records, [json.loads(row["body"]) for row in records], found)


async def _at_once(connection: asyncpg.Connection) -> tuple[list[asyncpg.Record], list[asyncpg.Record]] | None:
    """Records and checkpoints of one snapshot; None while a record in it waits for its place."""
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        if not await connection.fetchval(SEQUENCED):
            return None
        return await connection.fetch(RECORDS), await connection.fetch(CHECKPOINTS)


async def nothing_is_lost(town: Town, seen: Seen, *, proofs: int = 40) -> dict[str, int]:
    """Every invariant of the campaign; the figures that a report wants."""
    logs = {path: await read(node) for path, node in town.nodes.items()}
    for log in logs.values():
        log_is_whole(log)
        nothing_stands_twice(log)
        await log_only_grew(log, town.chance)
        await bodies_hold(log)
    await witnessed(town, logs)
    answered_is_in_both(logs, seen)
    reached_is_recorded(town, logs)
    reached_once(town)
    sample = town.chance.sample(sorted(seen.answered), min(proofs, len(seen.answered)))
    await proofs_hold(town, sample, {"answered", "received"})
    cut = sorted({call.message for call in town.backend.reached} - set(seen.answered))
    await proofs_hold(town, town.chance.sample(cut, min(proofs // 4, len(cut))), {"received"})
    sizes = {path: len(log.records) for path, log in logs.items()}
    return {
        "answered": len(seen.answered),
        "reached": len(town.backend.reached),
        "lost": seen.lost,
        **seen.refused,
        **sizes,
    }


def log_is_whole(log: Log) -> None:
    """Places are 0, 1, 2 …; each entry commits to its record; each checkpoint's root is that over the records before it."""
    places = [row["seq"] for row in log.records]
    odd = [(at, place) for at, place in enumerate(places) if at != place][:3]
    assert not odd, f"places are missing or taken twice: {odd} of {len(places)}"
    for row in log.records:
        assert row["entry"] == hashlib.sha256(PREFIX + row["salt"] + row["body"]).digest(), row["id"]
    roots = roots_at({size for size, *_ in log.checkpoints}, [row["entry"] for row in log.records])
    assert {size: root for size, root, *_ in log.checkpoints} == roots
    assert log.checkpoints[-1][0] == len(log.records), "the last checkpoint is not over all records"


def roots_at(sizes: set[int], entries: Sequence[bytes]) -> dict[int, bytes]:
    """RFC 6962's root over the first `size` entries, for each of these sizes."""
    found, peaks = {}, []
    for count, entry in enumerate(entries, 1):
        peaks.append(hashlib.sha256(b"\0" + entry).digest())
        for _ in range((count & -count).bit_length() - 1):
            right, left = peaks.pop(), peaks.pop()
            peaks.append(hashlib.sha256(b"\1" + left + right).digest())
        if count in sizes:
            whole = peaks[-1]
            for peak in peaks[-2::-1]:
                whole = hashlib.sha256(b"\1" + peak + whole).digest()
            found[count] = whole
    return found


def nothing_stands_twice(log: Log) -> None:
    """A message has one record of each kind at most; what was answered had been received before; a refusal stands alone."""
    kinds: dict[str, list[str]] = defaultdict(list)
    for row, said in zip(log.records, log.said, strict=True):
        assert (row["message"], row["kind"], row["role"]) == (said["message"], said["kind"], said["role"])
        kinds[row["message"]].append(row["kind"])
    wrong = {m: k for m, k in kinds.items() if sorted(k) not in (["received"], ["answered", "received"], ["refused"])}
    assert wrong == {}, f"{log.node.path}: {len(wrong)} messages, such as {dict(list(wrong.items())[:3])}"
    requests = Counter((said["request"], said["kind"]) for said in log.said)
    assert max(requests.values(), default=1) == 1, "a request stands twice"


async def log_only_grew(log: Log, chance: random.Random, sample: int = 60) -> None:
    """Proofs out of the stored tiles hold: between checkpoints that are neighbours, and from the first to the last."""
    pairs = list(zip(log.checkpoints, log.checkpoints[1:], strict=False))
    chosen = [*chance.sample(pairs, min(sample, len(pairs))), (log.checkpoints[0], log.checkpoints[-1])]
    connection = await asyncpg.connect(log.node.url)
    try:
        for (old, old_root, *_), (new, new_root, *_) in chosen:
            proof = await consistency_of(connection, old, new)
            merkle.verify_consistency(old, old_root, new, new_root, proof)
    finally:
        await connection.close()


async def witnessed(town: Town, logs: Mapping[str, Log]) -> None:
    """Each cosignature is the other node's and holds; what the other remembers of this log is its newest checkpoint."""
    for path, log in logs.items():
        (other,) = (node for node in town.nodes.values() if node.path != path)
        key = keyring_of(other.settings).witness.public_key()
        witness = notes.verifier(f"simpul.witness/{other.path}", key, notes.COSIGNATURE)
        for size, _, note, cosignatures in log.checkpoints:
            for line in cosignatures.splitlines():
                assert notes.check(notes.parse(note).text, notes.parse_line(line), witness), size
        connection = await asyncpg.connect(other.url)
        try:
            remembered = "SELECT size, root FROM exchange_witnessed WHERE origin = $1"
            row = await connection.fetchrow(remembered, f"simpul.log/{path}")
        finally:
            await connection.close()
        newest = log.checkpoints[-1]
        assert newest[3], f"{path}: the newest checkpoint is not cosigned"
        assert tuple(row) == newest[:2], f"{other.path} remembers another log of {path}"


def answered_is_in_both(logs: Mapping[str, Log], seen: Seen) -> None:
    """What a caller saw answered is in both logs, received and answered, with the digests of what it sent and got."""
    for path, log in logs.items():
        received, answered = log.of("received"), log.of("answered")
        lost = [message for message in seen.answered if message not in received or message not in answered]
        assert lost == [], f"{path}: {len(lost)} answered calls are not in the log, such as {lost[:3]}"
        for message, call in seen.answered.items():
            first, last = received[message], answered[message]
            assert (first["request"], last["request"], last["status"]) == (call.request, call.request, 200), message
            assert (first["digest"], last["digest"]) == (_digest(call.asked), _digest(call.answered)), message
            assert first["method"] == call.method
            assert "fault" not in last, message


def _digest(hexadecimal: str) -> str:
    return f"sha-256=:{b64encode(bytes.fromhex(hexadecimal)).decode()}:"


def reached_is_recorded(town: Town, logs: Mapping[str, Log]) -> None:
    """What reached the back end was received, at the node that sent it and at the node that served it."""
    for path, log in logs.items():
        received = log.of("received")
        lost = [call for call in town.backend.reached if call.message not in received]
        assert lost == [], f"{path}: {len(lost)} calls reached the back end without a record, such as {lost[:3]}"
        for call in town.backend.reached:
            assert (received[call.message]["request"], received[call.message]["method"]) == (call.request, call.method)
            sent_on = call.method not in ("GET", "DELETE")  # with these no body goes on to the back end
            assert not sent_on or received[call.message]["digest"] == _digest(call.digest)


def reached_once(town: Town) -> None:
    """The back end saw no request twice, unless its method may be repeated."""
    times = Counter(call.request for call in town.backend.reached if call.method not in SAFE)
    assert [request for request, count in times.items() if count > 1] == []


async def bodies_hold(log: Log) -> None:
    """The body of each record is there in whole, opens, and is the one that the record's digest names."""
    wanted = {
        row["id"]: (said["size"], said["digest"]) for row, said in zip(log.records, log.said, strict=True) if said["size"]
    }
    digests = {record: hashlib.sha256() for record in wanted}
    sizes: Counter[Any] = Counter()
    parts: Counter[Any] = Counter()
    connection = await asyncpg.connect(log.node.url)
    try:
        async with connection.transaction():
            async for row in connection.cursor(BODIES):
                if row["record"] not in wanted:
                    continue  # parts of a large body whose call died before its record: erased when due
                assert row["part"] == parts[row["record"]], "a part of a body is missing"
                plain = log.node.vault.opened(row["sealed"])
                digests[row["record"]].update(plain)
                sizes[row["record"]] += len(plain)
                parts[row["record"]] += 1
    finally:
        await connection.close()
    for record, (size, digest) in wanted.items():
        kept = (sizes[record], parts[record])
        assert sizes[record] == size, f"{log.node.path}: of the body of {record} ({size} bytes) only {kept} is kept"
        assert digests[record].digest() == b64decode(digest.removeprefix("sha-256=:").removesuffix(":"))


async def proofs_hold(town: Town, messages: Sequence[str], wanted: set[str]) -> None:
    """Both nodes give a bundle for each of these messages, which proves the wanted kinds of records offline."""
    for node in town.nodes.values():
        line = Line(node.ports[0])
        for message in messages:
            status, _, bundle = await line.ask("GET", f"/proof/{quote(message)}", {"X-Road-Client": node.path})
            assert status == 200, (node.path, message, status, bundle)
            verdict = verify(bundle, register_key=town.world.vkey, now=datetime.now(UTC))
            kinds = {json.loads(one["record"])["kind"] for one in json.loads(bundle)["records"]}
            assert verdict.ok, "\n".join(lines(verdict))
            assert (verdict.message, verdict.node, verdict.witnesses) == (message, node.path, 1)
            assert wanted <= kinds <= {"answered", "received"}
        line.close()
