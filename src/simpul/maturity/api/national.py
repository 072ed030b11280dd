"""Editions, their agencies, seats and progress for the ministry's programs."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel

from simpul.kernel.web.api import Asking
from simpul.maturity.actions import assigning, editions, national
from simpul.maturity.model.edition_refusals import EditionUnknown
from simpul.maturity.model.editions import Edition, Progress
from simpul.maturity.rules.progress import ProgressAsked, ProgressGroup, stage_of

router = APIRouter(prefix="/maturity")
Key = Annotated[str, Path(description="The edition's name: its year, or the year and a word", max_length=40)]


class EditionOut(BaseModel):
    """An edition: by which instrument, how far it is, with how many agencies."""

    key: str
    year: int
    title: str
    instrument: str
    basis: str
    stages: list[str]
    deadlines: dict[str, date]
    state: str
    digest: str
    published_at: datetime | None
    closed_at: datetime | None
    synthetic: bool
    agencies: int
    begun: int
    final: int


class AgencyOut(BaseModel):
    """An agency of an edition, how far it is, and its indices as decimals; `seats`: those that are taken."""

    agency: str
    name: str
    kind: str
    province: str
    region: str
    stage: str
    assessment: UUID | None
    unfilled: int | None
    self_index: str
    index: str
    predicate: str
    seats: list[int]
    changed_at: datetime | None
    synthetic: bool


class GroupOut(BaseModel):
    """Agencies counted together: at each stage, final, and the mean of their newest indices (not the national index)."""

    name: str
    region: str
    agencies: int
    stages: dict[str, int]
    final: int
    indexed: int
    mean_index: str
    predicates: dict[str, int]


class NationalOut(BaseModel):
    """An edition's progress: all together, by kind, by province, one by one."""

    edition: str
    synthetic: bool
    all: GroupOut
    kinds: list[GroupOut]
    provinces: list[GroupOut]
    agencies: list[AgencyOut]


class SeatOut(BaseModel):
    """Who has a seat: 1 leads, 2 is the other assessor, 3 reviews."""

    agency: str
    seat: int
    account: UUID
    name: str
    institution: str
    at: datetime


@router.get("/editions")
def listed(request: Asking) -> list[EditionOut]:
    """Every edition, the newest first."""
    lines = editions.listed(request.platform, request.actor)
    return [_edition(one.edition, (one.agencies, one.begun, one.final)) for one in lines]


@router.get("/editions/{key}")
def one(request: Asking, key: Key) -> EditionOut:
    """One edition."""
    seen = editions.seen(request.platform, request.actor, key)
    return _edition(seen.edition, (len(seen.participants), seen.begun, seen.final))


@router.get("/editions/{key}/seats")
def seats(request: Asking, key: Key) -> list[SeatOut]:
    """Who assesses whom in the edition, by agency."""
    seen = assigning.seating(request.platform, request.actor, key)
    return [
        SeatOut(
            agency=one.agency,
            seat=one.seat,
            account=one.account,
            name=one.name,
            institution=one.institution,
            at=one.at,
        )
        for agency in sorted(seen.seated)
        for one in seen.seated[agency]
    ]


@router.get("/national")
def progress(
    request: Asking,
    edition: Annotated[str, Query(max_length=40)] = "",
    kind: Annotated[str, Query(max_length=60)] = "",
    province: Annotated[str, Query(max_length=60)] = "",
) -> NationalOut:
    """How far all agencies of the edition are, of the newest published one where none is named."""
    asked = ProgressAsked(kind=kind, province=province)
    seen = national.view(request.platform, request.actor, key=edition, asked=asked)
    if seen is None:
        raise EditionUnknown(key=edition)
    return NationalOut(
        edition=seen.edition.key,
        synthetic=seen.edition.synthetic,
        all=_group(seen.whole),
        kinds=[_group(each) for each in seen.kinds],
        provinces=[_group(each) for each in seen.provinces],
        agencies=[_agency(each) for each in seen.rows],
    )


def _edition(one: Edition, counts: tuple[int, int, int]) -> EditionOut:
    agencies, begun, final = counts
    return EditionOut(
        key=one.key,
        year=one.year,
        title=one.title,
        instrument=one.instrument,
        basis=one.basis.value,
        stages=list(one.stages),
        deadlines=dict(one.deadlines),
        state=one.state.value,
        digest=one.digest,
        published_at=one.published_at,
        closed_at=one.closed_at,
        synthetic=one.synthetic,
        agencies=agencies,
        begun=begun,
        final=final,
    )


def _group(one: ProgressGroup) -> GroupOut:
    return GroupOut(
        name=one.key,
        region=one.region,
        agencies=one.count,
        stages=dict(one.stages),
        final=one.final,
        indexed=one.indexed,
        mean_index="" if one.mean is None else str(one.mean),
        predicates=dict(one.predicates),
    )


def _agency(one: Progress) -> AgencyOut:
    return AgencyOut(
        agency=one.agency,
        name=one.name,
        kind=one.kind,
        province=one.province,
        region=one.region,
        stage=stage_of(one),
        assessment=one.assessment,
        unfilled=one.unfilled,
        self_index=one.self_index,
        index=one.index,
        predicate=one.predicate,
        seats=list(one.seats),
        changed_at=one.changed_at,
        synthetic=one.synthetic,
    )
