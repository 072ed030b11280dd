// The layers beside reports and areas: fetched only when they are switched on, asked again each minute, silent ones said to be.

import { addBeside, clearBeside, recolourBeside, showBeside } from './map-beside-layers.js';
import { tell, urgency } from './map-beside-card.js';
import { boxOf } from './map-areas.js';
import { number, say, when } from './map-words.js';

const EVERY = 60_000;
/** So long a finger may still move the slider before the past is asked for. */
const SETTLED = 250;

/**
 * @typedef {object} Kept
 * @property {string} slug
 * @property {{feed: string, page: string, label: string, icon: string, kinds: Record<string, string>}} about
 * @property {HTMLInputElement} box
 * @property {HTMLElement | null} line where its state is said
 * @property {any[]} features
 * @property {any} said what the document says of itself
 * @property {'off' | 'loading' | 'ready' | 'away' | 'only-now' | 'missing'} state
 */

/** All layers that this node offers. */
export class Beside {
  /** @param {any} opened the map @param {HTMLElement} page @param {HTMLElement} controls @param {{colours: () => any, changed: () => void}} hearing */
  constructor(opened, page, controls, { colours, changed }) {
    Object.assign(this, { map: opened.map, before: opened.beforeLabels, colours, changed, at: null, asked: new Map() });
    this.bar = document.querySelector('#peta-diam');
    const about = JSON.parse(page.dataset.layers || '{}');
    /** @type {Kept[]} */
    this.layers = [...controls.querySelectorAll('input[data-beside]')].filter((box) => about[box.dataset.beside]).map((box) => ({
      slug: box.dataset.beside, about: about[box.dataset.beside], box, features: [], said: null, state: 'off',
      line: controls.querySelector(`[data-feed="${box.dataset.beside}"]`),
    }));
    setInterval(() => { if (!document.hidden && !this.at) this.#refresh(); }, EVERY);
    document.addEventListener('visibilitychange', () => { if (!document.hidden && !this.at) this.#refresh(); });
  }

  /** The layers whose boxes are ticked are shown, the others are not. */
  follow() {
    for (const one of this.layers) {
      if (one.box.checked === (one.state !== 'off')) continue;
      if (one.box.checked) this.#load(one);
      else this.#close(one);
    }
    this.#tellSilent();
  }

  /** The layers as they were then; null is now. @param {Date | null} at */
  to(at) {
    if (at?.getTime() === this.at?.getTime()) return;
    this.at = at;
    clearTimeout(this.settling);
    this.settling = setTimeout(() => this.#refresh(), at ? SETTLED : 0);
  }

  /** Everything that is shown, of every layer. @returns {any[]} */
  get features() {
    return this.layers.flatMap(({ features }) => features);
  }

  /** The layers of which something is on the map. @returns {Set<string>} */
  get present() {
    return new Set(this.layers.filter(({ features }) => features.length).map(({ slug }) => slug));
  }

  /** What reaches into the view, the most urgent first. @param {any} bounds */
  within(bounds) {
    const [west, south, east, north] = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
    return this.features.filter(({ box }) => box[0] <= east && box[2] >= west && box[1] <= north && box[3] >= south)
      .sort((a, b) => urgency(b) - urgency(a));
  }

  /** @param {string} id */
  byId(id) {
    return this.features.find((feature) => feature.id === id);
  }

  /** What a finger hit, in words for the card. @param {any} feature */
  told(feature) {
    return { ...feature, told: tell(feature, this.#of(feature)) };
  }

  /** In other colours, when the device changes between light and dark. */
  recolour() {
    for (const one of this.layers) if (one.state !== 'off') recolourBeside(this.map, one.slug, this.colours());
  }

  #of(feature) {
    return this.layers.find(({ slug }) => slug === feature.layer);
  }

  #refresh() {
    for (const one of this.layers) if (one.state !== 'off' && one.state !== 'missing') this.#load(one);
  }

  async #load(one) {
    if (one.state === 'off') one.state = 'loading';
    const mine = (this.asked.get(one.slug) ?? 0) + 1;
    this.asked.set(one.slug, mine);
    this.#tell(one);
    try {
      const answers = await Promise.all(addresses(one, this.at).map((address) => fetch(address, { cache: 'no-cache' })));
      if (this.asked.get(one.slug) !== mine) return;
      if (answers.every(({ status }) => status === 404)) return this.#none(one, 'missing');
      if (!answers.some(({ ok }) => ok)) return this.#none(one, one.said ? one.state : 'away');
      const documents = await Promise.all(answers.filter(({ ok }) => ok).map((answer) => answer.json()));
      if (this.asked.get(one.slug) === mine) this.#take(one, documents);
    } catch {
      if (this.asked.get(one.slug) === mine && !one.said) this.#none(one, 'away'); // what came before stays on the map
    }
    return undefined;
  }

  #take(one, documents) {
    const past = this.at && documents.every(({ at }) => !at);
    one.said = documents[0];
    one.state = past ? 'only-now' : 'ready';
    one.features = past ? [] : documents.flatMap((each) => each.features).map((feature, at) => read(one.slug, feature, at));
    addBeside(this.map, one.slug, this.before, this.colours());
    showBeside(this.map, one.slug, one.features, documents[0].attribution);
    this.#changed(one);
  }

  #none(one, state) {
    one.state = state;
    if (state === 'missing') one.features = [];
    this.#changed(one);
  }

  #close(one) {
    Object.assign(one, { state: 'off', features: [], said: null });
    this.asked.set(one.slug, (this.asked.get(one.slug) ?? 0) + 1);
    clearBeside(this.map, one.slug);
    this.#changed(one);
  }

  #changed(one) {
    this.#tell(one);
    this.#tellSilent();
    this.changed();
  }

  /** What is to be said of a layer, below its name. */
  #tell(one) {
    if (!one.line) return;
    one.line.textContent = wordsOf(one);
    one.line.dataset.state = silent(one) ? 'silent' : one.state;
    if (one.state === 'missing') one.box.closest('.govuk-checkboxes__item').hidden = true;
  }

  /** Below the map, since the boxes may be far away on a phone: which of the layers that are shown are silent. */
  #tellSilent() {
    if (!this.bar) return;
    const lines = this.layers.filter(silent).map((one) => `${one.about.label}: ${wordsOf(one)}`);
    if (lines.join() === this.said) return;
    this.said = lines.join();
    this.bar.hidden = lines.length === 0;
    this.bar.querySelector('ul').replaceChildren(...lines.map((words) => Object.assign(document.createElement('li'), { textContent: words })));
  }
}

function addresses({ about, box }, at) {
  const past = at ? [`pada=${encodeURIComponent(at.toISOString())}`] : [];
  const kinds = Object.keys(about.kinds);
  const chosen = box.dataset.kinds ? box.dataset.kinds.split(',') : kinds;
  const asked = kinds.length ? chosen.map((kind) => [`jenis=${kind}`, ...past]) : [past];
  return asked.map((words) => (words.length ? `${about.feed}?${words.join('&')}` : about.feed));
}

/** Nothing has come for long: silence is told, and never taken for calm. */
const silent = ({ said, state }) => state === 'ready' && ['silent', 'failing'].includes(said?.feed?.state);

function wordsOf(one) {
  if (one.state === 'loading') return say('layer_loading');
  if (one.state === 'away') return say('layer_away');
  if (one.state === 'only-now') return say('layer_only_now');
  if (one.state !== 'ready') return '';
  const last = one.said.feed?.last_at;
  if (silent(one)) return last ? say('layer_silent', { at: when(new Date(last)) }) : say('layer_never');
  return one.features.length ? say('layer_count', { n: number(one.features.length) }) : say('layer_none');
}

/** A feature with a name of its own among all layers, and the box it lies in. */
function read(slug, feature, at) {
  const id = `${slug}-${feature.properties?.number ?? feature.id ?? at}`;
  return { ...feature, id, layer: slug, box: boxOf(feature.geometry), properties: { ...feature.properties } };
}
