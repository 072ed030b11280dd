"""The log explorer: this node's records, a message with its proof. For stewards, integrators and auditors of the node."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID

from simpul.exchange.actions import checking, explorer
from simpul.exchange.model.explorer import FoundRecord, RecordPlace, Sought
from simpul.exchange.model.records import RecordKind
from simpul.exchange.pages.days import zone_here
from simpul.exchange.pages.front import PATH
from simpul.exchange.pages.proof_words import for_script as words_for_script
from simpul.exchange.pages.proof_words import plain, plain_lines, told
from simpul.kernel.errors import Refusal
from simpul.kernel.i18n import ZONES
from simpul.kernel.web import Request, Response, html, route
from simpul.kernel.web.export import csv_of

LIST = f"{PATH}/catatan"
FIELDS = ("pesan", "klien", "layanan", "jenis", "galat", "dari", "sampai")
KINDS = {"diterima": RecordKind.RECEIVED, "dijawab": RecordKind.ANSWERED, "ditolak": RecordKind.REFUSED}
HEAD = ("at", "message", "kind", "role", "client", "service", "method", "path", "status", "fault", "place_in_log")


def show_list(request: Request) -> Response:
    """The node's records, newest first: search, filter, page."""
    asked = _asked(request)
    found = explorer.search(
        request.platform,
        request.actor,
        sought=_sought(request, asked),
        before=_place(request.query("sebelum")),
        after=_place(request.query("sesudah")),
    )
    kept = {name: value for name, value in asked.items() if value}
    context = {
        "found": found,
        "asked": asked,
        "narrows": bool(kept),
        "kept": urlencode(kept),
        "before": _text(found.older),
        "after": _text(found.newer),
        "here": request.here,
        "most": explorer.EXPORT_MOST,
        "refusal": None,
        **_words(request),
    }
    return html(request, "exchange/log.html", context)


def export_list(request: Request) -> Response:
    """The same records as a CSV file, from the page that is shown on, at most ten thousand."""
    found = explorer.export(
        request.platform,
        request.actor,
        sought=_sought(request, _asked(request)),
        before=_place(request.query("sebelum")),
    )
    return csv_of("catatan-penghubung.csv", HEAD, [_row(one) for one in found])


def show(request: Request) -> Response:
    """One message: its records in order, its proof checked by the node, and again by the browser."""
    message = request.path_params["message"]
    seen = explorer.look(request.platform, request.actor, message=message)
    context = {"seen": seen, "first": seen.records[0], "key": "", "fingerprint": "", "refusal": None, **_words(request)}
    with suppress(Refusal):
        context["key"] = checking.own_key(request.platform)
        context["fingerprint"] = checking.fingerprint(context["key"])
    return html(request, "exchange/log_message.html", {**context, **_proof(request, message)})


def download(request: Request) -> Response:
    """The message's proof bundle, as it is handed out; where it may name a person, the audit trail says to whom."""
    message = request.query("pesan")
    made = explorer.prove(request.platform, request.actor, message=message)
    name = "".join(sign if sign.isascii() and (sign.isalnum() or sign in "-_") else "_" for sign in message[:80])
    headers = {"Content-Disposition": f'attachment; filename="bukti-{name}.json"', "Cache-Control": "no-store"}
    return Response(made, 200, headers, "application/json")


def _proof(request: Request, message: str) -> dict[str, Any]:
    """The node's own verdict on the message's proof; or why there is none."""
    try:
        made = explorer.bundle_of(request.platform, request.actor, message=message)
    except Refusal as why:
        return {"verdict": None, "steps": [], "why": why, "download": ""}
    verdict = checking.judge(request.platform, text=made)
    return {"verdict": verdict, "steps": told(verdict), "why": None, "download": f"{LIST}/bukti.json?{_query(message)}"}


def _query(message: str) -> str:
    return urlencode({"pesan": message})


def _words(request: Request) -> dict[str, Any]:
    zone = zone_here(request.platform)
    return {
        "words": words_for_script(),
        "instant": lambda at: instant(at, zone),
        "address": address,
        "plain": plain,
        "plain_lines": plain_lines,
    }


def instant(at: datetime, zone: str) -> str:
    """The moment to the millisecond, the same in both languages: 2026-11-23 12:00:00.123 WIB."""
    return f"{at.astimezone(ZONES[zone]):%Y-%m-%d %H:%M:%S.%f}"[:-3] + f" {zone}"


def address(message: str) -> str:
    """The path of a message's page."""
    return f"{LIST}/{quote(message, safe='')}"


def _asked(request: Request) -> dict[str, str]:
    return {name: request.query(name)[:300] for name in FIELDS}


def _sought(request: Request, asked: Mapping[str, str]) -> Sought:
    """What makes no sense counts as not asked."""
    zone = zone_here(request.platform)
    sought = Sought(
        message=asked["pesan"],
        kind=KINDS.get(asked["jenis"]),
        since=_day(asked["dari"], zone),
        until=_day(asked["sampai"], zone, timedelta(days=1)),
        faulty=asked["jenis"] == "galat",
        fault=asked["galat"],
    )
    return explorer.narrowed(request.platform, sought, client=asked["klien"], service=asked["layanan"])


def _day(text: str, zone: str, more: timedelta = timedelta(0)) -> datetime | None:
    """The beginning of a day in the node's time zone, or so much later; None for no day."""
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=ZONES[zone]) + more
    except (ValueError, OverflowError):
        return None


def _place(text: str) -> RecordPlace | None:
    """The place that a page's link names, as microseconds since 1970 and an id; None for none."""
    at, _, which = text.partition("_")
    if not (at.isascii() and at.isdigit() and len(at) < 17):
        return None
    with suppress(ValueError):
        return RecordPlace(datetime.fromtimestamp(0, UTC) + timedelta(microseconds=int(at)), UUID(which))
    return None


def _text(place: RecordPlace | None) -> str:
    if place is None:
        return ""
    return f"{(place.at - datetime.fromtimestamp(0, UTC)) // timedelta(microseconds=1)}_{place.id}"


def _row(one: FoundRecord) -> tuple[object, ...]:
    what = (one.kind.value, one.role.value, one.client, one.service, one.method, one.path)
    end = ("" if one.status is None else one.status, one.fault, "" if one.seq is None else one.seq)
    return one.at.isoformat(), one.message, *what, *end


ROUTES = [
    route("GET", LIST, show_list),
    route("GET", f"{LIST}/ekspor.csv", export_list),
    route("GET", f"{LIST}/bukti.json", download),
]
MESSAGE = [route("GET", f"{LIST}/{{message:path}}", show)]
"""Behind every other page below `LIST`: whatever else stands there is a message's number."""
