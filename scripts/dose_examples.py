"""Writes tests/malaria/dose_examples.json: what Python and the field app must both answer, line by line.

    python scripts/dose_examples.py [../shared/data/malaria/dosing.json]

Given vectors keep the answer that they came with, and the script stops where the rule gives another. The rest is the
rule's own answer, so that a change of the rule shows as a change of this file, to be read before it is committed.
"""

import itertools
import json
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from simpul.malaria.rules import packs, severity
from simpul.malaria.rules.dosing import cited, dose, shown
from simpul.malaria.rules.dosing_table import TABLE

TARGET = Path(__file__).parents[1] / "tests" / "malaria" / "dose_examples.json"
SPECIES = ("falciparum", "vivax", "ovale", "mixed_pf_pv_po", "malariae", "knowlesi")
FLAGS = ("pregnant", "breastfeeding_infant_lt_6m", "g6pd_deficient")
PLACES: tuple[tuple[Any, Any], ...] = (
    *((3, 0), (5, 1), (5, 8), ("5.1", 3), ("5.5", 7), (6, 5), (6, 6), ("6.1", 7), ("6.1", 5), (7, 4), (8, 9), (10, 12)),
    *(("10.1", 18), (12, 24), (17, 50), ("17.1", 62), (19, 70), (20, 72), ("20.1", 74), (30, 110), ("30.1", 122)),
    *((40, 170), ("40.1", 190), (50, 300), (60, 400), ("60.1", 400), (80, 400), ("80.1", 400), (95, 400), ("12.35", 30)),
    *((None, 0), (None, 1), (None, 2), (None, 5), (None, 6), (None, 12), (None, 13), (None, 59), (None, 60), (None, 119)),
    *((None, 120), (None, 179), (None, 180), (None, 300), (None, None), (50, None), ("10.1", None), (10, None), (3, None)),
    *((18, 48), (35, 110), (45, 100), (35, 48), (70, 24), (12, 300), (50, 3), (12, 5), ("12.1", 5)),
)
WEIGHTS = (0, -5, 1, "1.9", 2, "0.1", 250, "250.1", 251, 10000, 9007199254740991, "6.0001", "6.00", "10.000001", "40.10")
STRANGE = ("6", "12,5", "", "NaN", True, False, [], {}, [50])


def examples(given: Path | None) -> Iterator[dict[str, Any]]:
    """Every example, the given ones first."""
    if given:
        yield from _given(json.loads(given.read_text(), parse_float=Decimal)["test_vectors"])
    yield from (_dose(patient(*place, species)) for place, species in itertools.product(PLACES, SPECIES[:2]))
    yield from (_dose(patient(50, 300, species)) for species in SPECIES)
    yield from (_dose(patient(weight, 300, "vivax")) for weight in WEIGHTS)
    yield from (_dose(patient(weight, 30, "vivax")) for weight in WEIGHTS)
    yield from _combined()
    yield from _unfit()
    yield from _severe()


def patient(weight: Any, months: Any, species: Any, **more: Any) -> dict[str, Any]:
    """What is told of a patient; a weight with a fraction is given as text and written as a number."""
    exact = Decimal(weight) if isinstance(weight, str) else weight
    return {"weight_kg": exact, "age_months": months, "species": species, **dict.fromkeys(FLAGS, False), **more}


def _combined() -> Iterator[dict[str, Any]]:
    for chosen in itertools.product((False, True), repeat=3):
        flags = dict(zip(FLAGS, chosen, strict=True))
        for species in ("falciparum", "vivax", "malariae", "knowlesi"):
            yield _dose(patient(50, 300, species, **flags))
            yield _dose(patient(None, 170, species, **flags))
        yield _dose(patient("6.5", 5, "vivax", **flags))
        yield _dose(patient(50, None, "mixed_pf_pv_po", **flags))
        yield _dose(patient(16, None, "vivax", **flags))


def _unfit() -> Iterator[dict[str, Any]]:
    for field, value in itertools.product(("weight_kg", "age_months", "species", *FLAGS), (None, *STRANGE)):
        yield _dose({**patient(50, 300, "vivax"), field: value}, json_only=field == "weight_kg" and isinstance(value, str))
    for months in (-1, 5.5, 12.5, 1440, 1441, 100000):
        exact = Decimal(str(months)) if isinstance(months, float) else months
        yield _dose(patient(12, exact, "vivax"))
    for field in ("weight_kg", "age_months", "species", *FLAGS):
        yield _dose({name: value for name, value in patient(50, 300, "vivax").items() if name != field})
    for species in ("Falciparum", "vivax ", "pf", "mixed", "unknown", "mixed_pf_pm", "negative"):
        yield _dose(patient(50, 300, species))
    for more in _further():
        yield _dose(patient(50, 300, "vivax", **more))
        yield _dose(patient(50, 300, "falciparum", **more))
    yield from (_dose(odd) for odd in ({}, {"weight_kg": 50}, {"name": "x"}))


def _further() -> Iterator[dict[str, Any]]:
    yield from ({"relapse": value} for value in (True, False, None, "no"))
    yield from ({"malaria_before": value} for value in ("none", "within_28d", "earlier", "never", None))
    yield from ({"can_swallow": value} for value in (True, False, None))
    yield from ({"severe_signs": value} for value in ([], ["bleeding"], ["tired"], None, "bleeding"))
    yield {"recurrence": "relapse"}


def _given(vectors: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for vector in vectors:
        made = _dose(vector["input"], origin="given")
        if shown(dose(vector["input"])) != vector["expect"]:
            raise SystemExit(f"the rule answers a given vector otherwise: {vector}")
        yield made


def _dose(given: dict[str, Any], **more: Any) -> dict[str, Any]:
    result = dose(given)
    pack = packs.colour(result, given.get("weight_kg"))
    return {"kind": "dose", "input": given, "expect": cited(result), "pack": pack, **{k: v for k, v in more.items() if v}}


def _severe() -> Iterator[dict[str, Any]]:
    weights = ("8", "12", "19.9", "20", "20.1", "35", "50", "70", "5", "251", None)
    for weight, swallows, injection in itertools.product(weights, (True, False, None), (True, False)):
        told = {"weight_kg": weight and Decimal(weight), "can_swallow": swallows, "injection": injection}
        yield _referral({**told, "severe_signs": ["yellow_eyes", "very_pale"]})
    for sign in severity.SIGNS:
        yield _referral({"weight_kg": 50, "can_swallow": True, "injection": False, "severe_signs": [sign]})
    yield _referral(
        {"weight_kg": 50, "age_months": 3, "can_swallow": True, "injection": False, "severe_signs": ["bleeding"]}
    )
    yield _referral({"weight_kg": 50, "severe_signs": []})
    yield _referral({"severe_signs": ["bleeding"]})


def _referral(given: dict[str, Any]) -> dict[str, Any]:
    return {"kind": "referral", "input": given, "expect": severity.shown(severity.pre_referral(given))}


def written(made: dict[str, Any]) -> str:
    """One line of JSON, decimals digit for digit."""
    numbers: list[str] = []

    def kept(value: Any) -> Any:
        if isinstance(value, Decimal):
            numbers.append(str(value))
            return f"@{len(numbers) - 1}@"
        return value

    text = json.dumps({**made, "input": {name: kept(value) for name, value in made["input"].items()}}, ensure_ascii=False)
    for place, number in enumerate(numbers):
        text = text.replace(f'"@{place}@"', number)
    return text


def main(arguments: list[str]) -> None:
    """The file is written; how many examples it holds is printed."""
    lines = list(dict.fromkeys(written(one) for one in examples(Path(arguments[0]) if arguments else None)))
    head = json.dumps({"version": TABLE.version, "sha256": TABLE.sha256, "examples": 0})[:-2]
    TARGET.write_text(head + "[\n" + ",\n".join(lines) + "\n]}\n", encoding="utf-8")
    print(f"{len(lines)} examples in {TARGET.name}")


if __name__ == "__main__":
    main(sys.argv[1:])
