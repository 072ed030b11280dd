"""What the pages of attendance share: words of ways, addresses, days."""

import io
from collections.abc import Mapping

import segno
from markupsafe import Markup

from simpul.cooperation.actions.attending import Asker
from simpul.cooperation.model.attendance import Way
from simpul.cooperation.pages.parts import PATH
from simpul.kernel.i18n import N_
from simpul.kernel.web import Request, Response

OWN = f"{PATH}/hadir/saya"
WAYS: Mapping[Way, str] = {
    Way.ROOM: N_("by the room's code"),
    Way.BADGE: N_("by their badge"),
    Way.REMOTE: N_("from afar"),
    Way.MANUAL: N_("by a keeper"),
}


def address(request: Request, path: str) -> str:
    """The whole address of a page of this node, in the standard language's form."""
    settings = request.platform.settings
    return (settings.public_url.rstrip("/") or f"{request.url.scheme}://{request.url.netloc}") + path


def asker(request: Request) -> Asker:
    """Whose device sends this."""
    return Asker(request.device, request.address_hash)


def private(response: Response) -> Response:
    """Not kept by the browser, not told to another site: the address is a secret."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def drawn(text: str) -> Markup:
    """The text as a QR code, in SVG."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        out, kind="svg", border=4, dark="#000000", light="#ffffff", xmldecl=False, svgns=True, omitsize=True
    )
    return Markup(out.getvalue().decode())  # noqa: S704 (drawn here; it holds squares and no text)


def whole(given: str) -> int:
    """A version that a form posts; 0 for what is none."""
    return int(given) if given.isascii() and given.isdigit() and len(given) < 9 else 0
