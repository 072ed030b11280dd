"""What the desk reads of villages, workers and devices. A region of None is the whole country."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select, true

from simpul.malaria.model.desk import DeskAsked, DeskLines, DeviceLine, VillageLine, WorkerLine
from simpul.malaria.store.tables import cases, devices, events, people, villages, workers

Condition = ColumnElement[bool]


def within(column: Any, region: str | None) -> Condition:
    """The column's code is the region, or lies in it."""
    if region is None:
        return true()
    return or_(column == region, column.startswith(f"{region}.", autoescape=True))


def like(column: Any, q: str) -> Condition:
    """The column holds these words, whatever their case."""
    found: Condition = column.icontains(q, autoescape=True)
    return found


def paged(connection: Connection, question: Select[Any], asked: DeskAsked) -> tuple[Sequence[Mapping[str, Any]], int]:
    """The rows of the page that is asked for, and how many there are in all."""
    total = connection.scalar(select(func.count()).select_from(question.order_by(None).subquery())) or 0
    part = question.limit(asked.per_page).offset((asked.page - 1) * asked.per_page)
    return [dict(row) for row in connection.execute(part).mappings()], total


def village_names(connection: Connection, region: str | None) -> list[tuple[str, str]]:
    """Code and name of the programme's villages in the region, by name."""
    found = select(villages.c.code, villages.c.name).where(within(villages.c.code, region)).order_by(villages.c.name)
    return [(row.code, row.name) for row in connection.execute(found)]


_CONTACT = (
    select(devices.c.village, func.max(devices.c.seen_at).label("at")).group_by(devices.c.village).subquery("contact")
)
_IN_SERVICE = (
    select(workers.c.village, func.count().label("n"))
    .where(workers.c.retired_at.is_(None))
    .group_by(workers.c.village)
    .subquery("in_service")
)
_PEOPLE = (
    select(people.c.village, func.count().label("n"))
    .where(people.c.merged_into.is_(None))
    .group_by(people.c.village)
    .subquery("alive")
)


def village_lines(
    connection: Connection, region: str | None, asked: DeskAsked, since: datetime, silent: datetime
) -> DeskLines[VillageLine]:
    """The villages of the region by name; cases are those since `since`, `silent` ones were not heard of since then."""
    lately = select(cases.c.village, func.count().label("n")).where(cases.c.at >= since).group_by(cases.c.village)
    recent = lately.subquery("recent")
    joined = (
        villages.outerjoin(_CONTACT, _CONTACT.c.village == villages.c.code)
        .outerjoin(_IN_SERVICE, _IN_SERVICE.c.village == villages.c.code)
        .outerjoin(_PEOPLE, _PEOPLE.c.village == villages.c.code)
        .outerjoin(recent, recent.c.village == villages.c.code)
    )
    wanted = [within(villages.c.code, region)]
    wanted += [or_(like(villages.c.name, asked.q), villages.c.code.startswith(asked.q, autoescape=True))] if asked.q else []
    wanted += [villages.c.code == asked.village] if asked.village else []
    wanted += [_IN_SERVICE.c.n.is_(None)] if asked.state == "none" else []
    quiet = or_(_CONTACT.c.at.is_(None), _CONTACT.c.at < silent)
    wanted += [and_(_IN_SERVICE.c.n > 0, quiet)] if asked.state == "silent" else []
    question = (
        select(
            *(villages.c.code, villages.c.name, func.coalesce(_IN_SERVICE.c.n, 0).label("workers")),
            *(func.coalesce(_PEOPLE.c.n, 0).label("people"), func.coalesce(recent.c.n, 0).label("cases")),
            *(_CONTACT.c.at.label("last_contact"), villages.c.synthetic),
        )
        .select_from(joined)
        .where(*wanted)
        .order_by(villages.c.name, villages.c.code)
    )
    rows, total = paged(connection, question, asked)
    return DeskLines([VillageLine(**row) for row in rows], total)


_WORKER_CONTACT = (
    select(
        devices.c.worker,
        func.count().filter(devices.c.revoked_at.is_(None)).label("n"),
        func.max(devices.c.seen_at).label("at"),
    )
    .group_by(devices.c.worker)
    .subquery("carried")
)
_WORKERS = select(
    *(workers.c.id, workers.c.name, workers.c.kind, workers.c.village, villages.c.name.label("village_name")),
    *(workers.c.added_at.label("since"), workers.c.retired_at, func.coalesce(_WORKER_CONTACT.c.n, 0).label("devices")),
    *(_WORKER_CONTACT.c.at.label("last_contact"), workers.c.synthetic),
).select_from(
    workers.join(villages, villages.c.code == workers.c.village).outerjoin(
        _WORKER_CONTACT, _WORKER_CONTACT.c.worker == workers.c.id
    )
)


def worker_lines(connection: Connection, region: str | None, asked: DeskAsked) -> DeskLines[WorkerLine]:
    """The workers of the region by name: in service unless `retired` or `all` is asked for."""
    wanted = [within(workers.c.village, region)]
    wanted += [or_(like(workers.c.name, asked.q), like(villages.c.name, asked.q))] if asked.q else []
    wanted += [workers.c.village == asked.village] if asked.village else []
    if asked.state != "all":
        gone = workers.c.retired_at.is_not(None)
        wanted.append(gone if asked.state == "retired" else ~gone)
    rows, total = paged(connection, _WORKERS.where(*wanted).order_by(workers.c.name, workers.c.id), asked)
    return DeskLines([WorkerLine(**row) for row in rows], total)


def worker_line(connection: Connection, id: UUID) -> WorkerLine | None:
    """The worker of this id."""
    row = connection.execute(_WORKERS.where(workers.c.id == id)).mappings().first()
    return WorkerLine(**row) if row else None


_HELD = (
    select(events.c.device, func.count().label("held"), func.max(events.c.seq).label("last"))
    .where(events.c.device.is_not(None))
    .group_by(events.c.device)
)
_DEVICE = (
    *(devices.c.id, devices.c.label, devices.c.worker, workers.c.name.label("worker_name"), devices.c.village),
    *(villages.c.name.label("village_name"), devices.c.enrolled_at, devices.c.seen_at.label("last_contact")),
    *(
        devices.c.app_version,
        devices.c.revoked_at,
        func.coalesce(devices.c.reason, "").label("reason"),
        devices.c.synthetic,
    ),
)
_DEVICES = devices.join(workers, workers.c.id == devices.c.worker).join(villages, villages.c.code == devices.c.village)


def device_lines(
    connection: Connection, region: str | None, asked: DeskAsked, silent: datetime, worker: UUID | None = None
) -> DeskLines[DeviceLine]:
    """The devices of the region, those silent longest first: in use unless `revoked` or `all` is asked for."""
    wanted = [within(devices.c.village, region)]
    wanted += [or_(like(devices.c.label, asked.q), like(workers.c.name, asked.q))] if asked.q else []
    wanted += [devices.c.village == asked.village] if asked.village else []
    wanted += [devices.c.worker == worker] if worker else [*_of_state(asked.state, silent)]
    heard = func.coalesce(devices.c.seen_at, devices.c.enrolled_at)
    question = select(*_DEVICE).select_from(_DEVICES).where(*wanted).order_by(heard, devices.c.id)
    rows, total = paged(connection, question, asked)
    return DeskLines(_with_held(connection, rows), total)


def _of_state(state: str, silent: datetime) -> list[Condition]:
    in_use = devices.c.revoked_at.is_(None)
    match state:
        case "all":
            return []
        case "revoked":
            return [~in_use]
        case "silent":
            return [in_use, silent_since(silent)]
        case "missing":
            held = _HELD.subquery("held_of_all")
            return [devices.c.id.in_(select(held.c.device).where(held.c.last > held.c.held))]
        case _:
            return [in_use]


def silent_since(at: datetime) -> Condition:
    """The device was last heard of, or enrolled, before this time."""
    found: Condition = func.coalesce(devices.c.seen_at, devices.c.enrolled_at) < at
    return found


def _with_held(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> list[DeviceLine]:
    """Sequence numbers begin with 1: what lies below the highest and is not held is missing."""
    held: dict[UUID, tuple[int, int]] = {}
    if rows:
        asked = _HELD.where(events.c.device.in_([row["id"] for row in rows]))
        held = {row.device: (row.held, row.last) for row in connection.execute(asked)}
    found = []
    for row in rows:
        count, last = held.get(row["id"], (0, 0))
        found.append(DeviceLine(**row, held=count, missing=max(0, last - count)))
    return found


def device_line(connection: Connection, id: UUID) -> DeviceLine | None:
    """The device of this id."""
    rows = connection.execute(select(*_DEVICE).select_from(_DEVICES).where(devices.c.id == id)).mappings()
    found = _with_held(connection, [dict(row) for row in rows])
    return found[0] if found else None


def silent_devices(connection: Connection, region: str | None, at: datetime) -> tuple[int, datetime | None]:
    """How many devices in use were last heard of before this time, and when the one silent longest was."""
    heard = func.min(func.coalesce(devices.c.seen_at, devices.c.enrolled_at))
    wanted = (within(devices.c.village, region), devices.c.revoked_at.is_(None), silent_since(at))
    count, since = connection.execute(select(func.count(), heard).where(*wanted)).one()
    return count, since


def any_synthetic(connection: Connection, region: str | None) -> bool:
    """Whether any village of the region is made up."""
    made_up = select(villages.c.code).where(within(villages.c.code, region), villages.c.synthetic).limit(1)
    return connection.execute(made_up).first() is not None
