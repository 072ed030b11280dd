"""Keeping activities: adding and changing them, opening and closing nominations, cancelling, quotas."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from simpul.cooperation.actions import activity_forms as forms
from simpul.cooperation.actions.nominating import settle
from simpul.cooperation.actions.standing import JAKARTA, standing
from simpul.cooperation.model.activities import Activity, ActivityState, NominationState, Quota
from simpul.cooperation.model.activity_refusals import (
    ActivityChanged,
    ActivityProgrammeWrong,
    ActivityUnknown,
    QuotaInUse,
    QuotaWrong,
)
from simpul.cooperation.rules import activities as rules
from simpul.cooperation.rules import nominations as nominating
from simpul.cooperation.rules import permits
from simpul.cooperation.store import activities as store
from simpul.cooperation.store import documents, nominations, programmes
from simpul.kernel.actor import Actor
from simpul.kernel.database.unit import Unit
from simpul.kernel.errors import Refusal
from simpul.kernel.platform import Platform


def add(platform: Platform, actor: Actor, given: Mapping[str, str]) -> Activity:
    """The activity is there as a draft; the refusal that names what is wrong."""
    with platform.database.writing(actor) as unit:
        fit = replace(rules.checked(forms.read(given, unit.ids.new())), state=ActivityState.DRAFT, version=1)
        _permit_in(unit, actor, fit.programme)
        store.add(unit.connection, fit, unit.clock.now())
        unit.audit("cooperation.activity.add", subject=str(fit.id), after={"title": fit.title["id"]})
    return fit


def _permit_in(unit: Unit, actor: Actor, programme: str) -> None:
    """ActivityProgrammeWrong for a programme that the actor does not keep, or that is none."""
    who = standing(unit.connection, actor, unit.clock.now())
    try:
        permits.permit_keep(who, programme)
    except Refusal:
        raise ActivityProgrammeWrong() from None
    if programme and programmes.get(unit.connection, programme) is None:
        raise ActivityProgrammeWrong()


def change(platform: Platform, actor: Actor, activity: UUID, given: Mapping[str, str]) -> Activity:
    """The activity is as the form says; ActivityChanged where the form saw another version. Its programme stays."""
    with platform.database.writing(actor) as unit:
        known = _kept(unit, actor, activity)
        new = forms.read({**given, "programme": known.programme}, activity)
        if new.version != known.version:
            raise ActivityChanged()
        kept = {"state": known.state, "state_before": known.state_before, "synthetic": known.synthetic}
        fit = replace(rules.checked(new), **kept, version=known.version + 1)  # type: ignore[arg-type]
        store.keep(unit.connection, fit, unit.clock.now())
        erased = 0 if fit.documents else documents.erase_of_activity(unit.connection, activity)
        after = {"title": fit.title["id"], "version": fit.version, "documents_erased": erased}
        unit.audit("cooperation.activity.change", subject=str(activity), after=after)
    return fit


def move(platform: Platform, actor: Actor, activity: UUID, *, move: str, version: int) -> Activity:
    """The activity has gone on: opened, closed, held, cancelled, restored. A cancellation erases its passports at once."""
    with platform.database.writing(actor) as unit:
        known = _kept(unit, actor, activity)
        if version != known.version:
            raise ActivityChanged()
        fit = rules.moved(known, move, unit.clock.now().astimezone(JAKARTA).date())
        store.keep(unit.connection, fit, unit.clock.now())
        cancelled = fit.state is ActivityState.CANCELLED
        erased = documents.erase_of_activity(unit.connection, activity) if cancelled else 0
        before, after = {"state": known.state.value}, {"state": fit.state.value, "documents_erased": erased}
        unit.audit("cooperation.activity.move", subject=str(activity), before=before, after=after)
    return fit


def set_quota(platform: Platform, actor: Actor, activity: UUID, given: Mapping[str, str]) -> Quota:
    """The agency may send so many (agency, name, places); who waits moves up where there is room now. QuotaWrong."""
    places = given["places"].strip()
    if not places.isdecimal() or len(places) > 5:
        raise QuotaWrong()
    with platform.database.writing(actor) as unit:
        _kept(unit, actor, activity)
        fit = rules.checked_quota(Quota(activity, given["agency"], given["name"], int(places)))
        store.set_quota(unit.connection, fit)
        unit.audit("cooperation.quota.set", subject=str(activity), after={"agency": fit.agency, "places": fit.places})
        settle(unit, activity, fit.agency)
    return fit


def drop_quota(platform: Platform, actor: Actor, activity: UUID, *, agency: str) -> bool:
    """Whether the agency had a quota, which is gone; QuotaInUse while it has people in it."""
    with platform.database.writing(actor) as unit:
        _kept(unit, actor, activity)
        going = nominating.HELD | {NominationState.WAITING}
        if any(one.state in going for one in nominations.of_agency(unit.connection, activity, agency)):
            raise QuotaInUse()
        gone = store.drop_quota(unit.connection, activity, agency)
        unit.audit("cooperation.quota.drop", subject=str(activity), before={"agency": agency})
    return gone


def _kept(unit: Unit, actor: Actor, activity: UUID) -> Activity:
    """The activity, which nobody else changes now; ActivityUnknown, ProgrammeUnknown, NotYourProgramme."""
    known = store.get(unit.connection, activity, to_change=True)
    if known is None:
        raise ActivityUnknown()
    permits.permit_keep(standing(unit.connection, actor, unit.clock.now()), known.programme)
    return known
