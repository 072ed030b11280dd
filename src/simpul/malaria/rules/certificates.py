"""How long a certificate holds, how it is numbered, and the letters of its code."""

from calendar import monthrange
from datetime import date

from simpul.kernel.i18n import N_
from simpul.malaria.rules.indicators import month_after

LETTERS, CODE_LENGTH = "23456789ABCDEFGHJKMNPQRSTVWXYZ", 10
NOT_PASSED = N_("The result was corrected: not passed.")
"""Why a certificate holds no more when its result was wrong; the one reason that a new result takes back."""


def same_day(day: date, months: int) -> date:
    """The same day so many months on, or the last of that month where it has no such day."""
    first = month_after(day.replace(day=1), months)
    return first.replace(day=min(day.day, monthrange(first.year, first.month)[1]))


def number(serial: int, year: int) -> str:
    """The number of the year's certificate as it is printed."""
    return f"{serial:04d}/MAL/{year}"


def code(chance: int) -> str:
    """Ten letters and digits that nobody mistakes for others, from a number that cannot be guessed."""
    made = ""
    for _ in range(CODE_LENGTH):
        chance, place = divmod(chance, len(LETTERS))
        made += LETTERS[place]
    return made
