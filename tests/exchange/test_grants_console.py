"""Access rights at the provider: who may what, why, until when; found, extended, revoked. UU 27/2022 art. 20."""

from dataclasses import replace
from datetime import timedelta
from itertools import product
from uuid import UUID

import pytest
from sqlalchemy import text
from tests.exchange.asking_nodes import NOW
from tests.exchange.register_nodes import BPBD, PORTAL, acting, found, nodes
from tests.exchange.test_services_offers import audited, rung

from simpul.exchange.actions import grants, services
from simpul.exchange.model.access import RightState
from simpul.exchange.model.access_refusals import ExpiryTooFar
from simpul.exchange.model.offer_refusals import ExpiryPassed, GrantNotFound, ServiceNotFound
from simpul.exchange.model.offers import NewGrant, NewService
from simpul.exchange.model.refusals import WhyMissing
from simpul.exchange.model.services import Endpoint, Grant, SubjectKind
from simpul.exchange.rules.access import Caller, permitting
from simpul.exchange.wire.addresses import readings
from simpul.kernel.actor import Actor

SITI = acting("exchange.steward", agency=PORTAL)
RIGHT = NewGrant(PORTAL, "reports", SubjectKind.SUBSYSTEM, PORTAL, "Menampilkan laporan", "Perpres 39/2019 pasal 2")
DAY = timedelta(days=1)


@pytest.fixture
def node(database_urls, run_directory, clock):
    with nodes(database_urls, run_directory, clock) as made:
        platform = made(PORTAL)
        found(platform)
        new = NewService(PORTAL, "reports", "Laporan", "https://b.example", endpoints=(Endpoint("GET", "/live"),))
        services.publish(platform, Actor.SYSTEM, new=new)
        yield platform


@pytest.fixture
def held(node, clock):
    """Rights that hold, end soon, ended, were revoked, never end; by their purpose."""
    now = clock.now()
    made = {
        name: grants.give(node, SITI, new=replace(RIGHT, purpose=name, expires_at=until))
        for name, until in {
            "lama": now + 90 * DAY,
            "segera": now + 20 * DAY,
            "berakhir": now + DAY,
            "dicabut": now + 90 * DAY,
            "tanpa akhir": None,
        }.items()
    }
    grants.revoke(node, SITI, id=made["dicabut"].id, reason="Tugas sudah selesai")
    clock.advance(2 * DAY)
    return made


@pytest.mark.parametrize(
    ("state", "names"),
    [
        (RightState.ACTIVE, ["segera", "lama", "tanpa akhir"]),
        (RightState.ENDING, ["segera"]),
        (RightState.EXPIRED, ["berakhir"]),
        (RightState.REVOKED, ["dicabut"]),
        (None, ["berakhir", "segera", "lama", "dicabut", "tanpa akhir"]),
    ],
)
def test_rights_are_found_by_state_those_that_end_first_before_others(node, held, state, names):
    found, count = grants.search(node, SITI, state=state)
    assert ([one.grant.purpose for one in found], count) == (names, len(names))
    assert [one.grant.purpose for one in grants.all_rights(node, SITI, state=state)] == names


@pytest.mark.parametrize(
    ("q", "count"), [("2060/portal", 5), ("/reports", 5), ("SEGERA", 1), ("39/2019", 5), ("%", 0), ("x", 0)]
)
def test_rights_are_found_by_words(node, held, q, count):
    assert grants.search(node, SITI, q=q)[1] == count


def test_a_list_is_paged(node):
    for number in range(27):
        grants.give(node, SITI, new=replace(RIGHT, purpose=f"tujuan {number}"))
    assert [len(grants.search(node, SITI, page=page)[0]) for page in (1, 2, 3)] == [25, 2, 0]


def test_a_revoked_right_says_why_and_when_and_is_not_revoked_again(node, held, clock):
    one = grants.look(node, SITI, id=held["dicabut"].id)
    assert (one.revoked_reason, one.grant.revoked_at) == ("Tugas sudah selesai", clock.now() - 2 * DAY)
    for act in (
        lambda: grants.revoke(node, SITI, id=held["dicabut"].id),
        lambda: grants.extend(node, SITI, id=held["dicabut"].id, until=clock.now() + DAY),
        lambda: grants.look(node, SITI, id=UUID(int=0)),
    ):
        with pytest.raises(GrantNotFound):
            act()
    with pytest.raises(WhyMissing):
        grants.revoke(node, SITI, id=held["lama"].id, reason="x" * 501)


def test_a_right_is_extended_shortened_and_revived_and_the_data_path_is_told(node, held, clock):
    topics, now = rung(node), clock.now()
    for name, until in (("lama", now + 300 * DAY), ("segera", now + DAY), ("berakhir", now + DAY)):
        assert grants.extend(node, SITI, id=held[name].id, until=until).grant.expires_at == until
        assert grants.look(node, SITI, id=held[name].id).grant.expires_at == until
    assert topics == ["exchange"] * 3
    assert audited(node, "exchange.grant.extend") == 3
    with pytest.raises(ExpiryPassed):
        grants.extend(node, SITI, id=held["lama"].id, until=now)
    with pytest.raises(ExpiryTooFar):
        grants.extend(node, SITI, id=held["lama"].id, until=now + 1831 * DAY)


@pytest.mark.parametrize(
    ("code", "endpoint"),
    [
        ("pull", None),
        ("pull", Endpoint("*", "/v1/nothing")),
        ("pull", Endpoint("*", "/v1/**")),
        ("pub", Endpoint("GET", "/v1/reported")),
        ("api", None),
        ("listMethods", None),
    ],
)
def test_rights_to_events_name_an_event_type_that_is_there(node, code, endpoint):
    with pytest.raises(ServiceNotFound):
        grants.give(node, SITI, new=replace(RIGHT, service=code, endpoint=endpoint))


def test_a_right_to_an_event_type_is_given(node):
    with node.database.writing() as unit:
        unit.unaudited("a test's own row")
        row = "INSERT INTO exchange_event_type (owner, name, schema, added_at) VALUES (:owner, 'reported', '{}', now())"
        unit.connection.execute(text(row), {"owner": PORTAL})
    for code in ("pull", "pub"):
        made = grants.give(node, SITI, new=replace(RIGHT, service=code, endpoint=Endpoint("*", "/v1/reported")))
        assert (made.service, made.endpoint.path) == (code, "/v1/reported")


SUBJECTS = [
    ("subsystem", PORTAL, True),
    ("subsystem", BPBD, False),
    ("global", "instansi", True),
    ("local", "mitra", False),
]
PARTS = [(None, True), (Endpoint("GET", "/live"), True), (Endpoint("POST", "/live"), False), (Endpoint("*", "/x"), False)]
ENDS = [(None, True), (NOW + timedelta(microseconds=1), True), (NOW, False), (NOW - DAY, False)]


@pytest.mark.rules
@pytest.mark.parametrize("revoked", [None, NOW])
@pytest.mark.parametrize(("subject", "part", "end"), list(product(SUBJECTS, PARTS, ENDS)))
def test_a_call_is_let_through_only_if_everything_of_a_right_fits(subject, part, end, revoked):
    """Deny by default: 128 rows of subject × part × end × revocation for PORTAL's `GET /live` at NOW."""
    kind, name, fits = subject
    right = Grant(UUID(int=1), BPBD, "reports", SubjectKind(kind), name, part[0], "Tujuan", "Dasar")
    right = replace(right, expires_at=end[0], revoked_at=revoked)
    caller = Caller(PORTAL, frozenset({"instansi"}), frozenset())
    let = permitting([right], caller, method="GET", readings=readings("/live"), now=NOW) is not None
    assert let is (fits and part[1] and end[1] and revoked is None)


@pytest.mark.rules
def test_the_purpose_on_record_is_that_of_the_right_that_let_the_call_through():
    """Of several rights with purposes of their own, one that does not hold lends its purpose to nothing."""
    caller = Caller(PORTAL)
    ended = Grant(UUID(int=1), BPBD, "r", SubjectKind.SUBSYSTEM, PORTAL, None, "lama", "A", expires_at=NOW)
    other = Grant(UUID(int=2), BPBD, "r", SubjectKind.SUBSYSTEM, PORTAL, Endpoint("POST", "/live"), "kirim", "B")
    good = Grant(UUID(int=3), BPBD, "r", SubjectKind.SUBSYSTEM, PORTAL, Endpoint("GET", "/live"), "baca", "C")
    for method, purpose in (("GET", "baca"), ("POST", "kirim"), ("PUT", None)):
        let = permitting([ended, other, good], caller, method=method, readings=readings("/live"), now=NOW)
        assert (let.purpose if let else None) == purpose
