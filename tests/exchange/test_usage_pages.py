"""Usage as the console shows it: figures, plots with their tables, filters, downloads; and who may see it.

Who calls what how often tells much about two agencies, so it is shown to those who look after the exchange at the agency
that runs the node, and to nobody else.
"""

from datetime import datetime, timedelta
from typing import ClassVar
from uuid import UUID

import pytest
from sqlalchemy import insert
from starlette.testclient import TestClient
from tests.conftest import START
from tests.exchange.register_nodes import BPBD, PORTAL, nodes

from simpul.app import create_app
from simpul.exchange.actions import usage
from simpul.exchange.model.usage import CallsSought, Grouping, Period, Side, WatchersOnly
from simpul.exchange.rules.usage import HOURS_KEPT, MINUTES_KEPT, UNTIMED, bucket_of, window_of
from simpul.exchange.store.usage_tables import usage as table
from simpul.kernel.actor import Actor
from simpul.kernel.i18n import ZONES
from simpul.kernel.web.request import Session, Sessions

PATH = "/penghubung/pemakaian"
SERVICE, OTHER = f"{BPBD}/reports", f"{BPBD}/figures"
QUOTA = "429 server.serverproxy.quota_exceeded"
AWAY = "502 server.clientproxy.network_error"


def person(role: str, agency: str = PORTAL) -> Actor:
    return Actor(UUID(int=sum(map(ord, role + agency))), role, agency=agency, roles=frozenset({role} if role else ()))


STEWARD = person("exchange.steward")


class Everybody:
    """Whoever a test names is signed in."""

    people: ClassVar[dict[str, Actor]] = {}

    def find(self, platform, token):
        actor = self.people.get(token)
        return Session(actor.id, actor, token) if actor else None

    def bearer(self, platform, token):
        return None


def browser(platform, actor=None):
    object.__setattr__(platform, "ports", {**platform.ports, Sessions: Everybody()})
    client = TestClient(create_app(platform, background=False), base_url="http://localhost", follow_redirects=False)
    if actor is not None:
        Everybody.people[str(actor.id)] = actor
        client.cookies.set(platform.settings.cookie, str(actor.id))
    return client


@pytest.fixture
def node(database_urls, run_directory, clock):
    with nodes(database_urls, run_directory, clock) as made:
        yield made(PORTAL)


def count(node, at: datetime, *, calls: int = 1, ms: float = 10, minutes: int = 1, **more: str) -> None:
    """So many calls of the minute were counted."""
    names = {"side": "consumer", "service": SERVICE, "client": PORTAL, "outcome": "ok"} | more
    refused = names["outcome"][:2] == "40" or names["outcome"] == QUOTA
    values = {"bucket": UNTIMED if refused else bucket_of(round(ms * 1000)), "total_us": round(ms * 1000) * calls}
    with node.database.writing() as unit:
        unit.unaudited("a test")
        unit.connection.execute(insert(table).values(minutes=minutes, at=at, calls=calls, **names, **values))


@pytest.fixture
def busy(node, clock):
    """Some traffic in the last hour."""
    count(node, START - timedelta(minutes=5), calls=90, ms=12)
    count(node, START - timedelta(minutes=5), calls=9, ms=240)
    count(node, START - timedelta(minutes=20), calls=3, outcome=QUOTA)
    count(node, START - timedelta(minutes=20), calls=1, outcome=AWAY, service=f"{BPBD}/", ms=3000)
    count(node, START - timedelta(minutes=30), calls=7, side="provider", client=BPBD, service=f"{PORTAL}/x")
    count(
        node, START - timedelta(minutes=31), calls=2, service="", client="", outcome="403 server.clientproxy.unknown_member"
    )
    return node


def test_an_empty_node_says_so_and_draws_its_axes(node):
    page = browser(node, STEWARD).get(PATH)
    assert page.status_code == 200, page.text
    assert "Tidak ada panggilan pada waktu ini" in page.text
    assert "<svg" in page.text
    assert "No calls in this time" in browser(node, STEWARD).get(f"/en{PATH}").text


def test_figures_plots_and_tables_tell_the_same(busy):
    page = browser(busy, STEWARD).get(PATH).text
    for words in (
        "112 panggilan; terbanyak pada 23 Nov 2026, 11.55 WIB: 99",
        "Separuh dijawab dalam 1",
        "99 dari 100 dalam",
        "6 dari 112 panggilan tidak berhasil",
        "Melewati batas tingkat laju",
        "quota_<wbr>exceeded",
        "belum pernah tercapai",
        "tanpa layanan yang dikenal",
        SERVICE.replace("/", "/<wbr>"),
    ):
        assert words in page, words


@pytest.mark.parametrize(
    ("query", "calls"),
    [
        ("", 112),
        ("?sisi=penyedia", 7),
        ("?sisi=pemakai", 105),
        (f"?layanan={SERVICE}", 102),
        (f"?klien={BPBD}", 7),
        ("?layanan=-", 2),
        ("?klien=-", 2),
        ("?layanan=ID/GOV/no/such", 0),
        ("?rentang=hari", 112),
        ("?rentang=minggu", 112),
        ("?rentang=bulan", 112),
        ("?rentang=tahun&sisi=atas&menurut=rasa&hal=-7&sampai=besok", 112),
        ("?sampai=2026-11-23T11:00", 0),
        ("?sampai=2026-11-23T11:45", 13),
    ],
)
def test_the_address_says_what_is_looked_at(busy, query, calls):
    """Filters stand in the address, so that a look can be sent to a colleague; nonsense in it does no harm."""
    page = browser(busy, STEWARD).get(PATH + query)
    assert page.status_code == 200
    words = f"{calls} panggilan; terbanyak" if calls else "Tidak ada panggilan pada waktu ini"
    assert words in page.text
    rows = browser(busy, STEWARD).get(f"{PATH}/ekspor.csv{query or '?'}&isi=waktu").text.splitlines()
    assert rows[0].startswith("from,calls,answered,refused,failed,p50_ms")
    assert sum(int(row.split(",")[1]) for row in rows[1:]) == calls


def test_groups_are_downloaded_by_service_client_and_outcome(busy):
    client = browser(busy, STEWARD)
    by_client = client.get(f"{PATH}/ekspor.csv?menurut=klien").text.splitlines()
    assert [row.split(",")[:6] for row in by_client[1:]] == [
        ["consumer", "", PORTAL, "", "103", "99"],
        ["provider", "", BPBD, "", "7", "7"],
        ["consumer", "", "", "", "2", "0"],
    ]
    ends = client.get(f"{PATH}/ekspor.csv?isi=hasil").text.splitlines()
    assert [(row.split(",")[3], row.split(",")[4]) for row in ends[1:]] == [
        ("ok", "99"),
        ("ok", "7"),
        (QUOTA, "3"),
        ("403 server.clientproxy.unknown_member", "2"),
        (AWAY, "1"),
    ]


def test_names_of_others_are_shown_as_text(node):
    """A service's name comes from another node."""
    count(node, START, service=f"{BPBD}/<b>x</b>", client='="a"')
    page = browser(node, STEWARD).get(PATH + "?menurut=pasangan").text
    assert "<b>x</b>" not in page
    assert "&lt;b&gt;x&lt;/<wbr>b&gt;" in page
    assert "'=" in browser(node, STEWARD).get(f"{PATH}/ekspor.csv?menurut=klien").text


def test_many_groups_have_pages_and_a_search(node):
    for n in range(60):
        count(node, START, service=f"{BPBD}/s{n:02}")
    client = browser(node, STEWARD)
    assert "hal=3" in client.get(PATH).text
    assert "s59</a>" in client.get(PATH + "?hal=3").text
    found = client.get(PATH + "?cari=S5").text
    assert "s51</a>" in found
    assert "s01</a>" not in found


def test_a_page_follows_until_it_is_stopped_and_the_past_stands_still(busy):
    client = browser(busy, STEWARD)
    assert 'hx-trigger="every 3s"' in client.get(PATH).text
    assert 'hx-trigger="every 15s"' in client.get(PATH + "?rentang=hari").text
    assert "hx-trigger" not in client.get(PATH + "?langsung=tidak").text
    past = client.get(PATH + "?sampai=2026-11-23T11:45").text
    assert "hx-trigger" not in past
    assert "tidak berubah lagi" in past


@pytest.mark.parametrize("path", [PATH, f"{PATH}/ekspor.csv"])
@pytest.mark.parametrize(
    ("role", "agency", "status"),
    [
        ("exchange.steward", PORTAL, 200),
        ("exchange.integrator", PORTAL, 200),
        ("node.auditor", PORTAL, 200),
        ("exchange.steward", BPBD, 403),
        ("exchange.integrator", BPBD, 403),
        ("node.auditor", BPBD, 403),
        ("node.auditor", "", 403),
        ("node.admin", PORTAL, 403),
        ("exchange.operator", PORTAL, 403),
        ("exchange.registrar", PORTAL, 403),
        ("disaster.officer", PORTAL, 403),
        ("", PORTAL, 403),
    ],
)
def test_who_may_see_the_usage(node, path, role, agency, status):
    assert browser(node, person(role, agency)).get(path).status_code == status


def test_a_visitor_is_asked_to_sign_in(node):
    assert browser(node).get(PATH).status_code == 403


def test_the_action_itself_asks_who_it_is(node):
    window = window_of(Period.HOUR, START, ZONES["WIB"])
    for look in (
        lambda: usage.look(node, person("node.admin"), window=window, sought=CallsSought()),
        lambda: usage.groups(node, Actor.ANONYMOUS, window=window, sought=CallsSought(), grouping=Grouping.BOTH),
    ):
        with pytest.raises(WatchersOnly):
            look()


def look(node, period, **sought):
    window = window_of(period, node.clock.now(), ZONES["WIB"])
    return usage.look(node, STEWARD, window=window, sought=CallsSought(**sought))


def rows(node):
    with node.database.reading() as unit:
        return [(r.minutes, r.at, r.calls) for r in unit.connection.execute(table.select().order_by(table.c.at))]


def test_whole_hours_are_summed_and_counted_once(node, clock):
    for minutes in (1, 61, 62, 130, 60 * 30):
        count(node, START - timedelta(minutes=minutes), calls=5)
    before = look(node, Period.WEEK).whole.calls
    usage.roll_up(node)
    usage.roll_up(node)
    assert sum(calls for minutes, _, calls in rows(node) if minutes == 60) == 25
    assert look(node, Period.WEEK).whole.calls == before == 25
    assert look(node, Period.HOUR).whole.calls == 5


def test_counts_that_come_late_are_summed_too(node, clock):
    count(node, START - timedelta(minutes=90), calls=5)
    usage.roll_up(node)
    count(node, START - timedelta(minutes=91), calls=2)
    usage.roll_up(node)
    assert look(node, Period.WEEK).whole.calls == 7


def test_what_came_after_the_last_sum_is_there_at_once(node, clock):
    count(node, START - timedelta(minutes=90), calls=5)
    usage.roll_up(node)
    clock.advance(timedelta(minutes=10))
    count(node, clock.now(), calls=1)
    assert look(node, Period.WEEK).whole.calls == 6


def test_minutes_are_kept_for_eight_days_and_hours_for_four_hundred(node, clock):
    first = START
    count(node, first, calls=5)
    clock.advance(timedelta(hours=1))
    usage.roll_up(node)
    clock.advance(MINUTES_KEPT)
    usage.roll_up(node)
    assert [minutes for minutes, _, _ in rows(node)] == [60]
    assert look(node, Period.MONTH).whole.calls == 5
    clock.advance(HOURS_KEPT)
    usage.roll_up(node)
    assert rows(node) == []


def test_sides_are_told_apart(busy):
    assert look(busy, Period.HOUR, side=Side.PROVIDER).whole.calls == 7
    assert look(busy, Period.HOUR, client=BPBD).whole.calls == 7
