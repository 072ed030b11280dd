"""Numbers as files and people write them, read into exact fractions; never through a float."""

import re
from decimal import Decimal
from fractions import Fraction

_MOST, _PLACES = 10**9, 31
_NUMBER = re.compile(r"\d{1,9}(\.\d{1,30})?|\d{1,9}/0*[1-9]\d{0,8}", re.ASCII)


def exact(given: object) -> Fraction:
    """The number that an int, a Decimal or a text such as "1.30" or "10/3" says; ValueError for anything else.

    Signs, exponents, decimal commas, spaces and more than 9 digits before or 30 behind the point are refused.
    """
    if isinstance(given, bool) or not isinstance(given, int | Decimal | str | Fraction):
        raise ValueError("not a number")  # noqa: TRY004 (one refusal for whatever is no number)
    if isinstance(given, Fraction):
        return given
    text = _text(given)
    if not _NUMBER.fullmatch(text):
        raise ValueError("not a number")
    return Fraction(text)


def _text(given: int | Decimal | str) -> str:
    """As digits; an exponent is written out only where that is short."""
    if not isinstance(given, Decimal):
        return str(given) if isinstance(given, str) or abs(given) < _MOST else ""
    return format(given, "f") if given.is_finite() and -_PLACES <= given.adjusted() < _PLACES else ""


def decimal(value: Fraction) -> Decimal:
    """The decimal that is exactly this fraction, however long; only what has no end (10/3) is cut to 28 digits."""
    text = plain(value)
    return Decimal(value.numerator) / value.denominator if "/" in text else Decimal(text)


def plain(value: Fraction) -> str:
    """The fraction as a decimal where that is exact ("1.3"), else as it is ("10/3")."""
    rest, places = value.denominator, 0
    while rest % 10 == 0 or rest % 2 == 0 or rest % 5 == 0:
        rest = rest // 10 if rest % 10 == 0 else rest // 2 if rest % 2 == 0 else rest // 5
        places += 1
    if rest != 1:
        return str(value)
    if not places:
        return str(value.numerator)
    digits = f"{value.numerator * 10**places // value.denominator:0{places + 1}}"
    return f"{digits[:-places]}.{digits[-places:]}".rstrip("0")
