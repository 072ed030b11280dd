"""What the desk's pages have in common: the question in the address, answers with refusals."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from simpul import regions
from simpul.kernel.errors import Refusal
from simpul.kernel.i18n import ZONES, zone_of
from simpul.kernel.web import Request, Response, html
from simpul.kernel.web.problems import headers_of, status_of
from simpul.malaria.actions import reading
from simpul.malaria.model.desk import DeskAsked, DeskLines
from simpul.malaria.model.desk_refusals import DeskNothing

PATH = "/malaria/meja"
PER_PAGE, EXPORTED = 50, 20_000
DAYS = (7, 30, 90, 365)


def question(request: Request, *, exported: bool = False) -> DeskAsked:
    """What the address asks for; anything that cannot be read is left out."""
    days, page = _whole(request.query("hari"), 3), _whole(request.query("hal"), 5)
    return DeskAsked(
        q=request.query("q")[:100],
        village=request.query("kampung")[:20],
        state=request.query("keadaan")[:20],
        species=request.query("spesies")[:20],
        days=days if days in DAYS else 0,
        page=1 if exported else max(1, page),
        per_page=EXPORTED if exported else PER_PAGE,
    )


def _whole(given: str, digits: int) -> int:
    return int(given) if given.isascii() and given.isdigit() and len(given) <= digits else 0


def address(asked: DeskAsked, path: str, **changes: object) -> str:
    """The address of the same question, with changes; what is empty is left out."""
    asks = {"q": asked.q, "kampung": asked.village, "keadaan": asked.state, "spesies": asked.species, "hari": asked.days}
    kept = {name: value for name, value in {**asks, **changes}.items() if value}
    return f"{path}?{urlencode(kept)}" if kept else path


def list_context(request: Request, asked: DeskAsked, found: DeskLines[Any], path: str) -> dict[str, Any]:
    """What every list's template needs."""
    return {
        **desk_context(request),
        "asked": asked,
        "rows": found.rows,
        "total": found.total,
        "pages": max(1, -(-found.total // asked.per_page)),
        "pages_at": address(asked, path) + ("&" if "?" in address(asked, path) else "?") + "hal={page}",
        "export_at": address(asked, f"{path}/ekspor.csv"),
        "narrowed": bool(asked.q or asked.village or asked.state or asked.species or asked.days),
        "list_path": path,
        "villages": reading.village_names(request.platform, request.actor),
        "days": DAYS,
    }


def desk_context(request: Request) -> dict[str, Any]:
    """What every page of the desk needs."""
    zone = zone_of(request.actor.region or "92")
    days = {"day_words": lambda day: request.t.date(datetime(day.year, day.month, day.day, 12, tzinfo=ZONES[zone]), zone)}
    return {"path": PATH, "region": region_name(request), "zone": zone, "done": "", **days}


def region_name(request: Request) -> str:
    """The name of the region that the actor's agency answers for; empty for the whole country."""
    return regions.name_or_code(request.platform, request.actor.region)


def answered(request: Request, template: str, context: Mapping[str, Any], refusal: Refusal | None = None) -> Response:
    """The page of this template, with the status of the refusal that it tells."""
    response = html(request, template, {**context, "refusal": refusal}, status_of(refusal) if refusal else 200)
    if refusal:
        response.headers.update(headers_of(refusal, status_of(refusal)))
    return response


def id_of(given: str) -> UUID:
    """The id in an address or form; DeskNothing for anything else."""
    try:
        return UUID(given)
    except ValueError:
        raise DeskNothing() from None
