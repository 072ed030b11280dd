"""A level as programs hand it in."""

from fractions import Fraction

from simpul.maturity.model.agency_refusals import LevelUnreadable
from simpul.maturity.rules.numbers import exact


def level(given: str | int | None) -> Fraction | None:
    """The exact level; None for nothing at all and for an empty text. LevelUnreadable for what is no number."""
    if given is None or (isinstance(given, str) and not given.strip()):
        return None
    try:
        return exact(given)
    except ValueError:
        raise LevelUnreadable() from None
