"""What is done about files of reports in the background: checked, taken in, taken back; taken over from a dead worker."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from simpul import regions
from simpul.disaster import store as kept_reports
from simpul.disaster.actions.placing import places
from simpul.disaster.actions.trail import audited
from simpul.disaster.model import Placed, Report, Status, StepKind, Where
from simpul.disaster.model.import_refusals import ColumnMissing, ImportGivenUp
from simpul.disaster.model.imports import (
    IMPORTS_KEPT,
    ROWS_KEPT,
    ImportFlaw,
    ImportRow,
    ImportState,
    ReportImport,
)
from simpul.disaster.rules import desk
from simpul.disaster.rules.history import step_of
from simpul.disaster.rules.importing import columns, reading
from simpul.disaster.rules.importing import reports as rules
from simpul.disaster.rules.importing.judging import Reader, flaw_of
from simpul.disaster.rules.importing.reading import Line
from simpul.disaster.store import groups
from simpul.disaster.store import imports as store
from simpul.disaster.store.intake import Written, written
from simpul.kernel import beside
from simpul.kernel.database.unit import Unit
from simpul.kernel.errors import Refusal
from simpul.kernel.i18n import zone_of
from simpul.kernel.platform import Platform

AT_ONCE = 500


def begin(platform: Platform) -> None:
    """A thread of this process works on what waits, unless one does already: a long file holds up no other job."""
    beside.begin(platform, "disaster.imports", store.anything, work)


def work(platform: Platform) -> int:
    """How many imports were waiting and have been worked on in this call."""
    return beside.work_through(platform, store.claim, _work)


def _work(platform: Platform, one: ReportImport, tries: int) -> None:
    try:
        if tries > store.TRIES:
            raise ImportGivenUp()
        match one.state:
            case ImportState.CHECKING:
                _check(platform, one)
            case ImportState.TAKING:
                _take(platform, one)
            case _:
                _undo(platform, one)
    except Refusal as refusal:
        with platform.database.writing(rules.acting(one)) as unit:
            store.change(unit.connection, one.id, state=ImportState.FAILED.value, problem=refusal.code)
            unit.audit("disaster.import.fail", subject=str(one.id), after={"problem": refusal.code})


def _sheet(platform: Platform, one: ReportImport) -> reading.Sheet:
    with platform.database.reading() as unit:
        content = store.content_of(unit.connection, one.id)
    return reading.read(content or b"")


def _slices(sheet: reading.Sheet, done: int) -> Iterator[tuple[int, tuple[Line, ...]]]:
    """The rows from `done` on, some hundred at once, each time with how many are done after them."""
    for at in range(done, len(sheet.lines), AT_ONCE):
        part = sheet.lines[at : at + AT_ONCE]
        yield at + len(part), part


def _check(platform: Platform, one: ReportImport) -> None:
    """Each row that cannot be taken in has its reason, and the import says what would become of the others."""
    with platform.database.writing() as unit:
        unit.unaudited("a file is checked from its beginning")
        store.clear_flaws(unit.connection, one.id)
    try:
        columns.chosen(one.heads, one.columns)
    except ColumnMissing:
        _finish(platform, one, {"flawed": 0})
        return
    counts, names = dict.fromkeys(("fresh", "past", "known", "flawed"), 0), set[str]()
    for done, part in _slices(_sheet(platform, one), 0):
        with platform.database.writing() as unit:
            unit.unaudited("rows that wait for a decision")
            found = examined(platform, unit, one, part, names)
            flaws = [each for each in found if isinstance(each, ImportFlaw)]
            store.keep_flaws(unit.connection, one.id, flaws)
            _count(counts, found, unit)
            store.change(unit.connection, one.id, done=done, beat_at=unit.clock.now())
    _finish(platform, one, counts)


def _count(counts: dict[str, int], found: Sequence["Report | ImportFlaw | None"], unit: Unit) -> None:
    now = unit.clock.now()
    for each in found:
        if each is None:
            counts["known"] += 1
        elif isinstance(each, ImportFlaw):
            counts["flawed"] += 1
        else:
            counts["fresh"] += 1
            counts["past"] += each.live_until <= now


def _finish(platform: Platform, one: ReportImport, counts: dict[str, int]) -> None:
    with platform.database.writing(rules.acting(one)) as unit:
        store.change(unit.connection, one.id, state=ImportState.READY.value, counts=counts, done=one.rows)
        unit.audit("disaster.import.check", subject=str(one.id), after=counts)


def examined(
    platform: Platform, unit: Unit, one: ReportImport, lines: Sequence[Line], names: set[str]
) -> list[Report | ImportFlaw | None]:
    """Each row as the report it would be (without number), the flaw it has, or None where its report is there already.

    `names` are those of rows before; these rows' own are in it afterwards.
    """
    rows = _named(_read(platform, one, lines), lines, names)
    sound = [row for row in rows if isinstance(row, ImportRow)]
    points = [((row.longitude, row.latitude), Placed.NAME if row.region else Placed.GIVEN) for row in sound]
    where = iter(places(platform, points) if points else ())
    known = store.of_forms(unit.connection, [rules.form_of(one, row.own) for row in sound])
    found: list[Report | ImportFlaw | None] = []
    for row, line in zip(rows, lines, strict=True):
        if isinstance(row, ImportFlaw):
            found.append(row)
            continue
        place = next(where)
        there = known.get(rules.form_of(one, row.own))
        if isinstance(place, Refusal):
            found.append(flaw_of(line, "at-sea" if place.code == "place-at-sea" else "abroad"))
        elif there is not None:
            found.append(None if rules.same(row, *there) else flaw_of(line, "taken", one.columns.get("id", ""), row.own))
        else:
            found.append(_report(unit, one, row, place, line))
    return found


def _report(unit: Unit, one: ReportImport, row: ImportRow, where: Where, line: Line) -> Report | ImportFlaw:
    if not desk.answers_for(rules.acting(one), where.region):
        return flaw_of(line, "elsewhere", one.columns.get("region", ""), row.region or f"{row.latitude}, {row.longitude}")
    return rules.report_of(one, row, where, (unit.ids.new(), 0, unit.clock.now()))


def _read(platform: Platform, one: ReportImport, lines: Sequence[Line]) -> list[ImportRow | ImportFlaw]:
    reader = Reader(one.heads, one.columns, one.hazard, one.at, zone_of(one.region or ""))
    return [_placed(platform, one, reader.read(line), line) for line in lines]


def _placed(platform: Platform, one: ReportImport, row: ImportRow | ImportFlaw, line: Line) -> ImportRow | ImportFlaw:
    """The row with the middle of the region that it names instead of a point."""
    if isinstance(row, ImportFlaw) or not row.region:
        return row
    try:
        region = regions.get(platform, row.region)
    except Refusal:
        return flaw_of(line, "region", one.columns.get("region", ""), row.region)
    if region.longitude is None or region.latitude is None:
        return flaw_of(line, "region", one.columns.get("region", ""), row.region)
    return replace(row, longitude=region.longitude, latitude=region.latitude)


def _named(rows: Sequence[ImportRow | ImportFlaw], lines: Sequence[Line], names: set[str]) -> list[ImportRow | ImportFlaw]:
    """The rows with their names at their source; the second of a name is flawed."""
    found: list[ImportRow | ImportFlaw] = []
    for row, line in zip(rows, lines, strict=True):
        if isinstance(row, ImportFlaw):
            found.append(row)
            continue
        own = rules.own_name(row, line)
        found.append(flaw_of(line, "twice", "", row.own) if own in names else replace(row, own=own))
        names.add(own)
    return found


def _take(platform: Platform, one: ReportImport) -> None:
    """Every sound row is a report, kept in parts; a worker that takes over goes on where the last one was."""
    with platform.database.reading() as unit:
        flawed = store.flawed(unit.connection, one.id)
    names = set[str]()
    for done, part in _slices(_sheet(platform, one), one.done):
        with platform.database.writing(rules.acting(one)) as unit:
            lines = [line for line in part if line.number not in flawed]
            _take_part(platform, unit, one, lines, names)
            store.change(unit.connection, one.id, done=done, beat_at=unit.clock.now())
    _finish_taking(platform, one)


def _take_part(platform: Platform, unit: Unit, one: ReportImport, lines: Sequence[Line], names: set[str]) -> None:
    found = examined(platform, unit, one, lines, names)
    store.keep_flaws(unit.connection, one.id, [each for each in found if isinstance(each, ImportFlaw)])
    fresh = [each for each in found if isinstance(each, Report)]
    if fresh:
        numbers = kept_reports.begin(unit.connection, len(fresh))
        fresh = [replace(report, number=number) for report, number in zip(fresh, numbers, strict=True)]
        ids = kept_reports.keep(unit.connection, [_written(unit, report) for report in fresh])
        new = [report for report in fresh if report.id in ids]
        store.keep_taken(unit.connection, one.id, [report.number for report in new])
        for report in new:
            _tell(unit, report)
        unit.ring("disaster")
    unit.unaudited("each report brings its own row of the audit trail")


def _written(unit: Unit, report: Report) -> Written:
    what = ("disaster.report.send", str(report.id))
    audit = unit.scribe.row(
        id=unit.ids.new(), at=unit.clock.now(), actor=unit.actor, what=what, values=(None, audited(report))
    )
    return written(report, audit)


def _tell(unit: Unit, report: Report) -> None:
    if report.status is Status.VERIFIED:
        event = desk.told(replace(report, status=Status.UNVERIFIED, decision=None), report)
        if event:
            unit.emit(event)


def _finish_taking(platform: Platform, one: ReportImport) -> None:
    with platform.database.writing(rules.acting(one)) as unit:
        fresh, flawed = store.count_taken(unit.connection, one.id), len(store.flawed(unit.connection, one.id))
        counts = {**one.counts, "fresh": fresh, "flawed": flawed, "known": one.rows - fresh - flawed}
        values = {"state": ImportState.TAKEN.value, "counts": counts, "taken_at": unit.clock.now(), "content": None}
        store.change(unit.connection, one.id, **values)
        unit.audit("disaster.import.taken", subject=str(one.id), after=counts)


def _undo(platform: Platform, one: ReportImport) -> None:
    """The import's reports are hidden but for those that somebody did something about; the import says how many stay."""
    last = hidden = 0
    while True:
        with platform.database.writing(rules.acting(one)) as unit:
            unit.unaudited("each report brings its own row of the audit trail")
            numbers = store.numbers_of(unit.connection, one.id, most=AT_ONCE, after=last)
            if not numbers:
                break
            found = groups.claim(unit.connection, numbers).values()
            gone = [report for report in found if rules.untouched(report, one)]
            _hide(unit, one, gone)
            store.forget_taken(unit.connection, one.id, [report.number for report in gone])
            last, hidden = numbers[-1], hidden + len(gone)
            store.change(unit.connection, one.id, done=hidden, beat_at=unit.clock.now())
    with platform.database.writing(rules.acting(one)) as unit:
        counts = {**one.counts, "stay": store.count_taken(unit.connection, one.id)}
        store.change(unit.connection, one.id, state=ImportState.UNDONE.value, counts=counts)
        unit.audit("disaster.import.undone", subject=str(one.id), after=counts)


def _hide(unit: Unit, one: ReportImport, gone: Sequence[Report]) -> None:
    """The reports are hidden as one decision, each with its step, its row of the audit trail, its event."""
    now, kept = unit.clock.now(), []
    for report in gone:
        after = rules.taken_back(report, one, now, unit.ids.new())
        kept.append((after, step_of(after, StepKind.HIDE, unit.actor.id)))
        unit.audit("disaster.report.hide", subject=str(report.id), before=audited(report), after=audited(after))
        if event := desk.told(report, after):
            unit.emit(event)
    store.hide(unit.connection, kept)
    unit.ring("disaster")


def erase_due_imports(platform: Platform) -> int:
    """How many files that were sent and left lying for a week were erased; accounts of imports go after five years."""
    now = platform.clock.now()
    with platform.database.writing() as unit:
        erased = store.forget(unit.connection, now - ROWS_KEPT, now - IMPORTS_KEPT)
        unit.audit("disaster.erase", subject="disaster_import", after={"files": erased})
    return erased
