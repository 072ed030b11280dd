"""What goes on to the back end, row by row and byte by byte. PROTOCOL §1 "URL", "Request headers", the hash."""

import re

import pytest
from tests.exchange import handmade
from tests.exchange.protocol import AS_PORTAL, OK, UUID4, Line, asked, written
from tests.exchange.world import BPBD, PORTAL

METHODS = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE"]
WITH_BODY = ("PATCH", "POST", "PUT")
REMOVED = ["Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization", "TE", "Trailer", "User-Agent", "Server"]
"""PROTOCOL §1 "removed both ways", less those that are the frame of HTTP itself."""
ODD = [
    ("AUTHORIZATION", "Basic YTpi"),
    ("Cookie", "a=1; b=2"),
    ("cOOkie", 'c="3"'),
    ("X-Empty", ""),
    ("x-twice", "1"),
    ("X-Twice", "2"),
    ("x-twice", "1"),
    ("X-Latin", "\xe9\xff\x80"),
    ("X-Utf8", "日本".encode().decode("latin-1")),
    ("X-Tab", "a\tb  c"),
    ("If-None-Match", '"x"'),
    ("Accept-Encoding", "gzip, br"),
    ("Content-Encoding", "gzip"),
    ("X-Road-Service", "mine"),
    ("x-road-error", "mine"),
    ("Date", "Mon"),
    ("Signature", "sig1=:AA==:"),
    ("Signature-Input", "sig1=()"),
    ("Content-Digest", "sha-256=:AA==:"),
    ("Simpul-Node", "mine"),
    ("simpul-kept-simpul-node", "mine"),
    ("Simpul-Kept-A", "1"),
    ("X-Long", "x" * 8000),
    ("Via", "1.1 x"),
    ("X-Forwarded-For", "192.0.2.1"),
    ("Access-Control-Request-Method", "GET"),
    ("Origin", "http://x"),
    ("Priority", "u=1"),
    ("1", "2"),
    ("~!#$%&'*+.^_`|", "x"),
]


@pytest.fixture(scope="module")
def target(town):
    """A service whose back end keeps what it is sent."""
    return town.offer(code="kept")


def sent_on(town, target, headers=(), *, method="GET", body=b"", rest=""):
    """The answer to a call, and the request that reached the back end."""
    answer = town.ask(target + rest, *headers, method=method, body=body)
    return answer, town.rough.got[-1]


def test_everything_else_goes_on_byte_for_byte(town, target):
    """PROTOCOL §1 "everything else": byte for byte; no X-Forwarded-For, no Via, nothing added but ids."""
    answer, got = sent_on(town, target, ODD, rest="/a%2Fb")
    host = ("host", f"127.0.0.1:{town.rough.port}")
    ids = [("x-road-request-id", answer.one("x-road-request-id")), ("x-road-id", answer.one("x-road-id"))]
    expected = [host, AS_PORTAL, *ODD, *ids]
    assert got == b"".join([b"GET /a%2Fb HTTP/1.1\r\n", *(f"{n}: {v}\r\n".encode("latin-1") for n, v in expected), b"\r\n"])


def test_the_hash_is_over_what_was_kept_in_order_and_spelling(town, target):
    """PROTOCOL §1 "X-Road-Request-Hash": every kept header, then the appended request id, then the id if it was made."""
    answer, _ = sent_on(town, target, [("User-Agent", "x"), *ODD, ("X-Road-Request-Id", "x"), ("A", "b")], rest="?a=%41")
    ids = [("x-road-request-id", answer.one("x-road-request-id")), ("x-road-id", answer.one("x-road-id"))]
    assert answer.one("x-road-request-hash") == handmade.request_hash(
        "GET", target + "?a=%41", [AS_PORTAL, *ODD, ("A", "b"), *ids]
    )


@pytest.mark.parametrize("body", [b"", b"{}", b"y" * 400_000], ids=["none", "short", "spooled"])
def test_the_hash_is_over_the_body_too(town, target, body):
    """PROTOCOL §1 "X-Road-Request-Hash": SHA512(SHA512(M) ‖ SHA512(body)); the id stands where it was sent."""
    answer, _ = sent_on(town, target, [("X-Road-Id", "7"), ("A", "b")], method="POST", body=body)
    kept = [AS_PORTAL, ("X-Road-Id", "7"), ("A", "b"), ("x-road-request-id", answer.one("x-road-request-id"))]
    assert answer.one("x-road-request-hash") == handmade.request_hash("POST", target, kept, body)


def test_an_id_is_made_where_there_is_none(town, target):
    """PROTOCOL §1 `X-Road-Id`: absent → `{INSTANCE}-{uuid4}`."""
    for headers in ([], [("X-Road-Id", "")]):
        answer, _ = sent_on(town, target, headers)
        assert re.fullmatch("ID-" + UUID4, answer.one("x-road-id"))
        assert [v for n, v in town.rough.headers if n.lower() == "x-road-id"] == [answer.one("x-road-id")]


@pytest.mark.parametrize("given", ["1", "ID-4894e35d-bf0f-44a6-867a-8e51f1daa7e0", "a b/c;d", "x" * 255])
def test_an_id_that_is_given_stays(town, target, given):
    """PROTOCOL §1 `X-Road-Id`: optional; recorded on both sides."""
    answer, _ = sent_on(town, target, [("x-ROAD-id", given)])
    assert answer.one("x-road-id") == given
    assert ("x-ROAD-id", given) in town.rough.headers
    assert [record["message"] for path in (PORTAL, BPBD) for record in town.records(path)[-2:]] == [given] * 4


def test_user_and_issue_go_through_and_are_recorded(town, target):
    """PROTOCOL §1 `X-Road-UserId`, `X-Road-Issue`: passed through, recorded (in what was signed)."""
    sent_on(town, target, [("X-Road-UserId", "ID19850817"), ("X-Road-Issue", "12/2026")])
    assert {("X-Road-UserId", "ID19850817"), ("X-Road-Issue", "12/2026")} <= set(town.rough.headers)
    for record in (town.records(PORTAL)[-2], town.records(BPBD)[-2]):
        assert '"x-road-userid": ID19850817\n"x-road-issue": 12/2026\n' in record["base"]


@pytest.mark.parametrize("party", ["COM/1234", "1234", "a%2Fb/c%20d", ""])
def test_a_represented_party_has_one_part_or_two(town, target, party):
    """PROTOCOL §1 `X-Road-Represented-Party`: `[CLASS/]CODE`."""
    assert sent_on(town, target, [("X-Road-Represented-Party", party)])[0].status == 200
    assert ("X-Road-Represented-Party", party) in town.rough.headers


@pytest.mark.parametrize("server", [BPBD, "ID/GOV/6000/%42PBD"])
def test_a_security_server_that_is_the_right_one(town, target, server):
    """PROTOCOL §1 `X-Road-Security-Server`: exactly four parts: target one server."""
    assert sent_on(town, target, [("X-Road-Security-Server", server)])[0].status == 200
    assert ("X-Road-Security-Server", server) in town.rough.headers


@pytest.mark.parametrize("name", ["X-Road-Request-Id", "x-road-request-id", "X-Road-Request-Hash"])
def test_what_only_the_exchange_may_say_is_replaced(town, target, name):
    """PROTOCOL §1: removed if sent; a fresh uuid4 `X-Road-Request-Id` is appended."""
    answer, _ = sent_on(town, target, [(name, "4894e35d-bf0f-44a6-867a-8e51f1daa7e0"), ("A", "b")])
    names = [n for n, _ in town.rough.headers]
    assert names == ["host", "X-Road-Client", "A", "x-road-request-id", "x-road-id"]
    assert re.fullmatch(UUID4, answer.one("x-road-request-id"))
    assert answer.one("x-road-request-id") != "4894e35d-bf0f-44a6-867a-8e51f1daa7e0"


@pytest.mark.parametrize("name", [*REMOVED, *map(str.lower, REMOVED)])
def test_what_belongs_to_the_connection_is_removed(town, target, name):
    """PROTOCOL §1 "removed both ways"."""
    sent_on(town, target, [(name, "trailers")])
    assert [n for n, _ in town.rough.headers] == ["host", "X-Road-Client", "x-road-request-id", "x-road-id"]


def test_of_repeated_clients_the_last_counts_and_goes_on(town, target):
    """PROTOCOL §1 `X-Road-Client`: the last one wins if repeated; §2: the consumer node forwards only the last."""
    answer, _ = sent_on(town, target, [("X-Road-Client", "ID/GOV/6000/BPBD"), ("A", "b"), ("x-road-CLIENT", PORTAL)])
    assert (answer.status, answer.one("x-road-client")) == (200, PORTAL)
    assert [n for n, _ in town.rough.headers[1:3]] == ["A", "x-road-CLIENT"]


@pytest.mark.parametrize("body", [b"", b'{"a":1}'], ids=["without a body", "with a body"])
@pytest.mark.parametrize("method", METHODS)
def test_each_method_goes_on_its_body_for_three_of_them(town, target, method, body):
    """PROTOCOL §1 "URL": the body goes on for POST PUT PATCH only; on others it is signed and logged but not forwarded."""
    with town.watched() as leaves:
        answer, got = sent_on(town, target, method=method, body=body)
    assert (answer.status, answer.body) == (200, b"" if method == "HEAD" else b"baik")
    goes_on = body if method in WITH_BODY else b""
    assert got.startswith(f"{method} / HTTP/1.1\r\n".encode())
    assert town.rough.body == goes_on
    lengths = [v for n, v in town.rough.headers if n.lower() == "content-length"]
    assert lengths == ([str(len(body))] if method in WITH_BODY else [])
    for record in (town.records(PORTAL)[-2], town.records(BPBD)[-2]):
        assert (record["size"], record["digest"]) == (len(body), handmade.content_digest(body))
    assert leaves == ["consumer received", "consumer answered 200", "provider received", "provider answered 200"]


@pytest.mark.parametrize(
    "asking", ["/r1/ID/GOV/6000/BPBD/nothing", "/r1/ID/GOV/6000/BPBD/listMethods", "/r2/x", "/listClients"]
)
def test_a_head_is_told_the_same_without_the_body(town, asking):
    """PROTOCOL §1, error table, for a method whose answers never have a body (RFC 9110 §9.3.2)."""
    get, head = town.ask(asking), town.ask(asking, method="HEAD")
    assert head.body == b""
    assert asking.endswith("listMethods") or (head.status, head.all("x-road-error")) == (
        get.status,
        get.all("x-road-error"),
    )
    line = Line(town.portal.consumer)
    line.send(written("HEAD", asking, [AS_PORTAL]) + written("HEAD", asking, [AS_PORTAL]))
    assert [line.answer(bodiless=True).status for _ in range(2)] == [head.status, head.status]
    line.close()


@pytest.mark.parametrize(
    ("base", "rest", "arrives"),
    [
        ("", "", "/"),
        ("", "/", "/"),
        ("", "?a=b", "/?a=b"),
        ("/", "", "/"),
        ("/", "/x", "/x"),
        ("/", "//x", "//x"),
        ("/api", "", "/api"),
        ("/api", "/", "/api/"),
        ("/api/", "", "/api/"),
        ("/api/", "/x", "/api/x"),
        ("/api", "//x//", "/api//x//"),
        ("/api", "?", "/api?"),
        ("/api", "/a%2Fb", "/api/a%2Fb"),
        ("/api", "/%41%7E", "/api/%41%7E"),
        ("/api", "?x=%41&&y=/../", "/api?x=%41&&y=/../"),
        ("/api", "/x?a?b", "/api/x?a?b"),
        ("/%61pi", "/;x=1", "/%61pi/;x=1"),
        ("/api", "/a:b@c,d!$'()*", "/api/a:b@c,d!$'()*"),
    ],
)
def test_the_providers_url_is_the_services_then_the_path_then_the_query(town, base, rest, arrives):
    """PROTOCOL §1 "URL": forwarded raw; provider URL = service URL + path (one doubled slash dropped) + `?query`."""
    answer, got = sent_on(town, town.offer(town.rough.url + base), rest=rest)
    assert answer.status == 200
    assert got.split(b" ")[1].decode() == arrives


def test_a_chunked_body_is_taken_whole(town, target):
    """PROTOCOL §1 "removed both ways": Transfer-Encoding and Trailer are a connection's, the body is the message's."""
    head = written("PUT", target, [AS_PORTAL, ("Transfer-Encoding", "chunked"), ("Trailer", "X-T")])
    answer = asked(town.portal.consumer, head + b"3;a=b\r\nsat\r\n2\r\nu.\r\n0\r\nX-T: 1\r\n\r\n")
    assert answer.status == 200
    assert town.rough.body == b"satu."
    assert [n for n, _ in town.rough.headers] == [
        "host",
        "X-Road-Client",
        "x-road-request-id",
        "x-road-id",
        "content-length",
    ]


def test_who_expects_is_told_to_go_on(town, target):
    """PROTOCOL §1 "removed both ways": Expect; RFC 9110 §10.1.1."""
    line = Line(town.portal.consumer)
    line.send(written("POST", target, [AS_PORTAL, ("Expect", "100-continue"), ("Content-Length", "2")]))
    assert line.answer().status == 100
    line.send(b"{}")
    assert line.answer().status == 200
    assert town.rough.body == b"{}"
    assert not [n for n, _ in town.rough.headers if n.lower() == "expect"]
    line.close()


@pytest.mark.parametrize("protocol", ["h2c", "websocket", "tcp"])
def test_no_other_protocol_is_spoken(town, target, protocol):
    """PROTOCOL §1 "removed both ways": Upgrade, Connection; the call is an ordinary one, and the connection goes on."""
    line = Line(town.portal.consumer)
    for _ in range(2):
        line.send(written("POST", target, [AS_PORTAL, ("Connection", "Upgrade"), ("Upgrade", protocol)], b"{}"))
        assert line.answer().body == b"baik"
        assert [n for n, _ in town.rough.headers] == [
            "host",
            "X-Road-Client",
            "x-road-request-id",
            "x-road-id",
            "content-length",
        ]
    line.close()


def test_calls_may_follow_one_another_on_a_connection(town, target):
    """PROTOCOL §1 "Listener": HTTP/1.1, kept alive; two requests at once are answered in order."""
    line = Line(town.portal.consumer)
    line.send(
        written("GET", target, [AS_PORTAL, ("X-Road-Id", "1")])
        + written("POST", target, [AS_PORTAL, ("X-Road-Id", "2")], b"{}")
    )
    line.send(written("GET", "/r2/x") + written("GET", target, [AS_PORTAL, ("X-Road-Id", "4"), ("Connection", "close")]))
    found = [line.answer() for _ in range(4)]
    assert [(one.status, *one.all("x-road-id")) for one in found] == [(200, "1"), (200, "2"), (500,), (200, "4")]
    assert line.is_closed
    line.close()


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_is_followed(town, target, status):
    """PROTOCOL §1 "URL": no redirects followed."""
    town.rough.says = b"HTTP/1.1 %d Lain\r\nLocation: http://127.0.0.1:%d/x\r\nContent-Length: 0\r\n\r\n" % (
        status,
        town.rough.port,
    )
    count = len(town.rough.got)
    answer, _ = sent_on(town, target)
    town.rough.says = OK
    assert (answer.status, answer.one("location")) == (status, f"http://127.0.0.1:{town.rough.port}/x")
    assert len(town.rough.got) == count + 1


def test_nothing_is_cached_and_no_cors_is_spoken(town, target):
    """PROTOCOL §1 "URL": no caching, no CORS."""
    town.rough.says = OK.replace(b"Content-Type", b"Cache-Control: max-age=600\r\nContent-Type")
    count = len(town.rough.got)
    for method in ("GET", "GET", "OPTIONS"):
        answer, _ = sent_on(town, target, [("Origin", "http://x"), ("Access-Control-Request-Method", "GET")], method=method)
        assert not [n for n, _ in answer.headers if n.lower().startswith("access-control")]
    town.rough.says = OK
    assert len(town.rough.got) == count + 3
