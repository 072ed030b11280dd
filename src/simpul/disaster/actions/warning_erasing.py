"""Drafts of warnings and reports' CAP messages leave when they are due; what was given out stays."""

from datetime import timedelta

from simpul.disaster.store import warning_drafts
from simpul.disaster.store.cap_reports import forget as forget_messages
from simpul.kernel.platform import Platform

DRAFTS_KEPT = timedelta(days=7)
MESSAGES_KEPT = timedelta(days=7)


def erase_due_warnings(platform: Platform) -> dict[str, int]:
    """How many drafts, and messages of reports that expired, were erased."""
    now = platform.clock.now()
    with platform.database.writing() as unit:
        drafts = warning_drafts.forget(unit.connection, now - DRAFTS_KEPT)
        messages = forget_messages(unit.connection, now - MESSAGES_KEPT)
        erased = {"drafts": drafts, "messages": messages}
        unit.audit("disaster.erase", subject="disaster_warning_draft", after=erased)
    return erased
