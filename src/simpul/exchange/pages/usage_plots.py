"""The usage as drawings and rows of tables, in the reader's language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from babel.dates import format_datetime

from simpul.exchange.model.usage import Figures, Moment, Usage
from simpul.exchange.rules import plots
from simpul.exchange.rules.usage import percentile
from simpul.kernel.i18n import Translator
from simpul.kernel.plots import Drawing, Mark, tips

_GAP = "\u00a0"
"""Between a number and its unit, which stay on one line."""
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_SHARES = (("half", 0.50), ("most", 0.95), ("nearly", 0.99))


@dataclass(frozen=True, slots=True)
class Plot:
    """A plot as the template's macro takes it."""

    title: str
    drawing: Drawing
    head: tuple[Any, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Words:
    """The reader's language and the node's time zone."""

    t: Translator
    zone: str

    def span(self, milliseconds: float | None) -> str:
        """A length of time: 4,2 ms, 240 ms, 1,3 s; a dash for none."""
        if milliseconds is None:
            return "–"
        if milliseconds < 9.95:
            return f"{self.t.number(round(milliseconds, 1))}{_GAP}ms"
        if milliseconds < 999.5:
            return f"{self.t.number(round(milliseconds))}{_GAP}ms"
        seconds = milliseconds / 1000
        return f"{self.t.number(round(seconds, 1 if seconds < 9.95 else 0))}{_GAP}s"

    def share(self, part: int, whole: int) -> str:
        """A part in percent: 2,6 %; never 0 for something nor 100 for less than all."""
        if not whole:
            return "–"
        percent = 100 * part / whole
        shown = min(max(round(percent, 1), 0.1), 99.9) if 0 < part < whole else round(percent)
        return f"{self.t.number(shown)}{_GAP}%"

    def moment(self, at: datetime, step: timedelta) -> str:
        """When a step began, as exactly as its length deserves."""
        return self.t.date(at, self.zone) if step >= _DAY else self.t.datetime(at, self.zone)

    def tick(self, at: datetime, step: timedelta) -> str:
        """The same below a plot: a clock's time, or a day."""
        form = ("HH.mm" if self.t.language == "id" else "HH:mm") if step < _HOUR else "d MMM"
        return str(format_datetime(at, format=form, locale=self.t.language))

    def per(self, step: timedelta) -> str:
        """What the calls are counted by."""
        t = self.t
        if step < timedelta(minutes=2):
            return t.gettext("calls per minute")
        if step < _HOUR:
            return t.gettext("calls per 15 minutes")
        return t.gettext("calls per 2 hours") if step < _DAY else t.gettext("calls per day")


def calls_plot(usage: Usage, words: Words) -> Plot:
    """How many calls there were when, and how they ended."""
    t, moments = words.t, usage.moments
    axis = plots.counts(max(moment.figures.calls for moment in moments))
    series = [
        ("good", [moment.figures.answered for moment in moments]),
        ("warn", [moment.figures.refused for moment in moments]),
        ("bad", [moment.figures.failed for moment in moments]),
    ]
    legend = (("good", t.gettext("answered")), ("warn", t.gettext("refused")), ("bad", t.gettext("failed")))
    drawing = Drawing(
        says=_calls_title(usage, words),
        unit=words.per(usage.window.step),
        across=t.gettext("time ({zone})", zone=words.zone),
        rows=tuple(Mark(axis.place(tick), t.number(tick)) for tick in axis.ticks),
        columns=_columns(moments, words, usage.window.step),
        bars=plots.stacked(series, axis),
        tips=tips([_tip(moment, words, usage.window.step) for moment in moments]),
        legend=legend,
    )
    columns = (t.gettext("Calls"), t.gettext("Answered"), t.gettext("Refused"), t.gettext("Failed"))
    head = (t.gettext("Time"), *({"text": name, "numeric": True} for name in columns))
    rows = [
        (words.moment(m.at, usage.window.step), *(t.number(n) for n in (f.calls, f.answered, f.refused, f.failed)))
        for m in reversed(moments)
        if (f := m.figures).calls
    ]
    return Plot(drawing.says, drawing, head, tuple(rows))


def times_plot(usage: Usage, words: Words) -> Plot:
    """How long calls took when."""
    t, moments = words.t, usage.moments
    values = {kind: [percentile(m.figures.times, share) for m in moments] for kind, share in _SHARES}
    axis = plots.magnitudes(value for found in values.values() for value in found if value is not None)
    drawing = Drawing(
        says=_times_title(usage.whole, words),
        unit=t.gettext("answer time; each line of the grid is ten times the one below"),
        across=t.gettext("time ({zone})", zone=words.zone),
        rows=tuple(Mark(axis.place(tick), words.span(tick)) for tick in axis.ticks),
        columns=_columns(moments, words, usage.window.step),
        lines=tuple(plots.line(kind, found, axis) for kind, found in values.items()),
        tips=tips([_times_tip(moment, words, usage.window.step) for moment in moments]),
        legend=tuple(zip((kind for kind, _ in _SHARES), _shares(words), strict=True)),
    )
    head = (t.gettext("Time"), *({"text": name, "numeric": True} for name in _shares(words)))
    rows = [
        (words.moment(m.at, usage.window.step), *(words.span(percentile(m.figures.times, share)) for _, share in _SHARES))
        for m in reversed(moments)
        if m.figures.times
    ]
    return Plot(drawing.says, drawing, head, tuple(rows))


def times_of(figures: Figures, words: Words) -> list[str]:
    """Half, 95 and 99 of 100 were answered within these times."""
    return [words.span(percentile(figures.times, share)) for _, share in _SHARES]


def _shares(words: Words) -> tuple[str, ...]:
    t = words.t
    return t.gettext("half (p50)"), t.gettext("95 of 100 (p95)"), t.gettext("99 of 100 (p99)")


def _calls_title(usage: Usage, words: Words) -> str:
    t, whole = words.t, usage.whole
    if not whole.calls:
        return t.gettext("No calls in this time")
    busiest = max(usage.moments, key=lambda moment: moment.figures.calls)
    at = words.moment(busiest.at, usage.window.step)
    most = t.number(busiest.figures.calls)
    return t.ngettext("{n} call", "{n} calls", whole.calls) + t.gettext("; most at {at}: {most}", at=at, most=most)


def _times_title(whole: Figures, words: Words) -> str:
    if not whole.times:
        return words.t.gettext("No answer times in this time")
    half, _, nearly = times_of(whole, words)
    return words.t.gettext("Half were answered within {half}, 99 of 100 within {nearly}", half=half, nearly=nearly)


def _tip(moment: Moment, words: Words, step: timedelta) -> str:
    figures, t = moment.figures, words.t
    counted = t.ngettext("{n} call", "{n} calls", figures.calls)
    wrong = t.gettext("; {n} refused or failed", n=t.number(figures.errors)) if figures.errors else ""
    return f"{words.moment(moment.at, step)}: {counted}{wrong}"


def _times_tip(moment: Moment, words: Words, step: timedelta) -> str:
    return f"{words.moment(moment.at, step)}: {' · '.join(times_of(moment.figures, words))}"


def _columns(moments: Sequence[Moment], words: Words, step: timedelta) -> tuple[Mark, ...]:
    """Some six words below the plot, at round times."""
    count = len(moments)
    if step >= _DAY:
        return tuple(
            plots.column(n, count, words.tick(m.at, step), middle=True) for n, m in enumerate(moments) if n % 6 == 2
        )
    every = timedelta(minutes=10) if count == 60 else timedelta(hours=4) if count == 96 else timedelta(days=2)
    first = moments[0].at.replace(hour=0, minute=0, second=0, microsecond=0)
    chosen = [n for n, m in enumerate(moments) if not (m.at - first) % every]
    return tuple(plots.column(n, count, words.tick(moments[n].at, step)) for n in chosen)
