// The map in a frame of another page: reports, areas and a few layers; a tap shows a card. Two fingers move it, so that the page scrolls.

import { openMap, palette } from '../ui/map-style.js';
import { positionOf } from './map-address.js';
import { Areas } from './map-areas.js';
import { Beside } from './map-beside.js';
import { touchedBeside } from './map-beside-layers.js';
import { Card } from './map-card.js';
import { iconLines, learnHazards, slugs } from './map-hazards.js';
import { addLayers, recolour, show, TOUCHED } from './map-layers.js';
import { Live } from './map-live.js';
import { Pictures } from './map-marks.js';
import { Reports } from './map-reports.js';
import { Status } from './map-status.js';
import { MANY, Tiles } from './map-tiles.js';
import { learn } from './map-words.js';

const page = document.querySelector('#peta');
const only = (page.dataset.hazard ?? '').split(',').filter(Boolean);
const chosen = () => (only.length ? slugs().filter((slug) => only.includes(slug)) : slugs());
const calm = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

function colours() {
  const style = getComputedStyle(document.documentElement);
  const names = ['accent-soft', 'good', 'warn', 'bad', ...[1, 2, 3, 4].flatMap((step) => [`depth-${step}-ink`, `grade-${step}`])];
  return { ...palette(), ...Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()])) };
}

/** What the small map holds and draws. */
class Small {
  constructor(opened) {
    this.map = opened.map;
    this.reports = new Reports(() => this.draw());
    this.tiles = new Tiles(page.dataset, opened, colours, () => {});
    this.areas = new Areas(page.dataset.areas, this.map, () => {});
    this.beside = new Beside(opened, page, document.querySelector('#kecil-lapis'), { colours, changed: () => {} });
    this.card = new Card(document.querySelector('#peta-kartu'));
    this.beside.follow();
    setInterval(() => this.draw(), 60_000);
  }

  draw() {
    this.all = this.reports.at(Date.now()).filter(({ properties }) => chosen().includes(properties.hazard));
    show(this.map, 'live', this.all);
    this.tiles.draw(chosen());
  }

  many() {
    if (!this.tiles.on) this.tiles.start(chosen());
    this.reports.clear();
  }

  byId(id) {
    const beside = this.beside.byId(id);
    return beside ? this.beside.told(beside) : this.all?.find((feature) => String(feature.id) === String(id)) ?? this.areas.byId(Number(id));
  }

  touch(touched) {
    this.map.on('click', async ({ point }) => {
      const layers = touched.filter((layer) => this.map.getLayer(layer));
      const hits = this.map.queryRenderedFeatures([[point.x - 8, point.y - 8], [point.x + 8, point.y + 8]], { layers });
      const hit = layers.flatMap((layer) => hits.filter((one) => one.layer.id === layer))[0];
      if (!hit) return this.card.close();
      const group = hit.source === 'tiles' && hit.properties.point_count > 1;
      if (!group && !hit.properties.cluster_id) return this.#open(hit);
      const zoom = group ? this.map.getZoom() + 2 : await this.map.getSource(hit.source).getClusterExpansionZoom(hit.properties.cluster_id);
      return this.map.easeTo({ center: hit.geometry.coordinates, zoom: zoom + 0.2, animate: !calm() });
    });
  }

  /** Links in a frame open beside it: the page around it is somebody else's. */
  #open(hit) {
    this.card.open(hit.source === 'tiles' ? this.tiles.read(hit) : this.byId(hit.properties.uid) ?? hit);
    for (const link of this.card.panel.querySelectorAll('a')) Object.assign(link, { target: '_blank', rel: 'noopener' });
  }
}

function follow(small) {
  const status = new Status(document.querySelector('#peta-status'));
  new Live({ feed: page.dataset.feed, stream: page.dataset.stream }, {
    light: () => small.tiles.on,
    all: (features) => {
      if (features.length > MANY) small.many();
      else if (small.tiles.on) small.tiles.refresh();
      else small.reports.replace(features);
    },
    report: (feature) => (small.tiles.on ? small.tiles.refresh() : small.reports.put(feature) && status.news()),
    removed: (gone) => (small.tiles.on ? small.tiles.refresh() : small.reports.remove(gone)),
    state: (state, since) => status.show(state, since),
  }).start();
}

async function start() {
  learn(page);
  learnHazards(page);
  const box = page.dataset.box?.split(',').map(Number);
  const parts = {};
  const repaint = () => { parts.pictures.again(); recolour(parts.map, colours()); parts.small.beside.recolour(); parts.small.draw(); };
  const [opened, lines] = await Promise.all([openMap(page, { cooperative: true, locate: false, onScheme: repaint }), iconLines(page).catch(() => ({}))]);
  if (!opened) return;
  parts.map = opened.map;
  if (box) opened.map.fitBounds([box.slice(0, 2), box.slice(2)], { animate: false, padding: 12 });
  parts.pictures = new Pictures(opened.map, colours, lines);
  addLayers(opened.map, opened.beforeLabels, colours());
  parts.small = new Small(opened);
  if (Number(page.dataset.live) > MANY) parts.small.many();
  const beside = touchedBeside(parts.small.beside.layers.map(({ slug }) => slug));
  parts.small.touch([...beside.filter((name) => name.endsWith('-marks')), ...TOUCHED, ...beside.filter((name) => !name.endsWith('-marks'))]);
  follow(parts.small);
  document.querySelector('[data-whole]').addEventListener('pointerdown', (event) => {
    const address = new URL(event.currentTarget.href);
    address.searchParams.set('peta', positionOf(opened.map));
    event.currentTarget.href = address.href.replaceAll('%2C', ',').replaceAll('%2F', '/');
  });
  page.dataset.ready = 'true';
}

start();
