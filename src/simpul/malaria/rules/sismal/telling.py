"""The report of an import as rows of a list."""

from collections.abc import Iterable, Mapping

from simpul.malaria.model.sismal import SismalFlaw

HEADS = {
    "id": ("Lembar", "Baris", "Kolom", "Isi", "Sebab", "Ditolak"),
    "en": ("Sheet", "Row", "Column", "Value", "Why", "Left out"),
}
_YES_NO = {"id": ("ya", "tidak"), "en": ("yes", "no")}


def report(lines: Iterable[SismalFlaw], whys: Mapping[str, str], lang: str) -> list[tuple[object, ...]]:
    """Where, what stands there, why (`whys` in the reader's language), and whether the row is left out."""
    yes, no = _YES_NO[lang]
    return [(one.sheet, one.line, one.column, one.value, _why(one, whys), yes if one.left_out else no) for one in lines]


def _why(one: SismalFlaw, whys: Mapping[str, str]) -> str:
    return whys.get(one.why, one.why).replace("{other}", one.other)
