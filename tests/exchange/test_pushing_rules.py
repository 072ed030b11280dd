"""What an answer to a push means, when it is tried again, how much goes together. PROTOCOL §1, end."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simpul.exchange.model.delivery_refusals import EventReadersOnly, EventsMalformed
from simpul.exchange.rules import pushing as rules
from simpul.exchange.rules import receiving
from simpul.exchange.rules.permissions import permit_see_events
from simpul.exchange.rules.pushing import BYTES_MOST, Course, Meaning, Step
from simpul.kernel.actor import Actor

pytestmark = pytest.mark.rules


@pytest.mark.parametrize(
    ("statuses", "fault", "means"),
    [
        ((200, 201, 202, 204, 299), "", Meaning.TAKEN),
        ((200, 422), "server.serverproxy.access_denied", Meaning.AWAY),  # the exchange's own words are never the back end's
        ((0, 100, 301, 302, 307, 308), "", Meaning.AWAY),
        ((408, 425, 429, 500, 502, 503, 504, 599), "", Meaning.AWAY),
        ((400, 401, 403, 404, 405, 409, 410, 413, 415, 422, 451, 499), "", Meaning.REFUSED),
    ],
)
def test_what_an_answer_means(statuses, fault, means):
    assert {rules.meaning(status, fault) for status in statuses} == {means}


def test_pauses_double_from_one_second_to_five_minutes():
    assert [rules.pause(n, 1.0) for n in range(1, 12)] == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]


@given(st.integers(1, 10_000), st.floats(0, 1))
def test_a_pause_is_spread_by_chance_down_to_a_half_and_never_below_a_second(failures, chance):
    whole = min(300.0, 2.0 ** min(failures - 1, 20))
    assert max(1.0, whole / 2) <= rules.pause(failures, chance) <= whole


def test_silence_puts_everything_off_and_is_counted():
    step = rules.after(Course(50), Meaning.AWAY, 50, chance=1.0)
    assert step == Step(Course(50, silences=1), 1.0, attempt=1)
    assert rules.after(step.course, Meaning.AWAY, 50, chance=1.0) == Step(Course(50, silences=2), 2.0, attempt=2)


def test_a_subscriber_may_ask_for_a_longer_pause_but_not_for_ever():
    assert rules.after(Course(), Meaning.AWAY, 1, chance=1.0, wait=30).pause == 30
    assert rules.after(Course(), Meaning.AWAY, 1, chance=1.0, wait=86_400).pause == 300
    assert rules.after(Course(silences=9), Meaning.AWAY, 1, chance=1.0, wait=1).pause == 300


@pytest.mark.parametrize(
    ("value", "seconds"), [("30", 30), ("0", 0), ("-1", 0), ("Wed, 21 Oct 2026", 0), ("9" * 9, 0), ("", 0)]
)
def test_retry_after_in_seconds_alone_is_heard(value, seconds):
    assert rules.retry_after(value) == seconds


@given(st.integers(1, 100), st.integers(0, 99))
def test_one_event_that_is_refused_is_found_in_few_steps_tried_five_times_and_set_aside(size, bad):
    """The batch is halved until the event stands alone; all before it are taken, and none is sent out of order."""
    bad, place, course, alone, pushes = bad % size, 0, Course(), 0, 0
    while True:
        count = min(course.most, size - place)
        refused = place <= bad < place + count
        step = rules.after(course, Meaning.REFUSED if refused else Meaning.TAKEN, count, chance=1.0)
        pushes, alone = pushes + 1, alone + (refused and count == 1)
        if step.dead:
            break
        assert bool(step.pause) == (refused and count == 1)
        place += 0 if refused else count
        course = step.course
    assert (place, alone, step.attempt) == (bad, 5, 5)
    assert pushes <= 35


def test_batches_grow_again_after_a_refusal():
    course, sizes = Course(1), []
    while course.most < 100:
        course = rules.after(course, Meaning.TAKEN, course.most, chance=0).course
        sizes.append(course.most)
    assert sizes == [2, 4, 8, 16, 32, 64, 100]


@pytest.mark.parametrize(
    ("sizes", "most", "count"),
    [
        ([], 100, 0),
        ([10] * 150, 100, 100),
        ([10] * 150, 3, 3),
        ([BYTES_MOST + 1, 10], 100, 1),  # a large one goes alone rather than never
        ([10, BYTES_MOST], 100, 1),
        ([BYTES_MOST // 2 - 1] * 3, 100, 2),
    ],
)
def test_how_many_go_together(sizes, most, count):
    assert rules.fitting(sizes, most) == count


@pytest.mark.parametrize(
    ("attempts", "error", "course"),
    [
        (0, "", Course()),
        (0, "refused:422", Course()),
        (3, "away:503", Course(silences=3)),
        (3, "refused:422", Course(1, refusals=3)),
        (9, "refused:422", Course(1, refusals=4)),
    ],
)
def test_a_program_that_begins_anew_goes_on_where_it_was(attempts, error, course):
    assert rules.resumed(attempts, error) == course


def event(**changes):
    return {"specversion": "1.0", "id": "a", "source": "/x", "type": "t"} | changes


@pytest.mark.parametrize(
    ("said", "place"),
    [
        (event(specversion="0.3"), "[0].specversion"),
        (event(id=""), "[0].id"),
        (event(id=7), "[0].id"),
        (event(source=None), "[0].source"),
        (event(type="x" * 1001), "[0].type"),
        (event(partitionkey=["k"]), "[0].partitionkey"),
        (event(time="gestern"), "[0].time"),
        (event(time=5), "[0].time"),
        ([], "1-1000"),
        ([event()] * 1001, "1-1000"),
        ([event(), "x"], "[1].specversion"),
        ([event(), event(id="\0")], "[1].id"),
    ],
)
def test_what_is_no_cloud_event_is_refused_with_its_place(said, place):
    with pytest.raises(EventsMalformed) as refused:
        receiving.arrivals(json.dumps(said).encode())
    assert refused.value.facts == {"place": place}


def test_an_event_may_say_little():
    (one,) = receiving.arrivals(json.dumps(event()).encode())
    assert (one.key, one.at, one.sequence) == ("", None, 0)
    (one,) = receiving.arrivals(json.dumps([event(simpulsequence="12", time="2027-02-01T03:00:00Z")]).encode())
    assert (one.sequence, one.at.isoformat()) == (12, "2027-02-01T03:00:00+00:00")
    (one,) = receiving.arrivals(json.dumps([event(simpulsequence="9" * 30, time="2027-02-01T03:00:00")]).encode())
    assert (one.sequence, one.at.isoformat()) == (0, "2027-02-01T03:00:00+00:00")


@given(st.lists(st.integers(0, 4), min_size=1, max_size=12))
def test_rounds_hold_every_arrival_in_order_and_none_twice(numbers):
    found = receiving.in_rounds(receiving.arrivals(json.dumps([event(id=str(n)) for n in numbers]).encode()))
    assert sorted(one.id for part in found for one in part) == sorted(str(n) for n in numbers)
    for part in found:
        assert len({one.id for one in part}) == len(part)


HOME = "ID/GOV/6000/BPBD"


@pytest.mark.parametrize(
    ("role", "agency", "may"),
    [
        ("exchange.steward", HOME, True),
        ("exchange.integrator", HOME, True),
        ("node.auditor", HOME, True),
        ("exchange.steward", "ID/GOV/2060/PORTAL", False),
        ("exchange.integrator", "ID/GOV/2060/PORTAL", False),
        ("node.auditor", "ID/GOV/2060/PORTAL", False),
        ("exchange.operator", HOME, False),
        ("exchange.registrar", HOME, False),
        ("disaster.officer", HOME, False),
        ("node.admin", HOME, False),
        ("", HOME, False),
    ],
)
def test_who_sees_what_a_node_pushed_and_received(role, agency, may):
    actor = Actor(None, "", agency=agency, roles=frozenset({role} if role else ()))
    if may:
        permit_see_events(actor, HOME)
    else:
        with pytest.raises(EventReadersOnly):
            permit_see_events(actor, HOME)


def test_the_program_itself_sees_events_and_a_node_without_a_name_shows_them_to_nobody_else():
    permit_see_events(Actor.SYSTEM, "")
    with pytest.raises(EventReadersOnly):
        permit_see_events(Actor(None, "", agency="", roles=frozenset({"exchange.steward"})), "")
