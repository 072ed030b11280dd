"""What a call's URL and `X-Road-Client` may be, sign by sign. PROTOCOL §1 "URL", "Request headers", "Access rights"."""

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simpul.exchange.wire import addresses, faults
from simpul.exchange.wire.addresses import parse, parse_client, parse_modern
from simpul.exchange.wire.faults import Refused

pytestmark = pytest.mark.rules
HOME = "/r1/ID/GOV/6000/BPBD/reports"
PARTS = ("instance", "class", "member", "subsystem", "service")
LEGAL = string.ascii_letters + string.digits + "-._~!$&'()*+,;=:@"
"""PROTOCOL §1: "Legal raw"."""


def said(target: str) -> str:
    """The message of the refusal of this target."""
    with pytest.raises(Refused) as refused:
        parse(target)
    assert refused.value.fault is faults.INVALID_ADDRESS
    return refused.value.message


def with_part(place: int, text: str) -> str:
    parts = ["ID", "GOV", "6000", "BPBD", "reports"]
    parts[place] = text
    return "/r1/" + "/".join(parts)


def part(place: int, text: str) -> str:
    """What the part at that place of a target is read as."""
    found = parse(with_part(place, text)).service
    own = found.subsystem
    return (own.instance, own.kind, own.code, own.subsystem, found.service)[place]


@pytest.mark.parametrize(
    ("target", "path", "query"),
    [
        (HOME, "", None),
        (HOME + "/", "/", None),
        (HOME + "/laporan/17", "/laporan/17", None),
        (HOME + "/a/b/c/d/e/f/g/h", "/a/b/c/d/e/f/g/h", None),
        (HOME + "//laporan//17/", "//laporan//17/", None),
        (HOME + "/a%2Fb", "/a%2Fb", None),
        (HOME + "/%41%7e%c3%a9", "/%41%7e%c3%a9", None),
        (HOME + "/a;b=c,d:e@f!$&'()*+", "/a;b=c,d:e@f!$&'()*+", None),
        (HOME + "?", "", ""),
        (HOME + "/?", "/", ""),
        (HOME + "?a=%41&b=%2f%2E%2e", "", "a=%41&b=%2f%2E%2e"),
        (HOME + "/x?y?z/..//&=", "/x", "y?z/..//&="),
    ],
)
def test_service_path_and_query_are_taken_raw(target, path, query):
    """PROTOCOL §1 "URL": at most 8 pieces; the service path (`/` + rest) and the query are never decoded or normalised."""
    found = parse(target)
    assert (found.path, found.query) == (path, query)
    assert found.rest == target.removeprefix(HOME)
    assert str(found.service) == "SERVICE:ID/GOV/6000/BPBD/reports"
    assert parse_modern(target.replace("/r1/", "/v1/", 1)) == found


@pytest.mark.parametrize("pieces", range(1, 6))
def test_fewer_than_seven_pieces_are_an_error(pieces):
    """PROTOCOL §1 "URL": the specification calls the subsystem optional; the program demands all five parts."""
    assert said("/".join(HOME.split("/")[: pieces + 1])) == "Invalid request URI"


@pytest.mark.parametrize("digit", "023456789")
def test_another_version_is_named(digit):
    """PROTOCOL §1 "URL": `r1` is `r` + one digit, and the digit must be 1."""
    assert said(HOME.replace("/r1/", f"/r{digit}/")) == f"Unsupported protocol version {digit}"


@pytest.mark.parametrize(
    "target",
    [HOME.replace("/r1/", f"/{one}/") for one in ("r", "r10", "r01", "rx", "R1", "1", "", "r١", "r1 ", "%721", "v2")]
    + ["", "/", "//", "r1/ID/GOV/6000/BPBD/reports", "*", "/r1"],
)
def test_what_is_no_version_is_an_invalid_uri(target):
    """PROTOCOL §1 "URL" and the error table: "unparsable id, URL or method"."""
    assert said(target) == "Invalid request URI"


@pytest.mark.parametrize("place", range(5), ids=PARTS)
def test_every_legal_sign_stands_for_itself(place):
    """PROTOCOL §1 "URL": "Legal raw"."""
    assert {sign: part(place, f"A{sign}B") for sign in LEGAL} == {sign: f"A{sign}B" for sign in LEGAL}


@pytest.mark.parametrize("place", range(5), ids=PARTS)
def test_every_other_sign_raw_is_an_error(place):
    """PROTOCOL §1 "URL": "anything else raw … is an error"."""
    others = {chr(code) for code in range(1, 256)} - set(LEGAL) - set("/?%")
    assert {said(with_part(place, f"A{sign}B")) for sign in others} == {"Invalid request URI"}


@pytest.mark.parametrize("place", range(5), ids=PARTS)
@pytest.mark.parametrize(
    ("raw", "means"),
    [
        ("%41", "A"),
        ("%7e", "~"),
        ("a%20b", "a b"),
        ("%2F", "/"),
        ("%25", "%"),
        ("%2541", "%41"),
        ("%C3%A9", "é"),
        ("%c3%a9", "é"),
        ("%E6%97%A5", "日"),
        ("%F0%9F%8C%8A", "🌊"),
        ("+", "+"),
        ("%3F", "?"),
    ],
)
def test_each_part_is_decoded_by_itself_once(place, raw, means):
    """PROTOCOL §1 "URL": "Each of the five parts is percent-decoded by itself (UTF-8)"."""
    assert part(place, raw) == means


@pytest.mark.parametrize("place", range(5), ids=PARTS)
@pytest.mark.parametrize(
    "raw", ["%", "A%", "A%4", "%4G", "%G1", "%%41", "% 41", "%+1", "%-1", "%C3", "%FF", "%C0%AF", "%ED%A0%80", "%A9%C3", ""]
)
def test_a_broken_escape_or_no_utf8_is_an_error(place, raw):
    """PROTOCOL §1 "URL": "or a broken `%XX`, is an error"; an empty part names nobody."""
    assert said(with_part(place, raw)) == "Invalid request URI"


@settings(deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12), min_size=5, max_size=5))
def test_whatever_is_fully_encoded_is_read_back(parts):
    """PROTOCOL §1 "URL": encoding each byte is always legal, and decoding gives the text."""
    raw = "/".join("".join(f"%{byte:02X}" for byte in text.encode()) for text in parts)
    found = parse("/r1/" + raw).service
    assert [
        found.subsystem.instance,
        found.subsystem.kind,
        found.subsystem.code,
        found.subsystem.subsystem,
        found.service,
    ] == parts
    assert parse("/r1/" + found.path).service == found


def test_the_methods_are_eight_and_three_send_their_body_on():
    """PROTOCOL §1 "URL": "DELETE GET HEAD OPTIONS PATCH POST PUT TRACE. The body goes on for POST PUT PATCH only"."""
    assert {"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE"} == addresses.METHODS
    assert {"POST", "PUT", "PATCH"} == addresses.WITH_BODY


@pytest.mark.parametrize(
    ("value", "path"),
    [
        ("ID/GOV/2060/PORTAL", "ID/GOV/2060/PORTAL"),
        ("ID/GOV/2060", "ID/GOV/2060"),
        ("%49D/GOV/20%360/PORTAL", "ID/GOV/2060/PORTAL"),
        ("ID/GOV/2060/a%20b%2Fc", "ID/GOV/2060/a%20b%2Fc"),
        ("ID/GOV/2060/%C3%A9", "ID/GOV/2060/%C3%A9"),
        ("ID/GOV/2060/A-._~!$&'()*+,;=:@", "ID/GOV/2060/A-._~!$&'()*+,;=:@"),
    ],
)
def test_a_client_has_three_or_four_parts(value, path):
    """PROTOCOL §1 "Request headers": `X-Road-Client` is `INST/CLASS/MEMBER[/SUBSYSTEM]`, parts percent-encoded."""
    assert parse_client(value) == path


@pytest.mark.parametrize(
    "value",
    [
        "ID",
        "ID/GOV",
        "ID/GOV/2060/PORTAL/x",
        "ID/GOV/2060/",
        "/ID/GOV/2060",
        "ID//2060/PORTAL",
        "ID/GOV/2060/%",
        "ID/GOV/20 60",
        "ID/GOV/2060/é",
        "ID/GOV/2060/%FF",
        "SUBSYSTEM:ID/GOV/2060/PORTAL/x",
        "ID/GOV/2060/PORTAL, ID/GOV/2060",
        "ID:GOV:2060",
        "?",
    ],
)
def test_another_client_cannot_be_read(value):
    """PROTOCOL §1, error table: "unparsable id": "Invalid Client Id"."""
    with pytest.raises(Refused) as refused:
        parse_client(value)
    assert (refused.value.fault, refused.value.message) == (faults.INVALID_ADDRESS, "Invalid Client Id")


@pytest.mark.parametrize(
    "path",
    [
        "/..",
        "/a/../b",
        "/.",
        "/a/./b",
        "/%2e%2e",
        "/%2E%2E/b",
        "/.%2e",
        "/%2e",
        "/a%2F..%2Fb",
        "/a%2f%2e%2e",
        "/a\\b",
        "/a%5Cb",
        "/%00",
        "/a%0Ab",
        "/a%0D%0Ab",
        "/%1F",
        "/%7F",
        "/%C2%85",
        "/%252e%252e",
        "/%252E",
        "/a%252Fb",
        "/a%252fb",
        "/a%25%32%65",
    ],
)
def test_a_dangerous_path_is_refused_before_it_is_signed(path):
    """PROTOCOL §1 "Access rights": decoded once it holds a dot segment, `\\`, a control character, or still %2e or %2f."""
    assert said(HOME + path) == "Invalid request URI"


@pytest.mark.parametrize(
    "path", ["/.a", "/a.", "/a..b", "/..a/b", "/a%2Eb", "/a%2Fb", "/%25", "/%2541", "/a%20b", "/%C3%A9", "/-/~", "/a;b"]
)
def test_a_path_that_only_looks_odd_goes_on(path):
    """PROTOCOL §1 "URL": what is not refused is forwarded raw."""
    assert parse(HOME + path).path == path


@pytest.mark.parametrize("query", ["../..", "%2e%2e", "a\\b", "%00", "%", "%zz", "a=/../"])
def test_the_query_is_nobodys_path(query):
    """PROTOCOL §1: the query is forwarded raw; only a path has segments."""
    assert parse(f"{HOME}?{query}").query == query
