"""SQL about budget lines and rates. Amounts go in and come out as decimals."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from simpul.cooperation.model.budgets import BudgetLine, Currency, LineKind, Money, Rate
from simpul.cooperation.model.programmes import Side
from simpul.cooperation.rules.budgets import shown
from simpul.cooperation.store.agreement_tables import lines
from simpul.cooperation.store.agreement_tables import rates as rate_table

_l, _r = lines.c, rate_table.c


def add(connection: Connection, one: BudgetLine, at: datetime) -> None:
    """A new amount is kept."""
    values = {
        "id": one.id,
        "programme": one.programme,
        "kind": one.kind.value,
        "side": one.side.value,
        "on": one.on,
        "amount": one.money.amount,
        "currency": one.money.currency.value,
        "what": dict(one.what),
        "category": one.category,
        "project": one.project,
        "in_kind": one.in_kind,
        "source": one.source,
        "synthetic": one.synthetic,
        "struck_at": one.struck_at,
        "version": one.version,
        "changed_at": at,
    }
    connection.execute(insert(lines).values(values))


def mark(connection: Connection, one: BudgetLine, at: datetime) -> None:
    """Whether the amount is struck is as `one` says; nothing else of it ever changes."""
    values = {"struck_at": one.struck_at, "version": one.version, "changed_at": at}
    connection.execute(update(lines).where(_l.id == one.id).values(values))


def get(connection: Connection, id: UUID, *, to_change: bool = False) -> BudgetLine | None:
    """The amount, if there is one."""
    asked = select(lines).where(_l.id == id)
    row = connection.execute(asked.with_for_update() if to_change else asked).one_or_none()
    return _line(row) if row else None


def of_programme(connection: Connection, code: str) -> list[BudgetLine]:
    """The programme's amounts by day, struck ones too."""
    asked = select(lines).where(_l.programme == code).order_by(_l.on, _l.kind, _l.side, _l.id)
    return [_line(row) for row in connection.execute(asked)]


def add_rate(connection: Connection, one: Rate) -> None:
    """The rate of this pair on this day is this one, in place of an earlier one."""
    key = {"base": one.base.value, "quote": one.quote.value, "on": one.on}
    values = {"value": one.value, "source": one.source, "synthetic": one.synthetic}
    made = upsert(rate_table).values(key | values)
    connection.execute(made.on_conflict_do_update(index_elements=list(key), set_=values))


def rates(connection: Connection) -> list[Rate]:
    """Every rate, the newest first."""
    asked = select(rate_table).order_by(_r.on.desc(), _r.base, _r.quote)
    return [_rate(row) for row in connection.execute(asked)]


def _line(row: Row[Any]) -> BudgetLine:
    currency = Currency(row.currency)
    return BudgetLine(
        id=row.id,
        programme=row.programme,
        kind=LineKind(row.kind),
        side=Side(row.side),
        on=row.on,
        money=Money(shown(row.amount, currency), currency),
        what=row.what,
        category=row.category,
        project=row.project,
        in_kind=row.in_kind,
        source=row.source,
        synthetic=row.synthetic,
        struck_at=row.struck_at,
        version=row.version,
    )


def _rate(row: Row[Any]) -> Rate:
    value = row.value.normalize()
    fit = value if value.as_tuple().exponent <= 0 else value.quantize(1)
    return Rate(Currency(row.base), Currency(row.quote), row.on, fit, row.source, row.synthetic)
