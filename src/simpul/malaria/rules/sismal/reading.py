"""A file row by row: headings found, rows read, doubled ones told; every row that is left out has its reason."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence

import orjson

from simpul.malaria.model.sismal import Cell, SismalContext, SismalFlaw, SismalHeading, SismalKind, SismalRow
from simpul.malaria.rules.sismal import cases, cells, columns, months
from simpul.malaria.rules.sismal.cases import Complaint

Line = tuple[str, int, Sequence[Cell]]
"""Sheet, line (the first is 1) and the cells of a row."""
Found = SismalRow | SismalFlaw
_TOTALS = ("total", "jumlah", "sub total", "subtotal", "grand total", "rekap")


class SismalReading:
    """One file as it is read. `read` takes its rows in order; `sheets` counts the sheets that had a heading."""

    def __init__(self, context: SismalContext) -> None:
        self._context = context
        self._seen: dict[bytes, tuple[str, bytes]] = {}
        self.sheets = 0

    def read(self, lines: Iterable[Line]) -> Iterator[Found]:
        """What the rows say, and what is wrong with them."""
        for sheet, rows in _by_sheet(lines):
            yield from self._sheet(sheet, rows)

    def _sheet(self, sheet: str, rows: Iterator[Line]) -> Iterator[Found]:
        top: list[Line] = []
        for line in rows:
            top.append(line)
            if len(top) >= columns.LOOKED_AT:
                break
        head = columns.heading([(number, found) for _, number, found in top])
        if head is None:
            if any(_filled(found) for _, _, found in top):
                yield SismalFlaw(sheet, top[0][1], "", "", "sheet-unread", left_out=False)
            return
        yield from _of_heading(sheet, head)
        if columns.missing(head):
            return
        self.sheets += 1
        below = [line for line in top if line[1] > head.line]
        for each in (below, rows):
            for line in each:
                yield from self._row(head, line)

    def _row(self, head: SismalHeading, line: Line) -> Iterator[Found]:
        sheet, number, found = line
        if not _filled(found):
            return
        odd = _no_row(head, found)
        if odd:
            yield SismalFlaw(sheet, number, "", cells.short(next((one for one in found if cells.text(one)), "")), odd)
            return
        row = {name: found[at] if at < len(found) else None for name, at in head.columns.items()}
        made, complaints = self._judged(head.kind, sheet, number, row)
        for name, complaint in complaints:
            written = head.names.get(name, name)
            yield SismalFlaw(
                sheet, number, written, cells.short(row.get(name)), complaint.why, complaint.other, left_out=made is None
            )
        if made:
            yield from self._once(made, head)

    def _judged(
        self, kind: SismalKind, sheet: str, number: int, row: Mapping[str, Cell]
    ) -> tuple[SismalRow | None, list[Complaint]]:
        if kind is SismalKind.REGISTER:
            test, complaints = cases.read(row, self._context)
            if test is None:
                return None, complaints
            own = cases.own_number(row)
            return SismalRow(sheet, number, kind, test.village, test.id, cases.facts(test), own), complaints
        month, complaints = months.read(row, self._context)
        if month is None:
            return None, complaints
        return SismalRow(sheet, number, kind, month.area, month.id, months.facts(month)), complaints

    def _once(self, row: SismalRow, head: SismalHeading) -> Iterator[Found]:
        """The row, unless the file had one with this id before."""
        told = {name: value for name, value in row.facts.items() if name not in ("at", "facility")}
        mark = hashlib.blake2b(orjson.dumps(told, option=orjson.OPT_SORT_KEYS), digest_size=8).digest()
        place = f"{row.sheet}, {row.line}" if row.sheet else str(row.line)
        before = self._seen.setdefault(row.id.bytes, (place, mark))
        if before == (place, mark):
            yield row
            return
        why = "doubled" if before[1] == mark else "id-twice"
        name = "id" if row.kind is SismalKind.REGISTER else "id_faskes"
        yield SismalFlaw(row.sheet, row.line, head.names.get(name, ""), "", why, before[0])


def _by_sheet(lines: Iterable[Line]) -> Iterator[tuple[str, Iterator[Line]]]:
    """The rows of each sheet; what of a sheet was not taken is passed over."""
    source = iter(lines)
    ahead = next(source, None)
    while ahead is not None:
        sheet = ahead[0]
        rest = [ahead]

        def rows(sheet: str = sheet, rest: list[Line] = rest) -> Iterator[Line]:
            while rest and rest[0][0] == sheet:
                yield rest.pop()
                rest.extend([following] if (following := next(source, None)) else [])

        mine = rows()
        yield sheet, mine
        for _ in mine:
            pass
        ahead = rest[0] if rest else None


def _of_heading(sheet: str, head: SismalHeading) -> Iterator[SismalFlaw]:
    lacking = columns.missing(head)
    for name in lacking:
        yield SismalFlaw(sheet, head.line, name, "", "column-needed", left_out=False)
    for name in columns.ALL[head.kind]:
        if name not in head.columns and name not in columns.OPTIONAL and name not in lacking:
            yield SismalFlaw(sheet, head.line, name, "", "column-missing", left_out=False)
    for name in head.twice:
        yield SismalFlaw(sheet, head.line, name, "", "column-twice", left_out=False)
    for name in head.unknown[:50]:
        yield SismalFlaw(sheet, head.line, name, "", "column-unknown", left_out=False)


def _filled(found: Sequence[Cell]) -> bool:
    return any(one is not None and (not isinstance(one, str) or one.strip()) for one in found)


def _no_row(head: SismalHeading, found: Sequence[Cell]) -> str:
    """Why this is no row at all: of totals, or the heading again; empty where it may be one."""
    needed = [head.columns[name] for name in columns.NEEDED[head.kind]]
    if all(at < len(found) and columns.normal(found[at]) in _headings(head.kind) for at in needed):
        return "heading"
    first = next((cells.text(one).lower() for one in found if cells.text(one)), "")
    return "total" if first.startswith(_TOTALS) else ""


def _headings(kind: SismalKind) -> frozenset[str]:
    return _HEADINGS[kind]


_HEADINGS = {
    kind: frozenset(written for name in columns.NEEDED[kind] for written in (name, *fields[name]))
    for kind, fields in columns.ALL.items()
}
