"""What a file of evidence is, told by what it holds and never by its name; what is not taken, with the reason.

Nothing is unpacked but a list of parts: a document that says it would unpack to very much is refused before that.
"""

import hashlib
import re
import zipfile
from collections.abc import Iterator, Mapping
from typing import IO

from simpul.kernel.sent_files import UNPACKING, clean_name, overlapping
from simpul.maturity.model.evidence import FileFound
from simpul.maturity.model.evidence_refusals import (
    EvidenceFileBomb,
    EvidenceFileBroken,
    EvidenceFileLies,
    EvidenceFileLocked,
    EvidenceFileMacros,
    EvidenceFileMissing,
    EvidenceFileOld,
    EvidenceFileStrange,
)

UNPACKED_MOST = 400 * 1024 * 1024
PARTS_MOST = 10_000
"""A workbook of 100 MB has some hundred parts."""
_CHUNK = 1024 * 1024
_OOXML, _ODF = "application/vnd.openxmlformats-officedocument.", "application/vnd.oasis.opendocument."
KINDS: Mapping[str, tuple[str, tuple[str, ...], str]] = {
    "application/pdf": ("pdf", ("pdf",), "PDF"),
    "image/png": ("png", ("png",), "PNG"),
    "image/jpeg": ("jpg", ("jpg", "jpeg", "jfif"), "JPEG"),
    f"{_OOXML}wordprocessingml.document": ("docx", ("docx",), "DOCX (Word)"),
    f"{_OOXML}spreadsheetml.sheet": ("xlsx", ("xlsx",), "XLSX (Excel)"),
    f"{_OOXML}presentationml.presentation": ("pptx", ("pptx",), "PPTX (PowerPoint)"),
    f"{_ODF}text": ("odt", ("odt",), "ODT"),
    f"{_ODF}spreadsheet": ("ods", ("ods",), "ODS"),
    f"{_ODF}presentation": ("odp", ("odp",), "ODP"),
    "text/plain": ("txt", ("txt", "csv", "md", "log"), "TXT"),
}
"""Media type: the ending under which it is kept, the endings its name may have, what it is called in every language."""
_PARTS = {
    "word/document.xml": f"{_OOXML}wordprocessingml.document",
    "xl/workbook.xml": f"{_OOXML}spreadsheetml.sheet",
    "ppt/presentation.xml": f"{_OOXML}presentationml.presentation",
}
_ENCRYPT = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R|<<)")
_OLE, _OLE_LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "EncryptedPackage".encode("utf-16-le")
_MACROS = re.compile(r"(?:^|/)(?:vbaProject\.bin|vbaData\.xml|activeX\d*\.bin)$|^(?:Basic|Scripts)/.+", re.IGNORECASE)
_CONTROL = frozenset("\t\n\r\f")
NAME_MOST = 120


def found(file: IO[bytes], sent_as: str) -> FileFound:
    """What the file is and how its name is kept; else the refusal that says what is wrong with it."""
    media = _media(file)
    suffix, endings, words = KINDS[media]
    name = clean_name(sent_as, NAME_MOST)
    stem, dot, ending = name.rpartition(".")
    if not dot or not re.fullmatch(r"[A-Za-z0-9]{1,5}", ending):
        return FileFound(media, suffix, f"{name or 'data'}.{suffix}")
    if ending.lower() not in endings:
        raise EvidenceFileLies(said=ending.lower(), found=words)
    return FileFound(media, suffix, f"{stem or 'data'}.{ending.lower()}")


def digest(file: IO[bytes]) -> str:
    """SHA-256 of what the file holds, in hex."""
    file.seek(0)
    found = hashlib.sha256()
    while piece := file.read(_CHUNK):
        found.update(piece)
    return found.hexdigest()


def _media(file: IO[bytes]) -> str:
    file.seek(0)
    head = file.read(1024)
    if not head:
        raise EvidenceFileMissing()
    if b"%PDF-" in head:
        return _pdf(file)
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return _ended(file, b"IEND", "image/png")
    if head.startswith(b"\xff\xd8\xff"):
        return _ended(file, b"\xff\xd9", "image/jpeg")
    if head.startswith(b"PK\x03\x04"):
        return _packed(file)
    if head.startswith(_OLE):
        raise EvidenceFileLocked() if any(_OLE_LOCKED in part for part in _chunks(file, 40)) else EvidenceFileOld()
    return _text(file)


def _pdf(file: IO[bytes]) -> str:
    """PDF; broken where its end is missing, locked where it says that it is encrypted (ISO 32000-2, 7.6)."""
    if b"%%EOF" not in _tail(file, 2048):
        raise EvidenceFileBroken()
    if any(_ENCRYPT.search(part) for part in _chunks(file, 64)):
        raise EvidenceFileLocked()
    return "application/pdf"


def _ended(file: IO[bytes], mark: bytes, media: str) -> str:
    if mark not in _tail(file, 64 * 1024):
        raise EvidenceFileBroken()
    return media


def _tail(file: IO[bytes], size: int) -> bytes:
    file.seek(0, 2)
    file.seek(max(0, file.tell() - size))
    return file.read()


def _chunks(file: IO[bytes], overlap: int) -> Iterator[bytes]:
    """The file piece by piece, each beginning with the end of the one before."""
    file.seek(0)
    before = b""
    while piece := file.read(_CHUNK):
        yield before + piece
        before = piece[-overlap:]


def _packed(file: IO[bytes]) -> str:
    """An office document by its parts."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as packed:
            parts = packed.infolist()
            _permit_parts(parts)
            return _office(packed, {one.filename for one in parts})
    except UNPACKING:
        raise EvidenceFileBroken() from None


def _permit_parts(parts: list[zipfile.ZipInfo]) -> None:
    size = sum(one.file_size for one in parts)
    if size > UNPACKED_MOST or len(parts) > PARTS_MOST or overlapping(parts):
        raise EvidenceFileBomb(size=-(-size // (1024 * 1024)))
    if any(one.flag_bits & 1 for one in parts):
        raise EvidenceFileLocked()
    if any(_MACROS.search(one.filename) for one in parts):
        raise EvidenceFileMacros()


def _office(packed: zipfile.ZipFile, names: set[str]) -> str:
    if "[Content_Types].xml" in names:
        with packed.open("[Content_Types].xml") as listed:
            if b"macroenabled" in listed.read(_CHUNK).lower():
                raise EvidenceFileMacros()
        media = next((media for part, media in _PARTS.items() if part in names), "")
    elif "mimetype" in names:
        with packed.open("mimetype") as listed:
            media = listed.read(200).decode("ascii", "replace").strip()
        if "META-INF/manifest.xml" in names:
            with packed.open("META-INF/manifest.xml") as listed:
                if b"encryption-data" in listed.read(_CHUNK):
                    raise EvidenceFileLocked()
    else:
        media = ""
    if media not in KINDS:
        raise EvidenceFileStrange()
    return media


def _text(file: IO[bytes]) -> str:
    """Plain text: UTF-8 throughout, without bytes that no text holds."""
    file.seek(0)
    content = file.read()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise EvidenceFileStrange() from None
    if any(one < " " and one not in _CONTROL for one in text) or text.lstrip()[:1] == "<":
        raise EvidenceFileStrange()
    return "text/plain"
