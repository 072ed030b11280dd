"""What was tried against exactness: forms and numbers used again too late, spellings of numbers, tables of all sorts."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from simpul.cooperation.actions import checking_in, registering, tickets
from simpul.cooperation.live.registering import Desk
from simpul.cooperation.model.events import EventUnknown, Quota
from simpul.cooperation.model.registrations import Admission, Queued, Wish
from simpul.cooperation.outside import sealing_registrations as sealing
from simpul.cooperation.rules import budget_sheets, budgets, event_keeping
from simpul.cooperation.store import events
from simpul.kernel.clock import FixedClock
from simpul.kernel.errors import Refusal
from simpul.kernel.platform import Platform
from tests.cooperation.event_makers import EVENT, SLUG, counted, form, lecture


def given_back(platform: Platform, code: str) -> None:
    tickets.cancel(platform, code, tickets.seen(platform, code).registration.version)


def test_a_form_that_comes_again_late_does_not_undo_a_cancellation(platform: Platform):
    """A browser or a proxy repeats a post: who gave the place back has not asked for it anew."""
    lecture(platform)
    sent = form(1, key="one form")
    code = registering.register(platform, EVENT, sent).code
    given_back(platform, code)
    again = registering.register(platform, EVENT, sent)
    assert (again.code, again.admission, again.fresh) == (code, Admission.CANCELLED, False)
    assert (counted(platform)["hall"], tickets.seen(platform, code).registration.admission) == (0, Admission.CANCELLED)


@pytest.mark.parametrize("changes", [{"key": "another"}, {"wish": Wish.REMOTE}, {"key": ""}])
def test_another_form_after_a_cancellation_registers_anew(platform: Platform, changes):
    lecture(platform)
    sent = form(1, key="one form")
    given_back(platform, registering.register(platform, EVENT, sent).code)
    assert registering.register(platform, EVENT, replace(sent, **changes)).fresh
    counted(platform)


def test_a_number_in_the_queue_is_worth_nothing_once_the_event_is_over(platform: Platform, clock: FixedClock):
    """It outlasts the closing, not the event: nobody's data come in after they were to be erased."""
    lecture(platform)
    token = sealing.token(platform.keys, EVENT, 0, clock.now(), form(1))

    async def come() -> object:
        desk = Desk(platform)
        try:
            return await desk.again(await desk.known(SLUG), token)
        finally:
            desk.stop()

    clock.advance(timedelta(days=10))
    with pytest.raises(EventUnknown):
        asyncio.run(come())
    assert counted(platform)["hall"] == 0


def test_a_number_used_again_after_its_ticket_was_given_back_takes_no_place(platform: Platform):
    """A page of the queue left open in another tab asks by itself."""
    lecture(platform)

    async def run() -> tuple[Admission, Admission]:
        desk = Desk(platform)
        try:
            known = await desk.known(SLUG)
            desk.late = 9.0
            queued = await desk.register(known, form(1))
            assert isinstance(queued, Queued)
            registering.call(platform, EVENT, 1)
            first = await desk.again(known, queued.token)
            given_back(platform, first.code)
            return first.admission, (await desk.again(known, queued.token)).admission
        finally:
            desk.stop()

    assert asyncio.run(run()) == (Admission.HALL, Admission.CANCELLED)
    assert counted(platform)["hall"] == 0


@pytest.mark.parametrize(
    "text",
    ["1e3", "NaN", "Infinity", "-1", "１２", "١٢", "0x10", "1_000", "1,2,3", "1.00.000", "", "²", "9" * 40],
)
def test_what_is_no_amount(text):
    with pytest.raises(budgets.AmountWrong):
        budgets.money(text, budgets.Currency.USD)


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_tables_of_quotas_in_every_form_that_offices_save(mark, end):
    lines = [("code", "name", "places"), ("A", '"Badan A; B, C\tD"', "5"), ("B", f'"Dua{end}baris"', "7")]
    content = "\ufeff" + end.join(mark.join(cells) for cells in lines)
    good, bad = event_keeping.rows(content.encode())
    assert ([(one.agency, one.places) for one in good], bad) == ([("A", 5), ("B", 7)], [])


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_tables_of_amounts_in_every_form(mark):
    head = ("on", "kind", "side", "amount", "currency", "what_id", "source")
    row = ("2016-03-02", "contribution", "korea", "1000", "USD", '"Satu; dua, tiga"', "x")
    content = "\r\n".join(mark.join(cells) for cells in (head, row)).encode("utf-8-sig")
    assert [one["what_id"] for one in budget_sheets.rows(content, ("on", "amount", "what_id"))] == ["Satu; dua, tiga"]
    assert budget_sheets.day("2016-03-02") == date(2016, 3, 2)


def test_a_list_whose_first_name_holds_a_semicolon_is_read():
    good, bad = event_keeping.rows(b"A,Badan A; B,5\n")
    assert ([one.name for one in good], bad) == (["Badan A; B"], [])


def test_everything_at_once_leaves_the_counts_as_the_rows_are(platform: Platform):
    """Registering, giving back, taking back, quotas and the hall's waiting list, from six threads: no count drifts."""
    lecture(platform, hall_places=30, quotas={"A": ("Instansi A", 9), "B": ("Instansi B", 9)})

    def work(thread: int) -> None:
        for at in range(12):
            sent = form(thread * 6 + at, "AB"[at % 2], (Wish.HALL, Wish.EITHER, Wish.REMOTE)[at % 3])
            code = registering.register(platform, EVENT, sent).code
            with suppress(Refusal):
                if at % 3 == 0:
                    given_back(platform, code)
                if at % 6 == 0:
                    tickets.undo(platform, code, tickets.seen(platform, code).registration.version)
            if at % 4 == 0:
                with platform.database.writing() as unit:
                    unit.unaudited("a test")
                    events.tally(unit.connection, EVENT, to_change=True)
                    taken = events.quotas_of(unit.connection, EVENT)[0].taken
                    events.put_quotas(unit.connection, [Quota(EVENT, "A", "Instansi A", max(taken, 9 + thread))])
                    tickets.move_up(unit, EVENT)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(work, range(6)))
    counted(platform)


def test_a_clock_that_is_set_back_does_not_keep_who_may_admit(platform: Platform, clock: FixedClock):
    """The list is kept for seconds; with a clock an hour back it would be for an hour, with whoever lost the role."""
    gone = UUID(int=0xDEAD)
    platform.state[checking_in._HOLDERS] = (clock.now() + timedelta(hours=1), frozenset({gone}))
    assert gone not in checking_in.officers(platform)
    assert checking_in.officers(platform) is checking_in.officers(platform)
