/**
 * What goes out by SMS when nothing else does: counts and positive tests, never a name. At most two messages of 160.
 * The twin of `simpul/malaria/rules/sms.py`, which reads them: tests/malaria/sms_examples.json is kept to by both.
 *
 * @typedef {{day: string, sex: 'L'|'P', age: string, species: string, done: string}} Case one positive test
 * @typedef {{device: number, number: number, village: string, tests: number, positives: number, cases: Case[]}} Notice
 */
import { dayOf } from './days.js';

export const LONGEST = 160;
export const MESSAGES_MOST = 2;
const CASES_MOST = 10;
const AGES = { '<1': 'A', '1-4': 'B', '5-9': 'C', '10-14': 'D', '15-54': 'E', '>=55': 'F' };
const SPECIES = {
  falciparum: 'F', vivax: 'V', ovale: 'O', malariae: 'M', knowlesi: 'K', mixed_pf_pv_po: 'X', unknown: 'U',
};
const DONE = { treated: 'D', referred: 'R', nothing: 'N', training: 'T' };

/** @param {string} told @returns {Promise<string>} six hex digits: an error on the way shows, a forger is not held back */
export async function checkOf(told) {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(told));
  const hex = [...new Uint8Array(digest.slice(0, 3))].map((byte) => byte.toString(16).padStart(2, '0'));
  return hex.join('').toUpperCase();
}

/** @param {Notice} notice @returns {Promise<string>} the one message that tells this */
export async function written({ device, number, village, tests, positives, cases }) {
  const told = `SMP1 ${device} ${number} ${village} U${tests}P${positives} ${cases.map(coded).join('.') || '-'}`;
  return `${told} #${await checkOf(told)}`;
}

/** @param {Case} one */
function coded({ day, sex, age, species, done }) {
  const letters = AGES[age] + SPECIES[species] + DONE[done];
  return day.slice(2).replaceAll('-', '') + sex + letters;
}

/**
 * The messages, newest cases first, at most two; the counts in each tell all, also what no message has room for.
 * @param {Notice} notice @returns {Promise<string[]>}
 */
export async function messages(notice) {
  const newest = [...notice.cases].sort((a, b) => b.day.localeCompare(a.day));
  const parts = [newest.slice(0, CASES_MOST), newest.slice(CASES_MOST, MESSAGES_MOST * CASES_MOST)];
  const told = parts.filter((part, index) => index === 0 || part.length);
  const texts = await Promise.all(told.map((cases, index) => written({ ...notice, number: notice.number + index, cases })));
  if (texts.some((text) => text.length > LONGEST)) throw new RangeError('an SMS would be too long');
  return texts;
}

/**
 * What the phone would tell of the tests since an instant. Nothing of a person but sex and age group.
 * @param {any} state folded @param {{device: number, number: number, village: string, since: string}} about
 * @returns {Notice}
 */
export function noticeOf(state, { device, number, village, since }) {
  const tests = Object.entries(state.tests ?? {})
    .filter(([, test]) => test.at >= since && test.for === 'diagnosis' && test.result !== 'invalid');
  const positive = tests.filter(([, test]) => test.result === 'positive');
  const cases = positive.map(([id, test]) => caseOf(state, id, test));
  return { device, number, village, tests: tests.length, positives: cases.length, cases };
}

function caseOf(state, id, test) {
  const person = state.people?.[test.person] ?? {};
  const day = dayOf(test.at);
  return { day, sex: person.sex === 'L' ? 'L' : 'P', age: ageGroup(person, day), species: test.species ?? 'unknown',
    done: doneFor(state, id, test) };
}

function doneFor(state, id, test) {
  const mine = Object.values(state.treatments ?? {}).filter((one) => one.test === id);
  if (mine.some((one) => one.training)) return 'training';
  const referred = Object.values(state.referrals ?? {}).some((one) => one.visit && one.visit === test.visit);
  if (mine.some((one) => one.status === 'referred') || (referred && !mine.length)) return 'referred';
  return mine.length ? 'treated' : 'nothing';
}

function ageGroup(person, day) {
  const [year, month] = day.split('-').map(Number);
  const months = (year - (person.birth_year ?? year - 30)) * 12 + month - (person.birth_month ?? month);
  const years = Math.max(0, Math.floor(months / 12));
  const limits = [[1, '<1'], [5, '1-4'], [10, '5-9'], [15, '10-14'], [55, '15-54'], [Infinity, '>=55']];
  return limits.find(([under]) => years < under)[1];
}
