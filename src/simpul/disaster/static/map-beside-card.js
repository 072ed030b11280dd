// What a warning, gauge, earthquake or shelter says of itself: for its card, its line in the list, and its sign on the map.

import { icon, SEVERITIES } from './map-hazards.js';
import { ago, forms, languageNow, number, say, when, zoneOf } from './map-words.js';

/**
 * @typedef {object} Told
 * @property {string} title
 * @property {string} icon
 * @property {[string, string][]} tags tone and words
 * @property {string} lead
 * @property {[string, string][]} rows
 * @property {string} href
 * @property {string} more
 */

/** The feature in words. @param {any} feature @param {any} kept its layer @returns {Told} */
export function tell(feature, kept) {
  const { properties } = feature;
  const label = named(properties, 'label') || properties.name || kept.about.label;
  const rows = [...(ROWS[feature.layer]?.(properties) ?? [])];
  if (!TIMED.has(feature.layer)) rows.push(...origin(properties));
  return {
    title: label, icon: kept.about.icon, tags: tagsOf(feature), lead: leadOf(feature, kept), rows,
    href: pathOf(properties.href ?? properties.url ?? ''), more: say('open_page'),
  };
}

/** What says itself from when to when it holds, and by whom. */
const TIMED = new Set(['peringatan', 'prakiraan']);

/** Since when a thing is so, where nothing else tells, and whose word it is. */
function* origin(properties) {
  if (properties.updated_at && ![properties.observed_at, properties.at, properties.counted_at].includes(properties.updated_at)) yield [say('updated'), time(properties.updated_at, properties)];
  if (properties.source) yield [say('source'), properties.source];
}

/** The path of a page of this node, whether its address was given whole or not. */
const pathOf = (address) => (/^https?:/.test(address) ? new URL(address).pathname : address);

/** The line below a feature's name in the list. @param {any} feature */
export function summary({ layer, properties }) {
  const at = properties.observed_at ?? properties.at ?? properties.counted_at ?? properties.onset ?? properties.updated_at;
  const state = STATES[layer]?.(properties);
  return [properties.state === 'silent' ? say('silent_since', { at: moment(properties) }) : state, at && ago(new Date(at), new Date())].filter(Boolean).join(' · ');
}

/** From 0 (plain) to 4 (worst), for colours and for what stays visible when signs are crowded. @param {any} feature */
export function gradeOf({ layer, properties }) {
  if (layer === 'peringatan' || layer === 'prakiraan') return SEVERITIES.indexOf(properties.severity) + 1;
  if (layer === 'air') return properties.state === 'silent' ? 1 : { 1: 4, 2: 3, 3: 2, 4: 0 }[properties.warning] ?? 0;
  if (layer === 'gunung') return Math.max(0, (properties.level ?? 1) - 1);
  if (layer === 'gempa') return properties.tsunami ? 4 : properties.magnitude >= 6 ? 3 : properties.magnitude >= 5 ? 2 : 1;
  if (layer === 'pengungsian') return { over: 3, full: 2, nearly: 1 }[properties.state] ?? 0;
  return 0;
}

/** Warnings first, then what is worst. @param {any} feature */
export const urgency = (feature) => gradeOf(feature) * 10 + (feature.layer === 'peringatan' ? 9 : feature.layer === 'gempa' ? 5 : 0);

/** Which of its layer's signs a feature has. @param {any} feature */
export function variantOf({ layer, properties }) {
  if (layer === 'air') return String(properties.warning ?? 0);
  if (layer === 'gunung') return String(properties.level ?? 0);
  if (layer === 'gempa') return (properties.tsunami ? 'tsunami' : '') + (properties.magnitude >= 6 ? 'large' : properties.magnitude >= 4.5 ? 'medium' : 'small');
  if (layer === 'peringatan') return String(SEVERITIES.indexOf(properties.severity) + 1);
  if (layer === 'pengungsian') return properties.shelter_state ?? properties.state ?? 'unknown';
  if (layer === 'kebutuhan') return properties.kind === 'offer' ? 'offer' : 'need';
  return 'plain';
}

/** The few letters beside a sign on the map. @param {any} feature */
export function badgeOf({ layer, properties }) {
  if (layer === 'gempa') return Number.isFinite(properties.magnitude) ? magnitude(properties) : '';
  if (layer === 'air') return properties.state === 'silent' || !Number.isFinite(properties.depth_cm) ? '' : `${number(properties.depth_cm)} cm`;
  if (layer === 'gunung' || layer === 'pengungsian') return properties.name ?? '';
  return '';
}

const magnitude = (properties) => new Intl.NumberFormat(forms(), { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(properties.magnitude);

const STATES = {
  air: ({ warning, depth_cm: depth }) => [warning ? say(`alert_${warning}`) : '', Number.isFinite(depth) ? `${number(depth)} cm` : ''].filter(Boolean).join(', '),
  gempa: (properties) => (Number.isFinite(properties.magnitude) ? `M ${magnitude(properties)}` : ''),
  gunung: ({ level }) => (level ? say(`level_${level}`) : ''),
  pengungsian: (properties) => say(`shelter_${properties.shelter_state ?? properties.state ?? 'unknown'}`),
  peringatan: ({ severity }) => (severity ? say(`severity_${severity}`) : ''),
  prakiraan: ({ severity }) => (severity ? say(`severity_${severity}`) : ''),
  kebutuhan: ({ kind }) => say(kind === 'offer' ? 'offer' : 'need'),
  prasarana: () => '',
};

const ROWS = {
  *air(properties) {
    const { depth_cm: depth, warning } = properties;
    if (Number.isFinite(depth)) yield [say('depth'), `${number(depth)} cm`];
    if (warning) yield [say('alert'), say(`alert_${warning}`)];
    if (properties.observed_at) yield [say('reported'), time(properties.observed_at, properties)];
  },
  *gempa(properties) {
    yield [say('magnitude'), magnitude(properties)];
    if (Number.isFinite(properties.depth_km)) yield [say('quake_depth'), `${number(properties.depth_km)} km`];
    if (properties.place) yield [say('place'), properties.place];
    if (properties.at) yield [say('since'), time(properties.at, properties)];
    if (properties.felt) yield [say('felt'), properties.felt];
    if (typeof properties.tsunami === 'boolean') yield [say('tsunami'), say(properties.tsunami ? 'tsunami_yes' : 'tsunami_no')];
    if (properties.revision > 1) yield [say('revision'), say('revision_n', { n: number(properties.revision) })];
  },
  *gunung(properties) {
    if (properties.level) yield [say('volcano_level'), say(`level_${properties.level}`)];
    if (properties.since) yield [say('since'), time(properties.since, properties)];
  },
  *pengungsian(properties) {
    const { people, capacity } = properties;
    if (Number.isFinite(people) && capacity) yield [say('places'), say('places_of', { people: number(people), capacity: number(capacity) })];
    else if (capacity) yield [say('places'), say('capacity_of', { capacity: number(capacity) })];
    if (properties.counted_at) yield [say('counted'), time(properties.counted_at, properties)];
  },
  peringatan: spell,
  prakiraan: spell,
  *kebutuhan(properties) {
    if (properties.place) yield [say('place'), properties.place];
    if (properties.until) yield [say('until'), time(properties.until, properties)];
  },
};

function* spell(properties) {
  if (properties.onset) yield [say('onset'), time(properties.onset, properties)];
  if (properties.expires) yield [say('expires'), time(properties.expires, properties)];
  if (properties.certainty) yield [say('certainty'), say(`certainty_${String(properties.certainty).toLowerCase()}`)];
  if (properties.sender_name ?? properties.source) yield [say('sent_by'), properties.sender_name ?? properties.source];
}

function tagsOf({ layer, properties }) {
  const tags = [];
  const state = STATES[layer]?.(properties);
  const tone = ['good', 'warn hollow', 'warn', 'bad hollow', 'bad'][gradeOf({ layer, properties })];
  if (state && properties.state !== 'silent') tags.push([gradeOf({ layer, properties }) ? tone : 'info', state]);
  if (properties.state === 'silent') tags.push(['warn hollow', say('silent_since', { at: moment(properties) })]);
  if (properties.exercise || properties.status === 'exercise' || properties.synthetic) tags.push(['accent', say('made_up')]);
  return tags;
}

function leadOf({ properties, layer }, kept) {
  if (properties.state === 'silent') return say('silent_means');
  if (layer === 'prasarana') return kept.about.kinds[properties.kind] ?? '';
  if (layer === 'pengungsian' && Number.isFinite(properties.people) && properties.capacity) {
    const free = properties.capacity - properties.people;
    return free >= 0 ? say('places_free', { n: number(free) }) : say('places_over', { n: number(-free) });
  }
  return named(properties, 'instruction') || named(properties, 'title') || '';
}

/** A word of the data in the page's language: headline_id, label_en. */
function named(properties, name) {
  const headline = name === 'label' ? named(properties, 'headline') : '';
  return headline || properties[`${name}_${document.documentElement.lang}`] || properties[`${name}_${languageNow()}`] || '';
}

function moment(properties) {
  const at = properties.silent_since ?? properties.observed_at ?? properties.updated_at;
  return at ? when(new Date(at), zoneOf(properties.region)) : '–';
}

function time(instant, properties) {
  const at = new Date(instant);
  return `${when(at, zoneOf(properties.region))} (${ago(at, new Date())})`;
}

/** The sign of a layer in lists and cards, as the legend shows it. @param {any} feature @param {string} name of the icon */
export function besideMark(feature, name) {
  const mark = document.createElement('span');
  mark.className = `beside beside--${feature.layer} beside--grade-${gradeOf(feature)}${feature.properties.state === 'silent' ? ' beside--silent' : ''}`;
  mark.append(icon(name));
  return mark;
}
