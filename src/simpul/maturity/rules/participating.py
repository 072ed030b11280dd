"""Which agencies an edition evaluates: those that have published results; and where each government lies."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from simpul.maturity.model.editions import Participant
from simpul.maturity.rules.published import Published

REGIONAL = ("Provinsi", "Kabupaten", "Kota")
_TYPE = re.compile(r"^(pemerintah\s+)?(provinsi|kabupaten|kab\.|kota)?\s*(administrasi\s+)?")
_SPELT = ((r"\bkepulauan\b|\bkep\.", ""), (r"\bsel\.", "selatan"), (r"[^a-z]", ""))
"""What tables write in several ways, or leave out."""


@dataclass(frozen=True, slots=True)
class Places:
    """Codes of provinces by name, and of regencies and cities by province, type and folded name."""

    provinces: Mapping[str, str]
    regencies: Mapping[tuple[str, str, str], str]


def folded(name: str) -> str:
    """The letters of a government's name without its type and "Kepulauan": "Pemerintah Kab. Fak-Fak" is "fakfak"."""
    bare = _TYPE.sub("", name.strip().lower())
    for pattern, instead in _SPELT:
        bare = re.sub(pattern, instead, bare)
    return bare


def region_of(kind: str, name: str, province: str, places: Places) -> str:
    """The code of the region that a government leads; empty for the centre's agencies, and where no region is called so."""
    if kind not in REGIONAL:
        return ""
    home = places.provinces.get(province, "")
    return home if kind == "Provinsi" else places.regencies.get((home, kind, folded(name)), "")


def from_published(edition: str, rows: Iterable[Published], places: Places) -> list[Participant]:
    """The agencies of these results as participants of the edition, each once, as its newest result names it."""
    newest = {one.agency: one for one in sorted(rows, key=lambda one: one.year)}
    return [
        Participant(
            edition, one.agency, one.name, one.kind, one.province, region_of(one.kind, one.name, one.province, places)
        )
        for one in newest.values()
    ]
