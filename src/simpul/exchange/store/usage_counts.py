"""The data path's counts as rows, by asyncpg: what every worker counted adds up."""

from collections.abc import Sequence
from datetime import datetime

import asyncpg

Count = tuple[datetime, str, str, str, str, int, int, int]
"""The minute, side, service, client, outcome, bucket of its time, calls, microseconds in all."""
_ADD = """
INSERT INTO exchange_usage (minutes, at, side, service, client, outcome, bucket, calls, total_us)
SELECT 1, c.* FROM unnest($1::timestamptz[], $2::text[], $3::text[], $4::text[], $5::text[], $6::smallint[],
                          $7::bigint[], $8::bigint[]) AS c
ON CONFLICT (minutes, at, side, service, client, outcome, bucket)
DO UPDATE SET calls = exchange_usage.calls + excluded.calls, total_us = exchange_usage.total_us + excluded.total_us
"""
_KNOWN = """
SELECT service FROM (
  SELECT service FROM exchange_listing
  UNION SELECT DISTINCT service FROM exchange_usage WHERE minutes = 1 AND side = 'consumer' AND at >= $1
) AS known WHERE service <> '' AND service NOT LIKE '%/' LIMIT $2
"""


async def add(connection: asyncpg.Connection, counts: Sequence[Count]) -> None:
    """The counts are added to what is there, in one commit.

    In one order, whoever counts, so that two workers never wait for each other.
    """
    await connection.execute(_ADD, *map(list, zip(*sorted(counts), strict=True)))


async def known_services(connection: asyncpg.Connection, since: datetime, most: int) -> list[str]:
    """Services of the other nodes that are listed, or were called since then."""
    return [row["service"] for row in await connection.fetch(_KNOWN, since, most)]
