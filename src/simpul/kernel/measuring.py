"""The port by which one module takes as evidence what another module really does: figures with their query and their time.

A module's `handlers.MEASURES` names what it can measure of an agency, each with a function that counts. What it measures is
what stands in this node's own database: a figure about another agency is what this node sees of it, and `source` says so.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from simpul.kernel.actor import government_of

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from simpul.kernel.platform import Platform


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose figures are asked: the agency's code (8205, the third part of ID/GOV/8205/DINKES), up to when.

    `own`: whether it is the agency that runs this node.
    """

    agency: str
    at: datetime
    own: bool


@dataclass(frozen=True, slots=True)
class Figure:
    """One number: its key, what it is called (a message to translate), the number as text, its unit (a message, or empty).

    `value` is empty where nothing was there to be measured, which is not the number nought.
    """

    key: str
    title: str
    value: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured: `title`, `query` and `source` are messages to translate, with `facts` in their places.

    `query` says in words what was counted, over which time and under which conditions, so that somebody else can repeat it.
    """

    key: str
    title: str
    figures: tuple[Figure, ...]
    at: datetime
    query: str
    source: str
    facts: Mapping[str, Any] = field(default_factory=dict)


Measure = Callable[["Platform", "Connection", Asked], Measured | None]
"""Counts; None where it does not apply to the agency."""


class Measuring(Protocol):
    """What measures, for whoever asks, what the modules of this node do."""

    def keys(self) -> tuple[str, ...]:
        """What can be measured at this node, such as `exchange.services`."""
        ...

    def measure(
        self, platform: "Platform", connection: "Connection", agency: str, keys: frozenset[str] | None = None
    ) -> list[Measured]:
        """What is measured of the agency of this code now; of `keys` alone where they are given."""
        ...


class OfModules:
    """The port `Measuring`, filled by the modules' own tables, which are read when the first figure is asked."""

    def __init__(self, tables: Callable[[], list[Mapping[str, Measure]]]) -> None:
        self._tables = tables

    def keys(self) -> tuple[str, ...]:
        """What can be measured at this node, such as `exchange.services`."""
        return tuple(key for table in self._tables() for key in table)

    def measure(
        self, platform: "Platform", connection: "Connection", agency: str, keys: frozenset[str] | None = None
    ) -> list[Measured]:
        """What is measured of the agency of this code now; of `keys` alone where they are given."""
        asked = Asked(agency, platform.clock.now(), agency == government_of(platform.settings.agency_code))
        wanted = [one for table in self._tables() for key, one in table.items() if keys is None or key in keys]
        found = (one(platform, connection, asked) for one in wanted)
        return [one for one in found if one is not None]


def share(part: int, whole: int) -> str:
    """A share in percent with one decimal, rounded half up; empty of nothing."""
    if not whole:
        return ""
    tenths = (part * 2000 + whole) // (2 * whole)
    return f"{tenths // 10}.{tenths % 10}"
