"""The map of cases: what it counts, for whom, and that it names nobody."""

import csv
import io
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import JSONB

from simpul.app import build_platform
from simpul.kernel.clock import FixedClock
from simpul.kernel.keys import Keys
from simpul.kernel.platform import Platform
from simpul.malaria.actions import mapping, watching
from simpul.malaria.actions.reading import today
from simpul.malaria.store.watch_tables import watches
from tests.conftest import settings_for
from tests.malaria import desk_makers as make
from tests.malaria.desk_makers import BINTUNI, LEAD, NAME, OTHER

FOCUS = text(
    "INSERT INTO malaria_focus (id, village, name, kind, outline, state, opened_on, state_on, closed_on)"
    " VALUES (:id, :village, :name, :kind, :saved, :state, :opened_on, :state_on, :closed)"
).bindparams(bindparam("saved", type_=JSONB))
ALERT = text(
    "INSERT INTO malaria_alert (id, rule, area, first, observed, facts, state, raised_at, version, by_name, reason,"
    " changed_at, synthetic) VALUES (:id, :rule, :area, :first, 3, '{}', :state, now(), 1, '', '', now(), false)"
)
MAP = "/malaria/meja/peta"
PAGES = ("", "/data.json", "/ekspor.csv")
MINISTRY = make.person(None, "malaria.officer", agency="ID/GOV/2040/KEMENKES")


@pytest.fixture
def platform(database_url: str, keys: Keys, run_directory: Path, clock: FixedClock) -> Iterator[Platform]:
    """A health office's node with two villages and a case in one of them."""
    built = build_platform(
        settings_for(run_directory, modules="identity,malaria"), keys=keys, url=database_url, clock=clock
    )
    make.villages(built)
    make.patient(built)
    watching.mark(built, LEAD, village=BINTUNI, reason="rawa lama")
    yield built
    built.database.close()


@pytest.fixture
def desk(client_for: Any) -> Any:
    return client_for(LEAD)


def monday(clock: FixedClock) -> date:
    now = today(clock.now(), "92.06")
    return now - timedelta(days=now.weekday())


def test_each_village_has_its_weeks_and_signs(platform, clock):
    seen = mapping.seen(platform, LEAD)
    assert (seen.by_village, seen.within, seen.mondays[-1], len(seen.mondays)) == (True, "92.06", monday(clock), 26)
    (place,) = seen.places
    assert (place.code, place.name, place.habitat, place.watch, place.synthetic) == (BINTUNI, "Kampung Uji", True, "", True)
    assert place.counted(25, 1) == (1, 1)
    assert place.counted(24, 12) == (0, 0)
    assert place.counted(25, 12) == (1, 1)


def test_foci_alerts_and_watches_are_signs_of_their_village_and_closed_ones_are_not(platform, desk, clock):
    now, ring = clock.now(), [[133.5, -2.1], [133.6, -2.1], [133.6, -2.2], [133.5, -2.1]]
    day = today(now, "92.06")
    with platform.database.writing() as unit:
        unit.unaudited("a test")
        focus = {"village": BINTUNI, "kind": "part", "state": "ACTIVE", "opened_on": day, "state_on": day, "saved": ring}
        for name, closed in (("RT 3", None), ("RT 4", day)):
            unit.connection.execute(FOCUS, {**focus, "id": uuid4(), "name": name, "closed": closed})
        for state in ("new", "dismissed"):
            unit.connection.execute(ALERT, {"id": uuid4(), "rule": state, "area": BINTUNI, "first": day, "state": state})
        made = {
            "id": uuid4(),
            "village": BINTUNI,
            "owner": "x",
            "number": 1,
            "flooded_on": day,
            "opens": day,
            "opened_at": now,
        }
        unit.connection.execute(watches.insert().values(**made, until=day))
    (place,) = mapping.seen(platform, LEAD).places
    assert (place.habitat, place.watch, place.focus, place.alerts) == (True, "watch", "ACTIVE", 1)
    told = desk.get(f"{MAP}/data.json").json()
    assert [one["geometry"]["coordinates"] for one in told["foci"]] == [[ring]]
    page = desk.get(f"/en{MAP}").text
    assert all(words in page for words in ("Watch now", "1 alert", "Focus", "Habitat"))


def test_an_alert_about_the_whole_kabupaten_is_no_village_of_its_map(platform, desk, clock):
    """A line "Kabupaten, 0 positive of 0 tested" beside villages with cases would be wrong."""
    with platform.database.writing() as unit:
        unit.unaudited("a test's alert")
        facts = {"rule": "q3", "area": "92.06", "first": today(clock.now(), "92.06"), "state": "new"}
        unit.connection.execute(ALERT, {"id": uuid4(), **facts})
    seen = mapping.seen(platform, LEAD)
    assert [one.code for one in seen.places] == [BINTUNI]
    assert seen.wide_alerts == 1
    assert "1 alert about the whole region" in desk.get(f"/en{MAP}").text


def test_the_country_is_shown_by_kabupaten_and_led_down_to_villages(platform, client_for):
    from simpul.malaria.actions import registering

    registering.refresh(platform)
    seen = mapping.seen(platform, MINISTRY)
    assert (seen.by_village, [one.code for one in seen.places]) == (False, ["92.06"])
    assert "?wilayah=92.06" in client_for(MINISTRY).get(MAP).text
    assert [one.code for one in mapping.seen(platform, MINISTRY, within="92.06").places] == [BINTUNI]


@pytest.mark.parametrize("page", PAGES)
def test_others_see_nothing_of_it(platform, client_for, page):
    stranger = client_for(make.person("91.05", *make.BOTH))
    assert "Kampung Uji" not in stranger.get(MAP + page).text
    assert stranger.get(f"{MAP}{page}?wilayah=92.06").status_code == 404
    assert client_for(make.person("92.06", "malaria.clinician")).get(MAP + page).status_code == 403
    assert client_for().get(MAP + page).status_code in (303, 401, 403)


@pytest.mark.parametrize("lang", ["", "/en"])
def test_the_page_answers_for_any_week_and_names_nobody(platform, desk, clock, lang):
    earlier = monday(clock) - timedelta(weeks=3)
    for asked in ("", f"?minggu={earlier}&lama=1", "?minggu=x&lama=99&wilayah=", "?wilayah=92.06.01"):
        for page in PAGES:
            answer = desk.get(lang + MAP + page + asked)
            assert answer.status_code == 200, (page, asked)
            assert NAME not in answer.text
    assert f'<span data-count="{BINTUNI}">0</span>' in desk.get(f"{MAP}?minggu={earlier}&lama=1").text
    assert f'<span data-count="{BINTUNI}">1</span>' in desk.get(MAP).text


def test_the_file_has_a_line_for_each_place_and_week_with_a_test(platform, desk, clock):
    (line,) = csv.DictReader(io.StringIO(desk.get(f"{MAP}/ekspor.csv").text.lstrip("\ufeff")))
    assert (line["code"], line["week"], line["positive"], line["tested"]) == (BINTUNI, str(monday(clock)), "1", "1")
    assert OTHER not in desk.get(f"{MAP}/ekspor.csv").text
