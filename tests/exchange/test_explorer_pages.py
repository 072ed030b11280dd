"""The log's pages as a browser without JavaScript sees them; anybody's check of a proof; the register's key."""

import orjson
import pytest
from sqlalchemy import text
from starlette.testclient import TestClient
from tests.exchange import log_room as room
from tests.exchange.log_room import BPBD, NOW, PORTAL, Call, person
from tests.exchange.outside_log import bundles as papers
from tests.exchange.outside_log.bundles import MESSAGE, REGISTER_VKEY
from tests.exchange.register_nodes import found, introduction, nodes

from simpul.app import create_app
from simpul.exchange.actions import checking, explorer, joining
from simpul.kernel.actor import Actor
from simpul.kernel.web.request import Session, Sessions

LIST, CHECK, KEY = "/penghubung/catatan", "/penghubung/catatan/periksa", "/penghubung/kunci.txt"
AUDITOR, STRANGER = person("node.auditor"), person("disaster.officer", number=32)
OPERATOR = person("exchange.operator", agency=PORTAL, number=33)
GOOD = papers.bundles.written(papers.bundle())


@pytest.fixture
def node(database_urls, run_directory, clock):
    with nodes(database_urls, run_directory, clock) as made:
        yield room.paper_node(made)


class Known:
    """Whoever a test names is signed in; the cookie's value is the person's id."""

    people = (AUDITOR, STRANGER, OPERATOR)

    def find(self, platform, token):
        return next((Session(one.id, one, token) for one in self.people if str(one.id) == token), None)

    def bearer(self, platform, token):
        return None


def browser(platform, actor=None):
    object.__setattr__(platform, "ports", {**platform.ports, Sessions: Known()})
    client = TestClient(create_app(platform, background=False), base_url="http://localhost", follow_redirects=False)
    if actor is not None:
        client.cookies.set(platform.settings.cookie, str(actor.id))
    return client


@pytest.fixture
def proved(node):
    room.keep(node, Call().records())
    room.sequence(node)
    return node


def test_the_pages_are_for_the_nodes_own_readers(proved):
    paths = (LIST, f"{LIST}/ekspor.csv", f"{LIST}/bukti.json?pesan={MESSAGE}", f"{LIST}/{MESSAGE}")
    assert [browser(proved).get(path).status_code for path in paths] == [403] * 4
    assert [browser(proved, STRANGER).get(path).status_code for path in paths] == [403] * 4
    assert [browser(proved, AUDITOR).get(path).status_code for path in paths] == [200] * 4
    assert [browser(proved).get(path).status_code for path in (CHECK, KEY)] == [200] * 2


def test_an_empty_log_says_how_it_fills(node):
    assert "Belum ada catatan" in browser(node, AUDITOR).get(LIST).text
    assert "Nothing is on record yet" in browser(node, AUDITOR).get(f"/en{LIST}").text


def test_the_list_is_filtered_paged_and_downloaded(proved, monkeypatch):
    client = browser(proved, AUDITOR)
    page = client.get(LIST).text
    assert "Log terakhir ditandatangani atas 2 catatan" in page
    assert "GET" not in page.split("<main")[1].split("</form>")[0]
    assert "/list?kind=flood" in page
    assert "Tidak ada catatan yang cocok" in client.get(f"{LIST}?pesan=ID-x&dari=2026-01-01&jenis=galat").text
    assert (
        "/list?kind=flood"
        in client.get(
            f"{LIST}?klien=ID/GOV/2060/PORTAL&layanan=warga&jenis=diterima&dari=2026-11-23&sampai=2026-11-23"
        ).text
    )
    assert "/list?kind=flood" in client.get(f"{LIST}?dari=aneh&sampai=9999-99-99&sebelum=x&jenis=aneh").text
    head, *rows = client.get(f"{LIST}/ekspor.csv?jenis=dijawab").text.splitlines()
    assert head == "at,message,kind,role,client,service,method,path,status,fault,place_in_log"
    assert [row.split(",")[1:4] for row in rows] == [[MESSAGE, "answered", "provider"]]
    monkeypatch.setattr(explorer, "PER_PAGE", 1)
    first = client.get(LIST).text
    older = first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    second = client.get(older).text
    assert 'rel="next"' not in second
    newer = second.split('rel="prev"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    assert "Jawaban" in client.get(newer).text


def test_a_message_tells_its_call_and_every_step_of_its_proof(proved):
    page = browser(proved, AUDITOR).get(f"{LIST}/{MESSAGE}").text
    for words in (
        MESSAGE,
        "flood map",
        "/list?kind=flood",
        "Bukti ini sah",
        "2 simpul lain",
        "Berkasnya utuh",
        REGISTER_VKEY,
    ):
        assert words in page
    assert page.count('class="proof__step proof__step--good"') >= 10
    assert "The file is whole" not in page, "titles are in the page's language too"
    english = browser(proved, AUDITOR).get(f"/en{LIST}/{MESSAGE}").text
    assert "The answer was signed for this very request" in english
    assert "simpul exchange verify bukti.json" in english


def test_a_message_whose_number_holds_strange_signs_has_its_page_too(node):
    for number, name in enumerate(("a b/c", "<b>x</b>", "100%", "periksa/x")):
        call = Call(more={"message": name, "request": f"r{number}"})
        room.keep(node, call.records())
        page = browser(node, AUDITOR).get(explorer_address(name))
        assert page.status_code == 200
        assert "<b>x</b>" not in page.text


def explorer_address(name):
    from simpul.exchange.pages.log import address

    return address(name)


def test_a_tampered_record_is_red_on_the_nodes_own_page(proved):
    """Somebody with access to the database changes what was asked."""
    with proved.database.writing() as unit:
        unit.unaudited("somebody changes a record in the table")
        change = (
            "UPDATE exchange_record SET body = convert_to(replace(convert_from(body, 'UTF8'), 'flood', 'blood'), 'UTF8')"
        )
        unit.connection.execute(text(change))
    page = browser(proved, AUDITOR).get(f"{LIST}/{MESSAGE}").text
    assert "Bukti ini tidak sah" in page
    assert "proof__step--bad" in page.split("<template")[0]


def test_without_a_proof_the_page_says_why_and_still_shows_the_records(node):
    room.keep(node, Call().records())
    client = browser(node, AUDITOR)
    assert "mendapat tempatnya dalam log dalam beberapa detik" in client.get(f"{LIST}/{MESSAGE}").text
    assert client.get(f"{LIST}/bukti.json?pesan={MESSAGE}").status_code == 503
    room.sequence(node)
    with node.database.writing() as unit:
        unit.unaudited("what the nightly job does")
        kept = unit.connection.execute(text("SELECT encode(entry, 'hex') FROM exchange_record")).scalars().all()
        unit.connection.execute(text("UPDATE exchange_record SET body = NULL, salt = NULL"))
    page = client.get(f"{LIST}/{MESSAGE}").text
    assert "sudah dihapus sesuai jadwal" in page
    assert all(entry in page for entry in kept), "the commitments stay"
    assert page.count("ada dalam log yang ditandatangani") == 2
    assert client.get(f"{LIST}/bukti.json?pesan={MESSAGE}").status_code == 404
    assert client.get(f"{LIST}/ID-none").status_code == 404


def test_the_downloaded_proof_is_the_one_that_the_command_takes(proved):
    answer = browser(proved, AUDITOR).get(f"{LIST}/bukti.json?pesan={MESSAGE}")
    assert answer.headers["content-disposition"] == f'attachment; filename="bukti-{MESSAGE}.json"'
    assert answer.headers["cache-control"] == "no-store"
    assert papers.judged(answer.content, now=NOW).ok


# anybody's check


def sent(client, *, file=None, **fields):
    files = {"file": ("proof.json", file, "application/json")} if file is not None else {"file": ("", b"", "")}
    return client.post(CHECK, data=fields, files=files)


def test_anybody_has_a_bundle_checked_as_a_file_or_a_text(node):
    client = browser(node)
    assert "Bukti ini sah" in sent(client, file=GOOD).text
    page = sent(client, text=GOOD.decode(), key=REGISTER_VKEY).text
    assert "Bukti ini sah" in page
    assert MESSAGE in page
    assert "Bukti ini tidak sah" in sent(client, file=GOOD.replace(b"flood", b"blood", 1)).text
    assert "Bukti ini tidak sah" in sent(client, text="{}").text
    other = papers.notes.verifier("simpul.register/ID", papers.ed25519(99)).text
    assert "Siapa pun dapat membuat register sendiri" in sent(client, file=GOOD, key=other).text


def test_what_is_wrong_is_said_and_what_was_pasted_stays(node):
    client = browser(node)
    assert "Pilih berkas" in sent(client).text
    page = sent(client, text="{}<script>", key="aneh")
    assert page.status_code == 422
    assert "diawali simpul.register/" in page.text
    assert "{}&lt;script&gt;" in page.text
    assert 'value="aneh"' in page.text
    assert "paling besar 4 MB" in sent(client, text="x" * 70_000).text
    assert "paling besar 4 MB" in sent(client, file=b"x" * (4 * 2**20 + 1)).text


def test_one_address_cannot_keep_the_node_busy(node, monkeypatch):
    monkeypatch.setattr(checking, "MOST", 2)
    client = browser(node)
    assert [sent(client, text="{}").status_code for _ in range(3)] == [200, 200, 429]


def test_hostile_words_of_a_bundle_are_shown_as_words(node):
    changed = orjson.loads(GOOD) | {"message": "<img src=x>\u202e", "node": "</p><script>"}
    page = sent(browser(node), file=orjson.dumps(changed, option=orjson.OPT_SORT_KEYS)).text
    shown = page.split("</form>")[0].split("<main")[1].split("<textarea")[0]
    assert "<img src=x>" not in shown
    assert "<script>" not in shown
    assert "\u202e" not in shown


def test_the_registers_key_is_published_for_readers_and_for_programs(node):
    answer = browser(node).get(KEY)
    assert (answer.text, answer.headers["content-type"]) == (f"{REGISTER_VKEY}\n", "text/plain; charset=utf-8")
    assert REGISTER_VKEY in browser(node).get("/penghubung").text


def test_a_node_in_no_exchange_has_no_key_to_show(database_urls, run_directory, clock):
    with nodes(database_urls, run_directory, clock) as made:
        client = browser(made(BPBD))
        assert client.get(KEY).status_code == 404
        assert "Kunci register" not in client.get("/penghubung").text
        assert "Not compared" in sent(client, file=GOOD).text


def test_a_nodes_name_breaks_at_its_slashes_in_a_narrow_heading(database_urls, run_directory, clock):
    """At 320 px `ID/GOV/8205/DINKES` was broken within a word."""
    with nodes(database_urls, run_directory, clock) as made:
        operator, other = made(PORTAL), made(room.DINKES, exchange_operator="http://127.0.0.1:1")
        found(operator)
        asked = joining.receive(operator, joining.request_to_join(other, Actor.SYSTEM, introduction=introduction(other)))
        page = browser(operator, OPERATOR).get(f"/penghubung/permohonan/{asked.id}").text
    assert "<h1>ID/<wbr>GOV/<wbr>8205/<wbr>DINKES</h1>" in page
