"""A situation map for paper: a region's borders, affected areas, warnings, numbered reports, shelters and gauges, as SVG.

Drawn by us from what the node knows: no tiles and no web. Everything is read in grey: areas by their hatching, severity by
the weight of a ring, kinds of places by their shape, each thing by a number that the list beside explains.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

from simpul.disaster.rules.gathering import rank

WIDTH, HEIGHT = 720, 540
_METRES = 111_320.0
_MARGIN = 1.06
_TOGETHER = 21.0
"""Reports that lie closer on the sheet than this are one number."""
_LEAST_DEGREES = 0.02
_LEAST_SHARE, _WORTH = 6, 0.6
_KEY = 150.0
STATE_FILLS = {1: "#b9b4ee", 2: "#f7d93d", 3: "#f58220", 4: "#c92a3f"}
_HATCH_STEPS = {2: 9.0, 3: 6.0, 4: 4.0}
RINGS = {"minor": ("#8a6d00", 2.0), "moderate": ("#c25a00", 3.5), "severe": ("#c2202e", 5.0), "extreme": ("#7a0b3a", 6.5)}
"""Colour and weight of the ring around a number, by the worst severity of its reports."""
Box = tuple[float, float, float, float]
Ring = Sequence[Sequence[float]]


@dataclass(frozen=True, slots=True)
class SheetFrame:
    """The part of the earth that is on the sheet, and how degrees become units of the drawing."""

    west: float
    north: float
    scale: float
    across: float

    def at(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Where a point lies on the sheet."""
        return round((longitude - self.west) * self.across * self.scale, 1), round((self.north - latitude) * self.scale, 1)

    @property
    def box(self) -> Box:
        """West, south, east and north of the sheet in degrees."""
        return self.west, self.north - HEIGHT / self.scale, self.west + WIDTH / self.scale / self.across, self.north


@dataclass(frozen=True, slots=True)
class Spot:
    """A report's place: what it counts for, and whether an officer has verified it."""

    longitude: float
    latitude: float
    severity: str
    verified: bool
    index: int


@dataclass(frozen=True, slots=True)
class Numbered:
    """Reports that stand on the sheet as one number; `indexes` tell which they are, the worst first."""

    number: int
    longitude: float
    latitude: float
    severity: str
    verified: bool
    indexes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Sign:
    """A shelter (`P1`), a gauge (`A1`) or another place with its own letter and number."""

    name: str
    kind: str
    longitude: float
    latitude: float


@dataclass(frozen=True, slots=True)
class Contents:
    """What is drawn, the lowest first."""

    borders: Sequence[tuple[str, Mapping[str, Any]]] = ()
    own: Sequence[tuple[str, Mapping[str, Any]]] = ()
    areas: Sequence[tuple[int, Mapping[str, Any]]] = ()
    warnings: Sequence[tuple[str, Mapping[str, Any]]] = ()
    numbered: Sequence[Numbered] = ()
    signs: Sequence[Sign] = ()
    north: str = "N"
    dashed: bool = field(default=True)
    """Whether the borders are approximate."""
    whole: Box | None = None
    """The whole region, where the sheet shows a part of it: a small key tells which."""


def frame_of(box: Box) -> SheetFrame:
    """The frame that holds the box with a little room around it."""
    west, south, east, north = box
    middle = ((west + east) / 2, (south + north) / 2)
    across = max(math.cos(math.radians(middle[1])), 0.01)
    wide = max((east - west) * across, _LEAST_DEGREES) * _MARGIN
    high = max(north - south, _LEAST_DEGREES) * _MARGIN
    scale = min(WIDTH / wide, HEIGHT / high)
    return SheetFrame(middle[0] - WIDTH / 2 / scale / across, middle[1] + HEIGHT / 2 / scale, scale, across)


def closer(whole: Box, points: Sequence[tuple[float, float]]) -> Box | None:
    """The box of what there is to see, with room around it; None where it takes up a good part of the region anyway.

    Never less than a sixth of the region's width, so that people know the place again.
    """
    if not points:
        return None
    west, south = min(x for x, _ in points), min(y for _, y in points)
    east, north = max(x for x, _ in points), max(y for _, y in points)
    least = (_extent(whole) / _LEAST_SHARE, _LEAST_DEGREES)
    half = max((east - west) * 0.62, (north - south) * 0.62 * WIDTH / HEIGHT, *(one / 2 for one in least))
    if half * 2 > _extent(whole) * _WORTH:
        return None
    x, y, high = (west + east) / 2, (south + north) / 2, half * HEIGHT / WIDTH
    return x - half, y - high, x + half, y + high


def _extent(box: Box) -> float:
    """How wide a region is on the sheet, in degrees of longitude: by its height, where it is tall."""
    return max(box[2] - box[0], (box[3] - box[1]) * WIDTH / HEIGHT)


def numbered(frame: SheetFrame, spots: Sequence[Spot]) -> tuple[Numbered, ...]:
    """The spots as numbers: those that would cover each other are one, and the worst come first."""
    groups: list[tuple[tuple[float, float], list[Spot]]] = []
    for spot in sorted(spots, key=lambda one: (-rank(one.severity), not one.verified, one.index)):
        here = frame.at(spot.longitude, spot.latitude)
        near = next((group for at, group in groups if math.dist(at, here) < _TOGETHER), None)
        if near is None:
            groups.append((here, [spot]))
        else:
            near.append(spot)
    return tuple(
        Numbered(
            n,
            group[0].longitude,
            group[0].latitude,
            group[0].severity,
            any(one.verified for one in group),
            tuple(one.index for one in group),
        )
        for n, (_, group) in enumerate(groups, 1)
    )


def sheet(frame: SheetFrame, contents: Contents) -> str:
    """The sheet as SVG; every name in it is escaped."""
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
            'font-family="Libertinus Serif, serif" font-size="13">'
        ),
        *_definitions(),
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#dbe7f2"/><g clip-path="url(#sheet)">',
        *_borders(frame, contents.borders, "#eef1f6", dashed=contents.dashed),
        *_borders(frame, contents.own, "#ffffff", dashed=contents.dashed),
        *_areas(frame, contents.areas),
        *_warnings(frame, contents.warnings),
        *_names(frame, contents.own, [frame.at(one.longitude, one.latitude) for one in contents.numbered]),
        *_signs(frame, contents),
        *(_number(frame, one) for one in reversed(contents.numbered)),
        "</g>",
        *_scale_bar(frame),
        *_north(contents.north),
        *(_key(frame, contents) if contents.whole else ()),
        f'<rect x="0.5" y="0.5" width="{WIDTH - 1}" height="{HEIGHT - 1}" fill="none" stroke="#14213d"/></svg>',
    ]
    return "".join(parts)


def _definitions() -> Iterator[str]:
    yield f'<defs><clipPath id="sheet"><rect width="{WIDTH}" height="{HEIGHT}"/></clipPath>'
    for state, step in _HATCH_STEPS.items():
        yield (
            f'<pattern id="hatch-{state}" width="{step}" height="{step}" patternUnits="userSpaceOnUse" '
            f'patternTransform="rotate(45)"><path d="M0 0V{step}" stroke="#14213d" stroke-width="1.4" opacity="0.6"/>'
            "</pattern>"
        )
    yield "</defs>"


def clipped(frame: SheetFrame, geometry: Mapping[str, Any]) -> list[Ring]:
    """The rings of the part of a polygon, or of several, that lies on the sheet."""
    import shapely
    from shapely.geometry import shape

    whole = shapely.make_valid(shape(geometry))
    part = whole.intersection(shapely.box(*frame.box)).simplify(0.5 / frame.scale)
    pieces = [one for one in shapely.get_parts(part) if one.geom_type == "Polygon" and not one.is_empty]
    return [shapely.get_coordinates(line).tolist() for piece in pieces for line in (piece.exterior, *piece.interiors)]


def _path(frame: SheetFrame, rings: Iterable[Ring]) -> str:
    lines = ("L".join("{:g} {:g}".format(*frame.at(point[0], point[1])) for point in ring) for ring in rings)
    return "".join(f"M{line}Z" for line in lines)


def _borders(
    frame: SheetFrame, shapes: Sequence[tuple[str, Mapping[str, Any]]], fill: str, *, dashed: bool
) -> Iterator[str]:
    dashes = ' stroke-dasharray="5 3"' if dashed else ""
    for _, geometry in shapes:
        if rings := clipped(frame, geometry):
            line = f'stroke="#74839f" stroke-width="1"{dashes}'
            yield f'<path d="{_path(frame, rings)}" fill="{fill}" fill-rule="evenodd" {line}/>'


def _names(
    frame: SheetFrame, shapes: Sequence[tuple[str, Mapping[str, Any]]], marks: Sequence[tuple[float, float]]
) -> Iterator[str]:
    """Names where there is room for them, none over another, and beside the numbers where that can be."""
    taken: list[tuple[float, float]] = []
    for name, geometry in shapes:
        middle = _inside(frame, geometry) if name else None
        if middle is None:
            continue
        tries = [(middle[0], middle[1] + step) for step in (0, -18, 18, -36, 36, -54, 54)]
        free = [one for one in tries if not any(abs(one[0] - x) < 84 and abs(one[1] - y) < 16 for x, y in taken)]
        half = 4 + 3.4 * len(name)
        clear = [one for one in free if not any(abs(one[0] - x) < half + 10 and abs(one[1] - 4 - y) < 18 for x, y in marks)]
        place = next(iter(clear or free), None)
        if place is None:
            continue
        taken.append(place)
        at = f'x="{place[0]:.1f}" y="{place[1]:.1f}" text-anchor="middle"'
        yield f'<text {at} fill="none" stroke="#ffffff" stroke-width="3" stroke-linejoin="round">{escape(name)}</text>'
        yield f'<text {at} fill="#3f4c63">{escape(name)}</text>'


def _inside(frame: SheetFrame, geometry: Mapping[str, Any]) -> tuple[float, float] | None:
    import shapely
    from shapely.geometry import shape

    part = shapely.make_valid(shape(geometry)).intersection(shapely.box(*frame.box))
    if part.is_empty or part.area < 0.004 * shapely.box(*frame.box).area:
        return None
    point = part.representative_point()
    x, y = frame.at(point.x, point.y)
    return (x, y) if 50 < x < WIDTH - 50 and 14 < y < HEIGHT - 34 else None


def _areas(frame: SheetFrame, shapes: Sequence[tuple[int, Mapping[str, Any]]]) -> Iterator[str]:
    for state, geometry in sorted(shapes, key=lambda one: one[0]):
        if path := _path(frame, clipped(frame, geometry)):
            fill = STATE_FILLS.get(state, "#c9d1de")
            line = f'fill="{fill}" fill-opacity="0.75" fill-rule="evenodd" stroke="#14213d" stroke-width="1"'
            yield f'<path d="{path}" {line}/>'
            if state in _HATCH_STEPS:
                yield f'<path d="{path}" fill="url(#hatch-{state})" fill-rule="evenodd"/>'


def _warnings(frame: SheetFrame, shapes: Sequence[tuple[str, Mapping[str, Any]]]) -> Iterator[str]:
    """Where warnings hold; the first part of each bears its name."""
    told: set[str] = set()
    for name, geometry in shapes:
        rings = clipped(frame, geometry)
        if not rings:
            continue
        yield (
            f'<path d="{_path(frame, rings)}" fill="#8c1d2f" fill-opacity="0.06" fill-rule="evenodd" stroke="#8c1d2f" '
            'stroke-width="3" stroke-dasharray="10 4 2 4"/>'
        )
        if name not in told and (place := _inside(frame, geometry)):
            told.add(name)
            yield _diamond(place, name)


def _diamond(place: tuple[float, float], words: str) -> str:
    x, y = place
    return (
        f'<path d="M{x:g} {y - 15:g}l15 15l-15 15l-15-15Z" fill="#8c1d2f" stroke="#ffffff" stroke-width="1.5"/>'
        f'<text x="{x:g}" y="{y + 4.5:g}" text-anchor="middle" fill="#ffffff" font-weight="bold">{escape(words)}</text>'
    )


def _number(frame: SheetFrame, one: Numbered) -> str:
    x, y = frame.at(one.longitude, one.latitude)
    colour, weight = RINGS.get(one.severity, ("#4a5670", 2.0))
    full = one.severity == "extreme"
    dashes = "" if one.verified else ' stroke-dasharray="4 2.5"'
    fill, ink = (colour, "#ffffff") if full else ("#ffffff", "#14213d")
    words = f'text-anchor="middle" font-size="12" font-weight="bold" fill="{ink}"'
    return (
        f'<circle cx="{x:g}" cy="{y:g}" r="{10.5 + weight / 2:g}" fill="#ffffff"/>'
        f'<circle cx="{x:g}" cy="{y:g}" r="9.5" fill="{fill}" stroke="{colour}" stroke-width="{weight}"{dashes}/>'
        f'<text x="{x:g}" y="{y + 4:g}" {words}>{one.number}</text>'
    )


def _signs(frame: SheetFrame, contents: Contents) -> Iterator[str]:
    """The signs, moved aside where they would cover each other or a number, with a line to their true place."""
    taken = [frame.at(one.longitude, one.latitude) for one in contents.numbered]
    for sign in contents.signs:
        true = frame.at(sign.longitude, sign.latitude)
        around = [(round(n), turn) for n in (0, 28, 44, 60) for turn in range(0, 360, 45)]
        tries = [
            (true[0] + n * math.cos(math.radians(turn)), true[1] + n * math.sin(math.radians(turn))) for n, turn in around
        ]
        free = (one for one in tries if all(abs(one[0] - x) > 27 or abs(one[1] - y) > 23 for x, y in taken))
        place = next(free, true)
        taken.append(place)
        if place != true:
            line = f'x1="{true[0]:g}" y1="{true[1]:g}" x2="{place[0]:.1f}" y2="{place[1]:.1f}"'
            yield f'<line {line} stroke="#14213d" stroke-width="1"/><circle cx="{true[0]:g}" cy="{true[1]:g}" r="2.2"/>'
        yield _sign(place, sign)


def _sign(place: tuple[float, float], sign: Sign) -> str:
    x, y = round(place[0], 1), round(place[1], 1)
    gable = f"M{x:g} {y - 13:g}l13 9v13h-26v-13Z"
    square = f"M{x - 12:g} {y - 9:g}h24v18h-24Z"
    path = gable if sign.kind == "shelter" else square
    words = f'<text x="{x:g}" y="{y + 5:g}" text-anchor="middle" font-size="11" font-weight="bold" fill="#14213d">'
    return f'<path d="{path}" fill="#ffffff" stroke="#14213d" stroke-width="1.5"/>{words}{escape(sign.name)}</text>'


def _key(frame: SheetFrame, contents: Contents) -> Iterator[str]:
    """The whole region, small, with a box around the part that is on the sheet."""
    import shapely
    from shapely.geometry import shape

    west, south, east, north = contents.whole or frame.box
    across = frame.across
    scale = _KEY / max((east - west) * across, north - south)
    high = (north - south) * scale
    wide = (east - west) * across * scale
    ground = f'<rect width="{wide + 8:.1f}" height="{high + 8:.1f}" fill="#ffffff" stroke="#14213d"/>'
    yield f'<g transform="translate(8 8)">{ground}<g transform="translate(4 4)">'
    small = SheetFrame(west, north, scale, across)
    for _, geometry in contents.own:
        part = shapely.make_valid(shape(geometry)).simplify(1 / scale)
        pieces = [one for one in shapely.get_parts(part) if one.geom_type == "Polygon" and not one.is_empty]
        rings = [shapely.get_coordinates(one.exterior).tolist() for one in pieces]
        yield f'<path d="{_path(small, rings)}" fill="#dfe5ee" stroke="#74839f" stroke-width="0.6"/>'
    box = frame.box
    left, top = small.at(max(box[0], west), min(box[3], north))
    right, bottom = small.at(min(box[2], east), max(box[1], south))
    line = 'fill="none" stroke="#8c1d2f" stroke-width="2"'
    yield f'<rect x="{left:g}" y="{top:g}" width="{right - left:.1f}" height="{bottom - top:.1f}" {line}/></g></g>'


def _scale_bar(frame: SheetFrame) -> Iterator[str]:
    metres = WIDTH / 4 / frame.scale * _METRES
    step = 10 ** math.floor(math.log10(metres))
    length = next(many * step for many in (5, 2, 1) if many * step <= metres)
    wide = length / _METRES * frame.scale
    words, y = (f"{length / 1000:g} km" if length >= 1000 else f"{length:g} m"), HEIGHT - 14
    yield f'<rect x="8" y="{y - 22}" width="{wide + 24:.1f}" height="30" fill="#ffffff" fill-opacity="0.9"/>'
    yield f'<path d="M20 {y - 6}V{y}H{20 + wide:.1f}V{y - 6}" fill="none" stroke="#14213d" stroke-width="2"/>'
    yield f'<text x="{20 + wide / 2:.1f}" y="{y - 6}" text-anchor="middle" fill="#14213d">{words}</text>'


def _north(letter: str) -> Iterator[str]:
    x, y = WIDTH - 26, 16
    yield f'<rect x="{x - 14}" y="6" width="28" height="46" fill="#ffffff" fill-opacity="0.9"/>'
    yield f'<path d="M{x} {y - 4}L{x + 7} {y + 16}L{x} {y + 11}L{x - 7} {y + 16}Z" fill="#14213d"/>'
    yield f'<text x="{x}" y="{y + 31}" text-anchor="middle" fill="#14213d">{escape(letter)}</text>'
