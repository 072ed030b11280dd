"""Every page, as people meet it: at three widths, light and dark, in each language. LOOK.md; WCAG 2.2 AA by axe.

A page passes when axe finds nothing, nothing scrolls sideways, the browser's console stays silent (a breach of the content
policy speaks there), nothing was asked of another host, and the page's language is what its path says.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import ConsoleMessage, Page, Request

pytestmark = pytest.mark.browser

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
WIDTHS = (320, 768, 1280)
PUBLIC = (
    "/",
    "/cari?q=banjir",
    "/cari?q=zzzzzz",
    "/tentang",
    "/aksesibilitas",
    "/privasi",
    "/wilayah",
    "/wilayah/31",
    "/wilayah/92.06",
    "/bencana",
    "/bencana/lapor",
    "/bencana/lapor/flood",
    "/bencana/lapor/earthquake",
    "/bencana/lapor/fire",
    "/bencana/latihan",
    "/bencana/latihan/lapor",
    "/bencana/latihan/lapor/wind",
    "/bencana/daftar",
    "/bencana/daftar?arsip=2017",
    "/bencana/kejadian",
    "/bencana/kejadian?stage=all&hazard=flood",
    "/bencana/wilayah",
    "/bencana/wilayah?q=pluit",
    "/bencana/wilayah/3172011005",
    "/bencana/wilayah/riwayat",
    "/bencana/dekat?q=pluit",
    "/bencana/peta-cetak",
    "/bencana/peta-kecil?wilayah=31",
    "/bencana/sematkan?q=jakarta",
    "/bencana/pos-air",
    "/bencana/pos-air/1",
    "/bencana/langganan",
    "/bencana/statistik?arsip=2017",
    "/bencana/data",
    "/bencana/data/arsip-2017",
    "/ogc",
    "/ogc/collections/areas",
    "/ogc/collections/reports_2017/items",
    "/ogc/api",
    "/bencana/gempa/1",
    "/bencana/gunung-api/SINTETIS-A",
    "/bencana/pengungsian?q=jatinegara",
    "/bencana/pengungsian/2",
    "/penghubung",
    "/penghubung?cari=zzzzzz",
    "/penghubung/katalog",
    "/penghubung/katalog?cari=zzzzzz",
    "/penghubung/katalog/ID/GOV/6000/BPBD/reports?operasi=0",
    "/penghubung/simpul",
    "/penghubung/simpul?cari=zzzzzz",
    "/penghubung/simpul/ID/GOV/6000/BPBD",
    "/penghubung/catatan/periksa",
    "/malaria/takaran",
    "/malaria",
    "/malaria/laporan",
    "/kematangan",
    "/kematangan/terbitan",
    "/kematangan/terbitan/instansi/8205",
    "/kematangan/andaikan",
    "/kematangan/data",
    "/kematangan/berita-acara",
    "/kematangan/instrumen?q=pusat",
    "/kematangan/instrumen?bandingkan=SPBE-2018&dengan=PEMDI-2026",
    "/kematangan/instrumen/SPBE-2020",
    "/kematangan/instrumen/SPBE-2020/indikator/1",
    "/masuk",
    "/tidak-ada",
)
OFFICER = ("/bencana/meja", "/bencana/meja/kejadian", "/bencana/meja/kejadian?q=zzqxwv", "/akun")
OFFICER += ("/bencana/meja/pelanggan", "/bencana/meja/tanda", "/bencana/meja/mitra", "/bencana/meja/pengungsian")
OFFICER += ("/bencana/meja/pos-air", "/bencana/meja/pos-air/3", "/bencana/meja/impor")
AREAS = tuple(f"/bencana/meja/wilayah{path}" for path in ("", "?tampil=all&q=zzz", "/baru", "/3172011005"))
OPERATOR = ("/penghubung/permohonan", "/penghubung/permohonan?status=semua")
WATCHER = (
    "/penghubung/pemakaian",
    "/penghubung/pemakaian?rentang=minggu&menurut=pasangan",
    "/penghubung/catatan",
    "/penghubung/catatan?pesan=zz",
)
EVENTS = tuple(f"/penghubung/peristiwa{path}" for path in ("", "?cari=zzzzzz", "/kiriman", "/gagal", "/diterima"))
INTEGRATOR = ("/penghubung/katalog/ID/GOV/6000/BPBD/reports", "/penghubung/coba/ID/GOV/6000/BPBD/reports")
SERVICES = tuple(f"/penghubung/layanan{path}" for path in ("", "?cari=zzzzzz", "/baru", "/ID/GOV/6000/BPBD/reports"))
SERVICES += ("/penghubung/layanan/ubah/ID/GOV/6000/BPBD/reports",)
ACCESS = tuple(f"/penghubung/akses{path}" for path in ("", "?status=semua&cari=zzzzzz", "/hak", "/hak?status=dicabut"))
ASKING = tuple(f"/penghubung/akses/{path}" for path in ("permintaan", "minta", "minta?layanan=ID/GOV/6000/BPBD/reports"))
MALARIA = tuple(f"/malaria/meja/{path}" for path in ("kampung", "petugas/baru", "perangkat", "kasus?q=zz", "periksa"))
MALARIA += tuple(f"/malaria/meja/{path}" for path in ("genangan/habitat", "genangan/aturan", "penyelidikan/aturan"))
MALARIA += tuple(f"/malaria/meja/{path}" for path in ("kirim/kode", "kirim/lihat/dhis2", "sismal/impor", "sismal/banding"))
"""The rest of that desk is looked at with something on it, in `test_malaria_month`."""
SECOND = ("/malaria/baca-ulang", "/malaria/sertifikat")
ADMIN = ("/akun/pengguna", "/akun/instansi")
RESIDENT = ("/akun/pembaca-data",)
REGISTRAR = ("/penghubung/warga", "/penghubung/warga?status=diakhiri")
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}}
RULES |= {"resultTypes": ["violations"]}  # the same violations; what passed is counted, and not described node by node
CONTRAST = RULES | {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
"""The one rule that the colours of the dark scheme can break: all else is the same page at the same width."""
Schemes = tuple[tuple[Literal["light", "dark"], dict[str, Any]], ...]
SCHEMES: Schemes = (("light", RULES), ("dark", CONTRAST))
"""Dark is looked at in one language: a language has words of its own, and no colours."""
POLICY = "Content Security Policy"


def _cases() -> list[tuple[str, str]]:
    people = ((PUBLIC, ""), (OFFICER, "petugas"), (OPERATOR, "operator"), (ADMIN, "admin"), (WATCHER, "auditor"))
    people += ((EVENTS, "pengelola"), (RESIDENT, "warga"), (REGISTRAR, "pencocok"))
    people += ((ACCESS, "pengelola"), (ASKING, "integrator"))
    people += ((AREAS, "petugas"), (MALARIA, "malaria"), (SECOND, "pembaca"))
    people += ((INTEGRATOR, "integrator"), (SERVICES, "pengelola"))
    return [(path, who) for paths, who in people for path in paths]


JAVANESE = frozenset(path for path in PUBLIC if path.startswith(("/bencana", "/wilayah", "/cari")))
"""Residents' pages are in a third language too."""


@pytest.mark.parametrize(("path", "who"), _cases())
def test_a_page_is_whole_for_everybody(stay: Callable[..., Page], path: str, who: str) -> None:
    """In each of its languages; as it is served, its content policy in force: axe comes in past it by the debugger."""
    page = stay(who)
    for lang in ("id", "en", "jv") if path in JAVANESE else ("id", "en"):
        page.emulate_media(color_scheme="light")
        with _listening(page) as (said, hosts):
            page.goto(("" if lang == "id" else f"/{lang}") + path, wait_until="load")
            _bring_axe(page)
            at_every_width_and_scheme(page, f"{path} {lang}", SCHEMES if lang == "id" else SCHEMES[:1])
        assert page.locator("html").get_attribute("lang") == lang
        assert hosts <= {"localhost", ""}
        complaints = [one.text for one in said if one.type in ("error", "warning") or POLICY in one.text]
        assert not [line for line in complaints if not _expected(line, path)], complaints


def _bring_axe(page: Page) -> None:
    line = page.context.new_cdp_session(page)
    line.send("Runtime.evaluate", {"expression": AXE.read_text()})
    line.detach()


@contextmanager
def _listening(page: Page) -> Iterator[tuple[list[ConsoleMessage], set[str]]]:
    """What the console says and which hosts are asked, as long as the block lasts."""
    said: list[ConsoleMessage] = []
    hosts: set[str] = set()

    def hear(message: ConsoleMessage) -> None:
        said.append(message)

    def see(request: Request) -> None:
        hosts.add(urlsplit(request.url).hostname or "")

    page.on("console", hear)
    page.on("request", see)
    try:
        yield said, hosts
    finally:
        page.remove_listener("console", hear)
        page.remove_listener("request", see)


def at_every_width_and_scheme(page: Page, where: str, schemes: Schemes = SCHEMES) -> None:
    """The page, with axe in it, is whole at every width and in these schemes."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        for scheme, rules in schemes:
            page.emulate_media(color_scheme=scheme)
            _is_whole(page, f"{where} {width} {scheme}", rules)


def _is_whole(page: Page, where: str, rules: dict[str, Any] = RULES) -> None:
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{where} scrolls sideways by {wide} px"
    found: list[dict[str, Any]] = page.evaluate("rules => axe.run(document, rules).then(r => r.violations)", rules)
    assert not found, where + ": " + "; ".join(f"{v['id']}: {v['nodes'][0]['html'][:200]}" for v in found)


def _expected(line: str, path: str) -> bool:
    """The browser itself reports a page's own 404; a machine without a graphics card says so."""
    return ("404" in line and path == "/tidak-ada") or "GPU stall" in line or "GL Driver Message" in line or "WebGL" in line


@pytest.mark.parametrize("path", ["/", "/bencana", "/bencana/lapor", "/bencana/daftar", "/wilayah"])
def test_a_page_works_without_javascript(visit: Callable[..., Page], path: str) -> None:
    page = visit(path, width=320, java_script_enabled=False)
    assert page.locator("h1").is_visible()
    assert page.locator("main a, main button").first.is_visible()
