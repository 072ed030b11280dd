"""The register of tests follows what phones record, and its tallies are what its rows add up to."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from simpul.kernel.platform import Platform
from simpul.malaria.actions import district, registering
from simpul.malaria.model.register import COUNTS, RegisterAsked
from simpul.malaria.model.simulation import SimulatedSize
from simpul.malaria.model.workers import Village
from simpul.malaria.store import register, tallies, workers
from simpul.malaria.store.register_tables import tallies as table
from tests.conftest import START
from tests.malaria import desk_makers as makers

DAY = date(2026, 11, 23)
ALL = RegisterAsked(None, date(2000, 1, 1), date(2100, 1, 1))


@pytest.fixture
def desk(platform) -> Platform:
    makers.villages(platform)
    return platform


def sandbox(platform: Platform) -> None:
    object.__setattr__(platform.settings, "sandbox", True)


def rows(platform: Platform) -> list:
    with platform.database.reading() as unit:
        return list(register.rows(unit.connection, ALL))


def test_a_training_treatment_keeps_its_test_out_of_the_register(platform):
    with platform.database.writing() as unit:
        unit.unaudited("a test's village, as if it were real")
        workers.keep_villages(unit.connection, [Village(makers.BINTUNI, "Kampung Uji")], unit.clock.now())
    makers.patient(platform)
    assert rows(platform) == []


def test_a_made_up_village_shows_its_treatments_all_the_same(desk):
    makers.patient(desk)
    (row,) = rows(desk)
    assert (row.treated, row.primaquine, row.synthetic) == ("standard", True, True)


def test_a_test_without_treatment_stands_with_age_species_and_visit(desk):
    makers.examined(desk, species="vivax", birth_year=1992)
    (row,) = rows(desk)
    assert (row.village, row.day, row.species, row.age, row.treated) == (makers.BINTUNI, DAY, "vivax", 34, "none")
    assert (row.result, row.method, row.purpose, row.primaquine_due) == ("positive", "rdt", "diagnosis", True)


def test_a_correction_moves_the_test_and_its_tally(desk):
    found = makers.examined(desk, species="vivax")
    makers.correct(desk, found["event"], species="falciparum")
    with desk.database.reading() as unit:
        (week,) = tallies.weeks(unit.connection, "92.06", tallies.PLACE, DAY, DAY + timedelta(days=7))
    assert (week.counts["positive"], week.counts["pf"], week.counts["pv"]) == (1, 1, 0)


def test_a_test_that_turns_out_negative_is_tested_and_not_positive(desk):
    found = makers.examined(desk)
    makers.correct(desk, found["event"], result="negative")
    with desk.database.reading() as unit:
        (week,) = tallies.weeks(unit.connection, None, tallies.PLACE, DAY, DAY + timedelta(days=7))
    assert (week.counts["tested"], week.counts["positive"]) == (1, 0)


def test_where_a_case_was_caught_survives_new_events_about_the_person(desk):
    found = makers.examined(desk)
    with desk.database.writing() as unit:
        unit.unaudited("a test's classification")
        assert registering.classify(unit, makers.BINTUNI, found["test"], origin="indigenous", investigated_on=DAY)
    makers.correct(desk, found["event"], species="falciparum")
    (row,) = rows(desk)
    assert (row.origin, row.investigated_on, row.species) == ("indigenous", DAY, "falciparum")


def test_regencies_are_behind_until_the_job_ran_and_then_are_the_sum_of_their_places(desk):
    makers.examined(desk)
    makers.examined(desk, name="Orang Kedua")
    week = (DAY, DAY + timedelta(days=7))
    with desk.database.reading() as unit:
        assert tallies.weeks(unit.connection, None, tallies.REGENCY, *week) == []
    registering.refresh(desk)
    with desk.database.reading() as unit:
        (found,) = tallies.weeks(unit.connection, None, tallies.REGENCY, *week)
    assert (found.area, found.counts["positive"]) == ("92.06", 2)


def test_a_whole_district_adds_up_to_its_register(platform):
    sandbox(platform)
    begin = START - timedelta(days=20)
    wanted = district.plan(platform, SimulatedSize.KAMPUNG, seed=3, begin=begin, until=START)
    district.fill(platform, wanted)
    registering.refresh(platform)
    counted = Counter(row.result for row in rows(platform) if row.purpose == "diagnosis")
    with platform.database.reading() as unit:
        kept = unit.connection.execute(select(table)).mappings().all()
    for level in (tallies.PLACE, tallies.REGENCY):
        for span in (tallies.WEEK, tallies.MONTH):
            sums = Counter(
                {name: sum(row[name] for row in kept if (row["level"], row["span"]) == (level, span)) for name in COUNTS}
            )
            assert sums["positive"] == counted["positive"] > 0
            assert sums["tested"] == counted["positive"] + counted["negative"]
            assert sums["positive"] == sum(
                sums[name] for name in ("pf", "pv", "pm", "po", "pk", "mix", "suspect_pk", "other")
            )


def test_phones_and_a_classification_at_the_same_time_leave_tallies_that_are_the_register(desk):
    found = [makers.examined(desk, name=f"Orang {number}") for number in range(4)]

    def classify(number: int) -> None:
        with desk.database.writing() as unit:
            unit.unaudited("a test's classification")
            registering.classify(
                unit, makers.BINTUNI, UUID(str(found[number]["test"])), origin="imported", investigated_on=DAY
            )

    def change(number: int) -> None:
        makers.correct(desk, found[number]["event"], species="falciparum")

    def refresh(_: int) -> None:
        registering.refresh(desk)

    with ThreadPoolExecutor(6) as pool:
        done = [pool.submit(do, number) for number in range(4) for do in (classify, change, refresh)]
        for each in done:
            each.result()
    registering.refresh(desk)
    with desk.database.reading() as unit:
        for level in (tallies.PLACE, tallies.REGENCY):
            (month,) = tallies.months(unit.connection, None, level, DAY.replace(day=1), date(2026, 12, 1))
            counts = month.counts
            assert (counts["positive"], counts["pf"], counts["imported"], counts["investigated"]) == (4, 4, 4, 4)


def test_an_infant_who_got_primaquine_was_due_for_it(desk):
    makers.patient(desk, birth_year=2026)
    (row,) = rows(desk)
    assert (row.age, row.primaquine, row.primaquine_due) == (0, True, True)
