"""In which form an answer is wanted, and answers in it: JSON for programs, a page for people, refusals with a reason."""

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any

import orjson

from simpul.disaster.model.opendata import QuestionUnknown, QuestionUnreadable
from simpul.disaster.rules.ogc.documents import Link, Place
from simpul.kernel.errors import Invalid, Refusal
from simpul.kernel.i18n import N_
from simpul.kernel.web import Request, Response, html, problem

ROOT = "/ogc"
OPEN = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "ETag, Link", "Vary": "Accept"}
SHORTLY = "public, max-age=15"
_WEIGHT = re.compile(r"[01](?:\.\d{0,3})?", re.ASCII)
Handler = Callable[[Request], Response]
_AS_WRITTEN = orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS


def place_of(request: Request) -> Place:
    """The address of the interface as this request reached it, and its language."""
    settings = request.platform.settings
    origin = settings.public_url.rstrip("/") or f"{request.url.scheme}://{request.url.netloc}"
    prefix = "" if request.lang == settings.language else f"/{request.lang}"
    return Place(f"{origin}{prefix}{ROOT}", request.lang)


def form_of(request: Request, known: Sequence[str] = ("json", "html")) -> str:
    """The form that `f` names, else the one that the client accepts; QuestionUnreadable for one that is not known."""
    given = request.query_params.getlist("f")
    if len(given) > 1 or (given and given[0] not in known):
        raise QuestionUnreadable(parameter="f", reason=N_("choose one of the forms in the description"))
    if given:
        return given[0]
    return "html" if _page_wanted(request) else "json"


def _page_wanted(request: Request) -> bool:
    """Whether the client accepts a page, and no form for programs more than it."""
    weights = dict(map(_weighed, request.headers.get("accept", "").lower().split(",")))
    others = [weight for kind, weight in weights.items() if "json" in kind]
    return weights.get("text/html", 0.0) > 0 and weights["text/html"] >= max(others, default=0.0)


def _weighed(part: str) -> tuple[str, float]:
    """A media type of `Accept` with its weight (RFC 9110 § 12.5.1); 1 where it has none that can be read."""
    kind, *parameters = (one.strip() for one in part.split(";"))
    given = next((one.removeprefix("q=") for one in parameters if one.startswith("q=")), "1")
    return kind, float(given) if _WEIGHT.fullmatch(given) else 1.0


def honest(handler: Handler) -> Handler:
    """The handler; what it refuses is told as a program or a reader takes it, what it cannot read with status 400."""

    @wraps(handler)
    def answered(request: Request) -> Response:
        try:
            return handler(request)
        except Refusal as refusal:
            if "reason" in refusal.facts:
                refusal.facts["reason"] = request.t.gettext(str(refusal.facts["reason"]))
            return _refused(request, refusal)

    return answered


def _refused(request: Request, refusal: Refusal) -> Response:
    if isinstance(refusal, QuestionUnknown | QuestionUnreadable):
        status: int | None = 400
    else:
        status = 400 if isinstance(refusal, Invalid) else None
    told = problem(request, refusal, status)
    told.headers["Access-Control-Allow-Origin"] = "*"
    wanted = request.query_params.getlist("f")
    if wanted != ["html"] and (wanted or not _page_wanted(request)):
        return told
    page = html(request, "ui/error.html", {"refusal": refusal, "status": told.status_code, "expired": False})
    page.status_code = told.status_code
    return page


def document(
    request: Request, value: Mapping[str, Any], kind: str = "application/json", links: Sequence[Link] = ()
) -> Response:
    """The document, with the name of its content: 304 for who has it already. `links` stand in its header too.

    The moment at which it was made (`timeStamp`) is no part of its content.
    """
    body = orjson.dumps(value, option=_AS_WRITTEN)
    stamp = orjson.dumps(value.get("timeStamp"), option=_AS_WRITTEN)
    tag = f'W/"{hashlib.blake2b(body.replace(stamp, b"", 1), digest_size=12).hexdigest()}"'
    headers = {**OPEN, "Cache-Control": SHORTLY, "ETag": tag, "Content-Language": request.lang}
    if links:
        headers["Link"] = ", ".join(f'<{one["href"]}>; rel="{one["rel"]}"; type="{one["type"]}"' for one in links)
    if tag.removeprefix("W/") in request.headers.get("if-none-match", ""):
        return Response(None, 304, headers)
    return Response(body, 200, headers, kind)


def page(request: Request, template: str, context: Mapping[str, Any]) -> Response:
    """The page of a document."""
    made = html(request, template, {"root": ROOT, **context})
    made.headers["Vary"] = "Accept"
    return made
