"""The dose for a patient, from the national table and from nothing else; whoever the table does not cover is referred.

Source: Buku Saku Tata Laksana Kasus Malaria, Kemenkes RI 2023, pages 11-13 (Tabel 1 to 3, notes a to e), 16-17. Weight
counts before age (note b). A refusal is the safe answer: where the table says nothing, nothing is computed.
"""

from collections.abc import Iterator
from typing import Any

from simpul.malaria.model.dosing import Dose, DoseTable, NotDosed, PatientAsked, WeightBand, WhyNotDosed
from simpul.malaria.rules.dosing_input import Unfit, patient
from simpul.malaria.rules.dosing_table import TABLE


def dose(given: object, table: DoseTable = TABLE) -> Dose | NotDosed:
    """The dose for what was told (`dosing_input.FIELDS`), or why there is none. Total: no input raises, none is rounded."""
    try:
        asked = patient(table, given)
        _permit(table, asked)
        band = band_of(table, asked)
    except Unfit as unfit:
        return NotDosed(unfit.why, table.version, table.page)
    return _dose(table, asked, band)


def _permit(table: DoseTable, asked: PatientAsked) -> None:
    """Nothing, for a patient whom the table covers; Unfit with the first reason why not."""
    reasons = {
        WhyNotDosed.SEVERE_SIGNS: bool(asked.signs),
        WhyNotDosed.CANNOT_SWALLOW: not asked.can_swallow,
        WhyNotDosed.RELAPSE: asked.relapse,
        WhyNotDosed.TREATMENT_FAILURE: asked.failed,
        WhyNotDosed.WEIGHT_AND_AGE_MISSING: asked.weight is None and asked.months is None,
        WhyNotDosed.CHILDBEARING_CONTRADICTORY: _too_young(table, asked),
    }
    for why, found in reasons.items():
        if found:
            raise Unfit(why)


def _too_young(table: DoseTable, asked: PatientAsked) -> bool:
    """Whether somebody is said to be pregnant or to breastfeed who cannot be."""
    bounds = table.plausible
    young = asked.months is not None and asked.months < bounds.childbearing_from
    light = asked.weight is not None and asked.weight <= bounds.childbearing_over
    return (asked.pregnant or asked.breastfeeding) and (young or light)


def band_of(table: DoseTable, asked: PatientAsked) -> WeightBand:
    """The row of the table: by weight, or by age under 15 years where nobody weighed; Unfit where neither decides."""
    if asked.weight is None:
        return _band_by_age(table, asked.months)
    if asked.months is None and asked.weight <= table.age_needed_up_to:
        raise Unfit(WhyNotDosed.AGE_NEEDED)
    permit_weight_at_age(table, asked)
    return next(band for band in table.bands if band.weights.holds(asked.weight))


def permit_weight_at_age(table: DoseTable, asked: PatientAsked) -> None:
    """Nothing, where a body of this age can weigh so much; Unfit otherwise."""
    if asked.weight is None or asked.months is None:
        return
    bounds = next(one for one in table.plausible.ages if one.months.holds(asked.months))
    if not bounds.least <= asked.weight <= bounds.most:
        raise Unfit(WhyNotDosed.WEIGHT_AGE_CONTRADICTORY)


def _band_by_age(table: DoseTable, months: int | None) -> WeightBand:
    if months is None:
        raise Unfit(WhyNotDosed.WEIGHT_AND_AGE_MISSING)
    if months >= table.age_only_below:
        raise Unfit(WhyNotDosed.AGE_ONLY_15_YEARS_AND_OVER)
    return next(band for band in table.bands if band.months.holds(months))


def _dose(table: DoseTable, asked: PatientAsked, band: WeightBand) -> Dose:
    species = table.species[asked.species]
    reasons = tuple(_against_primaquine(table, asked, band))
    against = [table.contraindications[code] for code in reasons]
    by = "age" if asked.weight is None else "weight"
    pages = [species.page, *(one.page for one in against)]
    return Dose(
        dhp=band.dhp,
        dhp_days=table.dhp_days,
        primaquine=None if reasons else band.primaquine,
        primaquine_days=0 if reasons else species.primaquine_days,
        reasons=reasons,
        refer=any(one.refer for one in against),
        by=by,
        rule=f"{species.table}, {band.label}" + (", by age" if by == "age" else ""),
        version=table.version,
        page=", ".join(dict.fromkeys(pages)),
    )


def _against_primaquine(table: DoseTable, asked: PatientAsked, band: WeightBand) -> Iterator[str]:
    """Every reason, in the table's order; that of the band alone where no other stands."""
    holds = {
        "infant_lt_6_months": asked.months is not None and asked.months < table.infant_under,
        "pregnant": asked.pregnant,
        "breastfeeding_infant_lt_6m": asked.breastfeeding,
        "g6pd_deficient_refer": asked.g6pd_deficient,
        "species:no_primaquine": table.species[asked.species].primaquine_days == 0,
    }
    found = [code for code in table.contraindications if holds.get(code)]
    yield from found or (["band:no_primaquine"] if band.primaquine is None else [])


def shown(result: Dose | NotDosed) -> dict[str, Any]:
    """The answer as JSON, amounts as exact fractions in text: `{"dhp_tablets_per_day": "3/2", …}`, or a refusal."""
    if isinstance(result, NotDosed):
        return {"dhp_tablets_per_day": None, "refer": True, "refusal": result.why.value}
    return {
        "dhp_tablets_per_day": str(result.dhp),
        "dhp_days": result.dhp_days,
        "dhp_tablets_total": str(result.dhp_total),
        "primaquine_tablets_per_day": None if result.primaquine is None else str(result.primaquine),
        "primaquine_days": result.primaquine_days,
        "primaquine_tablets_total": str(result.primaquine_total),
        "no_primaquine_reasons": list(result.reasons),
        "refer": result.refer,
    }


def cited(result: Dose | NotDosed) -> dict[str, Any]:
    """The same with the rule, version and page that a screen shows beside a dose."""
    rule = result.rule if isinstance(result, Dose) else "refer"
    return {**shown(result), "rule": rule, "version": result.version, "page": result.page}
