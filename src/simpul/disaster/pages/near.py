"""What is near me, as text: for a slow phone, without scripts, pictures or a map; and as a short message."""

import hashlib
from base64 import b64encode
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from markupsafe import Markup

from simpul import regions
from simpul.disaster.actions import nearby as actions
from simpul.disaster.actions.nearby import Nearby, Point
from simpul.disaster.pages import near_words as words
from simpul.disaster.pages.asking import likely
from simpul.disaster.pages.light import light
from simpul.kernel.errors import Refusal
from simpul.kernel.i18n import zone_of
from simpul.kernel.web import Request, Response, html, route
from simpul.kernel.web.security import headers

PATH = "/bencana/dekat"
REACH_KM = 5.0
_OTHERS = 5
STYLE = (
    ":root{color-scheme:light dark}body{font:1.1rem/1.5 sans-serif;max-width:40rem;margin:0 auto;padding:0 12px 24px;"
    "background:#fff;color:#14213d}a{color:#0b5cad}h1{font-size:1.3rem;margin:8px 0}h2{font-size:1.1rem;margin:20px 0 4px;"
    "border-top:2px solid}ul{margin:0;padding:0;list-style:none}li{padding:6px 0;border-top:1px solid #8391a8}"
    "li:first-child{border:0}p{margin:6px 0}input,button{font:inherit;box-sizing:border-box;width:100%;min-height:48px;"
    "margin:4px 0;padding:4px 8px;border:2px solid;border-radius:6px}button,.call{background:#0b5cad;color:#fff;"
    "border-color:#0b5cad}.call{display:block;padding:10px;border-radius:6px;margin:6px 0;text-align:center;"
    "text-decoration:none;font-weight:bold}nav a{display:inline-block;padding:10px 12px 10px 0}"
    "@media(prefers-color-scheme:dark){body{background:#0f1626;color:#e8ecf4}a{color:#7db8f2}"
    "button,.call{background:#7db8f2;color:#0f1626;border-color:#7db8f2}}"
)
"""All of the page's looks: in the page itself, so that nothing else need be fetched."""
_HASH = b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()


@dataclass(frozen=True, slots=True)
class Place:
    """The place that is asked about: its name, its point, how far around it is looked, and the address that asks for it."""

    name: str
    point: Point
    km: float
    query: str


def show(request: Request) -> Response:
    """What is near the place of the address; the question, where there is none."""
    place, others = _asked(request)
    near = actions.nearby(request.platform, place.point, km=place.km) if place else None
    now, t = request.platform.clock.now(), request.t
    context = {
        "style": Markup(f"<style>{STYLE}</style>"),  # noqa: S704 (our own words; the policy names their digest)
        "q": request.query("q")[:100],
        "place": place,
        "others": others,
        "sea": _at_sea(request) and place is None,
        "parts": words.parts(request.platform, near, t) if near else (),
        "numbers": words.numbers(request.platform.settings.contact, t),
        "at": t.datetime(now, zone_of(near.region if near else "")),
        "message": quote(_message(request, place, near)) if place and near else "",
        "path": PATH,
    }
    response = html(request, "disaster/near.html", context)
    policy = dict(headers(request.platform.settings))[b"content-security-policy"].decode()
    response.headers["Content-Security-Policy"] = policy.replace("style-src 'self'", f"style-src 'sha256-{_HASH}'")
    return light(request, response)


def as_text(request: Request) -> Response:
    """The same as plain text; `sms=1`: what fits into one short message."""
    place, _ = _asked(request)
    t, platform = request.t, request.platform
    if place is None:
        return _plain(
            t.gettext("No place has this name. Write a village, district or city, for example: Pluit.") + "\n", 404
        )
    near = actions.nearby(platform, place.point, km=place.km)
    if request.query("sms") == "1":
        return _plain(_message(request, place, near) + "\n")
    at = t.datetime(platform.clock.now(), zone_of(near.region))
    calls = [f"{name}: {number}" for name, number in words.numbers(platform.settings.contact, t)]
    footer = [*calls, f"{platform.settings.agency}, {at}"]
    return _plain(words.as_text(place.name, words.parts(platform, near, t), footer))


def _plain(body: str, status: int = 200) -> Response:
    return Response(body, status, {"Cache-Control": "no-cache"}, "text/plain; charset=utf-8")


def _message(request: Request, place: Place, near: Nearby) -> str:
    at = request.t.time(request.platform.clock.now(), zone_of(near.region))
    return words.as_message(place.name, near, request.t, at)


def _asked(request: Request) -> tuple[Place | None, list[tuple[str, str]]]:
    """The place of the address, and other places that its words may mean: name and address."""
    platform = request.platform
    if point := _point(request):
        code = actions.on_land(platform, point)
        query = urlencode({"lat": f"{point[1]:.4f}", "lon": f"{point[0]:.4f}"})
        return (Place(regions.name_path(platform, code), point, REACH_KM, query), []) if code else (None, [])
    if code := request.query("kode")[:20]:
        return _of_code(request, code), []
    q = request.query("q")[:100]
    found = regions.search(platform, q, limit=_OTHERS + 1) if q else ()
    best = likely(platform, q)[:1] if q else ()
    place = _of_code(request, best[0].region.code) if best else None
    rest = [one for one in found if not best or one.region.code != best[0].region.code]
    return place, [(one.name, f"{PATH}?kode={one.region.code}") for one in rest[:_OTHERS]]


def _of_code(request: Request, code: str) -> Place | None:
    try:
        centre = actions.centre_of(request.platform, code)
        name = regions.name_path(request.platform, code)
    except Refusal:
        return None
    if centre is None or not actions.on_land(request.platform, centre[0]):
        return None
    return Place(name, *centre, query=urlencode({"kode": code}))


def _point(request: Request) -> Point | None:
    """Longitude and latitude of the address, as a phone gives them or a link has them; None for what are no degrees."""
    try:
        latitude, longitude = float(request.query("lat")), float(request.query("lon"))
    except ValueError:
        return None
    return (longitude, latitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None


def _at_sea(request: Request) -> bool:
    return _point(request) is not None


ROUTES = [route("GET", PATH, show), route("GET", f"{PATH}.txt", as_text)]
