"""Whose identifier it is, checked face to face: by whom, what is kept of it, and what happens when it was wrong.

UU 27/2022 art. 32 gives the person their trail, art. 33 forbids to show it where another's data would show: so one
identifier has one account, a wrong one can be ended, and nothing of the identifier is kept that anybody could read.
"""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import product
from uuid import UUID

import pytest
from sqlalchemy import text
from tests.exchange.persons_town import BPBD, NIK, OTHER, account, acting, call, check, checked, everybody, person
from tests.exchange.register_nodes import PORTAL, found, join, nodes

from simpul.exchange.actions import persons, readers
from simpul.exchange.handlers import JOBS
from simpul.exchange.model.persons import (
    AccountDisabled,
    AuditorOnly,
    CheckedBefore,
    CheckedPerson,
    CheckSearch,
    Document,
    DocumentMissing,
    IdentifierHeld,
    IdentifierNotFit,
    IdentifiersDiffer,
    NotChecked,
    NotFaceToFace,
    OwnCheck,
    PersonNotFound,
    PersonsNotSeen,
    ReadingSearch,
    ReasonMissing,
    RegistrarOnly,
)
from simpul.exchange.rules import persons as rules
from simpul.exchange.rules.permissions import permit_check_person, permit_look, permit_see_persons
from simpul.exchange.store import persons as store
from simpul.identity import actions as identity
from simpul.kernel.actor import Actor
from simpul.kernel.errors import NotAllowed, TooMany

REGISTRAR, AUDITOR = "exchange.registrar", "node.auditor"


@pytest.fixture
def node(database_urls, run_directory, clock):
    """BPBD's node, in an exchange with the portal's."""
    with nodes(database_urls, run_directory, clock) as made:
        operator, bpbd = made(PORTAL), made(BPBD, exchange_operator="http://127.0.0.1:1")
        found(operator)
        join(operator, bpbd)
        yield bpbd


@pytest.fixture
def ratna(node):
    return acting(node, "ratna", REGISTRAR)


def rows(node, statement, **values):
    with node.database.reading() as unit:
        return list(unit.connection.execute(text(statement), values))


def audits(node):
    return [
        row.action for row in rows(node, "SELECT action FROM kernel_audit WHERE action LIKE 'exchange.person%' ORDER BY id")
    ]


def test_of_the_identifier_a_keyed_hash_is_kept_and_nothing_else(node, ratna):
    siti = checked(node, ratna, "siti")
    ((key, document, by),) = rows(node, "SELECT key, document, checked_by FROM exchange_person WHERE account = :a", a=siti)
    assert (len(key), document, by) == (32, "ktp", ratna.id)
    tables = [row[0] for row in rows(node, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
    for table, sign in product(tables, (NIK, NIK.encode().hex())):
        assert not rows(node, f'SELECT 1 FROM "{table}" t WHERE t::text LIKE :nik', nik=f"%{sign}%"), table
    assert NIK not in repr(check())
    assert audits(node) == ["exchange.person.check"]


@pytest.mark.parametrize(
    ("form", "refusal"),
    [
        (check(document=None), DocumentMissing),
        (check(""), IdentifierNotFit),
        (check("317301470890001"), IdentifierNotFit),
        (check("3173014713900001"), IdentifierNotFit),
        (check(again=OTHER), IdentifiersDiffer),
        (check(again=""), IdentifiersDiffer),
        (check(face_to_face=False), NotFaceToFace),
        (check("A12", Document.PASSPORT), IdentifierNotFit),
    ],
)
def test_a_form_that_is_not_whole_changes_nothing(node, ratna, form, refusal):
    siti = account(node, "siti")
    with pytest.raises(refusal):
        persons.check_person(node, ratna, account=siti, check=form)
    assert rows(node, "SELECT 1 FROM exchange_person") == []
    assert audits(node) == []


def test_spelling_does_not_matter_since_calls_are_read_likewise(node, ratna, clock):
    siti = account(node, "siti")
    message = call(node, NIK, at=clock.now())
    persons.check_person(node, ratna, account=siti, check=check("3173 0147 0890 0001", again="3173-0147-0890-0001"))
    found = readers.own(node, person(siti), by_session=True, search=ReadingSearch())
    assert [one.call.message for one in found.rows] == [message]


def test_nobody_is_checked_who_is_not_there(node, ratna):
    gone, idle = UUID(int=1), account(node, "idle")
    identity.set_active(node, Actor.SYSTEM, id=idle, active=False)
    for who, refusal in ((gone, PersonNotFound), (idle, AccountDisabled), (ratna.id, OwnCheck)):
        with pytest.raises(refusal):
            persons.check_person(node, ratna, account=who, check=check())
    with pytest.raises(OwnCheck):
        persons.end_check(node, ratna, account=ratna.id, why="salah ketik")
    assert audits(node) == []


def test_an_account_is_checked_once_until_that_check_is_ended(node, ratna):
    siti = checked(node, ratna, "siti")
    with pytest.raises(CheckedBefore):
        persons.check_person(node, ratna, account=siti, check=check(OTHER))
    with pytest.raises(CheckedBefore):
        persons.check_person(node, ratna, account=siti, check=check())


def test_of_two_accounts_that_claim_one_identifier_the_second_is_refused_and_the_trail_says_so(node, ratna):
    """The officer sees which account has it: only a look at both documents can tell which of the two is wrong."""
    siti, budi = checked(node, ratna, "siti"), account(node, "budi")
    with pytest.raises(IdentifierHeld) as refused:
        persons.check_person(node, ratna, account=budi, check=check())
    assert refused.value.account == siti
    assert refused.value.facts == {}
    assert audits(node) == ["exchange.person.check", "exchange.person.contest"]
    persons.end_check(node, ratna, account=siti, why="orangnya punya dua akun")
    assert persons.check_person(node, ratna, account=budi, check=check()).account == budi


def test_of_two_officers_at_once_the_second_waits_and_is_refused(node, ratna):
    """The first has not committed yet: the second must neither pass nor fall over the unique key."""
    siti, budi = account(node, "siti"), account(node, "budi")
    key = rules.hashed(node.keys.derive(rules.KEY), NIK)
    with ThreadPoolExecutor(1) as pool:
        with node.database.writing(ratna) as unit:
            unit.unaudited("a test's first officer")
            store.lock(unit.connection)
            store.keep_check(unit.connection, CheckedPerson(siti, Document.KTP, unit.clock.now(), ratna.id), key)
            second = pool.submit(persons.check_person, node, ratna, account=budi, check=check())
            with pytest.raises(TimeoutError):
                second.result(0.5)
        with pytest.raises(IdentifierHeld):
            second.result(10)
    assert [row.account for row in rows(node, "SELECT account FROM exchange_person")] == [siti]


def test_an_identifier_typed_wrong_is_ended_and_shows_nothing_from_then_on(node, ratna, clock):
    siti = checked(node, ratna, "siti", OTHER)
    call(node, OTHER, at=clock.now())
    assert readers.own(node, person(siti), by_session=True, search=ReadingSearch()).count == 1
    with pytest.raises(ReasonMissing):
        persons.end_check(node, ratna, account=siti, why=" ")
    persons.end_check(node, ratna, account=siti, why="salah\n ketik")
    ((key, why),) = rows(node, "SELECT key, ended_why FROM exchange_person")
    assert (key, why) == (None, "salah ketik")
    after = readers.own(node, person(siti), by_session=True, search=ReadingSearch())
    assert (after.in_force, after.count, after.rows, after.check.ended_why) == (False, 0, (), "salah ketik")
    with pytest.raises(NotChecked):
        persons.end_check(node, ratna, account=siti, why="sekali lagi")
    persons.check_person(node, ratna, account=siti, check=check())
    assert readers.own(node, person(siti), by_session=True, search=ReadingSearch()).in_force
    assert audits(node) == ["exchange.person.check", "exchange.person.end", "exchange.person.check"]


def test_a_person_ends_their_own_check(node, ratna):
    siti = checked(node, ratna, "siti")
    ended = persons.end_own(node, person(siti))
    assert (ended.ended_by, ended.ended_why) == (siti, "")
    with pytest.raises(NotChecked):
        persons.end_own(node, person(siti))
    with pytest.raises(PersonNotFound):
        persons.end_own(node, Actor.ANONYMOUS)


def test_what_an_officer_checked_stands_when_the_officer_leaves_and_can_be_gone_through(node, ratna):
    """The check was made when they might; whoever comes after sees all of theirs by one filter."""
    wati = acting(node, "wati", REGISTRAR)
    checked(node, ratna, "siti")
    checked(node, wati, "budi", OTHER)
    identity.set_active(node, Actor.SYSTEM, id=ratna.id, active=False)
    theirs, count = persons.checks(node, wati, search=CheckSearch(officer=ratna.id))
    assert ([one.account.login for one in theirs], count) == (["siti"], 1)
    assert persons.officers(node, wati) == [(ratna.id, "Ratna"), (wati.id, "Wati")]
    erase(node, ratna.id)
    (one,), _ = persons.checks(node, wati, search=CheckSearch(officer=ratna.id))
    assert (one.officer, one.check.checked_by) == (None, ratna.id)
    assert persons.officers(node, wati) == [(ratna.id, ""), (wati.id, "Wati")]


def erase(node, id):
    """An account is gone, as an operator does it on request; identity itself erases sessions and tokens alone."""
    with node.database.writing() as unit:
        unit.unaudited("a test's erasure")
        unit.connection.execute(text("DELETE FROM identity_account WHERE id = :id"), {"id": id})


def test_with_an_account_that_is_erased_its_check_and_looks_go(node, ratna, clock):
    siti, budi = checked(node, ratna, "siti"), checked(node, ratna, "budi", OTHER)
    agus = acting(node, "agus", AUDITOR)
    for one in (siti, budi):
        readers.begin_look(node, agus, account=one, why="pengaduan 12")
    erase(node, siti)
    persons.forget(node)
    assert [row.account for row in rows(node, "SELECT account FROM exchange_person")] == [budi]
    assert [row.account for row in rows(node, "SELECT account FROM exchange_person_look")] == [budi]
    assert audits(node)[-1] == "exchange.person.erase"
    assert persons.check_person(node, ratna, account=account(node, "tono"), check=check())


def test_readings_go_with_their_records_words_and_ended_checks_after_a_year(node, ratna, clock):
    siti, budi = checked(node, ratna, "siti"), checked(node, ratna, "budi", OTHER)
    persons.end_check(node, ratna, account=budi, why="salah ketik")
    readers.begin_look(node, acting(node, "agus", AUDITOR), account=siti, why="pengaduan 12")
    call(node, NIK, at=clock.now())
    persons.forget(node)
    assert audits(node)[-1] == "exchange.person.look"
    clock.advance(timedelta(days=366))
    persons.forget(node)
    assert [row.account for row in rows(node, "SELECT account FROM exchange_person")] == [siti]
    assert len(rows(node, "SELECT 1 FROM exchange_reading")) == 1
    clock.advance(timedelta(days=node.settings.exchange_record_days))
    persons.forget(node)
    assert rows(node, "SELECT 1 FROM exchange_reading") == rows(node, "SELECT 1 FROM exchange_person_look") == []
    assert readers.own(node, person(siti), by_session=True, search=ReadingSearch()).in_force
    assert persons.forget in {job.run for job in JOBS}


def test_guessing_is_slow(node, ratna):
    """An officer who tries number after number to learn who has it ends after sixty in an hour."""
    siti = account(node, "siti")
    checked(node, ratna, "budi")
    refused = 0
    for _ in range(persons.PER_HOUR + 1):
        try:
            persons.check_person(node, ratna, account=siti, check=check())
        except IdentifierHeld:
            refused += 1
        except TooMany:
            break
    assert refused == persons.PER_HOUR - 1


def test_accounts_are_found_by_name_or_login_with_what_is_known_of_them(node, ratna):
    checked(node, ratna, "siti@contoh.go.id")
    account(node, "sitorus")
    seen = persons.found(node, ratna, q="SIT")
    assert {(one.account.login, one.check is not None) for one in seen} == {("siti@contoh.go.id", True), ("sitorus", False)}
    assert persons.found(node, ratna, q="  ") == []
    assert persons.found(node, ratna, q="%") == []


def test_checks_are_filtered_and_paged(node, ratna):
    checked(node, ratna, "siti")
    budi = checked(node, ratna, "budi", OTHER)
    persons.end_check(node, ratna, account=budi, why="salah ketik")
    for state, expected in (("", {"siti", "budi"}), ("in-force", {"siti"}), ("ended", {"budi"})):
        page, count = persons.checks(node, ratna, search=CheckSearch(state))
        assert ({one.account.login for one in page}, count) == (expected, len(expected))
    assert persons.checks(node, ratna, search=CheckSearch(page=2), most=1)[0][0].account.login in {"siti", "budi"}


@pytest.mark.rules
@pytest.mark.parametrize(("who", "actor"), everybody())
def test_who_may_check_see_and_look(who, actor):
    """Registrars check; registrars and auditors see who was checked; auditors look. At home, and nobody else."""
    may = {name: allowed(permit, actor) for name, permit in PERMITS.items()}
    assert may == {
        "check": who == REGISTRAR,
        "see": who in (REGISTRAR, AUDITOR),
        "look": who == AUDITOR,
    }


PERMITS = {"check": permit_check_person, "see": permit_see_persons, "look": permit_look}
REFUSED = {"check": RegistrarOnly, "see": PersonsNotSeen, "look": AuditorOnly}


def allowed(permit, actor):
    try:
        permit(actor, BPBD)
    except tuple(REFUSED.values()):
        return False
    return True


@pytest.mark.rules
def test_at_a_node_without_a_name_nobody_checks():
    with pytest.raises(RegistrarOnly):
        permit_check_person(person(UUID(int=1), REGISTRAR, agency=""), "")


@pytest.mark.parametrize(("who", "actor"), everybody())
def test_actions_ask_too(node, who, actor):
    """Whatever the list of routes says, the action itself refuses whoever may not."""
    siti = account(node, "siti")
    tries = {
        "check": (REGISTRAR, lambda: persons.check_person(node, actor, account=siti, check=check())),
        "end": (REGISTRAR, lambda: persons.end_check(node, actor, account=siti, why="salah ketik")),
        "found": (f"{REGISTRAR} {AUDITOR}", lambda: persons.found(node, actor, q="siti")),
        "checks": (f"{REGISTRAR} {AUDITOR}", lambda: persons.checks(node, actor, search=CheckSearch())),
        "officers": (f"{REGISTRAR} {AUDITOR}", lambda: persons.officers(node, actor)),
        "known": (f"{REGISTRAR} {AUDITOR}", lambda: persons.known(node, actor, account=siti)),
        "look": (AUDITOR, lambda: readers.begin_look(node, actor, account=siti, why="pengaduan")),
    }
    for name, (roles, attempt) in tries.items():
        if who in roles.split():
            attempt()
        else:
            before = audits(node)
            with pytest.raises(NotAllowed):
                attempt()
            assert audits(node) == before, name
