"""A process of its own that reads a spreadsheet and writes its cells as lines of JSON; it imports nothing of ours.

It may be killed by what it reads: it gives itself bounds of memory and time first. What it is given is told by its first
bytes, never by its name. Arguments: the file, and how many rows may be read.

Out: `{"sheets": n, "rows": n}`, then `[sheet, line, [cell, ...]]` a row. A day is `{"d": "2025-12-31"}`. At the end
`{"end": true}`, or `{"wrong": "not-a-sheet" | "locked" | "unreadable"}`.
"""

import csv
import io
import resource
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, time, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import orjson

MEMORY, SECONDS = 3 * 1024**3, 240
UNPACKED_MOST, PARTS_MOST = 1024**3, 5_000
CELLS_MOST, TEXT_MOST, SHEETS_MOST, AREA_MOST = 150, 300, 60, 200_000_000
_ZIP, _OLE, _TEXT_HEAD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", 64 * 1024
_DELIMITERS = ",;\t|"
Row = tuple[str, int, list[Any]]


class Wrong(Exception):
    """The file is not what can be read."""


def main() -> None:
    """The cells of the file stand on the standard output."""
    path, most = Path(sys.argv[1]), int(sys.argv[2])
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 5))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    out = sys.stdout.buffer
    try:
        for said in read(path, most):
            out.write(orjson.dumps(said) + b"\n")
        out.write(b'{"end":true}\n')
    except Wrong as wrong:
        out.write(orjson.dumps({"wrong": str(wrong)}) + b"\n")
    out.flush()


def read(path: Path, most: int) -> Iterator[Any]:
    """What stands in the file: how much first, then row by row."""
    with path.open("rb") as source:
        first = source.read(_TEXT_HEAD)
    if first.startswith((_ZIP, _OLE)):
        yield from _of_workbook(path, first.startswith(_ZIP), most)
    else:
        yield from _of_text(path, first, most)


def _of_workbook(path: Path, zipped: bool, most: int) -> Iterator[Any]:
    if zipped:
        _bounded(path)
    import python_calamine as calamine

    try:
        book = calamine.CalamineWorkbook.from_path(str(path))
    except calamine.PasswordError:
        raise Wrong("locked") from None
    except (calamine.CalamineError, OSError) as error:
        raise Wrong("unreadable" if zipped else "not-a-sheet") from error
    names = book.sheet_names[:SHEETS_MOST]
    yield {"sheets": len(names), "rows": 0}
    left = most
    for name in names:
        for row in _sheet(book, name, calamine.CalamineError):
            if left < 0:
                return
            left -= 1
            yield row


def _bounded(path: Path) -> None:
    """Nothing, where the packed file says that it unpacks to what a sheet may be."""
    try:
        with zipfile.ZipFile(path) as packed:
            parts = packed.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise Wrong("unreadable") from error
    names = {one.filename for one in parts}
    if not names & {"xl/workbook.xml", "xl/workbook.bin", "content.xml"} and not any("workbook" in one for one in names):
        raise Wrong("locked" if "EncryptedPackage" in names else "not-a-sheet")
    if len(parts) > PARTS_MOST or sum(one.file_size for one in parts) > UNPACKED_MOST:
        raise Wrong("unreadable")


def _sheet(book: Any, name: str, error: type[Exception]) -> Iterator[Row]:
    try:
        sheet = book.get_sheet_by_name(name)
        start = sheet.start
    except error:
        return  # a chart, or a sheet without cells
    if start is None:
        return
    if sheet.height * sheet.width > AREA_MOST:
        raise Wrong("unreadable")
    pad = [None] * min(start[1], CELLS_MOST)
    for at, row in enumerate(sheet.iter_rows(), 1):
        cells = [*pad, *row][:CELLS_MOST]
        if any(cell not in ("", None) for cell in cells):
            yield name[:60], at, [_plain(cell) for cell in cells]


def _plain(cell: Any) -> Any:
    if isinstance(cell, int | float):
        return cell if abs(cell) < 2**53 else str(cell)[:TEXT_MOST]
    if isinstance(cell, date):
        return {"d": cell.isoformat()[:10]}
    if isinstance(cell, time):
        return {"d": "1899-12-30"}  # less than a day: Excel's day nought
    if isinstance(cell, timedelta):
        return cell.total_seconds() / 86_400
    return None if cell is None else str(cell)[:TEXT_MOST]


def _of_text(path: Path, first: bytes, most: int) -> Iterator[Any]:
    encoding = _encoding(first)
    if b"<table" in first.lower() or b"<html" in first.lower():
        yield from _of_html(path, encoding, most)
        return
    with path.open("r", encoding=encoding, errors="replace", newline="") as source:
        head = source.read(_TEXT_HEAD)
        _is_text(head)
        total = path.stat().st_size * head.count("\n") // max(1, len(head)) if len(head) == _TEXT_HEAD else head.count("\n")
        yield {"sheets": 1, "rows": total}
        source.seek(0)
        csv.field_size_limit(1024 * 1024)
        reader = csv.reader(source, delimiter=_delimiter(head))
        try:
            for row in reader:
                if reader.line_num > most:
                    return
                if any(cell.strip() for cell in row[:CELLS_MOST]):
                    yield "", reader.line_num, [cell[:TEXT_MOST] for cell in row[:CELLS_MOST]]
        except csv.Error as error:
            raise Wrong("unreadable") from error


def _encoding(first: bytes) -> str:
    if first.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        first[:-4].decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if error.end < len(first) - 8:
            return "cp1252"
    return "utf-8-sig"


def _is_text(head: str) -> None:
    strange = sum(1 for one in head if (ord(one) < 32 and one not in "\t\r\n\x0b\x0c") or one == "\ufffd")
    if not head.strip() or strange > len(head) // 200 or not any(one in head for one in _DELIMITERS):
        raise Wrong("not-a-sheet")


def _delimiter(head: str) -> str:
    """What stands most often in the fullest of the first lines."""
    lines = head.splitlines()[:40]
    return max(_DELIMITERS, key=lambda one: max((line.count(one) for line in lines), default=0))


class _Table(HTMLParser):
    """The cells of a page's tables: some programs write such a page and call it .xls."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._cell: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th") and self.rows:
            self._end()
            self._cell = []
            wide = dict(attrs).get("colspan") or "1"
            self._wide = min(int(wide) if wide.isascii() and wide.isdigit() and len(wide) < 4 else 1, CELLS_MOST)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tr"):
            self._end()

    def handle_data(self, data: str) -> None:
        if self._cell is not None and len(self._cell) < 100:
            self._cell.append(data[:TEXT_MOST])

    def _end(self) -> None:
        if self._cell is not None and len(self.rows[-1]) < CELLS_MOST:
            text = " ".join("".join(self._cell).split())[:TEXT_MOST]
            self.rows[-1] += [text, *[""] * (self._wide - 1)]
        self._cell = None


def _of_html(path: Path, encoding: str, most: int) -> Iterator[Any]:
    table = _Table()
    with path.open("r", encoding=encoding, errors="replace") as source:
        while part := source.read(1024 * 1024):
            table.feed(part)
    if not table.rows:
        raise Wrong("not-a-sheet")
    yield {"sheets": 1, "rows": len(table.rows)}
    for at, row in enumerate(table.rows[:most], 1):
        if any(row):
            yield "", at, row[:CELLS_MOST]


if __name__ == "__main__":
    io.TextIOWrapper(sys.stderr.buffer)  # nothing of a file is ever told there
    main()
