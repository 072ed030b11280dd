"""The citizen's view at a browser: a truth table over every role, what a person reads, and that no address holds a name.

The list is the person's; an auditor looks at it and is seen. Registrars check, and see none of it.
"""

from collections.abc import Callable
from uuid import UUID

import pytest
from starlette.testclient import TestClient
from tests.exchange.persons_town import BPBD, NIK, OTHER, PORTAL, account, acting, call, checked, everybody, person
from tests.exchange.register_nodes import change, found, join, nodes

from simpul.app import create_app
from simpul.exchange.actions import persons, readers
from simpul.kernel.actor import Actor
from simpul.kernel.web.request import Session, Sessions

REGISTRAR, AUDITOR = "exchange.registrar", "node.auditor"
OWN, LIST = "/akun/pembaca-data", "/penghubung/warga"


@pytest.fixture
def node(database_urls, run_directory, clock):
    with nodes(database_urls, run_directory, clock) as made:
        operator, bpbd = made(PORTAL), made(BPBD, exchange_operator="http://127.0.0.1:1", agency="BPBD DKI")
        found(operator)
        join(operator, bpbd)
        yield bpbd


@pytest.fixture
def ratna(node):
    return acting(node, "ratna", REGISTRAR)


@pytest.fixture
def agus(node):
    return acting(node, "agus", AUDITOR)


@pytest.fixture
def siti(node, ratna):
    return person(checked(node, ratna, "siti"), name="Siti")


class Known:
    """Whoever a test names is signed in; the cookie's value is the person's id, a bearer's too."""

    def __init__(self) -> None:
        self.people: dict[str, Actor] = {}

    def find(self, platform, token):
        actor = self.people.get(token)
        return Session(actor.id, actor, token) if actor else None

    def bearer(self, platform, token):
        return self.people.get(token)


@pytest.fixture
def browser(node) -> Callable[..., TestClient]:
    """A browser at that node, signed in as whoever is named; or a program with that person's token."""
    known = Known()
    object.__setattr__(node, "ports", {**node.ports, Sessions: known})
    application = create_app(node, background=False)

    def made(actor: Actor | None = None, *, program: bool = False) -> TestClient:
        client = TestClient(application, base_url="http://localhost", follow_redirects=False)
        if actor is not None and actor.id is not None:
            known.people[str(actor.id)] = actor
            if program:
                client.headers["Authorization"] = f"Bearer {actor.id}"
            else:
                client.cookies.set(node.settings.cookie, str(actor.id))
        return client

    return made


def send(client, path, form=None, **fields):
    page = client.get(form or path).text
    token = page.split('name="csrf" value="')[1].split('"', maxsplit=1)[0]
    return client.post(path, data={"csrf": token, **fields})


@pytest.mark.parametrize(("who", "actor"), everybody())
def test_who_may_open_what(node, browser, siti, agus, clock, who, actor):
    """Every role, at home and elsewhere, against every page; nobody but the person and the auditor sees a list."""
    call(node, NIK, at=clock.now(), purpose="santunan rahasia")
    look = readers.begin_look(node, agus, account=siti.id, why="pengaduan 12")
    client = browser(actor)
    expected = {
        LIST: who in (REGISTRAR, AUDITOR),
        f"{LIST}/ekspor.csv": who in (REGISTRAR, AUDITOR),
        f"{LIST}/{siti.id}": who == REGISTRAR,
        f"{LIST}/{siti.id}/pembaca": who == AUDITOR,
        f"{LIST}/{siti.id}/pembaca?lihat={look.id}": False,  # another auditor's look
        f"{LIST}/{siti.id}/pembaca/ekspor.csv?lihat={look.id}": False,
        OWN: False,  # of whoever has no account here
        f"{OWN}/ekspor.csv": False,
    }
    for path, may in expected.items():
        answer = client.get(path)
        assert answer.status_code == (200 if may else 403), path
        assert "santunan rahasia" not in answer.text, path
    posts = {
        f"{LIST}/cari": (REGISTRAR, AUDITOR),
        f"{LIST}/{siti.id}": (REGISTRAR,),
        f"{LIST}/{siti.id}/pembaca": (AUDITOR,),
    }
    for path, roles in posts.items():
        if who not in roles:
            assert client.post(path, data={"do": "end", "why": "x" * 9, "cari": "siti"}).status_code == 403, path
    assert client.post(f"{OWN}/akhiri").status_code == 403
    assert persons.known(node, acting(node, "wati", AUDITOR), account=siti.id).check.ended_at is None


def test_a_persons_program_sees_nothing_even_with_their_token(node, browser, siti, ratna, agus):
    """A token is for work; whoever copies it should not learn who asked about its owner."""
    tries = ((siti, OWN), (siti, f"{OWN}/ekspor.csv"), (ratna, LIST), (ratna, f"{LIST}/{siti.id}"))
    for actor, path in (*tries, (agus, f"{LIST}/{siti.id}/pembaca"), (agus, f"{LIST}/ekspor.csv")):
        assert browser(actor, program=True).get(path).status_code == 403, path


def test_a_person_reads_who_what_for_and_what_became_of_it(node, browser, siti, clock):
    message = call(node, NIK, at=clock.now(), purpose="santunan <b>banjir</b>")
    page = browser(siti).get(OWN).text
    for words in ("Kementerian Pendayagunaan", "santunan &lt;b&gt;banjir&lt;/b&gt;", "UU 24/2007", "PKS 1", message):
        assert words in page
    for words in ("Data diberikan", "23 Nov 2026, 12.00 WIB", "pasal 5 dan 32", "Setiap simpul menampilkan", "5 tahun"):
        assert words in page
    assert "Tidak ada selain Anda" in page
    assert NIK not in page
    english = browser(siti).get(f"/en{OWN}").text
    assert "Who read my data" in english
    assert "articles 5 and 32" in english


def test_the_list_is_filtered_by_its_address_and_downloaded_whole(node, browser, siti, clock):
    for number in range(30):
        call(node, NIK, at=clock.now(), purpose=f"urusan {number:02}")
    call(node, NIK, at=clock.now(), client="ID/GOV/8205/DINKES", purpose="=malaria()")
    client = browser(siti)
    assert client.get(OWN).text.count("urusan ") == 24
    assert client.get(f"{OWN}?hal=2").text.count("urusan ") == 6
    only = client.get(f"{OWN}?instansi=ID/GOV/8205").text
    assert "urusan " not in only
    assert "Tampilkan" in only
    assert "Tidak ada panggilan yang cocok" in client.get(f"{OWN}?cari=zzz").text
    assert "Tidak ada panggilan yang cocok" in client.get(f"{OWN}?sampai=2026-11-22").text
    assert client.get(f"{OWN}?dari=2026-11-23&sampai=2026-11-23&hal=x").text.count("urusan ") == 24
    sheet = client.get(f"{OWN}/ekspor.csv?cari=urusan")
    assert len(sheet.text.splitlines()) == 31
    assert sheet.headers["Cache-Control"] == "no-store"
    assert ",'=malaria()," in client.get(f"{OWN}/ekspor.csv?instansi=ID/GOV/8205").text


def test_whoever_was_not_checked_reads_how_to_be(node, browser):
    change(node, contact="112")
    page = browser(acting(node, "tono")).get(OWN).text
    assert "Petugas mencocokkan identitas Anda dahulu" in page
    assert "Datang ke BPBD DKI" in page
    assert "Kontak: 112" in page
    assert "Akhiri pencocokan saya" not in page


def test_the_page_is_reached_from_my_account(node, browser, siti):
    assert f'href="{OWN}"' in browser(siti).get("/akun").text


def test_a_person_ends_their_own_check_and_reads_that_they_did(node, browser, siti):
    client = browser(siti)
    answer = send(client, f"{OWN}/akhiri", OWN)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{OWN}?selesai=diakhiri")
    page = client.get(answer.headers["location"]).text
    assert "Anda sendiri yang mengakhirinya" in page
    assert "Petugas mencocokkan identitas Anda dahulu" in page
    assert client.post(f"{OWN}/akhiri").status_code == 403


def test_an_officer_finds_an_account_checks_it_and_takes_that_back(node, browser, ratna):
    tono, client = account(node, "tono@contoh.go.id"), browser(ratna)
    assert "Belum ada yang dicocokkan" in client.get(LIST).text
    hits = send(client, f"{LIST}/cari", LIST, cari="tono")
    assert (hits.status_code, f'href="{LIST}/{tono}"' in hits.text) == (200, True)
    assert client.get(f"{LIST}/cari").headers["location"] == LIST
    page = f"{LIST}/{tono}"
    typed = {"do": "check", "document": "ktp", "identifier": NIK, "again": OTHER, "face_to_face": "1"}
    wrong = send(client, page, **typed)
    assert (wrong.status_code, "Kedua nomor berbeda" in wrong.text) == (422, True)
    assert NIK not in wrong.text
    assert wrong.text.count("checked") == 2
    done = send(client, page, **{**typed, "again": NIK})
    assert (done.status_code, done.headers["location"]) == (303, f"{page}?selesai=check")
    assert "Identitas Tono sudah dicocokkan." in client.get(done.headers["location"]).text
    again = send(client, page, do="check", document="ktp", identifier=NIK, again=NIK, face_to_face="1")
    assert again.status_code == 409
    unsaid = send(client, page, do="end", why=" ")
    assert (unsaid.status_code, "Tulis alasannya" in unsaid.text) == (422, True)
    assert send(client, page, do="end", why="salah ketik").status_code == 303
    assert "salah ketik" in client.get(f"{LIST}?status=diakhiri").text
    assert "Tidak ada yang cocok" in client.get(f"{LIST}?status=berlaku").text
    sheet = client.get(f"{LIST}/ekspor.csv").text
    assert "tono@contoh.go.id" in sheet
    assert NIK not in sheet


def test_an_officer_is_shown_which_account_has_the_identifier(node, browser, ratna, siti):
    tono = account(node, "tono")
    typed = {"do": "check", "document": "ktp", "identifier": NIK, "again": NIK, "face_to_face": "1"}
    refused = send(browser(ratna), f"{LIST}/{tono}", **typed)
    assert refused.status_code == 409
    assert f'href="{LIST}/{siti.id}"' in refused.text


def test_an_officer_cannot_check_themself_and_sees_no_list(node, browser, ratna, siti):
    client = browser(ratna)
    page = client.get(f"{LIST}/{ratna.id}").text
    assert "Petugas lain yang mencocokkannya" in page
    assert 'name="identifier"' not in page
    assert "/pembaca" not in client.get(LIST).text
    typed = {"do": "check", "document": "ktp", "identifier": OTHER, "again": OTHER, "face_to_face": "1"}
    assert send(client, f"{LIST}/{ratna.id}", LIST, **typed).status_code == 403


def test_an_auditor_says_why_looks_and_is_seen(node, browser, agus, siti, clock):
    message = call(node, NIK, at=clock.now())
    client, page = browser(agus), f"{LIST}/{siti.id}/pembaca"
    assert f'href="{page}"' in client.get(LIST).text
    asked = client.get(page).text
    assert message not in asked
    assert send(client, page, why="").status_code == 422
    begun = send(client, page, why="Pengaduan 12")
    seen = client.get(begun.headers["location"]).text
    assert message in seen
    assert "Anda sedang melihat daftar milik orang lain" in seen
    assert "pukul 12.30 WIB" in seen
    assert "Akhiri pencocokan saya" not in seen
    look = begun.headers["location"].split("lihat=")[1]
    assert message in client.get(f"{page}/ekspor.csv?lihat={look}").text
    mine = browser(siti).get(OWN).text
    assert "Pengaduan 12" in mine
    assert "Agus" in mine
    for broken in ("x", str(UUID(int=4))):
        assert client.get(f"{page}?lihat={broken}").status_code == 403
        assert client.get(f"{page}/ekspor.csv?lihat={broken}").status_code == 403


def test_addresses_hold_no_names_and_nonsense_is_not_found(node, browser, ratna, agus, siti):
    for actor, path in ((ratna, f"{LIST}/siti"), (agus, f"{LIST}/siti/pembaca"), (ratna, f"{LIST}/{UUID(int=1)}")):
        assert browser(actor).get(path).status_code == 404
    assert browser(agus).get(f"{LIST}/{UUID(int=1)}/pembaca").status_code == 404
    assert send(browser(ratna), f"{LIST}/{siti.id}", do="nonsense").status_code == 404
    assert browser(ratna).get(f"{LIST}?petugas=x&status=y&hal=-1").status_code == 200
