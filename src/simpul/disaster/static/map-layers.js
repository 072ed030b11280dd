// The map's own layers over the base map: area states, reports in clusters, each group from one source.

import { markOf } from './map-marks.js';

const ARCHIVE_CREDIT = 'PetaBencana.id, BPBD DKI Jakarta (CC BY 4.0)';
const EMPTY = { type: 'FeatureCollection', features: [] };
/** A report's opacity by its age: full while new, a third when it is about to leave the map. The legend says so. */
const OPACITY = ['interpolate', ['linear'], ['get', 'age'], 0, 1, 0.34, 1, 0.35, 0.75, 0.67, 0.75, 0.68, 0.45, 1, 0.45];
const SINGLE = ['!', ['has', 'point_count']];
const FONT = ['Sans Bold'];
/** The depth in cm; -1 where none was given. */
const DEPTH = ['case', ['==', ['typeof', ['get', 'depth_cm']], 'number'], ['get', 'depth_cm'], -1];

/** Adds the layers of areas and reports. @param {any} map @param {string | undefined} before @param {Record<string, string>} colours */
export function addLayers(map, before, colours) {
  addAreas(map, before, colours);
  addReports(map, 'archive', colours);
  addReports(map, 'live', colours);
}

function addAreas(map, before, colours) {
  map.addSource('areas', { type: 'geojson', data: EMPTY });
  const outlined = ['!=', ['geometry-type'], 'Point'];
  const colour = ['match', ['get', 'state'], 1, colours['state-1'], 2, colours['state-2'], 3, colours['state-3'], colours['state-4']];
  const hatch = ['concat', 'hatch-', ['to-string', ['get', 'state']]];
  map.addLayer({ id: 'areas-fill', type: 'fill', source: 'areas', filter: outlined, paint: { 'fill-color': colour, 'fill-opacity': 0.6 } }, before);
  map.addLayer({ id: 'areas-hatch', type: 'fill', source: 'areas', filter: outlined, paint: { 'fill-pattern': hatch, 'fill-opacity': 0.8 } }, before);
  map.addLayer({ id: 'areas-line', type: 'line', source: 'areas', filter: outlined, paint: { 'line-color': colours.ink, 'line-width': 1 } }, before);
  map.addLayer({
    id: 'areas-point', type: 'symbol', source: 'areas', filter: ['==', ['geometry-type'], 'Point'],
    layout: {
      'icon-image': ['concat', 'area-', ['to-string', ['get', 'state']]], 'icon-allow-overlap': true,
      'icon-size': ['interpolate', ['linear'], ['zoom'], 8, 0.6, 12, 1, 15, 1.6],
    },
  }, before);
}

function addReports(map, name, colours) {
  map.addSource(name, {
    type: 'geojson', data: EMPTY, attribution: name === 'archive' ? ARCHIVE_CREDIT : undefined, cluster: true, clusterRadius: 38, clusterMaxZoom: 13,
    clusterProperties: { deepest: ['max', DEPTH], youngest: ['min', ['get', 'age']] },
  });
  map.addLayer(clusterEdge(name, colours));
  map.addLayer(clusters(name, colours));
  map.addLayer(clusterCounts(name, colours));
  map.addLayer({
    id: `${name}-marks`, type: 'symbol', source: name, filter: SINGLE,
    layout: { 'icon-image': ['get', 'mark'], 'icon-allow-overlap': true, 'symbol-sort-key': DEPTH, ...numbers() },
    paint: { 'icon-opacity': OPACITY, ...numberPaint(colours) },
  });
}

/** The depth in the marker: a colour alone is not enough. */
function numbers() {
  return {
    'text-field': ['case', ['==', ['typeof', ['get', 'depth_cm']], 'number'], ['to-string', ['get', 'depth_cm']], ''],
    'text-font': FONT, 'text-size': 12, 'text-allow-overlap': true, 'text-ignore-placement': true,
  };
}

function numberPaint(colours) {
  const open = ['==', ['get', 'status'], 'unverified'];
  return {
    'text-color': ['case', open, colours.ink, ['>', ['get', 'depth_cm'], 70], colours['depth-4-ink'], colours['depth-1-ink']],
    'text-halo-color': ['case', open, colours.paper, 'rgba(0,0,0,0)'],
    'text-halo-width': 2,
  };
}

function ramp(value, colours) {
  return ['case', ['<', value, 0], colours.muted, ['<=', value, 10], colours['depth-1'], ['<=', value, 70], colours['depth-2'],
    ['<=', value, 150], colours['depth-3'], colours['depth-4']];
}

/** A group of reports: a ring in the colour of the deepest, around their number; the archive's on its own ground. */
function clusters(name, colours) {
  return {
    id: `${name}-clusters`, type: 'circle', source: name, filter: ['has', 'point_count'],
    paint: {
      'circle-color': colours[name === 'archive' ? 'accent-soft' : 'paper'],
      'circle-radius': ['interpolate', ['linear'], ['sqrt', ['get', 'point_count']], 1, 13, 15, 26],
      'circle-stroke-width': 6, 'circle-stroke-color': ramp(['get', 'deepest'], colours),
    },
  };
}

/** A thin edge around the ring: the deepest blue would be lost on a dark map, the lightest on a light one. */
function clusterEdge(name, colours) {
  const edge = clusters(name, colours);
  const [, , , , small, , large] = edge.paint['circle-radius'];
  const radius = ['interpolate', ['linear'], ['sqrt', ['get', 'point_count']], 1, small + 7, 15, large + 7];
  return { ...edge, id: `${name}-edge`, paint: { 'circle-color': colours.ink, 'circle-radius': radius } };
}

function clusterCounts(name, colours) {
  return {
    id: `${name}-counts`, type: 'symbol', source: name, filter: ['has', 'point_count'],
    layout: {
      'text-field': ['get', 'point_count_abbreviated'], 'text-font': FONT, 'text-size': 15,
      'text-allow-overlap': true, 'text-ignore-placement': true,
    },
    paint: { 'text-color': colours[name === 'archive' ? 'accent' : 'ink'] },
  };
}

/** The layer's reports and areas are these. @param {any} map @param {'live' | 'archive'} name @param {any[]} features */
export function show(map, name, features) {
  const reports = features.filter(({ properties }) => properties.kind !== 'area').map(marked);
  map.getSource(name)?.setData({ type: 'FeatureCollection', features: reports });
  if (name === 'archive') {
    const areas = features.filter(({ properties }) => properties.kind === 'area').map(named);
    map.getSource('areas')?.setData({ type: 'FeatureCollection', features: areas });
  }
}

const named = (feature) => ({ ...feature, properties: { ...feature.properties, uid: feature.id } });
const marked = (feature) => ({ ...feature, properties: { ...feature.properties, uid: feature.id, mark: markOf(feature.properties) } });

/** The layers in other colours, when the device changes between light and dark. */
export function recolour(map, colours) {
  map.setPaintProperty('areas-line', 'line-color', colours.ink);
  for (const name of ['live', 'archive']) {
    for (const layer of [clusterEdge, clusters, clusterCounts].map((make) => make(name, colours))) repaint(map, layer.id, layer.paint);
    repaint(map, `${name}-marks`, numberPaint(colours));
  }
}

function repaint(map, id, paint) {
  for (const [property, value] of Object.entries(paint)) map.setPaintProperty(id, property, value);
}

/** The layers a finger can hit, the uppermost first. */
export const TOUCHED = ['live-marks', 'live-clusters', 'archive-marks', 'archive-clusters', 'areas-point', 'areas-fill'];
