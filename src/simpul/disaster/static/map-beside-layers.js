// How the layers beside reports are drawn: outlines filled and hatched, lines, and a sign at each point.
//
// A sign's picture is named `beside-<layer>-<variant>-<manner>`; map-beside-marks.js draws it when it is first needed.

import { badgeOf, gradeOf, variantOf } from './map-beside-card.js';

const EMPTY = { type: 'FeatureCollection', features: [] };
const POINT = ['==', ['geometry-type'], 'Point'];
const OUTLINED = ['==', ['geometry-type'], 'Polygon'];
const LINE = ['==', ['geometry-type'], 'LineString'];
const FONT = ['Sans Bold'];
const GRADES = (colours) => ['match', ['get', 'grade'], 1, colours['grade-1'], 2, colours['grade-2'], 3, colours['grade-3'], 4, colours['grade-4'], colours.muted];
/** Signs that may hide each other while the map is far away; a warning and an earthquake never are. */
const CROWDED = new Set(['prasarana', 'pengungsian', 'air', 'kebutuhan']);
/** Signs that lie below the reports; all others are asked for and rare, so that they lie above. */
const LOW = new Set(['prasarana', 'kebutuhan']);
const KINDS = ['fill', 'hatch', 'line', 'way', 'marks'];

const nameOf = (slug, kind) => `beside-${slug}-${kind}`;
const sourceOf = (slug) => `beside-${slug}`;

/** The layer's own layers are on the map: outlines below the affected areas, signs beside the reports'. @param {any} map @param {string} slug @param {string | undefined} before */
export function addBeside(map, slug, before, colours) {
  if (map.getSource(sourceOf(slug))) return;
  map.addSource(sourceOf(slug), { type: 'geojson', data: EMPTY });
  const under = LOW.has(slug) ? ['archive-edge', 'live-edge'].find((name) => map.getLayer(name)) : undefined;
  for (const layer of layersOf(slug, colours)) map.addLayer(layer, layer.type === 'symbol' ? under : map.getLayer('areas-fill') ? 'areas-fill' : before);
}

/** These features are shown. @param {any} map @param {string} slug @param {any[]} features */
export function showBeside(map, slug, features) {
  map.getSource(sourceOf(slug))?.setData({ type: 'FeatureCollection', features: features.map(drawn) });
}

export function clearBeside(map, slug) {
  map.getSource(sourceOf(slug))?.setData(EMPTY);
}

export function recolourBeside(map, slug, colours) {
  for (const { id, paint } of layersOf(slug, colours)) {
    if (!map.getLayer(id)) continue;
    for (const [property, value] of Object.entries(paint ?? {})) map.setPaintProperty(id, property, value);
  }
}

/** The layers of all kinds that a finger can hit, points first. @param {string[]} slugs */
export const touchedBeside = (slugs) => ['marks', 'way', 'fill'].flatMap((kind) => slugs.map((slug) => nameOf(slug, kind)));

function layersOf(slug, colours) {
  const make = { fill, hatch, line, way, marks };
  return KINDS.map((kind) => ({ id: nameOf(slug, kind), source: sourceOf(slug), ...make[kind](slug, colours) }));
}

const fill = (slug, colours) => ({ type: 'fill', filter: OUTLINED, paint: { 'fill-color': GRADES(colours), 'fill-opacity': 0.16 } });

/** Lines that lean the other way than those of affected areas, so that both can be told apart in grey. */
const hatch = (slug) => ({ type: 'fill', filter: OUTLINED, paint: { 'fill-pattern': `beside-${slug}-hatch-firm`, 'fill-opacity': 0.7 } });

const line = (slug, colours) => ({
  type: 'line', filter: OUTLINED,
  paint: { 'line-color': GRADES(colours), 'line-width': slug === 'peringatan' ? 3 : 1.6, ...(slug === 'prakiraan' ? { 'line-dasharray': [3, 2] } : {}) },
});

const way = (slug, colours) => ({ type: 'line', filter: LINE, paint: { 'line-color': colours.action, 'line-width': 3 } });

function marks(slug, colours) {
  const crowded = CROWDED.has(slug);
  return {
    type: 'symbol', filter: POINT,
    layout: {
      'icon-image': ['get', 'mark'], 'icon-allow-overlap': crowded ? ['step', ['zoom'], false, 9, true] : true, 'icon-ignore-placement': !crowded,
      'icon-padding': 1, 'symbol-sort-key': ['-', 10, ['get', 'grade']],
      'text-field': ['get', 'badge'], 'text-font': FONT, 'text-size': 12, 'text-optional': true, 'text-allow-overlap': !crowded, 'text-ignore-placement': true,
      'text-anchor': slug === 'gempa' ? 'center' : 'top', 'text-offset': slug === 'gempa' ? [0, 0] : [0, 1.25],
    },
    paint: {
      'text-color': colours.ink, 'text-halo-color': colours.paper, 'text-halo-width': 2,
      'icon-opacity': ['case', ['==', ['get', 'state'], 'silent'], 0.9, 1],
    },
  };
}

/** A feature with what the map needs to draw it. */
function drawn(feature) {
  const { properties, layer, id } = feature;
  const manner = properties.state === 'silent' ? 'silent' : 'firm';
  return {
    ...feature,
    properties: { uid: id, state: properties.state ?? '', grade: gradeOf(feature), badge: badgeOf(feature), mark: `beside-${layer}-${variantOf(feature)}-${manner}` },
  };
}
