"""The evaluation for everybody: what was published, what the instruments are; for who works in it, one's own work first."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from uuid import UUID

from simpul.kernel.actor import government_of
from simpul.kernel.errors import Refusal
from simpul.kernel.i18n import N_
from simpul.kernel.web import Request, Response, route
from simpul.maturity.actions import opening, result_reading
from simpul.maturity.model.assessing import JOINT, AssessmentLine, AssessmentState
from simpul.maturity.model.instruments import Node, Words
from simpul.maturity.pages.parts import PATH, SELF, answered
from simpul.maturity.rules import law_instruments, published, recommending
from simpul.maturity.rules.index import shown
from simpul.maturity.rules.result_view import Viewed

FIRST = 3
"""So many of the levels that lift the index most."""
AGENCY = ("maturity.entry", "maturity.respondent", "maturity.leader")
ASSESSING = ("maturity.assessor", "maturity.reviewer")
MINISTRY = "maturity.ministry"
TABLES = "SPBE-2020"
"""The instrument of the published results."""


@dataclass(frozen=True, slots=True)
class Lift:
    """A next level and what it adds, in words."""

    node: Node
    now: Fraction
    next: Fraction
    text: str


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest assessment of the agency as its people see it."""

    id: UUID
    title: str
    index: str
    predicate: str
    final: bool
    gains: Sequence[Lift]


@dataclass(frozen=True, slots=True)
class Latest:
    """The newest published result of the agency."""

    year: int
    index: str
    predicate: str


@dataclass(frozen=True, slots=True)
class OwnAgency:
    """What the front page tells the people of an agency about it; `onward`: the assessment that is open now."""

    code: str
    name: str
    latest: Latest | None
    now: Newest | None
    onward: AssessmentLine | None


@dataclass(frozen=True, slots=True)
class YearCount:
    """A year and how many results were published of it."""

    year: int
    count: int


@dataclass(frozen=True, slots=True)
class PredicateCount:
    """A predicate and how many agencies have it, by year in the order of the years."""

    name: Words
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Work:
    """A place where people with one of these roles work; title and text are messages."""

    roles: tuple[str, ...]
    title: str
    text: str
    href: str
    icon: str


WORK = (
    Work(AGENCY, N_("My assessments"), N_("Fill in, hand in and sign the self-assessment."), SELF, "pencil"),
    Work(
        ASSESSING,
        N_("Agencies assigned to me"),
        N_("Assess, harmonise, interview and review."),
        f"{PATH}/asesmen",
        "search",
    ),
    Work(
        (MINISTRY,),
        N_("National view"),
        N_("How far the agencies are in the present edition, on the map and by kind."),
        f"{PATH}/nasional",
        "map",
    ),
    Work((MINISTRY,), N_("Editions"), N_("Open, publish and close an edition."), f"{PATH}/edisi", "calendar"),
    Work((MINISTRY,), N_("Assessors"), N_("Who assesses whom."), f"{PATH}/penugasan", "users"),
)


def show(request: Request) -> Response:
    """The front page; it asks nobody to sign in."""
    counted = years()
    context = {
        "self_path": SELF,
        "own": _own(request) if _is(request, AGENCY) else None,
        "work": _work(request),
        "years": counted,
        "predicates": predicates(counted),
        "sources": list(published.SOURCES.values()),
    }
    return answered(request, "maturity/front.html", context)


def _is(request: Request, roles: Sequence[str]) -> bool:
    return any(request.actor.has(role) for role in roles)


def _work(request: Request) -> list[Work]:
    """Where this person's work is, by role."""
    return [one for one in WORK if _is(request, one.roles)]


def _own(request: Request) -> OwnAgency | None:
    code = government_of(request.actor.agency)
    found = published.of_agency(code) if code else ()
    lines = opening.mine(request.platform, request.actor)
    if not found and not lines:
        return None
    last = found[-1] if found else None
    latest = Latest(last.year, _figure(request, last.index), _called(request, last.predicate)) if last else None
    open_one = next((one for one in lines if one.seat == JOINT and one.state == AssessmentState.OPEN), None)
    name = lines[0].name if lines else found[-1].name
    return OwnAgency(code, name, latest, _newest(request, lines), open_one)


def _called(request: Request, predicate: str) -> str:
    """The predicate of a published table in the page's language."""
    known = law_instruments.instrument(TABLES).predicates
    return next((one.name.said(request.lang) for one in known if one.name.id == predicate), predicate)


def _newest(request: Request, lines: Sequence[AssessmentLine]) -> Newest | None:
    """The newest assessment that has anything filled in."""
    for line in lines:
        try:
            seen = result_reading.view(request.platform, request.actor, line.id)
        except Refusal:
            continue
        return _told(request, seen)
    return None


def _told(request: Request, seen: Viewed) -> Newest:
    gains = recommending.gains(seen.instrument, seen.values)[:FIRST]
    lifts = [Lift(one.node, one.now, one.next, _figure(request, one.gain, 3)) for one in gains]
    index, predicate = _figure(request, seen.reckoned.index), seen.judged.name.name.said(request.lang)
    return Newest(seen.of.assessment, seen.of.title, index, predicate, seen.of.final, lifts)


def _figure(request: Request, value: Fraction, places: int = 2) -> str:
    text = shown(value, places)
    return text if request.lang == "en" else text.replace(".", ",")


def years() -> list[YearCount]:
    """How many results were published, by year, the newest first."""
    counted = Counter(one.year for one in published.published())
    return [YearCount(year, counted[year]) for year in sorted(counted, reverse=True)]


def predicates(counted: Sequence[YearCount]) -> list[PredicateCount]:
    """How many agencies have each predicate of SPBE-2020, the highest first."""
    found = Counter((one.predicate, one.year) for one in published.published())
    names = [one.name for one in law_instruments.instrument(TABLES).predicates]
    return [PredicateCount(name, tuple(found[name.id, one.year] for one in counted)) for name in names]


ROUTES = [route("GET", PATH, show)]
