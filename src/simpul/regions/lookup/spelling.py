"""How people spell regions: abbreviations, nicknames, old orthography and ranks, reduced to one plain form."""

import re
import unicodedata
from collections.abc import Mapping
from typing import NamedTuple

from simpul.regions import rules
from simpul.regions.model import Kind, Level

RANKS: Mapping[str, tuple[Level, Kind | None]] = {
    **dict.fromkeys(("prov", "propinsi", "provinsi", "province"), (Level.PROVINCE, None)),
    **dict.fromkeys(("kab", "kabupaten", "regency"), (Level.REGENCY, Kind.KABUPATEN)),
    **dict.fromkeys(("kota", "kotamadya", "city"), (Level.REGENCY, Kind.KOTA)),
    **dict.fromkeys(("kec", "kecamatan", "distrik", "district", "kapanewon", "kemantren"), (Level.DISTRICT, None)),
    **dict.fromkeys(("kel", "kelurahan", "desa", "ds", "kampung", "gampong", "nagari", "village"), (Level.VILLAGE, None)),
}
STREETS = frozenset({"jl", "jln", "jalan", "gg", "gang"})
SILENT = frozenset({"administrasi", "adm", "of", "the", "di", "daerah", "khusus", "ibukota", "istimewa"})
NICKNAMES: Mapping[str, str] = {
    "jakut": "jakarta utara", "jaksel": "jakarta selatan", "jakbar": "jakarta barat", "jaktim": "jakarta timur",
    "jakpus": "jakarta pusat", "jkt": "jakarta", "dki": "jakarta", "dkj": "jakarta", "batavia": "jakarta",
    "jogja": "yogyakarta", "yogya": "yogyakarta",
    "jogjakarta": "yogyakarta", "jokja": "yogyakarta", "jokjakarta": "yogyakarta", "diy": "yogyakarta",
    "sby": "surabaya", "bdg": "bandung", "smg": "semarang", "solo": "surakarta", "mks": "makassar", "bpn": "balikpapan",
    "tangsel": "tangerang selatan",
    "kepseribu": "kepulauan seribu", "ntt": "nusa tenggara timur", "ntb": "nusa tenggara barat",
    "sumut": "sumatera utara", "sumbar": "sumatera barat", "sumsel": "sumatera selatan", "sumatra": "sumatera",
    "jabar": "jawa barat", "jateng": "jawa tengah", "jatim": "jawa timur", "kalbar": "kalimantan barat",
    "kalteng": "kalimantan tengah", "kalsel": "kalimantan selatan",
    "kaltim": "kalimantan timur", "kaltara": "kalimantan utara",
    "sulut": "sulawesi utara", "sulteng": "sulawesi tengah", "sulsel": "sulawesi selatan", "sultra": "sulawesi tenggara",
    "sulbar": "sulawesi barat", "babel": "bangka belitung", "kepri": "kepulauan riau", "malut": "maluku utara",
    "nad": "aceh", "java": "jawa", "celebes": "sulawesi", "borneo": "kalimantan",
    "tj": "tanjung", "tg": "tanjung", "tjg": "tanjung", "pd": "pondok", "kb": "kebon", "gn": "gunung", "gng": "gunung",
    "ps": "pasar", "psr": "pasar", "sei": "sungai", "sg": "sungai", "kep": "kepulauan",
    "p": "pulau", "tlk": "teluk", "tl": "teluk",
    "kp": "kampung", "kpg": "kampung", "utr": "utara", "sel": "selatan", "tmr": "timur",
    "brt": "barat", "tgh": "tengah", "pst": "pusat",
    "north": "utara", "south": "selatan", "east": "timur", "west": "barat", "central": "pusat",
}  # fmt: skip
_OLD = ((re.compile("tj(?=[aeiou])"), "c"), (re.compile("dj"), "j"), (re.compile("oe"), "u"))
_WORD = re.compile(r"[a-z0-9]+")


class Spelled(NamedTuple):
    """What was meant: the name, the same with its rank word, its context (what follows a comma), and what the rank says."""

    name: str
    whole: str
    context: str
    level: Level | None
    kind: Kind | None


def plain(text: str) -> str:
    """Lower case, no marks, words apart by one blank, modern orthography."""
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower().replace("'", "")
    words = " ".join(_WORD.findall(bare))
    for old, new in _OLD:
        words = old.sub(new, words)
    return words


def known(name: str, level: Level) -> str:
    """A published name in plain form, without the words that nobody says."""
    words = plain(rules.bare(name) if level is Level.REGENCY else name).split()
    return " ".join([word for word in words if word not in SILENT] or words)


def spelled(text: str) -> Spelled:
    """What a person meant by what they typed."""
    head, _, tail = text.partition(",")
    words, context = _read(head), _read(tail)
    level, kind = _rank(words)
    return Spelled(" ".join(words[level is not None :]), " ".join(words), " ".join(_rankless(context)), level, kind)


def _read(text: str) -> list[str]:
    """Plain words, nicknames spelled out, each said once in a row; no silent words unless nothing else is there."""
    every = plain(text).split()
    words = [word for word in every if word not in SILENT and word not in STREETS] or every
    full = " ".join(NICKNAMES.get(word, word) for word in words).split()
    return [word for n, word in enumerate(full) if n == 0 or word != full[n - 1]]


def _rank(words: list[str]) -> tuple[Level | None, Kind | None]:
    """What a leading rank says; a rank that stands alone is a name."""
    return RANKS.get(words[0], (None, None)) if len(words) > 1 else (None, None)


def _rankless(words: list[str]) -> list[str]:
    return words[1:] if _rank(words)[0] is not None else words
