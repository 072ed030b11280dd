"""The ways in which back ends read the path of a call. PROTOCOL §1 "Access rights": no way past an access right.

An access right is checked here, and the path is read again there: by servers and frameworks that decode once more, drop
`;parameters`, merge slashes, cut at `?` or `#`, take what follows `//` for a host, or fold wide letters. Whatever such a
back end makes of a path must be what the right was given for.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote

MOST = 24
"""So many readings of one path are looked at; with more, `ENDLESS` stands among them."""
ENDLESS = "\x00"
"""A reading that lies within no right: those begin with a slash, or name everything."""
_SLASHES = str.maketrans(dict.fromkeys("\u2044\u2215\u29f8", "/") | dict.fromkeys("\u2216\u29f5\u29f9", "\\"))
"""Slashes that a narrower character set takes for `/` and `\\`, though NFKC keeps them."""
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff"
    "\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
"""Unicode's Default_Ignorable_Code_Point: what NFKC_Casefold drops."""
_ESCAPES = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
Step = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Readings:
    """What back ends make of a path: those that decode it `once`, and those that decode it `again` and again besides.

    A right's glob must match the first as it is written (PROTOCOL §1: "matched on the path decoded once"); to the others
    its own words may be decoded too. Iterating gives each reading once, sorted.
    """

    once: frozenset[str]
    again: frozenset[str] = frozenset()

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self.once | self.again))


def folded(text: str) -> str:
    """The text as a back end reads it that folds look-alikes: NFKC, other slashes as `/`, without what nobody sees."""
    return text if text.isascii() else unicodedata.normalize("NFKC", _UNSEEN.sub("", text.translate(_SLASHES)))


def as_read_again(glob: str) -> tuple[str, ...]:
    """The glob, and what its own words are to a back end that decodes them once more, and again."""
    found = [glob]
    while (again := _ESCAPES.sub(_decoded_words, found[-1])) != found[-1]:
        found.append(again)
    return tuple(found)


def _decoded_words(escapes: re.Match[str]) -> str:
    return unquote(escapes[0]).replace("*", "\\*")


def _without_parameters(path: str) -> str:
    return re.sub(r";[^/]*", "", path)


def _merged(path: str) -> str:
    return re.sub(r"//+", "/", path)


def _cut(path: str) -> str:
    return re.split(r"[?#]", path, maxsplit=1)[0]


def _behind_a_host(path: str) -> str:
    return re.sub(r"^//+[^/]*", "", path) or "/"


_SHAPES: tuple[Step, ...] = (_without_parameters, _merged, _cut, _behind_a_host)


def shaped(paths: Iterable[str]) -> frozenset[str]:
    """The paths, and what becomes of them where parameters go, slashes merge, queries are cut, or `//` means a host."""
    return _closed(paths, _SHAPES)


def decoded(paths: Iterable[str]) -> frozenset[str]:
    """The same, and what they are to a back end that decodes them as often as it likes."""
    return _closed(paths, (*_SHAPES, unquote))


def widely_read(readings: Readings) -> Readings:
    """The same for the readings that hold more than ASCII, folded; empty when there is none."""
    once, again = (
        frozenset(folded(path) for path in told if not path.isascii()) for told in (readings.once, readings.again)
    )
    return Readings(_closed(once, (*_SHAPES, folded)), _closed(once | again, (*_SHAPES, unquote, folded)))


def _closed(paths: Iterable[str], steps: tuple[Step, ...]) -> frozenset[str]:
    found = set(paths)
    fresh = list(found)
    while fresh:
        if len(found) > MOST:
            return frozenset({*found, ENDLESS})
        one = fresh.pop()
        told = {step(one) for step in steps} - found
        fresh += told
        found |= told
    return frozenset(found)
