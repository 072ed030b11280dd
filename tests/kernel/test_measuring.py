"""What modules measure of their own agency: verification of reports, malaria treatment; nothing of any other agency."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from tests.conftest import START, settings_for

from simpul.app import build_platform
from simpul.kernel.clock import FixedClock
from simpul.kernel.keys import Keys
from simpul.kernel.measuring import Measuring
from simpul.kernel.platform import Platform


@pytest.fixture
def platform(database_url: str, keys: Keys, run_directory: Path, clock: FixedClock) -> Any:
    """A node of an agency that runs both services."""
    settings = settings_for(run_directory, modules="identity,disaster,malaria", agency_code="ID/GOV/6000/BPBD")
    built = build_platform(settings, keys=keys, url=database_url, clock=clock)
    yield built
    built.database.close()


def figures(platform: Platform, agency: str, key: str) -> dict[str, str]:
    with platform.database.reading() as unit:
        found = platform.port(Measuring).measure(platform, unit.connection, agency, frozenset({key}))
    return {figure.key: figure.value for one in found for figure in one.figures}


def run(platform: Platform, words: str, rows: list[dict[str, Any]]) -> None:
    with platform.database.writing() as unit:
        unit.unaudited("a test")
        unit.connection.execute(text(words), rows)


REPORT = (
    "INSERT INTO disaster_report (id, hazard, card, severity, status, training, reported_at, live_until, changed_at,"
    " version, longitude, latitude, approximate, placed, source, form_id, decided_at)"
    " VALUES (:id, 'flood', '{}', 'low', :status, :training, :at, :at, :at, 1, 106.8, -6.2, false,"
    " 'device', 'web', :id, :decided)"
)


def test_minutes_to_verification_are_those_of_real_reports_of_thirty_days(platform: Platform) -> None:
    told = [(1, "verified", 10), (2, "verified", 20), (3, "verified", 60), (5, "hidden", 1), (6, "unverified", None)]
    rows = [
        {"id": UUID(int=n), "status": status, "training": False, "at": START - timedelta(days=n),
         "decided": START - timedelta(days=n) + timedelta(minutes=minutes) if minutes else None}
        for n, status, minutes in told
    ]  # fmt: skip
    old = {**rows[0], "id": UUID(int=40), "at": START - timedelta(days=31), "decided": START}
    drill = {**rows[0], "id": UUID(int=50), "training": True}
    run(platform, REPORT, [*rows, old, drill])
    assert figures(platform, "6000", "disaster.verification") == {
        "reports": "5", "verified": "3", "decided": "80.0", "median": "20.0", "p90": "52.0",
    }  # fmt: skip


CASE = (
    "INSERT INTO malaria_case (village, id, person, at, method, species, status, training, started_at, due, facts, version)"
    " VALUES ('92.06.01.1001', :id, :id, :at, 'rdt', 'pf', :status, :training, :started, '[]', '{\"referrals\": []}', 1)"
)


def test_treatment_on_the_same_day_is_told_of_five_patients_and_more(platform: Platform) -> None:
    day = START - timedelta(days=3)
    rows = [
        {"id": UUID(int=n), "at": day, "status": status, "training": training, "started": day + timedelta(hours=hours)}
        for n, (status, training, hours) in enumerate(
            [("open", False, 1), ("open", False, 2), ("completed", False, 3), ("open", False, 30), ("referred", False, 1),
             ("open", True, 1)], 1
        )
    ]  # fmt: skip
    run(platform, CASE, rows)
    assert figures(platform, "6000", "malaria.same_day") == {"patients": "", "same_day": ""}
    run(platform, CASE, [{**rows[0], "id": UUID(int=9)}])
    assert figures(platform, "6000", "malaria.same_day") == {"patients": "5", "same_day": "80.0"}


def test_of_another_agency_nothing_is_measured_that_this_node_cannot_see(platform: Platform) -> None:
    for key in ("disaster.verification", "malaria.tests", "malaria.same_day"):
        assert figures(platform, "8205", key) == {}
    assert figures(platform, "8205", "identity.sign_on")["accounts"] == "0"


def test_where_nothing_happened_noughts_are_counted_and_no_time_is_told(platform: Platform) -> None:
    assert figures(platform, "6000", "disaster.verification") == {
        "reports": "0", "verified": "0", "decided": "", "median": "", "p90": "",
    }  # fmt: skip
    assert figures(platform, "6000", "malaria.tests") == {"tests": "0", "positive": "0", "places": "0"}
