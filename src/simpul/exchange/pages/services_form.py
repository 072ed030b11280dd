"""The form by which a steward publishes a service, or changes one; what was written stays when something does not fit."""

from contextlib import suppress
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from simpul.exchange.actions import listing, services
from simpul.exchange.model.offer_refusals import BoundsNotFit, DescriptionNotFit
from simpul.exchange.model.offers import NewService
from simpul.exchange.model.refusals import NoTrustList
from simpul.exchange.model.services import Classification, Endpoint, Promise, Service, ServiceKind
from simpul.exchange.pages.addressed import own_service
from simpul.exchange.pages.services import LIST, own_subsystems
from simpul.exchange.pages.whole import whole
from simpul.exchange.rules.offers import DESCRIPTION_MOST, path_of, read_endpoint
from simpul.exchange.rules.permissions import permit_offer
from simpul.exchange.rules.persons import locators
from simpul.kernel.errors import Conflict, Invalid, Refusal
from simpul.kernel.web import Request, Response, html, redirect, route
from simpul.kernel.web.problems import status_of

NEW, CHANGE = f"{LIST}/baru", f"{LIST}/ubah"
TEXTS = (
    *("subsystem", "code", "title", "url", "endpoint", "contact", "classification", "availability", "response_ms"),
    *("hours", "person_in", "timeout", "body_limit"),
)
MIB = 2**20


def show_new(request: Request) -> Response:
    """The empty form."""
    return _form(request, None, _empty(request))


def publish(request: Request) -> Response:
    """The service is offered and its page says so; else the form again, with what was written."""
    permit_offer(request.actor, request.platform.settings.agency_code)
    try:
        new = _asked(request, None)
        services.publish(request.platform, request.actor, new=new)
    except (Invalid, Conflict) as refusal:
        return _form(request, None, _written(request), refusal)
    return _done(request, new, "baru")


def show_change(request: Request) -> Response:
    """The form with the service as it is."""
    one = own_service(request)
    return _form(request, one, _as_it_is(one))


def change(request: Request) -> Response:
    """The service is as written and its page says so; else the form again, with what was written."""
    one = own_service(request)
    try:
        new = _asked(request, one)
        services.change(request.platform, request.actor, to=new)
    except (Invalid, Conflict) as refusal:
        return _form(request, one, _written(request), refusal)
    return _done(request, new, "ubah")


def _done(request: Request, new: NewService, what: str) -> Response:
    with suppress(NoTrustList):
        listing.list_own(request.platform)
    return redirect(request, f"{LIST}/{quote(path_of(new.subsystem, new.code))}?selesai={what}")


def _form(request: Request, one: Service | None, written: dict[str, Any], refusal: Refusal | None = None) -> Response:
    permit_offer(request.actor, request.platform.settings.agency_code)
    own = own_subsystems(request)
    context = {
        "one": one,
        "path": path_of(one.subsystem, one.code) if one else "",
        "written": written,
        "own": own,
        "own_names": [(path, f"{name} ({path})") for path, name in own],
        "modules": sorted(request.platform.settings.modules),
        "refusal": refusal,
    }
    return html(request, "exchange/services_form.html", context, status_of(refusal) if refusal else 200)


def _asked(request: Request, one: Service | None) -> NewService:
    """What the form asks for; `one` is the service that is changed, whose name and description stay unless written."""
    form = request.form()
    description = _description(request, one)
    lines = [line for line in form.text("endpoint").splitlines() if line.strip()]
    endpoints: tuple[Endpoint, ...] = tuple(read_endpoint(line) for line in lines)
    if one and description != one.description and endpoints == one.endpoints:
        endpoints = ()  # those of the former description: the new one has its own
    locators(form.text("person_in"))
    return NewService(
        subsystem=one.subsystem if one else form.text("subsystem") or request.platform.settings.agency_code,
        code=one.code if one else form.text("code"),
        title=form.text("title"),
        url=form.text("url"),
        kind=ServiceKind.OPENAPI if description else ServiceKind.REST,
        endpoints=endpoints,
        description=description,
        public=bool(form.text("public")),
        timeout=timedelta(seconds=_number(form.text("timeout"))),
        body_limit=_number(form.text("body_limit")) * MIB,
        contact=form.text("contact"),
        classification=_classification(form.text("classification")),
        promise=Promise(form.text("availability"), whole(form.text("response_ms")), form.text("hours")),
        person_in=form.text("person_in"),
    )


def _description(request: Request, one: Service | None) -> str:
    """The uploaded OpenAPI document, else the one the service has, unless it shall go; DescriptionNotFit."""
    form = request.form()
    upload = form.upload("description")
    if upload is None:
        return "" if one is None or form.text("undescribed") else one.description
    if upload.too_large or upload.size > DESCRIPTION_MOST:
        raise DescriptionNotFit()
    try:
        return upload.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise DescriptionNotFit() from None


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 6):
        raise BoundsNotFit()
    return int(text)


def _classification(text: str) -> Classification:
    return Classification(text) if text in set(Classification) else Classification.OPEN


def _empty(request: Request) -> dict[str, Any]:
    settings = request.platform.settings
    written: dict[str, Any] = dict.fromkeys(TEXTS, "")
    written |= {"subsystem": settings.agency_code, "contact": settings.contact, "classification": "open"}
    return written | {"timeout": "60", "body_limit": "10", "public": True, "undescribed": False}


def _written(request: Request) -> dict[str, Any]:
    form = request.form()
    written: dict[str, Any] = {name: form.text(name) for name in TEXTS}
    return written | {"public": bool(form.text("public")), "undescribed": bool(form.text("undescribed"))}


def _as_it_is(one: Service) -> dict[str, Any]:
    return {
        "subsystem": one.subsystem,
        "code": one.code,
        "title": one.title,
        "url": one.url,
        "endpoint": "\n".join(f"{each.method} {each.path}" for each in one.endpoints),
        "contact": one.contact,
        "classification": one.classification.value,
        "availability": one.promise.availability,
        "response_ms": str(one.promise.response_ms or ""),
        "hours": one.promise.hours,
        "person_in": one.person_in,
        "timeout": str(int(one.timeout.total_seconds())),
        "body_limit": str(max(1, one.body_limit // MIB)),
        "public": one.public,
        "undescribed": False,
    }


ROUTES = [
    route("GET", NEW, show_new),
    route("POST", LIST, publish),
    route("GET", f"{CHANGE}/{{service:path}}", show_change),
    route("POST", f"{CHANGE}/{{service:path}}", change),
]
