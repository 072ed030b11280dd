"""Evidence (data dukung) of an answer: a file, a link, or what the running system measured. Terms: docs/glossary.md."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import IO
from uuid import UUID

from simpul.maturity.model.instruments import Words

FILE_MOST = 40 * 1024 * 1024
"""So many bytes may a file of evidence have."""
MOST = 40
"""So many pieces of evidence may one indicator have."""
UNDONE_WITHIN = timedelta(days=30)
"""For so long can a removal be taken back; then the file is erased."""
KEPT = timedelta(days=3653)
"""So long after its edition closed evidence is kept: ten years."""
TITLE_MOST, NOTE_MOST, LINK_MOST = 200, 2000, 1000


class EvidenceKind(StrEnum):
    """What a piece of evidence is: a document that was sent, an address, a measurement."""

    FILE = "file"
    LINK = "link"
    MEASURED = "measured"


@dataclass(frozen=True, slots=True)
class MeasuredFigure:
    """One number of a measurement, in both languages; `value` is text, empty where nothing was there to be measured."""

    key: str
    title: Words
    value: str
    unit: Words


@dataclass(frozen=True, slots=True)
class Measurement:
    """What a module measured of the agency: the figures, when, by which query, from where; kept as it was then."""

    key: str
    title: Words
    figures: tuple[MeasuredFigure, ...]
    at: datetime
    query: Words
    source: Words

    def figure(self, key: str) -> MeasuredFigure | None:
        """The figure of this key, if it has one."""
        return next((one for one in self.figures if one.key == key), None)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A piece of evidence for the criterion of `level` of an indicator, added in `stage`.

    `evidence_key`: which of the kinds named by the instrument it is, or empty. `there`: whether the file is still kept.
    """

    id: UUID
    assessment: UUID
    stage: str
    indicator: str
    level: int
    kind: EvidenceKind
    title: str
    at: datetime
    evidence_key: str = ""
    note: str = ""
    file: str = ""
    name: str = ""
    media: str = ""
    size: int = 0
    digest: str = ""
    link: str = ""
    measured: Measurement | None = None
    by: UUID | None = None
    by_name: str = ""
    removed_at: datetime | None = None
    removed_by: str = ""
    there: bool = True


@dataclass(frozen=True, slots=True)
class EvidenceSaid:
    """What somebody says of the evidence they add: for which level, of which kind, called what, with which note."""

    level: int
    title: str
    evidence_key: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class FileFound:
    """What a file is by what it holds: its media type, the ending of its name here, the name it was sent under, cleaned."""

    media: str
    suffix: str
    name: str


@dataclass(frozen=True, slots=True)
class EvidencePlace:
    """To which indicator of which assessment evidence is added."""

    assessment: UUID
    indicator: str


@dataclass(frozen=True, slots=True)
class FileSent:
    """A file as a browser or program sent it: what it holds, from the beginning, and under which name."""

    content: IO[bytes]
    name: str
