"""Evidence added as file, link or measurement, removed, taken back, erased when due."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from sqlalchemy import Connection

from simpul.kernel.actor import Actor
from simpul.kernel.database import Unit
from simpul.kernel.errors import Refusal
from simpul.kernel.platform import Platform
from simpul.maturity.actions import measuring
from simpul.maturity.actions.entering import Entered, entered
from simpul.maturity.actions.evidence import looked_for, seen_of, shown
from simpul.maturity.model.editions import EditionState
from simpul.maturity.model.evidence import (
    KEPT,
    MOST,
    UNDONE_WITHIN,
    Evidence,
    EvidenceKind,
    EvidencePlace,
    EvidenceSaid,
    FileSent,
)
from simpul.maturity.model.evidence_refusals import EvidenceTooMuch, EvidenceTwice, MeasurementUnknown
from simpul.maturity.model.instruments import Instrument
from simpul.maturity.model.maturity_refusals import AssessmentUnknown, EditionNotOpen, IndicatorUnknown
from simpul.maturity.rules import evidence_files
from simpul.maturity.rules import evidence_permits as permits
from simpul.maturity.store import evidence as store


def why_not(platform: Platform, actor: Actor, at: EvidencePlace) -> Refusal | None:
    """Why the actor cannot add evidence to the indicator now; None where they can. AssessmentUnknown."""
    with platform.database.reading() as unit:
        try:
            _permitted(unit.connection, actor, at)
        except AssessmentUnknown:
            raise
        except Refusal as refusal:
            return refusal
    return None


def _permitted(connection: Connection, actor: Actor, at: EvidencePlace) -> Entered:
    """The assessment, where the actor may change the indicator's evidence now; else the refusal that says why not."""
    found = entered(connection, actor, at.assessment)
    if at.indicator not in found.indicators:
        raise IndicatorUnknown(indicator=at.indicator[:20])
    permits.permit_change(_side(connection, found, at.indicator), found.row, at.indicator)
    if found.edition.state is not EditionState.PUBLISHED:
        raise EditionNotOpen()
    return found


def _side(connection: Connection, found: Entered, indicator: str) -> str:
    return permits.side_of(found.who, store.responds(connection, found.id, indicator, found.actor.id))


def add_file(platform: Platform, actor: Actor, at: EvidencePlace, sent: FileSent, said: EvidenceSaid) -> Evidence:
    """The file serves the level from now on; else what is wrong with it, with what is said of it, or with the time.

    A file that evidence of the assessment holds and that is gone from the disk is there again, whatever the stage.
    """
    if (there := _sent_again(platform, actor, at.assessment, sent)) is not None:
        return there
    with platform.database.reading() as unit:
        found = _permitted(unit.connection, actor, at)
    what = evidence_files.found(sent.content, sent.name)
    said = said if said.title else replace(said, title=what.name.rpartition(".")[0])
    about = {"name": what.name, "media": what.media, "size": sent.content.seek(0, 2)}
    new = _new(platform, found, at, said, {**about, "digest": evidence_files.digest(sent.content)})
    with platform.database.writing(actor) as unit:
        store.hold_file(unit.connection, new.digest)
        if store.same_file(unit.connection, new) is not None:
            raise EvidenceTwice()
        return _add(unit, replace(new, file=platform.files.keep(sent.content, what.suffix)))


def _sent_again(platform: Platform, actor: Actor, assessment: UUID, sent: FileSent) -> Evidence | None:
    """The evidence whose missing file this is, with the file back on the disk; None for any other file."""
    digest = evidence_files.digest(sent.content)
    with platform.database.writing(actor) as unit:
        found = entered(unit.connection, actor, assessment)
        mine = store.of_digest(unit.connection, assessment, digest)
        gone = [one for one in seen_of(unit.connection, found, mine) if not looked_for(platform, one).there]
        if not gone:
            unit.unaudited("nothing was changed")
            return None
        store.hold_file(unit.connection, digest)
        platform.files.keep(sent.content, gone[0].file.rpartition(".")[2])
        unit.audit("maturity.evidence.sent_again", subject=str(gone[0].id), after=_told(gone[0]))
    return gone[0]


def add_link(platform: Platform, actor: Actor, at: EvidencePlace, link: str, said: EvidenceSaid) -> Evidence:
    """The address serves the level from now on; EvidenceLinkWrong and what else is wrong."""
    with platform.database.reading() as unit:
        found = _permitted(unit.connection, actor, at)
    new = _new(platform, found, at, said, {"kind": EvidenceKind.LINK, "link": permits.address(link)})
    with platform.database.writing(actor) as unit:
        return _add(unit, new)


def add_measured(platform: Platform, actor: Actor, at: EvidencePlace, key: str, said: EvidenceSaid) -> Evidence:
    """What is measured at this moment serves the level from now on, with its query and time; MeasurementUnknown."""
    with platform.database.reading() as unit:
        found = _permitted(unit.connection, actor, at)
        measured = measuring.measure(platform, unit.connection, found.row.agency, frozenset({key}))
    if not measured:
        raise MeasurementUnknown()
    said = said if said.title else replace(said, title=measured[0].title.id)
    new = _new(platform, found, at, said, {"kind": EvidenceKind.MEASURED, "measured": measured[0]})
    with platform.database.writing(actor) as unit:
        return _add(unit, new)


def _new(platform: Platform, found: Entered, at: EvidencePlace, said: EvidenceSaid, more: Mapping[str, object]) -> Evidence:
    """The evidence as it would be kept; refused where what is said of it will not do."""
    permits.permit_said(said, whole_levels(found.instrument))
    values: dict[str, object] = {"kind": EvidenceKind.FILE, **more}
    return Evidence(
        id=platform.ids.new(),
        assessment=at.assessment,
        stage=found.row.stage,
        indicator=at.indicator,
        level=said.level,
        title=said.title,
        at=platform.clock.now(),
        evidence_key=said.evidence_key[:60],
        note=said.note,
        by=found.actor.id,
        by_name=found.actor.name,
        **values,  # type: ignore[arg-type]
    )


def whole_levels(instrument: Instrument) -> frozenset[int]:
    """The whole levels of the instrument's scale: those that have a criterion."""
    low, high = instrument.scale.min, instrument.scale.max
    return frozenset(range(-(-low.numerator // low.denominator), int(high) + 1))


def _add(unit: Unit, new: Evidence) -> Evidence:
    """It is kept, if the indicator takes it still: nobody submits or closes meanwhile."""
    store.hold(unit.connection, new.assessment)
    row = _permitted(unit.connection, unit.actor, EvidencePlace(new.assessment, new.indicator)).row
    if store.counts(unit.connection, new.assessment).get(new.indicator, 0) >= MOST:
        raise EvidenceTooMuch(most=MOST)
    kept = replace(new, stage=row.stage)
    store.add(unit.connection, kept)
    unit.audit("maturity.evidence.added", subject=str(new.id), after=_told(kept))
    unit.ring("maturity")
    return kept


def remove(platform: Platform, actor: Actor, id: UUID) -> Evidence:
    """It is removed, and can be taken back for 30 days; EvidenceNotYours, -Closed, -Unknown, EditionNotOpen."""
    with platform.database.writing(actor) as unit:
        one = _changing(unit, actor, id)
        if one.removed_at is None:
            store.set_removed(unit.connection, id, unit.clock.now(), actor.name)
        unit.audit("maturity.evidence.removed", subject=str(id), before=_told(one))
        unit.ring("maturity")
    return one


def undo(platform: Platform, actor: Actor, id: UUID) -> Evidence:
    """It is back; EvidenceUndoneTooLate, and as `remove`."""
    with platform.database.writing(actor) as unit:
        one = _changing(unit, actor, id)
        permits.permit_undo(one, unit.clock.now())
        store.set_removed(unit.connection, id, None, "")
        unit.audit("maturity.evidence.restored", subject=str(id), after=_told(one))
        unit.ring("maturity")
    return one


def _changing(unit: Unit, actor: Actor, id: UUID) -> Evidence:
    """The evidence, locked, where the actor's side may take it away or back."""
    one, _ = shown(unit.connection, actor, id)
    store.hold(unit.connection, one.assessment)
    found = entered(unit.connection, actor, one.assessment)
    side = _side(unit.connection, found, one.indicator)
    permits.permit_remove(side, found.row, one, store.assessors(unit.connection, found.row.edition, found.row.agency))
    if found.edition.state is not EditionState.PUBLISHED:
        raise EditionNotOpen()
    return store.get(unit.connection, id, to_change=True) or one


def _told(one: Evidence) -> dict[str, object]:
    at = {"assessment": str(one.assessment), "indicator": one.indicator, "level": one.level}
    return {**at, "kind": one.kind.value, "digest": one.digest}


def forget(platform: Platform) -> None:
    """Evidence removed over 30 days ago, or of editions closed ten years ago, is erased, and files that nothing holds."""
    with platform.database.writing() as unit:
        unit.unaudited("erasing what is due is announced beforehand, in the tables' own description")
        now = unit.clock.now()
        for name in store.due(unit.connection, now - UNDONE_WITHIN, now - KEPT):
            store.hold_file(unit.connection, name.partition(".")[0])
            if not store.is_held(unit.connection, name):
                platform.files.remove(name)
