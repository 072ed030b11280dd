"""What evidence, measurements and records look like as JSON."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from simpul.maturity.actions.records import Proven
from simpul.maturity.model.contradictions import Contradiction
from simpul.maturity.model.evidence import LINK_MOST, NOTE_MOST, TITLE_MOST, Evidence, Measurement
from simpul.maturity.model.records import Record


class WordsOut(BaseModel):
    """The same words in both languages."""

    model_config = ConfigDict(from_attributes=True)
    id: str
    en: str


class FigureOut(BaseModel):
    """One number of a measurement; `value` is text, empty where there was nothing to be measured."""

    model_config = ConfigDict(from_attributes=True)
    key: str
    title: WordsOut
    value: str
    unit: WordsOut


class MeasuredOut(BaseModel):
    """A measurement with its query, time and source."""

    model_config = ConfigDict(from_attributes=True)
    key: str
    title: WordsOut
    figures: list[FigureOut]
    at: datetime
    query: WordsOut
    source: WordsOut


class EvidenceOut(BaseModel):
    """A piece of evidence; `there`: whether its file is on the disk."""

    model_config = ConfigDict(from_attributes=True)
    id: UUID
    stage: str
    indicator: str
    level: int
    kind: str
    evidence_key: str
    title: str
    note: str
    name: str
    media: str
    size: int
    digest: str
    link: str
    measured: MeasuredOut | None
    by_name: str
    at: datetime
    removed_at: datetime | None
    there: bool


class EvidenceIn(BaseModel):
    """Evidence to add: of a file `name` and `content`, of a link `link`, of a measurement `measured` (its key)."""

    model_config = ConfigDict(extra="forbid")
    kind: Literal["file", "link", "measured"]
    level: int = Field(ge=1, le=20, description="The level whose criterion it serves.")
    title: str = Field("", max_length=TITLE_MOST)
    note: str = Field("", max_length=NOTE_MOST)
    evidence_key: str = Field("", max_length=60)
    name: str = Field("", max_length=300)
    content: str = Field("", description="Base64.")
    link: str = Field("", max_length=LINK_MOST)
    measured: str = Field("", max_length=60)


class AgainstOut(BaseModel):
    """A measurement that speaks against a level, and why it may be wrong."""

    model_config = ConfigDict(from_attributes=True)
    level: int
    measured: str
    figure: str
    found: str
    wanted: str
    reason: WordsOut
    doubt: WordsOut
    at: datetime


class SignatureOut(BaseModel):
    """Who signed, in which office, when."""

    model_config = ConfigDict(from_attributes=True)
    role: str
    name: str
    at: datetime


class RecordOut(BaseModel):
    """A signed record without its content."""

    model_config = ConfigDict(from_attributes=True)
    id: UUID
    stage: str
    number: str
    digest: str
    signatures: list[SignatureOut]
    node_signature: str
    at: datetime
    replaced_at: datetime | None


class ProofOut(BaseModel):
    """Whether a record holds: its digest, the persons' signatures, the node's; `key` is the node's public key (base64)."""

    record: RecordOut
    agency: str
    edition: str
    holds: bool
    digest: bool
    persons: bool
    node: bool
    key: str


def evidence(one: Evidence) -> EvidenceOut:
    """The evidence as JSON."""
    return EvidenceOut.model_validate(one)


def measured(one: Measurement) -> MeasuredOut:
    """The measurement as JSON."""
    return MeasuredOut.model_validate(one)


def against(one: Contradiction) -> AgainstOut:
    """The contradiction as JSON."""
    return AgainstOut.model_validate(one)


def record(one: Record) -> RecordOut:
    """The record as JSON."""
    return RecordOut.model_validate(one)


def proof(found: Proven) -> ProofOut:
    """The proof as JSON."""
    said = found.proof
    return ProofOut(
        record=record(found.record),
        agency=found.participant.name,
        edition=found.edition.title,
        holds=said.holds,
        digest=said.digest,
        persons=said.persons,
        node=said.node,
        key=found.key,
    )
