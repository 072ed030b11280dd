"""The rows of the sheets we make: e-SISMAL's own columns in its own words, and the page that says where they come from."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from simpul.kernel.i18n import ZONES, zone_of
from simpul.malaria.model.register import RegisterRow
from simpul.malaria.model.sending import SendScope
from simpul.malaria.model.sismal import Cell
from simpul.malaria.rules.sismal.cases import METHODS, SPECIES
from simpul.malaria.rules.sismal.counting import Facility
from simpul.malaria.rules.sismal.months import FIGURES

TITLES = {"sismal_sheet": "Bulanan", "sismal_register": "Register"}
REGISTER: Mapping[str, tuple[str, ...]] = {
    "id": ("id",),
    "tglkun": ("day",),
    "bulankun": ("month",),
    "tahun": ("year",),
    "nama_propinsi": ("province",),
    "nama_kabupaten": ("regency",),
    "nama_fasyankes": ("facility", "village"),
    "umur_th": ("age",),
    "jnskel": ("sex",),
    "pekerjaan": ("occupation",),
    "lab": ("method",),
    "parasit": ("species",),
    "derajat": ("severe",),
    "p_rawat": ("admitted",),
    "kematian": ("died",),
    "kode_desa": ("village",),
}
"""The register's columns, and which fields of `rules.entitled` each shows."""
SYNTHETIC = "sintetis"
_SHARES = {
    "indikator_pengobatan_standar": "standard",
    "indikator_primaquin": "primaquine",
    "indikator_kasus_pe": "investigated",
}
VILLAGE_LENGTH = 13


class Names(Protocol):
    """Where names of places come from."""

    def region(self, code: str) -> str:
        """The name of a region, its code where it is not known."""
        ...

    def village(self, code: str) -> str:
        """The name of a village of the programme."""
        ...


def register_head(marked: bool) -> tuple[str, ...]:
    """The register's heading; with a column that says what is made up, where anything is."""
    return (*REGISTER, *((SYNTHETIC,) if marked else ()))


def register_row(row: RegisterRow, names: Names, marked: bool) -> Sequence[Cell]:
    """A case as the register writes it; of a village worker's case the facility is the village."""
    cells: list[Cell] = [str(row.id), row.day, row.day.month, row.day.year]
    cells += [names.region(row.village[:2]), names.region(row.village[:5]), row.facility or names.village(row.village)]
    cells += [row.age, row.sex, row.occupation, METHODS.get(row.method, row.method), SPECIES[row.species or "unknown"]]
    cells += [2 if row.severe else 1, "RI" if row.admitted else "RJ", "Ya" if row.died else "Tidak"]
    cells += [row.village if len(row.village) == VILLAGE_LENGTH else None]
    return [*cells, *(("Ya" if row.synthetic else "Tidak",) if marked else ())]


def month_head(marked: bool) -> tuple[str, ...]:
    """The monthly sheet's heading."""
    columns = ("id_faskes", "bulan", "tahun", "nama_kabupaten", *FIGURES, *_SHARES, "status")
    return (*columns, *((SYNTHETIC,) if marked else ()))


def month_row(at: Facility, counts: Mapping[str, int], about: tuple[date, Names, bool], marked: bool) -> Sequence[Cell]:
    """A facility's month; shares are per cent of positive tests, empty without any. `about`: month, names, made up."""
    first, names, synthetic = about
    positive = counts.get("positive", 0)
    shares = [round(100 * counts.get(name, 0) / positive, 1) if positive else None for name in _SHARES.values()]
    cells: list[Cell] = [at[1] or names.village(at[0]), first.month, first.year, names.region(at[0][:5])]
    cells += [*(counts.get(name, 0) for name in FIGURES.values()), *shares, "actual"]
    return [*cells, *(("Ya" if synthetic else "Tidak",) if marked else ())]


def about(agency: str, scope: SendScope, now: datetime, made: tuple[str, int, bool]) -> Sequence[Sequence[Cell]]:
    """The page Keterangan: what this is, of where and when, who made it, what it does not hold; a mark where made up."""
    kind, rows, marked = made
    zone = zone_of(scope.region)
    at = now.astimezone(ZONES[zone])
    what = "Laporan bulanan per fasilitas" if kind == "sismal_sheet" else "Register kasus positif (tanpa nama dan NIK)"
    found: list[Sequence[Cell]] = [("DATA SINTETIS: dibuat untuk latihan, bukan kejadian nyata",)] if marked else []
    found += [
        ("Isi", what),
        ("Wilayah", f"{scope.name} ({scope.region})"),
        ("Bulan", scope.month + ("" if scope.complete else " (belum berakhir, angka masih bertambah)")),
        ("Jumlah baris", rows),
        ("Sumber", f"Register pemeriksaan malaria, {agency}"),
        ("Dibuat", f"{at:%Y-%m-%d %H:%M} {zone}"),
        ("Kolom", "Sesuai kolom e-SISMAL yang dikenal; kode_desa dan sintetis adalah tambahan"),
        ("Dihitung", "Pemeriksaan untuk diagnosis dengan hasil positif atau negatif, menurut hari setempat"),
        ("Umur tidak diketahui", "Tidak masuk kelompok umur mana pun; jumlahnya dapat kurang dari tot_pos"),
        ("Introduced, rekrudesen", "Tidak punya kolom di e-SISMAL; tidak dihitung sebagai indigenus atau relaps"),
        ("Indikator", "Persen dari tot_pos"),
    ]
    return found
