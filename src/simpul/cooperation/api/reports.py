"""The programs' side of reports: what a report says, as JSON; the same as its page, PDF and DOCX."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel

from simpul.cooperation.actions import reporting
from simpul.kernel.web.api import Asking

router = APIRouter(prefix="/cooperation")
Code = Annotated[str, Path(description="The programme's code", max_length=60)]
Period = Annotated[
    str, Query(description="Empty for the whole programme, a year (2017) or half a year (2017-1)", max_length=6)
]
Tongue = Annotated[str, Query(description="id, en or ko", max_length=2)]


class SourceOut(BaseModel):
    """An entry of the list of sources; words lean on it by its number."""

    number: int
    name: str
    address: str


class ReportOut(BaseModel):
    """A report. Words are `{text, refs, tag, more}`; a block's `kind` is paragraph, heading, bullets, grid or picture."""

    lang: str
    code: str
    title: str
    programme: str
    period: str
    sides: list[tuple[str, str]]
    issued: str
    agency: str
    marks: list[str]
    lead: list[dict[str, Any]]
    figures: list[dict[str, str]]
    attention: list[dict[str, Any]]
    chapters: list[dict[str, Any]]
    sources: list[SourceOut]
    digest: str


@router.get("/reports/{code}", tags=["cooperation"])
def seen(request: Asking, code: Code, period: Period = "", lang: Tongue = "id", *, synthetic: bool = False) -> ReportOut:
    """The programme's report as this account may read it."""
    what = reporting.asked(code, period=period, lang=lang, synthetic=synthetic)
    return ReportOut.model_validate(asdict(reporting.document(request.platform, request.actor, what)))
