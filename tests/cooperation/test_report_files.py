"""The report on paper: PDF as typst sets it, tagged, in three languages, and a DOCX that office programs read and edit."""

import re
import zipfile
import zlib
from dataclasses import asdict
from io import BytesIO
from typing import Any
from xml.etree import ElementTree as ET

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from PIL import Image

from simpul.cooperation.actions import reporting
from simpul.cooperation.model.reports import Grid, Picture, ReportDocument
from simpul.cooperation.outside import docx_reports
from simpul.cooperation.outside.docx_report_parts import in_order
from simpul.kernel import typesetting
from tests.cooperation.report_makers import MADE_UP, records, told

TONGUES = {"id": "id-ID", "en": "en-GB", "ko": "ko-KR"}
REPORT = ("simpul.cooperation", "laporan.typ")


@pytest.fixture(scope="module")
def papers() -> dict[str, bytes]:
    """The first programme's report as PDF in each language."""
    documents = {lang: asdict(told("EGCC-1", lang)) for lang in TONGUES}
    return {lang: made[0] for lang, made in typesetting.papers(*REPORT, documents).items()}


@pytest.fixture(scope="module")
def written() -> dict[str, tuple[ReportDocument, bytes]]:
    """The same as DOCX."""
    reports = {lang: told("EGCC-1", lang) for lang in TONGUES}
    return {lang: (one, docx_reports.written(one, reporting.plots(one))) for lang, one in reports.items()}


def inside(content: bytes) -> bytes:
    """A PDF with what is compressed in it laid open."""
    found = [content]
    for piece in re.findall(rb"stream\r?\n(.*?)endstream", content, re.DOTALL):
        try:
            found.append(zlib.decompressobj().decompress(piece))
        except zlib.error:
            continue
    return b"\n".join(found)


@pytest.mark.parametrize("lang", TONGUES)
def test_the_pdf_is_tagged_titled_and_in_its_language(papers: dict[str, bytes], lang: str) -> None:
    """PDF/UA-1: headings, tables and pictures are told to who does not see them."""
    content = inside(papers[lang])
    assert content.startswith(b"%PDF-1.7")
    assert b"/MarkInfo" in content
    assert re.search(rb"/Lang ?\(" + lang.encode(), content)
    assert b"<pdfuaid:part>1</pdfuaid:part>" in content, "the standard was not met, and plain tags were set instead"
    for kind in (b"/H1", b"/Table", b"/TH", b"/Figure", b"/Alt", b"/TOC", b"/Link"):
        assert kind in content, kind


def test_the_pdf_has_all_its_pages_and_leads_to_its_sources(papers: dict[str, bytes]) -> None:
    for lang, content in papers.items():
        laid = inside(content)
        assert 6 <= len(re.findall(rb"/Type ?/Page\b", laid)) <= 9, lang
        assert b"https://123dok.com/document/zx5g6kvq-selanjutnya.html" in laid


def test_the_korean_pdf_is_set_in_a_face_that_has_hangul(papers: dict[str, bytes]) -> None:
    assert b"NotoSansKR" in inside(papers["ko"])
    assert b"LibertinusSerif" in inside(papers["id"])


def test_a_marked_report_is_marked_on_every_page() -> None:
    """The mark is in the header, which is on every page: what is copied out of the paper still says it."""
    made = told("EGCC-1", "id", synthetic=True, meetings=(*records("EGCC-1").meetings, MADE_UP))
    content = typesetting.papers(*REPORT, {"one": asdict(made)}, "png")["one"]
    red = [_red(page) for page in content]
    assert min(red) > 400, "each page has the frame of the mark"


def _red(page: bytes) -> int:
    """How many points of the uppermost tenth of the page have the mark's colour."""
    with Image.open(BytesIO(page)) as picture:
        top = picture.convert("RGB").crop((0, 0, picture.width, picture.height // 10))
    return sum(count for count, colour in top.getcolors(1 << 24) or [] if colour == (0x8C, 0x1D, 0x2F))


@pytest.mark.parametrize("lang", TONGUES)
def test_the_docx_has_real_headings_tables_captions_and_lists(
    written: dict[str, tuple[ReportDocument, bytes]], lang: str
) -> None:
    made, content = written[lang]
    document = docx.Document(BytesIO(content))
    styled: dict[str, list[str]] = {}
    for paragraph in document.paragraphs:
        assert paragraph.style is not None
        styled.setdefault(str(paragraph.style.name), []).append(paragraph.text)
    assert styled["Title"] == [made.programme]
    headings = [made.labels["summary"], *(one.heading for one in made.chapters), made.labels["sources"]]
    assert styled["Heading 1"] == headings
    blocks = [block for one in made.chapters for block in one.blocks]
    grids = [one for one in blocks if isinstance(one, Grid)]
    pictures = [one for one in blocks if isinstance(one, Picture)]
    captions = [f"{made.labels['table']} {n}  {one.caption}" for n, one in enumerate(grids, 1)]
    captions += [f"{made.labels['figure']} {n}  {one.title}" for n, one in enumerate(pictures, 1)]
    assert sorted(styled["Caption"]) == sorted(captions)
    assert len(styled["List Bullet"]) > 10
    assert document.core_properties.language == TONGUES[lang]
    assert made.digest in document.core_properties.comments
    named = [one._tbl.tblPr.find(qn("w:tblCaption")) for one in document.tables]
    assert [one.get(qn("w:val")) for one in named if one is not None] == [one.caption for one in grids]
    headed = [one for one in document.tables if one.rows[0]._tr.find(".//" + qn("w:tblHeader")) is not None]
    assert len(headed) == sum(bool(one.head) for one in grids)


def test_the_docx_tells_its_pictures_to_who_does_not_see_them(written: dict[str, tuple[ReportDocument, bytes]]) -> None:
    made, content = written["ko"]
    document = docx.Document(BytesIO(content))
    told_of = [(one._inline.docPr.get("title"), one._inline.docPr.get("descr")) for one in document.inline_shapes]
    wanted = [(one.title, one.alt) for each in made.chapters for one in each.blocks if isinstance(one, Picture)]
    assert told_of == wanted
    with zipfile.ZipFile(BytesIO(content)) as held:
        pictures = [held.read(name) for name in held.namelist() if name.startswith("word/media/")]
    assert len(pictures) == len(wanted)
    for one in pictures:
        assert one.startswith(b"\x89PNG")
        assert int.from_bytes(one[16:20]) == pytest.approx(16 / 2.54 * 200, abs=2), "200 pixels an inch at 16 cm"


def part(content: bytes, name: str) -> Any:
    with zipfile.ZipFile(BytesIO(content)) as held:
        return ET.fromstring(held.read(name))


def test_the_docx_has_fields_for_pages_and_a_place_for_every_link(written: dict[str, tuple[ReportDocument, bytes]]) -> None:
    made, content = written["en"]
    body = part(content, "word/document.xml")
    places = {one.get(qn("w:name")) for one in body.iter(qn("w:bookmarkStart"))}
    jumps = {one.get(qn("w:anchor")) for one in body.iter(qn("w:hyperlink"))} - {None}
    assert jumps <= places
    assert {f"sumber-{one.number}" for one in made.sources} <= jumps
    footers = [part(content, f"word/footer{n}.xml") for n in (1, 2) if f"word/footer{n}.xml" in _names(content)]
    codes = {one.text.split()[0] for foot in footers for one in foot.iter(qn("w:instrText"))}
    assert codes == {"PAGE", "NUMPAGES"}
    assert {one.text.split()[0] for one in body.iter(qn("w:instrText"))} == {"PAGEREF", "SEQ"}


def _names(content: bytes) -> list[str]:
    with zipfile.ZipFile(BytesIO(content)) as held:
        return held.namelist()


ORDER = [
    "pStyle",
    "keepNext",
    "keepLines",
    "pageBreakBefore",
    "widowControl",
    "numPr",
    "pBdr",
    "shd",
    "tabs",
    "autoSpaceDE",
    "autoSpaceDN",
    "spacing",
    "ind",
    "contextualSpacing",
    "jc",
    "outlineLvl",
    "rPr",
    "sectPr",
]


def test_the_docx_keeps_the_standard_s_order_of_properties(written: dict[str, tuple[ReportDocument, bytes]]) -> None:
    """ECMA-376 part 1, 17.3.1.26: office programs call a file damaged whose properties stand in another order."""
    for _made, content in written.values():
        names = [one for one in _names(content) if re.fullmatch(r"word/(document|styles|header\d|footer\d)\.xml", one)]
        for name in names:
            for properties in part(content, name).iter(qn("w:pPr")):
                tags = [one.tag.rpartition("}")[2] for one in properties]
                assert len(tags) == len(set(tags)), tags
                places = [ORDER.index(one) for one in tags if one in ORDER]
                assert places == sorted(places), (name, tags)


def test_order_is_made_where_it_is_not() -> None:
    given = parse_xml(f'<w:p {nsdecls("w")}><w:pPr><w:jc w:val="left"/><w:keepNext/><w:pStyle w:val="A"/></w:pPr></w:p>')
    in_order(given)
    assert [one.tag for one in given[0]] == [qn("w:pStyle"), qn("w:keepNext"), qn("w:jc")]


def test_a_marked_docx_is_marked_in_both_headers() -> None:
    made = told("EGCC-1", "ko", synthetic=True, meetings=(*records("EGCC-1").meetings, MADE_UP))
    document = docx.Document(BytesIO(docx_reports.written(made, reporting.plots(made))))
    assert [one.header.paragraphs[0].text for one in document.sections] == list(made.marks) * 2


def test_paper_that_cannot_be_made_in_time_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typesetting, "SECONDS", 0.001)
    with pytest.raises(typesetting.PaperUnavailable):
        reporting.plots(told("EGCC-1"))
