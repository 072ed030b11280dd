"""Volcanoes: levels and eruptions taken in, read by pages, maps and the interface of CogniCity."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from simpul import regions
from simpul.disaster.model.feeds import Taken
from simpul.disaster.model.volcanoes import EruptionSaid, Volcano, VolcanoChange, VolcanoMissing, VolcanoSaid
from simpul.disaster.store import volcanoes as store
from simpul.kernel.database import Unit
from simpul.kernel.errors import Refusal
from simpul.kernel.platform import Platform

Told = tuple[Sequence[VolcanoSaid], Sequence[EruptionSaid]]


def take(platform: Platform, unit: Unit, told: Told, *, synthetic: bool = False) -> Taken:
    """What became of these words: levels set by the newest report, each change kept, each eruption once."""
    levels, eruptions = told
    now, refused = platform.clock.now(), []
    fresh = 0
    for said in levels:
        known = store.get(unit.connection, said.code)
        if known is None and (said.longitude is None or said.latitude is None):
            refused.append(f"{said.code}: it is not known where it lies")
            continue
        fresh += _level(platform, unit, known, said, synthetic=synthetic)
    fresh += store.add_eruptions(unit.connection, eruptions, now, synthetic=synthetic)
    return Taken(fresh, len(levels) + len(eruptions) - fresh - len(refused), tuple(refused))


def _level(platform: Platform, unit: Unit, known: Volcano | None, said: VolcanoSaid, *, synthetic: bool) -> bool:
    """Whether the word said something new; one that is older than what stands changes nothing."""
    now = platform.clock.now()
    reported = min(said.reported_at or now, now)
    if known and reported < known.reported_at:
        return False
    longitude, latitude = _point(known, said)
    since = known.since if known and known.level == said.level else reported
    one = Volcano(
        code=said.code,
        name=said.name or (known.name if known else said.code),
        longitude=longitude,
        latitude=latitude,
        level=said.level,
        since=since,
        reported_at=reported,
        heard_at=now,
        elevation_m=said.elevation_m if said.elevation_m is not None else (known.elevation_m if known else None),
        region=_region(platform, longitude, latitude),
        advice=said.advice or (known.advice if known else ""),
        source=said.source,
        synthetic=synthetic,
    )
    store.keep(unit.connection, one)
    if known is None or known.level != one.level:
        store.add_change(unit.connection, VolcanoChange(one.code, since, one.level, known.level if known else None))
    same = known and replace(known, heard_at=now, reported_at=reported if said.reported_at is None else known.reported_at)
    return same != one


def _point(known: Volcano | None, said: VolcanoSaid) -> tuple[float, float]:
    if said.longitude is not None and said.latitude is not None:
        return said.longitude, said.latitude
    assert known is not None
    return known.longitude, known.latitude


def _region(platform: Platform, longitude: float, latitude: float) -> str:
    try:
        return regions.locate(platform, longitude, latitude).code
    except Refusal:
        return ""


def known(platform: Platform, *, at: datetime | None = None) -> list[Volcano]:
    """Every volcano, the most active first; with the level it had at a time, where one is given."""
    with platform.database.reading() as unit:
        found = store.known(unit.connection)
        if at is None:
            return found
        past = {one.code: store.changes_of(unit.connection, one.code) for one in found}
    then = [back for one in found if (back := as_of(one, past[one.code], at))]
    return sorted(then, key=lambda one: (-one.level, one.name))


def as_of(one: Volcano, past: Sequence[VolcanoChange], at: datetime) -> Volcano | None:
    """The volcano with the level it had at a time; None before this node heard of it."""
    before = [change for change in past if change.at <= at]
    return replace(one, level=before[-1].level, since=before[-1].at) if before else None


def get(platform: Platform, code: str) -> tuple[Volcano, list[VolcanoChange]]:
    """The volcano of this code with how its level changed, the first first; VolcanoMissing."""
    with platform.database.reading() as unit:
        one = store.get(unit.connection, code)
        if one is None:
            raise VolcanoMissing(code=code)
        return one, store.changes_of(unit.connection, code)


def eruptions(platform: Platform, code: str = "", *, limit: int = 50) -> list[tuple[EruptionSaid, bool]]:
    """The newest eruptions of a volcano (empty: of all), and whether each is made up."""
    with platform.database.reading() as unit:
        return store.eruptions_of(unit.connection, code, limit=limit)
