"""No way past an access right: whatever a back end makes of a path that was let through, the right was given for it.

PROTOCOL §1 "Access rights". The back ends are models (readers.py). What a right names is told by a
regular expression of this file's own, not by the exchange's matcher.
"""

import os
import re
from datetime import UTC, datetime
from functools import lru_cache
from urllib.parse import unquote
from uuid import UUID

import pytest
from hypothesis import HealthCheck, event, example, given, settings
from hypothesis import strategies as st
from tests.exchange.readers import POOL, some, without_dots

from simpul.exchange.model.services import Endpoint, Grant, SubjectKind
from simpul.exchange.rules.access import Caller, permitting
from simpul.exchange.wire import addresses
from simpul.exchange.wire.faults import Refused

pytestmark = pytest.mark.rules
SOAK = bool(os.environ.get("SIMPUL_SOAK"))
NOW = datetime(2026, 11, 25, tzinfo=UTC)
CLIENT = Caller("ID/GOV/2060/PORTAL")

# What an attacker writes.

WORDS = ("a", "b", "publik", "rahasia", "users", "A", "x y".replace(" ", "%20"))
DOTS = (
    ".",
    "..",
    "...",
    "%2e",
    "%2E",
    "%2e%2e",
    ".%2e",
    "%2E.",
    "%252e%252e",
    "%25252e.",
    "%2525252e%2525252e",
    ". ".strip() + "%20",
)
SLASHES = ("", "%2f", "%2F", "%252f", "%25252F", "/", "//", "%2f%2f")
BACKSLASHES = ("\\", "%5c", "%5C", "%255c", "..%5c", "%ef%bc%bc", "%e2%88%96")
PARAMETERS = (";", ";x", ";x=y", "..;", "..;x", ";..", ";%2f..", "%3b", "%3B..", "%253b", "a;b", ";a%2fb", "%ef%bc%9b")
CUTS = ("%3f", "%23", "#", "a%3fb", "a#b", "..%3f", "%253f", "%2523", "#/..")
WIDE = (
    *("%ef%bc%8e", "%ef%bc%8e%ef%bc%8e", "%ef%bc%8e.", "%e2%80%a4%e2%80%a4", "%e2%80%a5", "%e2%80%a6", "%ef%b9%92."),
    *("%ef%bc%8f", "%e2%88%95", "%e2%81%84", "%e2%a7%b8", "%ef%bc%85%ef%bc%92e", "%ef%bc%8541", "%ef%bc%852e", "%c2%bd"),
    *(
        "a%cc%81",
        "%cc%81",
        "%ef%ac%81",
        "%e2%84%aa",
        "%e2%80%8b",
        ".%e2%80%8b.",
        "%c2%ad.",
        "%ef%b8%8f..",
        "%e2%80%8b%ef%bc%9b",
    ),
)
BROKEN = (
    *("%c0%ae", "%c0%ae%c0%ae", "%c0%af", "%e0%80%ae", "%f0%80%80%ae", "%25c0%25ae", "%ff", "%25ff", "%80", "%ed%a0%80"),
    *(
        "%",
        "%2",
        "%zz",
        "%u002e",
        "%25",
        "%2525",
        "%2541",
        "%252541",
        "%00",
        "%2500",
        "%0a",
        "%0d%0a",
        "%7f",
        "%c2%85",
        "%09",
    ),
)
EVIL = (*DOTS, *SLASHES, *BACKSLASHES, *PARAMETERS, *CUTS, *WIDE, *BROKEN)
TOKENS = st.sampled_from((*("/",) * 40, *WORDS * 5, *EVIL))
PATHS = st.lists(TOKENS, max_size=9).map(lambda tokens: "/" + "".join(tokens))
GLOB_PIECES = st.sampled_from([*WORDS, "*", "**", "*", "\\*", "a*", "*b", "", ";", "a%41*", "á*", "ﬁ*", "%2541"])
FREE_GLOBS = st.lists(GLOB_PIECES, max_size=4).map(lambda pieces: "/" + "/".join(pieces))
WAYS = ("as it is", "as it is", "*", "*", "*", "**", "head*", "*tail", "gone")


def glob_of(path, ways):
    """A glob made of the very path, so that many are let through."""
    found = []
    for piece, way in zip(unquote(path).split("/")[1:], ways, strict=False):
        plain = piece.replace("*", "\\*")
        kept = {"as it is": plain, "head*": plain[:1] + "*", "*tail": "*" + plain[-1:]}.get(way, way)
        found += [] if way == "gone" else [kept]
    return "/" + "/".join(found)


# What a right names, by a regular expression of its own.


@lru_cache(maxsize=1024)
def pattern(glob):
    told = ""
    for piece in re.findall(r"\\\*|\*\*|\*|.", glob, re.DOTALL):
        told += {"\\*": r"\*", "**": ".*", "*": "[^/]*"}.get(piece) or re.escape(piece)
    return re.compile(told, re.DOTALL)


def names(glob, reading):
    """Whether the right is for that reading."""
    return pattern(glob).fullmatch(reading) is not None


def let_through(path, glob):
    """The call's path as the provider's node sees it, when a grant of this glob lets it through; None otherwise."""
    try:
        found = addresses.parse(f"/r1/ID/GOV/6000/BPBD/reports{path}").path
    except Refused:
        return None
    grant = Grant(UUID(int=1), "ID/GOV/6000/BPBD", "reports", SubjectKind.SUBSYSTEM, CLIENT.subsystem, Endpoint("*", glob))
    may = permitting([grant], CLIENT, method="GET", readings=addresses.readings(found), now=NOW)
    return found if may else None


def nothing_gets_past(path, glob, back_ends):
    found = let_through(path, glob)
    event("let through" if found is not None else "refused")
    if found is None:
        return
    for back_end in back_ends:
        reading, known = back_end.looks_up(found, glob)
        if not (names(glob.casefold() if back_end.ignores_case else glob, reading or "/") or names(known, reading or "/")):
            told = [step.title for step in back_end.steps]
            pytest.fail(f"{glob!r} lets {path!r} through, and a back end reads {reading!r}: {told}")
        stays_within(path, reading, back_end)


def stays_within(path, reading, back_end):
    if "\\" in reading or not without_dots("/dasar" + reading).startswith("/dasar"):
        told = [step.title for step in back_end.steps]
        pytest.fail(f"{path!r} leaves the service, read as {reading!r}: {told}")


@st.composite
def attacks(draw):
    """(path, glob, number of the first back end)."""
    path = draw(PATHS)
    ways = draw(st.lists(st.sampled_from(WAYS), min_size=10, max_size=10))
    glob = glob_of(path, ways) if ways[0] != "gone" else draw(FREE_GLOBS)
    return path, glob, draw(st.integers(0, len(POOL) - 1))


COMMON = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow, HealthCheck.filter_too_much]}


@settings(max_examples=2000, **COMMON)
@given(attacks())
@example(("/users//card", "/users/*/card", 0))
@example(("//rahasia/publik", "/*/publik", 0))
@example(("/users/;x/card", "/users/*/card", 0))
@example(("/rahasia%3f/publik", "/*/publik", 0))
@example(("/users/%ef%bc%9bx/card", "/users/*/card", 0))
@example(("/a%cc%81b", "/a*", 0))
@example(("/50%2541", "/50%*", 0))
@example(("/u/;%2f/x%2fy", "/u/**/y", 0))
@example(("/x%20y", "/x%20y", 0))
@example(("/x%20y%3B%2520y", "/*%20y", 0))
@example(("/x%20y%ef%bc%9b%2520y", "/*%20y", 0))
def test_no_way_leads_past_an_access_right(attack):
    path, glob, first = attack
    nothing_gets_past(path, glob, some(first))


@pytest.mark.soak
@pytest.mark.skipif(not SOAK, reason="make soak runs it")
@settings(max_examples=100_000, **COMMON)
@given(attacks())
def test_in_a_hundred_thousand_tries_no_way_leads_past_an_access_right(attack):
    path, glob, first = attack
    nothing_gets_past(path, glob, some(first))


@settings(max_examples=500, **COMMON)
@given(PATHS, st.integers(0, len(POOL) - 1))
def test_no_path_leaves_the_service_even_where_the_whole_service_is_granted(path, first):
    try:
        found = addresses.parse(f"/r1/ID/GOV/6000/BPBD/reports{path}").path
    except Refused:
        return
    for back_end in some(first):
        stays_within(path, back_end.looks_up(found, "")[0], back_end)


@pytest.mark.parametrize(
    "path",
    [
        *("/..", "/../x", "/a/..", "/.", "/a/./b", "/%2e%2e/x", "/.%2e/x", "/%2E%2e/x", "/..;/x", "/..;a=b/x", "/;/../x"),
        *(
            "/%252e%252e/x",
            "/%25252e./x",
            "/%252fx",
            "/a%255cx",
            "/a\\b",
            "/a%5cb",
            "/a%00",
            "/a%0d%0ab",
            "/a%7f",
            "/a%c2%85",
        ),
        *(
            "/%c0%ae%c0%ae/x",
            "/%e0%80%ae./x",
            "/%ff",
            "/%25c0%25ae",
            "/%",
            "/%zz",
            "/%u002e%u002e/x",
            "/..%3fx",
            "/..%23/x",
        ),
        *("/%ef%bc%8e%ef%bc%8e/x", "/%e2%80%a5/x", "/..%ef%bc%8fx", "/a%e2%88%95b", "/.%e2%80%8b./x", "/%ef%bc%852e./x"),
        *("/..%20/x", "/%20../x", "/.%20./x", "/%252525252541"),
    ],
)
def test_a_path_that_somebody_reads_as_leading_elsewhere_is_never_signed(path):
    with pytest.raises(Refused):
        addresses.parse(f"/r1/ID/GOV/6000/BPBD/reports{path}")


@pytest.mark.parametrize(
    "path",
    [
        *(
            "",
            "/",
            "/a",
            "/a/",
            "/a//b",
            "//a",
            "/a.b",
            "/..a",
            "/a..",
            "/.well-known/x",
            "/a;v=1/b",
            "/a%20b",
            "/a%2Fb",
            "/100%25",
        ),
        *(
            "/%C3%A9",
            "/%E6%B0%B4",
            "/a%3Fb",
            "/a+b",
            "/~x",
            "/a:b@c",
            "/a*b",
            "/a,b",
            "/%2541",
            "/%F0%9F%8C%8A",
            "/½".replace("½", "%C2%BD"),
        ),
    ],
)
def test_an_honest_path_goes_through_as_it_is(path):
    assert addresses.parse(f"/r1/ID/GOV/6000/BPBD/reports{path}").path == path


@pytest.mark.parametrize(
    ("glob", "path"),
    [
        ("/publik/*", "/publik/x"),
        ("/publik/*", "/publik/a%20b"),
        ("/publik/**", "/publik/a/b;v=1/c"),
        ("/publik/**", "/publik/a//b"),
        ("/publik/**", "/publik/a%2Fb"),
        ("/banjir dan longsor/*", "/banjir%20dan%20longsor/%C3%A9"),
        ("/é/*", "/%C3%A9/x"),
        ("/ﬁle/*", "/%EF%AC%81le/x"),
        ("/**", "//a/b"),
        ("/\\*/x", "/*/x"),
    ],
)
def test_a_right_lets_through_what_it_was_given_for(glob, path):
    assert let_through(path, glob) == path


@pytest.mark.parametrize(
    ("glob", "path"),
    [
        ("/publik/*", "/publik//rahasia"),
        ("/users/*/card", "/users//card"),
        ("/*/publik", "//rahasia/publik"),
        ("/users/*/card", "/users/;x/card"),
        ("/*/publik", "/rahasia%3F/publik"),
        ("/*/publik", "/rahasia%23/publik"),
        ("/publik/*", "/publik/a%2Frahasia"),
        ("/*/x", "/a%2Fb/x"),
        ("/a*", "/a%CC%81b"),
        ("/publik/*", "/PUBLIK/x"),
    ],
)
def test_a_right_lets_nothing_through_that_some_back_end_reads_otherwise(glob, path):
    assert let_through(path, glob) is None
