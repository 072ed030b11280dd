"""One service or event type of the catalogue: on which terms, how it is called, its description read out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import orjson

from simpul.exchange.actions import asking, catalogue, trying
from simpul.exchange.actions.catalogue import Looked
from simpul.exchange.model.access import OwnRequest
from simpul.exchange.model.listing import ListedService
from simpul.exchange.pages.catalogue import LIST, last_day_of
from simpul.exchange.pages.whole import whole
from simpul.exchange.rules import openapi, samples
from simpul.exchange.rules.finding import state_of
from simpul.exchange.rules.openapi import Operation, Outline
from simpul.exchange.rules.permissions import permit_ask_access, permit_offer, permit_try
from simpul.exchange.rules.shapes import Line, Reader
from simpul.exchange.rules.trying import Attempt
from simpul.kernel.errors import NotAllowed, NotFound
from simpul.kernel.web import Request, Response, html, route

PER_PAGE = 20
"""Operations of a description that are read out at once."""
FILES = f"{LIST}/deskripsi"


@dataclass(frozen=True, slots=True)
class Described:
    """What a description says: an OpenAPI outline with one page of its operations, or the fields of an event's data."""

    outline: Outline | None = None
    operations: Sequence[Operation] = ()
    page: int = 1
    pages: int = 1
    lines: Sequence[Line] = ()
    example: str = ""


def show(request: Request) -> Response:
    """All there is to know before one calls; NotInCatalogue where nothing of that name is listed."""
    looked = catalogue.look(request.platform, service=request.path_params["service"])
    one, number = looked.one, request.query("operasi")
    opened = whole(number) if number.isdecimal() else -1
    described = _described(looked, opened, max(1, whole(request.query("bagian"))))
    caller = next((client.subsystem for client in trying.callers(request.platform)), "")
    context = {
        "looked": looked,
        "one": one,
        "described": described,
        "opened": opened,
        "state": state_of(one.terms.lifecycle.value, one.terms.sunset_at, request.platform.clock.now()).value,
        "samples": _samples(request, one, described, caller),
        "address": trying.base_address(request.platform, request.url.hostname or "localhost"),
        "asked": _asked_before(request, one),
        "last_day": last_day_of(request),
        "permit_offer": permit_offer,
        "permit_try": permit_try,
        "permit_ask_access": permit_ask_access,
        "refusal": None,
    }
    return html(request, "exchange/service.html", context)


def _asked_before(request: Request, one: ListedService) -> OwnRequest | None:
    """This node's newest request for access to it, for those who may know; None where there is none."""
    try:
        found, _ = asking.search(request.platform, request.actor, q=one.called)
    except NotAllowed:
        return None
    event = one.code if one.is_event else ""
    return next((each for each in found if (each.wish.service, each.wish.event_type) == (one.called, event)), None)


def description(request: Request) -> Response:
    """The description as a file: an OpenAPI document, or an event's JSON Schema; as its node told it."""
    looked = catalogue.look(request.platform, service=request.path_params["service"])
    if not looked.document:
        raise NotFound()
    name = "-".join(looked.one.service.replace("%", "").split("/")) + ".json"
    headers = {"Content-Disposition": f'attachment; filename="{quote(name)}"', "Cache-Control": "no-cache"}
    return Response(looked.document, 200, headers, "application/json")


def _described(looked: Looked, opened: int, page: int) -> Described:
    if looked.one.is_event:
        schema = _json(looked.document)
        reader = Reader(schema)
        return Described(lines=reader.lines(schema), example=reader.sample(schema))
    document = openapi.parsed(looked.document)
    if document is None:
        return Described()
    found = openapi.outline(document)
    pages = max(1, -(-len(found.operations) // PER_PAGE))
    page = min(pages, opened // PER_PAGE + 1 if 0 <= opened < len(found.operations) else page)
    numbers = range((page - 1) * PER_PAGE, page * PER_PAGE)
    return Described(found, openapi.operations(document, numbers), page, pages)


def _json(document: bytes) -> Mapping[str, Any]:
    try:
        found = orjson.loads(document or b"{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _samples(request: Request, one: ListedService, described: Described, caller: str) -> list[tuple[str, str]]:
    """(what it does, command) of calls as a program of this node's agency sends them."""
    client = caller or request.platform.settings.agency_code or "INSTANCE/CLASS/MEMBER/SUBSYSTEM"
    host = request.url.hostname or "localhost"
    if one.is_event:
        attempts = samples.of_events(one, client)
    else:
        attempts = [("call", samples.of_service(one, client, described.operations))]
    return [(what, trying.sample(request.platform, host, attempt)) for what, attempt in attempts]


def attempt_for(looked: Looked, number: int, client: str) -> Attempt:
    """What the form for trying begins with: the operation of that number with its examples, or the first endpoint."""
    one = looked.one
    document = openapi.parsed(looked.document) if not one.is_event else None
    found = openapi.operations(document, [max(0, number)]) if document is not None else []
    return samples.of_service(one, client, found)


ROUTES = [route("GET", f"{FILES}/{{service:path}}", description), route("GET", f"{LIST}/{{service:path}}", show)]
