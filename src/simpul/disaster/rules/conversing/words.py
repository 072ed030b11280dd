"""What people write, understood in Indonesian, English and Javanese, whichever of them they chose.

Whole words only: "protes" holds no "tes". Sources of the Javanese words: everyday ngoko and krama of Central Java.
"""

import math
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from simpul.disaster.model.cards import FollowUp
from simpul.disaster.rules.hazards import LISTED
from simpul.kernel.i18n import Language

T = TypeVar("T")


class Wish(StrEnum):
    """What somebody wants who does not answer a question."""

    START = "start"
    REPORT = "report"
    LANGUAGE = "language"
    STATUS = "status"
    SUBSCRIBE = "subscribe"
    UNSUBSCRIBE = "unsubscribe"
    NEED = "need"
    GIVE = "give"
    CANCEL = "cancel"
    SEND = "send"
    AGAIN = "again"
    SKIP = "skip"
    DONE = "done"


_WISHES: Mapping[Wish, Mapping[str, str]] = {
    Wish.START: {
        "id": "mulai|halo|hai|menu|tolong|permisi|assalamualaikum",
        "en": "start|hello|hi|help|info",
        "jv": "wiwit|miwiti|kula nuwun|kulanuwun|pitulungan|tulung",
    },
    Wish.REPORT: {"id": "lapor|laporkan|laporan|melapor", "en": "report", "jv": "lapur|atur pawartos|atur pawarta"},
    Wish.LANGUAGE: {
        "id": "bahasa|ganti bahasa|bahasa indonesia|indonesia",
        "en": "language|english|inggris|bahasa inggris",
        "jv": "basa|basa jawa|bahasa jawa|jawa|javanese",
    },
    Wish.STATUS: {
        "id": "status|keadaan|info banjir|situasi",
        "en": "situation|what is happening",
        "jv": "kahanan|kawontenan",
    },
    Wish.SUBSCRIBE: {
        "id": "langganan|berlangganan|ikuti|lmk",
        "en": "subscribe|follow",
        "jv": "lengganan|nderek",
    },
    Wish.UNSUBSCRIBE: {
        "id": "berhenti|henti|berhenti langganan|stop",
        "en": "unsubscribe|stop all|leave",
        "jv": "mandheg|mandeg|kendel",
    },
    Wish.NEED: {
        "id": "butuh|bantuan|butuh bantuan|minta bantuan|perlu bantuan",
        "en": "need|need help|i need help",
        "jv": "betah|betah bantuan|mbetahaken",
    },
    Wish.GIVE: {"id": "bantu|beri bantuan|mau membantu|donasi", "en": "give|give help|donate", "jv": "nyumbang|mbiyantu"},
    Wish.CANCEL: {"id": "batal|batalkan|tidak jadi", "en": "cancel|quit|abort", "jv": "wurung|boten sios|ora sido"},
    Wish.SEND: {
        "id": "kirim|ya|iya|benar|betul|ok|oke|setuju",
        "en": "send|yes|okay|right",
        "jv": "kintun|nggih|inggih|injih|leres",
    },
    Wish.AGAIN: {"id": "ulang|ulangi|ubah|mulai lagi", "en": "again|start over|change", "jv": "baleni|wangsuli|ambali"},
    Wish.SKIP: {"id": "lewati|lewat|tidak ada|tidak tahu", "en": "skip|none|pass", "jv": "liwati|boten wonten|langkungi"},
    Wish.DONE: {"id": "selesai|sudah|cukup", "en": "done|finished|enough", "jv": "rampung|sampun|cekap"},
}
_FOLLOW: Mapping[FollowUp, str] = {
    FollowUp.STILL: "masih|masih sama|masih begitu|tetap|still|still so|same|taksih|taksih sami|isih",
    FollowUp.WORSE: "memburuk|tambah parah|makin parah|lebih parah|naik|worse|rising|tambah awrat|saya parah|saya awrat",
    FollowUp.BETTER: "membaik|surut|turun|berkurang|better|falling|langkung sae|suda|asat|saya mendhak",
    FollowUp.OVER: "selesai|sudah selesai|sudah surut|aman|over|it is over|gone|done|rampung|sampun rampung|bar",
}
_HAZARDS: Mapping[str, Mapping[str, str]] = {
    "flood": {"id": "banjir|kebanjiran|genangan|tergenang|rob|terendam", "en": "flood|flooded|flooding", "jv": "banjire"},
    "earthquake": {"id": "gempa|gempa bumi", "en": "earthquake|quake", "jv": "lindhu|lindu"},
    "landslide": {"id": "longsor|tanah longsor", "en": "landslide|mudslide", "jv": "siti longsor|lemah longsor|jugrug"},
    "tsunami": {"id": "tsunami", "en": "tidal wave", "jv": ""},
    "wind": {"id": "angin kencang|angin|badai", "en": "wind|strong wind|storm", "jv": "angin ageng|angin gedhe"},
    "tornado": {"id": "puting beliung|angin puting beliung", "en": "tornado|whirlwind", "jv": "angin lesus|lesus"},
    "fire": {"id": "kebakaran|karhutla|api|kebakaran hutan", "en": "fire|wildfire|forest fire", "jv": "kobongan|geni"},
    "haze": {"id": "asap|kabut asap", "en": "haze|smoke", "jv": "pedhut kukus|kukus|kebul"},
    "volcano": {"id": "gunung api|gunung|erupsi|letusan|meletus", "en": "volcano|eruption", "jv": "mbledhos|njeblug"},
    "drought": {"id": "kekeringan|kering", "en": "drought", "jv": "garing|ketiga"},
    "abrasion": {"id": "abrasi|gelombang pasang|ombak", "en": "abrasion|high waves|erosion", "jv": "ombak pasang"},
}
YES = frozenset({"ya", "iya", "yes", "y", "nggih", "inggih", "injih", "betul"})
NO = frozenset({"tidak", "tdk", "enggak", "nggak", "ga", "no", "n", "boten", "mboten", "ora"})
_LEADING_IN = re.compile(r"\b(?:di|ing|in|at|near|dekat|wonten)\s+(.{3,80})$")


@dataclass(frozen=True, slots=True)
class Meant:
    """A wish that somebody wrote, the language of its word (None where several have it), and the words that follow it."""

    wish: Wish
    language: Language | None
    rest: str


def plain(text: str) -> str:
    """The words in small letters without accents, signs and a command's slash or bot's name, one space between them."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c))
    bare = re.sub(r"^/(\w+)(?:@\w+)?", r"\1", bare.strip())
    return re.sub(r"[^\w.,+-]+", " ", bare).strip(" .,_").rstrip("-")


def _table(words: Mapping[T, Mapping[str, str]]) -> dict[str, tuple[T, str]]:
    """Each phrase with its meaning and its language."""
    return {
        phrase: (meaning, language)
        for meaning, by_language in words.items()
        for language, phrases in by_language.items()
        for phrase in phrases.split("|")
        if phrase
    }


_WISH_OF = _table(_WISHES)
_HAZARD_OF = _table({one.slug: {lang: plain(label) for lang, label in one.label.items()} for one in LISTED}) | _table(
    _HAZARDS
)
_FOLLOW_OF = {phrase: answer for answer, phrases in _FOLLOW.items() for phrase in phrases.split("|")}
_SHARED = frozenset({"start", "menu", "info", "status", "lmk", "ok", "stop", "tsunami", "gunung", "hi", "hai", "banjir"})
"""Words that say nothing of the language of whoever writes them: commands of every bot, words of several languages."""
_TAKES_MORE = (Wish.SUBSCRIBE, Wish.STATUS, Wish.LANGUAGE, Wish.REPORT, Wish.NEED)
"""Wishes whose word may be followed by others: langganan Jakarta Utara."""


def wish(text: str) -> Meant | None:
    """What the message wishes, when that is all it says, or when its first words wish for what the others name."""
    said = plain(text)
    if said in _WISH_OF:
        meaning, language = _WISH_OF[said]
        return Meant(meaning, _code(language, said), "")
    for length in (2, 1):
        parts = said.split(" ", length)
        head, rest = " ".join(parts[:length]), " ".join(parts[length:])
        if rest and head in _WISH_OF and _WISH_OF[head][0] in _TAKES_MORE:
            meaning, language = _WISH_OF[head]
            return Meant(meaning, _code(language, head), rest)
    return None


def hazard(text: str) -> tuple[str, Language | None] | None:
    """The hazard that the message names by a word of its own, the longest such word, and the language of that word."""
    said = f" {re.sub(r'[.,+-]', ' ', plain(text))} "
    found = [phrase for phrase in _HAZARD_OF if f" {phrase} " in said]
    if not found:
        return None
    longest = max(found, key=len)
    meaning, language = _HAZARD_OF[longest]
    return meaning, _code(language, longest)


def follow_up(text: str) -> FollowUp | None:
    """How it is now, when the message says nothing else."""
    return _FOLLOW_OF.get(plain(text))


def named_place(text: str) -> str:
    """What follows "di", "ing", "in" or "at": the place that a message names; empty where it names none."""
    found = _LEADING_IN.search(plain(text))
    return re.sub(r"\s+\d.*$", "", found[1]).strip() if found else ""


def place_name(text: str) -> str:
    """The name of a village or district in an address; empty for a street alone, whose name many villages bear."""
    said = plain(text)
    if _STREET.match(said):
        _, _, said = said.partition(",")
    bare = " ".join(_AROUND_NAME.sub(" ", said.replace(",", " , ")).split())
    return bare.replace(" , ", ", ").strip(" ,")


_STREET = re.compile(r"(jalan|jln|jl|gang|gg|jl\.)\b")
_AROUND_NAME = re.compile(r"\b(?:r[tw]\.? ?\d+|kelurahan|kel\.?|desa|ds\.?|kecamatan|kec\.?|dusun|village|district)(?!\w)")
"""What stands around the name in an address: RT 05 RW 03, kelurahan, kecamatan."""


def language_of(text: str) -> Language | None:
    """The language that the words ask for: basa jawa, english; None where they ask for none in particular."""
    said = f" {plain(text)} "
    names: tuple[tuple[str, Language], ...] = (("jawa", "jv"), ("javanese", "jv"), ("inggris", "en"), ("english", "en"))
    more: tuple[tuple[str, Language], ...] = (("indonesia", "id"), ("indonesian", "id"))
    return next((code for name, code in (*names, *more) if f" {name} " in said), None)


def _code(language: str, phrase: str) -> Language | None:
    if phrase in _SHARED:
        return None
    return "en" if language == "en" else "jv" if language == "jv" else "id"


_NUMBERS = re.compile(r"[\s,;.]+|\bdan\b|\band\b|\blan\b")
_MEASURED = re.compile(r"(-?\d+(?:[.,]\d+)?)\s*([a-z]*)")
_METRES = {"m": 100, "meter": 100, "metre": 100, "metres": 100, "meters": 100, "cm": 1, "senti": 1, "centi": 1}


def numbers(text: str) -> tuple[int, ...]:
    """The numbers of a message that says nothing else: 1 3 4; none otherwise."""
    parts = [part for part in _NUMBERS.split(plain(text)) if part]
    return tuple(int(part) for part in parts) if parts and all(p.isdecimal() and len(p) < 4 for p in parts) else ()


def measured(text: str, unit: str) -> tuple[float, bool] | None:
    """The first number of the message in `unit`, and whether it names one; metres are made centimetres. None for none."""
    found = _MEASURED.search(plain(text))
    if not found:
        return None
    value, said = float(found[1].replace(",", ".")), found[2]
    if not math.isfinite(value):
        return None
    if unit == "cm" and said in _METRES:
        return value * _METRES[said], True
    return value, said == unit


_COORDINATES = re.compile(r"(-?\d{1,2}\.\d+)\s*[,; ]\s*(\d{2,3}\.\d+)")
_EAST = (90.0, 145.0)
"""Longitudes in which Indonesia lies, and by which two numbers are told from a place."""


def coordinates(text: str) -> tuple[float, float] | None:
    """The point (longitude, latitude) that a text or a map's link holds, latitude first; None for none."""
    found = _COORDINATES.search(text.replace("%2C", ","))
    point = (float(found[2]), float(found[1])) if found else (0.0, 0.0)
    return point if _EAST[0] <= point[0] <= _EAST[1] else None
