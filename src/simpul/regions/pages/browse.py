"""Browsing the regions: the country, one region, the list as CSV."""

import csv
import io
from collections.abc import Mapping
from typing import Any

from simpul.kernel.i18n import N_
from simpul.kernel.web import Request, Response, html, redirect
from simpul.regions import actions
from simpul.regions.model import Kind, Level, Region

KINDS: Mapping[Kind, str] = {
    Kind.PROVINSI: N_("Province"),
    Kind.KABUPATEN: N_("Regency (kabupaten)"),
    Kind.KOTA: N_("City (kota)"),
    Kind.KECAMATAN: N_("District (kecamatan)"),
    Kind.DISTRIK: N_("District (distrik)"),
    Kind.KELURAHAN: N_("Urban village (kelurahan)"),
    Kind.DESA: N_("Village (desa)"),
    Kind.KAMPUNG: N_("Village (kampung)"),
}
PLURALS: Mapping[Level, str] = {
    Level.PROVINCE: N_("Provinces"),
    Level.REGENCY: N_("Regencies and cities"),
    Level.DISTRICT: N_("Districts"),
    Level.VILLAGE: N_("Villages"),
}
SHOWN = 50


def country(request: Request) -> Response:
    """All provinces, or what a search of the whole country finds."""
    return html(request, "regions/browse.html", _listed(request, None))


def one(request: Request) -> Response:
    """One region with what it is part of and what is part of it; the way to the successor of an old code; RegionUnknown."""
    code = actions.current_code(request.platform, request.path_params["kode"])
    if code != request.path_params["kode"]:
        return redirect(request, f"/wilayah/{code}", 301)
    region = actions.get(request.platform, code)
    context = {
        "region": region,
        "path": actions.path(request.platform, code),
        "kind": request.t.gettext(KINDS[region.kind]),
        "box": actions.bbox(request.platform, code),
        "deeper": Level(region.level + 1).slug if region.level < Level.VILLAGE else "",
    }
    return html(request, "regions/browse.html", {**_listed(request, code), **context})


def export(request: Request) -> Response:
    """What the page lists, as CSV: the children of `dalam`, or what `q` finds there; RegionUnknown."""
    code = request.query("dalam") or None
    found = _found(request, code)
    regions = [each.region for each in found] if found is not None else actions.children(request.platform, code)
    out = io.StringIO()
    lines = csv.writer(out)
    lines.writerow(("code", "kind", "name", "longitude", "latitude", "population", "parent"))
    lines.writerows((r.code, r.kind, r.name, r.longitude, r.latitude, r.population, r.parent) for r in regions)
    name = f"wilayah-{code or 'indonesia'}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-cache"}
    return Response(out.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)


def _found(request: Request, code: str | None) -> Any:
    """What the query of the page finds below `code`, or None without a query."""
    q = request.query("q")[:100]
    return actions.find(request.platform, q, limit=SHOWN, within=code) if q else None


def _listed(request: Request, code: str | None) -> dict[str, Any]:
    found = _found(request, code)
    regions = [each.region for each in found] if found is not None else actions.children(request.platform, code)
    return {
        "refusal": None,
        "region": None,
        "path": (),
        "q": request.query("q")[:100],
        "edition": actions.edition(request.platform),
        "found": found,
        "rows": [_row(request, region) for region in regions] if found is None else [],
        "counts": _counts(request, code),
        "title_of_list": request.t.gettext(PLURALS[regions[0].level]) if regions else "",
    }


def _row(request: Request, region: Region) -> dict[str, Any]:
    below = actions.counts(request.platform, region.code)
    return {"region": region, "kind": request.t.gettext(KINDS[region.kind]), "below": below}


def _counts(request: Request, code: str | None) -> list[tuple[str, int, bool]]:
    """Label, number, and whether only some of them are known."""
    below = actions.counts(request.platform, code)
    partly = actions.partly_known(request.platform, code)
    return [(request.t.gettext(PLURALS[level]), number, level in partly) for level, number in below.items()]
