"""What a cell says: days, numbers and words as people write them into sheets; Odd tells why one cannot be understood."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, timedelta

from simpul.malaria.model.sismal import Cell

EARLIEST = date(2000, 1, 1)
SHOWN = 40
AGE_MOST = 120
_SERIAL_ZERO = date(1899, 12, 30)
_SERIAL_MOST = 80_000
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan januari january",
            "feb peb februari pebruari february",
            "mar maret march mrt",
            "apr april",
            "mei may",
            "jun juni june",
            "jul juli july",
            "agu agt ags agustus aug august agus",
            "sep sept september",
            "okt oktober oct october",
            "nov nop november nopember",
            "des desember dec december",
        ),
        1,
    )
    for name in names.split()
}
_DAY_FIRST = re.compile(r"(\d{1,2})[\s/.,-]+([A-Za-z]{3,10}|\d{1,2})[\s/.,-]+(\d{4}|\d{2})(?:[ T]\d{1,2}[:.]\d{2}.*)?")
_YEAR_FIRST = re.compile(r"(\d{4})[/.-](\d{1,2})[/.-](\d{1,2})(?:[ T]\d{1,2}:\d{2}.*)?")
_NUMBER = re.compile(r"(-?\d{1,9})(?:[.,]0+)?")
_FRACTION = re.compile(r"-?\d+[.,]\d+")
_AGE = re.compile(r"(\d{1,3})(?:[.,]\d+)?\s*(th|thn|tahun|years?|y)?\.?")
_BELOW_ONE = re.compile(r"(\d{1,3})\s*(bln|bulan|bl|hr|hari|months?|days?|minggu)\.?")
_YES = frozenset({"ya", "y", "yes", "1", "true", "benar"})
_NO = frozenset({"tidak", "t", "tdk", "no", "n", "0", "false", "-"})


class Odd(ValueError):
    """The cell cannot be understood: `why` is one of `model.sismal.WHYS`, `other` what it was compared with."""

    def __init__(self, why: str, other: str = "") -> None:
        super().__init__(why)
        self.why = why
        self.other = other


def text(cell: Cell) -> str:
    """What stands in the cell, on one line without control characters; a whole number has no point."""
    if isinstance(cell, bool):
        return "ya" if cell else "tidak"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53:
        return str(int(cell))
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, str) and cell.isascii() and cell.isprintable():
        return " ".join(cell.split())
    kept = "".join(" " if unicodedata.category(one)[0] in "CZ" else one for one in str("" if cell is None else cell))
    return " ".join(kept.split())


def short(cell: Cell) -> str:
    """The cell as a report shows it: at most 40 characters."""
    whole = text(cell)
    return whole if len(whole) <= SHOWN else whole[: SHOWN - 1] + "…"


def plain(cell: Cell) -> str:
    """Text that stays text in every spreadsheet: Odd where it begins like a formula; at most 120 characters."""
    kept = text(cell)
    if kept[:1] in ("=", "+", "@") or (kept[:1] == "-" and len(kept) > 1):
        raise Odd("formula")
    return kept[:120]


def day(cell: Cell, today: date) -> date:
    """The day: a date, Excel's number of one, or text with the day first and the month in figures or in words."""
    found = _day(cell)
    if found < EARLIEST:
        raise Odd("day-before-2000")
    if found > today:
        raise Odd("day-to-come")
    return found


def _day(cell: Cell) -> date:
    if isinstance(cell, date):
        return cell
    if isinstance(cell, bool) or not text(cell):
        raise Odd("no-day" if text(cell) else "empty")
    if isinstance(cell, int | float):
        return _serial(cell)
    return _written_day(text(cell))


def _serial(number: float) -> date:
    if not 0 <= number <= _SERIAL_MOST:
        raise Odd("no-day")
    return _SERIAL_ZERO + timedelta(days=int(number))


def _written_day(written: str) -> date:
    if _NUMBER.fullmatch(written) and 5 <= len(written.split(".", maxsplit=1)[0]) <= 6:
        return _serial(float(written.replace(",", ".")))
    first, last = _DAY_FIRST.fullmatch(written), _YEAR_FIRST.fullmatch(written)
    if last:
        return _date(int(last[1]), int(last[2]), int(last[3]))
    if first is None:
        raise Odd("no-day")
    year = int(first[3]) + (2000 if len(first[3]) == 2 else 0)
    return _date(year, month(first[2]), int(first[1]))


def _date(year: int, number: int, of_month: int) -> date:
    if number > 12 and of_month <= 12:
        raise Odd("month-first")
    try:
        return date(year, number, of_month)
    except ValueError:
        raise Odd("no-day") from None


def month(cell: Cell) -> int:
    """The month, by number or by its name in Indonesian or English; a number above 12 is given back as it is."""
    written = text(cell).lower().rstrip(".")
    if written.isascii() and written.isdigit() and len(written) <= 2:
        return int(written)
    if not written:
        raise Odd("empty")
    if written not in _MONTHS:
        raise Odd("no-day")
    return _MONTHS[written]


def month_of_year(cell: Cell) -> int:
    """The month, 1 to 12."""
    found = month(cell)
    if not 1 <= found <= 12:
        raise Odd("too-large" if found else "below-nought")
    return found


def year(cell: Cell, today: date) -> int:
    """The year, 2000 to this one."""
    found = count(cell)
    if found < EARLIEST.year:
        raise Odd("day-before-2000")
    if found > today.year:
        raise Odd("day-to-come")
    return found


def count(cell: Cell, most: int = 10_000_000) -> int:
    """A whole number from nought."""
    written = text(cell)
    if not written:
        raise Odd("empty")
    number = _NUMBER.fullmatch(written)
    if number is None or isinstance(cell, bool | date):
        raise Odd("no-whole" if _FRACTION.fullmatch(written) else "no-number")
    found = int(number[1])
    if found < 0:
        raise Odd("below-nought")
    if found > most:
        raise Odd("too-large")
    return found


def age(cell: Cell) -> int | None:
    """Whole years; months and days are nought; None where nothing stands."""
    written = text(cell).lower()
    if not written or written == "-":
        return None
    if isinstance(cell, bool | date):
        raise Odd("no-number")
    if _BELOW_ONE.fullmatch(written):
        return 0
    years = _AGE.fullmatch(written)
    if years is None:
        raise Odd("below-nought" if written.startswith("-") and written[1:2].isdigit() else "no-number")
    if int(years[1]) > AGE_MOST:
        raise Odd("too-large")
    return int(years[1])


def yes(cell: Cell) -> bool:
    """Whether it says yes; nothing is no."""
    written = text(cell).lower()
    if written in _YES:
        return True
    if not written or written in _NO:
        return False
    raise Odd("no-choice", "Ya, Tidak")


def choice(cell: Cell, words: Mapping[str, str], shown: str) -> str:
    """What the word stands for, whatever its case, spaces and points; Odd tells the words that there are."""
    written = re.sub(r"[^a-z0-9]+", "", text(cell).lower())
    if not text(cell):
        raise Odd("empty")
    if written not in words:
        raise Odd("no-choice", shown)
    return words[written]
