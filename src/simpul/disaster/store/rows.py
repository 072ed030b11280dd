"""Rows of `disaster_report` and `disaster_report_step` ↔ the model's values."""

from typing import Any

from sqlalchemy import RowMapping

from simpul.disaster.model import Decision, Placed, Report, Sender, Source, Status, Step, StepKind, Where

_PLACE = ("longitude", "latitude", "province", "regency", "district", "village", "approximate")
_SAME = (
    "id",
    "number",
    "hazard",
    "card",
    "severity",
    "text",
    "photo",
    "thumbnail",
    "training",
    "reported_at",
    "client_at",
    "live_until",
    "changed_at",
    "version",
    "form_id",
    "card_id",
    "partner",
    "duplicate_of",
    "title",
    "points",
    "flags",
    "score",
    "photo_hash",
    "image",
    "external",
    "incident",
    "signed_by",
)


def report_of(row: RowMapping) -> Report:
    """The report in a row of the whole table."""
    return Report(
        **{name: row[name] for name in _SAME},
        where=Where(**{name: row[name] for name in _PLACE}, placed=Placed(row["placed"])),
        status=Status(row["status"]),
        source=Source(row["source"]),
        reasons=tuple(row["reasons"]),
        sender=Sender(row["device"], row["address"]),
        decision=Decision(row["decided_at"], row["decided_by"], row["reason"]) if row["decided_at"] else None,
    )


def row_of(report: Report) -> dict[str, Any]:
    """The report's columns, without its number, which the database gives."""
    decision = report.decision
    return {
        **{name: getattr(report, name) for name in _SAME if name != "number"},
        **{name: getattr(report.where, name) for name in _PLACE},
        "placed": report.where.placed.value,
        "card": dict(report.card),
        "reasons": list(report.reasons),
        "status": report.status.value,
        "source": report.source.value,
        "device": report.sender.device,
        "address": report.sender.address,
        "decided_at": decision.at if decision else None,
        "decided_by": decision.by if decision else None,
        "reason": decision.reason if decision else None,
    }


def step_of(row: RowMapping) -> Step:
    """The step in a row."""
    return Step(row["report"], row["version"], row["at"], StepKind(row["kind"]), row["values"], row["actor"])


def step_row(step: Step) -> dict[str, Any]:
    """The step's columns."""
    return {
        "report": step.report,
        "version": step.version,
        "at": step.at,
        "kind": step.kind.value,
        "values": dict(step.values),
        "actor": step.actor,
    }
