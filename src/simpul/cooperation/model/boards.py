"""The live board of an event: how many are registered, how many came in, where and when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from simpul.cooperation.model.events import LargeEvent, Tally


@dataclass(frozen=True, slots=True)
class GateCount:
    """A gate and how many came in there; `silent`: its devices without a signal, whose entries come later."""

    name: str
    entered: int
    silent: int


@dataclass(frozen=True, slots=True)
class AgencyCount:
    """An agency: places taken in the hall, and how many of those came in."""

    agency: str
    name: str
    taken: int
    entered: int


@dataclass(frozen=True, slots=True)
class DoubleEntry:
    """A ticket by which more than one came in: its number, agency, where and when the first was, how many later ones."""

    number: int
    agency: str
    gate: str
    at: datetime
    later: int


@dataclass(frozen=True, slots=True)
class StoodInside:
    """A ticket that gave no place any more, by which a gate without a signal let somebody in: number, agency, where, when.

    No entry of a valid ticket: it is in no count of the board, and the desk sees to it.
    """

    number: int
    agency: str
    gate: str
    at: datetime
    people: int


@dataclass(frozen=True, slots=True)
class Board:
    """The whole board as of `at`; `minutes`: how many came in each minute that anybody did."""

    event: LargeEvent
    tally: Tally
    at: datetime
    entered: int
    gates: tuple[GateCount, ...]
    agencies: tuple[AgencyCount, ...]
    minutes: Mapping[datetime, int]
    doubles: int
    listed: tuple[DoubleEntry, ...]
    stood: tuple[StoodInside, ...] = ()
