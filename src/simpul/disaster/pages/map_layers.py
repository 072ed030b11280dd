"""What lies on the map beside reports and areas: warnings, gauges, earthquakes, shelters; their words for the script."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from simpul.kernel.i18n import N_
from simpul.kernel.web import Request
from simpul.kernel.web.routing import access_table


@dataclass(frozen=True, slots=True)
class MapLayer:
    """A layer of the map: its feed, the page that lists the same, its name and icon, and whether it is shown unasked."""

    slug: str
    feed: str
    page: str
    label: str
    icon: str
    shown: bool = False
    kinds: tuple[tuple[str, str], ...] = ()
    """For a layer in several parts, each part's name in the feed's address (`?jenis=`) and in words."""


LAYERS = (
    MapLayer("peringatan", "/bencana/peringatan.geojson", "/bencana/peringatan", N_("Warnings"), "megaphone", shown=True),
    MapLayer("air", "/bencana/pos-air.geojson", "/bencana/pos-air", N_("Flood gauges"), "ruler"),
    MapLayer("gempa", "/bencana/gempa.geojson", "/bencana/gempa", N_("Earthquakes"), "activity"),
    MapLayer("gunung", "/bencana/gunung.geojson", "/bencana/gunung-api", N_("Volcanoes"), "mountain"),
    MapLayer(
        "prakiraan", "/bencana/prakiraan.geojson", "/bencana/prakiraan", N_("Weather of the next hours"), "cloud-rain"
    ),
    MapLayer("pengungsian", "/bencana/pengungsian.geojson", "/bencana/pengungsian", N_("Shelters"), "house"),
    MapLayer("kebutuhan", "/bencana/kebutuhan.geojson", "/bencana/kebutuhan", N_("Needs and offers"), "users"),
    MapLayer(
        "prasarana",
        "/bencana/prasarana.geojson",
        "/bencana/prasarana",
        N_("Flood infrastructure"),
        "construction",
        kinds=(
            ("pumps", N_("Pump")),
            ("floodgates", N_("Floodgate")),
            ("basins", N_("Basin")),
            ("waterways", N_("Waterway")),
            ("sites", N_("Site")),
        ),
    ),
)
WORDS = {
    "beside_in_view": N_("Also in this view: {n}"),
    "layer_loading": N_("Loading …"),
    "layer_away": N_("Not available right now"),
    "layer_none": N_("nothing at the moment"),
    "layer_count": N_("{n} on the map"),
    "layer_silent": N_("No data since {at}"),
    "layer_never": N_("No data has come yet"),
    "layer_only_now": N_("Only of now: not shown for the past"),
    "silent_means": N_("Silent: what it shows is old. It does not mean that all is well."),
    "silent_since": N_("Silent since {at}"),
    "made_up": N_("Made up for practice"),
    "updated": N_("Last data"),
    "open_page": N_("All about it"),
    "depth": N_("Water level"),
    "alert": N_("Alert level"),
    "alert_1": N_("Siaga I (highest)"),
    "alert_2": N_("Siaga II"),
    "alert_3": N_("Siaga III"),
    "alert_4": N_("Siaga IV (normal)"),
    "magnitude": N_("Magnitude"),
    "quake_depth": N_("Depth"),
    "felt": N_("Felt at"),
    "tsunami": N_("Tsunami"),
    "tsunami_yes": N_("Possible: leave the shore, go up"),
    "tsunami_no": N_("No potential"),
    "revision": N_("Revision"),
    "revision_n": N_("{n}, the newest counts"),
    "volcano_level": N_("Activity level"),
    "level_1": N_("Level I (normal)"),
    "level_2": N_("Level II (waspada)"),
    "level_3": N_("Level III (siaga)"),
    "level_4": N_("Level IV (awas)"),
    "places": N_("Places"),
    "places_of": N_("{people} of {capacity} people"),
    "places_free": N_("{n} places free"),
    "places_over": N_("over capacity by {n}"),
    "capacity_of": N_("room for {capacity} people"),
    "counted": N_("Counted"),
    "shelter_room": N_("Has room"),
    "shelter_nearly": N_("Nearly full"),
    "shelter_full": N_("Full"),
    "shelter_over": N_("Over capacity"),
    "shelter_unknown": N_("Not counted yet"),
    "shelter_closed": N_("Closed"),
    "onset": N_("From"),
    "expires": N_("Until"),
    "certainty": N_("How sure"),
    "certainty_observed": N_("seen"),
    "certainty_likely": N_("likely"),
    "certainty_possible": N_("possible"),
    "certainty_unlikely": N_("unlikely"),
    "sent_by": N_("Issued by"),
    "need": N_("Need"),
    "offer": N_("Offer"),
    "until": N_("Until"),
    "incident_reports": N_("{n} verified reports"),
    "incident_away": N_("The incident cannot be loaded right now."),
    "incident_more": N_("All about this incident"),
    "compare_counts": N_("Left {before} reports, right {after} reports in this view"),
    "compare_at": N_("Dividing line at {n} percent"),
    "copied": N_("The address of this view is copied."),
    "copy_failed": N_("Copy the address from the browser's address bar."),
}


@cache
def _served() -> frozenset[str]:
    return frozenset(key.removeprefix("GET ") for key in access_table())


def offered() -> tuple[MapLayer, ...]:
    """The layers that this program has: those whose feed is served."""
    return tuple(one for one in LAYERS if one.feed in _served())


def paged() -> frozenset[str]:
    """The pages that list what a layer shows, as far as this program has them."""
    return frozenset(one.page for one in LAYERS if one.page in _served())


def for_script(request: Request) -> dict[str, dict[str, Any]]:
    """What the map's script knows of each layer that is offered."""
    t = request.t
    return {
        one.slug: {
            "feed": one.feed,
            "page": one.page if one.page in paged() else "",
            "label": t.gettext(one.label),
            "icon": one.icon,
            "kinds": {name: t.gettext(words) for name, words in one.kinds},
        }
        for one in offered()
    }
