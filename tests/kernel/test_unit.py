"""Units: one transaction, with its audit rows and events in it. ARCHITECTURE, decision 4 and "Personal data"."""

# ruff: noqa: PT012  (a unit of work is a block)

from dataclasses import dataclass
from uuid import UUID

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.exc import InternalError

from simpul.kernel.actor import Actor
from simpul.kernel.database import AuditMissing
from simpul.kernel.database.schema import audit, job, outbox
from simpul.kernel.events import Event
from simpul.kernel.platform import Platform

SITI = Actor(UUID(int=9), "Siti", agency="ID/GOV/6000/BPBD", region="31")


@dataclass(frozen=True, slots=True)
class ThingDone(Event):
    what: str


def put(unit, name: str) -> None:
    """A row that stands for any write."""
    unit.connection.execute(insert(job).values(name=name, due_at=unit.clock.now()))


def count(platform: Platform, table) -> int:
    with platform.database.reading() as unit:
        return unit.connection.scalar(select(func.count()).select_from(table)) or 0


def test_a_writing_unit_that_says_nothing_is_not_committed(platform):
    with pytest.raises(AuditMissing), platform.database.writing(SITI) as unit:
        put(unit, "silent")
    assert count(platform, job) == 0


def test_an_excuse_needs_a_reason(platform):
    with pytest.raises(AuditMissing), platform.database.writing(SITI) as unit:
        unit.unaudited("")


def test_an_excused_unit_commits(platform):
    with platform.database.writing(SITI) as unit:
        unit.unaudited("the test's own reason")
        put(unit, "excused")
    assert count(platform, job) == 1


def test_a_unit_that_raises_leaves_nothing(platform):
    rung: list[str] = []
    platform.database.rings(rung.append)
    with pytest.raises(ZeroDivisionError), platform.database.writing(SITI) as unit:
        put(unit, "undone")
        unit.audit("kernel.test", subject="x", after={"a": 1})
        unit.emit(ThingDone("undone"))
        unit.ring("disaster")
        unit.flush()
        _ = 1 / 0
    assert (count(platform, job), count(platform, audit), count(platform, outbox)) == (0, 0, 0)
    assert rung == []


def test_events_and_bells_come_only_after_the_commit(platform):
    rung: list[str] = []
    platform.database.rings(rung.append)
    with platform.database.writing(SITI) as unit:
        unit.audit("kernel.test", subject="x")
        unit.emit(ThingDone("later"))
        unit.ring("disaster")
        unit.flush()
        assert count(platform, outbox) == 0
        assert rung == []
        unit._audits.clear()
        unit._events.clear()
        unit._excused = True
    assert count(platform, outbox) == 1
    assert sorted(rung) == ["disaster", "outbox"]


def test_an_audit_row_says_who_did_what_when_and_opens_to_before_and_after(platform):
    with platform.database.writing(SITI) as unit:
        unit.audit("disaster.report.verify", subject="r1", before={"depth": 10}, after={"depth": 70})
    with platform.database.reading() as unit:
        row = unit.connection.execute(select(audit)).one()
        opened = unit.scribe.opened(row.id, row.sealed)
    assert (row.actor, row.agency, row.action, row.subject) == (SITI.id, SITI.agency, "disaster.report.verify", "r1")
    assert row.at == platform.clock.now()
    assert (opened["before"], opened["after"]) == ('{"depth":10}', '{"depth":70}')


def test_equal_values_have_unequal_digests(platform):
    """The salt: who knows a depth or a name cannot look for its digest."""
    for subject in ("a", "b"):
        with platform.database.writing(SITI) as unit:
            unit.audit("kernel.test", subject=subject, after={"name": "Budi"})
    with platform.database.reading() as unit:
        digests = list(unit.connection.scalars(select(audit.c.digest_after)))
    assert len(set(digests)) == 2


def test_a_reading_unit_refuses_to_write(platform):
    with pytest.raises(InternalError, match="read-only"), platform.database.reading() as unit:
        put(unit, "refused")
    assert count(platform, job) == 0


def test_a_reading_unit_gives_its_connection_back_clean(platform):
    """A pool of four lends more than four times, also after failures; and writing works after reading."""
    for turn in range(10):
        with pytest.raises(InternalError), platform.database.reading() as unit:
            put(unit, "refused")
        with platform.database.writing(SITI) as unit:
            unit.unaudited("a row of the test's")
            put(unit, f"kept {turn}")
    assert count(platform, job) == 10
