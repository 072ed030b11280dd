// Everything that draws or lists what is on the map, kept in step.

import { Archive } from './map-archive.js';
import { Areas, middleOf } from './map-areas.js';
import { Beside } from './map-beside.js';
import { Card } from './map-card.js';
import { Filter } from './map-filter.js';
import { Heat } from './map-heat.js';
import { History } from './map-history.js';
import { IncidentView } from './map-incident.js';
import { show } from './map-layers.js';
import { Legend } from './map-legend.js';
import { InView } from './map-near.js';
import { Reports } from './map-reports.js';
import { Tiles } from './map-tiles.js';

const calm = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

export class View {
  /** @param {any} opened @param {HTMLElement} page @param {() => Record<string, string>} colours @param {() => void} moved what the address tells has changed */
  constructor(opened, page, colours, moved) {
    Object.assign(this, { map: opened.map, page, moved, all: [], liveAt: null, archiveAt: null });
    const changed = () => this.list();
    this.live = new Reports(() => this.draw());
    this.archive = new Reports(() => this.draw());
    this.history = new History(page.dataset.history);
    this.legend = new Legend(document.querySelector('#peta-tanda'));
    this.areas = new Areas(page.dataset.areas, this.map, changed);
    this.tiles = new Tiles(page.dataset, opened, colours, changed);
    this.heat = new Heat(this.map, colours);
    this.card = new Card(document.querySelector('#peta-kartu'), moved);
    this.near = new InView(document.querySelector('#peta-daftar'), (feature) => this.pick(feature, true));
    this.beside = new Beside(opened, page, document.querySelector('#peta-saring'), { colours, changed });
    const incident = { colours, changed: () => { this.draw(); moved(); }, open: (feature) => this.pick(feature, true) };
    this.incident = new IncidentView(this.map, document.querySelector('#peta-kejadian'), incident);
    this.filter = new Filter(document.querySelector('#peta-saring'), () => this.switched());
    this.map.on('moveend', () => { this.list(); moved(); });
    setInterval(() => this.draw(), 60_000);
  }

  /** From now on the node groups the reports. */
  many() {
    if (!this.tiles.on) this.tiles.start(this.filter.chosen);
    this.live.clear();
  }

  switched() {
    this.areas.switch(this.filter.on('wilayah'));
    this.beside.follow();
    this.draw();
    this.moved();
  }

  /** The live layers as they were then; null is now. @param {Date | null} at */
  async to(at) {
    this.liveAt = at;
    this.beside.to(at);
    if (at) await this.history.load(this.live);
    this.draw();
    this.moved();
  }

  draw() {
    const shown = { live: this.liveShown(), archive: this.archiveShown() };
    for (const [name, features] of Object.entries(shown)) show(this.map, name, features);
    this.all = [...shown.live, ...shown.archive];
    const tiled = !this.liveAt && !this.incident.number && this.filter.on('langsung');
    this.tiles.draw(this.filter.chosen);
    this.tiles.switch(tiled);
    this.heat.switch(this.filter.manner('panas'), this.filter.chosen, this.tiles.on, tiled);
    this.heat.draw(shown.live);
    this.list();
    this.renew();
  }

  /** The live reports of a moment, as the filter lets them through; an incident's own while one is looked at. */
  liveShown(at = this.liveAt) {
    if (this.incident.number) return this.incident.reports((at ?? new Date()).getTime());
    if (!this.filter.on('langsung')) return [];
    const features = at ? this.history.at(at.getTime()) : this.live.at(Date.now());
    return features.filter(({ properties }) => this.filter.has(properties.hazard));
  }

  archiveShown() {
    return this.filter.on('arsip') && this.archiveAt && !this.incident.number ? this.archive.at(this.archiveAt.getTime()) : [];
  }

  /** The reports that were on the map then, of the archive while it is looked at. @param {Date} at */
  async earlier(at) {
    if (this.filter.on('arsip')) return Archive.at(this.page.dataset, at);
    await this.history.load(this.live);
    return this.liveShown(at);
  }

  /** Reports and groups of the right side. */
  later() {
    return [...this.all, ...this.#tiled()];
  }

  #tiled() {
    return this.liveAt || this.incident.number || !this.filter.on('langsung') ? [] : this.tiles.inView();
  }

  list() {
    const tiled = this.#tiled();
    const bounds = this.map.getBounds();
    this.near.draw(bounds, [...this.all, ...tiled], this.areas.within(bounds));
    this.near.drawBeside(this.beside.within(bounds).map((feature) => this.beside.told(feature)));
    this.#tellSigns(tiled);
    const counted = this.tiles.on && !this.liveAt ? tiled : this.liveAt ? this.history.at(this.liveAt.getTime()) : this.live.at(Date.now());
    this.filter.count(byHazard(counted));
  }

  /** The legend tells what is on the map. */
  #tellSigns(tiled) {
    const present = new Set(byHazard([...this.all, ...tiled]).keys());
    if (present.size > (present.has('flood') ? 1 : 0)) present.add('others');
    if (present.size) present.add(this.heat.on ? 'heat' : 'reports');
    if (this.heat.on) present.delete('others');
    if (this.areas.shown && this.areas.features.length) present.add('areas');
    if (this.filter.on('arsip')) present.add('archive').add('areas').add('flood').add('reports');
    for (const slug of this.beside.present) present.add(slug);
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
      const zoom = group ? this.map.getZoom() + 2 : Math.max(this.map.getZoom(), nearOf(feature));
      this.map.easeTo({ center, zoom, animate: !calm() });
    }
    if (group) return;
    this.picked = feature;
    this.card.open(feature);
  }

  /** The number of the report whose card is open; 0 for none, and for what is no report of now. */
  get opened() {
    const { picked } = this;
    if (!picked || String(picked.id) !== this.card.shown || picked.layer) return 0;
    return picked.properties.kind === 'area' || picked.properties.archive ? 0 : picked.properties.number ?? 0;
  }

  byId(id) {
    const beside = this.beside.byId(id);
    if (beside) return this.beside.told(beside);
    return this.all.find((feature) => String(feature.id) === String(id)) ?? this.areas.byId(Number(id));
  }
}

/** From how near a thing is looked at: a report's street, an area, a quake's surroundings. */
function nearOf(feature) {
  if (feature.layer === 'gempa') return 7;
  if (feature.layer === 'peringatan' || feature.layer === 'prakiraan' || feature.layer === 'gunung') return 9;
  return feature.box ? 11 : 13;
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
