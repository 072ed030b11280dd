"""What can be asked for: 31 things in six groups, read from `data/needs.toml` as the program starts."""

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from simpul.disaster.model.needs import NeedGroup, NeedItem
from simpul.kernel.i18n import N_, Words

UNITS: Mapping[str, str] = {"kg": N_("kg"), "l": N_("litres"), "n": N_("pieces")}
"""How much of a thing is counted, as a message."""


def read(table: Mapping[str, Any]) -> tuple[NeedGroup, ...]:
    """The groups of a table, in its order; ValueError when a number, a slug or a unit is wrong."""
    groups = tuple(_group(one) for one in table["group"])
    items = [item for group in groups for item in group.items]
    for what in ("number", "slug"):
        if len({getattr(item, what) for item in items}) != len(items):
            raise ValueError(f"two things have the same {what}")
    if not {item.unit for item in items} <= set(UNITS):
        raise ValueError("a thing is counted in an unknown unit")
    return groups


def _group(table: Mapping[str, Any]) -> NeedGroup:
    items = tuple(
        NeedItem(one["id"], one["slug"], one["unit"], Words(one["label"]), table["slug"]) for one in table["items"]
    )
    return NeedGroup(table["slug"], Words(table["label"]), items)


GROUPS = read(tomllib.loads((files("simpul.disaster") / "data" / "needs.toml").read_text("utf-8")))
ITEMS: Mapping[str, NeedItem] = {item.slug: item for group in GROUPS for item in group.items}
BY_NUMBER: Mapping[int, NeedItem] = {item.number: item for item in ITEMS.values()}
