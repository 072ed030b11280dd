// The land of Indonesia and its neighbours for the offline map, cut from Natural Earth (npm world-atlas, 1:10 million).
//
// The result is GeoJSON, because both readers want it so: MapLibre in the browser, and `simpul.regions`, which clips its
// approximate cells to the same coast. Features: {kind: "land", iso: "360" | ...} polygons, one {kind: "border"} line.
import { feature, mesh } from 'topojson-client';

export const BOX = { west: 92, south: -13, east: 143, north: 9 };

const EDGES = [
  { inside: ([x]) => x >= BOX.west, cut: (a, b) => atX(a, b, BOX.west) },
  { inside: ([x]) => x <= BOX.east, cut: (a, b) => atX(a, b, BOX.east) },
  { inside: ([, y]) => y >= BOX.south, cut: (a, b) => atY(a, b, BOX.south) },
  { inside: ([, y]) => y <= BOX.north, cut: (a, b) => atY(a, b, BOX.north) },
];

function atX(a, b, x) {
  return [x, a[1] + ((b[1] - a[1]) * (x - a[0])) / (b[0] - a[0])];
}

function atY(a, b, y) {
  return [a[0] + ((b[0] - a[0]) * (y - a[1])) / (b[1] - a[1]), y];
}

/** The part of a closed ring inside the box (Sutherland–Hodgman), or null when nothing is left. */
export function clipRing(ring) {
  let points = ring.slice(0, -1);
  for (const { inside, cut } of EDGES) {
    const kept = [];
    points.forEach((point, index) => {
      const before = points[(index + points.length - 1) % points.length];
      if (inside(point) !== inside(before)) kept.push(cut(before, point));
      if (inside(point)) kept.push(point);
    });
    points = kept;
  }
  return points.length < 3 ? null : rounded([...points, points[0]]);
}

function rounded(line) {
  const out = [];
  for (const [x, y] of line) {
    const point = [Math.round(x * 1000) / 1000, Math.round(y * 1000) / 1000];
    const last = out.at(-1);
    if (!last || last[0] !== point[0] || last[1] !== point[1]) out.push(point);
  }
  return out;
}

function clipPolygons(geometry) {
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  return polygons
    .map((rings) => rings.map(clipRing).filter((ring) => ring && ring.length > 3))
    .filter((rings) => rings.length > 0);
}

/** The runs of a line whose points lie inside the box. */
function clipLine(line) {
  const runs = [[]];
  for (const point of line) {
    if (EDGES.every(({ inside }) => inside(point))) runs.at(-1).push(point);
    else if (runs.at(-1).length) runs.push([]);
  }
  return runs.filter((run) => run.length > 1).map(rounded);
}

/** The whole map as one GeoJSON FeatureCollection, made from the TopoJSON of `countries-10m.json`. */
export function landOf(world) {
  const countries = feature(world, world.objects.countries).features.flatMap(({ id, geometry }) => {
    const coordinates = clipPolygons(geometry);
    return coordinates.length ? [land(id, coordinates)] : [];
  });
  const borders = mesh(world, world.objects.countries, (a, b) => a !== b).coordinates.flatMap(clipLine);
  const border = { type: 'Feature', properties: { kind: 'border' }, geometry: { type: 'MultiLineString', coordinates: borders } };
  return { type: 'FeatureCollection', source: 'Natural Earth 1:10m, public domain', features: [...countries, border] };
}

function land(iso, coordinates) {
  return { type: 'Feature', properties: { kind: 'land', iso: iso ?? '' }, geometry: { type: 'MultiPolygon', coordinates } };
}
