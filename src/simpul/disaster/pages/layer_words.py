"""What the pages of the layers have in common: a feed's state in words, places, distances, severities."""

from dataclasses import dataclass
from typing import Any

from simpul import regions
from simpul.disaster.model.feeds import FeedKind, FeedStanding, FeedState
from simpul.kernel.i18n import N_, zone_of
from simpul.kernel.platform import Platform
from simpul.kernel.web import Request
from simpul.regions import Found

WHOSE = {FeedKind.QUAKES: "BMKG", FeedKind.NOWCAST: "BMKG", FeedKind.VOLCANO: "PVMBG"}
SEVERITIES = {
    "extreme": N_("extreme"),
    "severe": N_("severe"),
    "moderate": N_("moderate"),
    "minor": N_("minor"),
    "unknown": N_("unknown"),
}
TONES = {"extreme": "bad", "severe": "bad", "moderate": "warn", "minor": "info", "unknown": "plain"}
_NEAR = 4


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """A place that somebody asked about, with its point."""

    found: Found
    longitude: float
    latitude: float


def places(platform: Platform, words: str) -> list[Whereabouts]:
    """The places that the words may mean, best first; only those whose point is known."""
    if not words:
        return []
    found = regions.search(platform, words, limit=_NEAR)
    best = found[0].score - 5.0 if found else 0.0
    return [
        Whereabouts(one, one.region.longitude, one.region.latitude)
        for one in found
        if one.score >= best and one.region.longitude is not None and one.region.latitude is not None
    ]


def place_name(request: Request, code: str) -> str:
    """The region as people say it; the code where no region has it, empty for none."""
    return regions.name_or_code(request.platform, code)


def zone(code: str) -> str:
    """The zone of a region, in which its times are told."""
    return zone_of(code)


def feed_words(request: Request, kind: FeedKind, standing: FeedStanding) -> dict[str, Any]:
    """What a page says of a feed: its state, since when, and whose it is; a silent one never looks like a calm day."""
    t, at = request.t, standing.last_at
    when = t.datetime(at) if at else ""
    match standing.state:
        case _ if standing.feed.synthetic:
            words = t.gettext("Made up for trying out: nothing here comes from {agency}.", agency=WHOSE[kind])
        case FeedState.FRESH:
            words = t.gettext("Last heard from {agency}: {at}.", agency=WHOSE[kind], at=when)
        case FeedState.OFF:
            words = t.gettext("This node takes in no data of {agency}. Ask {agency} itself.", agency=WHOSE[kind])
        case FeedState.SILENT | FeedState.FAILING if at:
            words = t.gettext(
                "No data from {agency} since {at}. What stands here may be out of date.", agency=WHOSE[kind], at=when
            )
        case _:
            words = t.gettext("No data from {agency} have come yet. Ask {agency} itself.", agency=WHOSE[kind])
    return {
        "state": standing.state.value,
        "words": words,
        "at": at,
        "synthetic": standing.feed.synthetic,
        "agency": WHOSE[kind],
        "reason": standing.feed.reason,
    }


def coordinates(t: Any, longitude: float, latitude: float) -> str:
    """The point as people in Indonesia write it: 7,52° LS, 110,44° BT."""
    north = t.gettext("{n}° N") if latitude >= 0 else t.gettext("{n}° S")
    east = t.gettext("{n}° E") if longitude >= 0 else t.gettext("{n}° W")
    return f"{north.format(n=t.number(abs(latitude), '0.00'))}, {east.format(n=t.number(abs(longitude), '0.00'))}"
