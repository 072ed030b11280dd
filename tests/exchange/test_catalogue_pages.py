"""The catalogue's pages as a browser without JavaScript sees them; what other agencies wrote is text, and no more."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.exchange.catalogue_rooms import (
    BPBD,
    DESCRIPTION,
    DINKES,
    HOSTILE,
    INTEGRATOR,
    PORTAL,
    STEWARD,
    browser,
    deprecated,
    keep,
    listed,
    send,
)
from tests.exchange.register_nodes import found, nodes

from simpul.exchange.actions import clients, services
from simpul.exchange.model.health import Ailment, NodeHealth, Reach
from simpul.exchange.model.listing import EVENTS, Terms
from simpul.exchange.model.offers import NewService
from simpul.exchange.model.services import Authentication
from simpul.exchange.store import health
from simpul.kernel.actor import Actor

LIST = "/penghubung/katalog"
REPORTS = f"{BPBD}/reports"
EVENT = f"{BPBD}/pull/v1/disaster.report.verified"


@pytest.fixture
def portal(database_urls, run_directory, clock):
    with nodes(database_urls, run_directory, clock) as made:
        platform = made(PORTAL, demo=True)
        found(platform)
        clients.add_client(platform, Actor.SYSTEM, subsystem=PORTAL, authentication=Authentication.PLAIN)
        yield platform


@pytest.fixture
def filled(portal):
    keep(
        portal,
        listed(REPORTS, "Laporan bencana warga", kind="OPENAPI", summary="Laporan banjir.", node=BPBD),
        listed(f"{BPBD}/reports-v0", "Laporan lama", terms=deprecated()),
        listed(f"{DINKES}/malaria", "Data malaria", agency="Dinkes", member="Pemkab Teluk Bintuni", terms=Terms()),
        listed(EVENT, "Laporan terverifikasi", kind=EVENTS, terms=Terms(told=True, classification="open", days=14)),
        documents={
            REPORTS: DESCRIPTION,
            EVENT: {"type": "object", "properties": {"depth": {"type": "integer", "description": "Sentimeter"}}},
        },
    )
    return portal


def test_an_empty_catalogue_says_how_it_fills(portal):
    client = browser(portal)
    assert "Katalog masih kosong" in client.get(LIST).text
    assert "The catalogue is empty so far" in client.get(f"/en{LIST}").text
    assert client.get(f"{LIST}/ekspor.csv").text.count("\n") == 1


def test_everybody_searches_and_narrows(filled):
    client = browser(filled)
    page = client.get(LIST).text
    assert "4 butir" in page
    for words in (
        "Laporan bencana warga",
        "Data malaria",
        "Laporan terverifikasi",
        "Pemkab Teluk Bintuni",
        "Jenis peristiwa",
    ):
        assert words in page
    assert f'href="{LIST}/{EVENT}"' in page
    assert "Berakhir 30 Juni 2027" in page
    assert "1 butir dari 4" in client.get(f"{LIST}?cari=malarya").text
    assert "1 butir dari 4" in client.get(f"{LIST}?jenis=peristiwa").text
    assert "1 butir dari 4" in client.get(f"{LIST}?status=usang&klasifikasi=terbatas").text
    assert "3 butir dari 4" in client.get(f"{LIST}?instansi=ID/GOV/6000").text
    assert "Tidak ada isi katalog yang cocok" in client.get(f"{LIST}?cari=xyzzy").text
    assert "4 butir" in client.get(f"{LIST}?jenis=aneh&status=x&hal=0").text
    assert "entries" in client.get(f"/en{LIST}").text


def test_the_file_has_what_the_list_has_and_runs_nothing(filled):
    keep(filled, listed(f"{DINKES}/malaria", "=HYPERLINK(1)", agency="Dinkes"))
    rows = browser(filled).get(f"{LIST}/ekspor.csv?instansi=ID/GOV/8205").text.splitlines()
    assert rows[0].startswith("service,title,kind,")
    assert rows[1].startswith(f"{DINKES}/malaria,'=HYPERLINK(1),REST,")
    assert len(rows) == 2


def test_a_services_page_says_its_terms_how_to_call_it_and_reads_its_description(filled):
    page = browser(filled).get(f"{LIST}/{REPORTS}").text
    for words in (
        "Laporan bencana warga",
        "Pusdatin BPBD, 112",
        "Isinya boleh diketahui siapa saja.",
        "tersedia 99,5 % waktu · biasanya menjawab dalam 500 ms · 24 jam",
        "X-Road-Client: ID/GOV/2060/PORTAL",
        f"/r1/{REPORTS}/reports/17?year=2026",
        "/reports/{number}",
        "Satu laporan",
        "wajib",
        "Masuk untuk meminta akses atau mencoba",
    ):
        assert words in page, words
    assert "10.0.0.7" not in page
    assert "Minta akses" not in page
    english = browser(filled).get(f"/en{LIST}/{REPORTS}").text
    assert "available 99.5 % of the time" in english


def test_an_event_types_page_says_how_its_events_are_got_and_what_they_hold(filled):
    page = browser(filled).get(f"{LIST}/{EVENT}").text
    for words in (
        "14 hari",
        "Sentimeter",
        "integer",
        f"/r1/{BPBD}/api/v1/subs/disaster.report.verified",
        "--request DELETE",
    ):
        assert words in page, words
    assert browser(filled).get(f"{LIST}/deskripsi/{EVENT}").json()["type"] == "object"


def test_what_ends_says_when_and_what_to_use_instead(filled, clock):
    client = browser(filled)
    page = client.get(f"{LIST}/{BPBD}/reports-v0").text
    assert "Layanan ini akan dihentikan. Hari terakhirnya: 30 Juni 2027." in page
    assert f'href="{LIST}/{REPORTS}"' in page
    clock.advance(timedelta(days=400))
    after = client.get(f"{LIST}/{BPBD}/reports-v0").text
    assert "Layanan ini sudah dihentikan" in after
    assert "Dihentikan" in client.get(LIST).text


def test_a_disabled_service_and_a_silent_node_are_plain_to_see(filled, clock):
    terms = Terms(told=True, enabled=False, notice="Kembali <b>Senin</b>")
    keep(filled, listed(f"{DINKES}/malaria", "Data malaria", node=DINKES, terms=terms))
    state = NodeHealth(DINKES, Reach.SILENT, Ailment.REFUSES, clock.now(), clock.now())
    with filled.database.writing() as unit:
        unit.unaudited("a test")
        health.keep(unit.connection, state)
    client = browser(filled)
    assert "Simpulnya tidak menjawab" in client.get(LIST).text
    page = client.get(f"{LIST}/{DINKES}/malaria").text
    assert "Kembali &lt;b&gt;Senin&lt;/b&gt;" in page
    assert "Tidak menjawab" in page
    clock.advance(timedelta(hours=1))
    assert "Simpulnya tidak menjawab" not in client.get(LIST).text, "an old check says nothing of now"


def test_integrators_are_led_to_asking_and_trying_and_stewards_are_not(filled):
    page = browser(filled, INTEGRATOR).get(f"{LIST}/{REPORTS}").text
    assert f'href="/penghubung/akses/minta?layanan={REPORTS}"' in page
    assert f'href="/penghubung/coba/{REPORTS}"' in page
    assert f'href="/penghubung/akses/minta?layanan={EVENT}"' in browser(filled, INTEGRATOR).get(f"{LIST}/{EVENT}").text
    other = browser(filled, STEWARD).get(f"{LIST}/{REPORTS}").text
    assert "/penghubung/coba/" not in other
    assert "akses/minta?layanan" not in other


def test_this_nodes_own_service_has_its_page_before_anything_was_listed(portal):
    new = NewService(PORTAL, "data", "Data sendiri", "https://data.example/x")
    services.publish(portal, Actor.SYSTEM, new=new)
    services.publish(portal, Actor.SYSTEM, new=replace(new, code="rahasia", public=False))
    client = browser(portal)
    assert client.get(f"{LIST}/{PORTAL}/rahasia").status_code == 404
    assert "Katalog masih kosong" in client.get(LIST).text
    assert "Data sendiri" in client.get(f"{LIST}/{PORTAL}/data").text
    assert "1 butir" in client.get(LIST).text
    assert client.get(f"{LIST}/{PORTAL}/rahasia").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        f"{BPBD}/tidak",
        "x",
        "",
        f"{BPBD}/..%2f..%2fetc",
        f"deskripsi/{BPBD}/tidak",
        f"deskripsi/{DINKES}/malaria",
        "%00",
        "a" * 3000,
    ],
)
def test_what_is_not_listed_is_an_honest_page(filled, path):
    assert browser(filled).get(f"{LIST}/{path}").status_code in (404, 400, 422)


def test_the_description_comes_as_a_file_that_no_browser_runs(filled):
    answer = browser(filled).get(f"{LIST}/deskripsi/{REPORTS}")
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["content-disposition"] == 'attachment; filename="ID-GOV-6000-BPBD-reports.json"'
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.json() == DESCRIPTION


def test_hostile_words_stay_words_everywhere(portal):
    """Another agency's node may say anything: markup, template code, signs that turn the line around."""
    schema = {"type": HOSTILE, "properties": {HOSTILE: {"description": HOSTILE, "enum": [HOSTILE], "pattern": HOSTILE}}}
    operation = {
        "summary": HOSTILE,
        "description": HOSTILE,
        "tags": [HOSTILE],
        "security": [{HOSTILE: []}],
        "parameters": [{"name": HOSTILE, "in": HOSTILE, "description": HOSTILE, "example": HOSTILE, "schema": schema}],
        "requestBody": {"description": HOSTILE, "content": {HOSTILE: {"schema": schema, "example": HOSTILE}}},
        "responses": {HOSTILE: {"description": HOSTILE, "headers": {HOSTILE: {"schema": schema}}}},
    }
    info = {"title": HOSTILE, "version": HOSTILE, "description": HOSTILE}
    document = {"openapi": "3.1.0", "info": info, "paths": {f"/{HOSTILE}": {"post": operation}}}
    terms = Terms(told=True, contact=HOSTILE, notice=HOSTILE, enabled=False, classification=HOSTILE, person_in=HOSTILE)
    one = listed(REPORTS, HOSTILE, agency=HOSTILE, member=HOSTILE, summary=HOSTILE, kind="OPENAPI", terms=terms)
    keep(portal, one, documents={REPORTS: document})
    client = browser(portal, INTEGRATOR)
    for path in (LIST, f"{LIST}/{REPORTS}", f"/penghubung/coba/{REPORTS}", "/cari?q=script", "/"):
        page = client.get(path)
        assert page.status_code == 200, path
        assert "<script>alert" not in page.text
        assert '" onload=x' not in page.text, "no attribute is broken out of"
        assert "{{ 7*7 }}" in page.text or "49" not in page.text, path


@pytest.mark.parametrize(
    "document", ["", "[]", "openapi: 3.0.0", '{"openapi": "3.0.0"}', '{"openapi":"3.0.0","paths":{"/a":5}}']
)
def test_a_description_that_cannot_be_read_leaves_the_endpoints(portal, document):
    keep(portal, listed(REPORTS, "Laporan", kind="OPENAPI"))
    with portal.database.writing() as unit:
        unit.unaudited("a test")
        from simpul.exchange.store import listing as store

        store.keep_description(unit.connection, REPORTS, "d", document.encode(), portal.clock.now())
    page = browser(portal).get(f"{LIST}/{REPORTS}")
    assert page.status_code == 200
    assert "Laporan" in page.text


def test_a_long_description_is_read_out_page_by_page(portal):
    paths = {f"/p{n}": {"get": {"summary": f"Operasi nomor {n}"}} for n in range(45)}
    keep(portal, listed(REPORTS, "Laporan"), documents={REPORTS: {"openapi": "3.0.0", "info": {}, "paths": paths}})
    client = browser(portal)
    first, last = client.get(f"{LIST}/{REPORTS}").text, client.get(f"{LIST}/{REPORTS}?bagian=3").text
    assert "45 operasi" in first
    assert "Operasi nomor 19<" in first
    assert "Operasi nomor 20<" not in first
    assert "Operasi nomor 44<" in last
    assert "Operasi nomor 44<" in client.get(f"{LIST}/{REPORTS}?bagian=999").text
    opened = client.get(f"{LIST}/{REPORTS}?operasi=31").text
    assert '<details class="operation" id="op-31" open>' in opened


def test_the_form_for_trying_begins_with_the_descriptions_own_examples(filled):
    client = browser(filled, INTEGRATOR)
    page = client.get(f"/penghubung/coba/{REPORTS}?operasi=0").text
    assert 'value="/reports/17"' in page
    assert 'value="year=2026"' in page
    assert f"/r1/{REPORTS}/reports/17?year=2026" in page
    assert client.get(f"/penghubung/coba/{BPBD}/tidak").status_code == 404
    clients.set_active(filled, Actor.SYSTEM, subsystem=PORTAL, active=False)
    assert "Belum ada subsistem simpul ini yang boleh memanggil" in client.get(f"/penghubung/coba/{REPORTS}").text


def test_a_call_that_does_not_fit_keeps_what_was_written_but_no_token(filled):
    client = browser(filled, INTEGRATOR)
    written = {
        "client": PORTAL,
        "method": "POST",
        "path": "/../x",
        "query": "a=<b>",
        "headers": "X-A: b",
        "body": '{"k": "<v>"}',
    }
    answer = send(client, f"/penghubung/coba/{REPORTS}", **written, token="rahasia-sekali")
    assert answer.status_code in (200, 422)
    for kept in ('value="/../x"', "a=&lt;b&gt;", "X-A: b", "{&#34;k&#34;: &#34;&lt;v&gt;&#34;}"):
        assert kept in answer.text, kept
    assert "rahasia-sekali" not in answer.text
    assert json.dumps(written)
