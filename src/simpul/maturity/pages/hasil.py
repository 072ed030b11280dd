"""An assessment's result: index, parts, what is strong and weak, what lifts it most, agencies alike; files of it."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import partial
from typing import Any
from uuid import UUID

from simpul.kernel.errors import Unavailable
from simpul.kernel.i18n import Translator
from simpul.kernel.web import Request, Response, html, json, route
from simpul.kernel.web.export import csv_of
from simpul.maturity.actions import result_files, result_reading
from simpul.maturity.model.instruments import Node
from simpul.maturity.model.results import ResultUnknown
from simpul.maturity.pages.parts import zone
from simpul.maturity.rules import charts, comparing, law_instruments, recommending, result_rows, result_words
from simpul.maturity.rules.charts import Series
from simpul.maturity.rules.result_permits import Eyes
from simpul.maturity.rules.result_view import Viewed

RESULT = "/kematangan/hasil/{assessment}"
FIRST, CORNERS = 10, 2
"""So many recommendations stand open, the rest behind a summary; a radar has more corners than this."""


def show(request: Request) -> Response:
    """The result as this person may see it; 404 where it is not theirs."""
    return _page(request, viewed(request), None)


def viewed(request: Request) -> Viewed:
    """The result that the address names; ResultUnknown where it names none."""
    return result_reading.view(request.platform, request.actor, named(request))


def named(request: Request) -> UUID:
    """The assessment in the address; ResultUnknown where it is no id."""
    try:
        return UUID(request.path_params["assessment"])
    except ValueError:
        raise ResultUnknown() from None


def numbers(t: Translator) -> dict[str, Any]:
    """How templates write values (`figure`), differences (`signed`) and levels, in this language."""
    return {
        "language": t.language,
        "figure": partial(result_words.figure, t),
        "signed": partial(result_words.signed, t),
        "level": partial(result_words.level, t),
    }


def base(request: Request, found: Viewed) -> dict[str, Any]:
    """What every page about this result is given."""
    t = request.t
    return {
        "seen": found,
        "path": f"/kematangan/hasil/{found.of.assessment}",
        "zone": zone(request),
        **numbers(t),
        "stage_words": t.gettext(result_words.STAGES.get(found.standing, found.standing)),
    }


def _page(request: Request, found: Viewed, failed: Unavailable | None) -> Response:
    standings = recommending.standings(found.instrument, found.reckoned)
    gains = recommending.gains(found.instrument, found.values)
    context = {
        **base(request, found),
        "refusal": failed,
        "parts": found.instrument.groups,
        "standings": standings,
        "strong": recommending.strong(standings),
        "weak": recommending.weak(standings),
        "gains": gains,
        "first": FIRST,
        "leads_to": _leads_to(found),
        "criteria": law_instruments.criteria_of(found.instrument),
        "way": recommending.way(found.instrument, found.edition, found.values),
        **_drawings(request, found),
        **_beside(found),
    }
    return html(request, "maturity/hasil.html", context, 503 if failed else 200)


def _leads_to(found: Viewed) -> str:
    """Where an indicator is answered by who looks; else where it is explained. The number comes behind it."""
    if found.of.final or found.eyes in (Eyes.PUBLIC, Eyes.MINISTRY):
        return f"/kematangan/instrumen/{found.instrument.code}/indikator/"
    room = "penilaian" if found.eyes is Eyes.AGENCY else "asesmen"
    return f"/kematangan/{room}/{found.of.assessment}/indikator/"


def _drawings(request: Request, found: Viewed) -> dict[str, Any]:
    t, aspects, top = request.t, charts.aspects(found.instrument), charts.top(found.instrument)
    says = t.gettext("Values of the aspects, from 0 to {top}; the table beside has them as numbers.", top=top)
    nodes = charts.domains(found.instrument) or aspects
    means = _means(found, nodes)
    return {
        "aspects": aspects,
        "radar": charts.radar(t, aspects, series(request, found), says, top) if len(aspects) > CORNERS else None,
        "bar_nodes": nodes,
        "bar_means": means,
        "bars": charts.bars(
            t, nodes, _with_alike(request, found, means), t.gettext("Values from 0 to {top}.", top=top), top
        ),
    }


def _means(found: Viewed, nodes: Sequence[Node]) -> Mapping[str, Fraction]:
    """The means of agencies alike over these parts: published ones where there are such, else final ones of this node."""
    if found.group and found.instrument.code == comparing.PUBLISHED_WITH:
        return {code: value for code, (value, _) in comparing.domain_means(found.group.rows).items()}
    return {node.code: found.peers.means[node.code] for node in nodes} if found.peers else {}


def series(request: Request, found: Viewed) -> list[Series]:
    """The newest values, and the self-assessment's where they are others."""
    t = request.t
    shown: list[Series] = [
        ("good", t.gettext(result_words.STAGES.get(found.standing, found.standing)), found.reckoned.nodes)
    ]
    if found.self_reckoned and found.standing != "self":
        shown.append(("warn", t.gettext("Self-assessment"), found.self_reckoned.nodes))
    return shown


def _with_alike(request: Request, found: Viewed, means: Mapping[str, Fraction]) -> list[Series]:
    own: list[Series] = [("good", request.t.gettext("this agency"), found.reckoned.nodes)]
    return [*own, ("warn", request.t.gettext("mean of agencies alike"), means)] if means else own


def _beside(found: Viewed) -> dict[str, Any]:
    if found.group is None or found.instrument.code != comparing.PUBLISHED_WITH:
        return {"alike": found.group, "place": None}
    others = comparing.without(found.group.rows, found.of.agency)
    return {"alike": found.group, "place": comparing.place(found.reckoned.index, others)}


def pdf(request: Request) -> Response:
    """The report as PDF in the page's language; the page with what is wrong where it cannot be set now."""
    found = viewed(request)
    try:
        made = result_files.pdf(request.platform, request.actor, found, request.lang)
    except Unavailable as failed:
        return _page(request, found, failed)
    return _file(made, "inline")


def sheet(request: Request) -> Response:
    """The report as a workbook: parts, indicators, recommendations."""
    return _file(result_files.workbook(request.platform, request.actor, viewed(request), request.lang), "attachment")


def _file(made: result_files.Made, how: str) -> Response:
    headers = {"Content-Disposition": f'{how}; filename="{made.name}"', "Cache-Control": "private, no-store"}
    return Response(made.content, 200, headers, made.media)


def as_csv(request: Request) -> Response:
    """Every part and indicator with its weight and value, exact and rounded, as CSV."""
    found = viewed(request)
    return csv_of(f"{result_files.stem(found)}.csv", result_rows.COLUMNS, result_rows.rows(found), marked=True)


def as_json(request: Request) -> Response:
    """The result as JSON, as the interface for programs gives it."""
    return json(result_rows.document(viewed(request)), headers={"Cache-Control": "private, no-store"})


ROUTES = [
    route("GET", RESULT, show),
    route("GET", f"{RESULT}/laporan.pdf", pdf),
    route("GET", f"{RESULT}/laporan.xlsx", sheet),
    route("GET", f"{RESULT}/ekspor.csv", as_csv),
    route("GET", f"{RESULT}/ekspor.json", as_json),
]
