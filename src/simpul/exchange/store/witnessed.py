"""What this node cosigned last of each log; by asyncpg."""

from datetime import datetime

import asyncpg

_LOCK = "SELECT pg_advisory_xact_lock(1397312855, hashtext($1))"
_READ = "SELECT size, root FROM exchange_witnessed WHERE origin = $1"
_KEEP = """
INSERT INTO exchange_witnessed (origin, size, root, at) VALUES ($1, $2, $3, $4)
ON CONFLICT (origin) DO UPDATE SET size = $2, root = $3, at = $4
"""


async def locked(connection: asyncpg.Connection, origin: str) -> tuple[int, bytes] | None:
    """(size, root) that was cosigned last, None for nothing; nobody else decides on this log until the transaction ends."""
    await connection.execute(_LOCK, origin)
    row = await connection.fetchrow(_READ, origin)
    return None if row is None else (row["size"], row["root"])


async def remember(connection: asyncpg.Connection, origin: str, cosigned: tuple[int, bytes], at: datetime) -> None:
    """This is what was cosigned last."""
    await connection.execute(_KEEP, origin, *cosigned, at)
