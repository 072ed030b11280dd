"""Files of evidence as people send them: sound ones, and those that are not what they seem. Made here, byte by byte."""

import io
import struct
import zipfile
import zlib

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"
PDF_LOCKED = PDF.replace(b"/Root 1 0 R", b"/Root 1 0 R/Encrypt 7 0 R")
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 30 + b"IEND\xaeB`\x82"
JPEG = b"\xff\xd8\xff\xe0" + b"\0" * 30 + b"\xff\xd9"
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
LOCKED_OFFICE = OLD + "EncryptedPackage".encode("utf-16-le") + b"\0" * 100
TYPES = '<?xml version="1.0"?><Types><Override ContentType="{}"/></Types>'


def packed(parts: dict[str, str | bytes], kind: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", kind) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


def word(**more: str | bytes) -> bytes:
    """A Word document with more parts."""
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    return packed({"[Content_Types].xml": TYPES.format(main), "word/document.xml": "<w/>", **more})


def workbook(kind: str = "sheet.main+xml") -> bytes:
    """An Excel workbook, or what calls itself one."""
    return packed({"[Content_Types].xml": TYPES.format(kind), "xl/workbook.xml": "<w/>"})


def open_document(kind: str = "text", **more: str | bytes) -> bytes:
    """An OpenDocument file."""
    return packed({"mimetype": f"application/vnd.oasis.opendocument.{kind}", "content.xml": "<o/>", **more})


def bomb(megabytes: int) -> bytes:
    """A document of some kilobytes whose list of parts says that it unpacks to so many megabytes."""
    whole = bytearray(word(padding=b"\0" * 1000))
    at = whole.rindex(b"PK\x01\x02", 0, whole.rindex(b"padding"))
    struct.pack_into("<I", whole, at + 24, megabytes * 1024 * 1024)
    return bytes(whole)


def with_password() -> bytes:
    """A Word document whose parts are said to be encrypted."""
    whole = bytearray(word())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        whole[whole.index(mark) + at] |= 1
    return bytes(whole)


def overlapping() -> bytes:
    """A document two of whose parts share their bytes."""
    whole = bytearray(word(first=b"x" * 3000, second=b"y" * 3000))
    directory = [at for at in range(len(whole)) if whole[at : at + 4] == b"PK\x01\x02"]
    offset = struct.unpack_from("<I", whole, directory[0] + 42)[0]
    struct.pack_into("<I", whole, directory[-1] + 42, offset)
    return bytes(whole)


def picture(side: int) -> bytes:
    """A real PNG of one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + b"\x8c\x1d\x2f" * side for _ in range(side))
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
