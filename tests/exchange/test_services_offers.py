"""Services, grants and clients: what may be published and given, by whom, on which legal basis. UU 27/2022 art. 20."""

import hashlib
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import orjson
import pytest
from sqlalchemy import text
from tests.exchange.register_nodes import BPBD, DINKES, PORTAL, acting, change, found, introduction, join, nodes

from simpul.exchange.actions import clients, grants, members, services, trust
from simpul.exchange.model.offer_refusals import (
    BoundsNotFit,
    CertificateNotFit,
    ClientNotFound,
    ClientWithoutToken,
    DescriptionNotFit,
    EndpointNotFit,
    ExpiryPassed,
    GrantNotFound,
    GroupNotFound,
    LegalBasisMissing,
    NotOurSubsystem,
    PlainForbidden,
    PurposeMissing,
    ServiceCodeNotFit,
    ServiceNotFound,
    ServiceTaken,
    ServiceUrlNotFit,
    TierUnknown,
)
from simpul.exchange.model.offers import NewGrant, NewService
from simpul.exchange.model.refusals import NameNotFit, NotInRegister, StewardOnly, TitleNotFit, WhyMissing
from simpul.exchange.model.register import Group
from simpul.exchange.model.services import Authentication, Endpoint, LocalGroup, ServiceKind, SubjectKind
from simpul.exchange.outside.keyring import keyring_of
from simpul.exchange.rules.offers import RESERVED, read_endpoint
from simpul.kernel.actor import Actor

SITI = acting("exchange.steward", agency=BPBD)
NEW = NewService(BPBD, "reports", "Laporan", "https://backend.example/api", endpoints=(Endpoint("GET", "/live/*"),))
GRANT = NewGrant(BPBD, "reports", SubjectKind.SUBSYSTEM, PORTAL, "Menampilkan jumlah laporan", "Perpres 39/2019 pasal 2")
OPENAPI = orjson.dumps(
    {"openapi": "3.1.0", "paths": {"/reports/{id}": {"get": {}, "parameters": []}, "/reports": {"post": {}, "get": {}}}}
).decode()
REPORTS = (BPBD, "reports")


@pytest.fixture
def made(database_urls, run_directory, clock):
    with nodes(database_urls, run_directory, clock) as made:
        yield made


@pytest.fixture
def operator(made):
    platform = made(PORTAL)
    found(platform)
    return platform


@pytest.fixture
def bpbd(made, operator):
    platform = made(BPBD, exchange_operator="http://127.0.0.1:1")
    join(operator, platform)
    return platform


@pytest.fixture
def published(bpbd):
    services.publish(bpbd, SITI, new=NEW)
    return bpbd


def audited(platform, action):
    with platform.database.reading() as unit:
        return unit.connection.scalar(text("SELECT count(*) FROM kernel_audit WHERE action = :a"), {"a": action})


def rung(platform):
    """From now on, what the platform rings."""
    topics = []
    platform.database.rings(topics.append)
    return topics


def test_a_service_is_published_changed_disabled_and_removed(bpbd):
    topics = rung(bpbd)
    one = services.publish(bpbd, SITI, new=NEW)
    assert services.find(bpbd, service=REPORTS) == one
    assert one.enabled
    changed = services.change(bpbd, SITI, to=replace(NEW, title="Laporan warga", public=False))
    assert (changed.id, changed.title, changed.public) == (one.id, "Laporan warga", False)
    services.set_enabled(bpbd, SITI, service=REPORTS, enabled=False, notice="Pemeliharaan")
    off = services.find(bpbd, service=REPORTS)
    assert (off.enabled, off.notice) == (False, "Pemeliharaan")
    assert not services.change(bpbd, SITI, to=NEW).enabled
    services.set_enabled(bpbd, SITI, service=REPORTS, enabled=True)
    assert services.services(bpbd)[0].notice == ""
    grants.give(bpbd, SITI, new=GRANT)
    services.remove(bpbd, SITI, service=REPORTS)
    assert services.services(bpbd) == []
    assert grants.grants(bpbd) == []
    assert len(topics) == 7
    assert set(topics) == {"exchange"}
    assert audited(bpbd, "exchange.service.change") == 4


def test_a_service_that_is_not_there_cannot_be_changed(bpbd):
    for act in (
        lambda: services.change(bpbd, SITI, to=NEW),
        lambda: services.set_enabled(bpbd, SITI, service=REPORTS, enabled=True),
        lambda: services.remove(bpbd, SITI, service=REPORTS),
        lambda: services.find(bpbd, service=REPORTS),
    ):
        with pytest.raises(ServiceNotFound):
            act()


def test_a_code_is_taken_once_in_a_subsystem(published):
    with pytest.raises(ServiceTaken):
        services.publish(published, SITI, new=NEW)


def test_disabling_needs_a_notice(published):
    with pytest.raises(WhyMissing):
        services.set_enabled(published, SITI, service=REPORTS, enabled=False)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        *(({"code": code}, ServiceCodeNotFit) for code in (*RESERVED, "", "a/b", "..", "a b", "a;b", "x" * 65, "laporan%")),
        ({"title": " "}, TitleNotFit),
        ({"title": "x" * 201}, TitleNotFit),
        ({"subsystem": DINKES}, NotOurSubsystem),
        ({"subsystem": PORTAL}, NotOurSubsystem),
        ({"subsystem": ""}, NotOurSubsystem),
        *(
            ({"url": url}, ServiceUrlNotFit)
            for url in (
                "",
                "ftp://x.example",
                "file:///etc/passwd",
                "https://",
                "https://x.example/a?b=c",
                "https://x.example/#a",
                "https://u:p@x.example",
                "https://x.example:0",
                "https://x.example:99999",
                "https://x .example",
                "https://x.example\\y",
                "https://[::1",
                "https://" + "x" * 1000,
                "module:",
                "module:malaria",
                "module:disaster/../identity",
                "MODULE:disaster",
            )
        ),
        ({"timeout": timedelta(0)}, BoundsNotFit),
        ({"timeout": timedelta(seconds=601)}, BoundsNotFit),
        ({"body_limit": 0}, BoundsNotFit),
        ({"body_limit": 2**30 + 1}, BoundsNotFit),
        ({"endpoints": (Endpoint("SEND", "/"),)}, EndpointNotFit),
        ({"endpoints": (Endpoint("GET", "x"),)}, EndpointNotFit),
        ({"endpoints": (Endpoint("GET", "/a b"),)}, EndpointNotFit),
        ({"endpoints": (Endpoint("GET", "/x"),) * 501}, EndpointNotFit),
        ({"description": OPENAPI}, DescriptionNotFit),
        *(
            ({"kind": ServiceKind.OPENAPI, "description": bad}, DescriptionNotFit)
            for bad in (
                "",
                "openapi: 3.1.0",
                "[]",
                "{}",
                '{"openapi":"2.0"}',
                '{"openapi":"3.1.0","paths":[]}',
                "x" * 2**21,
            )
        ),
    ],
)
def test_what_does_not_fit_is_refused(bpbd, changes, refusal):
    with pytest.raises(refusal):
        services.publish(bpbd, SITI, new=replace(NEW, **changes))
    assert services.services(bpbd) == []


def test_a_description_tells_the_endpoints(bpbd):
    described = replace(NEW, kind=ServiceKind.OPENAPI, description=OPENAPI, endpoints=())
    one = services.publish(bpbd, SITI, new=described)
    listed = {f"{e.method} {e.path}" for e in one.endpoints}
    assert listed == {"GET /reports/*", "POST /reports", "GET /reports"}


def test_a_module_of_the_node_may_stand_behind_a_service(bpbd):
    assert services.publish(bpbd, SITI, new=replace(NEW, url="module:disaster")).url == "module:disaster"


def test_only_stewards_of_the_node_offer_and_grant(published):
    for who in (acting("exchange.steward", agency=PORTAL), acting("exchange.operator", agency=BPBD), Actor.ANONYMOUS):
        for act in (
            lambda who: services.publish(published, who, new=NEW),
            lambda who: services.change(published, who, to=NEW),
            lambda who: services.remove(published, who, service=REPORTS),
            lambda who: services.set_local_group(published, who, group=LocalGroup("x", "X", frozenset())),
            lambda who: services.remove_local_group(published, who, code="x"),
            lambda who: grants.give(published, who, new=GRANT),
            lambda who: grants.revoke(published, who, id=uuid4()),
            lambda who: clients.add_client(published, who, subsystem=BPBD, authentication=Authentication.TOKEN),
            lambda who: clients.rotate_token(published, who, subsystem=BPBD),
            lambda who: clients.set_active(published, who, subsystem=BPBD, active=False),
        ):
            with pytest.raises(StewardOnly):
                act(who)


def test_a_grant_says_why_and_on_which_basis_and_is_revoked(published):
    one = grants.give(published, SITI, new=replace(GRANT, endpoint=Endpoint("GET", "/live/**"), tier="high"))
    assert grants.grants(published, subsystem=BPBD, service="reports") == [one]
    assert grants.grants(published, service="lain") == []
    grants.revoke(published, SITI, id=one.id)
    assert grants.grants(published) == []
    for gone in (one.id, uuid4()):
        with pytest.raises(GrantNotFound):
            grants.revoke(published, SITI, id=gone)
    assert (audited(published, "exchange.grant.give"), audited(published, "exchange.grant.revoke")) == (1, 1)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"purpose": " "}, PurposeMissing),
        ({"purpose": "x" * 501}, PurposeMissing),
        ({"purpose": "a\u0000b"}, PurposeMissing),
        ({"legal_basis": ""}, LegalBasisMissing),
        ({"tier": "gratis"}, TierUnknown),
        ({"agreement": "x" * 501}, TitleNotFit),
        ({"endpoint": Endpoint("GET", "live")}, EndpointNotFit),
        ({"subject": DINKES}, NotInRegister),
        ({"subject": "semua"}, NotInRegister),
        ({"subject": "semua", "subject_kind": SubjectKind.GLOBAL_GROUP}, GroupNotFound),
        ({"subject": "semua", "subject_kind": SubjectKind.LOCAL_GROUP}, GroupNotFound),
        ({"service": "lain"}, ServiceNotFound),
        ({"subsystem": PORTAL}, ServiceNotFound),
    ],
)
def test_a_grant_lacks_nothing(published, changes, refusal):
    with pytest.raises(refusal):
        grants.give(published, SITI, new=replace(GRANT, **changes))


def test_a_grant_ends_on_a_day_to_come(published, clock):
    with pytest.raises(ExpiryPassed):
        grants.give(published, SITI, new=replace(GRANT, expires_at=clock.now()))
    ends = clock.now() + timedelta(days=1)
    assert grants.give(published, SITI, new=replace(GRANT, expires_at=ends)).expires_at == ends


def test_groups_are_granted_too(operator, made):
    members.set_group(operator, Actor.SYSTEM, group=Group("pemda", "Pemda", frozenset({PORTAL})))
    own = trust.trust(operator)
    assert "pemda" in own.groups
    who = acting("exchange.steward")
    services.publish(operator, who, new=replace(NEW, subsystem=PORTAL))
    services.set_local_group(operator, who, group=LocalGroup("mitra", "Mitra", frozenset({PORTAL})))
    services.set_local_group(operator, who, group=LocalGroup("mitra", "Mitra kami", frozenset()))
    assert services.local_groups(operator) == [LocalGroup("mitra", "Mitra kami", frozenset())]
    for kind, subject in ((SubjectKind.GLOBAL_GROUP, "pemda"), (SubjectKind.LOCAL_GROUP, "mitra")):
        grants.give(operator, who, new=replace(GRANT, subsystem=PORTAL, subject_kind=kind, subject=subject))
    services.remove_local_group(operator, who, code="mitra")
    with pytest.raises(GroupNotFound):
        services.remove_local_group(operator, who, code="mitra")
    with pytest.raises(NotInRegister):
        services.set_local_group(operator, who, group=LocalGroup("mitra", "Mitra", frozenset({DINKES})))
    with pytest.raises(NameNotFit):
        services.set_local_group(operator, who, group=LocalGroup("a/b", "Mitra", frozenset()))
    assert len(grants.grants(operator)) == 2


def test_a_token_is_told_once_and_only_its_digest_is_kept(bpbd):
    client, token = clients.add_client(bpbd, SITI, subsystem=BPBD, authentication=Authentication.TOKEN)
    assert client.secret == hashlib.sha256(token.encode()).digest()
    assert clients.find(bpbd, subsystem=BPBD) == client
    fresh = clients.rotate_token(bpbd, SITI, subsystem=BPBD)
    assert clients.find(bpbd, subsystem=BPBD).secret == clients.digest(fresh)
    assert fresh != token
    assert not clients.set_active(bpbd, SITI, subsystem=BPBD, active=False).active
    assert [one.active for one in clients.clients(bpbd)] == [False]


def test_a_certificate_is_kept_as_der(bpbd, clock):
    path, _ = keyring_of(bpbd.settings).tls(BPBD, "bpbd.example", clock.now())
    pem = path.read_bytes()
    client, token = clients.add_client(bpbd, SITI, subsystem=BPBD, authentication=Authentication.MTLS, certificate=pem)
    assert token == ""
    assert client.certificate == keyring_of(bpbd.settings).certificate(BPBD, "bpbd.example", clock.now())
    with pytest.raises(ClientWithoutToken):
        clients.rotate_token(bpbd, SITI, subsystem=BPBD)
    for bad in (b"", b"x", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", pem * 200):
        with pytest.raises(CertificateNotFit):
            clients.add_client(bpbd, SITI, subsystem=BPBD, authentication=Authentication.MTLS, certificate=bad)


def test_without_proof_only_a_demo_calls(bpbd):
    with pytest.raises(PlainForbidden):
        clients.add_client(bpbd, SITI, subsystem=BPBD, authentication=Authentication.PLAIN)
    change(bpbd, demo=True)
    clients.add_client(bpbd, SITI, subsystem=BPBD, authentication=Authentication.PLAIN)
    assert clients.find(bpbd, subsystem=BPBD).authentication is Authentication.PLAIN


def test_a_client_is_a_subsystem_of_this_node(bpbd):
    with pytest.raises(NotOurSubsystem):
        clients.add_client(bpbd, SITI, subsystem=PORTAL, authentication=Authentication.TOKEN)
    for act in (clients.rotate_token, lambda *a, **k: clients.set_active(*a, **k, active=True)):
        with pytest.raises(ClientNotFound):
            act(bpbd, SITI, subsystem=PORTAL)


@pytest.mark.parametrize(("written", "read"), [("get /a/*", Endpoint("GET", "/a/*")), (" *  /** ", Endpoint("*", "/**"))])
def test_an_endpoint_is_read_from_a_line(written, read):
    assert read_endpoint(written) == read


def test_a_demo_is_federated_and_may_be_so_again(made):
    from simpul.exchange.actions.demo import federate, offer_reports
    from simpul.exchange.model.refusals import DemoOnly

    operator = made(PORTAL, demo=True)
    others = [made(BPBD, demo=True, **ELSEWHERE), made(DINKES, demo=True, **ELSEWHERE)]
    key = federate(operator, others)
    for platform in (operator, *others):
        known = trust.trust(platform)
        assert set(known.nodes) == set(known.subsystems) == {PORTAL, BPBD, DINKES}
        assert known.groups["instansi"].members == {PORTAL, BPBD, DINKES}
        assert clients.find(platform, subsystem=platform.settings.agency_code).authentication is Authentication.PLAIN
    offer_reports(others[0], to=PORTAL)
    before = trust.trust_state(operator).size
    assert federate(operator, others) == key
    offer_reports(others[0], to=PORTAL)
    assert trust.trust_state(operator).size == before
    assert [one.tier for one in grants.grants(others[0])] == ["high"]
    assert len(services.services(others[0])) == 1
    change(operator, demo=False)
    with pytest.raises(DemoOnly):
        federate(operator, others)
    assert introduction(others[0]).member_name == "Pemerintah Provinsi DKI Jakarta"


ELSEWHERE = {"exchange_operator": "http://127.0.0.1:1"}
