"""What a node knows of the others' services by asking through the exchange: which there are, their terms, some figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from simpul.exchange.model.services import NOTHING_PROMISED, Endpoint, Lifecycle, Promise

EVENTS = "EVENT"
"""The kind of an event type, which is listed beside the services."""
EVENT_ROOM = "pull/v1"
"""Where the events of a type are fetched, within the subsystem that publishes them."""


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
    """A number that another node tells: its label by language, and the page there that lists what it counts ("": none).

    `synthetic`: that node says that the number is made up.
    """

    key: str
    value: int
    labels: Mapping[str, str]
    url: str
    synthetic: bool = False


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
class Terms:
    """What a provider says beside a service's name. `told` is False where its node says nothing of the kind (X-Road).

    `classification` is one of Classification's values, or empty; `days` is for how long an event type keeps its events.
    """

    told: bool = False
    contact: str = ""
    classification: str = ""
    promise: Promise = NOTHING_PROMISED
    lifecycle: Lifecycle = Lifecycle.PUBLISHED
    deprecated_at: datetime | None = None
    sunset_at: datetime | None = None
    successor: str = ""
    person_in: str = ""
    enabled: bool = True
    notice: str = ""
    days: int = 0


NO_TERMS = Terms()


@dataclass(frozen=True, slots=True)
class ListedService:
    """A public service or event type of some node, and whose it is: `agency` names the subsystem, `member` the agency."""

    service: str
    agency: str
    title: str
    kind: str
    endpoints: tuple[Endpoint, ...]
    seen_at: datetime
    summary: str = ""
    digest: str = ""
    member: str = ""
    node: str = ""
    terms: Terms = NO_TERMS

    @property
    def subsystem(self) -> str:
        """The path of the subsystem that offers it."""
        return "/".join(self.service.split("/")[:4])

    @property
    def member_id(self) -> str:
        """The path of the agency that offers it."""
        return "/".join(self.service.split("/")[:3])

    @property
    def is_event(self) -> bool:
        """Whether it is an event type."""
        return self.kind == EVENTS

    @property
    def code(self) -> str:
        """Its own name: the service's code, or the event type's name."""
        return self.service.rsplit("/", 1)[1]

    @property
    def called(self) -> str:
        """The path of the service that is called: for an event type, the one from which its events are fetched."""
        return "/".join(self.service.split("/")[:5])


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for in the catalogue; what is empty does not narrow."""

    q: str = ""
    member: str = ""
    kind: str = ""
    classification: str = ""
    lifecycle: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A listed service as the search knows it: its words by weight are made of these."""

    service: str
    title: str
    agency: str
    member: str
    summary: str
    kind: str
    classification: str
    lifecycle: str
    sunset_at: datetime | None = None
