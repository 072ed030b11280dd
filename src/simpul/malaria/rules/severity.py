"""Severe malaria as a village worker can see it: refer, with what may be given on the way.

Source: Buku Saku Tata Laksana Kasus Malaria, Kemenkes RI 2023, pages 20-22; the ten signs are derived from its list
(law/malaria/dosing.toml, `severe`). Nothing is given by mouth to anyone who cannot swallow.
"""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Any

from simpul.malaria.model.dosing import Artesunate, DoseTable, PatientAsked, PreReferral, WhyNotDosed
from simpul.malaria.rules import dosing_input
from simpul.malaria.rules.dosing import permit_weight_at_age
from simpul.malaria.rules.dosing_input import Unfit
from simpul.malaria.rules.dosing_table import TABLE

SIGNS: tuple[str, ...] = tuple(one.code for one in TABLE.severe.signs)


def pre_referral(given: Mapping[str, object], table: DoseTable = TABLE) -> PreReferral:
    """What to give before sending on, for `severe_signs`, `weight_kg`, `age_months`, `can_swallow` and `injection`.

    `injection`: somebody here can inject artesunate, which then goes before anything by mouth. Unfit with
    `severe_signs_unreadable` when the signs cannot be read; whatever else cannot be read only takes a medicine away.
    """
    signs = dosing_input.signs(table, given.get("severe_signs", []))
    injected, why_not = _injected(table, given)
    oral, why_nothing = (None, None) if not signs else _oral(table, given, signs)
    if not signs:
        injected, why_not = None, None
    return PreReferral(signs, injected, why_not, oral, why_nothing, table.version, table.severe.page)


def artesunate(weight: Decimal, table: DoseTable = TABLE) -> Artesunate:
    """One injection for `weight` kg; Unfit at exactly 20 kg, where the source does not say which amount counts."""
    rule = table.severe
    if weight == rule.turns_at:
        raise Unfit(WhyNotDosed.WEIGHT_AT_TURN)
    per_kg = rule.below if weight < rule.turns_at else rule.above
    mg = Fraction(per_kg) * Fraction(weight)
    return Artesunate(per_kg, _exact(mg), _exact(mg / rule.mg_per_ml), ceil(mg / rule.vial_mg))


def _exact(amount: Fraction) -> Decimal:
    """The same amount as a decimal: its denominator has no factor but 2 and 5, since it came from decimals."""
    power = 0
    while (amount * 10**power).denominator != 1:
        power += 1
    return Decimal((0, tuple(int(digit) for digit in str(int(amount * 10**power))), -power))


def _injected(table: DoseTable, given: Mapping[str, object]) -> tuple[Artesunate | None, WhyNotDosed | None]:
    try:
        asked = _weighed(table, given)
        return artesunate(_known(asked.weight), table), None
    except Unfit as unfit:
        return None, unfit.why


def _oral(
    table: DoseTable, given: Mapping[str, object], signs: tuple[str, ...]
) -> tuple[Fraction | None, WhyNotDosed | None]:
    swallows = given.get("can_swallow") is True and all(one.swallows for one in table.severe.signs if one.code in signs)
    if not swallows:
        return None, WhyNotDosed.CANNOT_SWALLOW
    if given.get("injection") is not False:
        return None, WhyNotDosed.INJECTION_FIRST
    try:
        weight = _known(_weighed(table, given).weight)
        return next(band.dhp for band in table.bands if band.weights.holds(weight)), None
    except Unfit as unfit:
        return None, unfit.why


def _known(weight: Decimal | None) -> Decimal:
    if weight is None:
        raise Unfit(WhyNotDosed.WEIGHT_MISSING)
    return weight


def _weighed(table: DoseTable, given: Mapping[str, object]) -> PatientAsked:
    weight = dosing_input.weight(table, given.get("weight_kg"))
    months = dosing_input.months(table, given.get("age_months"))
    asked = PatientAsked(weight, months, "falciparum", pregnant=False, breastfeeding=False, g6pd_deficient=False)
    permit_weight_at_age(table, asked)
    return asked


def shown(result: PreReferral) -> dict[str, Any]:
    """The answer as JSON: milligrams, millilitres and tablets as exact text."""
    injected = result.artesunate
    return {
        "refer": result.refer,
        "severe_signs": list(result.signs),
        "artesunate": injected
        and {
            "mg_per_kg": str(injected.mg_per_kg),
            "mg": plain(injected.mg),
            "ml": plain(injected.ml),
            "vials": injected.vials,
        },
        "artesunate_refusal": result.artesunate_refusal,
        "oral_dhp_tablets": None if result.oral_dhp is None else str(result.oral_dhp),
        "oral_refusal": result.oral_refusal,
        "version": result.version,
        "page": result.page,
    }


def plain(amount: Decimal) -> str:
    """The amount in plain digits, without an exponent and without needless zeros."""
    text = format(amount, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
