"""The register over HTTP, from a listener that may do anything; and the node's keys in their files."""

import stat
import threading
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import orjson
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import text
from tests.conftest import START
from tests.exchange.register_nodes import BPBD, PORTAL, change, found, introduction, nodes

from simpul.exchange.actions import deciding, founding, joining, trust
from simpul.exchange.handlers import JOBS, fetch_trust
from simpul.exchange.model.refusals import (
    KeyUnreadable,
    OperatorUnknown,
    OperatorUnreachable,
    RequestNotTaken,
    TrustListForged,
    TrustListShrunk,
)
from simpul.exchange.outside import register_feed
from simpul.exchange.outside.keyring import keyring_of
from simpul.exchange.outside.register_feed import RegisterFeed
from simpul.exchange.rules.register import current_key
from simpul.exchange.rules.statements import thumbprint
from simpul.exchange.wire import signing
from simpul.kernel.actor import Actor
from simpul.kernel.errors import Refusal
from simpul.kernel.jobs import run_due
from simpul.kernel.settings import Settings


@pytest.fixture
def made(database_urls, run_directory, clock):
    with nodes(database_urls, run_directory, clock) as made:
        yield made


@pytest.fixture
def operator(made):
    platform = made(PORTAL)
    found(platform)
    return platform


@contextmanager
def listening(answer):
    """A listener for the length of the block; `answer(method, path, body)` gives status, body, and perhaps headers."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.reply(b"")

        def do_POST(self):
            self.reply(self.rfile.read(int(self.headers["Content-Length"])))

        def reply(self, body):
            status, content, *headers = answer(self.command, self.path, body)
            self.send_response(status)
            for name, value in headers[0].items() if headers else ():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def serving(operator):
    """What the operator's node listener answers about the register."""

    def answer(method, path, body):
        if method == "POST":
            try:
                joining.receive(operator, body)
            except Refusal as refusal:
                return 422, orjson.dumps({"title": refusal.sentence, "status": 422})
            return 202, b"{}"
        if path == "/register/checkpoint":
            return 200, trust.checkpoint_note(operator).encode()
        first = int(path.rsplit("=", 1)[1])
        page = trust.statements_from(operator, first=first)[:3]
        return 200, orjson.dumps({"statements": [one.decode() for one in page]})

    return answer


def test_a_node_joins_and_fetches_over_http(operator, made, clock):
    with listening(serving(operator)) as address:
        bpbd = made(BPBD, exchange_operator=address, exchange_register_key=founding.register_key(operator))
        request = joining.request_to_join(bpbd, Actor.SYSTEM, introduction=introduction(bpbd))
        joining.send(bpbd, request)
        joining.send(bpbd, request)
        (candidate,) = deciding.all_requests(operator, Actor.SYSTEM)
        assert trust.fetch(bpbd).size == 5
        deciding.approve(operator, Actor.SYSTEM, id=candidate.id)
        fetch_trust(bpbd)
        assert trust.trust(bpbd) == trust.trust(operator)
        assert BPBD in trust.trust(bpbd).nodes
        joining.send(bpbd, joining.request_new_key(bpbd, Actor.SYSTEM))
        clock.advance(trust.SPREAD)
        fetch_trust(bpbd)
        assert registered_key(bpbd) == keyring_of(bpbd.settings).member.thumbprint
        with pytest.raises(RequestNotTaken) as refused:
            joining.send(bpbd, {**request, "member_name": "Palsu"})
        assert "not signed by the keys" in refused.value.facts["why"]


def registered_key(platform):
    return current_key(trust.trust(platform), platform.settings.agency_code, platform.clock.now()).thumbprint


def test_an_operator_that_is_down_is_no_fault_of_the_node(operator, made, clock):
    with listening(serving(operator)) as address:
        bpbd = made(BPBD, exchange_operator=address, exchange_register_key=founding.register_key(operator))
        fetch_trust(bpbd)
    clock.advance(timedelta(hours=1))
    assert run_due(bpbd, JOBS) == len(JOBS)
    with bpbd.database.reading() as unit:
        assert unit.connection.scalar(text("SELECT count(*) FROM kernel_job WHERE error IS NOT NULL")) == 0
    with pytest.raises(OperatorUnreachable):
        trust.fetch(bpbd)
    assert trust.trust_state(bpbd).remaining == timedelta(hours=71)


def test_the_regular_work_signs_at_the_operator(operator, clock):
    clock.advance(timedelta(hours=40))
    run_due(operator, JOBS)
    assert trust.trust_state(operator).remaining == timedelta(hours=72)


def test_without_the_register_key_nothing_is_fetched(made):
    with pytest.raises(OperatorUnknown):
        trust.fetch(made(BPBD, exchange_operator="http://127.0.0.1:1"))
    assert trust.fetch(made(BPBD)) is None


def test_what_comes_from_a_false_operator_is_refused(operator, made):
    other = made("ID/GOV/1010/PALSU")
    found(other)
    with listening(serving(other)) as address:
        bpbd = made(BPBD, exchange_operator=address, exchange_register_key=founding.register_key(operator))
        with pytest.raises(TrustListForged):
            trust.fetch(bpbd)
    with listening(serving(operator)) as address:
        change(bpbd, exchange_operator=address)
        trust.fetch(bpbd)
        short = trust.checkpoint_note(operator)
        joining.send(operator, joining.request_maintenance(operator, Actor.SYSTEM, message="x"))
        trust.fetch(bpbd)
    with listening(lambda *_: (200, short.encode())) as address:
        change(bpbd, exchange_operator=address)
        with pytest.raises(TrustListShrunk):
            trust.fetch(bpbd)


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ((404, b""), "404"),
        ((500, b""), "500"),
        ((200, b"x" * (register_feed.NOTE_MOST + 1)), "too large"),
        ((200, b"\xff"), "no text"),
    ],
)
def test_a_listener_that_answers_otherwise_is_unreachable(answer, why):
    with listening(lambda *_: answer) as address, pytest.raises(OperatorUnreachable) as refused:
        RegisterFeed(address).checkpoint()
    assert why in refused.value.facts["why"]


def test_a_redirect_is_not_followed():
    def answer(_method, path, _body):
        return (200, b"dari tempat lain") if path == "/lain" else (302, b"", {"Location": "/lain"})

    with listening(answer) as address, pytest.raises(OperatorUnreachable) as refused:
        RegisterFeed(address).checkpoint()
    assert "302" in refused.value.facts["why"]


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b'{"statements":7}', b'{"statements":[7]}', b'{"statements":[]}', b"[" * 100_000]
)
def test_statements_that_are_none_are_refused(body):
    with listening(lambda *_: (200, body)) as address, pytest.raises(OperatorUnreachable):
        RegisterFeed(address).statements(first=0, to=3)
    with pytest.raises(OperatorUnreachable):
        RegisterFeed("http://127.0.0.1:1").statements(first=0, to=10**9)


def test_more_bytes_than_can_be_are_not_read_on(monkeypatch):
    monkeypatch.setattr(register_feed, "BYTES_MOST", 5)
    with listening(lambda *_: (200, b'{"statements":["abcdef"]}')) as address, pytest.raises(OperatorUnreachable):
        RegisterFeed(address).statements(first=0, to=3)


def test_a_slow_listener_does_not_hold_the_node(monkeypatch):
    monkeypatch.setattr(register_feed, "PATIENCE", 0.2)
    gate = threading.Event()

    def slow(*_):
        gate.wait(5)
        return 200, b"x"

    with listening(slow) as address:
        with pytest.raises(OperatorUnreachable):
            RegisterFeed(address).checkpoint()
        gate.set()


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://x.example", "", "x"])
def test_only_http_is_asked(address):
    with pytest.raises(OperatorUnreachable):
        RegisterFeed(address)


def test_a_refusal_without_words_is_told_by_its_number():
    with listening(lambda *_: (422, b"<html>")) as address, pytest.raises(RequestNotTaken) as refused:
        RegisterFeed(address).send(b"{}")
    assert refused.value.facts["why"] == "it answered 422"
    with listening(lambda *_: (503, b"")) as address, pytest.raises(OperatorUnreachable):
        RegisterFeed(address).send(b"{}")


@pytest.fixture
def keyring(tmp_path):
    return keyring_of(Settings(data_dir=tmp_path, database_url=""))


def test_keys_are_made_once_and_closed_to_others(keyring, clock):
    first = keyring.member.thumbprint
    public = [key.public_key().public_bytes_raw() for key in (keyring.log, keyring.witness)]
    keyring.tls(BPBD, "bpbd.example", clock.now())
    assert keyring.register is None
    register = keyring.make_register().public_key()
    assert keyring.make_register().public_key() == register == keyring.register.public_key()
    assert keyring.member.thumbprint == first
    assert [key.public_key().public_bytes_raw() for key in (keyring.log, keyring.witness)] == public
    assert stat.S_IMODE(keyring.folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(one.stat().st_mode) for one in keyring.folder.iterdir()} == {0o600}
    names = {one.name for one in keyring.folder.iterdir()}
    assert names == {"member.pem", f"member-{first}.pem", "log.pem", "witness.pem", "register.pem", "tls.pem", "tls.crt"}


def test_two_processes_that_make_keys_at_once_agree(keyring):
    found = []
    threads = [threading.Thread(target=lambda: found.append(keyring.member.thumbprint)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(found) == {keyring.member.thumbprint}


def test_a_member_key_signs_as_the_wire_has_it(keyring):
    signer = keyring.member
    signature = signer.sign(b"dasar")
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), signer.point)
    signing.check(key, signature, b"dasar")
    assert len(signature) == 64
    assert signer.thumbprint == thumbprint(signer.point)


def test_a_waiting_key_is_taken_up_again(keyring):
    fresh = keyring.next_member()
    assert keyring.next_member().thumbprint == fresh.thumbprint
    assert keyring.use("x" * 43) is False
    assert keyring.use(keyring.member.thumbprint) is False
    assert keyring.use(fresh.thumbprint) is True
    assert keyring.member.thumbprint == fresh.thumbprint


@pytest.mark.parametrize("name", ["member.pem", "log.pem"])
@pytest.mark.parametrize("content", [b"", b"x", "other"])
def test_a_key_file_that_holds_something_else_is_named(keyring, name, content):
    keyring.folder.joinpath(name).write_bytes(content if content != "other" else _pem_of_another_kind(keyring, name))
    with pytest.raises(KeyUnreadable) as refused:
        _ = keyring.member if name == "member.pem" else keyring.log
    assert refused.value.facts["name"] == name


def _pem_of_another_kind(keyring, name):
    _ = keyring.witness if name == "member.pem" else keyring.tls(BPBD, "x", START)
    return keyring.folder.joinpath("witness.pem" if name == "member.pem" else "tls.pem").read_bytes()


def test_the_nodes_certificate_names_it_and_its_host(keyring, clock):
    der = keyring.certificate(BPBD, "bpbd.example", clock.now())
    assert keyring.certificate(BPBD, "bpbd.example", clock.now()) == der
    certificate = x509.load_der_x509_certificate(der)
    assert BPBD in certificate.subject.rfc4514_string()
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["bpbd.example"]
