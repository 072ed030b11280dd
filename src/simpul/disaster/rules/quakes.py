"""Which documents speak of the same earthquake, and which of them says the newer thing. No I/O."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum

from simpul.disaster.model.quakes import Quake, QuakeRevision, QuakeSaid
from simpul.disaster.rules.distances import kilometres

SAME_WITHIN = timedelta(seconds=30)
SAME_KM = 50.0
"""Two documents tell of one earthquake when its times differ by at most 30 s and its places by at most 50 km."""
_STEP_SECONDS, _STEP_KM, _STEP_MAGNITUDE, _STEP_DEPTH = 1.5, 2.0, 0.05, 1.0
"""What differs by less is rounding, not a revision: BMKG's documents write the same earthquake to other decimals."""


class Verdict(StrEnum):
    """What a document's word on a known earthquake is."""

    KNOWN = "known"
    FILLS = "fills"
    NEWER = "newer"
    LATE = "late"


def same(known: Sequence[Quake], said: QuakeSaid) -> Quake | None:
    """The earthquake that is spoken of: by its issuer's id, else the nearest in time and place; None for a new one."""
    if said.event:
        named = next((one for one in known if one.said.event == said.event), None)
        if named:
            return named
    close = [one for one in known if _close(one.said, said) and not (said.event and one.said.event)]
    return min(close, key=lambda one: (abs(one.said.at - said.at), _apart(one.said, said)), default=None)


def _close(one: QuakeSaid, other: QuakeSaid) -> bool:
    return abs(one.at - other.at) <= SAME_WITHIN and _apart(one, other) <= SAME_KM


def _apart(one: QuakeSaid, other: QuakeSaid) -> float:
    return kilometres((one.longitude, one.latitude), (other.longitude, other.latitude))


def judged(quake: Quake, past: Sequence[QuakeRevision], said: QuakeSaid) -> Verdict:
    """What the word is beside what is known.

    A word that was issued before the one that stands is late. One without a time of its own that repeats what was
    superseded comes from a slower copy, and is known. Where it only says more, it fills in.
    """
    now = quake.said
    if agrees(said, now):
        return Verdict.FILLS if _adds(said, now) else Verdict.KNOWN
    if any(agrees(said, one.said) for one in past) and not (said.event and _issued_after(said, now)):
        return Verdict.KNOWN
    if said.issued_at and now.issued_at and said.issued_at < now.issued_at:
        return Verdict.LATE
    return Verdict.NEWER


def _issued_after(said: QuakeSaid, now: QuakeSaid) -> bool:
    return bool(said.issued_at and now.issued_at and said.issued_at > now.issued_at)


def agrees(said: QuakeSaid, kept: QuakeSaid) -> bool:
    """Whether nothing that was said differs from what is kept; what was left out on either side does not differ."""
    return (
        abs((said.at - kept.at).total_seconds()) < _STEP_SECONDS
        and _apart(said, kept) < _STEP_KM
        and abs(said.magnitude - kept.magnitude) < _STEP_MAGNITUDE
        and (said.depth_km is None or kept.depth_km is None or abs(said.depth_km - kept.depth_km) < _STEP_DEPTH)
        and (not said.felt or not kept.felt or said.felt == kept.felt)
        and (said.tsunami is None or said.tsunami is kept.tsunami or (kept.tsunami is None and not said.tsunami))
    )


def _adds(said: QuakeSaid, kept: QuakeSaid) -> bool:
    pairs = ((getattr(said, name), getattr(kept, name)) for name in _PARTS)
    return any(mine not in (None, "") and theirs in (None, "") for mine, theirs in pairs)


_PARTS = ("depth_km", "place", "felt", "potential", "tsunami", "shakemap", "event")


def filled(kept: QuakeSaid, said: QuakeSaid) -> QuakeSaid:
    """What is kept, with what it lacked."""
    lacking = {name: getattr(said, name) for name in _PARTS if getattr(kept, name) in (None, "")}
    return replace(kept, **lacking, issued_at=_later(kept, said))


def merged(kept: QuakeSaid, said: QuakeSaid) -> QuakeSaid:
    """The newer word; what it leaves out is as it was."""
    left_out = {name: getattr(kept, name) for name in _PARTS if getattr(said, name) in (None, "")}
    return replace(said, **left_out, issued_at=_later(kept, said))


def _later(kept: QuakeSaid, said: QuakeSaid) -> datetime | None:
    times = [one for one in (kept.issued_at, said.issued_at) if one]
    return max(times) if times else None
