"""The port by which a module hears what other agencies announced; what carries it here is another module's business.

A module's `handlers.HEARS` names the types it listens to, each with a function that is called in the transaction that
marks the arrival as done: so whatever it writes is written once, however often the same news arrives.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from simpul.kernel.database.unit import Unit
    from simpul.kernel.platform import Platform


@dataclass(frozen=True, slots=True)
class Heard:
    """An event of another agency as it arrived: `owner`, `source` and `id` name it, `at` is its own time.

    `said` is the whole event, a CloudEvent in JSON; nothing in it was checked but that it is JSON and has an id, a source
    and a type.
    """

    owner: str
    source: str
    id: str
    type: str
    at: datetime
    heard_at: datetime
    said: bytes


Hearer = Callable[["Platform", "Unit", Heard], None]


class Hearing(Protocol):
    """What hands on to this node's modules what arrived from others."""

    def hand_on(self, platform: "Platform", unit: "Unit", heard: Heard) -> None:
        """Every module that listens to its type has heard it, in this transaction."""
        ...


class ToHearers:
    """The port `Hearing`, filled by the modules' own tables, which are read when the first event arrives."""

    def __init__(self, tables: Callable[[], list[Mapping[str, Hearer]]]) -> None:
        self._tables = tables

    def hand_on(self, platform: "Platform", unit: "Unit", heard: Heard) -> None:
        """Every module that listens to its type has heard it, in this transaction."""
        for table in self._tables():
            if heard.type in table:
                table[heard.type](platform, unit, heard)
