// Which hazards and layers are shown: check boxes, remembered in the page's address (?hazard=flood,wind&tanpa=wilayah).

import { slugs } from './map-hazards.js';
import { number, say } from './map-words.js';

export class Filter {
  /** @param {HTMLElement} controls @param {() => void} changed */
  constructor(controls, changed) {
    this.boxes = [...controls.querySelectorAll('input[name="hazard"]')];
    this.layers = [...controls.querySelectorAll('input[data-layer]')];
    this.beside = [...controls.querySelectorAll('input[data-beside]')];
    this.manners = [...controls.querySelectorAll('input[data-manner]')];
    this.kinds = controls.querySelector('#peta-jenis');
    this.told = controls.querySelector('[data-chosen]');
    this.changed = changed;
    this.#recall();
    for (const box of [...this.boxes, ...this.layers, ...this.beside, ...this.manners]) box.addEventListener('change', () => this.#moved());
    controls.querySelector('[data-all]')?.addEventListener('click', () => this.#all(true));
    controls.querySelector('[data-none]')?.addEventListener('click', () => this.#all(false));
    this.#tell();
  }

  /** The hazards that are shown. @returns {string[]} */
  get chosen() {
    const off = new Set(this.boxes.filter((box) => !box.checked).map(({ value }) => value));
    return slugs().filter((slug) => !off.has(slug));
  }

  /** Whether a hazard is shown; one that has no box of its own always is. @param {string} hazard */
  has(hazard) {
    return this.boxes.find(({ value }) => value === hazard)?.checked ?? true;
  }

  /** Whether a layer is shown. @param {'langsung' | 'wilayah' | 'arsip'} layer */
  on(layer) {
    return this.layers.find((box) => box.dataset.layer === layer)?.checked ?? false;
  }

  /** Whether reports are drawn in this manner. @param {'panas'} manner */
  manner(manner) {
    return this.manners.find((box) => box.dataset.manner === manner)?.checked ?? false;
  }

  /** Layers and manner as an address asks for them. @param {{layers: string[] | null, heat: boolean}} wanted */
  ask({ layers, heat }) {
    if (layers) for (const box of this.beside) box.checked = layers.includes(box.dataset.beside);
    for (const box of this.manners) box.checked = heat;
  }

  /** The layers beside reports for the address: those that are shown, "-" for none; empty where they are as the page opens. */
  besideAsked() {
    if (this.beside.every((box) => box.checked === box.defaultChecked)) return '';
    return this.beside.filter((box) => box.checked).map((box) => box.dataset.beside).join() || '-';
  }

  /** How many reports of each hazard are on the map, beside its name. @param {Map<string, number>} counts */
  count(counts) {
    for (const box of this.boxes) {
      const place = box.closest('.govuk-checkboxes__item').querySelector('[data-count]');
      place.textContent = number(counts.get(box.value) ?? 0);
      place.dataset.count = String(counts.get(box.value) ?? 0);
    }
  }

  #recall() {
    const address = new URLSearchParams(location.search);
    const wanted = (address.get('hazard') ?? '').split(',').filter((slug) => this.boxes.some(({ value }) => value === slug));
    if (wanted.length) for (const box of this.boxes) box.checked = wanted.includes(box.value);
    const without = (address.get('tanpa') ?? '').split(',');
    for (const box of this.layers) if (without.includes(box.dataset.layer)) box.checked = false;
    if (this.kinds) this.kinds.open = wanted.length > 0 || matchMedia('(min-width: 641px)').matches;
  }

  #all(on) {
    for (const box of this.boxes) box.checked = on;
    this.#moved();
  }

  #moved() {
    this.#remember();
    this.#tell();
    this.changed();
  }

  #remember() {
    const address = new URL(location.href);
    const checked = this.boxes.filter((box) => box.checked).map(({ value }) => value);
    keep(address, 'hazard', checked.length === this.boxes.length ? [] : checked.length ? checked : ['-']);
    keep(address, 'tanpa', this.layers.filter((box) => !box.checked && box.defaultChecked).map((box) => box.dataset.layer));
    address.search = address.search.replaceAll('%2C', ',');
    history.replaceState(history.state, '', address);
  }

  #tell() {
    if (!this.told) return;
    const checked = this.boxes.filter((box) => box.checked).length;
    this.told.textContent = checked === this.boxes.length ? say('all_kinds') : say('some_kinds', { n: checked, all: this.boxes.length });
  }
}

function keep(address, name, values) {
  if (values.length) address.searchParams.set(name, values.join(','));
  else address.searchParams.delete(name);
}
