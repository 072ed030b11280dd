"""A result as somebody may see it: index and parts, the self-assessment beside it, agencies alike."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from simpul.kernel.actor import Actor
from simpul.kernel.database.unit import Unit
from simpul.kernel.platform import Platform
from simpul.maturity.actions import instruments
from simpul.maturity.actions.resulting import edition_of
from simpul.maturity.model.instruments import Instrument
from simpul.maturity.model.results import Assessed, MaturityResult, ResultUnknown
from simpul.maturity.rules import carrying, comparing, predicates, published, result_permits
from simpul.maturity.rules.index import reckon
from simpul.maturity.rules.result_permits import Eyes
from simpul.maturity.rules.result_view import Values, Viewed
from simpul.maturity.store import assignments
from simpul.maturity.store import results as store


def view(platform: Platform, actor: Actor, assessment: UUID) -> Viewed:
    """The result as this actor may see it; ResultUnknown where there is none for them or nothing is filled in yet."""
    with platform.database.reading() as unit:
        of, viewer = _entered(unit, actor, assessment)
        instrument = instruments.find(unit.connection, of.instrument)
        answers = store.agreed(unit.connection, assessment)
        kept = store.of(unit.connection, assessment)
        beside = comparing.peers(store.of_kind(unit.connection, of))
    if instrument is None or kept is None:
        raise ResultUnknown()
    return replace(_viewed(of, viewer, instrument, (answers, kept)), peers=beside)


def _entered(unit: Unit, actor: Actor, assessment: UUID) -> tuple[Assessed, Eyes]:
    of = store.assessed(unit.connection, assessment)
    if of is None:
        raise ResultUnknown()
    seat = assignments.seat_of(unit.connection, of.edition, of.agency, actor.id) if actor.signed_in else None
    return of, result_permits.eyes(actor, of, seat)


def _viewed(
    of: Assessed, viewer: Eyes, instrument: Instrument, known: tuple[Mapping[str, carrying.Levels], MaturityResult]
) -> Viewed:
    answers, kept = known
    stages, edition = result_permits.stages_seen(viewer, of), edition_of(of)
    values: Values = carrying.values(stages, answers) if answers else kept.values
    own = answers.get(carrying.SELF, {})
    reckoned = reckon(instrument, values)
    return Viewed(
        of=of,
        eyes=viewer,
        instrument=instrument,
        edition=edition,
        stage=carrying.newest(stages, answers) if answers else kept.stage,
        at=kept.at,
        values=values,
        reckoned=reckoned,
        judged=predicates.predicate(instrument, edition, reckoned.index),
        self_values=own,
        self_reckoned=reckon(instrument, own) if own else None,
        group=alike(of),
    )


def alike(of: Assessed) -> comparing.Group | None:
    """Agencies alike in the newest published year; None where the kind of the agency is in no table."""
    found = comparing.alike(published.published(), newest_year(), of.kind, of.province)
    return found if found.rows else None


def newest_year() -> int:
    """The newest year of which results are published."""
    return max(one.year for one in published.published())
