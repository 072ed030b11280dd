"""Quotas of the agencies: set one by one or by a list; who waited moves up exactly into what became more."""

from uuid import UUID

from simpul.cooperation.actions import tickets
from simpul.cooperation.actions.gates import event_of
from simpul.cooperation.actions.standing import standing
from simpul.cooperation.model.event_keeping import FewerThanTaken, Imported, RowRefused
from simpul.cooperation.model.events import Quota
from simpul.cooperation.rules import event_keeping as rules
from simpul.cooperation.rules import permits
from simpul.cooperation.store import events as store
from simpul.kernel.actor import Actor
from simpul.kernel.database import Unit
from simpul.kernel.platform import Platform


def listed(platform: Platform, actor: Actor, event: UUID) -> list[Quota]:
    """Every agency's quota, by name; NotTheCentre."""
    with platform.database.reading() as unit:
        permits.permit_centre(standing(unit.connection, actor, unit.clock.now()))
        event_of(unit, event)
        return store.quotas_of(unit.connection, event)


def put(platform: Platform, actor: Actor, event: UUID, *, row: rules.Row) -> int:
    """The agency has so many places; how many moved up. FewerThanTaken, NotTheCentre."""
    with platform.database.writing(actor) as unit:
        permits.permit_centre(standing(unit.connection, actor, unit.clock.now()))
        event_of(unit, event)
        known = _locked(unit, event)
        taken = known[row.agency].taken if row.agency in known else 0
        if row.places < taken:
            raise FewerThanTaken(taken=taken)
        return _kept(unit, event, [row], known)


def take(platform: Platform, actor: Actor, event: UUID, *, content: bytes) -> Imported:
    """Every row that can be is set, in one go; the others with their reasons. ImportUnreadable, NotTheCentre."""
    good, bad = rules.rows(content)
    with platform.database.writing(actor) as unit:
        permits.permit_centre(standing(unit.connection, actor, unit.clock.now()))
        event_of(unit, event)
        known = _locked(unit, event)
        fewer = [one for one in good if one.agency in known and one.places < known[one.agency].taken]
        bad += [RowRefused(one.line, f"{one.agency}, {one.name}, {one.places}", rules.FEWER) for one in fewer]
        fit = [one for one in good if one not in fewer]
        moved = _kept(unit, event, fit, known)
    return Imported(len(fit), moved, tuple(sorted(bad, key=lambda one: one.line)))


def _locked(unit: Unit, event: UUID) -> dict[str, Quota]:
    """The quotas as they are, while nobody gives or takes a place."""
    store.tally(unit.connection, event, to_change=True)
    return {one.agency: one for one in store.quotas_of(unit.connection, event)}


def _kept(unit: Unit, event: UUID, fit: list[rules.Row], known: dict[str, Quota]) -> int:
    store.put_quotas(unit.connection, [Quota(event, one.agency, one.name, one.places) for one in fit])
    before = {one.agency: known[one.agency].places for one in fit if one.agency in known}
    after = {one.agency: one.places for one in fit}
    unit.audit("cooperation.quota.set", subject=str(event), before=before, after=after)
    return tickets.move_up(unit, event)
