"""Asking, deciding and looking after rights in a browser without JavaScript, in both languages."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient
from tests.exchange.asking_nodes import WISH
from tests.exchange.register_nodes import PORTAL, found, nodes
from tests.exchange.test_console import token_of

from simpul.app import create_app
from simpul.exchange.actions import access, asking, clients, grants, services
from simpul.exchange.model.access import AccessState, RightState
from simpul.exchange.model.offers import NewGrant, NewService
from simpul.exchange.model.services import Authentication, Endpoint, SubjectKind
from simpul.kernel.actor import Actor
from simpul.kernel.web.request import Session, Sessions

LIST, OWN, FORM, RIGHTS = (f"/penghubung/akses{rest}" for rest in ("", "/permintaan", "/minta", "/hak"))
SERVICE = f"{PORTAL}/reports"
SITI = Actor(UUID(int=61), "Siti", agency=PORTAL, roles=frozenset({"exchange.steward"}))
IRA = Actor(UUID(int=62), "Ira", agency=PORTAL, roles=frozenset({"exchange.integrator"}))
FIELDS = {
    "layanan": SERVICE,
    "client": PORTAL,
    "endpoint": ["GET /live"],
    "purpose": "Menampilkan laporan",
    "legal_basis": "Perpres 95/2018 pasal 33",
    "agreement": "PKS-1",
    "tier": "standard",
    "expires": "2027-06-30",
    "contact": "Unit Data, 021-1",
    "note": "Catatan",
}
INSERT = """
INSERT INTO exchange_access_request (id, reference, client, subsystem, service, endpoints, purpose, legal_basis, agreement,
                                     tier, contact, note, until, message, at, state)
VALUES (:id, gen_random_uuid(), :client, :client, 'reports', CAST(:endpoints AS jsonb), :purpose, 'UU 24/2007', 'PKS-1',
        'standard', 'Unit', :note, :until, 'ID-1', :at, 'waiting')
"""
ONE, TWO = UUID(int=1), UUID(int=2)


class Known:
    """Whoever a test names is signed in; the cookie's value is the person's id."""

    def find(self, platform, token):
        return next((Session(one.id, one, token) for one in (SITI, IRA) if str(one.id) == token), None)

    def bearer(self, platform, token):
        return None


@pytest.fixture
def node(database_urls, run_directory, clock):
    """A node that is its own operator, with a service and a client; nothing listens at its consumer port."""
    with nodes(database_urls, run_directory, clock) as made:
        platform = made(PORTAL, exchange_port=9)
        found(platform)
        points = (Endpoint("GET", "/live"), Endpoint("GET", "/figures"))
        new = NewService(PORTAL, "reports", "Laporan <b>", "https://b.example", endpoints=points)
        services.publish(platform, Actor.SYSTEM, new=new)
        clients.add_client(platform, Actor.SYSTEM, subsystem=PORTAL, authentication=Authentication.TOKEN)
        yield platform


@pytest.fixture
def asked(node):
    """Two requests wait: one for two parts, one for all of it."""
    parts = '[{"method": "GET", "path": "/live"}, {"method": "GET", "path": "/figures"}]'
    add(node, ONE, endpoints=parts, purpose="Menampilkan <i>laporan</i>", note="=1+1")
    add(node, TWO, endpoints="[]", purpose="Semuanya", at=node.clock.now() + timedelta(seconds=1))
    return node


def add(node, id, **changes):
    now = node.clock.now()
    values = {"id": id, "client": PORTAL, "note": "", "until": now + timedelta(days=90), "at": now} | changes
    with node.database.writing() as unit:
        unit.unaudited("a test's own rows")
        unit.connection.execute(text(INSERT), values)


def browser(node, actor):
    object.__setattr__(node, "ports", {**node.ports, Sessions: Known()})
    client = TestClient(create_app(node, background=False), base_url="http://localhost", follow_redirects=False)
    client.cookies.set(node.settings.cookie, str(actor.id))
    return client


def post(client, path, page=None, /, **fields):
    return client.post(path, data={"csrf": token_of(client, page or path), **fields})


def test_asking_begins_with_the_service(node):
    client = browser(node, IRA)
    assert "Layanan mana yang Anda perlukan?" in client.get(FORM).text
    assert "Which service do you need?" in client.get(f"/en{FORM}").text
    assert "Tidak ada yang bernama begitu" in client.get(f"{FORM}?cari=zzz").text
    for bad in ("x", "a/b/c/d/e/f", f"{PORTAL}/pull", f"{PORTAL}/pull/v2/x", "%00"):
        answer = client.get(FORM, params={"layanan": bad})
        assert answer.status_code == 422, bad
        assert "Tulis layanan seperti" in answer.text
    event = client.get(FORM, params={"peristiwa": f"{PORTAL}/disaster.report.verified"}).text
    assert "Minta akses ke disaster.report.verified" in event
    assert 'name="endpoint"' not in event


def test_the_form_tells_everything_that_is_wrong_at_once_and_keeps_what_was_written(node):
    client = browser(node, IRA)
    path = f"{FORM}?layanan={SERVICE}"
    bad = FIELDS | {"endpoint": [], "purpose": "", "expires": "kapan-kapan", "contact": " ", "note": "<script>catatan"}
    answer = post(client, FORM, path, **bad)
    assert answer.status_code == 422
    for words in ("Pilih bagian layanan", "untuk tujuan apa", "Pilih hari terakhir", "Tulis unit yang dapat ditanya"):
        assert answer.text.count(words) >= 2, "at the top and at the field"
    assert "kapan-kapan" in answer.text
    assert "&lt;script&gt;catatan" in answer.text
    assert "<script>catatan" not in answer.text
    assert 'value="Perpres 95/2018 pasal 33"' in answer.text
    assert asking.search(node, IRA)[1] == 0


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"tier": "gold"}, "Pilih tingkat kuota"),
        ({"expires": "2020-01-01"}, "Pilih hari yang akan datang"),
        ({"expires": "2099-01-01"}, "dalam lima tahun"),
        ({"expires": "9999-12-31"}, "Pilih hari terakhir"),
        ({"client": "ID/GOV/1/X"}, "subsistem simpul ini"),
        ({"endpoint": ["get live"]}, "Tulis titik akses"),
        ({"layanan": "ID/GOV/9999/X/reports"}, "Tidak ada layanan"),
    ],
)
def test_what_does_not_fit_is_told(node, change, words):
    client = browser(node, IRA)
    answer = post(client, FORM, f"{FORM}?layanan={SERVICE}", **(FIELDS | change))
    assert answer.status_code in (404, 422)
    assert words in answer.text


def test_a_request_that_cannot_be_sent_yet_is_kept_shown_and_withdrawn(node):
    client = browser(node, IRA)
    answer = post(client, FORM, f"{FORM}?layanan={SERVICE}", **FIELDS)
    assert answer.status_code == 303
    page = client.get(answer.headers["location"]).text
    assert "Permintaan Anda disimpan" in page
    assert "Belum terkirim" in page
    for words in ("Menampilkan laporan", "Perpres 95/2018 pasal 33", "30 Juni 2027", "paling banyak 600 panggilan"):
        assert words in page
    ((own,), _) = asking.search(node, IRA)
    assert own.wish.endpoints == (Endpoint("GET", "/live"),)
    assert own.asked_by == IRA.id
    assert own.wish.until.isoformat() == "2027-06-30T17:00:00+00:00", "the end of that day in the node's own zone"
    again = post(client, FORM, f"{FORM}?layanan={SERVICE}", **FIELDS)
    assert (again.status_code, "sudah meminta hal yang sama" in again.text) == (409, True)
    where = answer.headers["location"].partition("?")[0]
    assert post(client, where, do="x").status_code == 404
    assert post(client, where, do="withdraw").headers["location"] == f"{where}?selesai=tarik"
    gone = client.get(f"/en{where}").text
    assert "You withdrew this request" in gone
    assert 'value="withdraw"' not in gone


def test_our_requests_are_searched_and_downloaded(node):
    client = browser(node, IRA)
    assert "belum pernah meminta akses" in client.get(OWN).text
    post(client, FORM, f"{FORM}?layanan={SERVICE}", **(FIELDS | {"purpose": "=HYPERLINK(1)"}))
    assert "belum-terkirim" in client.get(OWN).text
    assert "Tidak ada permintaan yang cocok" in client.get(f"{OWN}?status=disetujui").text
    assert "1 permintaan akses" in client.get(f"{OWN}?cari=hyperlink&status=aneh&hal=x").text
    head, row = client.get(f"{OWN}/ekspor.csv").text.splitlines()
    assert head.startswith("id,number,state,asked_at,client,service")
    assert ",unsent," in row
    assert "'=HYPERLINK(1)" in row


def test_the_owner_sees_who_asks_for_what_why_and_how_long(asked):
    client = browser(asked, SITI)
    page = client.get(LIST).text
    assert page.index(str(ONE)) < page.index(str(TWO)), "whoever waits longest stands first"
    assert "Menampilkan &lt;i&gt;laporan" in page
    assert "2 bagian" in page
    one = client.get(f"{LIST}/{ONE}").text
    for words in ("Kementerian Pendayagunaan", "Laporan &lt;b&gt;", "GET /live", "UU 24/2007", "PKS-1", "21 Februari 2027"):
        assert words in one
    for words in ("Yang diizinkan bila disetujui", "untuk tiap bagian tersendiri", "=1+1", "/penghubung/catatan/ID-1"):
        assert words in one
    english = client.get(f"/en{LIST}/{ONE}").text
    assert "What approving would allow" in english
    assert "<i>laporan" not in one + english
    assert "'=1+1" in client.get(f"{LIST}/ekspor.csv").text
    assert client.get(f"{LIST}?cari=semuanya").text.count("<li>\n    <h2>") == 1
    assert "Tidak ada permintaan yang cocok" in client.get(f"{LIST}?status=ditolak").text


def test_the_owner_approves_less_than_was_asked(asked):
    client, path = browser(asked, SITI), f"{LIST}/{ONE}"
    fields = {"do": "approve", "endpoint": ["GET /live"], "tier": "trial", "expires": "2026-12-31", "agreement": "PKS-2"}
    answer = post(client, path, **fields)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{path}?selesai=approve")
    assert "Hak ini berlaku mulai sekarang" in client.get(answer.headers["location"]).text
    ((right,), _) = grants.search(asked, SITI)
    grant = right.grant
    assert (grant.endpoint, grant.tier, grant.agreement) == (Endpoint("GET", "/live"), "trial", "PKS-2")
    assert (grant.expires_at.isoformat(), right.request) == ("2026-12-31T17:00:00+00:00", ONE)
    again = client.post(path, data={"csrf": token_of(client, f"{LIST}/{TWO}"), **fields})
    assert (again.status_code, "sudah diputuskan" in again.text) == (409, True)
    assert str(grant.id) in client.get(path).text


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"endpoint": []}, "Pilih bagian layanan"),
        ({"endpoint": ["GET /secret"]}, "hanya bagian layanan yang diminta"),
        ({"tier": "high"}, "paling tinggi tingkat kuota"),
        ({"tier": ""}, "Pilih tingkat kuota"),
        ({"expires": "2027-02-22"}, "tidak melewati hari yang diminta"),
        ({"expires": ""}, "Pilih hari terakhir"),
        ({"agreement": "x" * 501}, "paling banyak 500"),
        ({"do": "refuse"}, "Tulis alasannya"),
        ({"do": "refuse", "reason": "x" * 501}, "Tulis alasannya"),
    ],
)
def test_a_decision_that_does_not_fit_decides_nothing_and_keeps_what_was_written(asked, change, words):
    client, path = browser(asked, SITI), f"{LIST}/{ONE}"
    fields = {"do": "approve", "endpoint": ["GET /live"], "tier": "trial", "expires": "2026-12-31", "agreement": "PKS-99"}
    answer = post(client, path, **(fields | change))
    assert answer.status_code == 422
    assert words in answer.text
    assert ("PKS-99" in answer.text) or "agreement" in change
    assert access.look(asked, SITI, id=ONE).request.state is AccessState.WAITING
    assert grants.search(asked, SITI, state=RightState.ACTIVE)[1] == 0


def test_the_whole_service_is_given_whole_or_in_parts(asked):
    client, path = browser(asked, SITI), f"{LIST}/{TWO}"
    assert 'value="*" checked' in client.get(path).text
    fields = {"do": "approve", "tier": "standard", "expires": "2026-12-31", "agreement": ""}
    assert post(client, path, **fields, endpoint=["GET /live", "GET /figures"]).status_code == 303
    assert sorted(one.grant.endpoint.path for one in grants.search(asked, SITI)[0]) == ["/figures", "/live"]


@pytest.mark.parametrize("ticked", [[], ["*"]])
def test_nothing_ticked_never_means_everything(asked, ticked):
    """The whole service is given only by ticking it; a form without any part gives nothing."""
    client, path = browser(asked, SITI), f"{LIST}/{TWO}"
    answer = post(client, path, do="approve", tier="standard", expires="2026-12-31", endpoint=ticked)
    assert answer.status_code == (303 if ticked else 422)
    assert [one.grant.endpoint for one in grants.search(asked, SITI)[0]] == ([None] if ticked else [])


def test_the_owner_refuses_with_a_reason(asked):
    client, path = browser(asked, SITI), f"{LIST}/{ONE}"
    assert post(client, path, do="refuse", reason="Sebut <pasal>nya").status_code == 303
    page = client.get(path).text
    assert "Sebut &lt;pasal&gt;nya" in page
    assert 'name="do"' not in page
    assert "Permintaan lain darinya" in client.get(f"{LIST}/{TWO}").text
    assert access.look(asked, SITI, id=ONE).request.decided_by == SITI.id


@pytest.mark.parametrize("gone", ["service", "client"])
def test_what_is_no_longer_there_cannot_be_approved_and_says_so(asked, gone):
    if gone == "service":
        services.remove(asked, Actor.SYSTEM, service=(PORTAL, "reports"))
    else:
        add(asked, UUID(int=3), endpoints="[]", purpose="x")
        with asked.database.writing() as unit:
            unit.unaudited("a test's own rows")
            unit.connection.execute(text("UPDATE exchange_access_request SET client = 'ID/GOV/9/GONE'"))
    client, path = browser(asked, SITI), f"{LIST}/{TWO}"
    assert "tidak dapat disetujui" in client.get(path).text
    answer = post(client, path, do="approve", endpoint=["*"], tier="trial", expires="2026-12-31")
    assert answer.status_code == 404
    assert "Ada yang perlu diperbaiki" in answer.text


def test_an_event_type_is_shown_by_its_title_with_its_classification(node):
    row = """
    INSERT INTO exchange_event_type (owner, name, title, schema, classification, added_at)
    VALUES (:o, 'a.b', :t, '{}', :c, now())
    """
    part = '[{"method": "*", "path": "/v1/a.b"}]'
    with node.database.writing() as unit:
        unit.unaudited("a test's own row")
        unit.connection.execute(text(row), {"o": PORTAL, "t": "Laporan <terverifikasi>", "c": "restricted"})
    add(node, ONE, endpoints=part, purpose="Tujuan")
    with node.database.writing() as unit:
        unit.unaudited("a test's own row")
        unit.connection.execute(text("UPDATE exchange_access_request SET service = 'pull'"))
    client, path = browser(node, SITI), f"{LIST}/{ONE}"
    page = client.get(path).text
    assert "meminta Laporan &lt;terverifikasi&gt;" in page
    assert "Terbatas" in page
    fields = {"tier": "standard", "expires": "2026-12-31", "endpoint": ["* /v1/a.b"]}
    assert post(client, path, do="approve", **fields).status_code == 303
    ((right,), _) = grants.search(node, SITI)
    assert (right.grant.service, right.grant.endpoint.path) == ("pull", "/v1/a.b")
    assert "a.b" in client.get(RIGHTS).text


@pytest.mark.parametrize("id", ["x", "1", str(UUID(int=99)), "0" * 500, "ekspor.cs"])
def test_an_unknown_request_or_right_is_an_honest_page(asked, id):
    steward, integrator = browser(asked, SITI), browser(asked, IRA)
    token = token_of(steward, f"{LIST}/{ONE}")
    for path in (f"{LIST}/{id}", f"{RIGHTS}/{id}", f"{OWN}/{id}"):
        assert steward.get(path).status_code == 404
        for do in ("approve", "revoke", "withdraw"):
            assert steward.post(path, data={"csrf": token, "do": do, "sure": "yes"}).status_code in (403, 404, 422)
    assert integrator.get(f"{OWN}/{id}").status_code == 404


def test_without_the_form_token_nothing_happens(asked):
    client = browser(asked, SITI)
    for path, fields in ((f"{LIST}/{ONE}", {"do": "refuse", "reason": "x"}), (FORM, FIELDS)):
        assert client.post(path, data=fields).status_code == 403
    assert access.waiting(asked, SITI) == 2


def test_a_right_is_found_extended_and_revoked_after_confirming(node):
    right = NewGrant(PORTAL, "reports", SubjectKind.SUBSYSTEM, PORTAL, "Tujuan <b>", "UU 24/2007")
    soon = node.clock.now() + timedelta(days=9)
    one = grants.give(node, Actor.SYSTEM, new=replace(right, expires_at=soon))
    group = grants.give(node, Actor.SYSTEM, new=right)
    client, path = browser(node, SITI), f"{RIGHTS}/{one.id}"
    page = client.get(RIGHTS).text
    assert "Segera berakhir" in page
    assert "tanpa akhir" in page
    assert "Tujuan &lt;b&gt;" in page
    assert str(one.id) in client.get(f"{RIGHTS}?status=segera-berakhir").text
    assert str(group.id) not in client.get(f"{RIGHTS}?status=segera-berakhir").text
    assert post(client, path, do="extend", expires="2020-01-01").status_code == 422
    assert post(client, path, do="extend", expires="2027-06-30").headers["location"] == f"{path}?selesai=extend"
    assert "30 Juni 2027" in client.get(path).text
    for bad in ({"reason": "Selesai"}, {"reason": "", "sure": "yes"}):
        assert post(client, path, do="revoke", **bad).status_code == 422
    assert post(client, path, do="revoke", reason="Selesai", sure="yes").status_code == 303
    gone = client.get(f"/en{path}").text
    assert "could call" in gone
    assert "Selesai" in gone
    assert 'name="do"' not in gone
    rows = client.get(f"{RIGHTS}/ekspor.csv?status=semua").text
    assert "revoked" in rows
    assert "Selesai" in rows


def test_a_page_of_a_kept_request_survives_a_long_or_strange_wish(node):
    wish = replace(WISH, service=SERVICE, purpose="p" * 500, note="n" * 1000, until=node.clock.now() + timedelta(days=9))
    own = asking.ask(node, Actor.SYSTEM, client=PORTAL, wish=wish)
    page = browser(node, IRA).get(f"{OWN}/{own.id}")
    assert (page.status_code, "p" * 500 in page.text) == (200, True)
