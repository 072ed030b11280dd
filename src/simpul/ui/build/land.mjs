// The land of Indonesia and its neighbours for the offline map, cut from Natural Earth (npm world-atlas, 1:10 million).
//
// The result is GeoJSON, because both readers want it so: MapLibre in the browser, and `simpul.regions`, which clips its
// approximate cells to the same coast. Features: {kind: "land", iso: "360" | ...} polygons inside BOX, exact to
// some hundred metres; {kind: "far"} coarse polygons around it; one {kind: "border"} line.
import { feature, mesh } from 'topojson-client';

export const BOX = { west: 92, south: -13, east: 143, north: 9 };
const WORLD = { west: 76, south: -36, east: 160, north: 32 };
/** What lies around the box, drawn coarsely, so that a narrow screen that shows the whole country sees no cut edge. */
const AROUND = [
  { ...WORLD, east: BOX.west },
  { ...WORLD, west: BOX.east },
  { ...BOX, south: BOX.north, north: WORLD.north },
  { ...BOX, north: BOX.south, south: WORLD.south },
];

function edgesOf({ west, south, east, north }) {
  return [
    { inside: ([x]) => x >= west, cut: (a, b) => atX(a, b, west) },
    { inside: ([x]) => x <= east, cut: (a, b) => atX(a, b, east) },
    { inside: ([, y]) => y >= south, cut: (a, b) => atY(a, b, south) },
    { inside: ([, y]) => y <= north, cut: (a, b) => atY(a, b, north) },
  ];
}

function atX(a, b, x) {
  return [x, a[1] + ((b[1] - a[1]) * (x - a[0])) / (b[0] - a[0])];
}

function atY(a, b, y) {
  return [a[0] + ((b[0] - a[0]) * (y - a[1])) / (b[1] - a[1]), y];
}

/** The part of a closed ring inside the box (Sutherland–Hodgman), or null when nothing is left. */
export function clipRing(ring, box) {
  let points = ring.slice(0, -1);
  for (const { inside, cut } of edgesOf(box)) {
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

/** The ring with longitudes that run on past 180 degrees, instead of jumping to the other side of the map (Russia, Fiji). */
function overDateLine(ring) {
  let turn = 0;
  const whole = ring.map(([x, y], index) => {
    const step = index ? x - ring[index - 1][0] : 0;
    if (Math.abs(step) > 180) turn -= 360 * Math.sign(step);
    return [x + turn, y];
  });
  const middle = (Math.min(...whole.map(([x]) => x)) + Math.max(...whole.map(([x]) => x))) / 2;
  const home = -360 * Math.round(middle / 360);
  return whole.map(([x, y]) => [x + home, y]);
}

function clipPolygons(geometry, box) {
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  return polygons
    .map((rings) => rings.map((ring) => clipRing(overDateLine(ring), box)).filter((ring) => ring && ring.length > 3))
    .filter((rings) => rings.length > 0);
}

/** The runs of a line whose points lie inside the box. */
function clipLine(line) {
  const edges = edgesOf(BOX);
  const runs = [[]];
  for (const point of line) {
    if (edges.every(({ inside }) => inside(point))) runs.at(-1).push(point);
    else if (runs.at(-1).length) runs.push([]);
  }
  return runs.filter((run) => run.length > 1).map(rounded);
}

/** The whole map as one GeoJSON FeatureCollection: `world` is countries-10m.json of world-atlas, `coarse` land-110m.json. */
export function landOf(world, coarse) {
  const near = feature(world, world.objects.countries).features.map(({ id, geometry }) => land(id ?? '', clipPolygons(geometry, BOX)));
  const borders = mesh(world, world.objects.countries, (a, b) => a !== b).coordinates.flatMap(clipLine);
  const border = { type: 'Feature', properties: { kind: 'border' }, geometry: { type: 'MultiLineString', coordinates: borders } };
  const [{ geometry: rest }] = feature(coarse, coarse.objects.land).features;
  const far = AROUND.map((box) => land('far', clipPolygons(rest, box)));
  const features = [...near, ...far].filter(({ geometry }) => geometry.coordinates.length);
  return { type: 'FeatureCollection', source: 'Natural Earth 1:10m, public domain', features: [...features, border] };
}

function land(iso, coordinates) {
  return { type: 'Feature', properties: { kind: iso === 'far' ? 'far' : 'land', iso }, geometry: { type: 'MultiPolygon', coordinates } };
}
