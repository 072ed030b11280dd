"""An officer draws an area, or gives it as GeoJSON; it is checked and shown before it is kept."""

import orjson

from simpul import regions
from simpul.disaster.actions import area_register
from simpul.disaster.actions.area_register import Found
from simpul.disaster.model.areas import OutlineTooLarge
from simpul.disaster.pages.area_words import region_name
from simpul.disaster.pages.areas import PATH
from simpul.disaster.rules import areas as rules
from simpul.disaster.rules.outlines import BYTES_MOST, KILOMETRES_MOST, POINTS_MOST
from simpul.kernel.errors import Invalid, NotAllowed, Refusal
from simpul.kernel.web import Form, Request, Response, html, redirect, route
from simpul.kernel.web.problems import status_of

_INSIDE = 8
_TEXT_LIMIT = 64 * 1024
"""What a form's text may hold; larger outlines are uploaded as files."""


def show(request: Request) -> Response:
    """The empty map and form."""
    rules.permit_areas(request.actor)
    return _page(request, "", "", None, None)


def act(request: Request) -> Response:
    """The outline was checked and is shown; or the area is kept and shown; else the form with what is wrong."""
    rules.permit_areas(request.actor)
    form = request.form()
    name = form.text("name")
    try:
        given = _given(form)
        if form.text("do") == "keep":
            area = area_register.draw(request.platform, request.actor, name=name, given=given)
            return redirect(request, f"{PATH}/{area.id}?selesai=draw")
        rules.area_name(name)
        found = area_register.check(request.platform, request.actor, given)
    except (Invalid, NotAllowed) as refusal:
        return _page(request, name, _text(form), refusal, None)
    return _page(request, name, orjson.dumps(dict(found.outline.shape)).decode(), None, found)


def _given(form: Form) -> bytes | str:
    """The uploaded file, or else the text; OutlineTooLarge for more than a form takes."""
    upload = form.upload("file")
    if (upload and (upload.too_large or upload.size > BYTES_MOST)) or "geojson" in form.too_long:
        raise OutlineTooLarge(points=POINTS_MOST, kilometres=KILOMETRES_MOST)
    return upload.read() if upload else form.text("geojson")


def _text(form: Form) -> str:
    return "" if "geojson" in form.too_long else form.text("geojson")


def _page(request: Request, name: str, geojson: str, refusal: Refusal | None, found: Found | None) -> Response:
    platform, actor = request.platform, request.actor
    context = {
        "refusal": refusal,
        "name": name,
        "geojson": geojson,
        "found": found,
        "too_long": len(geojson.encode()) > _TEXT_LIMIT,
        "inside": [_spoken(request, code) for code in found.regions[:_INSIDE]] if found else [],
        "holder": _spoken(request, found.region) if found and found.region else "",
        "region": region_name(request),
        "box": ",".join(f"{edge:.4f}" for edge in regions.bbox(platform, actor.region)) if actor.region else "",
        "points": POINTS_MOST,
        "path": f"{PATH}/baru",
        "list_path": PATH,
    }
    return html(request, "disaster/area_new.html", context, status_of(refusal) if refusal else 200)


def _spoken(request: Request, code: str) -> str:
    try:
        return regions.name_path(request.platform, code)
    except regions.RegionUnknown:
        return code


ROUTES = [route("GET", f"{PATH}/baru", show), route("POST", f"{PATH}/baru", act)]
