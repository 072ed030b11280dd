"""A programme's budget as both sides see it: every amount, the sums in one currency, and the rates they stand on."""

from dataclasses import dataclass
from datetime import date

from simpul.cooperation.actions.meetings import readable, today_of
from simpul.cooperation.actions.standing import standing
from simpul.cooperation.model.budgets import BudgetLine, Currency, LineKind, Rate, Totals
from simpul.cooperation.model.programmes import Side, Standing
from simpul.cooperation.model.projects import Project
from simpul.cooperation.rules import budgets as rules
from simpul.cooperation.rules import permits
from simpul.cooperation.store import budgets as store
from simpul.cooperation.store import projects
from simpul.kernel.actor import Actor
from simpul.kernel.errors import Refusal, allows
from simpul.kernel.platform import Platform


@dataclass(frozen=True, slots=True)
class BudgetSeen:
    """A programme's amounts (struck ones apart), sums, rates and projects; `adds`: which amounts this reader may add."""

    programme: str
    lines: tuple[BudgetLine, ...]
    struck: tuple[BudgetLine, ...]
    totals: Totals
    rates: tuple[Rate, ...]
    projects: tuple[Project, ...]
    adds: frozenset[tuple[LineKind, Side]]
    today: date


def seen(platform: Platform, actor: Actor, programme: str, currency: Currency) -> BudgetSeen:
    """The budget, summed in this currency; ProgrammeUnknown for who does not read the programme."""
    with platform.database.reading() as unit:
        now = unit.clock.now()
        who = standing(unit.connection, actor, now)
        permits.permit_read(who, programme)
        found = store.of_programme(unit.connection, programme)
        rates = store.rates(unit.connection)
        works = projects.of_programme(unit.connection, programme)
    return BudgetSeen(
        programme,
        tuple(one for one in found if one.struck_at is None),
        tuple(one for one in found if one.struck_at is not None),
        rules.totals(found, currency, rates),
        tuple(rates),
        tuple(works),
        frozenset((kind, side) for kind in LineKind for side in Side if _adds(who, programme, kind, side)),
        today_of(now),
    )


def _adds(who: Standing, programme: str, kind: LineKind, side: Side) -> bool:
    return allows(rules.permit_line, who, programme, kind, side)


def read(platform: Platform, actor: Actor) -> tuple[str, ...]:
    """The codes of the programmes whose budgets this reader sees; those with amounts first."""
    with platform.database.reading() as unit:
        codes = readable(unit.connection, standing(unit.connection, actor, unit.clock.now()))
        return tuple(sorted(codes, key=lambda code: not store.of_programme(unit.connection, code)))


def rates(platform: Platform, actor: Actor) -> tuple[tuple[Rate, ...], bool]:
    """Every rate, the newest first, for who reads a programme, and whether this reader adds some; else none."""
    with platform.database.reading() as unit:
        who = standing(unit.connection, actor, unit.clock.now())
        if not readable(unit.connection, who):
            permits.permit_centre(who)
        found = tuple(store.rates(unit.connection))
    try:
        rules.permit_rates(who)
    except Refusal:
        return found, False
    return found, True
