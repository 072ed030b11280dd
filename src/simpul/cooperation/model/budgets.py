"""Two-party budgets: pledges, contributions and spending in three currencies, and dated rates between them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from simpul.cooperation.model.programmes import Side, Told


class Currency(StrEnum):
    """ISO 4217 codes of the two sides and of the agreements."""

    USD = "USD"
    KRW = "KRW"
    IDR = "IDR"


class LineKind(StrEnum):
    """What an amount is: promised for a period, paid in, or spent."""

    PLEDGE = "pledge"
    CONTRIBUTION = "contribution"
    SPENDING = "spending"


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in its own currency, at most two decimals (KRW and IDR none)."""

    amount: Decimal
    currency: Currency


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """One amount of one side on one day; `project`: what it was spent for; `in_kind`: no money moved.

    `what` is in the languages in which it was said, one at least; `words` is for readers of any.
    """

    id: UUID
    programme: str
    kind: LineKind
    side: Side
    on: date
    money: Money
    what: Told
    category: str = ""
    project: UUID | None = None
    in_kind: bool = False
    source: str = ""
    synthetic: bool = False
    struck_at: date | None = None
    version: int = 1

    @property
    def words(self) -> Told:
        """What it is for; where nobody said it in Indonesian, the English or else the Korean words stand there."""
        said = next((self.what[tongue] for tongue in ("id", "en", "ko") if tongue in self.what), "")
        return {"id": said, **self.what}


@dataclass(frozen=True, slots=True)
class Rate:
    """How many units of `quote` one unit of `base` was worth on a day, and who says so."""

    base: Currency
    quote: Currency
    on: date
    value: Decimal
    source: str
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class Sum:
    """An exact sum in one currency; `without`: how many lines it leaves out, because no rate is known for their day."""

    value: Decimal
    lines: int
    without: int = 0


@dataclass(frozen=True, slots=True)
class Totals:
    """A budget added up in one currency: by side and kind, by kind, by year and kind, spending by category."""

    currency: Currency
    by_side: Mapping[tuple[Side, LineKind], Sum]
    by_kind: Mapping[LineKind, Sum]
    by_year: Mapping[tuple[int, LineKind], Sum]
    by_category: Mapping[str, Sum]
