"""All that the data path needs to know, read at once by asyncpg: register, clients, services, grants, groups."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import asyncpg

from simpul.exchange.model.events import EventType
from simpul.exchange.model.services import (
    Authentication,
    Classification,
    Client,
    Endpoint,
    Grant,
    Lifecycle,
    LocalGroup,
    Promise,
    Service,
    ServiceKind,
    SubjectKind,
)
from simpul.exchange.store.events import type_of


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The tables' rows as values; `statements` begins at the number that was asked for."""

    statements: Sequence[bytes]
    note: str
    issued_at: datetime | None
    expires_at: datetime | None
    fetched_at: datetime | None
    clients: Sequence[Client]
    services: Sequence[Service]
    grants: Sequence[Grant]
    local_groups: Sequence[LocalGroup]
    event_types: Sequence[EventType]


async def read(connection: asyncpg.Connection, since: int) -> Snapshot:
    """A consistent picture; statements from number `since` on."""
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        statements = await connection.fetch("SELECT statement FROM exchange_statement WHERE seq >= $1 ORDER BY seq", since)
        trust = await connection.fetchrow("SELECT note, issued_at, expires_at, fetched_at FROM exchange_trust")
        clients = await connection.fetch("SELECT * FROM exchange_client")
        services = await connection.fetch("SELECT * FROM exchange_service")
        grants = await connection.fetch("SELECT * FROM exchange_grant WHERE revoked_at IS NULL")
        groups = await connection.fetch("SELECT * FROM exchange_local_group")
        types = await connection.fetch("SELECT * FROM exchange_event_type WHERE retired_at IS NULL")
    return Snapshot(
        statements=[row["statement"] for row in statements],
        note=trust["note"] if trust else "",
        issued_at=trust["issued_at"] if trust else None,
        expires_at=trust["expires_at"] if trust else None,
        fetched_at=trust["fetched_at"] if trust else None,
        clients=[_client(row) for row in clients],
        services=[_service(row) for row in services],
        grants=[_grant(row) for row in grants],
        local_groups=[LocalGroup(row["code"], row["name"], frozenset(json.loads(row["members"]))) for row in groups],
        event_types=[type_of(row) for row in types],
    )


def _client(row: Any) -> Client:
    return Client(
        row["subsystem"], Authentication(row["authentication"]), row["secret"], row["certificate"], active=row["active"]
    )


def _service(row: Any) -> Service:
    return Service(
        id=row["id"],
        subsystem=row["subsystem"],
        code=row["code"],
        kind=ServiceKind(row["kind"]),
        title=row["title"],
        url=row["url"],
        endpoints=tuple(Endpoint(e["method"], e["path"]) for e in json.loads(row["endpoints"])),
        description=row["description"],
        public=row["public"],
        enabled=row["enabled"],
        notice=row["notice"],
        timeout=timedelta(milliseconds=row["timeout_ms"]),
        body_limit=row["body_limit"],
        contact=row["contact"],
        classification=Classification(row["classification"]),
        promise=Promise(**json.loads(row["promise"])),
        lifecycle=Lifecycle(row["lifecycle"]),
        deprecated_at=row["deprecated_at"],
        sunset_at=row["sunset_at"],
        successor=row["successor"],
        person_in=row["person_in"],
    )


def _grant(row: Any) -> Grant:
    return Grant(
        id=row["id"],
        subsystem=row["subsystem"],
        service=row["service"],
        subject_kind=SubjectKind(row["subject_kind"]),
        subject=row["subject"],
        endpoint=Endpoint(row["method"] or "*", row["path"]) if row["path"] is not None else None,
        purpose=row["purpose"],
        legal_basis=row["legal_basis"],
        agreement=row["agreement"],
        tier=row["tier"],
        expires_at=row["expires_at"],
    )
