"""The nodes' health as everybody sees it: who is away says so first, with since when and why."""

from dataclasses import replace
from datetime import timedelta

import pytest
from starlette.testclient import TestClient
from tests.exchange.register_nodes import BPBD, PORTAL, found, join, nodes

from simpul.app import create_app
from simpul.exchange.actions import health, joining
from simpul.exchange.model.health import Ailment, Told
from simpul.exchange.pages.health import AILMENTS
from simpul.kernel.actor import Actor

PATH = "/penghubung/simpul"
WELL = Told(Ailment.NONE, 12, 1204, 9)


@pytest.fixture
def made(database_urls, run_directory, clock):
    with nodes(database_urls, run_directory, clock) as made:
        yield made


@pytest.fixture
def operator(made):
    platform = made(PORTAL)
    found(platform)
    join(platform, made(BPBD, exchange_operator="http://127.0.0.1:1"))
    return platform


@pytest.fixture
def answers(monkeypatch, clock):
    """What each node answers when it is asked."""
    found = {PORTAL: WELL, BPBD: WELL}
    monkeypatch.setattr(health, "_told", lambda one, _heard, _key: found[one.id])
    return found


def page(platform, path: str = "") -> str:
    client = TestClient(create_app(platform, background=False), base_url="http://localhost", follow_redirects=False)
    answer = client.get(PATH + path) if not path.startswith("/en") else client.get(path)
    assert answer.status_code == 200, answer.text
    return answer.text


def ask(platform) -> None:
    health.refresh(platform, lambda _address: True)


def test_a_node_in_no_exchange_says_how_to_join(made):
    assert "simpul exchange join" in page(made(PORTAL))


def test_before_the_first_check_nothing_is_claimed(operator):
    text = page(operator)
    assert "2 simpul belum diperiksa" in text
    assert "Menjawab sejak" not in text
    assert "Tidak diperiksa dalam sehari terakhir" in page(operator, f"/{BPBD}")
    assert all(",unknown,,,,," in row for row in page(operator, "/ekspor.csv").splitlines()[1:])


def test_when_all_answer_the_page_says_so(operator, answers):
    ask(operator)
    text = page(operator)
    for words in (
        "Semua simpul menjawab",
        "Menjawab sejak",
        "12\u00a0ms",
        "1.204 catatan",
        "100\u00a0% pemeriksaan dijawab",
    ):
        assert words in text
    assert "All nodes answer" in page(operator, f"/en{PATH}")


def test_a_node_that_is_away_stands_first_with_since_when_and_why(operator, answers, clock):
    ask(operator)
    clock.advance(timedelta(hours=2))
    answers[BPBD] = Told(Ailment.REFUSES)
    ask(operator)
    clock.advance(timedelta(minutes=1))
    text = page(operator)
    for words in (
        "1 simpul tidak menjawab sebagaimana mestinya",
        "Tidak menjawab",
        "Diam sejak",
        "1 menit yang lalu",
        "Tidak ada yang menerima sambungan di alamatnya.",
        "Terakhir menjawab",
        "50\u00a0% pemeriksaan dijawab",
    ):
        assert words in text, words
    assert text.index(BPBD) < text.index(f">{PORTAL}<")
    one = page(operator, f"/{BPBD}")
    assert "50\u00a0% pemeriksaan dalam sehari terakhir dijawab" in one
    assert "plot__bar--bad" in one
    assert "1 node does not answer as it should" in page(operator, f"/en{PATH}")


@pytest.mark.parametrize("ailment", [one for one in Ailment if one is not Ailment.NONE])
def test_every_ailment_has_words(operator, answers, ailment):
    answers[BPBD] = replace(WELL, ailment=ailment)
    ask(operator)
    assert AILMENTS[ailment]
    assert "Yang salah" in page(operator)


def test_old_checks_are_no_longer_believed(operator, answers, clock):
    ask(operator)
    clock.advance(timedelta(minutes=6))
    assert "2 simpul belum diperiksa" in page(operator)


def test_maintenance_is_told_beside_what_was_found(operator, answers):
    joining.send(operator, joining.request_maintenance(operator, Actor.SYSTEM, message="Kembali <b>Senin</b>"))
    answers[PORTAL] = Told(Ailment.TIMED_OUT)
    ask(operator)
    text = page(operator)
    assert "Kembali &lt;b&gt;Senin&lt;/b&gt;" in text
    assert "Dalam pemeliharaan" in text


def test_the_list_is_searched_filtered_and_downloaded(operator, answers):
    answers[BPBD] = Told(Ailment.FORGED)
    ask(operator)
    assert BPBD not in page(operator, "?status=menjawab")
    assert f">{PORTAL}<" not in page(operator, "?status=ragu")
    assert "Tidak ada yang cocok" in page(operator, "?cari=zzz")
    assert BPBD in page(operator, "?status=aneh&hal=-3&cari=bpbd")
    head, row = page(operator, "/ekspor.csv?status=ragu").splitlines()
    assert head.startswith("node,name,address,state,ailment,since")
    assert row.startswith(f"{BPBD},BPBD,http://127.0.0.1:8091,doubtful,forged,2026-11-23T05:00:00+00:00")


def test_it_follows_by_itself_until_it_is_stopped(operator, answers):
    assert 'hx-trigger="every 15s"' in page(operator)
    assert "hx-trigger" not in page(operator, "?langsung=tidak")


def test_an_unknown_node_is_an_honest_page(operator):
    client = TestClient(create_app(operator, background=False), base_url="http://localhost")
    for name in ("ID/GOV/9/NONE", "x", "a" * 3000, "%00"):
        assert client.get(f"{PATH}/{name}").status_code == 404
