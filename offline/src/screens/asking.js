/** The questions of an examination, before anything is given: danger signs first, then what decides the dose. */
import { h } from '../dom.js';
import { cassette, drawing } from '../pictures.js';
import { SIGNS } from '../severity.js';
import { button, dateWords, form, notice, once, page } from './parts.js';

/** @param {any} app @param {any} person @returns {number|null} whole months of age; by the year alone, where the month is not known */
export function monthsOf(app, person) {
  if (!person.birth_year) return null;
  const now = app.now();
  const months = (now.getFullYear() - person.birth_year) * 12 + now.getMonth() + 1 - (person.birth_month ?? 1);
  return Math.max(0, person.birth_month ? months : (now.getFullYear() - person.birth_year) * 12);
}

/** @param {any} app @param {any} person @returns {[number, number]|null} the least and the most whole months that they may have lived */
export function agesOf(app, person) {
  if (!person.birth_year) return null;
  const now = app.now();
  const since = (month) => Math.max(0, (now.getFullYear() - person.birth_year) * 12 + now.getMonth() + 1 - month);
  return [Math.max(0, since(person.birth_month ?? 12) - 1), since(person.birth_month ?? 1)];
}

/** Whoever may be pregnant or breastfeeding: not men, not small girls, not old women; somebody of unknown age or sex is asked. */
export function childbearing(app, person) {
  const months = monthsOf(app, person);
  return person.sex !== 'L' && (months === null || (months >= 10 * 12 && months < 55 * 12));
}

/** Who this is, on every screen of the examination. */
export const whoOf = (draft) => h('p', { class: 'k-step-of t-who' }, h('strong', null, draft.name), draft.about && h('span', null, draft.about));
const heading = (app, draft, key) => [whoOf(draft), h('p', { class: 'k-lead' }, app.words(key))];

/** Large answers, each of which leads on. @param {{words: string, icon?: string, act: () => any, kind?: string}[]} answers */
export const answersOf = (answers, lock = { busy: false }) => h('div', { class: 't-answers' }, ...answers.map(({ words, icon, act, kind = 'quiet', node = null }) =>
  h('button', { type: 'button', class: `t-answer t-answer--${kind}`, onclick: once(act, lock) }, node ?? (icon && drawing(icon)), h('span', null, words))));

/** The question before, again. */
const back = (app, on, cleared) => button(app.words('ask.back'), () => on(cleared), 'quiet');

/** Ten signs, each with its picture; one is enough. */
export function signs(app, draft, on) {
  const texts = Object.fromEntries((app.table?.table?.severe?.sign ?? []).map(({ code, text }) => [code, text[app.language]]));
  const one = (code) => h('label', { class: 't-sign' }, h('input', { type: 'checkbox', name: 'signs', value: code, checked: draft.signs?.includes(code) || null, onchange: () => turn() }), drawing(code), h('span', null, texts[code] ?? app.words(`sign.${code}`)));
  const go = h('button', { type: 'submit', class: 'k-button k-button--good t-stick' }, app.words('sign.none'));
  const all = form('', ({ signs: found }) => on({ signs: found ?? [] }), h('fieldset', { class: 't-signs' }, h('legend', { class: 'k-hidden' }, app.words('sign.title')), ...SIGNS.map(one)), go);
  all.querySelector('.k-button:last-child').remove();
  all.append(go);
  const turn = () => {
    const any = all.querySelectorAll('input:checked').length > 0;
    go.textContent = app.words(any ? 'sign.some' : 'sign.none');
    go.className = `k-button ${any ? 'k-button--stop' : 'k-button--good'} t-stick`;
  };
  turn();
  return page(app.words('sign.title'), ...heading(app, draft, 'sign.look'), all);
}

export const bearing = (app, draft, on) => page(app.words('ask.bearing'), ...heading(app, draft, 'ask.bearing_why'), answersOf([
  { words: app.words('ask.neither'), icon: 'neither', act: () => on({ pregnant: false, breastfeeding: false }) },
  { words: app.words('ask.pregnant'), icon: 'pregnant', act: () => on({ pregnant: true, breastfeeding: false }) },
  { words: app.words('ask.breastfeeding'), icon: 'breastfeeding', act: () => on({ pregnant: false, breastfeeding: true }) },
]), back(app, on, { signs: undefined }));

/** An infant near six months, by a month or a year of birth alone: primaquine depends on it, so it is asked; unsure counts as younger. */
export const sixMonths = (app, draft, on) => page(app.words('ask.six'), ...heading(app, draft, 'ask.six_why'), answersOf([
  { words: app.words('ask.six.no'), icon: 'breastfeeding', act: () => on({ six: false, months: Math.min(5, draft.months) }) },
  { words: app.words('ask.six.yes'), icon: 'sick', act: () => on({ six: true, months: Math.max(6, draft.months) }) },
  { words: app.words('ask.six.unsure'), icon: 'neither', act: () => on({ six: false, months: Math.min(5, draft.months) }) },
]), back(app, on, { signs: undefined }));

/** Answers that do not contradict what this phone recorded itself. @param {{day: string, ago: number}|null} known the last treatment */
const BEFORES = (known) => ['none', 'within_28d', 'earlier'].filter((code) => !known || code === 'within_28d' || (code === 'earlier' && known.ago >= 28));

export const before = (app, draft, on) => page(app.words('ask.before'), ...heading(app, draft, 'ask.before_why'),
  draft.known && notice('warn', app.words('ask.known', { day: dateWords(app, draft.known.day) }), h('p', null, app.words('ask.known_how'))),
  answersOf(BEFORES(draft.known).map((code) => ({ words: app.words(`ask.before.${code}`), icon: code === 'none' ? 'neither' : 'before', act: () => on({ before: code }) }))), h('label', { class: 't-check' }, h('input', { type: 'checkbox', checked: draft.g6pd === 'deficient' || null, onchange: (event) => { draft.g6pd = event.target.checked ? 'deficient' : 'unknown'; } }), h('span', null, app.words('ask.g6pd'))),
h('p', { class: 'k-hint' }, app.words('ask.g6pd_hint')), back(app, on, draft.fertile ? { pregnant: undefined } : { signs: undefined, six: undefined }));

/** The method, and the lot of the test; an expired one is not offered, and it is said why. */
export function method(app, draft, { lots, expired }, on) {
  const answers = [...lots.map((lot) => ({ words: app.words('test.rdt_lot', { lot: lot.lot, n: lot.quantity, expires: lot.expires ? dateWords(app, lot.expires) : '-' }), node: cassette('vivax'), act: () => on({ method: 'rdt', lot: lot.lot }) })),
    ...(lots.length || expired.length ? [] : [{ words: app.words('test.rdt_any'), node: cassette('vivax'), act: () => on({ method: 'rdt', lot: null }) }]),
    { words: app.words('test.slide'), icon: 'glass', act: () => on({ method: 'slide', lot: null }) }];
  return page(app.words('test.title'), ...heading(app, draft, 'test.how'), answersOf(answers),
    expired.length > 0 && h('p', { class: 'k-error' }, app.words('test.expired', { lots: expired.map(({ lot }) => lot).join(', ') })),
    !lots.length && h('p', { class: 'k-hint' }, app.words('test.no_stock')), back(app, on, { before: undefined }), button(app.words('keep.home'), () => app.go('/'), 'quiet'));
}
