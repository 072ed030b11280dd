"""The synthetic district in a node: only where everything is made up, once, and alive on the demo's desk."""

from datetime import UTC, datetime, timedelta

import pytest

from simpul.malaria.actions import demo, district
from simpul.malaria.model.simulation import NotASandbox, SimulatedPlan, SimulatedSize, SimulatedSpot
from tests.conftest import build_platform, settings_for

COUNTS = (
    "SELECT (SELECT count(*) FROM malaria_village), (SELECT count(*) FROM malaria_worker),"
    " (SELECT count(*) FROM malaria_device), (SELECT count(*) FROM malaria_event),"
    " (SELECT count(*) FROM malaria_person), (SELECT count(*) FROM malaria_case)"
)
UNLABELLED = (
    "SELECT (SELECT count(*) FROM malaria_village WHERE NOT synthetic), (SELECT count(*) FROM malaria_worker WHERE"
    " NOT synthetic), (SELECT count(*) FROM malaria_device WHERE NOT synthetic), (SELECT count(*) FROM malaria_person"
    " WHERE NOT synthetic), (SELECT count(*) FROM malaria_case WHERE NOT synthetic)"
)
QUARANTINED = "SELECT count(*) FROM malaria_event WHERE quarantine IS NOT NULL"
DUE = "SELECT count(*) FROM malaria_case, jsonb_array_elements(due) AS one WHERE one->>'on' = %(day)s"


def asked(platform, question: str, **given: object) -> tuple:
    with platform.database.reading() as unit:
        return tuple(unit.connection.exec_driver_sql(question, given or None).one())


@pytest.fixture
def sandbox(database_url, keys, run_directory, clock):
    settings = settings_for(run_directory, modules="identity,malaria,exchange", region="92.06", demo=True, sandbox=True)
    built = build_platform(settings, keys=keys, url=database_url, clock=clock)
    yield built
    built.database.close()


def small(platform, size, *, seed, begin, until) -> SimulatedPlan:
    """Three villages that are far more ill than any."""
    codes = ("92.06.01.2004", "92.06.01.2005", "92.06.03.2020")
    spots = tuple(SimulatedSpot(code, f"Kampung {code[-4:]}", 133.5, -2.1, 150) for code in codes)
    return SimulatedPlan(seed, begin, until, spots, intensity=200)


def test_a_node_with_patients_refuses(platform) -> None:
    now = platform.clock.now()
    plan = district.one_village(seed=1, begin=now - timedelta(days=30), until=now)
    with pytest.raises(NotASandbox):
        district.fill(platform, plan)
    with pytest.raises(NotASandbox):
        demo.seed(platform)
    assert asked(platform, COUNTS) == (0, 0, 0, 0, 0, 0)


def test_filling_twice_doubles_nothing_and_everything_is_labelled(sandbox) -> None:
    now = sandbox.clock.now().astimezone(UTC)
    plan = district.one_village(seed=1, begin=now - timedelta(days=90), until=now)
    first = district.fill(sandbox, plan)
    counts = asked(sandbox, COUNTS)
    assert first >= counts[3] > 500
    assert district.fill(sandbox, plan) == 0
    assert asked(sandbox, COUNTS) == counts
    assert asked(sandbox, UNLABELLED) == (0, 0, 0, 0, 0)
    assert asked(sandbox, QUARANTINED) == (0,)


def test_the_demos_desk_is_alive_and_starts_again_without_doubling(sandbox, monkeypatch) -> None:
    monkeypatch.setattr(district, "plan", small)
    demo.seed(sandbox)
    counts = asked(sandbox, COUNTS)
    assert counts[:2] == (3, 4), "a second worker waits for an invitation"
    today = f"{sandbox.clock.now().astimezone(UTC) + timedelta(hours=9):%Y-%m-%d}"
    assert asked(sandbox, DUE, day=today)[0] > 0
    demo.seed(sandbox)
    assert asked(sandbox, COUNTS) == counts


def test_a_demo_that_lay_for_days_is_made_anew(sandbox, clock, monkeypatch) -> None:
    monkeypatch.setattr(district, "plan", small)
    demo.seed(sandbox)
    before = clock.now()
    clock.advance(timedelta(days=12))
    demo.seed(sandbox)
    assert asked(sandbox, "SELECT max(at) FROM malaria_event")[0] > before
    assert asked(sandbox, COUNTS)[:2] == (3, 4)


def test_the_kabupaten_and_the_province_have_their_villages(sandbox) -> None:
    until = datetime(2026, 1, 1, tzinfo=UTC)
    begin = until - timedelta(days=30)
    plans = {size: district.plan(sandbox, size, seed=1, begin=begin, until=until) for size in SimulatedSize}
    assert len(plans[SimulatedSize.KAMPUNG].spots) == 1
    kabupaten = plans[SimulatedSize.KABUPATEN].spots
    assert (len(kabupaten), sum(one.population for one in kabupaten)) == (117, 84_000)
    province = plans[SimulatedSize.PROVINSI].spots
    assert {one.code for one in kabupaten} < {one.code for one in province}
    assert len({one.code[:5] for one in province}) == 7
    assert len({one.code for one in province}) == len(province)
