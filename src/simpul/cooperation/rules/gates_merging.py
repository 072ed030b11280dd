"""Which showing of a ticket is its one entry: the same, in whatever order and how often the gates' batches come.

The answer is a function of the set of showings alone. So a gate that was away for an hour, a batch sent twice and two
batches that cross each other end in the same count of people.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from simpul.cooperation.model.gates import UNDO, Admission, Entry

Key = tuple[UUID, int]
"""Device and number: what a showing is known by."""


def corrected(at: datetime, *, told_now: datetime, received: datetime, earliest: datetime) -> datetime:
    """A device's instant by the node's clock: moved by how far the device's clock is off, never after it was received.

    Nor before `earliest`, when the device was signed on: no device can have admitted anybody before that.
    """
    return max(earliest, min(received, at + (received - told_now)))


def merged(entries: Iterable[Entry]) -> Mapping[bytes, Admission]:
    """Each ticket's one entry, the earliest that was not taken back, and its doubles in their order.

    A device's number counts once. A ticket whose every showing was taken back is not there.
    """
    known = _known(entries)
    back = _back(known)
    by_ticket: dict[bytes, list[Entry]] = defaultdict(list)
    for key, entry in known.items():
        if entry.undoes is None and key not in back:
            by_ticket[entry.ticket].append(entry)
    return {ticket: _admission(sorted(shown, key=lambda e: e.order)) for ticket, shown in by_ticket.items()}


def taken_back(entries: Iterable[Entry]) -> frozenset[Key]:
    """Device and number of every showing that was taken back in time."""
    return _back(_known(entries))


def _known(entries: Iterable[Entry]) -> Mapping[Key, Entry]:
    """Each showing once; of two with one number, which no honest device sends, the earlier."""
    ordered = sorted(set(entries), key=lambda e: (e.order, e.ticket, e.gate, e.undoes or 0), reverse=True)
    return {(entry.device, entry.seq): entry for entry in ordered}


def _back(known: Mapping[Key, Entry]) -> frozenset[Key]:
    """Those of which the same device said, of the same ticket and within the time for it, that they were mistaken."""
    found = set()
    for undo in known.values():
        meant = known.get((undo.device, undo.undoes)) if undo.undoes is not None else None
        if meant is None or meant.undoes is not None or meant.ticket != undo.ticket:
            continue
        if meant.seq < undo.seq and undo.at - meant.at <= UNDO:
            found.add((meant.device, meant.seq))
    return frozenset(found)


def _admission(shown: list[Entry]) -> Admission:
    return Admission(shown[0], tuple(shown[1:]))
