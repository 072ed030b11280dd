"""The reference client: what an agency's developer does in five minutes, proofs checked without the program included."""

import hashlib
import http.server
import json
import ssl
import subprocess
import sys
import threading
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from aiohttp import web
from tests.exchange.protocol import town_of
from tests.exchange.test_client_proof import CLIENTS, agree
from tests.exchange.world import BPBD, PORTAL

from simpul.exchange.outside.keyring import keyring_of

sys.path.insert(0, str(CLIENTS))
import simpul_client
from simpul_client import Answer, Exchange, ExchangeError, ProofBroken

REPORTS = f"{BPBD}/reports"
TOKEN = "rahasia"


@pytest.fixture
def exchange(town):
    return Exchange(f"http://127.0.0.1:{town.portal.consumer}", client=PORTAL)


@pytest.fixture
def modern(exchange):
    return Exchange(exchange.address, client=PORTAL, modern=True)


def test_it_lists_who_and_what_there_is(town, exchange):
    found = exchange.clients()
    assert sorted(one["id"]["object_type"] for one in found) == ["MEMBER", "MEMBER", "SUBSYSTEM", "SUBSYSTEM"]
    (reports,) = [one for one in exchange.services(BPBD) if one["service_code"] == "reports"]
    assert reports["endpoint_list"] == [{"method": "*", "path": "**"}]
    assert "reports" in [one["service_code"] for one in exchange.services(BPBD, allowed=True)]
    town.offer(code="described", description=json.dumps({"openapi": "3.1.0", "paths": {}}))
    assert exchange.description(f"{BPBD}/described")["servers"] == [{"url": f"/r1/{BPBD}/described"}]


def test_it_calls_with_everything_a_request_has(town, exchange):
    target = town.offer(code="whole")
    headers = {"Authorization": "Basic YTpi", "X-Road-UserId": "ID1"}
    answer = exchange.call(
        "PUT", target[4:], "/a b/%2F/é", query={"q": "banjir ciliwung", "n": [1, 2]}, headers=headers, body={"a": "é"}
    )
    assert (answer.status, answer.body) == (200, b"baik")
    assert town.rough.head[0] == b"PUT /a%20b/%2F/%C3%A9?q=banjir%20ciliwung&n=1&n=2 HTTP/1.1"
    assert {("Authorization", "Basic YTpi"), ("Content-Type", "application/json")} <= set(town.rough.headers)
    assert town.rough.body == '{"a": "é"}'.encode()
    assert answer.header("X-ROAD-REQUEST-HASH") == answer.request_hash()


@pytest.fixture(scope="module")
def called(town):
    """Calls made one behind the other, so that their proofs are there at the same time: by name, the answers."""
    portal = Exchange(f"http://127.0.0.1:{town.portal.consumer}", client=PORTAL)
    modern = Exchange(portal.address, client=PORTAL, modern=True)
    local = Exchange(f"http://127.0.0.1:{town.bpbd.consumer}", client=BPBD)
    within, closed = town.offer(code="within", subject=BPBD)[4:], town.offer(code="closed", subject="")[4:]
    found = {method: portal.call(method, REPORTS, "/x", query="a=%41") for method in ("GET", "HEAD")}
    found |= {
        "POST": portal.call("POST", REPORTS, body=b"{}"),
        "v1": modern.call("GET", REPORTS),
        "local": local.call("GET", within),
    }
    with pytest.raises(ExchangeError) as refused:
        portal.call("GET", closed)
    return found | {"refused": refused.value}


@pytest.mark.parametrize("which", ["GET", "HEAD", "POST", "v1"])
def test_it_proves_that_this_answer_was_given_to_this_request(town, exchange, called, which):
    answer = called[which]
    proof = exchange.prove(answer, town.world.vkey)
    assert (proof.message, proof.node, proof.witnesses, proof.compared) == (answer.message_id, PORTAL, 1, True)
    assert [said["kind"] for said in proof.records] == ["received", "answered"]
    assert any("signed by Pemprov DKI Jakarta (ID/GOV/6000)" in finding for finding in proof.findings)


def test_a_proof_is_of_one_answer_to_one_request(town, exchange, called):
    answer = called["GET"]
    proof = simpul_client.verify(exchange.proof(answer.message_id), town.world.vkey)
    method, target, sent, body = answer.asked
    asked_more = (method, target + "?more", sent, body)
    for other, words in (
        (Answer(answer.status, answer.headers, b"{}", answer.asked), "body"),
        (Answer(500, answer.headers, answer.body, answer.asked), "status"),
        (Answer(answer.status, answer.headers, answer.body, asked_more), "hashed another request"),
        (called["HEAD"], "another message"),
    ):
        with pytest.raises(ProofBroken, match=words):
            simpul_client.check(proof, other)


def test_the_providers_own_proof_holds_too_and_that_of_a_refusal(town, exchange, called):
    provider = Exchange(f"http://127.0.0.1:{town.bpbd.consumer}", client=BPBD)
    assert agree(provider.proof(called["GET"].message_id), town.world.vkey).node == BPBD
    message = called["refused"].message_id
    said = agree(exchange.proof(message), town.world.vkey).records[-1]
    assert (said["kind"], said["fault"]) == ("answered", "server.serverproxy.access_denied")
    (said,) = agree(provider.proof(message), town.world.vkey).records
    assert (said["kind"], said["role"]) == ("refused", "provider")


def test_a_call_within_one_node_is_proved_by_it_alone(town, called):
    local = Exchange(f"http://127.0.0.1:{town.bpbd.consumer}", client=BPBD)
    assert [said["role"] for said in local.prove(called["local"], town.world.vkey).records] == ["local", "local"]


def test_client_and_program_agree_on_flipped_proofs(town, exchange, called):
    """The bundle is real; every 197th byte is another. What one refuses the other refuses."""
    good = exchange.proof(called["POST"].message_id)
    assert agree(good, town.world.vkey)
    for at in range(5, len(good), 197):
        agree(good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :], town.world.vkey)
    assert agree(good, "simpul.register/ID+00000000+" + "A" * 44) is None


def test_a_proof_of_others_calls_is_not_given(exchange):
    with pytest.raises(ExchangeError, match="No such message") as refused:
        exchange.proof("ID-unknown")
    assert refused.value.type == "Server.ClientProxy.NotFound"


# errors: one exception, whatever the surface


@pytest.mark.parametrize("xml", [False, True], ids=["JSON", "XML"])
def test_errors_of_the_exchange_are_one_exception(exchange, xml):
    headers = {"Accept": "text/xml"} if xml else {}
    with pytest.raises(ExchangeError) as refused:
        exchange.call("GET", f"{BPBD}/none", headers=headers)
    error = refused.value
    assert (error.type, error.status) == ("Server.ServerProxy.UnknownService", 500)
    assert error.message == f"Unknown service: SERVICE:{BPBD}/none"
    assert len(error.detail) == 36
    assert error.message_id.startswith("ID-")


def test_the_modern_surface_says_the_same_in_its_own_way(town, modern):
    with pytest.raises(ExchangeError) as refused:
        modern.call("GET", f"{BPBD}/none")
    assert (refused.value.type, refused.value.status) == ("server.serverproxy.unknown_service", 404)
    assert refused.value.message == f"Unknown service: SERVICE:{BPBD}/none"
    target = town.offer(code="few", tier="trial")[4:]

    def calls():
        for _ in range(121):  # the minute may turn over in between
            modern.call("GET", target)

    with pytest.raises(ExchangeError) as spent:
        calls()
    assert (spent.value.status, spent.value.facts["tier"], spent.value.facts["limit"]) == (429, "trial", 60)


def test_what_the_service_says_is_an_answer_even_when_it_looks_like_an_error(town, exchange, modern):
    said = {"type": "Server.ServerProxy.AccessDenied", "message": "x", "detail": "y"}
    kind = {"X-Road-Error": "Server.ServerProxy.AccessDenied"}
    town.world.backend.behave = lambda _request, _body: web.json_response(said, status=500, headers=kind)
    try:
        for one in (exchange, modern):
            answer = one.call("GET", REPORTS)
            assert (answer.status, answer.json(), answer.header("x-road-error")) == (500, said, kind["X-Road-Error"])
    finally:
        town.world.backend.behave = lambda _request, _body: web.json_response({"hello": "dunia"})


def test_who_cannot_be_reached_is_said_plainly():
    with pytest.raises(ExchangeError, match=r"http://127\.0\.0\.1:1 does not answer") as refused:
        Exchange("http://127.0.0.1:1", client=PORTAL).call("GET", REPORTS)
    assert (refused.value.type, refused.value.status) == ("client.network_error", 0)
    with pytest.raises(ValueError, match="no address of a node"):
        Exchange("localhost:8090", client=PORTAL).clients()


@contextmanager
def _elsewhere(status, headers, body):
    """A server that is no node."""

    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_said):
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Page)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ({"Content-Type": "text/html"}, "client.bad_answer"),
        ({"Content-Type": "text/xml", "X-Road-Error": "Server.X"}, "Server.X"),
    ],
)
def test_an_error_page_of_somebody_in_between_is_told_as_such(headers, kind):
    with (
        _elsewhere(502, headers, b"\xff<html>Bad gateway") as address,
        pytest.raises(ExchangeError, match="Bad gateway") as told,
    ):
        Exchange(address, client=PORTAL).call("GET", REPORTS)
    assert (told.value.type, told.value.status) == (kind, 502)


# who calls


def test_a_token_goes_to_the_node_and_authorization_to_the_service(town, exchange):
    change = "UPDATE exchange_client SET authentication = $2, secret = $3 WHERE subsystem = $1"
    town.sql(town.portal, change, PORTAL, "token", hashlib.sha256(TOKEN.encode()).digest())
    try:
        with pytest.raises(ExchangeError, match="specifies a token"):
            exchange.call("GET", REPORTS)
        exchange.token = TOKEN
        answer = exchange.call("GET", REPORTS, headers=[("Authorization", "Bearer of-the-service")])
        assert answer.header("x-road-request-hash") == answer.request_hash()
        sent = dict(town.world.backend.seen[-1][2])
        assert sent[b"Authorization"] == b"Bearer of-the-service"
        assert TOKEN not in repr(sent)
    finally:
        town.sql(town.portal, change, PORTAL, "plain", None)


def test_certificates_are_shown_and_pinned(server_url, template, tmp_path):
    with town_of(server_url, template, tmp_path, exchange_tls=True) as secure:
        address, now = f"https://127.0.0.1:{secure.portal.consumer}", datetime.now(UTC)
        node, own = (keyring_of(site.settings).tls("x", "127.0.0.1", now) for site in (secure.portal, secure.bpbd))
        der = ssl.PEM_cert_to_DER_cert(own[0].read_text())
        secure.sql(secure.portal, "UPDATE exchange_client SET authentication = 'mtls', certificate = $1", der)
        pinned = Exchange(address, PORTAL, certificate=(str(own[0]), str(own[1])), node_certificate=str(node[0]))
        assert pinned.prove(pinned.call("GET", REPORTS), secure.world.vkey).witnesses == 1
        with pytest.raises(ExchangeError, match="did not supply TLS certificate"):
            Exchange(address, PORTAL, node_certificate=str(node[0])).call("GET", REPORTS)
        for other in (None, str(own[0])):
            with pytest.raises(ExchangeError, match="certificate verify failed"):
                Exchange(address, PORTAL, node_certificate=other).call("GET", REPORTS)


# the command line


def test_the_command_line_lists_calls_and_checks(town, exchange, tmp_path, capfdbinary, monkeypatch):
    monkeypatch.setenv("EXCHANGE", exchange.address)
    monkeypatch.setenv("EXCHANGE_REGISTER_KEY", town.world.vkey)
    assert simpul_client.main(["list"]) == 0
    assert f"{BPBD}\tPemprov DKI Jakarta\tBPBD".encode() in capfdbinary.readouterr().out.splitlines()
    assert simpul_client.main(["list", BPBD]) == 0
    assert f"{REPORTS}\t*\t**".encode() in capfdbinary.readouterr().out.splitlines()
    kept = tmp_path / "proof.json"
    assert simpul_client.main(["call", REPORTS, "/x?a=1", "-H", "X-Road-Issue: 7", "-d", "{}", "--proof", str(kept)]) == 0
    out, err = capfdbinary.readouterr()
    assert json.loads(out) == {"hello": "dunia"}
    assert b"The proof holds; 1 other node(s) vouch for the log." in err
    (tmp_path / "body").write_bytes(out)
    monkeypatch.delenv("EXCHANGE_REGISTER_KEY")
    ran = subprocess.run(
        [sys.executable, "-E", "-S", CLIENTS / "simpul_client.py", "verify", kept, "--body", tmp_path / "body"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "compare it" in ran.stdout.splitlines()[-1]
    (tmp_path / "body").write_bytes(b"other")
    assert simpul_client.main(["verify", str(kept), "--body", str(tmp_path / "body")]) == 1
    assert b"The proof does NOT hold: the body is not" in capfdbinary.readouterr().err


def test_the_command_line_says_what_went_wrong(exchange, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("EXCHANGE", exchange.address)
    assert simpul_client.main(["call", f"{BPBD}/none"]) == 1
    said = capsys.readouterr().err.splitlines()
    assert said[0] == f"Server.ServerProxy.UnknownService: Unknown service: SERVICE:{BPBD}/none"
    assert "X-Road-Id is ID-" in said[1]
    assert simpul_client.main(["verify", str(tmp_path / "none")]) == 1
    assert "No such file" in capsys.readouterr().err
