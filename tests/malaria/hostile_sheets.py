"""Files that are no sheet, or a trap: how each is made, and the problem by which it is refused."""

import io
import zipfile

from tests.malaria import sheet_makers as sheet
from tests.malaria.sheet_makers import case


def _bomb() -> bytes:
    """A small file whose directory says that it unpacks to 2 GB."""
    out = bytearray(_zip(**{"xl/workbook.xml": "<workbook/>", "xl/worksheets/sheet1.xml": "0" * 100_000}))
    directory = out.rindex(b"PK\x01\x02")
    out[directory + 24 : directory + 28] = (2**31 - 1).to_bytes(4, "little")
    return bytes(out)


def _lying_bomb() -> bytes:
    """A real sheet that says a cell stands in the last row and column there can be."""
    source, out = zipfile.ZipFile(io.BytesIO(sheet.xlsx([case(1)]))), io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in source.namelist():
            held = source.read(name)
            if name.endswith("sheet1.xml"):
                far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
                held = held.replace(b"</sheetData>", far)
            packed.writestr(name, held)
    return out.getvalue()


def _zip(**parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, held in parts.items():
            packed.writestr(name, held)
    return out.getvalue()


WHOLE = sheet.xlsx([case(1)])
HOSTILE = {
    "a bomb that unpacks to 2 GB": (_bomb, "malaria-sheet-unreadable"),
    "a cell in the last row and column": (_lying_bomb, "malaria-sheet-unreadable"),
    "a picture called .xlsx": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40, "malaria-not-a-sheet"),
    "a program called .xlsx": (lambda: b"MZ\x90\x00" + b"\x00\x01\x02\x03" * 500, "malaria-not-a-sheet"),
    "a letter": (lambda: b"Yang terhormat Bapak Kepala Dinas\n" * 20, "malaria-not-a-sheet"),
    "a document called .xlsx": (lambda: _zip(word="x"), "malaria-not-a-sheet"),
    "half a file": (lambda: WHOLE[: len(WHOLE) // 2], "malaria-sheet-unreadable"),
    "a workbook of nothing": (lambda: _zip(**{"xl/workbook.xml": "<workbook"}), "malaria-sheet-unreadable"),
    "zeros": (lambda: b"\x00" * 5000, "malaria-not-a-sheet"),
    "an old file, broken": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 4000, "malaria-not-a-sheet"),
    "another table": (lambda: sheet.csv([["Budi", 1, 2]], ["nama", "a", "b"]), "malaria-sheet-without-heading"),
    "a sheet without its needed columns": (
        lambda: sheet.xlsx([[1, 34, "L"]], ["id", "umur_th", "jnskel"]),
        "malaria-sheet-without-heading",
    ),
    "an entity that grows": (
        lambda: b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaaaaaa">]><l>&a;</l>' * 9,
        "malaria-sheet-without-heading",
    ),
}
