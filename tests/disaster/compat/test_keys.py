"""Who may call what: a truth table naming the caller. A browser's session speaks for nobody here."""

import pytest

from simpul.disaster.api.compat import ROUTES
from simpul.disaster.api.compat.calls import Demand
from tests.disaster.compat.conftest import MONAS, Site

PLUIT = "/floods/3172011001"
STATE = {"state": 2}
NOBODY, STRANGER, JAKARTA, BANDUNG, RESIDENT = None, "not-a-token", "jakarta", "bandung", "resident"
BUDI = "6281234567890"
SUBSCRIBER = {"userId": BUDI, "regions": ["3171"], "language": "id"}
ONLY_CHANNELS = {NOBODY: 403, STRANGER: 403, RESIDENT: 403, JAKARTA: 200}
TABLE = [
    ("GET", "/reports", None, {NOBODY: 200, STRANGER: 200, JAKARTA: 200}),
    ("PUT", PLUIT, STATE, {NOBODY: 401, STRANGER: 401, BANDUNG: 403, JAKARTA: 200}),
    ("DELETE", PLUIT, None, {NOBODY: 401, STRANGER: 401, BANDUNG: 403, JAKARTA: 200}),
    ("POST", "/feeds/qlue", {}, {NOBODY: 403, STRANGER: 403, JAKARTA: 400}),
    ("POST", "/feeds/detik", {}, {NOBODY: 403, STRANGER: 403, JAKARTA: 400}),
    ("GET", "/partners", None, {NOBODY: 403, STRANGER: 403, RESIDENT: 200, JAKARTA: 200}),
    ("GET", "/partners/partner?partner_code=x", None, {NOBODY: 403, STRANGER: 403, JAKARTA: 200}),
    ("POST", "/partners/create-partner", {}, {NOBODY: 403, STRANGER: 403, RESIDENT: 403, JAKARTA: 400}),
    ("PATCH", "/partners/partner/1", {}, {NOBODY: 403, STRANGER: 403, RESIDENT: 403, JAKARTA: 404}),
    ("PUT", "/partners/partner/1", {}, {NOBODY: 403, STRANGER: 403, RESIDENT: 403, JAKARTA: 404}),
    ("GET", "/subscriptions/count", None, {NOBODY: 403, STRANGER: 403, RESIDENT: 403, JAKARTA: 200}),
    ("GET", f"/subscriptions/regions?id={BUDI}", None, ONLY_CHANNELS),
    ("POST", "/subscriptions/add-subscriber", SUBSCRIBER, {NOBODY: 403, STRANGER: 403, RESIDENT: 403}),
    ("DELETE", "/subscriptions/delete-subscriber", {"phonenumber": BUDI}, ONLY_CHANNELS),
    ("POST", "/needs/create-need", [], {NOBODY: 403, STRANGER: 403, JAKARTA: 400}),
    ("POST", "/needs/update-giver", [], {NOBODY: 403, STRANGER: 403, RESIDENT: 400}),
    ("GET", "/needs/deliveries/today", None, {NOBODY: 403, STRANGER: 403, RESIDENT: 200}),
    ("DELETE", "/needs/need-details/1", None, {NOBODY: 403, STRANGER: 403, RESIDENT: 404}),
]


@pytest.mark.parametrize(
    ("method", "path", "body", "who", "status"),
    [(method, path, body, who, status) for method, path, body, answers in TABLE for who, status in answers.items()],
)
def test_who_may_call_what(own_site: Site, method, path, body, who, status):
    if method == "DELETE":
        own_site.ask("PUT", path, json=STATE, key=JAKARTA)
    for headers in ({"x-api-key": who}, {"authorization": f"Bearer {who}"}) if who else ({},):
        assert own_site.ask(method, path, json=body, headers=headers).status_code == status


def test_an_officer_of_elsewhere_deletes_nothing(own_site: Site):
    card = own_site.flood()
    number = own_site.report(card)["properties"]["pkey"]
    assert own_site.ask("DELETE", f"/reports/{number}").status_code == 401
    assert own_site.ask("DELETE", f"/reports/{number}", key=BANDUNG).status_code == 403
    assert own_site.report(card)
    assert own_site.ask("DELETE", f"/reports/{number}", key=JAKARTA).status_code == 200


def test_a_session_s_cookie_opens_nothing_here(client_for, own_site: Site):
    from tests.disaster.makers import officer

    client = client_for(officer("31"))
    assert client.put(f"{own_site.base}{PLUIT}", json=STATE).status_code == 401


def test_a_report_of_elsewhere_by_an_officer_waits_like_any_other(own_site: Site):
    card = own_site.send("flood", {"report_type": "flood", "flood_depth": 60}, key=BANDUNG, location=MONAS)
    assert card not in [one["properties"]["url"] for one in own_site.reports()]


@pytest.mark.rules
def test_whatever_writes_demands_a_key_save_votes_and_flags():
    free = {f"{one.method} {one.path}" for one in ROUTES if one.method != "GET" and one.demands is Demand.NOTHING}
    assert free == {"PATCH /reports/{id}", "PATCH /reports/{id}/flag"}
