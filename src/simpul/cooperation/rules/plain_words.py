"""Words as they are seen: no sign in them that is not seen, turns the writing around it, or that a file cannot hold. Pure.

A name with such a sign reads as another on a certificate or at a gate; a document with one cannot be written at all.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

Thing = TypeVar("Thing")
_JOINERS = "\u200c\u200d"
"""Some scripts, and signs made of several, need these two within a word."""


def plain(given: str) -> str:
    """The text on one line, without signs that are not seen."""
    return " ".join(visible(given).split())


def visible(given: str) -> str:
    """The text with its lines, without signs that are not seen; a control sign counts as a blank."""
    return "".join(_shown(one) for one in given)


def _shown(one: str) -> str:
    if one in "\n\t" or one in _JOINERS:
        return one
    kind = unicodedata.category(one)
    return " " if kind in ("Cc", "Zl", "Zp") else "" if kind[0] == "C" else one


def all_visible(given: Thing) -> Thing:
    """The same, with every text in it (in dataclasses, tuples, mappings) `visible`; what is no text stays as it is."""
    cleaned: Thing = _all(given)
    return cleaned


def _all(given: Any) -> Any:
    if type(given) is str:  # not an enumeration's value
        return visible(given)
    if is_dataclass(given) and not isinstance(given, type):
        return replace(given, **{one.name: _all(getattr(given, one.name)) for one in fields(given)})
    if isinstance(given, Mapping):
        return {name: _all(one) for name, one in given.items()}
    return tuple(_all(one) for one in given) if type(given) is tuple else given
