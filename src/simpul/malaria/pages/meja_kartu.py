"""Workers' scorecards: the region's for a month or quarter, and one card with every formula, to print."""

from datetime import UTC, datetime
from typing import Any

from simpul.kernel.i18n import Translator
from simpul.kernel.web import Request, Response, route
from simpul.kernel.web.export import csv_of
from simpul.malaria.actions import scoring, stocking
from simpul.malaria.model.scorecards import Measure, Score, Scorecard, ScorePeriod
from simpul.malaria.pages.desk_parts import PATH, answered, desk_context, id_of, question
from simpul.malaria.pages.meja_stok_parts import in_stock, same_address
from simpul.malaria.pages.stock_words import rate
from simpul.malaria.rules import desk
from simpul.malaria.rules import scorecards as rules

CARDS = f"{PATH}/kartu"
LISTED = ("tests", "positive", "same_day", "completed", "counted", "silent")
"""The measures that the list shows; the card shows all."""
_PER_PAGE = 30
_BY_CODE = {one.code: one for one in rules.MEASURES}


def show(request: Request) -> Response:
    """The scorecards of the region; for the whole country, kabupaten to choose from."""
    inside = stocking.area(request.actor, request.query("wilayah"))
    if not inside.count("."):
        found = [(c, in_stock(request, c), n) for c, n in stocking.regencies(request.platform, request.actor)]
        chosen = [one for one in found if desk.answers_for(request.actor, one[0])]
        return answered(request, "malaria/meja_kartu_wilayah.html", {**desk_context(request), "chosen": chosen})
    cards = scoring.cards(request.platform, request.actor, inside, request.query("masa"))
    q, page = request.query("q")[:100].lower(), question(request).page
    rows = [one for one in cards.cards if q in one.name.lower() or q in one.village_name.lower()]
    pages = max(1, -(-len(rows) // _PER_PAGE))
    first = (min(page, pages) - 1) * _PER_PAGE
    context = {
        **_common(request, inside, cards.period),
        "rows": [_line(request.t, one) for one in rows[first : first + _PER_PAGE]],
        "total": len(rows),
        "page": min(page, pages),
        "pages": pages,
        "pages_at": same_address(request, CARDS) + f"masa={cards.period.key}&hal={{page}}",
        "q": request.query("q")[:100],
        "medians": [_median(request.t, _BY_CODE[code], cards.peers[code].median) for code in LISTED],
        "measures": [_BY_CODE[code] for code in LISTED],
        "complete": cards.complete,
        "export_at": f"{CARDS}/ekspor.csv?wilayah={inside}&masa={cards.period.key}",
    }
    return answered(request, "malaria/meja_kartu.html", context)


def _common(request: Request, inside: str, period: ScorePeriod) -> dict[str, Any]:
    known = scoring.periods(request.platform, inside)
    listed = known if period in known else [period, *known]
    return {
        **desk_context(request),
        "cards_path": CARDS,
        "inside": inside,
        "inside_name": in_stock(request, inside),
        "period": period,
        "period_words": period_words(request.t, period),
        "periods": [(one.key, period_words(request.t, one)) for one in listed],
        "small": rules.SMALL,
    }


def period_words(t: Translator, one: ScorePeriod) -> str:
    """The month or quarter in words."""
    if one.months == 3:
        return t.gettext("quarter {n}, {year}", n=(one.first.month + 2) // 3, year=one.first.year)
    first = datetime(one.first.year, one.first.month, 1, 12, tzinfo=UTC)
    return " ".join(word for word in t.date(first).replace(",", "").split() if word != "1")


def score_words(t: Translator, measure: Measure, score: Score) -> str:
    """The score as it is read: a share with its part and whole, a count, or days."""
    value = score.value
    if value is None:
        return t.gettext("none of none")
    if measure.kind == "share":
        return f"{t.number(round(value * 100))}% ({t.number(score.part)}/{t.number(score.whole or 0)})"
    if measure.kind == "months":
        return t.gettext("{n} of {of} months", n=score.part, of=score.whole)
    return t.ngettext("{n} day", "{n} days", score.part) if measure.kind == "days" else t.number(score.part)


def _median(t: Translator, measure: Measure, value: float | None) -> str:
    if value is None:
        return "–"
    if measure.kind in ("share", "months"):
        return f"{t.number(round(value * 100))}%"
    if measure.kind == "days":
        return t.ngettext("{n} day", "{n} days", round(value))
    return rate(t, value) if value % 1 else t.number(value)


def verdict(measure: Measure, card: Scorecard) -> str:
    """`small` where the whole is too small to compare, else `better`, `worse` or `like` the peers; empty for neither.

    A share is better or worse only where the peers' median lies outside its interval; a number only where it is outside
    the middle half of the peers.
    """
    score, peers = card.scores[measure.code], card.peers[measure.code]
    if score.value is None:
        return ""
    if rules.is_small(score, measure):
        return "small"
    if peers.median is None or peers.middle is None or not measure.better:
        return ""
    span = rules.interval(score) if measure.kind == "share" else None
    above, below = (span[0] > peers.median, span[1] < peers.median) if span else _outside(score.value, peers.middle)
    if not (above or below):
        return "like"
    return "better" if above == (measure.better == "high") else "worse"


def _outside(value: float, middle: tuple[float, float]) -> tuple[bool, bool]:
    """Whether the value is above the middle half of the peers, and whether it is below it."""
    return value > middle[1], value < middle[0]


def _line(t: Translator, one: Scorecard) -> dict[str, Any]:
    scores = [
        {
            "words": score_words(t, _BY_CODE[code], one.scores[code]),
            "verdict": verdict(_BY_CODE[code], one),
            "measure": _BY_CODE[code],
        }
        for code in LISTED
    ]
    return {"card": one, "scores": scores}


def card(request: Request) -> Response:
    """One worker's scorecard: every measure with its formula, the peers' median, and how far it can be trusted."""
    found = scoring.card(request.platform, request.actor, id_of(request.path_params["id"]), request.query("masa"))
    t = request.t
    rows = []
    for one in rules.MEASURES:
        score, span = found.scores[one.code], None
        if one.kind == "share":
            span = rules.interval(score)
        between = f"{t.number(round(span[0] * 100))}–{t.number(round(span[1] * 100))}%" if span else ""
        peers = found.peers[one.code]
        rows.append(
            {
                "measure": one,
                "words": score_words(t, one, score),
                "between": between,
                "median": _median(t, one, peers.median),
                "peers": peers.count,
                "verdict": verdict(one, found),
            }
        )
    context = {**_common(request, found.village, found.period), "card": found, "rows": rows}
    return answered(request, "malaria/meja_kartu_satu.html", context)


def as_csv(request: Request) -> Response:
    """The scorecards of the region, a line a worker and measure, without names, as CSV."""
    inside = stocking.area(request.actor, request.query("wilayah"))
    head = (
        "worker",
        "village_code",
        "village",
        "period",
        "measure",
        "part",
        "whole",
        "value",
        "median_of_peers",
        "synthetic",
    )
    cards = scoring.cards(request.platform, request.actor, inside, request.query("masa")).cards if inside.count(".") else ()
    rows = [row for one in cards for row in _exported(one)]
    return csv_of("kartu-malaria.csv", head, rows, marked=True)


def _exported(one: Scorecard) -> list[tuple[object, ...]]:
    found: list[tuple[object, ...]] = []
    for code, score in one.scores.items():
        value, middle = score.value, one.peers[code].median
        numbers = (score.part, "" if score.whole is None else score.whole, "" if value is None else round(value, 4))
        head = (one.worker, one.village, one.village_name, one.period.key, code)
        found.append((*head, *numbers, "" if middle is None else round(middle, 4), one.synthetic))
    return found


ROUTES = [
    route("GET", CARDS, show),
    route("GET", f"{CARDS}/ekspor.csv", as_csv),
    route("GET", f"{CARDS}/{{id}}", card),
]
