// The legend tells the signs that are on the map; a button shows all of them.

import { hazardName, slugs, staysOf } from './map-hazards.js';
import { say } from './map-words.js';

export class Legend {
  /** @param {HTMLElement} place */
  constructor(place) {
    this.signs = [...place.querySelectorAll('[data-sign]')];
    this.groups = [...place.querySelectorAll('[data-group]')];
    this.stays = place.querySelector('[data-stays]');
    this.button = place.querySelector('[data-all-signs]');
    this.all = false;
    this.button.hidden = false;
    this.button.addEventListener('click', () => { this.all = !this.all; this.#apply(); });
    this.present = new Set();
    this.#apply();
  }

  /** @param {Set<string>} present hazards, and the words `areas`, `archive`, `groups`, `unknown-depth` @returns {void} */
  draw(present) {
    if (present.size === this.present.size && [...present].every((one) => this.present.has(one))) return;
    this.present = present;
    this.#apply();
  }

  #apply() {
    const has = (words) => this.all || words.split(' ').some((word) => this.present.has(word));
    for (const one of this.signs) one.hidden = !has(one.dataset.sign);
    for (const one of this.groups) one.hidden = !has(one.dataset.group);
    this.button.setAttribute('aria-expanded', String(this.all));
    this.button.textContent = say(this.all ? 'signs_of_map' : 'signs_all');
    this.#tellStays();
  }

  /** How long a report stays, by hazard: "Banjir 3 jam · Gempa bumi 12 jam". */
  #tellStays() {
    const shown = slugs().filter((slug) => this.all || this.present.has(slug));
    this.stays.textContent = shown.map((slug) => `${hazardName(slug)} ${staysOf(slug)}`).join(' · ');
  }
}
