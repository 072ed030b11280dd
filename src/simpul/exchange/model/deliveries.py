"""Events on their way: what was pushed, set aside, received. Law: Perpres 95/2018 art. 33; CloudEvents 1.0."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from simpul.kernel.events import Event


@dataclass(frozen=True, slots=True)
class ReceivedEvent:
    """An event (peristiwa) that another owner pushed to a subsystem of this node; `duplicates`: how often it came again."""

    subscriber: str
    owner: str
    source: str
    id: str
    type: str
    key: str
    at: datetime
    received_at: datetime
    message: str
    content: bytes
    duplicates: int = 0
    sequence: int = 0


@dataclass(frozen=True, slots=True)
class SubscriptionState:
    """A subscription (langganan) to an event type of this node, and how far it is; `behind`: events that wait."""

    id: UUID
    owner: str
    type: str
    subscriber: str
    delivery: str
    target: str
    state: str
    position: int
    attempts: int
    next_at: datetime | None
    last_error: str
    last_at: datetime | None
    added_at: datetime
    behind: int = 0
    dead: int = 0


@dataclass(frozen=True, slots=True)
class Subscribed:
    """A subscription of this node's subsystem, as the owner of the event type last told; `error` where it did not."""

    owner: str
    type: str
    subscriber: str
    id: UUID
    delivery: str
    state: str
    target: str
    heard_at: datetime
    error: str = ""


@dataclass(frozen=True, slots=True)
class EventDelivery:
    """A push (kiriman) of some events to one subscriber: by which message, and what came back."""

    id: UUID
    subscription: UUID
    type: str
    subscriber: str
    message: str
    first_seq: int
    last_seq: int
    count: int
    at: datetime
    status: int
    fault: str
    attempt: int


class Settled(StrEnum):
    """What became of a dead letter: it waits, is to be sent again, was sent again, was dropped."""

    WAITING = ""
    RETRYING = "retrying"
    RETRIED = "retried"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """An event that its subscriber refused five times, or whose time passed (peristiwa gagal kirim)."""

    subscription: UUID
    seq: int
    type: str
    key: str
    subscriber: str
    at: datetime
    attempts: int
    reason: str
    status: int
    settled: Settled
    settled_at: datetime | None
    event: bytes


@dataclass(frozen=True, slots=True)
class EventsReceived(Event):
    """Events of one type arrived by a message: `count` of them new; what they say is in `exchange_received`."""

    subscriber: str
    owner: str
    type: str
    message: str
    count: int
