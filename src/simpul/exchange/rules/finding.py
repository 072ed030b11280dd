"""Search in the catalogue: every word asked for must be, begin or nearly be a word of the service; titles count most."""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import takewhile

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from simpul.exchange.model.listing import Entry, Wanted
from simpul.exchange.model.services import Lifecycle

LONGEST_QUESTION = 100
WORDS_MOST = 8
NEAR = 80.0
"""From which likeness on (0 to 100) a word counts as misspelled and not as another one."""
NEAR_SHORT = 75.0
"""The same for the shortest words that are forgiven: one wrong letter of four."""
NEAR_MOST, BEGUN_MOST = 40, 400
SHORT = 4
"""Words with fewer letters are not forgiven: each is near to many others."""
TITLE, CODE, OWNER, SUMMARY = 10.0, 8.0, 4.0, 1.0
BEGUN, MISSPELLED = 0.8, 0.6
"""What a word that is only begun, or only alike, is worth beside the very word."""
SILENT = frozenset(
    {"dan", "di", "ke", "dari", "untuk", "yang", "atau", "pada", "the", "of", "and", "for", "to", "in", "on", "a"}
)
_WORD = re.compile(r"[a-z0-9]+")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Za-z])(?=[0-9])")
Weights = NDArray[np.float32]


def words_of(text: str) -> list[str]:
    """The words of a text in small letters without accents; `dataPenduduk` is two."""
    plain = unicodedata.normalize("NFKD", _HUMP.sub(" ", text)).encode("ascii", "ignore").decode()
    return _WORD.findall(plain.lower())


class Found:
    """The catalogue, ready to be searched. Of a frozen list of entries; `order` is theirs when nothing was asked."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = tuple(entries)
        self.members = members(self.entries)
        weighed: dict[str, dict[int, float]] = {}
        for place, entry in enumerate(self.entries):
            for word, weight in _weighed(entry).items():
                weighed.setdefault(word, {})[place] = weight
        self._words = sorted(weighed)
        self._places = {
            word: (np.fromiter(found, np.int32), np.fromiter(found.values(), np.float32)) for word, found in weighed.items()
        }

    def find(self, wanted: Wanted, now: datetime) -> list[Entry]:
        """The entries that answer, best first; without a question all that are not filtered out, in their order."""
        question = asked(wanted.q)
        if wanted.q.strip() and not question:
            return []
        if not question:
            return self._narrowed(list(self.entries), wanted, now)
        total = np.zeros(len(self.entries), np.float32)
        every = np.ones(len(self.entries), bool)
        for word in question:
            points = self._points(word)
            every &= points > 0
            total += points
        places = np.flatnonzero(every)
        ranked = places[np.argsort(-total[places], kind="stable")]
        return self._narrowed([self.entries[place] for place in ranked], wanted, now)

    def _narrowed(self, found: list[Entry], wanted: Wanted, now: datetime) -> list[Entry]:
        """Those that have what was chosen, in their order."""
        if not (wanted.member or wanted.kind or wanted.classification or wanted.lifecycle):
            return found
        return [entry for entry in found if fits(entry, wanted, now)]

    def _points(self, word: str) -> Weights:
        """What each entry gets for one word that was asked for."""
        points = np.zeros(len(self.entries), np.float32)
        for known, likeness in self._alike(word).items():
            places, weights = self._places[known]
            points[places] = np.maximum(points[places], weights * likeness)
        return points

    def _alike(self, word: str) -> Mapping[str, float]:
        """The known words that the asked one may mean, each with how sure that is: 1 for the word itself."""
        alike: dict[str, float] = {}
        if len(word) >= SHORT:
            least = NEAR_SHORT if len(word) == SHORT else NEAR
            near = process.extract(word, self._words, scorer=fuzz.ratio, score_cutoff=least, limit=NEAR_MOST)
            alike = {known: MISSPELLED * score / 100 for known, score, _ in near}
        if len(word) >= 2:
            first = bisect_left(self._words, word)
            begun = takewhile(lambda known: known.startswith(word), self._words[first : first + BEGUN_MOST])
            alike.update(dict.fromkeys(begun, BEGUN))
        if word in self._places:
            alike[word] = 1.0
        return alike


def asked(q: str) -> list[str]:
    """The words of a question, each once; small words count only where there are no others."""
    every = list(dict.fromkeys(words_of(q[:LONGEST_QUESTION])))[:WORDS_MOST]
    return [word for word in every if word not in SILENT] or every


def fits(entry: Entry, wanted: Wanted, now: datetime) -> bool:
    """Whether the entry has what was chosen; what nobody chose does not matter."""
    pairs = (
        (wanted.member, _member(entry)),
        (wanted.kind, entry.kind),
        (wanted.classification, entry.classification),
        (wanted.lifecycle, state_of(entry.lifecycle, entry.sunset_at, now).value),
    )
    return all(not chosen or chosen == own for chosen, own in pairs)


def state_of(lifecycle: str, sunset_at: datetime | None, now: datetime) -> Lifecycle:
    """Where a service stands now: deprecated becomes retired on the day that was announced, without anybody's word."""
    kept = Lifecycle(lifecycle)
    if kept is Lifecycle.DEPRECATED and sunset_at is not None and now >= sunset_at:
        return Lifecycle.RETIRED
    return kept


def members(entries: Iterable[Entry]) -> list[tuple[str, str]]:
    """(path, name) of each agency that has an entry, by name."""
    found = {_member(entry): entry.member or entry.agency for entry in entries}
    return sorted(found.items(), key=lambda pair: (pair[1].lower(), pair[0]))


def _member(entry: Entry) -> str:
    return "/".join(entry.service.split("/", 3)[:3])


def _weighed(entry: Entry) -> dict[str, float]:
    """Each word of the entry with the weight of the best place where it stands."""
    found: dict[str, float] = {}
    code = entry.service.split("/", 4)[-1]
    own = f"{entry.agency} {entry.member} {entry.service}"
    for weight, text in ((SUMMARY, entry.summary), (OWNER, own), (CODE, code), (TITLE, entry.title)):
        found.update(dict.fromkeys(words_of(text), weight))
    return found
