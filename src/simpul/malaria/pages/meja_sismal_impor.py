"""Files of e-SISMAL at the desk: sent, read in the background, looked at, taken in or thrown away, undone."""

from collections.abc import Mapping
from typing import Any

from simpul.kernel.errors import Conflict, Invalid, NotFound, Refusal
from simpul.kernel.web import Request, Response, redirect, route
from simpul.kernel.web.export import csv_of
from simpul.malaria.actions import sismal_import
from simpul.malaria.actions import sismal_sheets as sheets
from simpul.malaria.model.sismal import FILE_MOST, OUTCOMES, WHYS, WORKED, SismalImport
from simpul.malaria.model.sismal_refusals import PROBLEMS, SheetMissing, SheetTooLarge
from simpul.malaria.pages.desk_parts import PATH, answered, desk_context, id_of
from simpul.malaria.pages.sismal_words import DISCARDED, STATES
from simpul.malaria.rules.sismal import cases, telling

SISMAL = f"{PATH}/sismal"
IMPORTS = f"{SISMAL}/impor"
_DONE = frozenset({"take", "discard", "undo"})
_SHOWN = 50


def show(request: Request) -> Response:
    """The imports of the region, and the form to send a file."""
    return _show(request, None)


def send(request: Request) -> Response:
    """The new import's page; else the form with what is wrong."""
    form = request.form()
    upload = form.upload("file")
    try:
        if upload is None:
            raise SheetMissing()
        if upload.too_large:
            raise SheetTooLarge()
        sending = sismal_import.send_synthetic if form.text("synthetic") == "ya" else sismal_import.send
        found = sending(request.platform, request.actor, upload.read(), name=upload.filename, area=form.text("area"))
    except (Invalid, Conflict) as refusal:
        return _show(request, refusal)
    return redirect(request, f"{IMPORTS}/{found}")


def _show(request: Request, refusal: Refusal | None) -> Response:
    page = page_of(request)
    found = sheets.imports(request.platform, request.actor, page)
    form = request.form() if request.method == "POST" else None
    areas = sismal_import.areas(request.platform, request.actor)
    context = {
        **desk_context(request),
        "lines": found.lines,
        "total": found.total,
        "page": page,
        "pages": max(1, -(-found.total // sheets.PER_PAGE)),
        "areas": areas,
        "area": form.text("area") if form else "",
        "synthetic": form.texts("synthetic") if form else [],
        "states": STATES,
        "list_path": IMPORTS,
        "sismal_path": SISMAL,
    }
    return answered(request, "malaria/meja_sismal_impor.html", context, refusal)


def page_of(request: Request) -> int:
    """The page that the address asks for, from 1."""
    given = request.query("hal")
    return max(1, int(given)) if given.isascii() and given.isdigit() and len(given) <= 5 else 1


def one(request: Request) -> Response:
    """How the import stands, what it would change, each row that is left out and why."""
    return _one(request, None)


def act(request: Request) -> Response:
    """The import's page after a step; else with what is wrong."""
    asked, form = id_of(request.path_params["id"]), request.form()
    do = form.text("do")
    try:
        match do:
            case "take":
                sismal_import.take(request.platform, request.actor, asked, alike="ya" in form.texts("alike"))
            case "discard":
                sismal_import.discard(request.platform, request.actor, asked)
            case "undo":
                sismal_import.undo(request.platform, request.actor, asked)
            case _:
                raise NotFound()
    except (Invalid, Conflict) as refusal:
        return _one(request, refusal)
    return redirect(request, f"{IMPORTS}/{asked}?selesai={do}")


def _one(request: Request, refusal: Refusal | None) -> Response:
    asked, page = id_of(request.path_params["id"]), page_of(request)
    found, more = sheets.one(request.platform, request.actor, asked)
    _, report = sheets.flaws(request.platform, request.actor, asked, page, _SHOWN)
    done = request.query("selesai")
    context: dict[str, Any] = {
        **desk_context(request),
        **more,
        "one": found,
        "report": report.lines,
        "total": report.total,
        "page": page,
        "pages": max(1, -(-report.total // _SHOWN)),
        "states": STATES,
        "outcomes": OUTCOMES,
        "whys": WHYS,
        "problem": problem_of(found),
        "said": _said,
        "works": found.state in WORKED,
        "done": done if done in _DONE else "",
        "list_path": IMPORTS,
        "sismal_path": SISMAL,
        "here_path": f"{IMPORTS}/{found.id}",
    }
    return answered(request, "malaria/meja_sismal_satu.html", context, refusal)


def _said(facts: Mapping[str, Any]) -> str:
    """A test in the sheet's own words."""
    species = cases.SPECIES.get(facts["species"] or "", "Negatif")
    return f"{cases.METHODS[facts['method']]} · {species}"


def problem_of(one: SismalImport) -> str:
    """Why the import failed, as a message to translate; empty where it did not."""
    if one.problem == "discarded":
        return DISCARDED
    found = PROBLEMS.get(one.problem)
    return found.sentence if found else ""


def as_csv(request: Request) -> Response:
    """The whole report as CSV: where, what stands there, why, and whether the row was left out."""
    asked = id_of(request.path_params["id"])
    found, report = sheets.flaws(request.platform, request.actor, asked, 1, sheets.EXPORTED)
    words = {name: request.t.gettext(text) for name, text in WHYS.items()}
    rows = telling.report(sheets.flaw_lines(report), words, request.lang)
    return csv_of(f"laporan-impor-{str(found.id)[:8]}.csv", telling.HEADS[request.lang], rows, marked=True)


ROUTES = [
    route("GET", IMPORTS, show),
    route("POST", IMPORTS, send, file_most=FILE_MOST),
    route("GET", f"{IMPORTS}/{{id}}", one),
    route("POST", f"{IMPORTS}/{{id}}", act),
    route("GET", f"{IMPORTS}/{{id}}/laporan.csv", as_csv),
]
