"""Somebody asks for help: first where, then what; and comes back to their need by a secret link."""

from typing import Any

from simpul import regions
from simpul.disaster.actions.needs import asking
from simpul.disaster.model.needs import NeedAsked, PlaceNotChosen
from simpul.disaster.pages import need_words as words
from simpul.disaster.pages.answering import answered
from simpul.disaster.pages.asking import likely
from simpul.disaster.pages.light import light
from simpul.disaster.pages.need_words import PATH, place_name
from simpul.disaster.rules import needs as rules
from simpul.kernel.errors import Conflict, Invalid, NotAllowed, Refusal, TooMany, Unavailable
from simpul.kernel.i18n import zone_of
from simpul.kernel.web import Request, Response, redirect, route
from simpul.regions import RegionUnknown

NEW, OWN = f"{PATH}/baru", f"{PATH}/saya/{{secret}}"
_WRONG = (Invalid, Conflict, NotAllowed, TooMany, Unavailable)


def start(request: Request) -> Response:
    """The first question, where; the second page once a place was chosen."""
    return _form(request, None)


def send(request: Request) -> Response:
    """The person's own page, after the need was kept; else the form again with what was written."""
    if request.form().text("website"):
        return redirect(request, PATH)
    try:
        _, secret = asking.ask(request.platform, request.actor, _asked(request))
    except _WRONG as refusal:
        return _form(request, refusal)
    return redirect(request, f"{OWN.format(secret=secret)}?baru=ya")


def _asked(request: Request) -> NeedAsked:
    form = request.form()
    point = _point(request, form.text("kode"), form.text("lon"), form.text("lat"))
    if point is None:
        raise PlaceNotChosen()
    items = rules.quantities(words.written(request))
    contact = rules.contact(form.text("name"), form.text("phone"), form.text("address_text"), at=point)
    return NeedAsked(
        items=items,
        longitude=point[0],
        latitude=point[1],
        contact=contact,
        note=rules.note(form.text("note")),
        language=request.lang,
        training=form.text("training") == "ya",
        tells_all=form.text("tells_all") == "ya",
        device=request.device,
        address=request.address_hash,
    )


def _point(request: Request, code: str, lon: str, lat: str) -> tuple[float, float] | None:
    """The place that was chosen: a point, or the middle of a region; None for none."""
    try:
        if lon and lat:
            place = regions.locate(request.platform, float(lon), float(lat))
            return (float(lon), float(lat)) if place.code else None
        region = regions.get(request.platform, code) if code else None
    except (ValueError, RegionUnknown):
        return None
    return (region.longitude, region.latitude) if region and region.longitude and region.latitude else None


def _form(request: Request, refusal: Refusal | None) -> Response:
    form = request.form()

    def given(name: str) -> str:
        return form.text(name) or request.query(name)[:200]

    q = given("q")
    likely_places = likely(request.platform, q)[:8] if q else []
    point = _chosen(request, given("kode"), given("lon"), given("lat"))
    context: dict[str, Any] = {
        "q": q,
        "found": [(one, place_name(request.platform, one.region.code)) for one in likely_places],
        "kode": given("kode"),
        "lon": given("lon"),
        "lat": given("lat"),
        "place": point,
        "groups": words.groups(request),
        "written": words.written(request),
        "form": {name: form.text(name) for name in ("name", "phone", "address_text", "note", "training", "tells_all")},
        "note_most": rules.NOTE_MOST,
        "path": PATH,
        "new": NEW,
    }
    return light(request, answered(request, "disaster/need_new.html", context, refusal))


def _chosen(request: Request, code: str, lon: str, lat: str) -> str:
    """The name of the place that was chosen; empty where none was."""
    try:
        point = _point(request, code, lon, lat)
    except Refusal:
        return ""
    if point is None:
        return ""
    return place_name(request.platform, code if code and not lon else regions.locate(request.platform, *point).code)


def own(request: Request) -> Response:
    """The need as who asked sees it: who gives, each gift's code, and what they may do."""
    return _own(request, None)


def act(request: Request) -> Response:
    """The page again, after what its owner chose was done."""
    form, secret = request.form(), request.path_params["secret"]
    try:
        match form.text("do"):
            case "accept" | "decline":
                asking.answer_gift(request.platform, secret, _gift(form.text("gift")), accept=form.text("do") == "accept")
            case "withdraw":
                asking.withdraw(request.platform, secret)
            case "met":
                asking.met(request.platform, secret)
            case "still":
                asking.still_needed(request.platform, secret)
    except (Invalid, Conflict, Unavailable) as refusal:
        return _own(request, refusal)
    return redirect(request, OWN.format(secret=secret))


def _address(request: Request) -> str:
    return request.platform.settings.public_url.rstrip("/") or f"{request.url.scheme}://{request.url.netloc}"


def _gift(given: str) -> int:
    return int(given) if given.isascii() and given.isdigit() and len(given) < 19 else 0


def _own(request: Request, refusal: Refusal | None) -> Response:
    secret = request.path_params["secret"]
    found = asking.own(request.platform, secret)
    need = found.seen.need
    zone = zone_of(need.region)
    context = {
        "line": words.line_of(request, found.seen),
        "need": need,
        "contact": found.contact,
        "givers": [
            {**words.gift_row(request, gift, zone), "name": who.name, "phone": who.phone, "code": code}
            for gift, who, code in found.givers
        ],
        "open": rules.is_open(need),
        "again": rules.reopens(need, found.seen.gifts, request.platform.clock.now()),
        "reopened_until": need.changed_at + rules.REOPENED_WITHIN,
        "until": need.quiet_since + rules.QUIET_FOR + rules.EXPIRES_AFTER,
        "statuses": words.STATUSES,
        "here_path": OWN.format(secret=secret),
        "link": _address(request) + OWN.format(secret=secret),
        "path": PATH,
        "fresh": bool(request.query("baru")),
    }
    response = answered(request, "disaster/need_own.html", context, refusal)
    response.headers["Cache-Control"] = "no-store"
    return response


ROUTES = [
    route("GET", NEW, start),
    route("POST", NEW, send),
    route("GET", OWN, own),
    route("POST", OWN, act),
]
