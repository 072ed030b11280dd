"""The demo's district, synthetic and marked so: 117 villages and the last weeks of their malaria, up to this hour."""

from datetime import UTC, timedelta
from uuid import UUID

from simpul.kernel.ids import seeded
from simpul.kernel.platform import Platform
from simpul.malaria.actions import (
    demo_foci,
    demo_history,
    demo_quality,
    demo_sending,
    demo_supply,
    demo_watch,
    district,
    seeding,
)
from simpul.malaria.model.simulation import SimulatedSize
from simpul.malaria.model.workers import Worker, WorkerKind
from simpul.malaria.rules.simulation import names, phones
from simpul.malaria.store import synthetic as store

SEED, DAYS = 2018, 60
STALE = timedelta(days=3)
"""After that nothing would be due today: the district is made anew, unless somebody put something of theirs beside it."""
WITHOUT_A_PHONE = "92.06.01.2004"
"""Here a second worker waits for an invitation, so that the way to enrol a phone can be tried."""


def seed(platform: Platform) -> None:
    """The district is there, with what the desk has to show of it; a demo that lay for some days gets a fresh one."""
    _district(platform)
    demo_foci.seed(platform)
    demo_watch.seed(platform)
    demo_supply.seed(platform)
    demo_quality.seed(platform)
    demo_sending.seed(platform)


def _district(platform: Platform) -> None:
    """Villages, workers and treatments of these days are there, once."""
    district.permit_synthetic(platform)
    now = platform.clock.now().astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    with platform.database.reading() as unit:
        newest, others = store.newest(unit.connection), store.others(unit.connection)
    if newest is not None and (others or now - newest < STALE):
        return
    if newest is not None:
        seeding.clear(platform)
    begin = now - timedelta(days=DAYS)
    wanted = district.plan(platform, SimulatedSize.KABUPATEN, seed=SEED, begin=begin, until=now)
    district.fill(platform, district.seen_only(wanted))
    demo_history.history(platform, wanted)
    chance = seeded(SEED)
    waiting = Worker(
        id=UUID(phones.id_at(begin, chance)),
        name=names.of(chance, "P"),
        kind=WorkerKind.JMK,
        village=WITHOUT_A_PHONE,
        added_at=now,
        synthetic=True,
    )
    seeding.workers(platform, [waiting])
