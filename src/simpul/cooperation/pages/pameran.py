"""The showcase: public innovations with live figures, the pavilion's screen, and requests of visitors."""

from simpul.cooperation.actions import showcasing
from simpul.cooperation.pages import pameran_kelola, pameran_kontak, pameran_masuk
from simpul.cooperation.pages.pameran_parts import (
    BACK_SECONDS,
    SCREEN,
    SHOWCASE,
    START_SECONDS,
    address,
    context,
    qr,
    returning,
)
from simpul.cooperation.pages.parts import answered
from simpul.kernel.web import Request, Response, route

ONE, SCREEN_ONE = f"{SHOWCASE}/{{slug}}", f"{SCREEN}/{{slug}}"


def front(request: Request) -> Response:
    """All innovations that are shown, each with its first figure."""
    shown = {"seen": showcasing.shown(request.platform), "withdrawn": request.query("selesai") == "tarik"}
    return answered(request, "cooperation/pameran.html", {**context(request), **shown})


def one(request: Request) -> Response:
    """One innovation: the problem, what it does, who does it, its award, live figures, sources."""
    seen = showcasing.one(request.platform, request.path_params["slug"])
    others = [each for each in showcasing.shown(request.platform) if each.innovation.slug != seen.innovation.slug]
    link = address(request, f"{SHOWCASE}/{seen.innovation.slug}")
    more = {"seen": seen, "others": others, "link": link, "qr": qr(link)}
    return answered(request, "cooperation/pameran_satu.html", {**context(request), **more})


def screen(request: Request) -> Response:
    """The start of the pavilion's screen, which keeps itself fresh."""
    link = address(request, SHOWCASE)
    more = {"seen": showcasing.shown(request.platform), "link": link, "qr": qr(link)}
    response = answered(request, "cooperation/pameran_layar.html", {**context(request), **more})
    return returning(response, seconds=START_SECONDS, to=address(request, SCREEN))


def screen_one(request: Request) -> Response:
    """One innovation on the pavilion's screen; it goes back to the start by itself, unless it is held."""
    seen = showcasing.one(request.platform, request.path_params["slug"])
    link = address(request, f"{SHOWCASE}/{seen.innovation.slug}")
    held = request.query("tahan") == "1"
    more = {"seen": seen, "link": link, "qr": qr(link), "held": held, "minutes": BACK_SECONDS // 60}
    response = answered(request, "cooperation/pameran_layar_satu.html", {**context(request), **more})
    return response if held else returning(response, seconds=BACK_SECONDS, to=address(request, SCREEN))


ROUTES = [
    route("GET", SHOWCASE, front),
    route("GET", SCREEN, screen),
    route("GET", SCREEN_ONE, screen_one),
    *pameran_kontak.ROUTES,
    route("GET", ONE, one),
    *pameran_kelola.ROUTES,
    *pameran_masuk.ROUTES,
]
