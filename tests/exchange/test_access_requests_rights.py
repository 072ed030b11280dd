"""Who may ask for access, decide it, see it: a truth table over every role and agency, and every page by it. UU 27/2022."""

from uuid import UUID

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient
from tests.exchange.asking_nodes import NOW, WISH
from tests.exchange.register_nodes import BPBD, DINKES, PORTAL, found, nodes

from simpul.app import create_app
from simpul.exchange.actions import access, asking, clients, grants, services
from simpul.exchange.model.access import AccessApproval, OwnRequest
from simpul.exchange.model.access_refusals import AskedByYourself
from simpul.exchange.model.offers import NewGrant, NewService
from simpul.exchange.model.services import Authentication, Endpoint, SubjectKind
from simpul.exchange.rules import permissions as rules
from simpul.exchange.store import access as store
from simpul.identity.model.roles import ROLES
from simpul.kernel.actor import Actor
from simpul.kernel.errors import NotAllowed
from simpul.kernel.web.request import Session, Sessions

STEWARD, INTEGRATOR, AUDITOR = "exchange.steward", "exchange.integrator", "node.auditor"
MAY = {
    "ask": {INTEGRATOR},
    "decide": {STEWARD},
    "see": {STEWARD, AUDITOR},
    "see own": {INTEGRATOR, STEWARD, AUDITOR},
}
PERMITS = {
    "ask": rules.permit_ask_access,
    "decide": rules.permit_decide_access,
    "see": rules.permit_see_access,
    "see own": rules.permit_see_own_requests,
}
EVERYBODY = [*sorted(ROLES), ""]


def person(role, agency=PORTAL, number=50):
    return Actor(UUID(int=number), "Seseorang", agency=agency, roles=frozenset({role} if role else ()))


def lets(permit, *things):
    try:
        permit(*things)
    except NotAllowed:
        return False
    return True


@pytest.mark.rules
@pytest.mark.parametrize("role", EVERYBODY)
@pytest.mark.parametrize("what", MAY)
def test_who_may_by_role_and_agency(what, role):
    """Only people of the agency that runs the node, and of them only those whose role says so."""
    permit = PERMITS[what]
    assert lets(permit, person(role), PORTAL) is (role in MAY[what])
    assert not lets(permit, person(role, agency=BPBD), PORTAL)
    assert not lets(permit, person(role, agency="ID/GOV/2060"), PORTAL)
    assert not lets(permit, person(role, agency=None), PORTAL)
    assert not lets(permit, person(role, agency=""), ""), "a node without a name has no people of its own"


@pytest.mark.rules
@pytest.mark.parametrize("what", MAY)
def test_nobody_may_not_and_the_program_may(what):
    assert not lets(PERMITS[what], Actor.ANONYMOUS, PORTAL)
    assert lets(PERMITS[what], Actor.SYSTEM, PORTAL)


@pytest.mark.rules
@pytest.mark.parametrize("role", EVERYBODY)
def test_nobody_decides_what_they_asked_themselves(role):
    """Four eyes: with both roles, too."""
    both = Actor(UUID(int=50), "Seseorang", agency=PORTAL, roles=frozenset({role, STEWARD}))
    assert lets(rules.permit_decide_access, both, PORTAL, UUID(int=51))
    with pytest.raises(AskedByYourself):
        rules.permit_decide_access(both, PORTAL, UUID(int=50))


@pytest.fixture
def made(database_urls, run_directory, clock):
    with nodes(database_urls, run_directory, clock) as made:
        yield made


INSERT = """
INSERT INTO exchange_access_request (id, reference, client, subsystem, service, endpoints, purpose, legal_basis, agreement,
                                     tier, contact, note, until, message, at, state)
VALUES (:id, :reference, :client, :owner, 'reports', '[{"method": "GET", "path": "/live"}]', 'Tujuan', 'Dasar', '',
        'standard', 'Unit', '', :until, 'ID-1', :at, 'waiting')
"""


@pytest.fixture
def node(made):
    """Portal's node with a service, a right, a request of another and one of its own."""
    platform = made(PORTAL)
    found(platform)
    new = NewService(PORTAL, "reports", "Laporan", "https://b.example", endpoints=(Endpoint("GET", "/live"),))
    services.publish(platform, Actor.SYSTEM, new=new)
    clients.add_client(platform, Actor.SYSTEM, subsystem=PORTAL, authentication=Authentication.TOKEN)
    right = NewGrant(PORTAL, "reports", SubjectKind.SUBSYSTEM, PORTAL, "Tujuan", "Dasar")
    grants.give(platform, Actor.SYSTEM, new=right)
    with platform.database.writing() as unit:
        unit.unaudited("a test's own rows")
        values = {"id": UUID(int=1), "reference": UUID(int=2), "client": PORTAL, "owner": PORTAL}
        unit.connection.execute(text(INSERT), {**values, "until": WISH.until, "at": NOW})
    return platform


def visitor(platform, actor):
    """A browser of that person at the node."""

    class Known:
        def find(self, platform, token):
            return Session(actor.id, actor, token) if token == str(actor.id) else None

        def bearer(self, platform, token):
            return None

    object.__setattr__(platform, "ports", {**platform.ports, Sessions: Known()})
    client = TestClient(create_app(platform, background=False), base_url="http://localhost", follow_redirects=False)
    client.cookies.set(platform.settings.cookie, str(actor.id))
    return client


PAGES = [
    ("/penghubung/akses/ekspor.csv", "see"),
    (f"/penghubung/akses/{UUID(int=1)}", "see"),
    ("/penghubung/akses/hak", "see"),
    ("/penghubung/akses/hak/ekspor.csv", "see"),
    ("/penghubung/akses/minta", "ask"),
    (f"/penghubung/akses/minta?layanan={PORTAL}/reports", "ask"),
    ("/penghubung/akses/permintaan", "see own"),
    ("/penghubung/akses/permintaan/ekspor.csv", "see own"),
]


@pytest.mark.parametrize("agency", [PORTAL, DINKES])
def test_every_page_by_role(node, agency):
    """The web is no second way in: each page asks the same rule as the action behind it."""
    for role in EVERYBODY:
        client = visitor(node, person(role, agency))
        for path, what in PAGES:
            right = role in MAY[what] and agency == PORTAL
            assert (client.get(path).status_code == 200) is right, (role, path)
        first = client.get("/penghubung/akses").status_code
        at_home = agency == PORTAL
        expected = 200 if role in MAY["see"] and at_home else 303 if role in MAY["see own"] and at_home else 403
        assert first == expected, role


def test_what_a_page_offers_is_what_one_may_do(node):
    """An auditor reads and is offered nothing; a steward decides; an integrator asks."""
    detail = f"/penghubung/akses/{UUID(int=1)}"
    assert 'value="approve"' in visitor(node, person(STEWARD)).get(detail).text
    read = visitor(node, person(AUDITOR)).get(detail).text
    assert 'value="approve"' not in read
    assert "Pengelola layanan instansi ini yang memutuskan" in read
    own = "/penghubung/akses/permintaan"
    assert 'href="/penghubung/akses/minta"' in visitor(node, person(INTEGRATOR)).get(own).text
    assert 'href="/penghubung/akses/minta"' not in visitor(node, person(STEWARD)).get(own).text
    assert visitor(node, Actor.ANONYMOUS).get(own).status_code == 403


GIVEN = AccessApproval("trial", WISH.until, (Endpoint("GET", "/live"),))


def test_every_action_asks_who_acts(node):
    """For each person without the right, the action refuses before it looks at anything."""
    (right,) = grants.all_rights(node, Actor.SYSTEM)
    asks = [
        ("decide", lambda who: access.approve(node, who, id=UUID(int=1), given=GIVEN)),
        ("decide", lambda who: access.refuse(node, who, id=UUID(int=1), reason="Tidak")),
        ("decide", lambda who: grants.extend(node, who, id=right.grant.id, until=WISH.until)),
        ("decide", lambda who: grants.revoke(node, who, id=right.grant.id)),
        ("see", lambda who: access.search(node, who)),
        ("see", lambda who: access.all_requests(node, who)),
        ("see", lambda who: access.waiting(node, who)),
        ("see", lambda who: access.look(node, who, id=UUID(int=1))),
        ("see", lambda who: grants.search(node, who)),
        ("see", lambda who: grants.all_rights(node, who)),
        ("see", lambda who: grants.look(node, who, id=right.grant.id)),
        ("ask", lambda who: asking.ask(node, who, client=PORTAL, wish=WISH)),
        ("ask", lambda who: asking.withdraw(node, who, id=UUID(int=9))),
        ("see own", lambda who: asking.search(node, who)),
        ("see own", lambda who: asking.all_requests(node, who)),
        ("see own", lambda who: asking.look(node, who, id=UUID(int=9))),
        ("see own", lambda who: asking.look_again(node, who, id=UUID(int=9))),
    ]
    for what, action in asks:
        for who in (person(role, agency) for role in EVERYBODY for agency in (PORTAL, DINKES)):
            if not (who.agency == PORTAL and who.roles & MAY[what]):
                with pytest.raises(NotAllowed):
                    action(who)
        with pytest.raises(NotAllowed):
            action(Actor.ANONYMOUS)
    assert access.look(node, Actor.SYSTEM, id=UUID(int=1)).request.state.value == "waiting"


def test_whoever_asked_at_this_very_node_cannot_approve_it(node):
    """The asker's node may be the owner's: then the account that asked is known, and may not decide."""
    with node.database.writing() as unit:
        unit.unaudited("a test's own rows")
        store.add_own(unit.connection, OwnRequest(UUID(int=2), PORTAL, WISH, NOW, asked_by=UUID(int=50)))
    both = Actor(UUID(int=50), "Dua", agency=PORTAL, roles=frozenset({STEWARD, INTEGRATOR}))
    for act in (
        lambda: access.approve(node, both, id=UUID(int=1), given=GIVEN),
        lambda: access.refuse(node, both, id=UUID(int=1), reason="x"),
    ):
        with pytest.raises(AskedByYourself):
            act()
    page = visitor(node, both).get(f"/penghubung/akses/{UUID(int=1)}").text
    assert "Anda sendiri yang meminta ini" in page
    assert 'value="approve"' not in page
    other = Actor(UUID(int=51), "Lain", agency=PORTAL, roles=frozenset({STEWARD}))
    assert access.approve(node, other, id=UUID(int=1), given=GIVEN).decided_by == other.id
