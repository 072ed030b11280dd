"""Foci: who may do what, when a state may be set, the outline of a part of a village, figures of the response.

States: DHIS2 MAL_CS (law/malaria/programme.toml). Local transmission is a case classified as indigenous or introduced.
"""

import math
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from simpul.kernel.actor import Actor
from simpul.malaria.model.foci import Closing, Focus, FocusState
from simpul.malaria.model.inquiry_refusals import (
    ClosingMissing,
    FigureWrong,
    FocusClosed,
    FocusNameWrong,
    OfficerOnly,
    OutlineWrong,
    StateMissing,
    StateTooEarly,
)
from simpul.malaria.model.investigations import Limits
from simpul.malaria.rules import desk
from simpul.malaria.rules.programme import ActionKind, action_kinds, focus_days

LOCAL = ("indigenous", "introduced")
"""Origins that are transmission here."""
KINDS = ("village", "part")
_POINTS_MOST, _FAR_KM, _FIGURE_MOST = 200, 50.0, 99_999
_KM_PER_DEGREE = 111.2
_PARTS = {"positive": "tested", "tested": "people", "sprayed": "houses", "positive_places": "places"}
"""What can be no more than what; where both are written."""


def permit_inquire(actor: Actor, village: str) -> None:
    """Nothing, when the actor may investigate and respond there: officer and supervisor; DeskOnly, NotYourVillage."""
    desk.permit_village(actor, village)


def permit_govern(actor: Actor, village: str) -> None:
    """Nothing, when the actor may set states, close and reopen foci there: the officer; OfficerOnly and as above."""
    desk.permit_village(actor, village)
    permit_limits(actor)


def permit_limits(actor: Actor) -> None:
    """Nothing, when the actor may set the limits of the clocks: the programme's officer; DeskOnly, OfficerOnly."""
    desk.permit_desk(actor)
    if not actor.has(desk.OFFICER):
        raise OfficerOnly()


def quiet_days(opened_on: date, last_local: date | None, today: date) -> int:
    """Days without local transmission: since the last case that was caught here, or else since the focus opened."""
    return max(0, (today - (last_local or opened_on)).days)


def proposed(opened_on: date, last_local: date | None, today: date) -> FocusState:
    """The state that the days without local transmission allow."""
    residual, cleared, _ = focus_days()
    gone = quiet_days(opened_on, last_local, today)
    if gone >= cleared:
        return FocusState.CLEARED
    return FocusState.RESIDUAL_NON_ACTIVE if gone >= residual else FocusState.ACTIVE


def state_of(given: str) -> FocusState:
    """The state of this name; StateMissing for any other."""
    try:
        return FocusState(given)
    except ValueError:
        raise StateMissing() from None


def permit_state(wanted: FocusState, gone: int) -> None:
    """Nothing, when so many days without local transmission allow this state; StateTooEarly with the days that it needs."""
    residual, cleared, _ = focus_days()
    days = {FocusState.ACTIVE: 0, FocusState.RESIDUAL_NON_ACTIVE: residual, FocusState.CLEARED: cleared}[wanted]
    if gone < days:
        raise StateTooEarly(days=days, gone=gone)


def permit_closing(how: str, gone: int) -> Closing:
    """Why the focus is closed; ClosingMissing, and StateTooEarly for one that is said to be cleared before its time."""
    try:
        closing = Closing(how)
    except ValueError:
        raise ClosingMissing() from None
    if closing is Closing.CLEARED:
        permit_state(FocusState.CLEARED, gone)
    return closing


def still_open(focus: Focus) -> Focus:
    """The focus; FocusClosed where it was closed."""
    if focus.closed_on is not None:
        raise FocusClosed()
    return focus


def named(given: str) -> str:
    """The name as it is kept, on one line; FocusNameWrong unless it has 3 to 80 characters."""
    kept = " ".join(given.split())
    if not 3 <= len(kept) <= 80:
        raise FocusNameWrong()
    return kept


def outline(given: str) -> list[list[float]]:
    """The ring `[[longitude, latitude], …]` that these lines "latitude, longitude" draw, closed; OutlineWrong."""
    points = [_point(line) for line in given.splitlines() if line.strip()]
    if len(points) > 1 and points[0] == points[-1]:
        points.pop()
    if not 3 <= len(points) <= _POINTS_MOST or _too_far(points) or abs(_surface(points)) < 1e-10:
        raise OutlineWrong()
    return [*points, points[0]]


def _point(line: str) -> list[float]:
    parts = line.replace(";", ",").split(",") if "," in line or ";" in line else line.split()
    try:
        latitude, longitude = (float(part) for part in parts)
    except ValueError:
        raise OutlineWrong() from None
    if not (math.isfinite(latitude) and math.isfinite(longitude) and abs(latitude) <= 90 and abs(longitude) <= 180):
        raise OutlineWrong()
    return [round(longitude, 6), round(latitude, 6)]


def _too_far(points: Sequence[Sequence[float]]) -> bool:
    wide = max(one[0] for one in points) - min(one[0] for one in points)
    high = max(one[1] for one in points) - min(one[1] for one in points)
    return max(wide, high) * _KM_PER_DEGREE > _FAR_KM


def _surface(points: Sequence[Sequence[float]]) -> float:
    pairs = zip(points, [*points[1:], points[0]], strict=True)
    return sum(one[0] * other[1] - other[0] * one[1] for one, other in pairs) / 2


def hectares(ring: Sequence[Sequence[float]]) -> float:
    """The surface of a small ring, about right near the equator and away from it."""
    squeeze = math.cos(math.radians(sum(one[1] for one in ring) / len(ring)))
    return abs(_surface(ring[:-1])) * squeeze * _KM_PER_DEGREE**2 * 100


def lines_of(ring: Sequence[Sequence[float]] | None) -> str:
    """The ring as it is written in the form, without the point that closes it."""
    return "\n".join(f"{one[1]}, {one[0]}" for one in (ring or [])[:-1])


def due_on(kind: ActionKind, tested_on: date, limits: Limits) -> date:
    """Until when a response of this kind is due in a focus whose index case was tested on that day."""
    return tested_on + timedelta(days=kind.days or limits.respond)


def first_actions() -> list[ActionKind]:
    """What is put down when a focus opens."""
    return [one for one in action_kinds().values() if one.first]


def figures(kind: str, given: Mapping[str, str]) -> dict[str, int]:
    """The figures of this kind that were written, as numbers; FigureWrong."""
    found: dict[str, int] = {}
    for name in action_kinds()[kind].figures:
        text = given.get(name, "").strip()
        if not text:
            continue
        if not (text.isascii() and text.isdigit() and len(text) <= 5 and int(text) <= _FIGURE_MOST):
            raise FigureWrong()
        found[name] = int(text)
    for part, whole in _PARTS.items():
        if found.get(part, 0) > found.get(whole, _FIGURE_MOST):
            raise FigureWrong()
    return found
