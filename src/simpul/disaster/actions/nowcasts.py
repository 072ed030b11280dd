"""Weather warnings of the next hours: taken in message by message, read by pages and maps."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from simpul import regions
from simpul.disaster.model.feeds import Taken
from simpul.disaster.model.nowcasts import Nowcast, NowcastMissing, NowcastSaid
from simpul.disaster.rules.feeds.bmkg_nowcast import middles
from simpul.disaster.store import nowcasts as store
from simpul.kernel.database import Unit
from simpul.kernel.errors import Refusal
from simpul.kernel.platform import Platform

DAYS_SHOWN = 2


def take(platform: Platform, unit: Unit, told: Sequence[NowcastSaid], *, synthetic: bool = False) -> Taken:
    """What became of these messages: each is kept once, and ends those it replaces, in whatever order they come."""
    store.alone(unit.connection)
    fresh, now = 0, platform.clock.now()
    for said in sorted(told, key=lambda one: one.sent):
        over = store.ended(unit.connection, said)
        one = Nowcast(0, said, _regions(platform, said), now, over, synthetic)
        fresh += store.add(unit.connection, one)
    return Taken(fresh, len(told) - fresh)


def _regions(platform: Platform, said: NowcastSaid) -> tuple[str, ...]:
    """The regencies in which the polygons lie, by the middle of each."""
    found = set()
    for longitude, latitude in middles(said.geometry):
        try:
            code = regions.locate(platform, longitude, latitude).code
        except Refusal:
            continue
        found.add(".".join(code.split(".")[:2]))
    return tuple(sorted(found))


def in_force(platform: Platform, *, within: str = "", at: datetime | None = None) -> list[Nowcast]:
    """What is warned of at a time (now), the newest first; inside a region or around it, where one is given."""
    with platform.database.reading() as unit:
        found = store.in_force(unit.connection, at or platform.clock.now())
    return [one for one in found if not within or touches(one, within)]


def touches(one: Nowcast, code: str) -> bool:
    """Whether the warning is for the region, for a part of it, or for what it is a part of."""
    return any(each == code or each.startswith(f"{code}.") or code.startswith(f"{each}.") for each in one.regions)


def past(platform: Platform, *, days: int = DAYS_SHOWN) -> list[Nowcast]:
    """What was warned of in the last days, whatever became of it."""
    with platform.database.reading() as unit:
        return store.recent(unit.connection, platform.clock.now() - timedelta(days=days))


def get(platform: Platform, number: int) -> Nowcast:
    """The message of this number; NowcastMissing."""
    with platform.database.reading() as unit:
        found = store.get(unit.connection, number) if 0 < number < 2**63 else None
    if found is None:
        raise NowcastMissing(number=number)
    return found


def forget(platform: Platform) -> int:
    """How many messages that ended a month ago are gone."""
    with platform.database.writing() as unit:
        gone = store.forget(unit.connection, platform.clock.now() - store.KEPT)
        unit.unaudited("other agencies keep their own warnings")
    return gone
