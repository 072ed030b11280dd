"""Which reports are alike, so that an officer decides about them once: near, of one time; or in the same words or picture.

Two reports are alike when hazard and report type are the same and one of these holds:

- they lie within the hazard's `metres` and were sent within its `within` of each other;
- they lie within four times the metres, were sent within that time, and their words agree to 85 of 100;
- they show the same picture (at most 6 of 64 bits of its hash differ), within a day and 5 km.

Being alike is symmetric and not transitive: in a dense storm a chain of neighbours would join a whole city. So a group is
all that is like its first report. Reports are taken in the order they came: one joins the nearest first report it is like
(else the one with the most similar words, else picture), or begins a group. A later report never moves an earlier one.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from math import cos, hypot, radians

from rapidfuzz.fuzz import ratio

from simpul.disaster.model import Report
from simpul.disaster.model.desk import Brief

WORDS_LEAST, WORDS_COMPARED, WORDS_LIKE = 20, 300, 85.0
"""Shorter texts ("banjir") say too little to be compared; of longer ones the beginning is compared."""
WORDS_FARTHER = 4
BITS_DIFFER = 6
PHOTO_WITHIN, PHOTO_METRES = timedelta(hours=24), 5_000.0
_METRES_A_DEGREE = 111_195.0
_HALF_A_DEGREE = radians(0.5)
_NARROWEST = 0.97
"""A degree of longitude is at least this part of one of latitude anywhere in Indonesia (11° S)."""
_64 = (1 << 64) - 1
_WORDS = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Reach:
    """How far apart, in space and time, two reports of a hazard may be of the same thing."""

    metres: float
    within: timedelta


def _reach(metres: float, minutes: int) -> Reach:
    return Reach(metres, timedelta(minutes=minutes))


REACHES: Mapping[str, Reach] = {
    "flood": _reach(250, 90),  # a few streets; water rises and falls within the hour
    "earthquake": _reach(150, 360),  # one building or one stretch of road
    "wind": _reach(500, 60),
    "tornado": _reach(500, 60),
    "haze": _reach(2_000, 180),  # air is the same over a village
    "fire": _reach(1_000, 120),
    "volcano": _reach(3_000, 360),
    "landslide": _reach(300, 360),
    "tsunami": _reach(1_000, 120),
    "drought": _reach(3_000, 1_440),
    "abrasion": _reach(500, 1_440),
}
OTHERWISE = _reach(300, 60)


def reach_of(hazard: str) -> Reach:
    """The hazard's reach; 300 m and an hour where none is set."""
    return REACHES.get(hazard, OTHERWISE)


def brief_of(report: Report) -> Brief:
    """A whole report in brief."""
    return Brief(
        number=report.number,
        version=report.version,
        hazard=report.hazard,
        kind=str(report.card.get("report_type", "")),
        at=report.reported_at,
        longitude=report.where.longitude,
        latitude=report.where.latitude,
        severity=report.severity,
        status=report.status,
        placed=report.where.placed,
        text=report.text,
        photo_hash=report.photo_hash,
        thumbnail=report.thumbnail,
        client_at=report.client_at,
        address=report.sender.address,
        partner=report.partner,
        signed=report.signed_by is not None,
        points=report.points,
        flags=report.flags,
        reasons=tuple(report.reasons),
        incident=report.incident,
        region=report.where.region,
    )


def plain(text: str | None) -> str:
    """The words alone, in small letters, sorted, one space between them; of the first 300 signs."""
    if not text:
        return ""
    return " ".join(sorted(_WORDS.findall(text[:WORDS_COMPARED].casefold())))


def metres_between(one: Brief, other: Brief) -> float:
    """Metres between two reports, on a plane: within a thousandth up to 50 km in Indonesia."""
    up = one.latitude - other.latitude
    across = (one.longitude - other.longitude) * cos((one.latitude + other.latitude) * _HALF_A_DEGREE)
    return hypot(up, across) * _METRES_A_DEGREE


def bits_between(one: int, other: int) -> int:
    """How many of 64 bits differ, whatever sign the hashes are kept with."""
    return ((one ^ other) & _64).bit_count()


def words_like(one: str, other: str) -> float:
    """How far two plain texts agree, 0 to 100, in whatever order their words stand; 0 for short ones and below 85."""
    if min(len(one), len(other)) < WORDS_LEAST:
        return 0.0
    return ratio(one, other, score_cutoff=WORDS_LIKE)


def same_picture(one: Brief, other: Brief) -> bool:
    """Whether two reports show the same picture."""
    known = one.photo_hash is not None and other.photo_hash is not None
    return known and bits_between(one.photo_hash or 0, other.photo_hash or 0) <= BITS_DIFFER


def alike(one: Brief, other: Brief) -> bool:
    """Whether two reports are of the same thing, as this module's head says."""
    if (one.hazard, one.kind) != (other.hazard, other.kind):
        return False
    reach, apart, far = reach_of(one.hazard), abs(one.at - other.at), metres_between(one, other)
    if apart <= reach.within and far <= reach.metres:
        return True
    worded = apart <= reach.within and far <= WORDS_FARTHER * reach.metres
    if worded and words_like(plain(one.text), plain(other.text)):
        return True
    return apart <= PHOTO_WITHIN and far <= PHOTO_METRES and same_picture(one, other)


def grouped(reports: Iterable[Brief]) -> list[tuple[Brief, ...]]:
    """The reports in groups of those that are alike: each group in the order they came, groups by their first report."""
    known = {one.number: one for one in reports}
    grouping = Grouping()
    grouping.add(known.values())
    found = [tuple(known[number] for number in group) for group in grouping.numbers()]
    return sorted(found, key=lambda group: _came(group[0]))


class Grouping:
    """Groups that grow: what comes later joins a group or begins one, and moves nothing that came before."""

    def __init__(self) -> None:
        self._kinds: dict[tuple[str, str], _Sieve] = {}

    def add(self, reports: Iterable[Brief]) -> None:
        """The reports are in their groups, as if each had been added when it came."""
        for one in sorted(reports, key=_came):
            self._kinds.setdefault((one.hazard, one.kind), _Sieve(reach_of(one.hazard))).put(one)

    def numbers(self) -> Iterable[Sequence[int]]:
        """The groups, as the numbers of their reports in the order they came."""
        return (group for sieve in self._kinds.values() for group in sieve.groups.values())


def _came(one: Brief) -> tuple[float, int]:
    return one.at.timestamp(), one.number


Cell = tuple[int, int]


def _cell(one: Brief, metres: float) -> Cell:
    size = metres / (_METRES_A_DEGREE * _NARROWEST)
    return int(one.longitude // size), int(one.latitude // size)


def _around(cell: Cell) -> Iterable[Cell]:
    x, y = cell
    return ((x + a, y + b) for a in (-1, 0, 1) for b in (-1, 0, 1))


@dataclass(slots=True)
class _Sieve:
    """The groups of one hazard and report type, and by which cells, words and pictures their first reports are found."""

    reach: Reach
    groups: dict[int, list[int]] = field(default_factory=dict)
    _near: dict[Cell, list[Brief]] = field(default_factory=lambda: defaultdict(list))
    _worded: dict[Cell, list[tuple[Brief, str]]] = field(default_factory=lambda: defaultdict(list))
    _pictured: dict[tuple[int, int], list[Brief]] = field(default_factory=lambda: defaultdict(list))

    def put(self, one: Brief) -> None:
        """The report is in the group it belongs to."""
        leader = self._nearest(one) or self._most_similar(one) or self._pictured_alike(one)
        if leader:
            self.groups[leader.number].append(one.number)
        else:
            self._lead(one)

    def _lead(self, one: Brief) -> None:
        self.groups[one.number] = [one.number]
        self._near[_cell(one, self.reach.metres)].append(one)
        words = plain(one.text)
        if len(words) >= WORDS_LEAST:
            self._worded[_cell(one, WORDS_FARTHER * self.reach.metres)].append((one, words))
        for key in _bytes(one.photo_hash):
            self._pictured[key].append(one)

    def _nearest(self, one: Brief) -> Brief | None:
        best: tuple[float, Brief] | None = None
        for cell in _around(_cell(one, self.reach.metres)):
            for leader in reversed(self._near.get(cell, ())):
                if one.at - leader.at > self.reach.within:
                    break  # the others of this cell came earlier still
                far = metres_between(one, leader)
                if far <= self.reach.metres and (best is None or (far, *_came(leader)) < (best[0], *_came(best[1]))):
                    best = far, leader
        return best[1] if best else None

    def _most_similar(self, one: Brief) -> Brief | None:
        words = plain(one.text)
        if len(words) < WORDS_LEAST:
            return None
        most = WORDS_FARTHER * self.reach.metres
        near = [
            (-like, *_came(leader), leader)
            for cell in _around(_cell(one, most))
            for leader, theirs in self._worded.get(cell, ())
            if one.at - leader.at <= self.reach.within
            if (like := words_like(words, theirs)) and metres_between(one, leader) <= most
        ]
        return min(near)[-1] if near else None

    def _pictured_alike(self, one: Brief) -> Brief | None:
        near = {
            (bits_between(one.photo_hash or 0, leader.photo_hash or 0), *_came(leader)): leader
            for key in _bytes(one.photo_hash)
            for leader in self._pictured.get(key, ())
            if one.at - leader.at <= PHOTO_WITHIN and metres_between(one, leader) <= PHOTO_METRES
            if same_picture(one, leader)
        }
        return near[min(near)] if near else None


def _bytes(hashed: int | None) -> Sequence[tuple[int, int]]:
    """The hash's eight bytes with their places: hashes that differ in 7 bits at most have one of them in common."""
    return [] if hashed is None else [(n, hashed >> (8 * n) & 255) for n in range(8)]
