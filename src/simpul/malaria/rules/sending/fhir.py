"""A test and its case as a FHIR R4 transaction bundle in SATUSEHAT's identifiers. Codes: law/malaria/fhir.toml.

No name, no NIK: the subject is the patient's id of this node, as a UUID, until SATUSEHAT's own number of the person is
known. The same test gives the same bundle, so that sending it again makes nothing twice at a receiver that looks.
"""

import hashlib
import tomllib
from collections.abc import Mapping
from datetime import UTC
from functools import cache
from importlib.resources import files
from typing import Any
from uuid import UUID

from simpul.malaria.model.register import RegisterRow

Part = dict[str, Any]
_HL7 = "http://terminology.hl7.org/CodeSystem"
_URN = "urn:ietf:rfc:3986"
_CLASSES = {"HH": "home health", "AMB": "ambulatory", "IMP": "inpatient encounter"}
_MEDICINES = {
    "dhp": {"code": "P01BF05", "display": "artenimol and piperaquine"},
    "primaquine": {"code": "P01BA03", "display": "primaquine"},
}


@cache
def codes() -> Mapping[str, Any]:
    """The codes as they stand in the file; read once per process."""
    return tomllib.loads(files("simpul.law").joinpath("malaria/fhir.toml").read_text("utf-8"))


def tells(row: RegisterRow) -> bool:
    """Whether the test is told to SATUSEHAT: one for diagnosis with a result."""
    return row.purpose == "diagnosis" and row.result in ("positive", "negative")


def bundle(row: RegisterRow, organization: str) -> Part:
    """The visit, the test, and for a positive one the diagnosis and what was given."""
    parts = [_observation(row, organization)]
    if row.result == "positive":
        parts += [_condition(row), *_medicines(row)]
    entries = [_encounter(row, organization), *parts]
    return {
        "resourceType": "Bundle",
        "id": str(row.id),
        "type": "transaction",
        **({"meta": {"tag": [{"system": f"{_HL7}/v3-ActReason", "code": "HTEST"}]}} if row.synthetic else {}),
        "entry": [_entry(row.id, name, resource) for name, resource in entries],
    }


def _entry(id: UUID, name: str, resource: Part) -> Part:
    return {"fullUrl": urn(id, name), "resource": resource, "request": {"method": "POST", "url": resource["resourceType"]}}


def urn(id: UUID, name: str) -> str:
    """The address of a part within the test's bundle, the same each time."""
    digest = hashlib.sha256(id.bytes + name.encode()).digest()
    return f"urn:uuid:{UUID(bytes=digest[:16], version=5)}"


def _coded(system: str, code: Mapping[str, str]) -> Part:
    return {"system": system, "code": code["code"], "display": code["display"]}


def _subject(row: RegisterRow) -> Part:
    identifier = {"system": _URN, "value": f"urn:uuid:{row.person or row.id}"}
    return {"type": "Patient", "identifier": identifier, **({"display": "SYNTHETIC"} if row.synthetic else {})}


def _about(row: RegisterRow) -> Part:
    return {"subject": _subject(row), "encounter": {"reference": urn(row.id, "encounter")}}


def _at(row: RegisterRow) -> str:
    return f"{row.at.astimezone(UTC):%Y-%m-%dT%H:%M:%S+00:00}"


def _encounter(row: RegisterRow, organization: str) -> tuple[str, Part]:
    kind = "IMP" if row.admitted else "HH" if row.source == "field" else "AMB"
    made: Part = {
        "resourceType": "Encounter",
        "identifier": [{"system": f"{codes()['system']['encounter']}/{organization}", "value": str(row.id)}],
        "status": "finished",
        "class": {"system": f"{_HL7}/v3-ActCode", "code": kind, "display": _CLASSES[kind]},
        "subject": _subject(row),
        "period": {"start": _at(row), "end": _at(row)},
        "serviceProvider": {"reference": f"Organization/{organization}"},
    }
    if row.result == "positive":
        made["diagnosis"] = [{"condition": {"reference": urn(row.id, "condition")}, "rank": 1}]
    if row.died:
        expired = {"system": f"{_HL7}/discharge-disposition", "code": "exp", "display": "Expired"}
        made["hospitalization"] = {"dischargeDisposition": {"coding": [expired]}}
    return "encounter", made


def _observation(row: RegisterRow, organization: str) -> tuple[str, Part]:
    system, category = codes()["system"], {"system": f"{_HL7}/observation-category", "code": "laboratory"}
    found = {"code": "61462000", "display": "Malaria"}
    nothing = {"code": "260415000", "display": "Not detected"}
    positive = row.result == "positive"
    text = f"{_species(row)['short']} positive" if positive else "negative"
    return "observation", {
        "resourceType": "Observation",
        "identifier": [{"system": f"{system['observation']}/{organization}", "value": str(row.id)}],
        "status": "final",
        "category": [{"coding": [category]}],
        "code": {"coding": [_coded(system["loinc"], codes()["method"][row.method])]},
        **_about(row),
        "effectiveDateTime": _at(row),
        "valueCodeableConcept": {"coding": [_coded(system["snomed"], found if positive else nothing)], "text": text},
    }


def _species(row: RegisterRow) -> Mapping[str, str]:
    found: Mapping[str, Mapping[str, str]] = codes()["species"]
    return found.get(row.species or "unknown", found["unknown"])


def _condition(row: RegisterRow) -> tuple[str, Part]:
    species, system = _species(row), codes()["system"]
    severe = row.severe and "severe" in species
    code = {"code": species["severe" if severe else "code"], "display": species["severe_display" if severe else "display"]}
    made: Part = {
        "resourceType": "Condition",
        "clinicalStatus": {"coding": [{"system": f"{_HL7}/condition-clinical", "code": "active"}]},
        "verificationStatus": {"coding": [{"system": f"{_HL7}/condition-ver-status", "code": _sure(row)}]},
        "category": [{"coding": [{"system": f"{_HL7}/condition-category", "code": "encounter-diagnosis"}]}],
        "code": {"coding": [_coded(system["icd10"], code)], "text": species["short"]},
        **_about(row),
        "recordedDate": row.day.isoformat(),
    }
    if row.severe:
        made["severity"] = {"coding": [{"system": system["snomed"], "code": "24484000", "display": "Severe"}]}
    if row.origin:
        made["note"] = [{"text": f"penularan: {row.origin}"}]
    return "condition", made


def _sure(row: RegisterRow) -> str:
    return "provisional" if row.species == "suspect_knowlesi" else "confirmed"


def _medicines(row: RegisterRow) -> list[tuple[str, Part]]:
    given = [*(["dhp"] if row.treated == "standard" else []), *(["primaquine"] if row.primaquine else [])]
    made = [(name, _statement(row, {"coding": [_coded(codes()["system"]["atc"], _MEDICINES[name])]})) for name in given]
    if row.treated == "other":
        made.append(("other", _statement(row, {"text": "obat di luar program"})))
    return made


def _statement(row: RegisterRow, medicine: Part) -> Part:
    told = _about(row)
    return {
        "resourceType": "MedicationStatement",
        "status": "active",
        "medicationCodeableConcept": medicine,
        "subject": told["subject"],
        "context": told["encounter"],
        "effectivePeriod": {"start": row.day.isoformat()},
        "dateAsserted": row.day.isoformat(),
        "reasonReference": [{"reference": urn(row.id, "condition")}],
    }
