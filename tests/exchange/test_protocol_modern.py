"""The same calls at `/v1/…`: problem details and honest statuses; and the other spelling of types. PROTOCOL §1."""

import re

import pytest
from tests.exchange import handmade
from tests.exchange.protocol import AS_PORTAL, OK, UUID4, asked, closed_port, town_of, written
from tests.exchange.world import BPBD, PORTAL

HOME = f"/v1/{BPBD}"
C, P = "server.clientproxy.", "server.serverproxy."
ROWS = [
    # situation, the service, target, headers, status, type
    ("no client", {}, "", [("X-A", "1")], 400, C + "invalid_client_identifier"),
    ("unparsable client", {}, "", [("X-Road-Client", "ID")], 400, C + "internal_error"),
    ("unparsable address", {}, "/../x", [AS_PORTAL], 400, C + "internal_error"),
    ("unknown client", {}, "", [("X-Road-Client", "ID/GOV/1/X")], 403, C + "unknown_member"),
    ("not proved", {}, "", [("X-Road-Client", "ID/GOV/2060/TOKEN")], 401, C + "ssl_authentication_failed"),
    ("no provider", None, "/v1/ID/GOV/9/X/reports", [AS_PORTAL], 404, C + "unknown_member"),
    ("wrong node", {}, "", [AS_PORTAL, ("X-Road-Security-Server", PORTAL)], 404, C + "invalid_security_server"),
    ("unknown service", None, HOME + "/nothing", [AS_PORTAL], 404, P + "unknown_service"),
    ("no access right", {"subject": ""}, "", [AS_PORTAL], 403, P + "access_denied"),
    ("disabled", {"enabled": False}, "", [AS_PORTAL], 502, P + "service_disabled"),
    ("no URL", {"url": ""}, "", [AS_PORTAL], 502, P + "service_missing_url"),
    ("refused", {"url": "closed"}, "", [AS_PORTAL], 502, P + "network_error"),
    ("name unknown", {"url": "http://nowhere.invalid"}, "", [AS_PORTAL], 502, P + "unknown_host"),
    ("too slow", {"timeout_ms": 50}, "/slow", [AS_PORTAL], 504, P + "io_error"),
    ("too large", {"body_limit": 1}, "", [AS_PORTAL], 413, P + "logging_failed"),
    ("a header twice", {}, "", [AS_PORTAL, ("X-Road-Id", "1"), ("X-Road-Id", "2")], 400, P + "duplicate_header_field"),
]


def target_of(town, offered, rest):
    if offered is None:
        return rest
    url = offered.get("url")
    target = town.offer(
        f"http://127.0.0.1:{closed_port()}" if url == "closed" else url, **{k: v for k, v in offered.items() if k != "url"}
    )
    return target.replace("/r1/", "/v1/") + rest


@pytest.fixture(scope="module", autouse=True)
def _by_token(town):
    town.sql(town.portal, "INSERT INTO exchange_client VALUES ('ID/GOV/2060', 'token', NULL, NULL, true, now())")


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_problem_details_and_an_honest_status(town, row):
    """PROTOCOL §1 "Modern surface": RFC 9457; 400 401 403 404 413 502 504 (429 stands in test_protocol_rights)."""
    _, offered, rest, headers, status, kind = row
    headers = [
        ("X-Road-Client", "ID/GOV/2060") if value == "ID/GOV/2060/TOKEN" else (name, value) for name, value in headers
    ]
    town.rough.pause = 0.2 if rest == "/slow" else 0
    answer = asked(town.portal.consumer, written("POST", target_of(town, offered, rest), headers, b"{}"))
    town.rough.pause = 0
    assert (answer.status, answer.one("content-type"), answer.all("x-road-error")) == (
        status,
        "application/problem+json",
        [],
    )
    assert answer.json["type"] == f"urn:simpul:exchange:{kind}"
    assert answer.json["status"] == status
    assert re.fullmatch("urn:uuid:" + UUID4, answer.json["instance"])
    assert answer.json["title"]
    assert answer.json["detail"]
    assert answer.all("www-authenticate") == (["Bearer"] if status == 401 else [])
    assert answer.all("ratelimit-limit") == []


@pytest.mark.parametrize("status", [200, 201, 404, 429, 503])
def test_a_back_ends_answer_is_its_own_here_too(town, status):
    """PROTOCOL §1 "Modern surface": the same calls; error table, last row: passed through."""
    target = town.offer(code=f"m{status}").replace("/r1/", "/v1/") + "/a%2Fb?x"
    town.rough.says = b"HTTP/1.1 %d X\r\nContent-Type: a/b\r\nContent-Length: 3\r\n\r\nisi" % status
    answer = town.ask(target, ("X-Road-Id", "17"))
    town.rough.says = OK
    assert (answer.status, answer.body, answer.one("content-type"), answer.one("x-road-id")) == (
        status,
        b"isi",
        "a/b",
        "17",
    )
    assert town.rough.head[0] == b"GET /a%2Fb?x HTTP/1.1"
    kept = [AS_PORTAL, ("X-Road-Id", "17"), ("x-road-request-id", answer.one("x-road-request-id"))]
    assert answer.one("x-road-request-hash") == handmade.request_hash("GET", target, kept)


def test_too_few_parts_are_no_call(town):
    """PROTOCOL §1 "URL": all five parts."""
    for target in ("/v1/", "/v1/ID/GOV/6000/BPBD", "/v1/ID/GOV/6000/B|PBD/reports"):
        assert town.ask(target).status == 400


@pytest.fixture(scope="module")
def snake(server_url, template, tmp_path_factory):
    """A town that spells errors as releases from 7.8 do."""
    with town_of(server_url, template, tmp_path_factory.mktemp("snake"), exchange_errors="snake") as found:
        yield found


@pytest.mark.parametrize(
    ("target", "offered", "kind"),
    [
        ("/r2/x", None, C + "internal_error"),
        ("/r1/ID/GOV/9/X/s", None, C + "unknown_member"),
        (None, {"subject": ""}, P + "access_denied"),
        (None, {"url": "http://nowhere.invalid"}, P + "unknown_host"),
        (f"/r1/{BPBD}/getOpenAPI", None, P + "invalid_request"),
    ],
)
def test_the_other_spelling_by_setting(snake, target, offered, kind):
    """PROTOCOL §1 "Spelling by setting": `classic` (default) or `snake` (≥ 7.8)."""
    more = {k: v for k, v in (offered or {}).items() if k != "url"}
    answer = snake.ask(target or snake.offer((offered or {}).get("url"), **more))
    assert (answer.status, answer.one("x-road-error"), answer.json["type"]) == (500, kind, kind)
