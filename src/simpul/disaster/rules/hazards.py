"""Hazards are data (`data/hazards.toml`), read into frozen values and validated when the program starts."""

import tomllib
from collections.abc import Mapping
from datetime import timedelta
from importlib.resources import files
from typing import Any

from simpul.disaster.model import BodyStep, Field, Hazard, HazardUnknown, SeverityStep

CAP_CATEGORIES = frozenset({"Geo", "Met", "Safety", "Fire", "Health", "Env", "Infra"})
SEVERITIES = ("minor", "moderate", "severe", "extreme")


class HazardFlawed(ValueError):
    """The table of hazards contradicts itself; the program does not start."""


def read(table: Mapping[str, Any]) -> Mapping[str, Hazard]:
    """The hazards of a table by slug; HazardFlawed when it contradicts itself."""
    hazards = [_hazard(row) for row in table["hazard"]]
    if len({hazard.slug for hazard in hazards}) != len(hazards):
        raise HazardFlawed("two hazards have the same slug")
    for hazard in hazards:
        _check(hazard)
    return {hazard.slug: hazard for hazard in hazards}


def _hazard(row: Mapping[str, Any]) -> Hazard:
    return Hazard(
        slug=row["slug"],
        label=row["label"],
        report_type=row["report_type"],
        icon=row["icon"],
        live_for=timedelta(seconds=row["live_seconds"]),
        fields=tuple(_field(one) for one in row["field"]),
        severity_of=row["severity_of"],
        severities=tuple(SeverityStep(one["name"], one.get("most")) for one in row["severity"]),
        cap_event=row["cap"]["event"],
        cap_category=row["cap"]["category"],
        law=row["law"],
    )


def _field(row: Mapping[str, Any]) -> Field:
    steps = tuple(BodyStep(one["slug"], one["value"], one["label"]) for one in row.get("step", ()))
    return Field(row["name"], row["least"], row["most"], row["unit"], steps)


def _check(hazard: Hazard) -> None:
    faults = {
        "its labels are not in id and en": not all(_in_both(label) for label in _labels(hazard)),
        "its live window is not positive": hazard.live_for <= timedelta(0),
        "its severity is judged by a field that it does not have": hazard.severity_of
        not in {f.name for f in hazard.fields},
        "its severities do not rise to one without end": not _rises(hazard),
        "a severity is none that readers know": not {s.severity for s in hazard.severities} <= set(SEVERITIES),
        "a step lies outside its field's range": not all(_in_range(one) for one in hazard.fields),
        "its CAP category is none of CAP 1.2": hazard.cap_category not in CAP_CATEGORIES,
    }
    for fault, found in faults.items():
        if found:
            raise HazardFlawed(f"{hazard.slug}: {fault}")


def _labels(hazard: Hazard) -> list[Mapping[str, str]]:
    return [hazard.label, *(step.label for one in hazard.fields for step in one.steps)]


def _in_both(label: Mapping[str, str]) -> bool:
    return all(label.get(language) for language in ("id", "en"))


def _rises(hazard: Hazard) -> bool:
    bounds = [step.most for step in hazard.severities]
    known = [bound for bound in bounds if bound is not None]
    return bounds[-1:] == [None] and len(known) == len(bounds) - 1 and known == sorted(set(known))


def _in_range(one: Field) -> bool:
    values = [step.value for step in one.steps]
    return one.least < one.most and values == sorted(set(values)) and all(one.least <= v <= one.most for v in values)


HAZARDS: Mapping[str, Hazard] = read(
    tomllib.loads(files("simpul.disaster").joinpath("data/hazards.toml").read_text("utf-8"))
)


def hazard_of(slug: str) -> Hazard:
    """The hazard of this slug; HazardUnknown if there is none."""
    try:
        return HAZARDS[slug]
    except KeyError:
        raise HazardUnknown(hazard=slug[:40]) from None
