"""The exchange's pages as a browser without JavaScript sees them, in both languages."""

from datetime import timedelta
from uuid import UUID

import pytest
from starlette.testclient import TestClient
from tests.exchange.register_nodes import BPBD, PORTAL, found, introduction, join, nodes, take

from simpul.app import create_app
from simpul.exchange.actions import deciding, founding, joining, members, services, trust
from simpul.exchange.model.joining import CandidateState
from simpul.exchange.model.offers import NewService
from simpul.exchange.model.services import Endpoint
from simpul.exchange.outside.keyring import keyring_of
from simpul.exchange.pages.front import left_of
from simpul.kernel.actor import Actor
from simpul.kernel.web.request import Session, Sessions

WATI = Actor(UUID(int=21), "Wati", agency=PORTAL, roles=frozenset({"exchange.operator"}))
SITI = Actor(UUID(int=22), "Siti", agency=PORTAL, roles=frozenset({"disaster.officer"}))
LIST = "/penghubung/permohonan"


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
def bpbd(made):
    return made(BPBD, exchange_operator="http://127.0.0.1:1")


@pytest.fixture
def candidate(operator, bpbd):
    return joining.receive(operator, joining.request_to_join(bpbd, Actor.SYSTEM, introduction=introduction(bpbd)))


class Known:
    """Whoever a test names is signed in; the cookie's value is the person's id."""

    def find(self, platform, token):
        return next((Session(one.id, one, token) for one in (WATI, SITI) if str(one.id) == token), None)

    def bearer(self, platform, token):
        return None


def browser(platform, actor=None):
    """A browser at that node, signed in as `actor`."""
    object.__setattr__(platform, "ports", {**platform.ports, Sessions: Known()})
    application = create_app(platform, background=False)
    client = TestClient(application, base_url="http://localhost", follow_redirects=False)
    if actor is not None:
        client.cookies.set(platform.settings.cookie, str(actor.id))
    return client


def token_of(client, path):
    return client.get(path).text.split('name="csrf" value="')[1].split('"', maxsplit=1)[0]


def send(client, path, **fields):
    return client.post(path, data={"csrf": token_of(client, path), **fields})


def test_a_node_that_has_not_joined_says_how(bpbd):
    client = browser(bpbd)
    page = client.get("/penghubung")
    assert page.status_code == 200
    assert "Simpul ini belum bergabung" in page.text
    assert "simpul exchange join" in page.text
    assert "belum menawarkan layanan publik" in page.text
    assert "does not take part yet" in client.get("/en/penghubung").text
    assert client.get("/penghubung/ekspor.csv").text.splitlines() == [
        "member,member_name,subsystem,subsystem_name,node,node_name,maintenance"
    ]


def test_a_node_that_has_joined_shows_the_age_of_its_list_and_how_long_it_may_go_on(operator, bpbd, clock):
    join(operator, bpbd)
    clock.advance(timedelta(hours=24, minutes=30))
    page = browser(bpbd).get("/penghubung").text
    assert "Tanpa pengelola, simpul ini dapat terus bekerja selama 1 hari 23 jam." in page
    assert "hari yang lalu" in page
    assert "2 anggota" in page
    english = browser(bpbd).get("/en/penghubung").text
    assert "Without the operator this node may go on for 1 day 23 hours." in english
    clock.advance(timedelta(hours=48))
    assert "Daftar sudah kedaluwarsa" in browser(bpbd).get("/penghubung").text


def test_a_node_that_is_not_in_the_list_says_so(operator, bpbd):
    join(operator, bpbd)
    members.remove(operator, Actor.SYSTEM, kind="node", name=BPBD, reason="x")
    take(operator, bpbd)
    assert "Tidak ada dalam daftar" in browser(bpbd).get("/penghubung").text


def test_who_takes_part_is_searched_and_downloaded(operator, bpbd):
    join(operator, bpbd)
    joining.send(operator, joining.request_maintenance(operator, Actor.SYSTEM, message="<b>Pindah</b>"))
    client = browser(operator)
    page = client.get("/penghubung?cari=bpbd").text
    assert "Pemerintah Provinsi DKI Jakarta" in page
    assert "Kementerian Pendayagunaan" not in page
    everybody = client.get("/penghubung").text
    assert "Dalam pemeliharaan" in everybody
    assert "&lt;b&gt;Pindah&lt;/b&gt;" in everybody
    assert "<b>Pindah</b>" not in everybody
    assert "Tidak ada yang cocok" in client.get("/penghubung?cari=xyz&hal=9").text
    rows = client.get("/penghubung/ekspor.csv?cari=dki").text.splitlines()
    assert rows[1:] == [f"ID/GOV/6000,Pemerintah Provinsi DKI Jakarta,{BPBD},BPBD,{BPBD},BPBD,"]


def test_public_services_of_the_node_are_shown(operator):
    points = tuple(Endpoint("GET", f"/{n}") for n in range(12))
    for code, public in (("reports", True), ("rahasia", False)):
        new = NewService(PORTAL, code, f"Layanan {code}", "module:disaster", endpoints=points, public=public)
        services.publish(operator, Actor.SYSTEM, new=new)
    services.set_enabled(operator, Actor.SYSTEM, service=(PORTAL, "reports"), enabled=False, notice="Kembali Senin")
    page = browser(operator).get("/penghubung").text
    for words in ("Layanan reports", f"{PORTAL}/reports", "Kembali Senin", "GET /9", "dan 2 lagi"):
        assert words in page
    assert "rahasia" not in page
    assert "module:disaster" not in page


def test_only_the_operators_officers_see_requests(operator, candidate):
    paths = (LIST, f"{LIST}/ekspor.csv", f"{LIST}/{candidate.id}")
    assert [browser(operator).get(path).status_code for path in paths] == [403] * 3
    assert [browser(operator, SITI).get(path).status_code for path in paths] == [403] * 3
    assert [browser(operator, WATI).get(path).status_code for path in paths] == [200] * 3
    assert f'href="{LIST}"' in browser(operator, WATI).get("/penghubung").text
    assert f'href="{LIST}"' not in browser(operator, SITI).get("/penghubung").text


def test_a_request_shows_the_fingerprint_and_is_approved(operator, bpbd, candidate):
    client, path = browser(operator, WATI), f"{LIST}/{candidate.id}"
    mark = deciding.fingerprint(keyring_of(bpbd.settings).member.thumbprint)
    page = client.get(path).text
    for words in (BPBD, mark, "http://127.0.0.1:8091", "Pemerintah Provinsi DKI Jakarta", "Menunggu"):
        assert words in page
    assert "Fingerprint of its key" in client.get(f"/en{path}").text
    token = token_of(client, path)
    answer = client.post(path, data={"csrf": token, "do": "approve"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{path}?selesai=approve")
    assert "Simpul sudah bergabung" in client.get(answer.headers["location"]).text
    assert BPBD in trust.trust(operator).nodes
    again = client.post(path, data={"csrf": token, "do": "approve"})
    assert again.status_code == 409
    assert "sudah diputuskan" in again.text


def test_refusing_needs_a_reason_and_keeps_what_was_written(operator, candidate):
    client, path = browser(operator, WATI), f"{LIST}/{candidate.id}"
    answer = send(client, path, do="refuse", reason="")
    assert answer.status_code == 422
    assert "Tulis alasannya" in answer.text
    long = send(client, path, do="refuse", reason="tidak " * 100)
    assert (long.status_code, "tidak tidak" in long.text) == (422, True)
    assert send(client, path, do="refuse", reason="Sidik kunci <tidak> cocok").status_code == 303
    page = client.get(path).text
    assert "Sidik kunci &lt;tidak&gt; cocok" in page
    assert 'name="do"' not in page
    assert deciding.look(operator, WATI, id=candidate.id).candidate.state is CandidateState.REFUSED


@pytest.mark.parametrize("what", ["", "hapus", "approve\x00"])
def test_a_strange_decision_decides_nothing(operator, candidate, what):
    answer = send(browser(operator, WATI), f"{LIST}/{candidate.id}", do=what)
    assert answer.status_code in (404, 303)
    assert what.startswith("approve") or BPBD not in trust.trust(operator).nodes


@pytest.mark.parametrize("id", ["x", "1", "2b0eb906-d5c1-411e-8250-df52160bfc89", "0" * 500])
def test_an_unknown_request_is_an_honest_page(operator, candidate, id):
    client = browser(operator, WATI)
    assert client.get(f"{LIST}/{id}").status_code == 404
    token = token_of(client, f"{LIST}/{candidate.id}")
    assert client.post(f"{LIST}/{id}", data={"csrf": token, "do": "approve"}).status_code == 404


def test_without_the_form_token_nothing_is_decided(operator, candidate):
    client = browser(operator, WATI)
    assert client.post(f"{LIST}/{candidate.id}", data={"do": "approve"}).status_code == 403
    assert BPBD not in trust.trust(operator).nodes


def test_requests_are_filtered_and_downloaded(operator, candidate):
    client = browser(operator, WATI)
    assert BPBD in client.get(LIST).text
    assert "Tidak ada permohonan yang cocok" in client.get(f"{LIST}?status=ditolak").text
    assert "Tidak ada permohonan yang cocok" in client.get(f"{LIST}?cari=xyz").text
    assert BPBD in client.get(f"{LIST}?status=aneh&hal=-1").text
    head, row = client.get(f"{LIST}/ekspor.csv").text.splitlines()
    assert head == "id,node,kind,member_name,node_name,at,state,decided_at,reason"
    assert row.startswith(f"{candidate.id},{BPBD},join,Pemerintah Provinsi DKI Jakarta,BPBD,2026-11-23")
    send(client, f"{LIST}/{candidate.id}", do="approve")
    assert "Tidak ada permohonan yang menunggu" in client.get(LIST).text
    assert "No request waits" in client.get(f"/en{LIST}").text


def test_a_known_node_with_another_key_and_a_moved_subsystem_is_pointed_out(operator, bpbd, made):
    join(operator, bpbd)
    old = keyring_of(bpbd.settings).member.thumbprint
    rebuilt = made(BPBD, exchange_operator="http://127.0.0.1:1")
    again = joining.receive(operator, joining.request_to_join(rebuilt, Actor.SYSTEM, introduction=introduction(rebuilt)))
    page = browser(operator, WATI).get(f"{LIST}/{again.id}").text
    assert "Simpul ini sudah ada dalam register" in page
    assert deciding.fingerprint(old) in page
    other = made("ID/GOV/6000/DINAS", exchange_operator="http://127.0.0.1:1")
    said = founding.introduction_of(other.settings)
    moving = type(said)(said.node, said.member_name, said.node_name, said.address, ((BPBD, "BPBD"),))
    third = joining.receive(operator, joining.request_to_join(other, Actor.SYSTEM, introduction=moving))
    assert "dipindahkan ke sini" in browser(operator, WATI).get(f"{LIST}/{third.id}").text


def test_what_the_program_decided_says_so(operator):
    joining.send(operator, joining.request_maintenance(operator, Actor.SYSTEM, message="x"))
    client = browser(operator, WATI)
    page = client.get(f"{LIST}?status=disetujui").text
    assert "Pemeliharaan" in page
    (one,) = deciding.all_requests(operator, WATI)
    assert "oleh program" in client.get(f"{LIST}/{one.id}").text


@pytest.mark.parametrize(
    ("span", "parts"),
    [(timedelta(0), (0, 0, 0)), (timedelta(days=3), (3, 0, 0)), (timedelta(hours=25, minutes=61), (1, 2, 1))],
)
def test_days_hours_and_minutes(span, parts):
    assert left_of(span) == parts
