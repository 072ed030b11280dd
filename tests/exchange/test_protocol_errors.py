"""Every row of the error table, for real, between two nodes: type, message, status, leaves. PROTOCOL §1 "Errors"."""

import re
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from unittest.mock import Mock

import pytest
from tests.exchange.protocol import AS_PORTAL, OK, REPORTS, UUID4, asked, closed_port, written
from tests.exchange.world import BPBD, DINKES, PORTAL

from simpul.exchange.gateway import rendering
from simpul.exchange.model.register import Member, Node, Subsystem
from simpul.exchange.rules import statements as say

NOBODY = "/r1/ID/GOV/9999/NOBODY/reports"
C, P = "Server.ClientProxy.", "Server.ServerProxy."
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def both(snake: str) -> list[str]:
    """The leaves of a call that BPBD's node refused after the signature check."""
    return ["consumer received", f"consumer answered 500 {snake}", f"provider refused 500 {snake}"]


def acted(snake: str) -> list[str]:
    """The leaves of a call that failed at the back end."""
    return ["consumer received", f"consumer answered 500 {snake}", "provider received", f"provider answered 500 {snake}"]


def as_client(value: str) -> list[tuple[str, str]]:
    return [("X-Road-Client", value)]


BEFORE_SIGNING = [
    # situation, method, target, headers, type, message
    ("no client", "GET", REPORTS, [], "InvalidClientIdentifier", "The client identifier is missing"),
    ("empty client", "GET", REPORTS, as_client(""), "InvalidClientIdentifier", "The client identifier is missing"),
    ("two parts", "GET", REPORTS, as_client("ID/GOV"), "InternalError", "Invalid Client Id"),
    ("five parts", "GET", REPORTS, as_client(PORTAL + "/x"), "InternalError", "Invalid Client Id"),
    ("broken escape", "GET", REPORTS, as_client("ID/GOV/2060/%4"), "InternalError", "Invalid Client Id"),
    ("last client wins", "GET", REPORTS, [AS_PORTAL, ("x-road-client", "ID")], "InternalError", "Invalid Client Id"),
    ("other version", "GET", REPORTS.replace("r1", "r2"), [AS_PORTAL], "InternalError", "Unsupported protocol version 2"),
    ("four parts", "GET", "/r1/ID/GOV/6000/BPBD", [AS_PORTAL], "InternalError", "Invalid request URI"),
    ("illegal sign", "GET", "/r1/ID/GOV/6000/BP|BD/reports", [AS_PORTAL], "InternalError", "Invalid request URI"),
    ("dot segment", "GET", REPORTS + "/../x", [AS_PORTAL], "InternalError", "Invalid request URI"),
    ("hidden dots", "GET", REPORTS + "/%252e%252e", [AS_PORTAL], "InternalError", "Invalid request URI"),
    ("somewhere else", "GET", "/", [AS_PORTAL], "InternalError", "Invalid request URI"),
    ("other method", "PROPFIND", REPORTS, [AS_PORTAL], "InternalError", "Invalid request method"),
    ("no method", "TELL", REPORTS, [AS_PORTAL], "InternalError", "Invalid request: .+"),
    (
        "three of four",
        "GET",
        REPORTS,
        [AS_PORTAL, ("X-Road-Security-Server", "ID/GOV/6000")],
        "InternalError",
        "Invalid .* Id",
    ),
    (
        "five of four",
        "GET",
        REPORTS,
        [AS_PORTAL, ("X-Road-Security-Server", BPBD + "/x")],
        "InternalError",
        "Invalid .* Id",
    ),
    (
        "party of three",
        "GET",
        REPORTS,
        [AS_PORTAL, ("X-Road-Represented-Party", "A/B/C")],
        "InternalError",
        "Invalid .* Id",
    ),
    (
        "unknown client",
        "GET",
        REPORTS,
        as_client("ID/GOV/2060/X"),
        "UnknownMember",
        "Client 'SUBSYSTEM:ID/GOV/2060/X' not found",
    ),
    ("client elsewhere", "GET", REPORTS, as_client(BPBD), "UnknownMember", f"Client 'SUBSYSTEM:{BPBD}' not found"),
    ("member", "GET", REPORTS, as_client("ID/GOV/2060"), "UnknownMember", "Client 'MEMBER:ID/GOV/2060' not found"),
    ("decoded name", "GET", REPORTS, as_client("ID/GOV/a%20b"), "UnknownMember", "Client 'MEMBER:ID/GOV/a b' not found"),
    (
        "no provider",
        "GET",
        NOBODY,
        [AS_PORTAL],
        "UnknownMember",
        'Could not find addresses for service provider "SERVICE:ID/GOV/9999/NOBODY/reports"',
    ),
    (
        "wrong node",
        "GET",
        REPORTS,
        [AS_PORTAL, ("X-Road-Security-Server", PORTAL)],
        "InvalidSecurityServer",
        f'Could not find security server "SERVER:{PORTAL}"',
    ),
    (
        "no such node",
        "GET",
        REPORTS,
        [AS_PORTAL, ("X-Road-Security-Server", "ID/GOV/6000/a%20b")],
        "InvalidSecurityServer",
        'Could not find security server "SERVER:ID/GOV/6000/a b"',
    ),
]


def check(answer, kind, message):
    """The answer is X-Road's error of this type, in JSON."""
    assert (answer.one("X-Road-Error"), answer.status) == (kind, 500)
    assert answer.one("Content-Type").startswith("application/json")
    assert answer.json.keys() == {"type", "message", "detail"}
    assert answer.json["type"] == kind
    assert re.fullmatch(message, answer.json["message"]), answer.json["message"]
    assert re.fullmatch(UUID4, answer.json["detail"])
    assert answer.all("x-road-request-id") == []


@pytest.mark.parametrize("case", BEFORE_SIGNING, ids=[row[0] for row in BEFORE_SIGNING])
def test_what_the_consumers_node_refuses_before_anything_is_signed(town, monkeypatch, case):
    """PROTOCOL §1, error table, `clientproxy` rows; §3: an earlier refusal stands in the node's own log only."""
    _, method, target, headers, kind, message = case
    log = Mock()
    monkeypatch.setattr(rendering, "_log", log)
    with town.watched() as leaves:
        answer = asked(town.portal.consumer, written(method, target, headers))
    check(answer, C + kind, message)
    assert leaves == []
    assert [call.kwargs["subject"] for call in log.warning.mock_calls] == [answer.json["detail"]]


def test_a_client_that_left_the_register_or_was_put_off_is_unknown(town):
    """PROTOCOL §1, error table: "client not registered at this node"."""
    town.sql(town.portal, "INSERT INTO exchange_client VALUES ('ID/GOV/2060/LAMA', 'plain', NULL, NULL, true, now())")
    check(
        town.ask(REPORTS, *as_client("ID/GOV/2060/LAMA")),
        C + "UnknownMember",
        "Client 'SUBSYSTEM:ID/GOV/2060/LAMA' not found",
    )
    town.sql(town.portal, "UPDATE exchange_client SET active = false WHERE subsystem = $1", PORTAL)
    check(town.ask(), C + "UnknownMember", f"Client 'SUBSYSTEM:{PORTAL}' not found")
    town.sql(town.portal, "UPDATE exchange_client SET active = true WHERE subsystem = $1", PORTAL)
    assert town.ask().status == 200


@contextmanager
def published(town, before, after):
    """The register says `before` in the meantime, and `after` in the end."""
    town.run(town.world.publish(before))
    yield
    town.run(town.world.publish(after))


def test_a_node_in_maintenance(town):
    """PROTOCOL §1, error table: "provider node in maintenance"."""
    begun, ended = say.said_maintenance(BPBD, "Pindah gedung", NOW), say.said_maintenance(BPBD, "", NOW)
    with published(town, [begun], [ended]), town.watched() as leaves:
        answer = town.ask()
    words = f"Security server SERVER:{BPBD} is in maintenance mode. Message from [^:]+: Pindah gedung"
    check(answer, C + "MaintenanceMode", words)
    assert leaves == []
    assert town.ask().status == 200


def test_an_expired_trust_list(town):
    """PROTOCOL §1, error table: "trust list expired"; §2: a register has an expiry."""
    town.run(town.world.publish(expires=timedelta(seconds=-1)))
    with town.watched() as leaves:
        answer = town.ask()
    town.run(town.world.publish())
    check(answer, C + "OutdatedGlobalConf", ".+")
    assert leaves == []
    assert town.ask().status == 200


def test_a_node_that_cannot_be_reached(town):
    """PROTOCOL §1, error table: "provider node unreachable"; §3: a call that was sent leaves both its records."""
    node = Node(DINKES, "Dinkes", f"http://127.0.0.1:{closed_port()}", b"", "", "")
    stranger = Member("ID/GOV/8205", "Teluk Bintuni")
    town.run(town.world.publish([say.said_member(stranger, NOW), say.said_node(node, NOW)]))
    town.run(town.world.publish([say.said_subsystem(Subsystem(DINKES, "Dinkes", DINKES), NOW)]))
    with town.watched() as leaves:
        answer = town.ask(f"/r1/{DINKES}/patients")
    check(answer, C + "NetworkError", r"Connect to 127\.0\.0\.1:\d+ failed: .+")
    assert leaves == ["consumer received", "consumer answered 500 server.clientproxy.network_error"]


AFTER_SIGNING = [
    # situation, the service, type, message, leaves
    (
        "unknown service",
        None,
        "UnknownService",
        f"Unknown service: SERVICE:{BPBD}/{{code}}",
        both("server.serverproxy.unknown_service"),
    ),
    (
        "no access right",
        {"subject": ""},
        "AccessDenied",
        f"Request is not allowed: SERVICE:{BPBD}/{{code}}",
        both("server.serverproxy.access_denied"),
    ),
    (
        "disabled",
        {"enabled": False, "notice": "Sedang diperbaiki"},
        "ServiceDisabled",
        f"Service SERVICE:{BPBD}/{{code}} is disabled: Sedang diperbaiki",
        both("server.serverproxy.service_disabled"),
    ),
    (
        "no URL",
        {"url": ""},
        "ServiceMissingUrl",
        f"Service address not specified for '[^']*{BPBD}/{{code}}'",
        acted("server.serverproxy.service_missing_url"),
    ),
    (
        "connection refused",
        {"url": "http://127.0.0.1:{closed}/x"},
        "NetworkError",
        r"Connect to 127\.0\.0\.1:{closed} failed: .+",
        acted("server.serverproxy.network_error"),
    ),
    (
        "name unknown",
        {"url": "http://nowhere.invalid/x"},
        "NetworkError",
        "nowhere\\.invalid.*",
        acted("server.serverproxy.unknown_host"),
    ),
    ("too slow", {"timeout_ms": 60}, "IOError", "Read timed out", acted("server.serverproxy.io_error")),
    (
        "body over the limit",
        {"body_limit": 9},
        "LoggingFailed",
        "Message size exceeds maximum loggable size",
        acted("server.serverproxy.logging_failed"),
    ),
]


@pytest.mark.parametrize(("offered", "kind", "message", "expected"), [pytest.param(*r[1:], id=r[0]) for r in AFTER_SIGNING])
def test_what_the_providers_node_refuses(town, offered, kind, message, expected):
    """PROTOCOL §1, error table, `serverproxy` rows; §3: one leaf for a refusal, two for a call that was begun."""
    port, more = closed_port(), dict(offered or {})
    url = more.pop("url", town.rough.url).replace("{closed}", str(port))
    target = f"/r1/{BPBD}/nothing" if offered is None else town.offer(url, **more)
    message = message.replace("{code}", target.rsplit("/", 1)[1]).replace("{closed}", str(port))
    town.rough.pause = 0.3 if kind == "IOError" else 0
    with town.watched() as leaves:
        answer = town.ask(target, method="POST", body=b"0123456789")
    town.rough.pause = 0
    check(answer, P + kind, message)
    assert leaves == expected
    assert town.records(BPBD)[-1]["error"] == answer.json["detail"]


@pytest.mark.parametrize(
    "headers", [[("Content-Length", str(10 * 2**20 + 1))], [("Transfer-Encoding", "chunked")]], ids=["told", "found"]
)
def test_a_body_over_the_nodes_own_limit(town, headers):
    """PROTOCOL §1, error table: "body over the limit"; said by the node that does not send it on, so nothing is signed."""
    chunk = b"100000\r\n" + b"x" * 2**20 + b"\r\n"
    data = written("POST", REPORTS, [AS_PORTAL, *headers]) + (chunk * 11 if headers[0][1] == "chunked" else b"")
    with town.watched() as leaves:
        answer = asked(town.portal.consumer, data)
    check(answer, P + "LoggingFailed", "Message size exceeds maximum loggable size")
    assert leaves == []


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("X-Road-Id", ["a", "b"]),
        ("Content-Type", ["text/plain", "text/plain"]),
        ("X-Road-UserId", ["a", "a"]),
        ("X-Road-Issue", ["1", "2"]),
        ("X-Road-Represented-Party", ["A", "B"]),
        ("X-Road-Id", ["é"]),
        ("X-Road-UserId", ["Jos\xe9"]),
        ("X-Road-Issue", ["\xff"]),
        ("Content-Type", ["text/\xe9"]),
    ],
)
def test_a_covered_header_twice_or_not_ascii(town, name, values):
    """PROTOCOL §1, error table: "covered header twice or not ASCII"; §2: refused."""
    with town.watched() as leaves:
        answer = town.ask(REPORTS, *[(name, value) for value in values])
    check(answer, P + "DuplicateHeaderField", f"(?i).*{name}.*")
    assert leaves == []


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 409, 418, 429, 500, 501, 503, 599])
def test_a_back_ends_own_error_is_passed_through(town, status):
    """PROTOCOL §1, error table, last row: the back end's own 4xx and 5xx are its answer, not an error of the exchange."""
    target = town.offer(code=f"own{status}")
    town.rough.says = b"HTTP/1.1 %d Apa\r\nX-Road-Error: mine\r\nContent-Length: 5\r\n\r\ngagal" % status
    with town.watched() as leaves:
        answer = town.ask(target)
    town.rough.says = OK
    assert (answer.status, answer.body, answer.one("x-road-error")) == (status, b"gagal", "mine")
    assert re.fullmatch(UUID4, answer.one("x-road-request-id"))
    assert leaves == [
        "consumer received",
        f"consumer answered {status}",
        "provider received",
        f"provider answered {status}",
    ]


@pytest.mark.parametrize("accept", ["text/xml", "application/json, application/xml", "text/*;q=0.3"])
@pytest.mark.parametrize("target", [NOBODY, f"/r1/{BPBD}/nothing", "/r2/x"], ids=["ours", "the provider's", "unreadable"])
def test_an_error_in_xml_for_who_lists_it(town, target, accept):
    """PROTOCOL §1: the body is XML if Accept lists `text/xml`, `application/xml` or `text/*`."""
    answer = town.ask(target, ("Accept", accept))
    kind = answer.one("x-road-error")
    expected = f"<error><type>{kind}</type><message>[^<]+</message><detail>{UUID4}</detail></error>"
    assert re.fullmatch(expected, answer.body.decode())
    assert answer.one("content-type").startswith("text/xml")


def test_a_call_within_one_node_leaves_its_own_records(town):
    """PROTOCOL §3; DESIGN "local calls": the same way, with records of role `local`."""
    port, mine = town.bpbd.consumer, as_client(BPBD)
    with town.watched() as leaves:
        assert asked(port, written("GET", town.offer(subject=BPBD), mine)).body == b"baik"
        check(asked(port, written("GET", town.offer(), mine)), P + "AccessDenied", "Request is not allowed: .+")
    assert leaves == ["local received", "local answered 200", "local refused 500 server.serverproxy.access_denied"]
