"""SQL about resupplies and the kabupaten's store."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, RowMapping, func, insert, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert

from simpul.malaria.model.desk import DeskAsked, DeskLines
from simpul.malaria.model.supply import (
    Product,
    Resupply,
    ResupplyLine,
    ResupplyLot,
    ResupplyState,
    ResupplyStep,
    StockLot,
    StoreMove,
)
from simpul.malaria.store.desk import paged, within
from simpul.malaria.store.supply import day_of
from simpul.malaria.store.supply_tables import resupplies, store_moves
from simpul.malaria.store.tables import villages

_LISTED = select(resupplies, func.coalesce(villages.c.name, resupplies.c.village).label("village_name")).select_from(
    resupplies.outerjoin(villages, villages.c.code == resupplies.c.village)
)
_OPEN = (ResupplyState.PROPOSED.value, ResupplyState.APPROVED.value, ResupplyState.SENT.value)


def add(connection: Connection, one: Resupply) -> int:
    """The resupply is kept; its number."""
    row = {**_written(one), "id": one.id, "village": one.village, "store": one.store, "synthetic": one.synthetic}
    return int(connection.scalar(insert(resupplies).values(row).returning(resupplies.c.number)) or 0)


def change(connection: Connection, one: Resupply) -> None:
    """The resupply's row says what this does."""
    connection.execute(update(resupplies).where(resupplies.c.id == one.id).values(_written(one)))


def find(connection: Connection, id: UUID, *, locked: bool = False) -> Resupply | None:
    """The resupply of this id, where `locked` nobody else's until this transaction ends."""
    wanted = _LISTED.where(resupplies.c.id == id)
    row = connection.execute(wanted.with_for_update(of=resupplies) if locked else wanted).mappings().first()
    return _resupply(row) if row else None


def lines(connection: Connection, region: str | None, asked: DeskAsked) -> DeskLines[Resupply]:
    """The resupplies of the region, those longest in their state first: open ones unless another state is asked for."""
    wanted = [within(resupplies.c.village, region)]
    if asked.village:
        wanted.append(resupplies.c.village == asked.village)
    if asked.state != "all":
        wanted.append(resupplies.c.state.in_([asked.state] if asked.state else _OPEN))
    rows, total = paged(connection, _LISTED.where(*wanted).order_by(resupplies.c.changed_at, resupplies.c.number), asked)
    return DeskLines([_resupply(row) for row in rows], total)


def standing(connection: Connection, region: str | None, *states: ResupplyState) -> list[Resupply]:
    """The resupplies of the region in these states, the oldest first."""
    wanted = _LISTED.where(within(resupplies.c.village, region), resupplies.c.state.in_([one.value for one in states]))
    return [_resupply(row) for row in connection.execute(wanted.order_by(resupplies.c.number)).mappings()]


def _written(one: Resupply) -> dict[str, Any]:
    return {
        "state": one.state.value,
        "changed_at": one.since,
        "lines": [
            {**_of(line.product), "wanted": line.wanted, "approved": line.approved, "why": dict(line.why)}
            for line in one.lines
        ],
        "lots": [_lot_row(lot) for lot in one.lots],
        "steps": [
            {
                "state": step.state.value,
                "at": step.at.isoformat(),
                "by": str(step.by) if step.by else None,
                "name": step.name,
                "reason": step.reason,
            }
            for step in one.steps
        ],
    }


def _of(item: Product) -> dict[str, str]:
    return {"item": item.item, "colour": item.colour}


def _lot_row(lot: ResupplyLot) -> dict[str, Any]:
    expires = lot.expires.isoformat() if lot.expires else None
    known = {"sent": lot.sent, "arrived": lot.arrived, "receipts": list(lot.receipts), "reason": lot.reason}
    return {**_of(lot.product), "lot": lot.lot, "expires": expires, **known}


def _resupply(row: RowMapping | Mapping[str, Any]) -> Resupply:
    return Resupply(
        id=row["id"],
        number=row["number"],
        village=row["village"],
        store=row["store"],
        state=ResupplyState(row["state"]),
        lines=[
            ResupplyLine(Product(one["item"], one["colour"]), one["wanted"], one["approved"], one["why"])
            for one in row["lines"]
        ],
        lots=[_lot(one) for one in row["lots"]],
        steps=[_step(one) for one in row["steps"]],
        synthetic=row["synthetic"],
        village_name=row["village_name"],
    )


def _lot(one: Mapping[str, Any]) -> ResupplyLot:
    return ResupplyLot(
        product=Product(one["item"], one["colour"]),
        lot=one["lot"],
        expires=day_of(one["expires"]),
        sent=one["sent"],
        arrived=one["arrived"],
        receipts=tuple(one["receipts"]),
        reason=one["reason"],
    )


def _step(one: Mapping[str, Any]) -> ResupplyStep:
    by = UUID(one["by"]) if one["by"] else None
    return ResupplyStep(ResupplyState(one["state"]), datetime.fromisoformat(one["at"]), by, one["name"], one["reason"])


def move(connection: Connection, many: Sequence[StoreMove]) -> None:
    """The store's moves are kept; those known by their ids stay as they are."""
    rows = [
        {
            "id": one.id,
            "store": one.store,
            "at": one.at,
            "kind": one.kind,
            **_of(one.product),
            "lot": one.lot,
            "expires": one.expires,
            "quantity": one.quantity,
            "place": one.place,
            "reason": one.reason,
            "resupply": one.resupply,
            "by": one.by,
            "by_name": one.name,
            "synthetic": one.synthetic,
        }
        for one in many
    ]
    if rows:
        connection.execute(upsert(store_moves).on_conflict_do_nothing(), rows)


_HELD = text(
    "WITH counts AS (SELECT item, colour, lot, max(number) FILTER (WHERE kind = 'counted') AS counted"
    " FROM malaria_store_move WHERE store = :store GROUP BY 1, 2, 3)"
    " SELECT m.item, m.colour, m.lot,"
    " (array_agg(m.expires ORDER BY m.number DESC) FILTER (WHERE m.expires IS NOT NULL))[1] AS expires,"
    " sum(CASE WHEN m.number < c.counted THEN 0 WHEN m.kind IN ('received', 'counted') THEN m.quantity"
    " ELSE -m.quantity END) AS quantity"
    " FROM malaria_store_move m JOIN counts c USING (item, colour, lot) WHERE m.store = :store"
    " GROUP BY m.item, m.colour, m.lot ORDER BY m.item, m.colour, m.lot"
)


def held(connection: Connection, store: str) -> list[StockLot]:
    """What the store has left of each lot."""
    rows = connection.execute(_HELD, {"store": store})
    return [StockLot(Product(row.item, row.colour), row.lot, row.expires, int(row.quantity)) for row in rows]


def moved(connection: Connection, store: str, most: int) -> list[StoreMove]:
    """The store's latest moves."""
    wanted = select(store_moves).where(store_moves.c.store == store)
    latest = wanted.order_by(store_moves.c.number.desc()).limit(most)
    return [_move(row) for row in connection.execute(latest).mappings()]


def _move(row: RowMapping) -> StoreMove:
    return StoreMove(
        id=row["id"],
        store=row["store"],
        at=row["at"],
        kind=row["kind"],
        product=Product(row["item"], row["colour"]),
        lot=row["lot"],
        expires=row["expires"],
        quantity=row["quantity"],
        place=row["place"],
        reason=row["reason"],
        resupply=row["resupply"],
        by=row["by"],
        name=row["by_name"],
        synthetic=row["synthetic"],
    )


def lock_store(connection: Connection, store: str) -> None:
    """Nobody else moves goods of this store until this transaction ends."""
    connection.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": f"malaria-store {store}"})


def clear_synthetic(connection: Connection) -> None:
    """Nothing made up is left of resupplies and stores."""
    for statement in ("DELETE FROM malaria_resupply WHERE synthetic", "DELETE FROM malaria_store_move WHERE synthetic"):
        connection.exec_driver_sql(statement)


def any_moves(connection: Connection, stores: Iterable[str]) -> bool:
    """Whether any of these stores ever moved anything."""
    return connection.scalar(select(store_moves.c.id).where(store_moves.c.store.in_(list(stores))).limit(1)) is not None


_FORGET = (
    text(
        'UPDATE malaria_resupply SET steps = (SELECT jsonb_agg(step || \'{"by": null, "name": "–"}\' ORDER BY n)'
        " FROM jsonb_array_elements(steps) WITH ORDINALITY AS each(step, n))"
        " WHERE changed_at < :before AND steps #>> '{0,name}' <> '–'"
    ),
    text("UPDATE malaria_store_move SET \"by\" = NULL, by_name = '–' WHERE at < :before AND by_name <> '–'"),
)


def forget(connection: Connection, before: datetime) -> int:
    """How many rows older than this lost the names of staff; what was moved stays."""
    return sum(connection.execute(one, {"before": before}).rowcount for one in _FORGET)
