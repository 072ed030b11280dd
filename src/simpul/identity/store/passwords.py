"""SQL about passwords: hashes only."""

from uuid import UUID

from sqlalchemy import Connection, exists, select, update
from sqlalchemy.dialects.postgresql import insert

from simpul.identity.model import Credential
from simpul.identity.store.tables import account
from simpul.identity.store.tables import password as table


def credential(connection: Connection, person: UUID) -> Credential | None:
    """What the account's password is checked against; None when there is no such account."""
    row = connection.execute(select(table).where(table.c.account == person)).first()
    return None if row is None else Credential(row.hash, row.must_change, row.set_at)


def set_password(connection: Connection, person: UUID, new: Credential) -> None:
    """The account has this password and no other."""
    values = {"hash": new.hash, "must_change": new.must_change, "set_at": new.set_at}
    row = insert(table).values(account=person, **values)
    connection.execute(row.on_conflict_do_update(index_elements=["account"], set_=values))


def rehash(connection: Connection, person: UUID, *, old: str, new: str) -> bool:
    """Whether the account still has the password hashed as `old` and is active; it is kept as `new` now."""
    active = exists().where(account.c.id == person, account.c.active)
    change = update(table).where(table.c.account == person, table.c.hash == old, active).values(hash=new)
    return connection.execute(change).rowcount == 1
