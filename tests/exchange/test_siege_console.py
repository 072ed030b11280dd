"""The console under attack: by nodes that answer ill, by people of other agencies, by what stands in an address."""

import json
import re
import time
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from starlette.testclient import TestClient
from tests.exchange.asking_nodes import INTEGRATOR, WISH
from tests.exchange.register_nodes import BPBD, DINKES, PORTAL, found, join, nodes

from simpul.app import create_app
from simpul.exchange.actions import asking, figures, listing
from simpul.exchange.actions import catalogue as finding
from simpul.exchange.model.access import AccessState, OwnRequest
from simpul.exchange.model.listing import Wanted
from simpul.exchange.outside.own_listener import Heard
from simpul.exchange.rules import openapi
from simpul.exchange.rules.listing import turn, words
from simpul.exchange.rules.shapes import Reader
from simpul.exchange.store import access as access_store
from simpul.identity.model import ROLES
from simpul.kernel.actor import Actor
from simpul.kernel.web.export import csv_of
from simpul.kernel.web.request import Session, Sessions
from simpul.kernel.web.routing import access_table

HOME = Actor(UUID(int=77), "Semua", agency=PORTAL, region="31", roles=frozenset(ROLES))
STRANGER = Actor(UUID(int=78), "Asing", agency=BPBD, region="31", roles=frozenset(ROLES))
TABLE = {key: role for key, role in access_table().items() if "/penghubung" in key or "/akun/pembaca" in key}
OPEN = {key for key, role in TABLE.items() if role == "public"}


class Known:
    """Two people hold every role there is: one at home, one at another agency."""

    def find(self, platform, token):
        return next((Session(one.id, one, token) for one in (HOME, STRANGER) if str(one.id) == token), None)

    def bearer(self, platform, token):
        return HOME if token == "everything" else None


def browser(platform, actor=None):
    object.__setattr__(platform, "ports", {**platform.ports, Sessions: Known()})
    client = TestClient(create_app(platform, background=False), base_url="http://localhost", follow_redirects=False)
    if actor is not None:
        client.cookies.set(platform.settings.cookie, str(actor.id))
    return client


@pytest.fixture
def node(database_urls, run_directory, clock):
    """The portal's node, in an exchange with two others."""
    with nodes(database_urls, run_directory, clock) as made:
        platform = made(PORTAL, exchange_figures=f"{BPBD}/reports,{DINKES}/reports")
        found(platform)
        for other in (BPBD, DINKES):
            join(platform, made(other, exchange_operator="http://127.0.0.1:1"))
        yield platform


class Nodes:
    """What other nodes answer through the node's own listener, by what the path ends with; the first that fits counts."""

    def __init__(self, *answers):
        self.answers = answers

    def __call__(self, _platform, **_more):
        return self

    def get(self, path):
        return next((heard for end, heard in self.answers if path.endswith(end)), Heard(0))

    def call(self, sent, *, client=""):
        return self.get(sent.path)


def ok(value, status=200):
    return Heard(status, "ID-1", value if isinstance(value, bytes) else json.dumps(value).encode())


def clients(*paths):
    names = ("xroad_instance", "member_class", "member_code", "subsystem_code")
    ids = [{"object_type": "SUBSYSTEM", **dict(zip(names, path.split("/"), strict=True))} for path in paths]
    return ok({"member": [{"id": one, "name": "Instansi", "subsystem_name": "Subsistem"} for one in ids]})


def told(owner, **more):
    service = {"code": "reports", "title": "Laporan", "type": "REST", "endpoints": []} | more
    return ok({"catalogue": 1, "owner": owner, "services": [service], "event_types": []})


UNKEPT = [
    {"title": "\ud800"},
    {"contact": "a\0b\udfff"},
    {"notice": "\ud83d"},
    {"summary": "\udc00"},
    {"person_in": "\ud800"},
]
UNKEPT += [{"endpoints": [{"method": "GET", "path": "/\ud800"}]}, {"promise": {"availability": "\ud800", "hours": "\0"}}]


@pytest.mark.parametrize("hostile", UNKEPT, ids=range(len(UNKEPT)))
def test_a_catalogue_that_cannot_be_kept_does_not_stop_the_others(node, monkeypatch, hostile):
    """Half a sign is JSON to Python and nothing to the database; the run ended there, and who came later was not asked."""
    answers = [("/listClients", clients(BPBD, DINKES)), (f"{BPBD}/api/v1/catalogue", told(BPBD, **hostile))]
    monkeypatch.setattr(listing, "OwnListener", Nodes(*answers, (f"{DINKES}/api/v1/catalogue", told(DINKES))))
    listing.refresh(node)
    listed = {one.service for one in finding.everything(node, wanted=Wanted())}
    assert listed == {f"{BPBD}/reports", f"{DINKES}/reports"}


def test_figures_that_cannot_be_kept_do_not_stop_the_others(node, monkeypatch):
    bad, good = ({"key": key, "value": 7, "label": {"id": key, "en": key}} for key in ("\ud800", "x"))
    answers = [(f"{BPBD}/reports/figures", ok({"figures": [bad]})), (f"{DINKES}/reports/figures", ok({"figures": [good]}))]
    monkeypatch.setattr(figures, "OwnListener", Nodes(*answers))
    figures.refresh(node)
    assert [len(one.figures) for one in figures.figures(node)] == [1, 1]


@pytest.mark.rules
def test_words_of_others_hold_no_sign_that_turns_a_page_round():
    assert words("a\u202eb\u2066c\x1bd\ue000e\n f", 100) == "a b c d e f"
    assert words("a" * 5 + "\u200b" * 10_000, 3) == "aaa"


def own(number, owner):
    wish = WISH.__class__(**{name: getattr(WISH, name) for name in WISH.__slots__} | {"service": f"{owner}/reports"})
    return OwnRequest(UUID(int=number), PORTAL, wish, datetime(2026, 11, 23, tzinfo=UTC), INTEGRATOR.id)


def asked_about(**more):
    granted = {"tier": "standard", "expires_at": "2027-01-01T00:00:00Z", "endpoints": [], "agreement": ""}
    return ok({"id": str(UUID(int=5)), "state": "approved", "reason": "", "grant": granted | more.pop("grant", {})} | more)


LIES = [
    (ok({"type": "a\0b", "message": "x"}, 400), AccessState.REFUSED),
    (ok({"type": "x", "message": "a\0b"}, 409), AccessState.REFUSED),
    (asked_about(grant={"endpoints": [{"method": "GET", "path": "/\0"}]}), AccessState.WAITING),
    (asked_about(grant={"endpoints": [{"method": ["GET"], "path": "/"}]}), AccessState.WAITING),
    (asked_about(decided_at="9999-12-31T23:59:59Z"), AccessState.WAITING),
    (asked_about(grant={"expires_at": "9999-12-31T23:59:59-12:00"}), AccessState.WAITING),
    (asked_about(grant={"revoked_at": "0001-01-01T00:00:00+14:00"}), AccessState.WAITING),
]


@pytest.mark.parametrize(("lie", "state"), LIES, ids=range(len(LIES)))
def test_an_owner_that_answers_a_request_with_rubbish_stops_no_other_request(node, monkeypatch, lie, state):
    """Each ten seconds the job failed at the liar and came to nobody else's request; or its page could not be made."""
    first, second = own(1, BPBD), own(2, DINKES)
    with node.database.writing() as unit:
        unit.unaudited("a test")
        for one in (first, second):
            access_store.add_own(unit.connection, one)
    sent = ok({"id": str(UUID(int=5)), "state": "waiting"}, 201)
    is_asked = lie.status == 200
    answers = [(f"{BPBD}/api/v1/access/{UUID(int=5)}", lie), (f"{BPBD}/api/v1/access", sent if is_asked else lie)]
    monkeypatch.setattr(asking, "OwnListener", Nodes(*answers, (f"{DINKES}/api/v1/access", sent)))
    asking.follow(node)
    asking.follow(node)
    assert asking.look(node, HOME, id=first.id).state is state
    assert asking.look(node, HOME, id=second.id).state is AccessState.WAITING
    for path in ("permintaan", f"permintaan/{first.id}", "permintaan/ekspor.csv"):
        assert browser(node, HOME).get(f"/penghubung/akses/{path}").status_code == 200


def wide(schema):
    """An operation that shows the schema as often as one may."""
    media = {f"application/json;{n}": {"schema": schema} for n in range(5)}
    headers = {f"h{n}": {"$ref": "#/x", "a": 1} for n in range(20)}
    return {"responses": {str(200 + n): {"content": media, "headers": headers} for n in range(30)}}


LEAVES = {f"{n:04x}": 1 for n in range(50_000)}
BOMBS = {
    "paths that all repeat one large thing": (
        {"paths": {f"/{n:05}": {"$ref": "#/x", "a": 1} for n in range(25_000)}, "x": LEAVES},
        1.0,
    ),
    "parts that all hold two thousand fields": (
        {"x": {"allOf": [{"properties": {f"p{n}": {"$ref": "#/x"} for n in range(2000)}}] * 20}},
        1.5,
    ),
    "choices of choices of choices": (
        {"x": {"oneOf": [{"oneOf": [{"$ref": "#/y"}] * 8}] * 8}, "y": {"anyOf": [{"oneOf": [{"type": "string"}] * 8}] * 8}},
        3.0,
    ),
}


@pytest.mark.rules
@pytest.mark.parametrize("bomb", BOMBS)
def test_a_description_made_to_be_expensive_costs_a_visitor_little(bomb):
    """The page is everybody's, the document any member's: half a minute of work for each visit stopped the node."""
    said, most = BOMBS[bomb]
    said = {"paths": {f"/{n}": {"get": wide({"$ref": "#/x"})} for n in range(20)}} | said
    document = openapi.parsed(json.dumps({"openapi": "3.0.0", "info": {"title": "x"}, **said}).encode())
    started = time.process_time()
    openapi.outline(document)
    openapi.operations(document, range(20))
    assert time.process_time() - started < most


@pytest.mark.rules
def test_a_structure_within_bounds_is_still_shown_whole():
    schema = {"allOf": [{"$ref": "#/d/a"}, {"properties": {"c": {"oneOf": [{"type": "string"}, {"type": "null"}]}}}]}
    reader = Reader(
        {"d": {"a": {"properties": {"a": {"type": "integer"}, "b": {"$ref": "#/d/b"}}}, "b": {"type": "array"}}}
    )
    assert [(line.name, line.type) for line in reader.lines(schema)] == [
        ("a", "integer"),
        ("b", "any[]"),
        ("c", "string | null"),
    ]


@pytest.mark.rules
def test_nobody_stands_for_ever_behind_one_who_takes_all_the_time():
    """Runs are cut off after twenty seconds: whoever is slow on purpose must not always come before the same ones."""
    everybody, every = [f"s{n:02}" for n in range(12)], timedelta(seconds=30)
    runs = [turn(everybody, most=4, at=datetime.fromtimestamp(30 * n, UTC), every=every) for n in range(12)]
    assert {run[0] for run in runs} == set(everybody)
    assert sorted(one for run in runs[:3] for one in run) == everybody
    assert list(turn([], most=4, at=datetime.fromtimestamp(0, UTC), every=every)) == []


def test_a_bundle_of_a_hundred_thousand_records_makes_no_page_of_fifty_megabytes(node):
    """Anybody may have a bundle checked, thirty times a minute: one of 3 MB took nine seconds."""
    records = [{"proof": [], "record": "", "salt": "", "seq": number} for number in range(60_000)]
    register = {"checkpoint": "", "key": "", "statements": []}
    bundle = {"checkpoint": "", "message": "m", "node": "n", "records": records, "register": register, "v": 1}
    client, page = browser(node), "/penghubung/catatan/periksa"
    for sent in (bundle, bundle | {"records": records[:200]}):
        file = {"file": ("bukti.json", json.dumps(sent, separators=(",", ":"), sort_keys=True).encode())}
        started = time.process_time()
        answer = client.post(page, files=file, headers={"Sec-Fetch-Site": "same-origin"})
        assert time.process_time() - started < 2
        assert answer.status_code == (422 if sent is bundle else 200)
        assert len(answer.content) < 300_000


class Slow(Nodes):
    """Answers everything, and lets half a minute pass with each description."""

    def __init__(self, clock, *answers):
        super().__init__(*answers)
        self.clock, self.descriptions = clock, 0

    def get(self, path):
        if "getOpenAPI" in path:
            self.descriptions += 1
            self.clock[0] += 1.0
        return super().get(path)


def test_one_subsystem_with_many_slow_descriptions_leaves_time_for_the_others(node, monkeypatch):
    passed = [0.0]
    monkeypatch.setattr(listing.time, "monotonic", lambda: passed[0])
    kinds = {"title": "x", "type": "OPENAPI", "endpoints": [], "digest": "a" * 64}
    many = [{"code": f"s{n}", **kinds} for n in range(90)]
    greedy = ok({"catalogue": 1, "owner": BPBD, "services": many, "event_types": []})
    answers = [("/listClients", clients(BPBD, DINKES)), (f"{BPBD}/api/v1/catalogue", greedy)]
    slow = Slow(passed, *answers, (f"{DINKES}/api/v1/catalogue", told(DINKES)))
    monkeypatch.setattr(listing, "OwnListener", slow)
    listing.refresh(node)
    assert f"{DINKES}/reports" in {one.service for one in finding.everything(node, wanted=Wanted())}
    assert slow.descriptions <= 6


@pytest.mark.rules
@pytest.mark.parametrize("cell", ["=1+1", "+62", "-1", "@x", "\t=1", "a;=1+1", "a;@x", "a\n=1", "x\t+1", "\r=1"])
@pytest.mark.parametrize("cut", [",", ";", "\t"])
def test_no_spreadsheet_runs_what_somebody_wrote(cell, cut):
    """Where lists are cut by `;`, as in Indonesia, a spreadsheet that opens the file by itself begins a cell there."""
    body = csv_of("x.csv", ("kepala",), [("nama", cell)]).body.decode()
    assert not [piece for piece in re.split(f"[{cut}\r\n]", body) if re.match('"?[=+@-]', piece)]
    assert csv_of("x.csv", ("kepala",), [("a;b", "1-2=3", "x; y", -5)]).body.decode().endswith("a;b,1-2=3,x; y,-5\r\n")


@pytest.mark.parametrize("key", sorted(TABLE.keys() - OPEN))
def test_somebody_of_another_agency_gets_nothing_whatever_roles_they_hold(node, key):
    """But the operator's pages: the register is the whole exchange's. Nor does a visitor, or a program with that token."""
    method, path = key.split(" ")
    address = re.sub(r"\{[^}]*\}", str(UUID(int=1)), path)
    nobody, stranger = browser(node), browser(node, STRANGER)
    page = stranger.get("/penghubung").text
    token = page.split('name="csrf" value="')[1].split('"', maxsplit=1)[0] if 'name="csrf" value="' in page else ""
    for client in (nobody, stranger):
        answer = client.get(address) if method == "GET" else client.post(address, data={"do": "pause", "csrf": token})
        allowed = TABLE[key] == "exchange.operator" or path == "/penghubung/warga/cari"
        assert answer.status_code in ((200, 303, 401, 403, 404) if allowed else (303, 401, 403, 404)), answer.status_code
        assert answer.status_code != 303 or allowed or "/masuk" in answer.headers["location"]


FORMS = sorted(key for key in TABLE if key.startswith(("POST /penghubung", "POST /akun")))


@pytest.mark.parametrize("key", FORMS)
def test_no_form_of_the_console_is_taken_from_another_site(node, key):
    address = re.sub(r"\{[^}]*\}", str(UUID(int=1)), key.split(" ")[1])
    client = browser(node, HOME)
    for headers in ({}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://jahat.example"}, {"Origin": "null"}):
        answer = client.post(address, data={"do": "approve", "csrf": "x"}, headers=headers)
        assert answer.status_code == 403, (headers, answer.status_code)


ODD = ["%00", "a%00b", "..%2f..", "%2e%2e", "x" * 3000, "' OR 1=1 --", "%ff", "{{7*7}}", "ID/GOV/6000/BPBD/%00", "9" * 30]
ODD += ["ID/GOV/6000/BPBD/pull/v1/%00", "%E2%80%AE", "%0d%0aX-Evil:%201", "٣"]


@pytest.mark.parametrize("path", sorted(key[4:] for key in TABLE if key.startswith("GET ") and "{" in key))
def test_what_stands_in_an_address_fells_no_page(node, path):
    client = browser(node, HOME)
    for odd in ODD:
        answer = client.get(re.sub(r"\{[^}]*\}", lambda _found, odd=odd: odd, path))
        assert (answer.status_code < 500, "x-evil" in answer.headers) == (True, False), odd


PERSONS = ["/akun/pembaca-data", "/akun/pembaca-data/ekspor.csv", "/penghubung/warga", "/penghubung/warga/ekspor.csv"]
PERSONS += [f"/penghubung/warga/{UUID(int=1)}", f"/penghubung/warga/{UUID(int=1)}/pembaca"]


@pytest.mark.parametrize("path", PERSONS)
def test_a_programs_token_opens_no_page_about_persons(node, path):
    """Whatever the token's owner may do: somebody sits in front of these pages."""
    answer = browser(node).get(path, headers={"Authorization": "Bearer everything"})
    assert answer.status_code == 403
