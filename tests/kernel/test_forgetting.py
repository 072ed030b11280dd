"""What the kernel keeps ends when the docstring of its tables says so."""

from datetime import timedelta

from sqlalchemy import func, insert, select
from tests.kernel.test_audit import sealed, write

from simpul.app import forget
from simpul.kernel.audit.chain import check
from simpul.kernel.database.schema import audit, inbox, outbox


def rows(platform, table) -> int:
    with platform.database.reading() as unit:
        return unit.connection.scalar(select(func.count()).select_from(table)) or 0


def event(platform, *, published: bool) -> None:
    with platform.database.writing() as unit:
        unit.unaudited("an event and its effect")
        now, key = unit.clock.now(), unit.ids.new()
        row = {
            "id": key,
            "name": "x.Y",
            "payload": {},
            "at": now,
            "next_at": now,
            "published_at": now if published else None,
        }
        unit.connection.execute(insert(outbox).values(row))
        unit.connection.execute(insert(inbox).values(handler="test", event=key, at=now))


def test_events_end_thirty_days_after_they_took_effect(platform, clock):
    event(platform, published=True)
    clock.advance(timedelta(days=29))
    forget(platform)
    assert (rows(platform, outbox), rows(platform, inbox)) == (1, 1)
    clock.advance(timedelta(days=2))
    event(platform, published=True)
    forget(platform)
    assert (rows(platform, outbox), rows(platform, inbox)) == (1, 1)


def test_an_event_that_still_waits_keeps_its_inbox_row(platform, clock):
    """One handler took it, another fails for a month: the first must not take it again."""
    event(platform, published=False)
    clock.advance(timedelta(days=60))
    forget(platform)
    assert (rows(platform, outbox), rows(platform, inbox)) == (1, 1)


def test_values_beside_the_audit_trail_end_after_three_years_and_the_chain_holds(platform, clock):
    write(platform, 2)
    sealed(platform)
    clock.advance(timedelta(days=3 * 365 - 1))
    forget(platform)
    write(platform, 1)
    sealed(platform)
    clock.advance(timedelta(days=2))
    forget(platform)
    with platform.database.reading() as unit:
        kept = [s is not None for s in unit.connection.scalars(select(audit.c.sealed).order_by(audit.c.seq))]
        assert kept == [False, False, True]
        assert check(unit.connection, keys=platform.keys).broken_at is None
