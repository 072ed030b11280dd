"""What reports tell together: how far an incident reaches, which speak of one, how it goes. The officer decides."""

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from simpul.disaster.model import Hazard, Report, Status
from simpul.disaster.model.incidents import Advice, Gathering, Incident, Spread, Stage, Suggested
from simpul.disaster.rules.hazards import SEVERITIES, hazard_of
from simpul.kernel.i18n import N_

_DEGREE_M = 111_320.0
MOST = 2000
"""So many reports at most are looked at for suggestions, the newest ones."""
WITHIN = timedelta(hours=24)
"""Suggestions are made from reports of so long."""

GATHERINGS: Mapping[str, Gathering] = {
    "flood": Gathering(3, 1_000, 3),
    "earthquake": Gathering(3, 10_000, 6),
    "wind": Gathering(3, 2_000, 2),
    "haze": Gathering(3, 10_000, 12),
    "fire": Gathering(2, 2_000, 6),
    "volcano": Gathering(2, 10_000, 12),
    "landslide": Gathering(1, 500, 12),
    "tsunami": Gathering(1, 20_000, 3),
    "drought": Gathering(3, 10_000, 24),
    "tornado": Gathering(2, 2_000, 2),
    "abrasion": Gathering(2, 2_000, 24),
}
"""When reports of a hazard speak of one incident. One verified landslide or tsunami is enough."""
_COMMON = Gathering(3, 1_000, 3)

FEWEST = 3
"""Fewer reports than this in a window say nothing about whether an incident grows or eases."""


def gathering_of(hazard: str) -> Gathering:
    """The bounds of this hazard."""
    return GATHERINGS.get(hazard, _COMMON)


def rank(severity: str) -> int:
    """How bad a severity is: 0 for minor up to 3 for extreme; -1 for a word nobody knows."""
    return SEVERITIES.index(severity) if severity in SEVERITIES else -1


def worst_of(reports: Iterable[Report]) -> str:
    """The worst severity among the reports; empty for none."""
    return max((report.severity for report in reports), key=rank, default="")


def verified(reports: Iterable[Report]) -> list[Report]:
    """Those that an officer has verified: nothing else counts."""
    return [report for report in reports if report.status is Status.VERIFIED]


def present(reports: Iterable[Report], now: datetime) -> str:
    """The worst severity of the verified reports that are live at `now`; empty when none is live any more."""
    return worst_of(report for report in verified(reports) if report.live_until > now)


def spread_of(hazard: str, reports: Iterable[Report]) -> Spread | None:
    """What the verified ones among these reports say together; None when none is verified.

    The extent is their convex hull, widened by a quarter of the distance at which reports of this hazard gather.
    """
    counted = verified(reports)
    if not counted:
        return None
    points = [(report.where.longitude, report.where.latitude) for report in counted]
    longitude, latitude = (sum(values) / len(points) for values in zip(*points, strict=True))
    return Spread(
        count=len(counted),
        worst=worst_of(counted),
        first_at=min(report.reported_at for report in counted),
        last_at=max(report.reported_at for report in counted),
        longitude=round(longitude, 6),
        latitude=round(latitude, 6),
        extent=_around(points, (longitude, latitude), gathering_of(hazard).metres / 4),
        regions=tuple(sorted({report.where.region for report in counted})),
        approximate=any(report.where.approximate for report in counted),
    )


def _around(points: Sequence[tuple[float, float]], centre: tuple[float, float], metres: float) -> dict[str, Any]:
    import shapely  # loads when the first incident is opened, not at every start

    across = _DEGREE_M * max(math.cos(math.radians(centre[1])), 0.01)
    flat = [((x - centre[0]) * across, (y - centre[1]) * _DEGREE_M) for x, y in points]
    hull = shapely.MultiPoint(flat).convex_hull.buffer(metres, quad_segs=4)
    ring = [[round(centre[0] + x / across, 5), round(centre[1] + y / _DEGREE_M, 5)] for x, y in hull.exterior.coords]
    return {"type": "Polygon", "coordinates": [ring]}


def suggestions(reports: Sequence[Report]) -> list[Suggested]:
    """The incidents that verified reports without one speak of, the worst first and then the largest.

    Two reports belong together when they are of one hazard, near in place and near in time (GATHERINGS); so do those
    that others connect.
    """
    free = [report for report in verified(reports) if report.incident is None]
    kinds = sorted({(report.hazard, report.training) for report in free})
    found = [one for kind in kinds for one in _of_kind(kind, free)]
    return sorted(found, key=lambda one: (-rank(one.spread.worst), -one.spread.count, one.reports))


def _of_kind(kind: tuple[str, bool], free: Sequence[Report]) -> list[Suggested]:
    alike = sorted(
        (report for report in free if (report.hazard, report.training) == kind), key=lambda report: report.number
    )[-MOST:]
    least = gathering_of(kind[0]).count
    groups = [group for group in _connected(kind[0], alike) if len(group) >= least]
    spreads = [(group, spread_of(kind[0], group)) for group in groups]
    return [
        Suggested(kind[0], tuple(report.number for report in group), spread, kind[1]) for group, spread in spreads if spread
    ]


def _connected(hazard: str, alike: Sequence[Report]) -> list[list[Report]]:
    """The reports in groups, each connected by pairs that are near in place and time."""
    leader = list(range(len(alike)))

    def lead(n: int) -> int:
        while leader[n] != n:
            leader[n] = leader[leader[n]]
            n = leader[n]
        return n

    for one, other in near_pairs(hazard, alike):
        leader[lead(other)] = lead(one)
    groups: dict[int, list[Report]] = {}
    for n, report in enumerate(alike):
        groups.setdefault(lead(n), []).append(report)
    return list(groups.values())


def near_pairs(hazard: str, reports: Sequence[Report]) -> list[tuple[int, int]]:
    """Which of the reports (by their place in the list) are near each other in place and in time."""
    if len(reports) < 2:
        return []
    import numpy as np
    import shapely

    bounds = gathering_of(hazard)
    places = np.array([(report.where.longitude, report.where.latitude) for report in reports])
    scale = math.cos(math.radians(float(places[:, 1].mean())))
    flat = shapely.points(places * [_DEGREE_M * scale, _DEGREE_M])
    one, other = shapely.STRtree(flat).query(flat, predicate="dwithin", distance=bounds.metres)
    seconds = np.array([report.reported_at.timestamp() for report in reports])
    close = (one < other) & (np.abs(seconds[one] - seconds[other]) <= bounds.hours * 3600)
    return list(zip(one[close].tolist(), other[close].tolist(), strict=True))


def window(hazard: Hazard) -> timedelta:
    """The time in which the rate of reports is told: a third of the live window, from half an hour to six hours."""
    return min(max(hazard.live_for / 3, timedelta(minutes=30)), timedelta(hours=6))


def advice(incident: Incident, reports: Iterable[Report], now: datetime) -> Advice | None:
    """The stage that the verified reports speak for; None where they speak for none, or it is the present one.

    - *growing*: the last window brought at least three reports and half as many again as the one before, or two that
      are worse than all before;
    - *easing*: the window before brought at least three reports and the last at most half of them, none worse; or reports
      are still live, and none came for a whole window;
    - *closed*: the incident eases, and no report is live any more.
    """
    counted = verified(reports)
    step = window(hazard_of(incident.hazard))
    recent = [report for report in counted if now - step < report.reported_at <= now]
    earlier = [report for report in counted if now - 2 * step < report.reported_at <= now - step]
    said = _speaks_for(incident, counted, (recent, earlier), now)
    if said is None or said[0] is incident.stage or not incident.live:
        return None
    facts = {"recent": len(recent), "earlier": len(earlier), "minutes": int(step.total_seconds() // 60)}
    return Advice(said[0], said[1], facts)


def _speaks_for(
    incident: Incident, counted: Sequence[Report], rate: tuple[list[Report], list[Report]], now: datetime
) -> tuple[Stage, str] | None:
    recent, earlier = rate
    older = [report for report in counted if report not in recent]
    worse = len(recent) >= 2 and bool(older) and rank(worst_of(recent)) > rank(worst_of(older))
    if worse:
        return Stage.GROWING, _WORSE
    if len(recent) >= FEWEST and 2 * len(recent) >= 3 * len(earlier):
        return Stage.GROWING, _MORE
    if incident.stage is Stage.EASING and not any(report.live_until > now for report in counted):
        return Stage.CLOSED, _SILENT
    if len(earlier) >= FEWEST and 2 * len(recent) <= len(earlier):
        return Stage.EASING, _FEWER
    if not recent and incident.stage is not Stage.EASING:
        return Stage.EASING, _NONE
    return None


_WORSE = N_("The reports of the last {minutes} minutes are worse than all before.")
_MORE = N_("Reports come faster: {recent} in the last {minutes} minutes, {earlier} in the {minutes} before.")
_FEWER = N_("Reports come more slowly: {recent} in the last {minutes} minutes, {earlier} in the {minutes} before.")
_NONE = N_("No verified report came in the last {minutes} minutes.")
_SILENT = N_("No report is live any more, and the incident was easing.")


def nearby(incident: Incident, candidates: Iterable[Report]) -> list[Report]:
    """Reports without an incident that may belong to this one: of its hazard, within reach of its extent, near in time."""
    import shapely

    spread, bounds = incident.spread, gathering_of(incident.hazard)
    reach = bounds.metres * 0.75 / _DEGREE_M
    zone = shapely.Polygon(spread.extent["coordinates"][0]).buffer(reach)
    span = timedelta(hours=bounds.hours)

    def fits(report: Report) -> bool:
        return (
            report.incident is None
            and report.hazard == incident.hazard
            and report.training == incident.training
            and report.status is not Status.HIDDEN
            and spread.first_at - span <= report.reported_at <= spread.last_at + span
            and bool(zone.contains(shapely.Point(report.where.longitude, report.where.latitude)))
        )

    return [report for report in candidates if fits(report)]


def common_region(codes: Iterable[str]) -> str:
    """The deepest code that holds all of these; empty where only the whole country does."""
    parts = [code.split(".") for code in codes]
    if not parts:
        return ""
    shared = []
    for level in zip(*parts, strict=False):
        if len(set(level)) > 1:
            break
        shared.append(level[0])
    return ".".join(shared)


def around(codes: Iterable[str]) -> tuple[str, ...]:
    """These codes and every code above them, sorted: what a search by place looks among."""
    parts = [code.split(".") for code in codes if code]
    return tuple(sorted({".".join(one[:n]) for one in parts for n in range(1, len(one) + 1)}))
