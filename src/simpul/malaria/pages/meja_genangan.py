"""Villages watched after a flood: watches, marked habitats, what was heard, the rule."""

from datetime import date
from typing import Any

from simpul.kernel.errors import Conflict, Invalid, NotFound, Refusal
from simpul.kernel.i18n import N_
from simpul.kernel.plots import Drawing
from simpul.kernel.web import Request, Response, redirect, route
from simpul.kernel.web.export import csv_of
from simpul.malaria.actions import watching
from simpul.malaria.actions.watching import WatchSeen
from simpul.malaria.pages.desk_parts import PATH, answered, desk_context, id_of, list_context, question
from simpul.malaria.rules import watch_plot
from simpul.malaria.rules.watching import LAG_MOST, LENGTH_LEAST, LENGTH_MOST

WATCHES = f"{PATH}/genangan"
HABITATS, HEARD, RULE = f"{WATCHES}/habitat", f"{WATCHES}/kabar", f"{WATCHES}/aturan"
STATES = {
    "prepare": N_("preparing"),
    "watch": N_("watching now"),
    "over": N_("over"),
    "closed": N_("closed"),
    "all": N_("all"),
}
OUTCOMES = {
    "opened": N_("opened a watch"),
    "extended": N_("made a watch longer"),
    "known": N_("known already"),
    "unmarked": N_("village not marked"),
    "elsewhere": N_("not a village of the programme"),
    "other_hazard": N_("not a flood"),
    "mild": N_("too mild by the rule"),
    "past": N_("too long ago"),
    "unreadable": N_("set aside: not readable"),
    "place_unknown": N_("set aside: no village known there"),
    "places_differ": N_("set aside: place and region differ"),
}
_DONE = frozenset({"close", "reopen", "mark", "unmark", "rule"})
_COLUMNS: tuple[str, ...] = (
    "id",
    "village_code",
    "village",
    "phase",
    "flooded_on",
    "opens",
    "until",
    "floods",
    "owner",
    "report",
)
_COLUMNS += ("positive_before", "positive_during", "closed_at", "reason", "synthetic")
_HABITATS = ("village_code", "village", "marked", "marked_at", "reason", "by", "ended_at", "synthetic")
_HEARD: tuple[str, ...] = (
    "owner",
    "id",
    "report",
    "version",
    "reported_at",
    "heard_at",
    "outcome",
    "why",
    "village_code",
    "village",
)
_HEARD += ("hazard", "severity", "depth_cm", "region", "longitude", "latitude", "synthetic")


def show(request: Request) -> Response:
    """The watches of the region: those that prepare and run, unless others are asked for."""
    asked = question(request)
    found = watching.lines(request.platform, request.actor, asked)
    rule, own = watching.rule(request.platform, request.actor)
    context = {**list_context(request, asked, found, WATCHES), "states": STATES, "rule": rule, "own": own}
    return answered(request, "malaria/meja_genangan.html", {**context, "permit_mark": watching.permit_mark})


def as_csv(request: Request) -> Response:
    """The same watches, all pages of them, as CSV."""
    found = watching.lines(request.platform, request.actor, question(request, exported=True))
    rows = [
        (
            *(one.id, one.village, one.name, phase.value, one.flooded_on, one.opens, one.until, one.floods, one.owner),
            *(one.number, one.before, one.during, one.closed_at or "", one.reason, one.synthetic),
        )
        for one, phase in found.rows
    ]
    return csv_of("pengawasan-banjir.csv", _COLUMNS, rows, marked=True)


def habitats(request: Request) -> Response:
    """The programme's villages and whether they are marked."""
    return _habitats_page(request, None)


def habitats_csv(request: Request) -> Response:
    """The same villages, all pages of them, as CSV."""
    found = watching.villages(request.platform, request.actor, question(request, exported=True))
    rows = [
        (one.village, one.name, one.marked, one.marked_at or "", one.reason, one.by_name, one.ended_at or "", one.synthetic)
        for one in found.rows
    ]
    return csv_of("habitat-anofeles.csv", _HABITATS, rows, marked=True)


def mark(request: Request) -> Response:
    """The list after a village was marked, or marked no more; else with what is wrong."""
    form = request.form()
    do, given = form.text("do"), {"village": form.text("village"), "reason": form.text("reason")}
    try:
        match do:
            case "mark":
                watching.mark(request.platform, request.actor, **given)
            case "unmark":
                watching.unmark(request.platform, request.actor, **given)
            case _:
                raise NotFound()
    except (Invalid, Conflict) as refusal:
        return _habitats_page(request, refusal)
    return redirect(request, f"{HABITATS}?selesai={do}&keadaan=marked")


def _habitats_page(request: Request, refusal: Refusal | None) -> Response:
    asked, form = question(request), request.form()
    found = watching.villages(request.platform, request.actor, asked)
    context = {
        **list_context(request, asked, found, HABITATS),
        "permit_mark": watching.permit_mark,
        "done": _done(request),
        "written": {name: form.text(name) for name in ("village", "reason", "do")},
    }
    return answered(request, "malaria/meja_genangan_habitat.html", context, refusal)


def heard(request: Request) -> Response:
    """Floods as they were heard, with what came of each."""
    asked = question(request)
    outcome = asked.state if asked.state in OUTCOMES else ""
    per_page = {"page": asked.page, "per_page": asked.per_page}
    found = watching.heard(request.platform, request.actor, outcome=outcome, **per_page)
    context = {**list_context(request, asked, found, HEARD), "outcomes": OUTCOMES}
    return answered(request, "malaria/meja_genangan_kabar.html", context)


def heard_csv(request: Request) -> Response:
    """The same floods, all pages of them, as CSV."""
    asked = question(request, exported=True)
    outcome = asked.state if asked.state in OUTCOMES else ""
    found = watching.heard(request.platform, request.actor, outcome=outcome, page=1, per_page=asked.per_page)
    rows = [
        (
            *(one.owner, one.id, one.number, one.version, one.at, one.heard_at, one.outcome.value, one.why),
            *(one.village or "", one.name, one.hazard, one.severity, one.depth_cm, one.region),
            *(one.longitude, one.latitude, one.synthetic),
        )
        for one in found.rows
    ]
    return csv_of("kabar-banjir.csv", _HEARD, rows, marked=True)


def rule(request: Request) -> Response:
    """The rule: lag and length, where they come from, and who changed them."""
    return _rule(request, None)


def set_rule(request: Request) -> Response:
    """The rule's page after it was set; else with what is wrong."""
    form = request.form()
    try:
        watching.set_rule(
            request.platform, request.actor, lag=form.text("lag"), length=form.text("length"), reason=form.text("reason")
        )
    except Invalid as refusal:
        return _rule(request, refusal)
    return redirect(request, f"{RULE}?selesai=rule")


def _rule(request: Request, refusal: Refusal | None) -> Response:
    current, own = watching.rule(request.platform, request.actor)
    form = request.form()
    written = {name: form.text(name) for name in ("lag", "length", "reason")} if refusal else {}
    bounds = {"lag_most": LAG_MOST, "length_least": LENGTH_LEAST, "length_most": LENGTH_MOST}
    context: dict[str, Any] = {
        **desk_context(request),
        "permit_mark": watching.permit_mark,
        **bounds,
        "rule": current,
        "own": own,
        "written": written,
    }
    return answered(request, "malaria/meja_genangan_aturan.html", {**context, "done": _done(request)}, refusal)


def one(request: Request) -> Response:
    """A watch: its floods, the weeks before and during, and the steps that may be taken."""
    return _one(request, None)


def act(request: Request) -> Response:
    """The watch's page after it was closed or reopened; else with what is wrong."""
    watch, form = id_of(request.path_params["id"]), request.form()
    do = form.text("do")
    try:
        match do:
            case "close":
                watching.close(request.platform, request.actor, watch, reason=form.text("reason"))
            case "reopen":
                watching.reopen(request.platform, request.actor, watch)
            case _:
                raise NotFound()
    except (Invalid, Conflict) as refusal:
        return _one(request, refusal)
    return redirect(request, f"{WATCHES}/{watch}?selesai={do}")


def _one(request: Request, refusal: Refusal | None) -> Response:
    seen = watching.seen(request.platform, request.actor, id_of(request.path_params["id"]))
    context = desk_context(request)
    more: dict[str, Any] = {
        "seen": seen,
        "watch": seen.watch,
        "drawing": _drawing(request, seen),
        "outcomes": OUTCOMES,
        "done": _done(request),
        "reason": request.form().text("reason"),
        "cases_at": f"{PATH}/kasus?kampung={seen.watch.village}",
    }
    return answered(request, "malaria/meja_genangan_satu.html", {**context, **more}, refusal)


def _drawing(request: Request, seen: WatchSeen) -> Drawing:
    _ = request.t.gettext
    before = sum(one.positive for one in seen.weeks if watch_plot.kind(seen.watch, one.monday) == "good")
    after = sum(one.positive for one in seen.weeks) - before
    words = {
        "says": _("Positive tests by week: {before} before the flood, {after} since.", before=before, after=after),
        "unit": _("positive tests"),
        "across": _("week from Monday"),
        "good": _("before the flood"),
        "warn": _("after the flood, before the watch"),
        "bad": _("in the watch"),
    }
    return watch_plot.drawn(seen.watch, seen.weeks, words, [_short(one.monday) for one in seen.weeks])


def _short(day: date) -> str:
    return f"{day.day}/{day.month}"


def _done(request: Request) -> str:
    done = request.query("selesai")
    return done if done in _DONE else ""


ROUTES = [
    route("GET", WATCHES, show),
    route("GET", f"{WATCHES}/ekspor.csv", as_csv),
    route("GET", HABITATS, habitats),
    route("GET", f"{HABITATS}/ekspor.csv", habitats_csv),
    route("POST", HABITATS, mark),
    route("GET", HEARD, heard),
    route("GET", f"{HEARD}/ekspor.csv", heard_csv),
    route("GET", RULE, rule),
    route("POST", RULE, set_rule),
    route("GET", f"{WATCHES}/{{id}}", one),
    route("POST", f"{WATCHES}/{{id}}", act),
]
