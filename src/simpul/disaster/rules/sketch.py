"""A map sketch drawn by us: borders of regions, the incident's extent, its reports by severity, scale and north.

No tiles and no web: it is drawn the same on a node without any. One drawing serves print and page (`currentColor`).
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from simpul.disaster.rules.gathering import rank
from simpul.disaster.rules.severity_plot import FILLS, KINDS

WIDTH, HEIGHT = 640, 360
_METRES = 111_320.0
_LEAST_DEGREES = 0.012
"""A sketch is at least some 1.3 km wide, so that one report does not fill it."""
_POINTS_MOST = 1_500
Ring = Sequence[Sequence[float]]


@dataclass(frozen=True, slots=True)
class Spot:
    """A report's place on the sketch; one that is not verified is hollow."""

    longitude: float
    latitude: float
    severity: str
    verified: bool = True


@dataclass(frozen=True, slots=True)
class Outline:
    """A region's border: its rings in degrees, its name, and where the name may stand."""

    name: str
    rings: tuple[Ring, ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """The part of the earth that the sketch shows, and how degrees become pixels."""

    west: float
    north: float
    scale: float
    across: float

    def at(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Where a point lies on the sketch."""
        x = (longitude - self.west) * self.across * self.scale
        return round(x, 1), round((self.north - latitude) * self.scale, 1)


def frame_of(extent: Mapping[str, Any], spots: Sequence[Spot]) -> Frame:
    """The frame that holds extent and reports with some room around them."""
    ring = extent["coordinates"][0]
    longitudes = [x for x, _ in ring] + [spot.longitude for spot in spots]
    latitudes = [y for _, y in ring] + [spot.latitude for spot in spots]
    middle = ((min(longitudes) + max(longitudes)) / 2, (min(latitudes) + max(latitudes)) / 2)
    across = max(math.cos(math.radians(middle[1])), 0.01)
    wide = max((max(longitudes) - min(longitudes)) * across, _LEAST_DEGREES) * 1.35
    high = max(max(latitudes) - min(latitudes), _LEAST_DEGREES) * 1.35
    scale = min(WIDTH / wide, HEIGHT / high)
    return Frame(middle[0] - WIDTH / 2 / scale / across, middle[1] + HEIGHT / 2 / scale, scale, across)


def box_of(frame: Frame) -> tuple[float, float, float, float]:
    """West, south, east and north of a frame, in degrees."""
    east = frame.west + WIDTH / frame.scale / frame.across
    return frame.west, frame.north - HEIGHT / frame.scale, east, frame.north


def clipped(frame: Frame, name: str, geometry: Mapping[str, Any]) -> Outline:
    """The part of a region's outline (a GeoJSON polygon or several) that lies on the sketch, to some 10 m."""
    import shapely
    from shapely.geometry import shape

    part = shape(geometry).buffer(0).intersection(shapely.box(*box_of(frame)))
    pieces = [one for one in shapely.get_parts(part) if one.geom_type == "Polygon" and not one.is_empty]
    rings = (shapely.get_coordinates(piece.exterior.simplify(0.6 / frame.scale)) for piece in pieces)
    return Outline(name, tuple([[round(float(x), 4), round(float(y), 4)] for x, y in ring] for ring in rings))


def sketch(extent: Mapping[str, Any], spots: Sequence[Spot], outlines: Iterable[Outline], north: str) -> str:
    """The sketch as SVG, 640 by 360; `north` is the letter beside the arrow."""
    frame = frame_of(extent, spots)
    shown = sorted(spots, key=lambda spot: (spot.verified, rank(spot.severity)))[-_POINTS_MOST:]
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
            'font-family="Libertinus Serif, serif" font-size="15">'
        ),
        f'<defs><clipPath id="sheet"><rect width="{WIDTH}" height="{HEIGHT}"/></clipPath></defs>',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#eef2f7"/><g clip-path="url(#sheet)">',
        *_borders(frame, outlines),
        (
            f'<path d="{_path(frame, extent["coordinates"][0])}" fill="#c93a2b" fill-opacity="0.10" stroke="#8c1d2f" '
            'stroke-width="2" stroke-dasharray="7 4"/>'
        ),
        *(_mark(frame, spot) for spot in shown),
        "</g>",
        *_scale_bar(frame),
        _north(north),
        f'<rect x="0.5" y="0.5" width="{WIDTH - 1}" height="{HEIGHT - 1}" fill="none" stroke="#5b6880"/></svg>',
    ]
    return "".join(parts)


def _borders(frame: Frame, outlines: Iterable[Outline]) -> list[str]:
    parts, names = [], []
    taken: list[tuple[float, float]] = []
    for outline in outlines:
        parts += [
            f'<path d="{_path(frame, ring)}" fill="#ffffff" stroke="#8391a8" stroke-width="1"/>' for ring in outline.rings
        ]
        place = _inside(frame, outline.rings) if outline.name else None
        if place and not any(abs(place[0] - x) < 90 and abs(place[1] - y) < 18 for x, y in taken):
            taken.append(place)
            names.append(_halo(place, outline.name))
    return [*parts, *names]


def _halo(place: tuple[float, float], name: str) -> str:
    words = f'x="{place[0]:.1f}" y="{place[1]:.1f}" text-anchor="middle"'
    return (
        f'<text {words} fill="none" stroke="#ffffff" stroke-width="3" stroke-linejoin="round">{escape(name)}</text>'
        f'<text {words} fill="#3f4c63">{escape(name)}</text>'
    )


def _inside(frame: Frame, rings: Sequence[Ring]) -> tuple[float, float] | None:
    """The middle of the part of a region that is on the sketch; None when too little of it is."""
    import shapely

    sheet = shapely.box(*box_of(frame))
    part = shapely.unary_union([shapely.Polygon(ring) for ring in rings if len(ring) > 3]).buffer(0).intersection(sheet)
    if part.is_empty or part.area < sheet.area * 0.02:
        return None
    point = part.representative_point()
    x, y = frame.at(point.x, point.y)
    return (x, y) if 60 < x < WIDTH - 60 and 16 < y < HEIGHT - 40 else None


def _path(frame: Frame, ring: Ring) -> str:
    points = [frame.at(point[0], point[1]) for point in ring]
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in points) + "Z"


def _mark(frame: Frame, spot: Spot) -> str:
    x, y = frame.at(spot.longitude, spot.latitude)
    colour = FILLS[KINDS.get(spot.severity, "good")]
    size = 4 + 1.5 * max(rank(spot.severity), 0)
    look = (
        f'fill="{colour}" stroke="#ffffff"'
        if spot.verified
        else f'fill="#ffffff" stroke="{colour}" stroke-dasharray="2 1.5"'
    )
    match spot.severity:
        case "moderate":
            return f'<path d="M{x - size:g} {y:g}L{x:g} {y - size:g}L{x + size:g} {y:g}L{x:g} {y + size:g}Z" {look}/>'
        case "severe" | "extreme":
            return f'<path d="M{x - size:g} {y + size:g}L{x:g} {y - size:g}L{x + size:g} {y + size:g}Z" {look}/>'
        case _:
            return f'<circle cx="{x:g}" cy="{y:g}" r="{size:g}" {look}/>'


def _scale_bar(frame: Frame) -> list[str]:
    per_metre = frame.scale / _METRES
    metres = max((n * 10**p for p in range(1, 7) for n in (1, 2, 5) if n * 10**p * per_metre <= 160), default=10)
    wide = metres * per_metre
    words = f"{metres // 1000} km" if metres >= 1000 else f"{metres} m"
    y = HEIGHT - 16
    return [
        f'<rect x="8" y="{y - 22}" width="{wide + 24:.1f}" height="32" fill="#ffffff" fill-opacity="0.85"/>',
        f'<path d="M20 {y - 6}V{y}H{20 + wide:.1f}V{y - 6}" fill="none" stroke="#14213d" stroke-width="2"/>',
        f'<text x="{20 + wide / 2:.1f}" y="{y - 6}" text-anchor="middle" fill="#14213d">{words}</text>',
    ]


def _north(letter: str) -> str:
    x, y = WIDTH - 26, 16
    return (
        f'<rect x="{x - 14}" y="6" width="28" height="46" fill="#ffffff" fill-opacity="0.85"/>'
        f'<path d="M{x} {y - 4}L{x + 7} {y + 16}L{x} {y + 11}L{x - 7} {y + 16}Z" fill="#14213d"/>'
        f'<text x="{x}" y="{y + 31}" text-anchor="middle" fill="#14213d">{escape(letter)}</text>'
    )
