"""Who gets which place, who moves up, who waits in the queue: the tables. Seats: quota of the agency and the hall, both."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from simpul.cooperation.model.events import LargeEvent, NotOpenYet, RegistrationClosed, Stage
from simpul.cooperation.model.registrations import Admission, MailWrong, NameWrong, NumberWrong, Wish
from simpul.cooperation.rules import queue, tickets
from simpul.cooperation.rules.queue import Load
from simpul.cooperation.rules.registering import Move, Room, Waiting, counted, given, moving_up, open_at, stage
from simpul.cooperation.rules.registering_form import known_as, mail_of, name_of, same_name, staff_number

H, R, W = Admission.HALL, Admission.REMOTE, Admission.WAITING
NOON = datetime(2026, 12, 1, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("room", "asked", "got"),
    [
        # one seat of the agency, then its waiting list; the other agency has its own
        (
            Room(9, None, {"A": 1, "B": 1}),
            [("A", "hall"), ("A", "hall"), ("B", "hall"), ("A", "hall")],
            [H, (W, 1), H, (W, 2)],
        ),
        # the hall is smaller than the quotas
        (Room(1, None, {"A": 5, "B": 5}), [("A", "hall"), ("B", "hall")], [H, (W, 1)]),
        # hall, else remote at once
        (Room(9, None, {"A": 1}), [("A", "either"), ("A", "either")], [H, R]),
        # a remote wish takes no seat
        (Room(9, None, {"A": 1}), [("A", "remote"), ("A", "hall")], [R, H]),
        # remote places are limited too; an "either" waits for the hall then
        (Room(9, 1, {"A": 0}), [("A", "remote"), ("A", "remote"), ("A", "either")], [R, (W, 1), (W, 1)]),
        # who waits already stands before
        (Room(9, 0, {"A": 0}, {"A": 7}, 3), [("A", "hall"), ("A", "remote")], [(W, 8), (W, 4)]),
        # an agency without a quota has no seat
        (Room(9, None, {}), [("C", "hall"), ("C", "either")], [(W, 1), R]),
    ],
)
def test_places_are_given_in_the_order_of_coming(room, asked, got):
    answers = given(room, [(agency, Wish(wish)) for agency, wish in asked])
    assert [(one.admission, one.place) if one.place else one.admission for one in answers] == got


@for_all(
    hall=st.integers(0, 12),
    remote=st.none() | st.integers(0, 12),
    shares=st.fixed_dictionaries({agency: st.integers(0, 6) for agency in "ABC"}),
    asked=st.lists(st.tuples(st.sampled_from("ABCD"), st.sampled_from(list(Wish))), max_size=20),
)
def test_nothing_is_ever_given_twice_and_nothing_lies_idle(hall, remote, shares, asked):
    answers = given(Room(hall, remote, shares), asked)
    seated = [agency for (agency, _), one in zip(asked, answers, strict=True) if one.admission is H]
    assert len(seated) <= hall
    assert all(seated.count(agency) <= shares.get(agency, 0) for agency in "ABCD")
    assert remote is None or sum(one.admission is R for one in answers) <= remote
    for (agency, wish), one in zip(asked, answers, strict=True):
        if one.admission is W and wish is not Wish.REMOTE:
            assert len(seated) == hall or seated.count(agency) == shares.get(agency, 0)


def waiting(*people: tuple[str, str, int]) -> list[Waiting]:
    return [Waiting(UUID(int=number), agency, Wish(wish), number) for agency, wish, number in people]


@pytest.mark.parametrize(
    ("room", "people", "first", "up"),
    [
        (Room(1, 0, {"A": 1}), [("A", "hall", 4), ("A", "hall", 2)], "A", [2]),
        (Room(1, 0, {"A": 1, "B": 0}), [("B", "hall", 1), ("A", "hall", 2)], "A", [2]),  # not into another's share
        (Room(1, 0, {"A": 1, "B": 1}), [("B", "hall", 1), ("A", "hall", 2)], "A", [2]),  # the same agency first
        (Room(1, 0, {"A": 1, "B": 1}), [("B", "hall", 1)], "A", [1]),  # the hall was full: whose agency has room
        (Room(0, 0, {"A": 1}), [("A", "hall", 1)], "A", []),
        (
            Room(5, 0, {"A": 2, "B": 1}),
            [("A", "hall", 3), ("B", "hall", 1), ("A", "either", 2), ("A", "hall", 9)],
            None,
            [1, 2, 3],
        ),
        (Room(0, 1, {}), [("A", "remote", 2), ("B", "remote", 1)], "A", [2]),
        (Room(0, None, {}), [("A", "remote", 2), ("B", "remote", 1)], None, [1, 2]),
    ],
)
def test_who_moves_up(room, people, first, up):
    assert [one.number for one in moving_up(room, waiting(*people), first)] == up


def test_counts_change_by_moves_in_sorted_order():
    change = counted(
        [Move("B", Wish.HALL, None, H), Move("A", Wish.HALL, H, Admission.CANCELLED), Move("C", Wish.REMOTE, W, R)]
    )
    assert (change.hall, change.remote, change.remote_waiting, change.cancelled) == (0, 1, -1, 1)
    assert list(change.agencies.items()) == [("A", (-1, 0)), ("B", (1, 0))]


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [(-1, Stage.BEFORE), (0, Stage.OPEN), (59, Stage.OPEN), (60, Stage.CLOSED), (119, Stage.CLOSED), (180, Stage.OVER)],
)
def test_registration_is_open_from_its_moment_on(minutes, expected):
    hour = timedelta(hours=1)
    times = {"opens_at": NOON, "closes_at": NOON + hour, "starts_at": NOON + 2 * hour, "ends_at": NOON + 3 * hour}
    event = LargeEvent(uuid4(), "x", {"id": "x"}, {"id": "x"}, "WIB", hall_places=1, **times)
    at = NOON + timedelta(minutes=minutes)
    assert stage(event, at) is expected
    if expected is Stage.OPEN:
        open_at(event, at)
    else:
        with pytest.raises(NotOpenYet if expected is Stage.BEFORE else RegistrationClosed):
            open_at(event, at)


@pytest.mark.parametrize(
    ("load", "ahead", "admitted"),
    [
        (Load(0), 0, True),
        (Load(255, 256), 0, True),
        (Load(256, 256), 0, False),
        (Load(0), 1, False),  # somebody waits with a number: nobody overtakes
        (Load(0, late=queue.PATIENCE), 0, False),
    ],
)
def test_who_is_let_in_without_a_number(load, ahead, admitted):
    assert queue.admits(load, ahead) is admitted


def test_the_window_follows_what_the_worker_can_answer():
    assert queue.turned(256, 0.01) > 256
    assert queue.turned(256, 2 * queue.PATIENCE) == 128
    assert queue.turned(queue.MOST, 0.0) == queue.MOST
    assert queue.turned(queue.LEAST, 9.0) == queue.LEAST
    assert queue.calls(Load(256, 256), 0.2) == 0
    assert queue.calls(Load(128, 256), 0.2) == 0
    assert queue.calls(Load(127, 256), 0.2) == 128
    assert queue.calls(Load(0, 256), 0.2) == 128
    assert queue.come_again(queue.estimate(3, 500), 3) == queue.SOONEST
    assert queue.come_again(queue.estimate(5_000, 1.0), 5_000) == queue.LATEST
    assert (
        queue.come_again(queue.estimate(100_000, 1.0), 100_000) == 100
    )  # a long queue costs a thousand questions a second


@pytest.mark.parametrize(
    "wrong",
    ["", "12345", "x" * 25, "199013012019031001", "199001322019031001", "199001012019033001", "abc;drop", "１２３４５６７"],
)
def test_what_is_no_number(wrong):
    with pytest.raises(NumberWrong):
        staff_number(wrong)


def test_a_number_has_one_spelling():
    assert staff_number(" 19900101 201903 1 001 ") == staff_number("19900101.201903.1.001") == "199001012019031001"
    assert staff_number("cpns-2019/0042") == "CPNS20190042"


@pytest.mark.parametrize("wrong", ["", "A", "x" * 101, "Nama\x07", "Nama\u202eterbalik", "Na\u200bma"])
def test_what_is_no_name(wrong):
    with pytest.raises(NameWrong):
        name_of(wrong)


@pytest.mark.parametrize(
    "wrong", ["a", "a@b", "a@b..go.id", "a b@c.go.id", "a@c.go.id\nBcc: x@y.id", "@c.go.id", "a@" + "c" * 260 + ".id"]
)
def test_what_is_no_address(wrong):
    with pytest.raises(MailWrong):
        mail_of(wrong)


def test_names_are_compared_as_people_write_them():
    assert same_name("Siti  Aminah", "SITI AMINAH ")
    assert not same_name("Siti Aminah", "Siti Amina")
    assert known_as({"A": "Instansi  Satu"}) == {"A": "A", "instansi satu": "A"}


def test_a_tickets_code_is_its_own_and_is_found_however_it_is_typed():
    key, one = b"k" * 32, UUID(int=5)
    code = tickets.code_of(key, one)
    assert len(code) == 24  # 120 bits
    assert code == tickets.code_of(key, one) != tickets.code_of(key, UUID(int=6)) != tickets.code_of(b"x" * 32, UUID(int=6))
    for typed in (
        code.lower(),
        tickets.grouped(code),
        f"https://simpul.example/acara/tiket/{code}/",
        code.replace("O", "0"),
    ):
        assert tickets.normal(typed) == code
    assert tickets.normal("../../etc/passwd") == ""
    assert tickets.person(key, one, "1") != tickets.person(key, UUID(int=6), "1")
