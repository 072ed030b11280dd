/** What becomes of a ticket by what this device knows: no signal is needed, and no name is known. */

const ROW = 11;
const PREFIX = 10;
/** What the last byte of a row says, in the order of the node's list. */
const GIVES = ['admitted', 'remote', 'waiting', 'cancelled', 'elsewhere'];
const CODE = /^[A-Z2-7]{24}$/;

/** The code in its one spelling, as typed, scanned, or out of a ticket's link; empty if it is none. @param {string} given */
export function normal(given) {
  const last = given.slice(0, 300).trim().replace(/\/+$/, '').split('/').pop() ?? '';
  const code = last.replace(/[\s-]+/g, '').toUpperCase().replace(/0/g, 'O').replace(/1/g, 'I').replace(/8/g, 'B');
  return CODE.test(code) ? code : '';
}

/** @param {string} code @returns {Promise<Uint8Array>} */
export async function digestOf(code) {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(code)));
}

/** @param {Uint8Array} bytes */
export const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** What the list gives this ticket; 'unknown' where it is not in it. @param {Uint8Array|null} list @param {Uint8Array} digest */
export function given(list, digest) {
  let low = 0;
  let high = Math.floor((list?.length ?? 0) / ROW) - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const order = compared(list, middle * ROW, digest);
    if (order === 0) return GIVES[list[middle * ROW + PREFIX]] ?? 'unknown';
    if (order < 0) low = middle + 1;
    else high = middle - 1;
  }
  return 'unknown';
}

function compared(list, at, digest) {
  for (let n = 0; n < PREFIX; n += 1) {
    if (list[at + n] !== digest[n]) return list[at + n] - digest[n];
  }
  return 0;
}

/** How many tickets the list gives this hall. @param {Uint8Array|null} list */
export function places(list) {
  let count = 0;
  for (let at = PREFIX; at < (list?.length ?? 0); at += ROW) if (list[at] === 0) count += 1;
  return count;
}
