"""What if: the index as it would be with other levels, for an assessment or for nobody; it recomputes while one edits.

The values stand in the address, so that a supposition can be kept and sent; without a script a button does the same.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from simpul.kernel.web import Request, Response, html, json, route
from simpul.maturity.actions import instruments, result_reading
from simpul.maturity.model.instruments import Instrument, LawEdition
from simpul.maturity.pages.hasil import base, named, numbers
from simpul.maturity.rules import answer_index, charts, law_instruments, recommending, whatif
from simpul.maturity.rules.numbers import plain
from simpul.maturity.rules.result_view import Values
from simpul.maturity.rules.whatif import Supposed

OF_RESULT, OF_NOBODY = "/kematangan/hasil/{assessment}/andaikan", "/kematangan/andaikan"
_STEPS_MOST = 9
"""A scale with more levels than this, or with any number between, is answered by writing instead of choosing."""


def of_result(request: Request) -> Response:
    """The result with other levels."""
    found = result_reading.view(request.platform, request.actor, named(request))
    shared = {**base(request, found), "values": found.values, "seen": found}
    back = f"/kematangan/hasil/{found.of.assessment}"
    return _page(
        request, (found.instrument, found.edition), found.values, {**shared, "here_at": f"{back}/andaikan", "back": back}
    )


def of_nobody(request: Request) -> Response:
    """Any instrument with any levels, from nothing filled in."""
    known = instruments.known(request.platform)
    code = request.query("instrumen")
    instrument = known.get(code) or next(iter(known.values()))
    years = [str(year) for year in sorted(instrument.years, reverse=True)]
    year = request.query("tahun") if request.query("tahun") in years else years[0] if years else ""
    edition = law_instruments.edition(int(year), instrument.code) if year else None
    shared = {
        "seen": None,
        "code": instrument.code,
        "values": {},
        "here_at": OF_NOBODY,
        "back": "",
        "known": known,
        "years": years,
        "year": year,
        **numbers(request.t),
    }
    return _page(request, (instrument, edition), {}, shared)


def _page(request: Request, by: tuple[Instrument, LawEdition | None], values: Values, shared: dict[str, Any]) -> Response:
    instrument, edition = by
    wanted, wrong = _wanted(request, by, values)
    supposed = whatif.suppose(instrument, edition, values, wanted)
    context = {
        **shared,
        "wrong": wrong,
        "instrument": instrument,
        "edition": edition,
        "supposed": supposed,
        "aspects": charts.aspects(instrument),
        "levels": _levels(instrument),
        "share": recommending.shares(instrument),
        "plain": plain,
        "way": recommending.way(instrument, edition, supposed.values),
        "kept": _kept(supposed, shared),
        "radar": _radar(request, instrument, supposed),
    }
    swapped = "hx-request" in request.headers  # a refusal's status would keep the script from showing what it says
    response = html(request, "maturity/andaikan.html", context, 422 if wrong and not swapped else 200)
    if not wrong:
        response.headers["HX-Replace-Url"] = _prefix(request) + context["kept"]
    return response


def _prefix(request: Request) -> str:
    return "" if request.lang == request.platform.settings.language else f"/{request.lang}"


def _wanted(request: Request, by: tuple[Instrument, LawEdition | None], values: Values) -> tuple[Values, Mapping[str, str]]:
    """The levels that are asked for, and by indicator what is written there that is no level."""
    instrument, edition = by
    if request.query("jalan"):
        way = recommending.way(instrument, edition, values)
        return (way.values if way else {}), {}
    if request.query("naik"):
        return {one.node.key: one.next for one in recommending.gains(instrument, values)}, {}
    return whatif.sorted_out(instrument, request.query_params.items())


def _levels(instrument: Instrument) -> list[str]:
    scale = instrument.scale
    if not scale.step or (scale.max - scale.min) / scale.step + 1 > _STEPS_MOST:
        return []
    return [plain(scale.min + n * scale.step) for n in range(int((scale.max - scale.min) / scale.step) + 1)]


def _kept(supposed: Supposed, shared: dict[str, Any]) -> str:
    """The address of this supposition with nothing in it but what is other."""
    changes = {change.node.key: plain(change.after) if change.after else "" for change in supposed.changes}
    about = {} if shared["back"] else {"instrumen": shared["code"], "tahun": shared["year"]}
    return f"{shared['here_at']}?{urlencode({name: value for name, value in about.items() if value} | changes)}"


def _radar(request: Request, instrument: Instrument, supposed: Supposed) -> Any:
    t, aspects = request.t, charts.aspects(instrument)
    if len(aspects) < 3:
        return None
    series: list[charts.Series] = [("good", t.gettext("supposed"), supposed.after.nodes)]
    if any(supposed.before.nodes.values()):
        series.append(("warn", t.gettext("now"), supposed.before.nodes))
    return charts.radar(t, aspects, series, t.gettext("Values of the aspects, now and supposed."), charts.top(instrument))


def as_json(request: Request) -> Response:
    """The supposed index as JSON, in the form of `simpul maturity index`."""
    found = result_reading.view(request.platform, request.actor, named(request))
    wanted = whatif.written(found.instrument, request.query_params.items())
    values = {**found.values, **wanted}
    given = {key: plain(value) if value else None for key, value in values.items()}
    return json(answer_index.answer(found.instrument, found.edition, given), headers={"Cache-Control": "no-store"})


ROUTES = [
    route("GET", OF_RESULT, of_result),
    route("GET", f"{OF_RESULT}.json", as_json),
    route("GET", OF_NOBODY, of_nobody),
]
