"""What changed in a village since a phone last asked, in pages that a slow link carries: its own village, nothing else."""

import gzip
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from simpul.kernel.platform import Platform
from simpul.malaria.model.devices import Device
from simpul.malaria.model.events import Changes
from simpul.malaria.rules import folding
from simpul.malaria.rules.folding.order import day_of, stamp
from simpul.malaria.store import devices as device_store
from simpul.malaria.store import folded as store
from simpul.malaria.store import workers as worker_store

PAGE_MOST, ROWS_MOST = 16 * 1024, 600
"""Bytes of a page, compressed; rows that are looked at for one."""
_LAST = "ffffffff-ffff-ffff-ffff-ffffffffffff"
NOT_SENT = frozenset({"nik", "phone"})
"""Fields that no phone gets back: nothing in the village is done with them."""
START = (0, 0, "00000000-0000-0000-0000-000000000000")
Row = tuple[int, int, UUID, dict[str, Any]]


def changes(platform: Platform, device: Device, after: str) -> Changes:
    """The next page after the cursor; an empty or unreadable cursor begins anew. Stock goes with the last page."""
    place = _place(after)
    with platform.database.reading() as unit:
        version = worker_store.version(unit.connection, device.village)
        rows = store.since(unit.connection, device.village, place, version, ROWS_MOST)
        whole = len(rows) < ROWS_MOST
        count = _fitting(rows)
        more = count < len(rows) or not whole
        marks = [] if more else _stock(store.moves(unit.connection, device.village))
    shown = rows[:count]
    cursor = _cursor(shown[-1][0], shown[-1][1], str(shown[-1][2])) if more else _cursor(version, 9, _LAST)
    gone = [{"mark": "gone", "case": str(row[2])} for row in shown if row[1] == 3]
    return Changes(cursor, more, [_person(row) for row in shown if row[1] == 1], _cases(shown), [*gone, *marks])


def unchanged(platform: Platform, device: Device, after: str) -> bool:
    """Whether nothing of the village changed since this cursor, which is that of a last page."""
    place = _place(after)
    if place[1] != 9:
        return False
    with platform.database.reading() as unit:
        return worker_store.version(unit.connection, device.village) == place[0]


def heard(platform: Platform, device: Device) -> None:
    """The device asked just now."""
    with platform.database.writing() as unit:
        unit.audit("malaria.village.read", subject=str(device.id), after={"village": device.village})
        now = platform.clock.now()
        device_store.change(unit.connection, device.id, {"read_at": now, "seen_at": now})


def _fitting(rows: Sequence[Row]) -> int:
    """How many of the rows make a page: as many as fit, at least one."""
    count = len(rows)
    while count > 1 and len(gzip.compress(packed([*map(_shown, rows[:count])]), 6)) > PAGE_MOST:
        count = max(1, count * 3 // 4)
    return count


def packed(document: object) -> bytes:
    """The document as it goes out."""
    return orjson.dumps(document)


def _shown(row: Row) -> Mapping[str, Any]:
    return _person(row) if row[1] == 1 else _case(row)


def _person(row: Row) -> dict[str, Any]:
    facts = {key: value for key, value in row[3]["facts"].items() if key not in NOT_SENT}
    into = row[3]["into"]
    return {"id": str(row[2]), **facts, **({"into": into} if into else {})}


def _cases(rows: Sequence[Row]) -> list[dict[str, Any]]:
    return [_case(row) for row in rows if row[1] == 2]


def _case(row: Row) -> dict[str, Any]:
    """A case in short; whole while something is still to be done for it."""
    facts = row[3]
    if "at" not in facts:
        return {"id": str(row[2])}
    at = stamp(_instant(facts["at"]))
    short = {key: facts[key] for key in ("person", "species", "method", "status")}
    whole = facts["facts"]
    if whole is None:
        return {"id": str(row[2]), "at": day_of(at), **short}
    return {"id": str(row[2]), "at": at, **short, **whole}


def _instant(text: str) -> datetime:

    return datetime.fromisoformat(text)


def _stock(moves: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [{"mark": "stock", **lot} for lot in folding.lots(moves)]


def _place(cursor: str) -> tuple[int, int, str]:
    """The place a cursor names; the start for what is none."""
    version, _, rest = cursor.partition(".")
    kind, _, last = rest.partition(".")
    try:
        place = int(version), int(kind), str(UUID(last))
    except ValueError:
        return START
    return place if 0 <= place[0] < 2**62 and 0 <= place[1] <= 9 else START


def _cursor(version: int, kind: int, last: str) -> str:
    return f"{version}.{kind}.{last}"
