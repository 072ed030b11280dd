"""What a gate is told of a ticket: admitted once, and why not. Law: none; each ticket lets in one person."""

from collections.abc import Mapping

from simpul.cooperation.model.gates import Admission, Entry, Outcome, Verdict
from simpul.cooperation.model.registrations import Admission as Held
from simpul.cooperation.rules.gates_merging import Key

_HELD: Mapping[Held, Outcome | None] = {
    Held.HALL: None,
    Held.REMOTE: Outcome.REMOTE,
    Held.WAITING: Outcome.WAITING,
    Held.CANCELLED: Outcome.CANCELLED,
}


def why_not(held: Held | None, *, here: bool) -> Outcome | None:
    """Why a ticket lets nobody into this hall, whoever shows it; None where it does."""
    if held is None:
        return Outcome.UNKNOWN
    return _HELD[held] if here else Outcome.ELSEWHERE


def stood(why: Outcome | None, *, asks: bool) -> bool:
    """Whether somebody came in all the same, by a gate's list that was older: with a ticket that was good once."""
    return not asks and why in _HELD.values() and why is not None


def verdict(entry: Entry, admission: Admission | None, *, refused: Outcome | None, back: frozenset[Key]) -> Verdict:
    """What becomes of one showing, given its ticket's admission, why it was refused, and what was taken back."""
    first = admission.first if admission else None
    where = (first.gate, first.at) if first else (None, None)
    return Verdict(entry.device, entry.seq, _outcome(entry, first, refused, back), *where)


def _outcome(entry: Entry, first: Entry | None, refused: Outcome | None, back: frozenset[Key]) -> Outcome:
    if refused is not None:
        return refused
    if entry.undoes is not None:
        return Outcome.UNDONE if (entry.device, entry.undoes) in back else Outcome.UNDO
    if (entry.device, entry.seq) in back:
        return Outcome.UNDONE
    return Outcome.ADMITTED if first and (first.device, first.seq) == (entry.device, entry.seq) else Outcome.DOUBLE
