"""Amounts and rates added, struck and restored, one by one or from a table; nothing is ever deleted."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from simpul.cooperation.actions.meetings import today_of
from simpul.cooperation.actions.standing import standing
from simpul.cooperation.model.agreement_refusals import LineChanged, LineProjectWrong, LineTwice, LineUnknown
from simpul.cooperation.model.budgets import BudgetLine, Rate
from simpul.cooperation.model.programmes import ProgrammeUnknown, Standing
from simpul.cooperation.rules import budget_sheets as sheets
from simpul.cooperation.rules import budgets as rules
from simpul.cooperation.rules import permits
from simpul.cooperation.store import budgets as store
from simpul.cooperation.store import programmes, projects
from simpul.kernel.actor import Actor
from simpul.kernel.database import Unit
from simpul.kernel.errors import Refusal, allows
from simpul.kernel.platform import Platform


@dataclass(frozen=True, slots=True)
class SheetRead:
    """What came of a table: how many rows were taken, and which not, by their number in the table (the head is row 1)."""

    taken: int
    refused: tuple[tuple[int, Refusal], ...]


def add(platform: Platform, actor: Actor, programme: str, *, given: Mapping[str, str]) -> BudgetLine:
    """The amount is in the budget; LineTwice where it is there already, and the refusals of what it says."""
    with platform.database.writing(actor) as unit:
        now = unit.clock.now()
        who = _reader(unit, programme, now)
        new = sheets.line(given, programme, today_of(now))
        new = replace(new, project=_project(unit, programme, given.get("project", "")))
        fit = _added(unit, who, new, store.of_programme(unit.connection, programme))
        unit.audit("cooperation.budget.add", subject=str(fit.id), after=_facts(fit))
    return fit


def _reader(unit: Unit, programme: str, now: datetime) -> Standing:
    who = standing(unit.connection, unit.actor, now)
    permits.permit_read(who, programme)
    if programmes.get(unit.connection, programme) is None:
        raise ProgrammeUnknown()
    return who


def _project(unit: Unit, programme: str, given: str) -> UUID | None:
    if not given:
        return None
    found = {str(one.id): one.id for one in projects.of_programme(unit.connection, programme)}
    if given not in found:
        raise LineProjectWrong()
    return found[given]


def _added(unit: Unit, who: Standing, new: BudgetLine, there: list[BudgetLine]) -> BudgetLine:
    rules.permit_line(who, new.programme, new.kind, new.side)
    if any(one.struck_at is None and rules.same(one, new) for one in there):
        raise LineTwice()
    fit = replace(new, id=unit.ids.new())
    store.add(unit.connection, fit, unit.clock.now())
    return fit


def _facts(one: BudgetLine) -> dict[str, object]:
    amount = {"amount": sheets.plain(one.money.amount), "currency": one.money.currency.value}
    return {"programme": one.programme, "kind": one.kind.value, "side": one.side.value, "on": one.on.isoformat(), **amount}


def strike(platform: Platform, actor: Actor, saw: tuple[UUID, int]) -> BudgetLine:
    """The amount counts no more, and stays on record; LineChanged, LineUnknown."""
    return _marked(platform, actor, saw, out=True)


def restore(platform: Platform, actor: Actor, saw: tuple[UUID, int]) -> BudgetLine:
    """The struck amount counts again; LineTwice where the same was added meanwhile."""
    return _marked(platform, actor, saw, out=False)


def _marked(platform: Platform, actor: Actor, saw: tuple[UUID, int], *, out: bool) -> BudgetLine:
    with platform.database.writing(actor) as unit:
        now = unit.clock.now()
        who = standing(unit.connection, actor, now)
        known = store.get(unit.connection, saw[0], to_change=True)
        if known is None or not allows(permits.permit_read, who, known.programme):
            raise LineUnknown()
        rules.permit_line(who, known.programme, known.kind, known.side)
        if known.version != saw[1] or (known.struck_at is not None) == out:
            raise LineChanged()
        others = [one for one in store.of_programme(unit.connection, known.programme) if one.id != known.id]
        if not out and any(one.struck_at is None and rules.same(one, known) for one in others):
            raise LineTwice()
        fit = sheets.struck(known, today_of(now) if out else None)
        store.mark(unit.connection, fit, now)
        unit.audit(f"cooperation.budget.{'strike' if out else 'restore'}", subject=str(fit.id), after=_facts(fit))
    return fit


def import_lines(platform: Platform, actor: Actor, programme: str, *, content: bytes) -> SheetRead:
    """The rows that say an amount are in the budget, the others are told with why; SheetWrong for no such table."""
    with platform.database.writing(actor) as unit:
        now = unit.clock.now()
        who = _reader(unit, programme, now)
        there, refused, taken = store.of_programme(unit.connection, programme), [], 0
        for number, row in enumerate(sheets.rows(content, sheets.LINE_COLUMNS), 2):
            try:
                fit = _added(unit, who, sheets.line(row, programme, today_of(now)), there)
            except Refusal as refusal:
                refused.append((number, refusal))
                continue
            there.append(fit)
            taken += 1
        after = {"taken": taken, "refused": len(refused)}
        unit.audit("cooperation.budget.import", subject=programme, after=after)
    return SheetRead(taken, tuple(refused))


def add_rate(platform: Platform, actor: Actor, *, given: Mapping[str, str]) -> Rate:
    """The rate counts from its day on, in place of an earlier one of the same day; RateWrong and others, NotTheCentre."""
    with platform.database.writing(actor) as unit:
        now = unit.clock.now()
        rules.permit_rates(standing(unit.connection, actor, now))
        fit = sheets.rate(given, today_of(now))
        before = next((one for one in store.rates(unit.connection) if _pair(one) == _pair(fit)), None)
        store.add_rate(unit.connection, fit)
        told = {"before": {"value": sheets.plain(before.value)}} if before else {}
        unit.audit("cooperation.rate.add", subject=_pair(fit), after={"value": sheets.plain(fit.value)}, **told)
    return fit


def _pair(one: Rate) -> str:
    return f"{one.base.value}/{one.quote.value} {one.on.isoformat()}"


def import_rates(platform: Platform, actor: Actor, *, content: bytes) -> SheetRead:
    """The rows that say a rate count, the others are told with why; SheetWrong, NotTheCentre."""
    with platform.database.writing(actor) as unit:
        now = unit.clock.now()
        rules.permit_rates(standing(unit.connection, actor, now))
        refused, taken = [], 0
        for number, row in enumerate(sheets.rows(content, sheets.RATE_COLUMNS), 2):
            try:
                store.add_rate(unit.connection, sheets.rate(row, today_of(now)))
            except Refusal as refusal:
                refused.append((number, refusal))
                continue
            taken += 1
        unit.audit("cooperation.rate.import", subject="rates", after={"taken": taken, "refused": len(refused)})
    return SheetRead(taken, tuple(refused))
