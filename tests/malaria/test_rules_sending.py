"""A month for DHIS2, ADX and FHIR: what their own validators say of it, and that all count the same."""

import itertools
import json
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import xmlschema

from simpul.malaria.model.register import COUNTS, ORIGINS, SPECIES, RegisterRow, Tally
from simpul.malaria.rules import entitled
from simpul.malaria.rules.sending import adx, dhis2, elements, fhir, reconciling
from tests.conftest import ROOT, SHARED

pytestmark = pytest.mark.rules
HERE = Path(__file__).parent
NODE = shutil.which("node")
AT = datetime(2026, 10, 5, 23, 30, tzinfo=UTC)
ROW = RegisterRow(
    village="92.06.01.2001",
    id=UUID(int=7),
    person=UUID(int=8),
    day=date(2026, 10, 6),
    at=AT,
    source="field",
    facility="",
    method="rdt",
    result="positive",
    species="falciparum",
    sex="P",
    age=34,
)
needs_node = pytest.mark.skipif(
    NODE is None or not (ROOT / "node_modules/fhir").is_dir(), reason="node with its packages is not here (npm ci)"
)


def _judged(bundles: Sequence[Any], sets: Sequence[Any] = ()) -> dict[str, list[list[str]]]:
    given = json.dumps({"bundles": bundles, "dhis2": sets}).encode()
    done = subprocess.run(
        [str(NODE), str(HERE / "sending_examples.mjs")], input=given, capture_output=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    return json.loads(done.stdout)


def _every_row() -> list[RegisterRow]:
    """Every species with every course of a case; every method, source and result."""
    cases = itertools.product(SPECIES, ("standard", "other", "none"), (True, False), (True, False), (True, False))
    made = [
        replace(ROW, species=species, treated=treated, primaquine=primaquine, severe=severe, died=died, synthetic=died)
        for species, treated, primaquine, severe, died in cases
    ]
    kinds = itertools.product(("rdt", "slide", "pcr"), ("field", "sismal"), ("positive", "negative"), (True, False))
    made += [
        replace(ROW, method=method, source=source, result=result, admitted=admitted, person=None)
        for method, source, result, admitted in kinds
    ]
    made += [replace(ROW, origin=origin) for origin in (*ORIGINS, None)] + [replace(ROW, species=None)]
    return [replace(row, id=UUID(int=100 + n)) for n, row in enumerate(made)]


def _tally(village: str = "92.06.01.2001", **counts: int) -> Tally:
    return Tally(village, date(2026, 10, 1), dict.fromkeys(COUNTS, 0) | counts)


@needs_node
def test_every_kind_of_test_is_a_bundle_that_npm_fhir_and_the_json_schema_of_hl7_take():
    rows = _every_row()
    said = _judged([fhir.bundle(row, "1000004") for row in rows])["bundles"]
    assert len(said) == len(rows) > 190
    assert [one for one in said if one] == []


@needs_node
def test_the_validators_refuse_every_bundle_that_is_spoilt():
    spoilt = []
    for part, name, value in (
        ("Encounter", "status", "done"),
        ("Observation", "x", 1),
        ("Condition", "recordedDate", "05-10-2026"),
    ):
        bundle = fhir.bundle(ROW, "1000004")
        resource = next(one["resource"] for one in bundle["entry"] if one["resource"]["resourceType"] == part)
        resource[name] = value
        spoilt.append(bundle)
    assert all(_judged(spoilt)["bundles"])


@needs_node
def test_the_good_bundle_of_the_material_passes_and_the_bad_one_does_not():
    folder = SHARED / "data/malaria/fhir"
    if not folder.is_dir():
        pytest.skip("../shared/data/malaria is not here")
    given = [json.loads((folder / name).read_text()) for name in ("bundle.json", "bundle_bad.json")]
    good, bad = _judged(given)["bundles"]
    assert good == []
    assert bad


def test_a_bundle_names_nobody_and_points_only_at_itself():
    for row in _every_row():
        bundle = fhir.bundle(row, "1000004")
        assert entitled.identifying(bundle) == set()
        own = {entry["fullUrl"] for entry in bundle["entry"]}
        text = json.dumps(bundle)
        pointed = {word.split('"')[0] for word in text.split('"reference": "')[1:]}
        assert pointed - own == {"Organization/1000004"}


def test_the_same_test_gives_the_same_bundle_and_another_test_other_addresses():
    again, other = fhir.bundle(ROW, "1"), fhir.bundle(replace(ROW, id=UUID(int=9)), "1")
    assert again == fhir.bundle(ROW, "1")
    assert not {one["fullUrl"] for one in again["entry"]} & {one["fullUrl"] for one in other["entry"]}


@pytest.mark.parametrize(
    ("species", "severe", "code", "short"),
    [
        ("falciparum", False, "B50.9", "Pf"),
        ("falciparum", True, "B50.8", "Pf"),
        ("vivax", False, "B51.9", "Pv"),
        ("vivax", True, "B51.8", "Pv"),
        ("malariae", False, "B52.9", "Pm"),
        ("ovale", True, "B53.0", "Po"),
        ("knowlesi", False, "B53.1", "Pk"),
        ("suspect_knowlesi", False, "B53.8", "Suspek Pk"),
        ("mixed_pf_pv_po", False, "B50.9", "Mix"),
        ("unknown", False, "B53.8", "Lain"),
        (None, False, "B53.8", "Lain"),
    ],
)
def test_a_species_is_diagnosed_by_its_code_of_icd_10(species, severe, code, short):
    bundle = fhir.bundle(replace(ROW, species=species, severe=severe), "1")
    condition = next(one["resource"] for one in bundle["entry"] if one["resource"]["resourceType"] == "Condition")
    assert (condition["code"]["coding"][0]["code"], condition["code"]["text"]) == (code, short)
    assert ("severity" in condition) is severe


def test_a_negative_test_has_no_diagnosis_and_no_medicine():
    bundle = fhir.bundle(replace(ROW, result="negative", species=None, treated="standard"), "1")
    assert [one["resource"]["resourceType"] for one in bundle["entry"]] == ["Encounter", "Observation"]


def test_what_is_not_for_diagnosis_or_has_no_result_is_not_told():
    assert fhir.tells(ROW)
    assert not fhir.tells(replace(ROW, purpose="day28"))
    assert not fhir.tells(replace(ROW, result="invalid"))
    assert not fhir.tells(replace(ROW, result="pending"))


@needs_node
def test_the_data_value_set_fits_the_documented_form_and_a_spoilt_one_does_not():
    made = dhis2.data_value_set([_tally(rdt=4, positive=2, pf=2), _tally("92.06.01.2002")], lambda area: area)
    spoilt = json.loads(json.dumps(made))
    spoilt["dataValues"][0]["value"] = 4
    good, bad = _judged([], [made, spoilt])["dhis2"]
    assert good == []
    assert bad


def test_a_place_is_sent_under_its_number_there_and_with_noughts():
    made = dhis2.data_value_set([_tally(rdt=4, positive=2)], {"92.06.01.2001": "OU_559"}.__getitem__)
    values = {one["dataElement"]: one for one in made["dataValues"]}
    assert values["MAL_CONFI_CASES_MICR_RDT"] == {
        "dataElement": "MAL_CONFI_CASES_MICR_RDT",
        "period": "202610",
        "orgUnit": "OU_559",
        "value": "2",
    }
    assert values["MAL_PV_MICR_RDT"]["value"] == "0"
    assert len(values) == len(elements.elements().elements)


def test_an_adx_document_fits_the_schema_of_the_profile_and_a_spoilt_one_does_not():
    schema = xmlschema.XMLSchema(HERE / "adx.xsd")
    made = adx.document([_tally(rdt=4), _tally("92.06.01.2002")], lambda area: f'{area} "A&B"', AT).decode()
    schema.validate(made)
    for good, bad in (
        (' period="2026-10-01/P1M"', ' period="202610"'),
        (' exported="2026-10-05T23:30:00Z"', ""),
        ("group", "grup"),
    ):
        assert good in made
        assert not schema.is_valid(made.replace(good, bad))


def test_made_up_figures_say_so_in_every_form():
    tally = replace(_tally(rdt=1), synthetic=True)
    assert {one["comment"] for one in dhis2.data_value_set([tally], str)["dataValues"]} == {"SYNTHETIC"}
    assert b'comment="SYNTHETIC"' in adx.document([tally], str, AT)
    marked = fhir.bundle(replace(ROW, synthetic=True), "1")
    assert marked["meta"]["tag"][0]["code"] == "HTEST"
    assert marked["entry"][0]["resource"]["subject"]["display"] == "SYNTHETIC"


def test_every_column_of_the_tally_that_the_sheet_needs_has_an_element_and_no_code_stands_twice():
    told = {name for one in elements.elements().elements for name in one.columns}
    assert told == set(COUNTS) - {"tested", "primaquine_due"}
    with pytest.raises(ValueError, match="twice"):
        elements.read(
            'data_set="X"\nsource="x"\nformat="x"\n[[element]]\ncode="A"\ncolumns=["pf"]\n' * 1
            + '[[element]]\ncode="A"\ncolumns=["pv"]\n'
        )


def test_rows_bundles_tally_dhis2_and_adx_read_back_count_the_same():
    rows = [replace(row, origin=None) for row in _every_row()]
    counts = reconciling.of_rows(rows)
    tally = _tally(**counts, **{name: sum(row.method == name for row in rows) for name in ("rdt", "slide", "pcr")})
    forms = {
        "register": counts,
        "sheet": reconciling.of_tallies([tally]),
        "dhis2": reconciling.of_elements(dhis2.totals(dhis2.data_value_set([tally], str))),
        "adx": reconciling.of_elements(adx.totals(adx.document([tally], str, AT))),
        "fhir": reconciling.of_bundles([fhir.bundle(row, "1") for row in rows]),
    }
    assert counts["positive"] > 180
    assert [line.item for line in reconciling.compared(forms) if not line.same] == []


def test_a_case_that_one_form_lost_is_seen():
    forms = {"register": reconciling.of_rows([ROW]), "fhir": reconciling.of_bundles([])}
    assert {line.item for line in reconciling.compared(forms) if not line.same} == {"tested", "positive", "pf"}
