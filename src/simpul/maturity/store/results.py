"""Results by assessment, and what they are of. Levels and indices leave the database as exact fractions."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, delete, func, select
from sqlalchemy.dialects.postgresql import insert

from simpul.maturity.model.results import Assessed, FinalLine, MaturityResult
from simpul.maturity.rules.index import shown
from simpul.maturity.store.assessment_tables import answers, assessments
from simpul.maturity.store.result_tables import results
from simpul.maturity.store.tables import editions, participants

_OF = (
    select(
        assessments.c.id,
        assessments.c.agency,
        assessments.c.edition,
        assessments.c.stage,
        assessments.c.state,
        (assessments.c.synthetic | editions.c.synthetic).label("synthetic"),
        editions.c.year,
        editions.c.title,
        editions.c.instrument,
        editions.c.basis,
        editions.c.stages,
        participants.c.name,
        participants.c.kind,
        participants.c.province,
    )
    .join(editions, editions.c.key == assessments.c.edition)
    .outerjoin(
        participants,
        (participants.c.edition == assessments.c.edition) & (participants.c.agency == assessments.c.agency),
    )
)


def assessed(connection: Connection, assessment: UUID) -> Assessed | None:
    """What this assessment is of; None when there is none."""
    row = connection.execute(_OF.where(assessments.c.id == assessment)).mappings().first()
    return None if row is None else _assessed(row)


def final(connection: Connection, edition: str = "", agency: str = "") -> list[tuple[Assessed, MaturityResult]]:
    """Every final result of this node, or of one edition or agency, by year and name: what the public may know."""
    rows = connection.execute(_final(edition, agency, list(results.c))).mappings()
    return [(_assessed(row), _result(row, "r_")) for row in rows]


def final_lines(connection: Connection, edition: str = "", agency: str = "") -> list[FinalLine]:
    """The same without their parts: what a list shows."""
    rows = connection.execute(_final(edition, agency, [results.c.index_exact, results.c.predicate])).mappings()
    return [FinalLine(_assessed(row), Fraction(row["r_index_exact"]), row["r_predicate"]) for row in rows]


def final_counts(connection: Connection) -> tuple[int, int]:
    """How many final results this node has, and how many of them are synthetic."""
    counted = select(func.count(), func.count().filter(results.c.synthetic)).where(results.c.final)
    every, synthetic = connection.execute(counted).one()
    return every, synthetic


def _final(edition: str, agency: str, columns: Sequence[ColumnElement[Any]]) -> Select[Any]:
    chosen = _OF.add_columns(*(column.label(f"r_{column.name}") for column in columns))
    chosen = chosen.join(results, results.c.assessment == assessments.c.id).where(results.c.final)
    if edition:
        chosen = chosen.where(assessments.c.edition == edition)
    if agency:
        chosen = chosen.where(assessments.c.agency == agency)
    return chosen.order_by(editions.c.year.desc(), participants.c.name)


def of_kind(connection: Connection, of: Assessed) -> list[tuple[int, bool, dict[str, Fraction]]]:
    """Year, whether synthetic, and parts of every other final result with the same instrument and kind of agency."""
    rows = connection.execute(
        select(editions.c.year, results.c.synthetic, results.c.nodes)
        .join(editions, editions.c.key == results.c.edition)
        .join(
            participants,
            (participants.c.edition == results.c.edition) & (participants.c.agency == results.c.agency),
        )
        .where(
            results.c.final,
            editions.c.instrument == of.instrument,
            participants.c.kind == of.kind,
            results.c.agency != of.agency,
        )
    )
    return [(year, synthetic, _fractions(nodes)) for year, synthetic, nodes in rows]


def _assessed(row: RowMapping) -> Assessed:
    return Assessed(
        assessment=row["id"],
        agency=row["agency"],
        name=row["name"] or row["agency"],
        kind=row["kind"] or "",
        province=row["province"] or "",
        edition=row["edition"],
        year=row["year"],
        title=row["title"],
        instrument=row["instrument"],
        basis=row["basis"],
        stages=tuple(row["stages"]),
        stage=row["stage"],
        state=row["state"],
        synthetic=row["synthetic"],
    )


def hold(connection: Connection, assessment: UUID) -> None:
    """Until this transaction ends nobody else reckons the assessment: else the later of two would keep an older sum.

    FOR NO KEY UPDATE, which two that have each written an answer (and so hold a share of the key) can wait for in turn.
    """
    wanted = select(assessments.c.id).where(assessments.c.id == assessment)
    connection.execute(wanted.with_for_update(key_share=True))


def agreed(connection: Connection, assessment: UUID) -> dict[str, dict[str, Fraction | None]]:
    """Levels by stage and indicator that the agency or its assessors together gave; one assessor's own are not in it."""
    rows = connection.execute(
        select(answers.c.stage, answers.c.indicator, answers.c.level).where(
            answers.c.assessment == assessment, answers.c.seat == 0
        )
    )
    found: dict[str, dict[str, Fraction | None]] = {}
    for stage, indicator, level in rows:
        found.setdefault(stage, {})[indicator] = _fraction(level)
    return found


def _fraction(level: Decimal | None) -> Fraction | None:
    return None if level is None else Fraction(level)


def of(connection: Connection, assessment: UUID) -> MaturityResult | None:
    """The result as it was last reckoned; None before the first answer."""
    row = connection.execute(select(results).where(results.c.assessment == assessment)).mappings().first()
    return None if row is None else _result(row)


def _result(row: RowMapping, before: str = "") -> MaturityResult:
    def cell(name: str) -> Any:
        return row[before + name]

    return MaturityResult(
        assessment=cell("assessment"),
        edition=cell("edition"),
        agency=cell("agency"),
        stage=cell("stage"),
        index=Fraction(cell("index_exact")),
        predicate=cell("predicate"),
        self_index=_fraction(cell("self_shown")),
        nodes=_fractions(cell("nodes")),
        values=_fractions(cell("values")),
        unfilled=cell("unfilled"),
        final=cell("final"),
        at=cell("at"),
        synthetic=cell("synthetic"),
    )


def _fractions(kept: Mapping[str, str]) -> dict[str, Fraction]:
    return {key: Fraction(value) for key, value in kept.items()}


def keep(connection: Connection, result: MaturityResult) -> None:
    """The result stands in the place of the one before."""
    row = {
        "assessment": result.assessment,
        "edition": result.edition,
        "agency": result.agency,
        "stage": result.stage,
        "index_exact": str(result.index),
        "index_shown": Decimal(shown(result.index)),
        "predicate": result.predicate,
        "self_shown": None if result.self_index is None else Decimal(shown(result.self_index)),
        "nodes": {code: str(value) for code, value in result.nodes.items()},
        "values": {key: str(value) for key, value in result.values.items()},
        "unfilled": result.unfilled,
        "final": result.final,
        "at": result.at,
        "synthetic": result.synthetic,
    }
    kept = insert(results).values(row)
    changes = {name: kept.excluded[name] for name in row if name != "assessment"}
    connection.execute(kept.on_conflict_do_update(index_elements=["assessment"], set_=changes))


def forget(connection: Connection, assessment: UUID) -> None:
    """The assessment has no result: nothing of it is filled in any more."""
    connection.execute(delete(results).where(results.c.assessment == assessment))
