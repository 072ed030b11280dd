"""The steward publishes, changes, disables and ends services on pages; nobody else, and nobody of another agency."""

import json

import pytest
from tests.exchange.catalogue_rooms import AUDITOR, DESCRIPTION, INTEGRATOR, PORTAL, STEWARD, STRANGER, browser, send
from tests.exchange.register_nodes import found, nodes

from simpul.exchange.actions import catalogue, services
from simpul.exchange.model.listing import Wanted
from simpul.exchange.model.offer_refusals import ServiceNotFound
from simpul.exchange.model.offers import NewService
from simpul.exchange.model.services import Classification, Lifecycle, Promise, ServiceKind
from simpul.kernel.actor import Actor

LIST = "/penghubung/layanan"
ONE = f"{LIST}/{PORTAL}/data"
FORM = {
    "subsystem": PORTAL,
    "code": "data",
    "title": "Data kependudukan",
    "url": "https://data.example/x",
    "endpoint": "",
    "contact": "Pusdatin, 021-1",
    "classification": "restricted",
    "availability": "99,5",
    "response_ms": "300",
    "hours": "Hari kerja",
    "person_in": "query:nik",
    "timeout": "30",
    "body_limit": "2",
    "public": "1",
}


@pytest.fixture
def portal(database_urls, run_directory, clock):
    with nodes(database_urls, run_directory, clock) as made:
        platform = made(PORTAL)
        found(platform)
        yield platform


@pytest.fixture
def offered(portal):
    new = NewService(PORTAL, "data", "Data kependudukan", "https://data.example/x", contact="Pusdatin")
    services.publish(portal, Actor.SYSTEM, new=new)
    return portal


def data(platform):
    return services.find(platform, service=(PORTAL, "data"))


def described(document):
    return {"description": ("api.json", json.dumps(document), "application/json")}


PAGES = (LIST, f"{LIST}/baru", f"{LIST}/ekspor.csv", ONE, f"{LIST}/ubah/{PORTAL}/data")


@pytest.mark.parametrize(
    ("who", "status"),
    [(STEWARD, 200), (INTEGRATOR, 403), (AUDITOR, 403), (STRANGER, 403), (None, 403)],
)
def test_only_stewards_of_the_nodes_own_agency_come_in(offered, who, status):
    client = browser(offered, who)
    assert {page: client.get(page).status_code for page in PAGES} == dict.fromkeys(PAGES, status)


@pytest.mark.parametrize("who", [INTEGRATOR, AUDITOR, STRANGER])
def test_nobody_else_changes_anything_even_with_a_good_form(offered, who):
    """The token of a form is the device's, so that whoever signs in later on the same one may hold a good one."""
    client = browser(offered, STEWARD)
    token = client.get(f"{LIST}/baru").text.split('name="csrf" value="')[1].split('"', maxsplit=1)[0]
    client.cookies.set(offered.settings.cookie, str(who.id))
    before = services.services(offered)
    for to in (LIST, ONE, f"{LIST}/ubah/{PORTAL}/data"):
        assert client.post(to, data={"csrf": token, "do": "retire", **FORM, "code": "lain"}).status_code == 403
    assert services.services(offered) == before


def test_a_service_is_published_with_all_its_terms_and_stands_in_the_catalogue_at_once(portal):
    answer = send(browser(portal, STEWARD), f"{LIST}/baru", LIST, **FORM, files=described(DESCRIPTION))
    assert (answer.status_code, answer.headers["location"]) == (303, f"{ONE}?selesai=baru")
    one = data(portal)
    assert (one.title, one.kind, one.classification) == (
        "Data kependudukan",
        ServiceKind.OPENAPI,
        Classification.RESTRICTED,
    )
    assert (one.promise, one.person_in, one.contact) == (Promise("99.5", 300, "Hari kerja"), "query:nik", "Pusdatin, 021-1")
    assert (one.timeout.total_seconds(), one.body_limit) == (30, 2 * 2**20)
    assert [(e.method, e.path) for e in one.endpoints] == [("GET", "/reports/*")]
    (listed,) = catalogue.search(portal, wanted=Wanted("kependudukan")).found
    assert (listed.terms.contact, listed.terms.person_in) == ("Pusdatin, 021-1", "query:nik")
    page = browser(portal).get(f"/penghubung/katalog/{PORTAL}/data").text
    assert "Satu laporan" in page
    assert "10.0.0.7" not in page
    assert "data.example" not in page
    own = browser(portal, STEWARD).get(f"{ONE}?selesai=baru").text
    assert "Layanan sudah terbit" in own
    assert "data.example" in own, "its steward sees the back end"


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"code": "api"}, "code", "Pilih kode dari huruf"),
        ({"title": ""}, "title", "Tulis nama"),
        ({"url": "ftp://x"}, "url", "Tulis alamat sistem"),
        ({"endpoint": "nonsense"}, "endpoint", "Tulis titik akses"),
        ({"contact": "a\nb"}, "contact", "Tulis dalam satu baris"),
        ({"availability": "selalu"}, "availability", "Tulis ketersediaan"),
        ({"timeout": "0"}, "timeout", "Tetapkan batas waktu"),
        ({"timeout": "lama"}, "timeout", "Tetapkan batas waktu"),
        ({"body_limit": "-1"}, "timeout", "Tetapkan batas waktu"),
        ({"person_in": "dimana"}, "person_in", "Tulis"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field_and_everything_stays_written(portal, change, field, words):
    written = FORM | change
    answer = send(browser(portal, STEWARD), f"{LIST}/baru", LIST, **written)
    assert answer.status_code == 422
    assert words in answer.text
    assert f'href="#{field}"' in answer.text
    for name in ("title", "url", "contact", "hours", "availability"):
        assert written[name].replace("\n", "&#10;") in answer.text or "\n" in written[name]
    assert services.services(portal) == []


def test_a_description_that_is_none_and_a_code_that_is_taken_are_refused(offered):
    client = browser(offered, STEWARD)
    bad = send(
        client, f"{LIST}/baru", LIST, **(FORM | {"code": "lain"}), files={"description": ("a.json", b"\xff{", "x/y")}
    )
    assert (bad.status_code, "Berikan deskripsi OpenAPI" in bad.text) == (422, True)
    huge = {"description": ("a.json", b'{"openapi":"3.0.0","x":"' + b"a" * 2**20 + b'"}', "x/y")}
    assert send(client, f"{LIST}/baru", LIST, **(FORM | {"code": "lain"}), files=huge).status_code == 422
    taken = send(client, f"{LIST}/baru", LIST, **FORM)
    assert (taken.status_code, "sudah memiliki layanan data" in taken.text) == (409, True)


def test_a_service_of_somebody_elses_subsystem_cannot_be_published_here(portal):
    answer = send(browser(portal, STEWARD), f"{LIST}/baru", LIST, **(FORM | {"subsystem": "ID/GOV/6000/BPBD"}))
    assert answer.status_code == 422
    assert services.services(portal) == []


def test_a_change_keeps_the_description_until_another_one_comes_with_its_own_endpoints(portal):
    client = browser(portal, STEWARD)
    send(client, f"{LIST}/baru", LIST, **FORM, files=described(DESCRIPTION))
    form = f"{LIST}/ubah/{PORTAL}/data"
    page = client.get(form).text
    for kept in ("GET /reports/*", 'value="99.5"', 'value="300"', 'value="30"', "Layanan ini sudah memiliki deskripsi"):
        assert kept in page, kept
    written = FORM | {"endpoint": "GET /reports/*", "title": "Data baru"}
    assert send(client, form, **written).status_code == 303
    assert (data(portal).title, json.loads(data(portal).description)) == ("Data baru", DESCRIPTION)
    other = {"openapi": "3.0.0", "paths": {"/orang": {"post": {}}}}
    send(client, form, **written, files=described(other))
    assert [(e.method, e.path) for e in data(portal).endpoints] == [("POST", "/orang")]
    send(client, form, **(written | {"endpoint": "GET /a"}), undescribed="1")
    assert (data(portal).kind, data(portal).description) == (ServiceKind.REST, "")
    (listed,) = catalogue.search(portal, wanted=Wanted()).found
    assert (listed.kind, listed.digest) == ("REST", "")


def test_a_service_is_disabled_with_a_notice_and_answers_again(offered):
    client = browser(offered, STEWARD)
    empty = send(client, ONE, do="disable", reason=" ")
    assert (empty.status_code, "Tulis alasannya" in empty.text) == (422, True)
    done = send(client, ONE, do="disable", reason="Pindah <server>")
    assert done.headers["location"] == f"{ONE}?selesai=mati"
    assert (data(offered).enabled, data(offered).notice) == (False, "Pindah <server>")
    assert "Pindah &lt;server&gt;" in browser(offered).get(f"/penghubung/katalog/{PORTAL}/data").text
    send(client, ONE, do="enable")
    assert data(offered).enabled


def test_an_end_is_announced_changed_reached_and_taken_back(offered):
    client = browser(offered, STEWARD)
    past = send(client, ONE, do="deprecate", sunset_at="2020-01-01", successor="")
    assert (past.status_code, "Pilih hari yang akan datang" in past.text, 'value="2020-01-01"' in past.text) == (
        422,
        True,
        True,
    )
    odd = send(client, ONE, do="deprecate", sunset_at="2027-06-30", successor="x")
    assert (odd.status_code, "Tulis alamat lengkap layanan pengganti" in odd.text) == (422, True)
    for wrong in ("", "kapan", "9999-12-31"):
        assert send(client, ONE, do="deprecate", sunset_at=wrong).status_code == 422
    send(client, ONE, do="deprecate", sunset_at="2027-06-30", successor="ID/GOV/6000/BPBD/reports")
    one = data(offered)
    assert (one.lifecycle, one.sunset_at.isoformat()) == (Lifecycle.DEPRECATED, "2027-06-30T17:00:00+00:00"), (
        "midnight in WIB"
    )
    assert "30 Juni 2027" in client.get(ONE).text
    send(client, ONE, do="retire")
    assert data(offered).lifecycle is Lifecycle.RETIRED
    assert "Layanan ini sudah dihentikan" in browser(offered).get(f"/penghubung/katalog/{PORTAL}/data").text
    send(client, ONE, do="restore")
    assert (data(offered).lifecycle, data(offered).sunset_at) == (Lifecycle.PUBLISHED, None)


def test_removal_is_typed_to_be_confirmed(offered):
    client = browser(offered, STEWARD)
    wrong = send(client, ONE, do="remove", typed="dat")
    assert (wrong.status_code, "Ketik data sebagai konfirmasi" in wrong.text) == (422, True)
    assert send(client, ONE, do="remove", typed="data").headers["location"] == f"{LIST}?selesai=hapus"
    with pytest.raises(ServiceNotFound):
        data(offered)
    assert catalogue.search(offered, wanted=Wanted()).total == 0


@pytest.mark.parametrize("what", ["", "hapus", "publish"])
def test_a_strange_wish_does_nothing(offered, what):
    before = data(offered)
    assert send(browser(offered, STEWARD), ONE, do=what).status_code == 404
    assert data(offered) == before


@pytest.mark.parametrize("path", [f"{LIST}/{PORTAL}/tidak", f"{LIST}/x", f"{LIST}/ubah/x", f"{LIST}/ubah/{PORTAL}/tidak"])
def test_an_unknown_service_is_an_honest_page(offered, path):
    assert browser(offered, STEWARD).get(path).status_code == 404


def test_the_list_is_searched_and_downloaded(offered):
    client = browser(offered, STEWARD)
    hidden = NewService(PORTAL, "lain", "Rahasia", "https://x.example", public=False)
    services.publish(offered, Actor.SYSTEM, new=hidden)
    page = client.get(LIST).text
    for words in ("2 layanan", "Data kependudukan", "Rahasia", "Tidak ada di katalog"):
        assert words in page
    assert "Rahasia" not in client.get(f"{LIST}?cari=pusdatin").text
    assert "Tidak ada layanan yang cocok" in client.get(f"{LIST}?cari=zzz").text
    rows = client.get(f"{LIST}/ekspor.csv").text.splitlines()
    assert rows[0] == "service,title,kind,public,enabled,lifecycle,sunset_at,successor,classification,contact"
    assert rows[1] == f"{PORTAL}/data,Data kependudukan,REST,True,True,published,,,open,Pusdatin"
    assert len(rows) == 3


def test_a_node_without_services_says_how_to_begin(portal):
    assert "Simpul ini belum menawarkan apa pun" in browser(portal, STEWARD).get(LIST).text
