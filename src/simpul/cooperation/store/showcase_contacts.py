"""SQL about contact requests."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, delete, func, insert, select, update

from simpul.cooperation.model.contacts import Contact, ContactState, ContactsWanted
from simpul.cooperation.store.showcase_tables import contacts

_c = contacts.c


def add(connection: Connection, one: Contact, link: str) -> None:
    """The request is kept; `link` is the digest of its secret."""
    values = {
        "id": one.id,
        "at": one.at,
        "link": link,
        "about": one.about,
        "language": one.language,
        "sealed": one.sealed,
        "due": one.due,
        "synthetic": one.synthetic,
    }
    connection.execute(insert(contacts).values(**values, **_handling(one)))


def change(connection: Connection, one: Contact) -> None:
    """The request is handled as `one` says."""
    connection.execute(update(contacts).where(_c.id == one.id).values(**_handling(one)))


def _handling(one: Contact) -> dict[str, object]:
    return {
        "state": one.state.value,
        "assignee": one.assignee,
        "assignee_name": one.assignee_name,
        "answered_at": one.answered_at,
        "version": one.version,
    }


def get(connection: Connection, id: UUID, *, to_change: bool = False) -> Contact | None:
    """The request, if it is kept."""
    asked = select(contacts).where(_c.id == id)
    row = connection.execute(asked.with_for_update() if to_change else asked).one_or_none()
    return _contact(row) if row else None


def of_link(connection: Connection, link: str) -> Contact | None:
    """The request whose secret has this digest."""
    row = connection.execute(select(contacts).where(_c.link == link)).one_or_none()
    return _contact(row) if row else None


def listed(connection: Connection, wanted: ContactsWanted, *, most: int, offset: int = 0) -> list[Contact]:
    """The requests that are asked for, the newest first."""
    asked = select(contacts).where(*_chosen(wanted)).order_by(_c.at.desc(), _c.id).limit(most).offset(offset)
    return [_contact(row) for row in connection.execute(asked)]


def count(connection: Connection, wanted: ContactsWanted) -> int:
    """How many these are."""
    return connection.scalar(select(func.count()).select_from(contacts).where(*_chosen(wanted))) or 0


def _chosen(wanted: ContactsWanted) -> list[ColumnElement[bool]]:
    chosen: list[ColumnElement[bool]] = []
    if wanted.state is not None:
        chosen.append(_c.state == wanted.state.value)
    if wanted.about is not None:
        chosen.append(_c.about == wanted.about)
    if wanted.mine is not None:
        chosen.append(_c.assignee == wanted.mine)
    return chosen


def remove(connection: Connection, id: UUID) -> bool:
    """Whether the request was there; it is gone for good."""
    return bool(connection.execute(delete(contacts).where(_c.id == id)).rowcount)


def forget(connection: Connection, now: datetime) -> int:
    """How many requests were due and are gone for good."""
    return connection.execute(delete(contacts).where(_c.due <= now)).rowcount


def untold(connection: Connection, most: int = 100) -> list[UUID]:
    """New requests of which the centre has not been mailed."""
    chosen = (_c.told_at.is_(None), _c.state == ContactState.NEW.value, _c.synthetic.is_(False))
    return list(connection.scalars(select(_c.id).where(*chosen).order_by(_c.at).limit(most)))


def told(connection: Connection, ids: Collection[UUID], at: datetime) -> None:
    """The centre was mailed of these."""
    connection.execute(update(contacts).where(_c.id.in_(ids)).values(told_at=at))


def synthetic(connection: Connection) -> int:
    """How many made-up requests there are."""
    return connection.scalar(select(func.count()).select_from(contacts).where(_c.synthetic)) or 0


def _contact(row: Row[tuple[object, ...]]) -> Contact:
    return Contact(
        id=row.id,
        at=row.at,
        about=row.about,
        language=row.language,
        sealed=row.sealed,
        due=row.due,
        state=ContactState(row.state),
        assignee=row.assignee,
        assignee_name=row.assignee_name,
        answered_at=row.answered_at,
        synthetic=row.synthetic,
        version=row.version,
    )
