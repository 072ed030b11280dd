"""An edition with one agency, the people of its evaluation, and the way from one stage to the next, by what people do.

ENTRY, RESPONDENT and LEADER are of Teluk Bintuni (8205), FIRST and SECOND assess it, REVIEWER reviews, MINISTRY leads.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from fractions import Fraction
from uuid import UUID

from simpul.kernel.actor import Actor
from simpul.kernel.platform import Platform
from simpul.maturity.actions import answering, finalising, harmonising, objecting, opening, reviewing, submitting
from simpul.maturity.model.assessing import Finding, Said, Saying
from simpul.maturity.model.editions import Assignment, Edition, EditionState, Participant
from simpul.maturity.model.instruments import Basis
from simpul.maturity.rules.law_instruments import instrument
from simpul.maturity.store import answers, assessments, assignments, editions, participants

HOME = "ID/GOV/8205/SPBE"
ENTRY = Actor(UUID(int=1), "Entri", HOME, "92.06", frozenset({"maturity.entry"}))
RESPONDENT = Actor(UUID(int=2), "Responden", HOME, "92.06", frozenset({"maturity.respondent"}))
LEADER = Actor(UUID(int=3), "Pimpinan", HOME, "92.06", frozenset({"maturity.leader"}))
FIRST = Actor(UUID(int=4), "Asesor Satu", "ID/COM/UNIVERSITAS-CONTOH", "", frozenset({"maturity.assessor"}))
SECOND = Actor(UUID(int=5), "Asesor Dua", "ID/COM/INSTITUT-CONTOH", "", frozenset({"maturity.assessor"}))
REVIEWER = Actor(UUID(int=6), "Penelaah", "ID/GOV/2060/PORTAL", "", frozenset({"maturity.reviewer"}))
MINISTRY = Actor(UUID(int=7), "Kementerian", "ID/GOV/2060/PORTAL", "", frozenset({"maturity.ministry"}))
STRANGER = Actor(UUID(int=8), "Entri Lain", "ID/GOV/6000/SPBE", "31", frozenset({"maturity.entry", "maturity.leader"}))
OTHER_ASSESSOR = Actor(UUID(int=9), "Asesor Lain", "ID/COM/LAIN", "", frozenset({"maturity.assessor"}))
EVERYBODY = {
    "entry": ENTRY,
    "respondent": RESPONDENT,
    "leader": LEADER,
    "first": FIRST,
    "second": SECOND,
    "reviewer": REVIEWER,
    "ministry": MINISTRY,
    "stranger": STRANGER,
    "other assessor": OTHER_ASSESSOR,
    "nobody": Actor.ANONYMOUS,
}
ALL_STAGES = ("self", "document", "interview", "visit", "review", "objection", "final")
NOW = datetime(2026, 11, 26, 3, tzinfo=UTC)
WHY = "Diperiksa terhadap bukti dukung."


def edition(
    platform: Platform, *, key: str = "2024", code: str = "SPBE-2020", stages: Sequence[str] = ALL_STAGES
) -> Edition:
    """A published edition with Teluk Bintuni and its assessors."""
    made = Edition(key, int(key[:4]), code, f"Evaluasi {key}", Basis.EXACT, tuple(stages), state=EditionState.PUBLISHED)
    with platform.database.writing() as unit:
        unit.unaudited("a test")
        editions.add(unit.connection, made, NOW)
        one = Participant(key, "8205", "Pemerintah Kab. Teluk Bintuni", "Kabupaten", "Papua Barat", "92.06", True)
        participants.add(unit.connection, [one])
        seats = ((1, FIRST), (2, SECOND), (3, REVIEWER))
        seated = [
            Assignment(unit.ids.new(), key, "8205", seat, who.id or UUID(int=0), who.name, who.agency or "", NOW)
            for seat, who in seats
        ]
        assignments.add(unit.connection, seated)
    return made


def opened(platform: Platform, **more: object) -> UUID:
    """An assessment that its data-entry officer has opened."""
    made = edition(platform, **more)  # type: ignore[arg-type]
    return opening.open_(platform, ENTRY, edition=made.key, agency="8205")


def said(level: int | str | None, *, why: str = WHY, facts: str = "Ada kebijakan.") -> Said:
    """An answer of this level with every criterion up to it."""
    exact = None if level is None else Fraction(level)
    return Said(exact, tuple(range(1, int(exact or 0) + 1)), facts, "Sesuai kriteria.", why)


def answer(platform: Platform, who: Actor, id: UUID, values: Mapping[str, int | str | None]) -> None:
    """The indicators are answered with these levels, as the next version of whatever stands."""
    for indicator, level in values.items():
        before = answering.sheet(platform, who, id, indicator=indicator).answer
        version = before.version if before else 0
        answering.keep(platform, who, id, Saying(indicator, said(level), version))


def numbers(code: str = "SPBE-2020") -> list[str]:
    """The indicators of the instrument."""
    return [node.key for node in instrument(code).indicators]


def fill(platform: Platform, id: UUID, stage: str, seat: int, level: int | str = 3) -> None:
    """Every indicator has this level at a stage from a seat, without anybody's typing."""
    from simpul.maturity.model.assessing import Answer

    with platform.database.writing() as unit:
        unit.unaudited("a test")
        row = assessments.get(unit.connection, id)
        assert row is not None
        found = editions.get(unit.connection, row.edition)
        assert found is not None
        for indicator in numbers(found.instrument):
            new = Answer(stage, seat, indicator, 1, said(level), None, "Uji", unit.clock.now())
            answers.add(unit.connection, id, new)


def to_stage(platform: Platform, id: UUID, stage: str) -> None:
    """The assessment is at this stage, open, with all indicators at level 3, carried there by what people do."""
    while (row := opening.one(platform, MINISTRY, id).row).stage != stage:
        _STEPS[row.stage](platform, id)


def _self(platform: Platform, id: UUID) -> None:
    fill(platform, id, "self", 0)
    submitting.submit(platform, ENTRY, id, unfilled_too=True)
    submitting.sign(platform, LEADER, id)


def _document(platform: Platform, id: UUID) -> None:
    for seat, who in ((1, FIRST), (2, SECOND)):
        fill(platform, id, "document", seat)
        submitting.submit(platform, who, id)
    harmonising.close(platform, FIRST, id)
    submitting.confirm(platform, SECOND, id)


def _talk(platform: Platform, id: UUID) -> None:
    submitting.submit(platform, FIRST, id)
    submitting.confirm(platform, SECOND, id)


def _review(platform: Platform, id: UUID) -> None:
    code = opening.one(platform, MINISTRY, id).instrument
    reviewing.judge(platform, REVIEWER, id, indicators=tuple(numbers(code)), given=Finding("valid"))
    reviewing.accept(platform, REVIEWER, id)


def _objection(platform: Platform, id: UUID) -> None:
    objecting.done(platform, LEADER, id)
    objecting.close(platform, FIRST, id)


_STEPS = {
    "self": _self,
    "document": _document,
    "interview": _talk,
    "visit": _talk,
    "review": _review,
    "objection": _objection,
}


def finished(platform: Platform, **more: object) -> UUID:
    """An assessment that is final."""
    made = opened(platform, **more)
    to_stage(platform, made, "final")
    finalising.finalise(platform, MINISTRY, made)
    return made
