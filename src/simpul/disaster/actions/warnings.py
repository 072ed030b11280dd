"""Warnings as everybody may read them: what is in force, what was said when, each message as it was given out."""

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from simpul.disaster.model.warning_refusals import WarningMissing
from simpul.disaster.model.warnings import HazardWarning, WarningMessage, WarningsWanted
from simpul.disaster.store import warnings as store
from simpul.kernel.platform import Platform
from simpul.kernel.settings import Settings

TOLD_FOR = timedelta(days=1)
"""How long the feeds still tell that a warning was cancelled or has expired."""


def current(
    platform: Platform, *, within: str = "", at: datetime | None = None, exercises: bool | None = False
) -> list[HazardWarning]:
    """The warnings in force now or at `at`, the newest first; `within`: those for a place in or around this region."""
    with platform.database.reading() as unit:
        return store.in_force(unit.connection, at or platform.clock.now(), within=within, exercises=exercises)


def get(platform: Platform, number: int) -> HazardWarning:
    """The warning of this number as it stands now; WarningMissing."""
    with platform.database.reading() as unit:
        found = store.get(unit.connection, number, platform.clock.now())
    if found is None:
        raise WarningMissing()
    return found


def messages(platform: Platform, number: int) -> list[WarningMessage]:
    """All that was said of this warning, oldest first; WarningMissing."""
    with platform.database.reading() as unit:
        found = store.messages_of(unit.connection, number)
    if not found:
        raise WarningMissing()
    return found


def page(platform: Platform, wanted: WarningsWanted) -> tuple[list[HazardWarning], int]:
    """One page of the warnings that are asked for, those in force first; and how many there are."""
    with platform.database.reading() as unit:
        return store.page(unit.connection, wanted, platform.clock.now())


def recent(platform: Platform) -> list[WarningMessage]:
    """The newest message of each warning in force, and of those that ended or changed within the last day."""
    now = platform.clock.now()
    with platform.database.reading() as unit:
        return store.recent(unit.connection, now - TOLD_FOR, now)


def document(platform: Platform, identifier: str) -> tuple[bytes, datetime]:
    """A message's CAP document, and when it was sent; WarningMissing."""
    with platform.database.reading() as unit:
        found = store.document(unit.connection, identifier)
    if found is None:
        raise WarningMissing()
    return found


def sender_of(settings: Settings) -> str:
    """What CAP calls this node: the operator's word for it, else the host of its address, else its name."""
    return settings.disaster_cap_sender or urlsplit(settings.public_url).hostname or f"{settings.node}.simpul"
