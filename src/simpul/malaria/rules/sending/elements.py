"""DHIS2's names for a month's figures, from law/malaria/dhis2.toml."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from simpul.malaria.model.register import COUNTS
from simpul.malaria.model.sending import SendElement


@dataclass(frozen=True, slots=True)
class Elements:
    """All data elements, the data set they belong to and where the codes come from."""

    data_set: str
    source: str
    format: str
    elements: Sequence[SendElement]


@cache
def elements() -> Elements:
    """The elements as they stand in the file; read once per process."""
    return read(files("simpul.law").joinpath("malaria/dhis2.toml").read_text("utf-8"))


def read(text: str) -> Elements:
    """The elements that the text tells; ValueError for a code that stands twice or a column that no tally has."""
    given = tomllib.loads(text)
    found = [
        SendElement(one["code"], tuple(one["columns"]), one.get("documented", False), one.get("doubt", {}))
        for one in given["element"]
    ]
    if len({one.code for one in found}) != len(found) or not {c for one in found for c in one.columns} <= {*COUNTS}:
        raise ValueError("dhis2.toml: a code stands twice, or a column is none of the tally's")
    return Elements(given["data_set"], given["source"], given["format"], tuple(found))


def values(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """Code and value of every element for these counts; noughts too, for nought was counted."""
    return [(one.code, sum(counts[name] for name in one.columns)) for one in elements().elements]
