"""The joint committee's meetings as a reader sees them, with what they decided and who acts on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Connection

from simpul.cooperation.actions.standing import JAKARTA, standing
from simpul.cooperation.model.governance import Decision, FollowUp, FollowUpState, Meeting
from simpul.cooperation.model.governance_refusals import DecisionUnknown, MeetingUnknown
from simpul.cooperation.model.programmes import Standing
from simpul.cooperation.rules import governance as rules
from simpul.cooperation.rules import permits
from simpul.cooperation.store import follow_ups as follow_up_store
from simpul.cooperation.store import meetings as store
from simpul.cooperation.store import programmes
from simpul.kernel.actor import Actor
from simpul.kernel.errors import allows
from simpul.kernel.platform import Platform


@dataclass(frozen=True, slots=True)
class DecisionSeen:
    """A decision and the actions that follow from it."""

    decision: Decision
    follow_ups: tuple[FollowUp, ...]

    @property
    def idle(self) -> bool:
        """Whether nobody acts on it."""
        return not self.decision.struck_at and all(one.state is FollowUpState.DROPPED for one in self.follow_ups)


@dataclass(frozen=True, slots=True)
class MeetingSeen:
    """A meeting with its decisions by number, and whether this reader keeps its records."""

    meeting: Meeting
    decisions: tuple[DecisionSeen, ...]
    keeps: bool
    today: date

    @property
    def standing(self) -> int:
        """How many decisions it took and did not strike."""
        return sum(1 for one in self.decisions if one.decision.struck_at is None)

    @property
    def open(self) -> int:
        """How many actions are open."""
        return sum(1 for one in self._all() if one.state is FollowUpState.OPEN)

    @property
    def late(self) -> int:
        """How many actions are late today."""
        return sum(1 for one in self._all() if rules.days_late(one, self.today))

    def _all(self) -> list[FollowUp]:
        return [each for one in self.decisions for each in one.follow_ups]


def today_of(now: datetime) -> date:
    """The day at the centre."""
    return now.astimezone(JAKARTA).date()


def readable(connection: Connection, who: Standing) -> tuple[str, ...]:
    """The codes of the programmes whose records somebody reads."""
    return tuple(one.code for one in programmes.listed(connection) if allows(permits.permit_read, who, one.code))


def keepable(connection: Connection, who: Standing) -> tuple[str, ...]:
    """The codes of the programmes whose records somebody keeps."""
    return tuple(one.code for one in programmes.listed(connection) if allows(permits.permit_keep, who, one.code))


def listed(platform: Platform, actor: Actor, *, programme: str = "", q: str = "") -> list[MeetingSeen]:
    """The meetings that this reader may see, the newest first: of one programme, or with these words somewhere in them."""
    with platform.database.reading() as unit:
        now = unit.clock.now()
        who = standing(unit.connection, actor, now)
        codes = [one for one in readable(unit.connection, who) if programme in ("", one)]
        found = store.listed(unit.connection, codes)
        decisions = store.decisions_in(unit.connection, codes)
        acts = follow_up_store.listed(unit.connection, codes)
        seen = [_seen(who, one, decisions, acts, now) for one in found]
    return [one for one in seen if _has(one, q.casefold())]


def _seen(
    who: Standing, one: Meeting, decisions: Sequence[Decision], acts: Sequence[FollowUp], now: datetime
) -> MeetingSeen:
    mine = tuple(
        DecisionSeen(each, tuple(rules.in_order(act for act in acts if act.decision == each.id)))
        for each in decisions
        if each.meeting == one.id
    )
    return MeetingSeen(one, mine, allows(permits.permit_keep, who, one.programme), today_of(now))


def _has(one: MeetingSeen, q: str) -> bool:
    meeting = one.meeting
    said = [*meeting.title.values(), meeting.place, meeting.minutes, *meeting.attended, *meeting.agenda]
    return q in " ".join([*said, *(each.decision.text for each in one.decisions)]).casefold()


def seen(platform: Platform, actor: Actor, id: UUID) -> MeetingSeen:
    """One meeting, struck decisions too; MeetingUnknown for who does not read its programme."""
    with platform.database.reading() as unit:
        now = unit.clock.now()
        who = standing(unit.connection, actor, now)
        one = meeting_for(unit.connection, who, id)
        acts = follow_up_store.of_programme(unit.connection, one.programme)
        return _seen(who, one, store.of_meeting(unit.connection, id), acts, now)


def meeting_for(connection: Connection, who: Standing, id: UUID, *, to_change: bool = False) -> Meeting:
    """The meeting as somebody may see it; MeetingUnknown."""
    one = store.get(connection, id, to_change=to_change)
    if one is None or not allows(permits.permit_read, who, one.programme):
        raise MeetingUnknown()
    return one


def decision_for(connection: Connection, who: Standing, id: UUID, *, to_change: bool = False) -> Decision:
    """The decision as somebody may see it; DecisionUnknown."""
    one = store.decision(connection, id, to_change=to_change)
    if one is None or not allows(permits.permit_read, who, one.programme):
        raise DecisionUnknown()
    return one


def idle(platform: Platform, actor: Actor, *, programme: str = "") -> list[tuple[Meeting, Decision]]:
    """The decisions on which nobody acts yet, of the programmes that this reader sees, the oldest first."""
    with platform.database.reading() as unit:
        who = standing(unit.connection, actor, unit.clock.now())
        codes = [one for one in readable(unit.connection, who) if programme in ("", one)]
        held = {one.id: one for one in store.listed(unit.connection, codes)}
        left = rules.without_action(
            store.decisions_in(unit.connection, codes), follow_up_store.listed(unit.connection, codes)
        )
    return [(held[one.meeting], one) for one in left]


def kept(platform: Platform, actor: Actor) -> tuple[str, ...]:
    """The codes of the programmes whose records this actor keeps."""
    with platform.database.reading() as unit:
        return keepable(unit.connection, standing(unit.connection, actor, unit.clock.now()))
