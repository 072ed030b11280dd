"""Anybody checks a proof bundle here; and the register's key, by which it is checked. For everybody, signed in or not."""

from typing import Any

from simpul.exchange.actions import checking
from simpul.exchange.log.verify import Verdict
from simpul.exchange.model.explorer_refusals import BundleTooLong
from simpul.exchange.pages.front import PATH
from simpul.exchange.pages.log import LIST
from simpul.exchange.pages.proof_words import for_script, plain, told
from simpul.kernel.errors import Invalid, Refusal, TooMany
from simpul.kernel.web import Request, Response, html, route
from simpul.kernel.web.problems import status_of

SHOWN_MOST = 60 * 1024
"""Bytes of a bundle that the page shows again, so that the browser checks the very same."""


def show(request: Request) -> Response:
    """The form: a file or a text, and the register's key."""
    return _page(request, text="", key="", verdict=None)


def check(request: Request) -> Response:
    """The verdict on what was sent, step by step; nothing of it is kept."""
    form = request.form()
    upload = form.upload("file")
    key = form.text("key")
    text = form.text("text").encode()
    try:
        if "text" in form.too_long or (upload is not None and upload.too_large):
            raise BundleTooLong()
        sent = upload.read() if upload is not None else text
        verdict = checking.judge_for(request.platform, text=sent, key=key, by=request.address_hash)
    except (Invalid, TooMany) as refusal:
        return _page(request, text=text.decode(), key=key, verdict=None, refusal=refusal)
    return _page(request, text=_again(sent), key=key, verdict=verdict)


def publish_key(request: Request) -> Response:
    """The register's verifier key as one line of text, for programs."""
    key = checking.own_key(request.platform)
    return Response(f"{key}\n", 200 if key else 404, {"Cache-Control": "no-cache"}, "text/plain; charset=utf-8")


def _page(request: Request, *, text: str, key: str, verdict: Verdict | None, refusal: Refusal | None = None) -> Response:
    own = checking.own_key(request.platform)
    context: dict[str, Any] = {
        "text": text,
        "key": key,
        "own": own,
        "fingerprint": checking.fingerprint(own) if own else "",
        "verdict": verdict,
        "steps": told(verdict) if verdict else [],
        "words": for_script(),
        "plain": plain,
        "refusal": refusal,
    }
    return html(request, "exchange/check.html", context, status_of(refusal) if refusal else 200)


def _again(sent: bytes) -> str:
    """What was sent, to stand in the form again; nothing where it is long, or no text."""
    try:
        return sent.decode().strip() if len(sent) <= SHOWN_MOST else ""
    except UnicodeDecodeError:
        return ""


ROUTES = [
    route("GET", f"{LIST}/periksa", show),
    route("POST", f"{LIST}/periksa", check),
    route("GET", f"{PATH}/kunci.txt", publish_key),
]
