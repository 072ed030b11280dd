"""Looking at incidents: as the officer who works on one, or as everybody may."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from simpul.disaster.actions.incidents import place_of
from simpul.disaster.model import PublicReport, Report
from simpul.disaster.model.areas import AreaRow
from simpul.disaster.model.incident_refusals import IncidentMissing
from simpul.disaster.model.incidents import (
    Advice,
    Counted,
    FigureKind,
    Incident,
    IncidentsWanted,
    Issued,
    Stage,
    Suggested,
    Taken,
)
from simpul.disaster.rules import gathering, incident_steps, incidents
from simpul.disaster.rules.desk import permit_desk
from simpul.disaster.rules.incidents import Case
from simpul.disaster.rules.publicity import public_view
from simpul.disaster.store import areas as area_store
from simpul.disaster.store import incidents as store
from simpul.disaster.store.lists import inside
from simpul.kernel.actor import Actor
from simpul.kernel.database.unit import Unit
from simpul.kernel.platform import Platform

NEAR_MOST = 200
OFFERED = 30
"""So many suggestions are made at once."""


@dataclass(frozen=True, slots=True)
class Listed:
    """An incident as a list shows it: with the severity of what is live now, and the name of its place."""

    incident: Incident
    present: str
    place: str


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of incidents, how many there are in all, and how many of the asker's region stand at each stage."""

    rows: tuple[Listed, ...]
    total: int
    asked: IncidentsWanted
    counts: Mapping[Stage, int]

    @property
    def pages(self) -> int:
        """How many pages there are; at least one."""
        return max(1, -(-self.total // self.asked.per_page))


@dataclass(frozen=True, slots=True)
class Dossier:
    """An incident with all that an officer of its region may see; `others` are incidents that it may be merged with."""

    incident: Incident
    reports: tuple[Report, ...]
    history: tuple[Taken, ...]
    figures: tuple[Counted, ...]
    latest: Mapping[FigureKind, Counted]
    areas: tuple[AreaRow, ...]
    issued: tuple[Issued, ...]
    nearby: tuple[Report, ...]
    others: tuple[Incident, ...]
    merged_into: Incident | None
    present: str
    place: str
    advice: Advice | None
    undoable: Taken | None
    stages: tuple[Stage, ...]


@dataclass(frozen=True, slots=True)
class PublicIncident:
    """What everybody may know of an incident: nothing that officers wrote for themselves, no unverified report."""

    incident: Incident
    place: str
    present: str
    reports: tuple[PublicReport, ...]
    figures: Mapping[FigureKind, Counted]
    issued: Issued | None
    merged_into: int | None


def listed(platform: Platform, actor: Actor, asked: IncidentsWanted) -> Listing:
    """The incidents of the officer's region that are asked for; OfficerOnly."""
    permit_desk(actor)
    with platform.database.reading() as unit:
        found, total = store.page(unit.connection, asked)
        counts = store.counts(unit.connection, actor.region)
        return Listing(_rows(platform, unit, found), total, asked, counts)


def _rows(platform: Platform, unit: Unit, found: Sequence[Incident]) -> tuple[Listed, ...]:
    held = store.reports_of(unit.connection, [one.id for one in found])
    now = platform.clock.now()
    return tuple(Listed(one, gathering.present(held[one.id], now), _place(platform, one)) for one in found)


def _place(platform: Platform, incident: Incident) -> str:
    return place_of(platform, incident.spread.regions)


def dossier(platform: Platform, actor: Actor, number: int) -> Dossier:
    """The incident with all an officer of its region may see; IncidentMissing, OfficerOnly, NotYourIncident."""
    permit_desk(actor)
    now = platform.clock.now()
    with platform.database.reading() as unit:
        incident = store.get(unit.connection, number)
        if incident is None:
            raise IncidentMissing(number=number)
        incidents.permit_contribute(actor, incident)
        case = Case(incident, tuple(store.reports_of(unit.connection, [incident.id])[incident.id]))
        history = store.history(unit.connection, incident.id)
        figures = store.figures(unit.connection, [incident.id])[incident.id]
        return Dossier(
            incident=incident,
            reports=incidents.shown_reports(case),
            history=tuple(history),
            figures=tuple(figures),
            latest=incident_steps.latest(figures),
            areas=areas_of(unit, incident),
            issued=tuple(store.situations_of(unit.connection, incident.id)),
            nearby=tuple(gathering.nearby(incident, _around(unit, incident))) if incident.live else (),
            others=_mergeable(unit, actor, incident),
            merged_into=_of(unit, incident.merged_into),
            present=gathering.present(case.reports, now),
            place=_place(platform, incident),
            advice=gathering.advice(incident, case.reports, now),
            undoable=_undoable(actor, incident, history, now),
            stages=incidents.next_stages(incident, now),
        )


def _around(unit: Unit, incident: Incident) -> list[Report]:
    """The reports that may lie near enough, by a box and a span of time; `nearby` looks closer."""
    bounds = gathering.gathering_of(incident.hazard)
    ring = incident.spread.extent["coordinates"][0]
    reach = bounds.metres / 100_000
    west, east = min(x for x, _ in ring) - reach, max(x for x, _ in ring) + reach
    south, north = min(y for _, y in ring) - reach, max(y for _, y in ring) + reach
    hours = timedelta(hours=bounds.hours)
    span = (incident.spread.first_at - hours, incident.spread.last_at + hours)
    return store.near_reports(unit.connection, (west, south, east, north), span, NEAR_MOST)


def _mergeable(unit: Unit, actor: Actor, incident: Incident) -> tuple[Incident, ...]:
    if not incident.live:
        return ()
    wanted = IncidentsWanted(incident.hazard, incidents.LIVE, mine=actor.region, training=incident.training, per_page=50)
    found, _ = store.page(unit.connection, wanted)
    return tuple(one for one in found if one.id != incident.id and incidents.leads(actor, one))


def _of(unit: Unit, id_: UUID | None) -> Incident | None:
    return store.by_ids(unit.connection, [id_]).get(id_) if id_ else None


def _undoable(actor: Actor, incident: Incident, history: list[Taken], now: datetime) -> Taken | None:
    step = incidents.undoable(history, now)
    return step if step and incidents.may(incidents.permit_undo, actor, incident, step) else None


def areas_of(unit: Unit, incident: Incident) -> tuple[AreaRow, ...]:
    """The areas of the incident, as they stand for its hazard; those that are gone are left out."""
    return tuple(area_store.some(unit.connection, incident.areas, incident.hazard)) if incident.areas else ()


def suggest_incidents(platform: Platform, actor: Actor) -> list[Suggested]:
    """The incidents that verified reports of the officer's region speak of and nobody has opened; OfficerOnly."""
    permit_desk(actor)
    since = platform.clock.now() - gathering.WITHIN
    here = inside(actor.region) if actor.region else None
    with platform.database.reading() as unit:
        free = store.free_reports(unit.connection, since, here, gathering.MOST)
    return gathering.suggestions(free)[:OFFERED]


def public_page(platform: Platform, asked: IncidentsWanted) -> Listing:
    """The incidents that are asked for, as everybody may know them; exercises are never among them."""
    with platform.database.reading() as unit:
        found, total = store.page(unit.connection, asked)
        return Listing(_rows(platform, unit, found), total, asked, store.counts(unit.connection, None))


def public(platform: Platform, number: int) -> PublicIncident:
    """What everybody may know of the incident; IncidentMissing for none, and for an exercise."""
    now = platform.clock.now()
    with platform.database.reading() as unit:
        incident = store.get(unit.connection, number)
        if incident is None or incident.training:
            raise IncidentMissing(number=number)
        held = store.reports_of(unit.connection, [incident.id])[incident.id]
        issued = [one for one in store.situations_of(unit.connection, incident.id) if one.public]
        into = _of(unit, incident.merged_into)
        latest = incident_steps.latest(store.figures(unit.connection, [incident.id])[incident.id])
    views = [public_view(report, now) for report in gathering.verified(held)]
    return PublicIncident(
        incident=incident,
        place=_place(platform, incident),
        present=gathering.present(held, now),
        reports=tuple(view for view in views if view is not None),
        figures=latest,
        issued=issued[-1] if issued else None,
        merged_into=into.number if into else None,
    )
