"""Bytes that are no honest HTTP, on both listeners: a clear error, nothing served, nothing told; the next caller is served.

Issue 3 "Bad input": malformed, oversized, header smuggling. PROTOCOL §3: what comes before the signature leaves no leaf.
"""

import gzip
import os
import socket
import time

import pytest
from tests.exchange.handmade import letter, request_hash
from tests.exchange.protocol import OK, REPORTS, Line, written
from tests.exchange.siege import drained, hurled, sheet, still_stands, tells_nothing
from tests.exchange.test_signing_vectors import UNSAFE
from tests.exchange.world import BPBD, PORTAL, grant

__all__ = ["sheet"]
CLIENT = b"Host: x\r\nX-Road-Client: " + PORTAL.encode() + b"\r\n"
TARGET = REPORTS.encode()
TOKEN = "rahasia-sekali-7f3a"


def head(*lines, method=b"POST", target=TARGET, version=b"1.1"):
    return b"%b %b HTTP/%b\r\n" % (method, target, version) + CLIENT + b"".join(line + b"\r\n" for line in lines) + b"\r\n"


FINE = head(method=b"GET")
CHUNKED = b"Transfer-Encoding: chunked"
NO_HTTP = {
    "nothing of HTTP": b"\xff\xfe\xfd\xfc\r\n\r\n",
    "a TLS greeting": bytes.fromhex("16030100c8010000c40303") + bytes(40),
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "HTTP/3": head(version=b"3.0"),
    "HTTP/1.5": head(version=b"1.5"),
    "no version": b"GET " + TARGET + b"\r\n" + CLIENT + b"\r\n",
    "a method in small letters": head(method=b"get"),
    "a method nobody knows": head(method=b"BREW"),
    "a blank in the target": head(target=TARGET + b"/a b"),
    "NUL in the target": head(target=TARGET + b"/a\x00b"),
    "a control sign in the target": head(target=TARGET + b"/a\x0bb"),
    "CR in the target": head(target=TARGET + b"/a\rX-A: b"),
    "LF in the target": head(target=TARGET + b"/a\nX-A: b"),
    "raw UTF-8 in the target": head(target=TARGET + "/é".encode()),
    "raw UTF-8 in the query": head(target=TARGET + "?é".encode()),
    "no host": b"GET " + TARGET + b" HTTP/1.1\r\nX-Road-Client: " + PORTAL.encode() + b"\r\n\r\n",
    "bare line feeds": FINE.replace(b"\r\n", b"\n"),
    "one bare line feed": head(b"X-A: a\nX-B: b"),
    "a carriage return in a value": head(b"X-A: a\rb"),
    "NUL in a value": head(b"X-A: a\x00b"),
    "NUL in a name": head(b"X-\x00A: a"),
    "a folded value": head(b"X-A: a\r\n b"),
    "a folded value with a tab": head(b"X-A: a\r\n\tTransfer-Encoding: chunked"),
    "a blank before the colon": head(b"X-A : a"),
    "a blank before the colon of a frame": head(b"Content-Length : 5") + b"hello",
    "no colon": head(b"X-A"),
    "no name": head(b": a"),
    "a header before the host that is none": head(b" X-A: a"),
    "two lengths": head(b"Content-Length: 3", b"Content-Length: 3") + b"abc",
    "two other lengths": head(b"Content-Length: 3", b"Content-Length: 4") + b"abcd",
    "a list of lengths": head(b"Content-Length: 3, 3") + b"abc",
    "a length with a sign": head(b"Content-Length: +3") + b"abc",
    "a negative length": head(b"Content-Length: -1"),
    "a length in hexadecimal": head(b"Content-Length: 0x3") + b"abc",
    "a length beyond numbers": head(b"Content-Length: 99999999999999999999999"),
    "length and chunks": head(b"Content-Length: 3", CHUNKED) + b"0\r\n\r\n",
    "chunks and length": head(CHUNKED, b"Content-Length: 3") + b"0\r\n\r\n",
    "chunks that are not the last coding": head(b"Transfer-Encoding: chunked, identity") + b"0\r\n\r\n",
    "chunks twice": head(CHUNKED, CHUNKED) + b"0\r\n\r\n",
    "chunks twice in a list": head(b"Transfer-Encoding: chunked, chunked") + b"0\r\n\r\n",
    "nearly chunks": head(b"Transfer-Encoding: xchunked") + b"0\r\n\r\n",
    "chunks behind a vertical tab": head(b"Transfer-Encoding: \x0bchunked") + b"0\r\n\r\n",
    "identity": head(b"Transfer-Encoding: identity") + b"0\r\n\r\n",
    "a size that is no number": head(CHUNKED) + b"zz\r\nabc\r\n0\r\n\r\n",
    "a size beyond numbers": head(CHUNKED) + b"f" * 30 + b"\r\nabc\r\n0\r\n\r\n",
    "a negative size": head(CHUNKED) + b"-1\r\nabc\r\n0\r\n\r\n",
    "a chunk longer than it says": head(CHUNKED) + b"3\r\nabcd\r\n0\r\n\r\n",
    "a chunk without its end": head(CHUNKED) + b"3\r\nabcXX0\r\n\r\n",
    "a size ended by a bare line feed": head(CHUNKED) + b"3\nabc\n0\n\n",
    "a trailer that is none": head(CHUNKED) + b"0\r\nX-A : a\r\n\r\n",
    "too many trailers": head(CHUNKED) + b"0\r\n" + b"X-T: 1\r\n" * 300 + b"\r\n",
    "too many headers": head(*(b"X-%d: 1" % number for number in range(200))),
    "a target without end": head(target=TARGET + b"/" + b"a" * 20_000),
    "a value without end": head(b"Authorization: Bearer " + TOKEN.encode() + b"a" * 20_000),
    "a name without end": head(b"X" * 20_000 + b": a"),
}


@pytest.mark.parametrize("data", NO_HTTP.values(), ids=list(NO_HTTP))
@pytest.mark.parametrize("side", ["consumer", "node"])
def test_what_is_no_honest_http_gets_one_clear_error_and_the_connection_ends(town, sheet, side, data):
    """And the request that was smuggled behind it is nobody's: the back end sees nothing, the logs keep nothing."""
    port = town.portal.consumer if side == "consumer" else town.bpbd.node
    smuggled = FINE if side == "consumer" else letter(town).addressed().signed().bytes()
    seen = len(town.world.backend.seen)
    with town.watched() as leaves:
        heard = hurled(port, data + smuggled)
        told = heard.error()
    assert heard.closed
    assert leaves == []
    assert len(town.world.backend.seen) == seen
    assert TOKEN not in heard.raw.decode("latin-1")
    assert [line["code"] for line in sheet.told] == [snake(told["type"])]
    assert sheet.told[0]["subject"] == told["detail"]
    still_stands(town)


def snake(kind):
    """The type in the spelling of the log."""
    last = kind.rpartition(".")[2]
    words = "".join(
        f"_{sign.lower()}" if sign.isupper() and at and not last[at - 1].isupper() else sign.lower()
        for at, sign in enumerate(last)
    )
    return ".".join([*kind.lower().split(".")[:-1], words])


ODD = {
    "an absolute target": head(target=b"http://evil.example" + TARGET, method=b"GET"),
    "an authority": head(target=b"evil.example:443", method=b"CONNECT"),
    "a star": head(target=b"*", method=b"OPTIONS"),
    "a method of WebDAV": head(method=b"PROPFIND"),
    "a body in a coding nobody undoes": head(b"Transfer-Encoding: gzip, chunked") + b"0\r\n\r\n",
    "chunks in HTTP/1.0": head(CHUNKED, version=b"1.0") + b"0\r\n\r\n",
    "an id without end": head(b"X-Road-Id: " + os.urandom(4000).hex().encode(), method=b"GET"),
    "a client without end": FINE.replace(PORTAL.encode(), b"ID/GOV/2060/" + b"A" * 9000),
    "a service without end": head(target=b"/r1/ID/GOV/6000/BPBD/" + b"A" * 9000, method=b"GET"),
    "a server without end": head(b"X-Road-Security-Server: ID/GOV/6000/" + b"A" * 9000, method=b"GET"),
    "a party without end": head(b"X-Road-Represented-Party: " + b"A" * 9000, method=b"GET"),
    "an id twice": head(b"X-Road-Id: a", b"X-Road-Id: b", method=b"GET"),
    "an id that is not ASCII": head(b"X-Road-Id: \xff", method=b"GET"),
    "a client that is not ASCII": FINE.replace(PORTAL.encode(), b"ID/GOV/2060/\xff"),
    "an instance that is not ASCII": head(target=b"/listClients?xRoadInstance=%ff%00%0d%0aX-Evil:%201", method=b"GET"),
    "a proof of nothing": head(target=b"/proof/%ff%00'--", method=b"GET"),
}


@pytest.mark.parametrize("data", ODD.values(), ids=list(ODD))
def test_a_request_that_can_be_read_and_is_not_to_be_served_gets_one_clear_error(town, sheet, data):
    with town.watched() as leaves:
        heard = hurled(town.portal.consumer, data)
        heard.error()
    assert b"\r\nX-Evil" not in heard.raw
    assert leaves == []
    assert [line for line in sheet.told if line["event"] == "exchange.failed"] == []
    still_stands(town)


def test_a_record_that_the_database_cannot_take_does_not_take_others_with_it(town):
    """One caller's id beyond every index, in the same moment as another's call: the other call is served."""
    lines = [Line(town.portal.consumer) for _ in range(6)]
    for number, line in enumerate(lines):
        own = b"X-Road-Id: " + (os.urandom(4000).hex().encode() if number % 2 else b"id-%d" % number)
        line.send(head(own, method=b"GET"))
    assert [line.answer().status for line in lines] == [200, 500] * 3
    for line in lines:
        line.close()


@pytest.mark.parametrize("side", ["consumer", "node"])
def test_a_request_behind_an_unread_body_is_not_taken_out_of_it(town, side):
    """A refusal before the body is read ends the connection: what follows is still body."""
    inner = FINE if side == "consumer" else letter(town).addressed().signed().bytes()
    seen = len(town.world.backend.seen)
    port = town.portal.consumer if side == "consumer" else town.bpbd.node
    large = head(b"Content-Length: %d" % (70 * 2**20)) + inner
    heard = hurled(port, large)
    heard.error()
    assert heard.ends
    assert len(town.world.backend.seen) == seen


@pytest.mark.parametrize("packets", [1, 2, 4, 5])
def test_requests_that_follow_one_another_are_answered_in_order_up_to_the_first_that_is_broken(town, packets):
    """However they are cut into packets: one that was served was answered, and nothing behind the broken one is served."""
    ids = [b"id-%d" % number for number in range(3)]
    data = b"".join(head(b"X-Road-Id: " + one, method=b"GET") for one in ids) + NO_HTTP["two lengths"] + FINE
    seen, size = len(town.world.backend.seen), len(data) // packets + 1
    with socket.create_connection(("127.0.0.1", town.portal.consumer), timeout=5) as line:
        for start in range(0, len(data), size):
            line.sendall(data[start : start + size])
            time.sleep(0.02)
        heard = drained(line)
    *served, (status, _, _) = heard.answers
    assert (status, heard.closed) == (500, True)
    assert [one in told for one, (_, told, _) in zip(ids, served, strict=False)] == [True] * len(served)
    assert len(town.world.backend.seen) - seen == len(served)


def test_an_upgrade_that_nobody_wants_is_an_ordinary_request(town):
    for protocol in (b"websocket", b"h2c", b"TLS/1.0"):
        heard = hurled(town.portal.consumer, head(b"Connection: upgrade", b"Upgrade: " + protocol, method=b"GET"))
        assert [status for status, _, _ in heard.answers] == [200]


@pytest.mark.parametrize("name", ["X_Road_Client", "x_road-client", "X-Road_Id", "x_road_userid", "X_ROAD_REQUEST_ID"])
def test_no_header_poses_as_x_roads_before_a_back_end_that_reads_underscores(town, name):
    """CGI and WSGI make one name of `X-Road-Client` and `X_Road_Client`; only what the exchange proved goes on."""
    target = town.offer()
    assert town.ask(target, (name, "ID/GOV/9999/EVIL")).status == 200
    assert "EVIL" not in str(town.rough.headers)
    evil = letter(town, target=target, sent=[(name, "ID/GOV/9999/EVIL")]).addressed().signed()
    evil.posted(town)
    assert "EVIL" not in str(town.rough.headers)


@pytest.mark.parametrize(
    "name", ["X-Road-Client", "X-Road-Id", "X-Road-Request-Id", "X-Road-Request-Hash", "Transfer-Encoding", "Host"]
)
def test_a_node_brings_in_nothing_behind_the_legs_mark(town, name):
    """`simpul-kept-` is for names of the leg's own; a hostile node might put a second client behind it."""
    target = town.offer()
    one = letter(town, target=target, sent=[("simpul-kept-" + name, "EVIL")]).addressed()
    answer = one.signed().posted(town)
    told = [h for h in town.rough.headers if "EVIL" in h[1]] if answer.status == 200 else []
    assert told == []
    clean = [(n, v) for n, v in one.sent if "EVIL" not in v]
    sent = letter(town, target=target, sent=[("simpul-kept-" + name, "EVIL")]).addressed()
    sent.message = one.message
    hash_ = request_hash("GET", target, [h for h in sent.sent if "EVIL" not in h[1]])
    assert clean
    assert sent.changed("x-road-request-hash", hash_).signed().posted(town).status == 200
    assert "EVIL" not in str(town.rough.headers)


@pytest.mark.parametrize("method", ["PROPFIND", "PURGE", "QUERY", "MKCOL"])
def test_a_node_makes_no_call_by_a_method_that_no_consumer_may_use(town, method):
    """Signed and in order, and the service granted as a whole: the eight methods are all that reach a back end."""
    seen = len(town.world.backend.seen)
    answer = letter(town, method=method).addressed().signed().posted(town)
    assert (answer.status, answer.one("x-road-error")) == (500, "server.serverproxy.invalid_request")
    assert len(town.world.backend.seen) == seen


def test_as_many_headers_as_a_consumer_may_send_get_through_to_the_back_end(town):
    """The leg adds its own, and lengthens names: what one listener takes, the other must."""
    target = town.offer()
    own = [(f"X-{number}", "1") for number in range(122)]
    assert town.ask(target, *own, ("Signature", "s" * 16_000), ("X-Long", "a" * 16_300)).status == 200
    assert ("X-121", "1") in town.rough.headers


@pytest.mark.parametrize("surface", ["r1", "v1"])
def test_no_path_that_somebody_may_read_otherwise_reaches_a_back_end(town, surface):
    """Over the whole way, with a right for `/publik/*`: those never to be signed, and those that the right is not for."""
    target = town.offer(subject="").replace("/r1/", f"/{surface}/")
    town.run(grant(town.bpbd, code=target.rpartition("/")[2], path="/publik/*"))
    town.rough.got.clear()
    beside = [
        "/publik//x",
        "/publik/a%2Fb",
        "//publik/x",
        "/PUBLIK/x",
        "/publik/a/b",
        "/publik;/x/y",
        "/x/../publik/a",
        "/publik",
        "",
    ]
    for path in (*UNSAFE, *("/publik" + path for path in UNSAFE), *beside):
        assert town.ask(target + path).status in (400, 403, 500), path
    assert town.rough.got == []
    assert town.ask(target + "/publik/x").status == 200
    assert len(town.rough.got) == 1


# Bodies.


def port_of(town, side):
    return town.portal.consumer if side == "consumer" else town.bpbd.node


def head_of(town, side, frame):
    """The head of a sound POST whose body has this frame; signed, on the node's side."""
    if side == "consumer":
        return head(frame)
    one = letter(town, method="POST", body=b"abcdef").addressed().signed().bytes()
    return one.partition(b"\r\n\r\n")[0].replace(b"Content-Length: 6", frame) + b"\r\n\r\n"


def test_nobody_but_a_node_makes_a_node_take_in_a_large_body(town, sheet):
    """Without a signature that holds over the head, nothing of 60 MiB is read, let alone kept on disk."""
    for own in (b"X-A: a", b"Signature: simpul=:AAAA:"):
        heard = hurled(town.bpbd.node, head(own, b"Content-Length: %d" % (60 * 2**20)))
        assert heard.error()["type"] == "server.serverproxy.missing_signature"
        assert heard.ends
    one = letter(town, method="POST", body=bytes(300_000)).addressed().signed()
    spoiled = one.bytes().replace(b"simpul-node: " + BPBD.encode(), b"simpul-node: " + PORTAL.encode())
    heard = hurled(town.bpbd.node, spoiled.partition(b"\r\n\r\n")[0] + b"\r\n\r\n")
    assert heard.error()["type"] == "server.serverproxy.invalid_signature_value"
    assert heard.ends
    assert one.posted(town).status == 200


def test_a_bomb_is_not_opened(town):
    """`Content-Encoding: gzip` is the two parties' affair: 10 MB in 10 KB stay 10 KB, and so does the answer."""
    bomb = gzip.compress(bytes(10 * 2**20))
    said = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%b" % (len(bomb), bomb)
    town.rough.says = said
    answer = town.ask(town.offer(), ("Content-Encoding", "gzip"), method="POST", body=bomb)
    assert (answer.status, answer.body) == (200, bomb)
    assert town.rough.body == bomb
    assert town.rough.headers.count(("Content-Encoding", "gzip")) == 1


def test_extensions_of_chunks_and_trailers_go_no_further(town):
    target = town.offer().encode()
    ext = b";" + b"e" * 9000 + b"=1"
    body = b"3" + ext + b"\r\nabc\r\n2;x\r\nde\r\n0;y\r\nX-Trailer: geheim\r\nX-Road-Client: ID/GOV/9999/EVIL\r\n\r\n"
    heard = hurled(town.portal.consumer, head(CHUNKED, target=target) + body)
    assert [status for status, _, _ in heard.answers] == [200]
    assert town.rough.body == b"abcde"
    assert "EVIL" not in str(town.rough.headers)
    assert "geheim" not in str(town.rough.headers)


@pytest.mark.parametrize("side", ["consumer", "node"])
def test_a_body_that_ends_too_early_is_nobodys_call(town, sheet, side):
    """The client went away; nobody is there to hear, nothing was recorded, and nothing is logged as a failure of ours."""
    with town.watched() as leaves:
        for frame in (b"Content-Length: 30", CHUNKED):
            with socket.create_connection(("127.0.0.1", port_of(town, side))) as line:
                line.sendall(head_of(town, side, frame) + b"3\r\nabc\r\n")
        still_stands(town)
    assert leaves[:2] == ["consumer received", "consumer answered 200"]
    assert len(leaves) == 4
    assert [line for line in sheet.told if line["event"] == "exchange.failed"] == []


@pytest.mark.parametrize("side", ["consumer", "node"])
def test_chunks_that_break_later_are_told_at_once(town, side):
    """The head came, the call waits for its body, and then it cannot be read: nobody waits out the minute."""
    line = Line(port_of(town, side))
    for piece in (head_of(town, side, CHUNKED), b"3\r\nabc\r\n", b"zz\r\n"):
        line.send(piece)
        time.sleep(0.05)
    answer = line.answer()
    assert (answer.status, "cannot be read" in answer.json["message"]) == (500, True)
    assert line.is_closed
    line.close()


def test_a_body_longer_than_it_says_ends_where_it_says_and_the_rest_is_a_broken_request(town):
    town.rough.says = OK
    line = Line(town.portal.consumer)
    line.send(head(b"Content-Length: 3", target=town.offer().encode()) + b"abc")
    assert line.answer().status == 200
    line.send(b"def\r\n\r\n")
    assert (line.answer().status, line.is_closed) == (500, True)
    line.close()
    assert town.rough.body == b"abc"


@pytest.mark.parametrize("frame", ["length", "chunks"])
def test_a_body_over_the_limit_is_refused_and_the_rest_is_not_read(town, frame):
    size = 10 * 2**20 + 1
    start = head(b"Content-Length: %d" % size) if frame == "length" else head(CHUNKED) + b"%x\r\n" % size
    heard = hurled(town.portal.consumer, start + bytes(size if frame == "chunks" else 4096))
    assert heard.error()["message"] == "Message size exceeds maximum loggable size"
    assert heard.ends
    still_stands(town)


def test_nothing_in_the_logs_quotes_what_was_sent(town, sheet):
    """Tokens, bodies, paths and queries: not in the lines for refusals, early or late, on either side."""
    marks = ("rahasia-token", "rahasia-isi", "rahasia-jalur", "rahasia-tanya", "rahasia-klien")
    own = [("Authorization", "Bearer rahasia-token"), ("X-Road-Client", "ID/GOV/2060/rahasia-klien")]
    for target in (
        REPORTS + "/rahasia-jalur?rahasia-tanya",
        f"/r1/{BPBD}/rahasia-jalur",
        "/r1/rahasia-jalur",
        "/v1/rahasia-jalur",
    ):
        for sent in (own[:1], own):
            answer = town.ask(target, *(("X-Road-Client", PORTAL), *sent), method="POST", body=b"rahasia-isi")
            tells_nothing(answer.body)
    letter(town, target=REPORTS + "/rahasia-jalur", body=b"rahasia-isi", method="POST").addressed().posted(town)
    hurled(town.portal.consumer, written("GET", "/" + "rahasia-jalur" * 2000, own))
    assert len(sheet.lines) > 5
    assert [mark for mark in marks if mark in "".join(sheet.lines)] == []
    tells_nothing("".join(sheet.lines).replace("/usr", "").encode())
