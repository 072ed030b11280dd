"""SQL about joint projects and their steps."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, insert, select, update

from simpul.cooperation.model.programmes import Side
from simpul.cooperation.model.projects import Project, ProjectStage, ProjectStep
from simpul.cooperation.store.project_tables import projects, steps

_p, _s = projects.c, steps.c


def add(connection: Connection, one: Project, at: datetime) -> None:
    """A new project is kept."""
    connection.execute(insert(projects).values(id=one.id, programme=one.programme, **_values(one, at)))


def keep(connection: Connection, one: Project, at: datetime) -> None:
    """A project that is there is as `one` says."""
    connection.execute(update(projects).where(_p.id == one.id).values(_values(one, at)))


def _values(one: Project, at: datetime) -> dict[str, Any]:
    return {
        "year": one.year,
        "title": dict(one.title),
        "stage": one.stage.value,
        "summary": dict(one.summary) if one.summary else None,
        "proposed_by": one.proposed_by.value if one.proposed_by else None,
        "lead": one.lead,
        "note": dict(one.note) if one.note else None,
        "inferred": list(one.inferred),
        "sources": list(one.sources),
        "synthetic": one.synthetic,
        "version": one.version,
        "changed_at": at,
    }


def get(connection: Connection, id: UUID, *, to_change: bool = False) -> Project | None:
    """The project, if there is one."""
    asked = select(projects).where(_p.id == id)
    row = connection.execute(asked.with_for_update() if to_change else asked).one_or_none()
    return _project(row) if row else None


def of_programme(connection: Connection, code: str) -> list[Project]:
    """The programme's projects, by year."""
    return listed(connection, (code,))


def listed(connection: Connection, codes: Collection[str]) -> list[Project]:
    """The projects of these programmes, by programme and year, then as they were written down."""
    asked = select(projects).where(_p.programme.in_(list(codes))).order_by(_p.programme, _p.year, _p.id)
    return [_project(row) for row in connection.execute(asked)]


def some(connection: Connection, ids: Collection[UUID]) -> dict[UUID, Project]:
    """The projects of these ids, as far as they exist."""
    return {row.id: _project(row) for row in connection.execute(select(projects).where(_p.id.in_(list(ids))))}


def add_step(connection: Connection, one: ProjectStep) -> None:
    """A step more of a project."""
    connection.execute(
        insert(steps).values(
            id=one.id,
            project=one.project,
            before=one.before.value if one.before else None,
            after=one.after.value,
            taken_on=one.on,
            by=one.by,
            by_name=one.by_name,
            note=one.note,
            at=one.at,
            undone_at=one.undone_at,
        )
    )


def undo_step(connection: Connection, id: UUID, at: datetime) -> None:
    """The step is taken back from now on."""
    connection.execute(update(steps).where(_s.id == id).values(undone_at=at))


def steps_of(connection: Connection, project: UUID) -> list[ProjectStep]:
    """A project's steps, the newest first, those taken back too."""
    asked = select(steps).where(_s.project == project).order_by(_s.at.desc(), _s.id.desc())
    return [_step(row) for row in connection.execute(asked)]


def _project(row: Row[Any]) -> Project:
    return Project(
        id=row.id,
        programme=row.programme,
        year=row.year,
        title=row.title,
        stage=ProjectStage(row.stage),
        summary=row.summary,
        proposed_by=Side(row.proposed_by) if row.proposed_by else None,
        lead=row.lead,
        note=row.note,
        inferred=tuple(row.inferred),
        sources=tuple(row.sources),
        synthetic=row.synthetic,
        version=row.version,
    )


def _step(row: Row[Any]) -> ProjectStep:
    return ProjectStep(
        id=row.id,
        project=row.project,
        before=ProjectStage(row.before) if row.before else None,
        after=ProjectStage(row.after),
        on=row.taken_on,
        by=row.by,
        by_name=row.by_name,
        note=row.note,
        at=row.at,
        undone_at=row.undone_at,
    )
