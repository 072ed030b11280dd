// The panel with what is known of one report or area. It takes the focus when it opens, gives it back, and Escape closes it.

import { besideMark } from './map-beside-card.js';
import { gradeOf, hazardName, headline, icon, iconName } from './map-hazards.js';
import { ago, number, say, when, zoneOf } from './map-words.js';

export class Card {
  /** @param {HTMLElement} panel @param {() => void} [changed] another thing is shown, or none */
  constructor(panel, changed = () => {}) {
    this.changed = changed;
    this.panel = panel;
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
    const { properties, told } = feature;
    this.panel.dataset.shown = feature.id;
    this.head.replaceChildren(told ? besideMark(feature, told.icon) : sign(properties), document.createTextNode(told?.title ?? title(properties)));
    this.body.replaceChildren(...(told ? contentOf(told) : content(properties)));
    this.panel.hidden = false;
    if (quietly) return;
    this.head.focus();
    this.changed();
  }

  close() {
    if (this.panel.hidden) return;
    this.panel.hidden = true;
    this.changed();
    const back = this.from instanceof HTMLElement && this.from.isConnected ? this.from : document.querySelector('.maplibregl-canvas');
    back?.focus();
  }
}

const isArea = ({ kind }) => kind === 'area';

function title(properties) {
  return isArea(properties) ? `${properties.name ?? say('area')}: ${say(`state_${properties.state}`)}` : hazardName(properties.hazard);
}

function content(properties) {
  const parts = [tags(properties)];
  if (!isArea(properties) && headline(properties)) parts.unshift(element('p', 'card-lead', headline(properties)));
  if (properties.photo) parts.push(photo(properties));
  if (properties.text) parts.push(element('p', 'card-text', properties.text));
  parts.push(facts(properties), link(properties));
  return parts.filter(Boolean);
}

/** A card in the words that its layer found. @param {import('./map-beside-card.js').Told} told */
function contentOf({ tags: marks, lead, rows, href, more }) {
  const row = element('p', 'card-tags');
  row.append(...marks.map(([tone, words]) => tag(tone, words)));
  const list = element('dl', 'card-facts');
  for (const [name, value] of rows) list.append(element('dt', '', name), element('dd', '', value));
  const parts = [row, lead && element('p', 'card-lead', lead), list];
  if (href) {
    const anchor = element('a', 'govuk-link', more);
    anchor.href = (document.documentElement.dataset.prefix ?? '') + href;
    const line = element('p', '');
    line.append(anchor);
    parts.push(line);
  }
  return parts.filter(Boolean);
}

/** The same sign as on the map: a flood's depth in its blue, another hazard's icon in its ring, an area's colour. */
export function sign(properties) {
  if (isArea(properties)) return element('span', `swatch swatch--state-${properties.state}`);
  if (properties.hazard === 'flood') {
    const depth = Number.isFinite(properties.depth_cm) ? properties.depth_cm : -1;
    const step = depth < 0 ? 0 : 1 + [10, 70, 150].filter((most) => depth > most).length;
    return element('span', `dot dot--number dot--depth-${step}`, depth < 0 ? '?' : String(depth));
  }
  const ring = element('span', `gauge gauge--${properties.severity ?? 'none'}${properties.status === 'unverified' ? ' gauge--open' : ''}`);
  ring.append(icon(iconName(properties.hazard)));
  return ring;
}

function tags(properties) {
  const row = element('p', 'card-tags');
  if (properties.archive) row.append(tag('accent', properties.archive));
  else if (isArea(properties)) row.append(tag('info', say('set_by_officer')));
  else row.append(statusTag(properties));
  if (properties.partner) row.append(tag('info', say('partner', { code: properties.partner.toUpperCase() })));
  if (properties.placed === 'name') row.append(tag('plain hollow', say('middle_only')));
  if (isArea(properties) && properties.approximate) row.append(tag('plain hollow', say(properties.href ? 'approximate_outline' : 'centre_only')));
  return row;
}

/** Verified, or not, as a tag. */
export const statusTag = ({ status }) => (status === 'unverified' ? tag('warn hollow', say('unverified')) : tag('good', say('verified')));

/** A tag in the page's own style. */
export function tag(tones, text) {
  return element('strong', `tag ${tones.split(' ').map((tone) => `tag--${tone}`).join(' ')}`, text);
}

function facts(properties) {
  const list = element('dl', 'card-facts');
  for (const [name, value] of isArea(properties) ? areaRows(properties) : reportRows(properties)) list.append(element('dt', '', name), element('dd', '', value));
  return list;
}

function* reportRows(properties) {
  if (gradeOf(properties) && properties.hazard) yield [say('severity'), say(`severity_${properties.severity}`)];
  const zone = zoneOf(properties.province_code);
  const place = [properties.village, properties.district, properties.regency].filter(Boolean).join(', ');
  if (place) yield [say('place'), place];
  if (properties.reported_at) yield [say('reported'), time(properties.reported_at, zone, properties.archive)];
  if (properties.had_photo && !properties.photo) yield [say('photo'), say('photo_in_archive')];
  if (properties.points) yield [say('votes'), (properties.points > 0 ? '+' : '−') + number(Math.abs(properties.points))];
  if (properties.status === 'unverified') yield [say('why_so_little'), say('unverified_long')];
  if (properties.source && properties.archive) yield [say('source'), `${properties.source} · PetaBencana.id`];
}

function* areaRows(properties) {
  yield [say('meaning'), say(`state_${properties.state}_long`)];
  const place = [properties.parent, properties.city, properties.village, properties.district, properties.regency].filter(Boolean).join(', ');
  if (place) yield [say('place'), place];
  const zone = zoneOf(properties.region ?? properties.province_code);
  if (properties.since) yield [say('since'), time(properties.since, zone, false)];
  if (properties.changed_at && properties.changed_at !== properties.since) yield [say('confirmed'), time(properties.changed_at, zone, false)];
  if (properties.reported_at) yield [say('reported'), time(properties.reported_at, zone, properties.archive)];
  if (properties.source && properties.archive) yield [say('source'), `${properties.source} · PetaBencana.id`];
}

function time(instant, zone, archive) {
  const at = new Date(instant);
  return archive ? when(at, zone) : `${when(at, zone)} (${ago(at, new Date())})`;
}

function photo(properties) {
  const picture = element('img', 'card-photo');
  picture.src = properties.photo;
  picture.alt = say('photo_of', { number: properties.number });
  picture.loading = 'lazy';
  return picture;
}

function link(properties) {
  if (properties.archive) return null;
  const { detail, prefix = '' } = document.querySelector('#peta').dataset;
  const line = element('p', '');
  const anchor = element('a', 'govuk-link', isArea(properties) ? say('area_details') : say('details', { number: properties.number }));
  anchor.href = isArea(properties) ? prefix + properties.href : detail.replace('NUMBER', properties.number);
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
