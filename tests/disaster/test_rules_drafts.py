"""What a report must be like to be taken."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simpul.disaster import model
from simpul.disaster.model import Report, Sender, Source, Status, Where
from simpul.disaster.rules import drafts
from simpul.disaster.rules.hazards import HAZARDS
from tests.disaster.makers import JAKARTA, a_draft

NOW = datetime(2026, 11, 23, 5, tzinfo=UTC)
FLOOD = HAZARDS["flood"]


def a_report(**more: Any) -> Report:
    made = Report(
        id=UUID(int=1),
        number=1,
        hazard="flood",
        reported_at=NOW - timedelta(minutes=4),
        where=Where(*JAKARTA, province="31", regency="31.71"),
        card={"report_type": "flood", "flood_depth": 60},
        severity="minor",
        status=Status.UNVERIFIED,
        source=Source.WEB,
        form_id=UUID(int=2),
        live_until=NOW + timedelta(hours=3),
        changed_at=NOW,
        sender=Sender("sari", None),
    )
    return replace(made, **more)


def test_text() -> None:
    assert drafts.text("  Air naik  ") == "Air naik"
    assert drafts.text("   ") is None
    assert drafts.text("a" * 2_000)
    with pytest.raises(model.TextTooLong):
        drafts.text("a" * 2_001)


def test_a_point_is_read_with_comma_or_point() -> None:
    assert drafts.degrees("106,8272", "-6.1754") == JAKARTA


@pytest.mark.parametrize("point", [("", ""), ("monas", "1"), ("nan", "1"), ("1", "inf"), ("181", "0"), ("0", "-91")])
def test_what_is_no_point_on_earth_is_refused(point: tuple[str, str]) -> None:
    with pytest.raises(model.PlaceMissing):
        drafts.degrees(*point)


def test_a_program_that_fills_in_the_hidden_field_is_told() -> None:
    drafts.sent_by_person("")
    with pytest.raises(model.FilledByProgram):
        drafts.sent_by_person("http://murah.example")


def test_limits_and_their_window() -> None:
    assert drafts.limits(Sender("d", "a")) == {"disaster.device:d": 5, "disaster.address:a": 60}
    assert drafts.limits(Sender(None, "a")) == {"disaster.address:a": 60}
    assert drafts.window(NOW + timedelta(minutes=9, seconds=59)) == NOW
    assert drafts.window(NOW + timedelta(minutes=10)) == NOW + timedelta(minutes=10)


def test_distance() -> None:
    assert drafts.distance_m(JAKARTA, JAKARTA) == 0
    assert drafts.distance_m((0, 0), (0, 1)) == pytest.approx(111_195, rel=1e-4)
    assert drafts.distance_m((0, 0), (180, 0)) == pytest.approx(20_015_114, rel=1e-4)


@given(*[st.tuples(st.floats(-180, 180), st.floats(-90, 90)) for _ in range(2)])
def test_distance_is_the_same_both_ways(one: tuple[float, float], other: tuple[float, float]) -> None:
    assert drafts.distance_m(one, other) == pytest.approx(drafts.distance_m(other, one), abs=1e-3)
    assert 0 <= drafts.distance_m(one, other) <= 20_015_115


HERE = a_draft(device="sari")
NEAR, FAR = (JAKARTA[0], JAKARTA[1] + 0.0008), (JAKARTA[0], JAKARTA[1] + 0.0010)
"""Some 89 m and 111 m away."""


@pytest.mark.parametrize(
    ("earlier", "like"),
    [
        (a_report(), True),
        (a_report(where=Where(*NEAR)), True),
        (a_report(where=Where(*FAR)), False),
        (a_report(reported_at=NOW - timedelta(minutes=10)), True),
        (a_report(reported_at=NOW - timedelta(minutes=10, seconds=1)), False),
        (a_report(hazard="wind"), False),
        (a_report(status=Status.VERIFIED), True),
        (a_report(status=Status.HIDDEN), False),
        (a_report(training=True), False),
        (a_report(sender=Sender("budi", None)), False),
    ],
)
def test_when_a_draft_is_like_an_earlier_report_of_the_same_device(earlier: Report, like: bool) -> None:
    assert (drafts.similar(HERE, [earlier], NOW) is earlier) is like


def test_the_newest_like_report_counts_and_no_device_has_none() -> None:
    newer = a_report(number=2)
    assert drafts.similar(HERE, [a_report(), newer], NOW) is newer
    nobody = replace(HERE, sender=Sender(None, "a"))
    assert drafts.similar(nobody, [a_report(sender=Sender(None, "a"))], NOW) is None
