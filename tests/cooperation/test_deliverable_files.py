"""What the library takes and what it does not: a file is what it holds, never what it is called. Nothing is unpacked."""

import zipfile
from io import BytesIO

import pytest

from simpul.cooperation.model.project_refusals import FileLies, FileMissing, FileStrange, FileTooLarge
from simpul.cooperation.rules import projects_files as rules
from simpul.kernel.errors import Refusal

PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"
TYPES = b"<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>"


def packed(**parts: bytes) -> bytes:
    """A package of these parts (`__` in a name stands for a slash, `_dot_` for a dot)."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", parts.pop("types", TYPES))
        for name, content in parts.items():
            package.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return out.getvalue()


DOCX = packed(word__document_dot_xml=b"<w/>")


@pytest.mark.parametrize(
    ("content", "name", "kept"),
    [
        (PDF, "laporan.pdf", "laporan.pdf"),
        (PDF, "LAPORAN.PDF", "LAPORAN.pdf"),
        (PDF, "../../etc/laporan akhir.pdf", "laporan akhir.pdf"),
        (PDF, "C:\\\\tmp\\\\laporan.pdf", "laporan.pdf"),
        (PDF, "보고서.pdf", "보고서.pdf"),
        (PDF, "", "dokumen.pdf"),
        (PDF, "tanpa akhiran", "tanpa akhiran.pdf"),
        (PDF, "a\u202efdp.exe\u0000.pdf", "afdp.exe.pdf"),
        (DOCX, "naskah.docx", "naskah.docx"),
        (packed(xl__workbook_dot_xml=b"<w/>"), "tabel.xlsx", "tabel.xlsx"),
        (packed(ppt__presentation_dot_xml=b"<p/>"), "paparan.pptx", "paparan.pptx"),
    ],
)
def test_what_is_taken(content: bytes, name: str, kept: str) -> None:
    assert rules.found(content, name).name == kept


@pytest.mark.parametrize(
    ("content", "name", "refusal"),
    [
        (b"", "kosong.pdf", FileMissing),
        (b"<html><script>alert(1)</script>", "laporan.pdf", FileStrange),
        (b"<svg onload='alert(1)'/>", "gambar.pdf", FileStrange),
        (b"MZ\x90\x00", "laporan.pdf", FileStrange),
        (b"GIF89a%PDF-1.7 %%EOF", "laporan.pdf", FileStrange),
        (PDF[:20], "terpotong.pdf", FileStrange),
        (PDF.replace(b"<<>>", b"<</Encrypt 3 0 R>>"), "terkunci.pdf", FileStrange),
        (PDF.replace(b"<<>>", b"<</S /JavaScript>>"), "aktif.pdf", FileStrange),
        (PDF, "laporan.docx", FileLies),
        (DOCX, "laporan.pdf", FileLies),
        (DOCX, "laporan.docx.exe", FileLies),
        (packed(word__document_dot_xml=b"<w/>", word__vbaProject_dot_bin=b"x"), "makro.docx", FileStrange),
        (
            packed(word__document_dot_xml=b"<w/>", types=b"application/vnd.ms-word.document.macroEnabled"),
            "m.docx",
            FileStrange,
        ),
        (packed(lain_dot_txt=b"x"), "arsip.docx", FileStrange),
        (DOCX[:60], "rusak.docx", FileStrange),
        (b"PK\x03\x04" + b"\x00" * 100, "rusak.docx", FileStrange),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "lama.doc", FileStrange),
    ],
)
def test_what_is_not_taken(content: bytes, name: str, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        rules.found(content, name)


def test_a_package_that_would_unpack_to_very_much() -> None:
    """400 MB of nothing in a few hundred kilobytes."""
    bomb = packed(word__document_dot_xml=b"<w/>", word__media__a_dot_bin=b"\0" * (401 * 1024 * 1024))
    assert len(bomb) < 1024 * 1024
    with pytest.raises(FileStrange):
        rules.found(bomb, "bom.docx")


def test_a_package_with_very_many_parts_or_one_part_twice() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("[Content_Types].xml", TYPES)
        package.writestr("word/document.xml", b"<w/>")
        for number in range(10_001):
            package.writestr(f"word/{number}.xml", b"")
    with pytest.raises(FileStrange):
        rules.found(out.getvalue(), "banyak.docx")
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("[Content_Types].xml", TYPES)
        package.writestr("word/document.xml", b"<w/>")
        with pytest.warns(UserWarning, match="Duplicate"):
            package.writestr("word/document.xml", b"<other/>")
    with pytest.raises(FileStrange):
        rules.found(out.getvalue(), "ganda.docx")


def test_a_file_that_is_larger_than_the_library_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "BYTES_MOST", 30)
    with pytest.raises(FileTooLarge):
        rules.found(PDF, "besar.pdf")
