"""Activities as somebody may see them: the list with its filters, one activity, what this person may do there."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from simpul.cooperation.actions.standing import JAKARTA, standing
from simpul.cooperation.model.activities import Activity, ActivityState, Nomination, NominationState, Quota
from simpul.cooperation.model.activity_refusals import ActivityUnknown
from simpul.cooperation.model.programmes import LIAISON, Programme, Side, Standing
from simpul.cooperation.rules import activities as rules
from simpul.cooperation.rules import nominations as nominating
from simpul.cooperation.rules import permits
from simpul.cooperation.store import activities as store
from simpul.cooperation.store import nominations, programmes
from simpul.kernel.actor import Actor
from simpul.kernel.database.unit import Unit
from simpul.kernel.errors import allows
from simpul.kernel.platform import Platform


@dataclass(frozen=True, slots=True)
class ActivitiesAsked:
    """What is asked of the list; empty: all. `when`: "upcoming" or "past"; `q`: words of title, place or leader."""

    programme: str = ""
    kind: str = ""
    year: str = ""
    when: str = ""
    q: str = ""


@dataclass(frozen=True, slots=True)
class ActivityList:
    """The activities that were asked for, upcoming ones first and then the newest; and what may be chosen from."""

    found: list[Activity]
    programmes: tuple[str, ...]
    years: tuple[int, ...]
    kept: tuple[Programme, ...]
    today: date
    whole: int


@dataclass(frozen=True, slots=True)
class ActivitySeen:
    """One activity and what this reader may do there. `side`: for which they have a seat in its programme.

    `documents`: whether they see their side's passports; `people`: those of whom they may know.
    """

    activity: Activity
    reads: bool
    keeps: bool
    side: Side | None
    documents: bool
    nominates: bool
    quotas: tuple[Quota, ...]
    people: tuple[Nomination, ...]
    moves: tuple[str, ...]
    today: date

    def taken(self, agency: str) -> tuple[int, int]:
        """How many of an agency have a place, and how many wait."""
        theirs = [one for one in self.people if one.agency == agency]
        held = sum(one.state in nominating.HELD for one in theirs)
        return held, sum(one.state is NominationState.WAITING for one in theirs)


def listed(platform: Platform, actor: Actor, asked: ActivitiesAsked) -> ActivityList:
    """What this reader may know of, filtered as asked."""
    with platform.database.reading() as unit:
        who = standing(unit.connection, actor, unit.clock.now())
        today = unit.clock.now().astimezone(JAKARTA).date()
        mine = store.quotas_of_agency(unit.connection, who.agency) if LIAISON in who.roles and who.agency else {}
        whole = [one for one in store.all_(unit.connection) if _sees(who, one, (who.agency,) if one.id in mine else ())]
        kept = tuple(one for one in programmes.listed(unit.connection) if _may_keep(who, one.code))
    found = [one for one in whole if _asked_for(one, asked, today)]
    coming = [one for one in found if not rules.passed(one, today)]
    past = [one for one in reversed(found) if rules.passed(one, today)]
    codes = tuple(dict.fromkeys(one.programme for one in whole if one.programme))
    years = tuple(sorted({one.since.year for one in whole}, reverse=True))
    return ActivityList(coming + past, codes, years, kept, today, len(whole))


def _sees(who: Standing, one: Activity, agencies: tuple[str, ...]) -> bool:
    return allows(rules.permit_see, who, one, agencies)


def _may_keep(who: Standing, programme: str) -> bool:
    return allows(permits.permit_keep, who, programme)


def _asked_for(one: Activity, asked: ActivitiesAsked, today: date) -> bool:
    return (
        (not asked.programme or one.programme == asked.programme)
        and (not asked.kind or one.kind.value == asked.kind)
        and (not asked.year or str(one.since.year) <= asked.year <= str(one.until.year))
        and (asked.when not in ("upcoming", "past") or (asked.when == "past") is rules.passed(one, today))
        and rules.matches(one, asked.q)
    )


def seen(platform: Platform, actor: Actor, activity: UUID) -> ActivitySeen:
    """One activity; ActivityUnknown for who may not know of it."""
    with platform.database.reading() as unit:
        return within(unit, actor, activity)


def within(unit: Unit, actor: Actor, activity: UUID) -> ActivitySeen:
    """The same, within the caller's transaction."""
    who = standing(unit.connection, actor, unit.clock.now())
    found = store.get(unit.connection, activity)
    if found is None:
        raise ActivityUnknown()
    quotas = store.quotas_of(unit.connection, activity)
    rules.permit_see(who, found, [one.agency for one in quotas])
    reads, keeps = _reads(who, found.programme), _may_keep(who, found.programme)
    side = permits.side_of(who, found.programme) if reads else None
    shown = tuple(one for one in quotas if reads or nominating.is_liaison_of(who, one.agency))
    people = nominations.of_activity(unit.connection, activity)
    today = unit.clock.now().astimezone(JAKARTA).date()
    return ActivitySeen(
        activity=found,
        reads=reads,
        keeps=keeps,
        side=side,
        documents=found.documents and side is not None and nominating.keeps_side(who, found.programme, side),
        nominates=found.state is ActivityState.OPEN and _nominates(who, found, shown, side),
        quotas=shown,
        people=tuple(one for one in people if nominating.sight(who, one) is not nominating.Sight.NOTHING),
        moves=rules.moves(found, today) if keeps else (),
        today=today,
    )


def _reads(who: Standing, programme: str) -> bool:
    return allows(permits.permit_read, who, programme)


def _nominates(who: Standing, activity: Activity, quotas: tuple[Quota, ...], side: Side | None) -> bool:
    if side is not None and nominating.keeps_side(who, activity.programme, side):
        return True
    return any(nominating.is_liaison_of(who, one.agency) for one in quotas)
