"""The officer's desk of areas: which are affected, what is suggested, one click to set; the region of the agency alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from simpul import regions
from simpul.disaster.actions import area_suggesting, areas
from simpul.disaster.model.areas import AreaMissing, AreaRow, AreaState, Suggestion
from simpul.disaster.pages.area_words import STATES, Line, agency_namer, box_of, collection, feature, line_of, region_name
from simpul.disaster.rules import areas as rules
from simpul.kernel.web import Form, Request, Response, html, route

PATH = "/bencana/meja/wilayah"
_SHOWN = ("attention", "suggested", "any", "deep", "4", "3", "2", "1", "none", "all")
_PER_PAGE, _UNITS = 25, 6


@dataclass(frozen=True, slots=True)
class Asked:
    """The filters as they stand in the address, or in the form that came from there."""

    q: str = ""
    shown: str = "attention"
    page: int = 1

    def address(self, path: str, **changes: object) -> str:
        """This question's address, with changes; the page is the first unless it is among them."""
        shown = "" if self.shown == "attention" else self.shown
        kept = {name: str(value) for name, value in {"q": self.q, "tampil": shown, **changes}.items() if value}
        return f"{path}?{urlencode(kept)}" if kept else path

    def paged(self, path: str) -> str:
        """The address of any page: `{page}` stands where its number goes."""
        base = self.address(path)
        return f"{base}{'&' if '?' in base else '?'}page={{page}}"


def asked(given: Request | Form) -> Asked:
    """The question in an address or a form; what does not fit is left out."""
    text = given.query if isinstance(given, Request) else given.text
    shown, page = text("tampil"), text("page")
    number = int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 1
    return Asked(text("q")[:100], shown if shown in _SHOWN else "attention", max(1, number))


def show(request: Request) -> Response:
    """The areas that need a look first: those with a suggestion, then those with a state, the worst first."""
    rules.permit_areas(request.actor)
    question, within = asked(request), request.actor.region or ""
    rows = areas.all_areas(request.platform, within=within, outlined=False)
    offered = area_suggesting.suggestions_for(request.platform, rows, within=within)
    found = sorted((row for row in rows if _wanted(row, question, offered)), key=lambda row: _order(row, offered))
    pages = max(1, -(-len(found) // _PER_PAGE))
    first = (min(question.page, pages) - 1) * _PER_PAGE
    context = {
        "asked": question,
        "lines": [line_of(request, row, offered.get(row.id)) for row in found[first : first + _PER_PAGE]],
        "total": len(found),
        "pages": pages,
        "counts": _counts(rows, offered),
        "known": len(rows),
        "units": _units(request, question.q) if question.q and not found else [],
        "done": _done(request),
        "region": region_name(request),
        "agency": agency_namer(request),
        "states": STATES,
        "path": PATH,
        "minutes": int(rules.UNDONE_WITHIN.total_seconds() // 60),
        "box": box_of(request.platform, found[:200], request.actor.region),
    }
    return html(request, "disaster/areas.html", context)


def _wanted(row: AreaRow, question: Asked, offered: Any) -> bool:
    words = f"{row.area.name} {row.area.parent} {row.area.city} {row.area.geom_id}".casefold()
    if not all(word in words for word in question.q.casefold().split()):
        return False
    return _is_shown(row, question.shown, offered) or (question.shown == "attention" and bool(question.q))


def _is_shown(row: AreaRow, shown: str, offered: Any) -> bool:
    state, suggested = row.state or 0, row.id in offered
    named = {
        "attention": suggested or state > 0,
        "suggested": suggested,
        "any": state > 0,
        "deep": state >= AreaState.MODERATE,
        "none": state == 0,
        "all": True,
    }
    return named[shown] if shown in named else state == int(shown)


def _order(row: AreaRow, offered: Any) -> tuple[object, ...]:
    suggestion: Suggestion | None = offered.get(row.id)
    urgency = (suggestion.state or 0) if suggestion else -1
    return (suggestion is None, -urgency, -(row.state or 0), row.area.city, row.area.parent, row.area.name, row.id)


def _counts(rows: Sequence[AreaRow], offered: Any) -> dict[str, int]:
    counted = {str(state): sum(row.state == state for row in rows) for state in STATES}
    return {"suggested": len(offered), "any": sum(counted.values()), **counted}


def _units(request: Request, words: str) -> list[regions.Found]:
    """Units of the register that the words may mean: any of them becomes a local area once a state is set."""
    return list(regions.search(request.platform, words, limit=_UNITS, within=request.actor.region))


def _done(request: Request) -> Line | None:
    """The area that was decided about a moment ago."""
    given = request.query("selesai")
    if not (given.isascii() and given.isdigit() and len(given) < 19):
        return None
    try:
        return line_of(request, areas.area(request.platform, int(given), outlined=False))
    except AreaMissing:
        return None


def as_geojson(request: Request) -> Response:
    """Every local area of the officer's region with state and suggestion, for the desk's map."""
    rules.permit_areas(request.actor)
    platform, within = request.platform, request.actor.region or ""
    rows = areas.all_areas(platform, within=within)
    offered = area_suggesting.suggestions_for(platform, rows, within=within)
    features = [feature(row, _offered(row, offered.get(row.id))) for row in rows]
    body = collection(features, platform.clock.now())
    return Response(body, 200, {"Cache-Control": "private, no-store"}, "application/geo+json")


def _offered(row: AreaRow, suggestion: Suggestion | None) -> dict[str, object]:
    return {
        "suggested": suggestion is not None,
        "suggestion": suggestion.state if suggestion else None,
        "href": f"{PATH}/{row.id}",
    }


ROUTES = [route("GET", PATH, show), route("GET", f"{PATH}.geojson", as_geojson)]
