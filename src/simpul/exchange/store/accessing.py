"""What the data path asks of the tables of requests for access, by asyncpg. Personal data: see `access_tables`."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

from simpul.exchange.model.access import AccessRequest, AccessState, AccessWish, HeldRight
from simpul.exchange.model.names import ServiceId, encoded
from simpul.exchange.model.services import Endpoint, Grant, SubjectKind
from simpul.exchange.rules.access_words import endpoints_as_json

LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('exchange.access ' || $1, 0))"
COUNTS = """
SELECT count(*) FILTER (WHERE state = 'waiting') AS waiting, count(*) FILTER (WHERE at > $2) AS lately
FROM exchange_access_request WHERE client = $1
"""
ADD = """
INSERT INTO exchange_access_request (id, reference, client, subsystem, service, endpoints, purpose, legal_basis, agreement,
                                     tier, contact, note, until, message, at, state)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 'waiting')
"""
EVENT_TYPE = "SELECT public FROM exchange_event_type WHERE owner = $1 AND name = $2 AND retired_at IS NULL"
OF_CLIENT = """
SELECT * FROM exchange_access_request WHERE client = $1 AND subsystem = $2 AND state = ANY($3) ORDER BY at DESC LIMIT $4
"""
RIGHTS = "SELECT * FROM exchange_grant WHERE request = ANY($1) ORDER BY given_at, id"
WITHDRAW = """
UPDATE exchange_access_request SET state = 'withdrawn', decided_at = $2 WHERE id = $1 AND state = 'waiting' RETURNING id
"""
STATES = tuple(state.value for state in AccessState)


async def lock(connection: asyncpg.Connection, client: str) -> None:
    """Nobody else adds a request of this client until the transaction ends."""
    await connection.execute(LOCK, client)


async def counts(connection: asyncpg.Connection, client: str, since: datetime) -> tuple[int, int]:
    """How many requests of the client wait, and how many came since."""
    row = await connection.fetchrow(COUNTS, client, since)
    return int(row["waiting"]), int(row["lately"])


async def add(connection: asyncpg.Connection, new: AccessRequest) -> None:
    """The request is kept."""
    wish, name = new.wish, ServiceId.parse(new.wish.service)
    endpoints = json.dumps(endpoints_as_json(wish.endpoints))
    about = (wish.purpose, wish.legal_basis, wish.agreement, wish.tier, wish.contact, wish.note, wish.until)
    where = (name.subsystem.path, name.service, endpoints)
    await connection.execute(ADD, new.id, new.reference, new.client, *where, *about, new.message, new.at)


async def event_type(connection: asyncpg.Connection, owner: str, name: str) -> bool | None:
    """Whether the owner's event type is public; None where there is none of that name."""
    found: bool | None = await connection.fetchval(EVENT_TYPE, owner, name)
    return found


async def of_client(
    connection: asyncpg.Connection, client: str, owner: str, *, states: Sequence[str] = STATES, most: int = 100
) -> list[AccessRequest]:
    """What the client asked of that owner, the newest first."""
    return [_request(row) for row in await connection.fetch(OF_CLIENT, client, owner, list(states), most)]


async def by_reference(connection: asyncpg.Connection, client: str, reference: UUID) -> AccessRequest | None:
    """The client's request of that number of its own."""
    row = await connection.fetchrow(
        "SELECT * FROM exchange_access_request WHERE client = $1 AND reference = $2", client, reference
    )
    return None if row is None else _request(row)


async def one(connection: asyncpg.Connection, id: UUID, client: str, owner: str) -> AccessRequest | None:
    """The client's own request at that owner; None where there is none."""
    row = await connection.fetchrow(
        "SELECT * FROM exchange_access_request WHERE id = $1 AND client = $2 AND subsystem = $3", id, client, owner
    )
    return None if row is None else _request(row)


async def rights(connection: asyncpg.Connection, requests: Sequence[UUID]) -> dict[UUID, list[HeldRight]]:
    """The rights that came of these requests, by request."""
    found: dict[UUID, list[HeldRight]] = {number: [] for number in requests}
    for row in await connection.fetch(RIGHTS, list(requests)):
        found[row["request"]].append(_right(row))
    return found


async def withdraw(connection: asyncpg.Connection, id: UUID, at: datetime) -> bool:
    """Whether the request waited; it is withdrawn."""
    return await connection.fetchval(WITHDRAW, id, at) is not None


def _request(row: Any) -> AccessRequest:
    wish = AccessWish(
        service=f"{row['subsystem']}/{encoded(row['service'])}",
        purpose=row["purpose"],
        legal_basis=row["legal_basis"],
        until=row["until"],
        contact=row["contact"],
        endpoints=tuple(Endpoint(one["method"], one["path"]) for one in json.loads(row["endpoints"])),
        agreement=row["agreement"],
        tier=row["tier"],
        note=row["note"],
    )
    return AccessRequest(
        id=row["id"],
        reference=row["reference"],
        client=row["client"],
        wish=wish,
        message=row["message"],
        at=row["at"],
        state=AccessState(row["state"]),
        decided_at=row["decided_at"],
        decided_by=row["decided_by"],
        reason=row["reason"],
    )


def _right(row: Any) -> HeldRight:
    endpoint = None if row["path"] is None else Endpoint(row["method"] or "*", row["path"])
    grant = Grant(
        id=row["id"],
        subsystem=row["subsystem"],
        service=row["service"],
        subject_kind=SubjectKind(row["subject_kind"]),
        subject=row["subject"],
        endpoint=endpoint,
        purpose=row["purpose"],
        legal_basis=row["legal_basis"],
        agreement=row["agreement"],
        tier=row["tier"],
        expires_at=row["expires_at"],
        revoked_at=row["revoked_at"],
    )
    return HeldRight(grant, row["given_at"], row["request"], row["revoked_reason"])
