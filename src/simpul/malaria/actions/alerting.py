"""Alerts are read and judged: seen, an outbreak, none, or open again. Each step has its reason and can be taken back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from simpul import regions
from simpul.kernel.actor import Actor
from simpul.kernel.platform import Platform
from simpul.malaria.model.alert_refusals import AlertChanged, AlertStepUnknown
from simpul.malaria.model.alerts import Alert, AlertState, AlertStep
from simpul.malaria.model.desk_refusals import DeskNothing
from simpul.malaria.rules import alert_terms
from simpul.malaria.rules import desk as rules
from simpul.malaria.store import alerts as store
from simpul.malaria.store import desk as desk_store
from simpul.malaria.store import tallies

PER_PAGE = 30
OPEN = (AlertState.NEW, AlertState.SEEN, AlertState.CONFIRMED)
STEPS = {
    "seen": AlertState.SEEN,
    "confirm": AlertState.CONFIRMED,
    "dismiss": AlertState.DISMISSED,
    "reopen": AlertState.NEW,
}
SHOWN = 26
"""Weeks that an alert's page shows before it, and half as many after."""


@dataclass(frozen=True, slots=True)
class AlertAsked:
    """What is asked for: a state or "open" or "" for all, a rule or "", words, the page from 1."""

    state: str = "open"
    rule: str = ""
    q: str = ""
    page: int = 1
    per_page: int = PER_PAGE


@dataclass(frozen=True, slots=True)
class AlertSaid:
    """What somebody says of an alert: which of `STEPS`, why, and the version that they saw."""

    step: str
    reason: str
    version: int


@dataclass(frozen=True, slots=True)
class AlertSeen:
    """An alert with its area's name, weekly cases around it, what was said of it, and other alerts of the same time."""

    alert: Alert
    name: str
    weeks: Sequence[tuple[date, int]]
    history: Sequence[AlertStep]
    others: Sequence[Alert]
    linked: Sequence[str]
    """Names of the villages that were counted together with this one, as far as the reader answers for them."""


def alerts(platform: Platform, actor: Actor, asked: AlertAsked) -> tuple[list[tuple[Alert, str]], int]:
    """A page of alerts of the actor's region with the names of their areas, and how many there are; DeskOnly."""
    rules.permit_desk(actor)
    states = tuple(one.value for one in OPEN) if asked.state == "open" else (asked.state,) if asked.state else ()
    with platform.database.reading() as unit:
        known = dict(desk_store.village_names(unit.connection, actor.region))
        areas = _areas(platform, asked.q.strip(), known, actor.region) if asked.q.strip() else None
        place = ((asked.page - 1) * asked.per_page, asked.per_page)
        found, total = store.page(unit.connection, actor.region, store.AlertChosen(states, asked.rule, areas), place)
    return [(one, name_of(platform, one.area, known)) for one in found], total


def _areas(platform: Platform, q: str, known: Mapping[str, str], region: str | None) -> tuple[str, ...]:
    """Codes of the places that the words mean: villages of the programme and regions by name, or a code."""
    words, province = q.casefold(), region[:2] if region else None
    named = [code for code, name in known.items() if words in name.casefold() or code.startswith(q)]
    return (q, *named, *(one.region.code for one in regions.search(platform, q, within=province)))


def name_of(platform: Platform, area: str, known: dict[str, str]) -> str:
    """The area's name: of the programme's village, or of the region."""
    return known.get(area) or regions.name_or_code(platform, area)


def alert(platform: Platform, actor: Actor, id: UUID) -> AlertSeen:
    """The alert; DeskNothing where there is none in the actor's region."""
    rules.permit_desk(actor)
    with platform.database.reading() as unit:
        found = store.one(unit.connection, id)
        if found is None or not rules.answers_for(actor, found.area):
            raise DeskNothing()
        time = (found.first - timedelta(weeks=SHOWN), found.first + timedelta(weeks=SHOWN // 2))
        level = alert_terms.rules()[found.rule].level if found.rule in alert_terms.rules() else tallies.PLACE
        counted = {
            monday: count
            for area, monday, count in tallies.weekly(unit.connection, found.area, level, time, "positive")
            if area == found.area
        }
        history, others = store.history(unit.connection, id), store.same_time(unit.connection, found)
        known = dict(desk_store.village_names(unit.connection, actor.region))
        now = unit.clock.now().date()
    mondays = [found.first - timedelta(days=found.first.weekday()) + timedelta(weeks=n) for n in range(-SHOWN, SHOWN // 2)]
    weeks = [(one, counted.get(one, 0)) for one in mondays if one <= now]
    linked = [known[code] for code in found.facts.get("with", ()) if code in known]
    return AlertSeen(found, name_of(platform, found.area, known), weeks, history, others, linked)


def judge(platform: Platform, actor: Actor, id: UUID, said: AlertSaid) -> Alert:
    """The alert as it was before the step; AlertStepUnknown, DeskReasonMissing, AlertChanged, DeskNothing, DeskOnly."""
    rules.permit_desk(actor)
    if said.step not in STEPS:
        raise AlertStepUnknown()
    why = rules.reason(said.reason) if said.step != "seen" or said.reason.strip() else ""
    with platform.database.writing(actor) as unit:
        found = store.one(unit.connection, id, locked=True)
        if found is None or not rules.answers_for(actor, found.area):
            raise DeskNothing()
        if found.version != said.version:
            raise AlertChanged()
        made = AlertStep(found.state, STEPS[said.step], actor.name, why, unit.clock.now())
        store.change(unit.connection, found, made, actor, unit.ids.new())
        unit.audit("malaria.alert." + said.step, subject=str(id), after={"rule": found.rule, "area": found.area})
        unit.ring("malaria")
    return found


def waiting(platform: Platform, actor: Actor) -> list[tuple[Alert, str]]:
    """The newest alerts that nobody has settled, with the names of their areas."""
    rules.permit_desk(actor)
    with platform.database.reading() as unit:
        found = store.waiting(unit.connection, actor.region)
        known = dict(desk_store.village_names(unit.connection, actor.region))
    return [(one, name_of(platform, one.area, known)) for one in found]
