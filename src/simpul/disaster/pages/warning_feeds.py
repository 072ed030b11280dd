"""Warnings and reports for programs: CAP 1.2 documents that never change, Atom feeds of them, GeoJSON for maps."""

import hashlib
from datetime import UTC, datetime
from typing import Any

import orjson

from simpul import regions
from simpul.disaster.actions import cap_reports, warnings
from simpul.disaster.model.warnings import HazardWarning, WarningMessage
from simpul.disaster.pages.layer_documents import asked_at
from simpul.disaster.pages.warnings_public import PATH, number_of
from simpul.disaster.rules import warning_layer
from simpul.disaster.rules.cap import atom
from simpul.disaster.rules.cap.of_warning import EVENT_CODE
from simpul.kernel.errors import Refusal
from simpul.kernel.i18n import in_language
from simpul.kernel.web import Request, Response, route

REPORTS = "/bencana/laporan.cap.atom"
_SHORTLY = "public, max-age=15"
_FOR_EVER = "public, max-age=31536000, immutable"
_OPEN = {"Access-Control-Allow-Origin": "*"}
_SEVERITY = "urn:oasis:names:tc:emergency:cap:1.2:severity"
_IDENTIFIER_MOST = 200


def document(request: Request) -> Response:
    """A message's CAP document by its identifier: a warning's, or a report's. It never changes."""
    identifier = str(request.path_params["identifier"])[:_IDENTIFIER_MOST]
    found = cap_reports.find_document(request.platform, identifier) or warnings.document(request.platform, identifier)
    body, _ = found
    headers = {"Cache-Control": _FOR_EVER, "ETag": _tag(body), "X-Content-Type-Options": "nosniff", **_OPEN}
    if _known(request, headers["ETag"]):
        return Response(None, 304, headers)
    return Response(body, 200, headers, f"{atom.CAP_TYPE}; charset=utf-8")


def warnings_atom(request: Request) -> Response:
    """The newest message of each warning in force, and of those that ended within the last day."""
    base, t, lang = base_of(request), request.t, request.lang
    own = base if lang == request.platform.settings.language else f"{base}/{lang}"
    said = warnings.recent(request.platform)
    channel = atom.Channel(
        address=f"{own}{PATH}.atom",
        page=f"{own}{PATH}",
        title=t.gettext("Hazard warnings: {agency}", agency=request.platform.settings.agency),
        author=request.platform.settings.agency,
        updated=max((one.sent for one in said), default=_NEVER),
        note=_synthetic_note(request),
        lang=lang,
    )
    return _feed(request, atom.feed(channel, [_warning_entry(base, own, lang, one) for one in said]))


def _warning_entry(base: str, own: str, lang: str, one: WarningMessage) -> atom.Entry:
    """The message in the feed's language; its document, which holds all languages, has one address (`base`)."""
    content = one.content
    return atom.Entry(
        identifier=one.identifier,
        title=in_language(content.headline, lang),
        summary=in_language(content.description, lang),
        document=f"{base}{PATH}/{one.identifier}.cap.xml",
        page=f"{own}{PATH}/{content.number}",
        published=content.issued_at or one.sent,
        updated=one.sent,
        terms=(
            (EVENT_CODE, content.hazard),
            (_SEVERITY, content.severity.value.capitalize()),
            ("urn:oasis:names:tc:emergency:cap:1.2:msgType", one.kind.value.capitalize()),
        ),
    )


def reports_atom(request: Request) -> Response:
    """The newest message of each live report, and of those that were taken back within the last day."""
    base, t = base_of(request), request.t
    rows = cap_reports.recent(request.platform)
    channel = atom.Channel(
        address=f"{base}{REPORTS}",
        page=f"{base}/bencana",
        title=t.gettext("Residents’ reports: {agency}", agency=request.platform.settings.agency),
        author=request.platform.settings.agency,
        updated=max((row.sent for row in rows), default=_NEVER),
        note=_synthetic_note(request) or t.gettext("Each says whether an officer has verified it."),
    )
    entries = [
        atom.Entry(
            identifier=row.identifier,
            title=row.headline,
            summary=row.headline,
            document=f"{base}{PATH}/{row.identifier}.cap.xml",
            page=f"{base}/bencana/laporan/{row.number}",
            published=row.sent,
            updated=row.sent,
            terms=(("urn:oasis:names:tc:emergency:cap:1.2:msgType", row.kind),),
        )
        for row in rows
    ]
    return _feed(request, atom.feed(channel, entries))


def _feed(request: Request, body: bytes) -> Response:
    headers = {"Cache-Control": _SHORTLY, "ETag": _tag(body), **_OPEN}
    if _known(request, headers["ETag"]):
        return Response(None, 304, headers)
    return Response(body, 200, headers, "application/atom+xml; charset=utf-8")


def as_geojson(request: Request) -> Response:
    """The warnings in force as features. `dalam`: in or around a region. `pada`: as they stood then. `latihan=1`."""
    platform, at = request.platform, asked_at(request)
    within, exercises = request.query("dalam"), request.query("latihan") == "1"
    if within:
        regions.get(platform, within)
    found = warnings.current(platform, within=within, at=at, exercises=exercises)
    made_up = platform.settings.sandbox or platform.settings.demo
    body: dict[str, Any] = {
        "type": "FeatureCollection",
        "attribution": platform.settings.agency,
        "feed": {"state": "fresh", "last_at": max((one.sent.isoformat() for one in found), default=None)},
        "features": [warning_layer.feature(one, point=_point(request, one), synthetic=made_up) for one in found],
    }
    tag = _tag(orjson.dumps(body) + request.query("pada").encode())
    body |= {"generated_at": platform.clock.now().isoformat()} | ({"at": at.isoformat()} if at else {})
    headers = {"Cache-Control": _SHORTLY, "ETag": tag, **_OPEN}
    if _known(request, tag):
        return Response(None, 304, headers)
    return Response(orjson.dumps(body), 200, headers, "application/geo+json")


def one_geojson(request: Request) -> Response:
    """One warning for the map on its page, also once it is over."""
    found = warnings.get(request.platform, number_of(request))
    body = {"type": "FeatureCollection", "features": [warning_layer.on_its_page(found, point=_point(request, found))]}
    return Response(orjson.dumps(body), 200, {"Cache-Control": _SHORTLY, **_OPEN}, "application/geo+json")


def _point(request: Request, one: HazardWarning) -> tuple[float, float] | None:
    """The middle of the warning's first region that has one."""
    if one.polygon or one.circle:
        return None
    for code in one.regions:
        try:
            region = regions.get(request.platform, code)
        except Refusal:
            continue
        if region.longitude is not None and region.latitude is not None:
            return region.longitude, region.latitude
    return None


def base_of(request: Request) -> str:
    """The node's address as people outside reach it; as this request came, where none is set."""
    return request.platform.settings.public_url.rstrip("/") or f"{request.url.scheme}://{request.url.netloc}"


_NEVER = datetime(2026, 1, 1, tzinfo=UTC)
"""When a feed changed that never did."""


def _synthetic_note(request: Request) -> str:
    settings = request.platform.settings
    return request.t.gettext("Test with made-up data.") if settings.sandbox or settings.demo else ""


def _tag(body: bytes) -> str:
    return f'"{hashlib.sha256(body).hexdigest()[:20]}"'


def _known(request: Request, tag: str) -> bool:
    return tag in request.headers.get("if-none-match", "")


ROUTES = [
    route("GET", f"{PATH}.atom", warnings_atom),
    route("GET", f"{PATH}.geojson", as_geojson),
    route("GET", PATH + "/{identifier}.cap.xml", document),
    route("GET", PATH + "/{number}.geojson", one_geojson),
    route("GET", REPORTS, reports_atom),
]
