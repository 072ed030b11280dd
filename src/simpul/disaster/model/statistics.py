"""Figures about reports for everybody: what was asked, and what was counted. Law: Perpres 39/2019 (Satu Data Indonesia)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class CountStep(StrEnum):
    """How long a step of time is that reports are counted in."""

    HOUR = "hour"
    DAY = "day"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class CountsAsked:
    """Which reports are counted: from `start` until before `end`, of a hazard, inside a region; empty asks for all.

    `archive` asks for the archive of 2017 in their place; `zone` is the time zone that days and months are counted in.
    """

    start: datetime
    end: datetime
    step: CountStep
    hazard: str = ""
    within: str = ""
    archive: bool = False
    zone: str = "WIB"


@dataclass(frozen=True, slots=True)
class Count:
    """How many reports of one kind there were, and how many of them officers have verified."""

    key: str
    reports: int
    verified: int


@dataclass(frozen=True, slots=True)
class TimeCount:
    """How many reports came in during the step that begins `at`, and how many of them officers have verified."""

    at: datetime
    reports: int
    verified: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """How soon officers decided: how many verified reports by the longest wait in minutes (None: longer), and the middle.

    `median` and `ninth` (of ten) are minutes from receipt to verification, None where nothing was verified.
    """

    within: Mapping[int | None, int]
    median: float | None
    ninth: float | None


@dataclass(frozen=True, slots=True)
class Statistics:
    """Everything that was counted of the reports asked for; `regions` are one level below the region asked for."""

    asked: CountsAsked
    total: int
    verified: int
    times: tuple[TimeCount, ...]
    hazards: tuple[Count, ...]
    regions: tuple[Count, ...]
    sources: tuple[Count, ...]
    severities: tuple[Count, ...]
    waiting: Waiting
