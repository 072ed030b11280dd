"""SQL about answers, their earlier versions, and drafts."""

from collections.abc import Collection, Mapping
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from simpul.maturity.model.assessing import Answer, AnswerDraft, PastAnswer, Said
from simpul.maturity.rules.numbers import decimal
from simpul.maturity.store.assessment_tables import answers, drafts, past_answers

Place = tuple[str, int, str]
"""Stage, seat, indicator."""
_C, _D, _P = answers.c, drafts.c, past_answers.c


def one(connection: Connection, id: UUID, place: Place, *, lock: bool = False) -> Answer | None:
    """The answer at this place, if there is one."""
    wanted = select(answers).where(_C.assessment == id, _at(_C, place))
    row = connection.execute(wanted.with_for_update() if lock else wanted).first()
    return None if row is None else _answer(row)


def of(connection: Connection, id: UUID, indicator: str = "") -> list[Answer]:
    """Every answer of the assessment, or of one indicator."""
    wanted = select(answers).where(_C.assessment == id)
    wanted = wanted.where(_C.indicator == indicator) if indicator else wanted
    return [_answer(row) for row in connection.execute(wanted)]


def filled_in(connection: Connection, ids: Collection[UUID]) -> dict[tuple[UUID, str, int], int]:
    """How many indicators have a level, by assessment, stage and seat."""
    wanted = select(_C.assessment, _C.stage, _C.seat, func.count(_C.level)).where(_C.assessment.in_(ids))
    rows = connection.execute(wanted.group_by(_C.assessment, _C.stage, _C.seat))
    return {(row[0], row[1], row[2]): row[3] for row in rows}


def add(connection: Connection, id: UUID, new: Answer) -> bool:
    """Whether this is now the first answer there; False where somebody was faster."""
    row = upsert(answers).values(_place(id, new) | _kept(new)).on_conflict_do_nothing().returning(_C.version)
    return connection.execute(row).first() is not None


def change(connection: Connection, id: UUID, before: Answer, new: Answer) -> bool:
    """Whether `new` stands in the place of `before`, which is kept among the past ones; False where somebody was faster."""
    here = _at(_C, (before.stage, before.seat, before.indicator))
    done = update(answers).where(_C.assessment == id, here, _C.version == before.version).values(_kept(new))
    if connection.execute(done).rowcount != 1:
        return False
    told = _said(before.said) | {"level": None if before.said.level is None else str(before.said.level)}
    past = {"version": before.version, "said": told, "by_name": before.by_name, "at": before.at}
    connection.execute(insert(past_answers).values(_place(id, before) | past))
    return True


def history(connection: Connection, id: UUID, indicator: str) -> list[PastAnswer]:
    """The earlier versions of every answer to the indicator, the newest first."""
    wanted = select(past_answers).where(_P.assessment == id, _P.indicator == indicator).order_by(_P.number.desc())
    return [_past(row) for row in connection.execute(wanted)]


def draft(connection: Connection, id: UUID, place: Place, account: UUID) -> AnswerDraft | None:
    """What the account has typed there and not kept."""
    wanted = select(drafts).where(_D.assessment == id, _at(_D, place), _D.account == account)
    row = connection.execute(wanted).first()
    return None if row is None else AnswerDraft(_read(row.said), row.based_on, row.at)


def drafted(connection: Connection, id: UUID, account: UUID) -> set[Place]:
    """Where the account has drafts."""
    wanted = select(_D.stage, _D.seat, _D.indicator).where(_D.assessment == id, _D.account == account)
    return {(row[0], row[1], row[2]) for row in connection.execute(wanted)}


def keep_draft(connection: Connection, id: UUID, place: Place, account: UUID, new: AnswerDraft) -> None:
    """What was typed is kept, in the place of what the account had typed there before."""
    said = _said(new.said)
    said["level"] = None if new.said.level is None else str(new.said.level)
    key = {"assessment": id, "stage": place[0], "seat": place[1], "indicator": place[2], "account": account}
    changed = {"said": said, "based_on": new.based_on, "at": new.at}
    row = upsert(drafts).values(key | changed)
    connection.execute(row.on_conflict_do_update(index_elements=list(key), set_=changed))


def forget_draft(connection: Connection, id: UUID, place: Place, account: UUID) -> None:
    """The account has no draft there."""
    connection.execute(delete(drafts).where(_D.assessment == id, _at(_D, place), _D.account == account))


def forget_drafts(connection: Connection, before: datetime) -> int:
    """How many drafts nobody touched since then were erased."""
    return connection.execute(delete(drafts).where(_D.at < before)).rowcount


def levels(connection: Connection, id: UUID, stage: str, seat: int) -> Mapping[str, Fraction | None]:
    """The levels given at a stage from a seat, by indicator."""
    wanted = select(_C.indicator, _C.level).where(_C.assessment == id, _C.stage == stage, _C.seat == seat)
    return {row.indicator: _exact(row.level) for row in connection.execute(wanted)}


def _at(columns: Any, place: Place) -> Any:
    return (columns.stage == place[0]) & (columns.seat == place[1]) & (columns.indicator == place[2])


def _said(said: Said) -> dict[str, Any]:
    return {
        "level": None if said.level is None else decimal(said.level),
        "met": list(said.met),
        "facts": said.facts,
        "analysis": said.analysis,
        "justification": said.justification,
    }


def _kept(new: Answer) -> dict[str, Any]:
    return _said(new.said) | {"version": new.version, "by": new.by, "by_name": new.by_name, "at": new.at}


def _place(id: UUID, one: Answer) -> dict[str, Any]:
    return {"assessment": id, "stage": one.stage, "seat": one.seat, "indicator": one.indicator}


def _exact(level: Decimal | None) -> Fraction | None:
    return None if level is None else Fraction(level)


def _answer(row: Row[Any]) -> Answer:
    said = Said(_exact(row.level), tuple(row.met), row.facts, row.analysis, row.justification)
    return Answer(row.stage, row.seat, row.indicator, row.version, said, row.by, row.by_name, row.at)


def _read(said: Mapping[str, Any]) -> Said:
    level = None if said["level"] is None else Fraction(said["level"])
    return Said(level, tuple(said["met"]), said["facts"], said["analysis"], said["justification"])


def _past(row: Row[Any]) -> PastAnswer:
    return PastAnswer(row.version, row.stage, row.seat, _read(row.said), row.by_name, row.at)
