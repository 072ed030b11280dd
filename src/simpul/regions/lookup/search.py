"""Name to region, forgiving spelling: trigrams pick candidates in numpy, edit distance ranks them. Milliseconds."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from simpul.regions import rules
from simpul.regions.lookup.gazetteer import Gazetteer
from simpul.regions.lookup.partition import Floats, Ints
from simpul.regions.lookup.spelling import Spelled, known, spelled
from simpul.regions.model import Found, Level

CODE = re.compile(r"\d\d(\.\d*)*", re.ASCII)
CANDIDATES = 80
FLOOR = 62.0
LONGEST = 120
_BASE = 37
_LEVEL_BONUS = {Level.PROVINCE: 6.0, Level.REGENCY: 5.0, Level.DISTRICT: 3.0, Level.VILLAGE: 0.0}
_SIGNS = np.zeros(256, dtype=np.int32)
for _n, _sign in enumerate(b"abcdefghijklmnopqrstuvwxyz0123456789", 1):
    _SIGNS[_sign] = _n


@dataclass(frozen=True, eq=False)
class Names:
    """Plain names and weights by row, and for each trigram the rows that have it: `rows[first[t]:first[t + 1]]`."""

    plain: tuple[str, ...]
    weight: Floats
    lengths: Ints
    first: Ints
    rows: Ints

    @classmethod
    def of(cls, gazetteer: Gazetteer) -> Self:
        """The index of all names of the gazetteer."""
        names = tuple(known(name, Level(int(level))) for name, level in zip(gazetteer.names, gazetteer.levels, strict=True))
        trigram, row = _trigrams(names)
        pairs = np.unique(trigram.astype(np.int64) * len(names) + row)
        counts = np.bincount(pairs // len(names), minlength=_BASE**3)
        rows = (pairs % len(names)).astype(np.int32)
        lengths = np.bincount(rows, minlength=len(names)).astype(np.int32)
        return cls(names, _weight(gazetteer), lengths, np.concatenate(([0], np.cumsum(counts))).astype(np.int32), rows)

    def kept(self, folder: Path) -> None:
        """The index lies in `folder`."""
        (folder / "plain.txt").write_text("\n".join(self.plain), encoding="ascii")
        for name in ("weight", "lengths", "first", "rows"):
            np.save(folder / f"names-{name}.npy", getattr(self, name))

    @classmethod
    def read(cls, folder: Path) -> Self:
        """The index kept in `folder`."""
        arrays = [np.load(folder / f"names-{name}.npy", mmap_mode="r") for name in ("weight", "lengths", "first", "rows")]
        return cls(tuple((folder / "plain.txt").read_text(encoding="ascii").split("\n")), *arrays)

    def likely(self, name: str, rows: slice) -> NDArray[np.intp]:
        """The rows within `rows` that share most trigrams with the plain name, at most CANDIDATES."""
        wanted = np.unique(_trigrams((name,))[0])
        hits = np.concatenate([self.rows[self.first[t] : self.first[t + 1]] for t in wanted])
        shared = np.bincount(hits, minlength=len(self.plain))[rows]
        score = 2.0 * shared / (self.lengths[rows] + len(wanted))
        some = np.flatnonzero(shared)
        if len(some) > CANDIDATES:
            some = some[np.argpartition(-score[some], CANDIDATES)[:CANDIDATES]]
        best: NDArray[np.intp] = some + rows.start
        return best


def find(gazetteer: Gazetteer, names: Names, text: str, *, limit: int, within: str = "") -> tuple[Found, ...]:
    """The regions whose names the text most likely means, best first; none for a text without letters."""
    rows = gazetteer.within(within)
    if CODE.fullmatch(text.strip()):
        return _by_code(gazetteer, text.strip(), rows, limit)
    meant = spelled(text[:LONGEST])
    if not meant.name:
        return ()
    candidates = _candidates(names, meant, rows)
    scored = sorted(
        ((_score(gazetteer, names, meant, int(row)), int(row)) for row in candidates), key=lambda s: (-s[0], s[1])
    )
    return tuple(
        Found(gazetteer.region(row), gazetteer.spoken(row), round(min(score, 100.0), 1))
        for score, row in scored[:limit]
        if score >= FLOOR
    )


def _by_code(gazetteer: Gazetteer, code: str, rows: slice, limit: int) -> tuple[Found, ...]:
    """The regions whose codes begin so, within `rows`."""
    first = int(np.searchsorted(gazetteer.sorted_codes, code))
    alike = [row for row in range(max(first, rows.start), rows.stop)[:limit] if gazetteer.codes[row].startswith(code)]
    return tuple(Found(gazetteer.region(row), gazetteer.spoken(row), 100.0) for row in alike)


def _candidates(names: Names, meant: Spelled, rows: slice) -> set[int]:
    """Likely rows for the whole name, and for its first words where the rest may be context: Pluit Penjaringan."""
    words = meant.name.split()
    tries = {meant.name, meant.whole, *(" ".join(words[:n]) for n in (1, 2) if n < len(words))}
    return {int(row) for each in tries for row in names.likely(each, rows)}


def _score(gazetteer: Gazetteer, names: Names, meant: Spelled, row: int) -> float:
    """How well the row fits: its name, its path where more than the name was given, the rank named, then size."""
    own = names.plain[row]
    fit = max(fuzz.ratio(meant.name, own), fuzz.ratio(meant.whole, own))
    if own.startswith(meant.name):
        fit = max(fit, 88.0)
    if meant.context or " " in meant.name:
        fit = max(fit, _in_context(gazetteer, names, meant, row))
    level = Level(int(gazetteer.levels[row]))
    return fit - 14.0 + _ranked(meant, level, gazetteer.codes[row]) + _LEVEL_BONUS[level] + float(names.weight[row])


def _ranked(meant: Spelled, level: Level, code: str) -> float:
    """What the rank word is worth: Kab. Bogor is not Kota Bogor."""
    if meant.level is None:
        return 0.0
    if level is not meant.level:
        return -8.0
    return 8.0 if meant.kind is None or rules.kind(code) is meant.kind else 0.0


def _in_context(gazetteer: Gazetteer, names: Names, meant: Spelled, row: int) -> float:
    """How well the name with what surrounds it fits the row's path, in any order of words."""
    path = [names.plain[each] for each in gazetteer.path(row)]
    own, above = path[-1], " ".join(path[:-1])
    if meant.context:
        return 0.72 * fuzz.ratio(meant.name, own) + 0.28 * fuzz.token_set_ratio(meant.context, above)
    extra = _without(meant.name.split(), own.split())
    if len(extra) == len(meant.name.split()) or not extra:
        return 0.0
    return 0.99 * fuzz.token_set_ratio(" ".join(extra), above) if above else 0.0


def _without(words: Sequence[str], own: Sequence[str]) -> list[str]:
    """The words that follow the own name, where the text begins with it give or take a letter; else all of them."""
    head = " ".join(words[: len(own)])
    return list(words[len(own) :]) if fuzz.ratio(head, " ".join(own)) >= 88 else list(words)


def _weight(gazetteer: Gazetteer) -> Floats:
    """Up to four points for size: the region's inhabitants, or else those of the smallest known region around it."""
    people = gazetteer.population.copy()
    for _ in range(2):
        unknown = np.flatnonzero((people < 0) & (gazetteer.parents >= 0))
        people[unknown] = people[gazetteer.parents[unknown]]
    weight: Floats = np.minimum(np.log10(np.maximum(people, 1)) / 2, 4.0)
    return weight


def _trigrams(names: Sequence[str]) -> tuple[Ints, Ints]:
    """The trigrams of all names (two blanks before, one after) and the row of each."""
    joined = "".join(f"  {name} " for name in names).encode("ascii")
    signs = _SIGNS[np.frombuffer(joined, dtype=np.uint8)]
    lengths = np.array([len(name) + 3 for name in names])
    row = np.repeat(np.arange(len(names), dtype=np.int32), lengths)
    codes = signs[:-2] * _BASE**2 + signs[1:-1] * _BASE + signs[2:]
    whole = row[:-2] == row[2:]
    return codes[whole], row[:-2][whole]
