"""Officers work on incidents: open, advance, gather, count, note, merge, split, take back. One transaction each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from simpul import regions
from simpul.disaster.model import Report, ReportCorrected, ReportHidden, ReportVerified
from simpul.disaster.model.incident_refusals import IncidentMissing, IncidentUndoTooLate, ReportsMissing
from simpul.disaster.model.incidents import Account, FigureKind, Incident, Stage, Taken, Turn
from simpul.disaster.rules import gathering, incident_steps, incidents
from simpul.disaster.rules.hazards import hazard_of
from simpul.disaster.rules.incident_telling import audited, told
from simpul.disaster.rules.incidents import Case, Change, Hand
from simpul.disaster.store import incidents as store
from simpul.kernel.actor import Actor
from simpul.kernel.database.unit import Unit
from simpul.kernel.platform import Platform

SENT_AGAIN = timedelta(minutes=5)
NAMED = 3
"""So many regions at most are named side by side."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The incident that an officer had before them: its number, and the version that the page showed."""

    number: int
    version: int


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures as an officer wrote them: texts by kind, whose word they are, and as of when."""

    given: Mapping[FigureKind, str]
    source: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Described:
    """What an incident is called, what officers write of it, and the areas that belong to it."""

    name: str
    told: Account
    areas: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Work:
    """A step in the making: its transaction, the incident with its reports, and who acts."""

    platform: Platform
    unit: Unit
    case: Case
    hand: Hand


@dataclass(frozen=True, slots=True)
class Plan:
    """A step to take: its kind, what judges it, the other incidents it touches, and which of several is answered with."""

    kind: Turn
    judged: Callable[[Work], Change]
    also: tuple[int, ...] = ()
    last: bool = False


def open_incident(platform: Platform, actor: Actor, reports: Sequence[int], name: str = "") -> Incident:
    """A new incident of these reports (by number), all of them in the officer's region, at least one verified.

    Without a name it is called after its hazard and place. The same reports from the same officer within five minutes are
    the same incident, however often they were sent. ReportsMissing, ReportElsewhere, ReportUnfit, NoneVerified.
    """
    with platform.database.writing(actor) as unit:
        found = _reports(unit, actor, reports)
        if twin := _sent_before(unit, actor, found):
            unit.unaudited("the same opening, sent twice")
            return twin
        hand = Hand(actor, unit.clock.now())
        named = name.strip() or name_for(platform, found)
        fresh = incident_steps.Fresh(platform.ids.new(), named)
        return _kept(unit, {}, incident_steps.opened(fresh, found, hand))[0]


def _sent_before(unit: Unit, actor: Actor, found: Sequence[Report]) -> Incident | None:
    """The incident that this officer opened of just these reports a moment ago."""
    held = {report.incident for report in found} - {None}
    if len(held) != 1:
        return None
    incident = next(iter(store.by_ids(unit.connection, [one for one in held if one]).values()))
    first = store.history(unit.connection, incident.id)[0]
    same = first.kind is Turn.OPEN and first.values["reports"] == [report.number for report in found]
    fresh = unit.clock.now() - incident.opened_at <= SENT_AGAIN
    return incident if same and fresh and first.actor == actor.id and incident.live else None


def advance(platform: Platform, actor: Actor, seen: Seen, *, stage: Stage, why: str = "") -> Incident:
    """The incident in its next stage; with a reason where the rules want one."""

    def judged(work: Work) -> Change:
        return incident_steps.advance(work.case, stage, why, work.hand)

    return take(platform, actor, seen, Plan(Turn.ADVANCE, judged))


def add(platform: Platform, actor: Actor, seen: Seen, *, reports: Sequence[int]) -> Incident:
    """The incident with these reports too; each lies in the officer's region."""

    def judged(work: Work) -> Change:
        return incident_steps.added(work.case, _reports(work.unit, actor, reports), work.hand)

    return take(platform, actor, seen, Plan(Turn.ADD, judged))


def remove(platform: Platform, actor: Actor, seen: Seen, *, reports: Sequence[int]) -> Incident:
    """The incident without these reports; each lies in the officer's region."""

    def judged(work: Work) -> Change:
        return incident_steps.removed(work.case, _reports(work.unit, actor, reports), work.hand)

    return take(platform, actor, seen, Plan(Turn.REMOVE, judged))


def describe(platform: Platform, actor: Actor, seen: Seen, *, to: Described) -> Incident:
    """The incident under this name, with these words and areas."""

    def judged(work: Work) -> Change:
        return incident_steps.described(work.case, to.name, to.told, to.areas, work.hand)

    return take(platform, actor, seen, Plan(Turn.DESCRIBE, judged))


def note(platform: Platform, actor: Actor, seen: Seen, *, text: str, in_report: bool = True) -> Incident:
    """The incident with one more entry in its log; `in_report` puts it into situation reports."""

    def judged(work: Work) -> Change:
        return incident_steps.noted(work.case, text, in_report=in_report, hand=work.hand)

    return take(platform, actor, seen, Plan(Turn.NOTE, judged))


def count(platform: Platform, actor: Actor, seen: Seen, *, figures: Figures) -> Incident:
    """The incident with these figures; earlier ones stay in the series."""

    def judged(work: Work) -> Change:
        change, found = incident_steps.counted(work.case, figures.given, figures.source, figures.at, work.hand)
        store.keep_figures(work.unit.connection, work.case.incident.id, found)
        return change

    return take(platform, actor, seen, Plan(Turn.COUNT, judged))


def merge(platform: Platform, actor: Actor, seen: Seen, *, other: int) -> Incident:
    """The incident with all that the incident of number `other` held, which is closed and leads here."""

    def judged(work: Work) -> Change:
        two = store.claim(work.unit.connection, [other]).get(other)
        if two is None:
            raise IncidentMissing(number=other)
        incidents.permit_step(actor, two, Turn.MERGE)
        held = store.reports_of(work.unit.connection, [two.id])[two.id]
        return incident_steps.merged(work.case, Case(two, tuple(held)), work.hand)

    return take(platform, actor, seen, Plan(Turn.MERGE, judged, (other,)))


def split(platform: Platform, actor: Actor, seen: Seen, *, reports: Sequence[int], name: str = "") -> Incident:
    """The new incident that these reports are from now on, at the stage of the one they belonged to."""

    def judged(work: Work) -> Change:
        found = _reports(work.unit, actor, reports)
        fresh = incident_steps.Fresh(platform.ids.new(), name.strip() or name_for(platform, found))
        return incident_steps.split(work.case, found, fresh, work.hand)

    return take(platform, actor, seen, Plan(Turn.SPLIT, judged, last=True))


def undo(platform: Platform, actor: Actor, seen: Seen) -> Incident:
    """The incident as it was before its last step, and so are the others that the step changed. IncidentUndoTooLate."""

    def judged(work: Work) -> Change:
        connection, incident = work.unit.connection, work.case.incident
        step = incidents.to_undo(store.history(connection, incident.id), work.hand.at)
        incidents.permit_undo(actor, incident, step)
        others = store.claim_ids(connection, incidents.others_of(step))
        if step.kind is Turn.COUNT:
            store.take_figures_back(connection, incident.id, step.version)
        return incidents.undone(incident, others, step, work.hand)

    return take(platform, actor, seen, Plan(Turn.UNDO, judged, _touched(platform, seen.number)))


def name_for(platform: Platform, reports: Sequence[Report]) -> str:
    """What people would call an incident of these reports: its hazard and the deepest place that holds them all."""
    if not reports:
        raise ReportsMissing()
    place = place_of(platform, [report.where.region for report in gathering.verified(reports) or reports])
    return f"{hazard_of(reports[0].hazard).label['id']} {place}"[: incident_steps.NAME_MOST]


def place_name(platform: Platform, region: str) -> str:
    """What people call a region; Indonesia for none, the code itself where it is no longer in force."""
    try:
        return regions.name_path(platform, region) if region else "Indonesia"
    except regions.RegionUnknown:
        return region


def place_of(platform: Platform, codes: Sequence[str]) -> str:
    """What people call the place of these regions: the one that holds all, or up to three names and how many more."""
    common = gathering.common_region(codes)
    if common.count(".") >= 1 or not codes:
        return place_name(platform, common)
    parts = (common.count(".") + 1 if common else 0) + 1
    below = sorted({".".join(code.split(".")[:parts]) for code in codes if code})
    names = ", ".join(place_name(platform, code).split(",")[0] for code in below[:NAMED])
    return names + (f" +{len(below) - NAMED}" if len(below) > NAMED else "")


def refresh(_platform: Platform, unit: Unit, event: ReportVerified | ReportCorrected | ReportHidden) -> None:
    """What an incident's reports say of it is as it is after an officer decided about one of them."""
    holder = store.holder_of(unit.connection, event.report)  # unlocked: every step locks an incident before its reports
    for incident in store.claim_ids(unit.connection, [holder] if holder else []).values():
        after = _respread(unit, [incident])[0]
        store.change(unit.connection, after, gathering.around(after.spread.regions))
        unit.ring("disaster")


def take(platform: Platform, actor: Actor, seen: Seen, plan: Plan) -> Incident:
    """The incident (of several, the first, or the last) as the step left it; IncidentMissing, and all that is refused."""
    with platform.database.writing(actor) as unit:
        incident = store.claim(unit.connection, [seen.number, *plan.also]).get(seen.number)
        if incident is None:
            raise IncidentMissing(number=seen.number)
        if plan.kind is Turn.UNDO:
            incidents.permit_contribute(actor, incident)
        else:
            incidents.permit_step(actor, incident, plan.kind)
        incidents.same_version(incident, seen.version)
        held = store.reports_of(unit.connection, [incident.id])[incident.id]
        change = plan.judged(Work(platform, unit, Case(incident, tuple(held)), Hand(actor, unit.clock.now())))
        before = store.by_ids(unit.connection, [one.id for one, _ in change.steps])
        return _kept(unit, before, change)[-1 if plan.last else 0]


def _touched(platform: Platform, number: int) -> tuple[int, ...]:
    """The numbers of the other incidents that the incident's last step changed: all are claimed at once, in one order."""
    with platform.database.reading() as unit:
        incident = store.get(unit.connection, number)
        history = store.history(unit.connection, incident.id) if incident else []
        others = incidents.others_of(history[-1]) if history else ()
        return tuple(one.number for one in store.by_ids(unit.connection, others).values())


def _reports(unit: Unit, actor: Actor, numbers: Sequence[int]) -> list[Report]:
    """The reports of these numbers, claimed, each of which the actor may join to an incident; ReportsMissing."""
    found = store.claim_reports(unit.connection, sorted(set(numbers)))
    if not found or len(found) != len(set(numbers)):
        raise ReportsMissing()
    for report in found:
        incidents.permit_report(actor, report)
    return found


def _kept(unit: Unit, before: Mapping[UUID, Incident], change: Change) -> list[Incident]:
    """The incidents of the change as they are kept and told, in its order."""
    if store.link(unit.connection, change.links) != len(change.links):
        raise IncidentUndoTooLate()
    after = _numbered(unit, before, _respread(unit, [incident for incident, _ in change.steps]))
    steps = [_named(step, after) for _, step in change.steps]
    store.keep_steps(unit.connection, steps)
    for incident, step in zip(after, steps, strict=True):
        was = before.get(incident.id)
        unit.audit(
            f"disaster.incident.{step.kind.value}",
            subject=str(incident.id),
            before=audited(was) if was else None,
            after=audited(incident),
        )
        if event := told(was, incident):
            unit.emit(event)
    unit.ring("disaster")
    return after


def _respread(unit: Unit, changed: Sequence[Incident]) -> list[Incident]:
    """The incidents with what their reports say of them now; one without a verified report keeps what was last said."""
    held = store.reports_of(unit.connection, [incident.id for incident in changed])
    spreads = [gathering.spread_of(incident.hazard, held[incident.id]) for incident in changed]
    return [replace(one, spread=spread) if spread else one for one, spread in zip(changed, spreads, strict=True)]


def _numbered(unit: Unit, before: Mapping[UUID, Incident], changed: Sequence[Incident]) -> list[Incident]:
    """The incidents as rows; those that were not there before have their number now."""
    found = []
    for incident in changed:
        around = gathering.around(incident.spread.regions)
        if incident.id in before:
            store.change(unit.connection, incident, around)
            found.append(incident)
        else:
            found.append(replace(incident, number=store.keep(unit.connection, incident, around)))
    return found


def _named(step: Taken, after: Sequence[Incident]) -> Taken:
    """The step; one that split an incident says the number of the new one, which was not known before it was kept."""
    return replace(step, values={**step.values, "other": after[-1].number}) if step.kind is Turn.SPLIT else step
