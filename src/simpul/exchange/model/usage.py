"""How the exchange is used at this node: calls by time, side, service and client, how they ended, how long they took."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from simpul.kernel.errors import NotAllowed
from simpul.kernel.i18n import N_

OK, CLIENT_ERROR, SERVER_ERROR, OTHER = "ok", "4xx", "5xx", "other"
"""Outcomes: answered; the service's own 4xx; its own 5xx; a refusal no table knows. Else a fault: `<status> <type>`."""


class WatchersOnly(NotAllowed):
    """Who calls what how often is for those who look after the exchange at the agency that runs the node."""

    code = "exchange-watchers-only"
    sentence = N_("Stewards, integrators and auditors of the agency that runs this node see this.")


class Side(StrEnum):
    """Which side of a call was counted: the service's or the caller's. A call within the node counts on both."""

    PROVIDER = "provider"
    CONSUMER = "consumer"


class Period(StrEnum):
    """How much time one look takes in."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class Grouping(StrEnum):
    """By what calls are put together in a table."""

    SERVICE = "service"
    CLIENT = "client"
    BOTH = "both"
    OUTCOME = "outcome"


@dataclass(frozen=True, slots=True)
class Window:
    """From when (in it) to when (not in it), in steps of so long."""

    start: datetime
    end: datetime
    step: timedelta

    @property
    def count(self) -> int:
        """How many steps there are."""
        return round((self.end - self.start) / self.step)


@dataclass(frozen=True, slots=True)
class CallsSought:
    """Which calls are looked at; None: all of them."""

    side: Side | None = None
    service: str | None = None
    client: str | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """Calls of some kind: how many, how many were refused and how many failed; times of the others by bucket."""

    calls: int = 0
    refused: int = 0
    failed: int = 0
    times: Mapping[int, int] = field(default_factory=lambda: MappingProxyType({}))
    total_us: int = 0

    @property
    def answered(self) -> int:
        """Calls that ended well."""
        return self.calls - self.refused - self.failed

    @property
    def errors(self) -> int:
        """Calls that did not."""
        return self.refused + self.failed


@dataclass(frozen=True, slots=True)
class Moment:
    """The figures of one step of a window."""

    at: datetime
    figures: Figures


@dataclass(frozen=True, slots=True)
class UsageGroup:
    """The figures of one service, client or outcome; what the calls were not grouped by is empty."""

    side: Side
    service: str
    client: str
    outcome: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class Usage:
    """A look at the usage: the window, its moments without gaps, the whole, by outcome, and what could be looked for."""

    window: Window
    moments: tuple[Moment, ...]
    whole: Figures
    outcomes: Mapping[str, int]
    services: tuple[str, ...]
    clients: tuple[str, ...]
