"""SQL about others' services as this node heard of them: the listing, their descriptions, the last figures.

No personal data.
"""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import Connection, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from simpul.exchange.model.events import EventType
from simpul.exchange.model.listing import NO_TERMS, Entry, ListedService, RemoteFigure, ServiceFigures, Terms, Trouble
from simpul.exchange.model.services import Classification, Endpoint, Lifecycle, Promise
from simpul.exchange.store.event_tables import event_type as event_types_table
from simpul.exchange.store.tables import description as descriptions_table
from simpul.exchange.store.tables import figure as figures_table
from simpul.exchange.store.tables import listing as listing_table

SETTLED = timedelta(seconds=10)
"""How long after a change another process of the same node may still tell the former description."""


def keep_figures(connection: Connection, told: ServiceFigures) -> None:
    """These are the service's last figures, and nothing is wrong."""
    body = [asdict(f) | {"labels": dict(f.labels)} for f in told.figures]
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
    told = tuple(RemoteFigure(**f) for f in row.body)
    return ServiceFigures(row.service, "", trouble, row.at, row.message, told)


def keep_listing(connection: Connection, subsystem: str, services: Sequence[ListedService]) -> None:
    """The subsystem offers these services and no others; `changed_at` of those that are as they were stays."""
    t = listing_table
    mine = t.c.service.startswith(f"{subsystem}/", autoescape=True)
    before = {row.service: _content(_listed(row)) for row in connection.execute(select(t).where(mine))}
    told = {one.service: one for one in services}
    _forget(connection, before.keys() - told.keys())
    same = {path for path, one in told.items() if before.get(path) == _content(one)}
    if same:
        seen_at = max(one.seen_at for one in services)
        connection.execute(update(t).where(t.c.service.in_(same)).values(seen_at=seen_at))
    fresh = [
        {"service": path, "seen_at": one.seen_at, "changed_at": one.seen_at, **_content(one)}
        for path, one in told.items()
        if path not in same
    ]
    if fresh:
        row = insert(t)
        kept = {c.name: row.excluded[c.name] for c in t.columns if c.name != "service"}
        connection.execute(row.on_conflict_do_update(index_elements=["service"], set_=kept), fresh)


def forget_others(connection: Connection, subsystems: Collection[str]) -> None:
    """Only services of these subsystems are listed."""
    known = connection.scalars(select(listing_table.c.service)).all()
    _forget(connection, {service for service in known if "/".join(service.split("/")[:4]) not in subsystems})


def _forget(connection: Connection, services: Collection[str]) -> None:
    if services:
        connection.execute(delete(listing_table).where(listing_table.c.service.in_(services)))
        connection.execute(delete(descriptions_table).where(descriptions_table.c.service.in_(services)))


def listing(connection: Connection) -> list[ListedService]:
    """Every listed service, by whose it is and what it is called."""
    t = listing_table
    rows = connection.execute(select(t).order_by(t.c.subsystem_name, t.c.title, t.c.service))
    return [_listed(row) for row in rows]


def entries(connection: Connection) -> list[Entry]:
    """Every listed service as the search knows it, by title; and no more than that of each."""
    t = listing_table
    what = (t.c.service, t.c.title, t.c.subsystem_name, t.c.member_name, t.c.summary, t.c.kind, t.c.terms)
    rows = connection.execute(select(*what).order_by(func.lower(t.c.title), t.c.service))
    return [_entry(row) for row in rows]


def version(connection: Connection) -> tuple[int, str]:
    """Another value after each change of the listing; the same as long as only times of hearing changed."""
    t = listing_table
    row = connection.execute(select(func.count(), func.sum(func.extract("epoch", t.c.changed_at))).select_from(t)).one()
    return int(row[0]), str(row[1])


def listed(connection: Connection, services: Sequence[str]) -> list[ListedService]:
    """These services in this order, those that are listed no more left out."""
    t = listing_table
    found = {row.service: _listed(row) for row in connection.execute(select(t).where(t.c.service.in_(services)))}
    return [found[path] for path in services if path in found]


def keep_description(connection: Connection, service: str, digest: str, content: bytes, at: datetime) -> None:
    """The service's description is this one, and has that digest."""
    values = {"digest": digest, "content": content, "kept_at": at}
    row = insert(descriptions_table).values(service=service, **values)
    connection.execute(row.on_conflict_do_update(index_elements=["service"], set_=values))


def drop_description(connection: Connection, service: str) -> None:
    """No description of the service is kept."""
    connection.execute(delete(descriptions_table).where(descriptions_table.c.service == service))


def description(connection: Connection, service: str) -> bytes:
    """The service's description as it was last heard; empty where there is none."""
    t = descriptions_table
    return bytes(connection.scalar(select(t.c.content).where(t.c.service == service)) or b"")


def undescribed(connection: Connection, subsystem: str) -> list[str]:
    """The subsystem's services whose description is missing, changed, or was fetched while it may still have changed."""
    one, d = listing_table, descriptions_table
    mine = one.c.service.startswith(f"{subsystem}/", autoescape=True)
    old = d.c.digest.is_distinct_from(one.c.digest) | (d.c.kept_at < one.c.changed_at + SETTLED)
    joined = one.outerjoin(d, d.c.service == one.c.service)
    query = select(one.c.service).select_from(joined).where(mine, one.c.digest != "", old)
    return list(connection.scalars(query.order_by(one.c.service)))


def event_types(connection: Connection, owner: str) -> list[EventType]:
    """The public event types of a subsystem of this node, by name."""
    t = event_types_table
    rows = connection.execute(select(t).where(t.c.owner == owner, t.c.public, t.c.retired_at.is_(None)).order_by(t.c.name))
    return [_event_type(row) for row in rows]


def _event_type(row: Any) -> EventType:
    return EventType(
        owner=row.owner,
        name=row.name,
        schema=orjson.dumps(row.schema).decode(),
        added_at=row.added_at,
        title=row.title,
        description=row.description,
        classification=Classification(row.classification),
        days=row.days,
    )


def _content(one: ListedService) -> dict[str, Any]:
    """All that is kept of a service but its times."""
    return {
        "subsystem_name": one.agency,
        "member_name": one.member,
        "node": one.node,
        "title": one.title,
        "kind": one.kind,
        "endpoints": [{"method": e.method, "path": e.path} for e in one.endpoints],
        "summary": one.summary,
        "digest": one.digest,
        "terms": _kept_terms(one.terms),
    }


def _kept_terms(terms: Terms) -> dict[str, Any]:
    if terms == NO_TERMS:
        return {}
    found = asdict(terms)
    found["deprecated_at"] = terms.deprecated_at.isoformat() if terms.deprecated_at else None
    found["sunset_at"] = terms.sunset_at.isoformat() if terms.sunset_at else None
    return found


def _terms(kept: dict[str, Any]) -> Terms:
    if not kept:
        return NO_TERMS
    return Terms(
        **{
            **kept,
            "promise": Promise(**kept["promise"]),
            "lifecycle": Lifecycle(kept["lifecycle"]),
            "deprecated_at": _at(kept["deprecated_at"]),
            "sunset_at": _at(kept["sunset_at"]),
        }
    )


def _at(kept: str | None) -> datetime | None:
    return datetime.fromisoformat(kept) if kept else None


def _entry(row: Any) -> Entry:
    terms = _terms(row.terms)
    return Entry(
        service=row.service,
        title=row.title,
        agency=row.subsystem_name,
        member=row.member_name,
        summary=row.summary,
        kind=row.kind,
        classification=terms.classification,
        lifecycle=terms.lifecycle.value,
        sunset_at=terms.sunset_at,
    )


def _listed(row: Any) -> ListedService:
    endpoints = tuple(Endpoint(e["method"], e["path"]) for e in row.endpoints)
    return ListedService(
        service=row.service,
        agency=row.subsystem_name,
        title=row.title,
        kind=row.kind,
        endpoints=endpoints,
        seen_at=row.seen_at,
        summary=row.summary,
        digest=row.digest,
        member=row.member_name,
        node=row.node,
        terms=_terms(row.terms),
    )
