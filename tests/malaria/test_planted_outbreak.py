"""The made-up outbreak of the last weeks, in a district with years behind it: found where it is, labelled, gone with it."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from simpul.malaria.actions import alerting, demo_history, detecting, district, registering, seeding
from simpul.malaria.actions.alerting import AlertAsked
from simpul.malaria.model.simulation import SimulatedPlan
from simpul.malaria.rules import simulation
from simpul.malaria.rules.simulation import figures, past
from tests.conftest import build_platform, settings_for
from tests.malaria import desk_makers as makers
from tests.malaria.test_rules_simulation import spots

UNTIL = datetime(2026, 11, 26, tzinfo=UTC)


def plan(until: datetime = UNTIL, *, few: bool = False) -> SimulatedPlan:
    many = tuple(spots())
    chosen = tuple(replace(one, population=600) for one in many[20:24]) if few else many
    return SimulatedPlan(5, until - timedelta(days=40), until, chosen, everybody=False, planted=40)


def positive_days(made, first: datetime) -> Counter[str]:
    found: Counter[str] = Counter()
    for village in made:
        once = {event.body["id"]: event.body for event in village.events}
        for body in once.values():
            if body["t"] == "test.recorded" and body["d"].get("result") == "positive" and body["d"]["for"] == "diagnosis":
                found[village.village.code] += datetime.fromisoformat(body["at"]) >= first
    return found


@pytest.mark.rules
def test_the_outbreak_is_in_one_village_in_the_last_three_weeks_and_nothing_else_changes():
    wanted, first = plan(few=True), UNTIL - timedelta(days=22)
    with_it = list(simulation.district(wanted))
    without = list(simulation.district(replace(wanted, planted=0)))
    counts, before = positive_days(with_it, first), positive_days(without, first)
    (code,) = [code for code in counts if counts[code] > before[code] + 12]
    others = [(one, other) for one, other in zip(with_it, without, strict=True) if one.village.code != code]
    assert all(one == other for one, other in others)


@pytest.mark.rules
def test_the_outbreak_is_where_there_were_no_local_cases_before():
    from simpul.kernel.ids import seeded

    wanted, chance = plan(), seeded(5)
    burdens = figures.burdens(wanted.spots, chance)
    cluster = figures.cluster(wanted.spots, burdens, chance)
    code = figures.planted(wanted.spots, burdens, cluster, chance)
    local = {one.village for one in past.ill(wanted) if one.origin != "imported"}
    assert code not in local | cluster
    assert 40 < len(local) < 80


@pytest.mark.rules
def test_the_years_before_are_as_ill_as_published_and_the_same_each_time():
    wanted = plan()
    ill, well = list(past.ill(wanted)), list(past.well(wanted))
    years = Counter(one.day.year for one in ill)
    assert 270 < years[2023] < 430  # 327 were found
    assert 270 < years[2024] < 430  # 331 were found
    assert ill == list(past.ill(wanted))
    assert {one.village for one in well} == {one.code for one in wanted.spots}
    assert all(one.synthetic and one.day < wanted.begin.date() for one in ill)
    assert past.begin_of(wanted) <= date(2021, 8, 16)
    assert past.begin_of(wanted).weekday() == 0


def test_the_outbreak_is_raised_where_it_is_and_goes_with_the_district(database_url, keys, run_directory, clock):
    settings = settings_for(run_directory, modules="identity,malaria,exchange", region="92.06", demo=True, sandbox=True)
    platform = build_platform(settings, keys=keys, url=database_url, clock=clock)
    wanted = plan(clock.now().astimezone(UTC), few=True)
    district.fill(platform, wanted)
    demo_history.history(platform, wanted)
    demo_history.history(platform, wanted)
    registering.refresh(platform)
    detecting.detect(platform)
    found, _ = alerting.alerts(platform, makers.LEAD, AlertAsked(rule="cluster7"))
    assert {one.area for one, _ in found} == {
        max(positive_days(simulation.district(wanted), wanted.begin).items(), key=_most)[0]
    }
    assert all(one.synthetic for one, _ in found)
    seeding.clear(platform)
    assert alerting.alerts(platform, makers.LEAD, AlertAsked(state=""))[1] == 0
    platform.database.close()


def _most(item: tuple[str, int]) -> int:
    return item[1]
