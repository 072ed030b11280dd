// The live map (/bencana): opens the base map, follows the node, and connects the parts of the page with each other.

import { openMap, palette } from '../ui/map-style.js';
import { minuteOf, positionOf, read, startShare, write } from './map-address.js';
import { Archive } from './map-archive.js';
import { touchedBeside } from './map-beside-layers.js';
import { Compare } from './map-compare.js';
import { iconLines, learnHazards } from './map-hazards.js';
import { addLayers, recolour, TOUCHED } from './map-layers.js';
import { Live } from './map-live.js';
import { Pictures } from './map-marks.js';
import { Places } from './map-places.js';
import { startPrint } from './map-print.js';
import { startSearch } from './map-search.js';
import { Status } from './map-status.js';
import { MANY } from './map-tiles.js';
import { TimeSlider } from './map-time.js';
import { View } from './map-view.js';
import { learn, say } from './map-words.js';

const page = document.querySelector('#peta');
const wanted = read();

/** The base map's colours, and those of numbers, groups and grades. */
function colours() {
  const style = getComputedStyle(document.documentElement);
  const names = ['accent-soft', 'good', 'warn', 'bad', ...[1, 2, 3, 4].flatMap((step) => [`depth-${step}-ink`, `grade-${step}`])];
  return { ...palette(), ...Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()])) };
}

const calm = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

/** What a tap on the map means: a group opens out, a report, an area or another sign shows its card. */
function startTouch(view, compare) {
  const beside = touchedBeside(view.beside.layers.map(({ slug }) => slug));
  const [signs, outlines] = [true, false].map((sign) => beside.filter((name) => name.endsWith('-marks') === sign));
  const touched = [...signs, ...TOUCHED, ...outlines];
  view.map.on('click', async ({ point }) => {
    const map = compare.under(point);
    const around = [[point.x - 8, point.y - 8], [point.x + 8, point.y + 8]];
    const layers = touched.filter((layer) => map.getLayer(layer));
    const hits = map.queryRenderedFeatures(around, { layers });
    const hit = layers.flatMap((layer) => hits.filter((one) => one.layer.id === layer))[0];
    if (!hit) return view.card.close();
    if (hit.source === 'tiles') return view.pick(view.tiles.read(hit));
    const known = map === view.map ? view.byId(hit.properties.uid) : compare.byId(hit.properties.uid);
    if (!hit.properties.cluster_id) return view.pick(known ?? hit);
    const zoom = await map.getSource(hit.source).getClusterExpansionZoom(hit.properties.cluster_id);
    view.map.easeTo({ center: hit.geometry.coordinates, zoom: zoom + 0.2, animate: !calm() });
    return undefined;
  });
  for (const layer of touched) {
    view.map.on('mouseenter', layer, () => { view.map.getCanvas().style.cursor = 'pointer'; });
    view.map.on('mouseleave', layer, () => { view.map.getCanvas().style.cursor = ''; });
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
  const number = wanted.report;
  if (!number || view.answered) return;
  view.answered = true;
  const is = ({ properties }) => properties.number === number;
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
    moved: (at, scope) => (scope === 'archive' ? archive.to(at) : view.to(at)),
  });
  archive.moment = (at) => slider.at(at);
  const box = document.querySelector('#lapis-arsip');
  const switched = () => archive.switch(box.checked, slider);
  box.addEventListener('change', switched);
  switched();
  if (wanted.at) slider.to(wanted.at);
  return slider;
}

function startCompare(view, icons) {
  const scope = () => (view.filter.on('arsip') ? JSON.parse(page.dataset.span).map((at) => Date.parse(at) / 60_000) : null);
  return new Compare(view.map, page, document.querySelector('#peta-banding'), {
    colours, icons, changed: () => view.moved(),
    earlier: (at) => view.earlier(at),
    later: () => view.later(),
    time: () => ({ span: scope(), at: scope() ? view.archiveAt : view.liveAt }),
  });
}

/** The address tells what is seen, once the page stands. */
function follow(view, compare, slider) {
  const remember = () => write({
    laporan: String(view.opened || (view.answered || !wanted.report ? '' : wanted.report)),
    peta: positionOf(view.map), lapis: view.filter.besideAsked(), tampil: view.filter.manner('panas') ? 'panas' : '',
    pada: minuteOf(slider.scope === 'archive' ? slider.chosen : view.liveAt), kejadian: String(view.incident.number || ''),
    banding: compare.on ? `${minuteOf(compare.at)},${Math.round(compare.line)}` : '',
  });
  startShare(document.querySelector('[data-share-view]'), document.querySelector('[data-shared]'), remember);
  return () => {
    clearTimeout(view.remembering);
    view.remembering = setTimeout(remember, 300);
    compare.tell();
  };
}

async function start() {
  learn(page);
  learnHazards(page);
  const parts = {};
  const repaint = () => {
    parts.pictures.again();
    recolour(parts.map, colours());
    for (const part of [parts.places, parts.view.beside, parts.view.heat, parts.view.incident, parts.compare]) part.recolour(colours());
    parts.view.draw();
  };
  const [opened, lines] = await Promise.all([openMap(page, { onScheme: repaint, ...wanted.camera }), iconLines(page).catch(() => ({}))]);
  if (!opened) return;
  parts.map = opened.map;
  parts.pictures = new Pictures(opened.map, colours, lines);
  parts.places = new Places(opened.map, opened.beforeLabels, colours());
  addLayers(opened.map, opened.beforeLabels, colours());
  parts.view = new View(opened, page, colours, () => parts.moved?.());
  parts.view.filter.ask(wanted);
  parts.view.switched();
  if (Number(page.dataset.live) > MANY) parts.view.many();
  parts.compare = startCompare(parts.view, lines);
  startTouch(parts.view, parts.compare);
  const slider = startTime(parts.view);
  startLive(parts.view);
  startPrint(opened.map, document.querySelector('#peta-cetak'));
  startSearch(document.querySelector('#peta-cari'), ({ center, zoom, name }) => {
    opened.map.jumpTo({ center, zoom });
    document.querySelector('#peta-kabar').textContent = say('jumped', { name });
  });
  parts.moved = follow(parts.view, parts.compare, slider);
  if (wanted.incident) await parts.view.incident.choose(wanted.incident, !wanted.camera);
  if (wanted.compare) await parts.compare.start(wanted.compare.at, wanted.compare.line);
  page.dataset.ready = 'true';
}

start();
