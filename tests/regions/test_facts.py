"""The packaged facts: as many regions as the decree has, each with what the law says of its code.

Kepmendagri 300.2.2-2138/2025: 38 provinces, 514 regencies and cities, 7,285 districts.
"""

import filecmp
from collections import Counter
from pathlib import Path

import pytest

from simpul.regions import rules
from simpul.regions.commands import DATA, tables
from simpul.regions.lookup import facts
from simpul.regions.model import Kind, Level

pytestmark = pytest.mark.rules


def test_there_are_as_many_regions_as_the_decree_has() -> None:
    counted = Counter(rules.level(fact.code) for fact in facts.regions())
    assert counted == {Level.PROVINCE: 38, Level.REGENCY: 514, Level.DISTRICT: 7285, Level.VILLAGE: 384}


def test_the_villages_are_those_of_jakarta_and_teluk_bintuni() -> None:
    villages = [fact.code for fact in facts.regions() if rules.level(fact.code) is Level.VILLAGE]
    bintuni = [code for code in villages if code.startswith("92.06.")]
    assert sum(code.startswith("31.") for code in villages) == 267
    assert Counter(rules.kind(code) for code in bintuni) == {Kind.KAMPUNG: 115, Kind.KELURAHAN: 2}
    districts = [f.code for f in facts.regions() if f.code.startswith("92.06.") and rules.level(f.code) is Level.DISTRICT]
    assert (len(districts), {rules.kind(code) for code in districts}) == (24, {Kind.DISTRIK})


def test_every_region_has_a_parent_a_point_and_a_trimmed_name() -> None:
    known = {fact.code for fact in facts.regions()}
    for fact in facts.regions():
        assert rules.flaw(fact.code, fact.name, (fact.longitude, fact.latitude), known=known) is None, fact
        assert fact.longitude is not None
        assert fact.name == " ".join(fact.name.split())


def test_provinces_have_iso_codes_of_their_own_and_the_population_of_the_country() -> None:
    provinces = [fact for fact in facts.regions() if rules.level(fact.code) is Level.PROVINCE]
    assert len({fact.iso for fact in provinces}) == 38
    assert all(fact.iso.startswith("ID-") and len(fact.iso) == 5 for fact in provinces)
    assert {f.code: f.iso for f in provinces} | {"31": "ID-JK", "93": "ID-PS", "96": "ID-PD"} == {
        f.code: f.iso for f in provinces
    }
    assert sum(fact.population or 0 for fact in provinces) == 284_973_643


def test_successors_lead_to_codes_in_force() -> None:
    known = {fact.code for fact in facts.regions()}
    assert len(facts.successors()) == 26
    assert {each.new for each in facts.successors()} <= known
    assert {each.new[:2] for each in facts.successors()} == {"93", "94", "95", "96"}


def test_the_tables_are_made_again_byte_for_byte(shared: Path, tmp_path: Path) -> None:
    tables.build(shared, tmp_path)
    assert [name for name in facts.TABLES if not filecmp.cmp(DATA / name, tmp_path / name, shallow=False)] == []
