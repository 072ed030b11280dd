"""Index cases at the desk: the list with its clocks, an investigation saved, classified, taken back; the limits set.

Law: Permenkes 22/2022. Everybody sees the villages of the own region alone. Who opens a case's page stands in the trail.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from simpul.kernel.actor import Actor
from simpul.kernel.database.unit import Unit
from simpul.kernel.i18n import ZONES, zone_of
from simpul.kernel.platform import Platform
from simpul.malaria.actions import registering, stepping
from simpul.malaria.actions.reading import today
from simpul.malaria.actions.stepping import About
from simpul.malaria.model.desk import DeskAsked, DeskLines
from simpul.malaria.model.desk_refusals import DeskNothing
from simpul.malaria.model.foci import Focus
from simpul.malaria.model.inquiry_refusals import InvestigationDayMissing, OriginMissing
from simpul.malaria.model.investigations import (
    IndexCase,
    InquiryStep,
    Investigation,
    LimitsSet,
    Suggestion,
    Timeliness,
)
from simpul.malaria.model.register import ORIGINS, RegisterRow
from simpul.malaria.rules import classifying, clocks, known, pe_form, programme
from simpul.malaria.rules import desk as desk_rules
from simpul.malaria.rules import foci as foci_rules
from simpul.malaria.store import desk_cases, foci, inquiry_steps, register
from simpul.malaria.store import investigations as store
from simpul.malaria.store.investigations import Frame

DAYS = 90
DAYS_OF_CASE = ("notified_on", "investigated_on", "responded_on")
Counted = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class InvestigationSeen:
    """An index case with all that its page shows; `form` holds the answers with what is known already filled in."""

    case: IndexCase
    row: RegisterRow
    name: str
    person: Mapping[str, Any]
    held: Investigation
    form: Mapping[str, object]
    known: frozenset[str]
    suggestion: Suggestion
    window: tuple[date, date]
    contacts: tuple[int, int, int]
    foci: Sequence[Focus]
    steps: Sequence[InquiryStep]
    today: date


@dataclass(frozen=True, slots=True)
class Written:
    """What an officer wrote: the version that the page showed, days and form; what is not in it stays as it is."""

    version: int
    days: Mapping[str, str]
    form: Mapping[str, Sequence[str]] | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Where the case was caught, as an officer decided, and why."""

    origin: str
    reason: str = ""


def frame_of(connection: Connection, actor: Actor, now: datetime, days: int = DAYS) -> Frame:
    """In what the actor's list is read, over so many days."""
    zone, this = ZONES[zone_of(actor.region or "92")], today(now, actor.region)
    return Frame(this - timedelta(days=days), this, zone.key, limits_now(connection).limits)


def limits_now(connection: Connection) -> LimitsSet:
    """The limits that count: an officer's, or else the table's."""
    return store.limits_set(connection) or LimitsSet(programme.limits())


def lines(platform: Platform, actor: Actor, asked: DeskAsked) -> DeskLines[IndexCase]:
    """Index cases of the actor's region, what is past its limit first; of 90 days unless others are asked for. DeskOnly."""
    desk_rules.permit_desk(actor)
    with platform.database.reading() as unit:
        frame = frame_of(unit.connection, actor, unit.clock.now(), asked.days or DAYS)
        return store.lines(unit.connection, actor.region, asked, frame)


def summary(platform: Platform, actor: Actor, *, days: int) -> tuple[Timeliness, LimitsSet]:
    """How the clocks of the region's cases of the last days stand, and the limits that count. DeskOnly."""
    desk_rules.permit_desk(actor)
    with platform.database.reading() as unit:
        frame = frame_of(unit.connection, actor, unit.clock.now(), days or DAYS)
        span = (frame.since, frame.today + timedelta(days=1))
        return store.timeliness(unit.connection, actor.region, span, frame), limits_now(unit.connection)


def timeliness(connection: Connection, region: str | None, first: date, until: date, now: datetime) -> Timeliness:
    """How the clocks of a region's cases from one day to before another stand; for the report."""
    zone = ZONES[zone_of(region or "92")].key
    frame = Frame(first, today(now, region), zone, limits_now(connection).limits)
    return store.timeliness(connection, region, (first, until), frame)


def seen(platform: Platform, actor: Actor, id: UUID, *, look: bool = True) -> InvestigationSeen:
    """The index case with its person; who looked is in the trail. DeskOnly, DeskNothing."""
    desk_rules.permit_desk(actor)
    with platform.database.writing(actor) as unit:
        found = _seen(unit, actor, id)
        if look and found.row.person is not None:
            now = {"id": unit.ids.new(), "village": found.row.village, "person": found.row.person, "at": unit.clock.now()}
            desk_cases.keep_look(unit.connection, now | {"by": actor.id, "by_name": actor.name, "agency": actor.agency})
            unit.audit("malaria.patient.read", subject=str(found.row.person), after={"case": str(id)})
        else:
            unit.unaudited("a page of a case that names nobody, or the answer to what its reader wrote")
        return found


def _seen(unit: Unit, actor: Actor, id: UUID) -> InvestigationSeen:
    connection = unit.connection
    case, row = _found(unit, actor, id)
    held = store.get(connection, row.village, id) or Investigation(row.village, id, row.person)
    ready, told, contacts = _ready(connection, row)
    form: dict[str, Any] = {**held.form} if held.form else {**ready}
    facts = _facts(connection, row, form)
    return InvestigationSeen(
        case=case,
        row=row,
        name=told.get("name") or "",
        person=told.get("person_facts") or {},
        held=held,
        form=form,
        known=frozenset() if held.form else frozenset(ready),
        suggestion=classifying.suggested(facts),
        window=classifying.window(facts),
        contacts=contacts,
        foci=foci.in_village(connection, row.village),
        steps=inquiry_steps.of(connection, id),
        today=today(unit.clock.now(), actor.region),
    )


def _found(unit: Unit, actor: Actor, id: UUID) -> tuple[IndexCase, RegisterRow]:
    case = store.line(unit.connection, actor.region, id, frame_of(unit.connection, actor, unit.clock.now()))
    row = register.row(unit.connection, case.village, id) if case else None
    if case is None or row is None:
        raise DeskNothing()
    return case, row


def _facts(connection: Connection, row: RegisterRow, form: pe_form.Answers) -> Any:
    before = store.earlier(connection, row.village, row.person, row.day) if row.person else []
    return known.case_facts(row, form, before, store.nearby(connection, row.village, row.id, row.day))


def save(platform: Platform, actor: Actor, id: UUID, written: Written) -> None:
    """The form and the days are kept as written. DeskNothing, ChangedMeanwhile, AnswerWrong, DayWrong."""
    with platform.database.writing(actor) as unit:
        row, before = _held(unit, actor, id, written.version)
        form, days = _answers(unit, row, before, written)
        after = _next(unit, replace(before, form=form, **days))
        _keep(unit, before, after, what="saved", facts={"answers": len(form)})


def decide(platform: Platform, actor: Actor, id: UUID, written: Written, verdict: Verdict) -> None:
    """The case is classified and the register says so; an indigenous one joins the open focus of its village.

    OriginMissing, InvestigationDayMissing, DeskReasonMissing where it differs from the suggestion, and as `save`.
    """
    with platform.database.writing(actor) as unit:
        row, before = _held(unit, actor, id, written.version)
        form, days = _answers(unit, row, before, written)
        origin, reason = verdict.origin, verdict.reason
        if origin not in ORIGINS:
            raise OriginMissing()
        if days["investigated_on"] is None:
            raise InvestigationDayMissing()
        suggested = classifying.suggested(_facts(unit.connection, row, form)).origin
        why = desk_rules.reason(reason) if reason.strip() or origin != suggested else ""
        changed = replace(before, form=form, **days, origin=origin, reason=why, suggested=suggested)
        changed = replace(changed, decided_on=today(unit.clock.now(), actor.region), focus=_focus(unit, changed))
        facts = {"origin": origin, "suggested": suggested, "reason": why}
        _keep(unit, before, _next(unit, changed), what="decided", facts=facts)


def _focus(unit: Unit, one: Investigation) -> UUID | None:
    """The focus the case was put to, or the one open focus of the village if it was caught here; none if elsewhere."""
    if one.origin not in foci_rules.LOCAL:
        return None
    if one.focus is not None:
        return one.focus
    whole = [focus for focus in foci.in_village(unit.connection, one.village) if focus.closed_on is None]
    return whole[0].id if len(whole) == 1 and whole[0].kind == "village" else None


def undo(platform: Platform, actor: Actor, id: UUID, *, step: UUID) -> None:
    """The latest step is taken back, in the register too. DeskNothing, NothingToUndo."""
    with platform.database.writing(actor) as unit:
        desk_rules.permit_desk(actor)
        _, row = _found(unit, actor, id)
        foci_rules.permit_inquire(actor, row.village)
        now = store.held(unit.connection, row.village, id)
        if now is None:
            raise DeskNothing()
        what, values = stepping.taken_back(unit, id, step)
        before = Investigation(**stepping.restored(values))
        after = _next(unit, replace(before, version=now.version))
        _keep(unit, now, after, what=inquiry_steps.UNDONE, facts={"step": what})


def _held(unit: Unit, actor: Actor, id: UUID, version: int) -> tuple[RegisterRow, Investigation]:
    """The register's row and the investigation, locked, in the version that the page showed."""
    desk_rules.permit_desk(actor)
    _, row = _found(unit, actor, id)
    foci_rules.permit_inquire(actor, row.village)
    fresh = Investigation(row.village, id, row.person, saved_at=unit.clock.now(), synthetic=row.synthetic)
    store.add(unit.connection, fresh)
    held = store.held(unit.connection, row.village, id) or fresh
    stepping.same_version(held.version, version)
    return row, held


def _answers(
    unit: Unit, row: RegisterRow, before: Investigation, written: Written
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The form and the days as they are now: what was not written stays; what is known fills a form nobody wrote in."""
    now = today(unit.clock.now(), unit.actor.region)
    days: dict[str, Any] = {name: getattr(before, name) for name in DAYS_OF_CASE}
    for name, given in written.days.items():
        days[name] = pe_form.day(given, name, first=row.day, last=now) if given.strip() else None
    if written.form is not None:
        return {**pe_form.answers(written.form, now)}, days
    return {**before.form} or {**_ready(unit.connection, row)[0]}, days


def _ready(connection: Connection, row: RegisterRow) -> tuple[dict[str, pe_form.Answer], Mapping[str, Any], Counted]:
    """What fills the form, what was recorded, and the contacts listed, tested and positive."""
    told = store.recorded(connection, row.village, row.id)
    contacts = store.contacts(connection, row.village, row.person, row.day) if row.person else (0, 0, 0)
    return known.filled(row, told.get("facts") or {}, told.get("house") or "", contacts), told, contacts


def _next(unit: Unit, one: Investigation) -> Investigation:
    return replace(one, version=one.version + 1, by_name=unit.actor.name, saved_at=unit.clock.now())


def _keep(unit: Unit, before: Investigation, after: Investigation, *, what: str, facts: Mapping[str, Any]) -> None:
    store.keep(unit.connection, after)
    about = About("case", after.id, after.village, after.version, after.person)
    stepping.keep(unit, about, what=what, before=stepping.plain(before), facts=facts)
    if (before.origin, before.investigated_on) != (after.origin, after.investigated_on):
        registering.classify(unit, after.village, after.id, origin=after.origin, investigated_on=after.investigated_on)


def set_limits(platform: Platform, actor: Actor, *, days: tuple[str, str, str], reason: str) -> None:
    """These limits count for every case of this node from now on. OfficerOnly, LimitsWrong, DeskReasonMissing."""
    foci_rules.permit_limits(actor)
    limits, why = clocks.limits_of(*days), desk_rules.reason(reason)
    with platform.database.writing(actor) as unit:
        before = limits_now(unit.connection).limits
        row = {"notify_days": limits.notify, "investigate_days": limits.investigate, "respond_days": limits.respond}
        by = {"id": unit.ids.new(), "reason": why, "by": actor.id, "by_name": actor.name, "set_at": unit.clock.now()}
        store.set_limits(unit.connection, row | by)
        unit.audit("malaria.limits", subject="clocks", before={"limits": before.code}, after={"limits": limits.code})
        unit.ring("malaria")
