"""Usage: who calls what how often, how it ends, how long it takes; by time, service and client. It keeps itself current."""

from collections.abc import Iterator, Sequence
from typing import Any

from simpul.exchange.actions import usage as actions
from simpul.exchange.model.usage import Figures, Grouping, Usage, UsageGroup, Window
from simpul.exchange.pages import usage_plots as plots
from simpul.exchange.pages.days import zone_here
from simpul.exchange.pages.outcomes import WORDS
from simpul.exchange.pages.usage_asked import GROUPINGS, NOBODY, PATH, PERIODS, SECONDS, Question, asked, neighbours, window
from simpul.exchange.rules.usage import is_refused, percentile
from simpul.kernel.web import Request, Response, html, route
from simpul.kernel.web.export import csv_of

PER_PAGE = 25
TIMES_HEAD = ("from", "calls", "answered", "refused", "failed", "p50_ms", "p95_ms", "p99_ms")
GROUPS_HEAD = ("side", "service", "client", "outcome", *TIMES_HEAD[1:])


def show(request: Request) -> Response:
    """The usage in a period: figures, plots, tables."""
    question = asked(request)
    shown = window(request, question)
    found = actions.look(request.platform, request.actor, window=shown, sought=question.sought)
    groups = _groups(request, question, shown)
    words = plots.Words(request.t, zone_here(request.platform))
    context = {
        "asked": question,
        "path": PATH,
        "nobody": NOBODY,
        "usage": found,
        "words": words,
        "calls": plots.calls_plot(found, words),
        "times": plots.times_plot(found, words),
        "whole": plots.times_of(found.whole, words),
        "outcomes": _outcomes(found, words),
        "groups": [_row(one, words) for one in groups[(question.page - 1) * PER_PAGE : question.page * PER_PAGE]],
        "count": len(groups),
        "pages": -(-len(groups) // PER_PAGE),
        "every": SECONDS[PERIODS[question.period]],
        "follows": not question.until,
        "to": neighbours(request, question, shown),
        "choices": (_choices(found.services, question.service), _choices(found.clients, question.client)),
        "refusal": None,
    }
    return html(request, "exchange/usage.html", context)


def export(request: Request) -> Response:
    """The same as a CSV file: `?isi=waktu` by time, `hasil` by outcome, else by what the table is grouped by."""
    question, part = asked(request), request.query("isi")
    shown = window(request, question)
    if part == "waktu":
        found = actions.look(request.platform, request.actor, window=shown, sought=question.sought)
        rows = [(m.at.isoformat(), *_cells(m.figures)) for m in found.moments]
        return csv_of("pemakaian-waktu.csv", TIMES_HEAD, rows)
    groups = _groups(request, question, shown, outcomes=part == "hasil")
    cells = [(g.side.value, g.service, g.client, g.outcome, *_cells(g.figures)) for g in groups]
    return csv_of("pemakaian.csv", GROUPS_HEAD, cells)


def _groups(request: Request, question: Question, shown: Window, *, outcomes: bool = False) -> list[UsageGroup]:
    """The groups whose names hold the words that were asked for."""
    grouping = Grouping.OUTCOME if outcomes else GROUPINGS[question.grouping]
    found = actions.groups(request.platform, request.actor, window=shown, sought=question.sought, grouping=grouping)
    words = question.words.lower()
    return [one for one in found if words in f"{one.service} {one.client}".lower()]


def _row(one: UsageGroup, words: plots.Words) -> dict[str, Any]:
    figures = one.figures
    return {
        "side": one.side.value,
        "service": one.service,
        "client": one.client,
        "calls": words.t.number(figures.calls),
        "errors": words.t.number(figures.errors),
        "share": words.share(figures.errors, figures.calls),
        "times": plots.times_of(figures, words),
    }


def _outcomes(found: Usage, words: plots.Words) -> list[dict[str, Any]]:
    """How calls ended, the most frequent first; `wide`: in percent of the most frequent."""
    ordered = sorted(found.outcomes.items(), key=lambda one: (-one[1], one[0]))
    most = ordered[0][1] if ordered else 1
    return [
        {
            "words": words.t.gettext(WORDS.get(outcome, outcome)),
            "code": outcome if " " in outcome else "",
            "kind": "good" if outcome == "ok" else "warn" if is_refused(outcome) else "bad",
            "calls": words.t.number(calls),
            "share": words.share(calls, found.whole.calls),
            "wide": round(100 * calls / most, 2),
        }
        for outcome, calls in ordered
    ]


def _choices(found: Sequence[str], chosen: str) -> list[tuple[str, str]]:
    """What may be chosen: the busiest, and what is chosen already."""
    more = {chosen} if chosen and chosen != NOBODY else set()
    return [(name, name) for name in sorted({*found, *more})]


def _cells(figures: Figures) -> Iterator[object]:
    yield from (figures.calls, figures.answered, figures.refused, figures.failed)
    for share in (0.50, 0.95, 0.99):
        found = percentile(figures.times, share)
        yield "" if found is None else round(found, 1)


ROUTES = [route("GET", PATH, show), route("GET", f"{PATH}/ekspor.csv", export)]
