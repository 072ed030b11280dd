"""One agency beside others: rank, distribution, trend, and which agencies are alike, with the reason said.

The mean of a list is not the published national index: no page calls it so.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from simpul.maturity.rules.published import Published

ENOUGH = 5
"""Fewer agencies than this in one's province are no group to compare with: then all of the kind are taken."""
PUBLISHED_WITH = "SPBE-2020"
"""The instrument of the published results."""
BIN = Fraction(1, 4)
LOW, HIGH = Fraction(1), Fraction(5)


class Alike(StrEnum):
    """Why agencies are taken for alike: of the same kind in the same province, or of the same kind anywhere."""

    PROVINCE = "province"
    KIND = "kind"


@dataclass(frozen=True, slots=True)
class Group:
    """Agencies alike, the one that is compared included where it is published; `reason` says by what.

    `near`: the province was looked at first, and has too few.
    """

    reason: Alike
    year: int
    kind: str
    province: str
    rows: tuple[Published, ...]
    near: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """The place of an index among others: `rank` of `of` (1 is the highest; equal ones share it), `below` it how many."""

    rank: int
    of: int
    below: int


@dataclass(frozen=True, slots=True)
class Bin:
    """How many lie from `low` up to, not with, `high`; the last takes its end too."""

    low: Fraction
    high: Fraction
    count: int


def place(index: Fraction, others: Iterable[Published]) -> Place:
    """The place of this index among those published of others; ties share the better rank."""
    known = [one.index for one in others]
    above = sum(one > index for one in known)
    return Place(above + 1, len(known) + 1, sum(one < index for one in known))


def ranked(rows: Iterable[Published]) -> list[tuple[int, Published]]:
    """Rows from the highest index down with their rank; equal ones share the better."""
    found: list[tuple[int, Published]] = []
    for at, one in enumerate(sorted(rows, key=lambda one: (-one.index, one.name)), 1):
        same = found and found[-1][1].index == one.index
        found.append((found[-1][0] if same else at, one))
    return found


def distribution(rows: Iterable[Published]) -> tuple[Bin, ...]:
    """How many indices lie in each quarter from 1 to 5; an index below 1 stands in the first."""
    counts = [0] * int((HIGH - LOW) / BIN)
    for one in rows:
        counts[bin_of(one.index)] += 1
    return tuple(Bin(LOW + n * BIN, LOW + (n + 1) * BIN, count) for n, count in enumerate(counts))


def bin_of(index: Fraction) -> int:
    """The quarter of `distribution` in which this index lies."""
    last = int((HIGH - LOW) / BIN) - 1
    return min(max(int((index - LOW) // BIN), 0), last)


def mean(values: Iterable[Fraction]) -> Fraction | None:
    """The mean, exact; None of none. It is the list's, not the national index."""
    known = list(values)
    return sum(known, Fraction(0)) / len(known) if known else None


def median(values: Iterable[Fraction]) -> Fraction | None:
    """The middle one (of an even number the mean of the two in the middle); None of none."""
    known = sorted(values)
    if not known:
        return None
    half = len(known) // 2
    return known[half] if len(known) % 2 else (known[half - 1] + known[half]) / 2


def alike(rows: Iterable[Published], year: int, kind: str, province: str) -> Group:
    """Agencies of the same kind in that year: those of the same province where they are ENOUGH, else all of them."""
    same = [one for one in rows if one.year == year and one.kind == kind]
    near = [one for one in same if province and one.province == province]
    if len(near) >= ENOUGH:
        return Group(Alike.PROVINCE, year, kind, province, tuple(near))
    return Group(Alike.KIND, year, kind, "", tuple(same), near=bool(province))


def neighbours(group: Group, index: Fraction, most: int = 6) -> tuple[Published, ...]:
    """Those of the group whose index lies nearest, highest first."""
    near = sorted(group.rows, key=lambda one: (abs(one.index - index), one.name))[:most]
    return tuple(sorted(near, key=lambda one: (-one.index, one.name)))


def domain_means(rows: Sequence[Published]) -> Mapping[str, tuple[Fraction, int]]:
    """The mean of each domain, exact, and over how many rows that have it."""
    codes = dict.fromkeys(code for one in rows for code in one.domains)
    known = {code: [one.domains[code] for one in rows if code in one.domains] for code in codes}
    return {code: (sum(values, Fraction(0)) / len(values), len(values)) for code, values in known.items()}


def without(rows: Iterable[Published], agency: str) -> list[Published]:
    """The rows of all others."""
    return [one for one in rows if one.agency != agency]


@dataclass(frozen=True, slots=True)
class Peers:
    """The means of every part over final results of this node: same instrument, same kind of agency, one year."""

    year: int
    count: int
    means: Mapping[str, Fraction]
    synthetic: bool


def peers(found: Iterable[tuple[int, bool, Mapping[str, Fraction]]]) -> Peers | None:
    """The newest year with ENOUGH results; each is its year, whether it is synthetic, and its parts. None without one."""
    years: dict[int, list[tuple[bool, Mapping[str, Fraction]]]] = {}
    for year, synthetic, nodes in found:
        years.setdefault(year, []).append((synthetic, nodes))
    enough = [year for year, rows in years.items() if len(rows) >= ENOUGH]
    if not enough:
        return None
    rows = years[max(enough)]
    codes = rows[0][1]
    means = {code: sum((nodes[code] for _, nodes in rows), Fraction(0)) / len(rows) for code in codes}
    return Peers(max(enough), len(rows), means, any(synthetic for synthetic, _ in rows))
