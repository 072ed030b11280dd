"""The map in other people's pages: a bare map that any site may frame, and the page that makes the lines for it."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from simpul import regions
from simpul.disaster.live import FEED, STREAM
from simpul.disaster.pages import map_layers
from simpul.disaster.pages.asking import likely
from simpul.disaster.pages.map import AREAS, TILES, WORDS, hazards_for_script, json_of, live_count
from simpul.disaster.rules.hazards import LISTED
from simpul.kernel.errors import Refusal
from simpul.kernel.i18n import LANGUAGE_NAMES, RESIDENTS_LANGUAGES
from simpul.kernel.web import Request, Response, html, route
from simpul.kernel.web.security import headers
from simpul.ui.assets import static

HOW, SMALL = "/bencana/sematkan", "/bencana/peta-kecil"
HEIGHTS = (320, 420, 560, 720)
_SLUGS = tuple(one.slug for one in LISTED)
_OFFERED = ("peringatan", "gempa", "air")
"""Layers that a small map can bear beside its reports."""


@dataclass(frozen=True, slots=True)
class Framed:
    """What a small map shows: a region (empty: the country), hazards (none: all), layers, in which language, how high."""

    region: str = ""
    name: str = ""
    hazards: tuple[str, ...] = ()
    layers: tuple[str, ...] = ()
    lang: str = "id"
    height: int = 420

    @property
    def query(self) -> str:
        """The address's question: only what differs from a map of everything."""
        asked = {"wilayah": self.region, "bahaya": ",".join(self.hazards), "lapis": ",".join(self.layers)}
        return urlencode({name: value for name, value in asked.items() if value}, safe=",")


def small(request: Request) -> Response:
    """The bare map: no header, no cookies, no sign-in; the only page that may stand in a frame of another site."""
    asked = _asked(request)
    context = {
        "data": _data(request, asked),
        "name": asked.name,
        "whole": f"/bencana?{_whole(asked)}".rstrip("?"),
        "layers": tuple(one for one in map_layers.offered() if one.slug in asked.layers),
        "listed": LISTED,
    }
    response = html(request, "disaster/map_small.html", context)
    policy = dict(headers(request.platform.settings))[b"content-security-policy"].decode()
    response.headers["Content-Security-Policy"] = policy.replace("frame-ancestors 'none'", "frame-ancestors *")
    response.headers["X-Frame-Options"] = "ALLOWALL"  # no browser knows this word, so that the policy above decides
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["Permissions-Policy"] = "geolocation=(), camera=(), microphone=()"
    return response


def how(request: Request) -> Response:
    """How to put the map into a page: choices, what it looks like, and the lines to copy."""
    asked = _asked(request)
    base = request.platform.settings.public_url.rstrip("/") or f"{request.url.scheme}://{request.url.netloc}"
    prefix = "" if asked.lang == request.platform.settings.language else f"/{asked.lang}"
    address = f"{prefix}{SMALL}{'?' if asked.query else ''}{asked.query}"
    q = request.query("q")[:100]
    context = {
        "asked": asked,
        "q": q or asked.name,
        "lost": bool(q) and not asked.region,
        "address": address,
        "lines": _lines(request, asked, f"{base}{address}"),
        "listed": LISTED,
        "layers": tuple(one for one in map_layers.offered() if one.slug in _OFFERED),
        "tongues": [(code, LANGUAGE_NAMES[code]) for code in RESIDENTS_LANGUAGES],
        "heights": HEIGHTS,
        "path": HOW,
    }
    response = html(request, "disaster/embed.html", context)
    policy = dict(headers(request.platform.settings))[b"content-security-policy"].decode()
    response.headers["Content-Security-Policy"] = f"{policy}; frame-src 'self'"
    return response


def _lines(request: Request, asked: Framed, address: str) -> str:
    """The HTML to copy."""
    title = request.t.gettext("Disaster map")
    named = f"{title}: {asked.name}" if asked.name else title
    quoted = named.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
    return (
        f'<iframe src="{address.replace("&", "&amp;")}" title="{quoted}"\n'
        f'  width="100%" height="{asked.height}" style="border:0" loading="lazy" referrerpolicy="no-referrer"></iframe>'
    )


def _asked(request: Request) -> Framed:
    """What the address asks for; what does not fit is left out."""
    platform, given = request.platform, request.query("wilayah")[:20]
    if q := request.query("q")[:100]:
        found = likely(platform, q)
        given = found[0].region.code if found else ""
    code, name = _region(request, given)
    tongue, height = request.query("bahasa") or request.lang, request.query("tinggi")
    return Framed(
        region=code,
        name=name,
        hazards=_some(request, "bahaya", _SLUGS),
        layers=_some(request, "lapis", _OFFERED),
        lang=tongue if tongue in RESIDENTS_LANGUAGES else "id",
        height=int(height) if height in {str(one) for one in HEIGHTS} else 420,
    )


def _region(request: Request, code: str) -> tuple[str, str]:
    try:
        return (code, regions.name_path(request.platform, code)) if code else ("", "")
    except Refusal:
        return "", ""


def _some(request: Request, name: str, known: tuple[str, ...]) -> tuple[str, ...]:
    """The values of a member of the address, given once with commas or several times; none where it names all."""
    given = {one for values in request.query_params.getlist(name) for one in values.split(",")}
    found = tuple(one for one in known if one in given)
    return () if name == "bahaya" and len(found) == len(known) else found


def _whole(asked: Framed) -> str:
    """The address of the whole map that shows the same."""
    members = {"hazard": ",".join(asked.hazards), "lapis": ",".join(asked.layers)}
    return urlencode({name: value for name, value in members.items() if value}, safe=",")


def _data(request: Request, asked: Framed) -> dict[str, Any]:
    """What the small map's script reads from its element."""
    prefix = "" if request.lang == request.platform.settings.language else f"/{request.lang}"
    words = WORDS | map_layers.WORDS
    return {
        "feed": FEED,
        "stream": STREAM,
        "areas": AREAS,
        "tiles-own": TILES,
        "live": live_count(request),
        "hazard": ",".join(asked.hazards),
        "prefix": prefix,
        "detail": f"{prefix}/bencana/laporan/NUMBER",
        "words": json_of({name: request.t.gettext(text) for name, text in words.items()}),
        "layers": json_of({slug: one for slug, one in map_layers.for_script(request).items() if slug in asked.layers}),
        "hazards": json_of(hazards_for_script(request)),
        "icons": static("ui/built/icons.svg"),
        "labels": "/wilayah/label.json",
        "regions": "/wilayah/batas/regency.json",
        "pmtiles": regions.own_tiles(request.platform),
        "tiles": request.platform.settings.tiles,
        "box": _box(request, asked.region),
    }


def _box(request: Request, code: str) -> str:
    if not code:
        return ""
    return ",".join(f"{edge:.4f}" for edge in regions.bbox(request.platform, code))


ROUTES = [route("GET", HOW, how), route("GET", SMALL, small)]
