"""How many people are at risk in an area: the official number of a kabupaten and above, the villages' own below."""

from collections.abc import Collection

from sqlalchemy import Connection

from simpul import regions
from simpul.kernel.platform import Platform
from simpul.malaria.model.indicators import PeopleAtRisk
from simpul.malaria.store import surveyed as store

REGENCY = 5


def people_of(platform: Platform, connection: Connection, region: str | None) -> PeopleAtRisk:
    """A kabupaten's people and above by the official number; below it the villages', where all of them have one."""
    official = official_of(platform, region)
    if official is not None and len(region or "") <= REGENCY:
        return PeopleAtRisk(official, "official")
    return of_villages(store.people_told(connection, region).values(), official)


def of_villages(told: Collection[int | None], official: int | None) -> PeopleAtRisk:
    """What an area's parts add up to, where each has a number; else the official number, if there is one."""
    known = [one for one in told if one is not None]
    if known and len(known) == len(told):
        return PeopleAtRisk(sum(known), "villages")
    return PeopleAtRisk(official, "official" if official is not None else "")


def official_of(platform: Platform, region: str | None) -> int | None:
    """What the official edition says of an area or the country; None where it says nothing."""
    if region is None:
        return sum(one.population or 0 for one in regions.children(platform, None)) or None
    try:
        return regions.get(platform, region).population
    except regions.RegionUnknown:
        return None
