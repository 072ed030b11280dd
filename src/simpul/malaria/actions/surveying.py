"""Surveillance of an area: its indicators, those of what lies below it, its months; the desk's first figures."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import Connection

from simpul import regions
from simpul.kernel.actor import Actor
from simpul.kernel.platform import Platform
from simpul.malaria.actions import investigating
from simpul.malaria.actions.people import of_villages, official_of, people_of
from simpul.malaria.actions.reading import today as local_day
from simpul.malaria.model.desk_refusals import DeskNothing
from simpul.malaria.model.indicators import PeopleAtRisk, Survey, SurveyedArea, SurveyFront, SurveyPeriod
from simpul.malaria.model.register import COUNTS
from simpul.malaria.rules import desk as permits
from simpul.malaria.rules import elimination
from simpul.malaria.rules import indicators as rules
from simpul.malaria.store import desk as desk_store
from simpul.malaria.store import eliminated
from simpul.malaria.store import surveyed as store
from simpul.malaria.store.surveyed import Summed

PLOTTED = 24
"""Months that the plot shows."""
REGENCY = 5
"""Length of a kabupaten's code."""
_LEVELS = (0, 2, 5, 8, 13)


def survey(platform: Platform, actor: Actor, *, area: str, period: str, regencies: bool = False) -> Survey:
    """The area (empty: the actor's own region) in a period, with what lies directly below it, or all of its kabupaten.

    DeskOnly, DeskNothing outside the actor's region.
    """
    permits.permit_desk(actor)
    region = permitted(actor, area)
    with platform.database.reading() as unit:
        now, connection = unit.clock.now(), unit.connection
        today = local_day(now, actor.region)
        time = rules.period(period, today)
        below = _below(platform, connection, region, time, regencies and len(region or "") < REGENCY)
        last = min(time.until, rules.month_after(today.replace(day=1), 1))
        clocks = None
        if len(region or "") >= REGENCY:
            clocks = investigating.timeliness(connection, region, time.first, time.until, now)
        return Survey(
            area=_whole(platform, connection, region, below, time),
            below=[] if len(region or "") == _LEVELS[-1] else below,
            months=_months(connection, region, last),
            above=_above(platform, actor, region),
            period=time,
            incomplete=time.until > today,
            clocks=clocks,
            limits=investigating.limits_now(connection).limits,
        )


def permitted(actor: Actor, area: str) -> str | None:
    """The code of the area that is asked for, the actor's own region without one; DeskNothing outside of that."""
    wanted = area or actor.region
    if wanted is None:
        return None
    if len(wanted) not in _LEVELS or not permits.answers_for(actor, wanted):
        raise DeskNothing()
    return wanted


def _below(
    platform: Platform, connection: Connection, region: str | None, time: SurveyPeriod, regencies: bool
) -> list[SurveyedArea]:
    found = (store.regencies if regencies else store.below)(connection, region, (time.first, time.until))
    names = dict(desk_store.village_names(connection, region)) if len(region or "") > REGENCY else {}
    told = store.people_told(connection, region) if len(region or "") >= REGENCY else {}
    certified = _certified(connection, region, local_day(platform.clock.now(), region))
    people = {one.code: _people(platform, told, one.code) for one in found}
    return [_area(one, _name(platform, names, one.code), people[one.code], time, certified) for one in found]


def _whole(
    platform: Platform, connection: Connection, region: str | None, below: Sequence[SurveyedArea], time: SurveyPeriod
) -> SurveyedArea:
    sums = rules.added([one.counts for one in below], COUNTS)
    whole = Summed(region or "", sums, any(one.synthetic for one in below))
    names = dict(desk_store.village_names(connection, region)) if len(region or "") == _LEVELS[-1] else {}
    certified = _certified(connection, region, local_day(platform.clock.now(), region)) if region else set()
    name = _name(platform, names, region) if region else ""
    return _area(whole, name, people_of(platform, connection, region), time, certified)


def _area(one: Summed, name: str, people: PeopleAtRisk, time: SurveyPeriod, certified: set[str]) -> SurveyedArea:
    api = rules.value("API", one.counts, people.count) if time.span == "year" else None
    return SurveyedArea(
        code=one.code,
        name=name,
        counts=one.counts,
        people=people,
        measured=rules.measured(one.counts, people.count, time.span),
        stratum=rules.ELIMINATED if one.code in certified else rules.stratum(api),
        synthetic=one.synthetic,
    )


def _name(platform: Platform, names: Mapping[str, str], code: str) -> str:
    if code in names:
        return names[code]
    try:
        return regions.get(platform, code).name
    except regions.RegionUnknown:
        return code


def _people(platform: Platform, told: Mapping[str, int | None], code: str) -> PeopleAtRisk:
    official = official_of(platform, code)
    if len(code) <= REGENCY:
        return PeopleAtRisk(official, "official" if official is not None else "")
    return of_villages([told[code]] if code in told else [], official)


def _certified(connection: Connection, region: str | None, today: date) -> set[str]:
    """The kabupaten that hold a certificate and have had no local case for as long as it takes."""
    held = eliminated.certified(connection, region)
    if not held:
        return set()
    looked = [one for one in eliminated.of_regencies(connection, region) if one.code in held]
    return {one.code for one in looked if elimination.state(one.last_local, one.since, today) == elimination.FREE}


def _months(connection: Connection, region: str | None, until: date) -> list[tuple[date, Mapping[str, int]]]:
    first = rules.month_after(until, -PLOTTED)
    found, nought = store.months(connection, region, (first, until)), dict.fromkeys(store.PLOTTED, 0)
    return [(month, found.get(month, nought)) for month in (rules.month_after(first, n) for n in range(PLOTTED))]


def _above(platform: Platform, actor: Actor, region: str | None) -> list[tuple[str, str]]:
    """Code and name of what the region lies in, as far as the actor may look; the whole country has an empty code."""
    own = len(actor.region or "")
    codes = [(region or "")[:length] for length in _LEVELS if own <= length < len(region or "")]
    return [(code, regions.name_or_code(platform, code) if code else "") for code in codes]


def months_told(survey: Survey) -> list[tuple[date, int, int]]:
    """(month, tested, positive) for a plot or a table."""
    return [(month, counts["tested"], counts["positive"]) for month, counts in survey.months]


def front(platform: Platform, connection: Connection, region: str | None, now: datetime) -> SurveyFront:
    """The desk's first figures of the region: this month against the same month a year ago, twelve months, incidence."""
    month = local_day(now, region).replace(day=1)
    until = rules.month_after(month, 1)
    found = store.months(connection, region, (rules.month_after(month, -12), until))
    nought = dict.fromkeys(store.PLOTTED, 0)
    year = rules.added([counts for first, counts in found.items() if first > rules.month_after(month, -12)], store.PLOTTED)
    return SurveyFront(
        month=month,
        positive=found.get(month, nought)["positive"],
        year_ago=found.get(rules.month_after(month, -12), nought)["positive"],
        twelve_months=year["positive"],
        api=rules.value("API", year, people_of(platform, connection, region).count),
        positivity=rules.value("SPR", year),
    )
