"""The result of an assessment: reckoned in the transaction that changes its answers, shown to who may see it."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import Connection

from simpul.kernel.database.unit import Unit
from simpul.maturity.actions import instruments
from simpul.maturity.model.instruments import Basis, Instrument, LawEdition
from simpul.maturity.model.results import Assessed, MaturityResult
from simpul.maturity.rules import carrying, law_instruments, predicates
from simpul.maturity.rules.index import reckon
from simpul.maturity.store import results as store


def refresh(unit: Unit, assessment: UUID) -> None:
    """The assessment's result is what its answers make as of the newest stage; nothing is kept before the first answer.

    Only what the agency, or its assessors together, answered is counted (seat 0): assessors stay blind to each other.
    """
    store.hold(unit.connection, assessment)
    of = store.assessed(unit.connection, assessment)
    instrument = None if of is None else instrument_of(unit.connection, of.instrument)
    if of is None or instrument is None:
        return
    answers = store.agreed(unit.connection, assessment)
    if not any(answers.values()):
        store.forget(unit.connection, assessment)
        return
    store.keep(unit.connection, _reckoned(unit, of, instrument, answers))


def _reckoned(unit: Unit, of: Assessed, instrument: Instrument, answers: Mapping[str, carrying.Levels]) -> MaturityResult:
    values = carrying.values(of.stages, answers)
    found = reckon(instrument, values)
    own = answers.get(carrying.SELF)
    return MaturityResult(
        assessment=of.assessment,
        edition=of.edition,
        agency=of.agency,
        stage=carrying.newest(of.stages, answers),
        index=found.index,
        predicate=predicates.predicate(instrument, edition_of(of), found.index).name.name.id,
        self_index=reckon(instrument, own).index if own else None,
        nodes=found.nodes,
        values={key: value for key, value in values.items() if value},
        unfilled=len(found.unfilled),
        final=of.final,
        at=unit.clock.now(),
        synthetic=of.synthetic,
    )


def edition_of(of: Assessed) -> LawEdition:
    """The edition with the basis that this node published it with."""
    law = law_instruments.edition(of.year, of.instrument)
    guideline, source = (law.guideline, law.source) if law else ("", "")
    return LawEdition(of.year, of.instrument, guideline, Basis(of.basis), of.stages, (), source, law.doubt if law else "")


def instrument_of(connection: Connection, code: str) -> Instrument | None:
    """The instrument of that code, of the law or imported; None when there is neither."""
    return instruments.find(connection, code)
