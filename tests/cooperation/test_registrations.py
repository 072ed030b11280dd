"""Registering on a real database: exact quotas with many at once, the same ticket for a person, who moves up, erasure."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from simpul.cooperation.actions import demo_events, event_reading, registering, registering_telling, tickets
from simpul.cooperation.model.events import EventUnknown, Quota, Stage
from simpul.cooperation.model.registrations import Admission, RegisteredAlready, RegistrationUnknown, TicketChanged, Wish
from simpul.cooperation.rules import tickets as ticket_rules
from simpul.cooperation.store import events, registrations
from simpul.kernel.clock import FixedClock
from simpul.kernel.errors import Unavailable
from simpul.kernel.mailer import MailRefused
from simpul.kernel.platform import Platform
from tests.cooperation.event_makers import EVENT, SLUG, counted, form, lecture, nip

H, R, W = Admission.HALL, Admission.REMOTE, Admission.WAITING


def test_quotas_hold_to_the_seat_with_many_threads_and_everybody_twice(platform: Platform):
    """Eight threads, batches of mixed size, each person sent by two of them."""
    lecture(
        platform,
        quotas={code: (f"Instansi {code}", places) for code, places in (("A", 40), ("B", 7), ("C", 0))},
        hall_places=44,
    )
    people = [form(n, "ABC"[n % 3], Wish.HALL if n % 2 else Wish.EITHER) for n in range(240)]
    start = threading.Barrier(8)
    codes: dict[str, set[str]] = {}

    def send(thread: int) -> None:
        mine = people[thread % 4 :: 4] if thread < 4 else people[(thread + 1) % 4 :: 4]
        start.wait()
        size = 1 + thread * 5
        for at in range(0, len(mine), size):
            batch = mine[at : at + size]
            for one, answer in zip(batch, registering.take(platform, EVENT, batch).answers, strict=True):
                assert not isinstance(answer, Exception), answer
                codes.setdefault(one.staff_number, set()).add(answer.code)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(send, range(8)))
    assert len(codes) == 240
    assert all(len(each) == 1 for each in codes.values())
    assert len(set.union(*codes.values())) == 240
    found = counted(platform)
    assert found["hall"] == 44
    with platform.database.reading() as unit:
        numbers = unit.connection.scalars(text("SELECT number FROM cooperation_registration ORDER BY number")).all()
        shares = {one.agency: one.taken for one in events.quotas_of(unit.connection, EVENT)}
    assert numbers == list(range(1, 241))
    assert shares["C"] == 0


def test_in_one_batch_two_forms_of_one_person_are_one(platform: Platform):
    lecture(platform)
    first, again, other = registering.take(platform, EVENT, [form(1), form(1), form(1, name="Orang Lain")]).answers
    assert first.code == again.code
    assert (first.fresh, again.fresh) == (True, False)
    assert isinstance(other, RegisteredAlready)
    assert counted(platform)["hall"] == 1


def test_the_same_form_sent_again_finds_its_ticket_but_not_under_another_name(platform: Platform):
    """A form's key opens nothing under another name: numbers are public, and a program's keys may be guessed.

    Who corrects a mistyped name after an answer was lost is refused; that is rarer, and worth less, than a ticket that
    strangers can give back.
    """
    lecture(platform)
    first = registering.register(platform, EVENT, form(1, key="one"))
    assert registering.register(platform, EVENT, form(1, key="one", mail="a@b.go.id")).code == first.code
    with pytest.raises(RegisteredAlready):
        registering.register(platform, EVENT, form(1, key="one", name="Peserta Satu"))
    assert registering.register(platform, EVENT, form(1, key="two", name="PESERTA  1")).code == first.code
    with pytest.raises(RegisteredAlready):
        registering.register(platform, EVENT, form(1, key="two", name="Orang Lain"))


def test_nothing_of_a_person_lies_open_in_the_database(platform: Platform):
    lecture(platform)
    made = registering.register(platform, EVENT, form(1, mail="siti@instansi.go.id", key="kunci"))
    with platform.database.reading() as unit:
        row = unit.connection.execute(text("SELECT r::text FROM cooperation_registration r")).scalar_one()
    for secret in (nip(1), "Peserta", "siti@", made.code, "kunci"):
        assert secret not in row
        assert secret.encode().hex() not in row


def test_giving_back_lets_exactly_the_next_of_the_same_agency_in(platform: Platform):
    lecture(platform)  # A: 2, B: 1
    codes = [registering.register(platform, EVENT, form(n, agency)).code for n, agency in enumerate("AAAABB")]
    assert [tickets.seen(platform, code).registration.admission for code in codes] == [H, H, W, W, H, W]
    assert [tickets.seen(platform, code).place for code in codes] == [None, None, 1, 2, None, 1]
    tickets.cancel(platform, codes[0], 1)
    assert [tickets.seen(platform, code).registration.admission for code in codes[2:]] == [H, W, H, W]
    assert tickets.seen(platform, codes[3]).place == 1
    with pytest.raises(TicketChanged):
        tickets.cancel(platform, codes[0], 1)
    assert tickets.undo(platform, codes[0], 2) is W
    assert tickets.seen(platform, codes[0]).place == 1  # where they were in the order
    assert tickets.seen(platform, codes[3]).place == 2
    counted(platform)


def test_when_everybody_gives_back_at_once_nobody_moves_up_twice(platform: Platform):
    lecture(platform, quotas={"A": ("Instansi A", 10)}, hall_places=10)
    codes = [registering.register(platform, EVENT, form(n)).code for n in range(25)]
    with ThreadPoolExecutor(10) as pool:
        list(pool.map(lambda code: tickets.cancel(platform, code, 1), codes[:10]))
    assert counted(platform) == {"hall": 10, "remote": 0, "waiting": 5, "cancelled": 10}
    assert [tickets.seen(platform, code).registration.admission for code in codes[10:]] == [H] * 10 + [W] * 5


def test_where_the_hall_was_full_a_free_seat_goes_to_whose_agency_has_room(platform: Platform):
    lecture(platform, hall_places=1)
    first = registering.register(platform, EVENT, form(1, "A"))
    other = registering.register(platform, EVENT, form(2, "B"))
    assert other.admission is W
    tickets.cancel(platform, first.code, 1)
    assert tickets.seen(platform, other.code).registration.admission is H
    counted(platform)


def test_a_raised_quota_lets_the_waiting_in(platform: Platform):
    lecture(platform, hall_places=9)
    codes = [registering.register(platform, EVENT, form(n)).code for n in range(5)]
    with platform.database.writing() as unit:
        events.tally(unit.connection, EVENT, to_change=True)
        events.put_quotas(unit.connection, [Quota(EVENT, "A", "Instansi A", 4)])
        assert tickets.move_up(unit, EVENT) == 2
        assert tickets.move_up(unit, EVENT) == 0
    assert [tickets.seen(platform, code).registration.admission for code in codes] == [H, H, H, H, W]
    counted(platform)


def test_the_database_itself_refuses_a_seat_too_many(platform: Platform):
    lecture(platform)
    with platform.database.reading() as unit:
        unit.connection.exec_driver_sql("SET TRANSACTION READ WRITE")
        with pytest.raises(IntegrityError):
            unit.connection.exec_driver_sql("UPDATE cooperation_event_quota SET taken = places + 1 WHERE agency = 'A'")


def test_who_gave_back_can_register_again_at_the_end(platform: Platform):
    lecture(platform, quotas={"A": ("Instansi A", 1)})
    code = registering.register(platform, EVENT, form(1)).code
    registering.register(platform, EVENT, form(2))
    tickets.cancel(platform, code, 1)
    again = registering.register(platform, EVENT, form(1, wish=Wish.EITHER))
    assert (again.code != code, again.admission, again.number) == (True, R, 3)
    counted(platform)


class Post:
    """Mail as it would go out."""

    there = True

    def __init__(self) -> None:
        self.sent: list[tuple[str, str, str]] = []
        self.fails: Exception | None = None

    def send(self, *, to, subject, text, headers=None):
        if self.fails:
            raise self.fails
        self.sent.append((to, subject, text))


def test_who_left_an_address_is_told_once_in_their_language(platform: Platform):
    lecture(platform, quotas={"A": ("Instansi A", 1)})
    post = Post()
    object.__setattr__(platform, "mailer", post)
    first = registering.register(platform, EVENT, form(1, mail="satu@x.go.id"))
    second = registering.register(platform, EVENT, form(2, mail="dua@x.go.kr", lang="ko"))
    post.fails = Unavailable(part="mail")
    registering_telling.tell(platform)
    post.fails = None
    registering_telling.tell(platform)
    registering_telling.tell(platform)
    assert [to for to, _, _ in post.sent] == ["satu@x.go.id", "dua@x.go.kr"]
    assert f"/acara/tiket/{first.code}" in post.sent[0][2]
    assert "대기 명단" in post.sent[1][2]
    assert f"/ko/acara/tiket/{second.code}" in post.sent[1][2]
    tickets.cancel(platform, first.code, tickets.seen(platform, first.code).registration.version)
    post.fails = MailRefused()
    registering_telling.tell(platform)
    post.fails = None
    registering_telling.tell(platform)
    assert len(post.sent) == 2  # refused for good: not tried again
    third = tickets.seen(platform, second.code)
    tickets.change_mail(platform, second.code, third.registration.version, "baru@x.go.kr")
    registering_telling.tell(platform)
    assert post.sent[-1][0] == "baru@x.go.kr"


def test_personal_data_is_erased_after_the_days_set_and_the_counts_stay(platform: Platform, clock: FixedClock):
    event = lecture(platform)
    code = registering.register(platform, EVENT, form(1, mail="a@b.go.id", key="k")).code
    before = counted(platform)
    clock.advance(event.ends_at - clock.now() + timedelta(days=platform.settings.cooperation_event_days - 1))
    registering_telling.erase(platform)
    assert tickets.seen(platform, code).holder.name == "Peserta 1"
    clock.advance(timedelta(days=2))
    registering_telling.erase(platform)
    registering_telling.erase(platform)
    seen = tickets.seen(platform, code)
    assert seen.holder.name == ""
    assert (seen.registration.sealed, seen.registration.key, seen.registration.tell) == (None, None, None)
    assert counted(platform) == before


def test_gates_read_tickets_by_their_digests(platform: Platform):
    lecture(platform)
    made = [registering.register(platform, EVENT, form(n)) for n in range(3)]
    with platform.database.reading() as unit:
        held = list(registrations.tickets_of(unit.connection, EVENT))
        assert [one.digest for one in held] == [ticket_rules.digest(one.code) for one in made[:2]]
        one = registrations.ticket(unit.connection, EVENT, ticket_rules.digest(made[2].code))
        assert one is not None
        assert one.admission is W
        assert registrations.counts(unit.connection, EVENT) == {("A", H): 2, ("A", W): 1}
        assert [each.number for each in registrations.of_event(unit.connection, EVENT, after=1, most=1)] == [2]


def test_what_is_not_public_is_not_there(platform: Platform):
    lecture(platform, public=False)
    with pytest.raises(EventUnknown):
        event_reading.seen(platform, SLUG)
    assert event_reading.known(platform) == {}
    with pytest.raises(RegistrationUnknown):
        tickets.seen(platform, "")


def test_the_demos_event_is_open_and_marked_and_comes_once(platform: Platform):
    demo_events.seed(platform)
    demo_events.seed(platform)
    [(event, stage)] = event_reading.listed(platform)
    assert stage is Stage.OPEN
    assert event.synthetic
