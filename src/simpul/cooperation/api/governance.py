"""The programs' side of the committee: meetings, decisions and actions of the programmes that the asker reads."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel

from simpul.cooperation.actions import following, meetings
from simpul.cooperation.actions.following import FollowUpSeen, Wanted
from simpul.cooperation.actions.meetings import DecisionSeen, MeetingSeen
from simpul.cooperation.model.governance import FollowUpEntry
from simpul.kernel.web.api import Asking

router = APIRouter(prefix="/cooperation", tags=["cooperation"])
Programme = Annotated[str, Query(description="A programme's code; empty for all", max_length=60)]
Words = Annotated[str, Query(description="Words that it must hold", max_length=100)]
Key = Annotated[UUID, Path(description="Its number")]


class DecisionOut(BaseModel):
    """A decision; `follow_ups`: the actions that follow from it; `struck_at`: it does not count since then."""

    id: UUID
    number: int
    text: str
    on: date
    struck_at: datetime | None
    follow_ups: list[UUID]


class MeetingOut(BaseModel):
    """A meeting with its decisions by number; `title` by language."""

    id: UUID
    programme: str
    title: dict[str, str]
    on: date
    place: str
    attended: list[str]
    agenda: list[str]
    minutes: str
    sources: list[str]
    synthetic: bool
    version: int
    decisions: list[DecisionOut]


class FollowUpOut(BaseModel):
    """An action; `days_late`: 0 unless it is open and its day has passed at the centre (Jakarta)."""

    id: UUID
    programme: str
    decision: UUID | None
    what: str
    side: str
    owner: UUID | None
    owner_name: str
    due: date
    days_late: int
    state: str
    note: str
    done_on: date | None
    reminded_at: datetime | None
    synthetic: bool
    version: int


class EntryOut(BaseModel):
    """A line of an action's history."""

    kind: str
    at: datetime
    by_name: str
    words: str
    due_before: date | None
    due_after: date | None


class FollowUpWholeOut(BaseModel):
    """An action with its history, the newest line first."""

    follow_up: FollowUpOut
    history: list[EntryOut]


@router.get("/meetings")
def listed(request: Asking, programme: Programme = "", q: Words = "") -> list[MeetingOut]:
    """The meetings of the programmes that the asker reads, the newest first."""
    found = meetings.listed(request.platform, request.actor, programme=programme, q=q)
    return [_meeting(one) for one in found]


@router.get("/meetings/{id}")
def one(request: Asking, id: Key) -> MeetingOut:
    """One meeting, its struck decisions too."""
    return _meeting(meetings.seen(request.platform, request.actor, id))


@router.get("/follow-ups")
def follow_ups(
    request: Asking,
    programme: Programme = "",
    state: Annotated[Literal["open", "late", "done", "dropped", "all"], Query(description="How far they are")] = "open",
    side: Annotated[Literal["", "indonesia", "korea"], Query(description="Whose; empty for both")] = "",
    q: Words = "",
) -> list[FollowUpOut]:
    """The actions of the programmes that the asker reads, the latest first."""
    found = following.listed(request.platform, request.actor, Wanted(programme, side, "", state, q))
    return [_follow_up(one) for one in found]


@router.get("/follow-ups/{id}")
def follow_up(request: Asking, id: Key) -> FollowUpWholeOut:
    """One action with its history."""
    whole = following.whole(request.platform, request.actor, id)
    return FollowUpWholeOut(follow_up=_follow_up(whole.seen), history=[_entry(one) for one in whole.entries])


def _meeting(seen: MeetingSeen) -> MeetingOut:
    one = seen.meeting
    return MeetingOut(
        id=one.id,
        programme=one.programme,
        title=dict(one.title),
        on=one.on,
        place=one.place,
        attended=list(one.attended),
        agenda=list(one.agenda),
        minutes=one.minutes,
        sources=list(one.sources),
        synthetic=one.synthetic,
        version=one.version,
        decisions=[_decision(each) for each in seen.decisions],
    )


def _decision(seen: DecisionSeen) -> DecisionOut:
    one = seen.decision
    acts = [each.id for each in seen.follow_ups]
    return DecisionOut(id=one.id, number=one.number, text=one.text, on=one.on, struck_at=one.struck_at, follow_ups=acts)


def _follow_up(seen: FollowUpSeen) -> FollowUpOut:
    one = seen.follow_up
    return FollowUpOut(
        id=one.id,
        programme=one.programme,
        decision=one.decision,
        what=one.what,
        side=one.side.value,
        owner=one.owner,
        owner_name=one.owner_name,
        due=one.due,
        days_late=seen.late,
        state=one.state.value,
        note=one.note,
        done_on=one.done_on,
        reminded_at=one.reminded_at,
        synthetic=one.synthetic,
        version=one.version,
    )


def _entry(one: FollowUpEntry) -> EntryOut:
    return EntryOut(
        kind=one.kind.value,
        at=one.at,
        by_name=one.by_name,
        words=one.words,
        due_before=one.due_before,
        due_after=one.due_after,
    )
