"""The dosing table in words: tablets as people write them, ages, why somebody is referred instead."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from simpul.kernel.i18n import N_, Translator
from simpul.malaria.model.dosing import DoseTable, Months, WeightBand, Weights

_SIGNS = {Fraction(1, 4): "¼", Fraction(1, 3): "⅓", Fraction(1, 2): "½", Fraction(3, 4): "¾", Fraction(2, 3): "⅔"}
REFERRED = (
    (N_("Any sign of severe malaria, or the patient cannot swallow."), "20-22"),
    (
        N_(
            "Relapse of vivax or ovale: it needs a G6PD test and twice the primaquine, for which the source has no tablets."
        ),
        "12, 16-17",
    ),
    (N_("Malaria again within 28 days of treatment: the treatment failed."), "16-17"),
    (N_("A species that is not known, or a result that cannot be read."), "11-13"),
    (N_("Nobody could weigh a patient of 15 years or older, or weight and age are both unknown."), "12"),
    (N_("G6PD deficiency: DHP is given, and the patient is referred."), "12"),
    (N_("Anything missing, unreadable or contradictory in what was entered."), ""),
)
"""Who gets no dose from the app but a referral, and on which page the source says so."""

SPECIES = {
    "falciparum": N_("P. falciparum"),
    "vivax": N_("P. vivax"),
    "ovale": N_("P. ovale"),
    "mixed_pf_pv_po": N_("Mixed: falciparum with vivax or ovale"),
    "malariae": N_("P. malariae"),
    "knowlesi": N_("P. knowlesi"),
}
FORMULATIONS = {
    "dhp_tablet": N_("DHP, ordinary tablet"),
    "dhp_dispersible": N_("DHP, dispersible tablet for children"),
    "primaquine_tablet": N_("Primaquine tablet"),
    "artesunate_vial": N_("Artesunate, vial"),
}


def tablets(amount: Fraction | None) -> str:
    """The exact amount as it is written on a packet: 1½; – for none."""
    if amount is None:
        return "–"
    whole, part = divmod(amount, 1)
    if not part:
        return str(whole)
    return f"{whole or ''}{_SIGNS.get(part) or f' {part}'}"


def kilograms(weights: Weights) -> str:
    """The band as the source writes it: ≤5 kg, >5–6 kg, >80 kg."""
    if weights.most is None:
        return f">{weights.over:f}\u00a0kg"
    return f"≤{weights.most:f}\u00a0kg" if weights.over == 0 else f">{weights.over:f}–{weights.most:f}\u00a0kg"


def decimal(amount: Decimal, words: Translator) -> str:
    """The exact number as this language writes it: 2,4 or 2.4."""
    return f"{amount:f}".replace(".", "," if words.language == "id" else ".")


def ages(months: Months, words: Translator) -> str:
    """The ages for which the band counts where nobody could weigh."""
    if months.last is None:
        return words.gettext("not without a weight")
    if months.first < 60:
        return words.gettext("{first} to {last} months", first=months.first, last=months.last)
    return words.gettext("{first} to {last} years", first=months.first // 12, last=(months.last + 1) // 12 - 1)


def rows(table: DoseTable, words: Translator) -> Sequence[Sequence[str]]:
    """Tabel 1 to 3 as the page shows them: weight, DHP a day and in all, primaquine a day, ages."""
    return [list(_row(table, band, words)) for band in table.bands]


def _row(table: DoseTable, band: WeightBand, words: Translator) -> Iterator[str]:
    yield kilograms(band.weights)
    yield tablets(band.dhp)
    yield tablets(band.dhp * table.dhp_days)
    yield tablets(band.primaquine)
    yield ages(band.months, words)


def plausible_rows(table: DoseTable, words: Translator) -> Sequence[Sequence[str]]:
    """The weights that are taken for possible at an age; beyond them the patient is referred."""
    return [[_span(one.months, words), f"{one.least:f}–{one.most:f} kg"] for one in table.plausible.ages]


def _span(months: Months, words: Translator) -> str:
    if months.last is None:
        return words.gettext("{first} years and over", first=months.first // 12)
    return ages(months, words)


def pack_rows(table: DoseTable, words: Translator) -> Sequence[Sequence[str]]:
    """EDAT's colours of 2018: weights, tablets, and the weights at which the app may name the colour."""
    return [
        [
            one.colour,
            kilograms(one.weights),
            tablets(one.dhp),
            ", ".join(kilograms(part) for part in one.agrees) or words.gettext("never"),
        ]
        for one in table.colours
    ]
