"""A service's description and its life: published, deprecated with a last day, retired. RFC 9745, RFC 8594."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from uuid import UUID

import pytest
from tests.exchange.world import BPBD

from simpul.exchange.model.lifecycle_refusals import (
    ContactNotFit,
    LifecycleNotSo,
    PromiseNotFit,
    SuccessorNotFit,
    SunsetNotFit,
)
from simpul.exchange.model.services import Lifecycle, Promise, Service, ServiceKind
from simpul.exchange.rules import lifecycle

NOW = datetime(2026, 11, 25, 5, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=90)
ONE = Service(UUID(int=1), BPBD, "reports", ServiceKind.REST, "Laporan", "https://backend.example")
NEXT = f"{BPBD}/reports2"
SET = """UPDATE exchange_service SET lifecycle = $1, deprecated_at = $2, sunset_at = $3, successor = $4 WHERE code = $5"""


def moved(before, to, sunset_at=None, successor=""):
    return lifecycle.moved(before, to, NOW, sunset_at=sunset_at, successor=successor)


DEPRECATED = replace(
    ONE, lifecycle=Lifecycle.DEPRECATED, deprecated_at=NOW - timedelta(days=1), sunset_at=LATER, successor=NEXT
)
RETIRED = replace(DEPRECATED, lifecycle=Lifecycle.RETIRED, sunset_at=NOW)
MOVES = [
    # before, to, its last day, what comes of it
    (ONE, Lifecycle.PUBLISHED, None, LifecycleNotSo),
    (ONE, Lifecycle.DEPRECATED, None, SunsetNotFit),
    (ONE, Lifecycle.DEPRECATED, NOW, SunsetNotFit),
    (ONE, Lifecycle.DEPRECATED, LATER, (Lifecycle.DEPRECATED, NOW, LATER)),
    (ONE, Lifecycle.RETIRED, None, (Lifecycle.RETIRED, NOW, NOW)),
    (DEPRECATED, Lifecycle.PUBLISHED, None, (Lifecycle.PUBLISHED, None, None)),
    (DEPRECATED, Lifecycle.DEPRECATED, LATER, (Lifecycle.DEPRECATED, DEPRECATED.deprecated_at, LATER)),
    (DEPRECATED, Lifecycle.RETIRED, None, (Lifecycle.RETIRED, DEPRECATED.deprecated_at, NOW)),
    (RETIRED, Lifecycle.PUBLISHED, None, (Lifecycle.PUBLISHED, None, None)),
    (RETIRED, Lifecycle.DEPRECATED, LATER, (Lifecycle.DEPRECATED, DEPRECATED.deprecated_at, LATER)),
    (RETIRED, Lifecycle.RETIRED, None, LifecycleNotSo),
]


@pytest.mark.rules
@pytest.mark.parametrize(("before", "to", "last", "comes"), MOVES)
def test_every_move_of_a_life(before, to, last, comes):
    if isinstance(comes, type):
        with pytest.raises(comes):
            moved(before, to, last)
    else:
        after = moved(before, to, last)
        assert (after.lifecycle, after.deprecated_at, after.sunset_at) == comes


@pytest.mark.rules
@pytest.mark.parametrize("successor", ["reports2", "ID/GOV/6000", f"{BPBD}/reports", "x" * 500, "../.."])
def test_a_successor_is_another_service(successor):
    with pytest.raises(SuccessorNotFit):
        moved(ONE, Lifecycle.DEPRECATED, LATER, successor)


@pytest.mark.rules
def test_it_is_over_when_it_was_retired_or_its_last_day_has_passed():
    assert [lifecycle.is_over(one, NOW) for one in (ONE, DEPRECATED, RETIRED)] == [False, False, True]
    assert lifecycle.is_over(DEPRECATED, LATER)
    assert not lifecycle.is_over(DEPRECATED, LATER - timedelta(seconds=1))
    assert lifecycle.farewell(RETIRED) == f"retired since 2026-11-25; use SERVICE:{NEXT}"


@pytest.mark.rules
def test_only_a_deprecated_services_answers_tell_of_its_end():
    said = dict(lifecycle.headers_of(DEPRECATED))
    assert said[b"deprecation"] == b"@%d" % int((NOW - timedelta(days=1)).timestamp())
    assert parsedate_to_datetime(said[b"sunset"].decode()) == LATER
    assert said[b"link"] == f'</r1/{NEXT}>; rel="successor-version"'.encode()
    assert lifecycle.headers_of(ONE) == lifecycle.headers_of(RETIRED) == []


PROMISES = [
    ("99.5", 300, "Senin-Jumat 08.00-16.00 WIB", True),
    ("99,5", 0, "", True),
    ("100", 1, "", True),
    ("", 0, "", True),
    ("100.1", 0, "", False),
    ("-1", 0, "", False),
    ("often", 0, "", False),
    ("99.5%", 0, "", False),
    ("", -1, "", False),
    ("", 600_001, "", False),
    ("", 0, "a\nb", False),
    ("", 0, "x" * 101, False),
]


@pytest.mark.rules
@pytest.mark.parametrize(("availability", "milliseconds", "hours", "fits"), PROMISES)
def test_a_promise_can_be_read(availability, milliseconds, hours, fits):
    promise = Promise(availability, milliseconds, hours)
    if fits:
        assert lifecycle.check_promise(promise).availability == availability.replace(",", ".")
    else:
        with pytest.raises(PromiseNotFit):
            lifecycle.check_promise(promise)


@pytest.mark.rules
@pytest.mark.parametrize("contact", ["a\nb", "x" * 201, "\x00"])
def test_a_contact_is_one_line(contact):
    with pytest.raises(ContactNotFit):
        lifecycle.check_contact(contact)


def test_callers_are_told_of_the_end_and_refused_after_it(town):
    """The back end's answer stays as it is; only headers are added. After the last day nobody reaches the back end."""
    target, now = town.offer(town.world.backend.url), town.bpbd.clock.now()

    def live(state, last):
        values = (state, now, last, NEXT, target.rsplit("/", 1)[1])
        town.sql(town.bpbd, SET, *values)
        return town.ask(target)

    told = live("deprecated", now + timedelta(days=30))
    assert (told.status, told.json) == (200, {"hello": "dunia"})
    assert told.one("Deprecation") == f"@{int(now.timestamp())}"
    assert parsedate_to_datetime(told.one("Sunset")) > now
    assert NEXT in told.one("Link")
    before = len(town.world.backend.seen)
    for state in ("deprecated", "retired"):
        refused = live(state, now)
        assert refused.one("X-Road-Error") == "Server.ServerProxy.ServiceDisabled"
        assert NEXT in refused.json["message"]
    assert len(town.world.backend.seen) == before
