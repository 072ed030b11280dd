"""How many people would be told, by region: for officers, and never so few that one could be recognised."""

from simpul.disaster.actions import telling_desk as actions
from simpul.disaster.pages.desk import PATH as DESK
from simpul.disaster.pages.desk import region_name
from simpul.kernel.web import Request, Response, html, route
from simpul.kernel.web.export import csv_of

PATH = f"{DESK}/pelanggan"
_CHANNELS = ("push", "email", "telegram", "whatsapp", "messenger", "sms")


def show(request: Request) -> Response:
    """People by region and channel in the officer's own region, and the queue as it stands."""
    q = request.query("q")[:60]
    context = {
        "seen": actions.overview(request.platform, request.actor, q),
        "q": q,
        "region": region_name(request),
        "path": PATH,
        "least": actions.LEAST,
        "kinds": _CHANNELS,
    }
    return html(request, "disaster/subscribers.html", context)


def as_csv(request: Request) -> Response:
    """The same as a file; a cell is empty where it stands for fewer than five."""
    seen = actions.overview(request.platform, request.actor, request.query("q")[:60])
    rows = [
        (one.code, one.name, one.people, *("" if (n := one.channels.get(kind, 0)) is None else n for kind in _CHANNELS))
        for one in seen.regions
    ]
    return csv_of("pelanggan-peringatan.csv", ("code", "region", "people", *_CHANNELS), rows, marked=True)


ROUTES = [route("GET", PATH, show), route("GET", f"{PATH}/ekspor.csv", as_csv)]
