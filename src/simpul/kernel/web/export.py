"""Lists as CSV files that a spreadsheet opens without running anything."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

from starlette.responses import Response

_FORMULA = re.compile(r"(?:^|(?<=[;\t\r\n]))(?=[=+@\uff1d\uff0b\uff20\uff0d-])|^(?=[\t\r])")
"""Where a formula would begin: at a cell's beginning, and where a spreadsheet set to `;` or a tab cuts the line.

A spreadsheet set to Korean or Japanese takes the wide signs for the narrow ones.
"""


def csv_of(filename: str, head: Sequence[str], rows: Iterable[Sequence[object]], *, marked: bool = False) -> Response:
    """A download; before what a spreadsheet would take for a formula stands an apostrophe.

    `marked`: begins with a byte-order mark, by which Excel knows UTF-8.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(head)
    writer.writerows([_plain(cell) for cell in row] for row in rows)
    headers = {"Content-Disposition": f'attachment; filename="{filename}"', "Cache-Control": "no-store"}
    return Response(out.getvalue().encode("utf-8-sig" if marked else "utf-8"), 200, headers, "text/csv; charset=utf-8")


def _plain(cell: object) -> object:
    return _FORMULA.sub("'", cell) if isinstance(cell, str) else cell
