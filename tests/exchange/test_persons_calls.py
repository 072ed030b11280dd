"""A call that names a person leaves the person's keyed hash beside its record, in the same commit, and nothing else does.

Law: UU 27/2022 art. 31 (all processing is recorded) and 32 (the person may see it). No identifier is kept for it: neither
in the table nor in a log line.
"""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.exchange.persons_town import acting, checked, person
from tests.exchange.protocol import asked, written
from tests.exchange.world import BPBD, PORTAL, grant

from simpul.app import build_platform
from simpul.exchange.actions import readers
from simpul.exchange.gateway.ledger import Replayed
from simpul.exchange.gateway.persons import NOBODY
from simpul.exchange.model.persons import ReadingSearch
from simpul.exchange.rules import persons as rules
from simpul.exchange.store.ledger import Row
from simpul.kernel.ids import RandomIds
from simpul.kernel.keys import Keys

NIK, OTHER = "3173014708900001", "9206011205850003"
READINGS = """
SELECT p.person, p.at, r.kind, r.role, r.at AS recorded FROM exchange_reading p JOIN exchange_record r ON r.id = p.record
WHERE r.message = $1 ORDER BY p.person
"""


@pytest.fixture
def about(town):
    """Makes services that name a person there; the target of each."""

    def made(person_in: str, **more: object) -> str:
        target = town.offer(**more)
        code = target.rsplit("/", 1)[1]
        town.sql(town.bpbd, "UPDATE exchange_service SET person_in = $2 WHERE code = $1", code, person_in)
        return target

    return made


def hashed(town, *identifiers: str, path: str = BPBD) -> list[bytes]:
    site = town.world.sites[path]
    key = Keys.kept_in(Path(site.settings.data_dir) / "keys").derive(rules.KEY)
    return sorted(rules.hashed(key, one) for one in identifiers)


def named(town, answer, path: str = BPBD) -> list[bytes]:
    rows = town.fetch(path, READINGS, answer.one("x-road-id"))
    assert all((row["kind"], row["at"]) == ("received", row["recorded"]) for row in rows)
    return [row["person"] for row in rows]


@pytest.mark.parametrize(
    ("person_in", "path", "method", "headers", "body"),
    [
        ("path:/persons/{id}", f"/persons/{NIK}", "GET", (), b""),
        ("path:/persons/{id}", f"/persons/{NIK}/address?x=1", "GET", (), b""),
        ("path:/persons/{id}", "/persons/3173%30147%30890%300%301", "DELETE", (), b""),
        ("query:nik", f"/persons?nik={NIK}", "GET", (), b""),
        ("header:X-Person", "/persons", "GET", (("x-person", f" {NIK} "),), b""),
        ("json:/nik", "/persons", "POST", (), json.dumps({"nik": NIK}).encode()),
        ("query:id json:/nik", "/persons?x=1", "PUT", (), json.dumps({"nik": [NIK]}).encode()),
    ],
)
def test_whoever_a_call_names_is_kept_with_its_record(town, about, person_in, path, method, headers, body):
    answer = town.ask(about(person_in) + path, *headers, method=method, body=body)
    assert answer.status == 200
    assert named(town, answer) == hashed(town, NIK)


def test_several_persons_in_one_call_all_count_and_each_once(town, about):
    target = about("query:nik")
    answer = town.ask(f"{target}?nik={NIK}&nik={OTHER}&NIK=3173-0147-0890-0001")
    assert named(town, answer) == hashed(town, NIK, OTHER)


def test_no_identifier_is_no_error_and_is_kept_as_such(town, about):
    """The list of all persons names nobody, and concerns everybody: the page says how many such calls there were."""
    for target in (about("query:nik"), about("json:/nik"), about("path:/persons/{id}")):
        answer = town.ask(target + "/persons", method="POST", body=b"{broken")
        assert answer.status == 200
        assert named(town, answer) == [NOBODY]


def test_a_body_too_large_to_look_into_is_kept_as_such(town, about):
    body = json.dumps({"nik": NIK, "filler": "x" * 300_000}).encode()
    answer = town.ask(about("json:/nik"), method="POST", body=body)
    assert answer.status == 200
    assert named(town, answer) == [NOBODY]


def test_a_body_that_does_not_go_on_names_nobody(town, about):
    """The back end never gets the body of a GET, so it cannot read anybody's data by it."""
    body = json.dumps({"nik": NIK}).encode()
    assert named(town, town.ask(about("json:/nik"), method="GET", body=body)) == [NOBODY]


def test_a_body_in_memory_is_looked_into_whatever_its_size(town, about):
    body = json.dumps({"filler": "x" * 200_000, "nik": NIK}).encode()
    assert named(town, town.ask(about("json:/nik"), method="POST", body=body)) == hashed(town, NIK)


def test_other_services_leave_nothing(town):
    target = town.offer()
    answer = town.ask(f"{target}/persons/{NIK}?nik={NIK}")
    assert answer.status == 200
    assert named(town, answer) == []


def test_a_place_that_cannot_be_read_counts_as_none_and_stops_no_call(town, about):
    answer = town.ask(about("nonsense") + f"?nik={NIK}")
    assert answer.status == 200
    assert named(town, answer) == [NOBODY]


def test_a_refused_call_read_nothing_and_is_kept_about_nobody(town, about):
    target = about("query:nik", subject="")
    before = town.fetch(BPBD, "SELECT count(*) FROM exchange_reading")
    assert town.ask(f"{target}?nik={NIK}").one("x-road-error").endswith("AccessDenied")
    assert town.fetch(BPBD, "SELECT count(*) FROM exchange_reading") == before


def test_a_back_end_that_fails_was_asked_about_the_person_all_the_same(town, about):
    town.rough.says = b"HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n"
    answer = town.ask(about("query:nik") + f"?nik={NIK}")
    town.rough.says = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbaik"
    assert answer.status == 500
    assert named(town, answer) == hashed(town, NIK)


def test_the_consumers_node_keeps_nothing_of_the_person(town, about):
    answer = town.ask(about("query:nik") + f"?nik={NIK}")
    assert named(town, answer, PORTAL) == []


def test_a_call_within_the_node_counts_once(town, about):
    target = about("query:nik", subject=BPBD)
    answer = asked_at_bpbd(town, f"{target}?nik={NIK}")
    assert named(town, answer) == hashed(town, NIK)


def asked_at_bpbd(town, target):
    return asked(town.bpbd.consumer, written("GET", target, [("X-Road-Client", BPBD)]))


def test_each_node_hashes_under_a_key_of_its_own(town):
    """The hash of one node says nothing at another: nobody joins what two nodes keep."""
    assert hashed(town, NIK) != hashed(town, NIK, path=PORTAL)


def test_the_identifier_stands_nowhere_beside_the_record(town, about, capfd):
    answer = town.ask(about("header:X-Person"), ("X-Person", NIK))
    assert named(town, answer) == hashed(town, NIK)
    rows = town.fetch(BPBD, "SELECT body FROM exchange_record WHERE message = $1", answer.one("x-road-id"))
    assert rows
    assert not [row for row in rows if NIK.encode() in row["body"]]
    assert NIK not in "".join(capfd.readouterr())


def test_a_known_nonce_leaves_no_second_reading(town, about):
    """The hash is written by the statement that takes the nonce: both or neither."""
    about("query:nik")
    town.run(twice(town))
    rows = town.fetch(BPBD, "SELECT count(*) FROM exchange_reading WHERE person = $1", b"p" * 32)
    assert rows[0][0] == 1


async def twice(town):
    ledger, names = town.bpbd.gateway.ledger, {"kind": "received", "role": "provider", "client": PORTAL, "service": "s"}
    for attempt in range(2):
        row = Row(
            id=RandomIds().new(), at=datetime.now(UTC), message="dua", entry=bytes(32), body=b"{}", salt=bytes(16), key="k",
            nonce=b"n", persons=(b"p" * 32,), **names,
        )  # fmt: skip
        try:
            await ledger.keep(row)
            assert attempt == 0
        except Replayed:
            assert attempt == 1


def test_a_grant_for_one_persons_path_is_not_widened_by_the_search(town, about):
    target = about("path:/persons/{id}", subject="")
    code = target.rsplit("/", 1)[1]
    town.run(grant(town.bpbd, code=code, method="GET", path=f"/persons/{NIK}"))
    assert named(town, town.ask(f"{target}/persons/{NIK}")) == hashed(town, NIK)
    assert town.ask(f"{target}/persons/{OTHER}").one("x-road-error").endswith("AccessDenied")


def test_the_person_finds_the_very_call_on_their_page(town, about):
    """From the wire to the page: an officer checks after the call; the person sees who, what for, and what came of it."""
    settings = town.bpbd.settings
    target = about("path:/persons/{id}")
    answer = town.ask(f"{target}/persons/{NIK}")
    node = build_platform(settings, keys=Keys.kept_in(Path(settings.data_dir) / "keys"), url=town.bpbd.url)
    try:
        siti = checked(node, acting(node, "ratna", "exchange.registrar"), "siti", NIK)
        seen = readers.own(node, person(siti), by_session=True, search=ReadingSearch(words=answer.one("x-road-id")))
    finally:
        node.database.close()
    (told,) = seen.rows
    assert (told.agency, told.subsystem, told.service) == ("Kementerian PANRB", "PORTAL", "Laporan")
    assert (told.call.purpose, told.call.legal_basis, told.call.agreement) == ("tanggap darurat", "UU 24/2007", "PKS-1")
    assert (told.call.status, told.outcome) == (200, "answered")
