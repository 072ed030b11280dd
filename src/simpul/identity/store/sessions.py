"""SQL about sessions."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection, delete, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from simpul.identity.model import Account, OpenSession
from simpul.identity.store.accounts import to_account, whole_accounts
from simpul.identity.store.tables import account
from simpul.identity.store.tables import session as table


@dataclass(frozen=True, slots=True)
class Bearer:
    """A session that was not signed out, and the account behind it."""

    session: OpenSession
    account: Account


def keep_session(connection: Connection, new: OpenSession, digest: bytes) -> None:
    """The session is known by the digest of its token."""
    row = insert(table).values(
        id=new.id,
        digest=digest,
        account=new.account,
        device=new.device,
        created_at=new.created_at,
        seen_at=new.seen_at,
    )
    connection.execute(row)


def whose_session(connection: Connection, digest: bytes) -> Bearer | None:
    """The session with this digest and its active account, in one query; None when it was ended or never was."""
    columns = (
        table.c.id.label("session_id"),
        table.c.device,
        table.c.created_at.label("session_created_at"),
        table.c.seen_at,
    )
    query = whole_accounts().add_columns(*columns).join(table, table.c.account == account.c.id)
    row = connection.execute(query.where(table.c.digest == digest, table.c.ended_at.is_(None), account.c.active)).first()
    if row is None:
        return None
    session = OpenSession(row.session_id, row.id, row.device, row.session_created_at, row.seen_at)
    return Bearer(session, to_account(row))


def note_seen(connection: Connection, id: UUID, at: datetime) -> None:
    """The session was used at `at`, or later."""
    connection.execute(update(table).where(table.c.id == id, table.c.seen_at < at).values(seen_at=at))


def sessions(connection: Connection, person: UUID, *, created_after: datetime, seen_after: datetime) -> list[OpenSession]:
    """The sessions of an account that were not signed out and are younger than both, the last used first."""
    query = select(table).where(
        table.c.account == person,
        table.c.ended_at.is_(None),
        table.c.created_at > created_after,
        table.c.seen_at > seen_after,
    )
    rows = connection.execute(query.order_by(table.c.seen_at.desc(), table.c.id))
    return [OpenSession(row.id, row.account, row.device, row.created_at, row.seen_at) for row in rows]


def end_session(connection: Connection, id: UUID, person: UUID, at: datetime) -> bool:
    """Whether the session was this account's and open; it is ended now."""
    own = (table.c.id == id, table.c.account == person, table.c.ended_at.is_(None))
    return connection.execute(update(table).where(*own).values(ended_at=at)).rowcount == 1


def end_sessions(connection: Connection, person: UUID, at: datetime, *, but: UUID | None = None) -> int:
    """How many sessions of the account were ended: all that were open, but for `but`."""
    own = [table.c.account == person, table.c.ended_at.is_(None)]
    if but is not None:
        own.append(table.c.id != but)
    return connection.execute(update(table).where(*own).values(ended_at=at)).rowcount


def erase_sessions(connection: Connection, before: datetime, *, lasting: timedelta) -> int:
    """How many sessions were erased: those that ended before `before`, be it by themselves after `lasting`."""
    over = or_(table.c.ended_at < before, table.c.created_at < before - lasting)
    return connection.execute(delete(table).where(over)).rowcount
