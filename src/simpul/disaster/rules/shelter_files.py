"""Shelters in CSV files: columns by the names that offices use, each line read or refused with its reason."""

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from simpul.disaster.model.shelter_refusals import ShelterFileUnreadable
from simpul.disaster.model.shelters import Facility, ShelterDraft, ShelterKind, ShelterRow
from simpul.disaster.rules.feeds.values import number, text
from simpul.disaster.rules.shelters import CAPACITY_MOST, checked
from simpul.disaster.rules.whole import whole_number
from simpul.kernel.errors import Invalid
from simpul.kernel.i18n import N_

LINES_MOST = 20_000
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "external": ("id", "nomor", "no", "kode", "external", "external_id", "kode_posko"),
    "name": ("name", "nama", "nama_pengungsian", "nama_tempat", "nama_posko", "shelter", "lokasi"),
    "kind": ("kind", "jenis", "tipe", "type"),
    "longitude": ("longitude", "lon", "lng", "long", "bujur", "x"),
    "latitude": ("latitude", "lat", "lintang", "y"),
    "capacity": ("capacity", "kapasitas", "daya_tampung"),
    "address": ("address", "alamat"),
    "contact": ("contact", "kontak", "telepon", "telp", "phone"),
    "facilities": ("facilities", "fasilitas"),
    "people": ("people", "penghuni", "pengungsi", "jumlah_pengungsi", "terisi", "occupancy", "jiwa"),
    "open": ("open", "buka", "status"),
    "note": ("note", "catatan", "keterangan"),
}
"""What each column may be called, in lower case with underscores."""
NEEDED = ("name", "longitude", "latitude", "capacity")
KIND_WORDS: Mapping[str, ShelterKind] = {
    **{one.value: one for one in ShelterKind},
    "sekolah": ShelterKind.SCHOOL,
    "balai": ShelterKind.HALL,
    "aula": ShelterKind.HALL,
    "gedung serbaguna": ShelterKind.HALL,
    "masjid": ShelterKind.WORSHIP,
    "musala": ShelterKind.WORSHIP,
    "mushola": ShelterKind.WORSHIP,
    "gereja": ShelterKind.WORSHIP,
    "pura": ShelterKind.WORSHIP,
    "vihara": ShelterKind.WORSHIP,
    "tempat ibadah": ShelterKind.WORSHIP,
    "gor": ShelterKind.SPORT,
    "stadion": ShelterKind.SPORT,
    "lapangan": ShelterKind.SPORT,
    "kantor": ShelterKind.OFFICE,
    "tenda": ShelterKind.TENT,
    "gedung": ShelterKind.BUILDING,
    "bangunan": ShelterKind.BUILDING,
    "rusun": ShelterKind.BUILDING,
    "lain": ShelterKind.OTHER,
    "lainnya": ShelterKind.OTHER,
}
FACILITY_WORDS: Mapping[str, Facility] = {
    **{one.value: one for one in Facility},
    "air": Facility.WATER,
    "air bersih": Facility.WATER,
    "toilet": Facility.TOILET,
    "mck": Facility.TOILET,
    "dapur": Facility.KITCHEN,
    "dapur umum": Facility.KITCHEN,
    "listrik": Facility.ELECTRICITY,
    "kesehatan": Facility.HEALTH,
    "pos kesehatan": Facility.HEALTH,
    "ruang perempuan": Facility.WOMEN,
    "perempuan": Facility.WOMEN,
    "anak": Facility.CHILDREN,
    "ruang anak": Facility.CHILDREN,
    "ramah disabilitas": Facility.ACCESS,
    "kursi roda": Facility.ACCESS,
    "ternak": Facility.ANIMALS,
    "hewan": Facility.ANIMALS,
}
_OPEN = {"ya": True, "buka": True, "yes": True, "open": True, "1": True, "true": True, "aktif": True}
_SHUT = {"tidak": False, "tutup": False, "no": False, "closed": False, "0": False, "false": False, "nonaktif": False}
NO_NUMBER = N_("the {column} is no number")
NO_WHOLE = N_("the {column} is no whole number from {least} to {most}")


class LineRefused(ValueError):
    """Why a line cannot be taken, as a message with its facts."""

    def __init__(self, sentence: str, **facts: object) -> None:
        super().__init__(sentence)
        self.sentence, self.facts = sentence, facts


def read(content: bytes) -> list[ShelterRow]:
    """The lines of a CSV file in UTF-8 (or Windows-1252), separated by comma, semicolon or tab; ShelterFileUnreadable."""
    lines = csv.reader(io.StringIO(_text(content), newline=""), _dialect(content))
    try:
        table = [line for line in lines if any(cell.strip() for cell in line)]
    except csv.Error:
        raise ShelterFileUnreadable(reason="it is no CSV") from None
    if not table:
        raise ShelterFileUnreadable(reason="it is empty")
    if len(table) > LINES_MOST + 1:
        raise ShelterFileUnreadable(reason=f"it has more than {LINES_MOST} lines")
    places = _places(table[0])
    return [_row(line, cells, places) for line, cells in enumerate(table[1:], start=2)]


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _dialect(content: bytes) -> type[csv.Dialect]:
    first = content.split(b"\n", 1)[0]
    best = max((b",", b";", b"\t"), key=first.count)

    class Found(csv.excel):
        delimiter = best.decode()

    return Found


def _places(head: list[str]) -> dict[str, int]:
    """Where each column stands; ShelterFileUnreadable where one that is needed does not."""
    spelt = [cell.strip().lower().replace(" ", "_").replace("-", "_") for cell in head]
    found = {
        column: next(spelt.index(name) for name in names if name in spelt)
        for column, names in COLUMNS.items()
        if any(name in spelt for name in names)
    }
    missing = [column for column in NEEDED if column not in found]
    if missing:
        raise ShelterFileUnreadable(reason=f"the columns {', '.join(missing)} are missing")
    return found


def _row(line: int, cells: list[str], places: Mapping[str, int]) -> ShelterRow:
    given = {column: cells[at].strip() if at < len(cells) else "" for column, at in places.items()}
    row = ShelterRow(line, given)
    try:
        return replace(row, draft=_draft(given), people=_people(given), open=_is_open(given))
    except LineRefused as refused:
        return replace(row, refused=(refused.sentence, refused.facts))
    except Invalid as refusal:
        return replace(row, refused=(refusal.sentence, refusal.facts))


def _draft(given: Mapping[str, str]) -> ShelterDraft:
    longitude, latitude = _coordinate(given, "longitude", 180), _coordinate(given, "latitude", 90)
    draft = ShelterDraft(
        name=text(given["name"], 200),
        kind=_kind(given.get("kind", "")),
        longitude=longitude,
        latitude=latitude,
        capacity=_whole(given, "capacity", 1),
        address=text(given.get("address", ""), 300),
        contact=text(given.get("contact", ""), 200),
        note=text(given.get("note", ""), 300),
        facilities=_facilities(given.get("facilities", "")),
        external=text(given.get("external", ""), 80),
    )
    return checked(draft)


def _coordinate(given: Mapping[str, str], column: str, most: float) -> float:
    value = _number(given, column, number)
    if not -most <= value <= most:
        raise LineRefused(N_("the {column} lies nowhere on the globe"), column=column)
    return float(value)


def _whole(given: Mapping[str, str], column: str, least: int) -> int:
    number = whole_number(given[column])
    if number is None or not least <= number <= CAPACITY_MOST:
        raise LineRefused(NO_WHOLE, column=column, least=least, most=CAPACITY_MOST)
    return number


def _number(given: Mapping[str, str], column: str, reading: Callable[[object], float]) -> float:
    try:
        return reading(given[column])
    except ValueError:
        raise LineRefused(NO_NUMBER, column=column) from None


def _kind(given: str) -> ShelterKind:
    words = given.strip().lower()
    return next(
        (kind for word, kind in KIND_WORDS.items() if words == word or words.startswith(f"{word} ")), ShelterKind.OTHER
    )


def _facilities(given: str) -> tuple[Facility, ...]:
    words = (one.strip().lower() for one in given.replace(";", ",").replace("/", ",").replace("|", ",").split(","))
    return tuple(dict.fromkeys(FACILITY_WORDS[one] for one in words if one in FACILITY_WORDS))


def _people(given: Mapping[str, str]) -> int | None:
    return _whole(given, "people", 0) if given.get("people") else None


def _is_open(given: Mapping[str, str]) -> bool | None:
    words: Any = given.get("open", "").lower()
    return {**_OPEN, **_SHUT}.get(words)
