"""Who is told of a warning, and when: tables of cases, and what must hold for whatever people ask."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simpul.disaster.model.subscription_refusals import AddressUnreadable, QuietUnreadable
from simpul.disaster.model.subscriptions import Alarm, Around, Quiet, Severity, Telling, Wish
from simpul.disaster.rules import noticing, reaching, subscribing

pytestmark = pytest.mark.rules
NIGHT = Quiet(1260, 300)
SEVERE = Alarm("w1", 1, Telling.ALERT, "flood", Severity.SEVERE, "immediate", ("31",))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("chosen", "region", "told"),
    [
        ("31.72", "31", True),
        ("31", "31.72.03", True),
        ("31.72", "31.72", True),
        ("", "91.03", True),
        ("31.72", "31.7", False),
        ("31.72", "31.74", False),
        ("32", "31", False),
    ],
)
def test_who_chose_a_region_is_told_of_those_it_lies_in_and_those_in_it(chosen, region, told):
    assert noticing.related(chosen, region) is told
    assert (chosen in noticing.chosen_among([chosen], [region])) is told


@pytest.mark.parametrize(
    ("local", "quiet", "zone", "due"),
    [  # 21:00 to 05:00; WIB is seven hours ahead of UTC, WIT nine
        ("2026-11-26 13:59:30", NIGHT, "WIB", "2026-11-26 13:59:30"),
        ("2026-11-26 14:00:00", NIGHT, "WIB", "2026-11-26 22:00:00"),
        ("2026-11-26 21:59:59", NIGHT, "WIB", "2026-11-26 22:00:00"),
        ("2026-11-26 22:00:00", NIGHT, "WIB", "2026-11-26 22:00:00"),
        ("2026-11-26 13:59:30", NIGHT, "WIT", "2026-11-26 20:00:00"),
        ("2026-11-26 06:10:00", Quiet(780, 900), "WIB", "2026-11-26 08:00:00"),
        ("2026-11-26 15:00:00", None, "WIB", "2026-11-26 15:00:00"),
    ],
)
def test_quiet_hours_are_kept_in_the_zone_of_the_place(local, quiet, zone, due):
    assert noticing.due(Wish(quiet=quiet, zone=zone, wakes=False), SEVERE, utc(local), None) == utc(due)


def test_danger_to_life_breaks_quiet_hours_and_pauses_only_of_those_who_want_it():
    now, before = utc("2026-11-26 18:00:00"), utc("2026-11-26 17:59:00")
    asleep, woken = Wish(every_minutes=60, wakes=False), Wish(every_minutes=60)
    assert noticing.due(asleep, SEVERE, now, before) == utc("2026-11-26 22:00:00")
    assert noticing.due(woken, SEVERE, now, before) == now
    calm = Alarm("w1", 1, Telling.ALERT, "flood", Severity.SEVERE, "expected", ("31",))
    over = Alarm("w1", 2, Telling.CANCEL, "flood", Severity.EXTREME, "immediate", ("31",))
    for alarm in (calm, over):
        assert noticing.due(woken, alarm, now, before) == utc("2026-11-26 22:00:00")


@settings(max_examples=300, deadline=None)
@given(
    st.integers(0, 1439),
    st.integers(0, 1439),
    st.sampled_from(["WIB", "WITA", "WIT"]),
    st.sampled_from(subscribing.PAUSES),
    st.integers(0, 3_000_000),
    st.none() | st.integers(0, 3_000_000),
)
def test_nobody_is_told_in_quiet_hours_or_too_soon_and_nobody_waits_longer_than_a_day_for_either(
    a, b, zone, every, at, told
):
    quiet = Quiet(a, b) if a != b else None
    wish = Wish(quiet=quiet, zone=zone, every_minutes=every, wakes=False)
    start = utc("2026-11-01 00:00:00")
    now = start + timedelta(seconds=at)
    due = noticing.due(wish, SEVERE, now, start + timedelta(seconds=told) if told is not None else None)
    before = start + timedelta(seconds=told) if told is not None and told <= at else None  # ahead: a clock was wrong
    assert now <= due <= now + timedelta(days=2)
    assert before is None or due >= before + timedelta(minutes=every)
    assert not noticing.is_quiet((int(due.timestamp()) // 60 + noticing.OFFSETS[zone]) % 1440, quiet)


@pytest.mark.parametrize(
    ("wish", "alarm", "told"),
    [
        (Wish(), SEVERE, True),
        (Wish(hazards=("fire",)), SEVERE, False),
        (Wish(least=Severity.EXTREME), SEVERE, False),
        (Wish(reports=False), Alarm("r31.72:x", 1, Telling.REPORTS, "flood", Severity.MINOR), False),
        (Wish(reports=True, least=Severity.EXTREME), Alarm("r31.72:x", 1, Telling.REPORTS, "flood", Severity.MINOR), True),
        (Wish(reports=True, hazards=("fire",)), Alarm("r31.72:x", 1, Telling.REPORTS, "flood", Severity.MINOR), False),
    ],
)
def test_hazard_severity_and_residents_reports_are_what_was_asked_for(wish, alarm, told):
    assert noticing.wants(wish, alarm) is told


def test_an_update_matters_when_severity_or_place_change_and_not_for_its_words():
    def of(**changes):
        fields = {"severity": Severity.SEVERE, "urgency": "expected", "regions": ("31", "32")} | changes
        return Alarm("w1", 2, Telling.UPDATE, "flood", **fields)

    assert not noticing.matters(of(), of(regions=("32", "31")))
    for after in (
        of(severity=Severity.EXTREME),
        of(regions=("31",)),
        of(urgency="immediate"),
        of(circle=(106.8, -6.2, 5.0)),
    ):
        assert noticing.matters(of(), after)


@pytest.mark.parametrize(("minutes", "told"), [(-60, False), (0, False), (29, False), (30, True), (600, True)])
def test_an_end_that_is_put_off_is_told_of_and_one_that_comes_earlier_is_not(minutes, told):
    """Who was told "until six" would go home at six."""
    six = datetime(2026, 11, 26, 11, 0, tzinfo=UTC)
    before, after = (
        Alarm("w1", n, Telling.UPDATE, "flood", Severity.SEVERE, until=six + timedelta(minutes=n * minutes)) for n in (0, 1)
    )
    assert noticing.matters(before, after) is told


def test_a_circle_and_a_polygon_reach_who_lives_within_their_own_radius():
    xs, ys = np.array([106.8, 106.9, 107.8, 106.8]), np.array([-6.2, -6.2, -6.2, -6.2])
    radii = np.array([2.0, 5.0, 100.0, 1.0])
    circle = Alarm("w1", 1, Telling.ALERT, "flood", Severity.MINOR, circle=(106.83, -6.2, 3.0))
    assert reaching.reached(circle, xs, ys, radii).tolist() == [True, True, False, True]
    square = [[[106.82, -6.25], [106.87, -6.25], [106.87, -6.15], [106.82, -6.15], [106.82, -6.25]]]
    polygon = Alarm("w1", 1, Telling.ALERT, "flood", Severity.MINOR, polygon={"type": "Polygon", "coordinates": square})
    assert reaching.reached(polygon, xs, ys, radii).tolist() == [False, True, False, False]
    for alarm in (circle, polygon):
        west, south, east, north = reaching.box(alarm)
        assert west < 106.0
        assert east > 107.5
        assert south < -7.0
        assert north > -5.5
    assert not reaching.reached(SEVERE, xs, ys, radii).any()


MAILS = [
    "a@b",
    "a@@b.id",
    "a b@c.id",
    "a@b.id\nBcc: x@y.id",
    "a@-b.id",
    "",
    "@b.id",
    "a@b..id",
    "a" * 65 + "@b.id",
    "é@b.id",
]


def test_addresses_are_read_alike_however_they_are_written_and_refused_where_they_are_none():
    assert subscribing.address("email", " Siti@Contoh.ID ") == "siti@contoh.id"
    assert {subscribing.address("sms", one) for one in ("0812 3456-789", "+62 812 3456 789", "628123456789")} == {
        "628123456789"
    }
    for channel, words in [*(("email", one) for one in MAILS), ("sms", "12"), ("whatsapp", "abc"), ("telegram", "")]:
        with pytest.raises(AddressUnreadable):
            subscribing.address(channel, words)


def test_quiet_hours_are_two_different_times_or_none():
    assert subscribing.quiet("21.00", "5:00") == Quiet(1260, 300)
    assert subscribing.quiet("", "") is None
    for begins, ends in (("21:00", ""), ("25:00", "05:00"), ("05:00", "05:00"), ("x", "y")):
        with pytest.raises(QuietUnreadable):
            subscribing.quiet(begins, ends)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=12), st.text(max_size=12), st.text(max_size=6), st.text(max_size=70))
def test_whatever_is_written_as_a_place_a_pause_or_a_secret_is_read_or_left_out(x, y, radius, secret):
    point = subscribing.around(x, y, radius)
    assert point is None or 1 <= point.radius_km <= reaching.RADIUS_MOST
    assert subscribing.pause(radius) in subscribing.PAUSES
    assert subscribing.id_in(secret) is None or secret.count("-") == 1


def test_a_point_is_kept_to_three_decimals_and_a_wish_comes_back_as_it_was():
    point = subscribing.around("106.8123456", "-6.1987654", "25")
    assert point == Around(106.812, -6.199, 25)
    for wish in (Wish(), Wish(("", "31"), point, ("fire",), Severity.SEVERE, None, "WIT", True, 60, True, "jv")):
        assert subscribing.read(subscribing.written(wish)) == wish


def test_a_secret_is_of_one_subscription_and_one_turn_alone():
    made = {subscribing.token(b"k" * 32, n, person, turn) for n in (1, 2) for person in ("a", "b") for turn in (0, 1)}
    assert len(made) == 8
    assert {subscribing.id_in(one) for one in made} == {1, 2}


def test_a_message_is_tried_again_a_few_times_and_then_given_up():
    now = utc("2026-11-26 00:00:00")
    assert [noticing.next_try(n, now) for n in (1, 2, 6)] == [now + timedelta(minutes=1), now + timedelta(minutes=2), None]
