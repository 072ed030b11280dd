"""The report's figures: indicators with their formulas, and the table of villages."""

from collections.abc import Mapping

from simpul.kernel.i18n import Translator
from simpul.malaria.model.indicators import Measured
from simpul.malaria.model.register import COUNTS, ORIGINS
from simpul.malaria.model.report import ReportFacts, ReportPart, ReportTable
from simpul.malaria.rules.indicators import added

SMALL = 20
"""A share of fewer than so many is marked: one case more or less changes much."""
_COLUMNS = ("tested", "positive", "pf", "pv", "mix", "indigenous", "imported")


def figures(facts: ReportFacts, t: Translator) -> ReportPart:
    """Every indicator that a month has: value, how it is reckoned, from where."""
    head = [t.gettext("Indicator"), t.gettext("Value"), t.gettext("Counted"), t.gettext("Formula and source")]
    rows = [_row(one, t) for one in facts.measured]
    table = ReportTable(t.gettext("Indicators of the month"), head, rows, (False, True, True, False))
    note = t.gettext("* of fewer than {n}: one case more or less changes much.", n=SMALL)
    if facts.population is None:
        note += " " + t.gettext("How many people live here is not known, so nothing is told per 1,000.")
    return ReportPart("figures", t.gettext("What is measured"), table=table, note=note)


def _row(one: Measured, t: Translator) -> list[str]:
    lang, told = t.language, one.indicator
    counted = f"{t.number(one.numerator)} / {t.number(one.denominator)}" if one.denominator else "–"
    value, formula = "–", told.formula[lang]
    if one.value is not None:
        few = " *" if one.denominator < SMALL and "population" not in told.by else ""
        value = f"{t.number(float(one.value), '#,##0.0')} {told.unit[lang]}{few}"
    elif one.why == "not_here":
        formula = f"{formula}. {told.not_here[lang].rstrip('.')}"
    return [f"{told.name[lang]} ({told.code})", value, counted, f"{formula}. {told.source}"]


def villages(facts: ReportFacts, t: Translator) -> ReportPart:
    """A line for each village with a case, those with the most first; one for all that tested without; and the sum."""
    numbers = [
        t.gettext("Tested"),
        t.gettext("Positive"),
        "Pf",
        "Pv",
        "Mix",
        t.gettext("Indigenous"),
        t.gettext("Imported"),
    ]
    head = [t.gettext("Village"), *numbers, t.gettext("Origin not known")]
    heading = t.gettext("By village")
    if not facts.villages:
        return ReportPart("villages", heading, [t.gettext("No village tested in this month.")])
    rows = [[one.name, *_counts(one.counts, t)] for one in facts.villages if one.counts["positive"]]
    others = [one for one in facts.villages if not one.counts["positive"]]
    if others:
        words = t.ngettext("{n} village without a case", "{n} villages without a case", len(others))
        rows.append([words, *_counts(added([one.counts for one in others], COUNTS), t)])
    rows.append([t.gettext("All"), *_counts(facts.months.now, t)])
    table = ReportTable(t.gettext("Villages with a case"), head, rows, (False, *[True] * 8))
    silent = facts.served - sum(1 for one in facts.villages if one.counts["tested"])
    said = t.ngettext("{n} village served sent no test.", "{n} villages served sent no test.", max(silent, 0))
    return ReportPart("villages", heading, [said] if silent > 0 else [], table)


def _counts(counts: Mapping[str, int], t: Translator) -> list[str]:
    known = sum(counts[name] for name in ORIGINS)
    return [*(t.number(counts[name]) for name in _COLUMNS), t.number(counts["positive"] - known)]
