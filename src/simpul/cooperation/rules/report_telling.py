"""How a report says things: words, days, money and sources in its language. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from babel.dates import format_date

from simpul.cooperation.model.activities import Activity, Precision
from simpul.cooperation.model.budgets import Money
from simpul.cooperation.model.programmes import Told
from simpul.cooperation.model.reports import ReportAsked, ReportRecords, Said, Source
from simpul.kernel.i18n import Language, Translator, in_language

_DAYS: Mapping[Language, str] = {"id": "d MMMM yyyy", "en": "d MMMM yyyy", "jv": "d MMMM yyyy", "ko": "yyyy년 M월 d일"}
_TIED = "\u00a0"
"""A space at which no line ends."""


@dataclass(slots=True)
class Notes:
    """Numbers the sources in the order in which the report first leans on them."""

    numbers: dict[str, int] = field(default_factory=dict)

    def refs(self, sources: Iterable[str]) -> tuple[int, ...]:
        """The numbers of these sources, in rising order."""
        return tuple(sorted({self.numbers.setdefault(one, len(self.numbers) + 1) for one in sources if one.strip()}))


@dataclass(frozen=True, slots=True)
class Telling:
    """What every chapter needs: the records, what is asked, the translator, the sources' numbers.

    `made_up`: synthetic records are among them.
    """

    records: ReportRecords
    asked: ReportAsked
    t: Translator
    notes: Notes
    made_up: bool = False

    def told(self, words: Told | None) -> str:
        """The words in the report's language."""
        return in_language(words, self.t.language) if words else ""

    def term(self, words: str) -> str:
        """A place, an office or an institution in the report's language, where the history knows it in that one."""
        found = next((one for one in self.records.background.terms if one["id"] == words), None)
        return self.told(found) if found else words

    def said(self, text: str, sources: Iterable[str] = (), *, inferred: bool = False, synthetic: bool = False) -> Said:
        """The text with its sources' numbers, and that it is inferred or made up."""
        tags = [self.t.gettext("synthetic record")] * synthetic + [self.t.gettext("inferred")] * inferred
        return Said(text, self.notes.refs(sources), ", ".join(tags))

    def day(self, day: date | None) -> str:
        """A day in full; a dash for none."""
        if day is None:
            return "–"
        return format_date(day, _DAYS[self.t.language], locale=self.t.language).replace(" ", _TIED)

    def span(self, since: date, until: date | None) -> str:
        """From day to day; one day alone where both are the same."""
        if until == since:
            return self.day(since)
        return f"{self.day(since)}{_TIED}– {self.day(until) if until else self.t.gettext('no end is set')}"

    def when(self, one: Activity) -> str:
        """When an activity was, as exactly as it is known."""
        match one.precision:
            case Precision.DAY:
                return self.span(one.since, one.until)
            case Precision.MONTH:
                return self.month(one.since)
            case Precision.YEAR:
                return self.year(one.since.year)

    def month(self, day: date) -> str:
        """The month with its year."""
        return format_date(day, "yyyy년 M월" if self.t.language == "ko" else "MMMM yyyy", locale=self.t.language)

    def year(self, year: int) -> str:
        """A year as prose has it."""
        return self.t.gettext("{year} (day not known)", year=year)

    def money(self, money: Money) -> str:
        """The amount behind its currency's code, decimals only where there are any."""
        whole = money.amount == money.amount.to_integral_value()
        form = "#,##0" if whole else "#,##0.00"
        return f"{money.currency.value} {self.t.number(money.amount, form)}"  # type: ignore[arg-type]

    def share(self, part: Decimal, whole: Decimal) -> str:
        """A part of a whole in per cent, without decimals."""
        return f"{self.t.number(round(100 * part / whole))}%"

    def number(self, value: int) -> str:
        """A whole number in the language's form."""
        return self.t.number(value)

    def sources(self) -> tuple[Source, ...]:
        """The list of sources so far, by number."""
        names = dict(self.records.background.names)
        found = []
        for mark, number in sorted(self.notes.numbers.items(), key=lambda one: one[1]):
            web = mark.startswith(("https://", "http://"))
            name = self.told(names[mark]) if mark in names else ("" if web else mark)
            found.append(Source(number, name, mark if web else ""))
        return tuple(found)

    def within(self, since: date, until: date | None) -> bool:
        """Whether any day of this span lies in the report's period."""
        period = self.asked.period
        if period.since is None or period.until is None:
            return True
        return since <= period.until and (until is None or until >= period.since)


def row(*cells: Said | str) -> tuple[Said, ...]:
    """A table's row; plain texts are words without a source."""
    return tuple(Said(one) if isinstance(one, str) else one for one in cells)


def joined(words: Sequence[str]) -> str:
    """Words one after the other, without the empty ones."""
    return "; ".join(one for one in words if one)
