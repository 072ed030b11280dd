"""What the pages of the evaluation have in common: addresses, answers with refusals, words of stages, what a form says."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any
from uuid import UUID

from simpul.kernel.errors import NotFound, Refusal
from simpul.kernel.i18n import N_, zone_of
from simpul.kernel.web import Request, Response, html
from simpul.kernel.web.forms import Form
from simpul.kernel.web.problems import headers_of, status_of
from simpul.maturity.model.agency_refusals import LevelUnreadable
from simpul.maturity.model.assessing import Said
from simpul.maturity.model.instruments import IndicatorCriteria, Instrument, Node
from simpul.maturity.rules import law_instruments
from simpul.maturity.rules.index import shown
from simpul.maturity.rules.numbers import exact, plain

PATH = "/kematangan"
SELF = f"{PATH}/penilaian"
CAPITAL = "31"
"""The node of the ministry stands in Jakarta: its pages tell the time there to who has no region."""

STAGES: Mapping[str, str] = {
    "self": N_("Self-assessment"),
    "document": N_("Document assessment"),
    "interview": N_("Interview"),
    "visit": N_("Visit"),
    "review": N_("Review"),
    "objection": N_("Objection"),
    "final": N_("Final"),
}
STATES: Mapping[str, str] = {
    "open": N_("being filled in"),
    "submitted": N_("submitted, waits for what comes next"),
    "closed": N_("closed"),
}


def answered(request: Request, template: str, context: Mapping[str, Any], refusal: Refusal | None = None) -> Response:
    """The page of this template, with the status of the refusal that it tells."""
    response = html(request, template, {**common(request), **context, "refusal": refusal}, _status(refusal))
    if refusal:
        response.headers.update(headers_of(refusal, _status(refusal)))
    return response


def _status(refusal: Refusal | None) -> int:
    return status_of(refusal) if refusal else 200


def common(request: Request) -> dict[str, Any]:
    """What every page of the evaluation needs."""
    return {
        "path": PATH,
        "zone": zone(request),
        "stage_words": STAGES,
        "state_words": STATES,
        "level_text": lambda level: level_text(level, request.lang),
        "words": lambda said: said.said(request.lang),
        "done": "",
    }


def zone(request: Request) -> str:
    """The time zone in which the page tells times."""
    return zone_of(request.actor.region or CAPITAL)


def level_text(level: Fraction | None, language: str) -> str:
    """A level as it was given, 3 or 1,1667; a dash where there is none. Forms show it too: nothing may be rounded away."""
    if level is None:
        return "–"
    text = plain(level) if "/" not in plain(level) else shown(level)
    return text if language == "en" else text.replace(".", ",")


def id_of(given: str) -> UUID:
    """The id in an address or form; NotFound for anything else."""
    try:
        return UUID(given)
    except ValueError:
        raise NotFound() from None


def whole(given: str) -> int:
    """The number that a field holds; -1 for anything else."""
    return int(given) if given.isascii() and given.isdigit() and len(given) <= 9 else -1


@dataclass(frozen=True, slots=True)
class Place:
    """Where an indicator stands in its instrument: itself, what it is part of, those before and after, its criteria."""

    instrument: Instrument
    node: Node
    above: tuple[Node, ...]
    at: int
    before: Node | None
    after: Node | None
    criteria: IndicatorCriteria | None

    @property
    def levels(self) -> tuple[int, ...]:
        """The whole levels that the scale has, the lowest first."""
        scale = self.instrument.scale
        return tuple(range(-(-scale.min.numerator // scale.min.denominator), int(scale.max) + 1))

    @property
    def whole(self) -> bool:
        """Whether only whole levels are given, so that they can be chosen instead of written."""
        return self.instrument.scale.step == 1


def place(instrument: Instrument, number: str) -> Place:
    """The place of the indicator of that number; NotFound where the instrument has none."""
    nodes = instrument.indicators
    at = next((i for i, one in enumerate(nodes) if one.key == number), None)
    if at is None:
        raise NotFound()
    node = nodes[at]
    return Place(
        instrument=instrument,
        node=node,
        above=instrument.path(node.parent),
        at=at + 1,
        before=nodes[at - 1] if at else None,
        after=nodes[at + 1] if at + 1 < len(nodes) else None,
        criteria=criteria_of(instrument).get(node.number or 0),
    )


def criteria_of(instrument: Instrument) -> Mapping[int, IndicatorCriteria]:
    """How its indicators are judged, by number; empty where nobody has written it."""
    return law_instruments.criteria_of(instrument)


def said_of(form: Form, levels: Iterable[int], *, draft: bool = False) -> Said:
    """What a form of an answer says; criteria that the scale does not have are left out.

    LevelUnreadable where the level is no number; a draft then has none.
    """
    known = {str(n): n for n in levels}
    return Said(
        level=level_of(form.text("level"), draft=draft),
        met=tuple(sorted({known[one] for one in form.texts("met") if one in known})),
        facts=form.text("facts"),
        analysis=form.text("analysis"),
        justification=form.text("justification"),
    )


def level_of(given: str, *, draft: bool = False) -> Fraction | None:
    """The number that was written, with a comma or a full stop; None for nothing. LevelUnreadable, but not for a draft."""
    if not given:
        return None
    try:
        return exact(given.replace(",", "."))
    except ValueError:
        if draft:
            return None
        raise LevelUnreadable() from None
