"""SQL about reviews and objections."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, delete, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from simpul.maturity.model.assessing import Objection, Review
from simpul.maturity.rules.numbers import decimal
from simpul.maturity.store.assessment_tables import objections, reviews

_R, _O = reviews.c, objections.c


def reviews_of(connection: Connection, id: UUID) -> Mapping[str, Review]:
    """What the reviewer found, by indicator."""
    wanted = select(_R.indicator, _R.verdict, _R.note, _R.by_name, _R.at).where(_R.assessment == id)
    return {row["indicator"]: Review(**row) for row in connection.execute(wanted).mappings()}


def judge(connection: Connection, id: UUID, found: Review, by: UUID | None) -> None:
    """The indicator has this verdict, in the place of an earlier one."""
    row = asdict(found) | {"assessment": id, "by": by}
    changed = {key: row[key] for key in ("verdict", "note", "by_name", "at", "by")}
    kept = upsert(reviews).values(row)
    connection.execute(kept.on_conflict_do_update(index_elements=["assessment", "indicator"], set_=changed))


def clear(connection: Connection, id: UUID, verdict: str = "") -> None:
    """The indicators of that verdict have none; of every verdict where none is named."""
    gone = delete(reviews).where(_R.assessment == id)
    connection.execute(gone.where(_R.verdict == verdict) if verdict else gone)


def objections_of(connection: Connection, id: UUID) -> list[Objection]:
    """The objections of an assessment, the oldest first."""
    wanted = select(objections).where(_O.assessment == id).order_by(_O.at)
    return [_objection(row) for row in connection.execute(wanted)]


def objection(connection: Connection, id: UUID) -> tuple[UUID, Objection] | None:
    """The assessment of the objection, and the objection, locked; None where there is none."""
    row = connection.execute(select(objections).where(_O.id == id).with_for_update()).first()
    return None if row is None else (row.assessment, _objection(row))


def object_(connection: Connection, assessment: UUID, new: Objection) -> None:
    """The objection is on record."""
    values = {"id": new.id, "assessment": assessment, "indicator": new.indicator, "wanted": decimal(new.wanted)}
    connection.execute(insert(objections).values(values | {"reason": new.reason, "by_name": new.by_name, "at": new.at}))


def withdraw(connection: Connection, id: UUID, at: datetime) -> None:
    """The objection is withdrawn."""
    connection.execute(update(objections).where(_O.id == id).values(withdrawn_at=at))


def answer(connection: Connection, settled: Objection) -> None:
    """The objection is answered as told."""
    told = {key: getattr(settled, key) for key in ("verdict", "answer", "answered_by", "answered_at")}
    connection.execute(update(objections).where(_O.id == settled.id).values(told))


def _objection(row: Row[Any]) -> Objection:
    return Objection(
        id=row.id,
        indicator=row.indicator,
        wanted=Fraction(row.wanted),
        reason=row.reason,
        by_name=row.by_name,
        at=row.at,
        verdict=row.verdict,
        answer=row.answer,
        answered_by=row.answered_by,
        answered_at=row.answered_at,
        withdrawn_at=row.withdrawn_at,
    )
