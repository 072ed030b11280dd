"""Spreadsheets that people send, read by a process of its own (`sheet_reader`) that may die of them; and ours, written."""

import io
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import orjson

from simpul.malaria.model.sismal import ROWS_MOST, Cell
from simpul.malaria.model.sismal_refusals import NotASheet, SheetLocked, SheetUnreadable

_PROCESS = Path(__file__).with_name("sheet_reader.py")
_LINE_MOST, SECONDS = 512 * 1024, 600
_WRONG = {"not-a-sheet": NotASheet, "locked": SheetLocked, "unreadable": SheetUnreadable}
_MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def read(path: Path, counted: Callable[[int], None] = lambda _total: None) -> Iterator[tuple[str, int, Sequence[Cell]]]:
    """Sheet, line and cells of each row; `counted` hears how many there are about, where that is known beforehand.

    NotASheet, SheetLocked, SheetUnreadable: damaged, or more memory or time than a sheet needs.
    """
    with _process(path) as process:
        ended = False
        while line := process.stdout.readline(_LINE_MOST):
            said = _said(line)
            if isinstance(said, list):
                yield said[0], said[1], [_cell(one) for one in said[2]]
            elif "rows" in said:
                counted(said["rows"])
            elif "wrong" in said:
                raise _WRONG.get(said["wrong"], SheetUnreadable)()
            else:
                ended = True
        if not ended:
            raise SheetUnreadable()


def _said(line: bytes) -> Any:
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError:
        raise SheetUnreadable() from None


def _cell(said: Any) -> Cell:
    if isinstance(said, dict):
        return date.fromisoformat(said["d"])
    found: Cell = said
    return found


@contextmanager
def _process(path: Path) -> Iterator[Any]:
    """The reading process; it is gone when the block ends, and after ten minutes in any case."""
    process = subprocess.Popen(  # noqa: S603 (our own interpreter and file, and a path that we made)
        [sys.executable, "-I", str(_PROCESS), str(path), str(ROWS_MOST)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"LANG": "C.UTF-8"},
    )
    guard = threading.Timer(SECONDS, process.kill)
    guard.start()
    try:
        yield process
    finally:
        guard.cancel()
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()


def workbook(sheets: Mapping[str, tuple[Sequence[str], Sequence[Sequence[Cell]]]], *, title: str) -> bytes:
    """An XLSX file: for each sheet its heading and rows. Text is never a formula, numbers are numbers, days are days."""
    import xlsxwriter  # type: ignore[import-untyped]

    out = io.BytesIO()
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    book = xlsxwriter.Workbook(out, plain)
    book.set_properties({"title": title, "author": "Simpul"})
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    day = book.add_format({"num_format": "dd/mmm/yyyy"})
    for name, (head, rows) in sheets.items():
        sheet = book.add_worksheet(name)
        for at, words in enumerate(head):
            sheet.write_string(0, at, words, bold)
            sheet.set_column(at, at, _width(words, at, rows))
        if head:
            sheet.freeze_panes(1, 0)
        for line, row in enumerate(rows, 1 if head else 0):
            for at, cell in enumerate(row):
                _write(sheet, (line, at), cell, day)
    book.close()
    return out.getvalue()


def _width(words: str, at: int, rows: Sequence[Sequence[Cell]]) -> float:
    longest = max((len(str(row[at])) for row in rows[:200] if at < len(row) and row[at] is not None), default=0)
    return min(70, max(9, len(words) * 0.9, longest + 1))


def _write(sheet: Any, place: tuple[int, int], cell: Cell, day: Any) -> None:
    match cell:
        case None:
            return
        case bool() | str():
            sheet.write_string(*place, ("Ya" if cell else "Tidak") if isinstance(cell, bool) else cell[:32_000])
        case int() | float():
            sheet.write_number(*place, cell)
        case date():
            sheet.write_datetime(*place, cell, day)


MEDIA = _MIME
