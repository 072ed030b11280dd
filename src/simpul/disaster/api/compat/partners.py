"""`/partners…`, with a key. Partners are registered and changed at the desk, where their officers' keys are kept too."""

from typing import Any

import orjson

from simpul.disaster.actions import partners
from simpul.disaster.api.compat.calls import Answer, Call, by_key
from simpul.disaster.rules.compat.answers import Problem, refused

AT_THE_DESK = refused(
    501, error="Not Implemented", message="Partners are registered and changed at the desk: /bencana/meja/mitra"
)


def listed(call: Call) -> Answer:
    """`GET /partners`: a bare list."""
    return Answer(orjson.dumps([_row(one) for one in partners.partners(call.platform)]))


def one(call: Call) -> Answer:
    """`GET /partners/partner?partner_code=`: a bare list of one, or of none."""
    code = call.given("partner_code")
    return Answer(orjson.dumps([_row(each) for each in partners.partners(call.platform) if each.code == code]))


def refuse(_call: Call) -> Problem:
    """Writing goes by the desk."""
    return AT_THE_DESK


def _row(partner: Any) -> dict[str, Any]:
    return {
        "id": partner.number,
        "partner_code": partner.code,
        "partner_name": partner.name,
        "partner_icon": partner.icon,
        "partner_status": partner.active,
    }


ROUTES = [
    by_key("GET", "/partners", listed),
    by_key("GET", "/partners/partner", one),
    by_key("POST", "/partners/create-partner", refuse),
    by_key("PATCH", "/partners/partner/{id}", refuse),
    by_key("PUT", "/partners/partner/{id}", refuse),
]
