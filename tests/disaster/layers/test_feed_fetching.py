"""Feeds asked over the wire: a real HTTP server that answers, says that nothing changed, breaks, lies and is silent."""

import threading
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from simpul.disaster.actions import feed_fetching, feeds, nowcasts, quakes
from simpul.disaster.commands import app
from simpul.disaster.model.feeds import FeedKind, FeedState
from simpul.kernel.clock import FixedClock
from simpul.kernel.context import opening_by
from simpul.kernel.platform import Platform
from tests.disaster.forms import Clients
from tests.disaster.layers import payloads
from tests.disaster.makers import officer

QUAKES, NOWCAST = FeedKind.QUAKES, FeedKind.NOWCAST


@dataclass
class Agency:
    """A server of another agency: what it answers at each path, and what it was asked."""

    url: str = ""
    answers: dict[str, tuple[int, bytes, dict[str, str]]] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)

    def says(self, path: str, body: bytes, status: int = 200, **headers: str) -> str:
        self.answers[path] = (status, body, headers)
        return self.url + path


@pytest.fixture
def agency() -> Iterator[Agency]:
    known = Agency()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            known.asked.append((self.path, self.headers.get("If-None-Match", "")))
            status, body, headers = known.answers.get(self.path, (404, b"", {}))
            if status == 200 and headers.get("ETag") and self.headers.get("If-None-Match") == headers["ETag"]:
                status, body = 304, b""
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name.replace("_", "-"), value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: Any) -> None:
            """Nothing is logged."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    known.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield known
    server.shutdown()
    server.server_close()


def named(platform: Platform, kind: FeedKind, *urls: str, networks: tuple[str, ...] = ("127.0.0.0/8",)) -> Platform:
    """The platform, whose operator named these addresses."""
    changes = {f"disaster_feed_{kind.value}": urls, "disaster_private_networks": networks}
    object.__setattr__(platform, "settings", platform.settings.model_copy(update=changes))
    return platform


def test_nothing_is_asked_unless_the_operator_named_it(platform: Platform, agency: Agency) -> None:
    feed_fetching.fetch_due(platform)
    assert agency.asked == []
    assert feeds.stands(platform, QUAKES).state is FeedState.OFF


def test_a_feed_is_asked_taken_in_and_not_read_again_while_nothing_changes(platform: Platform, agency: Agency) -> None:
    named(platform, QUAKES, agency.says("/autogempa.json", payloads.autogempa(), ETag='"a1"'))
    for _ in range(3):
        feed_fetching.fetch_due(platform)
    assert [tag for _, tag in agency.asked] == ["", '"a1"', '"a1"']
    assert len(quakes.recent(platform)) == 1
    assert feeds.stands(platform, QUAKES).state is FeedState.FRESH


@pytest.mark.parametrize(
    ("status", "body", "headers", "why"),
    [
        (503, b"", {}, "503"),
        (200, b"<html>maintenance</html>", {}, "no JSON"),
        (302, b"", {"Location": "http://127.0.0.1:1/"}, "302"),
        (200, b"[" * 100_000, {}, "no JSON"),
    ],
)
def test_a_feed_that_breaks_is_failing_with_its_reason_and_keeps_what_it_said(
    platform: Platform, agency: Agency, clock: FixedClock, status: int, body: bytes, headers: dict[str, str], why: str
) -> None:
    url = agency.says("/autogempa.json", payloads.autogempa())
    named(platform, QUAKES, url)
    feed_fetching.fetch_due(platform)
    agency.says("/autogempa.json", body, status, **headers)
    clock.advance(timedelta(minutes=16))
    feed_fetching.fetch_due(platform)
    stands = feeds.stands(platform, QUAKES)
    assert stands.state is FeedState.FAILING
    assert why in stands.feed.reason
    assert stands.last_at == clock.now() - timedelta(minutes=16)
    assert len(quakes.recent(platform)) == 1
    agency.says("/autogempa.json", payloads.autogempa(Magnitude="5.5"))
    feed_fetching.fetch_due(platform)
    assert feeds.stands(platform, QUAKES).state is FeedState.FRESH


def test_private_networks_are_not_called_unless_the_operator_allows_it(platform: Platform, agency: Agency) -> None:
    named(platform, QUAKES, agency.says("/autogempa.json", payloads.autogempa()), networks=())
    feed_fetching.fetch_due(platform)
    assert agency.asked == []
    assert feeds.stands(platform, QUAKES).state is FeedState.FAILING


def test_a_list_of_warnings_leads_to_each_once(platform: Platform, agency: Agency) -> None:
    agency.says("/a.xml", payloads.cap("A"))
    agency.says("/b.xml", payloads.cap("B"))
    listed = agency.says("/rss.xml", payloads.rss(f"{agency.url}/a.xml", "/b.xml", "http://127.0.0.1:1/c.xml"))
    named(platform, NOWCAST, listed)
    feed_fetching.fetch_due(platform)
    feed_fetching.fetch_due(platform)
    assert {one.said.identifier for one in nowcasts.in_force(platform)} == {"A", "B"}
    assert [path for path, _ in agency.asked] == ["/rss.xml", "/a.xml", "/b.xml", "/rss.xml"]


def test_a_warning_that_did_not_answer_is_asked_again(platform: Platform, agency: Agency) -> None:
    named(platform, NOWCAST, agency.says("/rss.xml", payloads.rss("/a.xml"), ETag='"r"'))
    feed_fetching.fetch_due(platform)
    assert nowcasts.in_force(platform) == []
    assert "a.xml" in feeds.stands(platform, NOWCAST).feed.reason
    agency.says("/a.xml", payloads.cap("A"))
    feed_fetching.fetch_due(platform)
    assert len(nowcasts.in_force(platform)) == 1


def test_cognicity_clients_read_earthquakes_and_volcanoes_from_the_same_tables(
    platform: Platform, client: TestClient
) -> None:
    base = "/compat/petabencana"
    feeds.take_in(platform, QUAKES, payloads.autogempa())
    feeds.take_in(platform, QUAKES, payloads.gempaterkini(payloads.quake(Magnitude="5.5", Dirasakan="IV Contoh A")))
    feeds.take_in(platform, FeedKind.VOLCANO, payloads.magma())
    feeds.take_in(platform, FeedKind.VOLCANO, payloads.ven())
    (quake,) = client.get(f"{base}/earthquakes?geoformat=geojson").json()["result"]["features"]
    assert set(quake["properties"]) == {"date", "zone", "feltarea", "depth", "magnitude"}
    assert (quake["properties"]["magnitude"], quake["geometry"]["coordinates"]) == ("5.5", [106.44, -7.52])
    (volcano,) = client.get(f"{base}/volcanos/list-volcano?geoformat=geojson").json()["result"]["features"]
    assert volcano["properties"]["activity_level"] == 3
    (erupted,) = client.get(f"{base}/volcanos/last-eruption?geoformat=geojson").json()["result"]["features"]
    assert erupted["properties"]["ash_height"] == 800
    assert client.get(f"{base}/earthquakes").json()["result"]["type"] == "Topology"


def test_the_duty_officer_sees_which_feed_fails_and_why(platform: Platform, agency: Agency, client_for: Clients) -> None:
    named(platform, QUAKES, agency.says("/autogempa.json", b"", 503))
    feed_fetching.fetch_due(platform)
    page = client_for(officer("31")).get("/bencana/meja/sumber").text
    assert "status 503" in page
    assert "gagal" in page
    assert "SIMPUL_DISASTER_FEED_NOWCAST" in page
    assert client_for().get("/bencana/meja/sumber").status_code in (303, 403)


def test_two_readers_of_one_earthquake_make_one_marker(platform: Platform) -> None:
    """Each of several workers may take a document in at the same moment: a file by hand, the feed by itself."""
    told = [payloads.autogempa(Magnitude=f"5.{n}") for n in range(6)]
    threads = [threading.Thread(target=feeds.take_in, args=(platform, QUAKES, one)) for one in told]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (one,) = quakes.recent(platform)
    assert one.revision == 6


def test_the_operators_commands(platform: Platform, tmp_path: Path) -> None:
    def run(*words: str) -> Any:
        with opening_by(lambda *_: nullcontext(platform)):
            return CliRunner().invoke(app, list(words))

    (told := tmp_path / "autogempa.json").write_bytes(payloads.autogempa())
    assert "1 new or changed, 0 known; 0 refused." in run("feed", "quakes", str(told)).output
    assert "0 new or changed, 1 known" in run("feed", "quakes", str(told)).output
    assert "quakes: fresh" in run("feeds").output
    assert "volcano: off, last never" in run("feeds").output
    assert run("feed", "weather", str(told)).exit_code == 1
    assert run("feed", "quakes", str(told), "--issued", "2026-11-23").exit_code == 2
    assert run("feed", "volcano", str(told)).exit_code == 1
    assert "synthetic things" in run("layer-samples").output
