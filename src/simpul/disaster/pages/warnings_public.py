"""Warnings as everybody reads them: what is in force, one warning with all that was said of it, as text, as CSV."""

import csv
import io
from dataclasses import replace

from simpul import regions
from simpul.disaster.actions import warnings
from simpul.disaster.model.warning_refusals import WarningMissing
from simpul.disaster.model.warnings import HazardWarning, MessageKind, WarningMessage
from simpul.disaster.pages.light import light
from simpul.disaster.pages.warning_asking import line_of, question, wanted, word_tables
from simpul.disaster.rules import warning_words as words
from simpul.kernel.i18n import in_language, zone_of
from simpul.kernel.web import Request, Response, html, route

PATH = "/bencana/peringatan"
COLUMNS = (
    *("number", "version", "status", "state", "hazard", "severity", "urgency", "certainty", "headline_id", "headline_en"),
    *("area", "regions", "onset", "expires", "sent", "sender"),
)
_EXPORTED = 5_000
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def show(request: Request) -> Response:
    """The warnings in force, or those that the address asks for."""
    asked = question(request)
    found, total = ([], 0) if asked.nowhere else warnings.page(request.platform, wanted(asked))
    context = {
        **word_tables(),
        "asked": asked,
        "lines": [line_of(request, one) for one in found],
        "total": total,
        "pages": max(1, -(-total // 20)),
        "path": PATH,
        "officer": False,
    }
    return light(request, html(request, "disaster/warning_list.html", context))


def one(request: Request) -> Response:
    """One warning: what to do, where, until when; then all that was said of it."""
    said = warnings.messages(request.platform, number_of(request))
    found = warnings.get(request.platform, said[0].number)
    context = {
        **word_tables(),
        "line": line_of(request, found),
        "said": list(reversed([(one, in_language(one.content.headline, request.lang)) for one in said])),
        "before": line_of(request, said[-2].content) if said[-1].kind is MessageKind.CANCEL else None,
        "latest": said[-1],
        "places": [(code, regions.name_or_code(request.platform, code)) for code in found.regions],
        "box": ",".join(f"{side:.4f}" for side in _box(request, found)),
        "path": PATH,
    }
    return light(request, html(request, "disaster/warning.html", context))


def _box(request: Request, found: HazardWarning) -> tuple[float, float, float, float]:
    """West, south, east and north of where the warning holds."""
    if found.circle:
        reach = found.circle.radius_km / 111.0
        longitude, latitude = found.circle.longitude, found.circle.latitude
        return longitude - reach, latitude - reach, longitude + reach, latitude + reach
    boxes = [regions.bbox(request.platform, code) for code in found.regions[:20]]
    wests, souths, easts, norths = zip(*boxes, strict=True)
    return min(wests), min(souths), max(easts), max(norths)


def number_of(request: Request) -> int:
    """The number in the path; WarningMissing for what is none."""
    given: str = request.path_params["number"]
    if not (given.isascii() and given.isdigit() and len(given) < 19):
        raise WarningMissing()
    return int(given)


def as_text(request: Request) -> Response:
    """The warning as plain text, for a phone that shows nothing else, a radio, a loudspeaker at the mosque."""
    said = warnings.messages(request.platform, number_of(request))
    found = warnings.get(request.platform, said[0].number)
    return Response("\n".join(text_lines(request, found, said[-1])).encode(), 200, _PLAIN, "text/plain; charset=utf-8")


_PLAIN = {"Cache-Control": "public, max-age=15"}


def text_lines(request: Request, found: HazardWarning, latest: WarningMessage) -> list[str]:
    """What a person at a loudspeaker reads out."""
    t, zone = request.t, zone_of(found.regions[0] if found.regions else "")
    instruction = in_language(found.instruction, request.lang) if found.instruction else ""
    exercise = t.gettext("EXERCISE, NOT A REAL EVENT") if found.exercise else ""
    parts = [
        exercise,
        in_language(found.headline, request.lang).upper(),
        f"{t.gettext('State')}: {t.gettext(words.STATES[found.state])}",
        f"{t.gettext('Severity')}: {t.gettext(words.SEVERITIES[found.severity])}",
        f"{t.gettext('Where')}: {found.area}",
        f"{t.gettext('Valid until')}: {t.datetime(found.expires, zone)}",
        "",
        in_language(found.description, request.lang),
        "",
        instruction,
        "",
        f"{found.sender_name}, {t.datetime(found.sent, zone)}. {found.contact}".strip(),
        f"{t.gettext('Warning {number}', number=found.number)}, {t.gettext(words.KINDS[latest.kind]).lower()}",
    ]
    return [one for n, one in enumerate(parts) if one or (n and parts[n - 1])]


def as_csv(request: Request) -> Response:
    """What the list shows, all pages of it, as CSV in UTF-8."""
    asked = replace(question(request), page=1)
    found, _ = ([], 0) if asked.nowhere else warnings.page(request.platform, wanted(asked, per_page=_EXPORTED))
    return csv_of(found)


def csv_of(found: list[HazardWarning]) -> Response:
    """Warnings as CSV in UTF-8; no cell can be taken for a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows([_safe(value) for value in _cells(one)] for one in found)
    headers = {"Content-Disposition": 'attachment; filename="peringatan-bencana.csv"', "Cache-Control": "no-cache"}
    return Response(out.getvalue().encode("utf-8-sig"), 200, headers, "text/csv; charset=utf-8")


def _cells(one: HazardWarning) -> tuple[object, ...]:
    plain = (one.number, one.version, one.status.value, one.state.value, one.hazard, one.severity.value)
    times = tuple(at.isoformat() for at in (one.onset, one.expires, one.sent))
    sure = (one.urgency.value, one.certainty.value, one.headline["id"], one.headline["en"])
    return (*plain, *sure, one.area, " ".join(one.regions), *times, one.sender)


def _safe(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


ROUTES = [
    route("GET", PATH, show),
    route("GET", f"{PATH}.csv", as_csv),
    route("GET", PATH + "/{number}.txt", as_text),
    route("GET", PATH + "/{number}", one),
]
