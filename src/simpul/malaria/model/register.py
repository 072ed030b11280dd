"""The register of tests: one row a test, from village workers and from facilities, without names."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

SPECIES = ("falciparum", "vivax", "ovale", "malariae", "knowlesi", "mixed_pf_pv_po", "suspect_knowlesi", "unknown")
ORIGINS = ("indigenous", "imported", "introduced", "induced", "relapse", "recrudescent")
"""Where a case was caught, or why it came back. Indigenous, imported: Permenkes 22/2022."""

COUNTS = (
    *("tested", "rdt", "slide", "pcr", "positive", "pf", "pv", "pm", "po", "pk", "mix", "suspect_pk", "other"),
    *("pos_0_4", "pos_5_14", "pos_15_64", "pos_65", "pos_male", "pos_female", "pregnant", "severe", "died"),
    *("standard", "nonprogram", "primaquine", "primaquine_due", "investigated"),
    *("indigenous", "imported", "introduced", "induced", "relapse", "recrudescent"),
)
"""What a tally counts. All after `pcr` are of positive tests; `nonprogram` are treatments that are not the table's."""


@dataclass(frozen=True, slots=True)
class RegisterAsked:
    """Which tests are asked for: of a region (None: the country), from a day to before another, only positive ones."""

    region: str | None
    first: date
    until: date
    positive: bool = False
    synthetic: bool | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """What the register adds up to for an area from a first day on; `counts` by the names of `COUNTS`."""

    area: str
    first: date
    counts: Mapping[str, int]
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """A test of the register; the columns of `store.register_tables.tests`."""

    village: str
    id: UUID
    person: UUID | None
    day: date
    at: datetime
    source: str
    facility: str
    method: str
    result: str
    species: str | None
    sex: str | None
    age: int | None
    occupation: str | None = None
    reason: str | None = None
    purpose: str = "diagnosis"
    pregnant: bool = False
    severe: bool = False
    admitted: bool = False
    died: bool = False
    treated: str = "none"
    primaquine: bool = False
    primaquine_due: bool = False
    origin: str | None = None
    investigated_on: date | None = None
    synthetic: bool = False
