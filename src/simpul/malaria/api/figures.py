"""Public figures of the programme for other agencies' pages: rounded, of the whole region, never of one to four people."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel, Field

from simpul.kernel.i18n import LANGUAGES, N_, translator
from simpul.kernel.web.api import Asking
from simpul.malaria.actions import figures_outside

router = APIRouter(prefix="/malaria", tags=["malaria"])
FIGURES = {
    "tests_28d": N_("tests in the last four full weeks, rounded down to tens"),
    "districts_28d": N_("districts in which tests were done in these weeks"),
    "positivity_quarter": N_("percent of tests positive in the last closed quarter"),
}
PAGE = "/malaria"


class MalariaFigureOut(BaseModel):
    """A number, what it counts in both languages, and the page that tells more: a path of this node, and its address."""

    key: str
    value: int
    label: dict[str, str]
    path: str
    url: str | None = Field(description="Null where the node's public address is not set.")
    synthetic: bool = Field(description="Whether what it counts was made up, for practice.")


class MalariaFiguresOut(BaseModel):
    """What may be told now; a figure of one to four people is left out."""

    at: datetime
    figures: list[MalariaFigureOut]
    sandbox: bool = Field(description="Whether this node's data are made up: an exercise, or a load test.")


@router.get("/figures")
def figures(request: Asking) -> MalariaFiguresOut:
    """Tests and districts of the last four full weeks, positivity of the last closed quarter."""
    platform = request.platform
    base, sandbox = platform.settings.public_url.rstrip("/"), platform.settings.sandbox
    told = [
        MalariaFigureOut(
            key=one.key,
            value=one.value,
            label={lang: translator(lang).gettext(FIGURES[one.key]) for lang in LANGUAGES},
            path=PAGE,
            url=base + PAGE if base else None,
            synthetic=one.synthetic or sandbox,
        )
        for one in figures_outside.outside(platform)
    ]
    return MalariaFiguresOut(at=platform.clock.now(), figures=told, sandbox=sandbox)
