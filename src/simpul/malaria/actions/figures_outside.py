"""What the programme tells other agencies' pages: rounded figures of the whole region, never of one to four people."""

from collections.abc import Sequence
from dataclasses import dataclass

from simpul.kernel.i18n import ZONES
from simpul.kernel.platform import Platform
from simpul.malaria.actions.figures import ZONE
from simpul.malaria.model.register import Tally
from simpul.malaria.rules import public_figures as rules
from simpul.malaria.store import tallies as store

_DISTRICT = len("92.06.01")


@dataclass(frozen=True, slots=True)
class FigureOutside:
    """A figure by its key; `synthetic`: what it counts was made up."""

    key: str
    value: int
    synthetic: bool


def outside(platform: Platform) -> list[FigureOutside]:
    """`tests_28d`, `districts_28d`: of the last four full weeks; `positivity_quarter`: percent in the last closed quarter.

    What may not be told is left out.
    """
    with platform.database.reading() as unit:
        now = unit.clock.now().astimezone(ZONES[ZONE])
        weeks = store.weeks(unit.connection, None, store.PLACE, *rules.weeks(now.date()))
        months = store.months(unit.connection, None, store.REGENCY, *rules.closed_quarter(now))
    return [*_tests(weeks), *_positivity(months)]


def _tests(weeks: Sequence[Tally]) -> list[FigureOutside]:
    count = rules.tens(sum(one.counts["tested"] for one in weeks))
    if count is None:
        return []
    made_up = any(one.synthetic for one in weeks)
    districts = {one.area[:_DISTRICT] for one in weeks if one.counts["tested"] and len(one.area) >= _DISTRICT}
    return [FigureOutside("tests_28d", count, made_up), FigureOutside("districts_28d", len(districts), made_up)]


def _positivity(months: Sequence[Tally]) -> list[FigureOutside]:
    share = rules.percent(sum(one.counts["positive"] for one in months), sum(one.counts["tested"] for one in months))
    made_up = any(one.synthetic for one in months)
    return [] if share is None else [FigureOutside("positivity_quarter", share, made_up)]
