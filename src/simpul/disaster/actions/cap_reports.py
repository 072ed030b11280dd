"""Residents' reports as CAP messages: told within seconds of a change, each message kept as it was told.

A report is an alert, its changes are updates, and hiding it cancels what was said. It expires when it leaves the map.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row

from simpul.disaster.actions.incidents import place_name
from simpul.disaster.actions.warnings import sender_of
from simpul.disaster.model import Report
from simpul.disaster.model.cap import CapReference
from simpul.disaster.rules.cap import document, of_report, reading
from simpul.disaster.rules.hazards import LISTED
from simpul.disaster.store import cap_reports as store
from simpul.kernel.actor import Actor
from simpul.kernel.platform import Platform

BATCH, BATCHES = 500, 20
TOLD_FOR = timedelta(days=1)
SHOWN = 1_000


def tell_changes(platform: Platform) -> int:
    """How many messages were told; what is news and not among them is told the next time."""
    told = 0
    for _ in range(BATCHES):
        count = _tell_batch(platform)
        told += count
        if count < BATCH:
            break
    return told


def _tell_batch(platform: Platform) -> int:
    now = platform.clock.now().replace(microsecond=0)
    hazards = [one.slug for one in LISTED]
    with platform.database.reading() as unit:
        found = store.changed(unit.connection, hazards, now, BATCH)
        chains = store.chain_of(unit.connection, [report.id for report in found]) if found else {}
    rows = [_row(platform, one, chains.get(one.id, []), now) for one in found]
    if rows:
        with platform.database.writing(Actor.SYSTEM) as unit:
            unit.unaudited("a message says again what the audit trail holds of its report")
            store.keep(unit.connection, rows)
    return len(rows)


def _row(platform: Platform, report: Report, chain: Sequence[store.Said], now: datetime) -> dict[str, Any]:
    """The message; it names earlier ones word for word as they named themselves, and goes out under the same sender."""
    settings = platform.settings
    earlier = tuple(_named(one.document) for one in chain)
    sender = earlier[-1].sender if earlier else sender_of(settings)
    placing = of_report.Placing(
        sender=sender,
        sender_name=settings.agency,
        place=place_name(platform, report.where.region),
        sent=now,
        earlier=earlier,
        base=settings.public_url,
        test=settings.sandbox or settings.demo,
    )
    alert = of_report.alert(report, placing)
    return {
        "report": report.id,
        "version": report.version,
        "number": report.number,
        "kind": alert.type,
        "identifier": alert.identifier,
        "sent": now,
        "expires": report.live_until,
        "headline": alert.infos[0].headline,
        "document": document.document(alert),
    }


def _named(body: bytes) -> CapReference:
    told = reading.read(body)
    return CapReference(told.sender, told.identifier, told.sent)


def recent(platform: Platform) -> list[Row[Any]]:
    """The newest message of each live report, and of those that were taken back within the last day."""
    now = platform.clock.now()
    with platform.database.reading() as unit:
        return store.recent(unit.connection, now, now - TOLD_FOR, SHOWN)


def find_document(platform: Platform, identifier: str) -> tuple[bytes, datetime] | None:
    """A message's CAP document, and when it was sent; None for an identifier that is not known any more."""
    with platform.database.reading() as unit:
        return store.document(unit.connection, identifier)
