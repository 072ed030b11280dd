"""A month in words."""

from datetime import date

from babel.dates import format_date


def month_words(first: date, lang: str) -> str:
    """The month as this language writes it: Oktober 2026."""
    return format_date(first, "MMMM y", locale=lang)
