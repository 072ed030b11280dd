"""Who may read a node's records; how they are found, masked, proved; what stays when their words are erased."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from tests.exchange import log_room as room
from tests.exchange.log_room import BPBD, NOW, PORTAL, Call, person
from tests.exchange.outside_log.bundles import MESSAGE, REGISTER_VKEY
from tests.exchange.register_nodes import nodes

from simpul.exchange.actions import checking, explorer
from simpul.exchange.log import bundle as bundles
from simpul.exchange.log.verify import verify
from simpul.exchange.model.explorer import Sought
from simpul.exchange.model.explorer_refusals import MessageNotFound, NotInLogYet, RecordReadersOnly, RecordsErased
from simpul.exchange.model.records import RecordKind
from simpul.identity.model import ROLES
from simpul.kernel.actor import Actor

AUDITOR = person("node.auditor")


@pytest.fixture
def node(database_urls, run_directory, clock):
    with nodes(database_urls, run_directory, clock) as made:
        yield room.paper_node(made)


def erase(platform):
    with platform.database.writing() as unit:
        unit.unaudited("what the nightly job does")
        unit.connection.execute(text("UPDATE exchange_record SET body = NULL, salt = NULL"))


# who may


READERS = {"exchange.steward", "exchange.integrator", "node.auditor"}


@pytest.mark.parametrize("role", sorted(ROLES))
@pytest.mark.parametrize("agency", [BPBD, PORTAL, None])
def test_who_reads_the_records(node, role, agency):
    """Role by agency: the three roles, and only at the agency that runs the node."""
    room.keep(node, Call().records())
    room.sequence(node)
    may = role in READERS and agency == BPBD
    actor = person(role, agency=agency)
    ways = (
        lambda: explorer.search(node, actor, sought=Sought()),
        lambda: explorer.export(node, actor, sought=Sought()),
        lambda: explorer.look(node, actor, message=MESSAGE),
        lambda: explorer.bundle_of(node, actor, message=MESSAGE),
        lambda: explorer.prove(node, actor, message=MESSAGE),
    )
    for way in ways:
        if may:
            assert way()
        else:
            with pytest.raises(RecordReadersOnly):
                way()


def test_nobody_reads_them_signed_out_and_the_program_does(node):
    with pytest.raises(RecordReadersOnly):
        explorer.search(node, Actor.ANONYMOUS, sought=Sought())
    assert explorer.search(node, Actor.SYSTEM, sought=Sought()).records == ()


# found


def many(node, count=7):
    for n in range(count):
        call = Call(at=NOW - timedelta(minutes=count - n), more={"message": f"ID-{n}", "request": f"r{n}"})
        room.keep(node, call.records())


def messages(listing):
    return [one.message for one in listing.records]


def test_pages_lead_on_and_back_without_a_gap(node, monkeypatch):
    many(node)
    monkeypatch.setattr(explorer, "PER_PAGE", 4)
    first = explorer.search(node, AUDITOR, sought=Sought())
    assert (messages(first), first.newer) == (["ID-6", "ID-6", "ID-5", "ID-5"], None)
    second = explorer.search(node, AUDITOR, sought=Sought(), before=first.older)
    third = explorer.search(node, AUDITOR, sought=Sought(), before=second.older)
    last = explorer.search(node, AUDITOR, sought=Sought(), before=third.older)
    assert [*messages(second), *messages(third), *messages(last)] == [f"ID-{n // 2}" for n in range(9, -1, -1)]
    assert last.older is None
    back = explorer.search(node, AUDITOR, sought=Sought(), after=last.newer)
    assert messages(back) == messages(third)
    assert messages(explorer.search(node, AUDITOR, sought=Sought(), after=back.newer)) == messages(second)
    top = explorer.search(node, AUDITOR, sought=Sought(), after=second.newer)
    assert (messages(top), top.newer) == (messages(first), None)


def test_each_filter_narrows(node):
    many(node, 2)
    answered = Call(more={"message": "ID-bad", "request": "r9", "client": "ID/GOV/8205/DINKES"}).records()[1]
    room.keep(node, [answered | {"kind": "refused", "fault": "server.serverproxy.access_denied", "status": None}])
    room.keep(node, [answered | {"fault": "server.serverproxy.io_error", "service": f"{BPBD}/other"}])
    kinds = RecordKind
    found = {
        "message": (Sought(message="ID-1"), 2),
        "client": (Sought(clients=("ID/GOV/8205/DINKES",)), 2),
        "clients": (Sought(clients=("ID/GOV/8205/DINKES", PORTAL)), 6),
        "nobody": (Sought(clients=()), 0),
        "service": (Sought(services=(f"{BPBD}/other",)), 1),
        "kind": (Sought(kind=kinds.RECEIVED), 2),
        "refused": (Sought(kind=kinds.REFUSED), 1),
        "since": (Sought(since=NOW - timedelta(seconds=90)), 2),
        "until": (Sought(until=NOW - timedelta(minutes=5)), 2),
        "faulty": (Sought(faulty=True), 2),
        "fault": (Sought(fault="server.serverproxy.io_error"), 1),
        "both": (Sought(fault="server.serverproxy.io_error", kind=kinds.REFUSED), 0),
    }
    counts = {name: len(explorer.search(node, AUDITOR, sought=sought).records) for name, (sought, _) in found.items()}
    assert counts == {name: count for name, (_, count) in found.items()}


def test_a_word_means_paths_and_names(node):
    def narrowed(client="", service=""):
        return explorer.narrowed(node, Sought(), client=client, service=service)

    assert narrowed() == Sought()
    assert narrowed(service="warga").services == (f"{BPBD}/reports",)
    assert narrowed(service=f"{BPBD}/reports").services == (f"{BPBD}/reports",)
    assert narrowed(client="ID/GOV/1/GONE").clients == ("ID/GOV/1/GONE",), "what left the register is still on record"
    assert narrowed(client="zzz").clients == ()


# looked at


def test_a_message_is_shown_in_order_and_each_commitment_stands_in_the_signed_log(node):
    room.keep(node, Call().records()[::-1])
    seen = explorer.look(node, AUDITOR, message=MESSAGE)
    assert [one.record.kind for one in seen.records] == ["received", "answered"]
    assert [one.stands for one in seen.records] == [None, None], "no place in the log yet"
    room.sequence(node)
    seen = explorer.look(node, AUDITOR, message=MESSAGE)
    assert [one.stands for one in seen.records] == [True, True]
    assert seen.records[0].said["purpose"] == "flood map"
    assert not seen.is_personal
    with node.database.writing() as unit:
        unit.unaudited("somebody changes a commitment in the table")
        unit.connection.execute(text("UPDATE exchange_record SET entry = sha256(entry) WHERE kind = 'answered'"))
    assert [one.stands for one in explorer.look(node, AUDITOR, message=MESSAGE).records] == [True, False]


@pytest.mark.parametrize("message", ["ID-none", "", "a\x00b", "x" * 5000])
def test_a_message_that_is_not_on_record_is_not_found(node, message):
    with pytest.raises(MessageNotFound):
        explorer.look(node, AUDITOR, message=message)


def test_what_names_a_person_is_masked_wherever_it_is_shown_but_not_in_the_proof(node):
    with node.database.writing() as unit:
        unit.unaudited("a test's own papers")
        unit.connection.execute(text("UPDATE exchange_service SET person_in = 'path:/list/{id}'"))
    call = Call(
        target="/r1/ID/GOV/6000/BPBD/reports/list/budi?nik=3171234567890123", path="/list/budi?nik=3171234567890123"
    )
    room.keep(node, call.records())
    room.sequence(node)
    seen = explorer.look(node, AUDITOR, message=MESSAGE)
    assert seen.is_personal
    assert {one.said["path"] for one in seen.records} == {"/list/•••?nik=•••"}
    assert "budi" not in seen.records[0].said["base"]
    (one, _) = explorer.search(node, AUDITOR, sought=Sought()).records
    assert one.path == "/list/•••?nik=•••"
    assert {one.path for one in explorer.export(node, AUDITOR, sought=Sought())} == {"/list/•••?nik=•••"}
    assert b"budi" in explorer.prove(node, AUDITOR, message=MESSAGE)


def audited(platform):
    with platform.database.reading() as unit:
        rows = unit.connection.execute(
            text("SELECT actor, action, subject FROM kernel_audit WHERE action LIKE 'exchange.proof%'")
        )
        return [tuple(row) for row in rows]


def test_the_trail_says_who_fetched_a_proof_that_may_name_a_person(node):
    room.keep(node, Call().records())
    room.sequence(node)
    explorer.prove(node, AUDITOR, message=MESSAGE)
    assert audited(node) == []
    with node.database.writing() as unit:
        unit.unaudited("a test's own papers")
        unit.connection.execute(text("UPDATE exchange_service SET person_in = 'query:nik'"))
    explorer.bundle_of(node, AUDITOR, message=MESSAGE)
    assert audited(node) == [], "the node's own check hands nothing out"
    explorer.prove(node, AUDITOR, message=MESSAGE)
    assert audited(node) == [(AUDITOR.id, "exchange.proof.fetch", MESSAGE)]


# proved


def test_the_proof_holds_by_the_registers_key_alone(node):
    room.keep(node, Call().records())
    room.sequence(node)
    made = explorer.prove(node, AUDITOR, message=MESSAGE)
    verdict = verify(made, register_key=REGISTER_VKEY, now=NOW)
    assert (verdict.ok, verdict.witnesses) == (True, 2)
    assert checking.judge(node, text=made).ok
    assert bundles.parse(made).message == MESSAGE


def test_there_is_no_proof_before_the_log_has_it_nor_once_its_words_are_erased(node):
    room.keep(node, Call().records())
    with pytest.raises(NotInLogYet):
        explorer.prove(node, AUDITOR, message=MESSAGE)
    room.sequence(node)
    before = explorer.prove(node, AUDITOR, message=MESSAGE)
    erase(node)
    with pytest.raises(RecordsErased):
        explorer.prove(node, AUDITOR, message=MESSAGE)
    assert checking.judge(node, text=before).ok, "what was fetched in time holds for ever"


def test_an_erased_record_still_shows_its_commitment_and_that_it_stands_in_the_log(node):
    room.keep(node, Call().records())
    room.sequence(node)
    kept = [one.record.entry for one in explorer.look(node, AUDITOR, message=MESSAGE).records]
    erase(node)
    seen = explorer.look(node, AUDITOR, message=MESSAGE)
    assert [one.record.entry for one in seen.records] == kept
    assert [one.stands for one in seen.records] == [True, True]
    assert [dict(one.said) for one in seen.records] == [{}, {}]
    assert [one.is_erased for one in explorer.search(node, AUDITOR, sought=Sought()).records] == [True, True]
