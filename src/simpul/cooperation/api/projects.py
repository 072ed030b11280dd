"""The programs' side of projects and of the library of results."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel

from simpul.cooperation.actions import deliverables, projects
from simpul.cooperation.actions.deliverables import DeliverableSeen, ResultsWanted
from simpul.cooperation.actions.projects import ProjectsWanted
from simpul.cooperation.model.projects import DeliverableFile, DeliverableKind, Project, ProjectStage, ProjectStep
from simpul.kernel.web.api import Asking

router = APIRouter(prefix="/cooperation", tags=["cooperation"])
Programme = Annotated[str, Query(description="A programme's code; empty for all", max_length=60)]
Year = Annotated[int | None, Query(description="A year; none for all", ge=1900, le=2200)]
Words = Annotated[str, Query(description="Words that it must hold", max_length=100)]
Key = Annotated[UUID, Path(description="Its number")]


class StepOut(BaseModel):
    """A step of a project; `undone_at`: taken back then."""

    before: str | None
    after: str
    on: date
    by_name: str
    note: str
    at: datetime
    undone_at: datetime | None


class ProjectOut(BaseModel):
    """A joint project; `inferred`: what no source states; words by language."""

    id: UUID
    programme: str
    year: int
    title: dict[str, str]
    stage: str
    summary: dict[str, str]
    proposed_by: str | None
    lead: str
    note: dict[str, str]
    inferred: list[str]
    sources: list[str]
    synthetic: bool
    version: int


class ProjectWholeOut(BaseModel):
    """A project with its steps, the newest first, and its results."""

    project: ProjectOut
    steps: list[StepOut]
    deliverables: list[UUID]


class FileOut(BaseModel):
    """A file of the library; `path`: where it is downloaded; `sha256` of its bytes in hexadecimals."""

    id: UUID
    language: str
    name: str
    media: str
    bytes: int
    sha256: str
    at: datetime
    path: str


class BecameOut(BaseModel):
    """Where the same subject is served today, as the library's editors relate it; no claim of descent."""

    where: str
    name: dict[str, str]


class DeliverableOut(BaseModel):
    """A result of a project; `public`: in the public library; words by language."""

    id: UUID
    project: UUID
    programme: str
    year: int
    kind: str
    title: dict[str, str]
    summary: dict[str, str]
    given_on: date | None
    public: bool
    became: list[BecameOut]
    files: list[FileOut]
    inferred: list[str]
    sources: list[str]
    synthetic: bool
    version: int


@router.get("/projects")
def listed(
    request: Asking,
    programme: Programme = "",
    year: Year = None,
    stage: Annotated[ProjectStage | None, Query(description="How far; none for all")] = None,
    q: Words = "",
) -> list[ProjectOut]:
    """The projects of the programmes that the asker reads, by programme and year."""
    wanted = ProjectsWanted(programme, str(year or ""), stage.value if stage else "", "", q)
    return [_project(one) for one in projects.listed(request.platform, request.actor, wanted)]


@router.get("/projects/{id}")
def one(request: Asking, id: Key) -> ProjectWholeOut:
    """One project with its steps and results."""
    seen = projects.seen(request.platform, request.actor, id)
    steps, given = [_step(each) for each in seen.steps], [each.id for each in seen.deliverables]
    return ProjectWholeOut(project=_project(seen.project), steps=steps, deliverables=given)


@router.get("/deliverables")
def results(
    request: Asking,
    programme: Programme = "",
    kind: Annotated[DeliverableKind | None, Query(description="What it is; none for all")] = None,
    language: Annotated[Literal["", "id", "en", "ko"], Query(description="With a file in it; empty for all")] = "",
    q: Words = "",
) -> list[DeliverableOut]:
    """The public results, and those of the programmes that the asker reads, the newest year first."""
    wanted = ResultsWanted(kind.value if kind else "", programme, "", language, q)
    return [_deliverable(each) for each in deliverables.listed(request.platform, request.actor, wanted)]


@router.get("/deliverables/{id}")
def result(request: Asking, id: Key) -> DeliverableOut:
    """One result with its files."""
    return _deliverable(deliverables.seen(request.platform, request.actor, id))


def _project(one: Project) -> ProjectOut:
    return ProjectOut(
        id=one.id,
        programme=one.programme,
        year=one.year,
        title=dict(one.title),
        stage=one.stage.value,
        summary=dict(one.summary or {}),
        proposed_by=one.proposed_by.value if one.proposed_by else None,
        lead=one.lead,
        note=dict(one.note or {}),
        inferred=list(one.inferred),
        sources=list(one.sources),
        synthetic=one.synthetic,
        version=one.version,
    )


def _step(one: ProjectStep) -> StepOut:
    return StepOut(
        before=one.before.value if one.before else None,
        after=one.after.value,
        on=one.on,
        by_name=one.by_name,
        note=one.note,
        at=one.at,
        undone_at=one.undone_at,
    )


def _deliverable(seen: DeliverableSeen) -> DeliverableOut:
    one = seen.deliverable
    return DeliverableOut(
        id=one.id,
        project=one.project,
        programme=one.programme,
        year=seen.year,
        kind=one.kind.value,
        title=dict(one.title),
        summary=dict(one.summary or {}),
        given_on=one.on,
        public=one.public,
        became=[BecameOut(where=each.where, name=dict(each.name)) for each in one.became],
        files=[_file(each) for each in seen.files],
        inferred=list(one.inferred),
        sources=list(one.sources),
        synthetic=one.synthetic,
        version=one.version,
    )


def _file(one: DeliverableFile) -> FileOut:
    return FileOut(
        id=one.id,
        language=one.language,
        name=one.name,
        media=one.media,
        bytes=one.bytes,
        sha256=one.sha256,
        at=one.at,
        path=f"/kerja-sama/hasil/{one.deliverable}/berkas/{one.id}",
    )
