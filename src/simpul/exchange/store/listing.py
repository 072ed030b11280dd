"""SQL about others' services as this node heard of them: the listing, and the last figures. No personal data."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.postgresql import insert

from simpul.exchange.model.listing import ListedService, RemoteFigure, ServiceFigures, Trouble
from simpul.exchange.model.services import Endpoint
from simpul.exchange.store.tables import figure as figures_table
from simpul.exchange.store.tables import listing as listing_table


def keep_figures(connection: Connection, told: ServiceFigures) -> None:
    """These are the service's last figures, and nothing is wrong."""
    body = [{"key": f.key, "value": f.value, "labels": dict(f.labels), "url": f.url} for f in told.figures]
    values = {"at": told.at, "body": body, "message": told.message, "error": ""}
    row = insert(figures_table).values(service=told.service, **values)
    connection.execute(row.on_conflict_do_update(index_elements=["service"], set_=values))


def keep_trouble(connection: Connection, service: str, trouble: Trouble, at: datetime) -> None:
    """The service was asked in vain at `at`; its last figures, with their time and message, stay."""
    row = insert(figures_table).values(service=service, at=at, body=None, message="", error=trouble.value)
    connection.execute(row.on_conflict_do_update(index_elements=["service"], set_={"error": trouble.value}))


def figures(connection: Connection) -> dict[str, ServiceFigures]:
    """The last figures of every service that was asked, by its path; `agency` is not known here."""
    rows = connection.execute(select(figures_table))
    return {row.service: _figures(row) for row in rows}


def _figures(row: Any) -> ServiceFigures:
    trouble = Trouble(row.error)
    if row.body is None:
        return ServiceFigures(row.service, "", trouble)
    told = tuple(RemoteFigure(f["key"], f["value"], f["labels"], f["url"]) for f in row.body)
    return ServiceFigures(row.service, "", trouble, row.at, row.message, told)


def keep_listing(connection: Connection, subsystem: str, services: Sequence[ListedService]) -> None:
    """The subsystem offers these services and no others."""
    connection.execute(delete(listing_table).where(listing_table.c.service.startswith(f"{subsystem}/", autoescape=True)))
    for one in services:
        values = {
            "subsystem_name": one.agency,
            "title": one.title,
            "kind": one.kind,
            "endpoints": [{"method": e.method, "path": e.path} for e in one.endpoints],
            "seen_at": one.seen_at,
        }
        row = insert(listing_table).values(service=one.service, **values)
        connection.execute(row.on_conflict_do_update(index_elements=["service"], set_=values))


def forget_others(connection: Connection, subsystems: Collection[str]) -> None:
    """Only services of these subsystems are listed."""
    known = connection.scalars(select(listing_table.c.service)).all()
    gone = [service for service in known if service.rsplit("/", 1)[0] not in subsystems]
    connection.execute(delete(listing_table).where(listing_table.c.service.in_(gone)))


def listing(connection: Connection) -> list[ListedService]:
    """Every listed service, by whose it is and what it is called."""
    t = listing_table
    rows = connection.execute(select(t).order_by(t.c.subsystem_name, t.c.title, t.c.service))
    return [_listed(row) for row in rows]


def _listed(row: Any) -> ListedService:
    endpoints = tuple(Endpoint(e["method"], e["path"]) for e in row.endpoints)
    return ListedService(row.service, row.subsystem_name, row.title, row.kind, endpoints, row.seen_at)
