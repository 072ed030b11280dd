// The time slider: the last three days of what is live, or the three days of the archive, with play, pause and speed.

import { say, when } from './map-words.js';

const MINUTE = 60_000;
const LIVE_DAYS = 3;

/** @typedef {{moved: (at: Date | null, scope: 'live' | 'archive') => void}} Hearing  `null` is now, or the replay's moment */

export class TimeSlider {
  /** @param {HTMLElement} element @param {Hearing} hearing */
  constructor(element, hearing) {
    this.hearing = hearing;
    this.range = element.querySelector('input[type="range"]');
    this.told = element.querySelector('output');
    this.play = element.querySelector('button[data-play]');
    this.now = element.querySelector('button[data-now]');
    this.speed = element.querySelector('select');
    this.speedRow = element.querySelector('[data-speed]');
    this.scope = 'live';
    this.span = [0, 0];
    this.following = true;
    this.range.addEventListener('input', () => this.#moved());
    this.play.addEventListener('click', () => (this.timer ? this.pause() : this.run()));
    this.now.addEventListener('click', () => this.follow());
  }

  /** The slider runs over the last days. */
  overLive() {
    this.pause();
    this.scope = 'live';
    this.#set(-LIVE_DAYS * 24 * 60, 0, 15, 0);
    this.follow();
  }

  /** The slider runs over the archive. @param {[string, string]} span */
  overArchive(span) {
    this.pause();
    this.scope = 'archive';
    this.span = span.map((at) => Date.parse(at));
    this.#set(this.span[0] / MINUTE, this.span[1] / MINUTE, 10, this.span[0] / MINUTE);
    this.follow();
  }

  /** The replay, or the feed, has come to this moment. @param {Date} at */
  at(at) {
    if (!this.following || this.scope !== 'archive') return;
    this.range.value = String(Math.round(at.getTime() / MINUTE));
    this.#tell(at);
  }

  /** Back to now, or to the replay's moment. */
  follow() {
    this.pause();
    this.following = true;
    if (this.scope === 'live') this.range.value = '0';
    this.now.hidden = true;
    this.#tell(this.scope === 'live' ? null : this.#chosen());
    this.hearing.moved(null, this.scope);
  }

  /** The moment where the slider stands; null while it follows. @returns {Date | null} */
  get chosen() {
    return this.following ? null : this.#chosen();
  }

  /** The slider stands at this moment, as near as its steps allow. @param {Date} at */
  to(at) {
    const minutes = at.getTime() / MINUTE - (this.scope === 'archive' ? 0 : Date.now() / MINUTE);
    if (minutes < Number(this.range.min) || minutes > Number(this.range.max)) return;
    this.range.value = String(minutes);
    this.#moved();
  }

  /** Plays on from where the slider stands. */
  run() {
    this.following = false;
    this.timer = setInterval(() => this.#step(), 1000);
    this.#label();
  }

  pause() {
    clearInterval(this.timer);
    this.timer = undefined;
    this.#label();
  }

  #step() {
    const step = this.scope === 'archive' ? Number(this.speed.value) / 60 : 15;
    const next = Number(this.range.value) + step;
    this.range.value = String(next > Number(this.range.max) ? this.range.min : next);
    this.#moved(true);
  }

  #moved(playing = false) {
    if (!playing) this.pause();
    this.following = this.scope === 'live' && Number(this.range.value) === 0;
    this.now.hidden = this.following;
    const at = this.following ? null : this.#chosen();
    this.#tell(at);
    this.hearing.moved(at, this.scope);
  }

  #chosen() {
    const minutes = Number(this.range.value);
    return new Date(this.scope === 'archive' ? minutes * MINUTE : Date.now() + minutes * MINUTE);
  }

  #set(least, most, step, value) {
    Object.assign(this.range, { min: String(least), max: String(most), step: String(step) });
    this.range.value = String(value);
    this.speedRow.hidden = this.scope === 'live';
    this.now.textContent = say(this.scope === 'live' ? 'back_to_now' : 'back_to_replay');
  }

  #tell(at) {
    const words = at ? when(at) : say('now');
    this.told.textContent = words;
    this.range.setAttribute('aria-valuetext', words);
  }

  #label() {
    this.play.setAttribute('aria-pressed', String(Boolean(this.timer)));
    this.play.querySelector('[data-word]').textContent = say(this.timer ? 'pause' : 'play');
    this.play.querySelector('use').setAttribute('href', this.play.dataset[this.timer ? 'iconPause' : 'iconPlay']);
  }
}
