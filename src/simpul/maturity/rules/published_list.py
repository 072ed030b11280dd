"""The published results as a list that one searches: filters, ranks, changes since the year before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache

from simpul.maturity.rules import comparing, naming
from simpul.maturity.rules.published import Published, of_agency, published

ORDERS = ("peringkat", "nama", "naik", "turun")
"""By rank, by name, by how much the index rose, by how much it fell."""


@dataclass(frozen=True, slots=True)
class PublishedAsked:
    """What somebody wants to see; empty is everything. The year is always one: ranks of two years are no list."""

    year: int
    q: str = ""
    kind: str = ""
    province: str = ""
    order: str = "peringkat"


@dataclass(frozen=True, slots=True)
class PublishedLine:
    """An agency in the list: its rank among all of the filter (not of the search), and the change since the year before."""

    rank: int
    row: Published
    change: Fraction | None


@dataclass(frozen=True, slots=True)
class PublishedList:
    """What fits: `rows` all that the filter takes, `lines` those of them that the search finds, in order."""

    rows: tuple[Published, ...]
    lines: tuple[PublishedLine, ...]


@cache
def years() -> tuple[int, ...]:
    """The years of which results are published, the newest first."""
    return tuple(sorted({one.year for one in published()}, reverse=True))


@cache
def kinds() -> tuple[str, ...]:
    """The kinds of agencies, in the order of the reports."""
    return tuple(dict.fromkeys(one.kind for one in published()))


@cache
def provinces() -> tuple[str, ...]:
    """The provinces by name."""
    return tuple(sorted({one.province for one in published() if one.province}))


@cache
def before(year: int) -> Mapping[str, Fraction]:
    """Each agency's index in the year before."""
    return {one.agency: one.index for one in published() if one.year == year - 1}


def listed(asked: PublishedAsked) -> PublishedList:
    """The list that is asked for."""
    rows = [one for one in published() if one.year == asked.year and _fits(one, asked)]
    earlier = before(asked.year)
    lines = [
        PublishedLine(rank, one, one.index - earlier[one.agency] if one.agency in earlier else None)
        for rank, one in comparing.ranked(rows)
        if naming.answers(asked.q, one.name, one.code)
    ]
    return PublishedList(tuple(rows), tuple(_ordered(lines, asked.order)))


def absent(asked: PublishedAsked) -> tuple[Published, ...]:
    """Agencies that the search finds in other years alone, each with its newest result; none where nothing is searched."""
    if not asked.q.strip():
        return ()
    there = {one.agency for one in published() if one.year == asked.year}
    rows = [one for one in published() if one.agency not in there and _fits(one, asked)]
    found = [one for one in rows if naming.answers(asked.q, one.name, one.code)]
    newest = {one.agency: one for one in sorted(found, key=lambda one: one.year)}
    return tuple(sorted(newest.values(), key=lambda one: one.name))


def _fits(one: Published, asked: PublishedAsked) -> bool:
    return (not asked.kind or one.kind == asked.kind) and (not asked.province or one.province == asked.province)


def _ordered(lines: Sequence[PublishedLine], order: str) -> list[PublishedLine]:
    match order:
        case "nama":
            return sorted(lines, key=lambda one: one.row.name)
        case "naik" | "turun":
            known = [one for one in lines if one.change is not None]
            rising = sorted(known, key=lambda one: one.change or Fraction(0), reverse=order == "naik")
            return rising + [one for one in lines if one.change is None]
        case _:
            return list(lines)


@dataclass(frozen=True, slots=True)
class PublishedYear:
    """An agency in one year: its row, its place among all of the year and among those of its kind."""

    row: Published
    among_all: comparing.Place
    among_kind: comparing.Place


def history(agency: str) -> tuple[PublishedYear, ...]:
    """An agency's published results with their places, the oldest first; empty where none names it."""
    return tuple(_placed(row) for row in of_agency(agency))


def _placed(row: Published) -> PublishedYear:
    year = comparing.without((one for one in published() if one.year == row.year), row.agency)
    kind = [one for one in year if one.kind == row.kind]
    return PublishedYear(row, comparing.place(row.index, year), comparing.place(row.index, kind))


def with_year(asked: PublishedAsked, year: int) -> PublishedAsked:
    """The same in another year."""
    return replace(asked, year=year)
