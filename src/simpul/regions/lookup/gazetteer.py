"""All regions of an edition in columns, sorted by code: 91,599 of them in a few megabytes, answered without a database."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from simpul.regions import rules
from simpul.regions.lookup.facts import Fact
from simpul.regions.lookup.partition import Floats
from simpul.regions.model import Level, Region, RegionUnknown

Rows = NDArray[np.intp]
_AFTER = "/"  # the sign after "." : sorts behind everything below a code


@dataclass(frozen=True, eq=False)
class Gazetteer:
    """Columns of equal length; a point that is not known is not a number, a population that is not known is -1."""

    edition: str
    codes: tuple[str, ...]
    names: tuple[str, ...]
    points: Floats
    population: NDArray[np.int64]

    @classmethod
    def of(cls, edition: str, facts: Iterable[Fact]) -> Self:
        """The gazetteer of these facts."""
        rows = sorted(facts)
        unknown = float("nan")
        points = [
            (unknown if f.longitude is None else f.longitude, unknown if f.latitude is None else f.latitude) for f in rows
        ]
        people = [-1 if f.population is None else f.population for f in rows]
        return cls(
            edition,
            tuple(f.code for f in rows),
            tuple(f.name for f in rows),
            np.array(points, dtype=np.float64).reshape(-1, 2),
            np.array(people, dtype=np.int64),
        )

    @cached_property
    def sorted_codes(self) -> NDArray[np.str_]:
        """The codes as an array, for searches."""
        return np.array(self.codes, dtype="U13")

    @cached_property
    def levels(self) -> NDArray[np.int8]:
        """The level of each row."""
        return (np.char.count(self.sorted_codes, ".") + 1).astype(np.int8)

    @cached_property
    def parents(self) -> Rows:
        """The row of each row's parent; -1 for provinces."""
        width = np.array([0, 2, 5, 8])[self.levels - 1]
        heads = np.array([code[:n] for code, n in zip(self.codes, width, strict=True)], dtype="U13")
        return np.where(width > 0, np.searchsorted(self.sorted_codes, heads), -1)

    @cached_property
    def twins(self) -> frozenset[str]:
        """Bare names that more than one regency or city bears."""
        bare = [rules.bare(self.names[row]) for row in np.flatnonzero(self.levels == Level.REGENCY)]
        return frozenset(name for name in bare if bare.count(name) > 1)

    def has(self, code: str) -> bool:
        """Whether the edition has this code; RegionUnknown for what is not formed like one."""
        at = int(np.searchsorted(self.sorted_codes, rules.checked(code)))
        return at < len(self.codes) and self.codes[at] == code

    def row(self, code: str) -> int:
        """The row of a code; RegionUnknown if the edition has none such."""
        if not self.has(code):
            raise RegionUnknown
        return int(np.searchsorted(self.sorted_codes, code))

    def region(self, row: int) -> Region:
        """The region in that row."""
        code = self.codes[row]
        x, y = (float(v) for v in self.points[row])
        people = int(self.population[row])
        return Region(
            code=code,
            level=rules.level(code),
            kind=rules.kind(code),
            name=self.names[row],
            parent=rules.parent(code),
            longitude=None if np.isnan(x) else x,
            latitude=None if np.isnan(y) else y,
            population=None if people < 0 else people,
            edition=self.edition,
        )

    def within(self, code: str) -> slice:
        """The rows below a code, without its own; all rows for the empty code."""
        if not code:
            return slice(0, len(self.codes))
        first, last = np.searchsorted(self.sorted_codes, [code + ".", code + _AFTER])
        return slice(int(first), int(last))

    def children(self, code: str) -> Rows:
        """The rows directly below a code; the provinces for the empty code."""
        below = self.within(code)
        wanted = rules.level(code) + 1 if code else Level.PROVINCE
        rows: Rows = np.flatnonzero(self.levels[below] == wanted) + below.start
        return rows

    def path(self, row: int) -> tuple[int, ...]:
        """The rows from the province down to this one."""
        up = [row]
        while self.parents[up[-1]] >= 0:
            up.append(int(self.parents[up[-1]]))
        return tuple(reversed(up))

    def spoken(self, row: int) -> str:
        """The path as people say it: Pluit, Penjaringan, Jakarta Utara."""
        return rules.spoken([self._short(each) for each in self.path(row)])

    def _short(self, row: int) -> str:
        name = self.names[row]
        return rules.short(name, twins=rules.bare(name) in self.twins) if self.levels[row] == Level.REGENCY else name

    def kept(self, folder: Path) -> None:
        """The columns lie in `folder`, ready to be read."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "names.txt").write_text("\n".join(self.names), encoding="utf-8")
        (folder / "codes.txt").write_text("\n".join((self.edition, *self.codes)), encoding="utf-8")
        np.save(folder / "points.npy", self.points)
        np.save(folder / "population.npy", self.population)

    @classmethod
    def read(cls, folder: Path) -> Self:
        """The gazetteer kept in `folder`."""
        edition, *codes = (folder / "codes.txt").read_text(encoding="utf-8").split("\n")
        names = (folder / "names.txt").read_text(encoding="utf-8").split("\n")
        points, people = np.load(folder / "points.npy"), np.load(folder / "population.npy")
        return cls(edition, tuple(codes), tuple(names), points, people)
