// The base map: our own land, water and borders, in the page's light or dark colours, without a third party.
//
// How MapLibre 6 is loaded under our content policy (script-src, worker-src and connect-src 'self'; no blob needed):
// it is an ES module that starts a module worker. Its address is told by setWorkerUrl: a file beside this one, so that it
// carries the same version. `openMap` does that; nobody else imports MapLibre by itself.
//
// Labels need no `glyphs` address and no font file: without one, MapLibre 6 draws every letter with the device's own font.
//
// Use:  import { openMap, palette } from '../ui/map-style.js';
//       const opened = await openMap(document.querySelector('#map'));   // null where there is no WebGL: the list stays
//       opened?.map.addSource(...); opened?.map.addLayer(layer, opened.beforeLabels);
// The element comes from the macro ui.map_frame, whose data- attributes name the sources:
//   data-regions  GeoJSON of region borders (polygons or lines); property `approximate` true draws them dashed
//   data-labels   GeoJSON of points with `name` and `level` (1 province ... 4 village)
//   data-pmtiles  a PMTiles file an operator added; known layers: darat provinsi kabkota kecamatan, others as thin lines
//   data-tiles    a raster tile address ({z}/{x}/{y}) an operator added, with data-tiles-credit
//   data-center   "longitude,latitude"   data-zoom   a number

const BUILT = new URL('./built/', import.meta.url);
const LAND = new URL('land.json', BUILT).href;
/** From which zoom to which a label of each level is drawn: province, regency, district, village. */
const LABEL_ZOOMS = { 1: [3, 8], 2: [5.5, 11], 3: [8.5, 13.5], 4: [11, 24] };

/** How far the map can be moved: beyond this there is no land in our file. South-west, north-east. */
export const BOUNDS = [[78, -34], [158, 30]];
const COUNTRY = [[94.6, -11.2], [141.2, 6.3]];

/**
 * The map's colours as the page's tokens give them now; the names are those of styles/tokens.css without dashes in front.
 * `map-mark` is for the ring around a mark, which makes the darkest depth visible on dark land.
 */
export function palette() {
  const style = getComputedStyle(document.documentElement);
  const names = ['map-land', 'map-abroad', 'map-water', 'map-border', 'map-label', 'map-halo', 'map-mark', 'ink', 'paper', 'action', 'accent', 'muted',
    'depth-1', 'depth-2', 'depth-3', 'depth-4', 'state-1', 'state-2', 'state-3', 'state-4'];
  return Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
}

/** What the element's data- attributes ask for. */
export function optionsOf(element) {
  const { regions, labels, pmtiles, tiles, tilesCredit, center, zoom } = element.dataset;
  return {
    regions, labels, pmtiles, tiles, tilesCredit,
    center: center ? center.split(',').map(Number) : undefined,
    zoom: zoom ? Number(zoom) : undefined,
  };
}

/** The base map's style. `vectorLayers` are the names of the layers inside the PMTiles file. */
export function basemap({ regions, labels, pmtiles, tiles, tilesCredit, vectorLayers = [] } = {}, colours = palette()) {
  const sources = { land: { type: 'geojson', data: LAND, attribution: 'Natural Earth', tolerance: 0.2 } };
  if (tiles) sources.tiles = { type: 'raster', tiles: [tiles], tileSize: 256, attribution: tilesCredit ?? new URL(tiles.replace(/[{}]/g, ''), location.href).host };
  if (pmtiles) sources.pmtiles = { type: 'vector', url: `pmtiles://${new URL(pmtiles, location.href).href}` };
  if (regions) sources.regions = { type: 'geojson', data: new URL(regions, location.href).href };
  if (labels) sources.labels = { type: 'geojson', data: new URL(labels, location.href).href };
  const layers = [
    ...ground(Boolean(tiles), vectorLayers.includes('darat')),
    ...vectorLayers.filter((name) => name !== 'darat').map(fromPmtiles),
    ...(regions ? regionBorders(vectorLayers.includes('kabkota')) : []),
    { id: 'border', type: 'line', source: 'land', filter: ['==', ['get', 'kind'], 'border'] },
    ...(labels ? [regionLabels()] : []),
  ];
  return { version: 8, sources, layers: layers.map((layer) => ({ ...layer, paint: { ...layer.paint, ...colouring(layer.id, colours) } })) };
}

function ground(overTiles, landInTiles) {
  const opacity = overTiles ? 0 : 1;
  const land = landInTiles ? { source: 'pmtiles', 'source-layer': 'darat' } : { source: 'land' };
  const iso = landInTiles ? 'id' : 'iso';
  return [
    { id: 'water', type: 'background' },
    ...(overTiles ? [{ id: 'tiles', type: 'raster', source: 'tiles' }] : []),
    { id: 'abroad', type: 'fill', ...land, filter: ['all', ['!=', ['get', iso], '360'], ['!=', ['get', 'kind'], 'border']], paint: { 'fill-opacity': opacity, 'fill-antialias': false } },
    { id: 'land', type: 'fill', ...land, filter: ['==', ['get', iso], '360'], paint: { 'fill-opacity': opacity } },
    { id: 'coast', type: 'line', ...land, filter: ['==', ['get', iso], '360'], paint: { 'line-width': 0.6, 'line-opacity': overTiles ? 0 : 0.7 } },
  ];
}

function fromPmtiles(name) {
  const [, minzoom, width] = { provinsi: ['', 0, 1.4], kabkota: ['', 5, 0.9], kecamatan: ['', 9, 0.6] }[name] ?? ['', 6, 0.5];
  return { id: `pmtiles-${name}`, type: 'line', source: 'pmtiles', 'source-layer': name, minzoom, paint: { 'line-width': width } };
}

/** Borders of regions; approximate ones only where the operator's tiles do not draw the real ones. */
function regionBorders(drawnByTiles) {
  const width = ['match', ['to-number', ['get', 'level'], 0], 1, 1.6, 2, 1.1, 3, 0.8, 0.6];
  const borders = [
    { id: 'regions-exact', type: 'line', source: 'regions', filter: ['!', ['to-boolean', ['get', 'approximate']]], paint: { 'line-width': width } },
    { id: 'regions-approximate', type: 'line', source: 'regions', filter: ['to-boolean', ['get', 'approximate']], paint: { 'line-width': width, 'line-dasharray': [3, 2] } },
  ];
  return drawnByTiles ? borders.slice(0, 1) : borders;
}

function regionLabels() {
  const level = ['to-number', ['get', 'level'], 1];
  const edge = (end) => ['match', level, 1, LABEL_ZOOMS[1][end], 2, LABEL_ZOOMS[2][end], 3, LABEL_ZOOMS[3][end], LABEL_ZOOMS[4][end]];
  return {
    id: 'labels', type: 'symbol', source: 'labels',
    filter: ['all', ['<=', edge(0), ['zoom']], ['>', edge(1), ['zoom']]],
    layout: {
      'text-field': ['get', 'name'], 'text-font': ['Sans Bold'], 'text-max-width': 7, 'text-padding': 6,
      'text-size': ['match', level, 1, 14, 2, 13, 12], 'symbol-sort-key': level,
    },
    paint: { 'text-halo-width': 1.6 },
  };
}

/** The paint properties of one base layer that depend on the scheme. */
function colouring(id, colours) {
  const line = { 'line-color': colours['map-border'] };
  if (id.startsWith('pmtiles-') || id.startsWith('regions-')) return line;
  return {
    water: { 'background-color': colours['map-water'] },
    abroad: { 'fill-color': colours['map-abroad'] },
    land: { 'fill-color': colours['map-land'] },
    coast: line,
    border: { ...line, 'line-width': 1.2, 'line-dasharray': [4, 2] },
    labels: { 'text-color': colours['map-label'], 'text-halo-color': colours['map-halo'] },
  }[id] ?? {};
}

/** Repaints the base layers when the device changes between light and dark; then calls `after(palette)` for the page's own layers. */
export function keepScheme(map, after = () => {}) {
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
    const colours = palette();
    for (const { id } of map.getStyle().layers) {
      for (const [name, value] of Object.entries(colouring(id, colours))) map.setPaintProperty(id, name, value);
    }
    after(colours);
  });
}

async function libraries(options) {
  const maplibre = await import(new URL('maplibre-gl.mjs', BUILT).href);
  maplibre.setWorkerUrl(new URL('maplibre-gl-worker.mjs', BUILT).href);
  if (!options.pmtiles) return { maplibre, vectorLayers: [] };
  const { PMTiles, Protocol } = await import(new URL('pmtiles.js', BUILT).href);
  const protocol = new Protocol({ metadata: true });
  maplibre.addProtocol('pmtiles', protocol.tile);
  const file = new PMTiles(new URL(options.pmtiles, location.href).href);
  protocol.add(file);
  try {
    const { vector_layers: found = [] } = await file.getMetadata();
    return { maplibre, vectorLayers: found.map(({ id }) => id) };
  } catch {
    // The operator's file is gone or damaged: the map is drawn from our own land instead.
    return { maplibre, vectorLayers: [], broken: true };
  }
}

/** The map in `element`, drawn and ready for layers; null where the browser cannot draw one, and the element then says so. */
export async function openMap(element, more = {}) {
  const options = { ...optionsOf(element), ...more };
  try {
    const { maplibre, vectorLayers, broken } = await libraries(options);
    const shown = broken ? { ...options, pmtiles: undefined } : { ...options, vectorLayers };
    const map = new maplibre.Map(settings(element, shown));
    controls(map, maplibre, options);
    keepScheme(map, options.onScheme);
    await loaded(map);
    element.querySelector('.map__waiting')?.remove();
    return { map, maplibre, beforeLabels: map.getLayer('labels') ? 'labels' : undefined };
  } catch (error) {
    const line = element.querySelector('.map__waiting');
    if (line) line.textContent = element.dataset.unavailable;
    console.warn('map not drawn:', error);
    return null;
  }
}

/** Waits until the map is drawn. A source that fails (labels away, a tile server down) leaves the rest of the map standing. */
function loaded(map) {
  return new Promise((done, failed) => {
    map.once('load', done);
    map.on('error', ({ error, sourceId }) => {
      console.warn('map:', sourceId ?? '', error?.message);
      if (!sourceId) failed(error);
    });
  });
}

function settings(element, options) {
  const words = element.dataset;
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  return {
    container: element,
    style: basemap(options),
    ...(options.center ? { center: options.center, zoom: options.zoom ?? 10 } : { bounds: COUNTRY, fitBoundsOptions: { padding: 8 } }),
    maxBounds: BOUNDS,
    minZoom: 1, maxZoom: 18, renderWorldCopies: false,
    dragRotate: false, pitchWithRotate: false, touchPitch: false,
    fadeDuration: calm ? 0 : 200,
    cooperativeGestures: Boolean(options.cooperative),
    attributionControl: false,
    localIdeographFontFamily: 'system-ui, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif',
    locale: {
      'Map.Title': words.title, 'NavigationControl.ZoomIn': words.zoomIn, 'NavigationControl.ZoomOut': words.zoomOut,
      'GeolocateControl.FindMyLocation': words.locate, 'GeolocateControl.LocationNotAvailable': words.locateFailed,
      'AttributionControl.ToggleAttribution': words.credits, 'Popup.Close': words.close, 'Marker.Title': words.marker,
      'CooperativeGesturesHandler.WindowsHelpText': words.keys, 'CooperativeGesturesHandler.MacHelpText': words.keysMac,
      'CooperativeGesturesHandler.MobileHelpText': words.fingers,
    },
  };
}

function controls(map, maplibre, options) {
  map.touchZoomRotate.disableRotation();
  map.addControl(new maplibre.NavigationControl({ showCompass: false }), 'top-right');
  if (options.locate !== false) {
    map.addControl(new maplibre.GeolocateControl({ positionOptions: { enableHighAccuracy: true }, fitBoundsOptions: { maxZoom: 14 } }), 'top-right');
  }
  map.addControl(new maplibre.ScaleControl({ maxWidth: 96 }), 'bottom-left');
  map.addControl(new maplibre.AttributionControl({ compact: false }), 'bottom-right');
}
