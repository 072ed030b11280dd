"""A programme's report as a DOCX that the centre can edit: real headings, lists, captions, tables and fields."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from itertools import count
from typing import Any

import docx
from docx.document import Document
from docx.enum.section import WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt

from simpul.cooperation.model.reports import (
    Block,
    Bullets,
    Chapter,
    Grid,
    Heading,
    Paragraph,
    Picture,
    ReportDocument,
    Said,
    Source,
)
from simpul.cooperation.outside.docx_report_parts import (
    INK,
    QUIET,
    RED,
    WIDE,
    bookmark,
    borders,
    described,
    faces,
    field,
    in_order,
    jump,
    languages,
    made,
    number_headings,
    tab_right,
    web_link,
    xml,
)

MEDIA = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
RULE, STRONG = "C9D1DE", "14213D"
_TIED = "\u00a0"
"""Narrow columns of an office program's faces need every place at which a line may end."""
_SHORT = 700
"""A table of no more signs than this stays on one page."""


def written(told: ReportDocument, plots: Mapping[str, bytes]) -> bytes:
    """The report as DOCX; `plots`: each picture's PNG by its title."""
    writer = _Writer(told, plots)
    writer.cover()
    writer.summary()
    for n, chapter in enumerate(told.chapters, 1):
        writer.chapter(n, chapter)
    writer.sources()
    for section in writer.document.sections:
        in_order(xml(section.header))
        in_order(xml(section.footer))
    in_order(xml(writer.document))
    in_order(writer.document.styles.element)
    out = BytesIO()
    writer.document.save(out)
    return out.getvalue()


class _Writer:
    """One document while it is written: its numbers of tables, figures and bookmarks."""

    def __init__(self, told: ReportDocument, plots: Mapping[str, bytes]) -> None:
        self.told, self.plots = told, plots
        self.document: Document = docx.Document()
        self.tables, self.figures, self.marks = count(1), count(1), count(100)
        self._styled()
        self._paged()

    def _styled(self) -> None:
        document, lang = self.document, self.told.lang
        languages(document, lang)
        size = 10 if lang == "ko" else 10.5
        styles = document.styles
        faces(styles["Normal"], lang, size=size)
        styles["Normal"].paragraph_format.space_after = Pt(6)
        styles["Normal"].paragraph_format.line_spacing = 1.12
        for name, points, before in (("Heading 1", 16, 20), ("Heading 2", 12, 12), ("Title", 26, 0), ("Subtitle", 15, 0)):
            faces(styles[name], lang, size=points, bold=name != "Subtitle", colour=RED if name == "Subtitle" else INK)
            styles[name].paragraph_format.space_before, styles[name].paragraph_format.space_after = Pt(before), Pt(6)
            styles[name].paragraph_format.keep_with_next = True
        for old in styles["Title"].element.findall(".//" + docx.oxml.ns.qn("w:pBdr")):
            old.getparent().remove(old)
        faces(styles["Caption"], lang, size=9.5, bold=True)
        styles["Caption"].paragraph_format.keep_with_next = True
        styles["Caption"].paragraph_format.space_before = Pt(10)
        styles["Caption"].paragraph_format.space_after = Pt(4)
        faces(styles["List Bullet"], lang, size=size)
        styles["List Bullet"].paragraph_format.space_after = Pt(3)
        for name in ("Header", "Footer"):
            faces(styles[name], lang, size=8.5, colour=QUIET)
            styles[name].paragraph_format.tab_stops.clear_all()
        number_headings(document)
        properties = document.core_properties
        properties.title, properties.author = f"{self.told.title}: {self.told.programme}", self.told.agency
        properties.subject, properties.comments = self.told.period, f"SHA-256 {self.told.digest}"

    def _paged(self) -> None:
        section = self.document.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.3)
        section.top_margin, section.bottom_margin = Cm(2.6), Cm(2.2)
        section.header_distance = section.footer_distance = Cm(1.1)

    # ---------------------------------------------------------------- first pages

    def cover(self) -> None:
        """Both sides, title, period, who made it and when; no header or footer but what must stand on every page."""
        told, document = self.told, self.document
        self._marks(document.sections[0].header.paragraphs[0])
        self._line(told.labels["between"], QUIET, 11, before=30)
        table = self._bare(1, len(told.sides))
        for cell, (state, name) in zip(table.rows[0].cells, told.sides, strict=True):
            run = cell.paragraphs[0].add_run(state)
            run.bold, run.font.size = True, Pt(14)
            self._small(cell.add_paragraph(), name, 10.5)
            borders(xml(cell).get_or_add_tcPr(), "tcBorders", top=("8", RULE))
        document.add_paragraph(told.title, style="Subtitle").paragraph_format.space_before = Pt(150)
        document.add_paragraph(told.programme, style="Title")
        self._line(told.period, INK, 14, after=190)
        table = self._bare(3, 2)
        words = (("issued", told.issued), ("by", told.agency), ("programme", told.code))
        for row, (label, value) in zip(table.rows, words, strict=True):
            self._small(row.cells[0].paragraphs[0], told.labels[label], 10)
            row.cells[1].paragraphs[0].add_run(value)
        self._widths(table, (1, 5))
        section = document.add_section(WD_SECTION.NEW_PAGE)
        section.header.is_linked_to_previous = section.footer.is_linked_to_previous = False
        self._header(section.header.paragraphs[0])
        self._footer(section.footer.paragraphs[0])

    def _header(self, paragraph: Any) -> None:
        if self.told.marks:
            return self._marks(paragraph)
        self._small(paragraph, f"{self.told.programme}\t{self.told.code}", 8.5)
        self._edge(paragraph, "bottom")
        return None

    def _edge(self, paragraph: Any, side: str) -> None:
        paragraph.paragraph_format.tab_stops.clear_all()
        tab_right(paragraph)
        borders(xml(paragraph).get_or_add_pPr(), "pBdr", **{side: ("4", RULE)})

    def _marks(self, paragraph: Any) -> None:
        if self.told.marks:
            run = paragraph.add_run("  ·  ".join(self.told.marks))
            run.bold, run.font.color.rgb, run.font.size = True, RED, Pt(9)
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            borders(
                xml(paragraph).get_or_add_pPr(),
                "pBdr",
                **dict.fromkeys(("top", "left", "bottom", "right"), ("10", "8C1D2F")),
            )

    def _footer(self, paragraph: Any) -> None:
        self._small(paragraph, self.told.foot + "\t", 8.5)
        for code, between in (("PAGE", " / "), ("NUMPAGES", "")):
            field(paragraph, code, "1")
            self._small(paragraph, between, 8.5)
        self._edge(paragraph, "top")

    def summary(self) -> None:
        """What stands on the first page: the sentences, the key figures, what needs attention, the contents."""
        told, document = self.told, self.document
        self._unnumbered(told.labels["summary"])
        lead = document.add_paragraph()
        for n, one in enumerate(told.lead):
            self._said(lead, one, " " if n else "")
        borders(xml(lead).get_or_add_pPr(), "pBdr", left=("24", "8C1D2F"))
        self._key_figures()
        if told.attention:
            document.add_paragraph(told.labels["attention"], style="Heading 2")
            self._bullets(told.attention)
        document.add_paragraph(told.labels["contents"], style="Heading 2")
        self._contents()

    def _unnumbered(self, words: str) -> None:
        paragraph = self.document.add_paragraph(words, style="Heading 1")
        none = made("numPr")
        none.append(made("numId", val="0"))
        xml(paragraph).get_or_add_pPr().append(none)
        paragraph.paragraph_format.left_indent = paragraph.paragraph_format.first_line_indent = Cm(0)

    def _key_figures(self) -> None:
        across = 3
        table = self._bare(-(-len(self.told.figures) // across), across)
        for n, one in enumerate(self.told.figures):
            cell = table.rows[n // across].cells[n % across]
            self._small(cell.paragraphs[0], one.name, 9)
            value = cell.add_paragraph().add_run(one.value)
            counted = any(sign.isdigit() for sign in one.value)
            value.bold, value.font.size = counted, Pt(17 if counted and len(one.value) <= 14 else 13)
            self._small(cell.add_paragraph(), one.remark, 9)
            cell.paragraphs[0].paragraph_format.space_before = Pt(5)
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.space_after = Pt(2)
            borders(xml(cell).get_or_add_tcPr(), "tcBorders", top=("10", STRONG))

    def _contents(self) -> None:
        """The contents, as links with page numbers that office programs keep up to date."""
        names = [chapter.heading for chapter in self.told.chapters] + [self.told.labels["sources"]]
        for n, name in enumerate(names, 1):
            paragraph = self.document.add_paragraph()
            paragraph.paragraph_format.space_after = Pt(2)
            tab_right(paragraph, dots=True)
            jump(paragraph, f"bab-{n}", f"{n}  {name}")
            paragraph.add_run("\t")
            field(paragraph, f"PAGEREF bab-{n} \\h", "–", dirty=True)

    # ---------------------------------------------------------------- chapters

    def chapter(self, number: int, given: Chapter) -> None:
        """A chapter with its heading and blocks."""
        heading = self.document.add_paragraph(given.heading, style="Heading 1")
        heading.paragraph_format.page_break_before = number == 1
        bookmark(heading, f"bab-{number}", next(self.marks))
        for n, block in enumerate(given.blocks):
            following = given.blocks[n + 1] if n + 1 < len(given.blocks) else None
            self._block(block, opens=isinstance(following, Bullets | Grid | Picture))

    def _block(self, block: Block, *, opens: bool) -> None:
        match block:
            case Paragraph():
                paragraph = self.document.add_paragraph()
                for n, one in enumerate(block.words):
                    self._said(paragraph, one, " " if n else "", quiet=block.quiet)
                paragraph.paragraph_format.keep_with_next = opens
            case Heading():
                self.document.add_paragraph(block.text, style="Heading 2")
            case Bullets():
                self._bullets(block.items)
            case Grid():
                self._grid(block)
            case Picture():
                self._picture(block)

    def _bullets(self, items: Sequence[Said]) -> None:
        for n, one in enumerate(items):
            paragraph = self.document.add_paragraph(style="List Bullet")
            paragraph.paragraph_format.keep_with_next = n + 1 < len(items)
            self._said(paragraph, one)

    def _said(self, paragraph: Any, one: Said, before: str = "", *, quiet: bool = False) -> None:
        run = paragraph.add_run(before + one.text.replace(_TIED, " "))
        if quiet:
            run.font.color.rgb, run.font.size = QUIET, Pt(9.5)
        if one.tag:
            tag = paragraph.add_run(f" [{one.tag}]")
            tag.font.color.rgb, tag.font.size = RED, Pt(8.5)
        for n, ref in enumerate(one.refs):
            if n:
                paragraph.add_run(",").font.superscript = True
            number = jump(paragraph, f"sumber-{ref}", str(ref))
            number.font.superscript, number.font.color.rgb = True, RED

    def _caption(self, label: str, number: int, words: str) -> None:
        paragraph = self.document.add_paragraph(style="Caption")
        name = paragraph.add_run(f"{self.told.labels[label]} ")
        shown = field(paragraph, f"SEQ {label} \\* ARABIC", str(number))
        name.font.color.rgb = shown.font.color.rgb = RED
        paragraph.add_run(f"  {words}")

    def _grid(self, given: Grid) -> None:
        self._caption("table", next(self.tables), given.caption)
        headed = bool(given.head)
        table = self.document.add_table(len(given.rows) + headed, len(given.shares))
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.LEFT, False
        properties = xml(table).tblPr
        lines = {"top": ("8", STRONG), "bottom": ("4", RULE), "insideH": ("4", RULE)}
        borders(properties, "tblBorders", **lines)
        properties.append(made("tblCaption", val=given.caption))
        if headed:
            for cell, name in zip(table.rows[0].cells, given.head, strict=True):
                cell.paragraphs[0].add_run(name).bold = True
                borders(xml(cell).get_or_add_tcPr(), "tcBorders", bottom=("8", STRONG))
            xml(table.rows[0]).get_or_add_trPr().append(made("tblHeader"))
        for line, row in zip(table.rows[headed:], given.rows, strict=True):
            for n, (cell, one) in enumerate(zip(line.cells, row, strict=True)):
                self._cell(cell, one, strong=n == 0 and not headed)
        self._widths(table, given.shares)
        signs = sum(len(one.text) + len(one.more) for row in given.rows for one in row)
        self._tidy(table, given, keep=signs <= _SHORT)
        self.document.add_paragraph().paragraph_format.space_after = Pt(2)

    def _cell(self, cell: Any, one: Said, *, strong: bool) -> None:
        self._said(cell.paragraphs[0], one)
        if strong:
            cell.paragraphs[0].runs[0].bold = True
        if one.more:
            self._small(cell.add_paragraph(), one.more, 9)

    def _tidy(self, table: Any, given: Grid, *, keep: bool) -> None:
        """No row is cut; a short table stays on one page; figures stand to the right."""
        last = len(table.rows) - 1
        for n, row in enumerate(table.rows):
            xml(row).get_or_add_trPr().append(made("cantSplit"))
            for cell, numeric in zip(row.cells, given.numeric, strict=True):
                for paragraph in cell.paragraphs:
                    paragraph.paragraph_format.space_after = Pt(2)
                    paragraph.paragraph_format.line_spacing = 1.0
                    paragraph.paragraph_format.keep_with_next = (keep and n < last) or n == 0
                    if numeric:
                        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
                    for run in paragraph.runs:
                        run.font.size = run.font.size or Pt(9.5)

    def _picture(self, given: Picture) -> None:
        self._caption("figure", next(self.figures), given.title)
        paragraph = self.document.add_paragraph()
        paragraph.paragraph_format.keep_with_next = True
        picture = paragraph.add_run().add_picture(BytesIO(self.plots[given.title]), width=Cm(16))
        described(picture, given.title, given.alt)
        self._said(self.document.add_paragraph(), given.note, quiet=True)

    def sources(self) -> None:
        """The numbered list to which every number leads, and the digest of what the report says."""
        heading = self.document.add_paragraph(self.told.labels["sources"], style="Heading 1")
        bookmark(heading, f"bab-{len(self.told.chapters) + 1}", next(self.marks))
        for one in self.told.sources:
            self._source(one)
        digest = self.document.add_paragraph()
        digest.paragraph_format.space_before = Pt(18)
        self._small(digest, self.told.labels["digest"], 9)
        digest.add_run().add_break()
        run = digest.add_run(self.told.digest)
        run.font.name, run.font.size = "Consolas", Pt(8.5)

    def _source(self, one: Source) -> None:
        paragraph = self.document.add_paragraph()
        form = paragraph.paragraph_format
        form.left_indent, form.first_line_indent, form.space_after = Cm(0.9), Cm(-0.9), Pt(4)
        form.tab_stops.add_tab_stop(Cm(0.9))
        number = paragraph.add_run(str(one.number))
        number.bold, number.font.color.rgb = True, RED
        paragraph.add_run(f"\t{one.name}")
        if one.address:
            if one.name:
                paragraph.add_run().add_break()
            web_link(paragraph, one.address)
        bookmark(paragraph, f"sumber-{one.number}", next(self.marks))

    # ---------------------------------------------------------------- small things

    def _line(self, words: str, colour: Any, size: float, *, before: float = 0, after: float = 6) -> None:
        paragraph = self.document.add_paragraph()
        run = paragraph.add_run(words)
        run.font.color.rgb, run.font.size = colour, Pt(size)
        paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(before), Pt(after)

    def _small(self, paragraph: Any, words: str, size: float) -> None:
        run = paragraph.add_run(words)
        run.font.color.rgb, run.font.size = QUIET, Pt(size)

    def _bare(self, rows: int, columns: int) -> Any:
        table = self.document.add_table(rows, columns)
        table.autofit = False
        self._widths(table, (1,) * columns)
        return table

    def _widths(self, table: Any, shares: Sequence[float]) -> None:
        whole = sum(shares)
        for n, share in enumerate(shares):
            wide = int(WIDE * share / whole)
            table.columns[n].width = wide
            for cell in table.columns[n].cells:
                cell.width = wide
