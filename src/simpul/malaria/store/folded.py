"""What events add up to, kept beside them: replaced for the people and lots that events touch, by one statement each."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Connection

Rows = Sequence[Mapping[str, Any]]
_PEOPLE = (
    "INSERT INTO malaria_person SELECT * FROM json_populate_recordset(NULL::malaria_person, %(rows)s::json)"
    " ON CONFLICT (village, id) DO UPDATE SET name = excluded.name, sex = excluded.sex, birth_year = excluded.birth_year,"
    " mother = excluded.mother, house = excluded.house, facts = excluded.facts, merged_into = excluded.merged_into,"
    " last_at = excluded.last_at, version = excluded.version"
)
_CASES_BEFORE = "DELETE FROM malaria_case WHERE village = %(village)s AND person = ANY(%(people)s::uuid[]) RETURNING id"
_CASES = "INSERT INTO malaria_case SELECT * FROM json_populate_recordset(NULL::malaria_case, %(rows)s::json)"
_GONE = (
    "INSERT INTO malaria_gone (village, id, version) SELECT %(village)s, id, %(version)s"
    " FROM unnest(%(ids)s::uuid[]) AS given (id) ON CONFLICT (village, id) DO UPDATE SET version = excluded.version"
)
_BACK = "DELETE FROM malaria_gone WHERE village = %(village)s AND id = ANY(%(ids)s::uuid[])"
_CHECKS_BEFORE = "DELETE FROM malaria_check WHERE village = %(village)s AND person = ANY(%(people)s::uuid[])"
_CHECKS = (
    "INSERT INTO malaria_check SELECT * FROM json_populate_recordset(NULL::malaria_check, %(rows)s::json)"
    " ON CONFLICT (village, key) DO UPDATE SET facts = excluded.facts, at = excluded.at, version = excluded.version"
)
_MOVES_BEFORE = "DELETE FROM malaria_stock_move WHERE event = ANY(%(ids)s::uuid[]) RETURNING item, lot"
_MOVES = "INSERT INTO malaria_stock_move SELECT * FROM json_populate_recordset(NULL::malaria_stock_move, %(rows)s::json)"
_OF_LOTS = (
    "SELECT move.* FROM malaria_stock_move AS move JOIN unnest(%(items)s::text[], %(lots)s::text[]) AS given (item, lot)"
    " ON move.item = given.item AND move.lot = given.lot WHERE move.village = %(village)s"
)
_ALL_MOVES = "SELECT * FROM malaria_stock_move WHERE village = %(village)s"
_EXPIRED_BEFORE = (
    "DELETE FROM malaria_check AS gone USING unnest(%(items)s::text[], %(lots)s::text[]) AS given (item, lot)"
    " WHERE gone.village = %(village)s AND gone.kind = 'expired_lot'"
    " AND gone.facts->>'item' = given.item AND gone.facts->>'lot' = given.lot"
)


def _json(rows: Rows) -> str:
    return orjson.dumps(list(rows)).decode()


def keep_people(connection: Connection, rows: Rows) -> None:
    """The people are as these rows say; who was erased stays erased."""
    if rows:
        connection.exec_driver_sql(_PEOPLE, {"rows": _json(rows)})


def keep_cases(connection: Connection, village: str, people: Iterable[UUID], rows: Rows, version: int) -> frozenset[str]:
    """The cases of these people are these and no others since this version; the ids of those that are new."""
    given = {"village": village, "people": list(people)}
    before = {str(row[0]) for row in connection.exec_driver_sql(_CASES_BEFORE, given)}
    now = {str(row["id"]) for row in rows}
    if rows:
        connection.exec_driver_sql(_CASES, {"rows": _json(rows)})
    if before - now:
        lost: dict[str, Any] = {"village": village, "ids": sorted(before - now), "version": version}
        connection.exec_driver_sql(_GONE, lost)
    if now - before:
        connection.exec_driver_sql(_BACK, {"village": village, "ids": sorted(now - before)})
    return frozenset(now - before)


def keep_checks(connection: Connection, village: str, people: Iterable[UUID], rows: Rows) -> None:
    """What is to be checked about these people is this and nothing else."""
    connection.exec_driver_sql(_CHECKS_BEFORE, {"village": village, "people": list(people)})
    if rows:
        connection.exec_driver_sql(_CHECKS, {"rows": _json(rows)})


def keep_moves(connection: Connection, events: Iterable[str], rows: Rows) -> frozenset[tuple[str, str]]:
    """These events move what these rows say; item and lot of all that moved or no longer does."""
    before = {(row[0], row[1]) for row in connection.exec_driver_sql(_MOVES_BEFORE, {"ids": list(events)})}
    if rows:
        connection.exec_driver_sql(_MOVES, {"rows": _json(rows)})
    return frozenset(before | {(row["item"], row["lot"]) for row in rows})


def moves(connection: Connection, village: str, lots: Iterable[tuple[str, str]] | None = None) -> list[dict[str, Any]]:
    """The moves of a village's stock, or of these lots (item, lot) of it; instants as phones write them are in `order`."""
    if lots is None:
        rows = connection.exec_driver_sql(_ALL_MOVES, {"village": village}).mappings()
    else:
        pairs = list(lots)
        given = {"village": village, "items": [pair[0] for pair in pairs], "lots": [pair[1] for pair in pairs]}
        rows = connection.exec_driver_sql(_OF_LOTS, given).mappings()
    return [{**row, "event": str(row["event"]), "at": row["order"].partition("|")[0]} for row in rows]


def keep_expired(connection: Connection, village: str, lots: Iterable[tuple[str, str]], rows: Rows) -> None:
    """Uses of these lots after their time are these."""
    pairs = list(lots)
    given = {"village": village, "items": [pair[0] for pair in pairs], "lots": [pair[1] for pair in pairs]}
    connection.exec_driver_sql(_EXPIRED_BEFORE, given)
    if rows:
        connection.exec_driver_sql(_CHECKS, {"rows": _json(rows)})


_SINCE = (
    "SELECT version, kind, id, facts FROM ("
    "SELECT version, 1 AS kind, id, jsonb_build_object('facts', facts, 'into', merged_into) AS facts"
    " FROM malaria_person WHERE village = %(village)s AND version BETWEEN %(after)s AND %(upto)s AND erased_at IS NULL"
    " UNION ALL SELECT version, 2, id, jsonb_build_object('person', person, 'at', at, 'species', species,"
    " 'method', method, 'status', status, 'facts', CASE WHEN status IN ('open', 'untreated') OR due <> '[]' THEN facts END)"
    " FROM malaria_case WHERE village = %(village)s AND version BETWEEN %(after)s AND %(upto)s"
    " UNION ALL SELECT version, 3, id, '{}' FROM malaria_gone"
    " WHERE village = %(village)s AND version BETWEEN %(after)s AND %(upto)s) AS changed"
    " WHERE (version, kind, id) > (%(after)s, %(kind)s, %(id)s::uuid) ORDER BY version, kind, id LIMIT %(most)s"
)


def since(
    connection: Connection, village: str, after: tuple[int, int, str], upto: int, most: int
) -> list[tuple[int, int, UUID, dict[str, Any]]]:
    """Version, kind (1 person, 2 case, 3 gone), id and facts of what changed after this place, up to a version."""
    given = {"village": village, "after": after[0], "kind": after[1], "id": after[2], "upto": upto, "most": most}
    return [(row[0], row[1], row[2], row[3]) for row in connection.exec_driver_sql(_SINCE, given)]
