"""Deliverables written down, changed, published, with what they became and their files, by who keeps the programme."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import sha256
from uuid import UUID

from simpul.cooperation.actions.deliverables import deliverable_for
from simpul.cooperation.actions.meetings import today_of
from simpul.cooperation.actions.projects import project_for
from simpul.cooperation.actions.standing import standing
from simpul.cooperation.model.project_refusals import (
    BecameTooMany,
    DeliverableChanged,
    FileGone,
    FileLanguageWrong,
    FilesTooMany,
    FileTwice,
)
from simpul.cooperation.model.projects import Became, Deliverable, DeliverableFile
from simpul.cooperation.rules import projects as rules
from simpul.cooperation.rules import projects_files
from simpul.cooperation.rules.programmes import TONGUES
from simpul.cooperation.store import deliverables as store
from simpul.kernel.actor import Actor
from simpul.kernel.database import Unit
from simpul.kernel.platform import Platform

FILES_MOST = 30


@dataclass(frozen=True, slots=True)
class FileGiven:
    """A file as a form gives it."""

    language: str
    name: str
    content: bytes


def deliver(platform: Platform, actor: Actor, project: UUID, *, new: Deliverable) -> Deliverable:
    """The deliverable is on record, with the project; DeliverableTitleMissing, DeliverableDayWrong, NotYourProgramme."""
    with platform.database.writing(actor) as unit:
        now = unit.clock.now()
        who = standing(unit.connection, actor, now)
        of = project_for(unit.connection, who, project)
        rules.permit_deliver(who, of.programme)
        fit = rules.checked_deliverable(replace(new, project=of.id, programme=of.programme, became=()), today_of(now))
        fit = replace(fit, id=unit.ids.new(), version=1, synthetic=of.synthetic, inferred=())
        store.add(unit.connection, fit, now)
        unit.audit("cooperation.deliverable.deliver", subject=str(fit.id), after={"kind": fit.kind.value})
    return fit


def change(platform: Platform, actor: Actor, *, new: Deliverable) -> Deliverable:
    """What is said of it is as `new` says, and whether it is public; its links stay. DeliverableChanged."""

    def as_said(known: Deliverable) -> Deliverable:
        left = tuple(one for one in known.inferred if getattr(known, one, None) == getattr(new, one, None))
        kept = {"project": known.project, "programme": known.programme, "became": known.became}
        return replace(new, **kept, synthetic=known.synthetic, inferred=left)  # type: ignore[arg-type]

    return _changed(platform, actor, (new.id, new.version), "change", as_said)


def lead(platform: Platform, actor: Actor, saw: tuple[UUID, int], *, to: Became) -> Deliverable:
    """The deliverable says that its subject is served at that place; BecameWrong, BecameTooMany, DeliverableChanged."""
    fit = rules.became(to)

    def with_it(known: Deliverable) -> Deliverable:
        left = tuple(one for one in known.became if one.where != fit.where)
        if len(left) >= rules.BECAME_MOST:
            raise BecameTooMany()
        return replace(known, became=(*left, fit))

    return _changed(platform, actor, saw, "lead", with_it)


def unlead(platform: Platform, actor: Actor, saw: tuple[UUID, int], *, where: str) -> Deliverable:
    """The deliverable does not lead there any more."""

    def without(known: Deliverable) -> Deliverable:
        return replace(known, became=tuple(one for one in known.became if one.where != where))

    return _changed(platform, actor, saw, "unlead", without)


def _changed(
    platform: Platform, actor: Actor, saw: tuple[UUID, int], verb: str, change: Callable[[Deliverable], Deliverable]
) -> Deliverable:
    with platform.database.writing(actor) as unit:
        known = _to_change(unit, saw[0])
        if known.version != saw[1]:
            raise DeliverableChanged()
        now = unit.clock.now()
        fit = replace(rules.checked_deliverable(change(known), today_of(now)), version=known.version + 1)
        store.keep(unit.connection, fit, now)
        after = {"version": fit.version, "public": fit.public}
        unit.audit(f"cooperation.deliverable.{verb}", subject=str(fit.id), after=after)
    return fit


def _to_change(unit: Unit, id: UUID) -> Deliverable:
    who = standing(unit.connection, unit.actor, unit.clock.now())
    known = deliverable_for(unit.connection, who, id, to_change=True)
    rules.permit_deliver(who, known.programme)
    return known


def permit(platform: Platform, actor: Actor, id: UUID) -> None:
    """Who keeps the deliverable's programme; DeliverableUnknown, ProgrammeUnknown, NotYourProgramme."""
    with platform.database.reading() as unit:
        who = standing(unit.connection, actor, unit.clock.now())
        rules.permit_deliver(who, deliverable_for(unit.connection, who, id).programme)


def permit_programme(platform: Platform, actor: Actor, programme: str) -> None:
    """Who keeps the programme; ProgrammeUnknown, NotYourProgramme."""
    with platform.database.reading() as unit:
        rules.permit_deliver(standing(unit.connection, actor, unit.clock.now()), programme)


def add_file(platform: Platform, actor: Actor, id: UUID, *, given: FileGiven) -> DeliverableFile:
    """The file is in the library with its digest; FileStrange, FileLies, FileTwice, FilesTooMany, FileLanguageWrong."""
    permit(platform, actor, id)  # before the bytes are looked at
    if given.language not in TONGUES:
        raise FileLanguageWrong()
    found = projects_files.found(given.content, given.name)
    digest = sha256(given.content).hexdigest()
    with platform.database.writing(actor) as unit:
        _to_change(unit, id)
        there = store.files_of(unit.connection, [id])[id]
        if any(one.sha256 == digest and one.language == given.language for one in there):
            raise FileTwice()
        if len(there) >= FILES_MOST:
            raise FilesTooMany()
        name = platform.files.put(given.content, found.suffix)
        new = DeliverableFile(
            unit.ids.new(),
            id,
            given.language,
            name,
            found.name,
            len(given.content),
            digest,
            unit.clock.now(),
            found.media,
            actor.name,
        )
        store.add_file(unit.connection, new)
        after = {"deliverable": str(id), "language": given.language, "sha256": digest}
        unit.audit("cooperation.deliverable.add_file", subject=str(new.id), after=after)
    return new


def remove_file(platform: Platform, actor: Actor, file: UUID) -> DeliverableFile:
    """The file is out of the library; its bytes stay, so that this can be taken back. FileGone."""
    return _filed(platform, actor, file, out=True)


def restore_file(platform: Platform, actor: Actor, file: UUID) -> DeliverableFile:
    """The file is back in the library; FileGone."""
    return _filed(platform, actor, file, out=False)


def _filed(platform: Platform, actor: Actor, file: UUID, *, out: bool) -> DeliverableFile:
    with platform.database.writing(actor) as unit:
        one = store.file(unit.connection, file)
        if one is None:
            raise FileGone()
        _to_change(unit, one.deliverable)
        store.remove_file(unit.connection, file, unit.clock.now() if out else None)
        verb = "remove_file" if out else "restore_file"
        unit.audit(f"cooperation.deliverable.{verb}", subject=str(file), after={"deliverable": str(one.deliverable)})
    return one
