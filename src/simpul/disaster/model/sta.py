"""SensorThings (OGC 18-088): what an address asks for, and what is not understood of it."""

from dataclasses import dataclass
from datetime import datetime

from simpul.kernel.errors import Invalid, NotFound
from simpul.kernel.i18n import N_


class NotUnderstood(Invalid):
    """An option of the query is not understood; the reason says which and why. Programs read it, in English."""

    code = "sta-not-understood"
    sentence = N_("This query is not understood: {reason}.")


class NothingThere(NotFound):
    """No entity, set or property is at this path."""

    code = "sta-nothing-there"
    sentence = N_("There is nothing at this path.")


@dataclass(frozen=True, slots=True)
class Point:
    """Longitude and latitude."""

    longitude: float
    latitude: float


@dataclass(frozen=True, slots=True)
class Polygon:
    """Rings of longitude and latitude, the outer one first."""

    rings: tuple[tuple[tuple[float, float], ...], ...]


Value = str | float | bool | datetime | Point | Polygon | None


@dataclass(frozen=True, slots=True)
class Literal:
    """A value in a filter."""

    value: Value


@dataclass(frozen=True, slots=True)
class Path:
    """A property: `result`, `properties/synthetic`, `Datastream/id`."""

    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """A function of other expressions."""

    name: str
    arguments: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """Two expressions and how they are compared: eq ne gt ge lt le."""

    left: "Expression"
    operator: str
    right: "Expression"


@dataclass(frozen=True, slots=True)
class Joined:
    """Conditions of which all (and) or any (or) must hold."""

    operator: str
    parts: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Negated:
    """A condition that must not hold."""

    part: "Expression"


Expression = Literal | Path | Call | Compared | Joined | Negated


@dataclass(frozen=True, slots=True)
class Options:
    """What of a set is wanted, in which order, how much, and what beside it."""

    filter: Expression | None = None
    order: tuple[tuple[Path, bool], ...] = ()
    select: tuple[str, ...] = ()
    expand: tuple[tuple[str, "Options"], ...] = ()
    top: int | None = None
    skip: int = 0
    count: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One part of a path: a name, with an id in brackets or without."""

    name: str
    id: int | str | None = None
