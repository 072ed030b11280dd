"""SQL about assessments: opened, moved on, listed; who answers for what; what happened."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, delete, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from simpul.kernel.actor import Actor
from simpul.maturity.model.assessing import AssessmentRow, AssessmentState, Respondent, Step
from simpul.maturity.store.assessment_tables import assessments, respondents, steps

_A = assessments.c


def get(connection: Connection, id: UUID, *, lock: bool = False) -> AssessmentRow | None:
    """The assessment; with `lock`, nobody else moves it on until this transaction ends."""
    wanted = select(assessments).where(_A.id == id)
    row = connection.execute(wanted.with_for_update() if lock else wanted).first()
    return None if row is None else _row(row)


def of(connection: Connection, edition: str, agency: str) -> AssessmentRow | None:
    """The agency's assessment in the edition, if it has begun."""
    row = connection.execute(select(assessments).where(_A.edition == edition, _A.agency == agency)).first()
    return None if row is None else _row(row)


def of_agency(connection: Connection, agency: str) -> list[AssessmentRow]:
    """The agency's assessments, the newest first."""
    wanted = select(assessments).where(_A.agency == agency).order_by(_A.opened_at.desc())
    return [_row(row) for row in connection.execute(wanted)]


def of_pairs(connection: Connection, pairs: Collection[tuple[str, str]]) -> list[AssessmentRow]:
    """The assessments of these editions and agencies, as far as they have begun."""
    editions, agencies = {edition for edition, _ in pairs}, {agency for _, agency in pairs}
    wanted = select(assessments).where(_A.edition.in_(editions), _A.agency.in_(agencies))
    return [row for row in map(_row, connection.execute(wanted)) if (row.edition, row.agency) in pairs]


def in_edition(connection: Connection, edition: str) -> list[AssessmentRow]:
    """Every assessment of the edition."""
    return [_row(row) for row in connection.execute(select(assessments).where(_A.edition == edition))]


def add(connection: Connection, new: AssessmentRow) -> bool:
    """Whether it was added; False where the agency has one in the edition."""
    done = upsert(assessments).values(_values(new)).on_conflict_do_nothing().returning(_A.id)
    return connection.execute(done).first() is not None


def keep(connection: Connection, row: AssessmentRow) -> None:
    """The assessment stands as the row says, in its next version. The caller holds its lock."""
    connection.execute(update(assessments).where(_A.id == row.id).values(_values(row) | {"version": row.version + 1}))


def take_entry(connection: Connection, id: UUID, account: UUID, name: str) -> None:
    """The account is the data-entry officer, where there was none."""
    vacant = update(assessments).where(_A.id == id, _A.entry.is_(None))
    connection.execute(vacant.values(entry=account, entry_name=name))


def touch(connection: Connection, id: UUID, at: datetime) -> None:
    """Something of it was changed then."""
    connection.execute(update(assessments).where(_A.id == id).values(changed_at=at))


def _values(one: AssessmentRow) -> dict[str, Any]:
    return {
        "id": one.id,
        "edition": one.edition,
        "agency": one.agency,
        "stage": one.stage,
        "state": AssessmentState(one.state).value,
        "version": one.version,
        "entry": one.entry,
        "entry_name": one.entry_name,
        "general": dict(one.general),
        "submitted": {str(seat): at for seat, at in one.submitted.items()},
        "unlocked": list(one.unlocked),
        "opened_at": one.opened_at,
        "changed_at": one.changed_at,
        "closed_at": one.closed_at,
        "synthetic": one.synthetic,
    }


def _row(row: Row[Any]) -> AssessmentRow:
    return AssessmentRow(
        id=row.id,
        edition=row.edition,
        agency=row.agency,
        stage=row.stage,
        state=AssessmentState(row.state),
        version=row.version,
        entry=row.entry,
        entry_name=row.entry_name,
        general=row.general,
        submitted={int(seat): at for seat, at in row.submitted.items()},
        unlocked=tuple(row.unlocked),
        opened_at=row.opened_at,
        changed_at=row.changed_at,
        closed_at=row.closed_at,
        synthetic=row.synthetic,
    )


def respondents_of(connection: Connection, id: UUID) -> Mapping[str, list[Respondent]]:
    """Who answers for which indicator."""
    found = defaultdict[str, list[Respondent]](list)
    c = respondents.c
    for row in connection.execute(select(respondents).where(c.assessment == id).order_by(c.name)):
        found[row.indicator].append(Respondent(row.account, row.name, row.at))
    return found


def appoint(connection: Connection, id: UUID, indicators: Iterable[str], who: Respondent) -> None:
    """The account answers for these indicators."""
    rows = [
        {"assessment": id, "indicator": one, "account": who.account, "name": who.name, "at": who.at} for one in indicators
    ]
    connection.execute(upsert(respondents).on_conflict_do_nothing(), rows)


def dismiss(connection: Connection, id: UUID, indicator: str, account: UUID) -> bool:
    """Whether the account no longer answers for it; False where it had not."""
    c = respondents.c
    gone = delete(respondents).where(c.assessment == id, c.indicator == indicator, c.account == account)
    return connection.execute(gone).rowcount == 1


def add_step(connection: Connection, row: AssessmentRow, step: str, actor: Actor, at: datetime, **more: str) -> None:
    """It is on record that this happened. `more`: indicator, reason."""
    values = {"assessment": row.id, "stage": row.stage, "step": step, "by": actor.id, "by_name": actor.name, "at": at}
    connection.execute(insert(steps).values(values | more))


def steps_of(connection: Connection, id: UUID) -> list[Step]:
    """What happened, the newest first."""
    c = steps.c
    wanted = select(c.stage, c.step, c.indicator, c.reason, c.by_name, c.at).where(c.assessment == id)
    return [Step(**row) for row in connection.execute(wanted.order_by(c.number.desc())).mappings()]
