"""SQL about activities and their quotas."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Select, delete, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from simpul.cooperation.model.activities import Activity, ActivityKind, ActivityState, Precision, Quota
from simpul.cooperation.model.programmes import Side
from simpul.cooperation.store.activity_tables import activities, quotas

_a, _q = activities.c, quotas.c


def add(connection: Connection, one: Activity, at: datetime) -> bool:
    """Whether the activity is new; one that is there already stays as it is."""
    made = upsert(activities).values(id=one.id, changed_at=at, **_values(one))
    return connection.scalar(made.on_conflict_do_nothing(index_elements=["id"]).returning(_a.id)) is not None


def keep(connection: Connection, one: Activity, at: datetime) -> None:
    """The activity is as `one` says."""
    connection.execute(update(activities).where(_a.id == one.id).values(changed_at=at, **_values(one)))


def get(connection: Connection, activity: UUID, *, to_change: bool = False) -> Activity | None:
    """The activity, if any; `to_change`: nobody else changes it or nominates to it before this transaction ends."""
    asked = select(activities).where(_a.id == activity)
    row = connection.execute(asked.with_for_update() if to_change else asked).one_or_none()
    return _activity(row) if row else None


def of_programme(connection: Connection, code: str) -> list[Activity]:
    """A programme's activities, the earliest first; those that belong to none for the empty code."""
    return _found(connection, select(activities).where(_a.programme == code if code else _a.programme.is_(None)))


def all_(connection: Connection) -> list[Activity]:
    """Every activity, the earliest first."""
    return _found(connection, select(activities))


def of_agency(connection: Connection, agency: str) -> list[Activity]:
    """The activities for which an agency has a quota, the earliest first."""
    asked = select(activities).join(quotas, _q.activity == _a.id).where(_q.agency == agency)
    return _found(connection, asked)


def _found(connection: Connection, asked: Select[Any]) -> list[Activity]:
    return [_activity(row) for row in connection.execute(asked.order_by(_a.since, _a.until, _a.id))]


def quotas_of(connection: Connection, activity: UUID) -> list[Quota]:
    """How many each agency may send, by the agency's name."""
    asked = select(quotas).where(_q.activity == activity).order_by(_q.agency_name, _q.agency)
    return [_quota(row) for row in connection.execute(asked)]


def quota_of(connection: Connection, activity: UUID, agency: str) -> Quota | None:
    """How many this agency may send; None where it has no quota."""
    row = connection.execute(select(quotas).where(_q.activity == activity, _q.agency == agency)).one_or_none()
    return _quota(row) if row else None


def quotas_of_agency(connection: Connection, agency: str) -> dict[UUID, Quota]:
    """An agency's quotas, by activity."""
    return {row.activity: _quota(row) for row in connection.execute(select(quotas).where(_q.agency == agency))}


def set_quota(connection: Connection, one: Quota) -> None:
    """The agency may send so many."""
    values = {"agency_name": one.agency_name, "places": one.places}
    made = upsert(quotas).values(activity=one.activity, agency=one.agency, **values)
    connection.execute(made.on_conflict_do_update(index_elements=["activity", "agency"], set_=values))


def drop_quota(connection: Connection, activity: UUID, agency: str) -> bool:
    """Whether the agency had a quota, which is gone."""
    return bool(connection.execute(delete(quotas).where(_q.activity == activity, _q.agency == agency)).rowcount)


def _values(one: Activity) -> dict[str, Any]:
    return {
        "programme": one.programme or None,
        "kind": one.kind.value,
        "title": dict(one.title),
        "precision": one.precision.value,
        "host": one.host.value if one.host else None,
        "note": dict(one.note) if one.note else None,
        "state": one.state.value,
        "state_before": one.state_before.value if one.state_before else None,
        "inferred": list(one.inferred),
        "sources": list(one.sources),
        **{name: getattr(one, name) for name in _PLAIN},
    }


_PLAIN: Sequence[str] = (
    *("since", "until", "zone", "begins_at", "ends_at", "place", "remote", "leader", "participants", "agencies"),
    *("documents", "public", "synthetic", "version"),
)
"""Columns that hold what the dataclass holds."""


def _activity(row: Row[Any]) -> Activity:
    held: Mapping[str, Any] = row._asdict()
    return Activity(
        id=row.id,
        programme=row.programme or "",
        kind=ActivityKind(row.kind),
        title=row.title,
        precision=Precision(row.precision),
        host=Side(row.host) if row.host else None,
        note=row.note,
        state=ActivityState(row.state),
        state_before=ActivityState(row.state_before) if row.state_before else None,
        inferred=tuple(row.inferred),
        sources=tuple(row.sources),
        **{name: held[name] for name in _PLAIN},
    )


def _quota(row: Row[Any]) -> Quota:
    return Quota(row.activity, row.agency, row.agency_name, row.places)
