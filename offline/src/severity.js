/**
 * Severe malaria as a village worker can see it: refer, with what may be given on the way. Nothing by mouth to anyone who
 * cannot swallow. The twin of `simpul/malaria/rules/severity.py`.
 *
 * @typedef {Object} PreReferral
 * @property {boolean} refer
 * @property {string[]} severe_signs
 * @property {{mg_per_kg: string, mg: string, ml: string, vials: number}|null} artesunate one injection, iv or im
 * @property {string|null} artesunate_refusal
 * @property {string|null} oral_dhp_tablets one dose, where there is no injection
 * @property {string|null} oral_refusal
 * @property {string} version
 * @property {string} page
 */
import { bandOfWeight, monthsOf, permitWeightAtAge, signsOf, Unfit, weightOf } from './dosing.js';
import { ceiling, compare, fraction, parsed, plain, rational, times } from './rational.js';

/** The signs' codes in the order in which they are asked. */
export const SIGNS = [
  ...['unconscious', 'convulsion', 'cannot_sit', 'cannot_drink', 'hard_breathing'],
  ...['cold_grey', 'yellow_eyes', 'bleeding', 'dark_urine', 'very_pale'],
];

/**
 * What to give before sending on. `injection`: somebody here can inject artesunate, which goes before anything by mouth.
 *
 * @param {import('./dosing.js').Table} table
 * @param {{severe_signs?: string[], weight_kg?: string|number|null, age_months?: number|null, can_swallow?: boolean, injection?: boolean}} input
 * @returns {PreReferral} throws Unfit where the signs cannot be read
 */
export function preReferral(table, input) {
  const signs = signsOf(table, 'severe_signs' in input ? input.severe_signs : []);
  const cited = { version: table.version, page: table.severe.page };
  const [injected, whyNot] = signs.length ? attempted(() => artesunate(table, weighed(table, input))) : [null, null];
  const [tablets, whyNothing] = signs.length ? attempted(() => oral(table, input, signs)) : [null, null];
  return {
    refer: signs.length > 0,
    severe_signs: signs,
    artesunate: injected,
    artesunate_refusal: whyNot,
    oral_dhp_tablets: tablets,
    oral_refusal: whyNothing,
    ...cited,
  };
}

/** @template T @param {() => T} work @returns {[T|null, string|null]} what it gives, or why it cannot be computed */
function attempted(work) {
  try {
    return [work(), null];
  } catch (unfit) {
    if (!(unfit instanceof Unfit)) throw unfit;
    return [null, unfit.why];
  }
}

/**
 * @param {import('./dosing.js').Table} table
 * @param {import('./rational.js').Rational} weight
 * @returns one injection; throws Unfit at exactly the weight at which the source does not say which amount counts
 */
export function artesunate(table, weight) {
  const rule = table.severe;
  const side = compare(weight, parsed(rule.artesunate_turns_at_kg));
  if (side === 0) throw new Unfit('weight_20_kg_unspecified');
  const perKg = parsed(side < 0 ? rule.artesunate_below_20_kg : rule.artesunate_above_20_kg);
  const mg = times(perKg, weight);
  const ml = times(mg, rational(1n, BigInt(rule.mg_per_ml)));
  const vials = ceiling(times(mg, rational(1n, BigInt(rule.vial_mg))));
  return { mg_per_kg: plain(perKg), mg: plain(mg), ml: plain(ml), vials: Number(vials) };
}

/** @param {import('./dosing.js').Table} table @param {any} input @param {string[]} signs @returns {string} tablets of one dose */
function oral(table, input, signs) {
  const blocked = table.severe.sign.some((/** @type {any} */ one) => signs.includes(one.code) && !one.swallows);
  if (input.can_swallow !== true || blocked) throw new Unfit('cannot_swallow');
  if (input.injection !== false) throw new Unfit('injection_first');
  return fraction(parsed(bandOfWeight(table, weighed(table, input)).dhp));
}

/** @param {import('./dosing.js').Table} table @param {any} input @returns {import('./rational.js').Rational} */
function weighed(table, input) {
  const weight = weightOf(table, input.weight_kg);
  const months = monthsOf(table, input.age_months);
  if (weight === null) throw new Unfit('weight_missing');
  permitWeightAtAge(table, weight, months);
  return weight;
}
