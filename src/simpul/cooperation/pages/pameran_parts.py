"""What the showcase's pages share: addresses, QR codes, words for how it stands with figures."""

import io
from collections.abc import Mapping
from typing import Any

import segno
from markupsafe import Markup

from simpul.cooperation.model.showcase import Heard
from simpul.kernel.i18n import N_
from simpul.kernel.web import Request, Response

SHOWCASE, SCREEN, CONTACT = "/pameran", "/pameran/layar", "/pameran/kontak"
KEPT, INBOX = "/kerja-sama/pameran", "/kerja-sama/kontak"
START_SECONDS, BACK_SECONDS = 60, 180
"""The pavilion's screen shows its start anew so often, and goes back there from another page after so long."""
HEARD: Mapping[Heard, str] = {
    Heard.NO_SERVICE: N_("No node tells figures of this innovation yet."),
    Heard.NOT_YET: N_("The node has not been asked yet. Figures appear within a minute."),
    Heard.NOW: N_("Asked of the agency's own node just now."),
    Heard.EARLIER: N_("The node does not answer right now. These are its last figures."),
    Heard.SILENT: N_("The node does not answer right now, and its last figures are too old to be shown."),
}


def address(request: Request, path: str) -> str:
    """The page's full address in the reader's language, as people outside reach it."""
    settings = request.platform.settings
    base = settings.public_url.rstrip("/") or f"{request.url.scheme}://{request.url.netloc}"
    return base + ("" if request.lang == settings.language else f"/{request.lang}") + path


def qr(link: str) -> Markup:
    """The QR code of the link as SVG, dark on light with its quiet zone in both schemes."""
    out = io.BytesIO()
    segno.make(link, error="m", micro=False).save(
        out,
        kind="svg",
        xmldecl=False,
        border=3,
        omitsize=True,
        light="#fff",
        nl=False,
        svgclass="pameran-qr",
        lineclass=None,
    )
    return Markup(out.getvalue().decode())  # noqa: S704 (drawn by the library from our own link)


def context(request: Request) -> dict[str, Any]:
    """What every page of the showcase needs; `on_screen`: it is the pavilion's screen that shows it."""
    return {
        "showcase": SHOWCASE,
        "screen": SCREEN,
        "contact": CONTACT,
        "heard_words": HEARD,
        "on_screen": request.query("layar") == "1",
    }


def returning(response: Response, *, seconds: int, to: str) -> Response:
    """The page goes there by itself after so long, without any script."""
    response.headers["Refresh"] = f"{seconds}; url={to}"
    return response
