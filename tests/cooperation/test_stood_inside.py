"""Tickets given back after a gate had fetched its list, by which somebody was let in all the same: the desk sees them."""

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text, update

from simpul.cooperation.actions import boards, checking_in, event_keeping, gate_by_hand, tickets
from simpul.cooperation.model.boards import Board
from simpul.cooperation.model.gates import Outcome
from simpul.cooperation.model.registrations import InsideAlready
from simpul.cooperation.rules import gates_outcomes
from simpul.cooperation.rules import tickets as codes
from simpul.cooperation.store import checkins
from simpul.cooperation.store.event_tables import registrations
from simpul.kernel.clock import FixedClock
from simpul.kernel.platform import Platform
from tests.cooperation.gate_makers import Hall, batch, device, hall, officers, shown
from tests.cooperation.people import CENTRE, GATE_OFFICER
from tests.waiting import until


@pytest.fixture
def there(platform: Platform) -> Hall:
    officers(platform)
    return hall(platform, 12)


_STOOD = """
SELECT count(DISTINCT s.ticket) FROM cooperation_scan s WHERE s.refused LIKE '%-inside' AND NOT EXISTS (
  SELECT 1 FROM cooperation_scan u WHERE u.device = s.device AND u.undoes = s.seq AND u.ticket = s.ticket AND u.seq > s.seq
    AND u.at - s.at <= interval '2 minutes')"""


def becomes(platform: Platform, code: str, admission: str) -> None:
    with platform.database.writing() as unit:
        unit.unaudited("a test")
        mine = registrations.c.digest == codes.digest(code)
        unit.connection.execute(update(registrations).where(mine).values(admission=admission))


def board(platform: Platform, there: Hall) -> Board:
    platform.state.pop("cooperation.boards", None)
    return boards.board(platform, CENTRE, there.event.id)


def outcomes(answer: Any) -> list[Outcome]:
    return [one.outcome for one in answer.verdicts]


@pytest.mark.parametrize("now", ["cancelled", "waiting", "remote"])
def test_the_desk_sees_who_stands_inside_with_a_ticket_that_was_good_once(platform, there, client_for, now):
    """Neither lost nor counted: the place may have been given to somebody else."""
    on, code = device(platform, there), there.codes[3]
    becomes(platform, code, now)
    before = boards.mark(platform, there.event.id)
    sent = batch(platform, on, shown(platform, code, 1, ago=60))
    for _ in range(2):
        assert outcomes(checking_in.take(platform, sent)) == [Outcome(now)]
    seen = board(platform, there)
    assert (seen.entered, seen.doubles, seen.listed) == (0, 0, ())
    assert [(one.number, one.gate, one.people) for one in seen.stood] == [(4, "Gerbang Utara", 1)]
    assert event_keeping.seen(platform, CENTRE, there.event.id).stood == seen.stood
    assert boards.mark(platform, there.event.id) != before  # so that the board on the wall follows
    here = f"/kerja-sama/acara/{there.event.id}"
    for prefix, words in (("", "tiket yang dibatalkan"), ("/en", "cancelled ticket"), ("/ko", "취소된 입장권")):
        for page in (here, f"{here}/papan"):
            assert words in client_for(CENTRE).get(prefix + page).text, (prefix, page)


def test_who_was_only_asked_about_was_not_let_in(platform: Platform, there: Hall) -> None:
    on, code = device(platform, there), there.codes[3]
    becomes(platform, code, "cancelled")
    checking_in.take(platform, batch(platform, on, shown(platform, code, 1, asks=True)))
    gate_by_hand.check(platform, GATE_OFFICER, event=there.event.id, gate=there.gates[0], code=code)
    checking_in.take(platform, batch(platform, on, shown(platform, "A" * 24, 2)))  # of no event: nobody's gate admits it
    assert board(platform, there).stood == ()
    # the answer came too late, and the device let them in by its own list
    checking_in.take(platform, batch(platform, on, shown(platform, code, 1)))
    assert [one.number for one in board(platform, there).stood] == [4]


@pytest.mark.parametrize(("held", "then"), [("cancelled", "cancelled"), ("cancelled", "hall"), ("hall", "cancelled")])
def test_one_taken_back_is_none(platform: Platform, there: Hall, clock: FixedClock, held: str, then: str) -> None:
    """Whatever becomes of the ticket between the two."""
    on, code = device(platform, there), there.codes[3]
    clock.advance(timedelta(minutes=5))
    becomes(platform, code, held)
    checking_in.take(platform, batch(platform, on, shown(platform, code, 1, ago=30)))
    becomes(platform, code, then)
    assert outcomes(checking_in.take(platform, batch(platform, on, shown(platform, code, 2, undoes=1)))) == [Outcome.UNDONE]
    seen = board(platform, there)
    assert (seen.entered, seen.stood) == (0, ())


def test_a_ticket_that_counts_again_by_the_time_it_is_sent_again_is_an_entry(platform: Platform, there: Hall) -> None:
    on, code = device(platform, there), there.codes[3]
    becomes(platform, code, "cancelled")
    sent = batch(platform, on, shown(platform, code, 1))
    checking_in.take(platform, sent)
    becomes(platform, code, "hall")
    assert outcomes(checking_in.take(platform, sent)) == [Outcome.ADMITTED]
    seen = board(platform, there)
    assert (seen.entered, seen.stood) == (1, ())


def test_who_came_in_gives_no_place_back(platform: Platform, there: Hall) -> None:
    """Else the next on the waiting list is told of a seat that somebody sits on."""
    on, digest = device(platform, there), codes.digest(there.codes[3])
    checking_in.take(platform, batch(platform, on, shown(platform, there.codes[3], 1)))
    with pytest.raises(InsideAlready):
        tickets.cancel(platform, there.codes[3], 1)
    with platform.database.reading() as unit:
        asked = text("SELECT admission FROM cooperation_registration WHERE digest = :digest")
        assert unit.connection.scalar(asked, {"digest": digest}) == "hall"


def test_who_gives_a_place_back_while_they_come_in_is_inside(platform: Platform, there: Hall) -> None:
    """The gate's showing is not committed yet when the holder taps: they wait for it, and keep their ticket."""
    on = device(platform, there).device
    entry = batch(platform, device(platform, there), shown(platform, there.codes[3], 1))
    with ThreadPoolExecutor(1) as pool:
        with platform.database.writing() as unit:
            unit.unaudited("a test")
            checkins.lock(unit.connection, [there.event.id])
            checking_in.take_of(unit, there.event.id, [(entry, on)])
            holder = pool.submit(tickets.cancel, platform, there.codes[3], 1)
            until(lambda: holder.done() or _waits(platform))
            assert not holder.done(), "given back beside the showing"
        with pytest.raises(InsideAlready):
            holder.result(30)


def _waits(platform: Platform) -> bool:
    with platform.database.reading() as unit:
        asked = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
        return bool(unit.connection.scalar(text(asked)))


def test_what_is_stood() -> None:
    good = {Outcome.CANCELLED, Outcome.WAITING, Outcome.REMOTE}
    for why in (None, *Outcome):
        assert not gates_outcomes.stood(why, asks=True)
        assert gates_outcomes.stood(why, asks=False) == (why in good), why


@pytest.mark.parametrize("seed", range(3))
def test_the_board_counts_what_the_database_holds_after_any_run(platform: Platform, there: Hall, seed: int) -> None:
    """Three devices, tickets that change between, batches in any order and twice, clocks years off and in the future."""
    dice = random.Random(seed)
    devices = [device(platform, there, at % 2) for at in range(3)]
    skews = [timedelta(0), timedelta(days=-900), timedelta(days=4000)]
    sent = []
    for on, skew in zip(devices, skews, strict=True):
        for seq in range(1, 16):
            back = {"undoes": seq - 1} if seq > 1 and dice.random() < 0.2 else {}
            code = there.codes[dice.randrange(12)]
            ahead = dice.choice([0, 0, -86_400])  # one in three says tomorrow
            sent.append(batch(platform, on, shown(platform, code, seq, ago=ahead, skew=skew, **back), skew=skew))
    run = [*sent, *dice.sample(sent, 15)]
    dice.shuffle(run)
    for at, one in enumerate(run):
        if at % 9 == 0:
            becomes(platform, there.codes[dice.randrange(12)], dice.choice(["cancelled", "hall"]))
        checking_in.take(platform, one)
    seen = board(platform, there)
    rows = "SELECT count(*) FILTER (WHERE at IS NOT NULL), count(*) FILTER (WHERE doubles > 0) FROM cooperation_checkin"
    with platform.database.reading() as unit:
        entered, doubles = unit.connection.execute(text(rows)).one()
        latest = unit.connection.scalar(text("SELECT max(at) FROM cooperation_checkin"))
        held = unit.connection.scalar(text(_STOOD))
    assert latest <= platform.clock.now()
    assert seen.entered == entered == sum(seen.minutes.values()) == sum(one.entered for one in seen.agencies)
    assert (seen.doubles, len(seen.listed)) == (doubles, doubles)
    assert len(seen.stood) == held
