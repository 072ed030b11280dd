// Two moments side by side: a second map lies over the left part of the first, and a line between them can be moved.
//
// The second map takes no gestures: it follows the first. The line is a slider: pointer, arrow keys, Home and End.

import { openMap } from '../ui/map-style.js';
import { addLayers, recolour, show } from './map-layers.js';
import { Pictures } from './map-marks.js';
import { say, when } from './map-words.js';

const MINUTE = 60_000;
const DAY = 24 * 60;
const [LEAST, MOST] = [5, 95];
/** What the second map is told of the first one's sources and words. */
const TAKEN = ['regions', 'labels', 'pmtiles', 'tiles', 'title', 'zoomIn', 'zoomOut', 'locate', 'locateFailed', 'credits', 'close', 'marker', 'unavailable'];

/**
 * @typedef {object} Asking
 * @property {() => any} colours
 * @property {Record<string, Path2D[]>} icons
 * @property {(at: Date) => Promise<any[]>} earlier what was on the map then
 * @property {() => any[]} later what is on the map's right side
 * @property {() => {span: [number, number] | null, at: Date | null}} time the archive's span in minutes where it is looked at; the right side's moment, null for now
 * @property {() => void} changed
 */

export class Compare {
  /** @param {any} map @param {HTMLElement} page @param {HTMLElement} place @param {Asking} asking */
  constructor(map, page, place, asking) {
    Object.assign(this, { map, page, place, asking, on: false, line: 50, second: null, asked: 0 });
    this.frame = page.parentElement;
    this.button = place.querySelector('[data-compare]');
    this.range = place.querySelector('input[type="range"]');
    this.told = place.querySelector('output');
    this.counts = place.querySelector('[data-counts]');
    this.handle = this.frame.querySelector('#peta-garis');
    this.sides = [...this.frame.querySelectorAll('[data-side]')];
    this.button.addEventListener('click', () => (this.on ? this.stop() : this.start()));
    this.range.addEventListener('input', () => this.#moved());
    this.#follow();
  }

  /** The moment of the left side. */
  get at() {
    const minutes = Number(this.range.value);
    return new Date(this.range.dataset.scope === 'archive' ? minutes * MINUTE : Date.now() + minutes * MINUTE);
  }

  /** Both moments are on the map. @param {Date} [at] of the left side @param {number} [line] in percent */
  async start(at, line = 50) {
    this.on = true;
    this.#span(at);
    this.#look();
    this.#put(line);
    await this.#open();
    await this.draw();
  }

  stop() {
    this.on = false;
    this.#look();
    this.asking.changed();
  }

  /** The map on which a finger at this place of the frame would touch something. @param {{x: number}} point */
  under({ x }) {
    return this.on && this.second && x < (this.line / 100) * this.page.clientWidth ? this.second.map : this.map;
  }

  /** A feature of the left side. @param {string} id */
  byId(id) {
    return this.features?.find((feature) => String(feature.id) === String(id));
  }

  /** The left side as it was; what is said of both. */
  async draw() {
    if (!this.on) return;
    const mine = ++this.asked;
    const features = await this.asking.earlier(this.at);
    if (!this.on || !this.second || mine !== this.asked) return;
    this.features = features;
    const archive = this.range.dataset.scope === 'archive';
    show(this.second.map, 'archive', archive ? features : []);
    show(this.second.map, 'live', archive ? [] : features);
    this.tell();
  }

  /** The words at both sides, and how many reports each has in the view. */
  tell() {
    if (!this.on) return;
    const { at } = this.asking.time();
    const said = [when(this.at), at ? when(at) : say('now')];
    this.sides.forEach((side, n) => { side.textContent = said[n]; });
    this.told.textContent = said[0];
    this.range.setAttribute('aria-valuetext', said[0]);
    const bounds = this.map.getBounds();
    const inView = (features) => features.filter(({ geometry, properties }) => properties.kind !== 'area' && bounds.contains(geometry.coordinates))
      .reduce((sum, { properties }) => sum + (properties.count ?? 1), 0);
    this.counts.textContent = say('compare_counts', { before: inView(this.features ?? []), after: inView(this.asking.later()) });
  }

  recolour() {
    if (!this.second) return;
    this.second.pictures.again();
    recolour(this.second.map, this.asking.colours());
  }

  async #open() {
    if (this.second) return;
    const element = this.frame.querySelector('#peta-dahulu');
    for (const name of TAKEN) if (this.page.dataset[name]) element.dataset[name] = this.page.dataset[name];
    const opened = await openMap(element, { locate: false });
    if (!opened) return void this.stop();
    opened.map.getCanvas().tabIndex = -1;
    const pictures = new Pictures(opened.map, this.asking.colours, this.asking.icons);
    addLayers(opened.map, opened.beforeLabels, this.asking.colours());
    this.second = { map: opened.map, pictures };
    this.#sync();
    this.map.on('move', () => this.#sync());
    this.map.on('moveend', () => this.tell());
  }

  #sync() {
    if (this.on) this.second.map.jumpTo({ center: this.map.getCenter(), zoom: this.map.getZoom() });
  }

  #look() {
    this.button.setAttribute('aria-pressed', String(this.on));
    this.place.querySelector('[data-controls]').hidden = !this.on;
    this.frame.classList.toggle('peta__frame--split', this.on);
    if (this.second) this.#sync();
  }

  /** The left side's range: the last three days, or the archive's. */
  #span(at) {
    const { span } = this.asking.time();
    const [least, most] = span ?? [-3 * DAY, 0];
    Object.assign(this.range, { min: String(least), max: String(most), step: span ? '10' : '15' });
    this.range.dataset.scope = span ? 'archive' : 'live';
    const wanted = at ? (at.getTime() - (span ? 0 : Date.now())) / MINUTE : span ? least + (most - least) / 4 : -DAY;
    this.range.value = String(Math.min(most, Math.max(least, Math.round(wanted))));
  }

  #moved() {
    clearTimeout(this.settling);
    this.tell();
    this.settling = setTimeout(async () => { await this.draw(); this.asking.changed(); }, 120);
  }

  #put(line) {
    this.line = Math.min(MOST, Math.max(LEAST, line));
    this.frame.style.setProperty('--line', `${this.line}%`);
    this.handle.setAttribute('aria-valuenow', String(Math.round(this.line)));
    this.handle.setAttribute('aria-valuetext', say('compare_at', { n: Math.round(this.line) }));
  }

  #follow() {
    const { handle } = this;
    handle.addEventListener('pointerdown', (event) => { handle.setPointerCapture(event.pointerId); event.preventDefault(); handle.focus(); });
    handle.addEventListener('pointermove', (event) => {
      if (!handle.hasPointerCapture(event.pointerId)) return;
      const { left, width } = this.page.getBoundingClientRect();
      this.#put(((event.clientX - left) / width) * 100);
    });
    handle.addEventListener('pointerup', () => this.asking.changed());
    handle.addEventListener('keydown', (event) => {
      const to = { ArrowLeft: this.line - 2, ArrowDown: this.line - 2, ArrowRight: this.line + 2, ArrowUp: this.line + 2, Home: LEAST, End: MOST }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      this.#put(to);
      this.asking.changed();
    });
  }
}
