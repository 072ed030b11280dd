"""A row of an import as the report it becomes, and who may send, take in and take back such files."""

import hashlib
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from simpul.disaster.model import Decision, Report, Source, Status, Where
from simpul.disaster.model.import_refusals import ImportElsewhere, ImportMissing, ImportUndoTooLate, SourceMissing
from simpul.disaster.model.imports import SOURCE_MOST, UNDONE_WITHIN, ImportRow, ImportState, ReportImport
from simpul.disaster.rules import desk, drafts
from simpul.disaster.rules.hazards import hazard_of
from simpul.disaster.rules.importing.reading import Line
from simpul.disaster.rules.severity import severity
from simpul.kernel.actor import Actor

NAME_MOST = 120
APART_M = 25_000
"""A report that an officer moved farther than this is another one."""
TAKEN_BACK = "Impor berkas dibatalkan"
"""What the history of a report says whose file was taken back; officers read it, and so it is in their language."""


def permit_imports(actor: Actor) -> None:
    """Nothing, for an officer on duty; OfficerOnly otherwise."""
    desk.permit_desk(actor)


def permit_import(actor: Actor, one: ReportImport) -> None:
    """Nothing, for an officer of the agency that sent the file, or of one that answers for its region; ImportMissing."""
    permit_imports(actor)
    if not desk.answers_for(actor, one.region or ""):
        raise ImportMissing()


def source(given: str) -> str:
    """Whose numbers the rows bear, as it is kept; SourceMissing."""
    kept = drafts.words(" ".join(given.split()))
    if not kept or len(kept) > SOURCE_MOST:
        raise SourceMissing(most=SOURCE_MOST)
    return kept


def file_name(given: str) -> str:
    """The file's name without its folders, as it is shown; a dash for none."""
    return (
        drafts.words(" ".join(given.replace("\x00", "").replace("\\", "/").rsplit("/", 1)[-1].split()))[:NAME_MOST] or "–"
    )


def may_take(one: ReportImport) -> None:
    """Nothing, when the import can be taken in as it stands; ImportElsewhere."""
    if one.state is not ImportState.READY:
        raise ImportElsewhere()


def may_undo(one: ReportImport, now: datetime) -> None:
    """Nothing, when it can be taken back; ImportElsewhere, ImportUndoTooLate after an hour."""
    if one.state is not ImportState.TAKEN or one.taken_at is None:
        raise ImportElsewhere()
    if now - one.taken_at > UNDONE_WITHIN:
        raise ImportUndoTooLate()


def own_name(row: ImportRow, line: Line) -> str:
    """The row's name at its source: the number it bears, else a digest of all its cells."""
    return row.own or "#" + hashlib.sha256("\x1f".join(line.cells).encode()).hexdigest()[:32]


def form_of(one: ReportImport, own: str) -> UUID:
    """The form of the row of this name: the same in every file of the same source of the same agency."""
    name = "\x1f".join(("disaster.import", one.agency, one.source.casefold(), own))
    return UUID(bytes=hashlib.sha256(name.encode()).digest()[:16], version=5)


def same(row: ImportRow, hazard: str, longitude: float, latitude: float) -> bool:
    """Whether the report that has the row's name already can be what the row tells of."""
    return row.hazard == hazard and drafts.distance_m((row.longitude, row.latitude), (longitude, latitude)) <= APART_M


def report_of(one: ReportImport, row: ImportRow, where: Where, made: tuple[UUID, int, datetime]) -> Report:
    """The report that the row becomes: it tells of its own time, and is live no longer than a report of that time is.

    `made`: its id, its number, and now. Verified where the office says that it has checked them.
    """
    report, number, now = made
    hazard = hazard_of(row.hazard)
    return Report(
        id=report,
        number=number,
        hazard=row.hazard,
        reported_at=row.at,
        where=where,
        card=row.card,
        severity=severity(hazard, row.card),
        status=Status.VERIFIED if one.checked else Status.UNVERIFIED,
        source=Source.IMPORT,
        form_id=form_of(one, row.own),
        live_until=row.at + hazard.live_for if hazard.listed else row.at,
        changed_at=now,
        text=row.text or None,
        title=row.title[:200] or None,
        training=one.training,
        external=None if row.own.startswith("#") else f"import:{one.agency}:{one.source}:{row.own}"[:300],
        decision=Decision(now, one.by) if one.checked else None,
    )


def taken_back(report: Report, one: ReportImport, now: datetime, form: UUID) -> Report:
    """The report, hidden, and its name free for the same row of a mended file."""
    after = desk.hidden(report, acting(one), now, why=TAKEN_BACK)
    return replace(after, external=None, form_id=form)


def untouched(report: Report, one: ReportImport) -> bool:
    """Whether nobody did anything about the report since it was taken in."""
    first = report.version == 1 and report.status is not Status.HIDDEN
    return first and not (report.points or report.flags or report.incident) and report.training == one.training


def acting(one: ReportImport) -> Actor:
    """Who the import's work is done as: the officer who sent it."""
    return Actor(one.by, one.by_name, one.agency, one.region, frozenset({desk.OFFICER}))
