"""Words of agreements and budgets, and how amounts are written."""

from collections.abc import Mapping
from decimal import Decimal

from simpul.cooperation.model.agreements import Instrument, PartyPart, TermState
from simpul.cooperation.model.budgets import Currency, LineKind, Money
from simpul.kernel.i18n import N_, Translator

INSTRUMENTS: Mapping[Instrument, str] = {
    Instrument.MOU: N_("Memorandum of understanding"),
    Instrument.MSP: N_("MSP"),
    Instrument.ARRANGEMENT: N_("Arrangement"),
    Instrument.ANNEX: N_("Annex"),
    Instrument.EXTENSION: N_("Extension"),
    Instrument.OTHER: N_("Other instrument"),
}
PARTS: Mapping[PartyPart, str] = {
    PartyPart.SIGNATORY: N_("signatory"),
    PartyPart.IMPLEMENTER: N_("carries it out"),
}
STATES: Mapping[TermState, tuple[str, str]] = {
    TermState.RUNNING: ("verified", N_("In force")),
    TermState.ENDING: ("stale", N_("Ends soon")),
    TermState.EXPIRED: ("closed", N_("Term is over")),
    TermState.UNKNOWN: ("approximate", N_("Term not stated")),
}
"""The tag and the word of each."""
LINES: Mapping[LineKind, str] = {
    LineKind.PLEDGE: N_("Pledged"),
    LineKind.CONTRIBUTION: N_("Contributed"),
    LineKind.SPENDING: N_("Spent"),
}


def amount(t: Translator, money: Money) -> str:
    """The amount behind its currency's code, decimals only where there are any: USD 1.000.000; they stay on one line."""
    form = "#,##0" if money.amount == money.amount.to_integral_value() else "#,##0.00"
    return f"{money.currency.value}\u00a0{t.number(money.amount, form)}"  # type: ignore[arg-type]


def figure(t: Translator, value: Decimal, currency: Currency) -> str:
    """A sum rounded as its currency is, behind the code."""
    return amount(t, Money(value, currency))
