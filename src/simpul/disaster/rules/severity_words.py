"""The words of the plot of an incident's reports over time."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from simpul.disaster.rules import severity_plot
from simpul.disaster.rules.hazards import SEVERITIES
from simpul.disaster.rules.incident_words import GRADES
from simpul.kernel.i18n import ZONES, Translator


def series_of(content: Mapping[str, Any]) -> severity_plot.Series:
    """The reports over time, as the content holds them."""
    found = content["series"]
    starts = tuple(datetime.fromisoformat(start) for start in found["starts"])
    counts = {name: tuple(found["counts"].get(name, ())) for name in SEVERITIES}
    return severity_plot.Series(starts, timedelta(seconds=found["seconds"]), counts)


def plot_words(found: severity_plot.Series, t: Translator, zone: str) -> severity_plot.Words:
    """The words of the plot of reports over time."""
    _ = t.gettext
    return severity_plot.Words(
        says=finding(found, t, zone),
        unit=_("Verified reports"),
        across=_("Time of the report, {zone}", zone=f"{zone}, {days(found, zone)}"),
        severities={name: _(GRADES[name]) for name in SEVERITIES},
        time=clock(found, t, zone),
    )


def clock(found: severity_plot.Series, t: Translator, zone: str) -> Callable[[datetime], str]:
    """How the instants of a plot are written: the hour within two days, the day beyond."""
    long = found.starts[-1] - found.starts[0] > timedelta(days=2)
    form = "%d/%m" if long else "%H.%M" if t.language == "id" else "%H:%M"
    return lambda at: at.astimezone(ZONES[zone]).strftime(form)


def days(found: severity_plot.Series, zone: str) -> str:
    """The day of a plot, or its first and last: 20/02–21/02."""
    ends = (at.astimezone(ZONES[zone]).strftime("%d/%m") for at in (found.starts[0], found.starts[-1]))
    return "–".join(dict.fromkeys(ends))


def finding(found: severity_plot.Series, t: Translator, zone: str) -> str:
    """What is to be seen in the plot, in a sentence."""
    totals = found.totals
    if not sum(totals):
        return t.gettext("No verified report in this time.")
    top = max(range(len(totals)), key=lambda n: totals[n])
    return t.gettext(
        "Most reports came from {time} on: {n} in {minutes} minutes.",
        time=t.datetime(found.starts[top], zone),
        n=t.number(totals[top]),
        minutes=t.number(found.step.total_seconds() // 60),
    )


def plot_rows(found: severity_plot.Series, t: Translator, zone: str) -> tuple[tuple[str, ...], ...]:
    """The plot as a table: each step that brought reports, and how many of each severity."""
    number = t.number
    return tuple(
        (t.datetime(at, zone), *(number(found.counts[name][n]) for name in SEVERITIES), number(found.totals[n]))
        for n, at in enumerate(found.starts)
        if found.totals[n]
    )
