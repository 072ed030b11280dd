"""Shelters that many count at once: nobody's count is lost unseen, and no number that cannot be is kept."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from starlette.testclient import TestClient

from simpul.disaster.actions import shelters
from simpul.disaster.model.shelter_refusals import ShelterChangedMeanwhile
from simpul.disaster.rules.whole import whole_number
from simpul.kernel.errors import Refusal
from simpul.kernel.platform import Platform
from tests.disaster.forms import Clients
from tests.disaster.layers.test_shelters import DESK, PUBLIC, SARI, a_draft, people, posted


def test_of_keepers_who_count_at_once_one_is_kept_and_the_others_are_told(platform: Platform) -> None:
    one, start = shelters.add(platform, SARI, a_draft()), Barrier(5)

    def counting(number: int) -> Any:
        start.wait(10)
        try:
            return shelters.count(platform, SARI, one.number, count=people(number), seen=one.version)
        except Refusal as refusal:
            return refusal

    with ThreadPoolExecutor(5) as threads:
        done = list(threads.map(counting, range(10, 60, 10)))
    kept = [each for each in done if not isinstance(each, Refusal)]
    assert len(kept) == 1
    assert sum(isinstance(each, ShelterChangedMeanwhile) for each in done) == 4
    whole = shelters.get(platform, one.number)
    assert (whole.shelter.people, len(whole.counts)) == (kept[0].people, 1)


@pytest.mark.parametrize(
    "count",
    ["-1", "1e9", "99999999999999999999", "1_0", "٣\u200f", "NaN", "1.5", "", "0x10", "\x00", "' OR 1=1", "9" * 5000],
)
def test_a_count_that_is_no_number_of_people_is_refused(platform: Platform, client_for: Clients, count: str) -> None:
    number = shelters.add(platform, SARI, a_draft()).number
    answer = posted(client_for(SARI), f"{DESK}/{number}", do="count", people=count)
    assert answer.status_code in (400, 404, 409, 422), answer.status_code
    assert shelters.get(platform, number).shelter.people is None


@pytest.mark.parametrize(
    "query", ["dalam=99", "dalam=%00", "lat=nan&lon=1", "lat=1e999&lon=1", "q=%00", "hal=-1", "hal=99999999999999999999"]
)
def test_a_question_that_makes_no_sense_breaks_no_page(client: TestClient, platform: Platform, query: str) -> None:
    shelters.add(platform, SARI, a_draft())
    for path in (PUBLIC, f"{PUBLIC}.geojson", f"{PUBLIC}.csv"):
        assert client.get(f"{path}?{query}").status_code < 500, path


@pytest.mark.parametrize(
    ("text", "number"),
    [
        *(("0", 0), ("12", 12), (" 1250 ", 1250), ("1.250", 1250), ("1,250", 1250), ("1 250 000", 1_250_000)),
        *(("1.5", None), ("100.0", None), ("12,50", None), ("1.25", None), ("1.250,000", None), ("-1", None), ("", None)),
        *(("1_0", None), ("٣", None), ("1e3", None), ("9" * 5000, None), ("1.2345", None), (".", None)),
    ],
)
def test_a_whole_number_is_what_was_meant_or_none(text: str, number: int | None) -> None:
    assert whole_number(text) == number
