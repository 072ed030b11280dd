/**
 * Lots of packs, tests and tablets: what may be used, what is nearly gone, what has expired. A lot may be used on the day
 * it expires and not after it, as `simpul/malaria/rules/folding/stock.py` checks.
 *
 * @typedef {{item: string, colour: string|null, lot: string, expires: string|null, quantity: number}} Lot
 */
import { daysBetween } from './days.js';

/** The packs' colours as they travel in events, from the lightest patient to the heaviest. */
export const COLOURS = ['abu_abu_muda', 'abu_abu_tua', 'violet', 'oranye', 'kuning', 'hijau', 'biru'];
export const ITEMS = ['pack', 'rdt', 'primaquine'];
/** At this many or fewer of a kind in all, the supervisor should bring more. */
export const LOW = { rdt: 10, pack: 2, primaquine: 28 };
const SOON = 30;

/** @param {Lot} lot @param {string} today @returns {'expired'|'soon'|'unknown'|'good'} */
export function ageing(lot, today) {
  if (!lot.expires) return 'unknown';
  const left = daysBetween(today, lot.expires);
  if (left < 0) return 'expired';
  return left <= SOON ? 'soon' : 'good';
}

/** @param {Lot} lot @param {string} today */
export const expired = (lot, today) => ageing(lot, today) === 'expired';

/**
 * Lots that may be handed out today, the first to expire first. An expired lot is never among them.
 * @param {Lot[]} stock @param {string} today @param {{item: string, colour?: string|null}} what @returns {Lot[]}
 */
export function usable(stock, today, { item, colour = null }) {
  const fits = (lot) => lot.item === item && (!colour || lot.colour === colour) && lot.quantity > 0 && !expired(lot, today);
  return stock.filter(fits).sort((a, b) => (a.expires ?? '9999').localeCompare(b.expires ?? '9999'));
}

/**
 * Kinds of which little that may be used is left, with how much; kinds never received are not told.
 * @param {Lot[]} stock @param {string} today @returns {{item: string, colour: string|null, left: number}[]}
 */
export function scarce(stock, today) {
  const kinds = new Map(stock.map(({ item, colour }) => [`${item}|${colour ?? ''}`, { item, colour }]));
  const left = (what) => usable(stock, today, what).reduce((sum, lot) => sum + lot.quantity, 0);
  return [...kinds.values()].map((what) => ({ ...what, left: left(what) })).filter(({ item,
    left: some }) => some <= (LOW[item] ?? 0));
}

/** @param {Lot} lot @returns {string} what names the lot in an address */
export const keyOf = (lot) => [lot.item, lot.colour ?? '-', lot.lot].join('|');
