"""SQL about where reminders go, and which were sent: each occasion once a person, however many workers there are."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, delete, insert, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from simpul.cooperation.model.governance import MailAddress, Reminder
from simpul.cooperation.store.governance_tables import addresses, mails, reminders

_a, _m, _r = addresses.c, mails.c, reminders.c


def keep(connection: Connection, one: MailAddress) -> None:
    """The account's mail goes there from now on."""
    values = {"name": one.name, "language": one.language, "seal": one.seal, "at": one.at, "refused_at": one.refused_at}
    made = upsert(addresses).values(account=one.account, **values)
    connection.execute(made.on_conflict_do_update(index_elements=["account"], set_=values))


def remove(connection: Connection, account: UUID) -> bool:
    """Whether there was an address, which is erased."""
    return bool(connection.execute(delete(addresses).where(_a.account == account)).rowcount)


def refused(connection: Connection, account: UUID, at: datetime) -> None:
    """The mail server says that nobody is there."""
    connection.execute(update(addresses).where(_a.account == account).values(refused_at=at))


def of_account(connection: Connection, account: UUID) -> MailAddress | None:
    """Where the account's mail goes, if it said."""
    row = connection.execute(select(addresses).where(_a.account == account)).one_or_none()
    return _address(row) if row else None


def all_(connection: Connection) -> dict[UUID, MailAddress]:
    """Every address, by account."""
    return {row.account: _address(row) for row in connection.execute(select(addresses))}


def prepare(connection: Connection, one: Reminder, told: Mapping[str, UUID]) -> list[str]:
    """The occasions (key to what it is about) that no other mail tells are told in this one; their keys.

    No mail is made where there are none. Of two workers at once, the second waits for the first and finds nothing left.
    """
    if not told:
        return []
    connection.execute(insert(mails).values(id=one.id, topic=one.topic, account=one.account, at=one.at))
    rows = [{"key": key, "mail": one.id, "subject": what} for key, what in sorted(told.items())]
    made = upsert(reminders).values(rows).on_conflict_do_nothing().returning(_r.key)
    keys = list(connection.scalars(made))
    if not keys:
        connection.execute(delete(mails).where(_m.id == one.id))
    return keys


def lease(connection: Connection, topic: str, now: datetime, until: datetime) -> Reminder | None:
    """One mail of this topic that waits and that no other worker has in hand, and is this worker's until then."""
    free = (
        _m.topic == topic,
        _m.sent_at.is_(None),
        _m.failed == "",
        or_(_m.leased_until.is_(None), _m.leased_until <= now),
    )
    first = select(_m.id).where(*free).order_by(_m.at, _m.id).limit(1).with_for_update(skip_locked=True)
    taken = update(mails).where(_m.id == first.scalar_subquery()).values(leased_until=until).returning(mails)
    row = connection.execute(taken).one_or_none()
    if row is None:
        return None
    rows = connection.execute(select(reminders).where(_r.mail == row.id).order_by(_r.key)).all()
    keys, subjects = tuple(each.key for each in rows), tuple(each.subject for each in rows)
    return Reminder(row.id, row.topic, row.account, row.at, keys, subjects, row.sent_at, row.failed)


def sent(connection: Connection, mail: UUID, at: datetime) -> None:
    """The mail went out."""
    connection.execute(update(mails).where(_m.id == mail).values(sent_at=at, leased_until=None))


def dropped(connection: Connection, mail: UUID, why: str) -> None:
    """The mail will not go out any more; `why` in a word."""
    connection.execute(update(mails).where(_m.id == mail).values(failed=why, leased_until=None))


def forget(connection: Connection, before: datetime) -> int:
    """How many mails from before then are erased, with what they told."""
    old = select(_m.id).where(_m.at < before)
    connection.execute(delete(reminders).where(_r.mail.in_(old)))
    return connection.execute(delete(mails).where(_m.at < before)).rowcount


def _address(row: Row[Any]) -> MailAddress:
    return MailAddress(row.account, row.name, row.language, row.seal, row.at, row.refused_at)
