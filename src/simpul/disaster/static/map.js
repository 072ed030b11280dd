// The live map (/bencana): opens the base map, follows the node, and connects the parts of the page with each other.

import { openMap, palette } from '../ui/map-style.js';
import { Archive } from './map-archive.js';
import { Areas, middleOf } from './map-areas.js';
import { Card } from './map-card.js';
import { Filter } from './map-filter.js';
import { iconLines, learnHazards } from './map-hazards.js';
import { History } from './map-history.js';
import { addLayers, recolour, show, TOUCHED } from './map-layers.js';
import { Legend } from './map-legend.js';
import { Live } from './map-live.js';
import { Pictures } from './map-marks.js';
import { InView } from './map-near.js';
import { Places } from './map-places.js';
import { startPrint } from './map-print.js';
import { Reports } from './map-reports.js';
import { startSearch } from './map-search.js';
import { Status } from './map-status.js';
import { MANY, Tiles } from './map-tiles.js';
import { TimeSlider } from './map-time.js';
import { learn, say } from './map-words.js';

const page = document.querySelector('#peta');

/** The base map's colours, and those of numbers, groups and grades. */
function colours() {
  const style = getComputedStyle(document.documentElement);
  const names = ['accent-soft', ...[1, 2, 3, 4].flatMap((step) => [`depth-${step}-ink`, `grade-${step}`])];
  return { ...palette(), ...Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()])) };
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
    this.all = [];
    this.filter = new Filter(document.querySelector('#peta-saring'), () => this.switched());
    this.legend = new Legend(document.querySelector('#peta-tanda'));
    this.areas = new Areas(page.dataset.areas, this.map, () => this.list());
    this.tiles = new Tiles(page.dataset, opened, colours, () => this.list());
    this.card = new Card(document.querySelector('#peta-kartu'));
    this.near = new InView(document.querySelector('#peta-daftar'), (feature) => this.pick(feature, true));
    this.map.on('moveend', () => this.list());
    setInterval(() => this.draw(), 60_000);
  }

  /** From now on the node groups the reports. */
  many() {
    if (!this.tiles.on) this.tiles.start(this.filter.chosen);
    this.live.clear();
  }

  switched() {
    this.areas.switch(this.filter.on('wilayah'));
    this.draw();
  }

  draw() {
    const shown = { live: this.liveShown(), archive: this.archiveShown() };
    for (const [name, features] of Object.entries(shown)) show(this.map, name, features);
    this.all = [...shown.live, ...shown.archive];
    this.tiles.draw(this.filter.chosen);
    this.tiles.switch(!this.liveAt && this.filter.on('langsung'));
    this.list();
    this.renew();
  }

  liveShown() {
    if (!this.filter.on('langsung')) return [];
    const features = this.liveAt ? this.history.at(this.liveAt.getTime()) : this.live.at(Date.now());
    return features.filter(({ properties }) => this.filter.has(properties.hazard));
  }

  archiveShown() {
    return this.filter.on('arsip') && this.archiveAt ? this.archive.at(this.archiveAt.getTime()) : [];
  }

  list() {
    const tiled = this.liveAt || !this.filter.on('langsung') ? [] : this.tiles.inView();
    const bounds = this.map.getBounds();
    const areas = this.areas.within(bounds);
    this.near.draw(bounds, [...this.all, ...tiled], areas);
    this.#tellSigns(tiled);
    const counted = this.tiles.on && !this.liveAt ? tiled : this.liveAt ? this.history.at(this.liveAt.getTime()) : this.live.at(Date.now());
    this.filter.count(byHazard(counted));
  }

  /** The legend tells what is on the map. */
  #tellSigns(tiled) {
    const present = new Set(byHazard([...this.all, ...tiled]).keys());
    if (present.size > (present.has('flood') ? 1 : 0)) present.add('others');
    if (present.size) present.add('reports');
    if (this.areas.shown && this.areas.features.length) present.add('areas');
    if (this.filter.on('arsip')) present.add('archive').add('areas').add('flood').add('reports');
    this.legend.draw(present);
  }

  /** The open card follows its report. */
  renew() {
    const id = this.card.shown;
    const now = id && this.byId(id);
    if (now) this.card.open(now, true);
  }

  pick(feature, move) {
    const group = feature.properties.count > 1;
    if (move || group) {
      const center = feature.geometry.type === 'Point' ? feature.geometry.coordinates : middleOf(feature);
      const zoom = group ? this.map.getZoom() + 2 : Math.max(this.map.getZoom(), feature.box ? 11 : 13);
      this.map.easeTo({ center, zoom, animate: !calm() });
    }
    if (!group) this.card.open(feature);
  }

  byId(id) {
    return this.all.find((feature) => String(feature.id) === String(id)) ?? this.areas.byId(Number(id));
  }
}

/** How many reports there are of each hazard. @param {any[]} features */
function byHazard(features) {
  const counts = new Map();
  const add = (slug, n) => counts.set(slug, (counts.get(slug) ?? 0) + n);
  for (const { properties } of features) {
    if (properties.kind === 'area') continue;
    const groups = Object.keys(properties).filter((name) => name.startsWith('n_'));
    if (properties.count > 1) groups.forEach((name) => add(name.slice(2), properties[name]));
    else add(properties.hazard, 1);
  }
  return counts;
}

const calm = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

/** What a tap on the map means: a group opens out, a report or area shows its card. */
function startTouch(view) {
  const { map } = view;
  map.on('click', async ({ point }) => {
    const around = [[point.x - 8, point.y - 8], [point.x + 8, point.y + 8]];
    const layers = TOUCHED.filter((layer) => map.getLayer(layer));
    const hits = map.queryRenderedFeatures(around, { layers });
    const hit = layers.flatMap((layer) => hits.filter((one) => one.layer.id === layer))[0];
    if (!hit) return view.card.close();
    if (hit.source === 'tiles') return view.pick(view.tiles.read(hit));
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
    light: () => view.tiles.on,
    all: (features) => {
      if (features.length > MANY) view.many();
      else if (!view.tiles.on) view.live.replace(features);
      else view.tiles.refresh();
      asked(view);
    },
    report: (feature) => {
      if (view.tiles.on) view.tiles.refresh();
      if (view.tiles.on || view.live.put(feature)) status.news();
    },
    removed: (gone) => (view.tiles.on ? view.tiles.refresh() : view.live.remove(gone)),
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
  const place = page.dataset.asked ? JSON.parse(page.dataset.asked) : null;
  const found = [...view.live.features.values()].find(is) ?? (place && view.tiles.on && await view.tiles.whole(place));
  if (found) return void view.pick(found, true);
  await view.history.load();
  const earlier = view.history.features.find(is) ?? place;
  if (earlier) view.pick(earlier, true);
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
  switched();
}

async function start() {
  learn(page);
  learnHazards(page);
  const parts = {};
  const repaint = () => { parts.pictures.again(); recolour(parts.map, colours()); parts.places.recolour(colours()); parts.view.draw(); };
  const [opened, lines] = await Promise.all([openMap(page, { onScheme: repaint }), iconLines().catch(() => ({}))]);
  if (!opened) return;
  parts.map = opened.map;
  parts.pictures = new Pictures(opened.map, colours, lines);
  parts.places = new Places(opened.map, opened.beforeLabels, colours());
  addLayers(opened.map, opened.beforeLabels, colours());
  parts.view = new View(opened);
  parts.view.switched();
  if (Number(page.dataset.live) > MANY) parts.view.many();
  startTouch(parts.view);
  startTime(parts.view);
  startLive(parts.view);
  startPrint(opened.map, document.querySelector('#peta-cetak'));
  startSearch(document.querySelector('#peta-cari'), ({ center, zoom, name }) => {
    opened.map.jumpTo({ center, zoom });
    document.querySelector('#peta-kabar').textContent = say('jumped', { name });
  });
  page.dataset.ready = 'true';
}

start();
