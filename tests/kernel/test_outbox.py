"""Outbox, relay, inbox: every event takes effect exactly once, whoever fails, whoever commits late. Decision 4."""

import threading
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select, update

from simpul.kernel.bus import InProcessBus, Subscription
from simpul.kernel.database.schema import inbox, job, outbox
from simpul.kernel.events import Event
from simpul.kernel.outbox import ATTEMPTS, relay, waiting
from simpul.kernel.platform import Platform


@dataclass(frozen=True, slots=True)
class Counted(Event):
    n: int


@dataclass(frozen=True, slots=True)
class Unheard(Event):
    n: int


class Ledger:
    """A handler that writes one row an event, and fails for the numbers it is told to."""

    def __init__(self, name: str = "ledger", fails: frozenset[int] = frozenset()) -> None:
        self.name, self.fails, self.calls = name, set(fails), []

    def __call__(self, platform, unit, event) -> None:
        self.calls.append(event.n)
        row = {"name": f"{self.name}:{event.n}:{len(self.calls)}", "due_at": unit.clock.now()}
        unit.connection.execute(insert(job).values(row))
        if event.n in self.fails:
            raise ValueError("told to fail")


def heard_by(platform: Platform, *ledgers: Ledger) -> Platform:
    return replace(platform, bus=InProcessBus([Subscription(Counted, f"test.{a.name}", a) for a in ledgers]))


def emit(platform: Platform, *events: Event) -> None:
    with platform.database.writing() as unit:
        unit.unaudited("events of a test")
        for event in events:
            unit.emit(event)


def effects(platform: Platform) -> list[str]:
    with platform.database.reading() as unit:
        return sorted(name.rsplit(":", 1)[0] for name in unit.connection.scalars(select(job.c.name)))


def open_and_dead(platform: Platform) -> tuple[int, int]:
    with platform.database.reading() as unit:
        return waiting(unit)


def test_each_event_is_handed_on_once(platform):
    node = heard_by(platform, Ledger())
    emit(node, Counted(1), Counted(2), Unheard(3))
    assert relay(node) == 3
    assert relay(node) == 0
    assert effects(node) == ["ledger:1", "ledger:2"]
    assert open_and_dead(node) == (0, 0)


def test_a_failing_handler_is_tried_again_with_growing_pauses_and_holds_up_nobody(platform, clock):
    bad, good = Ledger("bad", frozenset({1})), Ledger("good")
    node = heard_by(platform, bad, good)
    emit(node, Counted(1), Counted(2))
    relay(node)
    assert effects(node) == ["bad:2", "good:1", "good:2"]  # and what the failing one wrote was undone
    pauses = []
    for _ in range(4):
        with node.database.reading() as unit:
            next_at = unit.connection.scalar(select(outbox.c.next_at).where(outbox.c.published_at.is_(None)))
        pauses.append(next_at - clock.now())
        clock.advance(next_at - clock.now() - timedelta(milliseconds=1))
        assert relay(node) == 0
        clock.advance(timedelta(milliseconds=1))
        assert relay(node) == 1
    assert pauses == sorted(pauses)
    assert pauses[0] < pauses[-1]
    bad.fails.clear()
    clock.advance(timedelta(hours=1))
    relay(node)
    assert effects(node) == ["bad:1", "bad:2", "good:1", "good:2"]
    assert good.calls == [1, 2]


def test_after_twelve_failures_an_event_is_set_aside_and_counted(platform, clock):
    node = heard_by(platform, Ledger("bad", frozenset({1})))
    emit(node, Counted(1))
    for _ in range(ATTEMPTS):
        assert relay(node) == 1
        clock.advance(timedelta(hours=2))
    assert relay(node) == 0
    assert open_and_dead(node) == (0, 1)
    with node.database.reading() as unit:
        assert unit.connection.scalar(select(outbox.c.error)) == "ValueError"


def test_an_event_that_this_program_does_not_know_holds_up_nobody(platform):
    node = heard_by(platform, Ledger())
    emit(node, Counted(1), Counted(2))
    with node.database.writing() as unit:
        unit.unaudited("as an older or newer program would have left it")
        first = select(func.min(outbox.c.id.cast(outbox.c.name.type)))
        oldest = unit.connection.scalar(first)
        unit.connection.execute(update(outbox).where(outbox.c.id == oldest).values(name="gone.Renamed"))
    relay(node)
    assert effects(node) == ["ledger:2"]
    assert open_and_dead(node) == (1, 0)


def test_an_event_delivered_twice_takes_effect_once(platform):
    """As after a kill between the handler's commit and the relay's: the outbox row still says that nothing was done."""
    ledger = Ledger()
    node = heard_by(platform, ledger)
    emit(node, Counted(1))
    relay(node)
    with node.database.writing() as unit:
        unit.unaudited("the relay's own commit is lost")
        unit.connection.execute(update(outbox).values(published_at=None))
    assert relay(node) == 1
    assert effects(node) == ["ledger:1"]
    assert ledger.calls == [1]
    assert open_and_dead(node) == (0, 0)


def test_what_a_handler_wrote_and_its_inbox_row_stand_or_fall_together(platform):
    node = heard_by(platform, Ledger("bad", frozenset({1})))
    emit(node, Counted(1))
    relay(node)
    with node.database.reading() as unit:
        assert unit.connection.scalar(select(func.count()).select_from(inbox)) == 0
        assert unit.connection.scalar(select(func.count()).select_from(job)) == 0


def test_a_transaction_that_commits_late_is_not_passed_over(platform):
    """Two connections: the older event is written first and committed last. `id > last` would lose it."""
    node = heard_by(platform, Ledger())
    with ExitStack() as stack:
        late = stack.enter_context(node.database.writing())
        late.unaudited("the slow transaction")
        late.emit(Counted(1))
        late.flush()
        late._events.clear()
        emit(node, Counted(2))
        assert relay(node) == 1
        assert effects(node) == ["ledger:2"]
        with node.database.reading() as unit:
            seen = list(unit.connection.scalars(select(outbox.c.id)))
        assert len(seen) == 1
    assert relay(node) == 1
    assert effects(node) == ["ledger:1", "ledger:2"]
    with node.database.reading() as unit:
        assert min(unit.connection.scalars(select(outbox.c.id))) not in seen


def test_two_relays_at_once_share_the_work_and_do_none_of_it_twice(platform):
    """The first holds its row in a slow handler; the second passes by (SKIP LOCKED) and does not wait."""
    inside, go_on = threading.Event(), threading.Event()

    def slow(_platform, unit, event) -> None:
        unit.connection.execute(insert(job).values(name=f"slow:{event.n}:1", due_at=unit.clock.now()))
        if event.n == 1:
            inside.set()
            assert go_on.wait(10)

    node = replace(platform, bus=InProcessBus([Subscription(Counted, "test.slow", slow)]))
    emit(node, Counted(1))
    first = threading.Thread(target=relay, args=(node,))
    first.start()
    assert inside.wait(10)
    emit(node, Counted(2))
    assert relay(node) == 1
    assert effects(node) == ["slow:2"]
    go_on.set()
    first.join(10)
    assert effects(node) == ["slow:1", "slow:2"]
    assert open_and_dead(node) == (0, 0)


def test_two_subscriptions_may_not_share_a_name():
    """The name keys the inbox: the second of two would never hear anything."""
    twice = Subscription(Counted, "test.same", Ledger())
    with pytest.raises(ValueError, match="share a name"):
        InProcessBus([twice, twice])
