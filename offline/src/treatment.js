/**
 * A treatment as it is followed: its days, what was taken, what waits. Nothing here decides a dose: `dose` is what
 * `dosing.js` answered when the treatment began. Sources: Buku Saku Tata Laksana Kasus Malaria (2023), p. 1-3, 10-13.
 *
 * @typedef {'taken'|'vomited'|'missed'|'due'|'overdue'|'later'|'stopped'} How
 * @typedef {{drug: 'dhp'|'primaquine', day: number, on: string, how: How}} Step
 */
import { dayAfter, dayOf, daysBetween } from './days.js';

export const DRUGS = ['dhp', 'primaquine'];
export const SLIDES = [3, 28];

/** @param {any} treatment @param {string} today @returns {number} the day of treatment, 1 on the first */
export const dayNumber = (treatment, today) => daysBetween(dayOf(treatment.at), today) + 1;

/** @param {any} treatment @returns {boolean} primaquine must not be given any more: the urine was dark */
export const darkened = (treatment) => (treatment.dark_urine ?? []).length > 0;

/** @param {any[]} own this phone's events @param {any} treatment @returns {boolean} its test was corrected after it began: its dose was for something else */
export function overtaken(own, treatment) {
  const test = (own ?? []).find(({ t, s }) => t === 'test.recorded' && s === treatment.test);
  return Boolean(test) && own.some(({ t, d, at }) => t === 'fact.corrected' && d.event === test.id && at >= treatment.at);
}

/** @param {any} treatment @param {string} today @returns {Step[]} every dose of the treatment, by day, DHP first */
export function steps(treatment, today) {
  const found = DRUGS.flatMap((drug) => range(treatment.dose?.[`${drug}_days`] ?? 0).map((day) => stepOf(treatment, drug,
    day, today)));
  return found.sort((a, b) => a.day - b.day || DRUGS.indexOf(a.drug) - DRUGS.indexOf(b.drug));
}

const range = (most) => Array.from({ length: Math.min(Number(most) || 0, 28) }, (_, index) => index + 1);

function stepOf(treatment, drug, day, today) {
  const on = dayAfter(dayOf(treatment.at), day - 1);
  return { drug, day, on, how: howOf(treatment, drug, day, daysBetween(on, today)) };
}

function howOf(treatment, drug, day, late) {
  const seen = treatment.watched?.[drug]?.[String(day)];
  if (seen?.taken) return 'taken';
  if (treatment.status !== 'open' || darkened(treatment)) return 'stopped';
  if (seen?.vomited_within_30m && late === 0) return 'vomited';
  if (seen && late > 0) return 'missed';
  if (late < 0) return 'later';
  return late > 0 ? 'overdue' : 'due';
}

/** @param {any} treatment @param {string} today @returns {Step[]} what is to be given or asked after now */
export const waiting = (treatment, today) => steps(treatment,
  today).filter(({ how }) => ['due', 'overdue', 'vomited'].includes(how));

/** @param {any} treatment @param {string} today */
export const allTaken = (treatment, today) => steps(treatment, today).every(({ how }) => how === 'taken');

/** @param {any} state folded @returns {[string, any][]} treatments that still run, the oldest first */
export const running = (state) => Object.entries(state.treatments ?? {})
  .filter(([, one]) => one.status === 'open')
  .sort(([, a], [, b]) => a.at.localeCompare(b.at));

/**
 * Follow-up slides that are not taken yet, the most urgent first.
 * @param {any} state folded @param {string} today
 * @returns {{s: string, person: string, day: number, on: string, late: number}[]} `late` in days, negative when later
 */
export function slidesDue(state, today) {
  const open = Object.entries(state.treatments ?? {}).filter(([, one]) => ['open', 'completed'].includes(one.status));
  const found = open.flatMap(([s, one]) => SLIDES.filter((day) => !taken(state, s, day)).map((day) => slideOf(s, one, day,
    today)));
  return found.sort((a, b) => b.late - a.late);
}

const taken = (state, s, day) => (state.slides ?? []).some((slide) => slide.s === s && slide.day === day);

function slideOf(s, treatment, day, today) {
  const on = dayAfter(dayOf(treatment.at), day);
  return { s, person: treatment.person, day, on, late: daysBetween(on, today) };
}

/** @param {string|null|undefined} tablets an exact fraction such as "3/2" @returns {string} as people read it: "1½" */
export function readable(tablets) {
  const [over, under = '1'] = String(tablets ?? '').split('/').map(Number);
  const signs = { '1/2': '½', '1/3': '⅓', '2/3': '⅔', '1/4': '¼', '3/4': '¾' };
  const whole = Math.floor(over / Number(under));
  const rest = over % Number(under);
  return rest ? `${whole || ''}${signs[`${rest}/${under}`] ?? ` ${rest}/${under}`}` : String(whole);
}
