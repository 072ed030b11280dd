"""SQL about what this node offers and who calls from it: services, local groups, grants, clients. No personal data."""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects.postgresql import insert

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
from simpul.exchange.store.tables import client as clients_table
from simpul.exchange.store.tables import grant as grants_table
from simpul.exchange.store.tables import local_group as groups_table
from simpul.exchange.store.tables import service as services_table


def service(connection: Connection, subsystem: str, code: str, *, to_change: bool = False) -> Service | None:
    """The service; None where there is none. With `to_change`, nobody else changes it until the transaction ends."""
    t = services_table
    query = select(t).where(t.c.subsystem == subsystem, t.c.code == code)
    row = connection.execute(query.with_for_update() if to_change else query).first()
    return None if row is None else _service(row)


def services(connection: Connection) -> list[Service]:
    """Every service of this node, by subsystem and code."""
    t = services_table
    return [_service(row) for row in connection.execute(select(t).order_by(t.c.subsystem, t.c.code))]


def add_service(connection: Connection, new: Service, at: datetime) -> bool:
    """Whether the service was added; False when its subsystem has one with this code."""
    row = insert(services_table).values(added_at=at, **_columns(new))
    done = row.on_conflict_do_nothing(index_elements=["subsystem", "code"]).returning(services_table.c.id)
    return connection.scalar(done) is not None


def keep_service(connection: Connection, changed: Service) -> None:
    """The service is as in `changed`."""
    connection.execute(update(services_table).where(services_table.c.id == changed.id).values(_columns(changed)))


def remove_service(connection: Connection, id: UUID) -> None:
    """The service is gone."""
    connection.execute(delete(services_table).where(services_table.c.id == id))


def local_groups(connection: Connection) -> list[LocalGroup]:
    """The provider's own groups, by code."""
    rows = connection.execute(select(groups_table).order_by(groups_table.c.code))
    return [LocalGroup(row.code, row.name, frozenset(row.members)) for row in rows]


def keep_local_group(connection: Connection, group: LocalGroup) -> None:
    """The group is as in `group`, added if it was not there."""
    values = {"name": group.name, "members": sorted(group.members)}
    row = insert(groups_table).values(code=group.code, **values)
    connection.execute(row.on_conflict_do_update(index_elements=["code"], set_=values))


def remove_local_group(connection: Connection, code: str) -> bool:
    """Whether there was such a group; it is gone."""
    return connection.execute(delete(groups_table).where(groups_table.c.code == code)).rowcount == 1


def add_grant(connection: Connection, new: Grant, at: datetime, request: UUID | None = None) -> None:
    """The grant is given; `request` is the request for access that it answers."""
    values = {
        "id": new.id,
        "subsystem": new.subsystem,
        "service": new.service,
        "subject_kind": new.subject_kind.value,
        "subject": new.subject,
        "method": new.endpoint.method if new.endpoint else None,
        "path": new.endpoint.path if new.endpoint else None,
        "purpose": new.purpose,
        "legal_basis": new.legal_basis,
        "agreement": new.agreement,
        "tier": new.tier,
        "given_at": at,
        "expires_at": new.expires_at,
        "request": request,
    }
    connection.execute(insert(grants_table).values(values))


def grants(connection: Connection, *, subsystem: str = "", service: str = "") -> list[Grant]:
    """Grants that are not revoked, of one service or of all, in the order in which they were given."""
    t = grants_table
    query = select(t).where(t.c.revoked_at.is_(None)).order_by(t.c.given_at, t.c.id)
    if subsystem:
        query = query.where(t.c.subsystem == subsystem)
    if service:
        query = query.where(t.c.service == service)
    return [grant_of(row) for row in connection.execute(query)]


def revoke_grant(connection: Connection, id: UUID, at: datetime, reason: str = "") -> Grant | None:
    """The grant, revoked from `at` on; None when there is none, or it was revoked before."""
    t = grants_table
    ended = {"revoked_at": at, "revoked_reason": reason}
    done = update(t).where(t.c.id == id, t.c.revoked_at.is_(None)).values(ended).returning(t)
    row = connection.execute(done).first()
    return None if row is None else grant_of(row)


def revoke_grants_of(connection: Connection, subsystem: str, service: str, at: datetime) -> int:
    """How many grants of the service were revoked with it."""
    t = grants_table
    done = update(t).where(t.c.subsystem == subsystem, t.c.service == service, t.c.revoked_at.is_(None))
    return connection.execute(done.values(revoked_at=at)).rowcount


def client(connection: Connection, subsystem: str) -> Client | None:
    """The consumer subsystem; None where this node has none of that name."""
    row = connection.execute(select(clients_table).where(clients_table.c.subsystem == subsystem)).first()
    return None if row is None else _client(row)


def clients(connection: Connection) -> list[Client]:
    """The consumer subsystems of this node, by name."""
    rows = connection.execute(select(clients_table).order_by(clients_table.c.subsystem))
    return [_client(row) for row in rows]


def keep_client(connection: Connection, kept: Client, at: datetime) -> None:
    """The client is as in `kept`, added at `at` if it was not there."""
    values = {
        "authentication": kept.authentication.value,
        "secret": kept.secret,
        "certificate": kept.certificate,
        "active": kept.active,
    }
    row = insert(clients_table).values(subsystem=kept.subsystem, added_at=at, **values)
    connection.execute(row.on_conflict_do_update(index_elements=["subsystem"], set_=values))


def _columns(one: Service) -> dict[str, Any]:
    return {
        "id": one.id,
        "subsystem": one.subsystem,
        "code": one.code,
        "kind": one.kind.value,
        "title": one.title,
        "url": one.url,
        "endpoints": [{"method": e.method, "path": e.path} for e in one.endpoints],
        "description": one.description,
        "public": one.public,
        "enabled": one.enabled,
        "notice": one.notice,
        "timeout_ms": int(one.timeout.total_seconds() * 1000),
        "body_limit": one.body_limit,
        "contact": one.contact,
        "classification": one.classification.value,
        "promise": asdict(one.promise),
        "lifecycle": one.lifecycle.value,
        "deprecated_at": one.deprecated_at,
        "sunset_at": one.sunset_at,
        "successor": one.successor,
        "person_in": one.person_in,
    }


def _service(row: Any) -> Service:
    return Service(
        id=row.id,
        subsystem=row.subsystem,
        code=row.code,
        kind=ServiceKind(row.kind),
        title=row.title,
        url=row.url,
        endpoints=tuple(Endpoint(e["method"], e["path"]) for e in row.endpoints),
        description=row.description,
        public=row.public,
        enabled=row.enabled,
        notice=row.notice,
        timeout=timedelta(milliseconds=row.timeout_ms),
        body_limit=row.body_limit,
        contact=row.contact,
        classification=Classification(row.classification),
        promise=Promise(**row.promise),
        lifecycle=Lifecycle(row.lifecycle),
        deprecated_at=row.deprecated_at,
        sunset_at=row.sunset_at,
        successor=row.successor,
        person_in=row.person_in,
    )


def grant_of(row: Any) -> Grant:
    """The grant that a row of its table holds."""
    return Grant(
        id=row.id,
        subsystem=row.subsystem,
        service=row.service,
        subject_kind=SubjectKind(row.subject_kind),
        subject=row.subject,
        endpoint=Endpoint(row.method or "*", row.path) if row.path is not None else None,
        purpose=row.purpose,
        legal_basis=row.legal_basis,
        agreement=row.agreement,
        tier=row.tier,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
    )


def _client(row: Any) -> Client:
    return Client(row.subsystem, Authentication(row.authentication), row.secret, row.certificate, active=row.active)
