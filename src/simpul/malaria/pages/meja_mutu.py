"""Quality of microscopy: readers and how they are judged, slides registered and drawn, rounds, what followed."""

from datetime import date
from typing import Any
from uuid import UUID

from simpul.kernel.errors import Conflict, Invalid, Refusal
from simpul.kernel.web import Request, Response, redirect, route
from simpul.kernel.web.export import csv_of
from simpul.malaria.actions import cross_checkers
from simpul.malaria.actions import cross_checking as actions
from simpul.malaria.model.slides import BlindSlide
from simpul.malaria.pages import quality_words as words
from simpul.malaria.pages.desk_parts import PATH, answered, desk_context, id_of
from simpul.malaria.pages.month_words import month_words
from simpul.malaria.rules import reading_slides
from simpul.malaria.rules.quality_terms import terms

QUALITY = f"{PATH}/mutu"
READERS = f"{QUALITY}/pembaca"
ROUNDS = f"{QUALITY}/putaran"
_COLUMNS = (
    *("reader", "facility", "slides_read_twice", "true_positive", "false_positive", "false_negative", "true_negative"),
    *("sensitivity", "sensitivity_low", "sensitivity_high", "specificity", "specificity_low", "specificity_high"),
    *("species_agreement", "kappa", "kappa_low", "kappa_high", "density_agreement", "verdict", "level", "synthetic"),
)


def show(request: Request) -> Response:
    """The region's readers, each with what closed rounds say."""
    return _show(request, None)


def _show(request: Request, refusal: Refusal | None) -> Response:
    found = actions.readers(request.platform, request.actor)
    context = {
        **_common(request),
        "readers": found,
        "form": request.form() if refusal else None,
        "checkers": cross_checkers.checkers(request.platform, request.actor),
        "synthetic": any(one.synthetic for one, _ in found),
    }
    return answered(request, "malaria/meja_quality.html", context, refusal)


def as_csv(request: Request) -> Response:
    """The readers with every figure, as CSV."""
    found = actions.readers(request.platform, request.actor)
    rows = [_line(one.name, one.facility, judged, one.synthetic) for one, judged in found]
    return csv_of("mutu-mikroskopis.csv", _COLUMNS, rows, marked=True)


def _line(name: str, facility: str, judged: Any, synthetic: bool) -> tuple[object, ...]:
    table = (judged.true_positive, judged.false_positive, judged.false_negative, judged.true_negative)
    shares = [value for one in (judged.sensitivity, judged.specificity) for value in (one.value, one.low, one.high)]
    kappa = (judged.species.agreement.value, judged.species.kappa, judged.species.low, judged.species.high)
    told = (*shares, *kappa, judged.density.value)
    figures = ["" if value is None else f"{value:.4f}" for value in told]
    return (name, facility, sum(table), *table, *figures, judged.verdict, judged.level, synthetic)


def add(request: Request) -> Response:
    """The new reader's page; or this page, after a cross-checker was admitted."""
    form = request.form()
    if form.text("step") == "admit":
        own = [id_of(one) for one in form.texts("own")]
        cross_checkers.admit(request.platform, request.actor, account=id_of(form.text("account")), own=own)
        return redirect(request, f"{QUALITY}?selesai=admit")
    account = form.text("account")
    try:
        new = actions.NewReader(
            *(form.text("name"), form.text("facility"), request.actor.region or ""), id_of(account) if account else None
        )
        made = actions.add_reader(request.platform, request.actor, new)
    except (Invalid, Conflict) as refusal:
        return _show(request, refusal)
    return redirect(request, f"{READERS}/{made}?selesai=reader")


def reader(request: Request) -> Response:
    """One reader."""
    return _reader(request, None)


def _reader(request: Request, refusal: Refusal | None) -> Response:
    seen = actions.reader(request.platform, request.actor, id_of(request.path_params["id"]))
    context = {
        **_common(request),
        "seen": seen,
        "judged": seen.judged,
        "lines": request.form().text("lines") if refusal else "",
        "note": request.form().text("reason") if refusal else "",
        "terms": terms(),
    }
    return answered(request, "malaria/meja_quality_reader.html", context, refusal)


def act(request: Request) -> Response:
    """The reader's page after slides were added, drawn, or something followed; a draw leads to its round."""
    form, one = request.form(), id_of(request.path_params["id"])
    step, platform, actor = form.text("step"), request.platform, request.actor
    try:
        if step == "draw":
            made = actions.draw(platform, actor, reader=one, month=_month(form.text("month")))
            return redirect(request, f"{ROUNDS}/{made}?selesai=draw")
        if step == "slides":
            actions.add_slides(platform, actor, reader=one, text=form.text("lines"))
        else:
            step = "follow"
            actions.follow(platform, actor, reader=one, what=form.text("what"), note=form.text("reason"))
    except (Invalid, Conflict) as refusal:
        return _reader(request, refusal)
    return redirect(request, f"{READERS}/{one}?selesai={step}")


def _month(given: str) -> date:
    try:
        return date.fromisoformat(f"{given}-01")
    except ValueError:
        return date(2000, 1, 1)


def round_(request: Request) -> Response:
    """One round: how far it is; both readings once it is closed."""
    return _round(request, None)


def _round(request: Request, refusal: Refusal | None) -> Response:
    one = id_of(request.path_params["id"])
    found = actions.round_(request.platform, request.actor, one)
    form = request.form() if refusal else None
    written = {name: form.text(name) if form else "" for name in ("code", "seen", "density")}
    context: dict[str, Any] = {**_common(request), "round": found, "pairs": [], "judged": None, "packing": []}
    context["written"] = written
    if found.closed_at is not None:
        _, pairs, judged = actions.results(request.platform, request.actor, one)
        context |= {"pairs": pairs, "judged": judged, "terms": terms()}
        context["versions"] = actions.versions(request.platform, request.actor, one)
    else:
        context["packing"] = actions.packing(request.platform, request.actor, one)
    return answered(request, "malaria/meja_quality_round.html", context, refusal)


def judge(request: Request) -> Response:
    """The round's page after it was closed, or a slide settled by a third reading."""
    form, one = request.form(), id_of(request.path_params["id"])
    step = "settle" if form.text("code") else "close"
    try:
        if step == "close":
            actions.close(request.platform, request.actor, one)
        else:
            _settle(request, one)
    except (Invalid, Conflict) as refusal:
        return _round(request, refusal)
    return redirect(request, f"{ROUNDS}/{one}?selesai={step}")


def _settle(request: Request, one: UUID) -> None:
    form = request.form()
    seen = reading_slides.reading(*seen_of(form.text("seen")), form.text("density"))
    code, version = code_and_version(form.text("code"))
    slide = BlindSlide(one, code, read=True, version=version)
    actions.settle(request.platform, request.actor, one=slide, seen=seen)


def code_and_version(given: str) -> tuple[str, int]:
    """What a choice names, and the version of it that the page knew: `A01:2`."""
    code, _, version = given.partition(":")
    return code, int(version) if version.isascii() and version.isdecimal() and len(version) < 9 else 0


def seen_of(given: str) -> tuple[str, str]:
    """Result and species of a choice: `negative`, `unreadable` or a species."""
    return (given, "") if given in ("negative", "unreadable") else ("positive" if given else "", given)


def _common(request: Request) -> dict[str, Any]:
    return {
        **desk_context(request),
        "results": words.RESULTS,
        "species_words": words.SPECIES,
        "verdicts": words.VERDICTS,
        "wanting": words.WANTING,
        "follows": words.FOLLOWS,
        "done": words.DONE.get(request.query("selesai"), ""),
        "month_words": lambda month: month_words(month, request.t.language),
    }


ROUTES = [
    route("GET", QUALITY, show),
    route("POST", QUALITY, add),
    route("GET", f"{QUALITY}/ekspor.csv", as_csv),
    route("GET", f"{READERS}/{{id}}", reader),
    route("POST", f"{READERS}/{{id}}", act),
    route("GET", f"{ROUNDS}/{{id}}", round_),
    route("POST", f"{ROUNDS}/{{id}}", judge),
]
