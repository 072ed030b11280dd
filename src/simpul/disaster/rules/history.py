"""What a report's history remembers at each step, and how a report is brought back from it. No text, no photograph."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from simpul.disaster.model import Placed, Report, Status, Step, StepKind, Where

_PLACE = ("longitude", "latitude", "province", "regency", "district", "village", "approximate")


def step_of(report: Report, kind: StepKind, actor: UUID | None, **more: str) -> Step:
    """The step that brought the report to where it stands."""
    values: dict[str, Any] = {
        "status": report.status.value,
        "severity": report.severity,
        "card": dict(report.card),
        **{name: getattr(report.where, name) for name in _PLACE},
        "placed": report.where.placed.value,
    }
    return Step(report.id, report.version, report.changed_at, kind, values | more, actor)


def brought_back(report: Report, step: Step, now: datetime) -> Report:
    """The report in its next version, with status, card, severity and place as they were at `step`."""
    values: Mapping[str, Any] = step.values
    return replace(
        report,
        status=Status(values["status"]),
        severity=values["severity"],
        card=values["card"],
        where=Where(**{name: values[name] for name in _PLACE}, placed=Placed(values["placed"])),
        version=report.version + 1,
        changed_at=now,
    )
