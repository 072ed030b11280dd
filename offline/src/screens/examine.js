/** An examination, step by step. Each step is kept as it is answered, so that leaving costs nothing; facts become events. */
import { h } from '../dom.js';
import { dose } from '../dosing.js';
import { expired, usable } from '../lots.js';
import { colour } from '../packs.js';
import { bearing, before, childbearing, method, monthsOf, signs } from './asking.js';
import { dosed, referred, refused, severe, slugOf } from './giving.js';
import { none, rdt, slide } from './reading.js';
import { button, empty, living, notice, page, personOf, todayOf } from './parts.js';
import { weight } from './weighing.js';

/** What is still to be asked, or shown. @param {any} app @param {any} draft @returns {string} */
export function stepOf(app, draft) {
  if (draft.done) return draft.done;
  if (!draft.signs) return 'signs';
  if (draft.signs.length) return draft.weigh && draft.weight === undefined ? 'weight' : 'severe';
  if (draft.fertile && draft.pregnant === undefined) return 'bearing';
  if (!draft.before) return 'before';
  if (!draft.method) return 'method';
  if (!draft.result) return draft.method === 'rdt' ? 'rdt' : 'slide';
  if (draft.result !== 'positive') return 'none';
  return draft.weight === undefined ? 'weight' : 'dose';
}

const begun = (app, person, reason) => {
  const one = personOf(app, person);
  return { name: one.name ?? app.words('keep.someone'), reason, visit: app.newId(), test: app.newId(), months: monthsOf(app, one), fertile: childbearing(app, one), g6pd: 'unknown', begun: 0 };
};

const screen = (path) => ({
  path,
  title: (app) => app.words('exam.title'),
  render(app, { person, reason = 'sick' }) {
    if (!app.state.people[person]) return page(app.words('exam.title'), empty('people', app.words('exam.unknown')));
    if (!app.table?.table) return page(app.words('exam.title'), notice('bad', app.words('exam.no_table'), h('p', null, app.words('exam.no_table_how'))));
    const draft = app.drafts[person] ?? begun(app, person, ['contact', 'round', 'followup', 'antenatal'].includes(reason) ? reason : 'sick');
    return living((again) => STEPS[stepOf(app, draft)]({ app, draft, person, again, keep: (said) => kept(app, person, draft, said, again) }));
  },
});

async function kept(app, person, draft, said, again) {
  Object.assign(draft, said);
  await app.draft(person, draft.done ? null : draft);
  again();
}

const STEPS = {
  signs: ({ app, draft, person, keep }) => signs(app, draft, async (said) => {
    if (said.signs.length) await visited(app, person, { ...draft, before: 'none' }, said.signs);
    await keep({ ...said, told: said.signs.length > 0 });
  }),
  severe: ({ app, draft, person, keep }) => severe(app, draft, async (said) => {
    if (!said.refer) return keep(said);
    await refer(app, person, draft, draft.signs, given(draft, said.refer));
    return keep({ done: 'referred' });
  }),
  bearing: ({ app, draft, keep }) => bearing(app, draft, keep),
  before: ({ app, draft, keep }) => before(app, draft, keep),
  method: ({ app, draft, person, keep }) => method(app, draft, lotsOf(app, 'rdt'), async (said) => {
    if (!said.method) return keep(said);
    await visited(app, person, draft, []);
    await keep({ ...said, told: true, begun: Date.now() });
  }),
  rdt: ({ app, draft, person, keep }) => rdt(app, draft, async (said) => { await tested(app, person, draft, said); await keep(said); }),
  slide: ({ app, draft, person, keep }) => slide(app, draft, async (said) => { await tested(app, person, draft, said); await keep(said); }),
  none: ({ app, draft, person }) => { void app.draft(person, null); return none(app, draft); },
  weight: ({ app, draft, keep }) => weight(app, draft, keep),
  dose: (at) => doseStep(at),
  watch: (at) => watch(at),
  referred: ({ app, draft }) => referred(app, draft),
  finished: ({ app, draft, person }) => finished(app, draft, person),
};

/** The dose's facts, exactly as the rule asks for them. */
export const askedOf = (draft) => ({ weight_kg: draft.weight, age_months: draft.months, species: draft.species, pregnant: draft.pregnant === true, breastfeeding_infant_lt_6m: draft.breastfeeding === true,
  g6pd_deficient: draft.g6pd === 'deficient', malaria_before: draft.before, can_swallow: true, severe_signs: [] });

function doseStep({ app, draft, person, keep }) {
  const result = dose(app.table.table, askedOf(draft));
  const again = () => keep({ weight: undefined });
  if (result.refusal) {
    return refused(app, draft, result, async (said) => {
      if (said.again) return again();
      await refer(app, person, draft, said.reasons, null);
      return keep({ done: 'referred' });
    });
  }
  const pack = colour(app.table.table, result, draft.weight);
  const stock = pack ? lotsOf(app, 'pack', slugOf(pack)) : { lots: [], expired: [] };
  return dosed(app, draft, result, stock, async (said) => {
    if (said.again) return again();
    const treatment = await started(app, person, draft, result, said);
    if (result.refer) await refer(app, person, draft, result.no_primaquine_reasons.filter((code) => /refer/.test(code)), null);
    return keep({ treatment, primaquine: result.primaquine_days > 0, done: 'watch' });
  });
}

function watch({ app, draft, person, keep }) {
  const seen = (taken, vomited) => async () => {
    for (const drug of draft.primaquine ? ['dhp', 'primaquine'] : ['dhp']) {
      await app.record('dose.watched', { p: person, s: draft.treatment, d: { day: 1, drug, taken, vomited_within_30m: vomited } });
    }
    await keep({ done: 'finished', swallowed: taken && !vomited, vomited });
  };
  return page(app.words('watch.title'), h('p', { class: 'k-step-of' }, draft.name), app.training && notice('warn', app.words('dose.blocked')), h('p', { class: 'k-lead' }, app.words('watch.look')),
    button(app.words('watch.taken'), seen(true, false), 'good'), button(app.words('watch.vomited'), seen(true, true), 'quiet'), button(app.words('watch.not'), seen(false, false), 'quiet'));
}

const finished = (app, draft, person) => page(app.words('end.title'), h('p', { class: 'k-step-of' }, draft.name), notice(draft.swallowed ? 'good' : 'warn', app.words(draft.vomited ? 'end.vomited' : draft.swallowed ? 'end.taken' : 'end.not')),
  h('ul', { class: 'k-plain' }, ...['days', 'slides', 'urine', 'nets'].map((key) => h('li', null, app.words(`end.${key}`)))),
  h('p', null, h('a', { class: 'k-button', href: '#/' }, app.words('keep.home'))), h('p', null, h('a', { class: 'k-button k-button--quiet', href: `#/rawat/${draft.treatment}` }, app.words('end.card'))),
  h('p', null, h('a', { href: `#/kontak/${draft.test}` }, app.words('end.contacts'))), h('p', null, h('a', { href: `#/betulkan/${draft.test}` }, app.words('end.wrong'))), h('p', { class: 'k-hidden' }, person));

/** @param {any} app @param {string} item @param {string|null} [of] a colour */
function lotsOf(app, item, of = null) {
  const today = todayOf(app);
  const known = (app.state.stock ?? []).filter((lot) => lot.item === item && (of === null || lot.colour === of));
  return { lots: usable(app.state.stock ?? [], today, { item, colour: of }), expired: known.filter((lot) => lot.quantity > 0 && expired(lot, today)) };
}

async function visited(app, p, draft, found) {
  if (draft.told) return;
  const d = { reason: draft.reason, pregnant: draft.pregnant === true, breastfeeding_lt_6m: draft.breastfeeding === true, g6pd: draft.g6pd, malaria_before: draft.before ?? 'none' };
  await app.record('visit.opened', { p, s: draft.visit, d });
  await app.record('signs.checked', { p, s: draft.visit, d: { signs: found } });
}

async function tested(app, p, draft, { result, species }) {
  const d = { visit: draft.visit, method: draft.method, result, for: 'diagnosis', ...(draft.lot ? { lot: draft.lot } : {}), ...(species ? { species } : {}) };
  await app.record('test.recorded', { p, s: draft.test, d });
}

async function started(app, p, draft, result, { pack, lot }) {
  const s = app.newId();
  const d = { visit: draft.visit, test: draft.test, weight_kg: draft.weight ?? '0', weighed: draft.weight !== null, dose: result, training: app.training, ...(pack ? { pack } : {}), ...(lot ? { lot } : {}) };
  await app.record('treatment.started', { p, s, d });
  return s;
}

function given(draft, told) {
  if (draft.injection && told.artesunate) return { drug: 'artesunate', dose: `${told.artesunate.mg} mg`, given: false };
  return told.oral_dhp_tablets ? { drug: 'dhp', dose: told.oral_dhp_tablets, given: false } : null;
}

async function refer(app, p, draft, reasons, before_) {
  const d = { visit: draft.visit, to: 'puskesmas', reasons: reasons.map((code) => code.replace(/[^a-z0-9_]/g, '_')), ...(before_ ? { pre_referral: before_ } : {}) };
  await app.record('referral.made', { p, s: app.newId(), d });
}

export default [screen('/uji/:person'), screen('/uji/:person/:reason')];
