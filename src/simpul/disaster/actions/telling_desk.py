"""How many people would be told, and how the queue stands: for officers of the region, in numbers of five or more."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from simpul import regions
from simpul.disaster.actions import carrying
from simpul.disaster.rules import noticing as rules
from simpul.disaster.rules.desk import OFFICER
from simpul.disaster.store import notices
from simpul.disaster.store import subscribers as store
from simpul.kernel.actor import Actor
from simpul.kernel.errors import NotAllowed
from simpul.kernel.platform import Platform

LEAST = 5
"""Fewer people than that are not counted out: among them somebody could be recognised."""


@dataclass(frozen=True, slots=True)
class RegionTold:
    """People who chose a region, by channel; None stands for one to four of them."""

    code: str
    name: str
    people: int | None
    channels: Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class Overview:
    """The regions that people chose, most people first; those with so few people that all their rows would say nothing."""

    regions: tuple[RegionTold, ...]
    few: int
    outlook: notices.Outlook
    channels: tuple[str, ...]


def permit_overview(actor: Actor) -> None:
    """Nothing, for an officer of a disaster agency; NotAllowed."""
    if not actor.has(OFFICER):
        raise NotAllowed()


def overview(platform: Platform, actor: Actor, words: str = "") -> Overview:
    """People by region and channel in the officer's own region, those whose names hold these words. NotAllowed."""
    permit_overview(actor)
    with platform.database.reading() as unit:
        counts = store.counted(unit.connection)
        outlook = notices.outlook(unit.connection, platform.clock.now())
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for region, channel, number in counts:
        if rules.related(region, actor.region or "") and region:
            found[region][channel] = number
    lines = [_line(platform, code, channels) for code, channels in found.items()]
    wanted = [one for one in lines if words.lower() in one.name.lower()]
    shown = sorted((one for one in wanted if one.people), key=lambda one: (-(one.people or 0), one.code))
    return Overview(tuple(shown), len(wanted) - len(shown), outlook, carrying.configured(platform))


def _line(platform: Platform, code: str, channels: Mapping[str, int]) -> RegionTold:
    name = regions.name_or_code(platform, code)
    by_channel = {channel: enough(number) for channel, number in sorted(channels.items())}
    return RegionTold(code, name, enough(sum(channels.values())), by_channel)


def enough(number: int) -> int | None:
    """The number, where it is five or more, or none at all."""
    return number if number >= LEAST or number == 0 else None
