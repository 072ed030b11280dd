"""What every node may read of this one: checkpoints and statements; by asyncpg."""

import asyncpg

REGISTER = "SELECT note FROM exchange_trust"
LOG = "SELECT note || cosignatures FROM exchange_checkpoint ORDER BY size DESC LIMIT 1"
_STATEMENTS = "SELECT statement FROM exchange_statement WHERE seq >= $1 ORDER BY seq LIMIT $2"


async def checkpoint(connection: asyncpg.Connection, which: str) -> str | None:
    """The newest checkpoint of the register or the log (REGISTER, LOG); None where there is none."""
    note: str | None = await connection.fetchval(which)
    return note


async def statements(connection: asyncpg.Connection, first: int, most: int) -> list[bytes]:
    """At most so many statements of the register, from number `first` on."""
    return [row["statement"] for row in await connection.fetch(_STATEMENTS, first, most)]
