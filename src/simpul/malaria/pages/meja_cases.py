"""Cases and treatments at the desk. A list names nobody; the page of a case does, and who opens it is kept."""

from simpul.kernel.web import Request, Response, route
from simpul.kernel.web.export import csv_of
from simpul.malaria.actions import case_reading, reading
from simpul.malaria.model.desk import CaseLine, TreatmentLine
from simpul.malaria.pages.desk_parts import PATH, answered, desk_context, id_of, list_context, question
from simpul.malaria.pages.desk_words import FACTS, KINDS, SPECIES, STATES, WAITING_STATES, fact_lines

CASES, TREATMENTS = f"{PATH}/kasus", f"{PATH}/pengobatan"
_COLUMNS = (
    *("test", "village_code", "village", "tested_at", "method", "species", "sex", "birth_year"),
    *("treatment", "state", "training", "synthetic"),
)


def show(request: Request) -> Response:
    """Positive tests as they arrive, the newest first, without names."""
    asked = question(request)
    found = reading.cases(request.platform, request.actor, asked)
    context = list_context(request, asked, found, CASES) | {"species": SPECIES, "states": STATES}
    return answered(request, "malaria/meja_cases.html", context)


def as_csv(request: Request) -> Response:
    """The same cases, all pages of them, as CSV without names; that it was taken is in the trail."""
    found = reading.cases(request.platform, request.actor, question(request, exported=True))
    reading.tell_export(request.platform, request.actor, what="cases", lines=len(found.rows))
    return csv_of("kasus-malaria.csv", _COLUMNS, [_cells(one) for one in found.rows], marked=True)


def _cells(one: CaseLine) -> tuple[object, ...]:
    return (
        *(one.test, one.village, one.village_name, one.at.isoformat(), one.method, one.species, one.sex),
        *(one.birth_year or "", one.treatment or "", one.state, one.training, one.synthetic),
    )


def one(request: Request) -> Response:
    """A case with its person and all that was recorded of it; this look is kept in the trail."""
    seen = case_reading.open_case(request.platform, request.actor, test=id_of(request.path_params["id"]))
    context = {
        **desk_context(request),
        "seen": seen,
        "entries": [
            (entry, fact_lines(request.t, entry.facts), fact_lines(request.t, entry.changes)) for entry in seen.entries
        ],
        "kinds": KINDS,
        "facts": FACTS,
        "species": SPECIES,
        "states": STATES,
    }
    return answered(request, "malaria/meja_case.html", context)


def treatments(request: Request) -> Response:
    """Treatments that are not finished, missed doses before slides, with doses and slides that are due."""
    asked = question(request)
    found = reading.treatments(request.platform, request.actor, asked)
    context = list_context(request, asked, found, TREATMENTS) | {"species": SPECIES, "states": WAITING_STATES}
    return answered(request, "malaria/meja_treatments.html", context)


def _waits(one: TreatmentLine) -> list[tuple[object, ...]]:
    counted = (one.watched, one.expected)
    return [(*counted, due.what, due.day, due.on, due.overdue) for due in one.due] or [(*counted, "", "", "", "")]


def treatments_csv(request: Request) -> Response:
    """The same treatments as CSV, a line for each thing that is due, without names."""
    found = reading.treatments(request.platform, request.actor, question(request, exported=True))
    reading.tell_export(request.platform, request.actor, what="treatments", lines=len(found.rows))
    head = (*_COLUMNS, "started_at", "doses_watched", "doses_expected", "due", "due_day", "due_on", "overdue")
    rows = [(*_cells(one.case), one.started_at.isoformat(), *waits) for one in found.rows for waits in _waits(one)]
    return csv_of("pengobatan-malaria.csv", head, rows, marked=True)


ROUTES = [
    route("GET", CASES, show),
    route("GET", f"{CASES}/ekspor.csv", as_csv),
    route("GET", f"{CASES}/{{id}}", one),
    route("GET", TREATMENTS, treatments),
    route("GET", f"{TREATMENTS}/ekspor.csv", treatments_csv),
]
