"""Alerts of possible outbreaks: the list, one with its series and its rule, what people say of it, the rules themselves."""

from typing import Any

from simpul.kernel.errors import Conflict, Invalid, Refusal
from simpul.kernel.web import Request, Response, redirect, route
from simpul.kernel.web.export import csv_of
from simpul.malaria.actions import alerting
from simpul.malaria.model.alerts import AlertState
from simpul.malaria.pages.alert_words import CHOICES, DONE, STATES, facts_of
from simpul.malaria.pages.desk_parts import EXPORTED, PATH, answered, desk_context, id_of
from simpul.malaria.rules import alert_plot, alert_terms
from simpul.malaria.rules.desk import permit_desk

ALERTS = f"{PATH}/waspada"
_COLUMNS = ("rule", "area_code", "area", "first_day", "observed", "expected", "upper", "state", "reason", "synthetic")


def show(request: Request) -> Response:
    """Alerts of the region, those nobody has settled first unless others are asked for."""
    asked = _asked(request)
    found, total = alerting.alerts(request.platform, request.actor, asked)
    base = f"{ALERTS}?keadaan={asked.state or 'all'}&aturan={asked.rule}&q={asked.q}"
    context = {
        **_common(request),
        "asked": asked,
        "rows": found,
        "total": total,
        "pages": max(1, -(-total // asked.per_page)),
        "pages_at": base + "&hal={page}",
        "export_at": base.replace("?", "/ekspor.csv?", 1),
        "choices": CHOICES,
        "done": DONE.get(request.query("selesai"), ""),
    }
    return answered(request, "malaria/meja_alerts.html", context)


def as_csv(request: Request) -> Response:
    """The same alerts as CSV."""
    found, _ = alerting.alerts(request.platform, request.actor, _asked(request, exported=True))
    rows = [
        (
            one.rule,
            one.area,
            name,
            one.first,
            one.observed,
            one.expected,
            one.upper,
            one.state.value,
            one.reason,
            one.synthetic,
        )
        for one, name in found
    ]
    return csv_of("kewaspadaan-malaria.csv", _COLUMNS, rows, marked=True)


def one(request: Request) -> Response:
    """One alert."""
    return _one(request, None)


def act(request: Request) -> Response:
    """The alert's page after the step; with what is wrong where it could not be taken."""
    form, alert = request.form(), id_of(request.path_params["id"])
    version = form.text("version")
    try:
        known = int(version) if version.isdecimal() and len(version) < 9 else 0
        said = alerting.AlertSaid(form.text("step"), form.text("reason"), known)
        alerting.judge(request.platform, request.actor, alert, said)
    except (Invalid, Conflict) as refusal:
        return _one(request, refusal)
    return redirect(request, f"{ALERTS}/{alert}?selesai={form.text('step')}")


def rules(request: Request) -> Response:
    """Every rule: what it compares, its numbers, its source, and where no source names them."""
    permit_desk(request.actor)
    return answered(
        request, "malaria/meja_alert_rules.html", {**_common(request), "all_rules": alert_terms.rules().values()}
    )


def _one(request: Request, refusal: Refusal | None) -> Response:
    seen = alerting.alert(request.platform, request.actor, id_of(request.path_params["id"]))
    common = _common(request)
    days = [common["day_words"](monday) for monday, _ in seen.weeks]
    context = {
        **common,
        "seen": seen,
        "alert": seen.alert,
        "drawing": alert_plot.drawn(seen.alert, seen.weeks, _words(request, seen), days),
        "days": days,
        "facts": list(facts_of(request.t, seen, common["day_words"])),
        "reason": request.form().text("reason") if refusal else "",
        "done": DONE.get(request.query("selesai"), ""),
    }
    return answered(request, "malaria/meja_alert.html", context, refusal)


def _words(request: Request, seen: alerting.AlertSeen) -> dict[str, str]:
    t = request.t
    return {
        "says": t.gettext(
            "Positive tests by week in {name}; {n} where the alert is.", name=seen.name, n=seen.alert.observed
        ),
        "unit": t.gettext("Positive tests a week"),
        "across": t.gettext("Week"),
        "plain": t.gettext("Positive tests"),
        "bad": t.gettext("Weeks of the alert"),
        "bound": t.gettext("Bound"),
    }


def _common(request: Request) -> dict[str, Any]:
    language = request.t.language
    titles = {code: rule.title[language] for code, rule in alert_terms.rules().items()}
    return {**desk_context(request), "rules": alert_terms.rules(), "titles": titles, "language": language, "states": STATES}


def _asked(request: Request, *, exported: bool = False) -> alerting.AlertAsked:
    state, page = request.query("keadaan"), request.query("hal")
    known = {one.value for one in AlertState} | {"open"}
    return alerting.AlertAsked(
        state="" if state == "all" else state if state in known else "open",
        rule=request.query("aturan") if request.query("aturan") in alert_terms.rules() else "",
        q=request.query("q")[:60],
        page=1 if exported else max(1, int(page)) if page.isdecimal() and len(page) < 5 else 1,
        per_page=EXPORTED if exported else alerting.PER_PAGE,
    )


ROUTES = [
    route("GET", ALERTS, show),
    route("GET", f"{ALERTS}/ekspor.csv", as_csv),
    route("GET", f"{ALERTS}/aturan", rules),
    route("GET", f"{ALERTS}/{{id}}", one),
    route("POST", f"{ALERTS}/{{id}}", act),
]
