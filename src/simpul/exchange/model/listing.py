"""What a node knows of the others' services by asking through the exchange: which there are, and the figures of some."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from simpul.exchange.model.services import Endpoint


class Trouble(StrEnum):
    """Why a service's newest figures are not there."""

    NONE = ""
    NOT_YET = "not-yet"
    HERE = "here"
    THERE = "there"
    REFUSED = "refused"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class RemoteFigure:
    """A number that another node tells: its label by language, and the page there that lists what it counts ("": none)."""

    key: str
    value: int
    labels: Mapping[str, str]
    url: str


@dataclass(frozen=True, slots=True)
class ServiceFigures:
    """The last figures of one service: whose they are, when and under which message they came, and what is wrong since."""

    service: str
    agency: str
    trouble: Trouble
    at: datetime | None = None
    message: str = ""
    figures: tuple[RemoteFigure, ...] = ()


@dataclass(frozen=True, slots=True)
class ListedService:
    """A public service of some node, and whose it is."""

    service: str
    agency: str
    title: str
    kind: str
    endpoints: tuple[Endpoint, ...]
    seen_at: datetime

    @property
    def subsystem(self) -> str:
        """The path of the subsystem that offers it."""
        return self.service.rsplit("/", 1)[0]

    @property
    def code(self) -> str:
        """The service's own name."""
        return self.service.rsplit("/", 1)[1]
