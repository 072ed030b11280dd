"""Which kabupaten (or smaller region) and month a page or a file is about."""

from collections.abc import Sequence
from datetime import date, timedelta

from simpul import regions
from simpul.kernel.actor import Actor
from simpul.kernel.platform import Platform
from simpul.malaria.actions.reading import today
from simpul.malaria.model.sending import SendScope
from simpul.malaria.model.sending_refusals import AreaWrong, MonthWrong
from simpul.malaria.rules import desk as rules
from simpul.malaria.store import sending as store

_MONTHS = 36


def areas(platform: Platform, actor: Actor) -> Sequence[tuple[str, str]]:
    """Code and name of what the actor may choose: the own kabupaten or smaller region, else each with figures."""
    rules.permit_desk(actor)
    if actor.region and "." in actor.region:
        return [(actor.region, regions.name_or_code(platform, actor.region))]
    with platform.database.reading() as unit:
        codes = store.regencies(unit.connection, actor.region)
    return sorted(((code, regions.name_or_code(platform, code)) for code in codes), key=lambda one: (one[1], one[0]))


def months(platform: Platform, actor: Actor) -> Sequence[date]:
    """The first days of the months that may be chosen, the newest first: up to three years, the running month too."""
    rules.permit_desk(actor)
    with platform.database.reading() as unit:
        now = today(unit.clock.now(), actor.region).replace(day=1)
        oldest = min(store.oldest(unit.connection, actor.region) or now, _before(now))
    found = [now]
    while found[-1] > oldest and len(found) < _MONTHS:
        found.append(_before(found[-1]))
    return found


def _before(first: date) -> date:
    return (first - timedelta(days=1)).replace(day=1)


def after(first: date) -> date:
    """The first day of the next month."""
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1)


def scope(platform: Platform, actor: Actor, area: str, month: str) -> SendScope:
    """The region and month asked for; without one the only region, and last month; AreaWrong, MonthWrong, DeskOnly."""
    offered = dict(areas(platform, actor))
    chosen = area or next(iter(offered), "")
    if chosen not in offered and not _smaller(actor, chosen, offered):
        raise AreaWrong()
    now = platform.clock.now()
    day = today(now, chosen)
    first = _month(month) if month else _before(day.replace(day=1))
    if first > day:
        raise MonthWrong()
    name = offered.get(chosen) or regions.name_or_code(platform, chosen)
    return SendScope(chosen, name, first, after(first), complete=after(first) <= day)


def _smaller(actor: Actor, chosen: str, offered: dict[str, str]) -> bool:
    return bool(chosen) and rules.answers_for(actor, chosen) and any(chosen.startswith(f"{code}.") for code in offered)


def _month(given: str) -> date:
    try:
        return date.fromisoformat(f"{given}-01")
    except ValueError:
        raise MonthWrong() from None
