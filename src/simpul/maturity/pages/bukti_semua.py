"""All evidence of an assessment, its list as CSV, its files as downloads, what this node measures of the agency."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from starlette.responses import FileResponse

from simpul.kernel.web import Request, Response, route
from simpul.kernel.web.export import csv_of
from simpul.maturity.actions import evidence as seeing
from simpul.maturity.actions import instruments, opening
from simpul.maturity.model.assessing import Assessment
from simpul.maturity.model.evidence import Evidence, EvidenceKind
from simpul.maturity.model.evidence_refusals import EvidenceFileGone
from simpul.maturity.model.instruments import Instrument, Node
from simpul.maturity.pages.bukti import EVIDENCE, OF, home_of
from simpul.maturity.pages.parts import answered, id_of
from simpul.maturity.rules.contradictions import table

_SHOWN = frozenset({"hilang", "pengukuran", "kosong"})
HEAD = {
    "id": ("indikator", "tingkat", "jenis", "judul", "berkas", "ukuran", "sha256", "tautan", "oleh", "waktu", "ada"),
    "en": ("indicator", "level", "kind", "title", "file", "bytes", "sha256", "link", "by", "at", "there"),
}
Found = dict[str, list[Evidence]]


def _opened(request: Request) -> tuple[Assessment, Instrument]:
    one = opening.one(request.platform, request.actor, id=id_of(request.path_params["id"]))
    return one, instruments.get(request.platform, one.instrument)


def _context(one: Assessment) -> dict[str, Any]:
    title = f"{one.participant.name}, {one.edition_title}"
    return {"assessment": one, "title": title, "home_path": home_of(one), "list_path": f"{EVIDENCE}/{one.id}"}


def everything(request: Request) -> Response:
    """All evidence by indicator; what `tampil` names alone: files missing, measurements, indicators without any."""
    one, instrument = _opened(request)
    found = seeing.of_assessment(request.platform, request.actor, one.id)
    shown = request.query("tampil") if request.query("tampil") in _SHOWN else ""
    pieces = [each for row in found.values() for each in row]
    context = {
        **_context(one),
        "here_path": f"{EVIDENCE}/{one.id}",
        "rows": list(_rows(instrument, found, shown)),
        "total": len(pieces),
        "gone": sum(not each.there for each in pieces),
        "shown": shown,
    }
    return answered(request, "maturity/bukti_semua.html", context)


def _rows(instrument: Instrument, found: Found, shown: str) -> Iterator[tuple[Node, list[Evidence]]]:
    for node in instrument.indicators:
        pieces = found.get(node.key, [])
        if shown == "kosong":
            if not pieces:
                yield node, []
            continue
        kept = [one for one in pieces if _fits(one, shown)]
        if kept:
            yield node, kept


def _fits(one: Evidence, shown: str) -> bool:
    return not shown or (one.kind is EvidenceKind.MEASURED if shown == "pengukuran" else not one.there)


def as_csv(request: Request) -> Response:
    """Every piece with checksum and whether its file is there."""
    one, instrument = _opened(request)
    found = seeing.of_assessment(request.platform, request.actor, one.id)
    pieces = [each for node in instrument.indicators for each in found.get(node.key, [])]
    rows = [
        (p.indicator, p.level, p.kind.value, p.title, p.name, p.size or "", p.digest, p.link, p.by_name, p.at, int(p.there))
        for p in pieces
    ]
    return csv_of(f"bukti-{one.agency}-{one.edition}.csv", HEAD[request.lang], rows, marked=True)


def download(request: Request) -> Response:
    """The file, always as a download under its own name; else the page that says that it is not on the disk any more."""
    try:
        one, path = seeing.fetch(request.platform, request.actor, id_of(request.path_params["bukti"]))
    except EvidenceFileGone as refusal:
        assessment, _ = _opened(request)
        return answered(request, "maturity/bukti_hilang.html", _context(assessment), refusal)
    headers = {
        "Content-Disposition": f'attachment; filename="bukti-{one.indicator}.{one.file.rpartition(".")[2]}";'
        f" filename*=UTF-8''{quote(one.name, safe='')}",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "no-store",
    }
    return FileResponse(path, media_type=one.media, headers=headers)


def measured(request: Request) -> Response:
    """What the modules of this node measure of the agency now, for which indicators it speaks, where it does not fit."""
    one, instrument = _opened(request)
    levels = seeing.claimed(request.platform, request.actor, one.id)
    against = seeing.contradictions_of(request.platform, request.actor, one.id, levels)
    offered = seeing.offered(request.platform, request.actor, one.id)
    context = {
        **_context(one),
        "here_path": f"{EVIDENCE}/{one.id}/pengukuran",
        "offered": offered,
        "pairs": [(node, against[node.key]) for node in instrument.indicators if node.key in against],
        "speaks": {each.key: _speaks(instrument, each.key) for each in offered},
    }
    return answered(request, "maturity/bukti_pengukuran.html", context)


def _speaks(instrument: Instrument, measured: str) -> list[Node]:
    """The indicators for which the table lets the measurement speak."""
    keys = {row.indicator for row in table() if (row.instrument, row.measured) == (instrument.code, measured)}
    return [node for node in instrument.indicators if node.key in keys]


ROUTES = [
    route("GET", OF, everything),
    route("GET", f"{OF}/daftar.csv", as_csv),
    route("GET", f"{OF}/pengukuran", measured),
    route("GET", f"{OF}/berkas/{{bukti}}", download),
]
