// The live indicator: connected, reconnecting, or offline and since when what is shown is no longer current.

import { say, minute } from './map-words.js';

export class Status {
  /** @param {HTMLElement} place */
  constructor(place) {
    this.place = place;
    this.word = place.querySelector('[data-word]');
    this.said = document.querySelector('#peta-kabar');
  }

  /** @param {'live' | 'connecting' | 'offline'} state @param {Date | null} since when the data was last current */
  show(state, since) {
    this.place.dataset.state = state;
    const stale = since && state !== 'live' ? ` · ${say('as_of', { at: minute(since) })}` : '';
    this.word.textContent = say(`state_${state}_now`) + stale;
  }

  /** A new or changed report came in: said to screen readers, at most every ten seconds. */
  news() {
    if (this.quiet) return;
    this.said.textContent = say('news');
    this.quiet = setTimeout(() => { this.quiet = undefined; this.said.textContent = ''; }, 10_000);
  }
}
