"""SQL about villages and their workers."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, RowMapping, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from simpul.malaria.model.workers import Village, VillageUnknown, Worker, WorkerKind, WorkerUnknown
from simpul.malaria.store.tables import villages, workers


def _village(row: RowMapping) -> Village:
    return Village(
        code=row["code"],
        name=row["name"],
        kind=row["kind"],
        longitude=row["longitude"],
        latitude=row["latitude"],
        population=row["population"],
        synthetic=row["synthetic"],
    )


def _worker(row: RowMapping) -> Worker:
    return Worker(
        id=row["id"],
        name=row["name"],
        kind=WorkerKind(row["kind"]),
        village=row["village"],
        added_at=row["added_at"],
        retired_at=row["retired_at"],
        synthetic=row["synthetic"],
    )


def village(connection: Connection, code: str) -> Village:
    """The village; VillageUnknown."""
    found = find(connection, code)
    if found is None:
        raise VillageUnknown(village=code)
    return found


def find(connection: Connection, code: str) -> Village | None:
    """The village, if the programme has it."""
    row = connection.execute(select(villages).where(villages.c.code == code)).mappings().one_or_none()
    return None if row is None else _village(row)


def lock(connection: Connection, code: str) -> int:
    """The next version of the village, which nobody else writes to until this transaction ends; VillageUnknown."""
    found: int | None = connection.scalar(select(villages.c.version).where(villages.c.code == code).with_for_update())
    if found is None:
        raise VillageUnknown(village=code)
    return found + 1


def stand(connection: Connection, code: str, version: int) -> None:
    """The village stands at this version: something of it changed."""
    connection.execute(update(villages).where(villages.c.code == code).values(version=version))


def version(connection: Connection, code: str) -> int:
    """Which version the village stands at; 0 for one that is not known."""
    found: int | None = connection.scalar(select(villages.c.version).where(villages.c.code == code))
    return found or 0


def keep_villages(connection: Connection, many: Iterable[Village], at: datetime) -> int:
    """How many villages were not there before; those that were keep their version and have the new facts."""
    rows = [
        {
            "code": one.code,
            "name": one.name,
            "kind": one.kind,
            "longitude": one.longitude,
            "latitude": one.latitude,
            "population": one.population,
            "synthetic": one.synthetic,
            "added_at": at,
        }
        for one in many
    ]
    if not rows:
        return 0
    statement = upsert(villages)
    facts = {name: statement.excluded[name] for name in ("name", "kind", "longitude", "latitude", "population")}
    done = connection.execute(statement.on_conflict_do_update(index_elements=["code"], set_=facts), rows)
    return done.rowcount


def worker(connection: Connection, id: UUID) -> Worker:
    """The worker, locked until this transaction ends; WorkerUnknown."""
    found = connection.execute(select(workers).where(workers.c.id == id).with_for_update()).mappings().one_or_none()
    if found is None:
        raise WorkerUnknown()
    return _worker(found)


def add(connection: Connection, many: Iterable[Worker]) -> None:
    """The workers are there; those known by their ids stay as they are."""
    rows = [
        {
            "id": one.id,
            "name": one.name,
            "kind": one.kind.value,
            "village": one.village,
            "added_at": one.added_at,
            "retired_at": one.retired_at,
            "synthetic": one.synthetic,
        }
        for one in many
    ]
    if rows:
        connection.execute(upsert(workers).on_conflict_do_nothing(), rows)


def change(connection: Connection, id: UUID, values: Mapping[str, Any]) -> None:
    """The worker's row has these values."""
    connection.execute(update(workers).where(workers.c.id == id).values(**values))
