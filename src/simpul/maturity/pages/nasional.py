"""The national view: how far all agencies of an edition are, by kind, by province on a map, and one by one."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup, escape

from simpul.kernel.i18n import Translator
from simpul.kernel.web import Request, Response, json, route
from simpul.kernel.web.export import csv_of
from simpul.maturity.actions import instruments, national
from simpul.maturity.actions.national import NationalView
from simpul.maturity.model.edition_refusals import EditionUnknown
from simpul.maturity.model.editions import SEATS as ALL_SEATS
from simpul.maturity.model.editions import Progress
from simpul.maturity.pages.national_words import SEATS, SHADINGS, SORTS, STANDS, decimal
from simpul.maturity.pages.parts import PATH, answered, whole
from simpul.maturity.rules import progress_bars
from simpul.maturity.rules.progress import ProgressAsked, ProgressGroup, stage_of
from simpul.maturity.rules.province_map import HIGH, WIDE, ProvinceShape

VIEW = f"{PATH}/nasional"
PAGE = 25
MOSTLY = 20
"""Percent of final results from which the map shows their share first, until all are; else it shows the mean index."""
Shade = Callable[[ProgressGroup], int]
"""Which shade of the map a province has."""
_KEPT = ("edisi", "q", "jenis", "provinsi", "tahap", "urut", "warna")
_PART = '<rect class="part--{}" x="{}%" width="{}%" height="100%"/>'
_STACK = '<svg class="stack" width="100%" height="14" role="img"><title>{}</title>{}</svg>'
COLUMNS = (
    *("agency", "name", "kind", "province", "region", "stage", "unfilled", "self_index", "index", "predicate"),
    *("lead_assessor", "second_assessor", "reviewer", "changed_at", "synthetic"),
)
"""What a line of the list has as CSV and JSON."""


def show(request: Request) -> Response:
    """The view of the edition that the address names, narrowed as it asks; how to begin, while there is no edition."""
    asked = _asked(request)
    seen = national.view(request.platform, request.actor, key=request.query("edisi")[:40], asked=asked)
    if seen is None:
        return answered(request, "maturity/nasional_kosong.html", {"view_path": VIEW})
    return answered(request, "maturity/nasional.html", {**_base(request, seen, asked), **_map(request, seen, asked)})


def _asked(request: Request) -> ProgressAsked:
    return ProgressAsked(
        q=request.query("q")[:100],
        kind=request.query("jenis")[:60],
        province=request.query("provinsi")[:60],
        stage=request.query("tahap")[:20],
        sort=request.query("urut") if request.query("urut") in SORTS else "",
        page=max(whole(request.query("hal", "1")), 1),
    )


def _base(request: Request, seen: NationalView, asked: ProgressAsked) -> dict[str, Any]:
    pages = max(-(-len(seen.rows) // PAGE), 1)
    page = min(asked.page, pages)
    stages = seen.edition.stages
    return {
        "seen": seen,
        "asked": asked,
        "view_path": VIEW,
        "rows": seen.rows[(page - 1) * PAGE : page * PAGE],
        "page": page,
        "pages": pages,
        "stack": _stacks(request, stages),
        "begun": progress_bars.begun_share,
        "order": progress_bars.order(stages),
        "stands": STANDS,
        "stand": stage_of,
        "seats": SEATS,
        "sorts": SORTS,
        "decimal": lambda value: decimal(request.t, value),
        "link": _links(request),
        "pages_at": _links(request)(hal="{page}") + "#instansi",
        "csv_at": _links(request, f"{VIEW}/ekspor.csv")(),
        "json_at": _links(request, f"{VIEW}/ekspor.json")(),
        "narrowed": bool(asked.kind or asked.province),
        "searched": bool(asked.q or asked.stage),
    }


def _stacks(request: Request, stages: Sequence[str]) -> Callable[[ProgressGroup], Markup]:
    """Draws a bar of where agencies stand; its words say the same. Not made by a template: a page has fifty of them."""
    words = {key: escape(request.t.gettext(text)) for key, text in STANDS.items()}

    def stack(group: ProgressGroup) -> Markup:
        parts = progress_bars.bar(group, stages)
        drawn = "".join(_PART.format(one.key, one.x, one.width) for one in parts)
        said = ", ".join(f"{words[one.key]}: {one.count}" for one in parts)
        return Markup(_STACK.format(said, drawn))  # noqa: S704 (words are escaped)

    return stack


def _links(request: Request, path: str = VIEW) -> Callable[..., str]:
    """Makes addresses of a path with the filters of this page and changes to them; an empty one takes a filter away."""
    kept = {name: request.query(name)[:100] for name in _KEPT}

    def link(**changes: str) -> str:
        query = urlencode({name: value for name, value in (kept | changes).items() if value}, safe="{}")
        return f"{path}?{query}" if query else path

    return link


def _map(request: Request, seen: NationalView, asked: ProgressAsked) -> dict[str, Any]:
    """The provinces with their shade; nothing for one province alone, or where there are no boundaries."""
    drawn = None if asked.province else national.provinces(request.platform)
    shading = request.query("warna") if request.query("warna") in SHADINGS else _first(seen)
    instrument = instruments.get(request.platform, seen.edition.instrument)
    by_region = {one.region: one for one in seen.provinces}

    def shade(one: ProgressGroup) -> int:
        if shading == "indeks":
            return progress_bars.index_shade(one.mean, instrument)
        return progress_bars.share_shade(one.share_final if shading == "final" else progress_bars.begun_share(one))

    shapes = [_shape(request.t, one, by_region.get(one.code), shade) for one in drawn.shapes] if drawn else []
    return {
        "map": drawn,
        "map_box": f"0 0 {WIDE} {HIGH}",
        "shapes": shapes,
        "shading": shading,
        "shadings": SHADINGS,
        "legend": _legend(request, shading, progress_bars.index_legend(instrument)),
        "instrument": instrument,
    }


def _first(seen: NationalView) -> str:
    return "final" if MOSTLY <= seen.whole.share_final < 100 else "indeks"


def _shape(t: Translator, one: ProvinceShape, group: ProgressGroup | None, shade: Shade) -> dict[str, Any]:
    if group is None:
        return {"path": one.path, "shade": -1, "title": f"{one.name}: {t.gettext('no agency')}", "province": ""}
    told = t.gettext("{name}: {final} of {n} final", name=group.key, final=group.final, n=group.count)
    more = f"{t.gettext('Begun')}: {progress_bars.begun_share(group)}%. {t.gettext('Mean index')}: {decimal(t, group.mean)}"
    return {"path": one.path, "shade": shade(group), "title": f"{told}. {more}", "province": group.key}


def _legend(request: Request, shading: str, least: Mapping[int, str]) -> list[tuple[int, str]]:
    t = request.t
    if shading == "indeks":
        named = [(n, t.gettext("from {least}", least=decimal(t, text))) for n, text in least.items()]
        return [(0, t.gettext("no index yet")), *named]
    named = [(n, f"{low}–{high - 1}%") for n, (low, high) in enumerate(pairwise(progress_bars.SHARES), 1)]
    return [(0, "0%"), *named, (progress_bars.SHADES, "100%")]


def as_csv(request: Request) -> Response:
    """The agencies that fit, all pages of them, as CSV."""
    seen = _listed(request)
    rows = [tuple(one.values()) for one in _lines(seen.rows)]
    return csv_of(f"nasional-{seen.edition.key}.csv", COLUMNS, rows, marked=True)


def as_json(request: Request) -> Response:
    """The same as JSON."""
    seen = _listed(request)
    return json({"edition": seen.edition.key, "agencies": list(_lines(seen.rows))}, headers={"Cache-Control": "no-store"})


def _listed(request: Request) -> NationalView:
    key = request.query("edisi")[:40]
    seen = national.view(request.platform, request.actor, key=key, asked=_asked(request))
    if seen is None:
        raise EditionUnknown(key=key)
    return seen


def _lines(rows: Iterable[Progress]) -> Iterable[dict[str, object]]:
    for one in rows:
        cells = (
            *(one.agency, one.name, one.kind, one.province, one.region, stage_of(one), one.unfilled),
            *(one.self_index, one.index, one.predicate, *(seat in one.seats for seat in ALL_SEATS)),
            *(one.changed_at and one.changed_at.isoformat(), one.synthetic),
        )
        yield dict(zip(COLUMNS, cells, strict=True))


ROUTES = [
    route("GET", VIEW, show),
    route("GET", f"{VIEW}/ekspor.csv", as_csv),
    route("GET", f"{VIEW}/ekspor.json", as_json),
]
