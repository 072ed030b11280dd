"""Results for programs: published ones, final ones of this node, one whole with what lifts it most, and what if.

A result that is not final is answered to its agency, its assessors and the ministry; to all others it is not there.
"""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, ConfigDict, Field

from simpul.kernel.web.api import Asking
from simpul.maturity.actions import publishing, result_reading
from simpul.maturity.api.instruments import IndexOut, Value
from simpul.maturity.model.results import PublishedUnknown
from simpul.maturity.rules import answer_index, published_list, result_rows, values
from simpul.maturity.rules.numbers import plain
from simpul.maturity.rules.published_list import PublishedAsked

router = APIRouter(prefix="/maturity")
Assessment = Annotated[UUID, Path(description="The assessment's id, as its pages have it in their address.")]
Agency = Annotated[str, Path(max_length=120, description='Kode instansi, or "x-…" where the list of codes has none.')]


class PublishedOut(BaseModel):
    """A published result; numbers as text, as they were printed. `rank` is among all that the filter takes."""

    rank: int
    year: int
    agency: str
    code: str | None
    name: str
    kind: str
    province: str | None
    domains: dict[str, str]
    index: str
    predicate: str
    source: str


class PublishedListOut(BaseModel):
    """A year's published results, the highest first."""

    licence: str
    results: list[PublishedOut]


class TauvalOut(BaseModel):
    """A final result in the form of the ministry's TAUVAL, with what we add beside it."""

    kode: str
    tahun: int
    nama_instansi: str
    kategori: str
    daerah: str
    nilai: dict[str, float] = Field(description="A2001… aspects, D2001… domains; four decimals.")
    indeks: float
    instrumen: str
    predikat: str
    sintetis: bool


class FinalOut(BaseModel):
    """The final results of this node."""

    licence: str
    data: list[TauvalOut]


class SupposedIn(BaseModel):
    """Other values than the result has; those that are not named stay."""

    model_config = ConfigDict(extra="forbid")

    values: dict[str, Value] = Field(max_length=500, description='{"12": 4, "13": null}: null is not filled in.')


@router.get("/published")
def published(
    year: Annotated[int | None, Query(ge=2000, le=2100, description="The newest, where it is not given.")] = None,
    kind: Annotated[str, Query(max_length=60, description="Such as Kabupaten; empty for all.")] = "",
    province: Annotated[str, Query(max_length=60)] = "",
    q: Annotated[str, Query(max_length=60, description="A part of the name, or a code.")] = "",
) -> PublishedListOut:
    """The results that the ministry published for a year; empty for a year without any."""
    asked = PublishedAsked(year or published_list.years()[0], q, kind, province)
    return _published([(line.rank, line.row) for line in published_list.listed(asked).lines])


def _published(ranked: list[tuple[int, Any]]) -> PublishedListOut:
    rows = result_rows.published_documents(ranked)
    return PublishedListOut(licence=result_rows.LICENCE, results=[PublishedOut(**one) for one in rows])


@router.get("/published/{agency}")
def of_agency(agency: Agency) -> PublishedListOut:
    """An agency's published results over the years, the oldest first; `rank` among all agencies of its kind."""
    found = published_list.history(agency)
    if not found:
        raise PublishedUnknown()
    return _published([(one.among_kind.rank, one.row) for one in found])


@router.get("/results")
def final(request: Asking, edition: Annotated[str, Query(max_length=40)] = "") -> FinalOut:
    """The final results of this node, of all editions or one."""
    rows = [result_rows.tauval(of, one) for of, one in publishing.final(request.platform, edition=edition)]
    return FinalOut(licence=result_rows.LICENCE, data=[TauvalOut(**one) for one in rows])


@router.get("/results/{assessment}")
def result(request: Asking, assessment: Assessment) -> dict[str, Any]:
    """The result, its parts and values exact and rounded, and `recommendations`, what lifts the index most first."""
    return result_rows.document(result_reading.view(request.platform, request.actor, assessment))


@router.post("/results/{assessment}/what-if")
def supposed(request: Asking, assessment: Assessment, body: SupposedIn) -> IndexOut:
    """The index that the result would have with these values; nothing is kept."""
    found = result_reading.view(request.platform, request.actor, assessment)
    wanted = {**found.values, **values.read(found.instrument, body.values)}
    given = {key: plain(value) if value else None for key, value in wanted.items()}
    return IndexOut(**answer_index.answer(found.instrument, found.edition, given))
