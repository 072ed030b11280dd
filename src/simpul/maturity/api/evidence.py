"""Evidence and signed records for programs: listed, added, removed, measured; proofs for everybody.

A file comes as base64 within the JSON, which may have 1 MB in all; larger files are sent by the page.
"""

import base64
import binascii
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any
from uuid import UUID

from fastapi import APIRouter

from simpul.kernel.web.api import Asking
from simpul.maturity.actions import evidence as seeing
from simpul.maturity.actions import evidence_changing as changing
from simpul.maturity.actions import records
from simpul.maturity.api import evidence_forms as forms
from simpul.maturity.api.assessment_forms import Id, Indicator
from simpul.maturity.api.evidence_forms import AgainstOut, EvidenceIn, EvidenceOut, MeasuredOut, ProofOut, RecordOut
from simpul.maturity.model.evidence import Evidence, EvidencePlace, EvidenceSaid, FileSent
from simpul.maturity.model.evidence_refusals import EvidenceFileBroken

router = APIRouter(prefix="/maturity")


@router.get("/assessments/{id}/evidence")
def everything(request: Asking, id: Id) -> dict[str, list[EvidenceOut]]:
    """By indicator, what serves it, with checksums and whether each file is on the disk."""
    found = seeing.of_assessment(request.platform, request.actor, id)
    return {key: [forms.evidence(one) for one in pieces] for key, pieces in found.items()}


@router.get("/assessments/{id}/indicators/{indicator}/evidence")
def of_indicator(request: Asking, id: Id, indicator: Indicator) -> list[EvidenceOut]:
    """What serves the indicator, by level."""
    found = seeing.of_indicator(request.platform, request.actor, id, indicator)
    return [forms.evidence(one) for one in found]


@router.post("/assessments/{id}/indicators/{indicator}/evidence", status_code=201)
def add(request: Asking, id: Id, indicator: Indicator, body: EvidenceIn) -> EvidenceOut:
    """A file, link or measurement serves the level from now on; 422 says what is wrong with it, 409 that it is too late."""
    said = EvidenceSaid(body.level, body.title.strip(), body.evidence_key, body.note.strip())
    return forms.evidence(_added(request, EvidencePlace(id, indicator), body, said))


def _added(request: Asking, at: EvidencePlace, body: EvidenceIn, said: EvidenceSaid) -> Evidence:
    match body.kind:
        case "link":
            return changing.add_link(request.platform, request.actor, at, body.link.strip(), said)
        case "measured":
            return changing.add_measured(request.platform, request.actor, at, body.measured, said)
        case _:
            sent = FileSent(BytesIO(_content(body.content)), body.name)
            return changing.add_file(request.platform, request.actor, at, sent, said)


def _content(given: str) -> bytes:
    try:
        return base64.b64decode(given, validate=True)
    except (binascii.Error, ValueError):
        raise EvidenceFileBroken() from None


@router.delete("/evidence/{evidence}")
def remove(request: Asking, evidence: UUID) -> EvidenceOut:
    """It is removed, and can be taken back for 30 days."""
    return forms.evidence(changing.remove(request.platform, request.actor, evidence))


@router.post("/evidence/{evidence}/undo")
def undo(request: Asking, evidence: UUID) -> EvidenceOut:
    """The removal is taken back."""
    return forms.evidence(changing.undo(request.platform, request.actor, evidence))


@router.get("/assessments/{id}/measured")
def measured(request: Asking, id: Id) -> list[MeasuredOut]:
    """What this node measures of the agency at this moment, each figure with its query."""
    return [forms.measured(one) for one in seeing.offered(request.platform, request.actor, id)]


@router.get("/assessments/{id}/contradictions")
def contradictions(request: Asking, id: Id) -> dict[str, list[AgainstOut]]:
    """By indicator, what is measured that speaks against the level the agency claims, always with its doubt."""
    levels = seeing.claimed(request.platform, request.actor, id)
    found = seeing.contradictions_of(request.platform, request.actor, id, levels)
    return {key: [forms.against(one) for one in said] for key, said in found.items()}


@router.get("/assessments/{id}/records")
def all_records(request: Asking, id: Id) -> Sequence[RecordOut]:
    """Every record of the assessment, the newest first."""
    return [forms.record(one) for one in records.all_of(request.platform, request.actor, id)]


@router.get("/records/{record}")
def proof(request: Asking, record: UUID) -> ProofOut:
    """Whether the record's digest and signatures hold, for everybody; without its content."""
    return forms.proof(records.prove(request.platform, request.actor, record))


@router.get("/records/{record}/message")
def message(request: Asking, record: UUID) -> Mapping[str, Any]:
    """What was signed. Its canonical JSON has the record's digest; for the agency, its assessors and the ministry."""
    found, _ = records.read(request.platform, request.actor, record)
    return found.record.message
