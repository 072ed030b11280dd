"""Large events for who holds them: founding and changing one, opening and closing registration, its figures."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from simpul.cooperation.actions import tickets
from simpul.cooperation.actions.boards_stood import stood
from simpul.cooperation.actions.gates import event_of
from simpul.cooperation.actions.standing import standing
from simpul.cooperation.model.boards import StoodInside
from simpul.cooperation.model.event_keeping import EventChanged, FewerThanTaken, SlugWrong
from simpul.cooperation.model.events import LargeEvent, Quota, Stage, Tally
from simpul.cooperation.model.programmes import CENTRE, LIAISON
from simpul.cooperation.rules import event_keeping as rules
from simpul.cooperation.rules import gates as gate_rules
from simpul.cooperation.rules import permits
from simpul.cooperation.rules.registering import stage
from simpul.cooperation.store import events as store
from simpul.kernel.actor import Actor
from simpul.kernel.database import Unit
from simpul.kernel.platform import Platform

When = tuple[datetime | None, datetime | None]
"""When registration opens and closes; None is now."""


@dataclass(frozen=True, slots=True)
class EventKept:
    """An event as who works with it sees it; `own`: the quota of the reader's agency, for a liaison.

    `stood`: for who keeps it, who came in by a ticket that gave no place any more.
    """

    event: LargeEvent
    stage: Stage
    tally: Tally
    own: Quota | None
    keeps: bool
    stood: tuple[StoodInside, ...] = ()


def listed(platform: Platform, actor: Actor) -> list[EventKept]:
    """The events this reader works with: all for the centre's staff, those with a quota of theirs for a liaison."""
    with platform.database.reading() as unit:
        seen = [_kept(unit, actor, one) for one in store.all_(unit.connection)]
        return [one for one in seen if one.keeps or one.own is not None]


def permit_enter(platform: Platform, actor: Actor) -> None:
    """Whoever holds events, or nominates for an agency, enters; NotTheCentre for all others."""
    if LIAISON not in actor.roles:
        permit_hold(platform, actor)


def permit_hold(platform: Platform, actor: Actor) -> None:
    """Only the centre's staff holds events; NotTheCentre."""
    with platform.database.reading() as unit:
        permits.permit_centre(standing(unit.connection, actor, unit.clock.now()))


def seen(platform: Platform, actor: Actor, event: UUID) -> EventKept:
    """The event for who works with it; NotOfThisAgency for a liaison whose agency has no quota, and all others."""
    with platform.database.reading() as unit:
        one = _kept(unit, actor, event_of(unit, event))
        if not one.keeps:
            gate_rules.permit_counts(standing(unit.connection, actor, unit.clock.now()), one.own.agency if one.own else "")
        return replace(one, stood=stood(unit, event)) if one.keeps else one


def _kept(unit: Unit, actor: Actor, event: LargeEvent) -> EventKept:
    own = None
    if LIAISON in actor.roles and actor.agency:
        own = next((one for one in store.quotas_of(unit.connection, event.id) if one.agency == actor.agency), None)
    tally = store.tally(unit.connection, event.id) or Tally(event.id)
    return EventKept(event, stage(event, unit.clock.now()), tally, own, CENTRE in actor.roles)


def found(platform: Platform, actor: Actor, *, new: LargeEvent) -> LargeEvent:
    """The event is there, without quotas yet; a refusal that names the field."""
    try:
        with platform.database.writing(actor) as unit:
            now = unit.clock.now()
            permits.permit_centre(standing(unit.connection, actor, now))
            fit = replace(rules.checked(new), id=unit.ids.new(), version=1)
            store.add(unit.connection, fit, now)
            unit.audit("cooperation.event.found", subject=str(fit.id), after=_told(fit))
            return fit
    except IntegrityError:
        raise SlugWrong() from None


def change(platform: Platform, actor: Actor, *, new: LargeEvent) -> int:
    """The event is as `new` says; how many moved up into places that it has more. EventChanged, FewerThanTaken."""
    fit = rules.checked(new)
    try:
        with platform.database.writing(actor) as unit:
            permits.permit_centre(standing(unit.connection, actor, unit.clock.now()))
            return _changed(unit, event_of(unit, new.id), fit)
    except IntegrityError:
        raise SlugWrong() from None


def _changed(unit: Unit, known: LargeEvent, fit: LargeEvent) -> int:
    tally = store.tally(unit.connection, known.id, to_change=True) or Tally(known.id)
    if fit.hall_places < tally.hall:
        raise FewerThanTaken(taken=tally.hall)
    if fit.remote_places is not None and fit.remote_places < tally.remote:
        raise FewerThanTaken(taken=tally.remote)
    kept = replace(fit, synthetic=known.synthetic)
    if not store.change(unit.connection, kept, fit.version, unit.clock.now()):
        raise EventChanged()
    unit.audit("cooperation.event.change", subject=str(known.id), before=_told(known), after=_told(kept))
    return tickets.move_up(unit, known.id)


def registration(platform: Platform, actor: Actor, event: UUID, *, version: int, when: When) -> None:
    """Registration opens and closes then (None: now); EventChanged, OrderWrong."""
    with platform.database.writing(actor) as unit:
        now = unit.clock.now()
        permits.permit_centre(standing(unit.connection, actor, now))
        known = event_of(unit, event)
        fit = rules.checked(replace(known, opens_at=when[0] or now, closes_at=when[1] or now, version=version))
        _changed(unit, known, fit)


def _told(event: LargeEvent) -> Mapping[str, object]:
    return {
        "slug": event.slug,
        "starts_at": event.starts_at.isoformat(),
        "opens_at": event.opens_at.isoformat(),
        "closes_at": event.closes_at.isoformat(),
        "hall_places": event.hall_places,
        "remote_places": event.remote_places,
    }
