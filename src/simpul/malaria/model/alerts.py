"""Alerts of possible outbreaks (kewaspadaan): by which rule, where, what was counted, and what people say of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

from simpul.kernel.events import Event


@dataclass(frozen=True, slots=True)
class AlertRule:
    """A rule of `law/malaria/alerts.toml`. `title` and `formula` by language; `doubt` where no source names a number."""

    code: str
    level: str
    family: str
    on: bool
    title: Mapping[str, str]
    formula: Mapping[str, str]
    source: str
    doubt: str
    params: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class AlertFinding:
    """A rule is broken in an area in the time that begins on `first`: cases counted, expected, and the bound, if any."""

    rule: str
    area: str
    first: date
    observed: int
    expected: float | None = None
    upper: float | None = None
    facts: Mapping[str, Any] | None = None
    synthetic: bool = False


class AlertState(Enum):
    """What people say of an alert: nothing yet, somebody looks at it, it is an outbreak, it is none."""

    NEW = "new"
    SEEN = "seen"
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"


@dataclass(frozen=True, slots=True)
class Alert:
    """An alert as it stands. `version` grows by each change; `by_name`, `reason`, `changed_at` are of the last one."""

    id: UUID
    rule: str
    area: str
    first: date
    observed: int
    expected: float | None
    upper: float | None
    facts: Mapping[str, Any]
    state: AlertState
    raised_at: datetime
    version: int
    by_name: str
    reason: str
    changed_at: datetime
    synthetic: bool


@dataclass(frozen=True, slots=True)
class AlertStep:
    """One change of an alert: from which state to which, by whom, why."""

    before: AlertState
    after: AlertState
    by_name: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class AlertRaised(Event):
    """A rule was broken that was not before: the rule, the area's code, the first day of its time, the count and bound."""

    alert: UUID
    rule: str
    area: str
    first: str
    observed: int
    upper: float | None
    synthetic: bool
