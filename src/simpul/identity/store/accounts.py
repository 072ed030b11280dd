"""SQL about accounts and the roles they hold."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, Select, delete, exists, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from simpul.identity.model import Account, Agency, Search
from simpul.identity.store.tables import account as table
from simpul.identity.store.tables import agency, grant, password


def held_roles() -> Any:
    """The roles of the account in the query around it, as one array."""
    roles = select(grant.c.role).where(grant.c.account == table.c.id)
    return func.array(roles.scalar_subquery()).label("roles")


def account(connection: Connection, id: UUID) -> Account | None:
    """The account, if there is one."""
    row = connection.execute(whole_accounts().where(table.c.id == id)).first()
    return None if row is None else to_account(row)


def account_by_login(connection: Connection, login: str) -> Account | None:
    """The account with this login (folded), if there is one."""
    row = connection.execute(whole_accounts().where(table.c.login == login)).first()
    return None if row is None else to_account(row)


def accounts_of(connection: Connection, ids: Collection[UUID]) -> list[Account]:
    """The accounts of these ids, as far as they exist."""
    return [to_account(row) for row in connection.execute(whole_accounts().where(table.c.id.in_(ids)))]


def accounts(connection: Connection, search: Search, *, most: int = 25) -> list[Account]:
    """The page of accounts that the search asks for, by name."""
    query = whole_accounts().where(*_found(search)).order_by(func.lower(table.c.name), table.c.login)
    return [to_account(row) for row in connection.execute(query.offset((search.page - 1) * most).limit(most))]


def count_accounts(connection: Connection, search: Search) -> int:
    """How many accounts the search finds."""
    return connection.scalar(select(func.count()).select_from(table).where(*_found(search))) or 0


def add_account(connection: Connection, new: Account) -> bool:
    """Whether the account was added; False when its login is taken. Its roles are given by `give_role`."""
    row = insert(table).values(
        id=new.id, login=new.login, name=new.name, agency=new.agency.code, active=new.active, created_at=new.created_at
    )
    added = row.on_conflict_do_nothing(index_elements=["login"]).returning(table.c.id)
    return connection.scalar(added) is not None


def set_active(connection: Connection, id: UUID, *, active: bool) -> None:
    """The account is active, or disabled."""
    connection.execute(update(table).where(table.c.id == id).values(active=active))


def note_sign_in(connection: Connection, id: UUID, at: datetime) -> None:
    """The account was last signed in at `at`."""
    connection.execute(update(table).where(table.c.id == id).values(signed_in_at=at))


def give_role(connection: Connection, id: UUID, role: str, *, at: datetime, by: UUID | None) -> None:
    """The account holds the role."""
    row = insert(grant).values(account=id, role=role, granted_at=at, granted_by=by)
    connection.execute(row.on_conflict_do_nothing())


def take_role(connection: Connection, id: UUID, role: str) -> None:
    """The account does not hold the role."""
    connection.execute(delete(grant).where(grant.c.account == id, grant.c.role == role))


def whole_accounts() -> Select[Any]:
    """Accounts with agency, roles and whether the password is a one-time one; others join to it."""
    columns = (table, agency.c.name.label("agency_name"), agency.c.region, password.c.must_change, held_roles())
    joined = table.join(agency, agency.c.code == table.c.agency).join(password, password.c.account == table.c.id)
    return select(*columns).select_from(joined)


def _found(search: Search) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if search.q:
        holds = (column.icontains(search.q, autoescape=True) for column in (table.c.name, table.c.login))
        found.append(or_(*holds))
    if search.status:
        found.append(table.c.active.is_(search.status == "active"))
    if search.agency:
        found.append(table.c.agency == search.agency)
    if search.role:
        found.append(exists().where(grant.c.account == table.c.id, grant.c.role == search.role))
    return found


def to_account(row: Row[Any]) -> Account:
    """The account in a row of `whole_accounts`."""
    return Account(
        id=row.id,
        login=row.login,
        name=row.name,
        agency=Agency(row.agency, row.agency_name, row.region),
        roles=frozenset(row.roles),
        active=row.active,
        must_change=row.must_change,
        created_at=row.created_at,
        signed_in_at=row.signed_in_at,
    )
