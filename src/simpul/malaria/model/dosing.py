"""Nouns of dosing: the national table as it stands in `law/malaria/dosing.toml`, a dose, and why none is given.

Amounts of tablets are `Fraction`, weights and milligrams `Decimal`; a float never stands here.
Source: Buku Saku Tata Laksana Kasus Malaria, Kemenkes RI 2023, by the pages that each row names.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

Words = Mapping[str, str]
"""A text in both languages, by `id` and `en`."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights in kg with over < weight <= most; without `most` there is no end."""

    over: Decimal
    most: Decimal | None

    def holds(self, weight: Decimal) -> bool:
        """Whether the weight lies within."""
        return weight > self.over and (self.most is None or weight <= self.most)


@dataclass(frozen=True, slots=True)
class Months:
    """Ages in whole months, first and last included; without `last` there is no end."""

    first: int
    last: int | None

    def holds(self, months: int) -> bool:
        """Whether the age lies within."""
        return months >= self.first and (self.last is None or months <= self.last)


@dataclass(frozen=True, slots=True)
class WeightBand:
    """A row of Tabel 1 to 3: tablets a day of DHP and of primaquine (None: the table gives none)."""

    label: str
    weights: Weights
    months: Months
    dhp: Fraction
    primaquine: Fraction | None


@dataclass(frozen=True, slots=True)
class SpeciesDays:
    """Days of primaquine for a species; 0 where it is never given."""

    code: str
    primaquine_days: int
    table: str
    page: str


@dataclass(frozen=True, slots=True)
class Contraindication:
    """Why somebody gets no primaquine; `refer`: DHP is given and the patient is sent on."""

    code: str
    refer: bool
    page: str
    text: Words


@dataclass(frozen=True, slots=True)
class PlausibleWeight:
    """The least and the most that a body of this age can weigh, in kg, both included. Beyond it the entry is a mistake."""

    months: Months
    least: Decimal
    most: Decimal


@dataclass(frozen=True, slots=True)
class Plausible:
    """Bounds of what can be true of a patient; derived, so the clinician signs them too."""

    least: Decimal
    most: Decimal
    months_most: int
    ages: tuple[PlausibleWeight, ...]
    childbearing_from: int
    childbearing_over: Decimal


@dataclass(frozen=True, slots=True)
class SevereSign:
    """A sign of severe malaria that a village worker can see; `swallows`: something may still be given by mouth."""

    code: str
    swallows: bool
    text: Words


@dataclass(frozen=True, slots=True)
class SevereRule:
    """Artesunate by injection before referral: mg per kg below and above a weight, at which the source says nothing."""

    signs: tuple[SevereSign, ...]
    below: Decimal
    above: Decimal
    turns_at: Decimal
    vial_mg: int
    mg_per_ml: int
    page: str


@dataclass(frozen=True, slots=True)
class ColourBand:
    """A colour of EDAT's scales and packs of 2018, its DHP a day, and the weights at which that is the national dose."""

    colour: str
    weights: Weights
    dhp: Fraction
    agrees: tuple[Weights, ...]


@dataclass(frozen=True, slots=True)
class Formulation:
    """What a tablet or vial holds, and whether the source states it."""

    code: str
    strength: str
    verified: bool
    page: str
    status: Words


@dataclass(frozen=True, slots=True)
class TableNote:
    """A rule of the source beside its tables."""

    code: str
    page: str
    text: Words


@dataclass(frozen=True, slots=True)
class DoseTable:
    """The whole dosing law of one version, with the digest of what the field app carries (SHA-256, hexadecimal)."""

    version: str
    since: date
    title: Words
    source: str
    verification: Words
    page: str
    dhp_days: int
    bands: tuple[WeightBand, ...]
    species: Mapping[str, SpeciesDays]
    contraindications: Mapping[str, Contraindication]
    infant_under: int
    age_needed_up_to: Decimal
    age_only_below: int
    plausible: Plausible
    relapsing: frozenset[str]
    slide_days: tuple[int, ...]
    severe: SevereRule
    colours: tuple[ColourBand, ...]
    formulations: tuple[Formulation, ...]
    notes: tuple[TableNote, ...]
    carried: bytes
    sha256: str


class WhyNotDosed(StrEnum):
    """Why no dose is given: the patient is referred instead."""

    INPUT_UNREADABLE = "input_unreadable"
    INPUT_CONTRADICTORY = "input_contradictory"
    FIELD_UNKNOWN = "field_unknown"
    WEIGHT_UNREADABLE = "weight_unreadable"
    WEIGHT_OUTSIDE_TABLE = "weight_outside_table"
    AGE_UNREADABLE = "age_unreadable"
    AGE_OUTSIDE_TABLE = "age_outside_table"
    AGE_NEEDED = "age_needed"
    AGE_ONLY_15_YEARS_AND_OVER = "age_only_15_years_and_over"
    WEIGHT_AND_AGE_MISSING = "weight_and_age_missing"
    WEIGHT_AGE_CONTRADICTORY = "weight_age_contradictory"
    CHILDBEARING_CONTRADICTORY = "childbearing_contradictory"
    SPECIES_UNKNOWN = "species_unknown"
    PREGNANT_UNKNOWN = "pregnant_unknown"
    BREASTFEEDING_UNKNOWN = "breastfeeding_unknown"
    G6PD_UNREADABLE = "g6pd_unreadable"
    RELAPSE_UNREADABLE = "relapse_unreadable"
    RELAPSE = "relapse"
    TREATMENT_FAILURE = "treatment_failure"
    SEVERE_SIGNS_UNREADABLE = "severe_signs_unreadable"
    SEVERE_SIGNS = "severe_signs"
    SWALLOWING_UNREADABLE = "swallowing_unreadable"
    CANNOT_SWALLOW = "cannot_swallow"
    WEIGHT_MISSING = "weight_missing"
    WEIGHT_AT_TURN = "weight_20_kg_unspecified"
    INJECTION_FIRST = "injection_first"


@dataclass(frozen=True, slots=True)
class PatientAsked:
    """What is known of a patient before dosing, read and in range; `weight` in kg, `months` of age."""

    weight: Decimal | None
    months: int | None
    species: str
    pregnant: bool
    breastfeeding: bool
    g6pd_deficient: bool
    relapse: bool = False
    failed: bool = False
    can_swallow: bool = True
    signs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dose:
    """Tablets a day and in all, and what they rest on. Primaquine never stands beside a reason against it."""

    dhp: Fraction
    dhp_days: int
    primaquine: Fraction | None
    primaquine_days: int
    reasons: tuple[str, ...]
    refer: bool
    by: str
    rule: str
    version: str
    page: str

    def __post_init__(self) -> None:
        amounts: tuple[object, ...] = (self.dhp, self.primaquine)
        if not isinstance(amounts[0], Fraction) or not isinstance(amounts[1], Fraction | None):
            raise TypeError("amounts are exact fractions")
        if (self.primaquine is None) != bool(self.reasons) or (self.primaquine is None) != (self.primaquine_days == 0):
            raise ValueError("primaquine and the reasons against it exclude each other")

    @property
    def dhp_total(self) -> Fraction:
        """Tablets of DHP in the whole course."""
        return self.dhp * self.dhp_days

    @property
    def primaquine_total(self) -> Fraction:
        """Tablets of primaquine in the whole course."""
        return (self.primaquine or Fraction(0)) * self.primaquine_days


@dataclass(frozen=True, slots=True)
class NotDosed:
    """No dose: the patient is referred, for this reason."""

    why: WhyNotDosed
    version: str
    page: str


@dataclass(frozen=True, slots=True)
class Artesunate:
    """One injection before referral: exact milligrams and millilitres, and vials to open."""

    mg_per_kg: Decimal
    mg: Decimal
    ml: Decimal
    vials: int


@dataclass(frozen=True, slots=True)
class PreReferral:
    """What is given to the severely ill before they are sent on: an injection, else one DHP dose by mouth, else nothing."""

    signs: tuple[str, ...]
    artesunate: Artesunate | None
    artesunate_refusal: WhyNotDosed | None
    oral_dhp: Fraction | None
    oral_refusal: WhyNotDosed | None
    version: str
    page: str

    @property
    def refer(self) -> bool:
        """Whether the patient is sent on: at the first sign."""
        return bool(self.signs)
