"""Areas and how far they are affected: the risk evaluation matrix (REM). Law: UU 24/2007 art. 21; states: BPBD DKI Jakarta.

An area is a unit of the regions register (province to village), whose id is the digits of its code, or a polygon that was
drawn or imported, whose id comes from a sequence that begins at FIRST_POLYGON.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Any
from uuid import UUID

from simpul.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from simpul.kernel.i18n import N_

FIRST_POLYGON = 100_000_000_000
FLOOD = "flood"
Shape = Mapping[str, Any]
"""A GeoJSON geometry: Polygon or MultiPolygon, longitude and latitude in degrees (WGS 84)."""


class AreaKind(StrEnum):
    """Where an area comes from."""

    UNIT = "unit"
    DRAWN = "drawn"
    IMPORTED = "imported"


class AreaState(IntEnum):
    """How far an area is affected, as responders in Jakarta know it; none of them: not affected as far as is known."""

    CAUTION = 1
    MINOR = 2
    MODERATE = 3
    SEVERE = 4


class AreaStep(StrEnum):
    """What an officer did with an area's state. `ACCEPT` is a set that a suggestion had offered."""

    SET = "set"
    ACCEPT = "accept"
    CONFIRM = "confirm"
    CLEAR = "clear"
    UNDO = "undo"


@dataclass(frozen=True, slots=True)
class Area:
    """An area. `region` is the deepest region that holds it (empty: several provinces), `regions` those it lies in.

    `outline` is a polygon's own; a unit's comes from the regions register. The point lies inside.
    """

    id: int
    kind: AreaKind
    geom_id: str
    name: str
    parent: str
    city: str
    region: str
    regions: tuple[str, ...]
    longitude: float
    latitude: float
    attributes: Mapping[str, Any] = field(default_factory=dict)
    outline: Shape | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """How an area stands for one hazard: its state, since when, and an officer's last word on it; version 0: none yet."""

    hazard: str = FLOOD
    state: int | None = None
    since: datetime | None = None
    changed_at: datetime | None = None
    by: UUID | None = None
    agency: str | None = None
    version: int = 0


@dataclass(frozen=True, slots=True)
class AreaRow:
    """An area with how it stands. `approximate`: its outline is *batas perkiraan*."""

    area: Area
    stands: Standing
    approximate: bool = False

    @property
    def id(self) -> int:
        """The area's id."""
        return self.area.id

    @property
    def state(self) -> int | None:
        """The state, 1 to 4, or None."""
        return self.stands.state

    @property
    def last_updated(self) -> datetime | None:
        """An officer's last word on the state the area is in; None without a state."""
        return self.stands.changed_at if self.stands.state else None


@dataclass(frozen=True, slots=True)
class AreaChange:
    """One entry of an area's history: from which state to which, by whom, and the reasons that a suggestion gave."""

    area: int
    hazard: str
    version: int
    at: datetime
    step: AreaStep
    before: int | None
    state: int | None
    since: datetime | None
    by: UUID | None
    agency: str | None
    reasons: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class AreaOver:
    """An area that was affected within a span of time: the worst state, and when it was last set or confirmed."""

    area: int
    max_state: int
    last_updated: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """What one report says about the water: of residents `verified` or not, `depth_cm` as they gave it."""

    number: int
    depth_cm: int
    at: datetime
    verified: bool


@dataclass(frozen=True, slots=True)
class GaugeSays:
    """A gauge's newest reading as a suggestion sees it: its warning 1 (worst) to 4, and how far away it stands.

    `upstream`: its water reaches the area's regency or province; `named`: the gauge names the area's district or village.
    """

    name: str
    warning: int
    at: datetime
    kilometres: float
    upstream: bool = False
    named: bool = False
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a state is suggested: an English sentence for translation, and its facts."""

    sentence: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A state that what is known speaks for (None: clear it), and why. Never set by itself."""

    state: int | None
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """A polygon as it will be kept: cleaned, with what was changed on the way and how large it is."""

    shape: Shape
    points: int
    square_kilometres: float
    repaired: bool
    flattened: bool


class AreaMissing(NotFound):
    """No area has this id, and no region's code has these digits."""

    code = "area-missing"
    sentence = N_("There is no area with this number.")


class NotYourArea(NotAllowed):
    """The area lies outside the region that the officer's agency answers for, or reaches beyond it."""

    code = "not-your-area"
    sentence = N_("This area is not, or not wholly, in the region of your agency.")


class AreaOfficerOnly(NotAllowed):
    """Only an officer on duty decides about areas."""

    code = "area-officer-only"
    sentence = N_("Only officers of the disaster agency decide about areas.")


class AreaStateUnreadable(Invalid):
    """The state is none of 1 to 4."""

    code = "area-state-unreadable"
    sentence = N_("Choose one of the four states, or clear the state.")
    field = "state"


class AreaChangedMeanwhile(Conflict):
    """Somebody else decided about the area since this page was opened."""

    code = "area-changed-meanwhile"
    sentence = N_("Somebody else changed this area in the meantime. Look at how it stands now and decide again.")


class AreaNothingToClear(Conflict):
    """The area has no state."""

    code = "area-nothing-to-clear"
    sentence = N_("This area has no state; there is nothing to clear.")


class SuggestionGone(Conflict):
    """What is known speaks for something else by now, or for nothing."""

    code = "suggestion-gone"
    sentence = N_("New reports came in and the suggestion is another one now. Look at it and decide again.")


class OutlineMissing(Invalid):
    """No polygon was drawn, pasted or uploaded."""

    code = "outline-missing"
    sentence = N_("Draw the area on the map, or give it as GeoJSON.")
    field = "geojson"


class OutlineUnreadable(Invalid):
    """The text is no GeoJSON of one polygon."""

    code = "outline-unreadable"
    sentence = N_(
        "This is not the outline of one area. Give one GeoJSON Polygon or MultiPolygon with at least three corners."
    )
    field = "geojson"


class OutlineTooLarge(Invalid):
    """More bytes, points or square kilometres than an area may have."""

    code = "outline-too-large"
    sentence = N_(
        "This outline is too large. An area may have up to {points} points and {kilometres} km²; simplify it or split it."
    )
    field = "geojson"


class OutlineNotInDegrees(Invalid):
    """The coordinates are in another reference system, or latitude comes first."""

    code = "outline-not-in-degrees"
    sentence = N_(
        "The coordinates must be degrees, longitude first (WGS 84, EPSG:4326). Export the outline again this way."
    )
    field = "geojson"


class OutlineAbroad(Invalid):
    """Most of the polygon lies outside Indonesia, or on open sea."""

    code = "outline-abroad"
    sentence = N_("Most of this area lies outside Indonesia or on open sea. Check the outline.")
    field = "geojson"


class AreaNameMissing(Invalid):
    """An area has a name."""

    code = "area-name-missing"
    sentence = N_("Give the area a name that residents know, for example RW 09 Ancol.")
    field = "name"


class AreaNameTooLong(Invalid):
    """The name is longer than a name is."""

    code = "area-name-too-long"
    sentence = N_("Shorten the name to {most} characters.")
    field = "name"


class AreaFileUnreadable(Invalid):
    """The file is no collection of polygons that can be imported."""

    code = "area-file-unreadable"
    sentence = N_("The file cannot be imported: {reason}.")
