"""Who may take what out of the programme, and which fields it has. Law: UU 27/2022 (personal data); Permenkes 22/2022.

Names and NIK leave in one way alone: the investigation form, to those who answer for the village. No export, event or log
line holds them.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from simpul.kernel.actor import Actor
from simpul.malaria.model.register import COUNTS
from simpul.malaria.model.sending import PURPOSES, Artefact, Holds
from simpul.malaria.model.sending_refusals import NotEntitled, PurposeMissing
from simpul.malaria.rules.desk import OFFICER, SUPERVISOR, answers_for

_DESK, _OFFICE = frozenset({OFFICER, SUPERVISOR}), frozenset({OFFICER})
_COUNTED = frozenset({"area", "name", "month", "synthetic", *COUNTS})
_ROW = frozenset(
    {"id", "day", "month", "year", "province", "regency", "village", "facility", "age", "sex", "occupation", "method"}
) | frozenset({"species", "severe", "admitted", "died", "origin", "treated", "primaquine", "result", "synthetic"})
_FHIR = frozenset({"test", "person", "organization", "at", "method", "result", "species", "severe", "admitted", "died"}) | {
    "treated",
    "primaquine",
    "origin",
    "synthetic",
}
_FORM = frozenset({"name", "nik", "age", "sex", "occupation", "address", "phone", "travel", "contacts", "village"})

ARTEFACTS: Mapping[str, Artefact] = {
    one.code: one
    for one in (
        Artefact("dhis2", Holds.COUNTS, _DESK, _COUNTED),
        Artefact("adx", Holds.COUNTS, _DESK, _COUNTED),
        Artefact("sismal_sheet", Holds.COUNTS, _DESK, _COUNTED),
        Artefact("report", Holds.COUNTS, _DESK, _COUNTED),
        Artefact("sismal_register", Holds.ROWS, _DESK, _ROW, purpose=True),
        Artefact("fhir", Holds.ROWS, _OFFICE, _FHIR, purpose=True),
        Artefact("investigation_form", Holds.NAMES, _DESK, _FORM),
    )
}
IDENTIFYING = frozenset(
    {"name", "nama", "nik", "mother", "ibu", "nama_ibu", "phone", "telepon", "no_telp", "hp", "address", "alamat"}
) | {"birth_date", "tanggal_lahir", "telecom", "photo", "given", "family", "birthDate"}
"""Names of fields that tell who somebody is; in no artefact but one that holds names."""


def entitled(actor: Actor, artefact: str, region: str) -> bool:
    """Whether the actor may take this artefact of this region."""
    kind = ARTEFACTS.get(artefact)
    if kind is None or not actor.agency or not actor.signed_in:
        return False
    return any(actor.has(role) for role in kind.roles) and answers_for(actor, region)


def permit(actor: Actor, artefact: str, region: str) -> None:
    """Nothing, when the actor may take this artefact of this region; NotEntitled."""
    if not entitled(actor, artefact, region):
        raise NotEntitled()


def permit_take(actor: Actor, artefact: str, region: str, purpose: str) -> str:
    """The purpose as it is kept: empty where none is asked for; NotEntitled, PurposeMissing."""
    permit(actor, artefact, region)
    if not ARTEFACTS[artefact].purpose:
        return ""
    if purpose not in PURPOSES:
        raise PurposeMissing()
    return purpose


def only(artefact: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of the row that the artefact may hold, and no others."""
    fields = ARTEFACTS[artefact].fields
    return {name: value for name, value in row.items() if name in fields}


def identifying(document: Any) -> set[str]:
    """The names of identifying fields anywhere in the document."""
    return {name for name in _names(document) if name in IDENTIFYING}


def _names(document: Any) -> Iterable[str]:
    if isinstance(document, Mapping):
        for name, value in document.items():
            yield str(name)
            yield from _names(value)
    elif isinstance(document, list | tuple):
        for one in document:
            yield from _names(one)
