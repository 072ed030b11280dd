"""Deliverables as a reader sees them: the public library, and what belongs to a programme that they read."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from sqlalchemy import Connection

from simpul.cooperation.actions.meetings import readable
from simpul.cooperation.actions.standing import standing
from simpul.cooperation.model.programmes import Standing
from simpul.cooperation.model.project_refusals import DeliverableUnknown, FileGone
from simpul.cooperation.model.projects import Deliverable, DeliverableFile, Project
from simpul.cooperation.rules import permits
from simpul.cooperation.store import deliverables as store
from simpul.cooperation.store import projects
from simpul.kernel.actor import Actor
from simpul.kernel.errors import allows
from simpul.kernel.platform import Platform


@dataclass(frozen=True, slots=True)
class DeliverableSeen:
    """A deliverable with its project and files; `removed`: files taken out, for who keeps the programme."""

    deliverable: Deliverable
    project: Project
    files: tuple[DeliverableFile, ...]
    removed: tuple[DeliverableFile, ...]
    reads: bool
    keeps: bool

    @property
    def year(self) -> int:
        """The year of the hand-over; of the project where no source states the day."""
        return self.deliverable.on.year if self.deliverable.on else self.project.year


@dataclass(frozen=True, slots=True)
class ResultsWanted:
    """Which results the library shows; empty for any. `language`: with a file in it."""

    kind: str = ""
    programme: str = ""
    year: str = ""
    language: str = ""
    q: str = ""


def listed(platform: Platform, actor: Actor, wanted: ResultsWanted) -> list[DeliverableSeen]:
    """The public deliverables, and those of programmes that this reader reads, the newest year first, as wanted."""
    with platform.database.reading() as unit:
        connection = unit.connection
        who = standing(connection, actor, unit.clock.now())
        found = {one.id: one for one in store.public_ones(connection)}
        for code in readable(connection, who):
            found.update({one.id: one for one in store.of_programme(connection, code)})
        seen = _seen(connection, who, list(found.values()))
    fit = [one for one in seen if _fits(one, wanted)]
    return sorted(fit, key=lambda one: (-one.year, one.deliverable.title["id"]))


def _seen(connection: Connection, who: Standing, found: Sequence[Deliverable]) -> list[DeliverableSeen]:
    of = projects.some(connection, {one.project for one in found})
    held = store.files_of(connection, [one.id for one in found], removed=True)
    seen = []
    for one in found:
        there = tuple(each for each in held[one.id] if each.removed_at is None)
        keeps = allows(permits.permit_keep, who, one.programme)
        gone = tuple(each for each in held[one.id] if each.removed_at is not None) if keeps else ()
        reads = allows(permits.permit_read, who, one.programme)
        seen.append(DeliverableSeen(one, of[one.project], there, gone, reads, keeps))
    return seen


def _fits(one: DeliverableSeen, wanted: ResultsWanted) -> bool:
    given = one.deliverable
    said = [*given.title.values(), *(given.summary or {}).values(), *one.project.title.values()]
    said += [word for each in given.became for word in each.name.values()]
    fits = (
        wanted.kind in ("", given.kind.value),
        wanted.programme in ("", given.programme),
        wanted.year in ("", str(one.year)),
        wanted.language == "" or any(each.language == wanted.language for each in one.files),
        wanted.q.casefold() in " ".join(said).casefold(),
    )
    return all(fits)


def seen(platform: Platform, actor: Actor, id: UUID) -> DeliverableSeen:
    """One deliverable; DeliverableUnknown unless it is public or the reader reads its programme."""
    with platform.database.reading() as unit:
        who = standing(unit.connection, actor, unit.clock.now())
        return _seen(unit.connection, who, [deliverable_for(unit.connection, who, id)])[0]


def deliverable_for(connection: Connection, who: Standing, id: UUID, *, to_change: bool = False) -> Deliverable:
    """The deliverable as somebody may see it; DeliverableUnknown."""
    one = store.get(connection, id, to_change=to_change)
    if one is None or not (one.public or allows(permits.permit_read, who, one.programme)):
        raise DeliverableUnknown()
    return one


def content(platform: Platform, actor: Actor, file: UUID) -> tuple[DeliverableFile, bytes]:
    """A file of the library and its bytes, which are those of its digest; FileGone, DeliverableUnknown."""
    with platform.database.reading() as unit:
        one = store.file(unit.connection, file)
        if one is None or one.removed_at is not None:
            raise FileGone()
        deliverable_for(unit.connection, standing(unit.connection, actor, unit.clock.now()), one.deliverable)
    held = platform.files.read(one.file)
    if sha256(held).hexdigest() != one.sha256:
        raise FileGone()
    return one, held
