"""What anybody may know: positive tests per kabupaten and closed quarter, never fewer than five; what was published."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from simpul import regions
from simpul.kernel.i18n import ZONES
from simpul.kernel.platform import Platform
from simpul.malaria.rules import public_figures as rules
from simpul.malaria.store import desk_cases as store

_FACTS = Path(__file__).parents[1] / "data" / "edat_facts.toml"
ZONE = "WIT"


@dataclass(frozen=True, slots=True)
class PublicFigure:
    """Positive tests of a kabupaten in a quarter; `count` is None where there were one to four."""

    code: str
    name: str
    year: int
    quarter: int
    count: int | None
    synthetic: bool


def public(platform: Platform) -> Sequence[PublicFigure]:
    """The last eight quarters that are closed and were given time to arrive, the newest first, by kabupaten."""
    with platform.database.reading() as unit:
        now = unit.clock.now()
        first, until = rules.span(now.astimezone(ZONES[ZONE]))
        rows = store.quarters(unit.connection, first, until, str(ZONES[ZONE]))
    found = [
        PublicFigure(code, _name(platform, code), year, quarter, rules.told(count), made_up)
        for code, year, quarter, count, made_up in rows
    ]
    return sorted(found, key=lambda one: (one.name, -one.year, -one.quarter))


def _name(platform: Platform, code: str) -> str:
    try:
        return regions.get(platform, code).name
    except regions.RegionUnknown:
        return code


@cache
def published() -> Sequence[dict[str, Any]]:
    """What was published about EDAT, each with its source and where another source differs."""
    with _FACTS.open("rb") as source:
        facts: list[dict[str, Any]] = tomllib.load(source)["fact"]
    return facts
