"""What the monthly report says, in one language: the same parts for the page and for the PDF. It names nobody."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from fractions import Fraction

from babel.dates import format_date

from simpul.kernel.i18n import ZONES, Translator, zone_of
from simpul.malaria.model.report import ReportDocument, ReportFacts
from simpul.malaria.rules import report_rooms
from simpul.malaria.rules.report_figures import SMALL, figures, other_species, villages


def document(facts: ReportFacts, t: Translator) -> ReportDocument:
    """The report in the translator's language."""
    scope = facts.scope
    month = format_date(scope.first, "MMMM y", locale=t.language)
    zone = zone_of(scope.region)
    marks = [t.gettext("SYNTHETIC DATA")] if facts.synthetic else []
    marks += [] if scope.complete else [t.gettext("Month not over")]
    return ReportDocument(
        title=t.gettext("Malaria: monthly report"),
        subtitle=f"{scope.name}, {month}",
        lead=_lead(facts, t),
        issued=t.gettext(
            "{agency}, made {at} by {who}", agency=facts.agency, at=t.datetime(facts.at, zone), who=facts.by_name
        ),
        marks=marks,
        facts=_facts(facts, t),
        parts=[
            figures(facts, t),
            villages(facts, t),
            report_rooms.alerts(facts, t),
            report_rooms.foci(facts, t),
            report_rooms.timeliness(facts, t),
            report_rooms.stock(facts, t),
            report_rooms.quality(facts, t),
            report_rooms.reading(t),
        ],
        foot=t.gettext("From the register of tests of this node. Names no patient. {at}", at=t.datetime(facts.at, zone)),
        says=_says(facts, t),
        weeks=[(_day(monday, t), count, _inside(monday, facts)) for monday, count in facts.weeks],
    )


def _day(day: date, t: Translator) -> str:
    return format_date(day, "d MMM", locale=t.language)


def _inside(monday: date, facts: ReportFacts) -> bool:
    return monday + timedelta(days=6) >= facts.scope.first and monday < facts.scope.until


def _lead(facts: ReportFacts, t: Translator) -> str:
    now, before = facts.months.now, facts.months.before
    words = t.ngettext("{n} positive test", "{n} positive tests", now["positive"])
    tested = t.ngettext("of {n} tested", "of {n} tested", now["tested"])
    if before is None:
        return t.gettext("{positive} {tested}. Nothing was counted in the month before.", positive=words, tested=tested)
    earlier = t.number(before["positive"])
    return t.gettext("{positive} {tested}; {n} in the month before.", positive=words, tested=tested, n=earlier)


def _facts(facts: ReportFacts, t: Translator) -> list[tuple[str, str, str]]:
    """Key figures: name, value, remark."""
    now, number = facts.months.now, t.number
    share = percent(now["positive"], now["tested"], t)
    others, tested = other_species(now), facts.served - len(facts.silent)
    return [
        (t.gettext("Tested"), number(now["tested"]), _compared("tested", facts, t)),
        (t.gettext("Positive"), number(now["positive"]), _compared("positive", facts, t)),
        (t.gettext("Positivity"), share, t.gettext("positive / tested")),
        (
            t.gettext("P. falciparum, P. vivax, mixed"),
            f"{number(now['pf'])} · {number(now['pv'])} · {number(now['mix'])}",
            t.gettext("{n} of another species", n=number(others)) if others else "",
        ),
        (t.gettext("Severe, died"), f"{number(now['severe'])} · {number(now['died'])}", ""),
        (
            t.gettext("Villages that tested"),
            f"{number(tested)} / {number(facts.served)}",
            t.gettext("of those served"),
        ),
    ]


def _compared(name: str, facts: ReportFacts, t: Translator) -> str:
    year = facts.months.year_ago
    if year is None:
        return t.gettext("no figure for a year ago")
    return t.gettext("{n} a year ago", n=t.number(year[name]))


def percent(over: int, under: int, t: Translator) -> str:
    """The share in percent with one digit, marked where it is of few; a dash where nothing was counted."""
    if not under:
        return "–"
    return f"{t.number(float(Fraction(over * 100, under)), '0.0')} %{' *' if under < SMALL else ''}"


def _says(facts: ReportFacts, t: Translator) -> str:
    most = max(facts.weeks, key=lambda one: one[1], default=None)
    if most is None or not most[1]:
        return t.gettext("No positive test in these weeks.")
    day = t.date(datetime(most[0].year, most[0].month, most[0].day, 12, tzinfo=ZONES["WIT"]), "WIT")
    total = sum(count for _, count in facts.weeks)
    told: Mapping[str, str] = {"n": t.number(total), "most": t.number(most[1]), "day": day}
    return t.gettext("{n} positive tests in these weeks; the most, {most}, in the week of {day}.", **told)
