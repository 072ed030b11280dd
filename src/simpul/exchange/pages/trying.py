"""Trying a call: the form, and what came of it. Nothing is kept but the record that every call has."""

from dataclasses import replace

from simpul.exchange.actions import catalogue, trying
from simpul.exchange.actions.trying import Tried
from simpul.exchange.model.services import Authentication
from simpul.exchange.model.trying_refusals import TryingBodyNotFit
from simpul.exchange.pages.catalogue import last_day_of
from simpul.exchange.pages.front import PATH
from simpul.exchange.pages.service import attempt_for
from simpul.exchange.pages.whole import whole
from simpul.exchange.rules.permissions import permit_ask_access, permit_try
from simpul.exchange.rules.trying import METHODS, Attempt
from simpul.kernel.errors import Invalid, Refusal
from simpul.kernel.web import Request, Response, html, route
from simpul.kernel.web.problems import status_of

TRY = f"{PATH}/coba"


def show(request: Request) -> Response:
    """The form, filled in from the description's operation `?operasi=`, ready to be sent."""
    permit_try(request.actor, request.platform.settings.agency_code)
    looked = catalogue.look(request.platform, service=request.path_params["service"])
    client = next((one.subsystem for one in trying.callers(request.platform)), "")
    attempt = attempt_for(looked, whole(request.query("operasi")), client)
    return _page(request, replace(attempt, service=looked.one.called))


def send(request: Request) -> Response:
    """The call goes out, and the page shows what came back; or what in the form does not fit, with all that was written."""
    permit_try(request.actor, request.platform.settings.agency_code)
    attempt = _written(request)
    try:
        if "body" in request.form().too_long:
            raise TryingBodyNotFit()
        tried = trying.send(request.platform, request.actor, attempt=attempt)
    except Invalid as refusal:
        return _page(request, attempt, refusal)
    return _page(request, attempt, tried=tried)


def _page(request: Request, attempt: Attempt, refusal: Refusal | None = None, *, tried: Tried | None = None) -> Response:
    looked = catalogue.look(request.platform, service=request.path_params["service"])
    callers = trying.callers(request.platform)
    context = {
        "looked": looked,
        "one": looked.one,
        "attempt": attempt,
        "methods": [(method, method) for method in METHODS],
        "callers": callers,
        "names": [(one.subsystem, one.subsystem) for one in callers],
        "with_token": any(one.authentication is Authentication.TOKEN for one in callers),
        "tried": tried,
        "sample": trying.sample(request.platform, request.url.hostname or "localhost", attempt),
        "last_day": last_day_of(request),
        "permit_ask_access": permit_ask_access,
        "refusal": refusal,
    }
    return html(request, "exchange/try.html", context, status_of(refusal) if refusal else 200)


def _written(request: Request) -> Attempt:
    form = request.form()
    looked = catalogue.look(request.platform, service=request.path_params["service"])
    return Attempt(
        service=looked.one.called,
        client=form.text("client"),
        method=form.text("method"),
        path=form.text("path"),
        query=form.text("query"),
        headers=form.text("headers"),
        body=next(iter(form.texts("body")), "").strip("\n"),
        token=form.text("token"),
    )


ROUTES = [route("GET", f"{TRY}/{{service:path}}", show), route("POST", f"{TRY}/{{service:path}}", send)]
