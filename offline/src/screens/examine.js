/** An examination, step by step. Each step is kept as it is answered, so that leaving costs nothing; facts become events. */
import { h } from '../dom.js';
import { dose } from '../dosing.js';
import { dayOf, daysBetween } from '../days.js';
import { expired, usable } from '../lots.js';
import { colour } from '../packs.js';
import { agesOf, answersOf, bearing, before, childbearing, method, monthsOf, signs, sixMonths, whoOf } from './asking.js';
import { dosed, referred, refused, severe, slugOf } from './giving.js';
import { none, rdt, slide, waited } from './reading.js';
import { aboutOf, button, clock, clockWrong, empty, living, notice, page, personOf, todayOf } from './parts.js';
import { weight } from './weighing.js';

/** What is still to be asked, or shown. @param {any} app @param {any} draft @returns {string} */
export function stepOf(app, draft) {
  if (draft.done) return draft.done;
  if (!draft.signs) return 'signs';
  if (draft.signs.length) return draft.weigh && draft.weight === undefined ? 'weight' : 'severe';
  if (draft.doubt && draft.six === undefined) return 'six';
  if (draft.fertile && draft.pregnant === undefined) return 'bearing';
  if (!draft.before) return 'before';
  if (!draft.method) return 'method';
  if (draft.pending && !draft.told) return 'seen';
  if (!draft.result) return draft.method === 'rdt' ? 'rdt' : 'slide';
  if (draft.result !== 'positive') return 'none';
  return draft.weight === undefined ? 'weight' : 'dose';
}

const begun = (app, person, reason) => {
  const one = personOf(app, person);
  const ages = agesOf(app, one);
  return { name: one.name ?? app.words('keep.someone'), about: aboutOf(app, one), reason, at: app.now().getTime(), visit: app.newId(), test: app.newId(), ages, doubt: ages !== null && ages[0] < 6 && ages[1] >= 6,
    months: monthsOf(app, one), fertile: childbearing(app, one), known: knownOf(app, person), g6pd: lacks(app, person) ? 'deficient' : 'unknown', begun: 0 };
};

const HOURS = 12;
const MONTHS_ASKED = 92;

/** What was answered holds for half a day: then weight, pregnancy and signs are asked anew. A draft from the future is of a wrong clock. */
const stale = (app, draft) => !(Math.abs(app.now().getTime() - draft.at) < HOURS * 3_600_000);

/** The last treatment of theirs within the months that are asked after. @returns {{day: string, ago: number}|null} */
function knownOf(app, person) {
  const days = Object.values(app.state.treatments).filter((one) => one.person === person && Boolean(one.training) === app.training).map((one) => dayOf(one.at)).sort();
  const day = days.at(-1);
  const ago = day ? daysBetween(day, todayOf(app)) : MONTHS_ASKED + 1;
  return ago <= MONTHS_ASKED ? { day, ago } : null;
}

/** Once known to lack G6PD, always. */
const lacks = (app, person) => Object.values(app.state.visits).some((one) => one.person === person && one.g6pd === 'deficient');

const screen = (path) => ({
  path,
  title: (app) => app.words('exam.title'),
  render(app, { person, reason = 'sick' }) {
    if (!app.state.people[person]) return page(app.words('exam.title'), empty('people', app.words('exam.unknown')));
    if (!app.table?.table) return page(app.words('exam.title'), notice('bad', app.words('exam.no_table'), h('p', null, app.words('exam.no_table_how'))));
    const old = app.drafts[person];
    const closed = old && stale(app, old);
    const fresh = () => begun(app, person, ['contact', 'round', 'followup', 'antenatal'].includes(reason) ? reason : 'sick');
    const facts = { draft: closed || !old ? fresh() : old, closed };
    if (closed) void app.draft(person, null);
    return living((again) => {
      const { draft } = facts;
      const restart = async () => { await app.draft(person, null); Object.assign(facts, { draft: fresh(), closed: false }); again(); };
      const content = STEPS[stepOf(app, draft)]({ app, draft, person, again, restart, keep: (said) => { facts.closed = false; return kept(app, person, draft, said, again); } });
      if (facts.closed) content.querySelector('h1').after(notice('plain', app.words('exam.closed')));
      return content;
    });
  },
});

async function kept(app, person, draft, said, again) {
  Object.assign(draft, said);
  await app.draft(person, draft.done ? null : draft);
  again();
}

const STEPS = {
  signs: ({ app, draft, person, keep }) => signs(app, draft, async (said) => {
    if (said.signs.length) await visited(app, person, draft, said.signs);
    await keep({ ...said, told: said.signs.length > 0 });
  }),
  severe: ({ app, draft, person, keep, restart }) => severe(app, draft, async (said) => {
    if (said.mistaken) { await unsaid(app, person, draft); return restart(); }
    if (!said.refer) return keep(said);
    await refer(app, person, draft, draft.signs, given(draft, said.refer, said.given === true));
    return keep({ done: 'referred' });
  }),
  six: ({ app, draft, keep }) => sixMonths(app, draft, keep),
  bearing: ({ app, draft, keep }) => bearing(app, draft, keep),
  before: ({ app, draft, keep }) => before(app, draft, keep),
  method: ({ app, draft, person, keep }) => method(app, draft, lotsOf(app, 'rdt'), async (said) => {
    if (!said.method) return keep(said);
    await visited(app, person, draft, []);
    await keep({ ...said, told: true, begun: Date.now() });
  }),
  seen: ({ app, draft, person, keep }) => waited(app, draft, async () => { await visited(app, person, draft, []); await keep({ told: true }); }),
  rdt: ({ app, draft, person, keep }) => rdt(app, draft, async (said) => { await tested(app, person, draft, said); await keep(said); }),
  slide: ({ app, draft, person, keep }) => slide(app, draft, async (said) => { await tested(app, person, draft, said); await keep(said); }),
  none: ({ app, draft, person, keep }) => {
    void app.draft(person, null);
    return none(app, draft, () => keep({ method: undefined, result: undefined, lot: null, test: app.newId(), begun: 0, recorded: {} }));
  },
  weight: ({ app, draft, keep }) => weight(app, draft, keep),
  dose: (at) => doseStep(at),
  watch: (at) => watch(at),
  referred: ({ app, draft }) => referred(app, draft),
  finished: ({ app, draft, person }) => finished(app, draft, person),
};

/** The dose's facts, exactly as the rule asks for them. */
export const askedOf = (draft) => ({ weight_kg: draft.weight, age_months: draft.months, species: draft.species, pregnant: draft.pregnant === true, breastfeeding_infant_lt_6m: draft.breastfeeding === true,
  g6pd_deficient: draft.g6pd === 'deficient', malaria_before: draft.before, can_swallow: true, severe_signs: [] });

/** The dose; by age alone only where it is the same at the least and at the most age that they may have. */
export function doseOf(table, draft) {
  const result = dose(table, askedOf(draft));
  if (draft.weight !== null || !draft.ages || result.refusal) return result;
  const ends = draft.ages.map((months) => dose(table, askedOf({ ...draft, months })));
  const one = ends.every((end) => end.dhp_tablets_per_day === result.dhp_tablets_per_day && (draft.doubt || end.primaquine_tablets_per_day === result.primaquine_tablets_per_day));
  return one ? result : { dhp_tablets_per_day: null, refer: true, refusal: 'age_unsure', rule: 'refer', version: result.version, page: result.page };
}

/** A phone whose clock is wrong does not know how old an infant is, nor what has expired. */
const atWrongClock = ({ app, draft, person, again, keep }) => page(app.words('dose.title'), whoOf(draft), clock(app), button(app.words('keep.clock_done'), again),
  button(app.words('refer.do'), async () => { await refer(app, person, draft, ['clock_wrong'], null); await keep({ done: 'referred' }); }, 'stop'));

function doseStep(at) {
  const { app, draft, person, keep, restart } = at;
  if (clockWrong(app)) return atWrongClock(at);
  const result = doseOf(app.table.table, draft);
  const again = () => keep({ weight: undefined });
  if (result.refusal) {
    return refused(app, draft, result, async (said) => {
      if (said.again) return again();
      if (said.restart) return restart();
      await refer(app, person, draft, said.reasons, null);
      return keep({ done: 'referred' });
    });
  }
  const pack = colour(app.table.table, result, draft.weight);
  const stock = pack ? lotsOf(app, 'pack', slugOf(pack)) : { lots: [], expired: [] };
  return dosed(app, draft, result, { ...stock, any: lotsOf(app, 'pack').lots, primaquine: lotsOf(app, 'primaquine') }, async (said) => {
    if (said.again) return again();
    if (said.restart) return restart();
    if (said.reasons) {
      await refer(app, person, draft, said.reasons, null);
      return keep({ done: 'referred' });
    }
    const treatment = await started(app, person, draft, result, said);
    if (result.refer) await refer(app, person, draft, result.no_primaquine_reasons.filter((code) => /refer/.test(code)), null);
    return keep({ treatment, primaquine: result.primaquine_days > 0, done: 'watch' });
  });
}

function watch({ app, draft, person, keep }) {
  const seen = (taken, vomited) => async () => {
    for (const drug of draft.primaquine ? ['dhp', 'primaquine'] : ['dhp']) {
      await told(app, draft, `${drug}.${taken}.${vomited}`, 'dose.watched', { p: person, s: draft.treatment, d: { day: 1, drug, taken, vomited_within_30m: vomited } });
    }
    await keep({ done: 'finished', swallowed: taken, vomited });
  };
  return page(app.words('watch.title'), whoOf(draft), app.training && notice('warn', app.words('dose.blocked')), h('p', { class: 'k-lead' }, app.words('watch.look')),
    answersOf([{ words: app.words('watch.taken'), icon: 'swallowed', kind: 'good', act: seen(true, false) }, { words: app.words('watch.vomited'), icon: 'vomited', act: seen(false, true) }, { words: app.words('watch.not'), icon: 'nothing', act: seen(false, false) }]));
}

const finished = (app, draft, person) => page(app.words('end.title'), whoOf(draft), notice(draft.swallowed ? 'good' : 'warn', app.words(draft.vomited ? 'end.vomited' : draft.swallowed ? 'end.taken' : 'end.not')),
  h('ul', { class: 'k-plain' }, ...['days', 'slides', draft.primaquine && 'urine', 'nets'].filter(Boolean).map((key) => h('li', null, app.words(`end.${key}`)))),
  (draft.swallowed ? [['', '#/', 'keep.home'], ['k-button--quiet', `#/rawat/${draft.treatment}`, 'end.card']] : [['', `#/rawat/${draft.treatment}`, 'end.card'], ['k-button--quiet', '#/', 'keep.home']])
    .map(([kind, href, key]) => h('p', null, h('a', { class: `k-button ${kind}`, href }, app.words(key)))),
  h('p', null, h('a', { class: 'k-button k-button--quiet', href: `#/kontak/${draft.test}` }, app.words('end.contacts'))), h('p', null, h('a', { class: 'k-button k-button--quiet', href: `#/betulkan/${draft.test}` }, app.words('end.wrong'))), h('p', { class: 'k-hidden' }, person));

/** @param {any} app @param {string} item @param {string|null} [of] a colour */
function lotsOf(app, item, of = null) {
  const today = todayOf(app);
  const known = (app.state.stock ?? []).filter((lot) => lot.item === item && (of === null || lot.colour === of));
  return { lots: usable(app.state.stock ?? [], today, { item, colour: of }), expired: known.filter((lot) => lot.quantity > 0 && expired(lot, today)) };
}

/** Records something of this examination once, however often it is tried: a full phone may stop halfway. */
async function told(app, draft, name, kind, what) {
  draft.recorded ??= {};
  if (draft.recorded[name]) return;
  await app.record(kind, what);
  draft.recorded[name] = true;
}

/** Signs that were touched by mistake: corrected with the reason, and the examination begins anew. */
async function unsaid(app, p, draft) {
  const event = app.own.find(({ t, s }) => t === 'signs.checked' && s === draft.visit);
  if (event) await told(app, draft, 'unsaid', 'fact.corrected', { p, d: { event: event.id, changes: { signs: [] }, reason: 'pressed_by_mistake' } });
}

async function visited(app, p, draft, found) {
  if (draft.told) return;
  const d = { reason: draft.reason, pregnant: draft.pregnant === true, breastfeeding_lt_6m: draft.breastfeeding === true, g6pd: draft.g6pd, malaria_before: draft.before ?? 'none' };
  await told(app, draft, 'visit', 'visit.opened', { p, s: draft.visit, d });
  await told(app, draft, 'signs', 'signs.checked', { p, s: draft.visit, d: { signs: found } });
}

async function tested(app, p, draft, { result, species }) {
  if (draft.pending) {
    if (result !== 'pending') await told(app, draft, 'test', 'fact.corrected', { p, d: { event: draft.pending, changes: { result, ...(species ? { species } : {}) }, reason: 'result_came' } });
    return;
  }
  const d = { visit: draft.visit, method: draft.method, result, for: 'diagnosis', ...(draft.lot ? { lot: draft.lot } : {}), ...(species ? { species } : {}) };
  await told(app, draft, 'test', 'test.recorded', { p, s: draft.test, d });
}

async function started(app, p, draft, result, { pack, lot }) {
  draft.treatment ??= app.newId();
  const s = draft.treatment;
  const d = { visit: draft.visit, test: draft.test, weight_kg: draft.weight ?? '0', weighed: draft.weight !== null, dose: result, training: app.training, ...(pack ? { pack } : {}), ...(lot ? { lot } : {}) };
  await told(app, draft, 'treatment', 'treatment.started', { p, s, d });
  return s;
}

function given(draft, told, done) {
  if (draft.injection && told.artesunate) return { drug: 'artesunate', dose: `${told.artesunate.mg} mg`, given: done };
  return told.oral_dhp_tablets ? { drug: 'dhp', dose: told.oral_dhp_tablets, given: done } : null;
}

async function refer(app, p, draft, reasons, before_) {
  const d = { visit: draft.visit, to: 'puskesmas', reasons: reasons.map((code) => code.replace(/[^a-z0-9_]/g, '_')), ...(before_ ? { pre_referral: before_ } : {}) };
  await told(app, draft, 'referral', 'referral.made', { p, s: app.newId(), d });
}

/** The result of a slide, when it comes: the person is looked at anew, and what was pending is corrected to what was seen. */
const later = {
  path: '/hasil/:test',
  title: (app) => app.words('exam.title'),
  render(app, { test }) {
    const one = app.state.tests[test];
    const event = app.own.find(({ t, s }) => t === 'test.recorded' && s === test);
    if (!one || !event || one.result !== 'pending') return page(app.words('exam.title'), empty('note', app.words('exam.no_pending')), h('p', null, h('a', { class: 'k-button', href: '#/' }, app.words('keep.home'))));
    app.drafts[one.person] = { ...begun(app, one.person, 'followup'), test, method: 'slide', pending: event.id };
    return screen('').render(app, { person: one.person });
  },
};

export default [screen('/uji/:person'), screen('/uji/:person/:reason'), later];
