"""Who may do what to minutes, decisions and actions: everybody of the truth table, each act on records of its own."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

import pytest

from simpul.cooperation.actions import following, following_changing, meeting_changing, meetings, reminding_mail
from simpul.cooperation.actions.following_changing import FollowUpGiven, Saw
from simpul.cooperation.model.governance import EntryKind, FollowUpEntry, FollowUpState
from simpul.cooperation.model.programmes import Side
from simpul.cooperation.store import follow_ups
from simpul.cooperation.store import meetings as meeting_store
from simpul.kernel.actor import Actor
from simpul.kernel.errors import Refusal
from simpul.kernel.platform import Platform
from tests.cooperation.governance_makers import ACT, DECISION, MEETING, TODAY, act_there, committee_there
from tests.cooperation.people import EGCC, EVERYBODY, KEEPER, NOW, programmes_there

IDLE = replace(DECISION, id=UUID(int=0x201), number=2)
NEW = FollowUpGiven(EGCC, DECISION.id, "Menulis laporan", "", "Sekretariat", "indonesia", "2026-12-01")


def _of(number: int) -> Saw:
    return Saw(UUID(int=0x300 + number), 1)


ACTS: dict[str, Callable[[Platform, Actor], object]] = {
    "see a meeting": lambda p, a: meetings.seen(p, a, MEETING.id),
    "see an action": lambda p, a: following.whole(p, a, ACT.id),
    "hold a meeting": lambda p, a: meeting_changing.hold(p, a, new=MEETING),
    "change a meeting": lambda p, a: meeting_changing.change(p, a, new=MEETING),
    "take a decision": lambda p, a: meeting_changing.decide(p, a, MEETING.id, text="Begini."),
    "strike a decision": lambda p, a: meeting_changing.strike(p, a, IDLE.id, version=1),
    "begin an action": lambda p, a: following_changing.begin(p, a, given=NEW),
    "report on Indonesia's": lambda p, a: following_changing.report(p, a, ACT.id, words="Separuh jalan."),
    "report on Korea's": lambda p, a: following_changing.report(p, a, UUID(int=0x301), words="Separuh jalan."),
    "finish one's own": lambda p, a: following_changing.finish(p, a, _of(2), words=""),
    "finish another's": lambda p, a: following_changing.finish(p, a, _of(3), words=""),
    "change one": lambda p, a: following_changing.change(p, a, _of(4), given=NEW),
    "move one's own": lambda p, a: following_changing.move(p, a, _of(5), due="2026-12-24", reason="karena libur"),
    "drop one's own": lambda p, a: following_changing.drop(p, a, _of(6), words="tidak perlu lagi"),
    "reopen what one closed": lambda p, a: following_changing.reopen(p, a, _of(7)),
    "reopen what another closed": lambda p, a: following_changing.reopen(p, a, _of(8)),
    "say where mail goes": lambda p, a: reminding_mail.keep(p, a, address="a@b.go.id", language="ko"),
}
KEEPERS = set(ACTS)
READS = {"see a meeting", "see an action", "finish one's own", "reopen what one closed", "say where mail goes"}
MAY = {
    "centre": KEEPERS,
    "seated centre": KEEPERS,
    "keeper": KEEPERS,
    "korean": KEEPERS,
    "reader": READS | {"report on Indonesia's"},
    "korean reader": READS | {"report on Korea's"},
    "other programme's": {"say where mail goes"},
}
"""Who is not named may nothing."""


def records_there(platform: Platform, who: Actor) -> None:
    """The records of every act; those that are one's own are `who`'s."""
    committee_there(platform)
    act_there(platform, 1, side=Side.KOREA)
    for number in (2, 5, 6):
        act_there(platform, number, owner=who.id)
    for number in (3, 4):
        act_there(platform, number, owner=UUID(int=0xABC))
    for number, closer in ((7, who.id), (8, KEEPER.id if who is not KEEPER else UUID(int=0xABC))):
        closed = act_there(platform, number, owner=who.id, state=FollowUpState.DONE, done_on=TODAY)
        entry = FollowUpEntry(UUID(int=0x900 + number), closed.id, EntryKind.DONE, NOW, closer, "")
        with platform.database.writing() as unit:
            unit.unaudited("a test")
            follow_ups.add_entry(unit.connection, entry)
    with platform.database.writing() as unit:
        unit.unaudited("a test")
        meeting_store.add_decision(unit.connection, IDLE, NOW)


def may(act: Callable[[Platform, Actor], object], platform: Platform, who: Actor) -> bool:
    """Whether the act went through."""
    try:
        act(platform, who)
    except Refusal:
        return False
    return True


@pytest.mark.parametrize("name", EVERYBODY)
def test_who_may_do_what(platform: Platform, name: str) -> None:
    programmes_there(platform)
    records_there(platform, EVERYBODY[name])
    done = {act for act, do in ACTS.items() if may(do, platform, EVERYBODY[name])}
    assert done == MAY.get(name, set())


@pytest.mark.parametrize("name", ["other programme's", "stranger", "nobody"])
def test_who_reads_nothing_sees_nothing_in_lists(platform: Platform, name: str) -> None:
    """And is told that a record is unknown, never that it is another's: its number alone tells nothing."""
    programmes_there(platform)
    committee_there(platform)
    who = EVERYBODY[name]
    assert following.listed(platform, who, following.Wanted(state="all")) == []
    assert meetings.listed(platform, who) == []
    assert meetings.idle(platform, who) == []
    for act in ("see a meeting", "see an action"):
        with pytest.raises(Refusal) as refused:
            ACTS[act](platform, who)
        assert refused.value.code in {"meeting-unknown", "follow-up-unknown"}
