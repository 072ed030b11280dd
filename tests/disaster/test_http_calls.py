"""Calls to other programs: bounded, never redirected, never into networks that the operator did not list."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from simpul.disaster.outside import http
from simpul.disaster.outside.http import AddressRefused, Call
from simpul.kernel.errors import Unavailable
from simpul.kernel.settings import Settings
from tests.conftest import settings_for


class Handler(BaseHTTPRequestHandler):
    """Says what it was sent; sends elsewhere, too much, or nothing."""

    def do_GET(self) -> None:
        if self.path == "/elsewhere":
            self.send_response(302)
            self.send_header("location", "http://169.254.169.254/secrets")
            self.end_headers()
        elif self.path == "/much":
            self._say(b"x" * 2_000_000)
        elif self.path == "/silent":
            threading.Event().wait(2)
        else:
            self._say(b'{"ok": true}')

    def do_POST(self) -> None:
        self._say(self.rfile.read(int(self.headers["content-length"])))

    def _say(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.send_header("set-cookie", "mark=1")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None: ...


@pytest.fixture(scope="module")
def there() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def settings() -> Settings:
    return settings_for(Path("/tmp"), disaster_private_networks="127.0.0.0/8")


def test_a_call_is_answered_to_any_thread(there: str, settings: Settings) -> None:
    assert http.get(settings, f"{there}/").json() == {"ok": True}
    assert http.post_json(settings, f"{there}/", {"a": 1}).json() == {"a": 1}
    assert http.post(settings, f"{there}/", b"\x00raw").body == b"\x00raw"
    assert http.post(settings, f"{there}/", b"\x00raw").json() is None


def test_nothing_is_redirected(there: str, settings: Settings) -> None:
    assert http.get(settings, f"{there}/elsewhere").status == 302


def test_an_answer_without_end_is_cut_off(there: str, settings: Settings) -> None:
    with pytest.raises(Unavailable):
        http.get(settings, f"{there}/much")
    assert len(http.get(settings, f"{there}/much", most=3_000_000).body) == 2_000_000


def test_an_answer_that_does_not_come_is_given_up(there: str, settings: Settings) -> None:
    with pytest.raises(Unavailable):
        http.call(settings, Call("GET", f"{there}/silent", timeout=0.2))
    with pytest.raises(Unavailable):
        http.get(settings, "http://127.0.0.1:1/")


_NAMES = ["127.0.0.1", "localhost", "0x7f.0.0.1", "2130706433", "[::1]", "[::ffff:127.0.0.1]"]
_LETTERS = [
    "①②⑦.⓪.⓪.①",
    "127。0。0。1",
    "０.０.０.０",
    "１２７.0.0.1",
    "127.1",
    "127.0.0.1.",
    "0177.0.0.1",
    "%31%32%37.0.0.1",
]
"""Numbers in other letters, which a client makes into digits before it calls."""


@pytest.mark.parametrize("name", [*_NAMES, *_LETTERS])
def test_this_machine_is_not_called_by_any_of_its_names(there: str, name: str) -> None:
    """Neither by a number nor by a name that stands for one: a webhook's address is a stranger's word."""
    port = there.rpartition(":")[2]
    with pytest.raises((AddressRefused, Unavailable)):
        http.get(settings_for(Path("/tmp")), f"http://{name}:{port}/")


@pytest.mark.parametrize(
    "url", ["ftp://example.org/", "file:///etc/passwd", "//example.org", "http://", "http://a:b@example.org/", "http://[x"]
)
def test_what_is_no_address_of_the_web_is_refused(url: str) -> None:
    with pytest.raises(AddressRefused):
        http.permit_address(url)


@pytest.mark.parametrize(
    ("address", "networks", "may"),
    [
        ("8.8.8.8", (), True),
        ("10.1.2.3", (), False),
        ("10.1.2.3", ("10.0.0.0/8",), True),
        ("192.168.1.1", (), False),
        ("100.64.0.1", (), False),
        ("169.254.169.254", ("0.0.0.0/0",), False),
        ("fe80::1%eth0", ("::/0",), False),
        ("fd00:ec2::254", ("::/0",), False),
        ("224.0.0.1", ("0.0.0.0/0",), False),
        ("0.0.0.0", ("0.0.0.0/0",), False),
        ("::ffff:10.0.0.1", (), False),
        ("64:ff9b::a00:1", (), False),
        ("2002:a00:1::1", (), False),
        ("::127.0.0.1", (), False),
        ("::ffff:0:127.0.0.1", (), False),
        ("64:ff9b:1::7f00:1", (), False),
        ("2606:4700::1111", (), True),
    ],
)
def test_which_addresses_may_be_called(address: str, networks: tuple[str, ...], may: bool) -> None:
    assert http.may_call(address, networks) is may
