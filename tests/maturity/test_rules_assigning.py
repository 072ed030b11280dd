"""Who may assess an agency: the truth table of conflicts of interest, and a proposal that is fair and always the same.

Law: Permen PANRB 59/2020: assessors are external to the agency that they assess.
"""

from collections import Counter
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from simpul.kernel.actor import government_of
from simpul.maturity.model.editions import LEADING, OTHER, REVIEWING, Assignment, Candidate, Clash, Interest, Participant
from simpul.maturity.rules import assigning
from simpul.maturity.rules.assigning import Known, clashes, propose

pytestmark = pytest.mark.rules
TODAY = date(2026, 11, 26)
AT = datetime(2026, 11, 1, tzinfo=UTC)
BINTUNI = Participant("2026", "8205", "Pemerintah Kab. Teluk Bintuni", "Kabupaten", "Papua Barat", "92.06")
PAPUA_BARAT = Participant("2026", "8200", "Pemerintah Provinsi Papua Barat", "Provinsi", "Papua Barat", "92")
MINISTRY = Participant("2026", "2060", "Kementerian PANRB", "Kementerian")

OWN = Candidate(UUID(int=1), "Petugas kabupaten", "ID/GOV/8205/SPBE", "Pemkab Teluk Bintuni", "92.06")
PROVINCE = Candidate(UUID(int=2), "Petugas provinsi", "ID/GOV/8200/KOMINFO", "Pemprov Papua Barat", "92")
NEIGHBOUR = Candidate(UUID(int=3), "Petugas Manokwari", "ID/GOV/8203/KOMINFO", "Pemkab Manokwari", "92.02")
LECTURER = Candidate(UUID(int=4), "Dosen", "ID/COM/UNIVERSITAS-CONTOH", "Universitas Contoh")
COLLEAGUE = Candidate(UUID(int=5), "Rekan dosen", "ID/COM/UNIVERSITAS-CONTOH", "Universitas Contoh")
OTHERS = Candidate(UUID(int=6), "Dosen institut", "ID/COM/INSTITUT-CONTOH", "Institut Contoh")
OF_MINISTRY = Candidate(UUID(int=7), "Penelaah", "ID/GOV/2060/PORTAL", "Kementerian PANRB", "", True)


def seat(number: int, who: Candidate, agency: str = "8205") -> Assignment:
    return Assignment(UUID(int=100 + number), "2026", agency, number, who.account, who.name, who.institution, AT)


def told(who: Candidate, until: date | None = None, agency: str = "8205") -> Interest:
    return Interest(who.account, agency, "pernah bekerja di sana", until)


@pytest.mark.parametrize(
    ("who", "of", "interests", "seated", "found"),
    [
        pytest.param(LECTURER, BINTUNI, [], [], set(), id="a lecturer of elsewhere"),
        pytest.param(OWN, BINTUNI, [], [], {Clash.OWN}, id="an officer of the agency itself"),
        pytest.param(PROVINCE, BINTUNI, [], [], {Clash.SAME_REGION}, id="an officer of the province around it"),
        pytest.param(OWN, PAPUA_BARAT, [], [], {Clash.SAME_REGION}, id="an officer of a kabupaten within the province"),
        pytest.param(NEIGHBOUR, BINTUNI, [], [], set(), id="an officer of the kabupaten beside it"),
        pytest.param(OF_MINISTRY, BINTUNI, [], [], set(), id="the ministry's reviewer"),
        pytest.param(OF_MINISTRY, MINISTRY, [], [], {Clash.OWN}, id="the ministry's reviewer of the ministry"),
        pytest.param(LECTURER, BINTUNI, [told(LECTURER)], [], {Clash.DECLARED}, id="who declared it for good"),
        pytest.param(LECTURER, BINTUNI, [told(LECTURER, TODAY)], [], {Clash.DECLARED}, id="who declared it until today"),
        pytest.param(LECTURER, BINTUNI, [told(LECTURER, date(2026, 11, 25))], [], set(), id="whose declaration ended"),
        pytest.param(LECTURER, BINTUNI, [told(LECTURER, agency="8200")], [], set(), id="who declared another agency"),
        pytest.param(LECTURER, BINTUNI, [told(OTHERS)], [], set(), id="beside whom another declared it"),
        pytest.param(COLLEAGUE, BINTUNI, [], [seat(1, LECTURER)], {Clash.SAME_INSTITUTION}, id="the colleague of the lead"),
        pytest.param(OTHERS, BINTUNI, [], [seat(1, LECTURER)], set(), id="somebody of another institution"),
        pytest.param(LECTURER, BINTUNI, [], [seat(1, LECTURER)], {Clash.OTHER_SEAT}, id="who has the first seat already"),
        pytest.param(COLLEAGUE, BINTUNI, [], [seat(3, LECTURER)], set(), id="the colleague of the reviewer"),
        pytest.param(
            Candidate(LECTURER.account, "Dosen", LECTURER.agency, LECTURER.institution, "", True),
            BINTUNI,
            [],
            [seat(2, LECTURER)],
            {Clash.OTHER_SEAT},
            id="who would review what they assessed",
        ),
        pytest.param(
            OWN,
            BINTUNI,
            [told(OWN)],
            [seat(1, OWN)],
            {Clash.OWN, Clash.DECLARED, Clash.OTHER_SEAT},
            id="an officer with every reason at once",
        ),
    ],
)
def test_who_must_not_assess(
    who: Candidate, of: Participant, interests: list[Interest], seated: list[Assignment], found: set[Clash]
) -> None:
    assert set(clashes(who, of, interests, seated, TODAY)) == found


def test_ten_regions_are_not_near_one_because_their_codes_begin_alike() -> None:
    of = Participant("2026", "1", "Pemerintah Kab. X", "Kabupaten", "Y", "92.0")
    assert clashes(Candidate(UUID(int=9), "A", "ID/GOV/9/X", "B", "92.06"), of, [], [], TODAY) == ()


@pytest.mark.parametrize(
    ("name", "number"),
    [("ID/GOV/8205/DINKES", "8205"), ("ID/COM/8205/X", ""), ("", ""), ("8205", ""), ("ID/GOV", "")],
)
def test_the_government_of_an_agency_is_the_third_part_of_its_name(name: str, number: str) -> None:
    assert government_of(name) == number


def many(count: int) -> list[Participant]:
    return [Participant("2026", f"{n}", f"Instansi {n:03}", "Kabupaten", "P", f"{11 + n % 30}.01") for n in range(count)]


ASSESSORS = [Candidate(UUID(int=20 + n), f"Asesor {n}", f"ID/COM/U{n % 5}", f"U{n % 5}") for n in range(11)]
REVIEWERS = [Candidate(UUID(int=60 + n), f"Penelaah {n}", "ID/GOV/2060/X", "Kementerian", "", True) for n in range(3)]


def known(**changes: object) -> Known:
    values: dict[str, object] = {
        "assessors": ASSESSORS,
        "reviewers": REVIEWERS,
        "interests": [],
        "seated": {},
        "today": TODAY,
    }
    return Known(**(values | changes))  # type: ignore[arg-type]


def made(agency: str, number: int, who: Candidate) -> Assignment:
    return seat(number, who, agency)


def test_a_proposal_gives_every_agency_three_seats_and_everybody_the_same_load() -> None:
    agencies = many(110)
    proposal = propose(agencies, known(), made)
    assert Counter(one.seat for one in proposal.seats) == {LEADING: 110, OTHER: 110, REVIEWING: 110}
    assert not proposal.without
    load = Counter(one.candidate.account for one in proposal.seats)
    assert {load[one.account] for one in ASSESSORS} <= {19, 20, 21}
    assert max(load[one.account] for one in REVIEWERS) - min(load[one.account] for one in REVIEWERS) <= 1


def test_no_proposed_seat_clashes() -> None:
    interests = [Interest(one.account, f"{n}", "kenal", None) for one in ASSESSORS[:4] for n in range(0, 110, 3)]
    proposal = propose(many(110), known(interests=interests), made)
    by_agency: dict[str, list[assigning.Proposed]] = {}
    for one in proposal.seats:
        by_agency.setdefault(one.agency, []).append(one)
    for agency in many(110):
        seats = by_agency[agency.agency]
        for one in seats:
            others = [made(agency.agency, each.seat, each.candidate) for each in seats if each is not one]
            assert clashes(one.candidate, agency, interests, others, TODAY) == ()


def test_the_same_question_has_the_same_proposal_and_the_same_name() -> None:
    first, second = (propose(many(50), known(), made) for _ in range(2))
    assert first.seats == second.seats
    assert assigning.named(first.seats) == assigning.named(second.seats) != assigning.named(first.seats[1:])


def test_what_is_taken_stays_and_counts_as_load() -> None:
    seated = {"0": [seat(1, ASSESSORS[0], "0")], "1": [seat(1, ASSESSORS[0], "1")]}
    proposal = propose(many(3), known(seated=seated), made)
    assert ("0", LEADING) not in {(one.agency, one.seat) for one in proposal.seats}
    assert ASSESSORS[0].account not in {one.candidate.account for one in proposal.seats}


def test_a_seat_that_nobody_can_take_stays_free_and_is_counted() -> None:
    proposal = propose(many(4), known(assessors=ASSESSORS[:1], reviewers=[]), made)
    assert proposal.without == {OTHER: 4, REVIEWING: 4}


def test_two_assessors_of_one_institution_cannot_make_a_pair() -> None:
    proposal = propose(many(2), known(assessors=[ASSESSORS[0], ASSESSORS[5]]), made)
    assert proposal.without == {OTHER: 2}
