"""How a shelter filled: its counts over time against its capacity."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from simpul.disaster.model.shelters import Shelter, ShelterCount
from simpul.disaster.rules.area_plots import scale, ticks
from simpul.kernel import plots
from simpul.kernel.plots import BOX, Drawing, Line, Mark
from simpul.kernel.web import Request

SHOWN = timedelta(days=7)


def counts_plot(request: Request, one: Shelter, counts: Sequence[ShelterCount], zone: str) -> Drawing:
    """The counts of the last seven days as a stepped line, with the capacity as another."""
    t, now = request.t, request.platform.clock.now()
    recent = [each for each in counts if each.at > now - SHOWN] or list(counts[-2:])
    start = min(recent[0].at, now - timedelta(hours=1))
    top = scale(max(one.draft.capacity, *(each.people for each in recent)))
    return Drawing(
        says=says(request, one),
        unit=t.gettext("People in the shelter"),
        across=t.gettext("Time ({zone})", zone=zone),
        rows=tuple(Mark(plots.height(value, top[-1]), t.number(value)) for value in top),
        columns=_columns(request, start, now, zone),
        lines=(Line("nearly", _level(one.draft.capacity, top[-1])), Line("half", _stairs(recent, start, now, top[-1]))),
    )


def says(request: Request, one: Shelter) -> str:
    """What is to be seen, in one sentence."""
    t = request.t
    if one.people is None:
        return t.gettext("Nobody has counted since the shelter was opened")
    return t.gettext(
        "{people} people for {capacity} places", people=t.number(one.people), capacity=t.number(one.draft.capacity)
    )


def _columns(request: Request, start: datetime, end: datetime, zone: str) -> tuple[Mark, ...]:
    t, long = request.t, end - start > timedelta(days=2)
    found = []
    for at in ticks(start, end):
        words = t.datetime(at, zone).rsplit(",", 1)[0].rsplit(" ", 1)[0] if long else t.time(at, zone).rsplit(" ", 1)[0]
        found.append(plots.column((at - start) / (end - start), words))
    return tuple(found)


def _level(value: float, top: float) -> str:
    return f"M0 {_down(value, top)}H{BOX}"


def _stairs(counts: Sequence[ShelterCount], start: datetime, end: datetime, top: float) -> str:
    """A step for each count, from left to right; flat until the next."""
    steps = [(round((each.at - start) / (end - start) * BOX), _down(each.people, top)) for each in counts]
    first = f"M{max(0, steps[0][0])} {steps[0][1]}"
    return first + "".join(f"H{across}V{down}" for across, down in steps[1:]) + f"H{BOX}"


def _down(value: float, top: float) -> int:
    return round(BOX * (1 - min(max(value, 0), top) / top))


def counts_rows(request: Request, one: Shelter, counts: Sequence[ShelterCount], zone: str) -> list[list[str]]:
    """The table behind the plot, newest first: when, how many people, how full."""
    t = request.t
    return [
        [t.datetime(each.at, zone), t.number(each.people), f"{t.number(round(100 * each.people / one.draft.capacity))} %"]
        for each in reversed(counts)
    ]
