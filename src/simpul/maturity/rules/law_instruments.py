"""The instruments, editions and criteria that the law tables hold, read once per process.

Instruments that an administrator imported are in the database: `actions.instruments` finds both.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType

from simpul.maturity.model.instruments import IndicatorCriteria, Instrument, LawEdition
from simpul.maturity.rules import criteria_reading, instrument_reading


def _law() -> Traversable:
    return files("simpul.law").joinpath("maturity")


@cache
def instruments() -> Mapping[str, Instrument]:
    """Every instrument of the law, by code, the newest first; InstrumentFlawed when one contradicts itself."""
    texts = [one.read_text("utf-8") for one in _law().joinpath("instruments").iterdir() if one.name.endswith(".toml")]
    found = sorted((instrument_reading.read(text) for text in texts), key=lambda one: one.years, reverse=True)
    return MappingProxyType({one.code: one for one in found})


def instrument(code: str) -> Instrument:
    """The law's instrument of that code; KeyError when the law has none."""
    return instruments()[code]


@cache
def editions() -> tuple[LawEdition, ...]:
    """Every edition of the law, the newest first."""
    given = tomllib.loads(_law().joinpath("editions.toml").read_text("utf-8"))
    return tuple(sorted(criteria_reading.editions(given), key=lambda one: one.year, reverse=True))


def edition(year: int, instrument_code: str) -> LawEdition | None:
    """The edition of that year with that instrument; None when there was none."""
    return next((one for one in editions() if (one.year, one.instrument) == (year, instrument_code)), None)


def criteria_of(one: Instrument) -> Mapping[int, IndicatorCriteria]:
    """The criteria that an instrument brought with it, else those of the law; empty where there are none."""
    return one.criteria or criteria(one.code)


@cache
def criteria(code: str) -> Mapping[int, IndicatorCriteria]:
    """An instrument's criteria by the indicator's number; empty where they have not been written."""
    folder = _law().joinpath("criteria", code.lower())
    if not folder.is_dir():
        return MappingProxyType({})
    texts = [one.read_text("utf-8") for one in folder.iterdir() if one.name.endswith(".toml")]
    found = {one.number: one for text in texts for one in criteria_reading.read(text)}
    return MappingProxyType(dict(sorted(found.items())))
