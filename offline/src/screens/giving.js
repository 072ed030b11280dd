/** The dose as the table gives it, with rule, version and page; the refusal, and the way to the health centre. */
import { h } from '../dom.js';
import { colour } from '../packs.js';
import { drawing, tablets } from '../pictures.js';
import { preReferral } from '../severity.js';
import { readable } from '../treatment.js';
import { button, notice, page, unsigned } from './parts.js';
import { answersOf, whoOf } from './asking.js';

export const slugOf = (name) => name.replace(/[- ]/g, '_');
/** Decimals in the language's form. */
const decimals = (app, amount) => (app.language === 'en' ? amount : amount.replace('.', ','));
const cited = (app, { rule, version, page: on }) => h('p', { class: 't-cited' }, app.words('dose.cited', { rule, version, page: on }));

function medicine(app, name, { amount, days, total }) {
  const words = app.words('dose.line', { amount: readable(amount), days, total: readable(total) });
  return h('section', { class: 't-medicine' }, h('h2', null, name), tablets(amount, app.words('dose.picture', { amount: readable(amount) })), h('p', { class: 't-amount' }, words));
}

function without(app, result) {
  const texts = Object.fromEntries((app.table.table.contraindication ?? []).map(({ code, text }) => [code, text[app.language]]));
  return notice('warn', app.words('dose.no_primaquine'), h('ul', null, ...result.no_primaquine_reasons.map((code) => h('li', null, texts[code] ?? code))));
}

/** @param {any} app @param {any} draft @param {any} result of `dose` @param {{lots: any[], expired: any[]}} stock of this colour @param {(said: any) => any} on */
export function dosed(app, draft, result, stock, on) {
  const pack = colour(app.table.table, result, draft.weight);
  const gone = result.primaquine_tablets_per_day && !stock.primaquine.lots.length;
  const blocked = !app.training && ((pack ? !stock.lots.length : !stock.any.length) || gone);
  const lot = stock.lots[0]?.lot ?? null;
  return page(app.words('dose.title'), whoOf(draft), h('p', { class: 'k-lead' }, draft.weight ? app.words('dose.who', { weight: decimals(app, draft.weight) }) : app.words('dose.by_age')), unsigned(app),
    medicine(app, 'DHP', { amount: result.dhp_tablets_per_day, days: result.dhp_days, total: result.dhp_tablets_total }),
    pack ? h('p', { class: 't-pack' }, h('span', { class: `k-swatch k-swatch--${slugOf(pack)}`, 'aria-hidden': 'true' }), h('span', null, app.words('dose.pack', { colour: app.words(`stock.colour.${slugOf(pack)}`) }), lot && !app.training ? ` · ${app.words('dose.lot', { lot })}` : '')) : h('p', { class: 'k-hint' }, app.words('dose.no_pack')),
    result.primaquine_tablets_per_day ? medicine(app, app.words('dose.primaquine'), { amount: result.primaquine_tablets_per_day, days: result.primaquine_days, total: result.primaquine_tablets_total }) : without(app, result),
    result.refer && notice('bad', app.words('dose.and_refer')), h('p', null, app.words('dose.food')), cited(app, result),
    stock.expired.length > 0 && h('p', { class: 'k-error' }, app.words('test.expired', { lots: stock.expired.map((one) => one.lot).join(', ') })),
    gone && stock.primaquine.expired.length > 0 && h('p', { class: 'k-error' }, app.words('dose.primaquine_expired', { lots: stock.primaquine.expired.map((one) => one.lot).join(', ') })),
    blocked ? notice('bad', app.words('dose.none_left'), h('p', null, app.words('dose.none_left_how'))) : button(app.words(app.training ? 'dose.give_training' : 'dose.give'), () => on({ pack: pack ? slugOf(pack) : null, lot: app.training ? null : lot })),
    app.training && h('p', { class: 'k-error' }, app.words('dose.blocked')), (blocked || app.training) && button(app.words('refer.do'), () => on({ reasons: [blocked ? 'stock_out' : 'table_not_signed'] }), 'stop'),
    button(app.words('dose.weigh_again'), () => on({ again: true }), 'quiet'), button(app.words('exam.restart'), () => on({ restart: true }), 'quiet'));
}

/** The table does not say: nobody guesses. */
export const refused = (app, draft, result, on) => page(app.words('refuse.title'), whoOf(draft), notice('bad', app.words(`refuse.${result.refusal}`), h('p', null, app.words('refuse.why'))), unsigned(app), cited(app, { ...result, rule: app.words('refuse.rule') }),
  button(app.words('refer.do'), () => on({ reasons: [result.refusal] }), 'stop'), ['weight_unreadable', 'weight_outside_table', 'weight_age_contradictory', 'weight_missing', 'age_needed', 'age_only_15_years_and_over', 'age_unsure', 'weight_and_age_missing'].includes(result.refusal) && button(app.words('dose.weigh_again'), () => on({ again: true }), 'quiet'), button(app.words('exam.restart'), () => on({ restart: true }), 'quiet'));

/** A danger sign: refer at once; what may be given on the way is the table's, and nothing by mouth to who cannot swallow. */
export function severe(app, draft, on) {
  const base = { severe_signs: draft.signs, weight_kg: draft.weight ?? null, age_months: draft.months };
  const texts = Object.fromEntries((app.table?.table?.severe?.sign ?? []).map(({ code, text }) => [code, text[app.language]]));
  const head = [whoOf(draft), notice('bad', app.words('severe.now'), h('ul', null, ...draft.signs.map((code) => h('li', null, texts[code] ?? code))))];
  const mistaken = button(app.words('severe.mistaken'), () => on({ mistaken: true }), 'quiet');
  if (draft.injection === undefined) {
    return page(app.words('severe.title'), ...head, h('p', { class: 'k-lead' }, app.words('severe.injection')), answersOf([
      { words: app.words('severe.injection_no'), icon: 'nothing', act: () => on({ injection: false, swallow: undefined }) }, { words: app.words('severe.injection_yes'), icon: 'syringe', act: () => on({ injection: true, swallow: false }) }]), mistaken);
  }
  const mouth = (app.table?.table?.severe?.sign ?? []).some(({ code, swallows }) => draft.signs.includes(code) && !swallows);
  if (draft.injection === false && draft.swallow === undefined && !mouth) {
    return page(app.words('severe.title'), ...head, h('p', { class: 'k-lead' }, app.words('severe.swallow')), answersOf([
      { words: app.words('severe.swallow_no'), icon: 'nothing', act: () => on({ swallow: false }) }, { words: app.words('severe.swallow_yes'), icon: 'swallowed', act: () => on({ swallow: true }) }]), mistaken);
  }
  const told = preReferral(app.table.table, { ...base, can_swallow: draft.swallow === true, injection: draft.injection });
  return page(app.words('severe.title'), ...head, app.training && notice('bad', app.words('severe.blocked')), way(app, draft, told), unsigned(app), h('p', { class: 't-cited' }, app.words('dose.cited', { rule: app.words('severe.rule'), version: told.version, page: told.page })),
    draft.weight === undefined && (draft.injection || draft.swallow) && button(app.words('severe.weigh'), () => on({ weigh: true }), 'quiet'), leaving(app, draft, told, on), mistaken);
}

/** Whether what may be given on the way was given is asked, so that nobody gives it twice. */
function leaving(app, draft, told, on) {
  const something = (draft.injection && told.artesunate) || told.oral_dhp_tablets;
  if (app.training || !something) return button(app.words('refer.do'), () => on({ refer: told }), 'stop');
  return [button(app.words('refer.given'), () => on({ refer: told, given: true }), 'stop'), button(app.words('refer.not_given'), () => on({ refer: told, given: false }), 'quiet')];
}

function way(app, draft, told) {
  if (draft.injection && told.artesunate) return notice('warn', app.words('severe.artesunate', { mg: decimals(app, told.artesunate.mg), ml: decimals(app, told.artesunate.ml), vials: told.artesunate.vials }), h('p', null, app.words('severe.trained')));
  if (told.oral_dhp_tablets) return notice('warn', app.words('severe.oral', { amount: readable(told.oral_dhp_tablets) }), tablets(told.oral_dhp_tablets, app.words('dose.picture', { amount: readable(told.oral_dhp_tablets) })));
  return notice('bad', app.words(draft.swallow === true ? 'severe.nothing' : 'severe.no_mouth'), h('p', null, draft.injection && told.artesunate_refusal ? app.words(`refuse.${told.artesunate_refusal}`) : app.words('severe.go')));
}

export const referred = (app, draft) => page(app.words('refer.done'), whoOf(draft), notice('bad', app.words('refer.go'), h('p', null, app.words('refer.letter'))), h('div', { class: 't-hero' }, drawing('refer')),
  h('p', null, h('a', { class: 'k-button', href: '#/' }, app.words('keep.home'))));
