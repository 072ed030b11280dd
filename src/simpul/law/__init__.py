"""The law as dated data, read by every module: which agencies there are. Each table's source stands in README.md."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class AgencyCode:
    """An agency's number (kode instansi) in the ministry's list, its name, and how it is called for short."""

    code: str
    name: str
    abbreviation: str


@cache
def agencies() -> Mapping[str, AgencyCode]:
    """Every agency of the list, by code; read once per process."""
    with files(__name__).joinpath("agencies.csv").open(encoding="utf-8") as source:
        rows = [AgencyCode(row["code"], row["name"], row["abbreviation"]) for row in csv.DictReader(source)]
    found = {row.code: row for row in rows}
    if len(found) != len(rows):
        raise ValueError("agencies.csv has a code twice")
    return MappingProxyType(found)
