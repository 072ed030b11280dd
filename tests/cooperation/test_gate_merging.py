"""Each ticket lets in one person: which showing is a ticket's one entry, in whatever order the gates' batches come."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simpul.cooperation.model.gates import Admission, Entry, Outcome
from simpul.cooperation.model.registrations import Admission as Held
from simpul.cooperation.rules import gates_merging as merging
from simpul.cooperation.rules import gates_outcomes as outcomes

pytestmark = pytest.mark.rules
NINE = datetime(2026, 11, 26, 2, tzinfo=UTC)
NORTH, SOUTH = UUID(int=1), UUID(int=2)
A, B = b"a" * 32, b"b" * 32


def entry(seconds: float, seq: int, *, ticket: bytes = A, device: UUID = NORTH, undoes: int | None = None) -> Entry:
    return Entry(ticket, device, seq, NINE + timedelta(seconds=seconds), device, undoes)


FIRST, LATER, SOUTH_LATER = entry(0, 1), entry(5, 2), entry(60, 1, device=SOUTH)
CASES = {
    "nobody": ([], {}),
    "one showing is the entry": ([FIRST], {A: Admission(FIRST)}),
    "the same showing twice is one": ([FIRST, FIRST], {A: Admission(FIRST)}),
    "the earlier of two gates stands": ([SOUTH_LATER, FIRST], {A: Admission(FIRST, (SOUTH_LATER,))}),
    "at one gate too": ([LATER, FIRST], {A: Admission(FIRST, (LATER,))}),
    "two tickets are two people": (
        [FIRST, entry(1, 2, ticket=B)],
        {A: Admission(FIRST), B: Admission(entry(1, 2, ticket=B))},
    ),
    "taken back within two minutes it is none": ([FIRST, entry(119, 2, undoes=1)], {}),
    "later than that it stays": ([FIRST, entry(121, 2, undoes=1)], {A: Admission(FIRST)}),
    "another device cannot take it back": ([FIRST, entry(9, 2, device=SOUTH, undoes=1)], {A: Admission(FIRST)}),
    "nor a word about another ticket": ([FIRST, entry(9, 2, ticket=B, undoes=1)], {A: Admission(FIRST)}),
    "nor one that comes before it": ([entry(9, 3), entry(9, 2, undoes=3)], {A: Admission(entry(9, 3))}),
    "taking back what took back is nothing": ([FIRST, entry(3, 2, undoes=1), entry(4, 3, undoes=2)], {}),
    "the next one stands when the first is taken back": (
        [FIRST, entry(9, 2, undoes=1), SOUTH_LATER],
        {A: Admission(SOUTH_LATER)},
    ),
    "and it may come in again": ([FIRST, entry(9, 2, undoes=1), entry(20, 3)], {A: Admission(entry(20, 3))}),
}


@pytest.mark.parametrize("case", CASES)
def test_which_showing_is_the_entry(case: str) -> None:
    shown, expected = CASES[case]
    assert merging.merged(shown) == expected


DEVICES = st.sampled_from([NORTH, SOUTH, UUID(int=3)])
ENTRIES = st.lists(
    st.builds(
        entry,
        st.integers(0, 300),
        st.integers(1, 6),
        ticket=st.sampled_from([A, B]),
        device=DEVICES,
        undoes=st.none() | st.integers(1, 6),
    ),
    max_size=14,
)


@given(ENTRIES, st.randoms(use_true_random=False))
def test_order_and_repetition_change_nothing(entries: list[Entry], chance: object) -> None:
    again = [*entries, *entries[: len(entries) // 2]]
    chance.shuffle(again)  # type: ignore[attr-defined]
    assert merging.merged(again) == merging.merged(entries)


@given(ENTRIES)
def test_a_ticket_has_one_entry_and_every_showing_counts_once(entries: list[Entry]) -> None:
    for ticket, admission in merging.merged(entries).items():
        counted = [admission.first, *admission.doubles]
        assert all(one.ticket == ticket and one.undoes is None for one in counted)
        assert len({(one.device, one.seq) for one in counted}) == len(counted)
        assert counted == sorted(counted, key=lambda one: one.order)


CLOCK = {
    "a clock that is right": (0, 0, 0),
    "ten minutes ahead": (600, 600, 0),
    "an hour behind": (-3600, -3600, 0),
    "five minutes ago on a clock ten minutes ahead": (300, 600, -300),
    "in the future is now": (30, 0, 0),
    "before it was signed on is then": (-9999, 0, -3600),
}


@pytest.mark.parametrize("case", CLOCK)
def test_a_devices_clock_is_corrected_by_the_nodes(case: str) -> None:
    said, told_now, expected = (timedelta(seconds=each) for each in CLOCK[case])
    earliest = NINE - timedelta(hours=1)
    found = merging.corrected(NINE + said, told_now=NINE + told_now, received=NINE, earliest=earliest)
    assert found == NINE + expected


WHY = {
    (None, False): Outcome.UNKNOWN,
    (Held.HALL, True): None,
    (Held.REMOTE, True): Outcome.REMOTE,
    (Held.WAITING, True): Outcome.WAITING,
    (Held.CANCELLED, True): Outcome.CANCELLED,
    (Held.HALL, False): Outcome.ELSEWHERE,
    (Held.CANCELLED, False): Outcome.ELSEWHERE,
}


@pytest.mark.parametrize("held", WHY)
def test_only_a_ticket_for_this_hall_lets_anybody_in(held: tuple[Held | None, bool]) -> None:
    assert outcomes.why_not(held[0], here=held[1]) is WHY[held]


def test_what_the_gate_is_told() -> None:
    admission, none = Admission(FIRST, (SOUTH_LATER,)), frozenset()
    cases = [
        (FIRST, admission, None, none, Outcome.ADMITTED),
        (SOUTH_LATER, admission, None, none, Outcome.DOUBLE),
        (LATER, admission, Outcome.CANCELLED, none, Outcome.CANCELLED),
        (FIRST, None, None, frozenset({(NORTH, 1)}), Outcome.UNDONE),
        (entry(3, 2, undoes=1), None, None, frozenset({(NORTH, 1)}), Outcome.UNDONE),
        (entry(900, 2, undoes=1), admission, None, none, Outcome.UNDO),
    ]
    for one, stands, refused, back, expected in cases:
        assert outcomes.verdict(one, stands, refused=refused, back=back).outcome is expected
