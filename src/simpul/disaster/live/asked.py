"""Questions to the live feed: `?hazard=flood`, `?bbox=w,s,e,n`, `?f=topojson`, or the archive's `?arsip=2017&pada=…`."""

from dataclasses import dataclass
from functools import lru_cache

from simpul.disaster.live.answers import NotInFeed, parameters
from simpul.disaster.live.boxes import Box, box_of
from simpul.disaster.rules.hazards import LISTED

_ARCHIVE = frozenset({"arsip", "pada"})
_LIVE = frozenset({"hazard", "bbox", "f"})
_FORMS = ("geojson", "topojson")
_LISTED = frozenset(hazard.slug for hazard in LISTED)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which of the live reports: of these hazards (in order, none twice; empty: of all), in this box; as TopoJSON?"""

    hazards: tuple[str, ...] = ()
    box: Box | None = None
    topology: bool = False


@lru_cache(1024)
def asked(query: bytes) -> Asked | None:
    """What a query asks of the live feed; None for one that asks for the archive. NotInFeed."""
    if not query:
        return Asked()
    given = parameters(query, _ARCHIVE | _LIVE)
    if given.keys() & _ARCHIVE:
        strange = sorted(given.keys() & _LIVE)
        if strange:
            raise NotInFeed(parameter=strange[0])
        return None
    form = given.get("f", _FORMS[0])
    if form not in _FORMS or (form == "topojson" and "bbox" in given):
        raise NotInFeed(parameter="f")
    box = box_of(given["bbox"]) if "bbox" in given else None
    return Asked(hazards_of(given.get("hazard")), box, form == "topojson")


def hazards_of(text: str | None) -> tuple[str, ...]:
    """The hazards that a query names, separated by commas; none where it names none. NotInFeed for an unknown one."""
    if text is None:
        return ()
    named = frozenset(text.split(","))
    if named - _LISTED:
        raise NotInFeed(parameter="hazard")
    return tuple(sorted(named))


@lru_cache(256)
def of_tiles(query: bytes) -> tuple[str, ...]:
    """The hazards that a tile's query names. NotInFeed for anything else."""
    return hazards_of(parameters(query, frozenset({"hazard"})).get("hazard")) if query else ()
