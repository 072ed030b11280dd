"""Residents' pages speak Javanese: whatever one of them asks of the Javanese words is there. docs/adr/0034."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from starlette.testclient import TestClient
from tests.disaster.cards import a_card
from tests.disaster.forms import Clients, value_of
from tests.disaster.incident_makers import SARI, opened
from tests.disaster.makers import sent
from tests.disaster.report_forms import FLOOD, filled
from tests.disaster.test_incident_pages import form as incident_form
from tests.disaster.test_need_pages import asked, promised
from tests.disaster.test_subscribing import PERSON, Post, join
from tests.disaster.test_subscribing import ask as ask_for_code
from tests.disaster.warning_makers import ended, given
from tests.house.lacking import heard
from tests.house.source import none_of

from simpul import disaster
from simpul.disaster.pages import OFFICERS, RESIDENTS
from simpul.disaster.pages import ROUTES as DISASTER
from simpul.kernel.i18n import Places
from simpul.kernel.platform import Platform
from simpul.portal.pages import ROUTES as PORTAL
from simpul.regions.pages import ROUTES as REGIONS

PAGES: tuple[str, ...] = (
    "/",
    "/cari",
    "/cari?q=banjir",
    "/cari?q=zzzzzz",
    "/cari?q=gambir",
    "/tentang",
    "/aksesibilitas",
    "/privasi",
)
PAGES += ("/wilayah", "/wilayah?q=zzz", "/wilayah/31", "/wilayah/31.71", "/wilayah/92.06", "/wilayah/zz")
OF_DISASTER = (
    *("", "?laporan=1", "/lapor", "/lapor/flood", "/lapor/fire", "/lapor/none", "/lapor/none/lanjut"),
    *("/latihan", "/latihan/lapor", "/latihan/lapor/wind"),
    *("/daftar", "/daftar?q=zzz", "/daftar?arsip=2017", "/laporan/1", "/laporan/99", "/laporan/1/tandai"),
    *(
        "/laporan/1/kabar",
        "/kejadian",
        "/kejadian?stage=all&hazard=fire",
        "/kejadian/1",
        "/kejadian/1/laporan/1",
        "/kejadian/1/laporan/1/pdf",
    ),
    *("/wilayah", "/wilayah?q=pluit", "/wilayah?q=zzz", "/wilayah/3172011005", "/wilayah/riwayat"),
    *("/dekat", "/dekat?q=pluit", "/dekat?q=zzz", "/dekat?q=gambir", "/dekat?lat=-6.2&lon=106.85", "/dekat?lat=0&lon=0"),
    *("/peta-cetak", "/peta-cetak?wilayah=31.71", "/peta-cetak?wilayah=94", "/peta-kecil", "/peta-kecil?wilayah=31"),
    *("/sematkan", "/sematkan?q=jakarta", "/pos-air", "/pos-air?q=zzz", "/pos-air/1", "/pos-air/1?kurun=3d", "/pos-air/99"),
    *("/peringatan", "/peringatan?q=zzz", "/peringatan?state=all", "/peringatan/1", "/peringatan/2", "/peringatan/99"),
    *("/gempa", "/gempa?q=gambir", "/gempa/1", "/gempa/2", "/gempa/99", "/gunung-api", "/gunung-api?q=zzz"),
    *("/gunung-api/SINTETIS-A", "/gunung-api/SINTETIS-B", "/prakiraan", "/prakiraan?q=gambir", "/prakiraan?q=jayapura"),
    *("/prakiraan/1", "/prasarana", "/prasarana?q=zzz", "/pengungsian", "/pengungsian?q=jatinegara", "/pengungsian?q=zzz"),
    *("/pengungsian/1", "/pengungsian/2", "/pengungsian/4", "/kebutuhan", "/kebutuhan?q=zzz", "/kebutuhan/1"),
    *("/kebutuhan/baru", "/kebutuhan/baru?q=gambir", "/kebutuhan/baru?kode=31.71", "/langganan", "/data"),
    *("/data/arsip-2017", "/data/laporan", "/statistik", "/statistik?arsip=2017", "/lencana/none"),
)
QUAKE = {"report_type": "structure", "structureFailure": 2}
SAID_IN_INDONESIAN = dict.fromkeys(("Qlue", "Detik"), "names")
"""What a residents' page may say in Indonesian all the same, and why."""


@pytest.fixture
def lacking(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Each message that was asked of the Javanese words and is not among them, and the page that asked."""
    return heard(monkeypatch, "jv")


def test_residents_pages_lack_no_javanese(
    client_for: Clients, client: TestClient, platform: Platform, lacking: dict[str, str]
) -> None:
    seen = set()
    for path in _walk(client_for, client, platform):
        lacking[""] = path
        answer = client.get(f"/jv{path}", headers={"accept": "text/html", **PERSON})
        assert answer.status_code < 500, path
        if answer.status_code == 200:
            seen.add(urlsplit(path).path)
    lacking.pop("")
    none_of({message: path for message, path in lacking.items() if message not in SAID_IN_INDONESIAN})
    none_of({route: route for route in _pages() if not any(re.fullmatch(route, path) for path in seen)})


def _pages() -> set[str]:
    """A pattern for each page that is a resident's; files and what only scripts fetch are none."""
    residents = Places((*RESIDENTS, "/", "/cari", "/tentang", "/aksesibilitas", "/privasi", "/wilayah"), OFFICERS)
    paths = {one.path for one in (*DISASTER, *PORTAL, *REGIONS) if one.method == "GET" and residents.has(one.path)}
    fetched = r".*(\.\w+|/pdf|/foto/\{name\}|/\{file\}|/peta/kejadian/\{number\}|/webhook.*|/masih)"
    return {re.sub(r"\{\w+\}", "[^/]+", path) for path in paths if not re.fullmatch(fetched, path)}


def _walk(client_for: Clients, client: TestClient, platform: Platform) -> Iterator[str]:
    """The pages of a node where something happens, and those of somebody who reports, asks, gives and subscribes."""
    yield from PAGES
    yield from (f"/bencana{path}" for path in ("", "/daftar", "/peringatan", "/pos-air", "/kejadian", "/gempa", "/dekat"))
    yield from (f"/bencana/{path}" for path in ("gunung-api", "prakiraan", "prasarana", "pengungsian", "kebutuhan", "data"))
    disaster.seed_demo(platform)
    opened(platform)
    desk = client_for(SARI)
    issued = desk.post("/bencana/meja/kejadian/1/laporan", data=incident_form(desk, "", public="1"))
    assert issued.status_code == 303
    given(platform)
    ended(platform, given(platform, hazard="fire", regions=["31.74"]))
    sent(platform)
    yield from (f"/bencana{path}" for path in OF_DISASTER)
    yield _badge(desk)
    yield from _reporting(client, platform)
    yield from _asking_and_giving(client, platform)
    yield from _subscribing(client, platform)


def _badge(desk: TestClient) -> str:
    """Where a partner's phone gets its badge."""
    path = "/bencana/meja/mitra"
    csrf = {"csrf": value_of(desk.get(path).text, "csrf")}
    desk.post(path, data=csrf | {"code": "pmi", "name": "PMI", "icon": "waves"})
    invited = desk.post(f"{path}/pmi", data=csrf | {"do": "invite", "label": "Posko 3"}).text
    return "".join(re.findall(r"http://localhost(/bencana/lencana/[\w-]{43})", invited))


def _reporting(client: TestClient, platform: Platform) -> Iterator[str]:
    for broken in ({"flood_depth": "x"}, {"text": ""}, {"longitude": ""}, {"longitude": "0"}, {}):
        answer = client.post(f"/jv{FLOOD}", data=filled() | broken)
        if answer.status_code == 303:
            yield answer.headers["location"].removeprefix("/jv")
            yield f"/bencana/laporan/{re.findall(r'[0-9]+', answer.headers['location'])[0]}/kabar"
    client.post("/jv/bencana/laporan/1/suara", data={"vote": "up"})
    quake = sent(platform, hazard="earthquake", card=QUAKE).number
    card = f"/k/{a_card(platform).id}"
    yield from (f"{card}{path}" for path in ("", "/flood"))
    for path in ("/bencana/lapor", "/bencana/latihan/lapor", card):
        yield f"{path}/earthquake/lanjut?nomor={quake}"


def _asking_and_giving(client: TestClient, platform: Platform) -> Iterator[str]:
    mine, theirs = asked(client), promised(client, platform)
    yield from ("/bencana/kebutuhan/1", mine, f"{mine}?selesai=asked", theirs, f"{theirs}?selesai=promised")
    gift = re.search(r'name="gift" value="(\d+)"', client.get(mine).text)
    assert gift
    client.post(f"/jv{mine}", data={"do": "accept", "gift": gift[1]})
    client.post(f"/jv{theirs}", data={"do": "deliver", "code": "000000"})
    yield from (mine, theirs)
    client.post(f"/jv{mine}", data={"do": "met"})
    yield from (mine, theirs, "/bencana/kebutuhan/1")


def _subscribing(client: TestClient, platform: Platform) -> Iterator[str]:
    post = Post()
    object.__setattr__(platform, "mailer", post)
    for step in ("where", "what", "how"):
        client.post("/jv/bencana/langganan", data={"step": step, "region": "31.72", "q": "gambir", "do": "next"})
    yield ask_for_code(client, address="budi@contoh.id").headers["location"]
    mine = join(client, post, region=["31.71"])
    yield from (mine, f"{mine}?selesai=baru", f"{mine}/ubah")
    client.post(mine, data={"do": "pause", "days": "1"})
    yield from (mine, f"{mine}/berhenti", mine)
