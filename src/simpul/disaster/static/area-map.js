// A map of areas: each in the colour and hatching of its state; suggested ones with a broken line; a click tells and leads on.

import { openMap, palette } from '../ui/map-style.js';
import { drawAreaMarks } from './area-marks.js';

const OUTLINED = ['!=', ['geometry-type'], 'Point'];
const STATE = ['coalesce', ['get', 'state'], 0];

const element = document.querySelector('#peta-wilayah');
const opened = element && (await openMap(element, { cooperative: true, onScheme: recolour }));
if (opened) await show(opened.map, opened.beforeLabels);

async function show(map, before) {
  drawAreaMarks(map, palette());
  frame(map);
  const answer = await fetch(element.dataset.areas, { headers: { Accept: 'application/geo+json' } });
  const areas = answer.ok ? await answer.json() : { type: 'FeatureCollection', features: [] };
  map.addSource('areas', { type: 'geojson', data: areas });
  for (const layer of layers(palette())) map.addLayer(layer, before);
  for (const name of ['areas-fill', 'areas-point']) {
    map.on('click', name, ({ features, lngLat }) => tell(map, features[0].properties, lngLat));
    map.on('mouseenter', name, () => { map.getCanvas().style.cursor = 'pointer'; });
    map.on('mouseleave', name, () => { map.getCanvas().style.cursor = ''; });
  }
  element.dataset.drawn = String(areas.features.length);
}

function layers(colours) {
  const stated = ['>', STATE, 0];
  const line = { 'line-color': colours.ink };
  return [
    { id: 'areas-fill', type: 'fill', source: 'areas', filter: OUTLINED, paint: fill(colours) },
    { id: 'areas-hatch', type: 'fill', source: 'areas', filter: ['all', OUTLINED, ['>', STATE, 1]], paint: { 'fill-pattern': ['concat', 'area-hatch-', ['to-string', STATE]], 'fill-opacity': 0.8 } },
    { id: 'areas-line', type: 'line', source: 'areas', filter: ['all', OUTLINED, ['!', ['get', 'approximate']]], paint: { ...line, 'line-width': 1 } },
    { id: 'areas-approximate', type: 'line', source: 'areas', filter: ['all', OUTLINED, ['get', 'approximate']], paint: { ...line, 'line-width': ['case', stated, 1.2, 0.5], 'line-dasharray': [3, 2] } },
    { id: 'areas-suggested', type: 'line', source: 'areas', filter: ['all', OUTLINED, ['==', ['get', 'suggested'], true]], paint: { 'line-color': colours.accent, 'line-width': 3, 'line-dasharray': [1, 1] } },
    { id: 'areas-point', type: 'symbol', source: 'areas', filter: ['all', ['==', ['geometry-type'], 'Point'], stated], layout: { 'icon-image': ['concat', 'area-mark-', ['to-string', STATE]], 'icon-allow-overlap': true } },
  ];
}

function fill(colours) {
  return {
    'fill-color': ['match', STATE, 1, colours['state-1'], 2, colours['state-2'], 3, colours['state-3'], 4, colours['state-4'], colours['map-land']],
    'fill-opacity': ['case', ['>', STATE, 0], 0.6, 0.05],
  };
}

function recolour(colours) {
  const map = opened?.map;
  if (!map?.getLayer('areas-fill')) return;
  for (const [name, value] of Object.entries(fill(colours))) map.setPaintProperty('areas-fill', name, value);
  for (const name of ['areas-line', 'areas-approximate']) map.setPaintProperty(name, 'line-color', colours.ink);
  map.setPaintProperty('areas-suggested', 'line-color', colours.accent);
  drawAreaMarks(map, colours);
}

function frame(map) {
  if (!element.dataset.box) return;
  const [west, south, east, north] = element.dataset.box.split(',').map(Number);
  map.fitBounds([[west, south], [east, north]], { padding: 24, animate: false, maxZoom: 14 });
}

/** A small card over the area; its words are set as text, since names come from whoever drew the area. */
function tell(map, properties, at) {
  const words = element.dataset.stateWords.split('|');
  const card = document.createElement('p');
  card.className = 'area-popup';
  const name = document.createElement('strong');
  name.textContent = properties.name;
  const link = document.createElement('a');
  link.href = (document.documentElement.dataset.prefix ?? '') + properties.href;
  link.textContent = element.dataset.openWords;
  const suggestion = properties.suggested ? `; ${element.dataset.suggestedWords}: ${words[properties.suggestion ?? 0]}` : '';
  card.append(name, `${[properties.parent, properties.city].filter(Boolean).join(', ')} · ${words[properties.state ?? 0]}${suggestion} `, document.createElement('br'), link);
  new opened.maplibre.Popup({ maxWidth: '260px' }).setLngLat(at).setDOMContent(card).addTo(map);
}
