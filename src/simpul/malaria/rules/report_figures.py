"""The report's figures: indicators with their formulas, and the table of villages."""

from collections.abc import Mapping, Sequence

from simpul.kernel.i18n import Translator
from simpul.malaria.model.indicators import Measured
from simpul.malaria.model.register import COUNTS, ORIGINS
from simpul.malaria.model.report import ReportFacts, ReportPart, ReportTable
from simpul.malaria.rules.indicators import added

SMALL = 20
"""A share of fewer than so many is marked: one case more or less changes much."""
_SPECIES = ("pf", "pv", "mix")
_ORIGINS = ("indigenous", "imported")
MOST_NAMED = 20
"""So many villages that sent nothing are named; the report stays a report."""


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
        t.gettext("Other species"),
        t.gettext("Indigenous"),
        t.gettext("Imported"),
        t.gettext("Other origin"),
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
    table = ReportTable(t.gettext("Villages with a case"), head, rows, (False, *[True] * (len(head) - 1)))
    return ReportPart("villages", heading, [_silent(facts.silent, t)] if facts.silent else [], table)


def _silent(names: Sequence[str], t: Translator) -> str:
    """Which villages sent nothing: whom the programme has to ask."""
    said = t.ngettext("{n} village served sent no test: ", "{n} villages served sent no test: ", len(names))
    listed, more = ", ".join(names[:MOST_NAMED]), len(names) - MOST_NAMED
    return said + listed + (" " + t.ngettext("and {n} more", "and {n} more", more) if more > 0 else "") + "."


def other_species(counts: Mapping[str, int]) -> int:
    """Positive tests of a species that has no column of its own, or of none that was told."""
    return counts["positive"] - sum(counts[name] for name in _SPECIES)


def _counts(counts: Mapping[str, int], t: Translator) -> list[str]:
    """The line's numbers: those of the species add up to the positive tests, and those of the origins as well."""
    known, named = (sum(counts[name] for name in names) for names in (ORIGINS, _ORIGINS))
    species = (*(counts[name] for name in _SPECIES), other_species(counts))
    origins = (*(counts[name] for name in _ORIGINS), known - named, counts["positive"] - known)
    return [t.number(one) for one in (counts["tested"], counts["positive"], *species, *origins)]
