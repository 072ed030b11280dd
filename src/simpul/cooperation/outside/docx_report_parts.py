"""What python-docx has no words for: fields, bookmarks, numbered headings, borders, languages, order of properties."""

from typing import Any

from docx.document import Document
from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor

INK, RED, QUIET, LINK = (
    RGBColor(0x14, 0x21, 0x3D),
    RGBColor(0x8C, 0x1D, 0x2F),
    RGBColor(0x4B, 0x58, 0x70),
    RGBColor(0x0B, 0x5C, 0xAD),
)
WIDE = Cm(16.4)
"""The text's width: A4 without its margins."""
_TAGS = {"id": "id-ID", "en": "en-GB", "ko": "ko-KR"}
_SERIF, _HANGUL = "Cambria", "Malgun Gothic"
"""Faces that office programs have; others take the nearest of theirs."""


def made(tag: str, **attributes: str) -> Any:
    """An element with its attributes, all in the `w` namespace."""
    element = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    return element


def xml(thing: Any) -> Any:
    """The element of a paragraph, run, table, row or cell."""
    return thing._element  # noqa: SLF001 (python-docx leads to its XML by this name alone)


def field(paragraph: Any, code: str, shown: str, *, dirty: bool = False) -> Any:
    """A field that an office program keeps up to date; `shown` until it does. The run that shows it."""
    start = made("fldChar", fldCharType="begin")
    if dirty:
        start.set(qn("w:dirty"), "true")
    xml(paragraph.add_run()).append(start)
    instruction = made("instrText")
    instruction.set(qn("xml:space"), "preserve")
    instruction.text = f" {code} "
    xml(paragraph.add_run()).append(instruction)
    xml(paragraph.add_run()).append(made("fldChar", fldCharType="separate"))
    run = paragraph.add_run(shown)
    xml(paragraph.add_run()).append(made("fldChar", fldCharType="end"))
    return run


def bookmark(paragraph: Any, name: str, number: int) -> None:
    """A place in the document that links lead to."""
    xml(paragraph).insert(1 if xml(paragraph).pPr is not None else 0, made("bookmarkStart", id=str(number), name=name))
    xml(paragraph).append(made("bookmarkEnd", id=str(number)))


def jump(paragraph: Any, place: str, words: str) -> Any:
    """Words that lead to a bookmark; the run."""
    run = paragraph.add_run(words)
    link = made("hyperlink", anchor=place, history="1")
    xml(run).addprevious(link)
    link.append(xml(run))
    return run


def web_link(paragraph: Any, address: str) -> None:
    """An address that opens in a browser."""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
    run = paragraph.add_run(address)
    run.font.color.rgb, run.font.size = LINK, Pt(9)
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(address, kind, is_external=True))
    xml(run).addprevious(link)
    link.append(xml(run))


def borders(element: Any, kind: str, **sides: tuple[str, str]) -> None:
    """Lines of a table, cell or paragraph (`kind`: tblBorders, tcBorders, pBdr): by side (eighths of a point, colour)."""
    held = made(kind)
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        if side in sides:
            size, colour = sides[side]
            held.append(made(side, val="single" if size != "0" else "nil", sz=size, space="4", color=colour))
    element.append(held)


def faces(style: Any, lang: str, *, size: float, bold: bool | None = None, colour: RGBColor | None = INK) -> None:
    """A style's face, size and colour."""
    font = style.font
    font.size, font.name = Pt(size), _HANGUL if lang == "ko" else _SERIF
    font.bold, font.italic = bold, False
    if colour is not None:
        font.color.rgb = colour
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)
    for name in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{name}"), font.name)
    fonts.set(qn("w:eastAsia"), _HANGUL)


def languages(document: Document, lang: str) -> None:
    """The language in which the whole document is spelled and read out."""
    defaults = document.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for old in defaults.findall(qn("w:lang")):
        defaults.remove(old)
    latin = "en-GB" if lang == "ko" else _TAGS[lang]  # Latin words in Korean text; Hangul has its own language below
    defaults.append(made("lang", val=latin, eastAsia="ko-KR", bidi="ar-SA"))
    if lang == "ko":
        normal = document.styles["Normal"].element.get_or_add_pPr()
        normal.append(made("autoSpaceDE", val="0"))
        normal.append(made("autoSpaceDN", val="0"))  # no gap between a number and its counter: 2016년
    document.core_properties.language = _TAGS[lang]


def number_headings(document: Document) -> None:
    """Headings of the first level count from 1 by themselves, as chapters are put in or taken out."""
    numbering = document.part.numbering_part.element
    levels = (
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90"><w:multiLevelType w:val="multilevel"/>'
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:pStyle w:val="Heading1"/>'
        '<w:suff w:val="tab"/><w:lvlText w:val="%1"/><w:lvlJc w:val="left"/>'
        '<w:pPr><w:tabs><w:tab w:val="num" w:pos="567"/></w:tabs><w:ind w:left="567" w:hanging="567"/></w:pPr>'
        '<w:rPr><w:color w:val="8C1D2F"/></w:rPr></w:lvl></w:abstractNum>'
    )
    first = numbering.find(qn("w:num"))
    first.addprevious(parse_xml(levels))
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'))
    counted = made("numPr")
    counted.append(made("numId", val="90"))
    document.styles["Heading 1"].element.get_or_add_pPr().append(counted)


def tab_right(paragraph: Any, at: Any = WIDE, *, dots: bool = False) -> None:
    """What follows a tab stands at the right edge, dots before it where wanted."""
    leader = WD_TAB_LEADER.DOTS if dots else WD_TAB_LEADER.SPACES
    paragraph.paragraph_format.tab_stops.add_tab_stop(at, WD_TAB_ALIGNMENT.RIGHT, leader)


def described(picture: Any, title: str, alt: str) -> None:
    """What a picture shows, for who does not see it."""
    properties = picture._inline.docPr  # noqa: SLF001 (python-docx has no words for what a picture shows)
    properties.set("descr", alt)
    properties.set("title", title)


_ORDERS = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore widowControl numPr pBdr shd tabs autoSpaceDE autoSpaceDN"
    " spacing ind contextualSpacing jc outlineLvl rPr sectPr",
    "tblPr": "tblStyle tblW jc tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription",
    "tcPr": "tcW gridSpan vMerge tcBorders shd tcMar vAlign",
}
"""In which order the standard (ECMA-376) wants what this module sets; strict readers refuse another one."""


def in_order(root: Any) -> None:
    """The properties below stand in the standard's order; what `_ORDERS` does not name stays behind what it names."""
    for kind, names in _ORDERS.items():
        places = {qn(f"w:{name}"): n for n, name in enumerate(names.split())}
        for properties in root.iter(qn(f"w:{kind}")):
            children = sorted(properties, key=lambda one: places.get(one.tag, len(places)))
            for child in children:
                properties.append(child)
