"""The pages about events, and who may see and do what there: truth tables over roles and agencies."""

import hashlib
import hmac
import json
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import insert
from starlette.testclient import TestClient
from tests.exchange.register_nodes import BPBD, PORTAL, found, nodes

from simpul.app import create_app
from simpul.exchange.store.event_tables import dead_letter, delivery, event, event_type, received, subscribed, subscription
from simpul.kernel.actor import Actor
from simpul.kernel.web.request import Session, Sessions

EVENTS = "/penghubung/peristiwa"
TYPE, SUB, OTHER = "disaster.report.verified", UUID(int=501), UUID(int=502)


def person(number, role, agency=PORTAL):
    return Actor(UUID(int=number), role or "warga", agency=agency, roles=frozenset({role} if role else ()))


STEWARD, INTEGRATOR, AUDITOR = (
    person(31, "exchange.steward"),
    person(32, "exchange.integrator"),
    person(33, "node.auditor"),
)
OPERATOR, OFFICER, ADMIN = person(34, "exchange.operator"), person(35, "disaster.officer"), person(36, "node.admin")
REGISTRAR, NOBODY = person(37, "exchange.registrar"), person(38, "")
STRANGER = person(39, "exchange.steward", agency=BPBD)
PEOPLE = (STEWARD, INTEGRATOR, AUDITOR, OPERATOR, OFFICER, ADMIN, REGISTRAR, NOBODY, STRANGER)
READERS = {STEWARD, INTEGRATOR, AUDITOR}
PAGES = ["", "/ekspor.csv", f"/langganan/{SUB}", "/kiriman", "/kiriman/ekspor.csv", "/gagal", "/gagal/ekspor.csv"]
PAGES += [f"/gagal/{SUB}/7", "/diterima", "/diterima/ekspor.csv"]


class Known:
    """Whoever a test names is signed in; the cookie's value is the person's id."""

    def find(self, platform, token):
        return next((Session(one.id, one, token) for one in PEOPLE if str(one.id) == token), None)

    def bearer(self, platform, token):
        return None


@pytest.fixture
def portal(database_urls, run_directory, clock):
    with nodes(database_urls, run_directory, clock) as made:
        platform = made(PORTAL)
        found(platform)
        yield platform


@pytest.fixture
def filled(portal, clock):
    """One subscription that waits, with a dead letter and two pushes; one event that was received twice."""
    now = clock.now()
    content = json.dumps(
        {"specversion": "1.0", "id": "a", "source": "/x", "type": TYPE, "data": {"<b>": "<script>"}}
    ).encode()
    with portal.database.writing() as unit:
        unit.unaudited("a test")
        put = unit.connection.execute
        about = {"owner": PORTAL, "name": TYPE, "title": "Laporan terverifikasi", "schema": {}, "added_at": now}
        put(insert(event_type).values(about))
        own = {"id": SUB, "owner": PORTAL, "type": TYPE, "subscriber": BPBD, "delivery": "push", "options": {}}
        own |= {
            "target": f"service:{BPBD}/events",
            "attempts": 3,
            "next_at": now,
            "last_error": "away:503",
            "added_at": now,
        }
        put(insert(subscription).values(own))
        one = {"owner": PORTAL, "type": TYPE, "source": "/x", "publisher": PORTAL, "at": now, "content": content}
        put(insert(event), [{**one, "id": str(n), "item": UUID(int=n + 1)} for n in range(3)])
        pushes = {"subscription": SUB, "first_seq": 1, "last_seq": 2, "count": 2, "at": now}
        put(
            insert(delivery),
            [{**pushes, "id": UUID(int=n), "message": f"ID-{n}", "status": s} for n, s in ((1, 204), (2, 503))],
        )
        letter = {"subscription": SUB, "seq": 7, "event": content, "type": TYPE, "key": "kunci-1", "at": now}
        put(insert(dead_letter).values({**letter, "attempts": 5, "reason": "refused", "status": 422}))
        came = {"subscriber": PORTAL, "owner": BPBD, "source": "/x", "id": "a", "type": TYPE, "at": now, "received_at": now}
        put(insert(received).values({**came, "message": "ID-came", "content": content, "duplicates": 1}))
        told = {"owner": BPBD, "type": TYPE, "subscriber": PORTAL, "id": OTHER, "delivery": "push", "state": "active"}
        put(insert(subscribed).values({**told, "heard_at": now}))
    return portal


def browser(platform, actor=None):
    object.__setattr__(platform, "ports", {**platform.ports, Sessions: Known()})
    client = TestClient(create_app(platform, background=False), base_url="http://localhost", follow_redirects=False)
    if actor is not None:
        client.cookies.set(platform.settings.cookie, str(actor.id))
    return client


def send(client, path, **fields):
    page = client.get(path).text
    token = page.split('name="csrf" value="')[1].split('"', maxsplit=1)[0] if 'name="csrf"' in page else ""
    return client.post(path, data={"csrf": token, **fields})


@pytest.mark.parametrize("path", PAGES)
def test_stewards_integrators_and_auditors_of_the_nodes_own_agency_see_events_and_nobody_else(filled, path):
    seen = {one for one in PEOPLE if browser(filled, one).get(EVENTS + path).status_code == 200}
    assert seen == READERS
    assert browser(filled).get(EVENTS + path).status_code in (303, 401, 403)


@pytest.mark.parametrize(
    ("path", "what"),
    [
        (f"/langganan/{SUB}", "pause"),
        (f"/langganan/{SUB}", "resume"),
        ("/gagal", "retry-all"),
        (f"/gagal/{SUB}/7", "retry"),
        (f"/gagal/{SUB}/7", "drop"),
    ],
)
def test_only_the_nodes_own_steward_changes_anything(filled, path, what):
    for one, client in ((one, browser(filled, one)) for one in PEOPLE):
        status = client.post(EVENTS + path, data={"csrf": token_of(client, filled), "do": what}).status_code
        assert status == (303 if one == STEWARD else 403), one


def test_an_empty_node_says_how_to_begin(portal):
    client = browser(portal, STEWARD)
    for path, words in (
        ("", "Belum ada yang berlangganan"),
        ("/kiriman", "Belum ada yang dikirim"),
        ("/gagal", "Semua sudah terkirim"),
        ("/diterima", "Belum ada peristiwa yang datang"),
    ):
        page = client.get(EVENTS + path)
        assert page.status_code == 200
        assert words in page.text
    assert "Nobody subscribes yet" in client.get(f"/en{EVENTS}").text
    assert "simpul exchange event subscribe" in client.get(EVENTS).text


def test_the_overview_tells_who_is_behind_why_and_what_came(filled):
    page = browser(filled, AUDITOR).get(EVENTS).text
    assert "3 peristiwa menunggu" in page
    assert "Pelanggan tidak dapat menerima apa pun (503)" in page
    assert "1 tidak terkirim" in page
    assert "Laporan terverifikasi" in page
    assert 'href="/penghubung/peristiwa/diterima?jenis=disaster.report.verified"' in page
    assert "Tidak ada langganan yang cocok" in browser(filled, AUDITOR).get(f"{EVENTS}?cari=xyz").text


def test_pushes_lead_to_their_message_and_are_filtered(filled):
    client = browser(filled, INTEGRATOR)
    page = client.get(f"{EVENTS}/kiriman").text
    assert 'href="/penghubung/catatan/ID-1"' in page
    assert "2 kiriman" in page
    failed = client.get(f"{EVENTS}/kiriman?hasil=gagal").text
    assert "ID-2" in failed
    assert "ID-1<" not in failed
    assert "Tidak ada kiriman yang cocok" in client.get(f"{EVENTS}/kiriman?cari=ID-9").text
    rows = client.get(f"{EVENTS}/kiriman/ekspor.csv?cari=ID-1").text.splitlines()
    assert [row.split(",")[-1] for row in rows] == ["message", "ID-1"]


def test_a_steward_pauses_and_resumes(filled):
    client, path = browser(filled, STEWARD), f"{EVENTS}/langganan/{SUB}"
    answer = send(client, path, do="pause")
    assert answer.headers["location"] == f"{path}?selesai=pause"
    page = client.get(answer.headers["location"]).text
    assert "Dijeda. Tidak ada yang dikirim sampai Anda melanjutkannya." in page
    assert 'value="resume"' in page
    send(client, path, do="resume")
    assert 'value="pause"' in client.get(path).text
    assert send(client, path, do="nonsense").status_code == 404
    assert client.get(f"{EVENTS}/langganan/{OTHER}").status_code == 404


def test_an_undelivered_event_is_read_without_running_and_sent_again_once(filled):
    client, path = browser(filled, STEWARD), f"{EVENTS}/gagal/{SUB}/7"
    page = client.get(path).text
    assert "&lt;script&gt;" in page
    assert "<script>" not in page.split("<main", 1)[1].split("</main>", 1)[0]
    assert "Ditolak 5 kali (422)" in page
    assert send(client, path, do="retry").status_code == 303
    assert "Sedang dikirim lagi" in client.get(path).text
    again = client.post(path, data={"csrf": token_of(client, filled), "do": "drop"})
    assert again.status_code == 409
    assert "sudah dikirim lagi" in again.text


def test_an_undelivered_event_is_given_up(filled):
    client, path = browser(filled, STEWARD), f"{EVENTS}/gagal/{SUB}/7"
    send(client, path, do="drop")
    assert "Dilepas" in client.get(path).text
    assert "Semua sudah terkirim" in client.get(f"{EVENTS}/gagal").text
    assert "kunci-1" in client.get(f"{EVENTS}/gagal?status=dilepas").text


def test_all_that_wait_are_sent_again_at_once(filled):
    client = browser(filled, STEWARD)
    answer = send(client, f"{EVENTS}/gagal", do="retry-all")
    assert "Semua yang menunggu sedang dikirim lagi" in client.get(answer.headers["location"]).text
    assert "kunci-1" in client.get(f"{EVENTS}/gagal?status=dikirim-lagi").text


def test_what_events_say_is_in_no_file(filled):
    client = browser(filled, STEWARD)
    for path in ("/gagal/ekspor.csv?status=semua", "/diterima/ekspor.csv"):
        rows = client.get(EVENTS + path).text
        assert len(rows.splitlines()) == 2
        assert "<script>" not in rows


def test_received_events_show_how_often_they_came(filled):
    client = browser(filled, INTEGRATOR)
    page = client.get(f"{EVENTS}/diterima?cari=ID-came").text
    assert "datang 1 kali lagi" in page
    assert 'href="/penghubung/catatan/ID-came"' in page
    assert "Tidak ada peristiwa yang cocok" in client.get(f"{EVENTS}/diterima?jenis=lain").text


def token_of(client, platform):
    """What the person's forms carry, also where no page shows them one."""
    name, mark = f"{platform.settings.cookie}_device", "telepon-seseorang-yang-diuji"
    mark = client.cookies.get(name) or mark
    client.cookies.set(name, mark)
    device = hmac.new(platform.keys.derive("kernel.web.device"), mark.encode(), hashlib.sha256).hexdigest()[:32]
    return hmac.new(platform.keys.derive("kernel.web.csrf"), device.encode(), hashlib.sha256).hexdigest()


def test_the_address_for_events_takes_nothing_from_the_web(portal):
    batch = [{"specversion": "1.0", "id": "a", "source": "/x", "type": TYPE}]
    for actor in (None, STEWARD):
        client = browser(portal, actor)
        headers = {"content-type": "application/cloudevents-batch+json", "x-road-client": BPBD}
        answer = client.post("/api/v1/exchange/events", content=json.dumps(batch), headers=headers)
        assert answer.status_code == 403, answer.text
    assert browser(portal).get("/api/v1/exchange/events").status_code == 405


def test_what_is_due_is_erased(filled, clock):
    from simpul.exchange.actions import delivering, receiving

    clock.advance(timedelta(days=91))
    delivering.erase(filled)
    receiving.erase(filled)
    client = browser(filled, STEWARD)
    assert "Belum ada yang dikirim" in client.get(f"{EVENTS}/kiriman").text
    assert "Belum ada peristiwa yang datang" in client.get(f"{EVENTS}/diterima").text
    assert "kunci-1" in client.get(f"{EVENTS}/gagal").text
    clock.advance(timedelta(days=300))
    delivering.erase(filled)
    assert "Semua sudah terkirim" in client.get(f"{EVENTS}/gagal").text
