"""What comes back: the back end's status, headers and body, and the exchange's five. PROTOCOL §1 "Response headers"."""

import re
from email.utils import parsedate_to_datetime

import pytest
from tests.exchange import handmade
from tests.exchange.protocol import AS_PORTAL, OK, UUID4, Line, asked, written
from tests.exchange.world import BPBD, PORTAL

FIVE = ["x-road-id", "x-road-client", "x-road-service", "x-road-request-id", "x-road-request-hash"]
ODD = [
    ("Set-Cookie", "a=1"),
    ("set-cookie", "b=2; Path=/"),
    ("X-Empty", ""),
    ("ETag", '"x"'),
    ("X-Twice", "1"),
    ("x-twice", "2"),
    ("X-Twice", "1"),
    ("X-Latin", "\xe9\xff"),
    ("Content-Type", "text/plain; charset=latin-1"),
    ("Content-Encoding", "gzip"),
    ("Signature", "sig1=:AA==:"),
    ("Signature-Input", "sig1=()"),
    ("Content-Digest", "sha-256=:AA==:"),
    ("Simpul-Node", "x"),
    ("simpul-kept-signature", "y"),
    ("X-Road-Error", "z"),
    ("X-Road-UserId", "u"),
    ("Vary", "*"),
    ("Via", "1.1 x"),
    ("Access-Control-Allow-Origin", "*"),
    ("X-Long", "x" * 9000),
    ("~", "x"),
]


@pytest.fixture(scope="module")
def target(town):
    """A service whose back end says what a test tells it to."""
    return town.offer(code="says")


def lines(headers):
    return "".join(f"{name}: {value}\r\n" for name, value in headers).encode("latin-1")


def said(town, target, answer, *, method="GET", headers=()):
    """What the caller gets when the back end answers these bytes."""
    town.rough.says = answer
    try:
        return town.ask(target, *headers, method=method)
    finally:
        town.rough.says = OK


def theirs(answer):
    """The headers before the five, less Date."""
    place = [name for name, _ in answer.headers].index("x-road-id")
    return [(n, v) for n, v in answer.headers[:place] if n.lower() != "date"]


def test_the_back_ends_headers_come_byte_for_byte_and_then_five(town, target):
    """PROTOCOL §1 "Response headers": the provider's, then five in order, lower case; §2: nothing of the leg's own."""
    answer = said(
        town, target, b"HTTP/1.1 200 OK\r\n" + lines(ODD) + b"Content-Length: 4\r\n\r\nbaik", headers=[("X-Road-Id", "17")]
    )
    assert (answer.status, answer.body) == (200, b"baik")
    assert theirs(answer) == ODD
    assert [name for name, _ in answer.headers][-6:] == [*FIVE, "Content-Length"]
    assert dict(answer.headers[-6:-2]) == {
        "x-road-id": "17",
        "x-road-client": PORTAL,
        "x-road-service": f"{BPBD}/says",
        "x-road-request-id": answer.one("x-road-request-id"),
    }
    assert re.fullmatch(UUID4, answer.one("x-road-request-id"))
    kept = [AS_PORTAL, ("X-Road-Id", "17"), ("x-road-request-id", answer.one("x-road-request-id"))]
    assert answer.one("x-road-request-hash") == handmade.request_hash("GET", target, kept)


def test_a_local_answer_is_told_the_same_way(town):
    """PROTOCOL §1: a caller cannot tell where the provider is."""
    far, near = town.offer(), town.offer(subject=BPBD)
    town.rough.says = b"HTTP/1.1 200 OK\r\n" + lines(ODD) + b"Content-Length: 4\r\n\r\nbaik"
    found = [town.ask(far), asked(town.bpbd.consumer, written("GET", near, [("X-Road-Client", BPBD)]))]
    town.rough.says = OK
    assert [one.body for one in found] == [b"baik", b"baik"]
    assert [theirs(one) for one in found] == [ODD, ODD]
    assert [name for name, _ in found[0].headers] == [name for name, _ in found[1].headers]


@pytest.mark.parametrize("name", ["X-Road-Id", "x-road-client", "X-ROAD-REQUEST-ID", "x-road-request-hash"])
def test_what_the_back_end_says_of_the_message_is_removed(town, target, name):
    """PROTOCOL §1 "Response headers": less any `X-Road-Id/Client/Request-Id/Request-Hash` it set."""
    answer = said(town, target, OK.replace(b"Content-Type", name.encode() + b": lies\r\nContent-Type"))
    assert (answer.status, answer.one(name) == "lies") == (200, False)


@pytest.mark.parametrize("spelled", [str.lower, str.title])
@pytest.mark.parametrize(
    "name",
    ["keep-alive", "proxy-authenticate", "proxy-authorization", "te", "trailer", "user-agent", "host", "server", "expect"],
)
def test_what_belongs_to_the_connection_is_removed(town, target, name, spelled):
    """PROTOCOL §1 "removed both ways"."""
    answer = said(town, target, OK.replace(b"Content-Type", spelled(name).encode() + b": x\r\nContent-Type"))
    assert theirs(answer) == [("Content-Type", "text/plain")]


def test_the_frame_is_the_nodes_own(town, target):
    """PROTOCOL §1 "removed both ways": Connection, Upgrade and the length; one of our own, and no Server."""
    upgrading = OK.replace(b"Content-Type", b"Connection: keep-alive, X-A\r\nUpgrade: h2c\r\nX-A: 1\r\nContent-Type")
    answer = said(town, target, upgrading)
    assert theirs(answer) == [("X-A", "1"), ("Content-Type", "text/plain")]
    assert answer.one("content-length") == "4"


@pytest.mark.parametrize(
    ("dates", "kept"),
    [
        ([], None),
        (["Mon, 23 Nov 2026 05:00:00 GMT"], 0),
        (["Mon, 23 Nov 2026 05:00:00 GMT", "Tue, 24 Nov 2026 05:00:00 GMT"], 0),
        (["odd"], 0),
    ],
)
def test_there_is_one_date(town, target, dates, kept):
    """PROTOCOL §1 "Response headers": `Date` exactly once: the back end's, or ours where it gave none."""
    answer = said(town, target, OK.replace(b"Content-Type", lines([("dAte", one) for one in dates]) + b"Content-Type"))
    if kept is None:
        assert abs(parsedate_to_datetime(answer.one("date")).timestamp() - town.portal.clock.now().timestamp()) < 5
    else:
        assert answer.one("date") == dates[kept]


@pytest.mark.parametrize(
    "asking", ["/listClients", "/r2/x", f"/r1/{BPBD}/nothing", f"/r1/{BPBD}/listMethods", "/v1/x", "/a/b/c/d/listMethods"]
)
def test_the_exchanges_own_answers_have_one_date_too(town, asking):
    """PROTOCOL §1 "Response headers"."""
    assert len(town.ask(asking).all("date")) == 1


@pytest.mark.parametrize("status", [200, 201, 202, 203, 206, 226, 299, 300, 304, 307, 400, 422, 451, 500, 511, 599])
def test_the_status_is_the_providers(town, target, status):
    """PROTOCOL §1 "Response headers": status and body are the provider's; 304 has none."""
    body = b"" if status == 304 else b"isi"
    answer = said(town, target, b"HTTP/1.1 %d X\r\nContent-Length: %d\r\nX-A: 1\r\n\r\n%b" % (status, len(body), body))
    assert (answer.status, answer.body, theirs(answer)) == (status, body, [("X-A", "1")])


@pytest.mark.parametrize("status", [204, 304])
def test_an_answer_without_a_body_leaves_the_connection_in_order(town, target, status):
    """PROTOCOL §1; RFC 9110: 204 and 304 have no body and say no length; the next call goes on the same connection."""
    town.rough.says = b"HTTP/1.1 %d X\r\nETag: x\r\n\r\n" % status
    line = Line(town.portal.consumer)
    for _ in range(2):
        line.send(written("GET", target, [AS_PORTAL]))
        answer = line.answer()
        assert (answer.status, answer.all("content-length"), theirs(answer)) == (status, [], [("ETag", "x")])
    line.close()
    town.rough.says = OK


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-T\r\n\r\n"
CHUNKED += b"4;a=b\r\nbaik\r\n6\r\n sekal\r\n1\r\ni\r\n0\r\nX-T: 1\r\n\r\n"
FORMS = [
    ("chunked, with a trailer", CHUNKED, False, b"baik sekali"),
    ("by the connection's end", b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nbaik sekali", True, b"baik sekali"),
    ("HTTP/1.0", b"HTTP/1.0 200 OK\r\n\r\nbaik sekali", True, b"baik sekali"),
    ("HTTP/1.0 with its length", b"HTTP/1.0 200 OK\r\nContent-Length: 4\r\n\r\nbaik", True, b"baik"),
    ("closing after its length", b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 4\r\n\r\nbaik", True, b"baik"),
    ("nothing", b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", False, b""),
    ("after 100", b"HTTP/1.1 100 Continue\r\n\r\n" + OK, False, b"baik"),
    ("after 103", b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + OK, False, b"baik"),
    ("without a reason", b"HTTP/1.1 200 \r\nContent-Length: 4\r\n\r\nbaik", False, b"baik"),
]


@pytest.mark.parametrize(("form", "cut", "body"), [pytest.param(*row[1:], id=row[0]) for row in FORMS])
def test_a_body_comes_whole_whatever_its_frame(town, target, form, cut, body):
    """PROTOCOL §1 "removed both ways": the frame is each connection's own; status and body are the provider's."""
    town.rough.cut = cut
    for _ in range(2):
        answer = said(town, target, form)
        assert (answer.status, answer.body, answer.one("content-length")) == (200, body, str(len(body)))
        assert not {"transfer-encoding", "trailer", "x-t", "link"} & {name.lower() for name, _ in answer.headers}
    town.rough.cut = False


@pytest.mark.parametrize("length", [b"", b"Content-Length: 4\r\n", b"Transfer-Encoding: chunked\r\n"])
def test_a_head_has_headers_alone(town, target, length):
    """PROTOCOL §1 "URL": HEAD; the back end's length of what it does not send is not waited for."""
    answer = said(town, target, b"HTTP/1.1 200 OK\r\nETag: x\r\n" + length + b"\r\n", method="HEAD")
    assert (answer.status, answer.body, theirs(answer)) == (200, b"", [("ETag", "x")])


@pytest.mark.parametrize("says", [[], [("Connection", "keep-alive")]])
def test_an_old_client_is_answered_its_way(town, target, says):
    """PROTOCOL §1 "Listener": HTTP/1.0; a chunked answer has its length, and the connection ends unless it asked."""
    town.rough.says = CHUNKED
    line = Line(town.portal.consumer)
    line.send(written("GET", target, [AS_PORTAL, *says], version="1.0"))
    answer = line.answer()
    town.rough.says = OK
    assert (answer.status, answer.body, answer.all("transfer-encoding")) == (200, b"baik sekali", [])
    if says:
        line.send(written("GET", target, [AS_PORTAL, *says], version="1.0"))
        assert line.answer().body == b"baik"
        assert answer.one("connection") == "keep-alive"
    else:
        assert line.is_closed
    line.close()


def test_who_asks_for_it_is_left_and_nobody_else(town, target):
    """PROTOCOL §1 "Listener": kept alive, unless the caller says `Connection: close`."""
    line = Line(town.portal.consumer)
    line.send(written("GET", target, [AS_PORTAL]))
    assert line.answer().all("connection") == []
    line.send(written("GET", target, [AS_PORTAL, ("Connection", "close")]))
    assert line.answer().one("connection") == "close"
    assert line.is_closed
    line.close()
