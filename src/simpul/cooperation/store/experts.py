"""SQL about experts and where they are seconded."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, delete, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from simpul.cooperation.model.activities import Expert
from simpul.cooperation.model.programmes import Side
from simpul.cooperation.store.activity_tables import experts

_e = experts.c


def add(connection: Connection, one: Expert, at: datetime) -> bool:
    """Whether the expert is new; one that is there already stays as it is."""
    made = upsert(experts).values(id=one.id, changed_at=at, **_values(one))
    return connection.scalar(made.on_conflict_do_nothing(index_elements=["id"]).returning(_e.id)) is not None


def keep(connection: Connection, one: Expert, at: datetime) -> None:
    """The expert is as `one` says."""
    connection.execute(update(experts).where(_e.id == one.id).values(changed_at=at, **_values(one)))


def get(connection: Connection, expert: UUID, *, removed: bool = False, to_change: bool = False) -> Expert | None:
    """The expert on the list; `removed`: the one who was taken off it."""
    asked = select(experts).where(_e.id == expert, _e.removed_at.is_not(None) if removed else _e.removed_at.is_(None))
    row = connection.execute(asked.with_for_update() if to_change else asked).one_or_none()
    return _expert(row) if row else None


def of_programme(connection: Connection, code: str) -> list[Expert]:
    """A programme's experts, the earliest secondment first; who is seconded nowhere last."""
    asked = select(experts).where(_e.programme == code, _e.removed_at.is_(None))
    return [_expert(row) for row in connection.execute(asked.order_by(_e.since.asc().nulls_last(), _e.name, _e.id))]


def set_removed(connection: Connection, expert: UUID, at: datetime | None) -> bool:
    """Whether the expert was on the list (for a time), or off it (for None), and is not any more."""
    there = _e.removed_at.is_(None) if at else _e.removed_at.is_not(None)
    return bool(connection.execute(update(experts).where(_e.id == expert, there).values(removed_at=at)).rowcount)


def erase_removed(connection: Connection, before: datetime) -> int:
    """How many who were taken off the list before then are erased."""
    return connection.execute(delete(experts).where(_e.removed_at < before)).rowcount


def _values(one: Expert) -> dict[str, Any]:
    return {
        "programme": one.programme,
        "side": one.side.value,
        "name": one.name,
        "field": dict(one.field),
        "institution": one.institution,
        "host": one.host,
        "since": one.since,
        "until": one.until,
        "synthetic": one.synthetic,
        "version": one.version,
    }


def _expert(row: Row[Any]) -> Expert:
    return Expert(
        id=row.id,
        programme=row.programme,
        side=Side(row.side),
        name=row.name,
        field=row.field,
        institution=row.institution,
        host=row.host,
        since=row.since,
        until=row.until,
        synthetic=row.synthetic,
        version=row.version,
    )
