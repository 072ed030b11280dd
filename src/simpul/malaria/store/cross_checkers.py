"""SQL about who reads slides a second time: who asked, and which microscopist an account is."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from simpul.malaria.model.slides import CrossChecker
from simpul.malaria.store.quality_tables import cross_checkers, microscopists
from simpul.malaria.store.register import within


def ask(connection: Connection, one: CrossChecker) -> bool:
    """Whether this account had not asked before; it has now."""
    values = {name: getattr(one, name) for name in CrossChecker.__slots__}
    kept = upsert(cross_checkers).values(**values).on_conflict_do_nothing().returning(cross_checkers.c.account)
    return connection.execute(kept).one_or_none() is not None


def checker(connection: Connection, account: UUID | None) -> CrossChecker | None:
    """The cross-checker with this account."""
    row = connection.execute(select(cross_checkers).where(cross_checkers.c.account == account)).one_or_none()
    return _checker(row) if row else None


def checkers(connection: Connection, region: str | None) -> list[CrossChecker]:
    """The cross-checkers of the region, those that wait at the beginning."""
    c = cross_checkers.c
    wanted = select(cross_checkers).where(*within(c.area, region))
    wanted = wanted.order_by(c.settled_at.is_not(None), c.name, c.account)
    return [_checker(row) for row in connection.execute(wanted)]


def settle(connection: Connection, account: UUID, by: str, at: datetime) -> None:
    """The cross-checker may read what is not the own."""
    c = cross_checkers.c
    connection.execute(update(cross_checkers).where(c.account == account).values(settled_at=at, settled_by=by))


def name_own(connection: Connection, account: UUID, own: Sequence[UUID], region: str | None) -> None:
    """Of the region's microscopists these, and no others, have this account."""
    m = microscopists.c
    there = within(m.area, region)
    connection.execute(update(microscopists).where(m.account == account, *there).values(account=None))
    connection.execute(update(microscopists).where(m.id.in_(own), *there).values(account=account))


def _checker(row: Any) -> CrossChecker:
    return CrossChecker(**{name: getattr(row, name) for name in CrossChecker.__slots__})
