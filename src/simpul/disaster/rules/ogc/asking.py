"""A question to a collection, read from its parameters: box, time, values, how many, after which. OGC 17-069r4 § 7.15.

What is not described is refused, and what cannot be read is refused with the reason (§ 7.5 and 7.15.2 to 7.15.5).
"""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from simpul.disaster.model.opendata import (
    Box,
    Collection,
    ColumnKind,
    FeaturesAsked,
    QuestionUnknown,
    QuestionUnreadable,
    TimeSpan,
)
from simpul.kernel.i18n import N_

USUAL, MOST = 100, 10_000
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
COMMON = frozenset({"f"})
OF_ITEMS = frozenset({"f", "bbox", "bbox-crs", "datetime", "limit", "after"})
_OPEN = ("", "..")
_DAY = re.compile(r"\d{4}-\d\d-\d\d(?:[Tt ]|$)", re.ASCII)
_DIGITS = 19
_NO_BOX = N_("write west,south,east,north in degrees")
_NO_TIME = N_("write a time such as 2026-11-26T00:00:00Z, or two of them with / between, or .. for an open end")
_NO_NUMBER = N_("write a whole number")
_TRUE = {"true": True, "1": True, "false": False, "0": False}


def known_only(given: Iterable[str], known: Iterable[str]) -> None:
    """Nothing; QuestionUnknown for the first parameter that is not among those known."""
    strange = sorted(set(given) - set(known))
    if strange:
        raise QuestionUnknown(parameter=strange[0][:60])


def asked(collection: Collection, given: Sequence[tuple[str, str]]) -> FeaturesAsked:
    """The question in these parameters; QuestionUnknown, QuestionUnreadable. Each parameter may stand once."""
    names = [name for name, _ in given]
    known_only(names, OF_ITEMS | set(collection.filters))
    twice = next((name for name in names if names.count(name) > 1), "")
    if twice:
        raise _unreadable(twice, N_("it stands there twice"))
    values = dict(given)
    if values.get("bbox-crs", CRS84) != CRS84:
        raise _unreadable("bbox-crs", N_("only CRS84 is known here"))
    return FeaturesAsked(
        box=box_of(values["bbox"]) if "bbox" in values else None,
        span=span_of(values["datetime"]) if "datetime" in values else None,
        values=tuple((name, _value(collection, name, text)) for name, text in given if name in collection.filters),
        limit=_limit(values),
        after=values.get("after", "")[:80],
    )


def _unreadable(parameter: str, reason: str) -> QuestionUnreadable:
    return QuestionUnreadable(parameter=parameter, reason=reason)


def _limit(values: Mapping[str, str]) -> int:
    """How many; more than the most is the most (§ 7.15.2)."""
    text = values.get("limit", str(USUAL))
    if not (text.isascii() and text.isdigit() and text.strip("0")):
        raise _unreadable("limit", _NO_NUMBER)
    return min(int(text), MOST) if len(text) < _DIGITS else MOST


def box_of(text: str) -> Box:
    """The box in four numbers, or in six, whose heights say nothing here; QuestionUnreadable."""
    try:
        numbers = [float(part) for part in text.replace("_", "?").split(",")]
    except ValueError as error:
        raise _unreadable("bbox", _NO_BOX) from error
    if len(numbers) == 6:
        numbers = [*numbers[:2], *numbers[3:5]]
    if len(numbers) != 4 or not all(math.isfinite(one) for one in numbers):
        raise _unreadable("bbox", _NO_BOX)
    west, south, east, north = numbers
    if max(abs(west), abs(east)) > 180 or not -90 <= south <= north <= 90:
        raise _unreadable("bbox", _NO_BOX)
    return west, south, east, north


def span_of(text: str) -> TimeSpan:
    """The instant or span in RFC 3339, ends included, open by `..` or nothing; a day is all of it. QuestionUnreadable."""
    parts = text.split("/")
    if len(parts) > 2 or all(part in _OPEN for part in parts):
        raise _unreadable("datetime", _NO_TIME)
    start = None if parts[0] in _OPEN else _instant(parts[0])
    end = None if parts[-1] in _OPEN else _instant(parts[-1], last=True)
    if start is not None and end is not None and start > end:
        raise _unreadable("datetime", N_("its end lies before its beginning"))
    return TimeSpan(start, end)


def _instant(text: str, *, last: bool = False) -> datetime:
    """The instant; of a day its first, or its last. A time without a zone is UTC."""
    if not _DAY.match(text):
        raise _unreadable("datetime", _NO_TIME)
    try:
        at = datetime.fromisoformat(text.upper().replace(" ", "+"))
    except ValueError as error:
        raise _unreadable("datetime", _NO_TIME) from error
    try:
        at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
        return at + timedelta(days=1, microseconds=-1) if last and len(text) == 10 else at
    except OverflowError as error:
        raise _unreadable("datetime", _NO_TIME) from error


def _value(collection: Collection, name: str, text: str) -> str | int | float | bool:
    """The value as its column has it."""
    column = collection.column(name)
    kind = column.kind if column else ColumnKind.TEXT
    match kind:
        case ColumnKind.INTEGER:
            digits = text.removeprefix("-")
            if not (digits.isascii() and digits.isdigit() and len(digits) < 19):
                raise _unreadable(name, _NO_NUMBER)
            return int(text)
        case ColumnKind.BOOLEAN:
            if text.lower() not in _TRUE:
                raise _unreadable(name, N_("write true or false"))
            return _TRUE[text.lower()]
        case _:
            return text[:200].replace("\x00", "")
