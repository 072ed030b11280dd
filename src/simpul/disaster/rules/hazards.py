"""Hazards are data (`data/hazards/*.toml`, a file each), read into frozen values and validated as the program starts."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from importlib.resources import files
from typing import Any

from simpul.disaster.model import Deck, Field, FieldKind, Hazard, HazardUnknown, Label, Measure, Option, SeverityStep
from simpul.kernel.i18n import Words

CAP_CATEGORIES = frozenset({"Geo", "Met", "Safety", "Fire", "Health", "Env", "Infra"})
SEVERITIES = ("minor", "moderate", "severe", "extreme")
_CHOSEN = (FieldKind.CHOICE, FieldKind.CHOICES)


class HazardFlawed(ValueError):
    """A hazard's file contradicts itself or another one; the program does not start."""


def read(tables: Iterable[Mapping[str, Any]]) -> Mapping[str, Hazard]:
    """The hazards of these files by slug, in the order of menus; HazardFlawed when one contradicts itself."""
    hazards = sorted((_hazard(table) for table in tables), key=lambda one: one.order)
    for what in ("slug", "order"):
        if len({getattr(hazard, what) for hazard in hazards}) != len(hazards):
            raise HazardFlawed(f"two hazards have the same {what}")
    for hazard in hazards:
        _check(hazard)
    return {hazard.slug: hazard for hazard in hazards}


def _hazard(table: Mapping[str, Any]) -> Hazard:
    return Hazard(
        slug=table["slug"],
        label=Words(table["label"]),
        hint=Words(table["hint"]),
        icon=table["icon"],
        live_for=timedelta(seconds=table["live_seconds"]),
        decks=tuple(_deck(one) for one in table["deck"]),
        cap_event=table["cap"]["event"],
        cap_category=table["cap"]["category"],
        law=table["law"],
        order=table["order"],
        listed=table.get("listed", True),
        follow_on=table.get("follow_on", False),
    )


def _deck(table: Mapping[str, Any]) -> Deck:
    return Deck(
        report_type=table["report_type"],
        label=Words(table["label"]),
        fields=tuple(_field(one) for one in table.get("field", ())),
        severity_of=table["severity_of"],
        measure=Measure(table["measure"]),
        severities=tuple(SeverityStep(one["name"], one.get("most")) for one in table["severity"]),
    )


def _field(table: Mapping[str, Any]) -> Field:
    return Field(
        name=table["name"],
        kind=FieldKind(table["kind"]),
        label=Words(table["label"]),
        least=table["least"],
        most=table["most"],
        hint=_words(table.get("hint")),
        unit=table.get("unit", ""),
        options=tuple(_option(one) for one in table.get("option", ())),
        components=tuple(table.get("components", ())),
        required=table.get("required", True),
        private=table.get("private", False),
        whole=table.get("whole", True),
    )


def _option(table: Mapping[str, Any]) -> Option:
    return Option(table["value"], table["slug"], Words(table["label"]), _words(table.get("hint")), table.get("picture", ""))


def _words(given: Mapping[str, str] | None) -> Label | None:
    return None if given is None else Words(given)


def _check(hazard: Hazard) -> None:
    types = [deck.report_type for deck in hazard.decks]
    faults = {
        "its labels are not in id and en": not all(_in_both(label) for label in _labels(hazard)),
        "its live window is not positive": hazard.live_for <= timedelta(0),
        "it asks nothing, or two decks have the same type": not types or len(set(types)) != len(types),
        "its CAP category is none of CAP 1.2": hazard.cap_category not in CAP_CATEGORIES,
    }
    for fault, found in faults.items():
        if found:
            raise HazardFlawed(f"{hazard.slug}: {fault}")
    for deck in hazard.decks:
        _check_deck(hazard.slug, deck)


def _check_deck(slug: str, deck: Deck) -> None:
    names = [one.name for one in deck.fields]
    faults = {
        "two fields have the same name": len(set(names)) != len(names),
        "its severity is judged by a field that it does not have": bool(deck.severity_of) and deck.severity_of not in names,
        "its severities do not rise to one without end": not _rises(deck),
        "a severity is none that readers know": not {s.severity for s in deck.severities} <= set(SEVERITIES),
        "an option lies outside its field's range": not all(_in_range(one) for one in deck.fields),
        "a choice has no options": any(one.kind in _CHOSEN and not one.options for one in deck.fields),
        "a required answer cannot be private": any(one.required and one.private for one in deck.fields),
    }
    for fault, found in faults.items():
        if found:
            raise HazardFlawed(f"{slug}, {deck.report_type}: {fault}")


def _labels(hazard: Hazard) -> Iterator[Label]:
    yield from (hazard.label, hazard.hint)
    for deck in hazard.decks:
        yield deck.label
        for one in deck.fields:
            yield from (label for label in (one.label, one.hint) if label is not None)
            for option in one.options:
                yield from (label for label in (option.label, option.hint) if label is not None)


def _in_both(label: Label) -> bool:
    return all(label.get(language) for language in ("id", "en"))


def _rises(deck: Deck) -> bool:
    bounds = [step.most for step in deck.severities]
    known = [bound for bound in bounds if bound is not None]
    return bounds[-1:] == [None] and len(known) == len(bounds) - 1 and known == sorted(set(known))


def _in_range(one: Field) -> bool:
    values = [option.value for option in one.options]
    return one.least < one.most and values == sorted(set(values)) and all(one.least <= v <= one.most for v in values)


def _tables() -> Iterator[Mapping[str, Any]]:
    for file in files("simpul.disaster").joinpath("data/hazards").iterdir():
        if file.name.endswith(".toml"):
            yield tomllib.loads(file.read_text("utf-8"))


HAZARDS: Mapping[str, Hazard] = read(_tables())
LISTED: tuple[Hazard, ...] = tuple(hazard for hazard in HAZARDS.values() if hazard.listed)
"""What people may report, in the order of menus."""


def hazard_of(slug: str) -> Hazard:
    """The hazard of this slug; HazardUnknown if there is none."""
    try:
        return HAZARDS[slug]
    except KeyError:
        raise HazardUnknown(hazard=slug[:40]) from None
