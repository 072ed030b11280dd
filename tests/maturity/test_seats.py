"""Who assesses whom at this node: by hand and by a proposal, refused with the reason; what assessors declare themselves."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from simpul.kernel.actor import Actor
from simpul.kernel.clock import FixedClock
from simpul.kernel.errors import Refusal
from simpul.kernel.holders import Holders
from simpul.kernel.platform import Platform
from simpul.maturity.actions import assigning, editions, interests
from simpul.maturity.model.edition_refusals import (
    EditionNotNow,
    InterestWrong,
    MinistryOnly,
    ParticipantUnknown,
    ProposalChanged,
    SeatClash,
    SeatReasonMissing,
    SeatTaken,
    SeatWrong,
)
from simpul.maturity.model.editions import Clash, NewEdition, SeatWanted
from tests.maturity.makers import EVERYBODY, FIRST, MINISTRY, REVIEWER, SECOND
from tests.maturity.people import People

KEY, AGENCY = "2026", "8205"
COLLEAGUE = Actor(UUID(int=21), "Rekan Satu", FIRST.agency, "", frozenset({"maturity.assessor"}))


@pytest.fixture
def people(platform: Platform) -> People:
    """Two assessors of two institutions, a colleague of the first, a reviewer; an edition with one agency."""
    known = People(FIRST, SECOND, COLLEAGUE, REVIEWER)
    object.__setattr__(platform, "ports", {**platform.ports, Holders: known})
    editions.make(platform, MINISTRY, new=NewEdition(KEY, "2026 PEMDI-2026"))
    given = {"name": "Pemerintah Kab. Teluk Bintuni", "number": AGENCY, "kind": "Kabupaten", "province": "Papua Barat"}
    editions.add(platform, MINISTRY, key=KEY, version=1, given=given)
    return known


def give(platform: Platform, seat: int, who: Actor, by: Actor = MINISTRY) -> Any:
    return assigning.seat(platform, by, key=KEY, wanted=SeatWanted(AGENCY, seat, who.id or UUID(int=0)))


def seated(platform: Platform) -> dict[int, str]:
    return {one.seat: one.name for one in assigning.of_agency(platform, MINISTRY, key=KEY, agency=AGENCY).seated}


@pytest.mark.usefixtures("people")
def test_a_seat_is_given_freed_with_its_reason_and_given_to_another(platform: Platform) -> None:
    given = give(platform, 1, FIRST)
    assert seated(platform) == {1: "Asesor Satu"}
    with pytest.raises(SeatReasonMissing):
        assigning.free(platform, MINISTRY, assignment=given.id, reason=" x ")
    assigning.free(platform, MINISTRY, assignment=given.id, reason="pindah tugas")
    with pytest.raises(SeatWrong):
        assigning.free(platform, MINISTRY, assignment=given.id, reason="pindah tugas")
    give(platform, 1, SECOND)
    seen = assigning.of_agency(platform, MINISTRY, key=KEY, agency=AGENCY)
    assert [(one.name, one.ended_why) for one in seen.past] == [("Asesor Satu", "pindah tugas")]


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(
    ("seat", "who", "refused"),
    [
        pytest.param(1, SECOND, SeatTaken, id="a seat that somebody has"),
        pytest.param(2, COLLEAGUE, SeatClash, id="the colleague of the first assessor"),
        pytest.param(2, FIRST, SeatClash, id="the first assessor again"),
        pytest.param(3, SECOND, SeatWrong, id="an assessor as the reviewer"),
        pytest.param(2, REVIEWER, SeatWrong, id="the reviewer as an assessor"),
        pytest.param(4, SECOND, SeatWrong, id="a seat that is none"),
        pytest.param(2, MINISTRY, SeatWrong, id="who holds no role for it"),
    ],
)
def test_a_seat_that_must_not_be_is_refused(platform: Platform, seat: int, who: Actor, refused: type[Refusal]) -> None:
    give(platform, 1, FIRST)
    with pytest.raises(refused):
        give(platform, seat, who)
    assert seated(platform) == {1: "Asesor Satu"}


@pytest.mark.usefixtures("people")
def test_the_choice_of_a_seat_says_who_cannot_and_why(platform: Platform) -> None:
    give(platform, 1, FIRST)
    choices = assigning.of_agency(platform, MINISTRY, key=KEY, agency=AGENCY).choices
    assert set(choices) == {2, 3}
    assert [(one.candidate.name, one.load, one.clashes) for one in choices[2]] == [
        ("Asesor Dua", 0, ()),
        ("Rekan Satu", 0, (Clash.SAME_INSTITUTION,)),
        ("Asesor Satu", 1, (Clash.OTHER_SEAT,)),
    ]


@pytest.mark.usefixtures("people")
def test_two_who_fill_both_seats_at_once_cannot_make_a_pair_of_colleagues(platform: Platform) -> None:
    def take(seat: int) -> bool:
        try:
            give(platform, seat, FIRST if seat == 1 else COLLEAGUE)
        except SeatClash:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(take, (1, 2))) == [False, True]


@pytest.mark.usefixtures("people")
def test_a_proposal_is_taken_as_it_was_shown_or_not_at_all(platform: Platform) -> None:
    shown = assigning.propose(platform, MINISTRY, KEY)
    assert [(one.seat, one.candidate.name) for one in shown.proposal.seats] == [
        (1, "Asesor Satu"),
        (2, "Asesor Dua"),
        (3, "Penelaah"),
    ]
    assert seated(platform) == {}
    interests.declare(platform, FIRST, agency=AGENCY, reason="pernah bekerja di sana")
    with pytest.raises(ProposalChanged):
        assigning.take_proposal(platform, MINISTRY, key=KEY, digest=shown.digest)
    assert seated(platform) == {}
    again = assigning.propose(platform, MINISTRY, KEY)
    assert assigning.take_proposal(platform, MINISTRY, key=KEY, digest=again.digest) == 3
    assert seated(platform) == {1: "Asesor Dua", 2: "Rekan Satu", 3: "Penelaah"}


@pytest.mark.usefixtures("people")
def test_a_closed_edition_gives_no_seats(platform: Platform) -> None:
    given = give(platform, 1, FIRST)
    for step in (editions.publish, editions.close):
        version = editions.seen(platform, MINISTRY, KEY).edition.version
        step(platform, MINISTRY, key=KEY, version=version, confirm=KEY)
    steps: list[Callable[[], object]] = [
        lambda: give(platform, 2, SECOND),
        lambda: assigning.free(platform, MINISTRY, assignment=given.id, reason="selesai"),
        lambda: assigning.take_proposal(platform, MINISTRY, key=KEY, digest=""),
    ]
    for step_then in steps:
        with pytest.raises(EditionNotNow):
            step_then()


@pytest.mark.usefixtures("people")
def test_what_is_declared_later_shows_the_seat_as_one_to_free(platform: Platform) -> None:
    give(platform, 1, FIRST)
    assert assigning.seating(platform, MINISTRY, KEY).troubled == ()
    interests.declare(platform, FIRST, agency=AGENCY, reason="saudara kandung pejabatnya")
    assert [one.seated for one in interests.mine(platform, FIRST)] == [True]
    (found,) = assigning.seating(platform, MINISTRY, KEY).troubled
    assert (found.assignment.name, found.clashes) == ("Asesor Satu", (Clash.DECLARED,))
    interests.take_back(platform, FIRST, agency=AGENCY)
    assert assigning.seating(platform, MINISTRY, KEY).troubled == ()


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(
    ("agency", "reason", "until"),
    [("1", "pernah bekerja", ""), (AGENCY, "x", ""), (AGENCY, "pernah bekerja", "2026-01-01"), (AGENCY, "lama", "besok")],
)
def test_a_declaration_that_says_too_little_is_refused(platform: Platform, agency: str, reason: str, until: str) -> None:
    with pytest.raises(InterestWrong):
        interests.declare(platform, FIRST, agency=agency, reason=reason, until=until)


@pytest.mark.usefixtures("people")
def test_a_declaration_replaces_the_one_before_and_ends_by_itself(platform: Platform, clock: FixedClock) -> None:
    interests.declare(platform, FIRST, agency=AGENCY, reason="pernah bekerja di sana")
    interests.declare(platform, FIRST, agency=AGENCY, reason="penasihat", until="2026-11-24")
    assert [one.interest.until for one in interests.mine(platform, FIRST)] == [date(2026, 11, 24)]
    assert interests.mine(platform, SECOND) == []
    clock.advance(timedelta(days=2))
    assert interests.mine(platform, FIRST) == []


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("who", [name for name in EVERYBODY if name != "ministry"])
def test_nobody_but_the_ministry_gives_seats(platform: Platform, who: str) -> None:
    actor = EVERYBODY[who]
    given = give(platform, 1, FIRST)
    steps: list[Callable[[], object]] = [
        lambda: assigning.seating(platform, actor, KEY),
        lambda: assigning.of_agency(platform, actor, key=KEY, agency=AGENCY),
        lambda: assigning.propose(platform, actor, KEY),
        lambda: assigning.take_proposal(platform, actor, key=KEY, digest=""),
        lambda: give(platform, 2, SECOND, by=actor),
        lambda: assigning.free(platform, actor, assignment=given.id, reason="pindah tugas"),
    ]
    for step in steps:
        with pytest.raises(MinistryOnly):
            step()


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("who", EVERYBODY)
def test_those_who_assess_declare_and_nobody_else(platform: Platform, who: str) -> None:
    actor = EVERYBODY[who]
    if who in ("first", "second", "reviewer", "ministry", "other assessor"):
        interests.declare(platform, actor, agency=AGENCY, reason="pernah bekerja di sana")
        assert len(interests.mine(platform, actor)) == 1
        return
    with pytest.raises(MinistryOnly):
        interests.declare(platform, actor, agency=AGENCY, reason="pernah bekerja di sana")


@pytest.mark.usefixtures("people")
def test_an_agency_that_does_not_take_part_has_no_seats(platform: Platform) -> None:
    with pytest.raises(ParticipantUnknown):
        assigning.of_agency(platform, MINISTRY, key=KEY, agency="1")


@pytest.mark.usefixtures("people")
def test_seats_are_given_by_pages_and_a_clash_is_told_in_words(
    platform: Platform, client_for: Callable[..., TestClient]
) -> None:
    client = client_for(MINISTRY)
    path = f"/kematangan/penugasan/{KEY}/{AGENCY}"

    def post(at: str, **fields: object) -> Any:
        token = client.get(path).text.split('name="csrf" value="')[1].split('"')[0]
        return client.post(at, data={"csrf": token, **fields})

    assert post(path, lakukan="duduk", seat=1, account=str(FIRST.id)).status_code == 303
    refused = post(path, lakukan="duduk", seat=2, account=str(COLLEAGUE.id))
    assert refused.status_code == 409
    assert "asesor yang lain berasal dari lembaga yang sama" in refused.text
    there = assigning.of_agency(platform, MINISTRY, key=KEY, agency=AGENCY).seated[0]
    empty = post(path, lakukan="bebas", assignment=str(there.id), reason="")
    assert empty.status_code == 422
    assert "mengapa kursi dikosongkan" in empty.text
    assert post(path, lakukan="bebas", assignment=str(there.id), reason="pindah tugas").status_code == 303
    shown = client.get("/kematangan/penugasan?usulan=1").text
    digest = shown.split('name="digest" value="')[1].split('"')[0]
    assert post("/kematangan/penugasan", edisi=KEY, digest="lama").status_code == 409
    assert post("/kematangan/penugasan", edisi=KEY, digest=digest).status_code == 303
    assert client.get(f"/kematangan/penugasan/ekspor.csv?edisi={KEY}").text.count("\n") == 4


@pytest.mark.usefixtures("people")
def test_an_assessor_declares_by_the_page(platform: Platform, client_for: Callable[..., TestClient]) -> None:
    client = client_for(FIRST)
    path = "/kematangan/kepentingan"

    def post(**fields: object) -> Any:
        token = client.get(path).text.split('name="csrf" value="')[1].split('"')[0]
        return client.post(path, data={"csrf": token, **fields})

    assert post(lakukan="nyatakan", agency="1", reason="pernah bekerja di sana").status_code == 422
    assert post(lakukan="nyatakan", agency=AGENCY, reason="pernah bekerja di sana").status_code == 303
    assert "pernah bekerja di sana" in client.get(path).text
    assert post(lakukan="tarik", agency=AGENCY).status_code == 303
    assert interests.mine(platform, FIRST) == []
    assert client_for(EVERYBODY["entry"]).get(path).status_code == 403
