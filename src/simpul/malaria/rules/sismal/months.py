"""A row of e-SISMAL's monthly sheet, with the sums that must hold; and the sheet's figures for a month of our register.

`total_konfirmasi_lab` is the sum of the three methods and `tot_pos` that of the four ages. That the species add up to
`tot_pos`, and that known origins are no more than it, is assumed; where they do not, it is noted.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from simpul.malaria.model.register import Tally
from simpul.malaria.model.sismal import Cell, SismalContext, SismalMonth
from simpul.malaria.rules.sismal import cells, places
from simpul.malaria.rules.sismal.cases import Complaint, bare_facility, id_of
from simpul.malaria.rules.sismal.cells import Odd

FIGURES: Mapping[str, str] = {
    "konfirmasi_lab_mikroskop": "slide",
    "konfirmasi_lab_rdt": "rdt",
    "konfirmasi_lab_pcr": "pcr",
    "total_konfirmasi_lab": "tested",
    "pos_0_4": "pos_0_4",
    "pos_5_14": "pos_5_14",
    "pos_15_64": "pos_15_64",
    "pos_diatas_64": "pos_65",
    "tot_pos": "positive",
    "kematian_malaria": "died",
    "hamil_pos": "pregnant",
    "p_pf": "pf",
    "p_pv": "pv",
    "p_po": "po",
    "p_pm": "pm",
    "p_pk": "pk",
    "p_mix": "mix",
    "p_suspek_pk": "suspect_pk",
    "p_others": "other",
    "kasus_pe": "investigated",
    "obat_standar": "standard",
    "obat_nonprogram": "nonprogram",
    "obat_primaquin": "primaquine",
    "penularan_indigenus": "indigenous",
    "penularan_impor": "imported",
    "penularan_induced": "induced",
    "relaps": "relapse",
}
"""The sheet's fields and the tally's columns that they are. Introduced and recrudescent cases have no field."""
AGES = ("pos_0_4", "pos_5_14", "pos_15_64", "pos_diatas_64")
LABS = ("konfirmasi_lab_mikroskop", "konfirmasi_lab_rdt", "konfirmasi_lab_pcr")
PARASITES = ("p_pf", "p_pv", "p_po", "p_pm", "p_pk", "p_mix", "p_suspek_pk", "p_others")
CAUGHT = ("penularan_indigenus", "penularan_impor", "penularan_induced", "relaps")
SUMS = (("tot_pos", AGES, "ages-differ"), ("total_konfirmasi_lab", LABS, "labs-differ"))
ASSUMED = ("tot_pos", PARASITES, "species-differ")


def read(row: Mapping[str, Cell], context: SismalContext) -> tuple[SismalMonth | None, list[Complaint]]:
    """What the row says of a facility and month; None with what is wrong. Complaints beside a month are notes."""
    wrong: list[Complaint] = []
    values = _values(row, context, wrong)
    figures = _figures(row, wrong)
    if not wrong:
        wrong = _broken(figures)
    if wrong or not values:
        return None, wrong
    first, facility = date(values["tahun"], values["bulan"], 1), values["id_faskes"]
    named = id_of("month", values["nama_kabupaten"], bare_facility(facility), first.isoformat())
    synthetic = context.synthetic or values["sintetis"]
    return SismalMonth(values["place"], named, facility, first, figures, synthetic), _assumed(figures)


def _values(row: Mapping[str, Cell], context: SismalContext, wrong: list[Complaint]) -> dict[str, Any]:
    steps = {
        "id_faskes": _facility,
        "bulan": cells.month_of_year,
        "tahun": lambda cell: cells.year(cell, context.today),
        "nama_kabupaten": lambda cell: places.regency(cell, context),
        "status": _actual,
        "sintetis": cells.yes,
    }
    values: dict[str, Any] = {}
    for name, reader in steps.items():
        try:
            values[name] = reader(row.get(name))
        except Odd as odd:
            wrong.append((name, odd))
    try:
        if "nama_kabupaten" in values:
            values["place"] = places.place(values["nama_kabupaten"], None, context)
        if {"bulan", "tahun"} <= values.keys() and date(values["tahun"], values["bulan"], 1) > context.today:
            raise Odd("day-to-come")
    except Odd as odd:
        wrong.append(("bulan" if odd.why == "day-to-come" else "nama_kabupaten", odd))
    return values


def _facility(cell: Cell) -> str:
    found = cells.plain(cell)
    if not found:
        raise Odd("empty")
    return found


def _actual(cell: Cell) -> None:
    """Nothing, where it is a fact."""
    if cells.text(cell).lower().startswith(("predict", "prediksi")):
        raise Odd("predicted")


def _figures(row: Mapping[str, Cell], wrong: list[Complaint]) -> dict[str, int]:
    figures = {}
    for name in FIGURES:
        if cells.text(row.get(name)) or name == "tot_pos":
            try:
                figures[name] = cells.count(row.get(name))
            except Odd as odd:
                wrong.append((name, odd))
    return figures


def _broken(figures: Mapping[str, int]) -> list[Complaint]:
    """The sums that must hold and do not; a sum of which a part is not told is not looked at."""
    return [
        (name, Odd(why, str(total))) for name, parts, why in SUMS if (total := _other(figures, name, parts)) is not None
    ]


def _other(figures: Mapping[str, int], name: str, parts: Iterable[str]) -> int | None:
    if name not in figures or not all(part in figures for part in parts):
        return None
    total = sum(figures[part] for part in parts)
    return total if total != figures[name] else None


def _assumed(figures: Mapping[str, int]) -> list[Complaint]:
    notes: list[Complaint] = []
    name, parts, why = ASSUMED
    if (total := _other(figures, name, parts)) is not None:
        notes.append((name, Odd(why, str(total))))
    caught = sum(figures.get(part, 0) for part in CAUGHT)
    if caught > figures["tot_pos"]:
        notes.append(("tot_pos", Odd("origins-more", str(caught))))
    return notes


def figures_of(tallies: Iterable[Tally]) -> Mapping[str, int]:
    """The monthly sheet's figures of these tallies together, by the names of e-SISMAL's fields."""
    found = dict.fromkeys(FIGURES, 0)
    for tally in tallies:
        for name, column in FIGURES.items():
            found[name] += tally.counts.get(column, 0)
    return found


def facts(month: SismalMonth) -> dict[str, object]:
    """The month as JSON, by the columns of its table."""
    plain: dict[str, object] = {"area": month.area, "id": str(month.id), "facility": month.facility}
    return plain | {"first": month.first.isoformat(), "figures": dict(month.figures), "synthetic": month.synthetic}
