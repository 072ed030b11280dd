"""Results that the ministry published, as the law table has them: 1,236 rows of 2023 and 2024.

The mean of this list is not the published national index, which the ministry weighs otherwise; nothing here says so.
"""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType

from simpul import law

SOURCES: Mapping[str, str] = MappingProxyType(
    {
        "LE2023": "Kementerian PANRB, Laporan Evaluasi SPBE 2023",
        "LE2024": "Kementerian PANRB, Laporan Pelaksanaan Evaluasi SPBE 2024",
    }
)
"""What the table's short names of sources stand for."""


@dataclass(frozen=True, slots=True)
class Published:
    """A published result of an agency: domains by code (one is missing in three rows), index, predicate.

    `agency` is the kode instansi, or "x-…" where the list of codes has none; `code` is empty then.
    """

    year: int
    kind: str
    province: str
    code: str
    name: str
    domains: Mapping[str, Fraction]
    index: Fraction
    predicate: str
    source: str

    @property
    def agency(self) -> str:
        """The agency's key among participants and results."""
        return agency_key(self.code, self.name)

    @property
    def complete(self) -> bool:
        """Whether all four domains can be read in the report."""
        return len(self.domains) == 4


@cache
def published() -> tuple[Published, ...]:
    """Every row, in the order of the reports: 2023 first; read once per process."""
    with _table("results.csv").open(encoding="utf-8") as source:
        return tuple(_row(row) for row in csv.DictReader(source))


@cache
def of_agency(agency: str) -> tuple[Published, ...]:
    """An agency's published results, the oldest first."""
    return tuple(sorted((one for one in published() if one.agency == agency), key=lambda one: one.year))


def agency_key(code: str, name: str) -> str:
    """The kode instansi; without one "x-" and the name in small letters and hyphens."""
    return code or "x-" + re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def code_of(name: str) -> str:
    """The kode instansi of an agency by its name, however "Kabupaten" is written, also under a later name; "" if none."""
    return _codes().get(_plain(name), "")


@cache
def _codes() -> Mapping[str, str]:
    """Names of the list first; then those that agencies took since, or are called by in reports (renamed.csv)."""
    with _table("renamed.csv").open(encoding="utf-8") as source:
        renamed = {_plain(row["name"]): row["code"] for row in csv.DictReader(source)}
    return MappingProxyType({**renamed, **{_plain(one.name): one.code for one in law.agencies().values()}})


def _plain(name: str) -> str:
    """Small letters and digits alone; what names write in several ways, or leave out, left out."""
    text = re.sub(r"\bkabupaten\b|\bkab\b", "kab", name.lower().replace("&", " dan "))
    text = re.sub(r"\bpemerintah( daerah)?\b|\brepublik indonesia\b|\bri\b", " ", text)
    return re.sub(r"[^a-z0-9]", "", text)


def _row(row: Mapping[str, str]) -> Published:
    domains = {code.upper(): Fraction(row[code]) for code in ("d1", "d2", "d3", "d4") if row[code]}
    return Published(
        year=int(row["year"]),
        kind=row["kind"],
        province=row["province"],
        code=row["code"],
        name=row["name"],
        domains=MappingProxyType(domains),
        index=Fraction(row["index"]),
        predicate=row["predicate"],
        source=row["source"],
    )


def _table(name: str) -> Traversable:
    return files("simpul.law").joinpath("maturity", name)
