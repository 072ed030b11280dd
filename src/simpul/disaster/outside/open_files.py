"""Tables written to files bit by bit: CSV for everybody, GeoParquet (by Apache Arrow) for who reckons with millions."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from importlib import import_module
from itertools import islice
from typing import IO, Any

from simpul.disaster.model.opendata import ColumnKind, DataColumn
from simpul.disaster.rules.opendata import geoparquet

Record = Mapping[str, Any]
_AT_ONCE = 10_000
_FORMULA = re.compile(r"(?:^|(?<=[;\t\r\n]))(?=[=+@-])|^(?=[\t\r])")
"""Where a formula would begin in a spreadsheet: as in the pages' exports."""


class BothForms:
    """The same rows as CSV and as GeoParquet, each written as they come; `rows` counts them."""

    def __init__(self, columns: Sequence[DataColumn], as_csv: IO[bytes], as_parquet: IO[bytes]) -> None:
        self._columns = columns
        self._text = io.TextIOWrapper(as_csv, encoding="utf-8", newline="")
        self._csv = csv.writer(self._text)
        self._csv.writerow([one.name for one in columns])
        self._parquet = _Parquet(columns, as_parquet)
        self.rows = 0

    def write(self, records: Iterable[Record]) -> None:
        """All the records stand in both files."""
        rest = iter(records)
        while some := list(islice(rest, _AT_ONCE)):
            self._csv.writerows([cell(one[column.name], column.kind) for column in self._columns] for one in some)
            self._parquet.write(some)
            self.rows += len(some)

    def end(self) -> None:
        """Both files are whole; they stay open."""
        self._text.flush()
        self._text.detach()
        self._parquet.end()


def cell(value: object, kind: ColumnKind) -> object:
    """The value as CSV has it: times in RFC 3339 (UTC), true and false in words, no text that a spreadsheet would run."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    return _FORMULA.sub("'", value) if isinstance(value, str) and kind is ColumnKind.TEXT else value


class _Parquet:
    """A GeoParquet file that is being written, in groups of rows, and the box around what it holds so far."""

    def __init__(self, columns: Sequence[DataColumn], target: IO[bytes]) -> None:
        pa, pq = import_module("pyarrow"), import_module("pyarrow.parquet")
        kinds = {
            ColumnKind.TEXT: pa.string(),
            ColumnKind.JSON: pa.string(),
            ColumnKind.INTEGER: pa.int64(),
            ColumnKind.NUMBER: pa.float64(),
            ColumnKind.BOOLEAN: pa.bool_(),
            ColumnKind.INSTANT: pa.timestamp("us", tz="UTC"),
        }
        corners = pa.struct([(corner, pa.float64()) for corner in geoparquet.CORNERS])
        told = [(one.name, kinds[one.kind]) for one in columns]
        self._schema = pa.schema([*told, (geoparquet.GEOMETRY, pa.binary()), (geoparquet.COVERING, corners)])
        self._arrow = pa
        self._writer = pq.ParquetWriter(target, self._schema, compression="zstd", store_schema=False)
        self._box: tuple[float, float, float, float] | None = None

    def write(self, some: Sequence[Record]) -> None:
        """These records are the next group of rows."""
        points = [(one["longitude"], one["latitude"]) for one in some]
        values = {name: [one[name] for one in some] for name in self._schema.names[:-2]}
        values[geoparquet.GEOMETRY] = [geoparquet.point(*place) for place in points]
        values[geoparquet.COVERING] = [geoparquet.covering(*place) for place in points]
        self._writer.write_table(self._arrow.Table.from_pydict(values, schema=self._schema))
        xs, ys = [x for x, _ in points], [y for _, y in points]
        known = [self._box] if self._box else []
        boxes = [*known, (min(xs), min(ys), max(xs), max(ys))]
        west, south, east, north = zip(*boxes, strict=True)
        self._box = (min(west), min(south), max(east), max(north))

    def end(self) -> None:
        """The file is whole, with the metadata of its geometry."""
        self._writer.add_key_value_metadata({"geo": geoparquet.metadata(self._box)})
        self._writer.close()
