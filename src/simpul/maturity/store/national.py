"""SQL about all agencies of an edition at once."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Text, cast, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from simpul.maturity.model.editions import Progress
from simpul.maturity.store.assessment_tables import assessments
from simpul.maturity.store.result_tables import results
from simpul.maturity.store.tables import assignments, participants

_P, _A, _R, _S = participants.c, assessments.c, results.c, assignments.c
_SEATS = 12


def progress(connection: Connection, edition: str) -> list[Progress]:
    """Every agency of the edition with how far it is; in no order."""
    rows: Sequence[Sequence[Any]] = connection.execute(_progress(edition)).all()
    return [Progress(*_fields(row)) for row in rows]


def _fields(row: Sequence[Any]) -> Iterator[Any]:
    """The row as it is, but for the taken seats, which are an array or nothing."""
    yield from row[:_SEATS]
    yield tuple(row[_SEATS] or ())
    yield from row[_SEATS + 1 :]


def _progress(edition: str) -> Select[Any]:
    """The fields of Progress, in their order."""
    seats = (
        select(_S.agency, func.array_agg(aggregate_order_by(_S.seat, _S.seat)).label("seats"))
        .where(_S.edition == edition, _S.ended_at.is_(None))
        .group_by(_S.agency)
        .subquery()
    )
    fields: list[ColumnElement[Any]] = [
        *(_P.agency, _P.name, _P.kind, _P.province, _P.region),
        *(_A.id, _word(_A.stage), _word(_A.state)),
        *(_R.unfilled, _word(cast(_R.self_shown, Text)), _word(cast(_R.index_shown, Text)), _word(_R.predicate)),
        *(seats.c.seats, _A.changed_at, _P.synthetic, _word(_R.index_exact)),
    ]
    return (
        select(*fields)
        .select_from(participants)
        .outerjoin(assessments, (_A.edition == _P.edition) & (_A.agency == _P.agency))
        .outerjoin(results, _R.assessment == _A.id)
        .outerjoin(seats, seats.c.agency == _P.agency)
        .where(_P.edition == edition)
    )


def _word(of: ColumnElement[Any]) -> ColumnElement[str]:
    """The text, empty where there is none."""
    return func.coalesce(of, "")


def counts(connection: Connection) -> dict[str, tuple[int, int, int]]:
    """Agencies, assessments begun and assessments closed, by edition."""
    wanted = (
        select(_P.edition, func.count(), func.count(_A.id), func.count().filter(_A.state == "closed"))
        .select_from(participants)
        .outerjoin(assessments, (_A.edition == _P.edition) & (_A.agency == _P.agency))
        .group_by(_P.edition)
    )
    return {edition: (agencies, begun, final) for edition, agencies, begun, final in connection.execute(wanted)}
