"""`simpul exchange access …` as whoever runs the machine types it; and what is erased by itself. UU 27/2022."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text
from tests.exchange.register_nodes import PORTAL, found, nodes
from tests.exchange.test_access_requests_pages import ONE, TWO, add
from tests.exchange.test_register_commands import said, typed

from simpul.exchange.actions import access, asking, clients, grants, services
from simpul.exchange.model.access import AccessApproval, AccessState
from simpul.exchange.model.access_refusals import AccessDecided, ExpiryMissing, TierAboveRequest
from simpul.exchange.model.offer_refusals import EndpointNotFit
from simpul.exchange.model.offers import NewService
from simpul.exchange.model.refusals import WhyMissing
from simpul.exchange.model.services import Authentication, Endpoint
from simpul.kernel.actor import Actor

SERVICE = f"{PORTAL}/reports"
ASK = ["access", "ask", SERVICE, "--purpose", "Tujuan", "--legal-basis", "UU 24/2007", "--until", "2027-06-30"]
YEAR = timedelta(days=365)


@pytest.fixture
def node(database_urls, run_directory, clock):
    with nodes(database_urls, run_directory, clock) as made:
        platform = made(PORTAL, exchange_port=9, contact="Unit Data")
        found(platform)
        points = (Endpoint("GET", "/live"), Endpoint("GET", "/figures"))
        new = NewService(PORTAL, "reports", "Laporan", "https://b.example", endpoints=points)
        services.publish(platform, Actor.SYSTEM, new=new)
        clients.add_client(platform, Actor.SYSTEM, subsystem=PORTAL, authentication=Authentication.TOKEN)
        yield platform


@pytest.fixture
def asked(node):
    parts = '[{"method": "GET", "path": "/live"}, {"method": "GET", "path": "/figures"}]'
    add(node, ONE, endpoints=parts, purpose="Satu")
    add(node, TWO, endpoints="[]", purpose="Dua")
    return node


def test_access_is_asked_followed_and_withdrawn(node):
    assert "has not asked for access yet" in said(node, "access own")
    terms = [
        "--with",
        "endpoint=GET /live",
        "--with",
        "tier=trial",
        "--with",
        "agreement=PKS-1",
        "--with",
        "endpoint=GET /figures",
    ]
    told = said(node, [*ASK, *terms])
    assert "it is sent as soon as it does" in told
    number = re.search(r"Kept as ([0-9a-f-]{36})", told)[1]
    own = asking.look(node, Actor.SYSTEM, id=UUID(number))
    assert own.wish.endpoints == (Endpoint("GET", "/live"), Endpoint("GET", "/figures"))
    assert (own.wish.tier, own.wish.agreement, own.wish.contact) == ("trial", "PKS-1", "Unit Data")
    assert "unsent" in said(node, "access own")
    assert "Withdrew the request" in said(node, f"access withdraw {number}")
    with pytest.raises(AccessDecided):
        said(node, f"access withdraw {number}")


def test_usage_errors_and_refusals_of_asking(node):
    assert typed(node, [*ASK, "--with", "color=red"])[0] == 2
    assert typed(node, [*ASK[:-1], "someday"])[0] == 2
    with pytest.raises(ExpiryMissing):
        typed(node, [*ASK[:-1], ""])
    with pytest.raises(EndpointNotFit):
        typed(node, [*ASK, "--with", "endpoint=live"])


def test_what_others_ask_is_listed_approved_and_refused(asked):
    listed = said(asked, "access list")
    assert "GET /live; GET /figures" in listed
    assert "all of it" in listed
    told = said(asked, f"access approve {ONE}")
    assert f"{PORTAL} may call {SERVICE} until" in told
    assert {one.grant.endpoint.path for one in grants.all_rights(asked, Actor.SYSTEM)} == {"/figures", "/live"}
    with pytest.raises(WhyMissing):
        said(asked, ["access", "refuse", str(TWO), "--reason", ""])
    assert "Refused" in said(asked, ["access", "refuse", str(TWO), "--reason", "Tidak perlu"])
    assert "No request for access waits here" in said(asked, "access list")
    assert "refused" in said(asked, "access list --all")


def test_less_is_approved_and_never_more(asked):
    with pytest.raises(TierAboveRequest):
        said(asked, f"access approve {TWO} --tier high")
    said(asked, ["access", "approve", str(TWO), "--tier", "trial", "--until", "2026-12-31", "--endpoint", "GET /live"])
    (right,) = grants.all_rights(asked, Actor.SYSTEM)
    assert (right.grant.tier, right.grant.endpoint) == ("trial", Endpoint("GET", "/live"))
    assert right.grant.expires_at.isoformat() == "2027-01-01T00:00:00+00:00"
    assert "until 2027-03-31" in said(asked, f"grant extend {right.grant.id} --until 2027-03-31")
    assert grants.look(asked, Actor.SYSTEM, id=right.grant.id).grant.expires_at.isoformat() == "2027-04-01T00:00:00+00:00"


def contacts(node, table):
    with node.database.reading() as unit:
        return [row.contact for row in unit.connection.execute(text(f"SELECT contact FROM {table} ORDER BY id"))]


def test_whom_to_call_is_forgotten_a_year_after_everything_has_ended(asked, clock):
    """Not while a right lasts that came of it, nor while it waits; purpose, basis and decision stay on record."""
    add(asked, UUID(int=3), endpoints="[]", purpose="Tiga")
    until = asked.clock.now() + timedelta(days=30)
    access.approve(asked, Actor.SYSTEM, id=ONE, given=AccessApproval("trial", until, (Endpoint("GET", "/live"),)))
    access.refuse(asked, Actor.SYSTEM, id=TWO, reason="Tidak")
    said(asked, ASK)
    clock.advance(YEAR + timedelta(seconds=1))
    asking.forget(asked)
    assert contacts(asked, "exchange_access_request") == ["Unit", "", "Unit"]
    clock.advance(timedelta(days=30))
    asking.forget(asked)
    assert contacts(asked, "exchange_access_request") == ["", "", "Unit"]
    assert contacts(asked, "exchange_access_own") == ["Unit Data"], "it waits still"
    assert access.look(asked, Actor.SYSTEM, id=TWO).request.reason == "Tidak"
    assert access.look(asked, Actor.SYSTEM, id=UUID(int=3)).request.state is AccessState.WAITING
