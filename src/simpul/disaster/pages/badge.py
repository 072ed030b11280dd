"""A partner's phone takes its badge: it makes a key that never leaves it, and registers the public half, once."""

import orjson

from simpul.disaster.actions import partners as actions
from simpul.disaster.model.desk_refusals import KeyUnreadable
from simpul.disaster.pages.partners import BADGE
from simpul.kernel.web import Request, Response, html, json, route


def show(request: Request) -> Response:
    """What the badge is and the button that takes it; BadgeMissing for a link that was used or has expired."""
    partner, badge = actions.invited(request.platform, request.path_params["token"])
    response = html(
        request, "disaster/badge.html", {"refusal": None, "partner": partner, "badge": badge, "here_path": BADGE}
    )
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def register(request: Request) -> Response:
    """The key's id and whose it is, as JSON: the phone keeps both beside its key."""
    try:
        jwk = orjson.loads(request.form().text("key"))
    except orjson.JSONDecodeError:
        raise KeyUnreadable() from None
    if not isinstance(jwk, dict):
        raise KeyUnreadable()
    partner, key = actions.register(request.platform, request.path_params["token"], jwk)
    told = {"partner": partner.code, "name": partner.name, "icon": partner.icon, "key": str(key)}
    return json(told, 201, {"Cache-Control": "no-store"})


ROUTES = [route("GET", f"{BADGE}/{{token}}", show), route("POST", f"{BADGE}/{{token}}", register)]
