/** Following a treatment: who waits, the card of one treatment, its end. */
import { h } from '../dom.js';
import { dayOf } from '../days.js';
import { picture } from '../pictures-keep.js';
import { allTaken, darkened, dayNumber, overtaken, readable, running, steps, waiting } from '../treatment.js';
import { aboutOf, button, choices, dayWords, empty, field, form, living, nameOf, notice, page, personOf, row, rows,
  summary, tag, todayOf, unsigned } from './parts.js';

export const list = {
  path: '/rawat',
  title: (app) => app.words('follow.title'),
  render(app) {
    const today = todayOf(app);
    const found = running(app.state).map(([s, one]) => personRow(app, s, one, today));
    return page(app.words('follow.title'), rows(found,
      empty('pill', app.words('follow.none'), h('p', null, app.words('follow.none_how')))), unsigned(app));
  },
};

function personRow(app, s, one, today) {
  const now = waiting(one, today);
  const late = now.some(({ how }) => how === 'overdue');
  const mark = darkened(one) ? tag('bad', app.words('follow.dark_tag')) : late ? tag('bad',
    app.words('follow.missed_tag')) : now.length ? tag('warn', app.words('keep.today')) : tag('good',
    app.words('follow.done_today'));
  return row(`/rawat/${s}`, { icon: 'pill', title: nameOf(app, one.person),
    about: app.words('follow.day', { n: dayNumber(one, today) }), tag: mark });
}

export const card = {
  path: '/rawat/:s',
  title: (app) => app.words('follow.card'),
  render: (app, { s }) => living((again) => drawn(app, s, again)),
};

function drawn(app, s, again) {
  const one = app.state.treatments?.[s];
  if (!one) return page(app.words('follow.card'), empty('note', app.words('follow.unknown')));
  const today = todayOf(app);
  return page(nameOf(app, one.person), h('p', { class: 'k-lead' }, aboutOf(app, personOf(app, one.person))),
    training(app, one), head(app, one, today),
    warnings(app, s, one), now(app, s, one, today, again), mistaken(app, s, one, again), calendar(app, one, today),
      links(app, s, one, today), cited(app, one));
}

const training = (app, one) => one.training && notice('plain', app.words('follow.training'));
const head = (app, one, today) => one.status === 'open'
  ? h('p', { class: 'k-day' }, app.words('follow.day', { n: dayNumber(one, today) }), ' ',
    h('span', null, dayWords(app, today)))
  : notice('good', app.words(`follow.ended.${one.status}`));

function warnings(app, s, one) {
  if (!darkened(one) || one.status !== 'open') return null;
  return notice('bad', app.words('urine.stop'), h('p', null, app.words('urine.stop_how')),
    h('p', null, h('a', { class: 'k-button k-button--stop', href: `#/rawat/${s}/urin` }, app.words('urine.go_refer'))));
}

/** What is to be done now, the oldest first; nothing at all once the urine was dark. */
function now(app, s, one, today, again) {
  const open = waiting(one, today);
  if (one.status !== 'open' || darkened(one)) return null;
  if (overtaken(app.own, one)) return notice('bad', app.words('follow.changed'), h('p', null, app.words('follow.changed_how')),
    h('p', null, h('a', { class: 'k-button k-button--stop', href: `#/rawat/${s}/selesai` }, app.words('urine.go_refer'))));
  if (!open.length) return notice('good', app.words('follow.nothing_now'),
    h('p', null, app.words(allTaken(one, today) ? 'follow.all_taken' : 'follow.next_time')));
  const missed = open.filter(({ how }) => how === 'overdue');
  const today_ = open.filter(({ how }) => how !== 'overdue');
  return h('div', { class: 'k-now' }, ...today_.map((step) => dose(app, s, one, step, again)),
    missed.length > 0 && notice('warn', app.words('follow.missed',
      { days: [...new Set(missed.map(({ day }) => day))].join(', ') }), h('p', null, app.words('follow.missed_how'))),
    ...missed.map((step) => dose(app, s, one, step, again)));
}

/** One dose: how many tablets, then what happened. The label of each button tells whose, which drug and which day. */
function dose(app, s, one, step, again) {
  const { drug, day, how } = step;
  const tablets = readable(one.dose[`${drug}_tablets_per_day`]);
  const words = { drug: app.words(`follow.${drug}`), day, tablets };
  const label = (key) => ({ 'aria-label': `${app.words(key)}: ${app.words('follow.dose', words)}` });
  const record = async (d) => { await app.record('dose.watched', { p: one.person, s, d: { day, drug, ...d } }); again(); };
  const past = how === 'overdue';
  return h('section', { class: 'k-card', 'aria-label': app.words('follow.dose', words) },
    h('h2', null, app.words('follow.dose', words)),
    !past && h('p', { class: 'k-tablets' }, picture(drug === 'dhp' ? 'pill' : 'primaquine'),
      h('span', null, app.words('follow.tablets', words))),
    how === 'vomited' && notice('warn', app.words('follow.repeat'), h('p', null, app.words('follow.repeat_how'))),
    !past && h('p', { class: 'k-hint' }, app.words('follow.watch')),
    button(app.words(past ? 'follow.took_then' : 'follow.took'), () => record({ taken: true, vomited_within_30m: false }),
      'good', label(past ? 'follow.took_then' : 'follow.took')),
    !past && how !== 'vomited' && button(app.words('follow.vomited'),
      () => record({ taken: false, vomited_within_30m: true }), 'quiet', label('follow.vomited')),
    !past && how === 'vomited' && button(app.words('follow.vomited_again'), () => app.go(`/rawat/${s}/selesai`), 'stop',
      label('follow.vomited_again')),
    button(app.words(past ? 'follow.not_then' : 'follow.not_taken'),
      () => record({ taken: false, vomited_within_30m: false }), 'quiet',
      label(past ? 'follow.not_then' : 'follow.not_taken')));
}

/** The dose recorded last, today, can be taken back: a correction with its reason, so that nothing is overwritten. */
function mistaken(app, s, one, again) {
  const corrected = new Set((app.own ?? []).filter(({ t }) => t === 'fact.corrected').map(({ d }) => d.event));
  const last = (app.own ?? []).findLast((event) => event.t === 'dose.watched' && event.s === s);
  if (!last?.d.taken || one.status !== 'open' || corrected.has(last.id) || dayOf(last.at) !== todayOf(app)) return null;
  const words = app.words('follow.undo',
    { dose: app.words('follow.dose', { drug: app.words(`follow.${last.d.drug}`), day: last.d.day }) });
  const d = { event: last.id, changes: { taken: false }, reason: 'pressed_by_mistake' };
  return button(words, async () => { await app.record('fact.corrected', { p: one.person, s, d }); again(); }, 'quiet');
}

/** Every day of the treatment in one table: days down, drugs across. */
function calendar(app, one, today) {
  const all = steps(one, today);
  const drugs = [...new Set(all.map(({ drug }) => drug))];
  const days = [...new Set(all.map(({ day }) => day))];
  const cell = (day, drug) => all.find((step) => step.day === day && step.drug === drug);
  const line = (day) => h('tr',
    { class: cell(day, drugs[0])?.on === today || cell(day, drugs[1])?.on === today ? 'k-now-day' : null },
    h('th', { scope: 'row' }, String(day), ' ', h('small', null, dayWords(app, all.find((step) => step.day === day).on))),
    ...drugs.map((drug) => h('td', null, cell(day, drug) ? h('span', { class: `k-how k-how--${cell(day, drug).how}` },
      app.words(`follow.how.${cell(day, drug).how}`)) : '—')));
  return h('table', { class: 'k-calendar' }, h('caption', null, app.words('follow.calendar')),
    h('thead', null, h('tr', null, h('th', { scope: 'col' }, app.words('follow.day_word')),
      ...drugs.map((drug) => h('th', { scope: 'col' }, app.words(`follow.${drug}`))))),
      h('tbody', null, ...days.map(line)));
}

function links(app, s, one, today) {
  const open = one.status === 'open';
  const primaquine = open && (one.dose?.primaquine_days ?? 0) > 0;
  const slides = [3, 28].filter((day) => !(app.state.slides ?? []).some((slide) => slide.s === s && slide.day === day));
  const found = [
    primaquine && row(`/rawat/${s}/urin`, { icon: 'urine_dark', title: app.words('urine.ask'),
      about: app.words('urine.ask_about') }),
    slides.length && row(`/slide/${s}/${slides[0]}`, { icon: 'slide', title: app.words('slide.of_day', { n: slides[0] }),
      about: slideAbout(app, one, slides[0], today) }),
    one.test && row(`/kontak/${one.test}`, { icon: 'people', title: app.words('contact.title') }),
    open && row(`/rawat/${s}/selesai`, { icon: 'done', title: app.words('follow.end') }),
  ].filter(Boolean);
  return rows(found);
}

function slideAbout(app, one, day, today) {
  const left = day - (dayNumber(one, today) - 1);
  return left > 0 ? app.words('keep.in', { n: left }) : left === 0 ? app.words('keep.today') : app.words('keep.late',
    { n: -left });
}

function cited(app, one) {
  const { rule, version, page: where } = one.dose ?? {};
  return h('div', null, h('p', { class: 'k-cited' }, app.words('follow.cited',
    { rule: rule ?? '-', version: version ?? '-', page: where ?? '-' })), unsigned(app));
}

export const end = {
  path: '/rawat/:s/selesai',
  title: (app) => app.words('follow.end'),
  render(app, { s }) {
    const facts = { said: {}, errors: {} };
    return living((again) => ending(app, s, facts, again));
  },
};

const REASONS = { stopped: ['vomiting', 'unwell', 'refused', 'wrong'],
  referred: ['vomiting', 'worse', 'pregnant', 'dark_urine'], lost: ['left_village', 'not_found'] };
const WAYS = ['completed', 'stopped', 'referred', 'lost'];
const WAY_ICONS = { completed: 'done', stopped: 'stop', referred: 'clinic', lost: 'walk' };

function ending(app, s, facts, again) {
  const one = app.state.treatments?.[s];
  if (!one) return page(app.words('follow.end'), empty('note', app.words('follow.unknown')));
  const done = allTaken(one, todayOf(app));
  const { said: before, errors } = facts;
  const take = async (said) => {
    Object.assign(facts, { said, errors: faults(app, said) });
    if (Object.keys(facts.errors).length) return again();
    await ended(app, s, one, said);
    return app.go(`/rawat/${s}`);
  };
  return page(app.words('follow.end'), h('p', { class: 'k-lead' }, nameOf(app, one.person)), summary(app, errors),
    !done && notice('warn', app.words('follow.not_all')),
    form(app.words('follow.end_save'), take,
      choices({ legend: app.words('follow.how_end'), name: 'how', error: errors.how,
        chosen: before.how ?? (done ? 'completed' : undefined), onpick: asked,
        options: WAYS.map((value) => ({ value, words: app.words(`follow.way.${value}`), icon: WAY_ICONS[value] })) }),
      h('div', { id: 'k-why' },
        ...Object.entries(REASONS).map(([way, reasons]) => h('div', { hidden: before.how !== way, 'data-way': way },
        choices({ legend: app.words('follow.why'), name: 'reason', error: errors.reason,
        options: reasons.map((value) => ({ value, words: app.words(`follow.reason.${value}`) })) }),
        field({ label: app.words('follow.other'), name: 'other', hint: app.words('follow.other_hint'),
          more: { maxlength: 120 } }))))));
}

/** Only the reasons of the way that was chosen are asked. */
const asked = (way) => {
  for (const one of document.querySelectorAll('#k-why > div')) one.hidden = one.dataset.way !== way;
};

function faults(app, { how, reason, other }) {
  if (!how) return { how: app.words('follow.choose_how') };
  return how === 'completed' || reason || other ? {} : { reason: app.words('follow.choose_why') };
}

/** The end of a treatment; a referral is recorded too, so that the desk sees where somebody went. */
export async function ended(app, s, one, { how, reason, other }) {
  if (how === 'referred') {
    const d = { visit: one.visit ?? null, to: 'puskesmas', reasons: [reason ?? 'other'] };
    await app.record('referral.made', { p: one.person, s: app.newId(), d });
  }
  await app.record('treatment.ended', { p: one.person, s,
    d: { how, reason: [reason, other].filter(Boolean).join(': ') || null } });
}

export default [list, card, end];
