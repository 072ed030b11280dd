"""The national dosing table, read from law data and checked as the program starts: every weight once, every amount exact.

What the field app carries is made here, byte for byte the same each time, so that its digest can be signed.
"""

import hashlib
import json
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from importlib.resources import files
from typing import Any

from simpul.malaria.model.dosing import (
    ColourBand,
    Contraindication,
    DoseTable,
    Formulation,
    Months,
    Plausible,
    PlausibleWeight,
    SevereRule,
    SevereSign,
    SpeciesDays,
    TableNote,
    WeightBand,
    Weights,
)


class DoseTableFlawed(ValueError):
    """The dosing table contradicts itself; the program does not start."""


def read(text: str) -> DoseTable:
    """The table that this TOML says; DoseTableFlawed when it holds a float, a gap, an overlap, or is signed by hand."""
    given = tomllib.loads(text, parse_float=_no_float)
    try:
        table = _table(given)
    except (KeyError, ValueError, ArithmeticError, TypeError) as fault:
        raise DoseTableFlawed(f"{type(fault).__name__}: {fault}") from None
    _check(table, given["signed_off_by"])
    return table


def _no_float(text: str) -> float:
    raise DoseTableFlawed(f"a float stands in the table: {text}")


def _table(given: Mapping[str, Any]) -> DoseTable:
    carried = _carried(given)
    return DoseTable(
        version=given["version"],
        since=given["since"],
        title=given["title"],
        source=given["source"],
        verification=given["verification"],
        page=given["dhp"]["page"],
        dhp_days=given["dhp"]["days"],
        bands=tuple(_band(one) for one in given["band"]),
        species={one["code"]: SpeciesDays(**one) for one in given["species"]},
        contraindications={one["code"]: Contraindication(**one) for one in given["contraindication"]},
        infant_under=given["infant"]["under_months"],
        age_needed_up_to=Decimal(given["infant"]["age_needed_up_to_kg"]),
        age_only_below=given["age_only"]["below_months"],
        plausible=_plausible(given["plausible"]),
        relapsing=frozenset(given["relapse"]["species"]),
        slide_days=tuple(given["followup"]["slide_days"]),
        severe=_severe(given["severe"]),
        colours=tuple(_colour(one) for one in given["edat_2018"]["band"]),
        formulations=tuple(Formulation(**one) for one in given["formulation"]),
        notes=tuple(TableNote(**one) for one in given["note"]),
        carried=carried,
        sha256=hashlib.sha256(carried).hexdigest(),
    )


def _carried(given: Mapping[str, Any]) -> bytes:
    """Canonical JSON: sorted, without spaces, UTF-8, without the empty field for a signature."""
    kept = {key: value for key, value in given.items() if key != "signed_off_by"}
    return json.dumps(kept, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_day).encode()


def _day(value: object) -> str:
    if not isinstance(value, date):
        raise DoseTableFlawed(f"neither text nor a number: {value!r}")
    return value.isoformat()


def _band(one: Mapping[str, Any]) -> WeightBand:
    primaquine = Fraction(one["primaquine"]) if one["primaquine"] else None
    return WeightBand(
        one["label"], _weights(one["over"], one["most"]), _months(one["months"]), Fraction(one["dhp"]), primaquine
    )


def _weights(over: str, most: str) -> Weights:
    return Weights(Decimal(over), Decimal(most) if most else None)


def _months(pair: Sequence[int]) -> Months:
    first, last = pair
    return Months(first, last if last >= 0 else None)


def _plausible(given: Mapping[str, Any]) -> Plausible:
    least, most = (Decimal(one) for one in given["weight_kg"])
    ages = tuple(
        PlausibleWeight(_months(one["months"]), *(Decimal(weight) for weight in one["weight_kg"])) for one in given["age"]
    )
    from_months, over = given["childbearing_from_months"], Decimal(given["childbearing_over_kg"])
    return Plausible(least, most, given["months_most"], ages, from_months, over)


def _severe(given: Mapping[str, Any]) -> SevereRule:
    return SevereRule(
        signs=tuple(SevereSign(**one) for one in given["sign"]),
        below=Decimal(given["artesunate_below_20_kg"]),
        above=Decimal(given["artesunate_above_20_kg"]),
        turns_at=Decimal(given["artesunate_turns_at_kg"]),
        vial_mg=given["vial_mg"],
        mg_per_ml=given["mg_per_ml"],
        page=given["page"],
    )


def _colour(one: Mapping[str, Any]) -> ColourBand:
    agrees = tuple(_weights(over, most) for over, most in one["agrees"])
    return ColourBand(one["colour"], _weights(one["over"], one["most"]), Fraction(one["dhp"]), agrees)


def _check(table: DoseTable, signed_off_by: str) -> None:
    ages = [band.months for band in table.bands if band.months.first < table.age_only_below]
    faults = {
        "a signature stands in the file: a clinician signs on the page": signed_off_by != "",
        "its weights leave a gap, or overlap": not _meet([band.weights for band in table.bands]),
        "its ages leave a gap, or overlap": not _follow([*ages, Months(table.age_only_below, None)]),
        "its plausible ages leave a gap, or overlap": not _follow([one.months for one in table.plausible.ages]),
        "the colours leave a gap, or overlap": not _meet([one.weights for one in table.colours]),
        "an amount is not positive": not all(_amounts(table)),
        "a colour agrees where the national dose is another": _agreement(table) != _said(table),
        "a species has days other than 0, 1 or 14": not {one.primaquine_days for one in table.species.values()}
        <= {0, 1, 14},
    }
    for fault, found in faults.items():
        if found:
            raise DoseTableFlawed(fault)


def _meet(all_weights: Sequence[Weights]) -> bool:
    edges = [Decimal(0), *(one.most for one in all_weights)]
    ends = edges[-1] is None and None not in edges[:-1]
    return ends and all(one.over == edge for one, edge in zip(all_weights, edges, strict=False))


def _follow(ages: Sequence[Months]) -> bool:
    nexts = [0, *(-1 if one.last is None else one.last + 1 for one in ages)]
    return nexts[-1] == -1 and all(one.first == first for one, first in zip(ages, nexts, strict=False))


def _amounts(table: DoseTable) -> list[bool]:
    rows = [amount for band in table.bands for amount in (band.dhp, band.primaquine) if amount is not None]
    return [amount > 0 for amount in (*rows, *(one.dhp for one in table.colours))] + [table.dhp_days > 0]


def _said(table: DoseTable) -> set[tuple[str, Decimal, Decimal | None]]:
    return {(one.colour, part.over, part.most) for one in table.colours for part in one.agrees}


def _agreement(table: DoseTable) -> set[tuple[str, Decimal, Decimal | None]]:
    """Where a colour's amount is the national one, worked out anew; neighbouring bands of one amount as one."""
    found: set[tuple[str, Decimal, Decimal | None]] = set()
    for one in table.colours:
        parts = [part for band in table.bands if band.dhp == one.dhp and (part := _shared(one.weights, band.weights))]
        if parts:
            found.add((one.colour, parts[0].over, parts[-1].most))
    return found


def _shared(one: Weights, other: Weights) -> Weights | None:
    over = max(one.over, other.over)
    ends = [end for end in (one.most, other.most) if end is not None]
    most = min(ends) if ends else None
    return None if most is not None and most <= over else Weights(over, most)


TABLE: DoseTable = read(files("simpul.law").joinpath("malaria/dosing.toml").read_text("utf-8"))
"""The table that is in force, signed or not."""
