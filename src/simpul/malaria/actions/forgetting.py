"""What is due is erased every night: `store.tables` says what and when."""

from datetime import timedelta

from simpul.kernel.platform import Platform
from simpul.malaria.actions import forgetting_quality
from simpul.malaria.store import erasing as store

PATIENTS = timedelta(days=25 * 365)
INVITATIONS, NOTICES, WORKERS = timedelta(days=30), timedelta(days=90), timedelta(days=3 * 365)


def forget(platform: Platform) -> None:
    """Nobody is kept longer than they must: patients 25 years after the last record, workers 3 after their service."""
    now = platform.clock.now()
    with platform.database.writing() as unit:
        unit.unaudited("erasing what is due is announced beforehand, in the tables' own description")
        store.forget_invitations(unit.connection, now - INVITATIONS)
        store.forget_notices(unit.connection, now - NOTICES)
        store.forget_workers(unit.connection, now - WORKERS)
        store.erase(unit.connection, store.due(unit.connection, now - PATIENTS), now)
        forgetting_quality.forget(unit)
