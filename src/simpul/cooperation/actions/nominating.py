"""Who goes to an activity: nominating within an agency's quota, deciding, withdrawing, moving up from the waiting list.

Exact at any number of nominations at once: each holds the activity's row until it is done.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import Connection

from simpul.cooperation.actions import activities
from simpul.cooperation.actions.activities import ActivitySeen
from simpul.cooperation.actions.standing import standing
from simpul.cooperation.model.activities import Activity, Nomination, NominationState, Quota
from simpul.cooperation.model.activity_refusals import (
    ActivityUnknown,
    NominationChanged,
    NominationMoveWrong,
    NominationTwice,
    NominationUnknown,
)
from simpul.cooperation.model.programmes import LIAISON
from simpul.cooperation.outside import sealing_people as sealing
from simpul.cooperation.rules import nominations as rules
from simpul.cooperation.store import activities as kept
from simpul.cooperation.store import documents
from simpul.cooperation.store import nominations as store
from simpul.kernel.actor import Actor
from simpul.kernel.database.unit import Unit
from simpul.kernel.platform import Platform


@dataclass(frozen=True, slots=True)
class PersonSeen:
    """A person as this reader sees them: with an address for their own side and agency alone; and what may be done.

    `place`: the place in the agency's waiting list, from 1; `reachable`: whether an address is kept at all.
    """

    nomination: Nomination
    contact: bool
    reachable: bool
    acts: tuple[str, ...]
    place: int | None


@dataclass(frozen=True, slots=True)
class PeopleSeen:
    """An activity's people as this reader sees them. `mails`: whether this node sends mail."""

    seen: ActivitySeen
    people: tuple[PersonSeen, ...]
    mails: bool
    own: Quota | None


@dataclass(frozen=True, slots=True)
class AgencyActivity:
    """An activity to which an agency may send people: how many, how many it has named, and how many wait."""

    activity: Activity
    quota: Quota
    held: int
    waiting: int


def accepted(connection: Connection, activity: UUID) -> list[Nomination]:
    """Who is accepted, by agency and in the order they were named; no addresses. The caller has permitted it."""
    return [one for one in store.of_activity(connection, activity) if one.state is NominationState.ACCEPTED]


def people(platform: Platform, actor: Actor, activity: UUID, *, q: str = "", state: str = "") -> PeopleSeen:
    """Who is nominated, as this reader may know; ActivityUnknown, NominationUnknown for who may know of nobody.

    `q`: words of name, office or agency; `state`: of the nomination.
    """
    with platform.database.reading() as unit:
        seen = activities.within(unit, actor, activity)
        who = standing(unit.connection, actor, unit.clock.now())
        own = next((one for one in seen.quotas if rules.is_liaison_of(who, one.agency)), None)
        if not (seen.reads or own):
            raise NominationUnknown()
        emails = store.sealed_emails(unit.connection, activity)
        line = rules.places_in_line(seen.people)
        found = []
        for one in (each for each in seen.people if rules.matches(each, q, state)):
            contact = rules.sight(who, one) is rules.Sight.CONTACT
            email = sealing.opened_email(platform.keys, one.id, emails[one.id]) if contact and one.id in emails else ""
            acts = rules.acts(who, seen.activity, one)
            found.append(PersonSeen(replace(one, email=email), contact, one.id in emails, acts, line.get(one.id)))
    return PeopleSeen(seen, tuple(found), platform.mailer.there, own)


def desk(platform: Platform, actor: Actor) -> list[AgencyActivity]:
    """The activities to which this liaison's agency may send people, the newest first; empty for who is no liaison."""
    if LIAISON not in actor.roles or not actor.agency:
        return []
    with platform.database.reading() as unit:
        quotas = kept.quotas_of_agency(unit.connection, actor.agency)
        counted = store.taken_by(unit.connection, actor.agency)
        there = [one for one in kept.of_agency(unit.connection, actor.agency) if one.state.value != "draft"]
    desk = []
    for one in reversed(there):
        numbers = counted.get(one.id, {})
        held = sum(numbers.get(state.value, 0) for state in rules.HELD)
        desk.append(AgencyActivity(one, quotas[one.id], held, numbers.get(NominationState.WAITING.value, 0)))
    return desk


def nominate(platform: Platform, actor: Actor, activity: UUID, given: Mapping[str, str]) -> Nomination:
    """The person has one of the agency's places, or waits where there is none; NominationsClosed, NotYourAgency.

    `given`: name, office, email, language, agency, agency_name; NominationTwice, or what is wrong with them.
    """
    with platform.database.writing(actor) as unit:
        now = unit.clock.now()
        who = standing(unit.connection, actor, now)
        target = kept.get(unit.connection, activity, to_change=True)
        if target is None:
            raise ActivityUnknown()
        agency = given["agency"].strip().upper() or who.agency
        quota = kept.quota_of(unit.connection, activity, agency)
        rules.permit_nominate(who, target, agency, quota)
        rules.check_open(target)
        new = _new(unit, target, given)
        fit = rules.checked(replace(new, agency=agency, agency_name=quota.agency_name if quota else new.agency_name))
        others = store.of_agency(unit.connection, activity, fit.agency)
        if rules.same_person(others, fit.name):
            raise NominationTwice()
        rank = max((one.rank for one in others), default=0) + 1
        fit = replace(fit, state=rules.first_state(others, quota), rank=rank)
        store.add(unit.connection, fit, sealing.sealed_email(platform.keys, fit.id, fit.email))
        after = {"activity": str(activity), "agency": fit.agency, "state": fit.state.value, "rank": rank}
        unit.audit("cooperation.nomination.add", subject=str(fit.id), after=after)
    return fit


def _new(unit: Unit, target: Activity, given: Mapping[str, str]) -> Nomination:
    return Nomination(
        id=unit.ids.new(),
        activity=target.id,
        programme=target.programme,
        side=rules.side_of_agency(given["agency"]),
        agency=given["agency"],
        agency_name=given["agency_name"],
        name=given["name"],
        office=given["office"],
        email=given["email"],
        state=NominationState.NOMINATED,
        rank=0,
        by=unit.actor.id,
        at=unit.clock.now(),
        language=given["language"],
    )


def act(platform: Platform, actor: Actor, nomination: UUID, given: Mapping[str, str]) -> Nomination:
    """The nomination is accepted, declined, withdrawn, taken back or moved up, as `given` says (act, version, reason).

    Who is declined or withdraws frees a place, which the first of the waiting gets, and their passport is erased at once.
    """
    what = given["act"]
    with platform.database.writing(actor) as unit:
        who = standing(unit.connection, actor, unit.clock.now())
        known = store.get(unit.connection, nomination)
        if known is None:
            raise NominationUnknown()
        rules.permit_act(who, known, what)
        target = kept.get(unit.connection, known.activity, to_change=True)
        known = store.get(unit.connection, nomination, to_change=True)
        assert target is not None and known is not None  # noqa: PT018 (neither is taken away while people come and go)
        if str(known.version) != given["version"]:
            raise NominationChanged()
        fit = rules.acted(target, known, what, given["reason"])
        if what == "prefer":
            _prefer(unit, known)
        else:
            told = _told(platform, unit, fit) if what in ("accept", "decline") else ""
            store.keep(unit.connection, replace(fit, told=told))
        if what in ("decline", "withdraw"):
            documents.erase(unit.connection, nomination)
        before, after = {"state": known.state.value}, {"state": fit.state.value, "act": what}
        unit.audit("cooperation.nomination.act", subject=str(nomination), before=before, after=after)
        settle(unit, known.activity, known.agency)
    return fit


def _told(platform: Platform, unit: Unit, one: Nomination) -> str:
    """Whether mail about the decision is due; "by-hand" where none can go out."""
    reachable = one.id in store.sealed_emails(unit.connection, one.activity)
    return "due" if reachable and platform.mailer.there else "by-hand"


def _prefer(unit: Unit, known: Nomination) -> None:
    both = rules.preferred(store.of_agency(unit.connection, known.activity, known.agency), known)
    if both is None:
        raise NominationMoveWrong()
    for one in both:
        store.keep(unit.connection, one)


def settle(unit: Unit, activity: UUID, agency: str) -> None:
    """Who of the agency's waiting has a place now has it. The caller holds the activity's row."""
    quota = kept.quota_of(unit.connection, activity, agency)
    for one in rules.moved_up(store.of_agency(unit.connection, activity, agency), quota):
        store.keep(unit.connection, one)
        unit.audit("cooperation.nomination.move_up", subject=str(one.id), after={"state": one.state.value})
