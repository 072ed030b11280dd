"""Which column of a file answers which question, known by its name as offices and programs write it."""

import re
from collections.abc import Mapping, Sequence

from simpul.disaster.model import FieldKind
from simpul.disaster.model.import_refusals import ColumnMissing
from simpul.disaster.rules.hazards import HAZARDS
from simpul.disaster.rules.importing.reading import LATITUDE, LONGITUDE
from simpul.kernel.i18n import N_

QUESTIONS: Mapping[str, str] = {
    "id": N_("Number or name of the report"),
    "time": N_("When it was seen"),
    "latitude": N_("Latitude"),
    "longitude": N_("Longitude"),
    "region": N_("Code of the region"),
    "hazard": N_("Hazard"),
    "report_type": N_("Kind of report"),
    "flood_depth": N_("Depth of the water in cm"),
    "text": N_("Description"),
    "title": N_("Title"),
}
"""What a column may answer, in the order in which people are asked."""

KNOWN: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "no", "nomor", "nomor_laporan", "no_laporan", "number", "pkey", "external_id", "kode_laporan"),
    "time": (
        *("time", "waktu", "created_at", "reported_at", "waktu_kejadian", "waktu_laporan", "tanggal", "tanggal_kejadian"),
        *("tgl", "date", "datetime", "timestamp", "jam_kejadian", "tanggal_jam", "tanggal_dan_jam"),
    ),
    "latitude": (LATITUDE, "latitude", "lat", "lintang", "y", "garis_lintang", "koordinat_y"),
    "longitude": (LONGITUDE, "longitude", "lon", "lng", "long", "bujur", "x", "garis_bujur", "koordinat_x"),
    "region": ("region", "kode_wilayah", "kode_kelurahan", "kode_desa", "kode_kecamatan", "region_code", "kode", "village"),
    "hazard": ("hazard", "bencana", "disaster_type", "jenis_bencana", "jenis", "kejadian", "jenis_kejadian", "disaster"),
    "report_type": ("report_type", "jenis_laporan", "kind"),
    "flood_depth": (
        *("flood_depth", "kedalaman", "kedalaman_cm", "tinggi_air", "tinggi_air_cm", "depth", "depth_cm", "tma"),
        *("ketinggian", "ketinggian_air", "tinggi_genangan", "tinggi_genangan_cm", "ketinggian_cm", "kedalaman_air"),
    ),
    "text": ("text", "keterangan", "deskripsi", "description", "uraian", "catatan", "laporan", "isi_laporan", "kronologi"),
    "title": ("title", "judul"),
}
"""Names of columns by the question they answer, in the order of preference."""

_ASKED = {
    field.name: field
    for hazard in HAZARDS.values()
    for deck in hazard.decks
    for field in deck.fields
    if field.kind not in (FieldKind.POINT, FieldKind.ITEMS)
}
ANSWERS: tuple[str, ...] = tuple(name for name in _ASKED if name not in QUESTIONS)
"""Names of the cards' other answers; a column of such a name is taken as it is called."""


def answer_label(name: str) -> Mapping[str, str]:
    """The question of this name as a card asks it, by language."""
    return _ASKED[name].label


def folded(name: str) -> str:
    """A column's name without case, spaces and units in brackets: "Tinggi Air (cm)" is tinggi_air."""
    bare = re.sub(r"\([^)]*\)|\[[^]]*\]", " ", name)
    return re.sub(r"[^\w.]+", "_", bare.strip().casefold()).strip("_")


def guessed(heads: Sequence[str]) -> dict[str, str]:
    """For each question the column that seems to answer it; a column answers one question at most."""
    by_name: dict[str, str] = {}
    for head in heads:
        by_name.setdefault(folded(head), head)
    found: dict[str, str] = {}
    for question, names in KNOWN.items():
        column = next((by_name[name] for name in names if name in by_name and by_name[name] not in found.values()), None)
        if column:
            found[question] = column
    for name in ANSWERS:
        column = by_name.get(folded(name))
        if column and column not in found.values():
            found[name] = column
    return found


def chosen(heads: Sequence[str], given: Mapping[str, str]) -> dict[str, str]:
    """The columns that somebody chose, as far as the file has them; ColumnMissing where none says where it was."""
    known = {*QUESTIONS, *ANSWERS}
    found = {question: column for question, column in given.items() if question in known and column in heads}
    if "region" not in found and not {"latitude", "longitude"} <= found.keys():
        raise ColumnMissing()
    return found
