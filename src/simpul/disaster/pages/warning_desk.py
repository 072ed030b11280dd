"""The desk's warnings: what might be warned of, drafts that wait, what is in force; one warning with all its messages."""

from dataclasses import replace
from typing import Any

from simpul.disaster.actions import warning_giving as giving
from simpul.disaster.actions import warning_proposals, warnings
from simpul.disaster.actions.warning_area import area_name
from simpul.disaster.model.warnings import MessageKind, WarningDraft
from simpul.disaster.pages.desk import region_name
from simpul.disaster.pages.warning_asking import line_of, question, wanted, word_tables
from simpul.disaster.pages.warnings_public import csv_of, number_of
from simpul.disaster.rules.hazards import HAZARDS
from simpul.disaster.rules.warnings import permit_warn
from simpul.kernel.i18n import in_language, zone_of
from simpul.kernel.web import Request, Response, html, route

PATH = "/bencana/meja/peringatan"
PUBLIC = "/bencana/peringatan"
_EXPORTED = 5_000


def show(request: Request) -> Response:
    """What the officer might warn of, drafts that wait, and the warnings of their region."""
    platform, actor, asked = request.platform, request.actor, question(request)
    permit_warn(actor)
    offered = warning_proposals.proposals(platform, actor)
    found, total = ([], 0) if asked.nowhere else warnings.page(platform, wanted(asked, mine=actor.region or None))
    context = {
        **word_tables(),
        "asked": asked,
        "lines": [line_of(request, one) for one in found],
        "total": total,
        "pages": max(1, -(-total // 20)),
        "proposals": [_proposal(request, one) for one in offered],
        "drafts": [_draft(request, one) for one in giving.waiting(platform, actor)],
        "region": region_name(request),
        "done": request.query("selesai"),
        "path": PATH,
        "officer": True,
    }
    return html(request, "disaster/warning_desk.html", context)


def _proposal(request: Request, one: Any) -> dict[str, Any]:
    hazard = HAZARDS[one.hazard]
    zone = zone_of(one.regions[0] if one.regions else "")
    return {"one": one, "hazard": in_language(hazard.label, request.lang), "icon": hazard.icon, "zone": zone}


def _draft(request: Request, one: WarningDraft) -> dict[str, Any]:
    """A draft by the words that tell it from others."""
    values = one.values
    told = values.get(f"headline_{request.lang}") or values.get("headline_id") or ""
    if one.kind is MessageKind.CANCEL:
        told = values.get("note_id", "")
    return {"one": one, "told": told, "mine": one.by == request.actor.id}


def as_csv(request: Request) -> Response:
    """The list's warnings, all pages of it, as CSV in UTF-8."""
    permit_warn(request.actor)
    asked = replace(question(request), page=1)
    wants = wanted(asked, mine=request.actor.region or None, per_page=_EXPORTED)
    return csv_of([] if asked.nowhere else warnings.page(request.platform, wants)[0])


def one(request: Request) -> Response:
    """A warning as the desk sees it: what can be done, and each message with who gave it out."""
    platform = request.platform
    permit_warn(request.actor)
    said = warnings.messages(platform, number_of(request))
    found = warnings.get(platform, said[0].number)
    context = {
        **word_tables(),
        "line": line_of(request, found),
        "said": [(one, in_language(one.content.headline, request.lang)) for one in reversed(said)],
        "latest": said[-1],
        "mine": _is_mine(request, found.regions),
        "done": request.query("selesai"),
        "place": area_name(platform, found.regions),
        "path": PATH,
        "public": PUBLIC,
    }
    return html(request, "disaster/warning_one.html", context)


def _is_mine(request: Request, regions: tuple[str, ...]) -> bool:
    mine = request.actor.region or ""
    return not mine or all(code == mine or code.startswith(f"{mine}.") for code in regions)


ROUTES = [
    route("GET", PATH, show),
    route("GET", f"{PATH}/ekspor.csv", as_csv),
    route("GET", PATH + "/{number}", one),
]
