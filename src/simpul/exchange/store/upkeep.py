"""The data path's regular work on the database, by asyncpg: what is due is erased."""

from datetime import datetime, timedelta

import asyncpg

from simpul.exchange.wire.signing import NONCE_KEPT

_NONCES = "DELETE FROM exchange_nonce WHERE at < $1"
_BODIES = """
WITH old AS (SELECT record, part FROM exchange_body WHERE due_at < $1 ORDER BY due_at LIMIT 2000)
DELETE FROM exchange_body b USING old WHERE b.record = old.record AND b.part = old.part
"""
_RECORDS = """
WITH old AS (SELECT id FROM exchange_record WHERE at < $1 AND body IS NOT NULL AND seq IS NOT NULL ORDER BY at LIMIT 2000)
UPDATE exchange_record r SET body = NULL, salt = NULL FROM old WHERE r.id = old.id
"""

_CHECKPOINTS = """
WITH old AS (
  SELECT size, row_number() OVER (PARTITION BY date_trunc('hour', at) ORDER BY size DESC) AS place
  FROM exchange_checkpoint WHERE at < $1 AND stamp IS NULL
)
DELETE FROM exchange_checkpoint c USING old WHERE c.size = old.size AND old.place > 1
"""


async def erase(connection: asyncpg.Connection, now: datetime, record_days: int) -> None:
    """What is due is gone: nonces, bodies, the words of records, and checkpoints that others stand in for.

    Of checkpoints older than a day the last of each hour stays, and every time-stamped one: proofs lead to any later one.
    """
    await connection.execute(_NONCES, now - timedelta(seconds=NONCE_KEPT))
    await connection.execute(_BODIES, now)
    await connection.execute(_RECORDS, now - timedelta(days=record_days))
    await connection.execute(_CHECKPOINTS, now - timedelta(days=1))
