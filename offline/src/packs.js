/**
 * The colour of EDAT's packs, only where the pack of 2018 holds exactly the national dose of DHP for that weight.
 * The twin of `simpul/malaria/rules/packs.py`.
 */
import { holds, weightOf } from './dosing.js';

/**
 * @param {import('./dosing.js').Table} table
 * @param {import('./dosing.js').Dosed} result of `dose`
 * @param {string|number|null} weight kilograms, as given to `dose`
 * @returns {string|null} the colour's Indonesian name; null where none fits exactly, or nobody weighed
 */
export function colour(table, result, weight) {
  if (result.dhp_tablets_per_day === null || weight === null || weight === undefined) return null;
  const exact = weightOf(table, weight);
  const fits = table.edat_2018.band.find(
    (/** @type {any} */ one) =>
      one.dhp === result.dhp_tablets_per_day &&
      one.agrees.some((/** @type {[string, string]} */ [over, most]) => exact && holds(over, most, exact)),
  );
  return fits ? fits.colour : null;
}
