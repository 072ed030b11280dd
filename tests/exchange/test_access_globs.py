"""Path globs against a matcher of another make, and their time. PROTOCOL §1 "Access rights"."""

import os
import time
from functools import cache

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from simpul.exchange.rules.access import matches

pytestmark = pytest.mark.rules
SOAK = bool(os.environ.get("SIMPUL_SOAK"))
SIGNS = st.sampled_from([*"ab/*\\.%;é\n", "**", "\\*", "***"])
GLOBS = st.lists(SIGNS, max_size=9).map("".join)
PATHS = st.lists(st.sampled_from([*"ab/*\\.%;é\n"]), max_size=9).map("".join)


def pieces(glob):
    """The glob as (kind, sign): `run`, `part` or `sign`."""
    found, at = [], 0
    while at < len(glob):
        if glob.startswith("\\*", at):
            found, at = [*found, ("sign", "*")], at + 2
        elif glob.startswith("**", at):
            found, at = [*found, ("run", "")], at + 2
        elif glob[at] == "*":
            found, at = [*found, ("part", "")], at + 1
        else:
            found, at = [*found, ("sign", glob[at])], at + 1
    return found


def by_table(glob, path):
    """Whether the glob is for the path, by a table of what matches what from where."""
    told = pieces(glob)

    @cache
    def fits(i, j):
        if i == len(told):
            return j == len(path)
        kind, sign = told[i]
        if kind == "sign":
            return j < len(path) and path[j] == sign and fits(i + 1, j + 1)
        on = j < len(path) and (kind == "run" or path[j] != "/")
        return fits(i + 1, j) or (on and fits(i, j + 1))

    return fits(0, 0)


def agree(glob, path):
    assert matches(glob, path) is by_table(glob, path)


@settings(max_examples=1500, deadline=None)
@given(GLOBS, PATHS)
@example("***", "a/b")
@example("\\*", "*")
@example("\\", "\\")
@example("a**", "a")
@example("*", "")
def test_a_glob_matches_what_another_matcher_says(glob, path):
    agree(glob, path)


@settings(max_examples=500, deadline=None)
@given(PATHS, st.lists(st.tuples(st.integers(0, 8), st.sampled_from(["*", "**", "\\*"])), max_size=3))
def test_a_glob_made_from_a_path_matches_what_another_matcher_says(path, stars):
    glob = path
    for at, star in stars:
        glob = glob[:at] + star + glob[at + 1 :]
    agree(glob, path)


@pytest.mark.soak
@pytest.mark.skipif(not SOAK, reason="make soak runs it")
@settings(max_examples=100_000, deadline=None)
@given(GLOBS, PATHS)
def test_a_hundred_thousand_globs_match_what_another_matcher_says(glob, path):
    agree(glob, path)


@pytest.mark.parametrize(
    ("glob", "path"),
    [
        ("*a" * 200 + "b", "a" * 16_000),
        ("**a" * 200 + "b", "a" * 16_000),
        ("/*" * 300 + "/x", "/a" * 8_000),
        ("/**" * 300 + "/x", "/a" * 8_000),
        ("*" * 1001 + "x", "a" * 16_000),
        ("**/" * 100 + "*a*" * 100, "a/" * 8_000),
    ],
    ids=["stars", "runs", "segments", "runs of segments", "only stars", "both"],
)
def test_no_glob_takes_more_time_than_the_path_is_long(glob, path):
    begun = time.process_time()
    assert not matches(glob, path)
    assert time.process_time() - begun < 0.5
