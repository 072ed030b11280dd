"""What gates send is merged without a double entry: on a real PostgreSQL, by many threads, again and in any order."""

import random
import threading
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from simpul.cooperation.actions import checking_in, gates
from simpul.cooperation.model.gates import GateDeviceRevoked, GateDeviceUnknown, Outcome
from simpul.cooperation.rules import tickets
from simpul.cooperation.store.gate_tables import checkins, scans
from simpul.kernel.clock import FixedClock
from simpul.kernel.platform import Platform
from tests.cooperation.gate_makers import Hall, batch, device, hall, officers, shown
from tests.cooperation.people import CENTRE, GATE_OFFICER


@pytest.fixture
def there(platform: Platform) -> Hall:
    officers(platform)
    return hall(platform, 40, admissions=("remote", "waiting", "cancelled"))


def outcomes(answer: object) -> list[Outcome]:
    return [one.outcome for one in answer.verdicts]  # type: ignore[attr-defined]


def inside(platform: Platform) -> int:
    with platform.database.reading() as unit:
        return unit.connection.scalar(select(func.count()).where(checkins.c.at.is_not(None))) or 0


def test_a_ticket_is_admitted_once(platform: Platform, there: Hall) -> None:
    on, code = device(platform, there), there.codes[5]
    assert outcomes(checking_in.take(platform, batch(platform, on, shown(platform, code, 1)))) == [Outcome.ADMITTED]
    again = checking_in.take(platform, batch(platform, on, shown(platform, code, 2, asks=True)))
    assert outcomes(again) == [Outcome.DOUBLE]
    assert again.verdicts[0].first_gate == there.gates[0]
    assert inside(platform) == 1


def test_why_a_ticket_lets_nobody_in(platform: Platform, there: Hall) -> None:
    elsewhere = hall(platform, 1, event=501)
    on = device(platform, there)
    codes = [*there.codes[:3], elsewhere.codes[0], "A" * 24]
    answer = checking_in.take(platform, batch(platform, on, *(shown(platform, c, n + 1) for n, c in enumerate(codes))))
    expected = [Outcome.REMOTE, Outcome.WAITING, Outcome.CANCELLED, Outcome.ELSEWHERE, Outcome.UNKNOWN]
    assert outcomes(answer) == expected
    assert inside(platform) == 0


def test_a_batch_that_comes_again_changes_nothing(platform: Platform, there: Hall) -> None:
    on = device(platform, there)
    one = batch(platform, on, *(shown(platform, there.codes[5 + n], n + 1) for n in range(3)))
    first = checking_in.take(platform, one)
    assert outcomes(checking_in.take(platform, one)) == outcomes(first) == [Outcome.ADMITTED] * 3
    assert inside(platform) == 3


def test_the_gate_that_was_away_and_earlier_stands(platform: Platform, there: Hall, clock: FixedClock) -> None:
    away, near, code = device(platform, there), device(platform, there, 1), there.codes[7]
    clock.advance(timedelta(minutes=10))
    checking_in.take(platform, batch(platform, near, shown(platform, code, 1, ago=60)))
    skew = timedelta(minutes=25)
    late = batch(platform, away, shown(platform, code, 1, ago=300, skew=skew), skew=skew)
    assert outcomes(checking_in.take(platform, late)) == [Outcome.ADMITTED]
    with platform.database.reading() as unit:
        row = unit.connection.execute(select(checkins)).one()
    assert (row.gate, row.doubles) == (there.gates[0], 1)


def test_an_entry_that_was_taken_back_is_none(platform: Platform, there: Hall, clock: FixedClock) -> None:
    on, code = device(platform, there), there.codes[6]
    checking_in.take(platform, batch(platform, on, shown(platform, code, 1)))
    clock.advance(timedelta(seconds=30))
    undo = checking_in.take(platform, batch(platform, on, shown(platform, code, 2, undoes=1)))
    assert outcomes(undo) == [Outcome.UNDONE]
    assert inside(platform) == 0
    assert gates.heard(platform, there.event.id, None).used[0].at is None
    assert outcomes(checking_in.take(platform, batch(platform, on, shown(platform, code, 3)))) == [Outcome.ADMITTED]


def test_who_was_let_in_after_a_question_without_an_answer_counts(platform: Platform, there: Hall) -> None:
    """The device asked, heard nothing in time and let the person in: the same number then counts as a double."""
    on, other, code = device(platform, there), device(platform, there, 1), there.codes[8]
    checking_in.take(platform, batch(platform, other, shown(platform, code, 1, ago=9)))
    checking_in.take(platform, batch(platform, on, shown(platform, code, 1, asks=True)))
    checking_in.take(platform, batch(platform, on, shown(platform, code, 1)))
    with platform.database.reading() as unit:
        assert unit.connection.scalar(select(checkins.c.doubles)) == 1
    assert inside(platform) == 1


def test_a_device_that_was_taken_off_is_told_so(platform: Platform, there: Hall, clock: FixedClock) -> None:
    on = device(platform, there)
    one = batch(platform, on, shown(platform, there.codes[5], 1))
    gates.take_off(platform, CENTRE, on.device.id)
    with pytest.raises(GateDeviceRevoked):
        checking_in.take(platform, one)
    gates.take_off(platform, CENTRE, on.device.id, back=True)
    assert outcomes(checking_in.take(platform, one)) == [Outcome.ADMITTED]
    clock.advance(timedelta(days=5))
    with pytest.raises(GateDeviceUnknown):
        checking_in.take(platform, batch(platform, on))


def test_who_lost_the_role_stops_admitting(platform: Platform, there: Hall) -> None:
    on = device(platform, there)
    officers(platform, CENTRE)
    with pytest.raises(GateDeviceRevoked):
        checking_in.take(platform, batch(platform, on))
    officers(platform, CENTRE, GATE_OFFICER)
    checking_in.take(platform, batch(platform, on))


def test_what_an_earlier_sign_on_held_is_sent_by_the_next(platform: Platform, there: Hall) -> None:
    lost = device(platform, there)
    gates.sign_off(platform, lost.key)
    again = device(platform, there, 1)
    answer = checking_in.take(platform, batch(platform, again, shown(platform, there.codes[9], 4, device=lost.device.id)))
    assert outcomes(answer) == [Outcome.ADMITTED]
    assert answer.verdicts[0].first_gate == there.gates[0]


def test_threads_at_every_gate_count_each_person_once(platform: Platform, there: Hall, clock: FixedClock) -> None:
    """Eight devices send overlapping pieces of all they admitted, shuffled and twice, at once."""
    ons = [device(platform, there, n % 2) for n in range(8)]
    clock.advance(timedelta(minutes=20))
    chance = random.Random(7)

    def sends(on: object, seed: int) -> None:
        mine = random.Random(seed)
        showings = [shown(platform, code, n + 1, ago=mine.randrange(600)) for n, code in enumerate(there.codes[3:])]
        for _ in range(2):
            mine.shuffle(showings)
            for at in range(0, len(showings), 7):
                checking_in.take(platform, batch(platform, on, *showings[at : at + 7]))  # type: ignore[arg-type]

    threads = [threading.Thread(target=sends, args=(on, chance.randrange(999))) for on in ons]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with platform.database.reading() as unit:
        assert inside(platform) == 37
        assert unit.connection.scalar(select(func.count()).select_from(scans)) == 8 * 37
        assert unit.connection.scalar(select(func.sum(checkins.c.doubles))) == 7 * 37
        earliest = select(func.min(scans.c.at)).where(scans.c.ticket == checkins.c.ticket).scalar_subquery()
        assert not unit.connection.execute(select(checkins).where(checkins.c.at != earliest)).all()


def test_the_list_that_a_device_takes_along(platform: Platform, there: Hall) -> None:
    hall(platform, 1, event=501)
    found = gates.tickets(platform, there.event.id)
    rows = {found.packed[at : at + 10]: found.packed[at + 10] for at in range(0, len(found.packed), 11)}
    assert len(rows) == 41
    kinds = [rows[tickets.digest(code)[:10]] for code in there.codes[:4]]
    assert kinds == [1, 2, 3, 0]
    assert max(rows.values()) == 4
    assert gates.tickets(platform, there.event.id) is found
