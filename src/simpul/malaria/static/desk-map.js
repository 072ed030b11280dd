// Cases by place and week: circles (or filled borders) that follow the week slider, with signs for what else is known.

import { openMap, palette } from '../ui/map-style.js';

const element = document.querySelector('#peta');
const slider = document.querySelector('#peta-minggu');
const LAYERS = [
  ['habitat', '∿', 'action', [0, -1.1], ['==', ['get', 'habitat'], true]],
  ['watch', '◆', 'warn', [0.9, -0.9], ['!=', ['get', 'watch'], '']],
  ['focus', '◎', 'accent', [-0.9, -0.9], ['!=', ['get', 'focus'], '']],
  ['alerts', '▲', 'bad', [0, 1.0], ['>', ['get', 'alerts'], 0]],
];
/** From which count on a circle has which colour of the ramp, and how large it is. */
const STEPS = [[1, 'depth-1', 9], [2, 'depth-2', 12], [5, 'depth-3', 16], [10, 'depth-4', 20]];

const number = (n) => new Intl.NumberFormat(slider.dataset.lang).format(n);
const day = (text, more = 0) => {
  const at = new Date(`${text}T12:00:00Z`);
  at.setUTCDate(at.getUTCDate() + more);
  return new Intl.DateTimeFormat(slider.dataset.lang, { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' }).format(at);
};
const colours = () => {
  const style = getComputedStyle(document.documentElement);
  const own = ['good', 'warn', 'bad', 'accent', ...[1, 2, 3, 4].map((n) => `depth-${n}-ink`)];
  return { ...palette(), ...Object.fromEntries(own.map((name) => [name, style.getPropertyValue(`--${name}`).trim()])) };
};

/** The sum of `values` in so many weeks up to the one at `last`. */
export const summed = (values, last, weeks) => values.slice(Math.max(0, last - weeks + 1), last + 1).reduce((sum, one) => sum + one, 0);

class Shown {
  constructor(opened, collection) {
    Object.assign(this, opened, { collection, span: Number(slider.dataset.span) });
    this.layers = new Set(LAYERS.map(([name]) => name));
  }

  get last() {
    return Number(slider.value);
  }

  /** Every layer is there, with nothing counted yet. */
  add() {
    this.map.addSource('cases', { type: 'geojson', data: this.#counted() });
    if (element.dataset.areas) this.map.addLayer({ id: 'case-areas', type: 'fill', source: 'regions', paint: { 'fill-opacity': 0.85 } }, this.beforeLabels);
    this.map.addSource('foci', { type: 'geojson', data: { type: 'FeatureCollection', features: this.collection.foci } });
    this.map.addLayer({ id: 'focus-parts', type: 'line', source: 'foci', paint: { 'line-width': 2.5, 'line-dasharray': [2, 1] } });
    this.map.addLayer({ id: 'case-points', type: 'circle', source: 'cases', layout: { 'circle-sort-key': ['get', 'count'] } });
    this.map.addLayer({
      id: 'case-counts', type: 'symbol', source: 'cases', filter: ['>', ['get', 'count'], 0],
      layout: { 'text-field': ['to-string', ['get', 'count']], 'text-font': ['Sans Bold'], 'text-size': 12, 'text-allow-overlap': true, 'symbol-sort-key': ['-', 0, ['get', 'count']] },
    });
    for (const [name, glyph, , offset, filter] of LAYERS) {
      this.map.addLayer({
        id: `sign-${name}`, type: 'symbol', source: 'cases', filter,
        layout: { 'text-field': glyph, 'text-font': ['Sans Bold'], 'text-size': 18, 'text-offset': offset, 'text-allow-overlap': true, 'text-ignore-placement': true },
        paint: { 'text-halo-width': 1.5 },
      });
    }
    this.paint();
    for (const id of ['case-points', ...(element.dataset.areas ? ['case-areas'] : [])]) {
      this.map.on('click', id, ({ features, lngLat }) => this.tell(features[0].properties.code, lngLat));
      this.map.on('mouseenter', id, () => { this.map.getCanvas().style.cursor = 'pointer'; });
      this.map.on('mouseleave', id, () => { this.map.getCanvas().style.cursor = ''; });
    }
  }

  #counted() {
    const features = this.collection.features.map((one) => ({
      ...one, properties: { ...one.properties, count: summed(one.properties.positive, this.last, this.span) },
    }));
    return { type: 'FeatureCollection', features };
  }

  /** Colours of the scheme as it is now. */
  paint() {
    const now = colours();
    const step = (at, none) => ['step', ['get', 'count'], none, ...STEPS.flatMap(([from, name, size]) => [from, at === 'size' ? size : at === 'ink' ? now[`${name}-ink`] : now[name]])];
    this.map.setPaintProperty('case-points', 'circle-radius', step('size', 5));
    this.map.setPaintProperty('case-points', 'circle-color', step('colour', now['map-land']));
    this.map.setPaintProperty('case-points', 'circle-stroke-color', now.ink);
    this.map.setPaintProperty('case-points', 'circle-stroke-width', 1);
    this.map.setPaintProperty('case-counts', 'text-color', step('ink', now.ink));
    this.map.setPaintProperty('focus-parts', 'line-color', now.accent);
    for (const [name, , colour] of LAYERS) {
      this.map.setPaintProperty(`sign-${name}`, 'text-color', now[colour]);
      this.map.setPaintProperty(`sign-${name}`, 'text-halo-color', now['map-halo']);
    }
    this.#fill(now);
  }

  /** Where real borders are imported, a village is filled by its count. */
  #fill(now) {
    if (!element.dataset.areas) return;
    const pairs = this.#counted().features.filter(({ properties }) => properties.count > 0)
      .flatMap(({ properties: { code, count } }) => [code, now[STEPS.findLast(([from]) => count >= from)[1]]]);
    this.map.setPaintProperty('case-areas', 'fill-color', pairs.length ? ['match', ['get', 'code'], ...pairs, 'transparent'] : 'transparent');
  }

  /** Map, words, table and address show the slider's week. */
  draw() {
    const counted = this.#counted();
    this.map?.getSource('cases').setData(counted);
    if (this.map) this.#fill(colours());
    const weeks = this.collection.weeks;
    const [first, last] = [weeks[Math.max(0, this.last - this.span + 1)], weeks[this.last]];
    let total = 0;
    for (const { properties } of counted.features) {
      total += properties.count;
      put('count', properties.code, properties.count);
      put('tested', properties.code, summed(properties.tested, this.last, this.span));
    }
    const words = element.dataset.says.replace('{first}', day(first)).replace('{last}', day(last, 6)).replace('{n}', number(total));
    document.querySelector('#peta-rentang').textContent = words;
    slider.setAttribute('aria-valuetext', words);
    document.querySelector('#minggu').value = last;
    sortRows();
    const address = new URL(location.href);
    address.searchParams.set('minggu', last);
    history.replaceState(null, '', address);
  }

  /** What is known of a place, beside it on the map. */
  tell(code, at) {
    const one = this.#counted().features.find(({ properties }) => properties.code === code)?.properties;
    if (!one) return;
    const words = element.dataset;
    const signs = [
      one.alerts > 0 && words.alerts, one.focus && words.focus, one.habitat && words.habitat,
      one.watch && (one.watch === 'watch' ? words.watch : words.prepare),
    ].filter(Boolean);
    const card = document.createElement('div');
    card.className = 'map-card';
    const link = Object.assign(document.createElement('a'), { href: prefix() + one.href, textContent: words.cases });
    card.append(text('h3', one.name), text('p', `${number(one.count)} ${words.positive}`));
    if (signs.length) card.append(text('p', signs.join(' · ')));
    card.append(link);
    new this.maplibre.Popup({ maxWidth: '280px' }).setLngLat(at).setDOMContent(card).addTo(this.map);
  }

  /** A layer is on the map, or not. @param {string} name @param {boolean} on */
  turn(name, on) {
    const parts = name === 'focus' ? ['focus-parts'] : [];
    for (const id of [`sign-${name}`, ...parts]) this.map.setLayoutProperty(id, 'visibility', on ? 'visible' : 'none');
  }
}

const prefix = () => location.pathname.match(/^\/(?:en|id)(?=\/)/)?.[0] ?? '';
const text = (tag, words) => Object.assign(document.createElement(tag), { textContent: words });

function put(kind, code, value) {
  const cell = document.querySelector(`[data-${kind}="${code}"]`);
  if (!cell) return;
  cell.textContent = number(value);
  if (kind === 'count') cell.closest('tr').dataset.sum = value;
}

/** Rows with most cases first, then by name. */
function sortRows() {
  const body = document.querySelector('[data-count]')?.closest('tbody');
  if (!body) return;
  const name = (row) => row.querySelector('[data-place]').textContent;
  const rows = [...body.rows].sort((a, b) => Number(b.dataset.sum ?? 0) - Number(a.dataset.sum ?? 0) || name(a).localeCompare(name(b)));
  body.append(...rows);
}

/** South-west and north-east of all places; undefined where none has a point. */
function box() {
  const [west, south, east, north] = element.dataset.box ? element.dataset.box.split(',').map(Number) : [];
  return west === undefined ? undefined : [[west, south], [east, north]];
}

/** About where the map begins, before it is fitted to its box. */
function nearby() {
  if (!box()) return {};
  const [[west, south], [east, north]] = box();
  const wide = Math.max(east - west, north - south);
  return { center: [(west + east) / 2, (south + north) / 2], zoom: Math.max(3, Math.log2(360 / wide)) };
}

async function start() {
  const asked = fetch(element.dataset.places, { headers: { Accept: 'application/geo+json' } });
  let shown;
  const opened = await openMap(element, { ...nearby(), locate: false, cooperative: true, onScheme: () => shown?.paint() });
  const answer = await asked;
  if (!answer.ok) return;
  shown = new Shown(opened ?? {}, await answer.json());
  if (opened) {
    if (box()) opened.map.fitBounds(box(), { padding: 24, animate: false });
    shown.add();
    for (const box of document.querySelectorAll('[data-layer]')) {
      box.hidden = false;
      box.addEventListener('change', () => shown.turn(box.dataset.layer, box.checked));
    }
  }
  document.querySelector('#peta-geser').hidden = false;
  slider.setAttribute('aria-describedby', 'peta-minggu-hint');
  slider.addEventListener('input', () => shown.draw());
}

if (element && slider) await start();
