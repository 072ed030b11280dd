"""The three clocks of an index case: notified, investigated, responded to. Days are counted from the day of the test."""

from collections.abc import Sequence
from datetime import date, timedelta

from simpul.malaria.model.inquiry_refusals import LimitsWrong
from simpul.malaria.model.investigations import Clock, ClockState, Limits
from simpul.malaria.rules.programme import LONGEST

STEPS = ("notify", "investigate", "respond")
Done = tuple[date | None, date | None, date | None]


def clocks(tested_on: date, limits: Limits, done: Done, today: date) -> tuple[Clock, ...]:
    """The clocks of a case tested on that day; each step is in time until the end of its last day."""
    days = (limits.notify, limits.investigate, limits.respond)
    return tuple(_clock(step, tested_on, n, on, today) for step, n, on in zip(STEPS, days, done, strict=True))


def _clock(step: str, tested_on: date, days: int, done_on: date | None, today: date) -> Clock:
    due_on = tested_on + timedelta(days=days)
    if done_on is not None:
        state = ClockState.MET if done_on <= due_on else ClockState.LATE
    else:
        state = ClockState.OVERDUE if today > due_on else ClockState.RUNNING
    return Clock(step, days, due_on, done_on, state)


def stage(*, begun: bool, origin: str | None, many: Sequence[Clock], taken_over: bool = False) -> str:
    """What the case waits for: `waiting` (nobody began), `begun` (not classified), `respond` (no response), `done`."""
    if taken_over:
        return "done"
    if origin is None:
        return "begun" if begun else "waiting"
    return "done" if many[-1].done_on is not None else "respond"


def is_overdue(many: Sequence[Clock]) -> bool:
    """Whether the investigation or the response is past its limit and not done."""
    return any(one.state is ClockState.OVERDUE for one in many[1:])


def limits_of(notify: str, investigate: str, respond: str) -> Limits:
    """The limits as written: whole days from 1 to 60 that do not fall; LimitsWrong."""
    found = []
    for given in (notify, investigate, respond):
        text = given.strip()
        if not (text.isascii() and text.isdigit() and len(text) <= 2 and 1 <= int(text) <= LONGEST):
            raise LimitsWrong()
        found.append(int(text))
    if found != sorted(found):
        raise LimitsWrong()
    return Limits(*found)
