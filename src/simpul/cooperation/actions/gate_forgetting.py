"""What gates kept of people is forgotten ninety days after the event: devices and showings go, the counts stay."""

from datetime import timedelta

from simpul.cooperation.store import checkins, events
from simpul.cooperation.store import gates as store
from simpul.kernel.platform import Platform

KEPT = timedelta(days=90)


def forget(platform: Platform) -> int:
    """How many showings were forgotten. Runs each night; a second time changes nothing."""
    with platform.database.writing() as unit:
        before = unit.clock.now() - KEPT
        there = set(store.with_devices(unit.connection))
        due = [one.id for one in events.all_(unit.connection) if one.id in there and one.ends_at < before]
        count = checkins.forget(unit.connection, due)
        store.forget(unit.connection, due)
        if due:
            unit.audit("cooperation.gate.forget", subject="gates", after={"events": len(due), "showings": count})
        else:
            unit.unaudited("nothing was due")
        return count
