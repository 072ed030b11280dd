"""What a file of the library is, told by what it holds and never by its name: PDF and office documents without macros.

Nothing is unpacked but the list of parts: a document that says it would unpack to very much is refused before that.
"""

import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO

from simpul.cooperation.model.project_refusals import FileLies, FileMissing, FileStrange, FileTooLarge
from simpul.kernel.sent_files import UNPACKING, clean_name, overlapping

BYTES_MOST = 50 * 1024 * 1024
_UNPACKED_MOST, _PARTS_MOST, _TYPES_MOST, _NAME_MOST = 400 * 1024 * 1024, 10_000, 1024 * 1024, 120
_OOXML = "application/vnd.openxmlformats-officedocument."
PDF = "application/pdf"
KINDS: Mapping[str, str] = {
    PDF: "pdf",
    f"{_OOXML}wordprocessingml.document": "docx",
    f"{_OOXML}spreadsheetml.sheet": "xlsx",
    f"{_OOXML}presentationml.presentation": "pptx",
}
"""Media type, and the ending that a name has."""
_PARTS = {
    "word/document.xml": f"{_OOXML}wordprocessingml.document",
    "xl/workbook.xml": f"{_OOXML}spreadsheetml.sheet",
    "ppt/presentation.xml": f"{_OOXML}presentationml.presentation",
}
_ENCRYPTED = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R|<<)")
_ACTIVE = re.compile(rb"/(?:JavaScript|Launch)\b")
_MACROS = re.compile(r"(?:^|/)(?:vbaProject\.bin|vbaData\.xml|activeX\d*\.(?:bin|xml)|oleObject\d*\.bin)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FileFound:
    """What a file is, the ending it is kept under, and its name as it is shown."""

    media: str
    suffix: str
    name: str


def found(content: bytes, sent_as: str) -> FileFound:
    """What the file is; FileMissing, FileTooLarge, FileStrange, and FileLies where its name says another kind."""
    if not content:
        raise FileMissing()
    if len(content) > BYTES_MOST:
        raise FileTooLarge()
    media = _media(content)
    suffix = KINDS[media]
    stem, dot, ending = clean_name(sent_as, _NAME_MOST).rpartition(".")
    if dot and ending.lower() != suffix and re.fullmatch(r"[A-Za-z0-9]{1,5}", ending):
        raise FileLies(said=ending.lower(), found=suffix.upper())
    plain = stem if dot and ending.lower() == suffix else clean_name(sent_as, _NAME_MOST)
    return FileFound(media, suffix, f"{plain or 'dokumen'}.{suffix}")


def _media(content: bytes) -> str:
    if content.startswith(b"%PDF-"):
        if b"%%EOF" not in content[-2048:] or _ENCRYPTED.search(content) or _ACTIVE.search(content):
            raise FileStrange()
        return PDF
    if content.startswith(b"PK\x03\x04"):
        return _packed(content)
    raise FileStrange()


def _packed(content: bytes) -> str:
    """An office document by its parts."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            parts = packed.infolist()
            names = {one.filename for one in parts}
            _permit_parts(parts, names)
            with packed.open("[Content_Types].xml") as types:
                if b"macroenabled" in types.read(_TYPES_MOST).lower():
                    raise FileStrange()
    except UNPACKING:
        raise FileStrange() from None
    media = next((media for part, media in _PARTS.items() if part in names), None)
    if media is None:
        raise FileStrange()
    return media


def _permit_parts(parts: list[zipfile.ZipInfo], names: set[str]) -> None:
    """FileStrange for what would unpack to very much, hides parts in others, is locked, or holds programs."""
    size = sum(one.file_size for one in parts)
    too_much = size > _UNPACKED_MOST or len(parts) > _PARTS_MOST
    if too_much or len(names) != len(parts) or overlapping(parts):
        raise FileStrange()
    if any(one.flag_bits & 1 or _MACROS.search(one.filename) for one in parts):
        raise FileStrange()
