"""The situation map for paper: a region on one sheet with its numbered list, as a page to print and as PDF."""

from typing import Any

from markupsafe import Markup

from simpul import regions
from simpul.disaster.actions import situation_map as actions
from simpul.disaster.actions.situation_map import SituationMap
from simpul.disaster.outside import typesetting
from simpul.disaster.pages.asking import likely
from simpul.disaster.pages.situation_rows import Listed, listed
from simpul.disaster.pages.words import SEVERITIES, hazard_label
from simpul.disaster.rules.hazards import LISTED
from simpul.kernel.errors import Refusal
from simpul.kernel.i18n import zone_of
from simpul.kernel.web import Request, Response, html, route

PATH = "/bencana/peta-cetak"
_SLUGS = tuple(one.slug for one in LISTED)
_CREDIT = "Kepmendagri 300.2.2-2138/2025; Natural Earth"


def show(request: Request) -> Response:
    """The sheet of the region that the address asks for; without one the node's own, else the country."""
    q, code, hazard = _asked(request)
    made = _made(request, code, hazard)
    context = {
        "q": q or (made.name if made.code else ""),
        "lost": bool(q) and not _found(request, q),
        "hazard": hazard,
        "hazards": LISTED,
        "made": made,
        "drawing": Markup(made.drawing),  # noqa: S704 (drawn by rules.sheet, which escapes the names)
        "title": _title(request, made, hazard),
        "zone": zone_of(made.code),
        "lists": listed(request, made),
        "facts": _facts(request, made),
        "severities": SEVERITIES,
        "credit": _CREDIT,
        "path": PATH,
        "query": _query(code, hazard),
    }
    return html(request, "disaster/situation_map.html", context)


def as_pdf(request: Request) -> Response:
    """The same sheet as PDF, A4; PaperUnavailable when it cannot be set in time."""
    _, code, hazard = _asked(request)
    made = _made(request, code, hazard)
    body = typesetting.situation_map(_document(request, made, hazard))
    name = f"peta-situasi-{code or 'indonesia'}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "no-cache"}
    return Response(body, 200, headers, "application/pdf")


def _made(request: Request, code: str, hazard: str) -> SituationMap:
    return actions.situation_map(request.platform, code, hazard=hazard, north=request.t.gettext("N"))


def _asked(request: Request) -> tuple[str, str, str]:
    """The words, the region's code and the hazard of the address; what does not fit is left out."""
    q, given, hazard = request.query("q")[:100], request.query("wilayah")[:20], request.query("bahaya")
    code = _found(request, q) if q else _known(request, given) or request.platform.settings.region
    return q, code if given != "semua" or q else "", hazard if hazard in _SLUGS else ""


def _found(request: Request, q: str) -> str:
    places = likely(request.platform, q)
    return places[0].region.code if places else ""


def _known(request: Request, code: str) -> str:
    try:
        return regions.get(request.platform, code).code if code else ""
    except Refusal:
        return ""


def _query(code: str, hazard: str) -> str:
    return f"?wilayah={code or 'semua'}" + (f"&bahaya={hazard}" if hazard else "")


def _title(request: Request, made: SituationMap, hazard: str) -> str:
    """What the sheet tells, in one line."""
    t, n = request.t, len(made.found.reports)
    what = hazard_label(hazard, request.lang) if hazard else t.gettext("Disasters")
    if not n:
        return t.gettext("{what} in {place}: no live reports", what=what, place=made.name)
    return t.gettext("{what} in {place}: {n} live reports", what=what, place=made.name, n=t.number(n))


def _facts(request: Request, made: SituationMap) -> list[tuple[str, str]]:
    t = request.t
    verified = sum(one.status.value == "verified" for one in made.found.reports)
    stated = ", ".join(
        t.gettext("{n} of state {state}", n=t.number(count), state=state)
        for state in (4, 3, 2, 1)
        if (count := sum(row.state == state for row in made.found.areas))
    )
    return [
        (t.gettext("As of"), t.datetime(made.at, zone_of(made.code))),
        (
            t.gettext("Live reports"),
            t.gettext("{n}, of which verified: {verified}", n=t.number(len(made.found.reports)), verified=verified),
        ),
        (t.gettext("Affected areas"), stated or t.gettext("none")),
        (t.gettext("Warnings in force"), t.number(len(made.found.warnings))),
    ]


def _document(request: Request, made: SituationMap, hazard: str) -> dict[str, Any]:
    """What the sheet's template is given: words only, and the drawing."""
    t, settings = request.t, request.platform.settings
    sources = t.gettext(
        "Reports by residents; verified by {agency} where it says so. Borders: {credit}",
        agency=settings.agency,
        credit=_CREDIT,
    )
    return {
        "lang": request.lang if request.lang != "jv" else "id",
        "agency": settings.agency,
        "heading": t.gettext("Situation map"),
        "title": _title(request, made, hazard),
        "tag": t.gettext("Demonstration") if settings.demo else "",
        "facts": _facts(request, made),
        "drawing": made.drawing,
        "alt": _title(request, made, hazard),
        "legend": _legend(request, made),
        "lists": [_plain(one) for one in listed(request, made)],
        "foot": f"{settings.agency} · {t.datetime(made.at, zone_of(made.code))} · {settings.public_url}{PATH}",
        "sources": sources,
    }


def _plain(one: Listed) -> dict[str, Any]:
    return {"title": one.title, "head": list(one.head), "rows": [list(row) for row in one.rows], "note": one.note}


def _legend(request: Request, made: SituationMap) -> str:
    t = request.t
    said = [
        t.gettext("Circles: numbered reports, the thicker the ring the worse; broken ring: not verified; full: extreme."),
        t.gettext("Hatching: affected areas, the denser the deeper the water."),
        t.gettext("Gable P: shelter. Square A: flood gauge. Diamond !: warning, its area in a broken line."),
    ]
    if made.approximate:
        said.append(t.gettext("Borders of regions that are drawn in dashes are approximate (batas perkiraan)."))
    return " ".join(said)


ROUTES = [route("GET", PATH, show), route("GET", f"{PATH}.pdf", as_pdf)]
