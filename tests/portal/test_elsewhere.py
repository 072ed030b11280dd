"""The home page and the search of a node in the exchange: other agencies' figures and services, fresh, stale or missing."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from simpul.app import build_platform, create_app
from simpul.exchange.model.listing import Trouble
from simpul.kernel.keys import Keys
from simpul.kernel.platform import Platform
from tests.conftest import settings_for
from tests.portal import elsewhere

Pages = Callable[[str], str]


@pytest.fixture
def operator(database_url: str, tmp_path: Path, clock) -> Iterator[Platform]:
    """The operator's node, before it founded anything."""
    settings = settings_for(
        tmp_path,
        modules="identity,exchange",
        agency="Kementerian PANRB",
        agency_code=elsewhere.PORTAL,
        exchange_figures=elsewhere.REPORTS,
        exchange_tls=False,
        region="",
    )
    built = build_platform(settings, keys=Keys.kept_in(tmp_path / "keys"), url=database_url, clock=clock)
    yield built
    built.database.close()


@pytest.fixture
def page(operator: Platform) -> Iterator[Pages]:
    with TestClient(create_app(operator, background=False), base_url="http://localhost") as client:
        yield lambda path: client.get(path).text


def test_a_node_in_no_exchange_shows_no_figures_of_others(page: Pages) -> None:
    assert "Keadaan sekarang" not in page("/")
    assert "<h1>Kementerian PANRB</h1>" in page("/")


def test_before_the_first_answer_the_page_says_that_it_is_coming(operator: Platform, page: Pages) -> None:
    elsewhere.found(operator)
    assert "belum ditanyai" in page("/")
    assert 'class="figure' not in page("/")


def test_a_fresh_figure_stands_with_agency_time_message_and_where_it_leads(operator: Platform, page: Pages) -> None:
    elsewhere.found(operator)
    elsewhere.figures(operator)
    home = page("/")
    for words in ("Keadaan sekarang", "1.204", "laporan dalam 3 jam terakhir", "12.00 WIB", 'href="http://bpbd/daftar"'):
        assert words in home
    assert '<a href="/penghubung">ID-0123</a>' in home
    assert "melalui sistem penghubung layanan" in home
    assert "Sudah lama" not in home


def test_english_readers_get_the_figures_english_label(operator: Platform, page: Pages) -> None:
    elsewhere.found(operator)
    elsewhere.figures(operator)
    assert "reports in the last 3 hours" in page("/en/")
    assert "1,204" in page("/en/")


def test_a_figure_older_than_a_minute_is_marked_and_says_how_old_it_is(operator: Platform, page: Pages) -> None:
    elsewhere.found(operator)
    elsewhere.figures(operator, age=timedelta(minutes=3))
    assert "Sudah lama" in page("/")
    assert "3 menit yang lalu" in page("/")


def test_a_figure_of_yesterday_names_the_day(operator: Platform, page: Pages) -> None:
    elsewhere.found(operator)
    elsewhere.figures(operator, age=timedelta(days=1))
    assert "22 Nov 2026, 12.00 WIB" in page("/")


@pytest.mark.parametrize(
    ("what", "words"),
    [
        (Trouble.HERE, "Penghubung simpul ini sedang tidak menjawab"),
        (Trouble.THERE, "sedang tidak menjawab"),
        (Trouble.REFUSED, "tidak mengizinkan panggilan ini"),
        (Trouble.UNREADABLE, "tidak dapat dibaca"),
    ],
)
def test_who_does_not_answer_is_named_and_the_last_figure_stays(
    operator: Platform, page: Pages, what: Trouble, words: str
) -> None:
    elsewhere.found(operator)
    elsewhere.trouble(operator, what)
    assert words in page("/")
    assert "Ini angka terakhirnya" not in page("/")
    elsewhere.figures(operator, age=timedelta(seconds=20))
    elsewhere.trouble(operator, what)
    assert words in page("/")
    assert "Ini angka terakhirnya" in page("/")
    assert "1.204" in page("/")


def test_a_figure_that_leads_nowhere_leads_to_the_exchange(operator: Platform, page: Pages) -> None:
    elsewhere.found(operator)
    elsewhere.figures(operator, url="")
    assert '<a href="/penghubung"><span class="figure__number">1.204' in page("/")


def test_the_operators_home_lists_services_of_all_nodes(operator: Platform, page: Pages) -> None:
    elsewhere.found(operator)
    assert "Belum ada simpul yang menawarkan layanan publik" in page("/")
    elsewhere.listed(operator, 8)
    home = page("/")
    assert "Laporan bencana warga" in home
    assert 'href="/penghubung/katalog/ID/GOV/6000/BPBD/reports"' in home
    assert home.count('href="/penghubung/katalog/ID/GOV/6000/BPBD/') == 6
    assert "Semua 8 layanan" in home


def test_any_node_of_the_exchange_finds_services_of_all(operator: Platform, page: Pages) -> None:
    elsewhere.listed(operator, 3)
    assert "Belum ada simpul" not in page("/"), "it keeps no register: its home page is its own"
    assert "Layanan semua simpul" not in page("/")
    assert "Layanan semua simpul" in page("/cari")
    found = page("/cari?q=laporan")
    assert "ID/GOV/6000/BPBD/reports" in found
    assert "ID/GOV/6000/BPBD/service1" not in found
    assert "ID/GOV/6000/BPBD/service1" in page("/cari?q=bpbd+jakarta")
    assert "Tidak ada hasil" in page("/cari?q=xyzzyx")


def test_a_service_that_was_not_seen_lately_is_marked(operator: Platform, page: Pages) -> None:
    elsewhere.listed(operator, seen_at=operator.clock.now() - timedelta(hours=1))
    assert "Sudah lama" in page("/cari")


def test_a_node_without_the_module_knows_of_no_other(platform: Platform) -> None:
    elsewhere.listed(platform)
    plain = replace(platform, settings=platform.settings.model_copy(update={"modules": ("identity",)}))
    with TestClient(create_app(plain, background=False), base_url="http://localhost") as client:
        assert "Layanan semua simpul" not in client.get("/cari").text
        assert "/penghubung" not in client.get("/").text
