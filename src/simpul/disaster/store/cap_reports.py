"""Reports' CAP messages: which reports have something new to say, and what was said. The table: `warning_tables`."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, Row, and_, delete, func, or_, select, true
from sqlalchemy.dialects.postgresql import distinct_on, insert

from simpul.disaster.model import Report, Status
from simpul.disaster.store.rows import report_of
from simpul.disaster.store.tables import reports
from simpul.disaster.store.warning_tables import report_messages


class Said(NamedTuple):
    """A message by what later ones need of it: its document says what it is called, by whom, and when it was sent."""

    kind: str
    document: bytes


_OVERLAP = timedelta(minutes=10)
_FIRST = timedelta(days=31)


def changed(connection: Connection, hazards: Iterable[str], now: datetime, most: int) -> list[Report]:
    """Reports whose newest version has not been told: live ones, and those that were told and are not public any more."""
    m, r = report_messages.c, reports.c
    last = select(m.version, m.kind).where(m.report == r.id).order_by(m.version.desc()).limit(1)
    told = last.lateral("told")
    public = and_(r.status != Status.HIDDEN.value, r.training.is_(False))
    fresh = and_(public, r.live_until > now, or_(told.c.version.is_(None), told.c.version < r.version))
    withdrawn = and_(~public, told.c.kind != "Cancel", told.c.version < r.version, r.live_until > now)
    wanted = (
        select(reports)
        .select_from(reports.outerjoin(told, true()))
        .where(r.changed_at > _since(connection, now), r.hazard.in_(list(hazards)), or_(fresh, withdrawn))
        .order_by(r.changed_at, r.number)
        .limit(most)
    )
    return [report_of(row) for row in connection.execute(wanted).mappings()]


def _since(connection: Connection, now: datetime) -> datetime:
    """Nothing that changed before this is news: what was told last, less the time that a transaction may take."""
    newest = connection.scalar(select(func.max(report_messages.c.sent)))
    return newest - _OVERLAP if newest else now - _FIRST


def chain_of(connection: Connection, ids: Iterable[UUID]) -> dict[UUID, list[Said]]:
    """What was said of each of these reports since its newest alert, oldest first."""
    m = report_messages.c
    wanted = select(m.report, m.version, m.kind, m.document).where(m.report.in_(list(ids))).order_by(m.version)
    found: dict[UUID, list[Said]] = {}
    for row in connection.execute(wanted):
        chain = found.setdefault(row.report, [])
        if row.kind == "Alert":
            chain.clear()
        chain.append(Said(row.kind, bytes(row.document)))
    return {report: [] if chain[-1].kind == "Cancel" else chain for report, chain in found.items()}


def keep(connection: Connection, rows: Iterable[Mapping[str, Any]]) -> None:
    """The messages are kept; one that another worker has written meanwhile stays as it was."""
    values = [dict(row) for row in rows]
    if values:
        connection.execute(insert(report_messages).values(values).on_conflict_do_nothing())


def recent(connection: Connection, now: datetime, since: datetime, most: int) -> list[Row[Any]]:
    """The newest message of each report that is live, or was cancelled after `since`; the newest first."""
    m = report_messages.c
    newest = (
        select(m.number, m.version, m.kind, m.identifier, m.sent, m.expires, m.headline)
        .where(or_(m.expires > now, m.sent > since))
        .ext(distinct_on(m.report))
        .order_by(m.report, m.version.desc())
        .subquery()
    )
    live = or_(
        and_(newest.c.kind != "Cancel", newest.c.expires > now), and_(newest.c.kind == "Cancel", newest.c.sent > since)
    )
    wanted = select(newest).where(live).order_by(newest.c.sent.desc(), newest.c.number.desc()).limit(most)
    return list(connection.execute(wanted))


def document(connection: Connection, identifier: str) -> tuple[bytes, datetime] | None:
    """A message's CAP document, and when it was sent; None for an identifier that is not known any more."""
    m = report_messages.c
    row = connection.execute(select(m.document, m.sent).where(m.identifier == identifier)).one_or_none()
    return (bytes(row.document), row.sent) if row else None


def forget(connection: Connection, before: datetime) -> int:
    """How many messages of reports that expired before that were erased."""
    return connection.execute(delete(report_messages).where(report_messages.c.expires < before)).rowcount
