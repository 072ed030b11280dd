"""What a situation report (laporan situasi) says: one plain value, kept as issued and never changed.

Its parts are those of BNPB's own: the event and how it went, casualties and damage, what is done, needed and there,
sources. No word and no picture of a resident is in it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from simpul.disaster.model import CardUnreadable, Hazard, Report, Status
from simpul.disaster.model.incidents import Counted, FigureKind, Incident, Stage, Taken, Turn
from simpul.disaster.rules.gathering import common_region, present, rank, verified, worst_of
from simpul.disaster.rules.hazards import hazard_of
from simpul.disaster.rules.severity_plot import series
from simpul.disaster.rules.sketch import Spot, clipped, frame_of
from simpul.disaster.rules.summary import headline
from simpul.kernel.i18n import ZONES, zone_of

FORM = 1
"""The form of the content; a reader of an old edition knows by it how to read it."""
LISTED = 40
"""So many reports are listed one by one, the worst and newest; the rest is counted."""
NOTES = 40
PLACES = 30
COMPARED = ("verified", "unverified", "live", "worst", "present")


@dataclass(frozen=True, slots=True)
class Affected:
    """An area of the incident with its state (1 to 4, None: not affected) as it stands."""

    name: str
    state: int | None
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who issues the report: agency and officer, from which node, at which address the incident stands."""

    agency: str
    officer: str
    address: str
    demo: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """All that a situation report is made of. `places` names each region of a report, `districts` the district of each;

    `borders` holds names and GeoJSON outlines of regions around, by code, the larger ones first.
    """

    incident: Incident
    reports: Sequence[Report]
    history: Sequence[Taken]
    figures: Mapping[FigureKind, Counted]
    areas: Sequence[Affected]
    places: Mapping[str, str]
    districts: Mapping[str, str]
    place: str
    borders: Mapping[str, tuple[str, Mapping[str, Any]]] = field(default_factory=dict)


def content(known: Known, issuer: Issuer, edition: int, at: datetime, before: Mapping[str, Any] | None) -> dict[str, Any]:
    """Everything that this edition says, as JSON; `before` is the edition before it, to say what has changed."""
    incident = known.incident
    zone = zone_of(common_region(incident.spread.regions) or (incident.spread.regions or ("",))[0])
    said = {
        "form": FORM,
        "edition": edition,
        "number": incident.number,
        "name": incident.name,
        "hazard": {"slug": incident.hazard, "label": dict(hazard_of(incident.hazard).label)},
        "stage": incident.stage.value,
        "place": known.place,
        "zone": zone,
        "at": at.isoformat(),
        "opened_at": incident.opened_at.isoformat(),
        "closed_at": incident.closed_at.isoformat() if incident.closed_at else None,
        "issuer": {"agency": issuer.agency, "officer": issuer.officer, "address": issuer.address},
        "tags": _tags(known, issuer),
        "reports": _counts(known, at),
        "figures": _figures(known),
        "areas": [_area(one) for one in known.areas],
        "places": _places(known),
        "listed": [_listed(known, one) for one in worst_first(known.reports)[:LISTED]],
        "series": _series(known, at, zone),
        "notes": _notes(known),
        "told": {name: getattr(incident.told, name) for name in ("taken", "needs", "resources", "contact")},
        "extent": dict(incident.spread.extent),
        "centre": [incident.spread.longitude, incident.spread.latitude],
        "spots": _spots(known),
        "outlines": _outlines(known),
        "steps": _stages(known),
    }
    return {**said, "changes": changes(before, said)}


def _tags(known: Known, issuer: Issuer) -> list[str]:
    """What a reader must know before believing: these stay on every page of every copy."""
    unverified = any(one.status is Status.UNVERIFIED for one in known.reports)
    facts = (
        ("training", known.incident.training),
        ("demo", issuer.demo),
        ("unverified", unverified),
        ("approximate", known.incident.spread.approximate),
    )
    return [tag for tag, holds in facts if holds]


def _counts(known: Known, at: datetime) -> dict[str, Any]:
    counted = verified(known.reports)
    return {
        "verified": len(counted),
        "unverified": sum(one.status is Status.UNVERIFIED for one in known.reports),
        "live": sum(one.live_until > at for one in counted),
        "worst": known.incident.spread.worst,
        "present": present(known.reports, at),
        "first_at": known.incident.spread.first_at.isoformat(),
        "last_at": known.incident.spread.last_at.isoformat(),
    }


def _figures(known: Known) -> list[dict[str, Any]]:
    return [
        {"kind": kind.value, "value": one.value, "source": one.source, "at": one.at.isoformat()}
        for kind, one in known.figures.items()
    ]


def _area(one: Affected) -> dict[str, Any]:
    return {"name": one.name, "state": one.state, "since": one.since.isoformat() if one.since else None}


def _places(known: Known) -> list[dict[str, Any]]:
    """Each district that verified reports came from, with how many, the worst and the last; the most reported first."""
    by_district: dict[str, list[Report]] = {}
    for report in verified(known.reports):
        by_district.setdefault(known.districts.get(report.where.region, ""), []).append(report)
    ordered = sorted(by_district.items(), key=lambda row: (-len(row[1]), row[0]))[:PLACES]
    return [
        {
            "name": name,
            "count": len(found),
            "worst": worst_of(found),
            "last_at": max(one.reported_at for one in found).isoformat(),
        }
        for name, found in ordered
    ]


def worst_first(reports: Sequence[Report]) -> list[Report]:
    """Verified before not verified, worse before better, new before old."""
    seen = (one for one in reports if one.status is not Status.HIDDEN)
    return sorted(seen, key=lambda one: (one.status is not Status.VERIFIED, -rank(one.severity), -one.number))


def _listed(known: Known, report: Report) -> dict[str, Any]:
    hazard = hazard_of(report.hazard)
    return {
        "number": report.number,
        "at": report.reported_at.isoformat(),
        "place": known.places.get(report.where.region, ""),
        "said": {lang: _said(hazard, report, lang) for lang in ("id", "en")},
        "severity": report.severity,
        "verified": report.status is Status.VERIFIED,
    }


def _said(hazard: Hazard, report: Report, lang: str) -> str:
    """The answer that tells most; empty for a card that no question fits any more."""
    try:
        return headline(hazard, report.card, lang)
    except CardUnreadable:
        return ""


def _series(known: Known, at: datetime, zone: str) -> dict[str, Any]:
    offset = at.astimezone(ZONES[zone]).utcoffset()
    until = min(at, known.incident.closed_at or at)
    found = series(known.reports, until, int(offset.total_seconds() // 3600) if offset else 7)
    return {
        "starts": [start.isoformat() for start in found.starts],
        "seconds": int(found.step.total_seconds()),
        "counts": {name: list(values) for name, values in found.counts.items()},
    }


def _notes(known: Known) -> list[dict[str, Any]]:
    """The log's entries that belong in a report and were not taken back, the newest ones, oldest first."""
    gone = {step.values.get("of") for step in known.history if step.kind is Turn.UNDO}
    found = [
        {"at": step.at.isoformat(), "text": step.values["text"]}
        for step in known.history
        if step.kind is Turn.NOTE and step.values.get("report") and step.version not in gone
    ]
    return found[-NOTES:]


def _stages(known: Known) -> list[dict[str, Any]]:
    """How the incident went: each change of stage that was not taken back."""
    gone = {step.values.get("of") for step in known.history if step.kind is Turn.UNDO}
    began = [{"at": known.incident.opened_at.isoformat(), "stage": Stage.OPEN.value, "reason": ""}]
    return began + [
        {"at": step.at.isoformat(), "stage": step.values["to"], "reason": step.values["reason"]}
        for step in known.history
        if step.kind is Turn.ADVANCE and step.version not in gone
    ]


def _spots(known: Known) -> list[list[Any]]:
    """Place, severity and whether verified of every report that is not hidden, to about 10 m."""
    return [
        [round(one.where.longitude, 4), round(one.where.latitude, 4), one.severity, one.status is Status.VERIFIED]
        for one in known.reports
        if one.status is not Status.HIDDEN
    ]


def _outlines(known: Known) -> list[dict[str, Any]]:
    """The borders that a sketch of this extent shows, cut at its edges."""
    spots = [Spot(*one) for one in _spots(known)]
    frame = frame_of(known.incident.spread.extent, spots)
    found = (clipped(frame, name, geometry) for name, geometry in known.borders.values())
    return [{"name": one.name, "rings": [list(ring) for ring in one.rings]} for one in found if one.rings]


def changes(before: Mapping[str, Any] | None, now: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What differs from the edition before, each with how it was and how it is; empty for a first edition."""
    if before is None:
        return []
    plain = [(what, before[what], now[what]) for what in ("stage", "name")]
    plain += [(what, before["reports"][what], now["reports"][what]) for what in COMPARED]
    found = [{"what": what, "before": was, "now": is_now} for what, was, is_now in plain if was != is_now]
    found += _changed(before["figures"], now["figures"], "kind", "value")
    found += _changed(before["areas"], now["areas"], "name", "state")
    return found


def _changed(
    before: Sequence[Mapping[str, Any]], now: Sequence[Mapping[str, Any]], key: str, value: str
) -> list[dict[str, Any]]:
    was, is_now = ({one[key]: one[value] for one in rows} for rows in (before, now))
    keys = [*is_now, *(name for name in was if name not in is_now)]
    return [
        {"what": f"{key}:{name}", "before": was.get(name), "now": is_now.get(name)}
        for name in keys
        if was.get(name) != is_now.get(name)
    ]
