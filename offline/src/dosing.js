/**
 * The dose for a patient, from the national table and from nothing else; whoever the table does not cover is referred.
 * The twin of `simpul/malaria/rules/dosing.py`: tests/malaria/dose_examples.json is read by both.
 *
 * A weight is text in plain decimals ("12.5") or a whole number. A number with a fraction is refused: it was rounded.
 *
 * @typedef {import('./rational.js').Rational} Rational
 * @typedef {Object} Asked
 * @property {string|number|null} [weight_kg] kilograms
 * @property {number|null} [age_months] whole months
 * @property {string} species
 * @property {boolean} pregnant
 * @property {boolean} breastfeeding_infant_lt_6m
 * @property {boolean} g6pd_deficient known to lack G6PD
 * @property {boolean} [relapse]
 * @property {'none'|'within_28d'|'earlier'} [malaria_before]
 * @property {boolean} [can_swallow]
 * @property {string[]} [severe_signs]
 *
 * @typedef {Object} Dosed
 * @property {string|null} dhp_tablets_per_day an exact fraction such as "3/2"; null where the patient is referred instead
 * @property {boolean} refer
 * @property {string} [refusal] why there is no dose
 * @property {number} [dhp_days]
 * @property {string} [dhp_tablets_total]
 * @property {string|null} [primaquine_tablets_per_day]
 * @property {number} [primaquine_days]
 * @property {string} [primaquine_tablets_total]
 * @property {string[]} [no_primaquine_reasons]
 * @property {string} rule
 * @property {string} version
 * @property {string} page
 *
 * @typedef {any} Table the table as `GET /malaria/lapangan/takaran.json` carries it
 */
import { compare, decimal, fraction, parsed, rational, times } from './rational.js';

const FIELDS = new Set(
  ['weight_kg', 'age_months', 'species', 'pregnant', 'breastfeeding_infant_lt_6m', 'g6pd_deficient'].concat(
    ['relapse', 'malaria_before', 'can_swallow', 'severe_signs'],
  ),
);
const BEFORE = ['none', 'within_28d', 'earlier'];

/** Nothing can be computed, for the reason in `why`. */
export class Unfit extends Error {
  /** @param {string} why */
  constructor(why) {
    super(why);
    this.why = why;
  }
}

/** @param {Table} table @param {Asked} input @returns {Dosed} the dose, or why there is none; never throws for any input */
export function dose(table, input) {
  try {
    const asked = patient(table, input);
    permit(table, asked);
    return dosed(table, asked, bandOf(table, asked));
  } catch (unfit) {
    if (!(unfit instanceof Unfit)) throw unfit;
    const cited = { rule: 'refer', version: table.version, page: table.dhp.page };
    return { dhp_tablets_per_day: null, refer: true, refusal: unfit.why, ...cited };
  }
}

/** @param {Table} table @param {unknown} input */
function patient(table, input) {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) throw new Unfit('input_unreadable');
  const given = /** @type {Record<string, unknown>} */ (input);
  if (Object.keys(given).some((name) => !FIELDS.has(name))) throw new Unfit('field_unknown');
  const species = table.species.find((/** @type {any} */ one) => one.code === given.species);
  if (!species) throw new Unfit('species_unknown');
  const before = 'malaria_before' in given ? given.malaria_before : 'none';
  if (typeof before !== 'string' || !BEFORE.includes(before)) throw new Unfit('relapse_unreadable');
  const weight = weightOf(table, given.weight_kg);
  const months = monthsOf(table, given.age_months);
  return {
    weight,
    months,
    species,
    pregnant: flag(given.pregnant, 'pregnant_unknown'),
    breastfeeding: flag(given.breastfeeding_infant_lt_6m, 'breastfeeding_unknown'),
    g6pd: flag(given.g6pd_deficient, 'g6pd_unreadable'),
    relapse:
      flag('relapse' in given ? given.relapse : false, 'relapse_unreadable') ||
      (before === 'earlier' && table.relapse.species.includes(species.code)),
    failed: before === 'within_28d',
    swallows: flag('can_swallow' in given ? given.can_swallow : true, 'swallowing_unreadable'),
    signs: signsOf(table, 'severe_signs' in given ? given.severe_signs : []),
  };
}

/** @param {Table} table @param {unknown} given @returns {Rational|null} kilograms, exact; null where nobody weighed */
export function weightOf(table, given) {
  if (given === null || given === undefined) return null;
  const weight =
    typeof given === 'string' ? decimal(given) : Number.isSafeInteger(given) ? rational(BigInt(Number(given))) : null;
  if (!weight) throw new Unfit('weight_unreadable');
  const [least, most] = table.plausible.weight_kg.map(parsed);
  if (compare(weight, least) < 0 || compare(weight, most) > 0) throw new Unfit('weight_outside_table');
  return weight;
}

/** @param {Table} table @param {unknown} given @returns {number|null} whole months of age; null where it is not known */
export function monthsOf(table, given) {
  if (given === null || given === undefined) return null;
  if (typeof given !== 'number' || !Number.isFinite(given)) throw new Unfit('age_unreadable');
  if (given < 0 || given > table.plausible.months_most) throw new Unfit('age_outside_table');
  if (!Number.isInteger(given)) throw new Unfit('age_unreadable');
  return given;
}

/** @param {Table} table @param {unknown} given @returns {string[]} the severe signs that were seen, in the table's order */
export function signsOf(table, given) {
  const known = table.severe.sign.map((/** @type {any} */ one) => one.code);
  if (!Array.isArray(given) || given.some((one) => !known.includes(one))) throw new Unfit('severe_signs_unreadable');
  return known.filter((/** @type {string} */ code) => given.includes(code));
}

/** @param {unknown} given @param {string} why @returns {boolean} */
function flag(given, why) {
  if (typeof given !== 'boolean') throw new Unfit(why);
  return given;
}

/** @param {Table} table @param {ReturnType<typeof patient>} asked */
function permit(table, asked) {
  const bounds = table.plausible;
  const young = asked.months !== null && asked.months < bounds.childbearing_from_months;
  const light = asked.weight !== null && compare(asked.weight, parsed(bounds.childbearing_over_kg)) <= 0;
  /** @type {[string, boolean][]} */
  const reasons = [
    ['severe_signs', asked.signs.length > 0],
    ['cannot_swallow', !asked.swallows],
    ['relapse', asked.relapse],
    ['treatment_failure', asked.failed],
    ['weight_and_age_missing', asked.weight === null && asked.months === null],
    ['childbearing_contradictory', (asked.pregnant || asked.breastfeeding) && (young || light)],
  ];
  for (const [why, found] of reasons) if (found) throw new Unfit(why);
}

/** @param {Table} table @param {ReturnType<typeof patient>} asked @returns {any} the table's row */
function bandOf(table, asked) {
  if (asked.weight === null) {
    const months = Number(asked.months);
    if (months >= table.age_only.below_months) throw new Unfit('age_only_15_years_and_over');
    return table.band.find((/** @type {any} */ one) => within(one.months, months));
  }
  if (asked.months === null && compare(asked.weight, parsed(table.infant.age_needed_up_to_kg)) <= 0) {
    throw new Unfit('age_needed');
  }
  permitWeightAtAge(table, asked.weight, asked.months);
  return bandOfWeight(table, asked.weight);
}

/** @param {Table} table @param {Rational} weight @param {number|null} months throws Unfit where no body of this age weighs so */
export function permitWeightAtAge(table, weight, months) {
  if (months === null) return;
  const [least, most] = table.plausible.age
    .find((/** @type {any} */ one) => within(one.months, months))
    .weight_kg.map(parsed);
  if (compare(weight, least) < 0 || compare(weight, most) > 0) throw new Unfit('weight_age_contradictory');
}

/** @param {Table} table @param {Rational} weight @returns {any} the table's row */
export function bandOfWeight(table, weight) {
  return table.band.find((/** @type {any} */ one) => holds(one.over, one.most, weight));
}

/** @param {string} over @param {string} most "" for no end @param {Rational} weight @returns {boolean} */
export function holds(over, most, weight) {
  return compare(weight, parsed(over)) > 0 && (most === '' || compare(weight, parsed(most)) <= 0);
}

/** @param {number[]} ages first and last, -1 for no end @param {number} months @returns {boolean} */
function within([first, last], months) {
  return months >= first && (last < 0 || months <= last);
}

/** @param {Table} table @param {ReturnType<typeof patient>} asked @param {any} band @returns {Dosed} */
function dosed(table, asked, band) {
  const reasons = against(table, asked, band);
  const rows = table.contraindication.filter((/** @type {any} */ one) => reasons.includes(one.code));
  const amount = reasons.length ? null : band.primaquine;
  const days = reasons.length ? 0 : asked.species.primaquine_days;
  const pages = [asked.species.page, ...rows.map((/** @type {any} */ one) => one.page)];
  return {
    dhp_tablets_per_day: fraction(parsed(band.dhp)),
    dhp_days: table.dhp.days,
    dhp_tablets_total: total(band.dhp, table.dhp.days),
    primaquine_tablets_per_day: amount && fraction(parsed(amount)),
    primaquine_days: days,
    primaquine_tablets_total: amount ? total(amount, days) : '0',
    no_primaquine_reasons: reasons,
    refer: rows.some((/** @type {any} */ one) => one.refer),
    rule: `${asked.species.table}, ${band.label}${asked.weight === null ? ', by age' : ''}`,
    version: table.version,
    page: [...new Set(pages)].join(', '),
  };
}

/** @param {string} amount @param {number} days @returns {string} */
function total(amount, days) {
  return fraction(times(parsed(amount), rational(BigInt(days))));
}

/** @param {Table} table @param {ReturnType<typeof patient>} asked @param {any} band @returns {string[]} in the table's order */
function against(table, asked, band) {
  /** @type {Record<string, boolean>} */
  const found = {
    infant_lt_6_months: asked.months !== null && asked.months < table.infant.under_months,
    pregnant: asked.pregnant,
    breastfeeding_infant_lt_6m: asked.breastfeeding,
    g6pd_deficient_refer: asked.g6pd,
    'species:no_primaquine': asked.species.primaquine_days === 0,
  };
  const reasons = table.contraindication.map((/** @type {any} */ one) => one.code).filter((/** @type {string} */ code) => found[code]);
  return reasons.length || band.primaquine !== '' ? reasons : ['band:no_primaquine'];
}
