"""Shelters as everybody sees them: where there is room near a place, one with its counts, and the map's layer."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from simpul.disaster.actions import shelters
from simpul.disaster.model.shelter_refusals import ShelterMissing
from simpul.disaster.model.shelters import Facility, Shelter, ShelterNear, ShelterState
from simpul.disaster.pages import layer_features
from simpul.disaster.pages.layer_documents import Layer, document, instant, own_feed
from simpul.disaster.pages.layer_features import SHELTERS
from simpul.disaster.pages.layer_words import places
from simpul.disaster.pages.light import light
from simpul.disaster.pages.shelter_plots import counts_plot, counts_rows
from simpul.disaster.pages.shelter_words import ShelterLine, line_of, words
from simpul.disaster.rules import shelters as rules
from simpul.kernel.web import Request, Response, html, route
from simpul.kernel.web.export import csv_of

AROUND_KM = 30.0
_SHOWN = ("terbuka", "ada-tempat", "semua")
_PER_PAGE, _SUGGESTED = 20, 3
_HEAD = (
    *("number", "name", "kind", "state", "capacity", "people", "free", "counted_at", "address", "contact"),
    *("facilities", "latitude", "longitude", "region", "source", "synthetic"),
)
_OPEN_FIRST = {state: n for n, state in enumerate(("room", "nearly", "unknown", "full", "over", "closed"))}


@dataclass(frozen=True, slots=True)
class Asked:
    """The filters as they stand in the address. `point` is a place on the map that a link or a phone gave."""

    q: str = ""
    shown: str = "terbuka"
    need: str = ""
    point: tuple[float, float] | None = None
    page: int = 1

    def address(self, path: str = SHELTERS, **changes: object) -> str:
        """This question's address, with changes."""
        values = {"q": self.q, "tampil": "" if self.shown == "terbuka" else self.shown, "fasilitas": self.need}
        where = {"lat": self.point[1], "lon": self.point[0]} if self.point else {}
        kept = {name: str(value) for name, value in {**values, **where, **changes}.items() if value not in ("", None)}
        return f"{path}?{urlencode(kept)}" if kept else path

    def paged(self, path: str = SHELTERS) -> str:
        """The address of any page: `{page}` stands where its number goes."""
        base = self.address(path)
        return f"{base}{'&' if '?' in base else '?'}page={{page}}"


def asked_of(request: Request) -> Asked:
    """The question in the address; what does not fit is left out."""
    shown, need, page = request.query("tampil"), request.query("fasilitas"), request.query("page")
    return Asked(
        q=request.query("q")[:100],
        shown=shown if shown in _SHOWN else "terbuka",
        need=need if need in {one.value for one in Facility} else "",
        point=_point(request.query("lat"), request.query("lon")),
        page=max(1, int(page)) if page.isascii() and page.isdigit() and len(page) < 6 else 1,
    )


def _point(latitude: str, longitude: str) -> tuple[float, float] | None:
    try:
        found = (float(longitude), float(latitude))
    except ValueError:
        return None
    return found if -180 <= found[0] <= 180 and -90 <= found[1] <= 90 else None


def show(request: Request) -> Response:
    """The shelters, those with room first; near a place, the nearest first."""
    asked = asked_of(request)
    every = shelters.everywhere(request.platform)
    around = places(request.platform, asked.q)
    here = asked.point or ((around[0].longitude, around[0].latitude) if around else None)
    found = _near(every, asked, here) if here or not asked.q else []
    pages = max(1, -(-len(found) // _PER_PAGE))
    first = (min(asked.page, pages) - 1) * _PER_PAGE
    context = {
        "asked": asked,
        "around": around[0] if around and not asked.point else None,
        "near_point": here,
        "best": _best(request, every, here),
        "lines": [line_of(request, one.shelter, one.km if here else None) for one in found[first : first + _PER_PAGE]],
        "total": len(found),
        "pages": pages,
        "first": first,
        "counts": _counts(every),
        "known": len(every),
        "km": int(AROUND_KM),
        "path": SHELTERS,
        **words(request),
    }
    return light(request, html(request, "disaster/shelters.html", context))


def _near(every: Sequence[Shelter], asked: Asked, here: tuple[float, float] | None) -> list[ShelterNear]:
    fits = [one for one in every if _fits(one, asked)]
    if here:
        return rules.nearest(fits, *here, km=AROUND_KM)
    ordered = sorted(fits, key=lambda one: (_OPEN_FIRST[one.state.value], -(one.free or 0), one.draft.name, one.number))
    return [ShelterNear(one, 0.0) for one in ordered]


def _fits(one: Shelter, asked: Asked) -> bool:
    if asked.need and asked.need not in {facility.value for facility in one.draft.facilities}:
        return False
    if asked.shown == "ada-tempat":
        return one.state in (ShelterState.ROOM, ShelterState.NEARLY, ShelterState.UNKNOWN)
    return asked.shown == "semua" or one.open


def _best(request: Request, every: Sequence[Shelter], here: tuple[float, float] | None) -> list[ShelterLine]:
    """The nearest shelters with room, where somebody said where they are."""
    if here is None:
        return []
    near = rules.nearest([one for one in every if one.open], *here, km=AROUND_KM)
    return [
        line_of(request, one.shelter, one.km) for one in rules.with_room(near, request.platform.clock.now(), _SUGGESTED)
    ]


def _counts(every: Sequence[Shelter]) -> dict[str, int]:
    opened = [one for one in every if one.open]
    return {
        "open": len(opened),
        "room": sum(one.state in (ShelterState.ROOM, ShelterState.NEARLY) for one in opened),
        "free": sum(one.free or 0 for one in opened),
        "people": sum(one.people or 0 for one in opened),
        "over": sum(one.state is ShelterState.OVER for one in opened),
    }


def as_csv(request: Request) -> Response:
    """The same list as CSV in UTF-8, without its pages."""
    asked = asked_of(request)
    around = places(request.platform, asked.q)
    here = asked.point or ((around[0].longitude, around[0].latitude) if around else None)
    found = _near(shelters.everywhere(request.platform), asked, here) if here or not asked.q else []
    return csv_of("pengungsian.csv", _HEAD, [cells(one.shelter) for one in found], marked=True)


def cells(one: Shelter) -> tuple[object, ...]:
    """A shelter as a line of a file that everybody may have: totals, no groups."""
    draft = one.draft
    room = (one.state.value, draft.capacity, one.people if one.open else None, one.free, instant(one.counted_at))
    where = (draft.latitude, draft.longitude, one.region, draft.source, one.synthetic)
    offered = " ".join(facility.value for facility in draft.facilities)
    return (one.number, draft.name, draft.kind.value, *room, draft.address, draft.contact, offered, *where)


def one(request: Request) -> Response:
    """One shelter: whether there is room, what it has, how it filled; and where else there is room."""
    whole = shelters.get(request.platform, number_of(request))
    one, line = whole.shelter, line_of(request, whole.shelter)
    context = {
        "line": line,
        "others": _others(request, one),
        "plot": counts_plot(request, one, whole.counts, line.zone) if len(whole.counts) > 1 else None,
        "plot_rows": counts_rows(request, one, whole.counts, line.zone),
        "path": SHELTERS,
        **words(request),
    }
    return light(request, html(request, "disaster/shelter.html", context))


def _others(request: Request, one: Shelter) -> list[ShelterLine]:
    near = shelters.near(request.platform, one.draft.longitude, one.draft.latitude, AROUND_KM)
    open_ones = [each for each in near if each.shelter.number != one.number and each.shelter.open]
    best = rules.with_room(open_ones, request.platform.clock.now(), _SUGGESTED)
    return [line_of(request, each.shelter, each.km) for each in best]


def number_of(request: Request) -> int:
    """The shelter's number in the address; ShelterMissing for what is none."""
    given = request.path_params["number"]
    if not (given.isascii() and given.isdigit() and len(given) < 19):
        raise ShelterMissing()
    return int(given)


def as_geojson(request: Request) -> Response:
    """The map's layer: every shelter with its room, closed ones among them; inside `dalam` where that is given."""
    within = request.query("dalam")[:20]
    every = shelters.everywhere(request.platform, (within,) if within else ())
    last = max((one.changed_at for one in every), default=None)
    features = [layer_features.shelter(one) for one in every]
    return document(request, Layer(features, request.platform.settings.agency, own_feed(last)), "pengungsian")


ROUTES = [
    route("GET", SHELTERS, show),
    route("GET", f"{SHELTERS}.csv", as_csv),
    route("GET", f"{SHELTERS}.geojson", as_geojson),
    route("GET", SHELTERS + "/{number}", one),
]
