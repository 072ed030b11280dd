"""A file of reports as a heading and rows of words: CSV as spreadsheets write it, or GeoJSON."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from simpul.disaster.model.import_refusals import ImportEmpty, ImportTooLong, ImportUnreadable
from simpul.disaster.model.imports import ROWS_MOST

COLUMNS_MOST, CELL_MOST = 200, 8_000
LONGITUDE, LATITUDE = "geometry.longitude", "geometry.latitude"
"""The columns that a feature's own point fills."""
_NESTED = ("report_data", "card_data", "card", "tags")
"""Properties of CogniCity's answers whose entries are columns of their own."""
_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}


@dataclass(frozen=True, slots=True)
class Line:
    """One row: its line in the file as a person counts (features of GeoJSON from 1), and its cells as they stand."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file's heading and rows; `kind` is csv or geojson."""

    kind: str
    heads: tuple[str, ...]
    lines: tuple[Line, ...]


def read(content: bytes) -> Sheet:
    """What the file holds, rows without any word left out; ImportUnreadable, ImportEmpty, ImportTooLong."""
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")):
        sheet = _features(content)
    else:
        sheet = _table(content)
    if not sheet.lines:
        raise ImportEmpty()
    if len(sheet.lines) > ROWS_MOST:
        raise ImportTooLong(most=ROWS_MOST)
    return sheet


def _table(content: bytes) -> Sheet:
    words = _decoded(content)
    delimiter = _delimiter(words)
    reader = csv.reader(io.StringIO(words, newline=""), delimiter=delimiter)
    try:
        heads = _heads(next(reader, []))
        lines = tuple(_lines(reader))
    except csv.Error:
        raise ImportUnreadable() from None
    return Sheet("csv", heads, lines)


def _decoded(content: bytes) -> str:
    """The text; Windows' own letters where it is no Unicode. ImportUnreadable for what is no text."""
    encoding = next((name for mark, name in _MARKS.items() if content.startswith(mark)), "utf-8")
    try:
        words = content.decode(encoding)
    except UnicodeDecodeError:
        words = content.decode("cp1252", "replace")
    if "\x00" in words:
        raise ImportUnreadable()
    return words


def _delimiter(words: str) -> str:
    """The mark between columns, as the heading has it outside quotes. ImportUnreadable where there is one column only."""
    heading = "".join(words[:20_000].lstrip("\r\n").partition("\n")[0].split('"')[::2])
    counts = {mark: heading.count(mark) for mark in (";", "\t", ",", "|")}
    best = max(counts, key=lambda mark: counts[mark])
    if not counts[best]:
        raise ImportUnreadable()
    return best


def _heads(names: Sequence[str]) -> tuple[str, ...]:
    """The columns' names, each once: a second one of the same name gets a number."""
    found: dict[str, None] = {}
    for at, name in enumerate(names[:COLUMNS_MOST], 1):
        word = " ".join(name.split())[:80] or f"({at})"
        found[word if word not in found else f"{word} ({at})"] = None
    if len(found) < 2:
        raise ImportUnreadable()
    return tuple(found)


def _lines(reader: Any) -> Iterator[Line]:
    """The rows; a row that fills several lines has the number of its last, as editors show it."""
    count = 0
    for cells in reader:
        if any(cell.strip() for cell in cells):
            count += 1
            if count > ROWS_MOST + 1:
                return
            yield Line(reader.line_num, tuple(cell.strip()[:CELL_MOST] for cell in cells[: COLUMNS_MOST + 1]))


def _features(content: bytes) -> Sheet:
    try:
        given = orjson.loads(content.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError:
        raise ImportUnreadable() from None
    if isinstance(given, Mapping) and isinstance(given.get("result"), Mapping):
        given = given["result"]
    found = given.get("features") if isinstance(given, Mapping) else None
    if not isinstance(found, list) or not all(isinstance(one, Mapping) for one in found):
        raise ImportUnreadable()
    if len(found) > ROWS_MOST:
        raise ImportTooLong(most=ROWS_MOST)
    rows = [_flat(one) for one in found]
    heads = tuple(dict.fromkeys(name for row in rows for name in row))[:COLUMNS_MOST]
    lines = tuple(Line(at, tuple(row.get(name, "") for name in heads)) for at, row in enumerate(rows, 1))
    return Sheet("geojson", heads, lines)


def _flat(feature: Mapping[str, Any]) -> dict[str, str]:
    """The feature's properties and its point, as words."""
    point = _point(feature.get("geometry"))
    flat = {LONGITUDE: point[0], LATITUDE: point[1]}
    if isinstance(feature.get("id"), str | int):
        flat["id"] = _word(str(feature["id"]))
    properties = feature.get("properties")
    for name, value in (properties if isinstance(properties, Mapping) else {}).items():
        if name in _NESTED and isinstance(value, Mapping):
            flat |= {_word(key)[:80]: _word(one) for key, one in value.items() if key not in flat}
        else:
            flat[_word(name)[:80]] = _word(value)
    return flat


def _point(geometry: object) -> tuple[str, str]:
    if isinstance(geometry, Mapping) and geometry.get("type") == "Point":
        found = geometry.get("coordinates")
        if isinstance(found, list) and len(found) >= 2 and all(isinstance(one, int | float) for one in found[:2]):
            return repr(found[0]), repr(found[1])
    return "", ""


def _word(value: object) -> str:
    match value:
        case None:
            return ""
        case str():
            return value.strip().replace("\x00", "")[:CELL_MOST]
        case bool():
            return "true" if value else "false"
        case int() | float():
            return repr(value)
    return orjson.dumps(value).decode()[:CELL_MOST]
