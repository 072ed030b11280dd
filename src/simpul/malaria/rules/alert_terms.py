"""The rules of alerts, read from law data once: `law/malaria/alerts.toml`."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from simpul.malaria.model.alerts import AlertRule


@cache
def rules() -> Mapping[str, AlertRule]:
    """Every rule by its code, in the order of the table; ValueError where a code stands twice."""
    given = tomllib.loads(files("simpul.law.malaria").joinpath("alerts.toml").read_text(encoding="utf-8"))["rule"]
    made = {one["code"]: _rule(one) for one in given}
    if len(made) != len(given):
        raise ValueError("alerts.toml has a code twice")
    return MappingProxyType(made)


def _rule(one: Mapping[str, Any]) -> AlertRule:
    return AlertRule(
        code=one["code"],
        level=one["level"],
        family=one["family"],
        on=one["on"],
        title=one["title"],
        formula=one["formula"],
        source=one["source"],
        doubt=one.get("doubt", ""),
        params=one["params"],
    )
