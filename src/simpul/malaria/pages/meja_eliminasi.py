"""The way to elimination: kabupaten by their criteria, villages by how long they have had no local case; certificates."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from simpul import regions
from simpul.kernel.errors import Invalid, NotFound, Refusal
from simpul.kernel.web import Request, Response, redirect, route
from simpul.kernel.web.export import csv_of
from simpul.malaria.actions import eliminating, surveying
from simpul.malaria.model.elimination import RegencyStatus, VillageStatus
from simpul.malaria.pages.desk_parts import PATH, PER_PAGE, answered, desk_context
from simpul.malaria.pages.survey_words import CRITERIA, STATUSES
from simpul.malaria.rules import elimination

ELIMINATION = f"{PATH}/eliminasi"
REGENCY = 5
"""Length of a kabupaten's code: above it kabupaten are told, from it on villages."""
_DONE = ("certify", "withdraw")
_VILLAGES = ("code", "village", "state", "last_local", "looked_since", "years_without", "origin_open", "earliest")
_REGENCIES = ("code", "kabupaten", "state", "last_local", "looked_since", "positivity_percent", "api", "criteria_met")
_BOTH = ("certificate", "certified_on", "synthetic")


def show(request: Request) -> Response:
    """Kabupaten of the country or a province, or villages of a kabupaten or distrik: as many as fit the filters."""
    return _page(request, None)


def change(request: Request) -> Response:
    """The page after a certificate was entered or taken away; else with what is wrong."""
    form = request.form()
    area, do = form.text("area")[:13], form.text("do")
    try:
        match do:
            case "certify":
                number, day = form.text("number"), form.text("given_on")
                eliminating.certify(request.platform, request.actor, area=area, number=number, given_on=day)
            case "withdraw":
                eliminating.withdraw(request.platform, request.actor, area=area, reason=form.text("reason"))
            case _:
                raise NotFound()
    except Invalid as refusal:
        return _page(request, refusal)
    return redirect(request, f"{ELIMINATION}?{urlencode({'wilayah': area, 'selesai': do})}")


def _page(request: Request, refusal: Refusal | None) -> Response:
    region = _region(request)
    context = {
        **desk_context(request),
        **(_villages(request, region) if region and len(region) >= REGENCY else _regencies(request, region)),
        "area": region or "",
        "area_name": regions.name_or_code(request.platform, region),
        "statuses": STATUSES,
        "criteria": CRITERIA,
        "law": elimination.law(),
        "language": request.t.language,
        "done": request.query("selesai") if request.query("selesai") in _DONE else "",
        "written": {name: request.form().text(name) for name in ("number", "given_on", "reason")},
        "permit_certificate": elimination.permit_certificate,
        "states": elimination.STATES,
    }
    return answered(request, "malaria/meja_elimination.html", context, refusal)


def _region(request: Request) -> str | None:
    asked = request.query("wilayah") or request.form().text("area")
    return surveying.permitted(request.actor, asked[:13])


def _villages(request: Request, region: str) -> dict[str, Any]:
    found = eliminating.villages(request.platform, request.actor, region)
    regency = eliminating.regencies(request.platform, request.actor, region) if len(region) == REGENCY else []
    return {"regency": regency[0] if regency else None, **_listed(request, found)}


def _regencies(request: Request, region: str | None) -> dict[str, Any]:
    return {"regency": None, **_listed(request, eliminating.regencies(request.platform, request.actor, region))}


def _listed(request: Request, found: Sequence[VillageStatus] | Sequence[RegencyStatus]) -> dict[str, Any]:
    state, q = _asked(request)
    rows = [one for one in found if _fits(one, state, q)]
    pages = max(1, -(-len(rows) // PER_PAGE))
    given = request.query("hal")
    page = min(max(int(given), 1), pages) if given.isascii() and given.isdigit() and len(given) < 5 else 1
    kept = {"wilayah": request.query("wilayah")[:13], "keadaan": state, "q": q}
    asked = urlencode({name: value for name, value in kept.items() if value})
    return {
        "rows": rows[(page - 1) * PER_PAGE : page * PER_PAGE],
        "total": len(rows),
        "pages": pages,
        "page": page,
        "pages_at": f"{ELIMINATION}?{asked}{'&' if asked else ''}hal={{page}}",
        "export_at": f"{ELIMINATION}/ekspor.csv" + (f"?{asked}" if asked else ""),
        "counts": {one: sum(each.state == one for each in found) for one in elimination.STATES},
        "state": state,
        "q": q,
        "synthetic": any(one.synthetic for one in found),
        "all_synthetic": all(one.synthetic for one in found),
    }


def _asked(request: Request) -> tuple[str, str]:
    state = request.query("keadaan")
    return (state if state in elimination.STATES else ""), request.query("q")[:60]


def _fits(one: VillageStatus | RegencyStatus, state: str, q: str) -> bool:
    words = q.casefold()
    return (not state or one.state == state) and (words in one.name.casefold() or one.code.startswith(q))


def as_csv(request: Request) -> Response:
    """The same kabupaten or villages, all pages of them, as CSV."""
    region, (state, q) = _region(request), _asked(request)
    if region and len(region) >= REGENCY:
        villages = eliminating.villages(request.platform, request.actor, region)
        rows = [_village_line(one) for one in villages if _fits(one, state, q)]
        return csv_of("eliminasi-malaria.csv", (*_VILLAGES, *_BOTH), rows, marked=True)
    regencies = eliminating.regencies(request.platform, request.actor, region)
    lines = [_regency_line(one) for one in regencies if _fits(one, state, q)]
    return csv_of("eliminasi-malaria-kabupaten.csv", (*_REGENCIES, *_BOTH), lines, marked=True)


def _village_line(one: VillageStatus) -> tuple[object, ...]:
    told = (one.code, one.name, one.state, one.last_local or "", one.looked_since or "")
    return (*told, one.years, one.unexplained, one.earliest or "", *_certified(one), one.synthetic)


def _regency_line(one: RegencyStatus) -> tuple[object, ...]:
    told = (one.code, one.name, one.state, one.last_local or "", one.looked_since or "")
    figures = ["" if each.value is None else f"{float(each.value):.4f}" for each in one.criteria[1:]]
    return (*told, *figures, one.met, *_certified(one), one.synthetic)


def _certified(one: VillageStatus | RegencyStatus) -> tuple[object, object]:
    return (one.certificate.number, one.certificate.given_on) if one.certificate else ("", "")


ROUTES = [
    route("GET", ELIMINATION, show),
    route("POST", ELIMINATION, change),
    route("GET", f"{ELIMINATION}/ekspor.csv", as_csv),
]
