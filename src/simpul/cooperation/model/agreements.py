"""Agreements between the sides: parties, instrument, term, annexes and extensions, texts with their digests."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from simpul.cooperation.model.programmes import Side, Told


class Instrument(StrEnum):
    """The kind of paper, as its title says it; `MSP` and others are kept as the source names them."""

    MOU = "mou"
    MSP = "msp"
    ARRANGEMENT = "arrangement"
    ANNEX = "annex"
    EXTENSION = "extension"
    OTHER = "other"


class PartyPart(StrEnum):
    """What a party does: signs, or carries out."""

    SIGNATORY = "signatory"
    IMPLEMENTER = "implementer"


@dataclass(frozen=True, slots=True)
class Party:
    """An institution in an agreement; `represented_by`: who signed for it, as the source says."""

    name: str
    side: Side
    part: PartyPart = PartyPart.SIGNATORY
    represented_by: str = ""


@dataclass(frozen=True, slots=True)
class Agreement:
    """One instrument. `parent`: the one that it annexes or extends. Days are None where no source states them."""

    id: UUID
    programme: str
    instrument: Instrument
    title: Told
    signed_on: date | None
    signed_at: str
    since: date | None
    until: date | None
    parties: tuple[Party, ...]
    parent: UUID | None = None
    note: Told | None = None
    inferred: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    ended_on: date | None = None
    synthetic: bool = False
    version: int = 1


@dataclass(frozen=True, slots=True)
class TextSignature:
    """A signature in a text. `intact`: what it covers is unchanged; `whole`: it covers all; `trusted`: None if unknown."""

    signer: str
    signed_at: datetime | None
    intact: bool
    whole: bool
    trusted: bool | None = None


@dataclass(frozen=True, slots=True)
class AgreementText:
    """An agreement's text in one language: the file as it was given, and its SHA-256 in lower hexadecimals.

    `signatures`: those found in a PDF when it came in; None where none were looked for.
    """

    id: UUID
    agreement: UUID
    language: str
    file: str
    name: str
    bytes: int
    sha256: str
    by_name: str
    at: datetime
    replaced_at: datetime | None = None
    media: str = "application/pdf"
    signatures: tuple[TextSignature, ...] | None = None


class TermState(StrEnum):
    """Where an agreement is in its term, with its extensions."""

    RUNNING = "running"
    ENDING = "ending"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Alarm:
    """An agreement that ends in `left` days, not more than `mark`, and that nothing extends."""

    agreement: Agreement
    until: date
    left: int
    mark: int


@dataclass(frozen=True, slots=True)
class Twig:
    """An agreement in its family, and how far below the first one it hangs."""

    agreement: Agreement
    depth: int
