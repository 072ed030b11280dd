"""Files of reports at the desk: sent, looked at, their columns chosen, taken in or thrown away, taken back."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import Connection

from simpul.disaster.actions.import_work import examined
from simpul.disaster.model import Report
from simpul.disaster.model.import_refusals import ImportElsewhere, ImportMissing, ImportTooLarge
from simpul.disaster.model.imports import FILE_MOST, ImportFlaw, ImportPage, ImportState, ReportImport
from simpul.disaster.rules.hazards import hazard_of
from simpul.disaster.rules.importing import columns, reports
from simpul.disaster.rules.importing import reading as files
from simpul.disaster.store import imports as store
from simpul.kernel.actor import Actor
from simpul.kernel.database.unit import Unit
from simpul.kernel.platform import Platform

PER_PAGE = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """How a file is to be read: whose numbers it bears, what its rows report that name no hazard, what is true of all."""

    source: str
    hazard: str = "flood"
    checked: bool = False
    training: bool = False


def send(platform: Platform, actor: Actor, content: bytes, *, name: str, asked: Asked) -> UUID:
    """The id of the import that waits to be checked; what is wrong with the file, or with what was asked, otherwise."""
    reports.permit_imports(actor)
    if len(content) > FILE_MOST:
        raise ImportTooLarge(megabytes=FILE_MOST // 1024**2)
    source, hazard = reports.source(asked.source), hazard_of(asked.hazard).slug
    sheet = files.read(content)
    with platform.database.writing(actor) as unit:
        one = ReportImport(
            id=unit.ids.new(),
            at=unit.clock.now(),
            by=actor.id,
            by_name=actor.name,
            agency=actor.agency or "",
            region=actor.region,
            file=reports.file_name(name),
            size=len(content),
            kind=sheet.kind,
            state=ImportState.CHECKING,
            heads=sheet.heads,
            columns=columns.guessed(sheet.heads),
            source=source,
            hazard=hazard,
            checked=asked.checked,
            training=asked.training,
            rows=len(sheet.lines),
        )
        store.begin(unit.connection, one, content)
        unit.audit("disaster.import.send", subject=str(one.id), after={"rows": one.rows, "kind": one.kind})
    return one.id


def imports(platform: Platform, actor: Actor, page: int) -> ImportPage:
    """A page of what agencies of the actor's region sent, the newest first."""
    reports.permit_imports(actor)
    with platform.database.reading() as unit:
        return store.listed(unit.connection, actor.region, page, PER_PAGE)


@dataclass(frozen=True, slots=True)
class Seen:
    """An import with what is wrong in it, and the first rows of its file as they stand there."""

    one: ReportImport
    flaws: ImportPage
    reasons: tuple[tuple[str, str, int], ...]
    first: tuple[tuple[files.Line, Report | ImportFlaw | None], ...]
    """Each with what would become of it: a report, a flaw, or nothing where its report is there already."""


def seen(platform: Platform, actor: Actor, id: UUID, *, flaws: tuple[int, int] = (1, 50), first: int = 8) -> Seen:
    """The import as its officers see it, with this page of so many flaws; ImportMissing."""
    with platform.database.reading() as unit:
        one = _found(unit.connection, actor, id)
        wrong = store.flaws_of(unit.connection, id, *flaws)
        why = tuple(store.reasons(unit.connection, id))
        content = store.content_of(unit.connection, id) if one.state is ImportState.READY and first else None
        lines = files.read(content).lines[:first] if content and one.counts.keys() - {"flawed"} else ()
        become = examined(platform, unit, one, lines, set())
    return Seen(one, wrong, why, tuple(zip(lines, become, strict=True)))


def arrange(platform: Platform, actor: Actor, id: UUID, *, given: Mapping[str, str], asked: Asked) -> None:
    """The file is checked again with these columns; ColumnMissing, SourceMissing, HazardUnknown, ImportElsewhere."""
    source, hazard = reports.source(asked.source), hazard_of(asked.hazard).slug
    with platform.database.writing(actor) as unit:
        one = _claimed(unit, actor, id)
        reports.may_take(one)
        values = {"columns": columns.chosen(one.heads, given), "source": source, "hazard": hazard}
        flags = {"checked": asked.checked, "training": asked.training}
        store.clear_flaws(unit.connection, id)
        store.next_step(unit.connection, id, ImportState.CHECKING, counts={}, **values, **flags)
        unit.audit("disaster.import.arrange", subject=str(id), after={**flags, "hazard": hazard})


def take(platform: Platform, actor: Actor, id: UUID) -> None:
    """The import's sound rows become reports, from now on, in the background; ImportElsewhere."""
    with platform.database.writing(actor) as unit:
        one = _claimed(unit, actor, id)
        reports.may_take(one)
        columns.chosen(one.heads, one.columns)
        store.next_step(unit.connection, id, ImportState.TAKING, by=actor.id, by_name=actor.name)
        unit.audit("disaster.import.take", subject=str(id), after={"rows": one.rows, "checked": one.checked})


def discard(platform: Platform, actor: Actor, id: UUID) -> None:
    """Nothing of the file is kept but that it was sent; ImportElsewhere once it is taken in."""
    with platform.database.writing(actor) as unit:
        one = _claimed(unit, actor, id)
        if one.state not in (ImportState.READY, ImportState.CHECKING, ImportState.FAILED):
            raise ImportElsewhere()
        store.clear_flaws(unit.connection, id)
        store.change(unit.connection, id, state=ImportState.DISCARDED.value, content=None)
        unit.audit("disaster.import.discard", subject=str(id))


def undo(platform: Platform, actor: Actor, id: UUID) -> None:
    """The import's reports are hidden, from now on, but for those that somebody did something about since.

    ImportElsewhere, ImportUndoTooLate.
    """
    with platform.database.writing(actor) as unit:
        one = _claimed(unit, actor, id)
        reports.may_undo(one, unit.clock.now())
        store.next_step(unit.connection, id, ImportState.UNDOING, undone_at=unit.clock.now())
        unit.audit("disaster.import.undo", subject=str(id))


def _found(connection: Connection, actor: Actor, id: UUID, *, lock: bool = False) -> ReportImport:
    one = store.find(connection, id, lock=lock)
    if one is None:
        raise ImportMissing()
    reports.permit_import(actor, one)
    return one


def _claimed(unit: Unit, actor: Actor, id: UUID) -> ReportImport:
    return _found(unit.connection, actor, id, lock=True)


def operator(platform: Platform, source: str) -> Actor:
    """Who a command of this node's operator acts as: an officer of the node's own agency and region."""
    settings = platform.settings
    node = replace(Actor.SYSTEM, agency=settings.agency_code or settings.node, region=settings.region or None)
    return replace(node, name=source or settings.agency, roles=frozenset({"disaster.officer"}))
