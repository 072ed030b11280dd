"""The flood watch at the desk: who marks villages, what opens, who sees it, how it is closed and taken back."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from simpul.app import build_platform
from simpul.kernel.actor import Actor
from simpul.kernel.clock import FixedClock
from simpul.kernel.hearing import Heard
from simpul.kernel.keys import Keys
from simpul.kernel.platform import Platform
from simpul.malaria.actions import demo_watch, hearing, watching
from simpul.malaria.model.desk import DeskAsked
from simpul.malaria.model.watches import WatchTally
from simpul.malaria.store.register_tables import tests
from tests.conftest import settings_for
from tests.malaria import desk_makers as make
from tests.malaria.desk_makers import BINTUNI, LEAD, OTHER

WATCHES = "/malaria/meja/genangan"
PAGES = ("", "/habitat", "/kabar", "/aturan", "/ekspor.csv", "/kabar/ekspor.csv", "/habitat/ekspor.csv")
PLACE = {"longitude": 133.63318, "latitude": -2.08816}
SUPERVISOR = make.person("92.06", "malaria.supervisor")


@pytest.fixture
def platform(database_url: str, keys: Keys, run_directory: Path, clock: FixedClock) -> Iterator[Platform]:
    """A health office's node with two villages."""
    built = build_platform(
        settings_for(run_directory, modules="identity,malaria"), keys=keys, url=database_url, clock=clock
    )
    make.villages(built)
    yield built
    built.database.close()


@pytest.fixture
def desk(client_for: Any) -> Any:
    return client_for(LEAD)


def flood(platform: Platform, number: int = 7, *, village: str = BINTUNI, days_ago: int = 0, **changes: Any) -> None:
    now = platform.clock.now()
    data = {"number": number, "version": 1, "status": "verified", "hazard": "flood", "severity": "severe"}
    data |= {"region": village, "place": PLACE, "reported_at": (now - timedelta(days=days_ago)).isoformat(), "url": ""}
    said = json.dumps({"data": data | changes}).encode()
    heard = Heard("ID/GOV/8205/BPBD", "/bpbd", f"{number}.{changes.get('version', 1)}", "t", now, now, said)
    with platform.database.writing(Actor.SYSTEM) as unit:
        unit.unaudited("a test")
        hearing.hear(platform, unit, heard)


def marked(platform: Platform) -> None:
    watching.mark(platform, LEAD, village=BINTUNI, reason="rawa di tepi kampung")


def watches(platform: Platform, actor: Actor = LEAD) -> list[Any]:
    return [one for one, _ in watching.lines(platform, actor, DeskAsked(state="all")).rows]


def post(client: Any, path: str, **fields: str) -> Any:
    page = client.get(path)
    token = page.text.partition('name="csrf" value="')[2].partition('"')[0]
    return client.post(path, data={"csrf": token, **fields})


def test_no_village_is_marked_until_an_officer_marks_it(platform, desk):
    flood(platform)
    assert watches(platform) == []
    assert post(desk, f"{WATCHES}/habitat", do="mark", village=BINTUNI, reason="").status_code == 422
    assert post(desk, f"{WATCHES}/habitat", do="mark", village="92.06.99.9999", reason="rawa").status_code == 422
    assert post(desk, f"{WATCHES}/habitat", do="mark", village=BINTUNI, reason="jentik di kolam").status_code == 303
    flood(platform)  # the same news again: it was kept as what it was
    assert watches(platform) == []
    assert "jentik di kolam" in desk.get(f"{WATCHES}/habitat?keadaan=marked").text
    flood(platform, 8)
    assert [one.number for one in watches(platform)] == [8]
    assert post(desk, f"{WATCHES}/habitat", do="unmark", village=BINTUNI, reason="kolam ditimbun").status_code == 303
    flood(platform, 9)
    assert [(one.number, one.floods) for one in watches(platform)] == [(8, 1)]


@pytest.mark.parametrize(
    ("who", "marks", "closes"),
    [
        (LEAD, True, True),
        (SUPERVISOR, False, True),
        (make.person("91.05", *make.BOTH), False, False),
        (make.person("92.06", "malaria.clinician"), False, False),
        (make.person("92.06", *make.BOTH, agency=None), False, False),
    ],
)
def test_who_may_mark_and_who_may_close(platform, client_for, who, marks, closes):
    answer = post(client_for(who), f"{WATCHES}/habitat", do="mark", village=BINTUNI, reason="rawa lama")
    assert (answer.status_code == 303) is marks
    if not marks:
        marked(platform)
    flood(platform)
    (watch,) = watches(platform)
    answer = post(client_for(who), f"{WATCHES}/{watch.id}", do="close", reason="air surut cepat")
    assert (answer.status_code == 303) is closes
    assert (watches(platform)[0].closed_at is not None) is closes


@pytest.mark.parametrize("page", PAGES)
def test_the_pages_are_closed_to_others_and_show_them_nothing(platform, client_for, page):
    marked(platform)
    flood(platform)
    assert client_for(make.person("92.06", "malaria.clinician")).get(WATCHES + page).status_code == 403
    assert client_for().get(WATCHES + page).status_code in (303, 401, 403)
    assert "Kampung Uji" not in client_for(make.person("91.05", *make.BOTH)).get(WATCHES + page).text


@pytest.mark.parametrize("lang", ["", "/en"])
def test_every_page_answers_with_nothing_and_with_a_watch(platform, desk, lang):
    for page in PAGES:
        assert desk.get(lang + WATCHES + page).status_code == 200, page
    marked(platform)
    flood(platform, days_ago=30, depth_cm=80)
    flood(platform, 8, version=2, days_ago=3)
    flood(platform, 9, hazard=5)
    (watch,) = watches(platform)
    for page in (*PAGES, f"/{watch.id}", "?keadaan=closed", "?q=zzz", "/kabar?keadaan=unreadable"):
        assert desk.get(lang + WATCHES + page).status_code == 200, page
    assert desk.get(f"{WATCHES}/{make.person(None).id}").status_code == 404
    assert desk.get(f"{WATCHES}/none").status_code == 404


def test_a_watch_is_prepared_for_then_runs_is_over_and_a_second_flood_makes_it_longer(
    platform: Platform,
    clock: FixedClock,
) -> None:
    marked(platform)
    flood(platform)
    tally = lambda: _tally(platform)  # noqa: E731
    assert tally() == WatchTally(preparing=1, watching=0, marked=1)
    clock.advance(timedelta(days=28))
    assert tally() == WatchTally(preparing=0, watching=1, marked=1)
    flood(platform, 8)
    (watch,) = watches(platform)
    assert (watch.floods, (watch.until - watch.opens).days) == (2, 55)
    clock.advance(timedelta(days=56))
    assert tally() == WatchTally(preparing=0, watching=0, marked=1)
    flood(platform, 9)
    assert len(watches(platform)) == 2


def _tally(platform: Platform) -> WatchTally:
    with platform.database.reading() as unit:
        return watching.front(unit.connection, "92.06", unit.clock.now())


def test_closing_needs_a_reason_is_audited_and_can_be_taken_back(platform, desk):
    marked(platform)
    flood(platform)
    (watch,) = watches(platform)
    path = f"{WATCHES}/{watch.id}"
    assert post(desk, path, do="close", reason=" ").status_code == 422
    assert post(desk, path, do="close", reason="air surut cepat").status_code == 303
    assert post(desk, path, do="close", reason="sekali lagi").status_code == 409
    assert "air surut cepat" in desk.get(path).text
    assert post(desk, path, do="reopen").status_code == 303
    assert watches(platform) == [watch]
    with platform.database.reading() as unit:
        found = unit.connection.exec_driver_sql("SELECT action FROM kernel_audit WHERE action LIKE 'malaria%%'")
        assert {"malaria.watch.open", "malaria.watch.close", "malaria.watch.reopen"} <= set(found.scalars())


def test_cases_of_the_village_are_counted_before_the_flood_and_in_the_watch(platform, desk, clock):
    marked(platform)
    now = clock.now()
    rows = [(now - timedelta(days=n), "positive") for n in (31, 40, 90)] + [(now, "positive"), (now, "negative")]
    with platform.database.writing(LEAD) as unit:
        unit.unaudited("a test")
        for n, (at, result) in enumerate(rows, 1):
            one = {"village": BINTUNI, "id": UUID(int=n), "day": at.date(), "at": at, "result": result}
            unit.connection.execute(tests.insert().values(**one, source="field", method="rdt"))
    flood(platform, days_ago=30)
    ((watch, phase),) = watching.lines(platform, LEAD, DeskAsked()).rows
    assert (phase, watch.before, watch.during) == ("watch", 1, 1)
    page = desk.get(f"{WATCHES}/{watch.id}").text
    assert "plot__bar--bad" in page
    lines = list(csv.DictReader(io.StringIO(desk.get(f"{WATCHES}/ekspor.csv").text.lstrip("\ufeff"))))
    assert [(one["positive_before"], one["positive_during"]) for one in lines] == [("1", "1")]


def test_the_officers_own_lag_counts_from_then_on(platform, desk):
    marked(platform)
    assert post(desk, f"{WATCHES}/aturan", lag="200", length="28", reason="coba").status_code == 422
    assert post(desk, f"{WATCHES}/aturan", lag="0", length="28", reason="").status_code == 422
    assert post(desk, f"{WATCHES}/aturan", lag="0", length="14", reason="arahan dinas").status_code == 303
    flood(platform)
    (watch,) = watches(platform)
    assert (watch.opens, (watch.until - watch.opens).days) == (watch.flooded_on, 13)
    assert "arahan dinas" in desk.get(f"{WATCHES}/aturan").text


def test_the_examples_mark_some_villages_once_and_never_one_of_the_real_ones(platform):
    with platform.database.writing() as unit:
        unit.unaudited("a test")
        unit.connection.exec_driver_sql("UPDATE malaria_village SET longitude = 133.6, latitude = -2.1")
        unit.connection.exec_driver_sql(f"UPDATE malaria_village SET synthetic = false WHERE code = '{OTHER}'")
    demo_watch.seed(platform)
    assert _tally(platform).marked == 1
    told = demo_watch.floods(platform)
    assert {data["region"] for _, _, data in told} == {BINTUNI}
    assert all(data["synthetic"] is True for _, _, data in told)
    watching.unmark(platform, LEAD, village=BINTUNI, reason="bukan habitat")
    demo_watch.seed(platform)
    assert _tally(platform).marked == 0
