"""What the kernel keeps ends when it is due: events that took effect, values beside the audit trail. Law 27/2022."""

from datetime import timedelta

from sqlalchemy import delete, exists, update

from simpul.kernel.database.schema import audit, inbox, outbox
from simpul.kernel.database.unit import Unit

EVENTS_KEPT = timedelta(days=30)
VALUES_KEPT = timedelta(days=3 * 365)


def forget_events(unit: Unit) -> int:
    """How many events were erased: those handed on 30 days ago. An inbox row stays while its event may still come again."""
    due = unit.clock.now() - EVENTS_KEPT
    erased = unit.connection.execute(delete(outbox).where(outbox.c.published_at < due)).rowcount
    still_there = exists().where(outbox.c.id == inbox.c.event)
    unit.connection.execute(delete(inbox).where(inbox.c.at < due, ~still_there))
    return erased


def forget_values(unit: Unit) -> int:
    """How many audit rows lost their values, three years old; the chain over their digests holds on."""
    due = audit.c.at < unit.clock.now() - VALUES_KEPT
    return unit.connection.execute(update(audit).where(due, audit.c.sealed.is_not(None)).values(sealed=None)).rowcount
