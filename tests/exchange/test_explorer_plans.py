"""Each search walks an index in the page's order: among millions of records a page costs what its rows cost."""

import json
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.dialects import postgresql

from simpul.exchange.model.explorer import RecordPlace, Sought
from simpul.exchange.model.records import RecordKind
from simpul.exchange.store import explorer as store

COUNT = 60_000
SINCE = datetime(2026, 1, 1, tzinfo=UTC)
FILL = text("""
INSERT INTO exchange_record (id, at, message, kind, role, client, service, entry, body, salt, seq)
SELECT gen_random_uuid(), timestamptz '2026-01-01 00:00Z' + n * interval '1 minute', 'ID-' || n / 2,
       CASE WHEN n % 400 = 0 THEN 'refused' WHEN n % 2 = 0 THEN 'received' ELSE 'answered' END, 'provider',
       'ID/GOV/' || n % 40 || '/X', 'ID/GOV/6000/BPBD/s' || n % 900, '\\x00',
       convert_to('{"base":"\\"fault\\":","method":"GET","path":"/x"' ||
                  CASE WHEN n % 400 = 0 THEN ',"fault":"server.serverproxy.access_denied"' ELSE '' END || '}', 'UTF8'),
       '\\x00', n
FROM generate_series(1, :count) AS n
""")


@pytest.fixture(scope="module")
def filled(server_url, template, keys, run_directory):
    """A node's database with so many records, a minute apart, among forty clients and 900 services."""
    from tests.conftest import _at, _create, settings_for

    from simpul.app import build_platform

    _create(server_url, "explorer_plans", template)
    platform = build_platform(settings_for(run_directory), keys=keys, url=_at(server_url, "explorer_plans"))
    with platform.database.engine.begin() as connection:
        connection.execute(FILL, {"count": COUNT})
    with platform.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE exchange_record"))
    yield platform
    platform.database.close()


MIDDLE = RecordPlace(SINCE + timedelta(minutes=COUNT // 2), UUID(int=0))
ONE = {"clients": ("ID/GOV/7/X",), "services": ("ID/GOV/6000/BPBD/s7",)}
CASES = {
    "all": (Sought(), {}, "exchange_record_at"),
    "a page in the middle": (Sought(), {"before": MIDDLE}, "exchange_record_at"),
    "back from the middle": (Sought(), {"after": MIDDLE}, "exchange_record_at"),
    "message": (Sought(message="ID-17"), {}, "exchange_record_message"),
    "client": (Sought(clients=ONE["clients"]), {}, "exchange_record_client"),
    "client, in the middle": (Sought(clients=ONE["clients"]), {"before": MIDDLE}, "exchange_record_client"),
    "service": (Sought(services=ONE["services"]), {}, "exchange_record_service"),
    "kind": (Sought(kind=RecordKind.ANSWERED), {}, "exchange_record_at"),
    "refused": (Sought(kind=RecordKind.REFUSED), {"before": MIDDLE}, "exchange_record_refused"),
    "a day": (Sought(since=SINCE + timedelta(days=9), until=SINCE + timedelta(days=10)), {}, "exchange_record_at"),
    "client on a day": (
        Sought(clients=ONE["clients"], since=SINCE + timedelta(days=9), until=SINCE + timedelta(days=10)),
        {},
        ("exchange_record_client", "exchange_record_at"),
    ),
    "any fault": (Sought(faulty=True), {}, "exchange_record_fault"),
    "one fault": (Sought(fault="server.serverproxy.access_denied"), {}, "exchange_record_fault"),
    "a fault that never was": (Sought(fault="x"), {}, "exchange_record_fault"),
}


def plan(platform, query):
    """The plan that PostgreSQL runs, and how many rows and pages it touched."""
    compiled = query.compile(dialect=postgresql.psycopg.dialect())
    with platform.database.engine.connect() as connection:
        told = connection.exec_driver_sql(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {compiled}", compiled.params).scalar()
    (found,) = told if isinstance(told, list) else json.loads(told)
    return found["Plan"]


def nodes_of(found):
    yield found
    for inner in found.get("Plans", ()):
        yield from nodes_of(inner)


@pytest.mark.parametrize("name", CASES)
def test_a_page_is_read_from_an_index(filled, name):
    sought, place, index = CASES[name]
    found = plan(filled, store.query_of(sought, **place).limit(51))
    kinds = {one["Node Type"] for one in nodes_of(found)}
    names = {one["Index Name"] for one in nodes_of(found) if "Index Name" in one}
    assert not kinds & {"Seq Scan", "Parallel Seq Scan"}, kinds
    assert names <= set([index] if isinstance(index, str) else index), names
    assert "Sort" not in kinds or name in ("message", "client on a day"), "few rows, picked out first"
    touched = found["Shared Hit Blocks"] + found["Shared Read Blocks"]
    assert touched < 400, f"{touched} pages for one page of records"


def test_what_is_due_for_erasing_is_found_by_its_time(filled):
    """The nightly job walked every record before."""
    with filled.database.engine.connect() as connection:
        told = connection.execute(
            text(
                "EXPLAIN (FORMAT JSON) SELECT id FROM exchange_record"
                " WHERE at < :at AND body IS NOT NULL AND seq IS NOT NULL ORDER BY at LIMIT 2000"
            ),
            {"at": SINCE + timedelta(days=1)},
        ).scalar()
    assert any(one.get("Index Name") == "exchange_record_at" for one in nodes_of(told[0]["Plan"]))


def test_a_text_within_a_record_is_not_taken_for_a_fault(filled):
    """Every record's base holds the letters of the mark, escaped as JSON escapes them; only one in 400 has a fault."""
    with filled.database.reading() as unit:
        found = store.found(unit.connection, Sought(faulty=True), most=1000)
    assert len(found) == COUNT // 400
    assert {one.fault for one in found} == {"server.serverproxy.access_denied"}
