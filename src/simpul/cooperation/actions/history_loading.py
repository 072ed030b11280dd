"""The real history put into the records: what is there already stays as people have kept it since."""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import Connection

from simpul.cooperation.model.history import History
from simpul.cooperation.rules.history import history
from simpul.cooperation.store import activities, agreements, budgets, deliverables, meetings, programmes, projects
from simpul.kernel.platform import Platform


class _Kept(Protocol):
    @property
    def id(self) -> UUID: ...


def load(platform: Platform) -> dict[str, int]:
    """How many records of each kind are new; none the second time."""
    told = history()
    with platform.database.writing() as unit:
        new = _loaded(unit.connection, told, unit.clock.now())
        if any(new.values()):
            unit.audit("cooperation.history.load", subject="history", after=dict(new))
        else:
            unit.unaudited("the history is there already: nothing was written")
    return new


def _loaded(connection: Connection, told: History, at: datetime) -> dict[str, int]:
    fresh = [one for one in told.programmes if programmes.get(connection, one.code) is None]
    for one in fresh:
        programmes.keep(connection, one, at)
    codes = [one.code for one in told.programmes]
    new = {"programmes": len(fresh)}
    kept: tuple[tuple[str, Iterable[_Kept], Any, Callable[[Any], object]], ...] = (
        ("agreements", told.agreements, agreements.of_programme, lambda one: agreements.add(connection, one, at)),
        ("amounts", told.lines, budgets.of_programme, lambda one: budgets.add(connection, one, at)),
        ("meetings", told.meetings, meetings.of_programme, lambda one: meetings.add(connection, one, at)),
        ("decisions", told.decisions, meetings.decisions_of, lambda one: meetings.add_decision(connection, one, at)),
        ("projects", told.projects, projects.of_programme, lambda one: projects.add(connection, one, at)),
        ("deliverables", told.deliverables, deliverables.of_programme, lambda one: deliverables.add(connection, one, at)),
        ("activities", told.activities, activities.of_programme, lambda one: activities.add(connection, one, at)),
    )
    for name, records, listed, add in kept:
        known = [one for code in codes for one in listed(connection, code)]
        new[name] = _added(records, known, add)
    return new


def _added(records: Iterable[_Kept], known: Collection[_Kept], add: Callable[[Any], object]) -> int:
    there = {one.id for one in known}
    fresh = [one for one in records if one.id not in there]
    for one in fresh:
        add(one)
    return len(fresh)
