"""Surveillance shows an area and what lies below it to those who answer for it, and says what is not known."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from simpul.kernel.platform import Platform
from simpul.malaria.actions import eliminating, registering, surveying
from simpul.malaria.model.desk_refusals import DeskNothing, DeskOnly, NotYourVillage
from simpul.malaria.model.elimination import CertificateDayWrong, CertificateNumberMissing, CertificateOfficerOnly
from simpul.malaria.model.register import COUNTS, RegisterAsked, Tally
from simpul.malaria.model.workers import Village
from simpul.malaria.store import register, tallies, workers
from tests.malaria import desk_makers as makers

MINISTRY = makers.person(None, "malaria.officer", agency="ID/GOV/2024/MALARIA")


@pytest.fixture
def desk(platform) -> Platform:
    makers.villages(platform)
    with platform.database.writing() as unit:
        unit.unaudited("a test's village with people")
        place = Village(makers.BINTUNI, "Kampung Uji", population=500, synthetic=True)
        workers.keep_villages(unit.connection, [place], unit.clock.now())
    makers.examined(platform, name="Satu")
    makers.examined(platform, name="Dua", result="negative", species=None)
    registering.refresh(platform)
    return platform


def values(area) -> dict[str, Fraction | None]:
    return {one.indicator.code: one.value for one in area.measured}


def test_an_area_is_the_sum_of_what_lies_below_it_down_to_the_village(desk):
    for area in ("92.06", "92.06.01", makers.BINTUNI):
        found = surveying.survey(desk, makers.LEAD, area=area, period="2026")
        assert (found.area.counts["tested"], found.area.counts["positive"]) == (2, 1)
    village = surveying.survey(desk, makers.LEAD, area=makers.BINTUNI, period="2026").area
    assert (village.name, village.people.count, village.people.told_by) == ("Kampung Uji", 500, "villages")
    assert values(village)["API"] == 2
    assert values(village)["SPR"] == 50
    assert village.stratum == "moderate"


def test_the_ministry_goes_down_from_the_country(desk):
    country = surveying.survey(desk, MINISTRY, area="", period="2026")
    assert [(one.code, one.counts["positive"]) for one in country.below] == [("92", 1)]
    province = surveying.survey(desk, MINISTRY, area="92", period="2026")
    assert [one.code for one in province.below] == ["92.06"]
    assert province.above == [("", "")]


def test_a_supervisor_sees_her_villages_and_no_others(desk):
    hers = makers.person("92.06.01", "malaria.supervisor")
    assert surveying.survey(desk, hers, area="", period="2026").area.code == "92.06.01"
    for area in ("92.06", "92", "92.06.02", "91.05", makers.OTHER, "92.06.0", "x"):
        with pytest.raises(DeskNothing):
            surveying.survey(desk, hers, area=area, period="2026")
    assert {one.code for one in eliminating.villages(desk, hers, "92.06.01")} == {makers.BINTUNI}
    for area in ("92.06", "92.06.02", makers.OTHER):
        with pytest.raises(NotYourVillage):
            eliminating.villages(desk, hers, area)
    for area in (None, "92"):
        with pytest.raises(DeskNothing):
            eliminating.regencies(desk, hers, area)
    for nobody in (makers.person("92.06", "disaster.officer"), makers.person("92.06", "malaria.officer", agency=None)):
        with pytest.raises(DeskOnly):
            surveying.survey(desk, nobody, area="", period="")


def test_months_before_anything_was_counted_are_nought_and_this_one_is_not_over(desk):
    found = surveying.survey(desk, makers.LEAD, area="", period="2026-11")
    assert found.incomplete
    assert len(found.months) == 24
    assert found.months[-1][0] == date(2026, 11, 1)
    assert [counts["tested"] for _, counts in found.months] == [0] * 23 + [2]


def test_a_case_nobody_investigated_keeps_a_village_active_until_it_turns_out_imported(desk):
    (before,) = eliminating.villages(desk, makers.LEAD, "92.06")
    assert (before.state, before.unexplained, before.earliest) == ("active", 1, date(2029, 11, 23))
    with desk.database.writing() as unit:
        unit.unaudited("a test's classification")
        asked = RegisterAsked("92.06", date(2026, 1, 1), date(2027, 1, 1), positive=True)
        (case,) = register.rows(unit.connection, asked)
        registering.classify(unit, case.village, case.id, origin="imported", investigated_on=case.day)
    (after,) = eliminating.villages(desk, makers.LEAD, "92.06")
    assert (after.state, after.unexplained, after.last_local) == ("unknown", 0, None)


def test_pages_show_formula_and_source_in_both_languages_and_the_same_as_csv(desk, client_for):
    client = client_for(makers.LEAD)
    page = client.get("/en/malaria/meja/surveilans?wilayah=92.06.01.2001&periode=2026").text
    assert "positives of a year / people at risk × 1,000" in page
    assert "1 / 500 × 1,000" in page
    assert "penduduk berisiko" in client.get("/malaria/meja/surveilans").text
    csv = client.get("/malaria/meja/surveilans/ekspor.csv?periode=2026").text
    assert "92.06.01" in csv
    assert "Kampung Uji" in client.get("/malaria/meja/eliminasi?keadaan=active").text
    assert "Kampung Uji" not in client.get("/malaria/meja/eliminasi?keadaan=free").text
    assert "2001" in client.get("/malaria/meja/eliminasi/ekspor.csv").text
    assert client.get("/malaria/meja/surveilans?wilayah=91.05").status_code == 404


def test_a_column_says_its_unit_and_a_months_species_have_a_place_each(desk, client_for):
    page = client_for(makers.LEAD).get("/en/malaria/meja/surveilans").text
    assert "API, per 1,000" in page
    assert "Other species" in page


def test_a_kabupaten_has_its_official_people_and_a_village_without_a_number_says_so(desk):
    whole = surveying.survey(desk, makers.LEAD, area="92.06", period="2026").area
    assert whole.people.told_by == "official"
    assert values(whole)["API"] == Fraction(1000, whole.people.count)
    with desk.database.writing() as unit:
        unit.unaudited("a second village, nobody knows how many live there")
        workers.keep_villages(unit.connection, [Village("92.06.01.2999", "Kampung Baru")], unit.clock.now())
    distrik = surveying.survey(desk, makers.LEAD, area="92.06.01", period="2026").area
    assert (distrik.people.count, values(distrik)["API"], distrik.stratum) == (None, None, "")


def test_a_case_whose_village_nobody_recorded_stands_in_a_line_of_its_own(desk):
    with desk.database.writing() as unit:
        unit.unaudited("a facility's row of which only the kabupaten is known")
        asked = RegisterAsked("92.06", date(2026, 1, 1), date(2027, 1, 1), positive=True)
        (case,) = register.rows(unit.connection, asked)
        registering.keep(unit, [replace(case, village="92.06", source="sismal", person=None)])
    found = surveying.survey(desk, makers.LEAD, area="92.06", period="2026")
    assert [(one.code, one.counts["positive"]) for one in found.below] == [("92.06", 1), ("92.06.01", 1)]
    assert found.area.counts["positive"] == 2


def history(platform: Platform, *, local: int) -> None:
    """Five years of a kabupaten's months with 100 tests each, one of them positive; a local case so many months ago."""
    nought = dict.fromkeys(COUNTS, 0)
    months = [date(2026 - (60 - n) // 12, 12 - (60 - n) % 12, 1) for n in range(1, 60)]
    many = [
        Tally("31.71", first, nought | {"tested": 100, "positive": 1, "imported": 0 if n == 58 - local else 1}, True)
        for n, first in enumerate(months)
    ]
    with platform.database.writing() as unit:
        unit.unaudited("a made-up history")
        for level in (tallies.PLACE, tallies.REGENCY):
            tallies.keep(unit.connection, level, tallies.MONTH, many)


def test_a_certificate_makes_a_kabupaten_eliminated_only_while_it_is_free_of_local_cases(desk):
    jakarta = makers.person("31.71", "malaria.officer")
    history(desk, local=40)
    assert surveying.survey(desk, jakarta, area="", period="").area.stratum == "low"
    eliminating.certify(desk, jakarta, area="31.71", number="KS.02/I/1/2026", given_on="2026-04-25")
    assert surveying.survey(desk, MINISTRY, area="31", period="").below[0].stratum == "eliminated"
    (status,) = eliminating.regencies(desk, jakarta, "31.71")
    assert (status.state, status.met, status.certificate.number) == ("free", True, "KS.02/I/1/2026")
    eliminating.withdraw(desk, jakarta, area="31.71", reason="salah nomor")
    assert surveying.survey(desk, jakarta, area="", period="").area.stratum == "low"


def test_a_local_case_of_last_year_keeps_a_certified_kabupaten_from_it(desk):
    jakarta = makers.person("31.71", "malaria.officer")
    history(desk, local=14)
    eliminating.certify(desk, jakarta, area="31.71", number="KS.02/I/1/2026", given_on="2026-04-25")
    (status,) = eliminating.regencies(desk, jakarta, "31.71")
    assert (status.state, [one.met for one in status.criteria]) == ("residual", [False, True, True])
    assert surveying.survey(desk, jakarta, area="", period="").area.stratum == "low"


@pytest.mark.parametrize(
    ("who", "number", "day", "refusal"),
    [
        (makers.LEAD, "", "2026-04-25", CertificateNumberMissing),
        (makers.LEAD, "KS.02", "2027-01-01", CertificateDayWrong),
        (makers.LEAD, "KS.02", "kemarin", CertificateDayWrong),
        (makers.person("92.06", "malaria.supervisor"), "KS.02", "2026-04-25", CertificateOfficerOnly),
        (makers.person("91.05", "malaria.officer"), "KS.02", "2026-04-25", NotYourVillage),
        (makers.person("92.06", "malaria.officer", agency=None), "KS.02", "2026-04-25", DeskOnly),
    ],
)
def test_a_certificate_is_entered_by_the_officer_of_that_area_with_number_and_day(desk, who, number, day, refusal):
    with pytest.raises(refusal):
        eliminating.certify(desk, who, area="92.06", number=number, given_on=day)


def test_the_form_enters_a_certificate_and_tells_what_is_wrong_at_the_field(desk, client_for):
    client = client_for(makers.LEAD)
    path = "/malaria/meja/eliminasi"
    token = client.get(path).text.partition('name="csrf" value="')[2].partition('"')[0]
    form = {"csrf": token, "area": "92.06", "do": "certify", "given_on": "2026-04-25"}
    wrong = client.post(path, data={**form, "number": ""})
    assert wrong.status_code == 422
    assert "Tulis nomor sertifikat" in wrong.text
    assert client.post(path, data={**form, "number": "KS.02/1"}).status_code == 303
    assert "KS.02/1" in client.get(f"{path}?wilayah=92.06").text


def test_the_first_figures_set_this_month_against_the_same_a_year_ago(desk):
    with desk.database.reading() as unit:
        found = surveying.front(desk, unit.connection, "92.06", unit.clock.now())
    assert (found.month, found.positive, found.year_ago, found.twelve_months) == (date(2026, 11, 1), 1, 0, 1)
    assert found.positivity == 50


def test_every_kabupaten_can_stand_side_by_side_in_the_order_that_is_asked_for(desk, client_for):
    history(desk, local=14)
    page = client_for(MINISTRY).get("/en/malaria/meja/surveilans?rinci=kabupaten&urut=positive").text
    first, second = page.index("wilayah=31.71"), page.index("wilayah=92.06")
    assert first < second
    assert "wilayah=92&" not in page
