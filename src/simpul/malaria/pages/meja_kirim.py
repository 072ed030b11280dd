"""DHIS2, ADX and FHIR at the desk: a month reconciled, looked at, taken; what was taken; our places' numbers elsewhere."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import orjson

from simpul.kernel.errors import Conflict, Invalid, NotFound, Refusal
from simpul.kernel.web import Request, Response, redirect, route
from simpul.kernel.web.export import csv_of
from simpul.malaria.actions import outside_codes, scoping, sending
from simpul.malaria.model.sending import PURPOSES, OutsideSystem, SendFile, SendScope, SentLine
from simpul.malaria.pages.desk_parts import PATH, answered, desk_context
from simpul.malaria.pages.month_words import month_words
from simpul.malaria.pages.sending_words import ARTEFACTS
from simpul.malaria.rules import desk
from simpul.malaria.rules.entitled import entitled
from simpul.malaria.rules.sending.elements import elements
from simpul.malaria.rules.sending.reconciling import FORMS, ITEMS

SENDING = f"{PATH}/kirim"
_COLUMNS = ("at", "by", "agency", "file", "region", "month", "rows", "purpose", "sha256", "synthetic")
_EXPORTED, _SHOWN, _BUNDLES = 20_000, 8_000, 2


def show(request: Request) -> Response:
    """The month, whether all forms count the same, the files to take, and what was taken before."""
    return _show(request, None)


def take(request: Request) -> Response:
    """The file, as a download; else the page with what is wrong."""
    form = request.form()
    try:
        scope = _scope(request, form.text("wilayah"), form.text("bulan"))
        made = sending.take(request.platform, request.actor, scope, _kind(form.text("apa")), form.text("purpose"))
    except (Invalid, Conflict) as refusal:
        return _show(request, refusal)
    return _file(made)


def _kind(given: str) -> str:
    if given not in sending.KINDS:
        raise NotFound()
    return given


def _file(made: SendFile) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{made.name}"', "Cache-Control": "no-store"}
    return Response(made.content, 200, headers, made.media)


def _scope(request: Request, area: str, month: str) -> SendScope:
    return scoping.scope(request.platform, request.actor, area, month)


def chosen(request: Request) -> tuple[SendScope | None, Refusal | None]:
    """What the address or the form asks for, or last month of the first region, with what was wrong."""
    form = request.form() if request.method == "POST" else None
    area = form.text("wilayah") if form else request.query("wilayah")
    month = form.text("bulan") if form else request.query("bulan")
    try:
        return _scope(request, area, month), None
    except Invalid as refusal:
        try:
            return _scope(request, "", ""), refusal
        except Invalid:
            return None, refusal if area or month else None


def choices(request: Request) -> Mapping[str, Any]:
    """Regions and months to choose from, for the form above the page."""
    return {
        "areas": scoping.areas(request.platform, request.actor),
        "months": [
            (f"{one:%Y-%m}", month_words(one, request.lang)) for one in scoping.months(request.platform, request.actor)
        ],
    }


def _show(request: Request, refusal: Refusal | None) -> Response:
    scope, wrong = chosen(request)
    page = request.query("hal")
    at = min(int(page), 10_000) if page.isascii() and page.isdigit() and len(page) <= 5 else 1
    found = sending.history(request.platform, request.actor, max(1, at))
    asked = urlencode({"wilayah": scope.region, "bulan": scope.month}) if scope else ""
    whole = request.query("semua") == "ya"
    lines, every = sending.reconciled(request.platform, request.actor, scope, whole=whole) if scope else ([], True)
    context = {
        **desk_context(request),
        **choices(request),
        "scope": scope,
        "month": month_words(scope.first, request.lang) if scope else "",
        "lines": lines,
        "every": every,
        "forms": FORMS,
        "items": ITEMS,
        "kinds": [one for one in sending.KINDS if scope and entitled(request.actor, one, scope.region)],
        "purposes": PURPOSES,
        "purpose": request.form().text("purpose") if request.method == "POST" else "",
        "history": found,
        "month_of": lambda line: month_words(line.taken.first, request.lang),
        "artefacts": ARTEFACTS,
        "page": max(1, at),
        "pages": max(1, -(-found.total // sending.PER_PAGE)),
        "asked": asked,
        "list_path": SENDING,
    }
    return answered(request, "malaria/meja_kirim.html", context, refusal or wrong)


def look(request: Request) -> Response:
    """How a file begins, before it is taken."""
    kind = _kind(request.path_params["kind"])
    scope, refusal = chosen(request)
    made: SendFile | None = None
    if scope:
        try:
            made = sending.preview(request.platform, request.actor, scope, kind)
        except Conflict as conflict:
            refusal = conflict
    text = _text(kind, made) if made else ""
    context = {
        **desk_context(request),
        "scope": scope,
        "month": month_words(scope.first, request.lang) if scope else "",
        "kind": kind,
        "file": made,
        "text": text[:_SHOWN],
        "cut": len(text) > _SHOWN or (made is not None and kind == "fhir" and made.rows > _BUNDLES),
        "artefacts": ARTEFACTS,
        "facts": elements(),
        "asked": urlencode({"wilayah": scope.region, "bulan": scope.month}) if scope else "",
    }
    return answered(request, "malaria/meja_kirim_lihat.html", context, refusal)


def _text(kind: str, made: SendFile) -> str:
    """What is shown of the file: of bundles the first ones, each spread over lines."""
    if kind != "fhir":
        return made.content.decode()
    first = made.content.splitlines()[:_BUNDLES]
    return "\n".join(orjson.dumps(orjson.loads(one), option=orjson.OPT_INDENT_2).decode() for one in first)


def codes(request: Request) -> Response:
    """The numbers that our places have in other systems."""
    return _codes(request, None)


def keep_codes(request: Request) -> Response:
    """The page again after the numbers were kept; else with what is wrong."""
    form = request.form()
    try:
        system = OutsideSystem(form.text("system"))
        outside_codes.keep(request.platform, request.actor, system, form.text("codes"))
    except ValueError:
        raise NotFound() from None
    except Invalid as refusal:
        return _codes(request, refusal)
    return redirect(request, f"{SENDING}/kode?selesai=codes")


def _codes(request: Request, refusal: Refusal | None) -> Response:
    shown = outside_codes.shown(request.platform, request.actor)
    written = {}
    if refusal:
        form = request.form()
        written = {form.text("system"): form.text("codes")}
    context = {
        **desk_context(request),
        "shown": {system.value: written.get(system.value, text) for system, text in shown.items()},
        "wrong": next(iter(written), ""),
        "may": request.actor.has(desk.OFFICER),
        "done": "codes" if request.query("selesai") == "codes" else "",
    }
    return answered(request, "malaria/meja_kirim_kode.html", context, refusal)


def as_csv(request: Request) -> Response:
    """The whole history of the region as CSV."""
    found = sending.history(request.platform, request.actor, 1, _EXPORTED)
    return csv_of("kiriman-malaria.csv", _COLUMNS, [_cells(one) for one in found.lines], marked=True)


def _cells(one: SentLine) -> tuple[object, ...]:
    taken = one.taken
    return (
        *(one.at.isoformat(), one.by_name, one.agency, taken.artefact, taken.region, f"{taken.first:%Y-%m}"),
        *(taken.rows, taken.purpose, taken.digest, taken.synthetic),
    )


ROUTES = [
    route("GET", SENDING, show),
    route("POST", SENDING, take),
    route("GET", f"{SENDING}/ekspor.csv", as_csv),
    route("GET", f"{SENDING}/kode", codes),
    route("POST", f"{SENDING}/kode", keep_codes),
    route("GET", f"{SENDING}/lihat/{{kind}}", look),
]
