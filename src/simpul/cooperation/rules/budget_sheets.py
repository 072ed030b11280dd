"""Budget lines and rates as rows of a table that somebody sends: what each row says, or why it is refused. Pure."""

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from simpul.cooperation.model.agreement_refusals import (
    CurrencyWrong,
    LineDayWrong,
    LineKindWrong,
    LineSideWrong,
    RateDayWrong,
    RatePairWrong,
    RateWrong,
    SheetWrong,
)
from simpul.cooperation.model.budgets import BudgetLine, Currency, LineKind, Rate
from simpul.cooperation.model.programmes import Side
from simpul.cooperation.rules import budgets as rules
from simpul.cooperation.rules.programmes import TONGUES

LINE_COLUMNS = (
    "on",
    "kind",
    "side",
    "amount",
    "currency",
    "what_id",
    "what_en",
    "what_ko",
    "category",
    "in_kind",
    "source",
)
"""The columns of amounts; an export begins with the same."""
RATE_COLUMNS = ("on", "base", "quote", "value", "source")
_WORDS = frozenset(f"what_{tongue}" for tongue in TONGUES)
BYTES_MOST, _ROWS_MOST = 1024 * 1024, 2000
_YES = frozenset({"ya", "yes", "true", "1"})
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NOBODY = UUID(int=0)


def rows(content: bytes, columns: tuple[str, ...]) -> list[dict[str, str]]:
    """The rows by column; SheetWrong for what is no such table. Commas, semicolons or tabs part the cells."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise SheetWrong() from None
    first = text.split("\n", 1)[0]
    if len(content) > BYTES_MOST or "\0" in text:
        raise SheetWrong()
    try:
        mark = max(",;\t", key=first.count)
        reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=mark)
        names = {(name or "").strip() for name in reader.fieldnames or ()}
        found = [{(key or "").strip(): _cell(value) for key, value in row.items()} for row in reader]
    except csv.Error:
        raise SheetWrong() from None
    asked = set(columns) - _WORDS - {"category", "in_kind"}
    if not asked <= names or (_WORDS & set(columns) and not _WORDS & names) or not 0 < len(found) <= _ROWS_MOST:
        raise SheetWrong()
    return found


def _cell(value: str | list[str] | None) -> str:
    """The cell without the apostrophe that an export puts before what looks like a formula."""
    text = value.strip() if isinstance(value, str) else ""
    return text[1:] if text.startswith("'") and text[1:2] in tuple("=+-@\uff1d\uff0b\uff0d\uff20") else text


def line(given: Mapping[str, str], programme: str, today: date) -> BudgetLine:
    """The amount that a form or a row says; the refusals of kind, side, currency, amount, day and words."""
    kind, side, currency = given.get("kind", ""), given.get("side", ""), given.get("currency", "").upper()
    if kind not in {one.value for one in LineKind}:
        raise LineKindWrong()
    if side not in {one.value for one in Side}:
        raise LineSideWrong()
    if currency not in {one.value for one in Currency}:
        raise CurrencyWrong()
    on = day(given.get("on", ""))
    if on is None:
        raise LineDayWrong()
    new = BudgetLine(
        id=_NOBODY,
        programme=programme,
        kind=LineKind(kind),
        side=Side(side),
        on=on,
        money=rules.money(given.get("amount", ""), Currency(currency)),
        what={tongue: given.get(f"what_{tongue}", "") for tongue in TONGUES},
        category=given.get("category", ""),
        in_kind=given.get("in_kind", "").lower() in _YES,
        source=given.get("source", ""),
    )
    return rules.checked_line(new, today)


def rate(given: Mapping[str, str], today: date) -> Rate:
    """The rate that a form or a row says; RatePairWrong, RateDayWrong, RateWrong, RateSourceMissing."""
    base, quote = given.get("base", "").upper(), given.get("quote", "").upper()
    if not {base, quote} <= {one.value for one in Currency}:
        raise RatePairWrong()
    on = day(given.get("on", ""))
    if on is None:
        raise RateDayWrong()
    value = rules.read_decimal(given.get("value", ""))
    if value is None:
        raise RateWrong()
    return rules.checked_rate(Rate(Currency(base), Currency(quote), on, value, given.get("source", "")), today)


def day(given: str) -> date | None:
    """The day, as 2016-03-02 and no other way; None for what is none."""
    try:
        return date.fromisoformat(given.strip()) if _DAY.fullmatch(given.strip()) else None
    except ValueError:
        return None


def written(one: BudgetLine) -> tuple[str, ...]:
    """The amount as a row of an export; the amount in digits without groups."""
    what = [one.what.get(tongue, "") for tongue in TONGUES]
    facts = (one.on.isoformat(), one.kind.value, one.side.value, plain(one.money.amount), one.money.currency.value)
    return (*facts, *what, one.category, "ya" if one.in_kind else "", one.source)


def plain(value: Decimal) -> str:
    """The number in digits, never with an exponent."""
    return format(value, "f")


def struck(one: BudgetLine, on: date | None) -> BudgetLine:
    """The amount, struck on a day or counting again, one version on."""
    return replace(one, struck_at=on, version=one.version + 1)
