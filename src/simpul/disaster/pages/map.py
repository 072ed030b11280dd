"""The live map: what is happening now, around me. Reports come by feed and stream (`live`); this page is their frame."""

from typing import Any

import orjson

from simpul import regions
from simpul.disaster import actions
from simpul.disaster.actions import replay, warnings
from simpul.disaster.live import ARCHIVE_FEED, ARCHIVE_STREAM, FEED, HISTORY, STREAM
from simpul.disaster.live.maps import live_of
from simpul.disaster.model.warnings import HazardWarning
from simpul.disaster.pages import map_layers
from simpul.disaster.pages.light import light
from simpul.disaster.pages.map_incident import INCIDENT_FEED, live_incidents
from simpul.disaster.pages.words import SEVERITIES, headline_words, stays_words
from simpul.disaster.rules import replay as rules
from simpul.disaster.rules.hazards import LISTED
from simpul.kernel.errors import Refusal
from simpul.kernel.i18n import N_, in_language
from simpul.kernel.web import Request, Response, html, route
from simpul.ui.assets import static

JAKARTA = (106.83, -6.22, 10.3)
TILES, AREAS = "/bencana/ubin/{z}/{x}/{y}.mvt", "/bencana/wilayah.geojson"
WORDS = {
    "unverified": N_("Not verified"),
    "verified": N_("Verified"),
    "archive": N_("Archive"),
    "area": N_("Affected area"),
    "severity": N_("Severity"),
    "severity_minor": N_("minor"),
    "severity_moderate": N_("moderate"),
    "severity_severe": N_("severe"),
    "severity_extreme": N_("extreme"),
    "votes": N_("Residents' votes"),
    "partner": N_("Partner: {code}"),
    "since": N_("Since"),
    "confirmed": N_("Last confirmed"),
    "set_by_officer": N_("Set by duty officers"),
    "approximate_outline": N_("Approximate boundary"),
    "area_details": N_("All about this area"),
    "all_kinds": N_("all"),
    "some_kinds": N_("{n} of {all}"),
    "signs_all": N_("All signs"),
    "signs_of_map": N_("Only the signs on the map"),
    "group_of": N_("{n} reports, mostly {hazard}, the worst {severity}"),
    "open_group": N_("Zoom in"),
    "areas_in_view": N_("Affected areas in this view: {n}"),
    "centre_only": N_("Only the centre is known"),
    "middle_only": N_("Middle of the area"),
    "state_1": N_("use caution"),
    "state_2": N_("10–70 cm"),
    "state_3": N_("71–150 cm"),
    "state_4": N_("over 150 cm"),
    "state_1_long": N_("Depth unknown: use caution"),
    "state_2_long": N_("Flooding between 10 and 70 cm"),
    "state_3_long": N_("Flooding between 71 and 150 cm"),
    "state_4_long": N_("Flooding over 150 cm"),
    "place": N_("Place"),
    "reported": N_("Reported"),
    "meaning": N_("Meaning"),
    "photo": N_("Photo"),
    "photo_in_archive": N_("There was one; it is not part of the archive here"),
    "photo_of": N_("Photo of report {number}"),
    "why_so_little": N_("Text and photo"),
    "unverified_long": N_("Shown after an officer has verified the report"),
    "source": N_("Source"),
    "details": N_("All about report {number}"),
    "now": N_("now"),
    "play": N_("Play"),
    "pause": N_("Pause"),
    "back_to_now": N_("Back to now"),
    "back_to_replay": N_("Follow the replay"),
    "nothing_found": N_("No region has a name like this"),
    "jumped": N_("The map shows {name}"),
    "in_view": N_("{n} reports in this view, newest first"),
    "none_in_view": N_("No reports in this view"),
    "state_live_now": N_("Live"),
    "state_connecting_now": N_("Connecting …"),
    "state_offline_now": N_("Offline"),
    "as_of": N_("as of {at}"),
    "news": N_("A new report is on the map"),
}


def show(request: Request) -> Response:
    """The map: of the archive while a replay runs, else of now; with the live layer always on top."""
    replaying = _replaying(request)
    context = {
        "replaying": replaying,
        "warned": _warned(request),
        "in_language": lambda words: in_language(words, request.lang),
        "data": _data(request, replaying=replaying),
        "tag_2017": rules.TAG_2017,
        "listed": LISTED,
        "severities": SEVERITIES,
        "stays": lambda hazard: stays_words(hazard, request.t),
        "layers": map_layers.offered(),
        "paged": map_layers.paged(),
        "incidents": _incidents(request),
        "incident_feed": f"{_prefix(request)}{INCIDENT_FEED}".replace("{number}", "NUMBER"),
    }
    return light(request, html(request, "disaster/map.html", context))


def _warned(request: Request) -> list[HazardWarning]:
    """The warnings in force; a database that is away must not keep the map from opening."""
    try:
        return warnings.current(request.platform)
    except Refusal:
        return []


def _replaying(request: Request) -> bool:
    """Whether a replay runs; a database that is away must not keep the map from opening."""
    try:
        return replay.runs(request.platform)
    except Refusal:
        return False


def _incidents(request: Request) -> list[tuple[int, str]]:
    """The incidents that can be chosen; none when they cannot be read, for the map opens all the same."""
    try:
        return live_incidents(request.platform)
    except Refusal:
        return []


def _prefix(request: Request) -> str:
    return "" if request.lang == request.platform.settings.language else f"/{request.lang}"


def _data(request: Request, *, replaying: bool) -> dict[str, Any]:
    """What the map's script reads from its element."""
    longitude, latitude, zoom = _camera(request, replaying=replaying)
    prefix = _prefix(request)
    return {
        "feed": FEED,
        "stream": STREAM,
        "history": HISTORY,
        "archive": ARCHIVE_FEED,
        "archive-stream": ARCHIVE_STREAM,
        "span": json_of([rules.FIRST_2017.isoformat(), rules.LAST_2017.isoformat()]),
        "areas": AREAS,
        "tiles-own": TILES,
        "live": live_count(request),
        "asked": json_of(asked) if (asked := _asked(request)) else "",
        "prefix": prefix,
        "detail": f"{prefix}/bencana/laporan/NUMBER",
        "words": json_of({name: request.t.gettext(text) for name, text in (WORDS | map_layers.WORDS).items()}),
        "layers": json_of(map_layers.for_script(request)),
        "hazards": json_of(hazards_for_script(request)),
        "icons": static("ui/built/icons.svg"),
        "labels": "/wilayah/label.json",
        "regions": "/wilayah/batas/regency.json",
        "pmtiles": regions.own_tiles(request.platform),
        "tiles": request.platform.settings.tiles,
        "center": f"{longitude},{latitude}" if zoom else "",
        "zoom": zoom or "",
    }


def hazards_for_script(request: Request) -> dict[str, Any]:
    """What the script knows of each hazard that people report."""
    return {
        one.slug: {
            "label": one.label[request.lang],
            "icon": one.icon,
            "hours": one.live_for.total_seconds() / 3600,
            "stays": stays_words(one, request.t),
            "types": {deck.report_type: deck.label[request.lang] for deck in one.decks} if len(one.decks) > 1 else {},
        }
        for one in LISTED
    }


def live_count(request: Request) -> int:
    """How many reports are live, as far as this worker knows without asking the database."""
    return live_of(request.platform).feed.count


def _asked(request: Request) -> dict[str, Any] | None:
    """The report that the address asks for (`?laporan=12`), as little as a map needs; None for none, or an exercise."""
    given = request.query("laporan")
    if not (given.isascii() and given.isdigit() and len(given) < 19):
        return None
    try:
        report = actions.public_report(request.platform, int(given))
    except Refusal:
        return None
    if report.training:
        return None
    properties = {
        "number": report.number,
        "hazard": report.hazard,
        "report_type": report.card.get("report_type"),
        "severity": report.severity,
        "status": report.status.value,
        "reported_at": report.reported_at.isoformat(),
        f"summary_{'en' if request.lang == 'en' else 'id'}": headline_words(report.hazard, report.card, request.lang),
        "depth_cm": report.card.get("flood_depth"),
    }
    point = {"type": "Point", "coordinates": [report.where.longitude, report.where.latitude]}
    return {"type": "Feature", "id": f"asked-{report.number}", "geometry": point, "properties": properties}


def _camera(request: Request, *, replaying: bool) -> tuple[float, float, float]:
    """Where the map opens: the flood of 2017 during its replay, else the node's own region; zoom 0 is the whole country."""
    code = request.platform.settings.region
    if replaying or code[:2] == "31":
        return JAKARTA
    if not code:
        return 0.0, 0.0, 0.0
    try:
        region = regions.get(request.platform, code)
    except Refusal:
        return 0.0, 0.0, 0.0
    zooms = {1: 7.5, 2: 10.0, 3: 12.0, 4: 13.5}
    return region.longitude or 0.0, region.latitude or 0.0, zooms[int(region.level)] if region.longitude else 0.0


def json_of(value: object) -> str:
    """The value as JSON, for a data attribute."""
    return orjson.dumps(value).decode()


ROUTES = [route("GET", "/bencana", show)]
