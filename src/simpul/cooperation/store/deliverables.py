"""SQL about deliverables and their files."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, insert, select, update

from simpul.cooperation.model.projects import Became, Deliverable, DeliverableFile, DeliverableKind
from simpul.cooperation.store.project_tables import deliverables, files

_d, _f = deliverables.c, files.c


def add(connection: Connection, one: Deliverable, at: datetime) -> None:
    """A new deliverable is kept."""
    row = {"id": one.id, "project": one.project, "programme": one.programme}
    connection.execute(insert(deliverables).values(**row, **_values(one, at)))


def keep(connection: Connection, one: Deliverable, at: datetime) -> None:
    """A deliverable that is there is as `one` says."""
    connection.execute(update(deliverables).where(_d.id == one.id).values(_values(one, at)))


def _values(one: Deliverable, at: datetime) -> dict[str, Any]:
    return {
        "kind": one.kind.value,
        "title": dict(one.title),
        "given_on": one.on,
        "summary": dict(one.summary) if one.summary else None,
        "became": [{"where": each.where, "name": dict(each.name)} for each in one.became],
        "public": one.public,
        "inferred": list(one.inferred),
        "sources": list(one.sources),
        "synthetic": one.synthetic,
        "version": one.version,
        "changed_at": at,
    }


def get(connection: Connection, id: UUID, *, to_change: bool = False) -> Deliverable | None:
    """The deliverable, if there is one."""
    asked = select(deliverables).where(_d.id == id)
    row = connection.execute(asked.with_for_update() if to_change else asked).one_or_none()
    return _deliverable(row) if row else None


def of_programme(connection: Connection, code: str) -> list[Deliverable]:
    """What the programme's projects delivered, as it was written down."""
    return _found(connection, _d.programme == code)


def of_project(connection: Connection, project: UUID) -> list[Deliverable]:
    """What the project delivered, as it was written down."""
    return _found(connection, _d.project == project)


def public_ones(connection: Connection) -> list[Deliverable]:
    """What the public library shows, of all programmes."""
    return _found(connection, _d.public)


def _found(connection: Connection, where: Any) -> list[Deliverable]:
    asked = select(deliverables).where(where).order_by(_d.programme, _d.given_on.nulls_last(), _d.id)
    return [_deliverable(row) for row in connection.execute(asked)]


def add_file(connection: Connection, one: DeliverableFile) -> None:
    """A file more of a deliverable."""
    connection.execute(
        insert(files).values(
            id=one.id,
            deliverable=one.deliverable,
            language=one.language,
            file=one.file,
            name=one.name,
            media=one.media,
            bytes=one.bytes,
            sha256=one.sha256,
            by_name=one.by_name,
            at=one.at,
        )
    )


def remove_file(connection: Connection, id: UUID, at: datetime | None) -> None:
    """The file is out of the library since `at`; with None it is back."""
    connection.execute(update(files).where(_f.id == id).values(removed_at=at))


def file(connection: Connection, id: UUID) -> DeliverableFile | None:
    """The file's row, if there is one; removed ones too."""
    row = connection.execute(select(files).where(_f.id == id)).one_or_none()
    return _file(row) if row else None


def files_of(connection: Connection, ids: Collection[UUID], *, removed: bool = False) -> dict[UUID, list[DeliverableFile]]:
    """The files of these deliverables by language, oldest first; `removed`: those taken out too."""
    asked = select(files).where(_f.deliverable.in_(list(ids))).order_by(_f.language, _f.at)
    found: dict[UUID, list[DeliverableFile]] = {one: [] for one in ids}
    for row in connection.execute(asked if removed else asked.where(_f.removed_at.is_(None))):
        found[row.deliverable].append(_file(row))
    return found


def _deliverable(row: Row[Any]) -> Deliverable:
    return Deliverable(
        id=row.id,
        project=row.project,
        programme=row.programme,
        kind=DeliverableKind(row.kind),
        title=row.title,
        on=row.given_on,
        summary=row.summary,
        became=tuple(Became(each["where"], each["name"]) for each in row.became),
        public=row.public,
        synthetic=row.synthetic,
        version=row.version,
        inferred=tuple(row.inferred),
        sources=tuple(row.sources),
    )


def _file(row: Row[Any]) -> DeliverableFile:
    return DeliverableFile(
        id=row.id,
        deliverable=row.deliverable,
        language=row.language,
        file=row.file,
        name=row.name,
        bytes=row.bytes,
        sha256=row.sha256,
        at=row.at,
        media=row.media,
        by_name=row.by_name,
        removed_at=row.removed_at,
    )
