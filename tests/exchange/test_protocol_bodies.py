"""Bodies of every size, and back ends that fail half-way. PROTOCOL §1 "Errors"; §3 "durable", "encrypted at rest"."""

import os
import time
from pathlib import Path

import psycopg
import pytest
from tests.exchange import handmade
from tests.exchange.protocol import AS_PORTAL, OK, Line, written
from tests.exchange.test_protocol_errors import acted, check
from tests.exchange.world import BPBD, PORTAL

from simpul.exchange.gateway import arriving
from simpul.exchange.gateway.committing import LogAway
from simpul.exchange.gateway.ledger import Ledger

KIB, MIB = 1024, 1024 * 1024
FOUR = ["consumer received", "consumer answered 200", "provider received", "provider answered 200"]
SIZES = [1, 256 * KIB - 1, 256 * KIB, 256 * KIB + 1, 512 * KIB, MIB + 7, 10 * MIB]
SECRET = b"nama pasien: Siti Aminah; "


@pytest.fixture(scope="module")
def target(town):
    """A service whose back end says what a test tells it to."""
    return town.offer(code="bodies")


@pytest.fixture(scope="module")
def impatient(town):
    """The same, of a service that waits for nobody."""
    return town.offer(code="impatient", timeout_ms=150)


@pytest.fixture
def rough(town):
    """The back end; in the end it behaves again."""
    yield town.rough
    town.rough.says, town.rough.pause, town.rough.cut = OK, 0, False


def echoed(request):
    body = request.partition(b"\r\n\r\n")[2]
    return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)


def kept(town, path):
    """The bodies that the node keeps for its last two records, opened: what was asked, what was answered."""
    vault = town.world.sites[path].gateway.vault
    ids = town.fetch(path, "SELECT id FROM exchange_record ORDER BY id DESC LIMIT 2")[::-1]
    parts = [town.fetch(path, "SELECT sealed FROM exchange_body WHERE record = $1 ORDER BY part", row["id"]) for row in ids]
    return [b"".join(vault.opened(part["sealed"]) for part in of_record) for of_record in parts]


@pytest.mark.parametrize("size", SIZES)
def test_a_body_of_any_size_goes_there_and_back(town, rough, size):
    """PROTOCOL §1: byte for byte up to 10 MiB; §2: digests always; §3: on record, and kept by both parties."""
    rough.says = echoed
    body = os.urandom(min(size, 4096)) * (size // min(size, 4096)) + bytes(size % min(size, 4096))
    target = town.offer(timeout_ms=9000)
    with town.watched() as leaves:
        answer = town.ask(target, ("X-Road-Id", "1"), method="POST", body=body)
    assert (answer.status, answer.body == body, rough.body == body, leaves) == (200, True, True, FOUR)
    for path in (PORTAL, BPBD):
        told = [(record["size"], record["digest"]) for record in town.records(path)[-2:]]
        assert told == [(size, handmade.content_digest(body))] * 2
        assert kept(town, path) == [body, body]
    ids = [AS_PORTAL, ("X-Road-Id", "1"), ("x-road-request-id", answer.one("x-road-request-id"))]
    assert answer.one("x-road-request-hash") == handmade.request_hash("POST", target, ids, body)
    rough.got.clear()


@pytest.mark.parametrize("extra", [0, 1])
def test_a_services_limit_is_to_the_byte(town, target, extra):
    """PROTOCOL §1, error table: "body over the limit"."""
    town.sql(town.bpbd, "UPDATE exchange_service SET body_limit = 1000 WHERE code = 'bodies'")
    answer = town.ask(target, method="POST", body=b"x" * (1000 + extra))
    town.sql(town.bpbd, "UPDATE exchange_service SET body_limit = 10485760 WHERE code = 'bodies'")
    assert (answer.status, answer.all("x-road-error")) == (
        (500, ["Server.ServerProxy.LoggingFailed"]) if extra else (200, [])
    )


def test_an_answer_over_the_limit_is_not_passed_on(town, rough):
    """PROTOCOL §1, error table: "body over the limit", on the way back."""
    rough.says = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % (10 * MIB + 1) + bytes(10 * MIB + 1)
    target = town.offer(timeout_ms=9000)
    with town.watched() as leaves:
        answer = town.ask(target)
    check(answer, "Server.ServerProxy.LoggingFailed", "Message size exceeds maximum loggable size")
    assert leaves == acted("server.serverproxy.logging_failed")


def _open_files():
    """What the files without a name hold that this process has open."""
    found = {}
    for entry in Path("/proc/self/fd").iterdir():
        try:
            if "(deleted)" in str(entry.readlink()) and "exchange" in str(entry.readlink()):
                found[str(entry)] = entry.read_bytes()
        except OSError:
            continue
    return found


def test_nothing_of_a_spooled_body_is_on_the_disk_in_clear(town, rough):
    """PROTOCOL §3: bodies stay with the two parties, encrypted at rest; on their way too."""
    body, seen = SECRET * 50_000, {}
    assert len(body) > MIB

    def look(request):
        seen.update(_open_files())
        return echoed(request)

    rough.says = look
    assert town.ask(town.offer(timeout_ms=9000), method="POST", body=body).body == body
    assert len(seen) >= 2
    assert all(len(content) >= len(body) and SECRET[:12] not in content for content in seen.values())
    for path in (PORTAL, BPBD):
        site = town.world.sites[path]
        assert kept(town, path) == [body, body]
        assert all(SECRET[:12] not in row["sealed"] for row in town.fetch(path, "SELECT sealed FROM exchange_body"))
        assert not [p for p in site.settings.data_dir.rglob("*") if p.is_file() and SECRET[:12] in p.read_bytes()]
    rough.got.clear()


HEAD = b"HTTP/1.1 200 OK\r\n"
IO, HTTP = "IOError", "HttpError"
FAILING = [
    # how, what the back end says, whether it hangs up, type, message
    ("nothing, and hangs up", b"", True, IO, "The connection was closed .+"),
    ("half a status line", b"HTTP/1.1 20", True, IO, "The connection was closed .+"),
    ("half a head", HEAD + b"Content-Le", True, IO, "The connection was closed .+"),
    ("a head alone", HEAD + b"Content-Length: 10\r\n\r\n", True, IO, "The connection was closed .+"),
    ("half a body", HEAD + b"Content-Length: 10\r\n\r\nhalf.", True, IO, "The connection was closed .+"),
    ("half a chunk", HEAD + b"Transfer-Encoding: chunked\r\n\r\na\r\nhalf.", True, IO, "The connection was closed .+"),
    ("no last chunk", HEAD + b"Transfer-Encoding: chunked\r\n\r\n4\r\nbaik\r\n", True, IO, "The connection was closed .+"),
    ("nothing, for long", b"", False, IO, "Read timed out"),
    ("a head, then nothing", HEAD + b"Content-Length: 10\r\n\r\n", False, IO, "Read timed out"),
    ("half a body, then nothing", HEAD + b"Content-Length: 10\r\n\r\nhalf.", False, IO, "Read timed out"),
    ("half a head, then nothing", HEAD + b"X-A: 1\r\n", False, IO, "Read timed out"),
    ("no HTTP", b"SSH-2.0-OpenSSH_9.6\r\n", True, HTTP, ".+"),
    ("another HTTP", b"ICY 200 OK\r\n\r\n", True, HTTP, ".+"),
    ("a status of two digits", b"HTTP/1.1 20 OK\r\nContent-Length: 0\r\n\r\n", True, HTTP, ".+"),
    ("two lengths", HEAD + b"Content-Length: 4\r\nContent-Length: 5\r\n\r\nbaik!", True, HTTP, ".+"),
    ("a length and chunks", HEAD + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", True, HTTP, ".+"),
    ("a negative length", HEAD + b"Content-Length: -4\r\n\r\nbaik", True, HTTP, ".+"),
    ("no chunk's length", HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nbaik\r\n", True, HTTP, ".+"),
    ("a head without an end", HEAD + b"X-A: " + b"x" * 200_000 + b"\r\n\r\n", True, HTTP, ".+"),
    ("a header without a colon", HEAD + b"X-A\r\n\r\n", True, HTTP, ".+"),
]


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(("says", "cut", "kind", "message"), [pytest.param(*row[1:], id=row[0]) for row in FAILING])
def test_a_back_end_that_fails_half_way(town, target, impatient, rough, method, says, cut, kind, message):
    """PROTOCOL §1, error table: back end too slow: `io_error`; §3: a call that acted and then died leaves its trace."""
    rough.says, rough.cut = says, cut
    with town.watched() as leaves:
        answer = town.ask(target if cut else impatient, method=method, body=b"{}" if method == "POST" else b"")
    check(answer, f"Server.ServerProxy.{kind}", message)
    assert leaves == acted("server.serverproxy." + {IO: "io_error", HTTP: "http_error"}[kind])
    assert town.records(BPBD)[-1]["error"] == answer.json["detail"]
    rough.says, rough.cut = OK, False
    assert town.ask(target).body == b"baik"


def test_a_back_end_that_hangs_up_between_calls_is_called_again(town, target, rough):
    """PROTOCOL §1: nobody but the back end itself may tell one connection from two."""
    rough.cut = True
    for method in ("POST", "POST", "GET", "DELETE"):
        assert town.ask(target, method=method).status == 200


def test_what_a_back_end_says_unasked_is_nobodys_answer(town, target, rough):
    """PROTOCOL §1: an answer belongs to its call; what came too much is thrown away with its connection."""
    rough.says = OK + OK.replace(b"baik", b"lain")
    assert [town.ask(target).body for _ in range(3)] == [b"baik"] * 3


def _committed(town, path):
    """What another connection sees of the node's records."""
    with psycopg.connect(town.world.sites[path].url) as connection:
        return [
            row[0] for row in connection.execute("SELECT role || ' ' || kind FROM exchange_record ORDER BY id DESC LIMIT 1")
        ]


def test_a_call_is_on_record_before_the_back_end_acts(town, target, rough):
    """PROTOCOL §3: *received* is durable before the back end is called, on both sides."""
    seen = []

    def look(request):
        seen.extend(_committed(town, PORTAL) + _committed(town, BPBD))
        return OK

    rough.says = look
    assert town.ask(target).status == 200
    assert seen == ["consumer received", "provider received"]


@pytest.mark.parametrize(("path", "kind"), [(PORTAL, "clientproxy"), (BPBD, "serverproxy")])
def test_what_cannot_be_recorded_is_not_done(town, target, rough, monkeypatch, path, kind):
    """PROTOCOL §2: "when that store fails, calls are refused"; §3: durable before the back end is called."""
    monkeypatch.setattr(Ledger, "keep", _away(town.world.sites[path].gateway.ledger, Ledger.keep))
    seen = len(rough.got)
    answer = town.ask(target)
    assert answer.one("x-road-error").lower() == f"server.{kind}.loggingfailed"
    assert len(rough.got) == seen


def _away(ledger, keep):
    async def kept(self, row):
        if self is ledger:
            raise LogAway
        await keep(self, row)

    return kept


def _until(found, patience=3.0):
    end = time.monotonic() + patience
    while not found() and time.monotonic() < end:
        time.sleep(0.01)


def test_a_caller_that_goes_away_leaves_its_trace(town, target, rough):
    """PROTOCOL §3: two leaves a call; what acted is on record, whether or not anybody waits for the answer."""
    rough.pause = 0.05
    count = town.count(PORTAL)
    with town.watched() as leaves:
        line = Line(town.portal.consumer)
        line.send(written("POST", target, [AS_PORTAL], b"{}"))
        line.close()
        _until(lambda: town.count(PORTAL) == count + 2)
    assert leaves == FOUR


@pytest.mark.parametrize("frame", [("Content-Length", "10"), ("Transfer-Encoding", "chunked")])
def test_half_a_request_is_none(town, target, frame):
    """PROTOCOL §3: an earlier refusal leaves nothing; nothing is signed of a body that never came whole."""
    seen = len(town.rough.got)
    with town.watched() as leaves:
        line = Line(town.portal.consumer)
        line.send(written("POST", target, [AS_PORTAL, frame]) + (b"half" if frame[1] == "10" else b"4\r\nhalf\r\n"))
        time.sleep(0.03)
        line.close()
        time.sleep(0.03)
    assert (leaves, len(town.rough.got)) == ([], seen)


def test_a_request_that_does_not_come_in_time(town, target, monkeypatch):
    """PROTOCOL §1, "Errors": a type of the exchange's own; the connection ends, for what follows can be no request."""
    monkeypatch.setattr(arriving, "BODY_SECONDS", 0.05)
    line = Line(town.portal.consumer)
    line.send(written("POST", target, [AS_PORTAL, ("Content-Length", "10")]) + b"half")
    check(line.answer(), "Server.ClientProxy.IOError", ".+ not arrive in time")
    line.close()
