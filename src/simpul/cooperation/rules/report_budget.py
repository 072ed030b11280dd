"""A report's chapter about money: pledged, contributed, spent; what is not recorded is said, never shown as zero."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from simpul.cooperation.model.budgets import BudgetLine, Currency, LineKind, Money
from simpul.cooperation.model.programmes import Side
from simpul.cooperation.model.reports import Block, Chapter, Grid, Paragraph, Picture, Said
from simpul.cooperation.rules import report_plots
from simpul.cooperation.rules.budgets import converted, shown
from simpul.cooperation.rules.history import SEVERAL
from simpul.cooperation.rules.report_telling import Telling, row
from simpul.cooperation.rules.report_words import LINES, SIDES


def lines_of(tell: Telling) -> list[BudgetLine]:
    """The amounts that count in the period: pledges whenever they were made before its end, the rest of its days."""
    until = tell.asked.period.until
    found = [one for one in tell.records.lines if one.struck_at is None]
    return [
        one
        for one in found
        if tell.within(one.on, one.on) or (one.kind is LineKind.PLEDGE and (until is None or one.on <= until))
    ]


def total(tell: Telling, lines: Iterable[BudgetLine]) -> Money | None:
    """The sum, in US dollars at each day's rate unless all is in one currency; None where a rate is missing."""
    found = list(lines)
    currencies = {one.money.currency for one in found}
    if len(currencies) == 1:
        return Money(sum((one.money.amount for one in found), Decimal(0)), currencies.pop())
    amounts = [converted(one.money, Currency.USD, one.on, tell.records.rates) for one in found]
    if not amounts or None in amounts:
        return None
    return Money(shown(sum((one for one in amounts if one is not None), Decimal(0)), Currency.USD), Currency.USD)


def _in_dollars(tell: Telling, lines: Sequence[BudgetLine]) -> Decimal | None:
    amounts = [converted(one.money, Currency.USD, one.on, tell.records.rates) for one in lines]
    return None if None in amounts else sum((one for one in amounts if one is not None), Decimal(0))


def budget(tell: Telling) -> Chapter | None:
    """The table by side and kind, the plot, each amount with its source; None where no amount is recorded at all."""
    found = lines_of(tell)
    if not found:
        return None
    blocks: list[Block] = [_summed(tell, found)]
    plot = _plot(tell, found)
    if plot is not None:
        blocks.append(plot)
    blocks += [_listed(tell, found), *_unrecorded(tell, found)]
    return Chapter("budget", tell.t.gettext("Budget"), tuple(blocks))


def amount(tell: Telling, lines: Sequence[BudgetLine]) -> str:
    """The sum in words; each currency's own where they cannot be added; that nothing is recorded where nothing is."""
    if not lines:
        return tell.t.gettext("not recorded")
    money = total(tell, lines)
    if money is not None:
        return tell.money(money)
    by: dict[Currency, Decimal] = {}
    for one in lines:
        by[one.money.currency] = by.get(one.money.currency, Decimal(0)) + one.money.amount
    return " + ".join(tell.money(Money(value, currency)) for currency, value in by.items())


def _of(lines: Iterable[BudgetLine], side: Side | None, kind: LineKind) -> list[BudgetLine]:
    return [one for one in lines if one.kind is kind and side in (None, one.side)]


def _summed(tell: Telling, found: Sequence[BudgetLine]) -> Grid:
    _ = tell.t.gettext
    head = (_("Contributing side"), *(_(LINES[kind]) for kind in LineKind))
    rows = [row(_(SIDES[side]), *(amount(tell, _of(found, side, kind)) for kind in LineKind)) for side in Side]
    rows.append(row(_("Both sides together"), *(amount(tell, _of(found, None, kind)) for kind in LineKind)))
    return Grid(_("Budget by side"), head, tuple(rows), (1, 1, 1, 1), (False, True, True, True))


def _listed(tell: Telling, found: Sequence[BudgetLine]) -> Grid:
    _ = tell.t.gettext
    head = (_("Entered on"), _("Contributing side"), _("What it is for"), _("Amount"))
    rows = []
    for one in sorted(found, key=lambda each: (each.on, each.side, each.kind)):
        said = f"{_(LINES[one.kind])}: {tell.told(one.words)}" + (
            f" ({_('in kind, no money moved')})" if one.in_kind else ""
        )
        what = tell.said(said, one.source.split(SEVERAL), synthetic=one.synthetic)
        rows.append(row(tell.day(one.on), _(SIDES[one.side]), what, tell.money(one.money)))
    return Grid(_("Every amount, with its source"), head, tuple(rows), (1.2, 1, 2.6, 1.2), (False, False, False, True))


def _unrecorded(tell: Telling, found: Sequence[BudgetLine]) -> list[Block]:
    _ = tell.t.gettext
    kinds = {one.kind for one in found}
    said = []
    if LineKind.CONTRIBUTION not in kinds and LineKind.SPENDING not in kinds:
        said.append(
            _("The sources record neither payments nor spending. That does not mean that nothing was paid or spent.")
        )
    elif LineKind.SPENDING not in kinds:
        said.append(_("No spending is recorded. That does not mean that nothing was spent."))
    elif LineKind.CONTRIBUTION not in kinds:
        said.append(_("No payment of a contribution is recorded. That does not mean that nothing was paid."))
    if len({one.money.currency for one in found}) > 1:
        said.append(_("Sums over several currencies are in US dollars, each amount at the newest rate not after its day."))
    return [Paragraph((Said(" ".join(said)),), quiet=True)] if said else []


def _plot(tell: Telling, found: Sequence[BudgetLine]) -> Picture | None:
    """The plot where every amount can be told in dollars."""
    _ = tell.t.gettext
    groups = []
    for side in Side:
        group = []
        for kind in LineKind:
            value = _in_dollars(tell, _of(found, side, kind))
            if value is None:
                return None
            lines = _of(found, side, kind)
            words = tell.money(Money(shown(value, Currency.USD), Currency.USD)) if lines else _("not recorded")
            group.append((_(LINES[kind]), float(value), words))
        groups.append((_(SIDES[side]), group))
    alt = "; ".join(f"{side}: " + ", ".join(f"{kind} {words}" for kind, _value, words in group) for side, group in groups)
    svg = report_plots.bars(groups, tell.t.language)
    return Picture(_finding(tell, found), svg, alt, Said(_("In US dollars, by side. The table gives every amount.")))


def _finding(tell: Telling, found: Sequence[BudgetLine]) -> str:
    _ = tell.t.gettext
    pledged, paid, spent = (_in_dollars(tell, _of(found, None, kind)) or Decimal(0) for kind in LineKind)
    sides = {side: _in_dollars(tell, _of(found, side, LineKind.PLEDGE)) for side in Side}
    if pledged and paid:
        return _("{share} of what was pledged is paid in", share=tell.share(paid, pledged))
    if pledged and spent:
        return _("{share} of what was pledged is spent", share=tell.share(spent, pledged))
    if pledged and len(set(sides.values())) == 1:
        each = tell.money(Money(sides[Side.KOREA] or Decimal(0), Currency.USD))
        return _("Both sides pledged the same: {amount} each", amount=each)
    return _("What the sides pledged, contributed and spent")
