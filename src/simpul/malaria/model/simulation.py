"""A district that never was: where it lies, how large it is, and what its made-up phones recorded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from simpul.kernel.errors import NotAllowed
from simpul.kernel.i18n import N_
from simpul.malaria.model.workers import Village, Worker


class SimulatedSize(StrEnum):
    """One village of 600 people, the kabupaten of Teluk Bintuni, or the province of Papua Barat."""

    KAMPUNG = "kampung"
    KABUPATEN = "kabupaten"
    PROVINSI = "provinsi"


@dataclass(frozen=True, slots=True)
class SimulatedSpot:
    """A place that gets made-up people: its code and name, its point, how many live there."""

    code: str
    name: str
    longitude: float | None
    latitude: float | None
    population: int


@dataclass(frozen=True, slots=True)
class SimulatedPlan:
    """What is made up: the same plan gives the same bytes. History runs from `begin` to `until` (both with a zone).

    `everybody`: all people are registered, not only those who come. `intensity` multiplies how many fall ill. `planted`: so
    many fall ill in one village in the last three weeks, more each week: an outbreak that is going on.
    """

    seed: int
    begin: datetime
    until: datetime
    spots: Sequence[SimulatedSpot]
    everybody: bool = True
    intensity: int = 1
    planted: int = 0


@dataclass(frozen=True, slots=True)
class SimulatedDevice:
    """A phone in the village; `ended` where it broke or was lost. `seen_at`: when it last had a signal."""

    id: UUID
    label: str
    enrolled_at: datetime
    seen_at: datetime
    ended: datetime | None


@dataclass(frozen=True, slots=True)
class SimulatedEvent:
    """An event as it reached the node: `body` as a phone writes it. `device` None is the desk."""

    device: UUID | None
    seq: int | None
    received_at: datetime
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SimulatedVillage:
    """A village, its worker and phones, and everything they sent, in the order of arrival, some of it twice."""

    village: Village
    worker: Worker
    devices: Sequence[SimulatedDevice]
    events: Sequence[SimulatedEvent]


class NotASandbox(NotAllowed):
    """The node holds real patients, or may come to."""

    code = "malaria-not-a-sandbox"
    sentence = N_("Made-up patients are only for a node that runs with SIMPUL_SANDBOX=true. Write them to a file instead.")
