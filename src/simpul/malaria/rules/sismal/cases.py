"""A row of e-SISMAL's register as a test of ours, or what is wrong with it; and the sheet's words for a test of ours."""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from simpul.kernel.i18n import ZONES, zone_of
from simpul.malaria.model.register import RegisterRow
from simpul.malaria.model.sismal import Cell, SismalContext
from simpul.malaria.rules.sismal import cells, places
from simpul.malaria.rules.sismal.cells import Odd

Values = dict[str, Any]
Complaint = tuple[str, Odd]
"""A field, and what is wrong with it."""

OCCUPATIONS = (
    *("Berkebun", "Buruh", "Buruh Tambang", "Guru", "Ibu Rumah Tangga", "Jaga Kapal", "Nelayan", "Pedagang", "Pegawai"),
    *("Pelajar", "Perambah Hutan", "Petambak", "Petani", "PNS", "POLRI", "Tak Bekerja", "Belum Bekerja", "TNI"),
    "Wiraswasta",
)
METHODS = {"slide": "Mikroskop", "rdt": "RDT", "pcr": "PCR"}
SPECIES = {
    "falciparum": "Pf",
    "vivax": "Pv",
    "mixed_pf_pv_po": "Mix",
    "malariae": "Pm",
    "ovale": "Po",
    "knowlesi": "Pk",
    "suspect_knowlesi": "Suspek Pk",
    "unknown": "Tidak diketahui",
}
"""The sheet's words for ours. e-SISMAL writes mixed infections `Pmix` or `Mix`."""
NEGATIVE = "negatif"
_METHOD_WORDS = {
    **dict.fromkeys(("mikroskop", "mikroskopis", "mikroskopik", "mikroskopi", "mic", "slide", "sd", "microscopy"), "slide"),
    **dict.fromkeys(("rdt", "rdts", "rapid", "rapidtest"), "rdt"),
    "pcr": "pcr",
}
_SPECIES_WORDS = {
    **dict.fromkeys(("pf", "falciparum", "pfalciparum", "plasmodiumfalciparum"), "falciparum"),
    **dict.fromkeys(("pv", "vivax", "pvivax", "plasmodiumvivax"), "vivax"),
    **dict.fromkeys(("pmix", "mix", "mixed", "campuran", "pfpv", "pfdanpv", "mixpfpv"), "mixed_pf_pv_po"),
    **dict.fromkeys(("pm", "malariae", "pmalariae", "plasmodiummalariae"), "malariae"),
    **dict.fromkeys(("po", "ovale", "povale", "plasmodiumovale"), "ovale"),
    **dict.fromkeys(("pk", "knowlesi", "pknowlesi", "plasmodiumknowlesi"), "knowlesi"),
    **dict.fromkeys(("suspekpk", "suspectpk", "suspekknowlesi", "susppk"), "suspect_knowlesi"),
    **dict.fromkeys(("tidakdiketahui", "unknown", "lain", "lainnya", "positif", "pos"), "unknown"),
    **dict.fromkeys(("negatif", "neg", "negative", "negatip"), NEGATIVE),
}
_SEX_WORDS = {
    **dict.fromkeys(("l", "lk", "laki", "lakilaki", "pria", "male", "m"), "L"),
    **dict.fromkeys(("p", "pr", "perempuan", "wanita", "female", "f"), "P"),
}
_SEVERE_WORDS = {
    **dict.fromkeys(("1", "tanpakomplikasi", "ringan", "biasa"), ""),
    **dict.fromkeys(("2", "berat", "dengankomplikasi", "komplikasi"), "2"),
}
_CARE_WORDS = {
    **dict.fromkeys(("rj", "rawatjalan", "jalan"), ""),
    **dict.fromkeys(("ri", "rawatinap", "inap"), "ri"),
}
_OCCUPATION_WORDS = {re.sub(r"[^a-z0-9]+", "", one.lower()): one for one in OCCUPATIONS}
_OCCUPATION_WORDS |= {
    "irt": "Ibu Rumah Tangga",
    "tidakbekerja": "Tak Bekerja",
    "tdkbekerja": "Tak Bekerja",
    "polisi": "POLRI",
}
_OCCUPATION_WORDS |= {"swasta": "Pegawai", "tani": "Petani", "pelajarmahasiswa": "Pelajar", "siswa": "Pelajar"}


def _optional(words: Mapping[str, str], shown: str) -> Callable[[Cell], str | None]:
    return lambda cell: cells.choice(cell, words, shown) if cells.text(cell) else None


_READERS: Mapping[str, Callable[[Cell], Any]] = {
    "id": lambda cell: cells.text(cell)[:80],
    "nama_fasyankes": cells.plain,
    "umur_th": cells.age,
    "jnskel": _optional(_SEX_WORDS, "L, P"),
    "lab": lambda cell: cells.choice(cell, _METHOD_WORDS, "Mikroskop, RDT, PCR"),
    "parasit": lambda cell: cells.choice(cell, _SPECIES_WORDS, "Pf, Pv, Mix, Pm, Po, Pk, Suspek Pk"),
    "derajat": _optional(_SEVERE_WORDS, "1, 2"),
    "p_rawat": _optional(_CARE_WORDS, "RJ, RI"),
    "kematian": cells.yes,
    "sintetis": cells.yes,
}


def read(row: Mapping[str, Cell], context: SismalContext) -> tuple[RegisterRow | None, list[Complaint]]:
    """The test that the row tells of, with an id that the same row gives again; None with what is wrong.

    Complaints beside a test are notes. A row without a number of its own is named by all that it says.
    """
    values: Values = {}
    wrong = [*_read(row, context, values)]
    if wrong:
        return None, wrong
    made = _made(values, context)
    notes = [] if _occupation(row) or not cells.text(row.get("pekerjaan")) else [("pekerjaan", Odd("occupation-other"))]
    return replace(made, occupation=_occupation(row)), notes


def _read(row: Mapping[str, Cell], context: SismalContext, values: Values) -> Iterator[Complaint]:
    steps: dict[str, Callable[[Cell], Any]] = {"tglkun": lambda cell: cells.day(cell, context.today), **_READERS}
    steps["nama_kabupaten"] = lambda cell: places.regency(cell, context)
    steps["kode_desa"] = lambda cell: places.place(values["nama_kabupaten"], cell, context)
    for name, reader in steps.items():
        if name == "kode_desa" and "nama_kabupaten" not in values:
            continue
        try:
            values[name] = reader(row.get(name))
        except Odd as odd:
            yield ("nama_kabupaten" if odd.why == "region-outside" else name), odd
    yield from _other_month(row, values.get("tglkun"))


def _other_month(row: Mapping[str, Cell], day: date | None) -> Iterator[Complaint]:
    """Where the sheet tells month and year beside the day, they are the day's; else day and month changed places."""
    if day is None:
        return
    for name, own, reader in (("bulankun", day.month, cells.month), ("tahun", day.year, cells.count)):
        try:
            if cells.text(row.get(name)) and reader(row.get(name)) != own:
                yield name, Odd("other-month", day.isoformat())
        except Odd as odd:
            yield name, odd


def _occupation(row: Mapping[str, Cell]) -> str | None:
    return _OCCUPATION_WORDS.get(re.sub(r"[^a-z0-9]+", "", cells.text(row.get("pekerjaan")).lower()))


def _made(values: Values, context: SismalContext) -> RegisterRow:
    day, code, negative = values["tglkun"], values["nama_kabupaten"], values["parasit"] == NEGATIVE
    own = _uuid(values["id"])
    return RegisterRow(
        village=values["kode_desa"],
        id=own or _named(values),
        person=None,
        day=day,
        at=datetime.combine(day, time(12), ZONES[zone_of(code)]),
        source="sismal",
        facility=values["nama_fasyankes"],
        method=values["lab"],
        result="negative" if negative else "positive",
        species=None if negative else values["parasit"],
        sex=values["jnskel"],
        age=values["umur_th"],
        severe=bool(values["derajat"]) and not negative,
        admitted=bool(values["p_rawat"]),
        died=values["kematian"],
        synthetic=context.synthetic or values["sintetis"],
    )


def _uuid(given: str) -> UUID | None:
    try:
        return UUID(given) if len(given) == 36 else None
    except ValueError:
        return None


def own_number(row: Mapping[str, Cell]) -> bool:
    """Whether the row's number is one that a node of ours gave."""
    return _uuid(cells.text(row.get("id"))) is not None


def _named(values: Values) -> UUID:
    """The row's name: number, facility, kabupaten and year; without a number all that is told of the patient."""
    day: date = values["tglkun"]
    place = (values["nama_kabupaten"], bare_facility(values["nama_fasyankes"]))
    if values["id"]:
        return id_of("case", *place, str(day.year), values["id"].casefold())
    told = (day.isoformat(), values["umur_th"], values["jnskel"], values["lab"], values["parasit"], values["derajat"])
    return id_of("told", *place, *(str(one) for one in told))


def bare_facility(name: str) -> str:
    """A facility's name as it is compared: `PKM. Bintuni` is `Puskesmas bintuni`."""
    return re.sub(r"^(puskesmas|pkm|pusk)", "", re.sub(r"[^a-z0-9]+", "", name.lower()))


def id_of(*parts: str) -> UUID:
    """The same id for the same parts, always."""
    digest = hashlib.sha256("\x1f".join(("sismal", *parts)).encode()).digest()
    return UUID(bytes=digest[:16], version=5)


def facts(row: RegisterRow) -> dict[str, object]:
    """The test as JSON, by the columns of the register."""
    plain: dict[str, object] = {name: getattr(row, name) for name in RegisterRow.__slots__}
    for name in ("id", "day", "at"):
        plain[name] = row.day.isoformat() if name == "day" else row.at.isoformat() if name == "at" else str(row.id)
    return plain
