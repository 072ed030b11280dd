"""What this node knows of every node of the exchange: does it answer, since when, how fast, how far is its log."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

STALE = timedelta(minutes=5)
"""A check that is older says nothing of now."""


class Reach(StrEnum):
    """Whether a node answers: as itself; not at all; somebody does, but not as the register describes the node."""

    ANSWERS = "answers"
    SILENT = "silent"
    DOUBTFUL = "doubtful"
    UNKNOWN = "unknown"


class Ailment(StrEnum):
    """What is wrong with a node that does not answer as it should."""

    NONE = ""
    REFUSES = "refuses"
    TIMED_OUT = "timed-out"
    NAME_UNKNOWN = "name-unknown"
    NOT_PERMITTED = "not-permitted"
    CERTIFICATE = "certificate"
    BROKE_OFF = "broke-off"
    NO_NODE = "no-node"
    FORGED = "forged"
    SHRUNK = "shrunk"


DOUBTS = frozenset({Ailment.CERTIFICATE, Ailment.NO_NODE, Ailment.FORGED, Ailment.SHRUNK})
"""Ailments of somebody who answers."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What came back from a node's listener, how fast: its log's checkpoint and its trust list's as notes ("": none)."""

    ailment: Ailment
    millis: int = 0
    log: str = ""
    trust: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A checked answer: what is wrong, if anything; size of the log, and size and date of the trust list that it told."""

    ailment: Ailment
    millis: int = 0
    log_size: int | None = None
    trust_size: int | None = None
    trust_issued_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NodeHealth:
    """A node at its last check. `since`: when it began to be so; `log_at`: when its log was first seen so large."""

    node: str
    reach: Reach
    ailment: Ailment
    since: datetime
    checked_at: datetime
    answered_at: datetime | None = None
    millis: int | None = None
    log_size: int | None = None
    log_at: datetime | None = None
    trust_size: int | None = None
    trust_issued_at: datetime | None = None

    def reach_at(self, now: datetime) -> Reach:
        """Whether it answers now; UNKNOWN when the last check is too old to say."""
        return Reach.UNKNOWN if now - self.checked_at > STALE else self.reach


@dataclass(frozen=True, slots=True)
class HealthSpan:
    """The checks of a node in a quarter of an hour: how many, how many it answered, how fast."""

    at: datetime
    checks: int
    answered: int
    total_ms: int
    slowest_ms: int

    @property
    def mean_ms(self) -> float | None:
        """The mean answer time; None where nothing was answered."""
        return self.total_ms / self.answered if self.answered else None
