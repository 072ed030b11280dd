"""Incidents, their history, figures and situation reports: kept, read, changed. The tables: `incident_tables`."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, RowMapping, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from simpul.disaster.model import Report, Status
from simpul.disaster.model.incidents import (
    Account,
    Counted,
    FigureKind,
    Incident,
    IncidentsWanted,
    Issued,
    Link,
    Spread,
    Stage,
    Taken,
    Turn,
)
from simpul.disaster.store.incident_tables import incident_figures, incident_steps, incidents, situations
from simpul.disaster.store.rows import report_of
from simpul.disaster.store.tables import reports

_SAME = ("id", "number", "hazard", "name", "training", "opened_at", "changed_at", "closed_at", "version", "merged_into")
_SPREAD = ("count", "worst", "first_at", "last_at", "longitude", "latitude", "extent", "approximate")
_TOLD = ("needs", "taken", "resources", "contact")


def incident_of(row: RowMapping) -> Incident:
    """The incident in a row of the whole table."""
    return Incident(
        **{name: row[name] for name in _SAME},
        stage=Stage(row["stage"]),
        spread=Spread(**{name: row[name] for name in _SPREAD}, regions=tuple(row["regions"])),
        told=Account(**{name: row[name] for name in _TOLD}),
        areas=tuple(row["areas"]),
        withdrawn=row["withdrawn"],
    )


def _row(incident: Incident, around: Sequence[str]) -> dict[str, Any]:
    spread = incident.spread
    return {
        **{name: getattr(incident, name) for name in _SAME if name != "number"},
        **{name: getattr(spread, name) for name in _SPREAD},
        **{name: getattr(incident.told, name) for name in _TOLD},
        "extent": dict(spread.extent),
        "stage": incident.stage.value,
        "regions": list(spread.regions),
        "around": list(around),
        "areas": list(incident.areas),
        "withdrawn": incident.withdrawn,
    }


def keep(connection: Connection, incident: Incident, around: Sequence[str]) -> int:
    """The number under which the incident is kept; `around` holds every code that a search by place finds it by."""
    kept = insert(incidents).values(_row(incident, around)).returning(incidents.c.number)
    return int(connection.execute(kept).scalar_one())


def change(connection: Connection, incident: Incident, around: Sequence[str]) -> None:
    """The incident stands as given."""
    connection.execute(update(incidents).where(incidents.c.id == incident.id).values(_row(incident, around)))


def get(connection: Connection, number: int) -> Incident | None:
    """The incident of this number; None where there is none, or its opening was taken back."""
    if not 0 < number < 2**63:
        return None
    wanted = select(incidents).where(incidents.c.number == number, incidents.c.withdrawn.is_(False))
    row = connection.execute(wanted).mappings().one_or_none()
    return incident_of(row) if row else None


def claim(connection: Connection, numbers: Iterable[int]) -> dict[int, Incident]:
    """The incidents of these numbers, which nobody else may change until this transaction ends; withdrawn ones are none."""
    wanted = [number for number in numbers if 0 < number < 2**63]
    rows = connection.execute(
        select(incidents)
        .where(incidents.c.number.in_(wanted), incidents.c.withdrawn.is_(False))
        .order_by(incidents.c.number)
        .with_for_update()
    )
    return {row["number"]: incident_of(row) for row in rows.mappings()}


def claim_ids(connection: Connection, ids: Iterable[UUID]) -> dict[UUID, Incident]:
    """The incidents of these ids, withdrawn ones too, which nobody else may change until this transaction ends."""
    wanted = select(incidents).where(incidents.c.id.in_(list(ids))).order_by(incidents.c.number).with_for_update()
    return {row["id"]: incident_of(row) for row in connection.execute(wanted).mappings()}


def by_ids(connection: Connection, ids: Iterable[UUID]) -> dict[UUID, Incident]:
    """The incidents of these ids."""
    rows = connection.execute(select(incidents).where(incidents.c.id.in_(list(ids)))).mappings()
    return {row["id"]: incident_of(row) for row in rows}


def page(connection: Connection, asked: IncidentsWanted) -> tuple[list[Incident], int]:
    """One page of the incidents that are asked for, those worked on first and then the newest; and how many there are."""
    conditions = _conditions(asked)
    total = connection.scalar(select(func.count()).select_from(incidents).where(*conditions)) or 0
    found = (
        select(incidents)
        .where(*conditions)
        .order_by((incidents.c.stage == Stage.CLOSED.value), incidents.c.number.desc())
        .limit(asked.per_page)
        .offset((asked.page - 1) * asked.per_page)
    )
    return [incident_of(row) for row in connection.execute(found).mappings()], int(total)


def _conditions(asked: IncidentsWanted) -> list[ColumnElement[bool]]:
    c = incidents.c
    asked_for: list[ColumnElement[bool] | None] = [
        c.withdrawn.is_(False),
        c.stage.in_([stage.value for stage in asked.stages]),
        c.hazard == asked.hazard if asked.hazard else None,
        or_(*(c.around.contains([code]) for code in asked.regions)) if asked.regions else None,
        c.around.contains([asked.mine]) if asked.mine else None,
        c.last_at >= asked.since if asked.since else None,
        c.number == asked.number if asked.number is not None else None,
        c.training.is_(asked.training) if asked.training is not None else None,
    ]
    return [one for one in asked_for if one is not None]


def counts(connection: Connection, mine: str | None) -> dict[Stage, int]:
    """How many incidents of a region stand at each stage, exercises among them."""
    c = incidents.c
    grouped = select(c.stage, func.count()).where(c.withdrawn.is_(False), c.merged_into.is_(None)).group_by(c.stage)
    rows = connection.execute(grouped.where(c.around.contains([mine])) if mine else grouped).all()
    return {Stage(stage): int(number) for stage, number in rows}


def reports_of(connection: Connection, ids: Iterable[UUID]) -> dict[UUID, list[Report]]:
    """The reports of each of these incidents, by number."""
    wanted = list(ids)
    found: dict[UUID, list[Report]] = {one: [] for one in wanted}
    rows = connection.execute(select(reports).where(reports.c.incident.in_(wanted)).order_by(reports.c.number))
    for row in rows.mappings():
        found[row["incident"]].append(report_of(row))
    return found


def holder_of(connection: Connection, report: UUID) -> UUID | None:
    """The incident that the report of this id belongs to; None for none."""
    return connection.scalar(select(reports.c.incident).where(reports.c.id == report))


def claim_reports(connection: Connection, numbers: Sequence[int]) -> list[Report]:
    """The reports of these numbers, which nobody else may change until this transaction ends."""
    wanted = select(reports).where(reports.c.number.in_(numbers)).order_by(reports.c.number).with_for_update()
    return [report_of(row) for row in connection.execute(wanted).mappings()]


def free_reports(connection: Connection, since: datetime, inside: ColumnElement[bool] | None, most: int) -> list[Report]:
    """The newest reports since then that belong to no incident and are not hidden, in the place given."""
    wanted = select(reports).where(
        reports.c.reported_at >= since, reports.c.incident.is_(None), reports.c.status != Status.HIDDEN.value
    )
    wanted = wanted.where(inside) if inside is not None else wanted
    rows = connection.execute(wanted.order_by(reports.c.number.desc()).limit(most)).mappings()
    return [report_of(row) for row in rows]


def near_reports(
    connection: Connection, box: tuple[float, float, float, float], span: tuple[datetime, datetime], most: int
) -> list[Report]:
    """The newest reports of these times in a box (west, south, east, north) that belong to no incident."""
    c = reports.c
    wanted = select(reports).where(
        c.incident.is_(None),
        c.status != Status.HIDDEN.value,
        c.reported_at.between(*span),
        c.longitude.between(box[0], box[2]),
        c.latitude.between(box[1], box[3]),
    )
    return [report_of(row) for row in connection.execute(wanted.order_by(c.number.desc()).limit(most)).mappings()]


def link(connection: Connection, links: Iterable[Link]) -> int:
    """How many reports belong from now on to the incident that their link names."""
    moved = 0
    by_way: dict[tuple[UUID | None, UUID | None], list[UUID]] = {}
    for one in links:
        by_way.setdefault((one.before, one.after), []).append(one.report)
    for (before, after), ids in by_way.items():
        here = reports.c.incident == before if before else reports.c.incident.is_(None)
        moved += connection.execute(update(reports).where(reports.c.id.in_(ids), here).values(incident=after)).rowcount
    return moved


def keep_steps(connection: Connection, taken: Sequence[Taken]) -> None:
    """The steps stand in the histories of their incidents."""
    rows = [
        {
            "incident": one.incident,
            "version": one.version,
            "at": one.at,
            "kind": one.kind.value,
            "values": dict(one.values),
            "actor": one.actor,
            "by": one.by,
            "undo": dict(one.undo) if one.undo is not None else None,
        }
        for one in taken
    ]
    connection.execute(insert(incident_steps), rows)


def history(connection: Connection, incident: UUID) -> list[Taken]:
    """Every step of an incident, the first one first."""
    c = incident_steps.c
    rows = connection.execute(select(incident_steps).where(c.incident == incident).order_by(c.version)).mappings()
    return [_taken(row) for row in rows]


def _taken(row: RowMapping) -> Taken:
    names = ("incident", "version", "at", "values", "actor", "by", "undo")
    return Taken(**{name: row[name] for name in names}, kind=Turn(row["kind"]))


def keep_figures(connection: Connection, incident: UUID, figures: Iterable[Counted]) -> None:
    """The figures are part of the incident's series."""
    rows = [
        {
            "incident": incident,
            "version": one.version,
            "kind": one.kind.value,
            "value": one.value,
            "source": one.source,
            "at": one.at,
            "entered_at": one.entered_at,
            "undone": one.undone,
        }
        for one in figures
    ]
    connection.execute(insert(incident_figures), rows)


def take_figures_back(connection: Connection, incident: UUID, version: int) -> None:
    """The figures that this step brought no longer count; they stay in the series, marked."""
    c = incident_figures.c
    connection.execute(update(incident_figures).where(c.incident == incident, c.version == version).values(undone=True))


def figures(connection: Connection, ids: Iterable[UUID]) -> dict[UUID, list[Counted]]:
    """Every figure of these incidents, the earliest first."""
    wanted = list(ids)
    found: dict[UUID, list[Counted]] = {one: [] for one in wanted}
    c = incident_figures.c
    rows = connection.execute(select(incident_figures).where(c.incident.in_(wanted)).order_by(c.at, c.version, c.kind))
    for row in rows.mappings():
        names = ("value", "source", "at", "entered_at", "version", "undone")
        found[row["incident"]].append(Counted(FigureKind(row["kind"]), **{name: row[name] for name in names}))
    return found


def keep_situation(connection: Connection, issued: Issued) -> None:
    """The edition is kept as it was issued."""
    values: Mapping[str, Any] = {
        "incident": issued.incident,
        "edition": issued.edition,
        "at": issued.at,
        "by": issued.by,
        "content": dict(issued.content),
        "files": dict(issued.files),
        "public": issued.public,
    }
    connection.execute(insert(situations).values(values))


def situations_of(connection: Connection, incident: UUID) -> list[Issued]:
    """Every edition of an incident's situation report, the first one first."""
    rows = connection.execute(
        select(situations).where(situations.c.incident == incident).order_by(situations.c.edition)
    ).mappings()
    names = ("incident", "edition", "at", "by", "content", "files", "public")
    return [Issued(**{name: row[name] for name in names}) for row in rows]
