"""What forecasts reckon with, from law/malaria/supply.toml."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from simpul.malaria.model.supply import SupplyTerms

_PLAIN = (
    *("source", "lead_weeks", "between_weeks", "window_weeks", "recent_weeks", "prior_least_weeks", "prior_most_weeks"),
    *("expiring_weeks", "horizon_weeks", "least"),
)


@cache
def terms() -> SupplyTerms:
    """The terms as they stand in the file; read once per process."""
    return read(files("simpul.law").joinpath("malaria/supply.toml").read_text("utf-8"))


def read(text: str) -> SupplyTerms:
    """The terms that the text tells; ValueError where they make no sense."""
    given: dict[str, Any] = tomllib.loads(text)
    percent, weeks = given["enough_percent"], [given[name] for name in _PLAIN if name.endswith("weeks")]
    if not (50 <= percent < 100 and all(isinstance(one, int) and one > 0 for one in weeks)):
        raise ValueError("supply.toml: a percentage from 50 to 99 and weeks above zero are wanted")
    return SupplyTerms(enough=percent / 100, **{name: given[name] for name in _PLAIN})
