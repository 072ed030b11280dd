"""A hazard as data: what a report's card asks, how its answers are judged, how long a report stays live."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

Label = Mapping[str, str]
"""A word by language: `id` and `en`."""


@dataclass(frozen=True, slots=True)
class BodyStep:
    """A height of water on a body, for people who have no ruler; `value` is what choosing it reports."""

    slug: str
    value: int
    label: Label


@dataclass(frozen=True, slots=True)
class Field:
    """A question of a card: a whole number from `least` to `most` in `unit`."""

    name: str
    least: int
    most: int
    unit: str
    steps: tuple[BodyStep, ...] = ()


@dataclass(frozen=True, slots=True)
class SeverityStep:
    """The severity of every value up to and with `most`; None for all that is above."""

    severity: str
    most: int | None


@dataclass(frozen=True, slots=True)
class Hazard:
    """A kind of disaster that people report. `severity_of` names the field that the severity is judged by."""

    slug: str
    label: Label
    report_type: str
    icon: str
    live_for: timedelta
    fields: tuple[Field, ...]
    severity_of: str
    severities: tuple[SeverityStep, ...]
    cap_event: str
    cap_category: str
    law: str
