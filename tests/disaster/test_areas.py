"""Areas on PostgreSQL: set, confirmed, cleared, taken back; two officers; history, time series; what is suggested."""

import csv
import gzip
import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from simpul.disaster import actions as reports
from simpul.disaster.actions import area_register, area_suggesting, areas, gauges
from simpul.disaster.model import UndoTooLate
from simpul.disaster.model.areas import (
    FIRST_POLYGON,
    AreaChangedMeanwhile,
    AreaFileUnreadable,
    AreaMissing,
    AreaNameMissing,
    AreaStep,
    NotYourArea,
    OutlineAbroad,
    SuggestionGone,
)
from simpul.disaster.model.gauges import Gauge, Observation
from simpul.kernel.clock import FixedClock
from simpul.kernel.database.schema import audit, outbox
from simpul.kernel.platform import Platform
from simpul.regions import Level, RegionUnknown
from tests.conftest import SHARED
from tests.disaster.area_makers import GAMBIR, NOW, PENJARINGAN, SQUARE, polygon
from tests.disaster.makers import JAKARTA, officer, sent

SOURCES = SHARED / "disaster" / "archive_2017_flood"
needs_sources = pytest.mark.skipif(not SOURCES.is_dir(), reason="the public archive is not on this machine")
SARI, BUDI = officer("31"), officer("31", number=8)


def test_a_state_is_set_confirmed_changed_cleared_and_remembered(platform: Platform, clock: FixedClock) -> None:
    first = areas.set_state(platform, SARI, GAMBIR, state=2, seen=0)
    assert (first.state, first.stands.since, first.stands.version) == (2, NOW, 1)
    clock.advance(timedelta(hours=1))
    again = areas.set_state(platform, SARI, GAMBIR, state=2, seen=1)
    assert (again.stands.since, again.last_updated) == (NOW, NOW + timedelta(hours=1))
    assert areas.set_state(platform, SARI, GAMBIR, state=4, seen=2).stands.since == NOW + timedelta(hours=1)
    cleared = areas.set_state(platform, BUDI, GAMBIR, state=None, seen=3)
    assert (cleared.state, cleared.last_updated) == (None, None)
    past = areas.history(platform, GAMBIR)
    steps = [(one.step, one.before, one.state, one.by) for one in past]
    assert steps == [
        (AreaStep.SET, None, 2, SARI.id),
        (AreaStep.CONFIRM, 2, 2, SARI.id),
        (AreaStep.SET, 2, 4, SARI.id),
        (AreaStep.CLEAR, 4, None, BUDI.id),
    ]
    events = rows_of(platform, outbox)
    assert [one["name"] for one in events] == ["disaster.AreaStateChanged"] * 3
    assert [(one["payload"]["before"], one["payload"]["state"]) for one in events] == [(None, 2), (2, 4), (4, None)]
    assert not {"by", "actor", "officer"} & set(events[0]["payload"])
    acts = Counter(row["action"] for row in rows_of(platform, audit))
    assert acts == {"disaster.area.set": 2, "disaster.area.confirm": 1, "disaster.area.clear": 1}


def rows_of(platform: Platform, table: Any) -> list[Any]:
    with platform.database.reading() as unit:
        return list(unit.connection.execute(select(table)).mappings())


def test_two_officers_on_one_area(platform: Platform) -> None:
    areas.set_state(platform, SARI, GAMBIR, state=2, seen=0)
    with pytest.raises(AreaChangedMeanwhile):
        areas.set_state(platform, BUDI, GAMBIR, state=3, seen=0)
    with pytest.raises(AreaChangedMeanwhile):
        areas.undo(platform, BUDI, GAMBIR, seen=0)
    assert areas.area(platform, GAMBIR).state == 2
    assert areas.set_state(platform, BUDI, GAMBIR, state=3, seen=None).stands.version == 2


def test_the_last_word_can_be_taken_back_for_half_an_hour(platform: Platform, clock: FixedClock) -> None:
    areas.set_state(platform, SARI, GAMBIR, state=2, seen=0)
    clock.advance(timedelta(minutes=40))
    areas.set_state(platform, SARI, GAMBIR, state=4, seen=1)
    clock.advance(timedelta(minutes=30))
    back = areas.undo(platform, BUDI, GAMBIR, seen=2)
    assert (back.state, back.stands.since, back.stands.version) == (2, NOW, 3)
    with pytest.raises(UndoTooLate):
        areas.undo(platform, SARI, GAMBIR, seen=3)
    areas.set_state(platform, SARI, PENJARINGAN, state=1, seen=0)
    clock.advance(timedelta(minutes=31))
    with pytest.raises(UndoTooLate):
        areas.undo(platform, SARI, PENJARINGAN, seen=1)


@pytest.mark.parametrize("registered", [True, False])
@pytest.mark.parametrize(("region", "may"), [("31", True), ("31.71", True), ("31.72", False), ("32", False), (None, True)])
def test_only_the_officer_of_the_region_sets_a_state(
    platform: Platform, region: str | None, may: bool, registered: bool
) -> None:
    if registered:
        area_register.seed_level(platform, Level.VILLAGE, "31.71.01")
    before = areas.all_areas(platform, outlined=False)
    if may:
        assert areas.set_state(platform, officer(region), GAMBIR, state=1, seen=0).state == 1
        return
    with pytest.raises(NotYourArea):
        areas.set_state(platform, officer(region), GAMBIR, state=1, seen=0)
    assert areas.all_areas(platform, outlined=False) == before


def test_any_unit_can_be_touched_and_nothing_else(platform: Platform) -> None:
    assert areas.area(platform, 3273).area.name == "Kota Bandung"
    areas.set_state(platform, officer(None), 3273, state=1, seen=0)
    assert [one.id for one in areas.all_areas(platform)] == [3273]
    for number in (0, 99, 9999, 3171019999, FIRST_POLYGON, 2**63):
        with pytest.raises(AreaMissing):
            areas.set_state(platform, officer(None), number, state=1, seen=0)


def test_a_level_is_seeded_once(platform: Platform) -> None:
    assert area_register.seed_level(platform, Level.DISTRICT, "31.71") == 8
    assert area_register.seed_level(platform, Level.DISTRICT, "31.71") == 0
    assert area_register.seed_level(platform, Level.VILLAGE, "31") == 267
    with pytest.raises(RegionUnknown):
        area_register.seed_level(platform, Level.VILLAGE, "39")
    rows = {one.id: one for one in areas.all_areas(platform, within="31.72")}
    assert {number // 1_000_000 for number in rows} == {3172}
    penjaringan = rows[PENJARINGAN]
    assert (penjaringan.area.parent, penjaringan.area.city) == ("Penjaringan", "Jakarta Utara")
    assert penjaringan.area.outline is not None
    assert penjaringan.approximate


def test_the_series_counts_every_hour_also_where_nothing_changed(platform: Platform, clock: FixedClock) -> None:
    areas.set_state(platform, SARI, GAMBIR, state=2, seen=0)  # 05:00, exactly at the hour
    clock.advance(timedelta(minutes=90))
    areas.set_state(platform, SARI, PENJARINGAN, state=4, seen=0)  # 06:30
    clock.advance(timedelta(minutes=90))
    areas.set_state(platform, SARI, GAMBIR, state=3, seen=1)  # 08:00: another state, not another area
    clock.advance(timedelta(minutes=30))
    areas.set_state(platform, SARI, GAMBIR, state=None, seen=2)  # 08:30
    counts = areas.timeseries(platform, NOW - timedelta(hours=1, minutes=20), NOW + timedelta(hours=5))
    assert [(at - NOW) // timedelta(hours=1) for at, _ in counts] == [-2, -1, 0, 1, 2, 3, 4, 5]
    assert [count for _, count in counts] == [0, 0, 1, 1, 2, 2, 1, 1]
    here = areas.timeseries(platform, NOW, NOW + timedelta(hours=4), within="31.72")
    assert [count for _, count in here] == [0, 0, 1, 1, 1]
    assert areas.timeseries(platform, NOW, NOW) == [(NOW, 1)]
    later = areas.timeseries(platform, NOW + timedelta(hours=3), NOW + timedelta(hours=3, minutes=59))
    assert [count for _, count in later] == [2]


def test_the_archive_has_the_worst_of_each_area(platform: Platform, clock: FixedClock) -> None:
    areas.set_state(platform, SARI, GAMBIR, state=2, seen=0)
    areas.set_state(platform, SARI, PENJARINGAN, state=4, seen=0)
    clock.advance(timedelta(hours=2))
    areas.set_state(platform, SARI, GAMBIR, state=3, seen=1)
    areas.set_state(platform, SARI, PENJARINGAN, state=None, seen=1)
    clock.advance(timedelta(hours=2))
    areas.set_state(platform, SARI, GAMBIR, state=1, seen=2)

    def worst(start: float, end: float, within: str = "") -> dict[int, tuple[int, datetime]]:
        span = (NOW + timedelta(hours=start), NOW + timedelta(hours=end))
        return {one.area: (one.max_state, one.last_updated) for one in areas.archive(platform, *span, within=within)}

    two, four = NOW + timedelta(hours=2), NOW + timedelta(hours=4)
    assert worst(-1, 9) == {GAMBIR: (3, four), PENJARINGAN: (4, NOW)}
    assert worst(1, 2) == {GAMBIR: (3, two), PENJARINGAN: (4, NOW)}  # set before and still so
    assert worst(3, 5) == {GAMBIR: (3, four)}
    assert worst(5, 6) == {GAMBIR: (1, four)}
    assert worst(-2, -1) == {}
    assert worst(-1, 9, "31.72") == {PENJARINGAN: (4, NOW)}


def test_reports_and_gauges_make_a_suggestion_that_one_click_accepts(platform: Platform, clock: FixedClock) -> None:
    area_register.seed_level(platform, Level.DISTRICT, "31.71")
    areas.set_state(platform, SARI, GAMBIR, state=1, seen=0)
    assert area_suggesting.suggestions(platform, "31.71") == {}
    clock.advance(timedelta(minutes=1))
    sent(platform, card={"flood_depth": 80}, device="a")
    sent(platform, card={"flood_depth": 100})
    found = area_suggesting.suggestions(platform, "31.71")
    assert {area: one.state for area, one in found.items()} == {GAMBIR: 3, 317101: 3}
    with pytest.raises(SuggestionGone):
        areas.accept(platform, SARI, GAMBIR, state=4, seen=1)
    assert areas.area(platform, GAMBIR).state == 1
    done = areas.accept(platform, SARI, GAMBIR, state=3, seen=1)
    assert (done.state, done.stands.version) == (3, 2)
    last = areas.history(platform, GAMBIR)[-1]
    assert last.step is AreaStep.ACCEPT
    assert last.reasons[0]["facts"] == {"n": 2, "hours": 3, "verified": 0}
    assert set(area_suggesting.suggestions(platform, "31.71")) == {317101}


def test_one_device_is_one_witness_and_hidden_or_practice_reports_are_none(platform: Platform) -> None:
    area_register.seed_level(platform, Level.VILLAGE, "31.71.01")
    for depth in (40, 60):
        sent(platform, card={"flood_depth": depth}, device="the same", anyway=True)
    assert area_suggesting.suggestions(platform)[GAMBIR].state == 1
    hidden = sent(platform, card={"flood_depth": 160})
    reports.hide(platform, SARI, hidden.number, version=1, reason="bukan banjir")
    sent(platform, card={"flood_depth": 160}, training=True)
    assert area_suggesting.suggestions(platform)[GAMBIR].state == 1
    assert [
        one.depth_cm
        for one in area_suggesting.told_in(platform, areas.area(platform, GAMBIR).area, NOW - timedelta(hours=1))
    ] == [60]


def test_a_gauge_speaks_for_the_villages_it_names(platform: Platform) -> None:
    area_register.seed_level(platform, Level.VILLAGE, "31.71.01")
    post = Gauge("TMA1", "Pos hulu", 106.84, -6.6, downstream=("31.71", "31.71.01.1001"))
    seen = [Observation(NOW - timedelta(hours=n), 200, 2, "SIAGA II") for n in (1, 0)]
    gauges.take_in(platform, [(post, seen)], source="uji")
    found = area_suggesting.suggestions(platform)
    assert {area: one.state for area, one in found.items()} == {GAMBIR: 1}
    near = area_suggesting.gauges_near(platform, areas.area(platform, GAMBIR).area)
    assert [(one.name, one.upstream, one.named) for one in near] == [("Pos hulu", True, True)]


def test_an_officer_draws_an_area(platform: Platform) -> None:
    kept = area_register.draw(platform, SARI, name="RW 09  Monas", given=json.dumps(SQUARE))
    assert (kept.id, kept.name, kept.region) == (FIRST_POLYGON, "RW 09 Monas", "31.71.01.1001")
    row = areas.set_state(platform, SARI, kept.id, state=2, seen=0)
    assert row.state == 2
    again = areas.area(platform, kept.id)
    assert not again.approximate
    assert again.area.outline is not None
    sent(platform, JAKARTA, card={"flood_depth": 160})
    sent(platform, (106.8301, -6.1754), card={"flood_depth": 10})
    assert len(area_suggesting.told_in(platform, kept, NOW - timedelta(hours=1))) == 1


@pytest.mark.parametrize(
    ("who", "name", "outline", "refusal"),
    [
        ("31", "", SQUARE, AreaNameMissing),
        ("31.72", "RW 1", SQUARE, NotYourArea),
        ("31", "Johor", polygon((103.7, 1.5), (103.8, 1.5), (103.8, 1.6)), OutlineAbroad),
        ("31", "Laut Jawa", polygon((107.9, -5.0), (108.0, -5.0), (108.0, -5.1)), OutlineAbroad),
        ("31", "Perbatasan", polygon((106.90, -6.30), (107.05, -6.30), (107.05, -6.20), (106.90, -6.20)), NotYourArea),
    ],
)
def test_a_drawn_area_lies_in_indonesia_and_in_the_officers_region(
    platform: Platform, who: str, name: str, outline: Any, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        area_register.draw(platform, officer(who), name=name, given=json.dumps(outline))
    assert areas.all_areas(platform) == []


def test_an_import_names_what_it_refuses_and_renews_what_it_knows(platform: Platform) -> None:
    def feature(number: object, shape: Any, name: str = "RW 01") -> dict[str, Any]:
        properties = {"nomor": number, "nama": name, "District": "PADEMANGAN", "long": "x" * 600}
        return {"type": "Feature", "properties": properties, "geometry": shape}

    sea = polygon((107.9, -5.0), (108.0, -5.0), (108.0, -5.1))
    bad = {"type": "Polygon", "coordinates": []}
    columns = area_register.Columns(id="nomor", name="nama", within="31.71")
    features = [feature(7, SQUARE), feature(8, sea), feature(9, bad), feature(7, SQUARE), "no feature"]
    done = area_register.import_features(platform, {"features": features}, columns, source="BPBD")
    assert (done.kept, sorted(done.refused)) == (
        1,
        [(2, "outline-abroad"), (3, "outline-unreadable"), (4, "twice"), (5, "outline-unreadable")],
    )
    row = areas.all_areas(platform)[0]
    assert (row.area.geom_id, row.area.name, row.area.parent) == ("7", "RW 01", "Gambir")
    assert (row.area.attributes, row.area.source) == ({"District": "PADEMANGAN"}, "BPBD")
    areas.set_state(platform, SARI, row.id, state=3, seen=0)
    again = {"features": [feature(7, SQUARE, "RW 001")]}
    area_register.import_features(platform, again, columns, source="BPBD")
    assert [(one.id, one.area.name, one.state) for one in areas.all_areas(platform)] == [(row.id, "RW 001", 3)]
    assert areas.area_of_geom(platform, "7") == row.id
    for nothing in ({}, {"features": []}, {"features": {}}, [], None):
        with pytest.raises(AreaFileUnreadable):
            area_register.import_features(platform, nothing, columns, source="x")  # type: ignore[arg-type]


@needs_sources
def test_the_flood_of_2017_through_the_desk_counts_168_areas_at_its_peak(platform: Platform, clock: FixedClock) -> None:
    """Every hour of BPBD DKI Jakarta's record, set and cleared by an officer, gives the record's own counts back."""
    with gzip.open(SOURCES / "rw_polygons_flooded_union.geojson.gz") as source:
        columns = area_register.Columns(id="geom_id", within="31")
        assert area_register.import_features(platform, json.load(source), columns, source="BPBD").kept == 302
    ids = {one.area.geom_id: one.id for one in areas.all_areas(platform)}
    counted = []
    for at, before, now in hours_of_2017():
        clock.advance(at - clock.now())
        for geom_id in sorted(before.keys() | now.keys()):
            if before.get(geom_id) != now.get(geom_id):
                areas.set_state(platform, SARI, ids[geom_id], state=now.get(geom_id), seen=None)
        counted.append((at, len(now)))
    series = areas.timeseries(platform, counted[0][0], counted[-1][0])
    assert series == counted
    at, most = max(series, key=lambda one: one[1])
    assert (most, at) == (168, datetime(2017, 2, 21, 6, tzinfo=UTC))  # 13:00 WIB
    worst = areas.archive(platform, counted[0][0], counted[-1][0])
    assert Counter(one.max_state for one in worst) == worst_of_2017()


def hours_of_2017() -> Iterator[tuple[datetime, dict[str, int], dict[str, int]]]:
    """Each hour in UTC with the states of the hour before and of this one."""
    by_hour: dict[datetime, dict[str, int]] = {}
    for at, geom_id, state in rows_of_2017():
        by_hour.setdefault(at, {})[geom_id] = state
    at, before = min(by_hour), {}
    while at <= max(by_hour):
        now = by_hour.get(at, {})
        yield at, before, now
        at, before = at + timedelta(hours=1), now


def rows_of_2017() -> Iterator[tuple[datetime, str, int]]:
    with (SOURCES / "flooded_areas_hourly.csv").open(encoding="utf-8") as source:
        for row in csv.DictReader(source):
            local = datetime.fromisoformat(row["hour_utc_plus_7"])
            yield local.replace(tzinfo=UTC) - timedelta(hours=7), row["geom_id"], int(row["state"])


def worst_of_2017() -> Counter[int]:
    worst: dict[str, int] = {}
    for _, geom_id, state in rows_of_2017():
        worst[geom_id] = max(state, worst.get(geom_id, 0))
    return Counter(worst.values())
