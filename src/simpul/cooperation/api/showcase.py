"""The showcase for programs: innovations in three languages, with their nodes' figures."""

from datetime import datetime

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field

from simpul.cooperation.actions import showcasing
from simpul.cooperation.model.programmes import Told
from simpul.kernel.web.api import Asking

router = APIRouter(prefix="/cooperation", tags=["cooperation"])


class ShowcaseFigureOut(BaseModel):
    """A number that the innovation's node told, what it counts, and whether the node says that it is made up."""

    key: str
    value: int
    label: dict[str, str]
    url: str | None
    synthetic: bool


class ShowcaseFiguresOut(BaseModel):
    """How it stands with the figures, whose they are, when and under which message they came."""

    state: str = Field(
        description="no-service, not-yet, now, earlier (the node is silent since), or silent (too old to tell)."
    )
    service: str
    agency: str
    asked_at: datetime | None
    message: str
    figures: list[ShowcaseFigureOut]


class ShowcaseSourceOut(BaseModel):
    """Who published it, and where."""

    by: str
    url: str


class InnovationOut(BaseModel):
    """An innovation of the showcase; every text by language (id, en, ko)."""

    slug: str
    name: dict[str, str]
    tagline: dict[str, str]
    problem: dict[str, str]
    does: dict[str, str]
    who: dict[str, str]
    serves: dict[str, str]
    award: dict[str, str] | None
    synthetic: bool
    sources: list[ShowcaseSourceOut]
    live: ShowcaseFiguresOut


Slug = Path(max_length=40, description="The innovation's address, such as edat.")


@router.get("/showcase")
def showcase(request: Asking) -> list[InnovationOut]:
    """The innovations that visitors see, in order, with the last figures of their nodes."""
    return [_out(one) for one in showcasing.shown(request.platform)]


@router.get("/showcase/{slug}")
def innovation(request: Asking, slug: str = Slug) -> InnovationOut:
    """One innovation that visitors see."""
    return _out(showcasing.one(request.platform, slug))


def _out(seen: showcasing.InnovationSeen) -> InnovationOut:
    one, live = seen.innovation, seen.live
    figures = [
        ShowcaseFigureOut(
            key=each.key, value=each.value, label=dict(each.label), url=each.url or None, synthetic=each.synthetic
        )
        for each in live.figures
    ]
    return InnovationOut(
        slug=one.slug,
        name=_words(one.name),
        tagline=_words(one.tagline),
        problem=_words(one.problem),
        does=_words(one.does),
        who=_words(one.who),
        serves=_words(one.serves),
        award=_words(one.award) if one.award else None,
        synthetic=one.synthetic,
        sources=[ShowcaseSourceOut(by=each.by, url=each.url) for each in one.sources],
        live=ShowcaseFiguresOut(
            state=live.heard.value,
            service=live.service,
            agency=live.agency,
            asked_at=live.at,
            message=live.message,
            figures=figures,
        ),
    )


def _words(told: Told) -> dict[str, str]:
    return dict(told)
