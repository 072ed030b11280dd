"""The live map: what is happening now, around me. Reports come by feed and stream (`live`); this page is their frame."""

from typing import Any

import orjson

from simpul import regions
from simpul.disaster.actions import replay
from simpul.disaster.live import ARCHIVE_FEED, ARCHIVE_STREAM, FEED, HISTORY, STREAM
from simpul.disaster.rules import replay as rules
from simpul.disaster.rules.hazards import HAZARDS
from simpul.kernel.errors import Refusal
from simpul.kernel.i18n import N_
from simpul.kernel.web import Request, Response, html, route
from simpul.ui.assets import static

JAKARTA = (106.83, -6.22, 10.3)
WORDS = {
    "unverified": N_("Not verified"),
    "verified": N_("Verified"),
    "archive": N_("Archive"),
    "area": N_("Flooded area"),
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
        "data": _data(request, replaying=replaying),
        "tag_2017": rules.TAG_2017,
        "zone_note": "WIB, WITA, WIT",
    }
    return html(request, "disaster/map.html", context)


def _replaying(request: Request) -> bool:
    """Whether a replay runs; a database that is away must not keep the map from opening."""
    try:
        return replay.runs(request.platform)
    except Refusal:
        return False


def _data(request: Request, *, replaying: bool) -> dict[str, Any]:
    """What the map's script reads from its element."""
    longitude, latitude, zoom = _camera(request, replaying=replaying)
    prefix = "" if request.lang == request.platform.settings.language else f"/{request.lang}"
    hazards = {slug: {"label": one.label[request.lang], "icon": one.icon} for slug, one in HAZARDS.items()}
    return {
        "feed": FEED,
        "stream": STREAM,
        "history": HISTORY,
        "archive": ARCHIVE_FEED,
        "archive-stream": ARCHIVE_STREAM,
        "span": _json([rules.FIRST_2017.isoformat(), rules.LAST_2017.isoformat()]),
        "detail": f"{prefix}/bencana/laporan/NUMBER",
        "words": _json({name: request.t.gettext(text) for name, text in WORDS.items()}),
        "hazards": _json(hazards),
        "icons": static("ui/built/icons.svg"),
        "labels": "/wilayah/label.json",
        "regions": "/wilayah/batas/regency.json",
        "pmtiles": regions.own_tiles(request.platform),
        "tiles": request.platform.settings.tiles,
        "center": f"{longitude},{latitude}" if zoom else "",
        "zoom": zoom or "",
    }


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


def _json(value: object) -> str:
    return orjson.dumps(value).decode()


ROUTES = [route("GET", "/bencana", show)]
