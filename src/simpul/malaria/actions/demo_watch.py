"""The demo's flood watch: some made-up villages are marked as habitats, and floods there are ready to be told of."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from simpul.kernel.database import Unit
from simpul.kernel.platform import Platform
from simpul.malaria.store import habitats, watches
from simpul.malaria.store.register_tables import tests
from simpul.malaria.store.tables import villages

EVERY = 6
"""Of the made-up villages, those with most cases first, each sixth is marked, beginning with the first."""
WHY = "Sintetis: rawa dan kolam di tepi kampung"
_FLOODS = (
    ("flood", True, 0, timedelta(days=34), 80),
    ("flood", True, 1, timedelta(days=12), 120),
    ("flood", True, 1, timedelta(days=5), 60),
    ("flood", True, 2, timedelta(hours=7), 40),
    ("flood", False, 0, timedelta(days=3), 30),
    ("fire", True, 0, timedelta(days=2), None),
)
"""Hazard, whether in a marked village, which of them, how long ago, depth in cm."""


def seed(platform: Platform) -> None:
    """Each sixth made-up village is marked, once; what an officer changed since stays."""
    with platform.database.writing() as unit:
        unit.unaudited("a synthetic district is made up: nobody did it, and nobody is in it")
        if habitats.any_marked(unit.connection):
            return
        now = unit.clock.now()
        row = {"marked_at": now, "reason": WHY, "by": None, "by_name": "sintetis", "synthetic": True}
        found = [{"village": one.code, **row} for one in _villages(unit)[::EVERY]]
        if found:
            habitats.mark(unit.connection, found)


def floods(platform: Platform) -> list[tuple[str, datetime, dict[str, Any]]]:
    """Made-up floods, as a disaster agency would tell of them: id, time and data; none while a watch runs already."""
    now = platform.clock.now()
    with platform.database.reading() as unit:
        if watches.tally(unit.connection, None, now.date()).watching:
            return []
        known = _villages(unit)
        chosen = habitats.marked(unit.connection)
    marked = [one for one in known if one.code in chosen]
    others = [one for one in known if one.code not in chosen]
    day = now.timetuple()
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    told = []
    for n, (hazard, in_marked, place, ago, depth) in enumerate(_FLOODS, 1):
        there = marked if in_marked else others
        if len(there) > place:
            number = day.tm_year * 10_000 + day.tm_yday * 10 + n
            told.append((f"contoh-{number}", now, _data(number, hazard, there[place], (midnight - ago, depth))))
    return told


def _data(number: int, hazard: str, village: Any, when: tuple[datetime, int | None]) -> dict[str, Any]:
    at, depth = when
    return {
        "number": number,
        "version": 1,
        "status": "verified",
        "hazard": hazard,
        "severity": "moderate",
        "depth_cm": depth,
        "region": village.code,
        "place": {"longitude": round(village.longitude, 5), "latitude": round(village.latitude, 5)},
        "reported_at": at.isoformat(),
        "url": "",
        "synthetic": True,
    }


def _villages(unit: Unit) -> list[Any]:
    cases = select(func.count()).where(tests.c.village == villages.c.code, tests.c.result == "positive").scalar_subquery()
    columns = (villages.c.code, villages.c.longitude, villages.c.latitude)
    found = select(*columns).where(villages.c.synthetic, villages.c.longitude.is_not(None))
    return list(unit.connection.execute(found.order_by(cases.desc(), villages.c.code)))
