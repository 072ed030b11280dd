// The panel with what is known of one report or area. It takes the focus when it opens, gives it back, and Escape closes it.

import { say, when, ago, zoneOf, number } from './map-words.js';

export class Card {
  /** @param {HTMLElement} panel @param {(hazard: string) => string} hazardName */
  constructor(panel, hazardName) {
    this.panel = panel;
    this.hazardName = hazardName;
    this.head = panel.querySelector('h2');
    this.body = panel.querySelector('[data-body]');
    panel.querySelector('button[data-close]').addEventListener('click', () => this.close());
    panel.addEventListener('keydown', (event) => { if (event.key === 'Escape') this.close(); });
  }

  /** The id of what is shown; null when the panel is closed. */
  get shown() {
    return this.panel.hidden ? null : this.panel.dataset.shown;
  }

  /** @param {any} feature @param {boolean} [quietly] without moving the focus: the same report has changed */
  open(feature, quietly = false) {
    if (!quietly) this.from = document.activeElement;
    this.panel.dataset.shown = feature.id;
    this.head.textContent = this.#title(feature.properties);
    this.body.replaceChildren(...this.#content(feature));
    this.panel.hidden = false;
    if (!quietly) this.head.focus();
  }

  close() {
    if (this.panel.hidden) return;
    this.panel.hidden = true;
    const back = this.from instanceof HTMLElement && this.from.isConnected ? this.from : document.querySelector('.maplibregl-canvas');
    back?.focus();
  }

  #title(properties) {
    if (properties.kind === 'area') return `${properties.name ?? say('area')}: ${say(`state_${properties.state}`)}`;
    const depth = properties.depth_cm;
    const name = this.hazardName(properties.hazard);
    return depth === null || depth === undefined ? name : `${name}, ${number(depth)} cm`;
  }

  #content(feature) {
    const { properties } = feature;
    const parts = [tags(properties)];
    if (properties.photo) parts.push(photo(properties));
    if (properties.text) parts.push(element('p', 'card-text', properties.text));
    parts.push(facts(properties));
    if (!properties.archive) parts.push(link(properties));
    return parts.filter(Boolean);
  }
}

function tags(properties) {
  const row = element('p', 'card-tags');
  if (properties.archive) row.append(tag('accent', properties.archive));
  else if (properties.status === 'unverified') row.append(tag('warn hollow', say('unverified')));
  else row.append(tag('good', say('verified')));
  if (properties.placed === 'name') row.append(tag('plain hollow', say('middle_only')));
  if (properties.kind === 'area' && properties.approximate) row.append(tag('plain hollow', say('centre_only')));
  return row;
}

/** A tag in the page's own style. */
export function tag(tones, text) {
  return element('strong', `tag ${tones.split(' ').map((tone) => `tag--${tone}`).join(' ')}`, text);
}

function facts(properties) {
  const list = element('dl', 'card-facts');
  for (const [name, value] of rowsOf(properties)) list.append(element('dt', '', name), element('dd', '', value));
  return list;
}

function* rowsOf(properties) {
  const zone = zoneOf(properties.province_code);
  const place = [properties.village, properties.district, properties.regency].filter(Boolean).join(', ');
  if (place) yield [say('place'), place];
  if (properties.reported_at) {
    const at = new Date(properties.reported_at);
    yield [say('reported'), properties.archive ? when(at, zone) : `${when(at, zone)} (${ago(at, new Date())})`];
  }
  if (properties.kind === 'area') yield [say('meaning'), say(`state_${properties.state}_long`)];
  if (properties.had_photo && !properties.photo) yield [say('photo'), say('photo_in_archive')];
  if (properties.status === 'unverified') yield [say('why_so_little'), say('unverified_long')];
  if (properties.source && properties.archive) yield [say('source'), `${properties.source} · PetaBencana.id`];
}

function photo(properties) {
  const picture = element('img', 'card-photo');
  picture.src = properties.photo;
  picture.alt = say('photo_of', { number: properties.number });
  picture.loading = 'lazy';
  return picture;
}

function link({ number: at }) {
  const line = element('p', '');
  const anchor = element('a', 'govuk-link', say('details', { number: at }));
  anchor.href = document.querySelector('#peta').dataset.detail.replace('NUMBER', at);
  line.append(anchor);
  return line;
}

/** @param {string} name @param {string} className @param {string} [text] */
export function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}
