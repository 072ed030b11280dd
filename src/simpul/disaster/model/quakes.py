"""Earthquakes as BMKG tells them, with every revision. Law: UU 31/2009 (BMKG), UU 24/2007 art. 46."""

from dataclasses import dataclass
from datetime import datetime

from simpul.kernel.errors import NotFound
from simpul.kernel.i18n import N_


@dataclass(frozen=True, slots=True)
class QuakeSaid:
    """What a document says of an earthquake. `tsunami`: whether one is possible; None where that is not said."""

    at: datetime
    longitude: float
    latitude: float
    magnitude: float
    depth_km: float | None = None
    place: str = ""
    felt: str = ""
    potential: str = ""
    tsunami: bool | None = None
    shakemap: str = ""
    event: str = ""
    issued_at: datetime | None = None
    source: str = "BMKG"


@dataclass(frozen=True, slots=True)
class QuakeRevision:
    """One revision of an earthquake; a `late` one came after a newer one and changed nothing."""

    number: int
    said: QuakeSaid
    received_at: datetime
    late: bool = False


@dataclass(frozen=True, slots=True)
class Quake:
    """An earthquake as it is known now: one marker, however often it was revised (`revision` counts from 1)."""

    number: int
    said: QuakeSaid
    revision: int
    first_at: datetime
    changed_at: datetime
    region: str = ""
    synthetic: bool = False


class QuakeMissing(NotFound):
    """No earthquake has this number."""

    code = "quake-missing"
    sentence = N_("There is no earthquake with this number.")
