"""Actions of the programmes that a reader sees: what is late, what is theirs, and one action with its history."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Connection

from simpul.cooperation.actions.meetings import readable, today_of
from simpul.cooperation.actions.standing import standing
from simpul.cooperation.model.governance import Decision, FollowUp, FollowUpEntry, FollowUpState, Meeting
from simpul.cooperation.model.governance_refusals import FollowUpUnknown
from simpul.cooperation.model.programmes import Programme, Seat, Side, Standing
from simpul.cooperation.rules import governance as rules
from simpul.cooperation.rules import permits
from simpul.cooperation.store import follow_ups as store
from simpul.cooperation.store import meetings, programmes
from simpul.kernel.actor import Actor
from simpul.kernel.errors import allows
from simpul.kernel.platform import Platform


@dataclass(frozen=True, slots=True)
class FollowUpSeen:
    """An action, for how many days it is late, from which decision it follows, and whether it is this reader's own."""

    follow_up: FollowUp
    late: int
    decision: Decision | None
    mine: bool


@dataclass(frozen=True, slots=True)
class FollowUpWhole:
    """An action with its history, the newest first, and what this reader may do about it."""

    seen: FollowUpSeen
    meeting: Meeting | None
    entries: tuple[FollowUpEntry, ...]
    keeps: bool
    reports: bool
    finishes: bool
    reopens: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which actions a list shows; empty for any. `state`: open, late, done, dropped or all."""

    programme: str = ""
    side: str = ""
    owner: str = ""
    state: str = "open"
    q: str = ""


def listed(platform: Platform, actor: Actor, wanted: Wanted) -> list[FollowUpSeen]:
    """The actions that this reader may see and wants, the latest at the top."""
    with platform.database.reading() as unit:
        who = standing(unit.connection, actor, unit.clock.now())
        found = _all(unit.connection, who, today_of(unit.clock.now()))
    return [one for one in found if _fits(one, wanted)]


def _all(connection: Connection, who: Standing, today: date) -> list[FollowUpSeen]:
    codes = readable(connection, who)
    taken = {one.id: one for one in meetings.decisions_in(connection, codes)}
    return [_seen(one, taken, who, today) for one in rules.in_order(store.listed(connection, codes))]


def _seen(one: FollowUp, taken: Mapping[UUID, Decision], who: Standing, today: date) -> FollowUpSeen:
    decision = taken.get(one.decision) if one.decision else None
    return FollowUpSeen(one, rules.days_late(one, today), decision, who.account is not None and one.owner == who.account)


def _fits(one: FollowUpSeen, wanted: Wanted) -> bool:
    act = one.follow_up
    states = {"late": one.late > 0, "all": True}
    fits = (
        wanted.programme in ("", act.programme),
        wanted.side in ("", act.side.value),
        wanted.owner in ("", str(act.owner)) or (wanted.owner == "saya" and one.mine) or wanted.owner == act.owner_name,
        states.get(wanted.state, act.state.value == wanted.state),
        wanted.q.casefold()
        in f"{act.what} {act.owner_name} {act.note} {one.decision.text if one.decision else ''}".casefold(),
    )
    return all(fits)


def late(platform: Platform, who: Actor) -> list[FollowUpSeen]:
    """The open actions that are late today, of the programmes that `who` reads, the latest first."""
    return listed(platform, who, Wanted(state="late"))


def mine(platform: Platform, who: Actor) -> list[FollowUpSeen]:
    """The open actions that `who` answers for, the earliest due first."""
    return listed(platform, who, Wanted(owner="saya"))


def owners(platform: Platform, actor: Actor) -> list[tuple[str, str]]:
    """Who answers for actions that this reader sees: the account's id, or the bare name, and the name; by name."""
    found = listed(platform, actor, Wanted(state="all"))
    acts = [one.follow_up for one in found]
    return sorted({(str(one.owner or one.owner_name), one.owner_name) for one in acts}, key=lambda one: one[1].casefold())


def whole(platform: Platform, actor: Actor, id: UUID) -> FollowUpWhole:
    """One action with its history; FollowUpUnknown for who does not read its programme."""
    with platform.database.reading() as unit:
        connection, now = unit.connection, unit.clock.now()
        who = standing(connection, actor, now)
        one = follow_up_for(connection, who, id)
        decision = meetings.decision(connection, one.decision) if one.decision else None
        last = store.last_closed(connection, id)
        return FollowUpWhole(
            _seen(one, {decision.id: decision} if decision else {}, who, today_of(now)),
            meetings.get(connection, decision.meeting) if decision else None,
            tuple(store.entries_of(connection, id)),
            keeps=allows(permits.permit_keep, who, one.programme),
            reports=allows(rules.permit_report, who, one),
            finishes=allows(rules.permit_finish, who, one),
            reopens=allows(rules.permit_reopen, who, one, last.by if last else None),
        )


def follow_up_for(connection: Connection, who: Standing, id: UUID, *, to_change: bool = False) -> FollowUp:
    """The action as somebody may see it; FollowUpUnknown."""
    one = store.get(connection, id, to_change=to_change)
    if one is None or not allows(permits.permit_read, who, one.programme):
        raise FollowUpUnknown()
    return one


def seated(platform: Platform, actor: Actor, programme: str) -> list[Seat]:
    """Who may answer for an action of the programme: those with a seat today; ProgrammeUnknown for who does not read it."""
    with platform.database.reading() as unit:
        now = unit.clock.now()
        permits.permit_read(standing(unit.connection, actor, now), programme)
        return seats_today(unit.connection, programme, today_of(now))


def seats_today(connection: Connection, programme: str, today: date) -> list[Seat]:
    """The seats that count on this day, by side and name."""
    seats = programmes.seats_of(connection, programme)
    return [one for one in seats if one.since <= today and (one.until is None or one.until >= today)]


def programmes_read(platform: Platform, actor: Actor) -> list[Programme]:
    """The programmes whose records this reader sees, the oldest first."""
    with platform.database.reading() as unit:
        codes = readable(unit.connection, standing(unit.connection, actor, unit.clock.now()))
        return [one for one in programmes.listed(unit.connection) if one.code in codes]


def counted(found: list[FollowUpSeen]) -> Mapping[str, int]:
    """How many of these are open, late, due within a week, and of each side among the open ones."""
    acts = [one for one in found if one.follow_up.state is FollowUpState.OPEN]
    sides = {side.value: sum(1 for one in acts if one.follow_up.side is side) for side in Side}
    return {"open": len(acts), "late": sum(1 for one in acts if one.late), **sides}


def today(platform: Platform) -> date:
    """The day at the centre."""
    return today_of(platform.clock.now())
