"""What is done about imports in the background: read, compared, taken in; taken over from a worker that died."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from uuid import UUID

from simpul import regions
from simpul.kernel import beside
from simpul.kernel.errors import NotFound, Refusal
from simpul.kernel.platform import Platform
from simpul.malaria.actions import registering
from simpul.malaria.actions.reading import today
from simpul.malaria.model.sismal import (
    DAYS_KEPT,
    ROWS_MOST,
    SismalContext,
    SismalFlaw,
    SismalImport,
    SismalRow,
    SismalState,
)
from simpul.malaria.model.sismal_refusals import PROBLEMS, SheetGivenUp, SheetUnreadable, SheetWithoutHeading
from simpul.malaria.outside import sheets
from simpul.malaria.rules.sismal import places
from simpul.malaria.rules.sismal.reading import Line, SismalReading
from simpul.malaria.store import sismal as store
from simpul.malaria.store import sismal_taking as taking

AT_ONCE = 1_000
IMPORTS_KEPT = timedelta(days=5 * 365)


def begin(platform: Platform) -> None:
    """A thread of this process works on what waits, unless one does already: a file of 40 MB holds up no other job."""
    beside.begin(platform, "malaria.sismal", store.anything, work)


def work(platform: Platform) -> int:
    """How many imports were waiting and have been worked on in this call."""
    return beside.work_through(platform, store.claim, _work)


def _work(platform: Platform, one: SismalImport, tries: int) -> None:
    try:
        if tries > store.TRIES:
            raise SheetGivenUp()
        if one.state is SismalState.TAKING:
            _take(platform, one)
        else:
            _read(platform, one)
    except Refusal as refusal:
        if refusal.code not in PROBLEMS:
            raise
        _fail(platform, one, refusal.code)
    if one.kept:
        _drop_file(platform, one)


def _fail(platform: Platform, one: SismalImport, code: str) -> None:
    with platform.database.writing() as unit:
        store.change(unit.connection, one.id, state=SismalState.FAILED, problem=code, kept="")
        unit.audit("malaria.sismal.fail", subject=str(one.id), after={"problem": code})


def _drop_file(platform: Platform, one: SismalImport) -> None:
    """The file is gone, unless another import waits for the very same."""
    with platform.database.reading() as unit:
        needed = store.needed_file(unit.connection, one.kept)
    if not needed:
        platform.files.remove(one.kept)


def _context(platform: Platform, one: SismalImport) -> SismalContext:
    with platform.database.reading() as unit:
        day = today(unit.clock.now(), one.region)
    return SismalContext(one.area, one.region, regencies(platform), day, one.synthetic)


def regencies(platform: Platform) -> Mapping[str, str]:
    """The code of each kabupaten and kota of the country by the ways its name is written."""
    found = [r for province in regions.children(platform) for r in regions.children(platform, province.code)]
    return places.regencies((one.code, one.name) for one in found)


def _read(platform: Platform, one: SismalImport) -> None:
    with platform.database.writing() as unit:
        unit.unaudited("the import says who works on it")
        store.clear(unit.connection, one.id)
        store.change(unit.connection, one.id, state=SismalState.READING, done=0)
    reading, keeping = SismalReading(_context(platform, one)), _Keeping(platform, one.id)
    try:
        path = platform.files.path(one.kept)
    except NotFound:
        raise SheetUnreadable() from None
    for found in reading.read(keeping.counted(sheets.read(path, keeping.expect))):
        keeping.keep(found)
    if keeping.lines >= ROWS_MOST:
        keeping.keep(SismalFlaw("", keeping.lines, "", "", "rows-most", left_out=False))
    keeping.flush()
    if not reading.sheets:
        raise SheetWithoutHeading()
    with platform.database.writing() as unit:
        counts = taking.compare(unit.connection, one.id)
        store.judge(unit.connection, one.id)
        counts["left_out"] = keeping.left_out + counts.get("clash", 0) + counts.get("alike", 0)
        values = {"state": SismalState.READY, "counts": counts, "done": keeping.lines, "total": keeping.lines, "kept": ""}
        store.change(unit.connection, one.id, **values)
        unit.audit("malaria.sismal.read", subject=str(one.id), after=counts)
        unit.ring("malaria")


class _Keeping:
    """What was read so far, kept in parts; each part says that the work goes on."""

    def __init__(self, platform: Platform, id: UUID) -> None:
        self._platform, self._id = platform, id
        self._rows: list[SismalRow] = []
        self._flaws: list[SismalFlaw] = []
        self._numbers = (0, 0)
        self._last: tuple[str, int] | None = None
        self.lines = self.left_out = self._total = 0

    def expect(self, total: int) -> None:
        """There are about this many rows; 0 where nobody knows."""
        self._total = total

    def counted(self, lines: Iterator[Line]) -> Iterator[Line]:
        """The same lines, counted."""
        for line in lines:
            self.lines += 1
            yield line
            if self.lines % AT_ONCE == 0:
                self.flush()

    def keep(self, found: SismalRow | SismalFlaw) -> None:
        """It will be kept with the part."""
        if isinstance(found, SismalRow):
            self._rows.append(found)
            return
        self._flaws.append(found)
        if found.left_out and self._last != (found.sheet, found.line):
            self._last = (found.sheet, found.line)
            self.left_out += 1

    def flush(self) -> None:
        """All that was read is kept, and the import tells how far it is."""
        with self._platform.database.writing() as unit:
            unit.unaudited("rows that wait for a decision")
            store.keep_rows(unit.connection, self._id, self._rows, self._numbers[0])
            store.keep_flaws(unit.connection, self._id, self._flaws, self._numbers[1])
            total = max(self._total, self.lines) if self._total else 0
            store.change(unit.connection, self._id, done=self.lines, total=total, beat_at=unit.clock.now())
        self._numbers = (self._numbers[0] + len(self._rows), self._numbers[1] + len(self._flaws))
        self._rows, self._flaws = [], []


def _take(platform: Platform, one: SismalImport) -> None:
    with platform.database.writing() as unit:
        counts, touched = taking.take(unit.connection, one.id, alike=one.with_alike)
        for village, days in touched.items():
            registering.changed(unit, village, days)
        left_out = one.counts.get("left_out", 0)
        values = {"state": SismalState.TAKEN, "counts": {**counts, "left_out": left_out}, "taken_at": unit.clock.now()}
        store.change(unit.connection, one.id, **values, undone_at=None, undone_by_name="")
        unit.audit("malaria.sismal.taken", subject=str(one.id), after={**counts, "by": one.taken_by_name})
        unit.ring("malaria")


def forget(platform: Platform) -> None:
    """What imports held of people is erased 30 days after they were sent, and the imports themselves after 5 years."""
    now = platform.clock.now()
    with platform.database.writing() as unit:
        unit.unaudited("erasing what is due is announced beforehand, in the tables' own description")
        left = store.forget(unit.connection, now - timedelta(days=DAYS_KEPT), now - IMPORTS_KEPT)
    for name in left:
        platform.files.remove(name)


def first_of(day: date, months_back: int) -> date:
    """The first day of the month that lies so many months before the day's."""
    at = day.year * 12 + day.month - 1 - months_back
    return date(at // 12, at % 12 + 1, 1)
