"""SQL about agencies."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, or_, select, true
from sqlalchemy.dialects.postgresql import insert

from simpul.identity.model import Agency
from simpul.identity.store.tables import account
from simpul.identity.store.tables import agency as table


def agency(connection: Connection, code: str) -> Agency | None:
    """The agency with this code, if there is one."""
    row = connection.execute(select(table).where(table.c.code == code)).first()
    return None if row is None else Agency(row.code, row.name, row.region)


def add_agency(connection: Connection, new: Agency, at: datetime) -> bool:
    """Whether the agency was added; False when its code is taken."""
    row = insert(table).values(code=new.code, name=new.name, region=new.region, created_at=at)
    return connection.scalar(row.on_conflict_do_nothing().returning(table.c.code)) is not None


def agencies(connection: Connection, q: str = "", *, first: int = 0, most: int = 1000) -> list[tuple[Agency, int]]:
    """Agencies whose code or name holds `q`, by name, each with how many active accounts it has."""
    people = select(func.count()).where(account.c.agency == table.c.code, account.c.active).scalar_subquery()
    query = select(table, people.label("people")).where(_holding(q)).order_by(table.c.name, table.c.code)
    rows = connection.execute(query.offset(first).limit(most))
    return [(Agency(row.code, row.name, row.region), row.people) for row in rows]


def count_agencies(connection: Connection, q: str = "") -> int:
    """How many agencies have a code or name that holds `q`."""
    return connection.scalar(select(func.count()).select_from(table).where(_holding(q))) or 0


def _holding(q: str) -> ColumnElement[Any]:
    if not q:
        return true()
    return or_(table.c.name.icontains(q, autoescape=True), table.c.code.icontains(q, autoescape=True))
