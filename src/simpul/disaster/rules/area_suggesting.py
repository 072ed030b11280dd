"""Which state of an area the reports and gauges speak for, and why. A suggestion is never set by itself.

How it is judged, as an officer would with the same papers before them:

1. What counts: residents' flood reports from inside the area, at most WINDOW (3 hours) old, one per device (its newest),
   and only those that came in after an officer's last word on the area: what they knew when they decided is not news.
2. A report weighs 1, a verified one 2; half after one hour, a quarter after two.
3. The depth that is suggested is the weighted upper quartile: the least depth that three quarters of the weight do not
   exceed. Not the greatest, so that one wrong report does not paint a neighbourhood red; not the middle, since the state
   warns of the worst that a good part of the people meet.
4. Less weight than ENOUGH (2: one fresh verified report, or two fresh others) speaks for "use caution" at most, and only
   where no state is set. A gauge upstream or within NEAR_KM at Siaga I or II is one witness more: it weighs 1.
5. Such a gauge alone speaks for "use caution" where it stands within NEAR_KM, or names the area's district or village as
   downstream; one that names a whole regency only bears witness, or it would speak for hundreds of areas at once. For
   CLEAR_AFTER after an officer's word it is silent.
6. A state that nothing supports any more for CLEAR_AFTER (6 hours: no report of 10 cm or more, no gauge at Siaga I or II,
   no word of an officer) is suggested to be cleared.

Depths and states: up to 70, 150 cm and above, as BPBD DKI Jakarta's matrix has them (CONTRACT a.6); below 10 cm: none.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from simpul.disaster.model.areas import AreaState, GaugeSays, Reason, Standing, Suggestion, Told
from simpul.kernel.i18n import N_

WINDOW = timedelta(hours=3)
CLEAR_AFTER = timedelta(hours=6)
ENOUGH = 2.0
UPPER = 0.75
NEAR_KM = 3.0
LEAST_CM = 10
HIGH_WATER = 2
"""Siaga II and I: the worst two warnings."""

COUNTED = N_("{n} reports in the last {hours} hours, {verified} of them verified")
DEPTHS = N_(
    "Three quarters of them, weighed by age and verification, say {depth} cm or less; the deepest says {deepest} cm"
)
NEWEST = N_("The newest is {minutes} minutes old")
TOO_FEW = N_("Too few to tell the depth: one fresh verified report or two fresh others are needed")
GAUGE_UPSTREAM = N_("Gauge {name} upstream stands at Siaga {level}")
GAUGE_NEAR = N_("Gauge {name}, {kilometres} km away, stands at Siaga {level}")
SILENT = N_("For {hours} hours nobody has reported water of {least} cm or more here")
NO_GAUGE = N_("No gauge nearby or upstream stands at Siaga I or II")
LAST_WORD = N_("An officer last decided {hours} hours ago")
DRY = N_("The newest reports say that no water of {least} cm or more stands here")


def state_of(depth_cm: float) -> AreaState | None:
    """The state that water of this depth means: None below 10 cm."""
    if depth_cm < LEAST_CM:
        return None
    return AreaState.MINOR if depth_cm <= 70 else AreaState.MODERATE if depth_cm <= 150 else AreaState.SEVERE


def weight(told: Told, now: datetime) -> float:
    """How much a report weighs at `now`: 2 verified, else 1; half after one hour, a quarter after two."""
    hours = max(0, (now - told.at) // timedelta(hours=1))
    return (2.0 if told.verified else 1.0) / (1 << min(hours, 2))


def upper_quartile(told: Sequence[Told], now: datetime) -> int:
    """The least depth that three quarters of the weight do not exceed; of at least one report."""
    ordered = sorted(told, key=lambda one: one.depth_cm)
    whole, up_to = sum(weight(one, now) for one in ordered), 0.0
    for one in ordered:
        up_to += weight(one, now)
        if up_to >= UPPER * whole:
            return one.depth_cm
    return ordered[-1].depth_cm


def suggest(stands: Standing, told: Sequence[Told], gauges: Sequence[GaugeSays], now: datetime) -> Suggestion | None:
    """The state that what is known speaks for, and why; None when the area has it already, or nothing is known."""
    fresh = [one for one in told if _is_news(one, stands, now)]
    high = [one for one in gauges if one.warning <= HIGH_WATER and now - one.at <= CLEAR_AFTER]
    found = _of_reports(stands, fresh, high, now) or _of_gauges(stands, high, now) or _clearing(stands, told, high, now)
    if found is None or found.state == stands.state:
        return None
    more = () if found.state is None else tuple(_gauge(one) for one in high)
    return Suggestion(found.state, (*found.reasons, *(one for one in more if one not in found.reasons)))


def _is_news(one: Told, stands: Standing, now: datetime) -> bool:
    return now - WINDOW < one.at <= now and (stands.changed_at is None or one.at > stands.changed_at)


def _of_reports(stands: Standing, fresh: Sequence[Told], high: Sequence[GaugeSays], now: datetime) -> Suggestion | None:
    """What the fresh reports speak for; None without any, or when too few of them meet a state that an officer set."""
    if not fresh:
        return None
    counted = _counted(fresh, now)
    wet = any(one.depth_cm >= LEAST_CM for one in fresh)
    if sum(weight(one, now) for one in fresh) + (1.0 if high and wet else 0.0) < ENOUGH:
        few = (*counted, Reason(TOO_FEW, {}))
        return Suggestion(AreaState.CAUTION, few) if stands.state is None and wet else None
    depth = upper_quartile(fresh, now)
    state = state_of(depth)
    if state is None:
        return Suggestion(None, (*counted, Reason(DRY, {"least": LEAST_CM})))
    facts = {"depth": depth, "deepest": max(one.depth_cm for one in fresh)}
    return Suggestion(state, (counted[0], Reason(DEPTHS, facts), *counted[1:]))


def _counted(fresh: Sequence[Told], now: datetime) -> tuple[Reason, ...]:
    facts = {"n": len(fresh), "hours": WINDOW // timedelta(hours=1), "verified": sum(one.verified for one in fresh)}
    newest = min((now - one.at) // timedelta(minutes=1) for one in fresh)
    return Reason(COUNTED, facts), Reason(NEWEST, {"minutes": newest})


def _of_gauges(stands: Standing, high: Sequence[GaugeSays], now: datetime) -> Suggestion | None:
    """What gauges alone speak for; None where an officer decided a while ago, who sees the same gauges."""
    close = [one for one in high if one.named or one.kilometres <= NEAR_KM]
    decided = stands.changed_at is not None and now - stands.changed_at < CLEAR_AFTER
    if stands.state is not None or decided or not close:
        return None
    return Suggestion(AreaState.CAUTION, tuple(_gauge(one) for one in close))


def _gauge(one: GaugeSays) -> Reason:
    level = "I" * one.warning
    if one.upstream:
        return Reason(GAUGE_UPSTREAM, {"name": one.name, "level": level})
    return Reason(GAUGE_NEAR, {"name": one.name, "level": level, "kilometres": round(one.kilometres, 1)})


def _clearing(stands: Standing, told: Sequence[Told], high: Sequence[GaugeSays], now: datetime) -> Suggestion | None:
    """That the state be cleared, when nothing supports it any more."""
    if stands.state is None or stands.changed_at is None or high:
        return None
    wet = [one.at for one in told if one.depth_cm >= LEAST_CM]
    if now - max([stands.changed_at, *wet]) < CLEAR_AFTER:
        return None
    hours = CLEAR_AFTER // timedelta(hours=1)
    last = (now - stands.changed_at) // timedelta(hours=1)
    silent = Reason(SILENT, {"hours": hours, "least": LEAST_CM})
    return Suggestion(None, (silent, Reason(NO_GAUGE, {}), Reason(LAST_WORD, {"hours": last})))
