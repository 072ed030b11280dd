"""Many reports at once: counted, looked for and kept by one statement each, however many there are.

Rows travel as JSON documents: a handful of parameters instead of fifty for each report. Statements go to the driver as they
are (`exec_driver_sql`): on this path their making would cost as much as their work.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Connection, text

from simpul.disaster.model import Report
from simpul.disaster.store.rows import report_of, row_of
from simpul.kernel.errors import Invalid

_BEGIN = (
    "SELECT nextval('disaster_report_number_seq'), set_config('enable_seqscan', 'off', true)"
    " FROM generate_series(1, %(count)s)"
)


def begin(connection: Connection, count: int) -> list[int]:
    """So many fresh numbers, given before the reports are written: one statement then writes all there is of them.

    Until this transaction ends, keys are looked up by their indexes, however small a table seemed when that was planned: a
    prepared statement keeps its plan, and one made for an empty table would read all of it while it fills up.
    """
    return [row[0] for row in connection.exec_driver_sql(_BEGIN, {"count": count})]


_COUNT = (
    "INSERT INTO kernel_limit (key, since, spent)"
    " SELECT key, %(since)s, more FROM unnest(%(keys)s::text[], %(more)s::int[]) AS given (key, more)"
    " ON CONFLICT (key, since) DO UPDATE SET spent = kernel_limit.spent + excluded.spent RETURNING key, spent"
)
_GIVE_BACK = (
    "UPDATE kernel_limit SET spent = spent - less FROM unnest(%(keys)s::text[], %(less)s::int[]) AS given (name, less)"
    " WHERE key = given.name AND since = %(since)s"
)
_KNOWN = (
    "SELECT id FROM disaster_report WHERE form_id = ANY(%(forms)s::uuid[])"
    " UNION ALL SELECT id FROM disaster_report WHERE external = ANY(%(externals)s::text[])"
    " UNION ALL SELECT id FROM disaster_report WHERE device = ANY(%(devices)s::text[]) AND reported_at > %(since)s"
)
_THESE = text("SELECT * FROM disaster_report WHERE id = ANY(:ids) ORDER BY number")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a batch asks about before it is judged: counters with how much is added to each, forms, devices, other names."""

    counters: Mapping[str, int]
    forms: Sequence[UUID]
    devices: Sequence[str]
    externals: Sequence[str]


def before(
    connection: Connection, wanted: Wanted, *, window: datetime, since: datetime
) -> tuple[list[Report], dict[str, int]]:
    """The reports of these forms and names and of these devices after `since`, oldest first; and the counters.

    Those of the window that begins at `window` stand where they do with the batch counted in. They come first and stay
    locked: whoever reports by the same device at the same time waits, and then sees.
    """
    spent = count(connection, wanted.counters, window)
    given = {"forms": list(wanted.forms), "externals": list(wanted.externals), "devices": list(wanted.devices)}
    if not any(given.values()):
        return [], spent
    known = {row[0] for row in connection.exec_driver_sql(_KNOWN, {**given, "since": since})}
    if not known:
        return [], spent
    return [report_of(row) for row in connection.execute(_THESE, {"ids": list(known)}).mappings()], spent


def count(connection: Connection, counters: Mapping[str, int], window: datetime) -> dict[str, int]:
    """How far each counter of the window stands with these added.

    They are counted in the order of their keys, so that no two batches wait for each other.
    """
    if not counters:
        return {}
    ordered = sorted(counters.items())
    given = {"since": window, "keys": [key for key, _ in ordered], "more": [more for _, more in ordered]}
    return dict(connection.exec_driver_sql(_COUNT, given).all())


def give_back(connection: Connection, counters: Mapping[str, int], window: datetime) -> None:
    """What was refused is not counted."""
    if counters:
        given = {"keys": list(counters), "less": list(counters.values()), "since": window}
        connection.exec_driver_sql(_GIVE_BACK, given)


_KEEP = (
    "WITH given AS MATERIALIZED (SELECT * FROM json_populate_recordset(NULL::disaster_report, %(reports)s::json)),"
    " trail AS MATERIALIZED (SELECT * FROM json_to_recordset(%(audits)s::json) AS entry (id uuid, at timestamptz,"
    " actor uuid, agency text, action text, subject uuid, digest_after bytea, sealed bytea)),"
    " kept AS (INSERT INTO disaster_report SELECT * FROM given ON CONFLICT DO NOTHING RETURNING *),"
    ' stepped AS (INSERT INTO disaster_report_step (report, version, at, kind, "values", actor)'
    " SELECT kept.id, version, changed_at, 'report', jsonb_build_object('status', status, 'severity', severity,"
    " 'card', card, 'longitude', longitude, 'latitude', latitude, 'province', province, 'regency', regency,"
    " 'district', district, 'village', village, 'approximate', approximate, 'placed', placed), actor"
    " FROM kept JOIN trail ON trail.subject = kept.id),"
    " audited AS (INSERT INTO kernel_audit (id, at, actor, agency, action, subject, digest_after, sealed)"
    " SELECT trail.id, at, actor, agency, action, subject, digest_after, sealed"
    " FROM kept JOIN trail ON trail.subject = kept.id),"
    " answered AS (UPDATE disaster_card SET received_at = kept.reported_at, report = kept.number"
    " FROM kept WHERE disaster_card.id = kept.card_id AND disaster_card.id = ANY(%(cards)s::uuid[]))"
    " SELECT id FROM kept"
)
"""The first step says what `rules.history.step_of` says of the report, which a test holds it to.

The cards are named a second time: a join alone would be planned as a walk through all of them while they are few.
"""


@dataclass(frozen=True, slots=True)
class Written:
    """A report and its row of the audit trail as JSON, and the card it comes on."""

    report: bytes
    audit: bytes
    card: UUID | None


def written(report: Report, audit: Mapping[str, Any]) -> Written:
    """The two as they travel; Invalid for texts that no database keeps (NUL, half a character).

    `audit` is a row as the kernel's scribe writes it, of a thing that was not there before.
    """
    sealed = {**audit, "digest_after": _hex(audit["digest_after"]), "sealed": _hex(audit["sealed"]), "digest_before": None}
    try:
        row = orjson.dumps({**row_of(report), "number": report.number})
    except TypeError as error:
        raise Invalid(part="value") from error
    if b"\\u0000" in row:
        raise Invalid(part="value")
    return Written(row, orjson.dumps(sealed), report.card_id)


def _hex(value: bytes) -> str:
    return f"\\x{value.hex()}"


def keep(connection: Connection, batch: Sequence[Written]) -> frozenset[UUID]:
    """The ids of the reports that are kept, each with its first step and its audit; their cards are used from now on.

    A report is not among them when its form, or its name at another platform, was kept before.
    """
    given = {
        "reports": _list([one.report for one in batch]),
        "audits": _list([one.audit for one in batch]),
        "cards": [one.card for one in batch if one.card is not None],
    }
    return frozenset(row[0] for row in connection.exec_driver_sql(_KEEP, given))


def _list(documents: Sequence[bytes]) -> str:
    return (b"[" + b",".join(documents) + b"]").decode()


_SAME = text("SELECT * FROM disaster_report WHERE form_id = :form OR external = :external ORDER BY number LIMIT 1")


def of_form(connection: Connection, form: UUID, external: str | None) -> Report:
    """The report that was made of this form, or has this name at another platform; there is one."""
    return report_of(connection.execute(_SAME, {"form": form, "external": external}).mappings().one())


_PHOTO = text("SELECT photo FROM disaster_report WHERE (card_id = :id OR id = :id) AND photo IS NOT NULL LIMIT 1")


def photo_of(connection: Connection, id: UUID) -> str | None:
    """The file of the photograph of the report that came on the card of this id, or has this id itself."""
    found: str | None = connection.scalar(_PHOTO, {"id": id})
    return found
