"""The ledger's SQL, for asyncpg: many calls' rows in one statement, one commit (decision 2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

KEEP = """
WITH fresh AS (
  INSERT INTO exchange_nonce (key, nonce, at)
  SELECT DISTINCT ON (r.key, r.nonce) r.key, r.nonce, r.at
  FROM unnest($10::text[], $11::bytea[], $2::timestamptz[]) AS r(key, nonce, at) WHERE r.nonce IS NOT NULL
  ON CONFLICT DO NOTHING RETURNING key, nonce
), kept AS (
  INSERT INTO exchange_record (id, at, message, kind, role, client, service, entry, body, salt)
  SELECT r.id, r.at, r.message, r.kind, r.role, r.client, r.service, r.entry, r.body, r.salt
  FROM unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::bytea[],
              $9::bytea[], $12::bytea[], $10::text[], $11::bytea[])
       AS r(id, at, message, kind, role, client, service, entry, body, salt, key, nonce)
  WHERE r.nonce IS NULL OR EXISTS (SELECT 1 FROM fresh WHERE fresh.key = r.key AND fresh.nonce = r.nonce)
  RETURNING id, at
), bodies AS (
  INSERT INTO exchange_body (record, part, sealed, due_at)
  SELECT b.record, 0, b.sealed, b.due_at
  FROM unnest($1::uuid[], $13::bytea[], $14::timestamptz[]) AS b(record, sealed, due_at)
  JOIN kept ON kept.id = b.record WHERE b.sealed IS NOT NULL
), named AS (
  INSERT INTO exchange_reading (person, record, at)
  SELECT p.person, p.record, kept.at
  FROM unnest($15::uuid[], $16::bytea[]) AS p(record, person) JOIN kept ON kept.id = p.record
)
SELECT id FROM kept
"""
KNOWN = "SELECT true FROM exchange_nonce WHERE key = $1 AND nonce = $2"
SPEND = """
INSERT INTO kernel_limit (key, since, spent) VALUES ($1, $2, $3)
ON CONFLICT (key, since) DO UPDATE SET spent = kernel_limit.spent + $3 RETURNING spent
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One record to keep; `nonce` with its `key` must be new, or the record is not kept. `sealed`: a body's only part.

    `persons`: hashes of whom the call is about; a single empty one where calls name a person and none could be read.
    """

    id: UUID
    at: datetime
    message: str
    kind: str
    role: str
    client: str
    service: str
    entry: bytes
    body: bytes
    salt: bytes
    key: str | None = None
    nonce: bytes | None = None
    sealed: bytes | None = None
    due_at: datetime | None = None
    persons: tuple[bytes, ...] = ()


_ORDER = (
    "id", "at", "message", "kind", "role", "client", "service", "entry", "body", "key", "nonce", "salt", "sealed", "due_at"
)  # fmt: skip


async def keep(connection: asyncpg.Connection, rows: Sequence[Row]) -> set[UUID]:
    """The ids of the rows that are kept, durable when this returns; the others' nonces had been seen before."""
    columns = [[getattr(row, name) for row in rows] for name in _ORDER]
    named = [(row.id, person) for row in rows for person in row.persons]
    whose, persons = [record for record, _ in named], [person for _, person in named]
    return {found["id"] for found in await connection.fetch(KEEP, *columns, whose, persons)}


async def is_known(connection: asyncpg.Connection, row: Row) -> bool:
    """Whether the row's nonce was seen before, so that it would not be kept."""
    return row.nonce is not None and bool(await connection.fetchval(KNOWN, row.key, row.nonce))


async def keep_parts(
    connection: asyncpg.Connection, record: UUID, parts: Sequence[bytes], first: int, due_at: datetime
) -> None:
    """The sealed parts of a large body are kept under its record's id, from part `first` on."""
    rows = [(record, number, sealed, due_at) for number, sealed in enumerate(parts, first)]
    await connection.executemany("INSERT INTO exchange_body (record, part, sealed, due_at) VALUES ($1, $2, $3, $4)", rows)


async def spend(connection: asyncpg.Connection, key: str, since: datetime, calls: int) -> int:
    """How many calls of `key` are spent in the window that began at `since`, these included."""
    return int(await connection.fetchval(SPEND, key, since, calls))
