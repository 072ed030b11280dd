"""Cases on the map: places with their weeks and what else is known of them. Nothing here is about one person."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class MapPlace:
    """A village or kabupaten on the map (tempat pada peta): positive and tested by week, and the layers.

    `positive` and `tested` have one number a week, in the order of the map's Mondays. `watch` is "", "prepare" or "watch";
    `focus` the state of a focus that is not closed, or ""; `alerts` counts those that nobody dismissed.
    """

    code: str
    name: str
    longitude: float | None
    latitude: float | None
    positive: tuple[int, ...]
    tested: tuple[int, ...]
    habitat: bool = False
    watch: str = ""
    focus: str = ""
    alerts: int = 0
    synthetic: bool = False

    def counted(self, last: int, weeks: int) -> tuple[int, int]:
        """Positive and tested in so many weeks, up to and with the week at the place `last`."""
        first = max(0, last - weeks + 1)
        return sum(self.positive[first : last + 1]), sum(self.tested[first : last + 1])


@dataclass(frozen=True, slots=True)
class MapOutline:
    """The drawn part of a village that is a focus (garis fokus): its name and a closed ring of degrees."""

    village: str
    name: str
    ring: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class MapSeen:
    """The map's places (peta kasus) in the region `within`; `by_village` is False where kabupaten are shown.

    `wide_alerts` counts alerts about the whole region or a part above its villages: they are no sign of a place.
    """

    within: str | None
    by_village: bool
    mondays: tuple[date, ...]
    places: tuple[MapPlace, ...]
    outlines: tuple[MapOutline, ...] = ()
    wide_alerts: int = 0
