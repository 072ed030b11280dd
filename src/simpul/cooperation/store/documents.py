"""SQL about travel documents, the links by which they are entered, and who read them. Only sealed bytes come here."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, delete, insert, or_, select
from sqlalchemy.dialects.postgresql import insert as upsert

from simpul.cooperation.model.activities import ActivityState, NominationState
from simpul.cooperation.model.documents import DocumentReading, SealedDocument
from simpul.cooperation.store.activity_tables import activities, documents, links, nominations, readings

_d, _l, _r, _n, _a = documents.c, links.c, readings.c, nominations.c, activities.c


def keep(connection: Connection, one: SealedDocument) -> None:
    """The person's document is as `one` says."""
    values = {"sealed": one.sealed, "by": one.by, "at": one.at}
    made = upsert(documents).values(nomination=one.nomination, **values)
    connection.execute(made.on_conflict_do_update(index_elements=["nomination"], set_=values))


def get(connection: Connection, nomination: UUID) -> SealedDocument | None:
    """The person's document, if there is one."""
    row = connection.execute(select(documents).where(_d.nomination == nomination)).one_or_none()
    return _document(row) if row else None


def of_activity(connection: Connection, activity: UUID) -> dict[UUID, SealedDocument]:
    """The documents of an activity's people, by nomination."""
    asked = select(documents).join(nominations, _n.id == _d.nomination).where(_n.activity == activity)
    return {row.nomination: _document(row) for row in connection.execute(asked)}


def erase(connection: Connection, nomination: UUID) -> bool:
    """Whether the person had a document, which is gone with its link and with who read it."""
    connection.execute(delete(links).where(_l.nomination == nomination))
    return erase_document(connection, nomination)


def erase_document(connection: Connection, nomination: UUID) -> bool:
    """Whether the person had a document, which is gone with who read it; their link still opens."""
    return bool(connection.execute(delete(documents).where(_d.nomination == nomination)).rowcount)


def erase_of_activity(connection: Connection, activity: UUID) -> int:
    """How many documents of an activity's people are gone, with all its links."""
    people = select(_n.id).where(_n.activity == activity)
    connection.execute(delete(links).where(_l.nomination.in_(people)))
    return connection.execute(delete(documents).where(_d.nomination.in_(people))).rowcount


def erase_due(connection: Connection, ended_before: date) -> list[UUID]:
    """Whose documents are gone: activities that ended before this day, or whose person or activity does not go any more."""
    asked = select(_n.id).join(activities, _a.id == _n.activity)
    stale = or_(
        _a.until < ended_before,
        _a.documents.is_(False),
        _a.state == ActivityState.CANCELLED.value,
        _n.state != NominationState.ACCEPTED.value,
    )
    gone = delete(documents).where(_d.nomination.in_(asked.where(stale))).returning(_d.nomination)
    return list(connection.scalars(gone))


def set_link(connection: Connection, nomination: UUID, *, secret: bytes, until: datetime, at: datetime) -> None:
    """The person's link is the one with this keyed hash; an older one opens nothing."""
    values = {"secret": secret, "until": until, "at": at}
    made = upsert(links).values(nomination=nomination, **values)
    connection.execute(made.on_conflict_do_update(index_elements=["nomination"], set_=values))


def drop_link(connection: Connection, nomination: UUID) -> bool:
    """Whether there was a link, which opens nothing now."""
    return bool(connection.execute(delete(links).where(_l.nomination == nomination)).rowcount)


def behind(connection: Connection, secret: bytes, now: datetime) -> UUID | None:
    """Whose link this is; None for one that is unknown, expired or taken back."""
    return connection.scalar(select(_l.nomination).where(_l.secret == secret, _l.until > now))


def links_of(connection: Connection, activity: UUID) -> dict[UUID, datetime]:
    """Until when the links of an activity's people open, by nomination."""
    asked = select(_l.nomination, _l.until).join(nominations, _n.id == _l.nomination).where(_n.activity == activity)
    return {row.nomination: row.until for row in connection.execute(asked)}


def erase_links(connection: Connection, now: datetime) -> int:
    """How many expired links are gone."""
    return connection.execute(delete(links).where(_l.until <= now)).rowcount


def add_reading(connection: Connection, id: UUID, one: DocumentReading) -> None:
    """It is on record that somebody read the document."""
    values = {"nomination": one.nomination, "account": one.account, "name": one.name, "way": one.way, "at": one.at}
    connection.execute(insert(readings).values(id=id, **values))


def readings_of(connection: Connection, nomination: UUID) -> list[DocumentReading]:
    """Who read a person's document, the newest first."""
    asked = select(readings).where(_r.nomination == nomination).order_by(_r.at.desc(), _r.id.desc())
    return [DocumentReading(row.nomination, row.account, row.name, row.way, row.at) for row in connection.execute(asked)]


def _document(row: Row[Any]) -> SealedDocument:
    return SealedDocument(row.nomination, bytes(row.sealed), row.by, row.at)
