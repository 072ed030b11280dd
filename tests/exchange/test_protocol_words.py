"""Headers that stay and go, the request hash, and how errors are spelled and written. PROTOCOL §1; xroad-error-names.md."""

import json
import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import SHARED
from tests.exchange import handmade

from simpul.exchange.gateway.body import Body
from simpul.exchange.wire import answers, faults, headers

pytestmark = pytest.mark.rules
REMOVED = [
    "transfer-encoding",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "te",
    "trailer",
    "upgrade",
    "connection",
    "user-agent",
    "host",
    "content-length",
    "server",
    "expect",
]
"""PROTOCOL §1, table of request headers, "removed both ways"."""
OTHERS = [
    (b"AUTHORIZATION", b"Basic YTpi"),
    (b"Cookie", b"a=1"),
    (b"cookie", b"b=2"),
    (b"X-Ding", b""),
    (b"x-ding", b"\xc3\xa9"),
    (b"Accept-Encoding", b"br"),
    (b"X-Road-UserId", b"EE123"),
    (b"X-Road-Issue", b"17"),
    (b"Date", b"Mon"),
    (b"x-ding", b"\xff"),
]
names = st.text(st.sampled_from("ABCabc-XxRr09_"), min_size=1, max_size=14).map(str.encode)
values = st.binary(max_size=20).filter(lambda value: not set(value) & set(b"\r\n\0") and value.strip() == value)
several = st.lists(st.tuples(names, values), max_size=12)


@pytest.mark.parametrize("name", REMOVED)
@pytest.mark.parametrize("spelled", [str.lower, str.upper, str.title])
def test_the_listed_headers_are_removed_both_ways(name, spelled):
    """PROTOCOL §1 "removed both ways"."""
    given = [(b"A", b"1"), (spelled(name).encode(), b"x"), (b"a", b"2")]
    assert headers.of_request(given) == headers.of_answer(given) == [(b"A", b"1"), (b"a", b"2")]


@pytest.mark.parametrize("name", ["X-Road-Request-Id", "x-road-request-id", "X-ROAD-REQUEST-HASH"])
def test_what_only_the_exchange_may_say_is_removed_from_a_request(name):
    """PROTOCOL §1: `X-Road-Request-Id`, `X-Road-Request-Hash` are removed if sent."""
    assert headers.of_request([(name.encode(), b"x"), *OTHERS]) == OTHERS


@pytest.mark.parametrize("name", ["X-Road-Id", "x-road-client", "X-ROAD-REQUEST-ID", "X-Road-Request-Hash"])
def test_what_only_the_exchange_may_say_is_removed_from_an_answer(name):
    """PROTOCOL §1 "Response headers": "any `X-Road-Id/Client/Request-Id/Request-Hash` it set"."""
    assert headers.of_answer([*OTHERS, (name.encode(), b"x")]) == OTHERS


def test_spelling_order_and_repetition_of_the_rest_stay():
    """PROTOCOL §1 "everything else": byte for byte, Authorization and Cookie included."""
    assert headers.of_request(OTHERS) == headers.of_answer(OTHERS) == OTHERS


def test_of_repeated_clients_the_last_goes_on_where_it_stood():
    """PROTOCOL §1 `X-Road-Client`: the last one wins; §2: the consumer node forwards only the last."""
    given = [
        (b"x-road-client", b"1"),
        (b"A", b""),
        (b"X-Road-Client", b"2"),
        (b"B", b""),
        (b"X-ROAD-CLIENT", b"3"),
        (b"C", b""),
    ]
    assert headers.of_request(given) == [(b"A", b""), (b"B", b""), (b"X-ROAD-CLIENT", b"3"), (b"C", b"")]


@settings(deadline=None)
@given(several, several)
def test_names_of_the_legs_own_are_kept_apart(theirs, more):
    """PROTOCOL §1 "byte for byte" on a leg (§2) that needs some names for itself: wrapped, they come back as they were."""
    own = [(name.upper(), b"x") for name in headers.LEG] + [
        (b"simpul-kept-signature", b"y"),
        (b"Simpul-Kept-Simpul-Kept-A", b""),
    ]
    given = [*theirs, *own, *more]
    wrapped = headers.wrapped(given)
    assert not [name for name, _ in wrapped if name.lower() in headers.LEG]
    assert headers.unwrapped([*wrapped, (b"x-road-service", b"ours"), (b"Signature", b"ours")]) == given


@pytest.mark.parametrize("body", [b"", b"{}", b"x" * 100_000], ids=["none", "short", "long"])
@pytest.mark.parametrize("target", ["/r1/ID/GOV/6000/BPBD/reports", "/r1/a/b/c/d/e/f%2Fg?x=%41", "/r1/a/b/c/d/e?"])
@pytest.mark.parametrize(
    "kept",
    [
        [],
        [("X-Road-Client", "ID/GOV/2060/PORTAL"), ("x-road-request-id", "1")],
        [("b", "2"), ("a", ""), ("B", "1"), ("b", "2"), ("X-Ä".encode().decode("latin-1"), "ß")],
    ],
    ids=["none", "two", "odd"],
)
def test_the_request_hash_is_what_the_contract_says(body, target, kept):
    """PROTOCOL §1 "X-Road-Request-Hash", computed a second time in tests/exchange/handmade.py."""
    given = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in kept]
    found = headers.request_hash(("POST", target), given, Body(body).sha512)
    assert found.decode() == handmade.request_hash("POST", target, kept, body)


@settings(deadline=None)
@given(several, st.binary(max_size=40), st.sampled_from(["GET", "POST", "TRACE"]))
def test_the_request_hash_of_any_headers_and_body(given, body, verb):
    """PROTOCOL §1 "X-Road-Request-Hash": received order and spelling, no space, CRLF each."""
    kept = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in given]
    found = headers.request_hash((verb, "/r1/a"), given, Body(body).sha512)
    assert found.decode() == handmade.request_hash(verb, "/r1/a", kept, body)


def test_the_request_hash_of_one_message_by_hand():
    """PROTOCOL §1 "X-Road-Request-Hash", with `sha512sum` and `base64` of GNU coreutils."""
    kept = [(b"X-Road-Client", b"DEV/COM/222/TESTCLIENT"), (b"x-road-request-id", b"1")]
    found = headers.request_hash(("GET", "/r1/DEV/COM/222/TESTSERVICE/mock"), kept, None)
    assert found.decode() == BY_HAND


BY_HAND = "kmpqIT+AUQ6DhXseU6CLZ073WV0qsvcW5b6dc4bbgCJjMZa2yDz+TkRzzr7lZkGlVtTvTACiLix92rKwKsctxQ=="
C, P = ("server.clientproxy", "Server.ClientProxy"), ("server.serverproxy", "Server.ServerProxy")
TABLE = [
    # fault, side, constant in xroad-error-names.md, snake, classic, honest status
    (faults.INVALID_CLIENT, C, "X_INVALID_CLIENT_IDENTIFIER", "invalid_client_identifier", "InvalidClientIdentifier", 400),
    (faults.INVALID_ADDRESS, C, "X_INTERNAL_ERROR", "internal_error", "InternalError", 400),
    (faults.UNKNOWN_CLIENT, C, "X_UNKNOWN_MEMBER", "unknown_member", "UnknownMember", 403),
    (faults.NOT_PROVED, C, "X_SSL_AUTH_FAILED", "ssl_authentication_failed", "SslAuthenticationFailed", 401),
    (faults.UNKNOWN_PROVIDER, C, "X_UNKNOWN_MEMBER", "unknown_member", "UnknownMember", 404),
    (faults.WRONG_NODE, C, "X_INVALID_SECURITY_SERVER", "invalid_security_server", "InvalidSecurityServer", 404),
    (faults.MAINTENANCE, C, "X_MAINTENANCE_MODE", "maintenance_mode", "MaintenanceMode", 502),
    (faults.TRUST_EXPIRED, C, "X_OUTDATED_GLOBALCONF", "global_conf_outdated", "OutdatedGlobalConf", 502),
    (faults.NODE_UNREACHABLE, C, "X_NETWORK_ERROR", "network_error", "NetworkError", 502),
    (faults.UNKNOWN_SERVICE, P, "X_UNKNOWN_SERVICE", "unknown_service", "UnknownService", 404),
    (faults.ACCESS_DENIED, P, "X_ACCESS_DENIED", "access_denied", "AccessDenied", 403),
    (faults.DISABLED, P, "X_SERVICE_DISABLED", "service_disabled", "ServiceDisabled", 502),
    (faults.NO_ADDRESS, P, "X_SERVICE_MISSING_URL", "service_missing_url", "ServiceMissingUrl", 502),
    (faults.BACKEND_REFUSES, P, "X_NETWORK_ERROR", "network_error", "NetworkError", 502),
    (faults.BACKEND_UNKNOWN, P, "", "unknown_host", "NetworkError", 502),
    (faults.BACKEND_SLOW, P, "X_IO_ERROR", "io_error", "IOError", 504),
    (faults.TOO_LARGE, P, "X_LOGGING_FAILED_X", "logging_failed", "LoggingFailed", 413),
    (faults.NO_SIGNATURE, P, "X_MISSING_SIGNATURE", "missing_signature", "MissingSignature", 502),
    (faults.BAD_SIGNATURE, P, "X_INVALID_SIGNATURE_VALUE", "invalid_signature_value", "InvalidSignatureValue", 502),
    (faults.DUPLICATE_HEADER, P, "X_DUPLICATE_HEADER_FIELD", "duplicate_header_field", "DuplicateHeaderField", 400),
    (faults.QUOTA, P, "", "quota_exceeded", "QuotaExceeded", 429),
    (faults.INVALID_REQUEST, P, "X_INVALID_REQUEST", "invalid_request", "InvalidRequest", 400),
]
ROWS = [row[3] for row in TABLE]


@pytest.mark.parametrize(("fault", "side", "_constant", "snake", "classic", "status"), TABLE, ids=ROWS)
def test_every_row_of_the_error_table_in_both_spellings(fault, side, _constant, snake, classic, status):
    """PROTOCOL §1 "Errors made by the exchange itself": classic (≤ 7.7) or snake (≥ 7.8); 500 for `server.`, else 400."""
    assert fault.type_in("snake") == f"{side[0]}.{snake}"
    assert fault.type_in("classic") == f"{side[1]}.{classic}"
    assert fault.xroad_status == 500
    assert fault.status == status


@pytest.mark.skipif(not (SHARED / "exchange").is_dir(), reason="the shared folder with X-Road's own names is not here")
def test_both_spellings_are_x_roads_own():
    """xroad-error-names.md: read from releases 7.7.1 and 7.8.0."""
    text = (SHARED / "exchange" / "xroad-error-names.md").read_text()
    named = {m[1]: (m[3], m[2]) for m in re.finditer(r"^\| (\w+) \| `([\w.]+)` \| `([\w.]+)` \|$", text, re.MULTILINE)}
    ours = {constant: (snake, classic) for _, _, constant, snake, classic, _ in TABLE if constant}
    assert ours == {constant: named[constant] for constant in ours}
    assert {C, P} == {named["SERVER_CLIENTPROXY_X"], named["SERVER_SERVERPROXY_X"]}
    others = [f for f in faults.FAULTS.values() if f.snake.split(".")[2] not in ("unknown_host", "quota_exceeded")]
    assert {(f.snake.split(".")[2], f.classic.split(".")[2]) for f in others} <= set(named.values())


def test_a_type_outside_server_is_a_400():
    """PROTOCOL §1: "Status 500 if the type begins with `server.`/`Server.`, else 400"."""
    assert faults.fault_of("client.invalid_request").xroad_status == 400
    assert faults.fault_of("server.serverproxy.something_new").xroad_status == 500


@pytest.mark.parametrize("fault", faults.FAULTS.values(), ids=lambda fault: fault.title)
def test_a_fault_another_node_names_is_known_by_its_type(fault):
    """PROTOCOL §2: refusals travel in snake spelling; a type that several faults bear is one of them."""
    assert faults.fault_of(fault.snake).snake == fault.snake
    assert faults.fault_of(fault.snake).classic == fault.classic


def test_an_error_in_json():
    """PROTOCOL §1: `{"type":"…","message":"…","detail":"…"}`."""
    kind, body = answers.error("a.b", 'Ditolak: "é" <&>', "1", xml=False)
    assert kind.split(b";")[0] == b"application/json"
    assert body == '{"type":"a.b","message":"Ditolak: \\"é\\" <&>","detail":"1"}'.encode()


def test_an_error_in_xml():
    """PROTOCOL §1: `<error><type>…</type><message>…</message><detail>…</detail></error>`."""
    kind, body = answers.error("a.b", 'Ditolak: "é" <&>', "1", xml=True)
    assert kind.split(b";")[0] == b"text/xml"
    expected = '<error><type>a.b</type><message>Ditolak: "é" &lt;&amp;&gt;</message><detail>1</detail></error>'
    assert body == expected.encode()


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_an_error_in_xml_can_be_read_whatever_it_says(message):
    """PROTOCOL §1: what a caller sent (decoded `%00` among it) comes back in messages; the body stays XML 1.0."""
    _, body = answers.error("a.b", message, "1", xml=True)
    assert [child.tag for child in ET.fromstring(body)] == ["type", "message", "detail"]


@pytest.mark.parametrize(
    ("accept", "xml"),
    [
        ("text/xml", True),
        ("application/xml", True),
        ("text/*", True),
        ("application/json, text/xml;q=0.1", True),
        (" TEXT/XML ; charset=utf-8", True),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", True),
        ("", False),
        ("*/*", False),
        ("application/json", False),
        ("text/plain", False),
        ("application/*", False),
        ("application/soap+xml", False),
    ],
)
def test_who_lists_xml_gets_xml(accept, xml):
    """PROTOCOL §1: XML "if Accept lists `text/xml`, `application/xml` or `text/*`"."""
    assert answers.wants_xml(accept.encode()) is xml


@pytest.mark.parametrize(("fault", "side", "_constant", "snake", "_classic", "status"), TABLE, ids=ROWS)
def test_problem_details_of_every_row(fault, side, _constant, snake, _classic, status):
    """PROTOCOL §1 "Modern surface": RFC 9457 problem details and honest statuses."""
    kind, body = answers.problem(fault, "Sebab", "0-1", {"limit": 60})
    assert kind == b"application/problem+json"
    found = json.loads(body)
    assert found == {
        "type": f"urn:simpul:exchange:{side[0]}.{snake}",
        "title": fault.title,
        "status": status,
        "detail": "Sebab",
        "instance": "urn:uuid:0-1",
        "limit": 60,
    }
    assert status in (400, 401, 403, 404, 413, 429, 502, 504)
