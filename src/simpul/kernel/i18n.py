"""Words, numbers and times in the reader's language: Indonesian first, English by choice.

Javanese on residents' pages, Korean on those of the cooperation with Korea.

Message ids are English; `locale/id/LC_MESSAGES/<module>.po` holds the Indonesian, `locale/jv` the Javanese of what
residents read: what it lacks is said in Indonesian; `locale/ko` the Korean of what partners read. Catalogues are read
once per process.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_time, format_timedelta
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

Language = Literal["id", "en", "jv", "ko"]
LANGUAGES: tuple[Language, ...] = ("id", "en")
"""The languages of every page, document and interface."""
RESIDENTS_LANGUAGES: tuple[Language, ...] = (*LANGUAGES, "jv")
"""Those of the pages and conversations that residents have."""
PARTNERS_LANGUAGES: tuple[Language, ...] = (*LANGUAGES, "ko")
"""Those of the pages that partners in a cooperation have."""
ALL_LANGUAGES: tuple[Language, ...] = (*LANGUAGES, "jv", "ko")
LANGUAGE_NAMES: Mapping[Language, str] = {"id": "Bahasa Indonesia", "en": "English", "jv": "Basa Jawa", "ko": "한국어"}
ZONES: Mapping[str, ZoneInfo] = {
    "WIB": ZoneInfo("Asia/Jakarta"),
    "WITA": ZoneInfo("Asia/Makassar"),
    "WIT": ZoneInfo("Asia/Jayapura"),
    "KST": ZoneInfo("Asia/Seoul"),
}
_DATETIMES: Mapping[Language, str] = {"en": "d MMM yyyy, HH:mm", "ko": "yyyy년 M월 d일 HH:mm"}
"""How day and minute are written where it is not the Indonesian way."""
_LOCALE = Path(__file__).parents[1] / "locale"


def N_(message: str) -> str:  # noqa: N802 (gettext's own name)
    """The message itself; marks it for translation where it is not yet known in which language."""
    return message


class Places:
    """Which paths speak a language more: those below `pages`, without those below `others` (an officer's desk)."""

    def __init__(self, pages: Sequence[str] = (), others: Sequence[str] = ()) -> None:
        self._pages, self._others = tuple(pages), tuple(others)

    def has(self, path: str) -> bool:
        """Whether the page at this path, without its language, is one of these."""
        return _below(path, self._pages) and not _below(path, self._others)


def _below(path: str, places: Sequence[str]) -> bool:
    return any(path == one or (one != "/" and path.startswith(f"{one}/")) for one in places)


class Words(dict[str, str]):
    """The same words in several languages, by code; in Indonesian where a language has none of its own."""

    def __missing__(self, language: str) -> str:
        return self["id"]


def in_language(words: Mapping[str, str], language: str) -> str:
    """The words in this language; in Indonesian where it has none of its own."""
    return words[language] if language in words else words["id"]


class Translator:
    """One language's words and forms."""

    def __init__(self, language: Language, messages: Mapping[str, str | tuple[str, ...]]) -> None:
        self.language = language
        self._messages = messages

    def gettext(self, message: str, **facts: object) -> str:
        """The message in this language, with `{name}` places filled from `facts`."""
        found = self._messages.get(message, message)
        words = found if isinstance(found, str) else found[0]
        return words.format(**facts) if facts else words

    def ngettext(self, one: str, many: str, n: int, **facts: object) -> str:
        """The message for `n` things, with `{n}` filled in the language's form."""
        found = self._messages.get(one)
        words = (one if n == 1 else many) if found is None else (found if isinstance(found, str) else found[-1])
        return words.format(n=self.number(n), **facts)

    def number(self, value: float, form: str | None = None) -> str:
        """The number as this language writes it: 1.204 or 1,204."""
        return format_decimal(value, format=form, locale=self.language)

    def date(self, at: dt.datetime, zone: str = "WIB") -> str:
        """The day, in full: 21 Februari 2017."""
        return format_date(at.astimezone(ZONES[zone]), format="long", locale=self.language)

    def datetime(self, at: dt.datetime, zone: str = "WIB") -> str:
        """Day and minute with the zone named: 21 Feb 2017, 07.31 WIB."""
        local = at.astimezone(ZONES[zone])
        form = _DATETIMES.get(self.language, "d MMM yyyy, HH.mm")
        return f"{format_datetime(local, format=form, locale=self.language)} {zone}"

    def time(self, at: dt.datetime, zone: str = "WIB") -> str:
        """The minute with the zone named: 07.31 WIB."""
        local = at.astimezone(ZONES[zone])
        form = "HH:mm" if self.language in _DATETIMES else "HH.mm"
        return f"{format_time(local, format=form, locale=self.language)} {zone}"

    def relative(self, at: dt.datetime, now: dt.datetime) -> str:
        """How long ago, or until, in words: 5 menit yang lalu."""
        return format_timedelta(at - now, add_direction=True, locale=self.language)


@cache
def translator(language: Language) -> Translator:
    """The translator of one language; its catalogues are read on first use."""
    messages = _catalogue("id") | _catalogue(language) if language == "jv" else _catalogue(language)
    return Translator(language, messages)


def _catalogue(language: Language) -> dict[str, str | tuple[str, ...]]:
    folder = _LOCALE / language / "LC_MESSAGES"
    messages: dict[str, str | tuple[str, ...]] = {}
    for path in sorted(folder.glob("*.po")):
        with path.open("rb") as source:
            catalogue = read_po(source, locale=language)
        for message in catalogue:
            if message.id and message.string:
                key = message.id if isinstance(message.id, str) else message.id[0]
                messages[key] = message.string if isinstance(message.string, str) else tuple(message.string)
    return messages


_WITA = frozenset({"51", "52", "53", "63", "64", "65", "71", "72", "73", "74", "75", "76"})
_WIT = frozenset({"81", "82", "91", "92", "93", "94", "95", "96"})


def zone_of(region: str) -> str:
    """Name of the time zone of a region's code, by its province: WIB, WITA or WIT (Keppres 41/1987); WIB when unknown."""
    province = region[:2]
    return "WITA" if province in _WITA else "WIT" if province in _WIT else "WIB"
