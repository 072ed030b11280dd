"""What a file of the library is, told by what it holds and never by its name: PDF and office documents without macros.

Nothing is unpacked but the list of parts: a document that says it would unpack to very much is refused before that.
"""

import lzma
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO

from simpul.cooperation.model.project_refusals import FileLies, FileMissing, FileStrange, FileTooLarge

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
_UNPACKING = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    NotImplementedError,
    EOFError,
    OSError,
    ValueError,
    RuntimeError,
    KeyError,
)
"""What a damaged or strange package makes the reading of its list raise."""


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
    stem, dot, ending = clean_name(sent_as).rpartition(".")
    if dot and ending.lower() != suffix and re.fullmatch(r"[A-Za-z0-9]{1,5}", ending):
        raise FileLies(said=ending.lower(), found=suffix.upper())
    plain = stem if dot and ending.lower() == suffix else clean_name(sent_as)
    return FileFound(media, suffix, f"{plain or 'dokumen'}.{suffix}")


def clean_name(sent: str) -> str:
    """The last part of the path that a browser sent, without what could deceive: controls, marks that turn the writing."""
    last = re.split(r"[/\\]", sent)[-1]
    plain = "".join(one for one in unicodedata.normalize("NFC", last) if unicodedata.category(one)[0] != "C")
    tidy = re.sub(r"\s+", " ", re.sub(r'[<>:"|?*;%]', "_", plain)).strip(" .")
    stem, dot, ending = tidy.rpartition(".")
    return f"{stem[:_NAME_MOST]}{dot}{ending[:5]}" if dot else tidy[:_NAME_MOST]


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
    except _UNPACKING:
        raise FileStrange() from None
    media = next((media for part, media in _PARTS.items() if part in names), None)
    if media is None:
        raise FileStrange()
    return media


def _permit_parts(parts: list[zipfile.ZipInfo], names: set[str]) -> None:
    """FileStrange for what would unpack to very much, hides parts in others, is locked, or holds programs."""
    size = sum(one.file_size for one in parts)
    too_much = size > _UNPACKED_MOST or len(parts) > _PARTS_MOST
    if too_much or len(names) != len(parts) or _overlap(parts):
        raise FileStrange()
    if any(one.flag_bits & 1 or _MACROS.search(one.filename) for one in parts):
        raise FileStrange()


def _overlap(parts: list[zipfile.ZipInfo]) -> bool:
    """Whether two parts share bytes: the trick by which a small file unpacks to terabytes."""
    end = 0
    for one in sorted(parts, key=lambda part: part.header_offset):
        if one.header_offset < end:
            return True
        end = one.header_offset + one.compress_size
    return False
