"""Regions: the nouns. Law: Kepmendagri 300.2.2-2138/2025 (codes and names of government areas), UU 23/2014."""

from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum

from simpul.kernel.errors import Invalid, NotAllowed, NotFound, Unavailable
from simpul.kernel.events import Event
from simpul.kernel.i18n import N_


class Level(IntEnum):
    """How deep a region stands; the value counts the parts of its code."""

    PROVINCE = 1
    REGENCY = 2
    DISTRICT = 3
    VILLAGE = 4

    @property
    def slug(self) -> str:
        """The level's name in addresses and files."""
        return self.name.lower()


class Kind(StrEnum):
    """What the law calls the region. UU 23/2014 art. 1, UU 6/2014 art. 1, UU 2/2021 art. 1 (Papua)."""

    PROVINSI = "provinsi"
    KABUPATEN = "kabupaten"
    KOTA = "kota"
    KECAMATAN = "kecamatan"
    DISTRIK = "distrik"
    KELURAHAN = "kelurahan"
    DESA = "desa"
    KAMPUNG = "kampung"


@dataclass(frozen=True, slots=True)
class Region:
    """One government area in one edition of the codes; its code reads `PP.RR.DD.VVVV`.

    The point lies inside the region, in degrees, or is None where the edition knows none; so is the population.
    """

    code: str
    level: Level
    kind: Kind
    name: str
    parent: str | None
    longitude: float | None
    latitude: float | None
    population: int | None
    edition: str


@dataclass(frozen=True, slots=True)
class Edition:
    """A complete set of regions as one decree fixed them; `digest` names exactly this content."""

    digest: str
    law: str
    valid_from: date
    exact: bool
    counts: tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Successor:
    """A code that another replaced, and by which law."""

    old: str
    new: str
    law: str


@dataclass(frozen=True, slots=True)
class Place:
    """A point in Indonesia and the regions it lies in, from the province down to the deepest one known.

    `approximate` is True where the boundaries are *batas perkiraan*: the deepest region is then the likely one.
    """

    longitude: float
    latitude: float
    regions: tuple[Region, ...]
    name: str
    approximate: bool

    @property
    def code(self) -> str:
        """The deepest region's code."""
        return self.regions[-1].code

    @property
    def province(self) -> Region:
        """The province the point lies in."""
        return self.regions[0]

    def at(self, level: Level) -> Region | None:
        """The region of that level, or None where it is not known."""
        return self.regions[level - 1] if len(self.regions) >= level else None


@dataclass(frozen=True, slots=True)
class Found:
    """A region that a search came upon, with its path of names and how well it fits (0 to 100)."""

    region: Region
    name: str
    score: float


@dataclass(frozen=True, slots=True)
class RegionsImported(Event):
    """An edition became the one in force on this node."""

    edition: str
    law: str


class RegionUnknown(NotFound):
    """No region has this code in the edition in force."""

    code = "region-unknown"
    sentence = N_("There is no region with this code.")


class PlaceUnreadable(Invalid):
    """Longitude and latitude are not numbers of a point on earth."""

    code = "place-unreadable"
    sentence = N_("Give the place as longitude and latitude in degrees.")
    field = "place"


class PlaceAbroad(Invalid):
    """The point lies in another country, or far from Indonesia."""

    code = "place-abroad"
    sentence = N_("This place is outside Indonesia. Choose a place in Indonesia.")
    field = "place"


class PlaceAtSea(Invalid):
    """The point lies on open water, farther from the shore than a mapping error explains."""

    code = "place-at-sea"
    sentence = N_("This place is at sea. Choose a place on land.")
    field = "place"


class BoundariesUnavailable(Unavailable):
    """Neither imported polygons nor the built land outlines are there to draw boundaries from."""

    code = "boundaries-unavailable"
    sentence = N_("Boundaries cannot be drawn yet. The operator can import them.")


class ImportForbidden(NotAllowed):
    """Only the node's administrator replaces the regions."""

    code = "regions-import-forbidden"
    sentence = N_("Only the administrator of this node may import regions.")


class FolderUnfit(Invalid):
    """The folder lacks a file that the import needs, or the file is not what its name says."""

    code = "regions-folder-unfit"
    sentence = N_("The folder cannot be imported: {file} is missing or not readable.")
    field = "folder"
