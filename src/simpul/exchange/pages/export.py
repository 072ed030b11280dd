"""Lists as CSV files that a spreadsheet opens without running anything."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

from simpul.kernel.web import Response

_FORMULA = re.compile(r"(?:^|(?<=[;\t\r\n]))(?=[=+@-])|^(?=[\t\r])")
"""Where a formula would begin: at a cell's beginning, and where a spreadsheet set to `;` or a tab cuts the line."""


def csv_of(filename: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    """A download; before what a spreadsheet would take for a formula stands an apostrophe."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(head)
    writer.writerows([_plain(cell) for cell in row] for row in rows)
    headers = {"Content-Disposition": f'attachment; filename="{filename}"', "Cache-Control": "no-store"}
    return Response(out.getvalue(), 200, headers, "text/csv; charset=utf-8")


def _plain(cell: object) -> object:
    return _FORMULA.sub("'", cell) if isinstance(cell, str) else cell


def whole(text: str) -> int:
    """The whole number somebody wrote; 0 for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
