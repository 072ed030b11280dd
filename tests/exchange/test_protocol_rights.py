"""Access rights: deny by default; to whom, for what, until when, how often. PROTOCOL §1 "Access rights", "Errors"."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.exchange.protocol import town_of
from tests.exchange.test_protocol_errors import both, check
from tests.exchange.world import BPBD, PORTAL, grant

from simpul.exchange.model.services import Endpoint, Grant, SubjectKind
from simpul.exchange.rules.access import Caller, allowed, matches, permitting
from simpul.exchange.wire.addresses import readings
from simpul.kernel.clock import FixedClock

NOW = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
CALLER = Caller(PORTAL, frozenset({"instansi"}), frozenset({"mitra"}))
DENIED, SPENT = "Server.ServerProxy.AccessDenied", "Server.ServerProxy.QuotaExceeded"


def granted(kind="subsystem", subject=PORTAL, endpoint=None, **more):
    return Grant(UUID(int=1), BPBD, "reports", SubjectKind(kind), subject, endpoint, **more)


def may(*grants, method="GET", path="/a", caller=CALLER, now=NOW):
    return permitting(grants, caller, method=method, readings=readings(path), now=now)


GLOBS = [
    # glob, the paths it is for, paths it is not for
    ("/a", ["/a"], ["/", "/a/", "/ab", "/A", "//a", "/a/b", "a"]),
    ("/", ["/"], ["/a", "//", "x"]),
    ("/*", ["/", "/a", "/a.b-c", "/é"], ["/a/", "/a/b", "a", ""]),
    ("/a/*/c", ["/a/b/c", "/a//c", "/a/b%/c"], ["/a/c", "/a/b/b/c", "/a/b/c/"]),
    ("/a*c", ["/ac", "/abc", "/a-c"], ["/a/c", "/ab", "/abcd"]),
    ("/**", ["/", "/a", "/a/b", "//", "/a/b/c/"], ["", "a"]),
    ("**", ["", "/", "/a/b", "x"], []),
    ("/a/**", ["/a/", "/a/b", "/a/b/c"], ["/a", "/ab", "/b/a/"]),
    ("/a/**/z", ["/a/b/z", "/a/b/c/z", "/a//z"], ["/a/z", "/a/b/zz"]),
    ("/**.json", ["/a.json", "/a/b.json", "/.json"], ["/a.json/", "/ajson"]),
    (r"/a\*", ["/a*"], ["/a", "/ab", r"/a\*", r"/a\b"]),
    (r"/\**", ["/*", "/*x"], ["/", "/x", "/*/x"]),
    (r"/\*\*", ["/**"], ["/*", "/a", "/a/b"]),
    ("/a?b", ["/a?b"], ["/acb", "/ab"]),
    ("/[a-z]+", ["/[a-z]+"], ["/a"]),
    ("/a.b", ["/a.b"], ["/axb"]),
    ("/a|/b", ["/a|/b"], ["/a", "/b"]),
    ("/a$", ["/a$"], ["/a"]),
    ("/a\nb", ["/a\nb"], ["/ab"]),
    ("/*\n", ["/\n", "/a\n"], ["/a"]),
]


@pytest.mark.rules
@pytest.mark.parametrize(("glob", "fits", "fails"), GLOBS, ids=[row[0] for row in GLOBS])
def test_a_glob_is_for_these_paths_and_no_others(glob, fits, fails):
    r"""PROTOCOL §1 "Access rights": `*` any run without `/`, `**` any run, `\*` literal; the rest itself."""
    assert {path: matches(glob, path) for path in (*fits, *fails)} == dict.fromkeys(fits, True) | dict.fromkeys(
        fails, False
    )


@pytest.mark.rules
@settings(deadline=None)
@given(st.text("a/*\\b", max_size=8), st.text("ab/*\\", max_size=8))
def test_any_glob_is_what_its_words_say(glob, path):
    """PROTOCOL §1 "Access rights", once more as a regular expression."""
    words = {r"\*": r"\*", "*": "[^/]*"}
    pattern = "".join(
        words.get(piece) or (".*" if piece.startswith("**") else re.escape(piece))
        for piece in re.findall(r"\\\*|\*\*+|\*|[^*]", glob)
    )
    assert matches(glob, path) is (re.fullmatch(pattern, path, re.DOTALL) is not None)


@pytest.mark.rules
@pytest.mark.parametrize(
    ("grants", "allows"),
    [
        ([], False),
        ([granted()], True),
        ([granted(subject="ID/GOV/2060")], False),
        ([granted(subject="ID/GOV/2060/PORTAL2")], False),
        ([granted(subject="ID/GOV/2060/portal")], False),
        ([granted("global", "instansi")], True),
        ([granted("global", "mitra")], False),
        ([granted("global", PORTAL)], False),
        ([granted("local", "mitra")], True),
        ([granted("local", "instansi")], False),
        ([granted("subsystem", "mitra"), granted("global", "x"), granted("local", "mitra")], True),
        ([granted(expires_at=NOW)], False),
        ([granted(expires_at=NOW + timedelta(microseconds=1))], True),
        ([granted(expires_at=NOW - timedelta(days=1)), granted(endpoint=Endpoint("GET", "/a"))], True),
        ([granted(revoked_at=NOW)], False),
        ([granted(endpoint=Endpoint("GET", "/a"))], True),
        ([granted(endpoint=Endpoint("*", "/*"))], True),
        ([granted(endpoint=Endpoint("POST", "/a"))], False),
        ([granted(endpoint=Endpoint("get", "/a"))], False),
        ([granted(endpoint=Endpoint("GET", "/b"))], False),
        ([granted(endpoint=Endpoint("HEAD", "**")), granted(endpoint=Endpoint("GET", "/b*"))], False),
    ],
)
def test_who_may_call(grants, allows):
    """PROTOCOL §1 "Access rights": deny by default; one truth table for PORTAL's `GET /a` at NOW."""
    assert (may(*grants) is not None) is allows


@pytest.mark.rules
def test_the_widest_grant_speaks_for_a_call():
    """PROTOCOL §1: of several grants the one for the whole service is told in the record."""
    narrow, wide = granted(endpoint=Endpoint("GET", "/a")), replace(granted(), id=UUID(int=2))
    assert may(narrow, wide) is may(wide, narrow) is wide


@pytest.mark.rules
@pytest.mark.parametrize(
    ("path", "glob", "allows"),
    [
        ("/a%2Fb", "/a/b", False),
        ("/a%2Fb", "/*", False),
        ("/a%2Fb", "/**", True),
        ("/a%2fb", "/a*", False),
        ("/%61", "/a", True),
        ("/a%20b", "/a b", True),
        ("/a%2520b", "/a b", False),
        ("/a%20b", "/a%20b", False),
        ("/a%2520b", "/a%20b", True),
        ("/%C3%A9", "/é", True),
        ("", "/", True),
        ("", "/*", True),
        ("/", "/", True),
        ("//a", "/a", False),
        ("/a/", "/a", False),
    ],
)
def test_a_path_is_matched_decoded_once(path, glob, allows):
    """PROTOCOL §1 "Access rights": matched on the path decoded once; where back ends read `%2F` two ways, both must fit."""
    assert (may(granted(endpoint=Endpoint("GET", glob)), path=path) is not None) is allows


@pytest.mark.rules
@pytest.mark.parametrize(
    ("listed", "glob", "told"),
    [
        (("GET", "/a"), ("GET", "/a"), ("GET", "/a")),
        (("GET", "/a/*"), ("GET", "/a/**"), ("GET", "/a/*")),
        (("GET", "/a/**"), ("GET", "/a/*"), ("GET", "/a/*")),
        (("GET", "/a/*"), ("GET", "/a/1"), ("GET", "/a/1")),
        (("*", "/a"), ("GET", "/a"), ("GET", "/a")),
        (("GET", "/a"), ("*", "/**"), ("GET", "/a")),
        (("*", "**"), ("*", "/**"), ("*", "**")),
        (("*", "**"), ("GET", "/x*"), ("GET", "/x*")),
        (("GET", r"/a\*"), ("GET", r"/a\*"), ("GET", r"/a\*")),
    ],
)
def test_what_is_listed_as_allowed_is_all_allowed(listed, glob, told):
    """PROTOCOL §1 `allowedMethods`: only what this client may call; a grant narrower than the list is told as it is."""
    assert allowed([granted(endpoint=Endpoint(*glob))], CALLER, [Endpoint(*listed)], NOW) == (Endpoint(*told),)
    assert allowed([granted()], CALLER, [Endpoint(*listed)], NOW) == (Endpoint(*listed),)
    assert allowed([granted(subject=BPBD)], CALLER, [Endpoint(*listed)], NOW) == ()


@pytest.fixture(scope="module")
def still(server_url, template, tmp_path_factory):
    """A town in which time stands still, so that windows and expiries are where a test wants them."""
    clock = FixedClock(NOW + timedelta(seconds=12))
    with town_of(server_url, template, tmp_path_factory.mktemp("still"), clock=clock) as found:
        found.sql(found.bpbd, """INSERT INTO exchange_local_group VALUES ('mitra', 'Mitra', '["ID/GOV/2060/PORTAL"]')""")
        yield found


@pytest.mark.parametrize("described", ["", '{"openapi": "3.0.0", "paths": {}}'], ids=["REST", "OPENAPI"])
@pytest.mark.parametrize(
    ("given", "method", "rest", "allows"),
    [
        ({}, "DELETE", "/x", True),
        ({"subject": BPBD}, "GET", "", False),
        ({"subject": "instansi", "kind": "global"}, "GET", "", True),
        ({"subject": "mitra", "kind": "global"}, "GET", "", False),
        ({"subject": "mitra", "kind": "local"}, "GET", "", True),
        ({"method": "GET", "path": "/a/*"}, "GET", "/a/7?x=/b/c", True),
        ({"method": "GET", "path": "/a/*"}, "POST", "/a/7", False),
        ({"method": "GET", "path": "/a/*"}, "GET", "/a/7/b", False),
        ({"method": "GET", "path": "/a/*"}, "GET", "/a/7%2Fb", False),
        ({"method": "*", "path": "/a/**"}, "PUT", "/a/7/b", True),
        ({"method": None, "path": "/a"}, "PATCH", "/a", True),
        ({"method": "GET", "path": r"/a/\*"}, "GET", "/a/*", True),
        ({"method": "GET", "path": r"/a/\*"}, "GET", "/a/b", False),
    ],
)
def test_a_grant_opens_what_it_says_and_the_record_tells_why(still, described, given, method, rest, allows):
    """PROTOCOL §1 "Access rights", for services of both kinds; §3: purpose, legal basis and agreement are on record."""
    target = still.offer(subject="", description=described)
    code = target.rsplit("/", 1)[1]
    check(still.ask(target + rest, method=method), DENIED, f"Request is not allowed: SERVICE:{BPBD}/{code}")
    still.run(grant(still.bpbd, code=code, **given))
    answer = still.ask(target + rest, method=method)
    if allows:
        assert answer.status == 200
        why = {"purpose": "tanggap darurat", "legal_basis": "UU 24/2007", "agreement": "PKS-1"}
        assert [why.items() <= record.items() for record in still.records(BPBD)[-2:]] == [True, True]
    else:
        check(answer, DENIED, "Request is not allowed: .+")


def test_a_grant_ends_when_it_says(still):
    """PROTOCOL §1: each grant carries an expiry; nobody has to take it away."""
    target = still.offer(subject="")
    still.run(grant(still.bpbd, code=target.rsplit("/", 1)[1], expires_at=still.bpbd.clock.now() + timedelta(seconds=1)))
    assert still.ask(target).status == 200
    still.bpbd.clock.advance(timedelta(seconds=1))
    check(still.ask(target), DENIED, ".+")


@pytest.fixture
def spent(still):
    """A service of tier `trial` whose sixty calls of this minute are spent."""
    still.bpbd.clock.advance(timedelta(minutes=1))
    target = still.offer(tier="trial")
    assert {still.ask(target).status for _ in range(60)} == {200}
    return target


def test_a_tier_is_exceeded_after_its_calls(still, spent):
    """PROTOCOL §1, error table: "rate tier exceeded (ours)"; quota comes last before *received*; one leaf."""
    wait = 60 - still.bpbd.clock.now().second
    with still.watched() as leaves:
        check(still.ask(spent), SPENT, f"Quota of tier trial exceeded, again in {wait} s")
    assert leaves == both("server.serverproxy.quota_exceeded")
    still.bpbd.clock.advance(timedelta(seconds=wait - 1))
    check(still.ask(spent), SPENT, "Quota of tier trial exceeded, again in 1 s")
    still.bpbd.clock.advance(timedelta(seconds=1))
    assert still.ask(spent).status == 200


def test_the_modern_surface_says_how_long_to_wait(still, spent):
    """PROTOCOL §1 "Modern surface": 429 with RateLimit headers."""
    wait = 60 - still.bpbd.clock.now().second
    answer = still.ask(spent.replace("/r1/", "/v1/"))
    assert (answer.status, answer.one("content-type")) == (429, "application/problem+json")
    told = [answer.one(name) for name in ("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", "Retry-After")]
    assert told == ["60", "0", str(wait), str(wait)]
    facts = {"tier": "trial", "limit": 60, "remaining": 0, "reset": wait}
    assert {key: answer.json[key] for key in facts} == facts


def test_a_tier_is_counted_by_caller_and_grant(still, spent):
    """PROTOCOL §1: a rate tier is the grant's: another service is not touched, nor an endpoint that another grant opens."""
    assert still.ask(still.offer(tier="trial")).status == 200
    still.run(grant(still.bpbd, code=spent.rsplit("/", 1)[1], tier="unlimited", method="GET", path="/free"))
    check(still.ask(spent), SPENT, ".+")


def test_access_comes_before_quota(still, spent):
    """PROTOCOL §1 "Order on the provider side": access right → disabled → quota."""
    code = spent.rsplit("/", 1)[1]
    still.sql(still.bpbd, "UPDATE exchange_service SET enabled = false WHERE code = $1", code)
    check(still.ask(spent), "Server.ServerProxy.ServiceDisabled", ".+")
    still.sql(still.bpbd, "UPDATE exchange_grant SET expires_at = $2 WHERE service = $1", code, NOW)
    check(still.ask(spent), DENIED, ".+")
