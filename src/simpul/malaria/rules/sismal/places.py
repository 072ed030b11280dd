"""Which kabupaten or kota a sheet names: by its code, or by its name however it is written."""

import re
from collections.abc import Iterable, Mapping

from simpul.malaria.model.sismal import Cell, SismalContext
from simpul.malaria.rules.sismal import cells

REGENCY_LENGTH = 5
DOUBLE = ""
"""In place of a code: two regions have this name."""
_KIND = re.compile(r"^(kabupaten|kab|kota|kodya|kotamadya)\b\.?\s*(administrasi|adm)?\b\.?\s*")
_VILLAGE = re.compile(r"(\d{2})\.?(\d{2})\.?(\d{2})\.?(\d{4})")


def regencies(many: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    """Codes by the ways their names are written; `DOUBLE` where a kabupaten and a kota have the same.

    `many` are codes and names of kabupaten and kota; a kota's code has 71 or more after the point.
    """
    found: dict[str, str] = {}
    for code, name in many:
        kind, bare = "kota" if code[3:5] >= "71" else "kabupaten", _bare(name)
        for written in (f"{kind} {bare}", code, code.replace(".", "")):
            found[written] = code
        found[bare] = code if found.get(bare, code) == code else DOUBLE
    return found


def _bare(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", _KIND.sub("", name.lower())).strip()


def regency(cell: Cell, context: SismalContext) -> str:
    """The kabupaten's code; the chosen area's where the cell is empty; Odd."""
    written = cells.text(cell).lower()
    if not written:
        if not context.area:
            raise cells.Odd("region-missing")
        return context.area[:REGENCY_LENGTH]
    kind = _KIND.match(written)
    bare = _bare(written)
    named = bare if kind is None else f"{'kota' if kind[1].startswith('ko') else 'kabupaten'} {bare}"
    code = context.regencies.get(named, context.regencies.get(written))
    if code is None:
        raise cells.Odd("region-unknown")
    if code == DOUBLE:
        raise cells.Odd("region-double")
    return code


def place(code: str, village: Cell, context: SismalContext) -> str:
    """Where a row of this kabupaten stands in the register: its village, else the chosen area, else the kabupaten; Odd."""
    found = _VILLAGE.fullmatch(cells.text(village))
    inner = ".".join(found.groups()) if found else ""
    area = context.area if context.area[:REGENCY_LENGTH] == code else code
    place = inner if inner.startswith(f"{area}.") else area
    if not answers_for_place(context.region, place):
        raise cells.Odd("region-outside")
    return place


def answers_for_place(region: str | None, place: str) -> bool:
    """Whether a place's code is the region or lies in it; None is the whole country."""
    return region is None or place == region or place.startswith(f"{region}.")
