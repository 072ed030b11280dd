"""What is to be checked at the desk: what two devices say differently, who may be one person, what could not be read."""

from datetime import datetime

from simpul.kernel.errors import Conflict, Invalid, NotFound, Refusal
from simpul.kernel.web import Request, Response, redirect, route
from simpul.kernel.web.export import csv_of
from simpul.malaria.actions import checking, deciding
from simpul.malaria.model.desk import CheckKind, Settling
from simpul.malaria.pages.desk_parts import PATH, answered, desk_context, list_context, question
from simpul.malaria.pages.desk_words import CHECKS, FACTS, HOWS, fact_lines, value_words
from simpul.malaria.rules import desk as rules

CHECKS_PATH = f"{PATH}/periksa"
_COLUMNS = ("key", "kind", "village_code", "village", "at", "synthetic")
_WORDS = {"check_words": CHECKS, "fact_words": FACTS, "how_words": HOWS}


def show(request: Request) -> Response:
    """What waits to be settled, the oldest first."""
    asked = question(request)
    found = checking.checks(request.platform, request.actor, asked)
    context = list_context(request, asked, found, CHECKS_PATH) | _WORDS
    return answered(
        request, "malaria/meja_checks.html", context | {"kinds": list(CheckKind), "done": request.query("selesai")}
    )


def as_csv(request: Request) -> Response:
    """The same checks as CSV, without names."""
    found = checking.checks(request.platform, request.actor, question(request, exported=True))
    rows = [
        (one.key, one.kind.value, one.village, one.village_name, one.at.isoformat(), one.synthetic) for one in found.rows
    ]
    return csv_of("periksa-malaria.csv", _COLUMNS, rows, marked=True)


def one(request: Request) -> Response:
    """One check with what is known of it, and the ways to settle it; that it was opened is kept in the trail."""
    return _one(request, None)


def act(request: Request) -> Response:
    """The list, after the check was settled; else its page with what is wrong."""
    key, form = request.path_params["key"], request.form()
    try:
        said = Settling(form.text("how"), form.text("reason"), form.text("choice"))
        deciding.settle(request.platform, request.actor, key=key, said=said)
    except (Invalid, Conflict) as refusal:
        return _one(request, refusal)
    return redirect(request, f"{CHECKS_PATH}?selesai={'again' if form.text('how') == 'again' else 'settle'}")


def _one(request: Request, refusal: Refusal | None) -> Response:
    check, people = checking.open_check(request.platform, request.actor, key=request.path_params["key"])
    common = desk_context(request)
    zone = common["zone"]
    context = {
        **common,
        **_WORDS,
        "check": check,
        "people": people,
        "lines": fact_lines(request.t, {name: value for name, value in check.facts.items() if name != "values"}),
        "at_words": lambda at: request.t.datetime(datetime.fromisoformat(at), zone),
        "value_words": lambda name, value: value_words(request.t, name, value),
        "reason": request.form().text("reason"),
        "choice": request.form().text("choice"),
        "permit_settle": rules.permit_settle,
    }
    return answered(request, "malaria/meja_check.html", context, refusal)


def settled(request: Request) -> Response:
    """What was settled, the latest first, each of which a supervisor can take back."""
    return _settled(request, None)


def undo(request: Request) -> Response:
    """The list of what was settled, after one of it was taken back."""
    form = request.form()
    if form.text("do") != "undo":
        raise NotFound()
    try:
        deciding.undo(request.platform, request.actor, key=form.text("key"))
    except (Invalid, Conflict) as refusal:
        return _settled(request, refusal)
    return redirect(request, f"{CHECKS_PATH}/selesai?selesai=undo")


def _settled(request: Request, refusal: Refusal | None) -> Response:
    asked = question(request)
    found = checking.settled(request.platform, request.actor, asked)
    context = list_context(request, asked, found, f"{CHECKS_PATH}/selesai") | _WORDS
    context |= {"permit_settle": rules.permit_settle, "done": request.query("selesai")}
    return answered(request, "malaria/meja_settled.html", context, refusal)


ROUTES = [
    route("GET", CHECKS_PATH, show),
    route("GET", f"{CHECKS_PATH}/ekspor.csv", as_csv),
    route("GET", f"{CHECKS_PATH}/selesai", settled),
    route("POST", f"{CHECKS_PATH}/selesai", undo),
    route("GET", f"{CHECKS_PATH}/{{key}}", one),
    route("POST", f"{CHECKS_PATH}/{{key}}", act),
]
