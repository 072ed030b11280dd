/** Who is examined: found among the village's people, or added in one-question pages. */
import { h } from '../dom.js';
import { drawing } from '../pictures.js';
import { aboutOf, choices, empty, field, form, living, notice, number, page, row, rows, summary } from './parts.js';

const MOST = 30;
const plain = (text) => String(text ?? '').normalize('NFKD').replace(/[\u0300-\u036f]/g, '').toLowerCase();

/** @param {any} app @returns {[string, any][]} those who live here, by name */
export const villagers = (app) => Object.entries(app.state.people).filter(([, one]) => one.name && !one.into && !one.died && !one.moved).sort(([, one], [, other]) => plain(one.name).localeCompare(plain(other.name)));

/** Whether every word that was typed begins a word of the name, is the house or the year. */
export function fits(one, typed) {
  const held = [...plain(one.name).split(/[\s.'-]+/), plain(one.house), String(one.birth_year ?? ''), ...plain(one.mother).split(/\s+/)];
  return plain(typed).split(/\s+/).filter(Boolean).every((part) => held.some((word) => word.startsWith(part)));
}

const search = {
  path: '/orang',
  title: (app) => app.words('people.title'),
  render(app) {
    const found = h('div', { 'aria-live': 'polite' });
    const show = (typed) => {
      const all = villagers(app).filter(([, one]) => fits(one, typed));
      const shown = all.slice(0, MOST).map(([id, one]) => row(`/uji/${id}`, { icon: 'people', title: one.name, about: aboutOf(app, one) }));
      found.replaceChildren(rows(shown, empty('people', app.words('people.none'), h('p', null, app.words('people.none_how')))), ...(all.length > MOST ? [h('p', { class: 'k-hint' }, app.words('people.more', { n: all.length - MOST }))] : []));
    };
    const box = field({ label: app.words('people.search'), name: 'cari', hint: app.words('people.search_hint'), type: 'search', more: { oninput: (event) => show(event.target.value), enterkeyhint: 'search' } });
    show('');
    return page(app.words('people.title'), box, h('a', { class: 'k-button k-button--quiet t-begin', href: '#/orang/baru' }, drawing('add'), app.words('people.add')), found);
  },
};

const STEPS = ['name', 'sex', 'age', 'mother', 'house'];

const add = {
  path: '/orang/baru',
  title: (app) => app.words('people.add'),
  render(app) {
    const facts = { at: 0, errors: {} };
    return living((again) => {
      const step = STEPS[facts.at];
      const on = (said) => { facts.errors = wrong(app, step, said); if (!Object.keys(facts.errors).length) { Object.assign(facts, said); facts.at += 1; if (facts.at === STEPS.length) return void added(app, facts); } return again(); };
      return page(app.words(`people.ask.${step}`), h('p', { class: 'k-step-of' }, app.words('people.step', { n: facts.at + 1, all: STEPS.length })), summary(app, facts.errors),
        facts.at > 0 && alike(app, facts), form(app.words('keep.next'), on, ASKED[step](app, facts)));
    });
  },
};

const ASKED = {
  name: (app, facts) => field({ label: app.words('people.name'), name: 'name', value: facts.name ?? '', error: facts.errors.name, more: { maxlength: 100, autocapitalize: 'words' } }),
  sex: (app, facts) => choices({ legend: app.words('people.sex'), name: 'sex', chosen: facts.sex, error: facts.errors.sex, options: ['P', 'L'].map((value) => ({ value, words: app.words(`keep.sex.${value}`) })) }),
  age: (app, facts) => h('div', null, number({ label: app.words('people.years'), name: 'years', value: facts.years ?? '', most: 110, hint: app.words('people.years_hint'), error: facts.errors.years, words: { less: app.words('keep.less'), more: app.words('keep.more') } }),
    number({ label: app.words('people.months'), name: 'months', value: facts.months ?? '', most: 11, hint: app.words('people.months_hint'), words: { less: app.words('keep.less'), more: app.words('keep.more') } })),
  mother: (app, facts) => field({ label: app.words('people.mother'), name: 'mother', value: facts.mother ?? '', hint: app.words('people.mother_hint'), more: { maxlength: 100 } }),
  house: (app, facts) => field({ label: app.words('people.house'), name: 'house', value: facts.house ?? '', hint: app.words('people.house_hint'), more: { maxlength: 40 } }),
};

function wrong(app, step, said) {
  if (step === 'name' && !said.name) return { name: app.words('people.name_missing') };
  if (step === 'sex' && !said.sex) return { sex: app.words('people.sex_missing') };
  if (step === 'age') {
    const years = Number(said.years);
    if (!/^\d{1,3}$/.test(said.years) || years > 110 || !/^\d{0,2}$/.test(said.months ?? '')) return { years: app.words('people.years_wrong') };
  }
  return {};
}

/** Somebody who may be the same: said before a second entry is made. */
function alike(app, facts) {
  const found = villagers(app).filter(([, one]) => plain(one.name) === plain(facts.name) || (fits(one, facts.name) && facts.sex === one.sex)).slice(0, 3);
  return found.length > 0 && notice('warn', app.words('people.alike'), rows(found.map(([id, one]) => row(`/uji/${id}`, { title: one.name, about: aboutOf(app, one) }))));
}

async function added(app, { name, sex, years, months, mother, house }) {
  const now = app.now();
  const born = new Date(now.getFullYear() - Number(years), now.getMonth() - Number(months || 0), 1);
  const young = Number(years) < 5;
  const p = app.newId();
  const d = { name, sex, birth_year: born.getFullYear(), ...(young ? { birth_month: born.getMonth() + 1 } : {}), ...(mother ? { mother } : {}), ...(house ? { house } : {}) };
  await app.record('person.registered', { p, d });
  app.go(`/uji/${p}`);
}

export default [search, add];
