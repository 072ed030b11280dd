/** The pieces these screens are put together from. A screen is one section with one h1, focused when it opens. */
import { h } from '../dom.js';
import { picture } from '../pictures-keep.js';
import { dayOf } from '../days.js';

let counted = 0;
const fresh = (name) => `${name}-${(counted += 1)}`;

/** @param {any} app @returns {string} today, YYYY-MM-DD in local days */
export const todayOf = (app) => dayOf(app.now());

/**
 * A screen that draws itself again in its place, its heading focused each time but the first (the router does that one).
 * `refresh` draws it too, and takes the focus only if it was here.
 * @param {(again: () => void) => Node} draw @returns {HTMLElement & {again: () => void, refresh: () => void}}
 */
export function living(draw) {
  const place = h('div', { class: 'k-living' });
  place.addEventListener('click', secondTap, true);
  const again = () => {
    place.replaceChildren(draw(again));
    if (!place.isConnected) return;
    place.querySelector('h1')?.focus();
    globalThis.scrollTo(0, 0);
  };
  const refresh = () => {
    const here = place.contains(document.activeElement);
    place.replaceChildren(draw(again));
    if (here) place.querySelector('h1')?.focus();
  };
  place.append(draw(again));
  return Object.assign(place, { again, refresh });
}

/** The second half of a double tap falls on the screen that came meanwhile: it answers nothing there. Keys of a pad count each. */
function secondTap(event) {
  if (event.detail < 2 || !event.target.closest?.('.t-answer, .k-button, .k-row')) return;
  event.preventDefault();
  event.stopPropagation();
}

/** @param {string} title @param {...any} content */
export const page = (title, ...content) => h('section', { class: 'k-page' }, h('h1', { tabindex: '-1' }, title),
  ...content);

/** @param {string|Node} words @param {() => any} act @param {string} [kind] quiet, stop or good @param {object} [more] */
export function button(words, act, kind = '', more = {}) {
  return h('button', { type: 'button', class: `k-button ${kind && `k-button--${kind}`}`.trim(), onclick: once(act),
    ...more }, words);
}

/** Two taps by a shaking hand record one thing; of buttons that share a `lock`, only the first counts while it works. */
export function once(act, lock = { busy: false }) {
  return async (event) => {
    if (lock.busy) return;
    lock.busy = true;
    try { await act(event); } finally { lock.busy = false; }
  };
}

/** A row that leads on: a picture, words in two lines, perhaps a tag. */
export function row(href, { icon = null, title, about = null, tag = null }) {
  const words = h('span', { class: 'k-row__words' }, h('span', { class: 'k-row__title' }, title),
    about && h('span', { class: 'k-row__about' }, about), tag);
  return h('li', null, h('a', { class: 'k-row', href: `#${href}` }, icon && picture(icon), words));
}

/** @param {any[]} rows @param {Node} [empty] what is shown where there is none */
export const rows = (found, empty = null) => (found.length ? h('ul', { class: 'k-rows', role: 'list' }, ...found) : empty);

/** Words of state with their colour; the colour never stands alone. @param {'good'|'warn'|'bad'|'plain'} kind */
export const tag = (kind, words) => h('span', { class: `k-tag k-tag--${kind}` }, words);

/** @param {'good'|'warn'|'bad'|'plain'} kind @param {string} title @param {...any} content */
export function notice(kind, title, ...content) {
  const role = kind === 'bad' ? 'alert' : null;
  const signs = { good: 'done', warn: 'attention', bad: 'stop', plain: 'note' };
  return h('div', { class: `k-notice k-notice--${kind}`, role }, picture(signs[kind]),
    h('div', null, h('p', { class: 'k-notice__title' }, title), ...content));
}

/** An empty list that tells how it fills. */
export const empty = (icon, title, ...content) => h('div', { class: 'k-empty' }, picture(icon),
  h('p', { class: 'k-empty__title' }, title), ...content);

/**
 * @typedef {{label: string, name: string, hint?: string, type?: string, value?: string, error?: string, more?: object}} Field
 * @param {Field} field
 */
export function field({ label, name, hint, type = 'text', value = '', error, more = {} }) {
  const id = fresh(name);
  const told = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ') || null;
  const input = h('input', { id, name, type, value, 'aria-describedby': told, 'aria-invalid': error ? 'true' : null,
    autocomplete: 'off', ...more });
  return h('div', { class: `k-field ${error ? 'k-field--wrong' : ''}` }, h('label', { for: id }, label),
    hint && h('p', { class: 'k-hint', id: `${id}-hint` }, hint),
      error && h('p', { class: 'k-error', id: `${id}-error` }, error), input);
}

/**
 * @typedef {{value: string, words: string, icon?: string, swatch?: string}} Option
 * @param {{legend: string, name: string, options: Option[], chosen?: string, error?: string}} asked
 */
export function choices({ legend, name, options, chosen, error, onpick = null, inline = false }) {
  const group = fresh(name);
  const one = ({ value, words, icon, swatch }) => h('label', { class: 'k-choice' },
    h('input', { type: 'radio', name: group, value, 'data-name': name, checked: value === chosen || null,
      onchange: onpick && (() => onpick(value)) }),
    icon && picture(icon), swatch && h('span', { class: `k-swatch k-swatch--${swatch}`, 'aria-hidden': 'true' }),
      h('span', null, words));
  return h('fieldset', { class: `k-choices ${inline ? 'k-choices--inline' : ''} ${error ? 'k-field--wrong' : ''}` },
    h('legend', null, legend), error && h('p', { class: 'k-error' }, error),
    h('div', { class: 'k-choices__all' }, ...options.map(one)));
}

/**
 * A whole number with a minus and a plus that a thumb finds.
 * @param {{label: string, name: string, value?: number, most?: number, hint?: string}} asked
 */
export function number({ label, name, value = 0, most = 999, hint, words, error }) {
  const id = fresh(name);
  const input = h('input', { id, name, type: 'text', inputmode: 'numeric', pattern: '[0-9]*', value: String(value),
    autocomplete: 'off', 'aria-describedby': hint ? `${id}-hint` : null, 'aria-invalid': error ? 'true' : null });
  const step = (by) => () => { input.value = String(Math.min(most,
    Math.max(0, (Number.parseInt(input.value, 10) || 0) + by))); };
  const press = (sign, by, name_) => h('button', { type: 'button', class: 'k-step', 'aria-label': `${name_}: ${label}`,
    onclick: step(by) }, sign);
  return h('div', { class: `k-field ${error ? 'k-field--wrong' : ''}` }, h('label', { for: id }, label),
    hint && h('p', { class: 'k-hint', id: `${id}-hint` }, hint),
    error && h('p', { class: 'k-error' }, error), h('div', { class: 'k-number' }, press('−', -1, words.less), input,
      press('+', 1, words.more)));
}

/** What a form says now, by field name; numbers as text. @param {HTMLElement} form */
export function answers(form) {
  const found = {};
  form.querySelectorAll('input').forEach((input) => {
    if (input.closest('[hidden]')) return;
    const name = input.dataset.name ?? input.name;
    if (input.type === 'radio') { if (input.checked) found[name] = input.value; }
    else if (input.type === 'checkbox') found[name] = [...(found[name] ?? []), ...(input.checked ? [input.value] : [])];
    else found[name] = input.value.trim();
  });
  return found;
}

/** A form that Enter sends too. @param {(said: any, form: HTMLElement) => any} act */
export function form(words, act, ...content) {
  const taken = once((event) => act(answers(event.target), event.target));
  return h('form', { class: 'k-form', novalidate: true, onsubmit: (event) => { event.preventDefault(); taken(event); } },
    ...content,
    h('button', { type: 'submit', class: 'k-button' }, words));
}

/** The errors at the top, each leading to its field. @param {any} app @param {Record<string, string>} errors by field */
export function summary(app, errors) {
  const lines = Object.values(errors ?? {}).filter(Boolean);
  if (!lines.length) return null;
  return h('div', { class: 'k-notice k-notice--bad', role: 'alert' }, picture('attention'),
    h('div', null, h('p', { class: 'k-notice__title' }, app.words('keep.errors')),
    h('ul', null, ...lines.map((line) => h('li', null, line)))));
}

/** @param {any} person @returns {boolean} somebody of the village now: not gone, dead or entered twice */
export const stays = (person) => !person.into && !person.died && !person.moved;

/** @param {any} app @param {string} person id @returns {any} the person, or one without facts */
export const personOf = (app, person) => app.state.people?.[person] ?? {};

/** @param {any} app @param {string} person */
export const nameOf = (app, person) => personOf(app, person).name ?? app.words('keep.someone');

/** @param {any} app @param {any} person @returns {string} "Perempuan · 4 bulan · Rumah 12 · Ibu Dorkas": what tells two of one name apart */
export function aboutOf(app, person) {
  const parts = [person.sex && app.words(`keep.sex.${person.sex}`), ageWords(app, person),
    person.house && app.words('keep.house', { house: person.house }),
    person.mother && app.words('keep.mother', { mother: person.mother })];
  return parts.filter(Boolean).join(' · ');
}

/** Months for the small ones, whose month is known; years for everybody else. */
function ageWords(app, person) {
  if (!person.birth_year) return null;
  const now = app.now();
  const years = now.getFullYear() - person.birth_year;
  const months = person.birth_month ? years * 12 + now.getMonth() + 1 - person.birth_month : null;
  if (months === null) return app.words('keep.years', { n: Math.max(0, years) });
  return months < 24 ? app.words('keep.months', { n: Math.max(0, months) }) : app.words('keep.years', { n: Math.floor(months / 12) });
}

const DAY = 86_400_000;

/**
 * Whether the phone's clock cannot be right: the node said another day, or something was recorded or signed after now.
 * Ages, expiry and days of treatment are counted by it. @param {any} app
 */
export function clockWrong(app) {
  const now = app.now().getTime();
  const later = [...(app.own ?? []).map(({ at }) => at), app.table?.signed_off_by?.at].filter(Boolean);
  return Math.abs(app.skew ?? 0) > DAY || later.some((at) => Date.parse(at) > now + DAY);
}

/** @param {any} app @returns {Node|null} what to do about a wrong clock */
export const clock = (app) => clockWrong(app) && notice('bad', app.words('keep.clock', { day: dateWords(app, todayOf(app)) }),
  h('p', null, app.words('keep.clock_how')));

/** @param {any} app @param {string} day YYYY-MM-DD @returns {string} "Senin, 3 Des" */
export function dayWords(app, day) {
  const form_ = { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' };
  return new Intl.DateTimeFormat(app.language === 'en' ? 'en-GB' : 'id-ID', form_).format(new Date(`${day}T00:00:00Z`));
}

/** @param {any} app @param {string} day @returns {string} with the year */
export function dateWords(app, day) {
  const form_ = { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' };
  return new Intl.DateTimeFormat(app.language === 'en' ? 'en-GB' : 'id-ID', form_).format(new Date(`${day}T00:00:00Z`));
}

/** @param {any} app @param {string} at an instant @returns {string} "3 Des 14.05 WIT" */
export function momentWords(app, at) {
  const form_ = { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', timeZone: 'Asia/Jayapura' };
  return `${new Intl.DateTimeFormat(app.language === 'en' ? 'en-GB' : 'id-ID', form_).format(new Date(at))} WIT`;
}

/** @param {any} app @param {number} late days @returns {Node} */
export function dueTag(app, late) {
  if (late > 0) return tag('bad', app.words('keep.late', { n: late }));
  return late === 0 ? tag('warn', app.words('keep.today')) : tag('plain', app.words('keep.in', { n: -late }));
}

/** The table that doses come from is not signed by a clinician: said on every screen that uses it. @param {any} app */
export function unsigned(app) {
  const signed = app.table?.signed_off_by;
  return signed ? null : h('p', { class: 'k-unsigned' }, picture('attention'), h('span', null, app.words('keep.unsigned')));
}
