"""The documents of OGC API Features that stand around features: landing page, classes, collections. OGC 17-069r4 § 7."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from simpul.disaster.model.opendata import Box, Collection
from simpul.disaster.rules.ogc.asking import CRS84
from simpul.disaster.rules.opendata.registry import LICENCE_URL
from simpul.kernel.i18n import in_language

JSON, HTML, GEOJSON = "application/json", "text/html", "application/geo+json"
TOPOJSON = "application/topo+json"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
_CLASSES = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/"
CONFORMS = tuple(f"{_CLASSES}{name}" for name in ("core", "oas30", "html", "geojson"))
_GREGORIAN = "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"


@dataclass(frozen=True, slots=True)
class Place:
    """Where the interface stands (an absolute address without a slash at its end), and in which language it speaks."""

    base: str
    lang: str


Link = dict[str, str]


def link(place: Place, rel: str, path: str, kind: str, title: str) -> Link:
    """A link to a path below the interface, or to a whole address."""
    href = path if path.startswith("http") else place.base + path
    return {"href": href, "rel": rel, "type": kind, "title": title, "hreflang": place.lang}


def forms(place: Place, path: str, here: str, kinds: Mapping[str, str], title: str) -> list[Link]:
    """Links to this document and to its other forms; `kinds` are media types by the value of `f`, `here` is this one."""
    mark = "&" if "?" in path else "?"
    return [
        link(place, "self" if name == here else "alternate", f"{path}{mark}f={name}", kind, f"{title} ({name})")
        for name, kind in kinds.items()
    ]


BOTH = {"json": JSON, "html": HTML}
OF_FEATURES = {"json": GEOJSON, "html": HTML, "topojson": TOPOJSON}
OF_FEATURE = {"json": GEOJSON, "html": HTML}
OF_API = {"json": OPENAPI, "html": HTML}


def landing(place: Place, title: str, about: str) -> dict[str, Any]:
    """The landing page (§ 7.2)."""
    links = [
        *forms(place, "/", "json", BOTH, title),
        link(place, "service-desc", "/api?f=json", OPENAPI, "API (OpenAPI 3.0)"),
        link(place, "service-doc", "/api?f=html", HTML, "API (HTML)"),
        link(place, "conformance", "/conformance?f=json", JSON, "Conformance"),
        link(place, "data", "/collections?f=json", JSON, "Collections"),
        link(place, "license", LICENCE_URL, HTML, "CC BY 4.0"),
    ]
    return {"title": title, "description": about, "links": links}


def conformance() -> dict[str, Any]:
    """The classes that this interface conforms to (§ 7.4)."""
    return {"conformsTo": list(CONFORMS)}


@dataclass(frozen=True, slots=True)
class Reach:
    """Where the features of a collection lie and from when to when they are; None for an end that is open."""

    box: Box
    start: datetime | None
    end: datetime | None


def collection(place: Place, one: Collection, reach: Reach | None, here: str = "") -> dict[str, Any]:
    """A collection's description (§ 7.14); `here` is its form where it stands alone. `reach` is left out where unknown."""
    path, title = f"/collections/{one.id}", in_language(one.title, place.lang)
    links = forms(place, path, here or "", BOTH, title)
    if not here:
        links = [{**each, "rel": "self" if each["type"] == JSON else "alternate"} for each in links]
    links += [
        link(place, "items", f"{path}/items?f={name}", kind, f"{title} ({name})") for name, kind in OF_FEATURES.items()
    ]
    links += [link(place, "license", LICENCE_URL, HTML, "CC BY 4.0")]
    told: dict[str, Any] = {
        "id": one.id,
        "title": title,
        "description": in_language(one.about, place.lang),
        "itemType": "feature",
        "crs": [CRS84],
        "links": links,
    }
    return told | ({"extent": _extent(reach, timed=bool(one.time))} if reach else {})


def _extent(reach: Reach, *, timed: bool) -> dict[str, Any]:
    spatial = {"bbox": [list(reach.box)], "crs": CRS84}
    if not timed:
        return {"spatial": spatial}
    return {"spatial": spatial, "temporal": {"interval": [[_said(reach.start), _said(reach.end)]], "trs": _GREGORIAN}}


def _said(at: datetime | None) -> str | None:
    return at.isoformat().replace("+00:00", "Z") if at else None


def collections(place: Place, found: Iterable[tuple[Collection, Reach | None]]) -> dict[str, Any]:
    """All collections (§ 7.13)."""
    return {
        "links": forms(place, "/collections", "json", BOTH, "Collections"),
        "collections": [collection(place, one, reach) for one, reach in found],
    }


def feature_links(place: Place, one: Collection, id_: object) -> list[Link]:
    """What a feature that stands alone links to (§ 7.16)."""
    path, title = f"/collections/{one.id}", in_language(one.title, place.lang)
    return [
        *forms(place, f"{path}/items/{id_}", "json", OF_FEATURE, title),
        link(place, "collection", f"{path}?f=json", JSON, title),
        link(place, "license", LICENCE_URL, HTML, "CC BY 4.0"),
    ]
