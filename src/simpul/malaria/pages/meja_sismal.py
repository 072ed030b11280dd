"""e-SISMAL at the desk: a month's sheets to take, what was taken in, and what facilities reported beside the register."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from simpul import regions
from simpul.kernel.errors import Conflict, Invalid, NotFound, Refusal
from simpul.kernel.web import Request, Response, route
from simpul.kernel.web.export import csv_of
from simpul.malaria.actions import sismal_sheets as sheets
from simpul.malaria.model.sending import PURPOSES, SendFile, SendScope
from simpul.malaria.model.sismal import SismalCompared
from simpul.malaria.pages.desk_parts import answered, desk_context
from simpul.malaria.pages.meja_kirim import choices, chosen
from simpul.malaria.pages.meja_sismal_impor import IMPORTS, SISMAL
from simpul.malaria.pages.month_words import month_words
from simpul.malaria.pages.sending_words import ARTEFACTS
from simpul.malaria.pages.sismal_words import COMPARED, STATES
from simpul.malaria.rules.entitled import entitled
from simpul.malaria.rules.sismal.months import FIGURES

_LATEST = 5


def show(request: Request) -> Response:
    """The month's two sheets to take, the last imports, and whether what was reported fits the register."""
    return _show(request, None)


def take(request: Request) -> Response:
    """The sheet, as a download; else the page with what is wrong."""
    form = request.form()
    kind = form.text("apa")
    if kind not in sheets.KINDS:
        raise NotFound()
    try:
        scope, wrong = chosen(request)
        if wrong or scope is None:
            return _show(request, wrong)
        made = sheets.take(request.platform, request.actor, scope, kind, form.text("purpose"))
    except (Invalid, Conflict) as refusal:
        return _show(request, refusal)
    return _file(made)


def _file(made: SendFile) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{made.name}"', "Cache-Control": "no-store"}
    return Response(made.content, 200, headers, made.media)


def _show(request: Request, refusal: Refusal | None) -> Response:
    scope, wrong = chosen(request)
    latest = sheets.imports(request.platform, request.actor, 1, _LATEST)
    context = {
        **_context(request, scope),
        **choices(request),
        "kinds": [one for one in sheets.KINDS if scope and entitled(request.actor, one, scope.region)],
        "purposes": PURPOSES,
        "purpose": request.form().text("purpose") if request.method == "POST" else "",
        "artefacts": ARTEFACTS,
        "latest": latest.lines,
        "states": STATES,
    }
    return answered(request, "malaria/meja_sismal.html", context, refusal or wrong)


def _context(request: Request, scope: SendScope | None) -> Mapping[str, Any]:
    return {
        **desk_context(request),
        "scope": scope,
        "month": month_words(scope.first, request.lang) if scope else "",
        "month_of": lambda first: month_words(first, request.lang),
        "asked": urlencode({"wilayah": scope.region, "bulan": scope.month}) if scope else "",
        "list_path": SISMAL,
        "imports_path": IMPORTS,
    }


def compare(request: Request) -> Response:
    """What facilities reported of the last twelve months beside the register, and the month's facilities."""
    scope, refusal = chosen(request)
    lines = sheets.compared(request.platform, request.actor, scope) if scope else []
    context = {
        **_context(request, scope),
        **choices(request),
        "lines": lines,
        "facilities": sheets.facilities(request.platform, request.actor, scope) if scope else [],
        "items": COMPARED,
        "name_of": lambda code: regions.name_or_code(request.platform, code),
    }
    return answered(request, "malaria/meja_sismal_banding.html", context, refusal)


def compare_csv(request: Request) -> Response:
    """The same comparison, all of e-SISMAL's figures, as CSV."""
    scope, _ = chosen(request)
    if scope is None:
        raise NotFound()
    lines = sheets.compared(request.platform, request.actor, scope)
    head = ("kabupaten", "month", "facilities", "field", "reported", "register")
    return csv_of("esismal-banding.csv", head, [cells for one in lines for cells in _cells(one)], marked=True)


def _cells(one: SismalCompared) -> list[tuple[object, ...]]:
    place = (one.area, f"{one.first:%Y-%m}", one.facilities)
    return [(*place, name, one.reported.get(name, ""), one.counted.get(name, 0)) for name in FIGURES]


ROUTES = [
    route("GET", SISMAL, show),
    route("POST", SISMAL, take),
    route("GET", f"{SISMAL}/banding", compare),
    route("GET", f"{SISMAL}/banding/ekspor.csv", compare_csv),
]
