"""When a flood opens a watch, where, and for how long; what other agencies send is read strictly."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simpul.malaria.model.watch_refusals import WatchRuleWrong
from simpul.malaria.model.watches import FloodOutcome, Watch, WatchPhase
from simpul.malaria.rules import watching as rules

pytestmark = pytest.mark.rules
NOW = datetime(2026, 11, 26, 3, tzinfo=UTC)
DATA = {
    "number": 7,
    "version": 2,
    "status": "verified",
    "hazard": "flood",
    "severity": "severe",
    "depth_cm": 90,
    "region": "92.06.01.2004",
    "place": {"longitude": 133.63, "latitude": -2.09},
    "reported_at": "2026-11-25T20:30:00+00:00",
    "url": "https://bpbd.example/bencana/laporan/7",
}


def said(**changes):
    return json.dumps({"id": "x", "data": {**DATA, **changes}}).encode()


def test_a_verified_flood_is_read_as_it_was_told():
    flood = rules.flood(said(), NOW)
    assert (flood.number, flood.version, flood.region, flood.depth_cm) == (7, 2, "92.06.01.2004", 90)
    assert flood.at == datetime(2026, 11, 25, 20, 30, tzinfo=UTC)
    assert not flood.synthetic
    assert rules.flood(said(synthetic=True, depth_cm=None), NOW).synthetic


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"status": "unverified"}, "status"),
        ({"number": "7"}, "number"),
        ({"number": True}, "number"),
        ({"number": 2**40}, "number"),
        ({"version": 0}, "version"),
        ({"hazard": 5}, "hazard"),
        ({"severity": "a\x00b"}, "severity"),
        ({"depth_cm": "deep"}, "depth_cm"),
        ({"region": "92.06; DROP"}, "region"),
        ({"place": None}, "place"),
        ({"place": {"longitude": 1e400, "latitude": 0}}, "place"),
        ({"place": {"longitude": 10**400, "latitude": 0}}, "place"),
        ({"place": {"longitude": 133.6, "latitude": -91}}, "place"),
        ({"reported_at": "yesterday"}, "reported_at"),
        ({"reported_at": "2026-11-25T20:30:00"}, "reported_at"),
        ({"reported_at": "2099-01-01T00:00:00+00:00"}, "reported_at"),
        ({"reported_at": "0001-01-01T00:00:00+14:00"}, "reported_at"),
    ],
)
def test_what_does_not_fit_is_named(changes, wrong):
    with pytest.raises(rules.FloodUnreadable, match=wrong):
        rules.flood(said(**changes), NOW)


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text() | st.integers(), lambda c: st.lists(c, max_size=3)))
def test_whatever_stands_in_a_field_is_read_or_refused_and_never_breaks(value):
    for name in DATA:
        try:
            rules.flood(said(**{name: value}), NOW)
        except rules.FloodUnreadable:
            continue


@pytest.mark.parametrize("given", [b"", b"[]", b"null", b'{"data": []}', b"\xff", b"[" * 100_000])
def test_an_event_that_is_none_is_refused(given):
    with pytest.raises(rules.FloodUnreadable):
        rules.flood(given, NOW)


def test_an_address_that_is_no_web_address_is_dropped():
    assert rules.flood(said(url="javascript:alert(1)"), NOW).url == ""


@pytest.mark.parametrize(
    ("told", "found", "exact", "village"),
    [
        ("92.06.01.2004", "92.06.01.2004", True, "92.06.01.2004"),
        ("92.06.01.2004", "92.06.01.2005", True, "92.06.01.2005"),  # our borders are exact: the point decides
        ("92.06.01.2004", "92.06.01.2005", False, "92.06.01.2004"),  # ours are approximate: the sender's village counts
        ("92.06.01.2004", None, False, "92.06.01.2004"),  # the point lies just off the coast
        ("92.06", "92.06.01.2005", False, "92.06.01.2005"),  # only a kabupaten is told
        ("92.06.02", "92.06.01.2005", True, None),  # a distrik is told that does not hold the point
        ("", "92.06.01.2005", True, "92.06.01.2005"),
        ("92.06.01.2004", "31.71.01.1001", True, None),  # words and point lie in two provinces
        ("92.06.01.2004", "31.71.01.1001", False, None),
        ("92.06", None, False, None),
        ("", None, False, None),
        ("92.06.01", "92.06.01", True, None),  # no village is known there
        ("92.06.01.2004", "92.06.01", False, "92.06.01.2004"),
    ],
)
def test_the_village_of_a_flood_rests_on_words_and_point(told, found, exact, village):
    assert rules.spot(told, found, exact=exact)[0] == village


def test_another_disaster_or_one_too_mild_opens_nothing():
    flood, rule = rules.flood(said(), NOW), rules.law()
    assert rules.unfit(flood, rule) is None
    assert rules.unfit(replace(flood, hazard="fire"), rule) is FloodOutcome.OTHER_HAZARD
    assert rules.unfit(flood, replace(rule, without=frozenset({"severe"}))) is FloodOutcome.MILD


def test_a_watch_lasts_four_weeks_after_the_laws_lag():
    rule = rules.law()
    opens, until = rules.span(date(2026, 11, 1), rule)
    assert (opens, until) == (date(2026, 11, 29), date(2026, 12, 26))
    assert (until - opens).days + 1 == 28
    assert all(source.cite for source in rule.sources)
    at_once = rules.span(date(2026, 11, 1), replace(rule, lag=timedelta(0)))
    assert at_once == (date(2026, 11, 1), date(2026, 11, 28))


WATCH = Watch(
    id=UUID(int=1),
    village="92.06.01.2004",
    owner="ID/GOV/8205/BPBD",
    number=7,
    flooded_on=date(2026, 11, 1),
    opens=date(2026, 11, 29),
    until=date(2026, 12, 26),
    floods=1,
    opened_at=NOW,
)


@pytest.mark.parametrize(
    ("day", "phase"),
    [
        (date(2026, 11, 28), WatchPhase.PREPARE),
        (date(2026, 11, 29), WatchPhase.WATCH),
        (date(2026, 12, 26), WatchPhase.WATCH),
        (date(2026, 12, 27), WatchPhase.OVER),
    ],
)
def test_the_phase_of_a_watch_is_told_by_the_day(day, phase):
    assert rules.phase(WATCH, day) is phase
    assert rules.phase(replace(WATCH, closed_at=NOW), day) is WatchPhase.CLOSED


@pytest.mark.parametrize(
    ("day", "before", "during"),
    [
        (date(2026, 11, 20), 28, 0),
        (date(2026, 11, 29), 1, 1),
        (date(2026, 12, 5), 7, 7),
        (date(2027, 3, 1), 28, 28),
    ],
)
def test_as_many_days_before_the_flood_are_compared_as_the_watch_has_run(day, before, during):
    spans = rules.compared(WATCH, day)
    lengths = [(last - first).days + 1 for first, last in spans]
    assert (lengths[0], max(0, lengths[1])) == (before, during)
    assert spans[0][1] == date(2026, 10, 31)


@pytest.mark.parametrize(
    ("lag", "length"), [("-1", "28"), ("181", "28"), ("28", "6"), ("", "28"), ("28", "1e2"), ("²", "28")]
)
def test_lag_and_length_are_whole_days_within_bounds(lag, length):
    with pytest.raises(WatchRuleWrong):
        rules.days(lag, length)
