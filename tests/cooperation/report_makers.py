"""Reports of the real history, as it would be told on a day after it."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

from simpul.cooperation.model.budgets import BudgetLine, Currency, LineKind, Money
from simpul.cooperation.model.governance import Decision, FollowUp, Meeting
from simpul.cooperation.model.programmes import Side
from simpul.cooperation.model.reports import (
    Block,
    Chapter,
    Grid,
    ReportAsked,
    ReportDocument,
    ReportRecords,
    Said,
)
from simpul.cooperation.rules import report
from simpul.cooperation.rules.history import history
from simpul.cooperation.rules.report_periods import period

AT, TODAY = datetime(2026, 11, 26, 3, tzinfo=UTC), date(2026, 11, 26)
MADE_UP = Meeting(UUID(int=0xA1), "EGCC-1", {"id": "Rapat rekaan"}, date(2017, 5, 2), "Jakarta", synthetic=True)
MADE_UP_DECISION = Decision(UUID(int=0xA2), MADE_UP.id, "EGCC-1", 1, "Keputusan rekaan.", MADE_UP.on, synthetic=True)
LATE = FollowUp(UUID(int=0xA3), "EGCC-1", None, "Menyerahkan laporan", Side.KOREA, None, "NIA", date(2018, 5, 2))


def records(code: str, **changes: object) -> ReportRecords:
    """The programme's real records, but for these changes."""
    told = history()
    one = next(each for each in told.programmes if each.code == code)

    def mine(found: tuple[object, ...]) -> tuple[object, ...]:
        return tuple(each for each in found if each.programme == code)  # type: ignore[attr-defined]

    kinds = ("agreements", "lines", "meetings", "decisions", "projects", "deliverables", "activities")
    held = {kind: mine(getattr(told, kind)) for kind in kinds}
    made = ReportRecords(one, AT, TODAY, "Kementerian PANRB", background=told.background, **held)  # type: ignore[arg-type]
    return replace(made, **changes)  # type: ignore[arg-type]


def amount(kind: LineKind, side: Side, value: str, currency: Currency = Currency.USD, *, number: int = 0) -> BudgetLine:
    """An amount of the first programme in 2017."""
    money = Money(Decimal(value), currency)
    key = UUID(int=0xB00 + number)
    return BudgetLine(key, "EGCC-1", kind, side, date(2017, 3, 1), money, {"id": "Uji"}, source="Uji")


def told(code: str, lang: str = "en", *, masa: str = "", synthetic: bool = False, **changes: object) -> ReportDocument:
    """The report of these records."""
    return report.document(records(code, **changes), ReportAsked(code, period(masa), lang, synthetic))


def chapter(given: ReportDocument, key: str) -> Chapter | None:
    """The chapter of this key, if the report has it."""
    return next((one for one in given.chapters if one.key == key), None)


def words(given: ReportDocument) -> str:
    """Everything that the report says, in one string."""
    parts = [
        given.title,
        given.programme,
        given.period,
        *given.marks,
        *(one.text for one in (*given.lead, *given.attention)),
    ]
    parts += [f"{one.name} {one.value} {one.remark}" for one in given.figures]
    for one in given.chapters:
        parts.append(one.heading)
        parts += [words_of(block) for block in one.blocks]
    parts += [f"{one.number} {one.name} {one.address}" for one in given.sources]
    return "\n".join(parts).replace("\u00a0", " ")


def words_of(block: Block) -> str:
    """What a block says."""
    if isinstance(block, Grid):
        cells = [f"{one.text} [{one.tag}] {one.more}" for row in block.rows for one in row]
        return "\n".join([block.caption, *block.head, *cells])
    said = [getattr(block, name) for name in ("text", "title", "alt") if hasattr(block, name)]
    said += [one.text for one in getattr(block, "words", ())] + [one.text for one in getattr(block, "items", ())]
    note = getattr(block, "note", None)
    return "\n".join([*said, note.text if isinstance(note, Said) else ""])
