"""Workbooks that are taken away: numbers as numbers, texts never as formulas."""

import io
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

MEDIA = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Cell = str | int | Decimal | None
Sheet = tuple[Sequence[str], Sequence[Sequence[Cell]]]
"""A heading and the rows below it."""
_MOST, _NARROW, _WIDE = 32_000, 9, 62


def workbook(sheets: Mapping[str, Sheet], *, title: str) -> bytes:
    """An XLSX file of these sheets, the heading of each kept in sight."""
    import xlsxwriter  # type: ignore[import-untyped]

    out = io.BytesIO()
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    book = xlsxwriter.Workbook(out, plain)
    book.set_properties({"title": title, "author": "Simpul"})
    looks = {
        "head": book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}),
        "text": book.add_format({"text_wrap": True, "valign": "top"}),
        "number": book.add_format({"valign": "top"}),
    }
    for name, (head, rows) in sheets.items():
        _fill(book.add_worksheet(name), head, rows, looks)
    book.close()
    return out.getvalue()


def _fill(sheet: Any, head: Sequence[str], rows: Sequence[Sequence[Cell]], looks: Mapping[str, Any]) -> None:
    for at, words in enumerate(head):
        sheet.write_string(0, at, words, looks["head"])
        longest = max((len(str(row[at])) for row in rows if row[at] is not None), default=0)
        sheet.set_column(at, at, min(_WIDE, max(_NARROW, len(words) * 0.8, longest + 1)))
    sheet.freeze_panes(1, 0)
    for line, row in enumerate(rows, 1):
        for at, cell in enumerate(row):
            if isinstance(cell, int | Decimal):
                sheet.write_number(line, at, cell, looks["number"])
            elif cell is not None:
                sheet.write_string(line, at, cell[:_MOST], looks["text"])
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
