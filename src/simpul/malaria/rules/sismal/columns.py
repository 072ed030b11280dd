"""Which column of a sheet is which field of e-SISMAL, however the file writes it, and where its heading is.

Fields: the individual register as a published analysis of e-SISMAL 2019-2020 reads it (tglkun, jnskel, p_rawat, …), the
monthly sheet as an Indonesian early-warning program stores it. What both lack is in no sheet: NIK, follow-up, drug given.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from simpul.malaria.model.sismal import Cell, SismalHeading, SismalKind

REGISTER: Mapping[str, tuple[str, ...]] = {
    "id": ("id_kasus", "no_id", "id_pasien", "nomor_kasus", "case_id"),
    "tglkun": (
        *("tgl_kun", "tgl_kunjungan", "tanggal_kunjungan", "tanggal", "tgl", "tgl_periksa", "tanggal_periksa"),
        *("tgl_pemeriksaan", "tanggal_pemeriksaan", "tglkunjungan", "visit_date"),
    ),
    "bulankun": ("bulan_kun", "bulan_kunjungan", "bulan", "bln"),
    "tahun": ("tahun_kun", "tahun_kunjungan", "thn", "tahunkun", "year"),
    "nama_propinsi": ("propinsi", "provinsi", "nama_provinsi", "prov"),
    "nama_kabupaten": ("kabupaten", "kab", "kab_kota", "kabupaten_kota", "nama_kab", "nama_kab_kota", "kabkota"),
    "nama_fasyankes": ("fasyankes", "nama_faskes", "faskes", "puskesmas", "nama_puskesmas", "pkm", "fasilitas_kesehatan"),
    "umur_th": ("umur", "umur_tahun", "usia", "usia_th", "umurth", "umur_thn", "age"),
    "jnskel": ("jk", "jns_kel", "jenis_kelamin", "sex", "kelamin", "jeniskelamin", "l_p"),
    "pekerjaan": ("kerja", "pekerjaan_pasien", "occupation"),
    "lab": ("jenis_lab", "pemeriksaan_lab", "konfirmasi_lab", "metode", "jenis_pemeriksaan", "konfirmasi"),
    "parasit": ("jenis_parasit", "parasite", "hasil_lab", "species", "spesies", "hasil", "jenisparasit"),
    "derajat": ("derajat_penyakit", "derajat_malaria", "keparahan"),
    "p_rawat": ("perawatan", "rawat", "jenis_perawatan", "rj_ri", "prawat"),
    "kematian": ("meninggal", "mati", "kematian_malaria", "died"),
    "kode_desa": ("kode_kampung", "kode_kelurahan", "kode_wilayah"),
    "sintetis": ("synthetic",),
}
MONTHLY: Mapping[str, tuple[str, ...]] = {
    "id_faskes": (
        *("faskes", "nama_faskes", "nama_fasyankes", "id_fasyankes", "fasyankes", "kode_faskes", "puskesmas"),
        "nama_puskesmas",
    ),
    "bulan": ("bln", "bulan_laporan", "month"),
    "tahun": ("thn", "tahun_laporan", "year"),
    "nama_propinsi": ("propinsi", "provinsi", "nama_provinsi"),
    "nama_kabupaten": ("kabupaten", "kab", "kab_kota", "kabupaten_kota", "nama_kab", "nama_kab_kota", "kabkota"),
    "konfirmasi_lab_mikroskop": ("mikroskop", "lab_mikroskop", "konfirmasi_mikroskop"),
    "konfirmasi_lab_rdt": ("rdt", "lab_rdt", "konfirmasi_rdt"),
    "konfirmasi_lab_pcr": ("pcr", "lab_pcr", "konfirmasi_pcr"),
    "total_konfirmasi_lab": ("total_lab", "jumlah_konfirmasi_lab", "konfirmasi_lab_total"),
    "pos_0_4": ("positif_0_4",),
    "pos_5_14": ("positif_5_14",),
    "pos_15_64": ("positif_15_64",),
    "pos_diatas_64": ("pos_64", "positif_64", "positif_diatas_64", "pos_65", "pos_di_atas_64", "pos_lebih_64"),
    "tot_pos": ("total_positif", "jumlah_positif", "total_pos"),
    "kematian_malaria": ("kematian", "meninggal"),
    "hamil_pos": ("ibu_hamil_positif", "hamil_positif", "bumil_pos"),
    "p_pf": ("pf",),
    "p_pv": ("pv",),
    "p_po": ("po",),
    "p_pm": ("pm",),
    "p_pk": ("pk",),
    "p_mix": ("mix", "pmix", "p_pmix"),
    "p_suspek_pk": ("suspek_pk",),
    "p_others": ("p_other", "others", "lainnya"),
    "kasus_pe": ("pe", "jumlah_pe"),
    "obat_standar": ("pengobatan_standar",),
    "obat_nonprogram": ("obat_non_program", "pengobatan_nonprogram"),
    "obat_primaquin": ("primaquin", "obat_primakuin", "primakuin"),
    "penularan_indigenus": ("indigenus", "indigenous", "penularan_indigenous"),
    "penularan_impor": ("impor", "import", "penularan_import"),
    "penularan_induced": ("induced",),
    "relaps": ("relapse", "penularan_relaps"),
    "indikator_pengobatan_standar": (),
    "indikator_primaquin": (),
    "indikator_kasus_pe": (),
    "status": ("status_actual_predicted",),
    "sintetis": ("synthetic",),
}
ALL: Mapping[SismalKind, Mapping[str, tuple[str, ...]]] = {SismalKind.REGISTER: REGISTER, SismalKind.MONTHLY: MONTHLY}
NEEDED = {SismalKind.REGISTER: ("tglkun", "lab", "parasit"), SismalKind.MONTHLY: ("id_faskes", "bulan", "tahun", "tot_pos")}
"""Without these nothing can be said of a row."""
OPTIONAL = frozenset({"kode_desa", "sintetis", "status", "nama_propinsi", "nama_kabupaten"}) | frozenset(
    name for name in MONTHLY if name.startswith("indikator_")
)
"""Columns that nobody misses."""
LOOKED_AT = 40
"""Rows from the top in which a heading may stand."""
_KNOWN = {
    kind: {written: name for name, others in fields.items() for written in (name, *others)} for kind, fields in ALL.items()
}


def normal(cell: Cell) -> str:
    """A heading as it is compared: `Tgl. Kunjungan*` is `tgl_kunjungan`."""
    plain = unicodedata.normalize("NFKD", str(cell or "")).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", plain.lower()).strip("_")[:80]


def heading(rows: Sequence[tuple[int, Sequence[Cell]]]) -> SismalHeading | None:
    """The heading among these first rows that knows most fields, of one row or of two merged ones; None without any."""
    found = [one for at in range(len(rows)) for kind in SismalKind for one in _candidates(rows, at, kind)]
    return max(found, key=_worth, default=None)


def _worth(one: SismalHeading) -> tuple[bool, int, int]:
    return not missing(one), len(one.columns), -one.line


def missing(one: SismalHeading) -> tuple[str, ...]:
    """The needed fields that the heading has not."""
    return tuple(name for name in NEEDED[one.kind] if name not in one.columns)


def _candidates(rows: Sequence[tuple[int, Sequence[Cell]]], at: int, kind: SismalKind) -> Iterable[SismalHeading]:
    line, cells = rows[at]
    single = _of(kind, line, [(str(cell or ""),) for cell in cells])
    if single:
        yield single
    if at + 1 < len(rows) and rows[at + 1][0] == line + 1:
        both = _of(kind, line + 1, _merged(cells, rows[at + 1][1]))
        if both and (single is None or len(both.columns) > len(single.columns)):
            yield both


def _merged(upper: Sequence[Cell], lower: Sequence[Cell]) -> list[tuple[str, ...]]:
    """Names for each column of two heading rows: the lower, upper and lower together, the upper alone."""
    made: list[tuple[str, ...]] = []
    group = ""
    for at in range(max(len(upper), len(lower))):
        above = str((upper[at] if at < len(upper) else "") or "")
        below = str((lower[at] if at < len(lower) else "") or "")
        group = above or group
        made.append((f"{group} {below}", below, above) if below else (above,))
    return made


def _of(kind: SismalKind, line: int, names: Sequence[tuple[str, ...]]) -> SismalHeading | None:
    columns: dict[str, int] = {}
    written: dict[str, str] = {}
    twice, unknown = [], []
    for at, choices in enumerate(names):
        field, name = _field(kind, choices)
        if field is None:
            unknown += [name] if name.strip() else []
        elif field in columns:
            twice.append(name)
        else:
            columns[field], written[field] = at, name
    known = len(columns)
    return SismalHeading(kind, line, columns, written, twice, unknown) if known >= 3 else None


def _field(kind: SismalKind, choices: Sequence[str]) -> tuple[str | None, str]:
    for written in choices:
        found = _KNOWN[kind].get(normal(written))
        if found:
            return found, " ".join(written.split())[:60]
    return None, " ".join(choices[0].split())[:60]
