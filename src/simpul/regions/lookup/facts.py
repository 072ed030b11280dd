"""The regions the program itself knows: packaged tables of codes, names, points and population. See data/README.md."""

import csv
import gzip
import hashlib
import io
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from simpul.regions.model import Successor

LAW = "Kepmendagri 300.2.2-2138/2025"
VALID_FROM = date(2025, 4, 25)
PARTLY = "92"
"""The province of which the villages of one regency alone are packaged: Papua Barat with Teluk Bintuni."""
TABLES = ("provinces.csv", "regencies.csv", "districts.csv.gz", "villages.csv.gz")
COLUMNS = ("code", "name", "longitude", "latitude", "population")


class Fact(NamedTuple):
    """One region as a table row; `iso` is a province's ISO 3166-2 code."""

    code: str
    name: str
    longitude: float | None
    latitude: float | None
    population: int | None
    iso: str = ""


class Town(NamedTuple):
    """A place beyond the border, so that a node without land outlines still knows what is abroad."""

    name: str
    country: str
    longitude: float
    latitude: float


@cache
def regions() -> tuple[Fact, ...]:
    """All packaged regions in the order of their codes."""
    return tuple(sorted(_fact(row) for table in TABLES for row in _rows(table)))


@cache
def successors() -> tuple[Successor, ...]:
    """Codes that later laws replaced."""
    return tuple(Successor(row["old"], row["new"], row["law"]) for row in _rows("successors.csv"))


@cache
def foreign_towns() -> tuple[Town, ...]:
    """Places of the neighbours near the border."""
    return tuple(
        Town(r["name"], r["country"], float(r["longitude"]), float(r["latitude"])) for r in _rows("foreign_towns.csv")
    )


@cache
def digest() -> str:
    """A name for exactly this content (SHA-256, 32 hexadecimal digits)."""
    total = hashlib.sha256()
    for table in TABLES:
        total.update(_bytes(table))
    return total.hexdigest()[:32]


def written(folder: Path, table: str, facts: Iterable[Fact]) -> int:
    """The table lies in `folder`, the same bytes for the same facts; answers with the number of rows."""
    columns = (*COLUMNS, "iso") if table.startswith("provinces") else COLUMNS
    out = io.StringIO()
    lines = csv.writer(out, lineterminator="\n")
    lines.writerow(columns)
    rows = [["" if cell is None else cell for cell in fact[: len(columns)]] for fact in facts]
    lines.writerows(rows)
    content = out.getvalue().encode()
    (folder / table).write_bytes(gzip.compress(content, 9, mtime=0) if table.endswith(".gz") else content)
    return len(rows)


def _fact(row: dict[str, str]) -> Fact:
    x, y, people = row["longitude"], row["latitude"], row["population"]
    return Fact(
        row["code"],
        row["name"],
        float(x) if x else None,
        float(y) if y else None,
        int(people) if people else None,
        row.get("iso", ""),
    )


def _bytes(table: str) -> bytes:
    return (files("simpul.regions") / "data" / table).read_bytes()


def _rows(table: str) -> Iterator[dict[str, str]]:
    content = _bytes(table)
    plain = gzip.decompress(content) if table.endswith(".gz") else content
    return csv.DictReader(io.StringIO(plain.decode()))
