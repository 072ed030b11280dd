"""Statistics for everybody: how many reports, when, of what, where, how soon verified. Law: Perpres 39/2019."""

from collections.abc import Sequence
from typing import Any

from simpul import regions
from simpul.disaster.actions.statistics import statistics
from simpul.disaster.model.statistics import Count, Statistics
from simpul.disaster.pages import statistics_words as words
from simpul.disaster.pages.statistics_asking import SPANS, STEPS, Question, question
from simpul.disaster.pages.words import SEVERITIES
from simpul.disaster.rules.counting import share
from simpul.disaster.rules.hazards import LISTED
from simpul.disaster.rules.replay import TAG_2017
from simpul.kernel.i18n import N_
from simpul.kernel.web import Request, Response, html, route
from simpul.kernel.web.export import csv_of

PATH = "/bencana/statistik"
TABLES = ("waktu", "bahaya", "wilayah", "saluran", "keparahan", "tunggu")


def show(request: Request) -> Response:
    """The figures that the address asks for, each with the table behind it."""
    wanted = question(request)
    found = statistics(request.platform, wanted.asked)
    title, drawing, rows = words.over_time(request.t, found)
    context = {
        "wanted": wanted,
        "asked": wanted.asked,
        "found": found,
        "share": share(found.verified, found.total),
        "title": title,
        "drawing": drawing,
        "rows": rows,
        "lists": _lists(request, wanted, found),
        "waiting": words.waiting_words(request.t, found.waiting),
        "waits": words.ranks(words.waits(request.t, found.waiting), found.verified, str, lambda _: ""),
        "upper": _upper(request, wanted),
        "spans": SPANS,
        "steps": STEPS,
        "hazards": LISTED,
        "path": PATH,
        "tag_2017": TAG_2017,
        "long": words.long_words(request.t, found.waiting.median) if found.waiting.median is not None else "–",
        "inside": words.inside_words(request.t, wanted),
    }
    return html(request, "disaster/statistics.html", context)


def _lists(request: Request, wanted: Question, found: Statistics) -> list[dict[str, Any]]:
    """The ranked lists: what each says, its lines, and the table that holds all of them."""
    t, total = request.t, found.total
    order = {slug: n for n, slug in enumerate(SEVERITIES)}
    graded = sorted((one for one in found.severities if one.key in order), key=lambda one: order[one.key])
    deeper = wanted.asked.within.count(".") < 3 and not wanted.asked.archive
    made = {
        "bahaya": words.ranks(
            found.hazards,
            total,
            words.hazard_name(request),
            lambda slug: "" if wanted.asked.archive or slug == wanted.asked.hazard else wanted.address(PATH, hazard=slug),
        ),
        "wilayah": words.ranks(
            found.regions,
            total,
            words.region_name(request),
            lambda code: wanted.address(PATH, wilayah=code) if deeper and code != wanted.asked.within else "",
        ),
        "saluran": words.ranks(found.sources, total, words.source_name(request), lambda _: ""),
        "keparahan": words.ranks(graded, total, t.gettext, lambda _: ""),
    }
    sentences = {
        "bahaya": (N_("By disaster"), N_("{name} is reported most: {n} of {total} reports")),
        "wilayah": (N_("By place"), N_("Most reports came from {name}: {n} of {total}")),
        "saluran": (N_("By channel"), N_("Most people reported by {name}: {share} %")),
        "keparahan": (N_("By severity"), ""),
    }
    return [
        {"key": key, "name": t.gettext(name), "title": _said(request, made[key], total, sentence), "lines": made[key]}
        for key, (name, sentence) in sentences.items()
        if made[key]
    ]


def _said(request: Request, listed: list[words.Rank], total: int, sentence: str) -> str:
    if sentence:
        return words.first_words(request.t, listed, total, sentence)
    worst = sum(one.reports for one in listed if one.name in {request.t.gettext(w) for w in ("severe", "extreme")})
    return request.t.gettext(
        "{n} of {total} reports are severe or extreme", n=request.t.number(worst), total=request.t.number(total)
    )


def _upper(request: Request, wanted: Question) -> list[tuple[str, str]]:
    """The way back up: the country and each region around the one asked for, with its address."""
    if not wanted.asked.within:
        return []
    path = regions.path(request.platform, wanted.asked.within)[:-1]
    country = (request.t.gettext("All of Indonesia"), wanted.address(PATH, wilayah=""))
    return [country, *((one.name, wanted.address(PATH, wilayah=one.code)) for one in path)]


def as_csv(request: Request) -> Response:
    """One of the tables, whole: time steps, hazards, places, channels, severities, or how soon reports were verified."""
    wanted = question(request)
    found = statistics(request.platform, wanted.asked)
    given = request.query("tabel")
    name = given if given in TABLES else TABLES[0]
    head, rows = _table(request, found, name)
    return csv_of(f"statistik-{name}.csv", head, rows)


def _table(request: Request, found: Statistics, name: str) -> tuple[Sequence[str], list[Sequence[object]]]:
    if name == "waktu":
        rows: list[Sequence[object]] = [
            (one.at.isoformat().replace("+00:00", "Z"), one.reports, one.verified) for one in found.times
        ]
        return ("from", "reports", "verified"), rows
    if name == "tunggu":
        within = found.waiting.within
        return ("within_minutes", "verified"), [(most or "", count) for most, count in within.items()]
    known = {"bahaya": found.hazards, "wilayah": found.regions, "saluran": found.sources, "keparahan": found.severities}
    counts: Sequence[Count] = known[name]
    if name == "wilayah":
        named = words.region_name(request)
        return ("code", "name", "reports", "verified"), [(c.key, named(c.key), c.reports, c.verified) for c in counts]
    return ("key", "reports", "verified"), [(one.key, one.reports, one.verified) for one in counts]


ROUTES = [route("GET", PATH, show), route("GET", f"{PATH}.csv", as_csv)]
