// Drawing an area: each click is a corner; the outline is written into the form's field as GeoJSON, which the server checks.

import { openMap, palette } from '../ui/map-style.js';

const element = document.querySelector('#peta-gambar');
const frame = document.querySelector('[data-draw]');
const field = document.querySelector('#geojson');
/** @type {[number, number][]} */
let corners = [];

if (frame) frame.hidden = false;
const opened = element && (await openMap(element, { locate: false, onScheme: recolour }));
if (opened) begin(opened.map, opened.beforeLabels);
else if (frame) frame.hidden = true;

function begin(map, before) {
  map.addSource('drawn', { type: 'geojson', data: drawn() });
  const colours = palette();
  map.addLayer({ id: 'drawn-fill', type: 'fill', source: 'drawn', filter: ['!=', ['geometry-type'], 'Point'], paint: { 'fill-color': colours.action, 'fill-opacity': 0.25 } }, before);
  map.addLayer({ id: 'drawn-line', type: 'line', source: 'drawn', filter: ['!=', ['geometry-type'], 'Point'], paint: { 'line-color': colours.action, 'line-width': 2.5 } }, before);
  map.addLayer({ id: 'drawn-corner', type: 'circle', source: 'drawn', filter: ['==', ['geometry-type'], 'Point'], paint: { 'circle-radius': 6, 'circle-color': colours.paper, 'circle-stroke-color': colours.action, 'circle-stroke-width': 3 } });
  if (field) draw(map);
  else shown(map);
}

/** The outline that was checked, to be looked at. */
function shown(map) {
  const shape = JSON.parse(element.dataset.shape);
  map.getSource('drawn').setData(shape);
  const points = shape.coordinates.flat(shape.type === 'Polygon' ? 1 : 2);
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  map.fitBounds([[Math.min(...xs), Math.min(...ys)], [Math.max(...xs), Math.max(...ys)]], { padding: 32, animate: false, maxZoom: 16 });
}

function draw(map) {
  const box = element.dataset.box?.split(',').map(Number);
  if (box?.length === 4) map.fitBounds([box.slice(0, 2), box.slice(2)], { padding: 16, animate: false });
  map.on('click', ({ lngLat }) => change(map, [...corners, [round(lngLat.lng), round(lngLat.lat)]]));
  document.querySelector('[data-draw-back]').addEventListener('click', () => change(map, corners.slice(0, -1)));
  document.querySelector('[data-draw-clear]').addEventListener('click', () => change(map, []));
  if (!field.value) document.querySelector('[data-draw-text]').open = false;
  element.dataset.ready = 'true';
}

function change(map, to) {
  corners = to;
  map.getSource('drawn').setData(drawn());
  field.value = corners.length > 2 ? JSON.stringify({ type: 'Polygon', coordinates: [[...corners, corners[0]]] }) : '';
  document.querySelector('[data-draw-count]').textContent = element.dataset.cornersWords.replace('{n}', String(corners.length));
}

function drawn() {
  const features = corners.map((at) => ({ type: 'Feature', properties: {}, geometry: { type: 'Point', coordinates: at } }));
  if (corners.length > 1) features.push({ type: 'Feature', properties: {}, geometry: corners.length > 2 ? { type: 'Polygon', coordinates: [[...corners, corners[0]]] } : { type: 'LineString', coordinates: corners } });
  return { type: 'FeatureCollection', features };
}

const round = (degrees) => Math.round(degrees * 1e6) / 1e6;

function recolour(colours) {
  const map = opened?.map;
  if (!map?.getLayer('drawn-fill')) return;
  map.setPaintProperty('drawn-fill', 'fill-color', colours.action);
  map.setPaintProperty('drawn-line', 'line-color', colours.action);
  map.setPaintProperty('drawn-corner', 'circle-color', colours.paper);
  map.setPaintProperty('drawn-corner', 'circle-stroke-color', colours.action);
}
