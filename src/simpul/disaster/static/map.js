// The live map (/bencana): opens the base map, follows the node, and connects the parts of the page with each other.

import { openMap, palette } from '../ui/map-style.js';
import { Card } from './map-card.js';
import { addLayers, recolour, show, TOUCHED } from './map-layers.js';
import { Live } from './map-live.js';
import { drawMarks } from './map-marks.js';
import { InView } from './map-near.js';
import { Places } from './map-places.js';
import { startPrint } from './map-print.js';
import { Reports } from './map-reports.js';
import { startSearch } from './map-search.js';
import { Status } from './map-status.js';
import { TimeSlider } from './map-time.js';
import { learn, say } from './map-words.js';
import { Archive } from './map-archive.js';
import { History } from './map-history.js';

const page = document.querySelector('#peta');
const hazards = JSON.parse(page.dataset.hazards);
const hazardName = (slug) => hazards[slug]?.label ?? slug;

/** The base map's colours, and those of numbers and groups. */
function colours() {
  const style = getComputedStyle(document.documentElement);
  const names = ['accent-soft', ...[1, 2, 3, 4].map((step) => `depth-${step}-ink`)];
  return { ...palette(), ...Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()])) };
}

/** Each hazard's icon as lines to draw, from the page's own sprite. */
async function icons() {
  const sprite = new DOMParser().parseFromString(await (await fetch(page.dataset.icons)).text(), 'image/svg+xml');
  const lines = ([slug, { icon }]) => [slug, linesOf(sprite.getElementById(icon))];
  return Object.fromEntries(Object.entries(hazards).filter(([slug]) => slug !== 'flood').map(lines));
}

function linesOf(symbol) {
  return [...(symbol?.querySelectorAll('path, line, circle') ?? [])].map((shape) => {
    const get = (name) => Number(shape.getAttribute(name));
    if (shape.tagName === 'path') return new Path2D(shape.getAttribute('d'));
    const drawn = new Path2D();
    if (shape.tagName === 'circle') drawn.arc(get('cx'), get('cy'), get('r'), 0, 2 * Math.PI);
    else { drawn.moveTo(get('x1'), get('y1')); drawn.lineTo(get('x2'), get('y2')); }
    return drawn;
  });
}

/** Everything that draws or lists reports, kept in step. */
class View {
  constructor(opened) {
    this.map = opened.map;
    this.live = new Reports(() => this.draw());
    this.archive = new Reports(() => this.draw());
    this.history = new History(page.dataset.history);
    /** @type {Date | null} the chosen moment of the live layer; null is now */
    this.liveAt = null;
    this.archiveAt = null;
    this.card = new Card(document.querySelector('#peta-kartu'), hazardName);
    this.near = new InView(document.querySelector('#peta-daftar'), hazardName, (feature) => this.pick(feature, true));
    this.map.on('moveend', () => this.list());
    setInterval(() => this.draw(), 60_000);
  }

  draw() {
    const shown = { live: this.liveShown(), archive: this.archiveShown() };
    for (const [name, features] of Object.entries(shown)) show(this.map, name, features);
    this.all = [...shown.live, ...shown.archive];
    this.list();
    this.renew();
  }

  liveShown() {
    if (!document.querySelector('#lapis-langsung').checked) return [];
    return this.liveAt ? this.history.at(this.liveAt.getTime()) : this.live.at(Date.now());
  }

  archiveShown() {
    return document.querySelector('#lapis-arsip').checked && this.archiveAt ? this.archive.at(this.archiveAt.getTime()) : [];
  }

  list() {
    this.near.draw(this.map, this.all ?? []);
  }

  /** The open card follows its report. */
  renew() {
    const id = this.card.shown;
    const now = id && this.all.find((feature) => feature.id === id);
    if (now) this.card.open(now, true);
  }

  pick(feature, move) {
    if (move) this.map.easeTo({ center: feature.geometry.coordinates, zoom: Math.max(this.map.getZoom(), 13), animate: !calm() });
    this.card.open(feature);
  }

  byId(id) {
    return this.all.find((feature) => feature.id === id);
  }
}

const calm = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

/** What a tap on the map means: a cluster opens out, a report or area shows its card. */
function startTouch(view) {
  const { map } = view;
  map.on('click', async ({ point }) => {
    const around = [[point.x - 8, point.y - 8], [point.x + 8, point.y + 8]];
    const hits = map.queryRenderedFeatures(around, { layers: TOUCHED });
    const hit = TOUCHED.flatMap((layer) => hits.filter((one) => one.layer.id === layer))[0];
    if (!hit) return view.card.close();
    if (!hit.properties.cluster_id) return view.pick(view.byId(hit.properties.uid) ?? hit);
    const zoom = await map.getSource(hit.source).getClusterExpansionZoom(hit.properties.cluster_id);
    map.easeTo({ center: hit.geometry.coordinates, zoom: zoom + 0.2, animate: !calm() });
    return undefined;
  });
  for (const layer of TOUCHED) {
    map.on('mouseenter', layer, () => { map.getCanvas().style.cursor = 'pointer'; });
    map.on('mouseleave', layer, () => { map.getCanvas().style.cursor = ''; });
  }
}

function startLive(view) {
  const status = new Status(document.querySelector('#peta-status'));
  const live = new Live({ feed: page.dataset.feed, stream: page.dataset.stream }, {
    all: (features) => { view.live.replace(features); asked(view); },
    report: (feature) => { if (view.live.put(feature)) status.news(); },
    removed: (gone) => view.live.remove(gone),
    state: (state, since) => status.show(state, since),
  });
  live.start();
}

/** `?laporan=12` in the address: that report's card opens, once. */
async function asked(view) {
  const wanted = Number(new URLSearchParams(location.search).get('laporan'));
  if (!wanted || view.answered) return;
  view.answered = true;
  const is = ({ properties }) => properties.number === wanted;
  if (![...view.live.features.values()].some(is)) await view.history.load();
  const found = [...view.live.features.values(), ...view.history.features].find(is);
  if (found) view.pick(found, true);
}

function startTime(view) {
  const archive = new Archive(page.dataset, view);
  const slider = new TimeSlider(document.querySelector('#peta-waktu'), {
    moved: async (at, scope) => {
      if (scope === 'archive') return archive.to(at);
      view.liveAt = at;
      if (at) await view.history.load(view.live);
      return view.draw();
    },
  });
  archive.moment = (at) => slider.at(at);
  const box = document.querySelector('#lapis-arsip');
  const switched = () => archive.switch(box.checked, slider);
  box.addEventListener('change', switched);
  document.querySelector('#lapis-langsung').addEventListener('change', () => view.draw());
  switched();
}

async function start() {
  learn(page);
  let map;
  let places;
  let pictures = {};
  const repaint = () => { drawMarks(map, colours(), pictures); recolour(map, colours()); places.recolour(colours()); };
  const [opened, drawn] = await Promise.all([openMap(page, { onScheme: repaint }), icons().catch(() => ({}))]);
  if (!opened) return;
  ({ map } = opened);
  pictures = drawn;
  drawMarks(map, colours(), pictures);
  places = new Places(map, opened.beforeLabels, colours());
  addLayers(map, opened.beforeLabels, colours());
  const view = new View(opened);
  startTouch(view);
  startTime(view);
  startLive(view);
  startPrint(map, document.querySelector('#peta-cetak'));
  startSearch(document.querySelector('#peta-cari'), ({ center, zoom, name }) => {
    map.jumpTo({ center, zoom });
    document.querySelector('#peta-kabar').textContent = say('jumped', { name });
  });
  page.dataset.ready = 'true';
}

start();
