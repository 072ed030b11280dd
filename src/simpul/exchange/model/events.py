"""Events (peristiwa): types, what was published, who subscribes. CloudEvents 1.0; GovStack Information Mediator 2.0.0."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from simpul.exchange.model.services import Classification

DAYS = 30
"""How long events are kept where their type says nothing."""


class Delivery(StrEnum):
    """How a subscriber gets its events: this node sends them, or the subscriber asks for them."""

    PUSH = "push"
    PULL = "pull"


class Standing(StrEnum):
    """Whether a subscription delivers, or rests by the subscriber's wish."""

    ACTIVE = "active"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class EventType:
    """A kind of event that a subsystem of this node publishes; `schema` is JSON Schema as JSON text, `days` are kept."""

    owner: str
    name: str
    schema: str
    added_at: datetime
    title: str = ""
    description: str = ""
    classification: Classification = Classification.OPEN
    public: bool = True
    days: int = DAYS
    retired_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NewEventType:
    """What is asked to add an event type; `schema` is a JSON Schema, draft 2020-12 or 7."""

    owner: str
    name: str
    schema: Mapping[str, Any] = field(default_factory=dict)
    title: str = ""
    description: str = ""
    classification: Classification = Classification.OPEN
    public: bool = True
    days: int = DAYS


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event as it is about to be kept: who it is of, the CloudEvent's `id` and `source`, its ordering key, its JSON.

    `item` is the UUID by which GovStack's addresses name it; `message` the call that brought it ("" for a module).
    """

    owner: str
    type: str
    id: str
    source: str
    item: UUID
    publisher: str
    key: str
    at: datetime
    content: bytes
    message: str = ""


@dataclass(frozen=True, slots=True)
class ModuleEvent:
    """An event that a module of this node publishes in a subsystem's room; `id` is the same each time it is told.

    `key` keeps events about one thing in order; `at` is when it happened. `data` names no person.
    """

    owner: str
    type: str
    id: str
    at: datetime
    data: Mapping[str, Any]
    key: str = ""


@dataclass(frozen=True, slots=True)
class KeptEvent:
    """An event in the log of its owner; `seq` grows in the order in which events became durable."""

    seq: int
    item: UUID
    type: str
    id: str
    source: str
    publisher: str
    key: str
    at: datetime
    content: bytes


@dataclass(frozen=True, slots=True)
class Subscription:
    """Who gets which events: all up to `position` are done. `target`: `service:<path>`, `webhook:<url>`, "" for pulling.

    `ttl`: seconds after which the subscriber wants an event no more; None: as long as the type keeps it.
    """

    id: UUID
    owner: str
    type: str
    subscriber: str
    delivery: Delivery
    target: str = ""
    ttl: int | None = None
    fifo: bool = False
    state: Standing = Standing.ACTIVE
    position: int = 0
    attempts: int = 0
    next_at: datetime | None = None
    last_error: str = ""
    last_at: datetime | None = None
    added_at: datetime | None = None
