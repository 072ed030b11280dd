// The map's own layers over the base map: areas, reports in groups and alone, each set from one source.
//
// Sets: `archive` and `live` are GeoJSON that the browser groups; `tiles` is what the node has grouped, for nights with more
// reports than a phone should load. All three are drawn by the same layers. `areas` is the archive's, `live-areas` is of now.

import { hoursOf, SEVERITIES, slugs } from './map-hazards.js';

const ARCHIVE_CREDIT = 'PetaBencana.id, BPBD DKI Jakarta (CC BY 4.0)';
const EMPTY = { type: 'FeatureCollection', features: [] };
/** A report's opacity by its age: full while new, less when it is about to leave the map. The legend says so. */
const OPACITY = (age) => ['interpolate', ['linear'], age, 0, 1, 0.34, 1, 0.35, 0.75, 0.67, 0.75, 0.68, 0.45, 1, 0.45];
const FONT = ['Sans Bold'];
const IS_FLOOD = ['==', ['get', 'hazard'], 'flood'];
/** The depth in cm; -1 where none was given. */
const DEPTH = ['case', ['==', ['typeof', ['get', 'depth_cm']], 'number'], ['get', 'depth_cm'], -1];
/** How bad, 1 to 4; 0 where nobody has judged it. */
const GRADE = ['match', ['coalesce', ['get', 'severity'], ''], ...SEVERITIES.flatMap((word, at) => [word, at + 1]), 0];
const KIND = ['match', ['get', 'status'], 'unverified', 'open', 'archive', 'past', 'firm'];
const STEP = ['step', DEPTH, '0', 0, '1', 10.001, '2', 70.001, '3', 150.001, '4'];
/** The name of a report's picture, as map-marks.js reads it. */
const MARK = ['concat', 'mark-', ['get', 'hazard'], '-', ['case', IS_FLOOD, STEP, ['coalesce', ['get', 'severity'], 'none']], '-', KIND];

/** Where each set's features are. @type {Record<string, {source: string, layer?: string}>} */
const SETS = { archive: { source: 'archive' }, live: { source: 'live' }, tiles: { source: 'tiles', layer: 'laporan' } };

/** How groups of the browser's own making are read. */
const OWN = {
  grouped: ['has', 'point_count'], alone: ['!', ['has', 'point_count']], count: ['get', 'point_count'], worst: ['get', 'worst'],
  floods: ['get', 'floods'], deepest: ['get', 'deepest'], age: ['coalesce', ['get', 'age'], 0],
  same: ['==', ['get', 'first'], ['get', 'last']], hazard: () => ['at', ['get', 'first'], ['literal', [...slugs(), '']]],
};

/** How the node's groups are read: counts by hazard, of which only the chosen ones are shown. @param {string[]} chosen */
function ofTiles(chosen) {
  const of = (slug) => ['coalesce', ['get', `n_${slug}`], 0];
  const count = ['+', 0, ...chosen.map(of)];
  const group = ['>', ['coalesce', ['get', 'point_count'], 1], 1];
  const now = Math.round(Date.now() / 1000);
  return {
    grouped: ['all', group, ['>', count, 0]], alone: ['all', ['!', group], ['in', ['get', 'hazard'], ['literal', chosen]]], count,
    worst: ['+', 1, ['coalesce', ['get', 'worst'], 0]], floods: chosen.includes('flood') ? of('flood') : 0, deepest: ['coalesce', ['get', 'deepest'], -1],
    age: ['max', 0, ['min', 1, ['/', ['-', now, ['coalesce', ['get', 'at'], now]], lifetime()]]], same: ['has', 'hazard'], hazard: () => ['get', 'hazard'],
  };
}

/** Seconds that a report stays on the map. */
const lifetime = () => ['match', ['get', 'hazard'], ...slugs().flatMap((slug) => [slug, hoursOf(slug) * 3600]), 10_800];

/** Adds the layers of areas and reports. @param {any} map @param {string | undefined} before @param {Record<string, string>} colours */
export function addLayers(map, before, colours) {
  addAreas(map, 'areas', before, colours);
  addAreas(map, 'live-areas', before, colours);
  for (const name of ['archive', 'live']) {
    map.addSource(name, {
      type: 'geojson', data: EMPTY, attribution: name === 'archive' ? ARCHIVE_CREDIT : undefined, cluster: true, clusterRadius: 40, clusterMaxZoom: 13,
      clusterProperties: grouped(),
    });
    addReports(map, name, colours);
  }
}

/** What a group knows of its reports: the deepest, the worst, how many floods, and whether all are of one hazard. */
function grouped() {
  const all = slugs();
  const index = all.length ? ['match', ['get', 'hazard'], ...all.flatMap((slug, at) => [slug, at]), all.length] : 0;
  return {
    deepest: ['max', DEPTH], worst: ['max', GRADE], floods: ['+', ['case', IS_FLOOD, 1, 0]], youngest: ['min', ['coalesce', ['get', 'age'], 0]],
    first: ['min', index], last: ['max', index],
  };
}

function addAreas(map, name, before, colours) {
  map.addSource(name, { type: 'geojson', data: EMPTY });
  const outlined = ['!=', ['geometry-type'], 'Point'];
  const colour = ['match', ['get', 'state'], 1, colours['state-1'], 2, colours['state-2'], 3, colours['state-3'], colours['state-4']];
  const hatch = ['concat', 'hatch-', ['to-string', ['get', 'state']]];
  const add = (kind, type, filter, more) => map.addLayer({ id: `${name}-${kind}`, type, source: name, filter, ...more }, before);
  add('fill', 'fill', outlined, { paint: { 'fill-color': colour, 'fill-opacity': 0.6 } });
  add('hatch', 'fill', outlined, { paint: { 'fill-pattern': hatch, 'fill-opacity': 0.8 } });
  add('line', 'line', outlined, { paint: { 'line-color': colours.ink, 'line-width': name === 'areas' ? 1 : 1.6 } });
  add('point', 'symbol', ['==', ['geometry-type'], 'Point'], {
    layout: {
      'icon-image': ['concat', 'area-', ['to-string', ['get', 'state']]], 'icon-allow-overlap': true,
      'icon-size': ['interpolate', ['linear'], ['zoom'], 8, 0.6, 12, 1, 15, 1.6],
    },
  });
}

/** The layers of a set of reports, whose source there is. @param {any} map @param {string} name @param {Record<string, string>} colours */
function addReports(map, name, colours) {
  for (const layer of layersOf(name, colours)) map.addLayer(layer);
}

/** A set's layers, the lowest first. @param {string[]} [chosen] the hazards that are shown, for the node's own groups */
function layersOf(name, colours, chosen = slugs()) {
  const { source, layer } = SETS[name];
  const read = name === 'tiles' ? ofTiles(chosen) : OWN;
  const from = { source, ...(layer ? { 'source-layer': layer } : {}) };
  return [edge, ring, counts, kinds, marks].map((make) => ({ ...make(name, colours, read), ...from }));
}

function marks(name, colours, read) {
  return {
    id: `${name}-marks`, type: 'symbol', filter: read.alone,
    layout: { 'icon-image': MARK, 'icon-allow-overlap': true, 'symbol-sort-key': ['+', ['*', 1000, GRADE], DEPTH], ...numbers() },
    paint: { 'icon-opacity': OPACITY(read.age), ...numberPaint(colours) },
  };
}

/** The depth in a flood's mark: a colour alone is not enough. */
function numbers() {
  return {
    'text-field': ['case', ['all', IS_FLOOD, ['>=', DEPTH, 0]], ['to-string', DEPTH], ''],
    'text-font': FONT, 'text-size': 12, 'text-allow-overlap': true, 'text-ignore-placement': true,
  };
}

function numberPaint(colours) {
  const open = ['==', ['get', 'status'], 'unverified'];
  return {
    'text-color': ['case', open, colours.ink, ['>', DEPTH, 70], colours['depth-4-ink'], colours['depth-1-ink']],
    'text-halo-color': ['case', open, colours.paper, 'rgba(0,0,0,0)'],
    'text-halo-width': 2,
  };
}

/** The colour of a group's ring: blue by the deepest where all are floods, else the worst grade's. */
function ringColour(colours, { deepest, worst, floods, count }) {
  const unknown = ['match', worst, 1, colours['depth-2'], 2, colours['depth-3'], 3, colours['depth-4'], colours.muted];
  const blue = ['step', deepest, unknown, 0, colours['depth-1'], 10.001, colours['depth-2'], 70.001, colours['depth-3'], 150.001, colours['depth-4']];
  const grade = ['match', worst, 1, colours['grade-1'], 2, colours['grade-2'], 3, colours['grade-3'], 4, colours['grade-4'], colours.muted];
  return ['case', ['==', floods, count], blue, grade];
}

const RADIUS = (count, more) => ['interpolate', ['linear'], ['sqrt', count], 1, 13 + more, 15, 26 + more];

/** A group of reports: a ring around their number; the archive's on its own ground. */
function ring(name, colours, read) {
  return {
    id: `${name}-clusters`, type: 'circle', filter: read.grouped,
    paint: {
      'circle-color': colours[name === 'archive' ? 'accent-soft' : 'paper'],
      'circle-radius': RADIUS(read.count, 0), 'circle-stroke-width': 6, 'circle-stroke-color': ringColour(colours, read),
    },
  };
}

/** A thin edge around the ring: the deepest blue would be lost on a dark map, the lightest on a light one. */
function edge(name, colours, read) {
  return { id: `${name}-edge`, type: 'circle', filter: read.grouped, paint: { 'circle-color': colours.ink, 'circle-radius': RADIUS(read.count, 7) } };
}

function counts(name, colours, read) {
  const short = ['case', ['<', read.count, 1000], ['to-string', read.count], ['concat', ['to-string', ['round', ['/', read.count, 1000]]], 'k']];
  return {
    id: `${name}-counts`, type: 'symbol', filter: read.grouped,
    layout: { 'text-field': short, 'text-font': FONT, 'text-size': 15, 'text-allow-overlap': true, 'text-ignore-placement': true },
    paint: { 'text-color': colours[name === 'archive' ? 'accent' : 'ink'] },
  };
}

/** The icon at a group of which all are of one hazard, other than floods. */
function kinds(name, colours, read) {
  return {
    id: `${name}-kinds`, type: 'symbol', filter: ['all', read.grouped, read.same, ['<', read.floods, read.count]],
    layout: {
      'icon-image': ['concat', 'group-', read.hazard()], 'icon-allow-overlap': true, 'icon-ignore-placement': true,
      'icon-offset': ['interpolate', ['linear'], ['sqrt', read.count], 1, ['literal', [15, -15]], 15, ['literal', [24, -24]]],
    },
    paint: {},
  };
}

/** The node's own groups are drawn, of the chosen hazards; what is older fades. @param {any} map @param {string[]} chosen */
export function showTiles(map, colours, chosen) {
  const known = Boolean(map.getLayer('tiles-marks'));
  for (const layer of layersOf('tiles', colours, chosen)) {
    if (!known) map.addLayer(layer);
    else {
      map.setFilter(layer.id, layer.filter);
      for (const [property, value] of Object.entries(layer.layout ?? {})) map.setLayoutProperty(layer.id, property, value);
      for (const [property, value] of Object.entries(layer.paint)) map.setPaintProperty(layer.id, property, value);
    }
  }
}

/** The node's own groups are hidden while a moment of the past is shown. @param {any} map @param {boolean} on */
export function switchTiles(map, on) {
  for (const kind of ['edge', 'clusters', 'counts', 'kinds', 'marks']) {
    if (map.getLayer(`tiles-${kind}`)) map.setLayoutProperty(`tiles-${kind}`, 'visibility', on ? 'visible' : 'none');
  }
}

/** A set's reports and areas are these. @param {any} map @param {'live' | 'archive'} name @param {any[]} features */
export function show(map, name, features) {
  const reports = features.filter(({ properties }) => properties.kind !== 'area').map(named);
  map.getSource(name)?.setData({ type: 'FeatureCollection', features: reports });
  if (name === 'archive') showAreas(map, 'areas', features.filter(({ properties }) => properties.kind === 'area'));
}

/** The areas of the archive, or of now. @param {any} map @param {'areas' | 'live-areas'} name @param {any[]} features */
export function showAreas(map, name, features) {
  map.getSource(name)?.setData({ type: 'FeatureCollection', features: features.map(named) });
}

/** A feature that the map can name when it is touched: MapLibre keeps no ids that are words. */
const named = (feature) => ({ ...feature, properties: { ...feature.properties, uid: feature.id } });

/** The layers in other colours, when the device changes between light and dark; the tiles' follow by showTiles. */
export function recolour(map, colours) {
  for (const name of ['areas', 'live-areas']) map.setPaintProperty(`${name}-line`, 'line-color', colours.ink);
  for (const name of ['archive', 'live']) {
    for (const { id, paint } of layersOf(name, colours)) {
      for (const [property, value] of Object.entries(paint)) map.setPaintProperty(id, property, value);
    }
  }
}

/** The layers a finger can hit, the uppermost first. */
export const TOUCHED = ['live-marks', 'tiles-marks', 'live-clusters', 'tiles-clusters', 'archive-marks', 'archive-clusters',
  'live-areas-point', 'live-areas-fill', 'areas-point', 'areas-fill'];
