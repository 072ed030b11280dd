"""What the programme's table says: clocks, incubation, states of a focus, response. law/malaria/programme.toml."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from simpul.malaria.model.investigations import Limits

LONGEST = 60


@dataclass(frozen=True, slots=True)
class ActionKind:
    """A kind of response: put down when a focus opens or not, due after how many days (0: the limit), figures."""

    code: str
    first: bool
    days: int
    figures: tuple[str, ...]


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads(files("simpul.law").joinpath("malaria/programme.toml").read_text("utf-8"))


def version() -> str:
    """The version of the table."""
    return str(_table()["version"])


def limits() -> Limits:
    """The limits as the table has them: days from the test."""
    given = _table()["limits"]
    return Limits(given["notify_days"], given["investigate_days"], given["respond_days"])


def limits_source() -> Mapping[str, str]:
    """Where the limits come from, `id` and `en`."""
    return {key: str(_table()["limits"]["source"][key]) for key in ("id", "en")}


def presets() -> tuple[tuple[str, Limits, str], ...]:
    """Limits that are known by a name, each with its citation (empty: none found)."""
    return tuple((one["code"], Limits(*one["days"]), str(one.get("cite", ""))) for one in _table()["preset"])


def incubation(species: str) -> tuple[timedelta, timedelta]:
    """Shortest and longest usual time from bite to fever; the widest of all species where it is not one of them."""
    known = {name: days for name, days in _table()["incubation"].items() if name != "cite"}
    few, many = known.get(species) or (min(one[0] for one in known.values()), max(one[1] for one in known.values()))
    return timedelta(days=few), timedelta(days=many)


def incubation_source() -> str:
    """Where the incubation comes from."""
    return str(_table()["incubation"]["cite"])


def returning() -> tuple[timedelta, timedelta, str]:
    """Until when the same species is a recrudescence, until when a relapse, and the citation."""
    given = _table()["returning"]
    return timedelta(days=given["recrudescence_days"]), timedelta(days=given["relapse_most_days"]), str(given["cite"])


def focus_days() -> tuple[int, int, str]:
    """Days without local transmission after which a focus is residual and cleared, and the citation."""
    given = _table()["focus"]
    return given["residual_after_days"], given["cleared_after_days"], str(given["cite"])


@cache
def action_kinds() -> Mapping[str, ActionKind]:
    """The kinds of response by code, in the table's order."""
    return {
        one["code"]: ActionKind(one["code"], one["first"], one["days"], tuple(one["figures"])) for one in _table()["action"]
    }
