"""Needs: this node has none yet. Reading tells so honestly (nothing there), writing is refused."""

from simpul.disaster.api.compat.calls import Answer, Call, Route, by_key
from simpul.disaster.rules.compat.answers import NOT_FOUND, Problem, enveloped, refused

NOT_YET = refused(501, error="Not Implemented", message="This node does not offer this yet. Nothing was kept.")
NO_ROWS = Answer(enveloped([]))


def no_rows(_call: Call) -> Answer:
    """A list that is empty here."""
    return NO_ROWS


def no_such(_call: Call) -> Problem:
    """One thing that is not there."""
    return NOT_FOUND


def refuse(_call: Call) -> Problem:
    """What would keep something that nobody would act on."""
    return NOT_YET


_READ = [
    Route("GET", "/needs/need", no_such),
    *(Route("GET", f"/needs/deliveries/{when}", no_rows) for when in ("today", "yesterday", "expired")),
    by_key("GET", "/needs/verify-delivery-code", no_such),
    by_key("GET", "/needs/stale", no_rows),
    by_key("GET", "/needs/message-expired", no_rows),
]
_WRITE = [
    ("POST", "/needs/create-need"),
    ("POST", "/needs/update-giver"),
    ("PATCH", "/needs/need-details"),
    ("PATCH", "/needs/need/{id}"),
    ("PATCH", "/needs/giver-details/{id}"),
    ("DELETE", "/needs/giver-details/{id}"),
    ("DELETE", "/needs/need-details/{id}"),
]
ROUTES = [*_READ, *(by_key(method, path, refuse) for method, path in _WRITE)]
