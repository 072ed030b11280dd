"""A night of flood that never was: how large it is, and what happens in it, second by second."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Way(StrEnum):
    """How a simulated report is sent: the JSON interface, a card of CogniCity's interface, or the form of the pages."""

    API = "api"
    CARD = "card"
    FORM = "form"


class Looking(StrEnum):
    """What a simulated reader asks of the node, where no cache in between has the answer."""

    FEED = "feed"
    UNCHANGED = "unchanged"
    BOX = "box"
    TILE = "tile"
    TOPOJSON = "topojson"
    GEOJSON = "geojson"
    STATES = "states"
    CAP = "cap"
    PAGE = "page"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class Night:
    """The size of a night: Jakarta's of New Year 2020 by default (10 million readers, 50,000 reports, six hours)."""

    seed: int = 2020
    reports: int = 50_000
    readers: int = 10_000_000
    hours: float = 6.0
    scale: float = 1.0

    @property
    def seconds(self) -> float:
        """How long the night is."""
        return self.hours * 3600


@dataclass(frozen=True, slots=True)
class PlannedReport:
    """Somebody reports `at` seconds into the night; `bot` where a program floods the node with copies."""

    at: float
    form: UUID
    way: Way
    address: str
    longitude: float
    latitude: float
    depth_cm: int
    text: str
    clock_off: float
    bot: bool = False
    again: bool = False


@dataclass(frozen=True, slots=True)
class PlannedRead:
    """Somebody looks `at` seconds into the night, at a place where that matters; `bot` asks without any cache's marks."""

    at: float
    what: Looking
    longitude: float
    latitude: float
    bot: bool = False
