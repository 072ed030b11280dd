/**
 * Exact numbers for doses: whole numbers over whole numbers, by BigInt. A JavaScript number never stands for an amount.
 *
 * @typedef {Object} Rational
 * @property {bigint} n numerator
 * @property {bigint} d denominator, above 0; n and d have no common factor
 */

const DECIMAL = /^(-?)(\d{1,40})(?:\.(\d{1,40}))?(?:e([+-]?\d{1,2}))?$/i;

/** @param {bigint} n @param {bigint} d @returns {Rational} the same number in lowest terms */
export function rational(n, d = 1n) {
  if (d === 0n) throw new RangeError('a denominator of 0');
  const sign = d < 0n ? -1n : 1n;
  const common = divisor(n < 0n ? -n : n, d * sign) || 1n;
  return { n: (n * sign) / common, d: (d * sign) / common };
}

/** @param {bigint} a @param {bigint} b @returns {bigint} */
function divisor(a, b) {
  return b === 0n ? a : divisor(b, a % b);
}

/** @param {string} text "3/2", "3" or "2.4" @returns {Rational} what it says exactly; SyntaxError for anything else */
export function parsed(text) {
  const [over, under, more] = text.split('/');
  if (under !== undefined && more === undefined && /^\d+$/.test(over) && /^\d+$/.test(under)) {
    return rational(BigInt(over), BigInt(under));
  }
  const made = decimal(text);
  if (!made) throw new SyntaxError(`not an exact number: ${text}`);
  return made;
}

/** @param {string} text "12.5" @returns {Rational|null} what it says exactly; null when it is no decimal number */
export function decimal(text) {
  const found = DECIMAL.exec(text);
  if (!found) return null;
  const [, minus, whole, part = '', power = '0'] = found;
  const places = BigInt(part.length) - BigInt(power);
  const digits = BigInt(whole + part) * (minus ? -1n : 1n);
  return places >= 0n ? rational(digits, 10n ** places) : rational(digits * 10n ** -places);
}

/** @param {Rational} a @param {Rational} b @returns {number} below 0, 0 or above 0, as a is less, equal or more */
export function compare(a, b) {
  const difference = a.n * b.d - b.n * a.d;
  return difference < 0n ? -1 : Number(difference > 0n);
}

/** @param {Rational} a @param {Rational} b @returns {Rational} */
export function times(a, b) {
  return rational(a.n * b.n, a.d * b.d);
}

/** @param {Rational} a @returns {bigint} the least whole number that is not less */
export function ceiling(a) {
  return a.n >= 0n ? (a.n + a.d - 1n) / a.d : -(-a.n / a.d);
}

/** @param {Rational} a @returns {string} "3/2", or "3" */
export function fraction(a) {
  return a.d === 1n ? `${a.n}` : `${a.n}/${a.d}`;
}

/** @param {Rational} a not negative, its denominator a product of twos and fives @returns {string} "59.7", without needless zeros */
export function plain(a) {
  let places = 0n;
  while ((a.n * 10n ** places) % a.d !== 0n) {
    places += 1n;
    if (places > 60n) throw new RangeError('no decimal number is the same');
  }
  const digits = `${(a.n * 10n ** places) / a.d}`.padStart(Number(places) + 1, '0');
  const cut = digits.length - Number(places);
  return places ? `${digits.slice(0, cut)}.${digits.slice(cut)}` : digits;
}
