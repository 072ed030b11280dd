"""Who decides about an area's state, and what becomes of it. Law: UU 24/2007 art. 21 (BPBD answers for its region)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from simpul.disaster.model import UndoTooLate
from simpul.disaster.model.area_events import AreaStateChanged
from simpul.disaster.model.areas import (
    FIRST_POLYGON,
    Area,
    AreaChange,
    AreaChangedMeanwhile,
    AreaMissing,
    AreaNameMissing,
    AreaNameTooLong,
    AreaNothingToClear,
    AreaOfficerOnly,
    AreaState,
    AreaStateUnreadable,
    AreaStep,
    NotYourArea,
    Reason,
    Standing,
)
from simpul.disaster.rules.desk import OFFICER, answers_for
from simpul.kernel.actor import Actor

UNDONE_WITHIN = timedelta(minutes=30)
NAME_MOST = 80
_PARTS: Mapping[int, tuple[int, ...]] = {2: (2,), 4: (2, 4), 6: (2, 4, 6), 10: (2, 4, 6, 10)}
HELD = 0.95
"""So much of a polygon a region must hold to answer for it: the rest may be the error of approximate boundaries."""


def id_of(code: str) -> int:
    """The id of a unit: 31.74.03.1001 is 3174031001."""
    return int(code.replace(".", ""))


def code_of(area: int) -> str:
    """The region's code with these digits; AreaMissing for a number that no code has."""
    digits = str(area)
    ends = _PARTS.get(len(digits))
    if ends is None or area >= FIRST_POLYGON:
        raise AreaMissing(area=area)
    starts = (0, *ends[:-1])
    return ".".join(digits[start:end] for start, end in zip(starts, ends, strict=True))


def permit_areas(actor: Actor) -> None:
    """Nothing, for an officer on duty; AreaOfficerOnly otherwise."""
    if not (actor.has(OFFICER) and actor.agency):
        raise AreaOfficerOnly()


def permit_set(actor: Actor, area: Area) -> None:
    """Nothing, for an officer whose agency answers for the whole area; AreaOfficerOnly or NotYourArea otherwise."""
    permit_areas(actor)
    if not answers_for(actor, area.region):
        raise NotYourArea(region=area.region)


def holder(codes: Mapping[str, float]) -> str:
    """The deepest region that holds at least 95 % of a polygon whose shares (summing to 1) lie in these regions."""
    found = ""
    while True:
        shares: dict[str, float] = {}
        for code, share in codes.items():
            if code.startswith(f"{found}." if found else "") and (deeper := _child(code, found)):
                shares[deeper] = shares.get(deeper, 0.0) + share
        best = max(shares, key=lambda code: shares[code], default="")
        if not best or shares[best] < HELD:
            return found
        found = best


def _child(code: str, above: str) -> str:
    """The region one level below `above` that holds `code`; empty when `code` is no deeper."""
    depth = above.count(".") + 1 if above else 0
    parts = code.split(".")
    return ".".join(parts[: depth + 1]) if len(parts) > depth else ""


def checked_state(state: int | None) -> int | None:
    """The state as it is kept; AreaStateUnreadable for what is none of 1 to 4 (None clears)."""
    if state is not None and (isinstance(state, bool) or state not in set(AreaState)):
        raise AreaStateUnreadable()
    return state


def same_version(stands: Standing, seen: int | None) -> None:
    """Nothing, when the area is still as the officer saw it, or they did not say (None); AreaChangedMeanwhile otherwise."""
    if seen is not None and stands.version != seen:
        raise AreaChangedMeanwhile(seen=seen, now=stands.version)


def decided(stands: Standing, actor: Actor, now: datetime, *, state: int | None) -> Standing:
    """How the area stands after the officer's word. The same state again confirms it: it has been there since before."""
    if state is None and stands.state is None:
        raise AreaNothingToClear()
    since = stands.since if state == stands.state else now if state else None
    return replace(
        stands,
        state=state,
        since=since,
        changed_at=now,
        by=actor.id,
        agency=actor.agency,
        version=stands.version + 1,
    )


def step_of(before: Standing, after: Standing, *, accepted: bool = False) -> AreaStep:
    """What the officer did."""
    if accepted:
        return AreaStep.ACCEPT
    if after.state is None:
        return AreaStep.CLEAR
    return AreaStep.CONFIRM if after.state == before.state else AreaStep.SET


def change_of(
    area: Area, before: Standing, after: Standing, step: AreaStep, reasons: tuple[Reason, ...] = ()
) -> AreaChange:
    """The entry of the history that brought the area to where it stands."""
    assert after.changed_at is not None
    kept = tuple({"sentence": one.sentence, "facts": dict(one.facts)} for one in reasons)
    return AreaChange(
        area.id,
        after.hazard,
        after.version,
        after.changed_at,
        step,
        before.state,
        after.state,
        after.since,
        after.by,
        after.agency,
        kept,
    )


def undoable(history: list[AreaChange], now: datetime) -> AreaChange | None:
    """The last change (oldest first in `history`), when it can still be taken back; an undo itself cannot."""
    if not history or history[-1].step is AreaStep.UNDO or now - history[-1].at > UNDONE_WITHIN:
        return None
    return history[-1]


def undone(stands: Standing, history: list[AreaChange], actor: Actor, now: datetime) -> Standing:
    """How the area stood before its last change; UndoTooLate 30 minutes after it."""
    last = undoable(history, now)
    if last is None:
        raise UndoTooLate()
    earlier = history[-2] if len(history) > 1 else None
    return replace(
        stands,
        state=last.before,
        since=earlier.since if earlier else None,
        changed_at=now,
        by=actor.id,
        agency=actor.agency,
        version=stands.version + 1,
    )


def told(area: Area, before: Standing, after: Standing) -> AreaStateChanged | None:
    """The event that this change is to the rest of the system; None when the state is the same as before."""
    if before.state == after.state:
        return None
    assert after.changed_at is not None
    return AreaStateChanged(
        area=area.id,
        name=area.name,
        region=area.region,
        hazard=after.hazard,
        version=after.version,
        state=after.state,
        before=before.state,
        since=after.since,
        changed_at=after.changed_at,
        agency=after.agency or "",
    )


def area_name(given: str) -> str:
    """The name as it is kept; AreaNameMissing or AreaNameTooLong."""
    kept = " ".join(given.split())
    if not kept:
        raise AreaNameMissing()
    if len(kept) > NAME_MOST:
        raise AreaNameTooLong(most=NAME_MOST)
    return kept
