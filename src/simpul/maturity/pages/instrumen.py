"""Instruments for everybody to read: the tree with its weights, criteria by level, editions, two side by side, as files."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import orjson

from simpul.kernel.errors import NotFound
from simpul.kernel.web import Request, Response, html, route
from simpul.maturity.actions import instruments
from simpul.maturity.model.instrument_refusals import InstrumentUnknown
from simpul.maturity.model.instruments import Instrument, Node, NodeKind
from simpul.maturity.pages import instrument_words
from simpul.maturity.rules import conversions, instrument_comparing, instrument_writing, law_instruments

PATH = "/kematangan/instrumen"


def index(request: Request) -> Response:
    """Every instrument and edition; the indicators that the search finds; the way to two side by side."""
    known, q = instruments.known(request.platform), request.query("q").strip()[:100]
    left, right = request.query("bandingkan"), request.query("dengan")
    if left in known and right in known and left != right:
        return _side_by_side(request, known, known[left], known[right])
    context = {
        "known": known,
        "imported": {one.instrument.code: one for one in instruments.imported(request.platform)},
        "editions": law_instruments.editions(),
        "found": instrument_comparing.found(known.values(), q),
        "q": q,
        "same": bool(left) and left == right,
    }
    return html(request, "maturity/instrumen.html", {**_common(request), **context})


def one(request: Request) -> Response:
    """An instrument, whole; with the criteria of every indicator when the address asks for them, ready to be printed."""
    instrument = _instrument(request)
    q = request.query("q").strip()[:100]
    found = {node.code for _, node in instrument_comparing.found([instrument], q)}
    context = {
        "instrument": instrument,
        "criteria": law_instruments.criteria_of(instrument),
        "editions": [one for one in law_instruments.editions() if one.instrument == instrument.code],
        "others": [code for code in instruments.known(request.platform) if code != instrument.code],
        "shown": found if q else {node.code for node in instrument.indicators},
        "q": q,
        "whole": request.query("kriteria") == "semua",
    }
    return html(request, "maturity/instrumen_satu.html", {**_common(request), **context})


def indicator(request: Request) -> Response:
    """One indicator with what each of its levels asks; NotFound for a number that the instrument does not have."""
    instrument = _instrument(request)
    node = instrument.by_key.get(request.path_params["nomor"])
    if node is None or node.number is None:
        raise NotFound()
    context = {
        "instrument": instrument,
        "indicator": node,
        "above": instrument.path(node.parent),
        "criteria": law_instruments.criteria_of(instrument).get(node.number),
        "conversion": conversions.conversion_of(instrument, node),
        "before": instrument.by_key.get(str(node.number - 1)),
        "after": instrument.by_key.get(str(node.number + 1)),
    }
    return html(request, "maturity/instrumen_indikator.html", {**_common(request), **context})


def as_json(request: Request) -> Response:
    """The instrument with its criteria, as `simpul maturity import-instrument` takes it."""
    made = _whole(request)
    body = orjson.dumps(instrument_writing.document(made), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    return _file(body, f"{made.code.lower()}.json", "application/json")


def as_toml(request: Request) -> Response:
    """The same as TOML, for people to change."""
    made = _whole(request)
    return _file(instrument_writing.toml(made).encode(), f"{made.code.lower()}.toml", "application/toml")


def _file(body: bytes, name: str, kind: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "public, max-age=300"}
    return Response(body, headers=headers, media_type=kind)


def _side_by_side(request: Request, known: Mapping[str, Instrument], left: Instrument, right: Instrument) -> Response:
    pairs = {kind: instrument_comparing.compared(left, right, kind) for kind in NodeKind}
    context = {"known": known, "left": left, "right": right, "pairs": pairs, "kinds": list(NodeKind)}
    return html(request, "maturity/instrumen_banding.html", {**_common(request), **context})


def _instrument(request: Request) -> Instrument:
    try:
        return instruments.get(request.platform, request.path_params["kode"])
    except InstrumentUnknown:
        raise NotFound() from None


def _whole(request: Request) -> Instrument:
    """The instrument with its criteria, whoever keeps them."""
    instrument = _instrument(request)
    return replace(instrument, criteria=law_instruments.criteria_of(instrument))


def _common(request: Request) -> dict[str, Any]:
    number = partial(instrument_words.number, request.t)

    def share(node: Node) -> str:
        return f"{number(node.weight)}%"

    return {
        "path": PATH,
        "refusal": None,
        "share": share,
        "figure": number,
        "years": instrument_words.years,
        "bases": instrument_words.BASES,
    }


ROUTES = [
    route("GET", PATH, index),
    route("GET", PATH + "/{kode}", one),
    route("GET", PATH + "/{kode}/indikator/{nomor}", indicator),
    route("GET", PATH + "/{kode}/unduh.json", as_json),
    route("GET", PATH + "/{kode}/unduh.toml", as_toml),
]
