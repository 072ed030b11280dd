"""The history's table read as records; a table that contradicts itself is refused. Pure, but for the module's own table."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any
from uuid import UUID

from simpul.cooperation.model.activities import Activity, ActivityKind, ActivityState, Precision
from simpul.cooperation.model.agreements import Agreement, Instrument, Party, PartyPart
from simpul.cooperation.model.budgets import BudgetLine, Currency, LineKind, Money
from simpul.cooperation.model.governance import Decision, Meeting
from simpul.cooperation.model.history import Background, Fact, History, Rank
from simpul.cooperation.model.programmes import Programme, Side, Told
from simpul.cooperation.model.projects import Became, Deliverable, DeliverableKind, Project, ProjectStage
from simpul.cooperation.rules.history_checks import HistoryWrong, check, told

Row = Mapping[str, Any]
SEVERAL = "; "
"""Stands between the sources of an amount, which has one field for them."""


@cache
def history() -> History:
    """The real history, as the module's own table tells it."""
    return read(files("simpul.cooperation").joinpath("data/history.toml").read_text("utf-8"))


def read(text: str) -> History:
    """The table's records; HistoryWrong says what contradicts what."""
    table: Row = tomllib.loads(text)
    reader = _Reader({row["key"]: row["mark"] for row in table["source"]})
    found = History(
        programmes=tuple(map(reader.programme, table["programme"])),
        agreements=tuple(map(reader.agreement, table["agreement"])),
        lines=tuple(map(reader.line, table["pledge"])),
        meetings=tuple(map(reader.meeting, table["meeting"])),
        decisions=tuple(reader.decision(row) for row in table["meeting"] if "decision" in row),
        projects=tuple(map(reader.project, table["project"])),
        deliverables=tuple(reader.deliverable(row, table["project"]) for row in table["deliverable"]),
        activities=tuple(map(reader.activity, table["activity"])),
        background=reader.background(table),
    )
    check(found)
    return found


def key_id(kind: str, key: str) -> UUID:
    """The id that a record of the history has at every node and every time it is loaded."""
    return UUID(bytes=sha256(f"simpul.cooperation.history:{kind}:{key}".encode()).digest()[:16])


class _Reader:
    """Reads rows; knows the sources by their keys."""

    def __init__(self, marks: Mapping[str, str]) -> None:
        self._marks = marks

    def sources(self, keys: Iterable[str]) -> tuple[str, ...]:
        unknown = [one for one in keys if one not in self._marks]
        if unknown:
            raise HistoryWrong(f"no such source: {unknown[0]}")
        return tuple(self._marks[one] for one in keys)

    def programme(self, row: Row) -> Programme:
        return Programme(
            code=row["code"],
            name=told(row["name"]),
            since=_day(row["since"]),
            until=_day(row["until"]),
            place=row.get("place", ""),
            note=told(row["note"]),
            fields=tuple(map(told, row.get("fields", ()))),
            inferred=tuple(row.get("inferred", ())),
            sources=self.sources(row["sources"]),
            public=True,
        )

    def agreement(self, row: Row) -> Agreement:
        return Agreement(
            id=key_id("agreement", row["key"]),
            programme=row["programme"],
            instrument=Instrument(row["instrument"]),
            title=told(row["title"]),
            signed_on=_day(row["signed_on"]),
            signed_at=row.get("signed_at", ""),
            since=row.get("since"),
            until=row.get("until"),
            parties=tuple(Party(name, Side(side), PartyPart(part), by) for name, side, part, by in row["parties"]),
            parent=key_id("agreement", row["parent"]) if "parent" in row else None,
            note=told(row["note"]),
            inferred=tuple(row.get("inferred", ())),
            sources=self.sources(row["sources"]),
        )

    def line(self, row: Row) -> BudgetLine:
        money = Money(Decimal(row["amount"]), Currency(row["currency"]))
        return BudgetLine(
            id=key_id("pledge", row["key"]),
            programme=row["programme"],
            kind=LineKind.PLEDGE,
            side=Side(row["side"]),
            on=_day(row["on"]),
            money=money,
            what=told(row["what"]),
            source=SEVERAL.join(self.sources(row["sources"])),
        )

    def meeting(self, row: Row) -> Meeting:
        return Meeting(
            id=key_id("meeting", row["key"]),
            programme=row["programme"],
            title=told(row["title"]),
            on=_day(row["on"]),
            place=row["place"],
            sources=self.sources(row["sources"]),
        )

    def decision(self, row: Row) -> Decision:
        meeting = key_id("meeting", row["key"])
        return Decision(key_id("decision", row["key"]), meeting, row["programme"], 1, row["decision"], _day(row["on"]))

    def project(self, row: Row) -> Project:
        return Project(
            id=key_id("project", row["key"]),
            programme=row["programme"],
            year=row["year"],
            title=told(row["title"]),
            stage=ProjectStage(row["stage"]),
            note=told(row["note"]) if "note" in row else None,
            inferred=tuple(row.get("inferred", ())),
            sources=self.sources(row["sources"]),
        )

    def deliverable(self, row: Row, projects: Sequence[Row]) -> Deliverable:
        of = next((one for one in projects if one["key"] == row["project"]), None)
        if of is None:
            raise HistoryWrong(f"no such project: {row['project']}")
        became = (Became(row["became"], told(row["became_name"])),) if "became" in row else ()
        return Deliverable(
            id=key_id("deliverable", row["key"]),
            project=key_id("project", of["key"]),
            programme=of["programme"],
            kind=DeliverableKind(row["kind"]),
            title=told(row["title"]),
            on=None,
            became=became,
            inferred=tuple(row.get("inferred", ())),
            sources=self.sources(row["sources"]),
            public=True,
        )

    def activity(self, row: Row) -> Activity:
        return Activity(
            id=key_id("activity", row["key"]),
            programme=row["programme"],
            kind=ActivityKind(row["kind"]),
            title=told(row["title"]),
            since=_day(row["since"]),
            until=_day(row["until"]),
            precision=Precision(row.get("precision", "day")),
            place=row.get("place", ""),
            host=Side(row["host"]) if "host" in row else None,
            leader=row.get("leader", ""),
            participants=row.get("participants"),
            agencies=row.get("agencies"),
            note=told(row["note"]) if "note" in row else None,
            state=ActivityState.HELD,
            public=True,
            inferred=tuple(row.get("inferred", ())),
            sources=self.sources(row["sources"]),
        )

    def background(self, table: Row) -> Background:
        committee = table["committee"]
        return Background(
            facts=tuple(Fact(told(row["text"]), self.sources(row["sources"])) for row in table["background"]),
            roles=tuple(Fact(told(row["text"]), self.sources(row["sources"]), row["programme"]) for row in table["role"]),
            tasks=tuple(Fact(told(row), self.sources(committee["sources"])) for row in committee["task"]),
            ranks=tuple(Rank(row["year"], row["value"], self.sources(row["sources"])) for row in table["rank"]),
            names=tuple((row["mark"], _named(row["name"])) for row in table["source"]),
            terms=tuple(map(told, table["term"])),
        )


def _named(name: Told) -> Told:
    """A source's name; one that is the same in every language stands there once."""
    return dict(name)


def _day(value: Any) -> date:
    if type(value) is not date:
        raise HistoryWrong(f"no day: {value}")
    return value
