"""The figures in words: the sentence that each plot says, the plot over time, ranked lists, the tables behind them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from babel.dates import format_date, format_datetime

from simpul import regions
from simpul.disaster.model.statistics import Count, CountsAsked, CountStep, Statistics, TimeCount, Waiting
from simpul.disaster.pages.statistics_asking import Question
from simpul.disaster.pages.words import hazard_label
from simpul.disaster.rules.counting import filled, peak, share, stacked
from simpul.kernel import plots
from simpul.kernel.i18n import N_, ZONES, Translator
from simpul.kernel.plots import Drawing, Mark
from simpul.kernel.web import Request

SHOWN = 20
"""So many lines of a ranked list; the rest is in its CSV."""
WAITS = {
    15: N_("up to 15 minutes"),
    30: N_("15 to 30 minutes"),
    60: N_("30 to 60 minutes"),
    180: N_("1 to 3 hours"),
    1_440: N_("3 to 24 hours"),
    None: N_("more than a day"),
}
SOURCES = {
    "web": N_("this website"),
    "api": N_("other programs"),
    "card": N_("one-time links"),
    "telegram": "Telegram",
    "whatsapp": "WhatsApp",
    "messenger": "Messenger",
    "sms": "SMS",
    "qlue": "Qlue",
    "detik": "Detik",
    "grasp": "PetaBencana.id",
    "import": N_("imported lists"),
}
_COLUMNS = 6
_LONG = 30


@dataclass(frozen=True, slots=True)
class Rank:
    """A line of a ranked list: name, count, how many verified, its share of all and of the longest bar in percent."""

    name: str
    reports: int
    verified: int
    share: int
    width: float
    href: str


def step_words(t: Translator, at: datetime, asked: CountsAsked) -> str:
    """The name of the step that begins `at`: 21 Feb 2017, 07.00 WIB; 21 Februari 2017; Februari 2017."""
    match asked.step:
        case CountStep.HOUR:
            return t.datetime(at, asked.zone)
        case CountStep.DAY:
            return t.date(at, asked.zone)
        case CountStep.MONTH:
            return format_date(at.astimezone(ZONES[asked.zone]), format="LLLL yyyy", locale=t.language)


def over_time(t: Translator, found: Statistics) -> tuple[str, Drawing, list[list[str]]]:
    """What is to be seen over time, the plot, and the table behind it (the newest first, empty steps left out)."""
    counts, asked = filled(found.asked, found.times), found.asked
    title = _peak_words(t, counts, asked)
    bars, ticks = stacked([replace(one, verified=one.reports) for one in counts] if asked.archive else counts)
    says = [_count_words(t, one, asked) for one in counts]
    drawing = Drawing(
        says=title,
        unit=t.gettext("Reports"),
        across=t.gettext("Time ({zone})", zone=asked.zone),
        rows=tuple(Mark(plots.height(value, ticks[-1]), t.number(value)) for value in ticks),
        columns=_columns(t, counts, asked),
        bars=bars,
        tips=plots.tips(says),
        legend=() if asked.archive else (("good", t.gettext("verified")), ("warn", t.gettext("not verified"))),
    )
    rows = [
        [step_words(t, one.at, asked), t.number(one.reports), *([] if asked.archive else [t.number(one.verified)])]
        for one in reversed(counts)
        if one.reports
    ]
    return title, drawing, rows


def _count_words(t: Translator, one: TimeCount, asked: CountsAsked) -> str:
    return f"{step_words(t, one.at, asked)}: {t.number(one.reports)}"


def _peak_words(t: Translator, counts: Sequence[TimeCount], asked: CountsAsked) -> str:
    most = peak(counts)
    if not most.reports:
        return t.gettext("No report came in during this time")
    when, n = step_words(t, most.at, asked), t.number(most.reports)
    match asked.step:
        case CountStep.HOUR:
            return t.gettext("Most reports came in during the hour from {when}: {n}", when=when, n=n)
        case CountStep.DAY:
            return t.gettext("Most reports came in on {when}: {n}", when=when, n=n)
        case CountStep.MONTH:
            return t.gettext("Most reports came in during {when}: {n}", when=when, n=n)


def _columns(t: Translator, counts: Sequence[TimeCount], asked: CountsAsked) -> tuple[Mark, ...]:
    """Words below some of the steps, equally far apart; below midnights where more than a day is counted by the hour."""
    places = list(range(len(counts)))
    form = {CountStep.HOUR: "HH.mm", CountStep.DAY: "d MMM", CountStep.MONTH: "MMM yy"}[asked.step]
    if asked.step is CountStep.HOUR and len(counts) > _LONG:
        form, places = "d MMM", [n for n in places if counts[n].at.astimezone(ZONES[asked.zone]).hour == 0]
    every = max(1, -(-len(places) // _COLUMNS))
    return tuple(plots.column((n + 0.5) / len(counts), _short(t, counts[n].at, asked.zone, form)) for n in places[::every])


def _short(t: Translator, at: datetime, zone: str, form: str) -> str:
    return format_datetime(at.astimezone(ZONES[zone]), format=form, locale=t.language)


def ranks(counts: Sequence[Count], total: int, name: Callable[[str], str], href: Callable[[str], str]) -> list[Rank]:
    """The counts as a ranked list, the most first."""
    most = max(1, *(one.reports for one in counts), 1)
    return [
        Rank(
            name(one.key),
            one.reports,
            one.verified,
            share(one.reports, total),
            round(100 * one.reports / most, 1),
            href(one.key),
        )
        for one in counts[:SHOWN]
    ]


def hazard_name(request: Request) -> Callable[[str], str]:
    """Names a hazard in the page's language."""
    return lambda slug: hazard_label(slug, request.lang)


def region_name(request: Request) -> Callable[[str], str]:
    """Names a region; its code where none is in force."""

    def name(code: str) -> str:
        try:
            return regions.get(request.platform, code).name
        except regions.RegionUnknown:
            return code

    return name


def source_name(request: Request) -> Callable[[str], str]:
    """Names a channel."""
    return lambda source: request.t.gettext(SOURCES.get(source, source))


def first_words(t: Translator, listed: Sequence[Rank], total: int, sentence: str) -> str:
    """What a ranked list says: the sentence (with `name`, `n` and `share`) filled with its first line."""
    if not listed:
        return t.gettext("No report came in during this time")
    first = listed[0]
    facts = {"name": first.name, "n": t.number(first.reports), "total": t.number(total), "share": t.number(first.share)}
    return t.gettext(sentence, **facts)


def waiting_words(t: Translator, waiting: Waiting) -> str:
    """How soon reports were verified, in one sentence."""
    if waiting.median is None or waiting.ninth is None:
        return t.gettext("No report of this time is verified yet")
    return t.gettext(
        "Half of the verified reports were verified within {median}, nine of ten within {ninth}",
        median=long_words(t, waiting.median),
        ninth=long_words(t, waiting.ninth),
    )


def long_words(t: Translator, minutes: float) -> str:
    """So many minutes as people say it: 12 menit, 3 jam, 2 hari."""
    if minutes < 90:
        return t.ngettext("{n} minute", "{n} minutes", max(1, round(minutes)))
    if minutes < 36 * 60:
        return t.ngettext("{n} hour", "{n} hours", round(minutes / 60))
    return t.ngettext("{n} day", "{n} days", round(minutes / 1_440))


def waits(t: Translator, waiting: Waiting) -> list[Count]:
    """How many were verified within each class of minutes; the key is its name."""
    return [Count(t.gettext(words), waiting.within[most], waiting.within[most]) for most, words in WAITS.items()]


def inside_words(t: Translator, asked: Question) -> str:
    """Where and of what, for the page's heading."""
    return asked.place or t.gettext("All of Indonesia")
