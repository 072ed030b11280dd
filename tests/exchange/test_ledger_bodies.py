"""A large body and its record become durable together or not at all, and a known message leaves no body behind."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import pytest

from simpul.exchange.gateway.body import IN_MEMORY, Body, Intake, Vault
from simpul.exchange.gateway.committing import LogAway
from simpul.exchange.gateway.ledger import Ledger, Replayed
from simpul.exchange.store.ledger import Row
from simpul.kernel.ids import RandomIds

PARTS = 9
NOW = datetime.now(UTC)
DUE = NOW + timedelta(days=1)
COUNTS = """
SELECT (SELECT count(*) FROM exchange_record) AS records, (SELECT count(*) FROM exchange_body) AS parts,
       (SELECT count(*) FROM exchange_nonce) AS nonces
"""


class BreaksOff(Body):
    """A body whose disk fails in the midst of it."""

    def sealed_parts(self) -> Iterator[bytes]:
        for number, part in enumerate(super().sealed_parts()):
            if number == PARTS - 2:
                raise OSError("the disk has failed")
            yield part


def large(folder: Path, kind: type[Body] = Body) -> Body:
    intake = Intake(Vault(bytes(32), folder), 2 * PARTS * IN_MEMORY)
    intake.feed(bytes(PARTS * IN_MEMORY - 1))
    body = intake.body()
    return body if kind is Body else kind.spooled(intake._spool, Vault(bytes(32), folder))


def row(nonce: bytes) -> Row:
    names = {"message": "uji", "kind": "received", "role": "provider", "client": "c", "service": "s"}
    return Row(id=RandomIds().new(), at=NOW, entry=bytes(32), body=b"{}", salt=bytes(16), key="k", nonce=nonce, **names)


@asynccontextmanager
async def ledger_at(url: str) -> AsyncIterator[Ledger]:
    async with asyncpg.create_pool(url, min_size=1, max_size=3) as pool:
        ledger = Ledger(pool, lambda: asyncpg.connect(url))
        yield ledger
        await ledger.close()


async def counted(ledger: Ledger) -> tuple[int, int, int]:
    async with ledger.connection() as connection:
        return tuple(await connection.fetchrow(COUNTS))


def test_a_record_whose_body_cannot_be_kept_is_not_kept_either(database_url, tmp_path):
    async def keeping() -> None:
        async with ledger_at(database_url) as ledger:
            with pytest.raises(LogAway):
                await ledger.keep_with_body(row(b"n"), large(tmp_path, BreaksOff), DUE)
            assert await counted(ledger) == (0, 0, 0)
            await ledger.keep_with_body(row(b"n"), large(tmp_path), DUE)
            assert await counted(ledger) == (1, PARTS, 1)

    asyncio.run(keeping())


def test_a_known_message_leaves_no_body_one_after_another_or_all_at_once(database_url, tmp_path):
    async def keeping() -> None:
        async with ledger_at(database_url) as ledger:
            tries = [ledger.keep_with_body(row(b"n"), large(tmp_path), DUE) for _ in range(3)]
            ends = await asyncio.gather(*tries, return_exceptions=True)
            assert sorted(type(end).__name__ for end in ends) == ["NoneType", "Replayed", "Replayed"]
            with pytest.raises(Replayed):
                await ledger.keep_with_body(row(b"n"), large(tmp_path), DUE)
            with pytest.raises(Replayed):
                await ledger.keep(row(b"n"))
            assert await counted(ledger) == (1, PARTS, 1)

    asyncio.run(keeping())
