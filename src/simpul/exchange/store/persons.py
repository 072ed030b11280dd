"""SQL about persons: whose identifier was checked, who read their data, who looked. Personal data: person_tables.py."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, delete, func, select, text, true, update
from sqlalchemy.dialects.postgresql import insert

from simpul.exchange.model.persons import CheckedPerson, CheckSearch, Document, Look
from simpul.exchange.store.person_tables import look as looks_table
from simpul.exchange.store.person_tables import person as table
from simpul.exchange.store.person_tables import reading as readings_table


def lock(connection: Connection) -> None:
    """Nobody else checks or ends a check until the transaction ends."""
    connection.execute(text("LOCK TABLE exchange_person IN SHARE ROW EXCLUSIVE MODE"))


def check(connection: Connection, account: UUID) -> CheckedPerson | None:
    """The account's check, ended or not; None where there was none."""
    row = connection.execute(select(table).where(table.c.account == account)).first()
    return None if row is None else _checked(row)


def checks_of(connection: Connection, accounts: Collection[UUID]) -> dict[UUID, CheckedPerson]:
    """The checks of these accounts, ended or not."""
    rows = connection.execute(select(table).where(table.c.account.in_(accounts)))
    return {row.account: _checked(row) for row in rows}


def key_of(connection: Connection, account: UUID) -> bytes | None:
    """The hash of the account's identifier while a check is in force."""
    return connection.scalar(select(table.c.key).where(table.c.account == account, table.c.ended_at.is_(None)))


def holder(connection: Connection, key: bytes) -> UUID | None:
    """The account that was checked with the identifier of this hash."""
    return connection.scalar(select(table.c.account).where(table.c.key == key))


def keep_check(connection: Connection, new: CheckedPerson, key: bytes) -> None:
    """The check is in force; a former one that was ended is gone."""
    values = {
        "key": key,
        "document": new.document.value,
        "checked_at": new.checked_at,
        "checked_by": new.checked_by,
        "ended_at": None,
        "ended_by": None,
        "ended_why": "",
    }
    row = insert(table).values(account=new.account, **values)
    connection.execute(row.on_conflict_do_update(index_elements=["account"], set_=values))


def end_check(connection: Connection, account: UUID, at: datetime, by: UUID, why: str) -> CheckedPerson | None:
    """The check, ended, its hash gone; None where none was in force."""
    done = update(table).where(table.c.account == account, table.c.ended_at.is_(None))
    values = {"key": None, "ended_at": at, "ended_by": by, "ended_why": why}
    row = connection.execute(done.values(values).returning(table)).first()
    return None if row is None else _checked(row)


def checks(connection: Connection, search: CheckSearch, most: int) -> list[CheckedPerson]:
    """The page of checks that the search asks for, the newest first."""
    query = select(table).where(*_asked(search)).order_by(table.c.checked_at.desc(), table.c.account)
    return [_checked(row) for row in connection.execute(query.offset((search.page - 1) * most).limit(most))]


def count_checks(connection: Connection, search: CheckSearch) -> int:
    """How many checks the search finds."""
    return connection.scalar(select(func.count()).select_from(table).where(*_asked(search))) or 0


def officers(connection: Connection) -> list[UUID]:
    """Whoever checked anybody who is on record."""
    return list(connection.scalars(select(table.c.checked_by).distinct()))


def keep_look(connection: Connection, new: Look) -> None:
    """The look is on record."""
    values = {"id": new.id, "account": new.account, "by": new.by, "agency": new.agency, "why": new.why, "at": new.at}
    connection.execute(insert(looks_table).values(values))


def look(connection: Connection, id: UUID) -> Look | None:
    """The look, if there is one."""
    row = connection.execute(select(looks_table).where(looks_table.c.id == id)).first()
    return None if row is None else _look(row)


def looks(connection: Connection, account: UUID, most: int = 100) -> list[Look]:
    """Who looked at the account's list, the latest first."""
    t = looks_table
    query = select(t).where(t.c.account == account).order_by(t.c.at.desc(), t.c.id).limit(most)
    return [_look(row) for row in connection.execute(query)]


def accounts(connection: Connection) -> set[UUID]:
    """Every account that was checked or looked at."""
    return {*connection.scalars(select(table.c.account)), *connection.scalars(select(looks_table.c.account).distinct())}


def erase_accounts(connection: Connection, gone: Collection[UUID]) -> int:
    """How many checks of accounts that are gone were erased, and with them who had looked."""
    connection.execute(delete(looks_table).where(looks_table.c.account.in_(gone)))
    return connection.execute(delete(table).where(table.c.account.in_(gone))).rowcount


def erase_ended(connection: Connection, before: datetime) -> int:
    """How many checks that were ended before then were erased."""
    return connection.execute(delete(table).where(table.c.ended_at < before)).rowcount


def erase_readings(connection: Connection, before: datetime) -> int:
    """How many calls of before then no longer say whom they were about."""
    connection.execute(delete(looks_table).where(looks_table.c.at < before))
    return connection.execute(delete(readings_table).where(readings_table.c.at < before)).rowcount


def _asked(search: CheckSearch) -> Sequence[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [true()]
    if search.state:
        found.append(table.c.ended_at.is_(None) if search.state == "in-force" else table.c.ended_at.is_not(None))
    if search.officer is not None:
        found.append(table.c.checked_by == search.officer)
    return found


def _checked(row: Any) -> CheckedPerson:
    return CheckedPerson(
        row.account, Document(row.document), row.checked_at, row.checked_by, row.ended_at, row.ended_by, row.ended_why
    )


def _look(row: Any) -> Look:
    return Look(row.id, row.account, row.by, row.agency, row.why, row.at)
