"""Who read my data: what the person sees, what not, and an auditor's look, which the person sees. UU 27/2022 art. 5."""

from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text
from tests.exchange.persons_town import (
    BPBD,
    DINKES,
    NIK,
    OTHER,
    PORTAL,
    account,
    acting,
    call,
    check,
    checked,
    everybody,
    person,
)
from tests.exchange.register_nodes import found, join, nodes

from simpul.exchange.actions import persons, readers, services
from simpul.exchange.model.offers import NewService
from simpul.exchange.model.persons import (
    LookOver,
    OneTimePassword,
    PersonNotFound,
    PersonOnly,
    ReadingSearch,
    ReasonMissing,
)
from simpul.exchange.model.services import Endpoint, ServiceKind
from simpul.exchange.rules import readers as rules
from simpul.exchange.rules.permissions import permit_own_readers
from simpul.identity import actions as identity
from simpul.kernel.actor import Actor
from simpul.kernel.errors import NotAllowed

REGISTRAR, AUDITOR = "exchange.registrar", "node.auditor"
DAY = timedelta(days=1)


@pytest.fixture
def node(database_urls, run_directory, clock):
    """BPBD's node, in an exchange with the portal's; it offers a service whose calls name a person."""
    with nodes(database_urls, run_directory, clock) as made:
        operator, bpbd = made(PORTAL), made(BPBD, exchange_operator="http://127.0.0.1:1")
        found(operator)
        join(operator, bpbd)
        new = NewService(
            BPBD, "korban", "Data korban banjir", "http://127.0.0.1:9", ServiceKind.REST, (Endpoint("GET", "/*"),)
        )
        services.publish(bpbd, Actor.SYSTEM, new=new)
        yield bpbd


@pytest.fixture
def ratna(node):
    return acting(node, "ratna", REGISTRAR)


@pytest.fixture
def siti(node, ratna):
    """A person who was checked."""
    return person(checked(node, ratna, "siti"))


def own(node, actor, most=25, **search):
    return readers.own(node, actor, by_session=True, search=ReadingSearch(**search), most=most)


def messages(found):
    return [one.call.message for one in found.rows]


def test_calls_of_before_and_after_the_check_are_shown_the_latest_first(node, ratna, clock):
    tono = account(node, "tono")
    before = call(node, NIK, at=clock.now())
    assert own(node, person(tono)).rows == ()
    persons.check_person(node, ratna, account=tono, check=check())
    after = call(node, NIK, at=clock.now())
    assert messages(own(node, person(tono))) == [after, before]


def test_a_call_says_who_what_for_and_what_became_of_it(node, siti, clock):
    call(node, NIK, at=clock.now(), status=404, agreement="PKS 7", method="POST")
    (one,) = own(node, siti).rows
    assert (one.agency, one.service) == (
        "Kementerian Pendayagunaan Aparatur Negara dan Reformasi Birokrasi",
        "Data korban banjir",
    )
    assert (one.call.client, one.call.method, one.call.status) == (PORTAL, "POST", 404)
    assert (one.call.purpose, one.call.legal_basis) == ("santunan korban banjir", "UU 24/2007")
    assert (one.call.agreement, one.outcome) == ("PKS 7", rules.Outcome.NOTHING)


def test_whoever_left_the_exchange_is_shown_by_code_and_a_service_that_is_gone_too(node, siti, clock):
    call(node, NIK, at=clock.now(), client="ID/GOV/9999/LAMA", service=f"{BPBD}/lama")
    (one,) = own(node, siti).rows
    assert (one.agency, one.subsystem, one.service) == ("ID/GOV/9999", "", f"{BPBD}/lama")


def test_nobody_sees_calls_about_others_and_a_call_about_two_is_seen_by_both(node, ratna, siti, clock):
    budi = person(checked(node, ratna, "budi", OTHER))
    mine, theirs = call(node, NIK, at=clock.now()), call(node, OTHER, at=clock.now())
    both = call(node, NIK, OTHER, at=clock.now())
    assert messages(own(node, siti)) == [both, mine]
    assert messages(own(node, budi)) == [both, theirs]


@pytest.mark.rules
@pytest.mark.parametrize(
    ("status", "fault", "outcome"),
    [
        (200, "", "answered"),
        (204, "", "answered"),
        (302, "", "answered"),
        (404, "", "nothing"),
        (410, "", "nothing"),
        (400, "", "failed"),
        (500, "", "failed"),
        (500, "server_timeout", "failed"),
        (200, "x", "failed"),
        (None, "", "unknown"),
    ],
)
def test_what_became_of_a_call_in_one_word(status, fault, outcome):
    assert rules.outcome(status, fault) == outcome


@pytest.mark.parametrize("status", [200, 500, None])
def test_the_answer_that_is_shown_is_that_calls(node, siti, clock, status):
    call(node, OTHER, at=clock.now(), status=201)
    call(node, NIK, at=clock.now(), status=status, fault="server_timeout" if status == 500 else "")
    (one,) = own(node, siti).rows
    assert (one.call.status, one.call.fault) == (status, "server_timeout" if status == 500 else "")


@pytest.mark.parametrize(
    ("words", "fits"),
    [
        ("kementerian pendayagunaan", "portal"),
        ("PORTAL", "portal"),
        ("korban banjir", "portal dinas"),
        ("Data Korban", "portal dinas"),
        ("malaria", "dinas"),
        ("permenkes 22", "dinas"),
        ("pks 4", "dinas"),
        ("tidak ada", ""),
        ("%", ""),
        ("_", ""),
        ("\\", ""),
        ("' OR 1=1 --", ""),
    ],
)
def test_words_find_agency_service_purpose_basis_and_agreement(node, siti, clock, words, fits):
    call(node, NIK, at=clock.now(), purpose="santunan", agreement="PKS 12")
    call(node, NIK, at=clock.now(), client=DINKES, purpose="malaria", legal_basis="Permenkes 22", agreement="PKS 4")
    agencies = {"portal": "ID/GOV/2060", "dinas": "ID/GOV/8205"}
    seen = own(node, siti, words=words)
    assert {rules.member_of(one.call.client) for one in seen.rows} == {agencies[one] for one in fits.split()}
    assert seen.count == len(fits.split())
    assert seen.total == 2


def test_a_message_is_found_by_its_number(node, siti, clock):
    message = call(node, NIK, at=clock.now())
    call(node, NIK, at=clock.now())
    assert messages(own(node, siti, words=message)) == [message]


def test_an_agency_is_one_with_all_its_subsystems_and_no_other(node, siti, clock):
    for client in (PORTAL, "ID/GOV/2060/LAIN", "ID/GOV/2060", "ID/GOV/20601/X"):
        call(node, NIK, at=clock.now(), client=client)
    seen = own(node, siti, agency="ID/GOV/2060")
    assert (seen.count, [(member, calls) for member, _, calls in seen.agencies]) == (
        3,
        [("ID/GOV/2060", 3), ("ID/GOV/20601", 1)],
    )


def test_a_period_has_its_first_day_and_its_last(node, siti):
    for hour in (16, 17, 30, 40, 41):
        call(node, NIK, at=datetime(2026, 11, 20, tzinfo=UTC) + timedelta(hours=hour))
    jakarta = ZoneInfo("Asia/Jakarta")
    since, until = rules.since("2026-11-21", jakarta), rules.until("2026-11-21", jakarta)
    assert own(node, siti, since=since, until=until).count == 3
    assert own(node, siti, since=until).count == 1
    assert own(node, siti, until=since).count == 1


@pytest.mark.rules
@pytest.mark.parametrize("text", ["", "kemarin", "2026-13-01", "0001-01-01", "2026-02-30", "9" * 50])
def test_what_is_no_day_is_not_asked_for(text):
    assert rules.since(text, ZoneInfo("Asia/Jakarta")) is None
    assert rules.until(text, ZoneInfo("Asia/Jakarta")) is None
    assert rules.until("9999-12-31", ZoneInfo("Asia/Jakarta")) is None


def test_long_lists_have_pages(node, siti, clock):
    sent = [call(node, NIK, at=clock.now()) for _ in range(5)]
    assert [messages(own(node, siti, most=2, page=page)) for page in (1, 2, 3, 4)] == [
        [sent[4], sent[3]],
        [sent[2], sent[1]],
        [sent[0]],
        [],
    ]


def test_calls_that_named_nobody_are_counted_for_everybody(node, siti, clock):
    """A list of all persons may hold this one: it is not hidden that there was such a call."""
    call(node, at=clock.now())
    call(node, NIK, at=clock.now())
    assert (own(node, siti).count, own(node, siti).unread) == (1, 1)
    assert own(node, siti, since=clock.now() + DAY).unread == 0


def test_a_record_whose_words_are_erased_is_not_shown(node, siti, clock):
    call(node, NIK, at=clock.now())
    with node.database.writing() as unit:
        unit.unaudited("what the data path does when it is due")
        unit.connection.execute(text("UPDATE exchange_record SET body = NULL, salt = NULL"))
    assert (own(node, siti).count, own(node, siti).total) == (0, 0)


@pytest.mark.rules
@pytest.mark.parametrize(("who", "actor"), everybody())
def test_everybody_who_is_signed_in_sees_their_own_and_needs_no_role(who, actor):
    may = []
    for by_session, one_time in ((True, False), (False, False), (True, True)):
        try:
            permit_own_readers(actor, by_session=by_session, one_time=one_time)
            may.append(True)
        except (PersonOnly, OneTimePassword):
            may.append(False)
    assert may == [who not in ("nobody", "program"), False, False]


def test_whoever_has_a_one_time_password_sees_nothing_until_it_is_their_own(node, siti):
    """An administrator gave it and knows it; the list is the person's alone."""
    identity.reset_password(node, Actor.SYSTEM, id=siti.id)
    with pytest.raises(OneTimePassword):
        own(node, siti)
    with pytest.raises(PersonOnly):
        own(node, person(UUID(int=5)))


def test_an_auditor_looks_with_a_reason_for_half_an_hour_and_the_person_sees_it(node, siti, clock):
    agus = acting(node, "agus", AUDITOR)
    message = call(node, NIK, at=clock.now())
    with pytest.raises(ReasonMissing):
        readers.begin_look(node, agus, account=siti.id, why="\n ")
    with pytest.raises(PersonNotFound):
        readers.begin_look(node, agus, account=UUID(int=9), why="pengaduan 12")
    look = readers.begin_look(node, agus, account=siti.id, why="pengaduan\n 12")
    who, seen = readers.looked(node, agus, look=(siti.id, look.id), search=ReadingSearch())
    assert (who.account.name, messages(seen)) == ("Siti", [message])
    ((told, by),) = own(node, siti).looks
    assert (told.why, told.at, told.agency, by.name) == ("pengaduan 12", clock.now(), BPBD, "Agus")
    clock.advance(timedelta(minutes=29, seconds=59))
    readers.looked(node, agus, look=(siti.id, look.id), search=ReadingSearch())
    clock.advance(timedelta(seconds=1))
    with pytest.raises(LookOver):
        readers.looked(node, agus, look=(siti.id, look.id), search=ReadingSearch())


def test_a_look_is_one_auditors_and_at_one_person(node, ratna, siti):
    agus, wati = acting(node, "agus", AUDITOR), acting(node, "wati", AUDITOR)
    budi = checked(node, ratna, "budi", OTHER)
    look = readers.begin_look(node, agus, account=siti.id, why="pengaduan 12")
    for actor, whose, which in ((wati, siti.id, look.id), (agus, budi, look.id), (agus, siti.id, UUID(int=3))):
        with pytest.raises(LookOver):
            readers.looked(node, actor, look=(whose, which), search=ReadingSearch())


@pytest.mark.parametrize(("who", "actor"), everybody())
def test_nobody_but_auditors_goes_on_with_a_look(node, siti, who, actor):
    look = readers.begin_look(node, acting(node, "agus", AUDITOR), account=siti.id, why="pengaduan 12")
    with pytest.raises(LookOver if who == AUDITOR else NotAllowed):
        readers.looked(node, actor, look=(siti.id, look.id), search=ReadingSearch())


def test_the_other_nodes_are_named(node):
    assert [one.id for one in readers.other_nodes(node)] == [PORTAL]
