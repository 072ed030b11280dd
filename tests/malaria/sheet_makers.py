"""Sheets of e-SISMAL as people send them: made here, never copied."""

import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from simpul.kernel.platform import Platform
from simpul.malaria.actions import sismal_import, sismal_sheets, sismal_work
from simpul.malaria.model.sismal import SismalFlaw, SismalImport
from tests.malaria.desk_makers import LEAD

HEAD = (
    *("id", "tglkun", "bulankun", "tahun", "nama_propinsi", "nama_kabupaten", "nama_fasyankes", "umur_th", "jnskel"),
    *("pekerjaan", "lab", "parasit", "derajat", "p_rawat", "kematian"),
)
MONTH_HEAD = (
    *("id_faskes", "bulan", "tahun", "konfirmasi_lab_mikroskop", "konfirmasi_lab_rdt", "konfirmasi_lab_pcr"),
    *("total_konfirmasi_lab", "pos_0_4", "pos_5_14", "pos_15_64", "pos_diatas_64", "tot_pos", "kematian_malaria"),
    *("hamil_pos", "p_pf", "p_pv", "p_po", "p_pm", "p_pk", "p_mix", "p_suspek_pk", "p_others", "kasus_pe"),
    *("obat_standar", "obat_nonprogram", "obat_primaquin", "penularan_indigenus", "penularan_impor"),
    *("penularan_induced", "relaps", "status"),
)
FACILITY = "Puskesmas Contoh"


def case(number: object = 1, **changes: Any) -> list[Any]:
    """A row of the register: a woman of 34 with vivax, found by RDT on 3 October 2026."""
    cells = {
        **dict.fromkeys(HEAD, ""),
        "id": number,
        "tglkun": "03/Okt/2026",
        "bulankun": 10,
        "tahun": 2026,
        "nama_propinsi": "Papua Barat",
        "nama_kabupaten": "Teluk Bintuni",
        "nama_fasyankes": FACILITY,
        "umur_th": 34,
        "jnskel": "P",
        "pekerjaan": "Petani",
        "lab": "RDT",
        "parasit": "Pv",
        "derajat": 1,
        "p_rawat": "RJ",
        "kematian": "Tidak",
        **changes,
    }
    return [cells[name] for name in HEAD]


def month(facility: str = FACILITY, **changes: Any) -> list[Any]:
    """A facility's October: 20 tested, 5 positive."""
    cells: dict[str, Any] = {
        **dict.fromkeys(MONTH_HEAD, 0),
        "id_faskes": facility,
        "bulan": 10,
        "tahun": 2026,
        "konfirmasi_lab_mikroskop": 12,
        "konfirmasi_lab_rdt": 8,
        "total_konfirmasi_lab": 20,
        "pos_5_14": 2,
        "pos_15_64": 3,
        "tot_pos": 5,
        "p_pv": 3,
        "p_pf": 2,
        "kasus_pe": 5,
        "obat_standar": 5,
        "penularan_indigenus": 4,
        "status": "actual",
        **changes,
    }
    return [cells[name] for name in MONTH_HEAD]


def xlsx(rows: Sequence[Sequence[Any]], head: Sequence[str] = HEAD, *, sheet: str = "Data") -> bytes:
    """The rows below their heading as XLSX; days are real days."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "dd/mmm/yyyy"})
    page = book.add_worksheet(sheet)
    for at, row in enumerate([head, *rows]):
        for column, cell in enumerate(row):
            page.write(at, column, cell)
    book.close()
    return out.getvalue()


def csv(rows: Sequence[Sequence[Any]], head: Sequence[str] = HEAD, *, between: str = ",") -> bytes:
    """The rows below their heading as CSV."""
    return "\r\n".join(between.join(f'"{cell}"' for cell in row) for row in [head, *rows]).encode()


def sent(platform: Platform, content: bytes, name: str = "data.xlsx", *, actor: Any = LEAD, **more: Any) -> SismalImport:
    """The import of this file, read."""
    known = sismal_import.send(platform, actor, content, name=name, **more)
    sismal_work.work(platform)
    return sismal_sheets.one(platform, actor, known)[0]


def taken(platform: Platform, content: bytes, name: str = "data.xlsx", *, actor: Any = LEAD, **more: Any) -> SismalImport:
    """The import of this file, taken in."""
    one = sent(platform, content, name, actor=actor, **more)
    sismal_import.take(platform, actor, one.id)
    sismal_work.work(platform)
    return sismal_sheets.one(platform, actor, one.id)[0]


def flaws(platform: Platform, one: SismalImport, *, notes: bool = False) -> list[SismalFlaw]:
    """What was wrong in the file; with `notes`, what was noted of rows that were taken."""
    report = sismal_sheets.flaws(platform, LEAD, one.id, 1, sismal_sheets.EXPORTED)[1]
    return [line for line in sismal_sheets.flaw_lines(report) if line.left_out is not notes]


def lines_of(path: Path) -> Iterator[str]:
    """The lines of a text file."""
    yield from path.read_text().splitlines()
