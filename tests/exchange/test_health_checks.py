"""How a node is asked how it is, and what its answer means.

Each way to be away has words of its own, since each calls for another person; and no answer counts that anybody else
could have given.
"""

import asyncio
import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.conftest import START
from tests.exchange.register_nodes import BPBD, PORTAL, found, join, nodes
from tests.exchange.world import world

from simpul.exchange.actions import health, trust
from simpul.exchange.gateway.guard import Guard
from simpul.exchange.log import notes
from simpul.exchange.model.health import STALE, Ailment, NodeHealth, Reach, Told
from simpul.exchange.model.register import Node
from simpul.exchange.outside import leg_listener
from simpul.exchange.outside.leg_listener import LegListener
from simpul.exchange.rules.health import judged, span_of, turn
from simpul.exchange.store import health as store

ANYWHERE = Guard(["127.0.0.0/8"]).permits
LOG = Ed25519PrivateKey.generate()


def node(port: int, scheme: str = "http", certificate: bytes = b"", path: str = BPBD) -> Node:
    vkey = notes.verifier(f"simpul.log/{path}", LOG).text
    return Node(path, "BPBD", f"{scheme}://127.0.0.1:{port}", certificate, vkey, "")


@contextmanager
def listening(answer: Callable[[socket.socket], None]) -> Iterator[int]:
    """Somebody takes connections on a free port, and does that with each."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            with contextlib.suppress(OSError):
                while True:
                    connection, _ = server.accept()
                    threading.Thread(target=answer, args=(connection,), daemon=True).start()

        threading.Thread(target=serve, daemon=True).start()
        yield server.getsockname()[1]


def says(status: str, body: str) -> Callable[[socket.socket], None]:
    """Answers every request of a connection with that."""
    text = body.encode()
    whole = f"HTTP/1.1 {status}\r\nContent-Length: {len(text)}\r\n\r\n".encode() + text

    def answer(connection: socket.socket) -> None:
        with contextlib.suppress(OSError), connection:
            while connection.recv(65536):
                connection.sendall(whole)

    return answer


def checkpoint(size: int = 7, path: str = BPBD, key: Ed25519PrivateKey = LOG) -> str:
    name = f"simpul.log/{path}"
    return notes.signed(notes.Checkpoint(name, size, bytes(32)).text, name, key)


def asked(port: int, **more: object) -> Told:
    return health._told(node(port), LegListener(ANYWHERE, None).ask(node(port, **more)), "")  # type: ignore[arg-type]


def test_a_node_that_answers_tells_how_long_its_log_is():
    with listening(says("200 OK", checkpoint(7))) as port:
        told = asked(port)
    assert (told.ailment, told.log_size) == (Ailment.NONE, 7)
    assert 0 < told.millis < 3000


def test_nobody_listens():
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    assert asked(port).ailment is Ailment.REFUSES


def test_a_name_that_nobody_has():
    away = replace(node(1), address="http://no-such-host.invalid:1")
    assert LegListener(ANYWHERE, None).ask(away).ailment is Ailment.NAME_UNKNOWN


@pytest.mark.parametrize("host", ["127.0.0.1", "169.254.169.254", "10.0.0.1", "[::1]", "192.168.1.1"])
def test_it_never_connects_where_calls_may_not_go(host):
    """A node's address comes from its own request to join: it must not lead the others into their own networks."""
    inside = replace(node(1), address=f"http://{host}:80")
    assert LegListener(Guard([]).permits, None).ask(inside).ailment is Ailment.NOT_PERMITTED


def test_a_node_that_takes_the_connection_and_says_nothing_is_left_after_three_seconds(monkeypatch):
    monkeypatch.setattr(leg_listener, "PATIENCE", 0.4)
    began = time.monotonic()
    with listening(lambda connection: time.sleep(5)) as port:
        assert asked(port).ailment is Ailment.TIMED_OUT
    assert time.monotonic() - began < 2


def test_a_node_that_drips_is_left_too(monkeypatch):
    """One byte a moment, each well in time: the whole check has one end."""
    monkeypatch.setattr(leg_listener, "PATIENCE", 0.5)

    def drip(connection: socket.socket) -> None:
        with contextlib.suppress(OSError):
            for sign in b"HTTP/1.1 200 OK\r\nX-A: " + b"a" * 1000:
                connection.sendall(bytes([sign]))
                time.sleep(0.05)

    began = time.monotonic()
    with listening(drip) as port:
        assert asked(port).ailment is Ailment.TIMED_OUT
    assert time.monotonic() - began < 2


@pytest.mark.parametrize(
    ("status", "body", "ailment"),
    [
        ("200 OK", "hello", Ailment.FORGED),
        ("200 OK", checkpoint(key=Ed25519PrivateKey.generate()), Ailment.FORGED),
        ("200 OK", checkpoint(path=PORTAL), Ailment.FORGED),
        ("200 OK", "x" * 70_000, Ailment.BROKE_OFF),
        ("200 OK", "\x00", Ailment.FORGED),
        ("404 Not Found", "", Ailment.NO_NODE),
        ("302 Found", "", Ailment.NO_NODE),
        ("500 Internal Server Error", "", Ailment.NO_NODE),
    ],
)
def test_an_answer_that_anybody_could_give_is_not_the_nodes(status, body, ailment):
    with listening(says(status, body)) as port:
        assert asked(port).ailment is ailment


def test_what_is_not_http_breaks_off():
    with listening(lambda connection: connection.sendall(b"220 mail.example ESMTP\r\n")) as port:
        assert asked(port).ailment in (Ailment.BROKE_OFF, Ailment.TIMED_OUT)


def test_tls_where_there_is_none_breaks_off():
    with listening(says("200 OK", checkpoint())) as port:
        there = node(port, "https", b"x")
        assert LegListener(ANYWHERE, None).ask(there).ailment in (Ailment.BROKE_OFF, Ailment.CERTIFICATE)


def test_a_real_node_is_met_by_its_certificate_and_by_no_other(tmp_path, database_urls):
    async def play() -> None:
        async with world(tmp_path, database_urls(2), exchange_tls=True) as w:
            portal, bpbd = (w.sites[path].gateway.holder.now.trust.nodes[path] for path in (PORTAL, BPBD))
            own = w.sites[PORTAL].gateway.tls.own
            listener = LegListener(ANYWHERE, own)
            heard = await asyncio.to_thread(listener.ask, bpbd)
            assert heard.ailment is Ailment.NONE
            told = health._told(bpbd, heard, w.vkey)
            assert told.ailment is Ailment.NONE, "its log is empty, but the register's note shows that it is a node"
            assert told.trust_size == len(w.statements)
            other = replace(bpbd, certificate=portal.certificate)
            assert (await asyncio.to_thread(listener.ask, other)).ailment is Ailment.CERTIFICATE

    asyncio.run(play())


def test_a_checkpoint_of_another_log_is_not_the_nodes_even_under_its_key():
    name = f"simpul.log/{BPBD}"
    other = notes.signed(notes.Checkpoint(f"simpul.log/{PORTAL}", 7, bytes(32)).text, name, LOG)
    with listening(says("200 OK", other)) as port:
        assert asked(port).ailment is Ailment.FORGED


def test_a_certificate_is_shown_where_this_node_speaks_tls_itself(database_urls, run_directory, clock):
    with nodes(database_urls, run_directory, clock) as made:
        assert health._own(made(PORTAL)) is None
        certificate, key = health._own(made(PORTAL, exchange_tls=True)) or ("", "")
        assert certificate.endswith("tls.crt")
        assert key.endswith("tls.pem")


def test_without_the_registers_key_no_trust_list_is_believed(database_urls, run_directory, clock):
    with nodes(database_urls, run_directory, clock) as made:
        assert health._register_key(made(BPBD, exchange_operator="http://127.0.0.1:1")) == ""
    assert health._trust_told("anything", "") is None


# what a check means

AT = span_of(START)
WELL = Told(Ailment.NONE, 12, 100, 9, AT)


def known(**more: object) -> NodeHealth:
    return replace(judged(BPBD, None, WELL, AT), **more)  # type: ignore[arg-type]


@pytest.mark.rules
@pytest.mark.parametrize("ailment", Ailment)
def test_every_ailment_is_a_state_and_every_state_has_a_beginning(ailment):
    later = AT + timedelta(minutes=1)
    found = judged(BPBD, known(), replace(WELL, ailment=ailment), later)
    doubts = {Ailment.CERTIFICATE, Ailment.NO_NODE, Ailment.FORGED, Ailment.SHRUNK}
    expected = Reach.ANSWERS if ailment is Ailment.NONE else Reach.DOUBTFUL if ailment in doubts else Reach.SILENT
    assert found.reach is expected
    assert found.since == (AT if ailment is Ailment.NONE else later)
    assert found.log_size == 100, "what it told last is still known"
    assert found.answered_at == (later if ailment is Ailment.NONE else AT)


@pytest.mark.rules
def test_a_log_that_became_shorter_is_pointed_out_until_it_is_as_long_again():
    shorter = judged(BPBD, known(), replace(WELL, log_size=99), AT)
    assert (shorter.reach, shorter.ailment, shorter.log_size) == (Reach.DOUBTFUL, Ailment.SHRUNK, 100)
    assert judged(BPBD, shorter, WELL, AT).reach is Reach.ANSWERS
    assert judged(BPBD, known(), replace(WELL, log_size=0), AT).ailment is Ailment.SHRUNK


@pytest.mark.rules
def test_a_check_that_is_old_says_nothing_of_now():
    assert known().reach_at(AT + STALE) is Reach.ANSWERS
    assert known().reach_at(AT + STALE + timedelta(seconds=1)) is Reach.UNKNOWN


@pytest.mark.rules
def test_whoever_was_not_asked_longest_is_next():
    asked_ = {"b": known(node="b"), "c": known(node="c", checked_at=AT - timedelta(minutes=1))}
    assert turn(["a", "b", "c"], asked_, 2) == ["a", "c"]


# the job, at a node


@pytest.fixture
def operator(database_urls, run_directory, clock):
    with nodes(database_urls, run_directory, clock) as made:
        platform = made(PORTAL, exchange_private_networks="127.0.0.0/8")
        found(platform)
        join(platform, made(BPBD, exchange_operator="http://127.0.0.1:1"))
        yield platform


def states(platform):
    with platform.database.reading() as unit:
        return store.states(unit.connection)


def test_a_node_without_a_trust_list_asks_nobody(database_urls, run_directory, clock):
    with nodes(database_urls, run_directory, clock) as made:
        platform = made(PORTAL)
        health.refresh(platform, ANYWHERE)
        assert states(platform) == {}
        assert health.nodes(platform) == []


def test_every_node_is_asked_and_its_day_is_counted(operator, clock, monkeypatch):
    answers = {PORTAL: Ailment.NONE, BPBD: Ailment.REFUSES}
    monkeypatch.setattr(health, "_told", lambda one, _heard, _key: replace(WELL, ailment=answers[one.id]))
    health.refresh(operator, ANYWHERE)
    clock.advance(timedelta(minutes=14))
    answers[BPBD] = Ailment.NONE
    health.refresh(operator, ANYWHERE)
    assert {path: one.reach for path, one in states(operator).items()} == {PORTAL: Reach.ANSWERS, BPBD: Reach.ANSWERS}
    day = {one.id: checks for one, _, checks in health.nodes(operator)}
    assert day == {PORTAL: (2, 2), BPBD: (2, 1)}
    _, _, spans = health.look(operator, node=BPBD)
    assert [(span.checks, span.answered, span.mean_ms) for span in spans] == [(2, 1, 12.0)]


def test_who_has_left_the_register_is_forgotten_and_so_are_old_checks(operator, clock, monkeypatch):
    monkeypatch.setattr(health, "_told", lambda *_: WELL)
    health.refresh(operator, ANYWHERE)
    both = trust.trust(operator)
    left = replace(both, nodes={PORTAL: both.nodes[PORTAL]})
    monkeypatch.setattr(health.trust, "trust", lambda _platform: left)
    clock.advance(health.KEPT + timedelta(hours=1))
    health.refresh(operator, ANYWHERE)
    assert set(states(operator)) == {PORTAL}
    with operator.database.reading() as unit:
        assert len(store.history(unit.connection, PORTAL, AT - timedelta(days=30))) == 1
        assert store.history(unit.connection, BPBD, AT - timedelta(days=30)) == []
